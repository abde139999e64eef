"""WhatsApp's 24 hours: outside them nothing free-form leaves, and a person is told."""

from datetime import timedelta

import pytest
from tests.support.running import Customer, Dragoman, a_result

from dragoman.base.ids import ConversationId, TenantId
from dragoman.turns import staff

_25_HOURS_S = 25 * 3600


async def test_an_answer_to_a_message_that_came_a_day_late_never_leaves(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    await customer.asks("how much is the whitening kit?", age_s=_25_HOURS_S)

    assert await dragoman.sent_to(customer.address) == []
    await _was_refused_here(customer)


async def test_a_message_that_came_late_but_within_the_day_is_answered(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    answer = await customer.asks("how much is the whitening kit?", age_s=23 * 3600)

    assert "$55" in answer


@pytest.mark.conforms("check:window", "setting:enforce_window")
async def test_a_payload_that_the_emulator_did_not_bring_is_answered_and_where_is_written(
    dragoman: Dragoman,
) -> None:
    """As ``docs/how-to/emulator.md`` says it to whoever tries the webhook with curl."""
    told, shown = dragoman.customer(), dragoman.customer()

    await dragoman.post(a_result("how much is the whitening kit?", sender=told.address))
    await dragoman.idle()
    await dragoman.emulator("PATCH", "settings", {"enforce_window": False})
    await dragoman.post(a_result("how much is the whitening kit?", sender=shown.address))
    await dragoman.idle()
    await dragoman.emulator("PATCH", "settings", {"enforce_window": True})

    assert [row["error"] for row in await dragoman.sent_to(told.address)] == [7010]
    (action,) = await told.actions()
    assert "only an approved template may be sent now" in action["reason"]
    assert (await told.stored())[-1]["error"] == "EC_NO_SESSION"
    assert [row["error"] for row in await dragoman.sent_to(shown.address)] == [None]
    assert "$55" in (await shown.inbox())[0]
    assert await shown.actions() == []


async def test_a_new_message_opens_the_window_again(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi", age_s=_25_HOURS_S)

    assert "$55" in await customer.asks("how much is the whitening kit?")


async def test_a_late_copy_of_an_old_message_does_not_close_the_window(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    await customer.says("hi")
    assert "$55" in await customer.asks("how much is the whitening kit?", age_s=_25_HOURS_S)


async def test_what_a_person_wrote_in_time_but_could_not_leave_in_time_is_refused(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("I want to talk to a person")
    sent_before = len(await dragoman.sent_to(customer.address))
    conversation = await customer.conversation()
    tenant_id, conversation_id = TenantId(conversation["tenant_id"]), ConversationId(conversation["id"])

    async with dragoman.faults(http_429={"next": 1}, retry_after_s=1):
        await staff.say(dragoman.database, tenant_id, conversation_id, "Hello, this is Rana", "staff:rana")
        await dragoman.until(
            "SELECT 1 FROM outbox WHERE conversation_id = %s AND attempts = 1", conversation_id
        )
        await dragoman.rows(
            "UPDATE conversations SET last_inbound_at = last_inbound_at - %s WHERE id = %s",
            timedelta(seconds=_25_HOURS_S),
            conversation_id,
        )
        await dragoman.idle()

    assert len(await dragoman.sent_to(customer.address)) == sent_before
    await _was_refused_here(customer)


async def _was_refused_here(customer: Customer) -> None:
    last = (await customer.stored())[-1]
    assert (last["direction"], last["status"], last["error"]) == ("out", "failed", "window_closed")
    asked = [action for action in await customer.actions() if action["kind"] == "window_closed"]
    assert [action["status"] for action in asked] == ["open"]
