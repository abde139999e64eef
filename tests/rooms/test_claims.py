"""A job that was handed on belongs to its last claim only, even when one worker has made both.

A process that slept for longer than it takes to be taken for dead wakes, and may be the next that asks for its own job.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
from procrastinate import App
from procrastinate.jobs import Job, Status
from tests.support.claims import a_worker, hand_on, jobs, take_job
from tests.support.desk import Desk
from tests.support.shops import a_tenant

from dragoman.agents.base import Reply, Toolbox, TurnInput
from dragoman.base.db import Database
from dragoman.base.errors import FenceLost
from dragoman.base.jobs import make_engine
from dragoman.channels.content import TextOut
from dragoman.turns.model import Ticket
from dragoman.turns.run import run_turn


class AnswersInTurn:
    """Says back what it was told, each answer when it is let go."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[asyncio.Event] = asyncio.Queue()

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """Waits to be let go."""
        let_go = asyncio.Event()
        self.asked.put_nowait(let_go)
        await let_go.wait()
        return Reply(messages=(TextOut(" + ".join(line.text or "" for line in turn.new)),))


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


@pytest.fixture
async def engine(database: Database) -> AsyncIterator[App]:
    engine = make_engine(database.urls)
    async with engine.open_async():
        yield engine


@pytest.mark.parametrize("first", ["the old claim", "the new claim"])
@pytest.mark.parametrize("more", [(), ("and one more",)], ids=["quiet", "busy"])
async def test_of_two_claims_of_one_worker_on_one_job_only_the_last_one_answers(
    desk: Desk, first: str, more: tuple[str, ...]
) -> None:
    agent = AnswersInTurn()
    desk.agent = agent
    await desk.customer_says("hello")
    worker_id = await a_worker(desk.database)
    old, slept = await _begins(desk, agent, worker_id)

    await hand_on(desk.database, slept)
    await desk.customer_says(*more)
    new, taken_again = await _begins(desk, agent, worker_id)
    order = [old, new] if first == "the old claim" else [new, old]
    for running, let_go in order:
        let_go.set()
        await asyncio.wait([running], timeout=5)

    assert (slept.job_id, slept.worker_id) == (taken_again.job_id, taken_again.worker_id)
    assert isinstance(old[0].exception(), FenceLost)
    assert new[0].exception() is None
    assert desk.mail.texts == [" + ".join(["hello", *more])]
    assert [turn[2] for turn in await desk.turns()] == ["answered"]
    assert {line.status for line in await desk.messages((await desk.conversation()).id)} == {
        "received",
        "sent",
    }


async def test_an_old_claim_can_neither_finish_nor_give_back_the_job(desk: Desk, engine: App) -> None:
    await desk.customer_says("hello")
    worker_id = await a_worker(desk.database)
    slept = await _claim(engine, worker_id)
    await hand_on(desk.database, Ticket(slept.id or 0, worker_id, slept.attempts))
    taken_again = await _claim(engine, worker_id)

    await engine.job_manager.finish_job(slept, status=Status.SUCCEEDED, delete_job=True)
    await engine.job_manager.finish_job(slept, status=Status.FAILED, delete_job=False)
    await engine.job_manager.retry_job(slept)
    left = await jobs(desk.database, "turns")
    await engine.job_manager.finish_job(taken_again, status=Status.SUCCEEDED, delete_job=True)

    assert (slept.id, slept.worker_id) == (taken_again.id, taken_again.worker_id)
    assert [(job["status"], job["attempts"]) for job in left] == [("doing", 1)]
    assert await jobs(desk.database, "turns") == []


async def test_the_last_claim_can_give_the_job_back(desk: Desk, engine: App) -> None:
    await desk.customer_says("hello")
    worker_id = await a_worker(desk.database)
    slept = await _claim(engine, worker_id)
    await hand_on(desk.database, Ticket(slept.id or 0, worker_id, slept.attempts))
    taken_again = await _claim(engine, worker_id)

    await engine.job_manager.retry_job(taken_again)

    left = await jobs(desk.database, "turns")
    assert [(job["status"], job["attempts"]) for job in left] == [("todo", 2)]


async def _begins(
    desk: Desk, agent: AnswersInTurn, worker_id: int
) -> tuple[tuple[asyncio.Task[None], asyncio.Event], Ticket]:
    """The worker takes the job and its agent thinks: the turn, what lets it go on, and the claim."""
    ticket = await take_job(desk.database, worker_id)
    conversation = await desk.conversation()
    running = asyncio.create_task(run_turn(desk.a_work(), desk.shop.tenant_id, conversation.id, ticket))
    return (running, await agent.asked.get()), ticket


async def _claim(engine: App, worker_id: int) -> Job:
    job = await engine.job_manager.fetch_job(queues=["turns"], worker_id=worker_id)
    assert job is not None
    return job
