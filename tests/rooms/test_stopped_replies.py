"""A reply that was stopped before any of it left has answered nothing: whoever is on duty then has the customer."""

import asyncio
from dataclasses import dataclass

import pytest
from tests.support.desk import Desk, Mailbag
from tests.support.processes import until
from tests.support.shops import a_tenant

from dragoman.agents.base import Reply, Toolbox, TurnInput
from dragoman.agents.echo import EchoAgent
from dragoman.base.db import Database
from dragoman.base.errors import ChannelUnavailable
from dragoman.channels.base import Accepted, Outbound, Sender
from dragoman.channels.content import TextOut
from dragoman.conversations.model import Conversation
from dragoman.turns import staff

PERSON = "staff:nadia"
STOPPED = ("not_answered", "taken_over")

_LOOKS_AT_THE_SECOND = """
    SELECT 1
    FROM outbox
    WHERE seq = 4
    FOR UPDATE
"""


class InTwoBubbles:
    """Says everything in two messages."""

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """One thing, then the other."""
        return Reply(messages=(TextOut("first of all"), TextOut("and then")))


@dataclass
class ShutsAfterOne(Mailbag):
    """A provider that goes down after it has taken one message."""

    async def send(self, sender: Sender, message: Outbound) -> Accepted:
        """Takes the first."""
        if self.sent and self.shut:
            raise ChannelUnavailable("shut by the test")
        self.sent.append(message)
        return Accepted(message.message_id)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


async def test_a_customer_whose_answer_was_stopped_waits_for_the_person(desk: Desk) -> None:
    conversation = await _with_an_answer_that_waits(desk, "how much is it?")

    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await desk.work()

    assert desk.mail.texts == []
    assert await desk.outbox() == []
    assert await desk.turns() == [(1, 1, *STOPPED)]
    assert await desk.waiting() == {"with_person": 1}


async def test_handed_back_the_agent_answers_what_was_stopped(desk: Desk) -> None:
    conversation = await _with_an_answer_that_waits(desk, "how much is it?")
    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await desk.work()

    done = await staff.hand_back(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await desk.work()

    assert done == staff.HandedBack(waiting=True, rung=True)
    assert desk.mail.texts == ["how much is it?"]
    assert await desk.turns() == [(1, 1, *STOPPED), (1, 1, "answered", None)]
    assert await desk.waiting() == {}


async def test_handed_back_before_anybody_looked_the_agent_answers_all_the_same(desk: Desk) -> None:
    conversation = await _with_an_answer_that_waits(desk, "how much is it?")

    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await staff.hand_back(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await desk.work()

    assert desk.mail.texts == ["how much is it?"]
    assert await desk.waiting() == {}


async def test_what_the_customer_wrote_meanwhile_waits_together_with_it(desk: Desk) -> None:
    conversation = await _with_an_answer_that_waits(desk, "how much is it?")
    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await desk.customer_says("hello?")
    await desk.work()
    waiting = await desk.waiting()

    await staff.hand_back(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await desk.work()

    assert waiting == {"with_person": 1}
    assert "\n".join(desk.mail.texts).split("\n") == ["how much is it?", "hello?"]
    assert await desk.turns() == [(1, 1, *STOPPED), (1, 3, "answered", None)]


async def test_of_several_answers_that_were_stopped_every_question_waits(desk: Desk) -> None:
    conversation = await _with_an_answer_that_waits(desk, "how much is it?")
    await desk.customer_says("is it new?")
    await desk.work()

    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await desk.work()
    await staff.hand_back(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await desk.work()

    assert "\n".join(desk.mail.texts).split("\n") == ["how much is it?", "is it new?"]
    assert [turn[2:] for turn in await desk.turns()] == [STOPPED, STOPPED, ("answered", None)]
    assert await desk.waiting() == {}


async def test_of_several_answers_the_last_to_be_stopped_takes_nothing_back_that_was_answered_since(
    desk: Desk,
) -> None:
    conversation = await _with_an_answer_that_waits(desk, "how much is it?")
    await desk.customer_says("is it new?")
    await desk.work()
    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await staff.hand_back(desk.database, desk.shop.tenant_id, conversation.id, PERSON)

    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute(_LOOKS_AT_THE_SECOND)
        stopping = asyncio.create_task(desk.work())  # the second is stopped only after we have looked
        await _until_turns(desk, STOPPED, ("answered", None))
        answering = asyncio.create_task(desk.work())
        await _until_turns(desk, STOPPED, ("answered", None), ("answered", None))
    await asyncio.gather(stopping, answering)

    assert "\n".join(desk.mail.texts).split("\n") == ["how much is it?", "is it new?"]
    assert [turn[2:] for turn in await desk.turns()] == [STOPPED, STOPPED, ("answered", None)]
    assert await desk.waiting() == {}


async def test_nobody_waits_when_the_person_has_written_meanwhile(desk: Desk) -> None:
    conversation = await _with_an_answer_that_waits(desk, "how much is it?")

    await staff.say(desk.database, desk.shop.tenant_id, conversation.id, "It is free today", PERSON)
    await desk.work()

    assert desk.mail.texts == ["It is free today"]
    assert await desk.waiting() == {}
    done = await staff.hand_back(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    assert done == staff.HandedBack(waiting=False, rung=False)


async def test_an_answer_of_which_one_message_had_left_counts_as_one(desk: Desk) -> None:
    desk.agent, desk.mail = InTwoBubbles(), ShutsAfterOne(shut=True)
    await desk.customer_says("how much is it?")
    await desk.work()
    conversation = await desk.conversation()

    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    desk.mail.shut = False
    await desk.work()

    assert desk.mail.texts == ["first of all"]
    assert [line.status for line in await desk.messages(conversation.id)] == ["received", "sent", "stopped"]
    assert await desk.turns() == [(1, 1, "answered", None)]
    assert await desk.waiting() == {}


async def test_an_answer_of_which_nothing_had_left_is_stopped_whole_and_told_once(desk: Desk) -> None:
    desk.agent = InTwoBubbles()
    conversation = await _with_an_answer_that_waits(desk, "how much is it?")

    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await desk.work()

    assert [line.status for line in await desk.messages(conversation.id)] == [
        "received",
        "stopped",
        "stopped",
    ]
    assert await desk.turns() == [(1, 1, *STOPPED)]
    assert await desk.waiting() == {"with_person": 1}


async def test_what_was_stopped_and_answered_by_a_person_afterwards_is_theirs(desk: Desk) -> None:
    conversation = await _with_an_answer_that_waits(desk, "how much is it?")
    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    await desk.work()

    await staff.say(desk.database, desk.shop.tenant_id, conversation.id, "It is free today", PERSON)
    await desk.work()

    assert desk.mail.texts == ["It is free today"]
    assert await desk.turns() == [(1, 1, *STOPPED), (1, 1, "answered", None)]
    assert await desk.waiting() == {}


async def _until_turns(desk: Desk, *ended: tuple[str, str | None]) -> None:
    async def so() -> bool:
        return [turn[2:] for turn in await desk.turns()] == list(ended)

    await until(so, within_s=5, what=f"the turns to end as {ended}")


async def _with_an_answer_that_waits(desk: Desk, text: str) -> Conversation:
    """The provider was down when the agent answered, and is up again now."""
    desk.mail.shut = True
    await desk.customer_says(text)
    await desk.work()
    desk.mail.shut = False
    assert [row["status"] for row in await desk.outbox()] == ["queued"] * (
        1 if isinstance(desk.agent, EchoAgent) else 2
    )
    return await desk.conversation()
