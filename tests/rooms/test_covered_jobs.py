"""A turn answers everything that waits, so what rang for it has nothing left to do; what rings later does."""

import asyncio
from dataclasses import dataclass, field

import pytest
from tests.support.claims import a_worker, finish, jobs, take_job
from tests.support.desk import Desk
from tests.support.shops import a_tenant

from dragoman.agents.base import Reply, Toolbox, TurnInput
from dragoman.base.db import Database
from dragoman.base.errors import FenceLost
from dragoman.channels.content import TextOut
from dragoman.turns.model import Ticket
from dragoman.turns.run import run_turn


@dataclass
class Thoughtful:
    """Repeats what it was asked; each time it waits to be let go first."""

    asked: list[list[str]] = field(default_factory=list)
    thinking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    may_go_on: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """Says it was asked, and waits."""
        self.asked.append([line.text or "" for line in turn.new])
        self.thinking.release()
        await self.may_go_on.acquire()
        return Reply(messages=(TextOut(" + ".join(self.asked[-1])),))


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database), agent=Thoughtful())


async def test_jobs_that_a_turn_covered_are_gone_when_it_is_committed(desk: Desk) -> None:
    await desk.customer_says("one", "two")
    await desk.customer_says("three")
    await desk.customer_says("four")
    agent, ticket, running = await _begins(desk)
    before = [job["status"] for job in await jobs(desk.database, "turns")]

    agent.may_go_on.release()
    await running

    assert before == ["doing", "todo", "todo"]
    assert agent.asked == [["one", "two", "three", "four"]]
    assert [job["id"] for job in await jobs(desk.database, "turns")] == [ticket.job_id]
    assert [turn[2] for turn in await desk.turns()] == ["answered"]


async def test_a_job_that_came_after_the_look_stays_and_one_more_look_answers_it(desk: Desk) -> None:
    await desk.customer_says("one")
    await desk.customer_says("two")
    agent, ticket, running = await _begins(desk)
    await desk.customer_says("three")
    covered, late = (job["id"] for job in (await jobs(desk.database, "turns"))[1:])

    agent.may_go_on.release()
    await agent.thinking.acquire()
    after_the_first = [job["id"] for job in await jobs(desk.database, "turns")]
    agent.may_go_on.release()
    await running
    after_the_second = [job["id"] for job in await jobs(desk.database, "turns")]

    assert covered not in after_the_first
    assert after_the_first == [ticket.job_id, late]
    assert after_the_second == [ticket.job_id]
    assert agent.asked == [["one", "two"], ["three"]]
    assert [turn[2] for turn in await desk.turns()] == ["answered", "answered"]
    assert desk.mail.texts == ["one + two", "three"]


async def test_a_turn_that_lost_its_job_takes_nobody_elses_away(desk: Desk) -> None:
    await desk.customer_says("one")
    await desk.customer_says("two")
    agent, ticket, running = await _begins(desk)
    await finish(desk.database, ticket)

    agent.may_go_on.release()
    await asyncio.wait([running])

    assert isinstance(running.exception(), FenceLost)
    assert len(await jobs(desk.database, "turns")) == 1
    assert await desk.waiting() == {"with_agent": 1}


async def test_another_customers_job_stays(desk: Desk) -> None:
    await desk.customer_says("one")
    agent, _, running = await _begins(desk)
    await desk.customer_says("mine", phone="96170000002")

    agent.may_go_on.release()
    await running

    assert await desk.waiting() == {"with_agent": 1}
    assert len(await jobs(desk.database, "turns")) == 2


async def _begins(desk: Desk) -> tuple[Thoughtful, Ticket, "asyncio.Task[None]"]:
    """A turn whose agent thinks about what it has seen."""
    agent = desk.agent
    assert isinstance(agent, Thoughtful)
    ticket = await take_job(desk.database, await a_worker(desk.database))
    conversation = await desk.conversation()
    running = asyncio.create_task(run_turn(desk.a_work(), desk.shop.tenant_id, conversation.id, ticket))
    await agent.thinking.acquire()
    return agent, ticket, running
