"""What other bots of this kind are known to get wrong. The agents here repeat what they were told."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest_asyncio
from tests.support.running import Customer, Dragoman, a_result

SETTINGS = {"DEBOUNCE_SECONDS": "0.4", "AGENT_DELAY_MS": "800"}
_PEOPLE = "SELECT (SELECT count(*) FROM contacts) AS contacts, (SELECT count(*) FROM conversations) AS conversations"


@pytest_asyncio.fixture(autouse=True, scope="module", loop_scope="session")
async def _parrots(dragoman: Dragoman) -> AsyncIterator[None]:
    await dragoman.rows('UPDATE chatbot_profiles SET settings = settings || \'{"engine": "echo"}\'')
    yield


async def test_a_customer_of_two_shops_is_never_answered_by_the_wrong_one(dragoman: Dragoman) -> None:
    at_ecla = dragoman.customer(shop="ecla")
    at_astrosouks = dragoman.customer(at_ecla.address, shop="astrosouks")

    for n in range(3):
        await at_ecla.says(f"teeth {n}")
        await at_astrosouks.says(f"drone {n}")
    await dragoman.idle()

    assert await at_ecla.inbox() == ["teeth 0\nteeth 1\nteeth 2"]
    assert await at_astrosouks.inbox() == ["drone 0\ndrone 1\ndrone 2"]


async def test_a_webhook_that_comes_ten_minutes_late_is_answered(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    answer = await customer.asks("sorry, no signal", age_s=600)

    assert answer == "sorry, no signal"


async def test_who_is_being_answered_sees_that_the_shop_has_read(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    await customer.asks("anybody there?")

    assert [message["status"] for message in await customer.phone() if message["direction"] == "in"] == [
        "read"
    ]


async def test_what_comes_while_the_agent_thinks_is_neither_dropped_nor_answered_twice(
    dragoman: Dragoman,
) -> None:
    customer = dragoman.customer()
    thinking = """
        SELECT 1
        FROM procrastinate_jobs AS j
        JOIN messages AS m ON j.lock = 'conv:' || m.conversation_id
        WHERE j.status = 'doing' AND m.body = 'first' AND m.created_at < now() - interval '0.6 s'
    """

    await customer.says("first")
    await dragoman.until(thinking)
    await customer.says("second", "third")
    await dragoman.idle()

    assert await customer.inbox() == ["first", "second\nthird"]
    assert [(turn["from_seq"], turn["through_seq"]) for turn in await customer.turns()] == [(1, 1), (2, 3)]


async def test_a_burst_gets_one_answer(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    for word in ("hi", "do you", "deliver?"):
        await customer.says(word)
        await asyncio.sleep(0.1)
    await dragoman.idle()

    assert await customer.inbox() == ["hi\ndo you\ndeliver?"]


async def test_a_report_never_makes_a_contact_or_a_conversation(dragoman: Dragoman) -> None:
    before = await dragoman.row(_PEOPLE)

    statuses = [
        await dragoman.post(_report(message_id))
        for message_id in ("not-ours", f"1-{uuid4()}", f"77-{uuid4()}")
    ]

    assert statuses == [200, 200, 200]
    assert await dragoman.row(_PEOPLE) == before


async def test_a_report_of_failure_is_taken_and_a_person_is_told(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hello")
    sent = (await dragoman.sent_to(customer.address))[0]["messageId"]
    await _forget_delivery(dragoman, customer)

    statuses = [await dragoman.post(_report(sent, failed=True)) for _ in range(2)]

    assert statuses == [200, 200]
    assert (await customer.stored())[-1]["status"] == "failed"
    assert [action["kind"] for action in await customer.actions()] == ["delivery_failed"]


async def _forget_delivery(dragoman: Dragoman, customer: Customer) -> None:
    conversation = await customer.conversation()
    await dragoman.rows(
        "UPDATE messages SET status = 'sent' WHERE direction = 'out' AND conversation_id = %s",
        conversation["id"],
    )


def _report(message_id: str, *, failed: bool = False) -> dict[str, object]:
    status = {"groupId": 2, "groupName": "UNDELIVERABLE", "id": 9} if failed else {"groupId": 3, "id": 5}
    error = {"id": 7032, "name": "EC_FAILED", "permanent": True} if failed else {"id": 0, "name": "NO_ERROR"}
    return {"messageId": message_id, "doneAt": a_result()["receivedAt"], "status": status, "error": error}
