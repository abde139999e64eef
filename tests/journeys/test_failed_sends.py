"""What is done when a message did not arrive: tried anew, or stopped, and always somebody knows."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from tests.support.running import NUMBERS, Customer, Dragoman

from dragoman.base.errors import Refused
from dragoman.base.ids import ConversationId, MessageId, TenantId, wire_id
from dragoman.turns import failures, pace, staff


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application runs in this process: let it wait a fifth of a second instead of ten."""
    monkeypatch.setattr(pace, "submit_anew_s", lambda tries: 0.2)


async def _out(customer: Customer) -> list[dict[str, Any]]:
    return [line for line in await customer.stored() if line["direction"] == "out"]


async def _asked(customer: Customer) -> list[tuple[str, str]]:
    return [(action["kind"], action["status"]) for action in await customer.actions()]


async def _ids(customer: Customer) -> tuple[TenantId, ConversationId]:
    conversation = await customer.conversation()
    return TenantId(conversation["tenant_id"]), ConversationId(conversation["id"])


def _failed(wire: str, code: int, **status: Any) -> dict[str, Any]:
    told = {"groupId": 2, "groupName": "UNDELIVERABLE", "id": 9} | status
    return {"messageId": wire, "status": told, "error": {"id": code}}


async def _reported(dragoman: Dragoman, customer: Customer, line: dict[str, Any], code: int) -> None:
    wire = wire_id(TenantId(line["tenant_id"]), MessageId(line["id"]))
    assert await dragoman.post(_failed(wire, code)) == 200
    await dragoman.idle()


async def test_what_failed_for_a_moment_arrives_under_an_id_of_its_own(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(fail_delivery={"next": 1}, fail_code=7017):
        await customer.asks("how much is the whitening kit?")

    first, again = await _out(customer)
    assert (first["status"], first["error"]) == ("failed", "EC_TOO_MANY_REQUESTS")
    assert (again["status"], again["retry_of"], again["seq"]) == ("delivered", first["id"], first["seq"])
    assert again["body"] == first["body"]
    assert await _asked(customer) == []


async def test_what_fails_every_time_is_given_to_a_person_after_some_tries(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(fail_delivery=1, fail_code=7050):
        await customer.asks("hi")

    out = await _out(customer)
    assert len(out) == failures.MOST_SUBMISSIONS
    assert {line["retry_of"] for line in out[1:]} == {out[0]["id"]}
    assert await _asked(customer) == [("delivery_failed", "open")]


async def test_nothing_is_tried_anew_after_a_person_took_over(
    dragoman: Dragoman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "submit_anew_s", lambda tries: 30.0)
    customer = dragoman.customer()
    async with dragoman.faults(fail_delivery={"next": 1}, fail_code=7017):
        await customer.says("hi")
        await dragoman.until(
            "SELECT 1 FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id "
            "WHERE c.address = %s AND m.retry_of IS NOT NULL",
            customer.address,
        )

    await staff.take(dragoman.database, *await _ids(customer), "staff:rana")
    await dragoman.idle()

    assert [line["status"] for line in await _out(customer)] == ["failed", "stopped"]


async def test_a_late_report_does_not_repeat_what_a_person_has_answered_since(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi")
    (line,) = await _out(customer)
    await dragoman.rows("UPDATE messages SET status = 'sent' WHERE id = %s", line["id"])
    await staff.say(dragoman.database, *await _ids(customer), "Hello, this is Rana", "staff:rana")
    await dragoman.idle()

    await _reported(dragoman, customer, line, 7017)

    assert [line["status"] for line in await _out(customer)] == ["failed", "delivered"]
    assert await _asked(customer) == [("delivery_failed", "open")]


async def test_a_later_answer_is_not_overtaken_by_an_earlier_one(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi")
    await customer.asks("how much is the whitening kit?")
    line = (await _out(customer))[0]
    await dragoman.rows("UPDATE messages SET status = 'sent' WHERE id = %s", line["id"])

    await _reported(dragoman, customer, line, 7017)

    assert len(await _out(customer)) == 2
    assert await _asked(customer) == [("delivery_failed", "open")]


async def test_what_the_provider_refused_at_once_for_a_moment_is_tried_under_a_new_id(
    dragoman: Dragoman,
) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(reject={"next": 1}, reject_status=21):
        await customer.asks("hi")

    assert [(line["status"], line["error"]) for line in await _out(customer)] == [
        ("failed", "REJECTED_SYSTEM_ERROR"),
        ("delivered", None),
    ]


async def test_to_a_customer_who_blocked_us_nothing_is_sent_until_he_writes_again(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    async with dragoman.faults(fail_delivery={"next": 1}, fail_code=7003):
        await customer.asks("hi")
    tenant_id, conversation_id = await _ids(customer)

    with pytest.raises(Refused, match="nothing reaches this customer"):
        await staff.say(dragoman.database, tenant_id, conversation_id, "Are you there?", "staff:rana")
    assert await _asked(customer) == [("delivery_failed", "open")]

    assert "$55" in await customer.asks("how much is the whitening kit?")


async def test_what_waits_for_a_customer_who_cannot_be_reached_does_not_leave(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("I want to talk to a person")
    tenant_id, conversation_id = await _ids(customer)
    async with dragoman.faults(http_429={"next": 1}, retry_after_s=1):
        await staff.say(dragoman.database, tenant_id, conversation_id, "Hello, this is Rana", "staff:rana")
        await dragoman.until(
            "SELECT 1 FROM outbox WHERE conversation_id = %s AND attempts = 1", conversation_id
        )
    await dragoman.rows(
        "UPDATE contacts SET unreachable_at = now(), unreachable_reason = 'EC_BLOCKED_USER' "
        "WHERE id = (SELECT contact_id FROM conversations WHERE id = %s)",
        conversation_id,
    )
    await dragoman.idle()

    last = (await _out(customer))[-1]
    assert (last["status"], last["error"]) == ("failed", "recipient_unreachable")


async def test_a_failure_that_was_reported_before_its_message_leads_to_the_same(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi")
    tenant_id, conversation_id = await _ids(customer)
    message_id = uuid4()

    await dragoman.post(_failed(wire_id(tenant_id, MessageId(message_id)), 7003))
    await dragoman.rows(
        "INSERT INTO messages (tenant_id, id, conversation_id, seq, direction, author, kind, body, status) "
        "VALUES (%s, %s, %s, 1000, 'out', 'agent', 'text', 'x', 'sent')",
        tenant_id,
        message_id,
        conversation_id,
    )

    await dragoman.until(
        "SELECT 1 FROM contacts AS k JOIN conversations AS c ON c.contact_id = k.id "
        "WHERE c.id = %s AND k.unreachable_reason = 'EC_BLOCKED_USER'",
        conversation_id,
    )


async def test_who_stopped_advertising_is_remembered(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(fail_delivery={"next": 1}, fail_code=7033):
        await customer.asks("hi")

    contact = (await customer.conversation())["contact_id"]
    row = await dragoman.row("SELECT marketing, unreachable_at FROM contacts WHERE id = %s", contact)
    assert row == {"marketing": "stopped", "unreachable_at": None}


async def test_a_second_submission_under_one_id_that_is_refused_fails_nothing(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi")
    (line,) = await _out(customer)
    await dragoman.rows("UPDATE messages SET status = 'sent' WHERE id = %s", line["id"])
    wire = wire_id(TenantId(line["tenant_id"]), MessageId(line["id"]))

    await dragoman.post(_failed(wire, 0, groupId=5, groupName="REJECTED", id=23), _failed(wire, 7280))

    assert [line["status"] for line in await _out(customer)] == ["sent"]


async def test_a_number_whose_account_is_in_trouble_waits_until_it_is_started_again(
    dragoman: Dragoman,
) -> None:
    customer, other = dragoman.customer(shop="astrosouks"), dragoman.customer(shop="astrosouks")
    number = NUMBERS["astrosouks"]

    async with dragoman.faults(fail_delivery={"next": 1}, fail_code=7011):
        await customer.says("hi")
        await dragoman.until("SELECT 1 FROM senders WHERE number = %s AND stopped_at IS NOT NULL", number)
    await asyncio.sleep(0.5)  # every process has heard of it by then
    await other.says("hi")
    waiting = await dragoman.until(
        "SELECT a.conversation_id FROM actions AS a JOIN conversations AS c ON c.id = a.conversation_id "
        "WHERE c.address = %s AND a.kind = 'account_problem'",
        other.address,
    )
    health = await dragoman.request("GET", "/health")

    assert waiting
    assert (health.status, number in health.text) == (503, True)
    assert await dragoman.sent_to(other.address) == []
    assert "stopped for" in await dragoman.command("sender", "list")

    said = await dragoman.command("sender", "start", number)
    await dragoman.idle()

    assert "conversations with something to send: 2" in said
    assert [line["status"] for line in await _out(customer)] == ["failed", "delivered"]
    assert [line["status"] for line in await _out(other)] == ["delivered"]


async def test_a_failure_whose_job_was_lost_is_dealt_with_all_the_same(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi")
    (line,) = await _out(customer)
    await dragoman.rows(
        "INSERT INTO failed_sends (tenant_id, message_id, conversation_id, remedy, code, at, noted_at) "
        "VALUES (%s, %s, %s, 'look', 'EC_BAD_REQUEST', now(), now() - interval '1 minute')",
        line["tenant_id"],
        line["id"],
        line["conversation_id"],
    )

    await dragoman.idle()

    assert await _asked(customer) == [("delivery_failed", "open")]


async def test_an_account_that_the_answer_to_a_send_calls_broke_stops_its_number_too(
    dragoman: Dragoman,
) -> None:
    customer, number = dragoman.customer(shop="astrosouks"), NUMBERS["astrosouks"]

    async with dragoman.faults(reject={"next": 1}, reject_status=12):
        await customer.says("hi")
        await dragoman.until("SELECT 1 FROM senders WHERE number = %s AND stopped_at IS NOT NULL", number)
    assert await dragoman.sent_to(customer.address) == []

    await dragoman.command("sender", "start", number)
    await dragoman.idle()

    out = await _out(customer)
    assert [line["status"] for line in out] == ["failed", "delivered"]
    assert out[0]["error"] == "REJECTED_NOT_ENOUGH_CREDITS"


async def test_a_person_stops_a_number_and_starts_it_again(dragoman: Dragoman) -> None:
    customer, number = dragoman.customer(shop="astrosouks"), NUMBERS["astrosouks"]

    said = await dragoman.command("sender", "stop", f"+{number}", "--reason", "moving house")
    again = await dragoman.command("sender", "stop", number)
    await asyncio.sleep(0.5)
    await customer.says("hi")
    await dragoman.until(
        "SELECT 1 FROM messages WHERE error = 'sender_stopped' AND status = 'queued' AND conversation_id IN "
        "(SELECT id FROM conversations WHERE address = %s)",
        customer.address,
    )
    listed = await dragoman.command("sender", "list")
    await dragoman.command("sender", "start", number)
    await dragoman.idle()

    assert ("sends nothing now" in said, "was stopped already" in again) == (True, True)
    assert "moving house" in listed
    assert [line["status"] for line in await _out(customer)] == ["delivered"]
