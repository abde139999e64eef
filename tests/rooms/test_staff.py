"""What people do with conversations, and that an agent's late answer never talks over them."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.support.desk import Desk, HandsOver, SlowAgent
from tests.support.shops import a_tenant, an_inbound, routed

from dragoman.base.clock import utc_now
from dragoman.base.db import Database
from dragoman.base.errors import NotFound, Refused
from dragoman.turns import staff
from dragoman.turns.intake import Post, store_posts
from dragoman.turns.model import Routed

PERSON = "staff:nadia"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


async def test_what_a_person_writes_reaches_the_customer_and_the_agent_stays_silent(desk: Desk) -> None:
    await desk.customer_says("is anybody there?")
    conversation = await desk.conversation()

    await staff.say(desk.database, desk.shop.tenant_id, conversation.id, "Nadia here, yes!", PERSON)
    await desk.work()

    assert desk.mail.texts == ["Nadia here, yes!"]
    assert (await desk.conversation()).mode == "human"
    assert await desk.waiting() == {}


async def test_what_the_customer_writes_afterwards_waits_for_the_person(desk: Desk) -> None:
    await desk.customer_says("hello")
    conversation = await desk.conversation()
    await staff.say(desk.database, desk.shop.tenant_id, conversation.id, "Nadia here", PERSON)
    await desk.work()

    await desk.customer_says("and another thing")
    await desk.work()

    assert desk.mail.texts == ["Nadia here"]
    assert await desk.waiting() == {"with_person": 1}


async def test_a_long_text_is_sent_whole_in_several_messages_in_order(desk: Desk) -> None:
    await desk.customer_says("tell me everything")
    conversation = await desk.conversation()
    text = " ".join(f"This is sentence number {n}." for n in range(400))

    await staff.say(desk.database, desk.shop.tenant_id, conversation.id, text, PERSON)
    await desk.work()

    assert len(desk.mail.texts) > 1
    assert " ".join(desk.mail.texts) == text
    assert all(len(part) <= 4096 for part in desk.mail.texts)


@pytest.mark.parametrize("text", ["", "  \n "])
async def test_an_empty_text_is_refused(desk: Desk, text: str) -> None:
    await desk.customer_says("hello")
    conversation = await desk.conversation()

    with pytest.raises(Refused, match="empty"):
        await staff.say(desk.database, desk.shop.tenant_id, conversation.id, text, PERSON)


async def test_after_24_hours_a_person_may_not_write_and_the_conversation_stays_as_it_was(desk: Desk) -> None:
    long_ago = replace(an_inbound(desk.shop), received_at=utc_now() - timedelta(hours=25))
    await store_posts(desk.database, [Post(b"", (routed(desk.shop, long_ago),))])
    conversation = await desk.conversation()

    with pytest.raises(Refused, match="24 hours"):
        await staff.say(desk.database, desk.shop.tenant_id, conversation.id, "sorry we are late", PERSON)

    assert await desk.conversation() == conversation
    assert await desk.waiting() == {"with_agent": 1}


async def test_a_conversation_of_another_shop_does_not_exist(desk: Desk) -> None:
    await desk.customer_says("hello")
    conversation = await desk.conversation()
    other = await a_tenant(desk.database)

    for act in (staff.take, staff.hand_back):
        with pytest.raises(NotFound):
            await act(desk.database, other.tenant_id, conversation.id, PERSON)
    with pytest.raises(NotFound):
        await staff.say(desk.database, other.tenant_id, conversation.id, "hi", PERSON)


async def test_an_answer_that_comes_after_a_person_took_over_is_kept_as_a_draft_and_never_sent(
    desk: Desk,
) -> None:
    agent = SlowAgent()
    desk.agent = agent
    await desk.customer_says("how much is it?")
    conversation = await desk.conversation()
    working = asyncio.create_task(desk.work())
    await agent.thinking.wait()

    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    agent.may_go_on.set()
    await working

    assert desk.mail.texts == []
    drafts = [(m.body, m.status) for m in await desk.messages(conversation.id) if m.author == "agent"]
    assert drafts == [("the agent's answer", "stopped")]
    assert await desk.waiting() == {"with_person": 1}


async def test_an_answer_that_comes_after_the_agent_was_switched_off_is_never_sent(desk: Desk) -> None:
    agent = SlowAgent()
    desk.agent = agent
    await desk.customer_says("how much is it?")
    working = asyncio.create_task(desk.work())
    await agent.thinking.wait()

    where = (desk.database, desk.shop.tenant_id, desk.shop.chatbot_id, PERSON)
    await staff.pause_agent(*where, latecomers_s=0)
    agent.may_go_on.set()
    await working

    assert desk.mail.texts == []
    assert await desk.waiting() == {"with_person": 1}


async def test_an_answer_that_could_not_leave_before_a_person_wrote_does_not_leave_afterwards(
    desk: Desk,
) -> None:
    desk.mail.shut = True
    await desk.customer_says("how much is it?")
    await desk.work()
    conversation = await desk.conversation()

    await staff.say(desk.database, desk.shop.tenant_id, conversation.id, "It is free today", PERSON)
    desk.mail.shut = False
    await asyncio.sleep(1.1)
    await desk.work()

    assert desk.mail.texts == ["It is free today"]
    written = [(m.author, m.status) for m in await desk.messages(conversation.id) if m.direction == "out"]
    assert written == [("agent", "stopped"), ("staff", "sent")]


async def test_handing_back_lets_the_agent_answer_what_waited_and_ticks_the_request_off(desk: Desk) -> None:
    desk.agent = HandsOver()
    await desk.customer_says("a person please")
    await desk.work()
    await desk.customer_says("never mind, how much is it?")
    await desk.work()
    conversation = await desk.conversation()
    assert await desk.waiting() == {"with_person": 1}
    assert await desk.actions() == [("handoff", "open")]

    desk.agent = Desk(desk.database, desk.shop).agent
    done = await staff.hand_back(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await desk.work()

    assert done == staff.HandedBack(waiting=True, rung=True)
    assert desk.mail.texts == ["a colleague will answer you", "never mind, how much is it?"]
    assert await desk.actions() == [("handoff", "done")]
    assert await desk.waiting() == {}


async def test_handing_back_when_nobody_waits_says_nothing(desk: Desk) -> None:
    await desk.customer_says("hello")
    await desk.work()
    conversation = await desk.conversation()
    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)

    done = await staff.hand_back(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await desk.work()

    assert done == staff.HandedBack(waiting=False, rung=False)
    assert desk.mail.texts == ["hello"]


async def test_a_paused_agent_leaves_everybody_to_people_and_answers_them_when_resumed(desk: Desk) -> None:
    await desk.customer_says("first", phone="96170000001")
    await desk.customer_says("mine", phone="96170000002")
    taken = await desk.conversation("96170000002")
    await staff.take(desk.database, desk.shop.tenant_id, taken.id, PERSON)
    where = (desk.database, desk.shop.tenant_id, desk.shop.chatbot_id, PERSON)

    paused = await staff.pause_agent(*where, latecomers_s=0)
    await desk.work()

    assert paused == 1
    assert desk.mail.texts == []
    assert await desk.waiting() == {"with_person": 2}

    resumed = await staff.resume_agent(*where, latecomers_s=0)
    await desk.work()

    assert resumed == 1
    assert desk.mail.texts == ["first"]
    assert await desk.waiting() == {"with_person": 1}


async def test_handing_back_to_a_paused_agent_leaves_the_customer_with_a_person(desk: Desk) -> None:
    await desk.customer_says("hello")
    conversation = await desk.conversation()
    where = (desk.database, desk.shop.tenant_id, desk.shop.chatbot_id, PERSON)
    await staff.pause_agent(*where, latecomers_s=0)
    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)

    done = await staff.hand_back(desk.database, desk.shop.tenant_id, conversation.id, PERSON)

    assert done == staff.HandedBack(waiting=True, rung=False)
    assert await desk.waiting() == {"with_person": 1}


@pytest.mark.parametrize("paused_now", [True, False])
async def test_a_message_that_a_process_stored_before_it_heard_of_the_switch_is_not_forgotten(
    desk: Desk, paused_now: bool
) -> None:
    where = (desk.database, desk.shop.tenant_id, desk.shop.chatbot_id, PERSON)
    if not paused_now:
        await staff.pause_agent(*where, latecomers_s=0)
    late = routed(desk.shop, an_inbound(desk.shop, text="late"))
    unaware = Routed(replace(late.routing, paused=not paused_now), late.inbound)

    act = staff.pause_agent if paused_now else staff.resume_agent
    acting = asyncio.create_task(act(*where, latecomers_s=0.5))
    await asyncio.sleep(0.1)
    await store_posts(desk.database, [Post(b"", (unaware,))])
    moved = await acting

    assert moved == 1
    assert await desk.waiting() == ({"with_person": 1} if paused_now else {"with_agent": 1})
