"""One customer gets only so many messages at once, and a number sends only so fast, whoever sends."""

import asyncio
from collections.abc import Callable

import pytest
from tests.support.desk import Desk
from tests.support.shops import a_tenant

from dragoman.agents.base import Reply, Toolbox, TurnInput
from dragoman.base.db import Database
from dragoman.channels.content import OutContent, TextOut
from dragoman.channels.infobip.limiter import Limiter
from dragoman.channels.interactive import Button, ButtonsOut
from dragoman.turns.neighbours import share_rates
from dragoman.turns.pace import PairPace
from dragoman.turns.work import Work

BUTTONS = ButtonsOut("c", (Button("y", "Yes"),))


class Talkative:
    """Answers everything in three messages."""

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """Three messages."""
        return Reply(messages=(TextOut("a"), TextOut("b"), BUTTONS))


class PacedDesk(Desk):
    """A desk whose customers take only a few messages at once."""

    pace = PairPace(interval_s=6, burst=4)

    def a_work(self, **changes: object) -> Work:
        """Paced."""
        return super().a_work(pair_pace=self.pace, **changes)

    @property
    def sent(self) -> list[OutContent]:
        """The contents that left, in order."""
        return [message.content for message in self.mail.sent]


@pytest.fixture
async def desk(database: Database) -> PacedDesk:
    return PacedDesk(database, await a_tenant(database), agent=Talkative())


async def test_a_reply_within_the_allowance_leaves_as_it_was_made(desk: PacedDesk) -> None:
    await desk.customer_says("hi")

    await desk.work()

    assert desk.sent == [TextOut("a"), TextOut("b"), BUTTONS]
    assert await desk.outbox() == []


@pytest.mark.conforms("rule:joined")
async def test_a_reply_that_would_exceed_it_is_joined(desk: PacedDesk) -> None:
    for text in ("hi", "and?"):
        await desk.customer_says(text)
        await desk.work()

    whole = ButtonsOut("a\n\nb\n\nc", BUTTONS.buttons)
    assert desk.sent == [TextOut("a"), TextOut("b"), BUTTONS, whole]


@pytest.mark.conforms("rule:pair")
async def test_beyond_the_allowance_a_message_waits_and_then_leaves(desk: PacedDesk) -> None:
    for text in ("hi", "and?", "more"):
        await desk.customer_says(text)
        await desk.work()
    assert len(desk.sent) == 4
    (waits,) = await desk.outbox()
    assert waits["status"] == "queued"
    assert (await desk.waiting()) == {"to_deliver": 1}

    await _six_seconds_pass(desk)
    await desk.work()

    assert len(desk.sent) == 5
    assert await desk.outbox() == []
    assert await desk.waiting() == {}


async def test_another_customer_is_not_kept_waiting(desk: PacedDesk) -> None:
    for text in ("hi", "and?", "more"):
        await desk.customer_says(text)
        await desk.work()

    await desk.customer_says("hello", phone="96170999999")
    await desk.work()

    assert [message.to for message in desk.mail.sent].count("96170999999") == 3


async def _six_seconds_pass(desk: PacedDesk) -> None:
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute("UPDATE conversations SET paced_until = paced_until - interval '6 seconds'")
    await desk.let_time_pass()


# --- a number's rate, whoever sends -------------------------------------------------------------------


@pytest.mark.conforms("rule:shared rate")
async def test_processes_learn_how_many_they_are(database: Database) -> None:
    told: list[int] = []
    looking = asyncio.create_task(share_rates(database, told.append, 3, every_s=0.02))
    try:
        async with database.as_platform() as tx:
            for _ in range(6):
                await tx.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        await _until(lambda: told == [2])
        async with database.as_platform() as tx:
            await tx.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute' "
                "WHERE id IN (SELECT id FROM procrastinate_workers LIMIT 3)"
            )
        await _until(lambda: told == [2, 1])
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the other side is the database
            await asyncio.sleep(0.01)


async def test_another_rate_counts_what_was_sent_a_moment_ago() -> None:
    now = 100.0
    limiter = Limiter(4, clock=lambda: now)
    for _ in range(4):
        await limiter.acquire()

    limiter.change_rate(2)

    assert limiter.backlog_s == pytest.approx(1.0)
    now = 101.0
    assert limiter.backlog_s == 0
