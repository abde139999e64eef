"""The database: transactions that belong to one tenant, and transactions of the platform.

To touch a shop's rows you need a ``TenantTx``, and only ``Database`` makes one; the row-level security of
PostgreSQL asks the same question again. Code that holds a ``PlatformTx`` reaches platform tables only: no tenant
is set in its transaction, so a walled table raises instead of reading as empty.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import class_row, dict_row, scalar_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from dragoman.base.errors import DatabaseUnavailable, NotFound
from dragoman.base.ids import TenantId

Row = TypeVar("Row")
Params = Mapping[str, Any] | Sequence[Any] | None

RECONNECT_S = 5
"""A pool doubles its pauses between two tries for so long, then begins again with short ones, whenever somebody asks
for a connection. So the pauses stay under half of it, however long the database is away."""

APP_ROLE = "dragoman_app"
OWNER_ROLE = "dragoman_owner"

# A worker frozen while it holds a row would block the sweep that hands its job on. No statement of ours takes a minute;
# migrations, backups and restores, which may, do not come this way.
# Every statement here has an index, and a connection keeps the plan that it made while a table was small: then reading
# all of it looks cheaper than one row, and a minute later it is not small any more.
_SESSION = (
    "-c idle_in_transaction_session_timeout=10000 -c statement_timeout=60000 -c timezone=UTC"
    " -c random_page_cost=1.1 -c enable_seqscan=off -c enable_bitmapscan=off"
)
# A network that is cut without a word tells nobody: whoever waits for an answer would do so for minutes. These give a
# connection up after twenty seconds. A socket of this machine cannot be cut, and there they mean nothing.
_WIRE = {
    "connect_timeout": 10,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
_MADE_HERE = object()
_SET_TENANT = "SELECT set_config('app.tenant_id', %s, true)"


@lru_cache(maxsize=1024)
def _on_one_line(sql: str) -> str:
    """The same statement without its layout: the driver keeps what it reads of a statement up to 4,096 characters.

    Only for our own statements: no comments, no text constants with more than one space in a row.
    """
    return " ".join(sql.split())


def wire_options(url: str) -> dict[str, Any]:
    """How a connection notices that the other end is gone; what the URL itself says of it is left alone."""
    given = conninfo_to_dict(url)
    return {name: value for name, value in _WIRE.items() if name not in given}


class _Tx:
    """The ways to run a statement. SQL is written in ``store.py`` files, never here."""

    __slots__ = ("connection",)

    def __init__(self, connection: AsyncConnection[Any], made_by: object) -> None:
        if made_by is not _MADE_HERE:
            raise TypeError("transactions are made by Database.as_tenant and Database.as_platform only")
        self.connection = connection

    async def _run(self, cursor: AsyncCursor[Any], sql: str, params: Params) -> None:
        await cursor.execute(_on_one_line(sql), params)

    async def fetch_all(self, row: type[Row], sql: str, params: Params = None) -> list[Row]:
        """Every row, each as one ``row`` (a dataclass whose fields are the column names)."""
        async with self.connection.cursor(row_factory=class_row(row)) as cursor:
            await self._run(cursor, sql, params)
            return await cursor.fetchall()

    async def fetch_optional(self, row: type[Row], sql: str, params: Params = None) -> Row | None:
        """The first row, or ``None``."""
        async with self.connection.cursor(row_factory=class_row(row)) as cursor:
            await self._run(cursor, sql, params)
            return await cursor.fetchone()

    async def fetch_one(self, row: type[Row], sql: str, params: Params = None) -> Row:
        """The first row. Raises ``NotFound`` when there is none."""
        found = await self.fetch_optional(row, sql, params)
        if found is None:
            raise NotFound(f"no such {row.__name__}")
        return found

    async def fetch_tuples(self, sql: str, params: Params = None) -> list[tuple[Any, ...]]:
        """Every row as a plain tuple."""
        async with self.connection.cursor() as cursor:
            await self._run(cursor, sql, params)
            return await cursor.fetchall()

    async def fetch_dicts(self, sql: str, params: Params = None) -> list[dict[str, Any]]:
        """Every row as a plain dictionary, for reports."""
        async with self.connection.cursor(row_factory=dict_row) as cursor:
            await self._run(cursor, sql, params)
            return await cursor.fetchall()

    async def stream(self, row: type[Row], sql: str, params: Params = None) -> AsyncIterator[Row]:
        """Every row, a few hundred at a time: for what is too much to hold."""
        async with self.connection.cursor("rows", row_factory=class_row(row)) as cursor:
            cursor.itersize = 500
            await cursor.execute(_on_one_line(sql), params)
            async for each in cursor:
                yield each

    async def value(self, sql: str, params: Params = None) -> Any:
        """The first column of the first row, or ``None``."""
        async with self.connection.cursor(row_factory=scalar_row) as cursor:
            await self._run(cursor, sql, params)
            return await cursor.fetchone()

    async def execute(self, sql: str, params: Params = None) -> int:
        """Runs a statement whose rows nobody reads; the number of rows it touched."""
        async with self.connection.cursor() as cursor:
            await self._run(cursor, sql, params)
            return cursor.rowcount


class PlatformTx(_Tx):
    """A transaction of the platform: no tenant is set, walled tables raise."""

    __slots__ = ()


class TenantTx(_Tx):
    """A transaction of one tenant. Holding it is the permission to touch that tenant's rows."""

    __slots__ = ("tenant_id",)

    def __init__(self, connection: AsyncConnection[Any], tenant_id: TenantId, made_by: object) -> None:
        super().__init__(connection, made_by)
        self.tenant_id = tenant_id


class SingleTx(TenantTx):
    """A transaction of one tenant that is one statement: a single round trip, for the hot path.

    The tenant and the statement travel together; PostgreSQL takes what comes between two synchronisations of a
    pipeline as one transaction. A second statement is refused: it would be a transaction of its own.
    """

    __slots__ = ("_used",)

    def __init__(self, connection: AsyncConnection[Any], tenant_id: TenantId, made_by: object) -> None:
        super().__init__(connection, tenant_id, made_by)
        self._used = False

    async def _run(self, cursor: AsyncCursor[Any], sql: str, params: Params) -> None:
        if self._used:
            raise TypeError("a SingleTx takes one statement; use Database.as_tenant for more")
        self._used = True
        async with self.connection.pipeline():
            await self.connection.execute(_SET_TENANT, [str(int(self.tenant_id))])
            await cursor.execute(_on_one_line(sql), params)

    def stream(self, row: type[Row], sql: str, params: Params = None) -> AsyncIterator[Row]:
        """Refused: it would be more than one statement."""
        raise TypeError("a SingleTx takes one statement; use Database.as_tenant for more")


class SharedTx(PlatformTx):
    """One transaction that visits several tenants in turn, for a webhook whose messages belong to several shops."""

    __slots__ = ("_entered",)

    def __init__(self, connection: AsyncConnection[Any], made_by: object) -> None:
        super().__init__(connection, made_by)
        self._entered: TenantId | None = None

    async def enter(self, tenant_id: TenantId) -> TenantTx:
        """The same transaction as that tenant; whichever was entered before is left."""
        if self._entered != tenant_id:
            await self.connection.execute(_set_tenant(tenant_id), prepare=False)
            self._entered = tenant_id
        return TenantTx(self.connection, tenant_id, _MADE_HERE)


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """How to reach the database: as the application, and as whoever owns and migrates the schema.

    ``app_sets_role`` is true when the application logs in as more than it needs and steps down by ``SET ROLE``:
    a fallback, since a session may step up again. ``backup`` is a login that reads through the walls.
    """

    app: str
    owner: str
    app_sets_role: bool = False
    backup: str | None = None
    embedded: bool = False


class Database:
    """A pool of connections as the application's role."""

    def __init__(self, urls: DatabaseUrls, *, pool_size: int = 10, wait_s: float = 5.0) -> None:
        self.urls = urls
        self._pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            urls.app,
            min_size=1,
            max_size=pool_size,
            timeout=wait_s,
            open=False,
            name="dragoman",
            kwargs={
                "autocommit": True,
                "options": _SESSION,
                "application_name": "dragoman",
                **wire_options(urls.app),
            },
            configure=_step_down if urls.app_sets_role else None,
            reconnect_timeout=RECONNECT_S,
        )

    async def open(self) -> None:
        """Opens the pool. Raises ``DatabaseUnavailable`` when the database does not answer."""
        try:
            await self._pool.open(wait=True, timeout=15)
        except PoolTimeout as error:
            await self._pool.close()
            raise DatabaseUnavailable(
                "the database does not answer; is DATABASE_URL right and the server up?"
            ) from error

    async def close(self) -> None:
        """Closes every connection; safe to call twice."""
        await self._pool.close()

    async def __aenter__(self) -> "Database":
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def as_tenant(self, tenant_id: TenantId) -> AsyncIterator[TenantTx]:
        """A transaction of one tenant: commits on leaving, rolls back on any exception.

        Raises ``DatabaseUnavailable`` when the database cannot be reached or goes away.
        """
        async with self._transaction("BEGIN; " + _set_tenant(tenant_id)) as connection:
            yield TenantTx(connection, tenant_id, _MADE_HERE)

    @asynccontextmanager
    async def in_one_statement(self, tenant_id: TenantId) -> AsyncIterator[SingleTx]:
        """A transaction of one tenant that is exactly one statement; what it wrote is committed when it returns.

        Raises as ``as_tenant`` does.
        """
        with _outages_named():
            async with self._pool.connection() as connection:
                yield SingleTx(connection, tenant_id, _MADE_HERE)

    @asynccontextmanager
    async def as_platform(self) -> AsyncIterator[PlatformTx]:
        """A transaction over platform tables. Raises ``DatabaseUnavailable`` as ``as_tenant`` does."""
        async with self._transaction("BEGIN") as connection:
            yield PlatformTx(connection, _MADE_HERE)

    @asynccontextmanager
    async def across_tenants(self) -> AsyncIterator[SharedTx]:
        """A transaction that may enter tenants one after the other: ascending, or two may wait for each other."""
        async with self._transaction("BEGIN") as connection:
            yield SharedTx(connection, _MADE_HERE)

    @asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncIterator[AsyncConnection[Any]]:
        with _outages_named():
            async with self._pool.connection() as connection:
                # One text, one round trip; psycopg may not prepare two statements at once.
                await connection.execute(begin, prepare=False)
                try:
                    yield connection
                except BaseException:
                    if not connection.closed:
                        await connection.execute("ROLLBACK", prepare=False)
                    raise
                ended = await connection.execute("COMMIT", prepare=False)
                if ended.statusmessage != "COMMIT":
                    # After a failed statement COMMIT rolls back and is no error: nobody may take it for stored.
                    raise psycopg.errors.InFailedSqlTransaction(
                        "a statement failed, so nothing was committed"
                    )


@contextmanager
def _outages_named() -> Iterator[None]:
    """Says ``DatabaseUnavailable`` for whatever the driver calls an unreachable database."""
    try:
        yield
    except (PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError) as error:
        if isinstance(error, _NOT_AN_OUTAGE):
            raise
        raise DatabaseUnavailable(f"the database did not answer: {type(error).__name__}") from error


PASSING = (psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable)
"""Nothing of the transaction happened, and the same one may go through at the next try."""

# OperationalError in psycopg, yet a matter of the statement and not of the server's health.
_NOT_AN_OUTAGE = (
    psycopg.errors.LockNotAvailable,
    psycopg.errors.QueryCanceled,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.ProgramLimitExceeded,
)


def _set_tenant(tenant_id: TenantId) -> str:
    return f"SET LOCAL app.tenant_id = '{int(tenant_id)}'"


async def _step_down(connection: AsyncConnection[Any]) -> None:
    await connection.execute(f"SET ROLE {APP_ROLE}")
