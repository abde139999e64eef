"""Transactions: whose they are, that nothing of a tenant outlives them, and that they end as they say."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from tests.contracts.conftest import TwinDatabase
from tests.support.twins import WALLED_ROWS, A, B

from dragoman.base.db import Database, DatabaseUrls, PlatformTx, SharedTx, SingleTx, TenantTx
from dragoman.base.errors import DatabaseUnavailable
from dragoman.base.ids import TenantId

TENANT_A, TENANT_B = TenantId(A.tenant_id), TenantId(B.tenant_id)
SETTING = "SELECT current_setting('app.tenant_id', true)"
ABOUT = "SELECT about FROM shop_profiles"
RENAME = "UPDATE shop_profiles SET about = %(about)s"


@pytest.fixture
async def twin_database(twins: TwinDatabase) -> AsyncIterator[Database]:
    """Both twins behind a pool of one connection: whatever stays on it meets the next user."""
    async with Database(twins.urls, pool_size=1) as database:
        yield database


@pytest.mark.parametrize("kind", [PlatformTx, TenantTx, SharedTx, SingleTx])
def test_only_the_database_makes_transactions(kind: type) -> None:
    arguments = [None, TENANT_A, object()] if issubclass(kind, TenantTx) else [None, object()]

    with pytest.raises(TypeError, match=r"made by Database\.as_tenant"):
        kind(*arguments)


async def test_a_platform_transaction_raises_on_walled_tables(twin_database: Database) -> None:
    for table in WALLED_ROWS:
        with pytest.raises((psycopg.errors.UndefinedObject, psycopg.errors.InvalidTextRepresentation)):
            async with twin_database.as_platform() as tx:
                await tx.value(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of ours


async def test_no_tenant_is_left_on_a_pooled_connection(twin_database: Database) -> None:
    for n in range(30):
        tenant, wanted = ((TENANT_A, A.secret), (TENANT_B, B.secret))[n % 2]
        async with twin_database.as_tenant(tenant) as tx:
            about = await tx.value(ABOUT)
            backend = tx.connection.info.backend_pid
        async with twin_database.as_platform() as tx:
            left, same = await tx.value(SETTING), tx.connection.info.backend_pid == backend

        assert (about, left or None, same) == (wanted, None, True)


async def test_no_tenant_is_left_after_an_error(twin_database: Database) -> None:
    for failing in ("SELECT 1 / 0", "nonsense"):
        with pytest.raises(psycopg.Error):
            async with twin_database.as_tenant(TENANT_A) as tx:
                await tx.value(failing)

        async with twin_database.as_platform() as tx:
            assert not await tx.value(SETTING)


async def test_an_exception_rolls_back(twin_database: Database) -> None:
    async def change_and_raise() -> None:
        async with twin_database.as_tenant(TENANT_A) as tx:
            await tx.execute(RENAME, {"about": "changed"})
            raise LookupError

    with pytest.raises(LookupError):
        await change_and_raise()

    async with twin_database.as_tenant(TENANT_A) as tx:
        assert await tx.value(ABOUT) == A.secret


async def test_a_cancelled_task_rolls_back_and_leaves_the_pool_whole(twin_database: Database) -> None:
    async def change_and_wait() -> None:
        async with twin_database.as_tenant(TENANT_A) as tx:
            await tx.execute(RENAME, {"about": "changed"})
            await tx.value("SELECT pg_sleep(30)")

    task = asyncio.create_task(change_and_wait())
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    async with twin_database.as_tenant(TENANT_A) as tx:
        assert await tx.value(ABOUT) == A.secret


async def test_a_transaction_that_failed_cannot_end_as_if_it_had_committed(twin_database: Database) -> None:
    """PostgreSQL answers COMMIT after an error with a silent ROLLBACK: nothing may be acknowledged then."""

    async def fail_and_go_on() -> None:
        async with twin_database.as_tenant(TENANT_A) as tx:
            with pytest.raises(psycopg.errors.DivisionByZero):
                await tx.value("SELECT 1 / 0")

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        await fail_and_go_on()


async def test_a_lost_connection_is_named_and_the_next_transaction_works(
    twins: TwinDatabase, twin_database: Database
) -> None:
    async def lose_the_connection() -> None:
        async with twin_database.as_tenant(TENANT_A) as tx:
            with psycopg.connect(twins.admin_url, autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s)", [tx.connection.info.backend_pid])
            await tx.value(ABOUT)

    with pytest.raises(DatabaseUnavailable):
        await lose_the_connection()

    async with twin_database.as_tenant(TENANT_A) as tx:
        assert await tx.value(ABOUT) == A.secret


async def test_a_shared_transaction_switches_completely(twin_database: Database) -> None:
    insert = "INSERT INTO faqs (faq, question, answer) VALUES ('new', 'q', 'a') RETURNING tenant_id"
    seen, made = [], []

    async def visit_and_raise() -> None:
        async with twin_database.across_tenants() as shared:
            for tenant in (TENANT_A, TENANT_B):
                made.append(await (await shared.enter(tenant)).value(insert))
            for tenant in (TENANT_A, TENANT_B, TENANT_A):
                tx = await shared.enter(tenant)
                seen.append(
                    (tx.tenant_id, await tx.value(ABOUT), await tx.value("SELECT count(*) FROM faqs"))
                )
            raise LookupError

    with pytest.raises(LookupError):
        await visit_and_raise()

    assert made == [TENANT_A, TENANT_B]
    assert seen == [(TENANT_A, A.secret, 2), (TENANT_B, B.secret, 2), (TENANT_A, A.secret, 2)]


async def test_a_shared_transaction_starts_outside_every_shop(twin_database: Database) -> None:
    with pytest.raises((psycopg.errors.UndefinedObject, psycopg.errors.InvalidTextRepresentation)):
        async with twin_database.across_tenants() as shared:
            await shared.value(ABOUT)


async def test_logging_in_as_more_and_stepping_down_keeps_the_walls(twins: TwinDatabase) -> None:
    stepping = DatabaseUrls(app=twins.admin_url, owner=twins.admin_url, app_sets_role=True)
    async with Database(stepping, pool_size=1) as database:
        async with database.as_tenant(TENANT_A) as tx:
            seen = await tx.fetch_dicts("SELECT tenant_id FROM messages GROUP BY tenant_id")

        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            async with database.as_platform() as tx:
                await tx.value(ABOUT)

    assert seen == [{"tenant_id": A.tenant_id}]


# -------------------------------------------------------------------------- one statement, one round trip


async def test_a_single_statement_runs_inside_its_shop_and_leaves_no_tenant(twin_database: Database) -> None:
    """Often enough for the driver to prepare the statement, which changes how it travels."""
    for n in range(20):
        tenant, wanted = ((TENANT_A, A.secret), (TENANT_B, B.secret))[n % 2]
        async with twin_database.in_one_statement(tenant) as tx:
            rows = await tx.fetch_tuples("SELECT tenant_id, about FROM shop_profiles")
        async with twin_database.as_platform() as platform:
            left = await platform.value(SETTING)

        assert (rows, left or None) == ([(tenant, wanted)], None)


async def test_a_single_statement_is_committed_when_it_returns(twin_database: Database) -> None:
    key = {"faq": "single"}
    async with twin_database.in_one_statement(TENANT_A) as tx:
        await tx.execute("INSERT INTO faqs (faq, question, answer) VALUES (%(faq)s, 'q', 'a')", key)

    async with twin_database.in_one_statement(TENANT_B) as tx:
        seen_by_b = await tx.execute("DELETE FROM faqs WHERE faq = %(faq)s", key)
    async with twin_database.in_one_statement(TENANT_A) as tx:
        seen_by_a = await tx.execute("DELETE FROM faqs WHERE faq = %(faq)s", key)

    assert (seen_by_a, seen_by_b) == (1, 0)


@pytest.mark.parametrize(
    "failing",
    ["UPDATE shop_profiles SET about = (1 / 0)::text", "INSERT INTO faqs (faq) VALUES (NULL)", "nonsense"],
)
async def test_a_single_statement_that_fails_leaves_the_connection_whole(
    twin_database: Database, failing: str
) -> None:
    for _ in range(8):
        with pytest.raises(psycopg.Error):
            async with twin_database.in_one_statement(TENANT_A) as tx:
                await tx.execute(failing)

        async with twin_database.as_platform() as platform:
            assert not await platform.value(SETTING)
        async with twin_database.in_one_statement(TENANT_B) as tx:
            assert await tx.value(ABOUT) == B.secret


async def test_a_second_statement_is_refused(twin_database: Database) -> None:
    async with twin_database.in_one_statement(TENANT_A) as tx:
        await tx.value(ABOUT)

        with pytest.raises(TypeError, match="takes one statement"):
            await tx.value(ABOUT)


async def test_a_cancelled_single_statement_changes_nothing(twin_database: Database) -> None:
    async def change_slowly() -> None:
        async with twin_database.in_one_statement(TENANT_A) as tx:
            await tx.execute(
                "WITH slow AS MATERIALIZED (SELECT pg_sleep(30)) "
                "UPDATE shop_profiles SET about = 'changed' FROM slow"
            )

    task = asyncio.create_task(change_slowly())
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    async with twin_database.as_platform() as platform:
        left = await platform.value(SETTING)
    async with twin_database.as_tenant(TENANT_A) as tx:
        about = await tx.value(ABOUT)
    assert (left or None, about) == (None, A.secret)
