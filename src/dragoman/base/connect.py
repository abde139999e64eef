"""From settings to an open database: the embedded one, or the one that ``DATABASE_URL`` names."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psycopg

from dragoman.base.db import APP_ROLE, Database, DatabaseUrls
from dragoman.base.embedded import EmbeddedServer, start_embedded
from dragoman.base.errors import ConfigError, DatabaseUnavailable
from dragoman.base.migrate import HEAD, current_revision, migrate
from dragoman.base.watch import keep_running

OLDEST_POSTGRESQL = 15


@contextmanager
def reachable(home: Path, database_url: str | None, owner_url: str | None) -> Iterator[DatabaseUrls]:
    """How to reach the database for as long as the block runs; without a URL the embedded one is started.

    Raises ``ConfigError`` or ``DatabaseUnavailable`` in words an operator can act on.
    """
    if database_url is not None:
        yield _external(database_url, owner_url)
        return
    with _embedded(home) as server:
        yield server.urls


@contextmanager
def _embedded(home: Path) -> Iterator[EmbeddedServer]:
    server = start_embedded(home)
    try:
        yield server
    finally:
        server.release()


@asynccontextmanager
async def open_database(
    home: Path,
    database_url: str | None,
    owner_url: str | None,
    *,
    pool_size: int = 10,
    migrate_first: bool = True,
) -> AsyncIterator[Database]:
    """An open ``Database``, its schema current; the embedded one is started again should it be killed.

    Raises ``ConfigError`` when the schema is not current and ``migrate_first`` is false.
    """
    async with _kept_reachable(home, database_url, owner_url) as urls:
        if migrate_first:
            migrate(urls)
        elif current_revision(urls.app) != HEAD:
            raise ConfigError("the database schema is not current; run: dragoman db migrate")
        async with Database(urls, pool_size=pool_size) as database:
            yield database


@asynccontextmanager
async def _kept_reachable(
    home: Path, database_url: str | None, owner_url: str | None
) -> AsyncIterator[DatabaseUrls]:
    if database_url is not None:
        yield _external(database_url, owner_url)
        return
    with _embedded(home) as server:
        watcher = asyncio.create_task(keep_running(server), name="embedded-database")
        try:
            yield server.urls
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)


def _external(database_url: str, owner_url: str | None) -> DatabaseUrls:
    """Looks at who we log in as: the application role itself, or somebody who must step down to it."""
    try:
        with psycopg.connect(database_url, connect_timeout=10, autocommit=True) as connection:
            version = connection.info.server_version // 10000
            row = connection.execute("SELECT current_user").fetchone()
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(f"DATABASE_URL: the database does not answer: {error}".strip()) from error
    if version < OLDEST_POSTGRESQL:
        raise ConfigError(
            f"DATABASE_URL: PostgreSQL {version} is too old; Dragoman needs {OLDEST_POSTGRESQL} or newer"
        )
    steps_down = row is not None and row[0] != APP_ROLE
    return DatabaseUrls(app=database_url, owner=owner_url or database_url, app_sets_role=steps_down)
