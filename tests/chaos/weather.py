"""Load with faults, while something is done to the processes."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.support.storm import FAULTS, Storm, judge, settled
from tests.support.world import World


async def storm_while(
    world: World, strike: Callable[[], Awaitable[None]], *, strikes: int = 3, messages: int = 14
) -> Storm:
    """Strikes at random moments while customers write and the provider fails; then the judgement."""
    talks = world.talks(6)
    await world.emulated.open_windows(talks)
    await world.emulated.admin("PATCH", "faults", FAULTS)
    storm = world.storm()
    raging = asyncio.create_task(storm.rage(talks, messages=messages, pause_s=0.5))
    try:
        for _ in range(strikes):
            await asyncio.sleep(world.chance.uniform(0.3, 1.5))
            await strike()
        await raging
    finally:
        raging.cancel()
    await world.emulated.admin("PATCH", "faults", {"reset": True})
    await settled(world.stage)
    await judge(world.stage, world.emulated, storm)
    return storm


def running_turns(world: World) -> int:
    """How many turns are being worked on at this moment."""
    doing = "SELECT count(*) AS n FROM procrastinate_jobs WHERE task_name = 'turn' AND status = 'doing'"
    return int(world.stage.rows(doing)[0]["n"])
