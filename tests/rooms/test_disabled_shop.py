"""A shop that is disabled says nothing more by itself, and leaves nobody waiting for what it will not say."""

import asyncio

import pytest
from tests.support.desk import Desk, SlowAgent
from tests.support.shops import a_tenant

from dragoman.base.db import Database
from dragoman.conversations.model import Conversation
from dragoman.tenants import store
from dragoman.turns import staff

PERSON = "staff:nadia"
NOT_ANSWERED = (1, 1, "not_answered", "shop_disabled")


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


async def test_an_answer_that_the_agent_thinks_of_while_the_shop_is_disabled_is_never_sent(
    desk: Desk,
) -> None:
    agent = SlowAgent()
    desk.agent = agent
    await desk.customer_says("how much is it?")
    working = asyncio.create_task(desk.work())
    await agent.thinking.wait()

    await _becomes(desk, "disabled")
    agent.may_go_on.set()
    await working

    assert desk.mail.texts == []
    assert [line.author for line in await desk.messages((await desk.conversation()).id)] == ["customer"]
    assert await desk.turns() == [NOT_ANSWERED]
    assert await desk.waiting() == {}


async def test_an_answer_that_waits_to_leave_when_the_shop_is_disabled_is_stopped(desk: Desk) -> None:
    conversation = await _with_an_answer_that_waits(desk)

    await _becomes(desk, "disabled")
    await desk.let_time_pass()
    await desk.work()

    assert desk.mail.texts == []
    stopped = (await desk.messages(conversation.id))[-1]
    assert (stopped.status, stopped.error) == ("stopped", "shop_disabled")
    assert await desk.turns() == [NOT_ANSWERED]
    assert await desk.outbox() == []
    assert await desk.waiting() == {}


async def test_enabled_again_the_shop_answers_what_comes_then_and_nothing_that_was_stopped(
    desk: Desk,
) -> None:
    await _with_an_answer_that_waits(desk)
    await _becomes(desk, "disabled")
    await desk.let_time_pass()
    await desk.work()

    await _becomes(desk, "active")
    await desk.customer_says("are you open again?")
    await desk.work()

    assert desk.mail.texts == ["are you open again?"]
    assert await desk.turns() == [NOT_ANSWERED, (2, 3, "answered", None)]


async def test_what_a_person_of_a_disabled_shop_writes_leaves(desk: Desk) -> None:
    conversation = await _with_an_answer_that_waits(desk)
    await _becomes(desk, "disabled")

    await staff.say(desk.database, desk.shop.tenant_id, conversation.id, "We have closed, sorry", PERSON)
    await desk.work()

    assert desk.mail.texts == ["We have closed, sorry"]
    written = [(line.author, line.status) for line in await desk.messages(conversation.id)]
    assert written == [("customer", "received"), ("agent", "stopped"), ("staff", "sent")]
    assert await desk.waiting() == {}


async def _becomes(desk: Desk, status: str) -> None:
    async with desk.database.as_platform() as tx:
        await store.set_status(tx, desk.shop.slug, status)


async def _with_an_answer_that_waits(desk: Desk) -> Conversation:
    """The provider was down when the agent answered, and is up again now."""
    desk.mail.shut = True
    await desk.customer_says("how much is it?")
    await desk.work()
    desk.mail.shut = False
    return await desk.conversation()
