"""SIGTERM: what is running is finished or handed back, within ten seconds."""

import pytest
from tests.chaos.weather import running_turns, storm_while
from tests.support.processes import until
from tests.support.server import TestServer
from tests.support.storm import judge, settled
from tests.support.world import a_world

pytestmark = pytest.mark.chaos

_STOPS_WITHIN_S = 10


@pytest.mark.parametrize("delay_ms", [1500, 6000])
async def test_a_stopped_worker_finishes_its_turns_or_hands_them_back(
    server: TestServer, delay_ms: int
) -> None:
    async with a_world(server) as world:
        await world.stage.start_web("web", world.ports[0])
        greeter = await world.stage.start_worker()
        talks = world.talks(5)
        await world.emulated.open_windows(talks)
        await greeter.stop(within_s=_STOPS_WITHIN_S)
        stopped = await world.stage.start_worker(AGENT_DELAY_MS=delay_ms)
        storm = world.storm()

        await storm.rage(talks, messages=1, pause_s=0)
        await until(lambda: running_turns(world) == len(talks), within_s=10, what="the turns to run")
        await stopped.stop(within_s=_STOPS_WITHIN_S)
        left = [
            row["status"]
            for row in world.stage.rows("SELECT status FROM procrastinate_jobs WHERE lock IS NOT NULL")
        ]
        await world.stage.start_worker()
        await settled(world.stage, within_s=_STOPS_WITHIN_S)

        assert stopped.process.returncode == 0
        assert left == ([] if delay_ms == 1500 else ["todo"] * len(talks))
        await judge(world.stage, world.emulated, storm)


async def test_stopping_while_webhooks_come_loses_and_doubles_nothing(server: TestServer) -> None:
    async with a_world(server, DEBOUNCE_SECONDS=0.3, AGENT_DELAY_MS=100) as world:
        everything = [await world.stage.start_web("serve", world.ports[0])]

        async def restart() -> None:
            await everything.pop().stop(within_s=_STOPS_WITHIN_S)
            everything.append(await world.stage.start_web("serve", world.ports[0]))

        await storm_while(world, restart, strikes=2)
