"""A send of unknown outcome waits two minutes for its receipt; nothing else of the conversation waits with it."""

from tests.support.running import Customer, Dragoman

from dragoman.base.ids import ConversationId, TenantId
from dragoman.turns import staff

_UNKNOWN = "SELECT 1 FROM outbox WHERE conversation_id = %s AND status = 'unknown'"


async def test_a_message_that_is_put_off_for_a_second_leaves_after_a_second(dragoman: Dragoman) -> None:
    customer = await _with_an_unknown_send(dragoman)

    async with dragoman.faults(http_429={"next": 1}, retry_after_s=1):
        await customer.says("and now?")
        await dragoman.idle(seconds=8)

    assert len(await customer.inbox()) == 1


async def test_what_a_person_writes_leaves_at_once(dragoman: Dragoman) -> None:
    customer = await _with_an_unknown_send(dragoman)
    conversation = await customer.conversation()

    await staff.say(
        dragoman.database,
        TenantId(conversation["tenant_id"]),
        ConversationId(conversation["id"]),
        "Rana here, how can I help?",
        "cli",
    )
    await dragoman.idle(seconds=5)

    assert await customer.inbox() == ["Rana here, how can I help?"]


async def test_a_person_does_not_wait_behind_an_agents_message_that_will_not_be_sent(
    dragoman: Dragoman,
) -> None:
    customer = dragoman.customer()
    async with dragoman.faults(http_503={"rate": 1.0}, retry_after_s=30):
        await customer.says("hi")
        await dragoman.until("SELECT 1 FROM outbox WHERE attempts > 0 AND status = 'queued'")
    conversation = await customer.conversation()
    await dragoman.rows(
        "UPDATE outbox SET not_before = now() + interval '50 s' WHERE conversation_id = %s",
        conversation["id"],
    )

    await staff.say(
        dragoman.database,
        TenantId(conversation["tenant_id"]),
        ConversationId(conversation["id"]),
        "Rana here",
        "cli",
    )
    await dragoman.idle(seconds=5)

    assert await customer.inbox() == ["Rana here"]
    assert [line["status"] for line in await customer.stored() if line["author"] == "agent"] == ["stopped"]


async def _with_an_unknown_send(dragoman: Dragoman) -> Customer:
    customer = dragoman.customer()
    async with dragoman.faults(http_500={"next": 1}):
        await customer.says("hi")
        await dragoman.idle()
    await dragoman.until(_UNKNOWN, (await customer.conversation())["id"])
    return customer
