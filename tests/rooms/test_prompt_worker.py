"""The engine's worker, with our change: what rings while it looks is not overlooked."""

import asyncio
from typing import Any

from procrastinate.jobs import Job

from dragoman.base.db import DatabaseUrls
from dragoman.base.jobs import make_engine
from dragoman.base.prompt_worker import PromptWorker

NEVER_S = 60.0


async def _ran_within(worker: PromptWorker, done: asyncio.Event, seconds: float) -> bool:
    running = asyncio.create_task(worker.run())
    try:
        async with asyncio.timeout(seconds):
            await done.wait()
    except TimeoutError:
        return False
    finally:
        worker.stop()
        await running
    return True


async def test_a_job_that_comes_while_the_worker_looks_does_not_wait_for_the_next_poll(
    urls: DatabaseUrls,
) -> None:
    engine, done, ran = make_engine(urls), asyncio.Event(), []

    @engine.task(name="note", queue="notes")
    async def note(word: str) -> None:
        ran.append(word)
        if word == "second":
            done.set()

    fetch = engine.job_manager.fetch_job

    async def fetch_and_be_rung(queues: Any, worker_id: int) -> Job | None:
        found = await fetch(queues=queues, worker_id=worker_id)
        if found is None and ran == ["first"]:
            ran.append("rung while it looked")
            await note.defer_async(word="second")
            await asyncio.sleep(0.3)  # long enough for the engine's bell to have rung
        return found

    engine.job_manager.fetch_job = fetch_and_be_rung  # type: ignore[method-assign]
    async with engine.open_async():
        worker = PromptWorker(
            engine, queues=["notes"], fetch_job_polling_interval=NEVER_S, install_signal_handlers=False
        )
        waiting = asyncio.create_task(_ran_within(worker, done, 8))
        await asyncio.sleep(1)  # until it listens
        await note.defer_async(word="first")

        assert await waiting
    assert ran == ["first", "rung while it looked", "second"]


async def test_no_more_jobs_run_at_once_than_there_is_room_for(urls: DatabaseUrls) -> None:
    engine = make_engine(urls)
    running, most, done = 0, 0, asyncio.Event()

    @engine.task(name="slow", queue="notes")
    async def slow(last: bool) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        if last:
            done.set()

    async with engine.open_async():
        for n in range(9):
            await slow.defer_async(last=n == 8)
        worker = PromptWorker(engine, queues=["notes"], concurrency=3, install_signal_handlers=False)
        finished = await _ran_within(worker, done, 10)

    assert finished
    assert most == 3


async def test_a_worker_that_is_full_stops_when_told_to(urls: DatabaseUrls) -> None:
    engine = make_engine(urls)
    begun, let_go = asyncio.Event(), asyncio.Event()

    @engine.task(name="stuck", queue="notes")
    async def stuck() -> None:
        begun.set()
        await let_go.wait()

    async with engine.open_async():
        await stuck.defer_async()
        await stuck.defer_async()
        worker = PromptWorker(engine, queues=["notes"], concurrency=1, install_signal_handlers=False)
        running = asyncio.create_task(worker.run())
        await begun.wait()

        worker.stop()
        let_go.set()
        async with asyncio.timeout(5):
            await running
