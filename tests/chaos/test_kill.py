"""kill -9 at bad moments, under load, with a provider that fails: everybody is answered once, in order."""

import asyncio
import time

import pytest
from tests.chaos.weather import running_turns, storm_while
from tests.support.processes import Running, until
from tests.support.server import TestServer
from tests.support.storm import judge, settled
from tests.support.world import World, a_world

from dragoman.base.jobs import make_engine
from dragoman.turns.sweep import hand_on_stalled_jobs

pytestmark = pytest.mark.chaos

_RESUMES_WITHIN_S = 10


@pytest.mark.parametrize("debounce_s", [0, 0.3])
async def test_killing_webs_loses_and_doubles_nothing(server: TestServer, debounce_s: float) -> None:
    async with a_world(server, webs=2, DEBOUNCE_SECONDS=debounce_s) as world:
        webs = [await world.stage.start_web("web", port) for port in world.ports]
        await world.stage.start_worker()

        async def kill_one() -> None:
            n = world.chance.randrange(2)
            webs[n].kill()
            webs[n] = await world.stage.start_web("web", world.ports[n])

        await storm_while(world, kill_one)


@pytest.mark.parametrize(("debounce_s", "delay_ms"), [(0, 0), (0.3, 200)])
async def test_killing_workers_loses_and_doubles_nothing(
    server: TestServer, debounce_s: float, delay_ms: int
) -> None:
    async with a_world(server, DEBOUNCE_SECONDS=debounce_s, AGENT_DELAY_MS=delay_ms) as world:
        await world.stage.start_web("web", world.ports[0])
        workers = [await world.stage.start_worker() for _ in range(2)]

        async def kill_one() -> None:
            workers.pop(world.chance.randrange(2)).kill()
            workers.append(await world.stage.start_worker())

        await storm_while(world, kill_one)


async def test_killing_web_and_worker_in_one_process_loses_and_doubles_nothing(server: TestServer) -> None:
    async with a_world(server, DEBOUNCE_SECONDS=0.3, AGENT_DELAY_MS=50) as world:
        everything: list[Running] = [await world.stage.start_web("serve", world.ports[0])]

        async def kill_it() -> None:
            everything.pop().kill()
            everything.append(await world.stage.start_web("serve", world.ports[0]))

        await storm_while(world, kill_it)


async def test_work_of_a_killed_worker_resumes_within_ten_seconds(server: TestServer) -> None:
    async with a_world(server, AGENT_DELAY_MS=700) as world:
        await world.stage.start_web("web", world.ports[0])
        first = await world.stage.start_worker()
        talks = world.talks(10)
        await world.emulated.open_windows(talks)
        storm = world.storm()

        await storm.rage(talks, messages=1, pause_s=0)
        await until(lambda: running_turns(world) >= 5, within_s=10, what="turns to run", every_s=0.01)
        first.kill()
        killed = time.monotonic()
        second = await world.stage.start_worker()
        await settled(world.stage, within_s=_RESUMES_WITHIN_S + 5)

        took_s = time.monotonic() - killed
        assert took_s < _RESUMES_WITHIN_S, f"resumed after {took_s:.1f} s"
        assert second.alive
        await judge(world.stage, world.emulated, storm)


async def test_a_frozen_worker_commits_nothing_when_it_wakes(server: TestServer) -> None:
    async with a_world(server, AGENT_DELAY_MS=1000) as world:
        await world.stage.start_web("web", world.ports[0])
        frozen = await world.stage.start_worker()
        talks = world.talks(10)
        await world.emulated.open_windows(talks)
        storm = world.storm()

        await storm.rage(talks, messages=1, pause_s=0)
        await until(lambda: running_turns(world) >= 5, within_s=10, what="turns to run", every_s=0.01)
        frozen.freeze()
        await world.stage.start_worker()
        await asyncio.gather(asyncio.sleep(12), storm.rage(talks, messages=2, pause_s=1))
        frozen.thaw()
        await asyncio.sleep(2)  # what it would still do, it does now
        await settled(world.stage)

        assert frozen.alive
        assert "fence_held" in frozen.log.read_text()
        await judge(world.stage, world.emulated, storm)


async def test_a_process_that_was_asleep_alone_answers_once_when_it_wakes(server: TestServer) -> None:
    async with a_world(server, AGENT_DELAY_MS=1500) as world:
        asleep = await world.stage.start_web("serve", world.ports[0])
        talks = world.talks(10)
        await world.emulated.open_windows(talks)
        storm = world.storm()

        await storm.rage(talks, messages=1, pause_s=0)
        await until(lambda: running_turns(world) >= 5, within_s=10, what="turns to run", every_s=0.01)
        asleep.freeze()
        writing = asyncio.create_task(storm.rage(talks, messages=3, pause_s=0.5))
        await asyncio.sleep(7)  # longer than it takes to be taken for dead
        asleep.thaw()
        await writing
        await asyncio.sleep(4)
        await settled(world.stage)

        await judge(world.stage, world.emulated, storm)
        assert not world.stage.rows("SELECT 1 FROM turns WHERE reason = 'taken_over'")


async def test_a_worker_that_is_handed_its_own_jobs_when_it_wakes_answers_once(server: TestServer) -> None:
    async with a_world(server) as world:
        await world.stage.start_web("web", world.ports[0])
        greeter = await world.stage.start_worker()
        talks = world.talks(10)
        await world.emulated.open_windows(talks)
        await greeter.stop()
        asleep = await world.stage.start_worker(AGENT_DELAY_MS=10000)
        storm = world.storm()

        await storm.rage(talks, messages=1, pause_s=0)
        await until(lambda: running_turns(world) == len(talks), within_s=10, what="the turns to run")
        await asyncio.sleep(1)  # who still waits for a connection is not thinking yet
        asleep.freeze()
        await asyncio.gather(asyncio.sleep(6), storm.rage(talks, messages=3, pause_s=1))
        handed_on = await _sweep(world)
        asleep.thaw()  # it asks for jobs at once, and its own are the next; its agents still think
        await settled(world.stage, within_s=60)

        assert handed_on == len(talks)
        await judge(world.stage, world.emulated, storm)
        assert asleep.log.read_text().count("fence_held") == len(talks)
        assert not world.stage.rows("SELECT 1 FROM turns WHERE reason = 'taken_over'")


async def _sweep(world: World) -> int:
    """The sweep of a process that takes no turns itself."""
    engine = make_engine(world.database.urls)
    async with engine.open_async():
        return await hand_on_stalled_jobs(engine, world.database)
