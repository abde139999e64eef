"""Keeping the routing table of a running process fresh: told by NOTIFY, and looking for itself too."""

import asyncio
from collections.abc import Callable

import psycopg
import structlog

from dragoman.base.db import APP_ROLE, Database, wire_options
from dragoman.base.errors import ConfigError, DatabaseUnavailable
from dragoman.config.settings import Settings
from dragoman.tenants import store
from dragoman.tenants.routing import RoutingTable, load_routing

log = structlog.get_logger()

_LONGEST_WAIT_S = 5.0


async def follow_routing(
    database: Database,
    settings: Settings,
    on_change: Callable[[RoutingTable], None],
    on_refusal: Callable[[str], None] = lambda reason: None,
    *,
    revision: int = -1,
    poll_s: float = 1.0,
) -> None:
    """Calls ``on_change`` with each new table, until cancelled. ``revision`` is that of the table at hand.

    A change shows at once by NOTIFY on a connection of its own, and within ``poll_s`` without. A table that
    the settings do not allow is logged and not handed on: the process goes on with the one it has, and
    ``on_refusal`` is told why. The database may go away and come back meanwhile.
    """
    seen, wait_s = revision, 0.1
    while True:
        try:
            async with await _listen(database) as connection:
                while True:
                    seen = await _look(database, settings, on_change, on_refusal, seen)
                    wait_s = 0.1
                    async for _ in connection.notifies(timeout=poll_s, stop_after=1):
                        pass
        except (psycopg.Error, DatabaseUnavailable, OSError) as error:
            log.warning("routing_not_followed", reason=type(error).__name__, retry_in_s=wait_s)
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, _LONGEST_WAIT_S)


async def _listen(database: Database) -> psycopg.AsyncConnection[tuple[object, ...]]:
    connection = await psycopg.AsyncConnection.connect(
        database.urls.app,
        autocommit=True,
        application_name="dragoman routing",
        **wire_options(database.urls.app),
    )
    try:
        if database.urls.app_sets_role:
            await connection.execute(f"SET ROLE {APP_ROLE}")
        await connection.execute("LISTEN dragoman_routing")
    except BaseException:
        await connection.close()
        raise
    return connection


async def _look(
    database: Database,
    settings: Settings,
    on_change: Callable[[RoutingTable], None],
    on_refusal: Callable[[str], None],
    seen: int,
) -> int:
    """Loads the table when its revision is another; the revision seen now."""
    async with database.as_platform() as tx:
        revision = await store.routing_revision(tx)
        if revision == seen:
            return seen
        try:
            table = await load_routing(tx, settings)
        except ConfigError as error:
            log.error("routing_refused", reason=str(error), revision=revision)
            on_refusal(str(error))
            return revision
    on_change(table)
    log.info("routing_changed", revision=table.revision, senders=len(table.senders))
    return table.revision
