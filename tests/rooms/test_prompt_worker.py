"""The engine's worker, with our changes: no ring is overlooked, shops share its slots, and it tells what ended it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from dragoman.base.db import Database, DatabaseUrls
from dragoman.base.jobs import FencedJobManager, make_engine
from dragoman.base.prompt_worker import PromptWorker
from dragoman.base.pulse import Pulse
from dragoman.base.slots import Slots

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


# ------------------------------------------------------------------------------------------------- sharing

BIG, SMALL = 1, 2


@pytest.fixture
async def engine(urls: DatabaseUrls) -> AsyncIterator[App]:
    """An engine whose jobs are never run by itself; tests fetch them."""
    engine = make_engine(urls)

    @engine.task(name="turn", queue="turns")
    async def turn(tenant_id: int) -> None: ...

    async with engine.open_async():
        yield engine


async def _defer(engine: App, shop: int, priority: int = 0, **options: Any) -> int:
    return await engine.configure_task("turn", priority=priority, **options).defer_async(tenant_id=shop)


async def _fetch_past(engine: App, *full: int) -> int | None:
    manager = engine.job_manager
    assert isinstance(manager, FencedJobManager)
    job = await manager.fetch_job_past(full, "turns", await manager.register_worker())
    return job.id if job is not None else None


async def test_jobs_of_shops_that_are_full_are_passed_over(engine: App) -> None:
    big, small = await _defer(engine, BIG, 5), await _defer(engine, SMALL, 1)

    assert await _fetch_past(engine, BIG, 9) == small
    assert await _fetch_past(engine, BIG) is None
    assert await _fetch_past(engine, SMALL) == big


async def test_a_job_behind_a_flood_of_a_shop_that_is_full_is_found(engine: App, database: Database) -> None:
    async with database.as_platform() as tx:
        await tx.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args) "
            """SELECT 'turns', 'turn', -n, '{"tenant_id": 1}' FROM generate_series(1, 500) AS n"""
        )
    later, sooner = await _defer(engine, SMALL, -900), await _defer(engine, 3, -800)

    assert [await _fetch_past(engine, BIG) for _ in range(3)] == [sooner, later, None]


@pytest.mark.parametrize("waiting_before", [0, 100])
async def test_passing_over_a_shop_keeps_locks_times_queues_and_order(
    engine: App, database: Database, waiting_before: int
) -> None:
    for _ in range(waiting_before):
        await _defer(engine, BIG, 9)
    first, second = [await _defer(engine, SMALL, 3, lock="conv:a") for _ in range(2)]
    await _defer(engine, SMALL, 4, schedule_in={"seconds": 60})
    await _defer(engine, SMALL, 5, queue="elsewhere")
    other = await _defer(engine, SMALL, 2, lock="conv:b")

    assert [await _fetch_past(engine, BIG) for _ in range(3)] == [first, other, None]
    async with database.as_platform() as tx:
        await tx.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [first])
    assert await _fetch_past(engine, BIG) == second


async def test_two_workers_never_fetch_the_same_job(engine: App) -> None:
    jobs = {await _defer(engine, shop) for shop in range(2, 12)}

    fetched = [job for job in await asyncio.gather(*(_fetch_past(engine, BIG) for _ in range(30))) if job]

    assert len(fetched) == len(set(fetched))
    assert set(fetched) <= jobs


async def test_a_full_shop_leaves_slots_to_others_and_goes_on_as_soon_as_one_of_its_jobs_ends(
    urls: DatabaseUrls,
) -> None:
    engine, go_on, done = make_engine(urls), asyncio.Semaphore(0), asyncio.Event()
    began: list[int] = []

    @engine.task(name="turn", queue="turns")
    async def turn(tenant_id: int) -> None:
        began.append(tenant_id)
        if began == [BIG, BIG, SMALL, BIG]:
            done.set()
        if tenant_id == BIG:
            await go_on.acquire()

    async with engine.open_async():
        for _ in range(6):
            await _defer(engine, BIG)
        worker = PromptWorker(
            engine,
            queues=["turns"],
            slots=Slots(4),
            concurrency=4,
            fetch_job_polling_interval=NEVER_S,
            install_signal_handlers=False,
        )
        waiting = asyncio.create_task(_ran_within(worker, done, 8))
        await asyncio.sleep(1)
        assert began == [BIG, BIG]

        await _defer(engine, SMALL, -100)
        await asyncio.sleep(0.5)
        assert began == [BIG, BIG, SMALL]

        go_on.release()
        await asyncio.sleep(0.5)
        for _ in range(9):
            go_on.release()
        assert await waiting


# ---------------------------------------------------------------------------------------------- its health


async def test_a_worker_whose_look_fails_tells_what_it_was(urls: DatabaseUrls, database: Database) -> None:
    engine, pulse = make_engine(urls), Pulse()
    async with engine.open_async():
        engine.job_manager.fetch_job = _broken  # type: ignore[method-assign]
        worker = PromptWorker(engine, queues=["notes"], pulse=pulse, install_signal_handlers=False)

        with pytest.raises(ConnectorException):
            await worker.run()

    assert not pulse.lives(5)


async def test_a_worker_that_cannot_say_that_it_lives_tells_what_it_was(urls: DatabaseUrls) -> None:
    engine = make_engine(urls)
    async with engine.open_async():
        engine.job_manager.update_heartbeat = _broken  # type: ignore[method-assign]
        worker = PromptWorker(
            engine, queues=["notes"], update_heartbeat_interval=0.1, install_signal_handlers=False
        )

        with pytest.raises(ConnectorException):
            async with asyncio.timeout(5):
                await worker.run()


async def test_a_worker_that_is_full_has_a_pulse(urls: DatabaseUrls) -> None:
    engine, pulse, go_on = make_engine(urls), Pulse(), asyncio.Event()

    @engine.task(name="stuck", queue="notes")
    async def stuck() -> None:
        await go_on.wait()

    async with engine.open_async():
        await stuck.defer_async()
        worker = PromptWorker(
            engine,
            queues=["notes"],
            pulse=pulse,
            concurrency=1,
            update_heartbeat_interval=0.1,
            install_signal_handlers=False,
        )
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(1.5)

        assert pulse.lives(0.5)
        worker.stop()
        go_on.set()
        await running


async def _broken(*_: object, **__: object) -> Any:
    raise ConnectorException from OSError("no route")
