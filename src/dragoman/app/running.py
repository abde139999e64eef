"""Everything that runs in one process: started in order, stopped in reverse."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from dragoman.agents.registry import refuse_unknown_engines
from dragoman.app.emulating import emulator_of
from dragoman.app.process import Process, webhook_path
from dragoman.app.working import cancel, make_worker
from dragoman.base.connect import open_database
from dragoman.base.db import Database
from dragoman.base.errors import ConfigError
from dragoman.base.home import make_home
from dragoman.base.links import FileLinks
from dragoman.base.listening import find_own_port, until_it_listens
from dragoman.base.secrets import open_sealer, open_signer
from dragoman.config.settings import Settings, address_of, read_environment
from dragoman.tenants import store as tenants
from dragoman.tenants.apply import apply_shops
from dragoman.tenants.follow import follow_routing
from dragoman.tenants.keys import Keys
from dragoman.tenants.routing import (
    load_routing,
)
from dragoman.tenants.shop_file import find_shop_files, load_shop_file
from dragoman.turns.intake import Intake

_PORT_WITHIN_S = 10.0
log = structlog.get_logger()


@asynccontextmanager
async def running(process: Process, *, find_port: bool = False) -> AsyncIterator[None]:
    """Everything that runs in one process, started in order and stopped in reverse."""
    settings = process.settings
    url, owner, secret = map(
        _secret, (settings.database_url, settings.database_owner_url, settings.dragoman_secret_key)
    )
    if (process.web and process.emulator is not None) or url is None or secret is None:
        make_home(settings.home)
    async with AsyncExitStack() as stack:
        process.keys = Keys(settings, process.environment, open_sealer(settings.home, secret))
        process.links = FileLinks(
            open_signer(settings.home, secret, "media links"),
            settings.media_url_seconds,
            settings.dragoman_public_url,
            lambda: process.local_url,
            process.is_emulated,
        )
        alone = process.web and process.answers
        database = await stack.enter_async_context(
            open_database(
                settings.home, url, owner, pool_size=settings.dragoman_pool_size, migrate_first=alone
            )
        )
        process.database = database
        if alone:
            await load_examples(database, settings)
        await _begin_routing(process, stack)
        if process.emulator is not None:
            await stack.enter_async_context(process.emulator.running())
        if process.web:
            process.intake = Intake(database)
            process.intake.start()
            stack.push_async_callback(process.intake.stop)
        if process.answers:
            make_worker(process, stack)
        going_live = asyncio.create_task(_go_live(process, find_port), name="go-live")
        stack.push_async_callback(cancel, going_live)
        try:
            yield
        finally:
            log.info("stopping")


def _secret(value: object) -> str | None:
    reveal = getattr(value, "get_secret_value", None)
    return reveal() if reveal is not None else None


async def _begin_routing(process: Process, stack: AsyncExitStack) -> None:
    database, settings = process.the_database(), process.settings
    async with database.as_platform() as tx:
        table = await load_routing(tx, settings)
    assert process.keys is not None
    if process.web and (unguarded := process.keys.unguarded(table)):
        raise ConfigError(unguarded[0])
    process.use(table)
    follower = asyncio.create_task(
        follow_routing(database, settings, process.use, process.refuse, revision=table.revision),
        name="routing",
    )
    stack.push_async_callback(cancel, follower)


async def load_examples(database: Database, settings: Settings) -> None:
    """The example shops, into an empty database only: after that the database is the truth."""
    async with database.as_platform() as tx:
        if await tenants.list_tenants(tx):
            return
    files = find_shop_files(settings.dragoman_shops)
    shops = [load_shop_file(path) for path in files]
    for path, shop in zip(files, shops, strict=True):
        refuse_unknown_engines(shop, name=str(path))
    await apply_shops(database, shops)


async def _go_live(process: Process, find_port: bool) -> None:
    """What waits until the server listens: the emulator posts to it, and earlier posts would be put off."""
    if find_port:
        await _find_port(process)
    elif process.web and process.emulator is not None:
        host, port = process.settings.dragoman_host, process.settings.dragoman_port
        await until_it_listens(host, port, within_s=_PORT_WITHIN_S)
    if process.web and process.settings.simulator_enabled and _something_to_simulate(process):
        log.info(f"Simulator: {process.local_url}/simulator")
    if process.worker is not None:
        try:
            await process.worker.start()
        except Exception:
            # Nobody awaits this task before the process stops; /health says that no worker runs.
            log.exception("worker_not_started")
            raise


def _something_to_simulate(process: Process) -> bool:
    return bool(process.simulated_shops() or process.table is None or not process.table.senders)


async def _find_port(process: Process) -> None:
    emulator = process.emulator
    not_it = emulator.ports if emulator is not None else ()
    found = await find_own_port(process.settings.dragoman_port, within_s=_PORT_WITHIN_S, not_it=not_it)
    if found is None:
        reason = "set DRAGOMAN_PORT to the port that the server was told to listen on"
        log.warning("port_not_found", reason=reason)
        return
    process.local_url = address_of(*found)
    if emulator is not None:
        emulator.is_behind(process.emulator_url(), process.local_url + webhook_path(process.settings))


async def run_worker(settings: Settings) -> None:
    """A process that only answers, until told to stop."""
    process = Process(settings, read_environment(), web=False)
    process.emulator = emulator_of(process, None)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with running(process):
        await stop.wait()
