"""A send that a stopping process breaks off: what surely did not leave leaves later, what may have left does not."""

import asyncio
from dataclasses import dataclass, field

import pytest
from tests.support.claims import a_worker, dies, finish, jobs, take_job
from tests.support.desk import Desk, Mailbag
from tests.support.shops import a_tenant

from dragoman.base.db import Database
from dragoman.channels.base import Accepted, Outbound, Sender, SendNotBegun
from dragoman.turns import deliver, staff
from dragoman.turns.run import run_turn


@dataclass
class BrokenOff(Mailbag):
    """A channel that is sending when it is told to stop."""

    nothing_left: bool = False
    sending: asyncio.Event = field(default_factory=asyncio.Event)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, sender: Sender, message: Outbound) -> Accepted:
        """Waits until it is let go, or says how far it came."""
        self.sending.set()
        try:
            await self.may_go_on.wait()
        except asyncio.CancelledError:
            if self.nothing_left:
                raise SendNotBegun from None
            raise
        return await super().send(sender, message)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


async def test_a_send_that_had_not_begun_is_sent_by_the_next_worker(desk: Desk) -> None:
    stopped = await _stopped_while_sending(desk, BrokenOff(nothing_left=True))
    left = await desk.outbox()

    await desk.let_time_pass()
    await _next_worker(desk)

    assert stopped.cancelled()
    assert [(row["status"], row["attempts"]) for row in left] == [("queued", 0)]
    assert left[0]["in_s"] < 2
    assert desk.mail.texts == ["hello"]
    assert await desk.actions() == []
    assert await desk.waiting() == {}


async def test_somebody_is_rung_for_a_send_that_had_not_begun(desk: Desk) -> None:
    await _stopped_while_sending(desk, BrokenOff(nothing_left=True))

    [job] = await jobs(desk.database, "outbound")

    assert job["status"] == "todo"
    assert job["in_s"] < 2


async def test_a_send_that_was_broken_off_later_is_unknown(desk: Desk) -> None:
    await _stopped_while_sending(desk, BrokenOff())

    await _next_worker(desk)

    assert desk.mail.texts == []
    assert [(row["status"], row["attempts"]) for row in await desk.outbox()] == [("unknown", 1)]
    assert [line.status for line in await desk.messages((await desk.conversation()).id)] == [
        "received",
        "unknown",
    ]


async def test_who_meets_a_message_that_a_live_worker_is_sending_looks_again_later(desk: Desk) -> None:
    mail = BrokenOff()
    sending = await _sends(desk, mail)
    conversation = await desk.conversation()
    await staff.say(desk.database, desk.shop.tenant_id, conversation.id, "Nadia here", "staff:nadia")
    other = await a_worker(desk.database)
    ticket = await take_job(desk.database, other, queue="outbound")

    await deliver.drain(desk.a_work(), desk.shop.tenant_id, conversation.id, other)
    await finish(desk.database, ticket)
    [again] = await jobs(desk.database, "outbound")
    mail.may_go_on.set()
    await sending

    assert again["status"] == "todo"
    assert 2 < again["in_s"] <= 5
    assert mail.texts == ["hello", "Nadia here"]


async def _sends(desk: Desk, mail: BrokenOff) -> "asyncio.Task[None]":
    """A turn whose answer is on its way to the provider."""
    desk.mail = mail
    await desk.customer_says("hello")
    conversation = await desk.conversation()
    ticket = await take_job(desk.database, await a_worker(desk.database))
    running = asyncio.create_task(run_turn(desk.a_work(), desk.shop.tenant_id, conversation.id, ticket))
    await mail.sending.wait()
    return running


async def _stopped_while_sending(desk: Desk, mail: BrokenOff) -> "asyncio.Task[None]":
    """The process that was sending is gone, and the provider is well."""
    running = await _sends(desk, mail)
    running.cancel()
    await asyncio.wait([running])
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        claimed_by = await tx.value("SELECT claimed_by FROM outbox")
    await dies(desk.database, claimed_by)
    desk.mail = Mailbag()
    return running


async def _next_worker(desk: Desk) -> None:
    worker_id = await a_worker(desk.database)
    await deliver.drain(desk.a_work(), desk.shop.tenant_id, (await desk.conversation()).id, worker_id)
