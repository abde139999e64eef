"""Reports about what we sent move a message forward only, whatever order they come in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.running import Customer, Dragoman

from dragoman.base.ids import MessageId, TenantId, wire_id

SETTINGS = {"DRAGOMAN_TURN_CONCURRENCY": "10"}

RANKS = {"sent": 40, "failed": 45, "delivered": 50, "read": 60}

_NOBODYS = "3f0c2a3e-6a0d-4a53-9d0e-0c2b6a1d7e55"


def _report(message_id: str, status: str) -> dict[str, Any]:
    """Infobip's report of this status."""
    at = "2026-11-01T10:10:00.000+0000"
    match status:
        case "read":
            return {"messageId": message_id, "seenAt": at}
        case "delivered":
            told = {"status": {"groupId": 3, "groupName": "DELIVERED", "id": 5}}
        case "sent":
            told = {"status": {"groupId": 3, "groupName": "DELIVERED", "id": 2}}
        case "failed":
            told = {
                "status": {"groupId": 2, "groupName": "UNDELIVERABLE", "id": 9},
                "error": {"id": 7002, "name": "EC_UNKNOWN_USER", "permanent": True},
            }
        case _:
            told = {"status": {"groupId": 1, "groupName": "PENDING", "id": 7}}
    return {"messageId": message_id, "doneAt": at, **told}


async def _a_conversation(dragoman: Dragoman) -> Customer:
    customer = dragoman.customer()
    await dragoman.emulator("PATCH", "settings", {"delivered_after_s": None})
    await customer.asks("hi")
    await dragoman.emulator("PATCH", "settings", {"delivered_after_s": 0})
    return customer


async def _make_message(
    dragoman: Dragoman, customer: Customer, status: str = "sent", *, id_: UUID | None = None
) -> str:
    """One more message that the agent sent; its id on the wire."""
    message_id = id_ or uuid4()
    conversation = await customer.conversation()
    await dragoman.rows(
        """
        INSERT INTO messages (tenant_id, id, conversation_id, seq, direction, author, kind, body, status)
        VALUES (%s, %s, %s, 1000, 'out', 'agent', 'text', 'x', %s)
        """,
        conversation["tenant_id"],
        message_id,
        conversation["id"],
        status,
    )
    return wire_id(TenantId(conversation["tenant_id"]), MessageId(message_id))


async def _status(dragoman: Dragoman, wire: str) -> str:
    row = await dragoman.row("SELECT status FROM messages WHERE id = %s", wire.partition("-")[2])
    return str(row["status"])


_KINDS = st.sampled_from(["pending", "sent", "failed", "delivered", "read"])


@pytest.mark.conforms("rule:forward")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(_KINDS, min_size=1, max_size=4), min_size=1, max_size=4))
async def test_any_reports_in_any_order_end_at_the_furthest(
    dragoman: Dragoman, batches: Sequence[Sequence[str]]
) -> None:
    customer = await _known(dragoman)
    wire = await _make_message(dragoman, customer)

    for batch in batches:
        assert await dragoman.post(*(_report(wire, status) for status in batch)) == 200

    told = [status for batch in batches for status in batch if status in RANKS]
    assert await _status(dragoman, wire) == max(["sent", *told], key=RANKS.__getitem__)


_people: dict[str, Customer] = {}


async def _known(dragoman: Dragoman) -> Customer:
    """One customer for all examples of the property."""
    if dragoman.url not in _people:
        _people[dragoman.url] = await _a_conversation(dragoman)
    return _people[dragoman.url]


@pytest.mark.conforms("rule:early")
async def test_a_report_that_comes_before_its_message_is_kept_and_applied(dragoman: Dragoman) -> None:
    customer = await _a_conversation(dragoman)
    message_id = uuid4()
    tenant_id = TenantId((await customer.conversation())["tenant_id"])
    wire = wire_id(tenant_id, MessageId(message_id))

    await dragoman.post(_report(wire, "delivered"), _report(wire, "read"))
    assert len(await dragoman.rows("SELECT 1 FROM stray_receipts WHERE message_id = %s", wire)) == 2

    await _make_message(dragoman, customer, id_=message_id)
    await dragoman.until("SELECT 1 FROM messages WHERE id = %s AND status = 'read'", message_id)
    await _gone(dragoman, wire)


async def _gone(dragoman: Dragoman, wire: str) -> None:
    await dragoman.until("SELECT 1 WHERE NOT EXISTS (SELECT FROM stray_receipts WHERE message_id = %s)", wire)


@pytest.mark.parametrize("message_id", ["not-ours", f"999999-{_NOBODYS}", f"0-{_NOBODYS}", "wamid.X=="])
async def test_a_report_about_nobodys_message_is_kept_and_makes_nothing(
    dragoman: Dragoman, message_id: str
) -> None:
    contacts = await dragoman.rows("SELECT count(*) AS n FROM contacts")

    statuses = [await dragoman.post(_report(message_id, "delivered")) for _ in range(2)]

    assert statuses == [200, 200]
    await dragoman.row("SELECT 1 FROM stray_receipts WHERE message_id = %s", message_id)
    assert await dragoman.rows("SELECT count(*) AS n FROM contacts") == contacts


async def test_one_tenants_report_cannot_move_anothers_message(dragoman: Dragoman) -> None:
    customer = await _a_conversation(dragoman)
    wire = await _make_message(dragoman, customer)
    tenant, _, rest = wire.partition("-")

    await dragoman.post(_report(f"{int(tenant) + 1}-{rest}", "read"))

    assert await _status(dragoman, wire) == "sent"


async def test_a_report_about_what_the_customer_wrote_changes_nothing(dragoman: Dragoman) -> None:
    customer = await _a_conversation(dragoman)
    line = (await customer.stored())[0]

    await dragoman.post(_report(f"{line['tenant_id']}-{line['id']}", "read"))

    assert (await customer.stored())[0]["status"] == "received"


async def test_what_could_not_be_delivered_is_shown_as_failed_and_a_person_is_told(
    dragoman: Dragoman,
) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(fail_delivery={"next": 1}, fail_code=7010):
        await customer.asks("hi")

    last = (await customer.stored())[-1]
    assert (last["status"], last["error"]) == ("failed", "EC_NO_SESSION")
    assert [(action["kind"], action["status"]) for action in await customer.actions()] == [
        ("delivery_failed", "open")
    ]
