"""The same message twice, many messages at once, and texts that break lesser things."""

import asyncio
import json
from collections import Counter
from typing import Any
from unittest.mock import patch

import pytest
from psycopg import AsyncCursor
from tests.support.running import NUMBERS, Dragoman, a_result

from dragoman.turns import intake


async def test_the_same_webhook_twice_is_stored_once_and_answered_once(dragoman: Dragoman) -> None:
    result = a_result("how much is the whitening kit?")

    statuses = [await dragoman.post(result), await dragoman.post(result)]

    await dragoman.idle()
    assert statuses == [200, 200]
    assert len(await dragoman.sent_to(result["from"])) == 1
    await _stored_once(dragoman, result["messageId"])


@pytest.mark.conforms("rule:once")
async def test_a_message_that_comes_again_in_another_batch_is_stored_once(dragoman: Dragoman) -> None:
    first, second, third = a_result(), a_result(), a_result()

    await dragoman.post(first, second)
    await dragoman.post(second, third, first, third)

    await dragoman.idle()
    for result in (first, second, third):
        await _stored_once(dragoman, result["messageId"])
        assert len(await dragoman.sent_to(result["from"])) == 1


@pytest.mark.conforms("rule:once")
async def test_twenty_at_the_same_time_are_stored_once_and_answered_once(dragoman: Dragoman) -> None:
    result = a_result("hi")

    statuses = await asyncio.gather(*(dragoman.post(result) for _ in range(20)))

    await dragoman.idle()
    assert set(statuses) == {200}
    await _stored_once(dragoman, result["messageId"])
    assert len(await dragoman.sent_to(result["from"])) == 1


async def test_a_copy_long_after_the_answer_is_not_answered_again(dragoman: Dragoman) -> None:
    result = a_result("hi")
    await dragoman.post(result)
    await dragoman.idle()

    await dragoman.post(result)

    await dragoman.idle()
    assert len(await dragoman.sent_to(result["from"])) == 1


async def test_one_id_at_two_numbers_is_two_messages(dragoman: Dragoman) -> None:
    here = a_result(message_id="wamid.same")
    there = a_result(message_id="wamid.same", to=NUMBERS["astrosouks"])

    await dragoman.post(here, there)

    assert len(await dragoman.rows("SELECT 1 FROM messages WHERE provider_id = 'wamid.same'")) == 2


STRANGE = {
    "nul": ("a\x00b", "ab"),
    "lone surrogate": ("a\ud83db", "a\ufffdb"),
    "four thousand emoji": ("😀" * 4000, "😀" * 4000),
    "right-to-left marks": ("\u200fمرحبا\u202e abc\u202c", "\u200fمرحبا\u202e abc\u202c"),
    "sql": ("'; DROP TABLE messages; --", "'; DROP TABLE messages; --"),
    "html": ("<script>alert(1)</script>&amp;", "<script>alert(1)</script>&amp;"),
    "percent and braces": ("%s %(x)s {0} \\u0000", "%s %(x)s {0} \\u0000"),
    "combining": ("Z̸̡͈̬̗a̵l̷g̷o", "Z̸̡͈̬̗a̵l̷g̷o"),
    "only spaces": (" \u00a0\u200b ", " \u00a0\u200b "),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("text", "stored"), STRANGE.values(), ids=STRANGE)
async def test_strange_text_comes_through_whole_and_is_answered(
    dragoman: Dragoman, text: str, stored: str
) -> None:
    result = a_result(text)

    status = (await dragoman.request("POST", "/webhook", json.dumps({"results": [result]}).encode())).status

    await dragoman.idle()
    rows = await dragoman.rows("SELECT body FROM messages WHERE provider_id = %s", result["messageId"])
    assert status == 200
    assert [row["body"] for row in rows] == [stored]
    assert await dragoman.sent_to(result["from"])


async def test_fifty_messages_of_known_customers_cost_no_more_statements_than_one(dragoman: Dragoman) -> None:
    people = [a_result() for _ in range(50)]
    await dragoman.post(*people)
    await dragoman.idle()

    one = await _statements(dragoman, [people[0]])
    fifty = await _statements(dragoman, people)

    assert one == fifty, fifty - one


async def test_a_picture_costs_no_more_statements_than_words(dragoman: Dragoman) -> None:
    people = [a_result() for _ in range(10)]
    await dragoman.post(*people)
    await dragoman.idle()
    picture = {"type": "IMAGE", "url": "https://api.infobip.com/whatsapp/1/senders/9611/media/ab-1"}

    words = await _statements(dragoman, people)
    pictures = await _statements(dragoman, [{**result, "message": picture} for result in people])

    assert words == pictures, pictures - words
    assert sum(words.values()) == 2, words  # the tenant and the statement, in one round trip


async def test_fifty_new_customers_cost_no_more_statements_than_one(dragoman: Dragoman) -> None:
    one = await _statements(dragoman, [a_result()])
    fifty = await _statements(dragoman, [a_result() for _ in range(50)])

    assert one == fifty, fifty - one


CHANGES = ["a name", "a username", "another identity", "two contacts are one", "two are one, and taken"]


@pytest.mark.parametrize("change", CHANGES)
async def test_fifty_customers_who_show_something_new_cost_no_more_statements_than_one(
    dragoman: Dragoman, change: str
) -> None:
    one = await _statements(dragoman, await _show(dragoman, change, 1))
    fifty = await _statements(dragoman, await _show(dragoman, change, 50))

    assert one == fifty, fifty - one
    assert sum(fifty.values()) <= MOST_STATEMENTS[change], fifty


async def test_a_batch_of_everything_new_costs_a_bounded_number_of_statements(dragoman: Dragoman) -> None:
    async def of_each(count: int) -> list[dict[str, Any]]:
        strangers = [a_result() for _ in range(count)]
        return sum([await _show(dragoman, change, count) for change in CHANGES], strangers)

    one = await _statements(dragoman, await of_each(1))
    ten = await _statements(dragoman, await of_each(10))

    assert one == ten, ten - one
    assert sum(ten.values()) <= MOST_STATEMENTS["everything"], ten


async def test_fifty_reports_cost_no_more_statements_than_one(dragoman: Dragoman) -> None:
    def reports(count: int, name: str) -> list[dict[str, object]]:
        delivered = {"groupId": 3, "groupName": "DELIVERED", "id": 5}
        return [{"messageId": f"{name}-{n}", "status": delivered} for n in range(count)]

    one = await _statements(dragoman, reports(1, "one"))
    fifty = await _statements(dragoman, reports(50, "fifty"))

    assert one == fifty, fifty - one


async def test_a_webhook_that_breaks_us_is_kept_and_the_next_one_is_stored(dragoman: Dragoman) -> None:
    poison, innocent, later = a_result("poison"), a_result("innocent"), a_result("later")
    receive = intake.receive

    async def broken(tx: Any, messages: Any, receipts: Any, **more: Any) -> Any:
        if any(message.inbound.provider_id == poison["messageId"] for message in messages):
            raise RuntimeError("a defect of ours")
        return await receive(tx, messages, receipts, **more)

    # A defect that nobody knows yet cannot be had by an input.
    with patch.object(intake, "receive", broken):
        together = await asyncio.gather(dragoman.post(poison), dragoman.post(innocent))
    alone = await dragoman.post(later)

    assert (together, alone) == ([200, 200], 200)
    await _stored_once(dragoman, innocent["messageId"])
    await _stored_once(dragoman, later["messageId"])
    kept = await dragoman.row("SELECT * FROM hooks WHERE kind = 'failed'")
    assert json.loads(bytes(kept["body"])) == {"results": [poison]}


# As docs/explanation/performance.md says them: two for asking at the door first, and what is written there.
MOST_STATEMENTS = {
    "a name": 9,
    "a username": 9,
    "another identity": 12,
    "two contacts are one": 13,
    "two are one, and taken": 13,
    "everything": 16,
}


async def _show(dragoman: Dragoman, change: str, count: int) -> list[dict[str, Any]]:
    """Customers come to be known, each by a phone; messages of theirs that show something new of each."""
    known = [a_result() for _ in range(count)]
    await dragoman.post(*known)
    shown: list[dict[str, Any]] = [
        {
            "a name": {"name": "Mona K."},
            "a username": {"name": "Mona", "username": f"mona.{result['from']}"},
        }.get(change, {"name": "Mona", "userId": f"LB.{result['from']}"})
        for result in known
    ]
    if change.startswith("two"):
        await dragoman.post(*(a_result(sender=contact["userId"], contact={**contact}) for contact in shown))
    await dragoman.idle()
    if change.endswith("taken"):
        await dragoman.rows(
            "UPDATE conversations SET mode = 'human' WHERE address = ANY(%s)", _user_ids(shown)
        )
    return [a_result(sender=r["from"], contact=contact) for r, contact in zip(known, shown, strict=True)]


def _user_ids(contacts: list[dict[str, Any]]) -> list[str]:
    return [contact["userId"] for contact in contacts]


async def _statements(dragoman: Dragoman, results: list[dict[str, object]]) -> Counter[str]:
    """What one webhook with these results makes the database do: each statement and how often."""
    seen: Counter[str] = Counter()
    execute = AsyncCursor.execute

    async def counted(self: object, query: object, *args: object, **kwargs: object) -> object:
        task = asyncio.current_task()
        if task is not None and task.get_name().startswith("intake"):
            seen[" ".join(str(query).split())[:60]] += 1
        return await execute(self, query, *args, **kwargs)  # type: ignore[arg-type]

    fresh = [{**result, "messageId": f"{result['messageId']}-again"} for result in results]
    # The answer may be out before our 200 is read: its delivery report would be counted as a webhook of ours.
    await dragoman.emulator("PATCH", "settings", {"delivered_after_s": None})
    # What the database is asked has no other place to be seen from.
    with patch.object(AsyncCursor, "execute", counted):
        assert await dragoman.post(*fresh) == 200
    assert seen, "nothing was seen: is the writer still called intake?"
    await dragoman.idle()
    await dragoman.emulator("PATCH", "settings", {"delivered_after_s": 0})
    return seen


async def _stored_once(dragoman: Dragoman, message_id: str) -> None:
    await dragoman.row("SELECT 1 FROM messages WHERE provider_id = %s", message_id)
