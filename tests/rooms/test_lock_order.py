"""Two who meet at one conversation wait for each other in turn, and never for ever.

A trigger that sleeps holds one of them just where it has locked one thing and will want another.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from tests.support.claims import a_worker, take_job
from tests.support.desk import Desk, Mailbag
from tests.support.processes import until
from tests.support.shops import a_tenant

from dragoman.base.db import Database, DatabaseUrls
from dragoman.base.errors import ChannelRejected
from dragoman.channels.base import Accepted, Outbound, Sender
from dragoman.conversations.model import Conversation
from dragoman.turns import deliver, staff
from dragoman.turns.run import run_turn

PERSON = "staff:nadia"

Sleeps = Callable[[str, str], None]
"""Makes the first who does this (``INSERT``, ``UPDATE OR DELETE``) to a row of this table sleep for a moment."""

_SLEEPY = """
    CREATE SEQUENCE slept;
    GRANT USAGE ON SEQUENCE slept TO dragoman_app;
    CREATE FUNCTION sleeps_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('slept') = 1 THEN
            PERFORM pg_sleep(0.5);
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$;
"""
_ASLEEP = """
    SELECT 1
    FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event = 'PgSleep'
"""


class Refusing(Mailbag):
    """A provider that refuses every message for good."""

    async def send(self, sender: Sender, message: Outbound) -> Accepted:
        """Refuses."""
        raise ChannelRejected("refused by the test", code="test")


async def _say(desk: Desk, conversation: Conversation) -> object:
    return await staff.say(desk.database, desk.shop.tenant_id, conversation.id, "Nadia here", PERSON)


async def _take(desk: Desk, conversation: Conversation) -> object:
    return await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)


async def _hand_back(desk: Desk, conversation: Conversation) -> object:
    return await staff.hand_back(desk.database, desk.shop.tenant_id, conversation.id, PERSON)


ACTS = {"say": _say, "take": _take, "hand back": _hand_back}
WHO_WAITS_THEN = {"say": {"to_deliver": 1}, "take": {"with_person": 1}, "hand back": {"with_agent": 1}}


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


@pytest.fixture
def sleeps(urls: DatabaseUrls) -> Sleeps:
    def sleeps(table: str, what: str) -> None:
        with psycopg.connect(urls.owner, autocommit=True) as owner:
            owner.execute(_SLEEPY)
            owner.execute(
                f"CREATE TRIGGER sleepy BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION sleeps_once()"
            )

    return sleeps


@pytest.mark.parametrize("act", ACTS)
async def test_a_person_acts_while_a_send_that_failed_is_written_down(
    desk: Desk, sleeps: Sleeps, act: str
) -> None:
    desk.mail = Refusing()
    await desk.customer_says("hello")
    conversation = await desk.conversation()
    ticket = await take_job(desk.database, await a_worker(desk.database))
    sleeps("actions", "INSERT")  # what is due is locked by then, the conversation not yet referred to

    failing = asyncio.create_task(run_turn(desk.a_work(), desk.shop.tenant_id, conversation.id, ticket))
    await _until_asleep(desk)
    await asyncio.gather(ACTS[act](desk, conversation), failing)

    assert await desk.actions() == [("delivery_failed", "open")]


@pytest.mark.parametrize("act", ACTS)
async def test_a_person_acts_while_a_reply_is_stopped(desk: Desk, sleeps: Sleeps, act: str) -> None:
    desk.mail.shut = True
    await desk.customer_says("hello")
    await desk.work()
    conversation = await desk.conversation()
    await _take(desk, conversation)
    worker_id = await a_worker(desk.database)
    sleeps("conversation_due", "UPDATE OR DELETE")

    stopping = asyncio.create_task(
        deliver.drain(desk.a_work(), desk.shop.tenant_id, conversation.id, worker_id)
    )
    await _until_asleep(desk)
    await asyncio.gather(ACTS[act](desk, conversation), stopping)

    assert [line.status for line in await desk.messages(conversation.id) if line.author == "agent"] == [
        "stopped"
    ]
    assert await desk.waiting() == WHO_WAITS_THEN[act]


async def test_an_agent_is_resumed_while_a_customer_who_waited_for_it_writes_again(
    desk: Desk, sleeps: Sleeps
) -> None:
    where = (desk.database, desk.shop.tenant_id, desk.shop.chatbot_id, PERSON)
    await desk.customer_says("hello")
    await staff.pause_agent(*where, latecomers_s=0)
    sleeps("conversation_due", "UPDATE")  # what is due is locked by then, and the ring is still to come

    resuming: asyncio.Task[Any] = asyncio.create_task(staff.resume_agent(*where, latecomers_s=0))
    await _until_asleep(desk)
    await asyncio.gather(desk.customer_says("are you there?"), resuming)
    await desk.work()

    assert "\n".join(desk.mail.texts).split("\n") == ["hello", "are you there?"]
    assert await desk.waiting() == {}


async def _until_asleep(desk: Desk) -> None:
    async def asleep() -> bool:
        async with desk.database.as_platform() as tx:
            return bool(await tx.fetch_tuples(_ASLEEP))

    await until(asleep, within_s=5, what="the first of the two to hold what it holds", every_s=0.02)
