"""A small world for chaos: shops that echo, the emulator as a process, webs and workers to be killed."""

import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from dragoman.base.db import Database
from tests.support.processes import Running, Stage, a_folder, a_session, a_stage, free_port
from tests.support.server import TestServer
from tests.support.storm import Emulated, Storm, Talk, make_shops


@dataclass
class World:
    """What a chaos test plays with. ``seed`` decides every chance it takes."""

    seed: int
    stage: Stage
    database: Database
    emulated: Emulated
    emulator: Running
    emulator_port: int
    ports: list[int]
    numbers: list[str]
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @property
    def hooks(self) -> list[str]:
        """Where webhooks go."""
        return [f"http://127.0.0.1:{port}/webhook" for port in self.ports]

    def talks(self, customers: int) -> list[Talk]:
        """Every customer with every shop."""
        return [(number, f"9613{100000 + n}") for number in self.numbers for n in range(customers)]

    def storm(self) -> Storm:
        """Weather over this world."""
        return Storm(self.seed, self.emulated.session, self.hooks)

    async def restart_emulator(self) -> None:
        """The emulator again, on the same port."""
        self.emulator = await self.stage.start_emulator(self.emulator_port, self.hooks[0])


def a_seed() -> int:
    """The seed of this test: DRAGOMAN_TEST_SEED, or one that nobody has tried."""
    return int(os.environ.get("DRAGOMAN_TEST_SEED", random.SystemRandom().randrange(100_000)))


@asynccontextmanager
async def a_world(
    server: TestServer, *, shops: int = 2, webs: int = 1, **settings: object
) -> AsyncIterator[World]:
    """A world on a database of its own, the emulator running; the test starts webs and workers."""
    name, urls = server.clone()
    head, _, tail = server.admin_url.partition("?")
    admin_url = f"{head.rsplit('/', 1)[0]}/{name}?{tail}"
    given = {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner}
    try:
        async with (
            Database(urls, pool_size=2) as database,
            _played(admin_url, database, shops=shops, webs=webs, **given, **settings) as world,
        ):
            yield world
    finally:
        server.drop(name)


@asynccontextmanager
async def _played(
    admin_url: str, database: Database, *, shops: int, webs: int, **settings: object
) -> AsyncIterator[World]:
    """A world on a given database."""
    seed = a_seed()
    print(f"DRAGOMAN_TEST_SEED={seed}")
    ports = [free_port() for _ in range(webs)]
    emulator_port = free_port()
    emulator_url = f"http://127.0.0.1:{emulator_port}"
    common = {"DRAGOMAN_EMULATOR_URL": emulator_url, "DRAGOMAN_LOG_LEVEL": "WARNING", "DEBOUNCE_SECONDS": 0}
    common |= {"WHATSAPP_PAIR_INTERVAL_SECONDS": 0}
    with a_folder() as home, a_stage(home, admin_url, common | settings) as stage:
        async with a_session() as session:
            numbers = await make_shops(database, shops)
            emulator = await stage.start_emulator(emulator_port, f"http://127.0.0.1:{ports[0]}/webhook")
            emulated = Emulated(emulator_url, session)
            await emulated.admin("PATCH", "settings", {"retry_scale": 1 / 600})
            yield World(seed, stage, database, emulated, emulator, emulator_port, ports, numbers)
