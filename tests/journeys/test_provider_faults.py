"""The provider misbehaves: what surely did not leave is sent again, what may have left never is."""

import time
from typing import Any

import pytest
from tests.support.running import Customer, Dragoman

SETTINGS = {"INFOBIP_TIMEOUT_SECONDS": "1"}
_NOTHING_DUE = "SELECT 1 WHERE NOT EXISTS (SELECT FROM conversation_due WHERE conversation_id = %s)"
LONG = " ".join(f"Sentence number {n} of a very long message." for n in range(250))


async def test_a_provider_that_says_later_is_obeyed(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    started = time.monotonic()

    async with dragoman.faults(http_429={"next": 1}, retry_after_s=2):
        await customer.asks("hi")

    assert time.monotonic() - started >= 2
    assert [message["times_seen"] for message in await dragoman.sent_to(customer.address)] == [1]


async def test_a_provider_that_is_down_for_a_moment_costs_nothing(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(http_503={"next": 2}):
        await customer.asks("hi")

    assert len(await customer.inbox()) == 1


@pytest.mark.conforms("rule:unknown")
async def test_an_unknown_outcome_is_not_sent_again_and_its_receipt_settles_it(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(http_500_accepted={"next": 1}):
        await customer.says("hi")
        await _until_out(dragoman, customer, "delivered")
    await _let_two_minutes_pass(dragoman, customer)

    await dragoman.until(_NOTHING_DUE, (await customer.conversation())["id"])
    assert [message["times_seen"] for message in await dragoman.sent_to(customer.address)] == [1]
    assert [line["status"] for line in await _out(customer)] == ["delivered"]
    assert await customer.actions() == []


@pytest.mark.conforms("rule:unknown")
async def test_an_unknown_outcome_without_a_receipt_is_held_for_a_person(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(http_500={"next": 1}):
        await customer.says("hi")
        await _until_out(dragoman, customer, "unknown")
    await _let_two_minutes_pass(dragoman, customer)

    await _until_out(dragoman, customer, "held")
    assert await dragoman.sent_to(customer.address) == []
    assert [action["kind"] for action in await customer.actions()] == ["unknown_outcome"]
    await dragoman.until(_NOTHING_DUE, (await customer.conversation())["id"])


async def test_a_provider_that_does_not_answer_in_time_leaves_the_outcome_open(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await dragoman.emulator("PATCH", "settings", {"delivered_after_s": None})

    async with dragoman.faults(latency_ms=1500):
        await customer.says("hi")
        await _until_out(dragoman, customer, "unknown")

    await dragoman.emulator("PATCH", "settings", {"delivered_after_s": 0})
    assert [message["times_seen"] for message in await dragoman.sent_to(customer.address)] == [1]


async def test_a_receipt_that_is_quicker_than_the_answer_is_believed(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(latency_ms=1500):
        await customer.asks("hi")

    assert [line["status"] for line in await _out(customer)] == ["delivered"]
    assert await customer.actions() == []


async def test_a_message_behind_an_unknown_one_is_sent_all_the_same(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(http_500={"next": 1}):
        await customer.says("hi")
        await _until_out(dragoman, customer, "unknown")
    await customer.says("how much is the whitening kit?")
    await _until_out(dragoman, customer, "delivered")

    assert "$55" in "\n".join(await customer.inbox())


async def test_what_is_refused_for_good_shows_as_failed_and_a_person_is_told(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(reject={"next": 1}, reject_status=14):
        await customer.asks("hi")

    assert [(line["status"], line["error"]) for line in await _out(customer)] == [
        ("failed", "REJECTED_DESTINATION_BLOCKLISTED")
    ]
    assert [action["kind"] for action in await customer.actions()] == ["delivery_failed"]


async def test_what_can_never_be_sent_shows_as_failed_and_a_person_is_told(dragoman: Dragoman) -> None:
    customer = dragoman.customer("LB." + "x" * 300)  # longer than an address may be

    await customer.says("hi")
    await _until_out(dragoman, customer, "failed")

    assert [action["kind"] for action in await customer.actions()] == ["delivery_failed"]
    await dragoman.idle()


async def test_a_text_that_is_too_long_arrives_whole_in_order(dragoman: Dragoman) -> None:
    customer = await _with_echo(dragoman)

    await customer.asks(LONG)

    parts = await customer.inbox()
    assert len(parts) > 1
    assert all(len(part) <= 4096 for part in parts)
    assert " ".join(parts).split() == LONG.split()


async def test_the_rest_waits_when_the_first_of_several_is_delayed(dragoman: Dragoman) -> None:
    customer = await _with_echo(dragoman)

    async with dragoman.faults(http_429={"next": 1}, retry_after_s=1):
        await customer.asks(LONG)

    parts = [message["content"]["text"] for message in await dragoman.sent_to(customer.address)]
    assert " ".join(parts).split() == LONG.split()


async def _with_echo(dragoman: Dragoman) -> Customer:
    """A customer of AstroSouks, whose agent only repeats in this module."""
    await dragoman.rows(
        'UPDATE chatbot_profiles SET settings = settings || \'{"engine": "echo"}\' WHERE chatbot_id = 3'
    )
    return dragoman.customer(shop="astrosouks")


async def _out(customer: Customer) -> list[dict[str, Any]]:
    return [line for line in await customer.stored() if line["direction"] == "out"]


async def _until_out(dragoman: Dragoman, customer: Customer, status: str) -> None:
    """Until a message to the customer has this status."""
    await dragoman.until(
        """
        SELECT 1
        FROM messages AS m
        JOIN conversations AS c ON c.id = m.conversation_id
        WHERE c.address = %s AND m.direction = 'out' AND m.status = %s
        """,
        customer.address,
        status,
    )


async def _let_two_minutes_pass(dragoman: Dragoman, customer: Customer) -> None:
    """What waits for its receipt has waited long enough."""
    conversation = (await customer.conversation())["id"]
    await dragoman.rows("UPDATE outbox SET not_before = now() WHERE conversation_id = %s", conversation)
    await dragoman.rows(
        "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE lock = %s AND status = 'todo'",
        f"out:{conversation}",
    )
