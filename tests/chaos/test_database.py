"""PostgreSQL goes away and comes back: nothing that was acknowledged is lost, and nobody has to restart us."""

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.chaos.weather import storm_while
from tests.support.processes import a_folder
from tests.support.server import TestServer
from tests.support.storm import a_result, batch, settled
from tests.support.world import a_world

from dragoman.base.embedded import EmbeddedServer, start_embedded
from dragoman.base.migrate import migrate

pytestmark = pytest.mark.chaos

_RECOVERS_WITHIN_S = 10
_LONG_AWAY_S = 40  # a back-off that doubles would sleep for half a minute by then
_RESUMES_WITHIN_S = 5


@dataclass(frozen=True)
class Breakable:
    """A PostgreSQL that this file alone uses."""

    embedded: EmbeddedServer
    server: TestServer

    def stop(self) -> None:
        """Without a checkpoint and without a word to its clients, as in a crash."""
        self._pg_ctl("-m", "immediate", "stop")

    def start(self) -> None:
        sockets = self.embedded.admin_url.partition("host=")[2]
        self._pg_ctl("-o", f"-k '{sockets}'", "-l", str(self.embedded.data / "server.log"), "start")

    def _pg_ctl(self, *words: str) -> None:
        owner = self.embedded.data.stat()
        someone_else = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
        subprocess.run(
            [str(self.embedded.bin / "pg_ctl"), "-D", str(self.embedded.data), "-w", *words],
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=True,
            **someone_else,  # type: ignore[call-overload]
        )


@pytest.fixture(scope="module")
def postgres() -> Iterator[Breakable]:
    with a_folder() as home:
        embedded = start_embedded(home)
        try:
            migrate(embedded.urls)
            yield Breakable(embedded, TestServer(embedded.admin_url, embedded.urls, "dragoman"))
        finally:
            embedded.release()


async def test_a_restart_of_the_database_under_load_loses_and_doubles_nothing(postgres: Breakable) -> None:
    async with a_world(postgres.server, DEBOUNCE_SECONDS=0.3, AGENT_DELAY_MS=100) as world:
        await world.stage.start_web("web", world.ports[0])
        workers = [await world.stage.start_worker() for _ in range(2)]

        async def restart() -> None:
            await asyncio.to_thread(postgres.stop)
            await asyncio.sleep(world.chance.uniform(0.2, 1.5))
            await asyncio.to_thread(postgres.start)

        storm = await storm_while(world, restart, strikes=2)

        assert storm.hung_up == 0
        assert storm.statuses.keys() <= {200, 503}
        assert all(worker.alive for worker in workers)
        assert not world.stage.rows("SELECT task_name FROM procrastinate_jobs WHERE status = 'failed'")


async def test_without_a_database_webhooks_are_told_to_come_again(postgres: Breakable) -> None:
    async with a_world(postgres.server, shops=1) as world:
        await world.stage.start_web("serve", world.ports[0])
        talk = world.talks(1)[0]
        await world.emulated.open_windows([talk])
        storm = world.storm()
        body = batch(a_result(*talk, "are you there?", "wamid.outage"))

        await asyncio.to_thread(postgres.stop)
        while_down = await asyncio.gather(*(storm.post(world.hooks[0], body) for _ in range(3)))
        await asyncio.to_thread(postgres.start)
        await storm.deliver(body, world.chance)
        await world.emulated.answer_to(talk, "are you there?", within_s=_RECOVERS_WITHIN_S)

        assert while_down == [503] * 3
        assert all(int(after or 0) > 0 for after in storm.retry_after)
        await settled(world.stage)
        rows = await world.emulated.outbox(sender=talk[0], to=talk[1])
        assert [row["content"]["text"] for row in rows] == ["good morning", "are you there?"]


async def test_work_resumes_within_seconds_however_long_the_database_was_away(postgres: Breakable) -> None:
    async with a_world(postgres.server, shops=1) as world:
        await world.stage.start_web("web", world.ports[0])
        worker = await world.stage.start_worker()
        talk = world.talks(1)[0]
        await world.emulated.open_windows([talk])
        await settled(world.stage)

        await asyncio.to_thread(postgres.stop)
        await asyncio.sleep(_LONG_AWAY_S)
        await asyncio.to_thread(postgres.start)
        back = time.monotonic()
        await world.storm().deliver(batch(a_result(*talk, "and now?", "wamid.back")), world.chance)
        await world.emulated.answer_to(talk, "and now?", within_s=60)

        took_s = time.monotonic() - back
        assert took_s < _RESUMES_WITHIN_S, f"answered {took_s:.1f} s after the database was back"
        assert worker.alive
