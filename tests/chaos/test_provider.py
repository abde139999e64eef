"""The emulator dies and comes back: it forgets nothing that it took, and we double nothing that it got."""

import pytest
from tests.chaos.weather import storm_while
from tests.support.server import TestServer
from tests.support.world import a_world

pytestmark = pytest.mark.chaos


async def test_an_emulator_that_is_killed_forgets_nothing_it_accepted(server: TestServer) -> None:
    async with a_world(server) as world:
        await world.stage.start_web("serve", world.ports[0])
        accepted: list[str] = []
        asked = {"to": world.numbers[0], "from": "96131999999"}

        async def kill_it() -> None:
            last = f"number {len(accepted)}"
            await world.emulated.admin("POST", "inbound", {**asked, "text": last, "push_after_s": 0.2})
            accepted.extend(row["messageId"] for row in await world.emulated.outbox())
            world.emulator.kill()
            await world.restart_emulator()
            await world.emulated.answer_to((asked["to"], asked["from"]), last, within_s=10)

        await storm_while(world, kill_it, strikes=2)

        remembered = {row["messageId"] for row in await world.emulated.outbox()}
        assert set(accepted) <= remembered
