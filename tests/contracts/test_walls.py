"""The walls between shops, as the database itself describes and enforces them.

Everything here is read from the catalog of the migrated database: a table added tomorrow is covered tomorrow.
"""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from tests.contracts.conftest import TwinDatabase
from tests.support.catalog import Catalog, ForeignKey, read_catalog
from tests.support.twins import WALLED_ROWS, A, B

from dragoman.base.db import APP_ROLE, OWNER_ROLE
from dragoman.base.walls import UNFORCED, UNWALLED

# Tables with a tenant_id that are read across tenants, on purpose: narrow, and without a customer's words.
PLATFORM_TABLES = {
    "chatbots",  # routing: which agent serves which number, in every process's memory
    "senders",  # routing: whose number a webhook's destination is
    "conversation_due",  # the sweeper, the ledger and health: who waits, and for whom
    "failed_sends",  # the sweep rings where nobody has dealt with a failure
    "media_due",  # the sweep: which customers' files are still to be fetched
    "notices_due",  # the sweep: what shops are still to be told
    "template_syncs",  # the worker asks which numbers' templates are due
    "template_owners",  # a template's event names neither number nor shop
    "tenant_vt",  # fair queueing compares tenants
}

# Unique indexes of walled tables that do not begin with tenant_id: one shop could probe another's keys.
UNIQUE_WITHOUT_TENANT: set[str] = set()

# Functions that run with their owner's rights. Each would need a test of its own that it cannot cross.
SECURITY_DEFINERS = {"search_products"}  # test_search_walls.py

# Walled for the application but not for their owner, whose function searches them.
NOT_FORCED = {"product_search", "search_vocab"}

# To the letter: a missing_ok, a NULLIF or a coalesce would turn a forgotten tenant into an empty table.
WALL = "(tenant_id = (current_setting('app.tenant_id'::text))::bigint)"
ROWS = {"SELECT", "INSERT", "UPDATE", "DELETE"}


@pytest.fixture(scope="module")
def catalog(twins: TwinDatabase) -> Catalog:
    """The catalog of the migrated database."""
    return read_catalog(twins.admin_url)


@pytest.fixture
def admin(twins: TwinDatabase) -> Iterator[psycopg.Connection]:
    """Sees through the walls; rolled back at the end."""
    with psycopg.connect(twins.admin_url) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def app(twins: TwinDatabase) -> Iterator[psycopg.Connection]:
    """The application's own login, every statement a transaction of its own."""
    with psycopg.connect(twins.urls.app, autocommit=True) as connection:
        yield connection


@pytest.fixture
def app_as_a(twins: TwinDatabase) -> Iterator[psycopg.Connection]:
    """The application in a transaction of shop A; rolled back at the end."""
    with psycopg.connect(twins.urls.app) as connection:
        connection.execute(f"SET LOCAL app.tenant_id = '{A.tenant_id}'")
        yield connection
        connection.rollback()


def refused(
    connection: psycopg.Connection, statement: sql.Composed | str, params: dict[str, object] | None = None
) -> psycopg.Error | None:
    """The error that the statement meets, with the transaction as it was before; ``None`` when it ran."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement, params)  # type: ignore[arg-type]
    except psycopg.Error as error:
        return error
    return None


# ------------------------------------------------------------------------------------- what the catalog says


def test_every_table_with_a_tenant_is_walled_or_named_as_a_platform_table(catalog: Catalog) -> None:
    unwalled = {
        name
        for name in catalog.with_tenant()
        if not (catalog.tables[name].rls_enabled and (catalog.tables[name].rls_forced or name in NOT_FORCED))
    }

    assert unwalled == PLATFORM_TABLES
    assert set(UNFORCED) == NOT_FORCED
    assert set(UNWALLED) == PLATFORM_TABLES, "the doctor and this test must forgive the same tables"


def test_every_wall_is_one_policy_for_everybody_and_every_command(catalog: Catalog) -> None:
    walls = {
        policy.table: (policy.permissive, policy.command, policy.roles, policy.using, policy.check)
        for policy in catalog.policies
    }

    walled = [*catalog.walled(), *(part.name for part in catalog.parts())]
    assert walls == dict.fromkeys(walled, (True, "*", ["public"], WALL, WALL))
    assert len(catalog.policies) == len(walls)


def test_a_partition_has_the_wall_of_its_table(catalog: Catalog) -> None:
    parts = catalog.parts()

    assert {part.part_of for part in parts} == NOT_FORCED
    assert [part.name for part in parts if not part.rls_enabled] == []


def test_a_row_takes_its_tenant_from_the_transaction(catalog: Catalog) -> None:
    defaults = {
        name: (catalog.tables[name].tenant_default, catalog.tables[name].tenant_required)
        for name in catalog.walled()
    }

    expected = "(current_setting('app.tenant_id'::text))::bigint"
    assert defaults == dict.fromkeys(catalog.walled(), (expected, True))


def test_every_key_of_a_walled_table_begins_with_the_tenant(catalog: Catalog) -> None:
    keys = [key for key in catalog.keys if key.table in catalog.walled()]

    elsewhere = {key.name for key in keys if key.columns[0] != "tenant_id"}

    assert elsewhere == UNIQUE_WITHOUT_TENANT
    assert {key.table for key in keys} == set(catalog.walled()), "a walled table has no key at all"


def test_every_foreign_key_to_a_shop_s_row_holds_the_tenant(catalog: Catalog) -> None:
    tenants = catalog.with_tenant()
    between = [key for key in catalog.foreign_keys if key.table in tenants and key.other in tenants]

    without = [
        key
        for key in between
        if ("tenant_id", "tenant_id") not in zip(key.columns, key.other_columns, strict=True)
    ]

    assert between
    assert without == [], "foreign-key checks ignore row security: the tenant must be part of the key"


def test_a_walled_table_refers_to_platform_tables_by_its_tenant_only(catalog: Catalog) -> None:
    others = [
        (key.table, key.other, key.columns, key.other_columns)
        for key in catalog.foreign_keys
        if key.table in catalog.walled() and key.other not in catalog.with_tenant()
    ]

    assert {other[1:2] + tuple(map(tuple, other[2:])) for other in others} == {
        ("tenants", ("tenant_id",), ("id",))
    }


def test_no_table_that_names_no_tenant_refers_to_a_walled_one(catalog: Catalog) -> None:
    around = [
        key
        for key in catalog.foreign_keys
        if key.other in catalog.walled() and key.table not in catalog.walled()
    ]

    assert around == []


def test_no_function_runs_with_its_owner_s_rights(admin: psycopg.Connection) -> None:
    found = admin.execute(
        """
        SELECT proname
        FROM pg_proc
        WHERE prosecdef AND pronamespace <> 'pg_catalog'::regnamespace
        """
    ).fetchall()

    assert {name for (name,) in found} == SECURITY_DEFINERS


def test_no_view_looks_over_a_wall(admin: psycopg.Connection) -> None:
    """A view reads with its owner's rights unless told otherwise; a materialized one stores what it saw."""
    found = admin.execute(
        """
        SELECT relname
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
          AND (relkind = 'm'
               OR relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY(reloptions), false))
        """
    ).fetchall()

    assert found == []


# ------------------------------------------------------------------------------------------------ the roles


def test_neither_role_may_do_more_than_it_needs(admin: psycopg.Connection) -> None:
    roles = admin.execute(
        """
        SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
               ARRAY(SELECT r.rolname::text FROM pg_roles AS r
                     WHERE r.oid <> m.oid AND r.rolname <> 'pg_database_owner'
                       AND pg_has_role(m.oid, r.oid, 'MEMBER'))
        FROM pg_roles AS m
        WHERE rolname IN (%s, %s)
        ORDER BY rolname
        """,
        [APP_ROLE, OWNER_ROLE],
    ).fetchall()

    nothing = (False, False, False, False, False, [])
    assert roles == [(APP_ROLE, *nothing), (OWNER_ROLE, *nothing)]


def test_the_application_owns_nothing(admin: psycopg.Connection) -> None:
    # Anything that is owned, in any catalog of this database, is recorded here.
    owned = admin.execute(
        """
        SELECT classid::regclass, objid
        FROM pg_shdepend
        WHERE refobjid = %s::regrole AND deptype = 'o' AND dbid IN (0, (SELECT oid FROM pg_database
                                                                        WHERE datname = current_database()))
        """,
        [APP_ROLE],
    ).fetchall()

    assert owned == []


def test_the_application_may_read_and_write_rows_and_nothing_else(catalog: Catalog) -> None:
    granted = {name: set(table.privileges) for name, table in catalog.tables.items()}
    owners = {table.owner for table in catalog.tables.values()}

    assert granted.pop("alembic_version") == {"SELECT"}
    assert {name for name, privileges in granted.items() if privileges != ROWS} == set()
    assert owners == {OWNER_ROLE}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
        "CREATE EXTENSION hstore",
        "CREATE ROLE mine",
        "ALTER TABLE messages DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE messages NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE messages ADD COLUMN mine int",
        "CREATE POLICY mine ON messages USING (true)",
        "DROP POLICY tenant_wall ON messages",
        "DROP TABLE messages",
        "TRUNCATE messages",
        "CREATE INDEX mine ON messages (body)",
        "CREATE TRIGGER mine AFTER INSERT ON messages EXECUTE FUNCTION catalogue_changed()",
        "CREATE OR REPLACE FUNCTION status_rank(text) RETURNS smallint LANGUAGE sql AS 'SELECT 1::smallint'",
        "UPDATE alembic_version SET version_num = '9999'",
        f"SET ROLE {OWNER_ROLE}",
        "SET ROLE postgres",
        f"SET SESSION AUTHORIZATION {OWNER_ROLE}",
        f"GRANT {OWNER_ROLE} TO {APP_ROLE}",
        f"ALTER ROLE {APP_ROLE} BYPASSRLS",
        "COPY messages TO PROGRAM 'cat'",
    ],
)
def test_the_application_may_not(app: psycopg.Connection, statement: str) -> None:
    assert isinstance(refused(app, statement), psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("table", WALLED_ROWS)
def test_switching_row_security_off_refuses_to_read(app_as_a: psycopg.Connection, table: str) -> None:
    """The setting is anybody's to change, and means "rather fail than filter"."""
    app_as_a.execute("SET LOCAL row_security = off")

    error = refused(app_as_a, sql.SQL("SELECT FROM {}").format(sql.Identifier(table)))

    assert isinstance(error, psycopg.errors.InsufficientPrivilege)


def test_the_owner_stands_before_the_walls_too(twins: TwinDatabase) -> None:
    with psycopg.connect(twins.urls.owner, autocommit=True) as owner:
        answers = [
            refused(owner, sql.SQL("SELECT FROM {}").format(sql.Identifier(table)))
            for table in WALLED_ROWS
            if table not in NOT_FORCED
        ]

    assert {type(answer) for answer in answers} == {psycopg.errors.UndefinedObject}


# ------------------------------------------------------------------------------------- what the walls do


def test_the_twins_have_a_row_in_every_walled_table(catalog: Catalog, admin: psycopg.Connection) -> None:
    """Add a new table to ``tests/support/twins.py``: the tests below need a row that could leak."""
    rows = {}
    for table in catalog.walled():
        counts = admin.execute(
            sql.SQL("SELECT tenant_id FROM {} GROUP BY tenant_id ORDER BY 1").format(sql.Identifier(table))
        ).fetchall()
        rows[table] = [tenant for (tenant,) in counts]

    assert rows == {table: [A.tenant_id, B.tenant_id] for table in catalog.walled()}
    assert set(WALLED_ROWS) == set(catalog.walled())


@pytest.mark.parametrize("setting", [None, "", "none"], ids=["unset", "empty", "nonsense"])
@pytest.mark.parametrize("table", WALLED_ROWS)
def test_without_a_tenant_a_walled_table_raises(twins: TwinDatabase, table: str, setting: str | None) -> None:
    """Never "no rows": a forgotten tenant must be loud. A used connection has the setting as empty."""
    name = sql.Identifier(table)
    with psycopg.connect(twins.urls.app) as connection:
        if setting is not None:
            connection.execute("SELECT set_config('app.tenant_id', %s, true)", [setting])

        answers = [
            refused(connection, sql.SQL("SELECT FROM {}").format(name)),
            refused(
                connection, sql.SQL("SELECT count(*) FROM {} WHERE tenant_id = {}").format(name, A.tenant_id)
            ),
            refused(connection, sql.SQL("INSERT INTO {} DEFAULT VALUES").format(name)),
            refused(connection, sql.SQL("INSERT INTO {} (tenant_id) VALUES ({})").format(name, A.tenant_id)),
            refused(connection, sql.SQL("UPDATE {} SET tenant_id = tenant_id").format(name)),
            refused(connection, sql.SQL("DELETE FROM {}").format(name)),
        ]

    loud = psycopg.errors.UndefinedObject if setting is None else psycopg.errors.InvalidTextRepresentation
    assert [type(answer) for answer in answers] == [loud] * 6


@pytest.mark.parametrize("table", WALLED_ROWS)
def test_a_shop_sees_its_own_rows_only(app_as_a: psycopg.Connection, table: str) -> None:
    seen = app_as_a.execute(
        sql.SQL("SELECT t.tenant_id, t::text FROM {} AS t").format(sql.Identifier(table))
    ).fetchall()

    assert seen
    assert {tenant for tenant, _ in seen} == {A.tenant_id}
    assert not any(trace in row for _, row in seen for trace in B.traces())


@pytest.mark.parametrize("table", WALLED_ROWS)
def test_a_row_cannot_be_given_to_another_shop(app_as_a: psycopg.Connection, table: str) -> None:
    name = sql.Identifier(table)

    inserted = refused(
        app_as_a,
        sql.SQL(
            "INSERT INTO {} SELECT (jsonb_populate_record(t, jsonb_build_object('tenant_id', {}))).* "
            "FROM {} AS t LIMIT 1"
        ).format(name, B.tenant_id, name),
    )
    updated = refused(app_as_a, sql.SQL("UPDATE {} SET tenant_id = {}").format(name, B.tenant_id))

    assert [type(inserted), type(updated)] == [psycopg.errors.InsufficientPrivilege] * 2
    assert "row-level security" in str(inserted)
    assert "row-level security" in str(updated)


@pytest.mark.parametrize("table", WALLED_ROWS)
def test_another_shop_s_rows_can_be_neither_changed_nor_deleted(
    app_as_a: psycopg.Connection, table: str
) -> None:
    name = sql.Identifier(table)
    theirs = sql.SQL(" WHERE tenant_id = {}").format(B.tenant_id)

    updated = app_as_a.execute(sql.SQL("UPDATE {} SET tenant_id = tenant_id").format(name) + theirs)
    deleted = app_as_a.execute(sql.SQL("DELETE FROM {}").format(name) + theirs)
    locked = app_as_a.execute(sql.SQL("SELECT FROM {}").format(name) + theirs + sql.SQL(" FOR UPDATE"))

    assert (updated.rowcount, deleted.rowcount, locked.rowcount) == (0, 0, 0)


def test_a_foreign_key_cannot_be_pointed_at_another_shop_s_row(
    catalog: Catalog, admin: psycopg.Connection, app_as_a: psycopg.Connection
) -> None:
    """Foreign-key checks look through the walls, so only the tenant in the key keeps them inside."""
    keys = [
        key
        for key in catalog.foreign_keys
        if key.table in catalog.walled() and key.other in catalog.with_tenant() and len(key.columns) > 1
    ]

    answers = {key.name: type(_point_at_b(key, admin, app_as_a)) for key in keys}

    assert len(keys) >= 9
    assert answers == dict.fromkeys(answers, psycopg.errors.ForeignKeyViolation)


def _point_at_b(
    key: ForeignKey, admin: psycopg.Connection, app_as_a: psycopg.Connection
) -> psycopg.Error | None:
    pairs = [
        (own, other) for own, other in zip(key.columns, key.other_columns, strict=True) if own != "tenant_id"
    ]
    theirs = admin.execute(
        sql.SQL("SELECT {} FROM {} WHERE tenant_id = {} LIMIT 1").format(
            sql.SQL(", ").join(sql.Identifier(other) for _, other in pairs),
            sql.Identifier(key.other),
            B.tenant_id,
        )
    ).fetchone()
    assert theirs is not None
    changes = [
        sql.SQL("{} = {}").format(sql.Identifier(own), value)
        for (own, _), value in zip(pairs, theirs, strict=True)
    ]
    return refused(
        app_as_a, sql.SQL("UPDATE {} SET {}").format(sql.Identifier(key.table), sql.SQL(", ").join(changes))
    )
