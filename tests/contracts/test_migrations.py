"""Migrations: from nothing to the newest schema, once, by anybody who may, on any PostgreSQL we support."""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import uuid4

import procrastinate
import psycopg
import pytest
from tests.support.catalog import read_catalog
from tests.support.server import TestServer, urls_of
from tests.support.twins import A, B, move_in

from dragoman.base import migrate as migration
from dragoman.base.connect import open_database
from dragoman.base.db import APP_ROLE, OWNER_ROLE, DatabaseUrls
from dragoman.base.embedded import BACKUP_ROLE, start_embedded
from dragoman.base.errors import ConfigError
from dragoman.base.ids import TenantId
from dragoman.base.migrate import HEAD, current_revision, known_revisions, migrate

_UTF8 = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
_MIGRATE = """
import sys
from dragoman.base.db import DatabaseUrls
from dragoman.base.migrate import migrate
migrate(DatabaseUrls(app=sys.argv[1], owner=sys.argv[2]))
"""


def renamed(admin_url: str, name: str) -> str:
    """The same server and login, another database."""
    place, _, options = admin_url.partition("?")
    return f"{place.rpartition('/')[0]}/{name}?{options}"


@contextmanager
def a_database(admin_url: str, owner: str, more: str = _UTF8) -> Iterator[str]:
    """An empty database: its name."""
    name = f"m_{uuid4().hex[:12]}"
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} OWNER {owner} {more}")
        try:
            yield name
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty(server: TestServer) -> Iterator[DatabaseUrls]:
    """A database with nothing in it, and the two roles there."""
    with a_database(server.admin_url, OWNER_ROLE) as name:
        yield urls_of(server.template, server.template_name, name)


def schema_of(url: str) -> dict[str, Any]:
    """All that the catalog says of the schema, so that two can be compared."""
    with psycopg.connect(url) as connection:
        columns = connection.execute(
            "SELECT attrelid::regclass::text, attname, atttypid::regtype::text, attnotnull FROM pg_attribute "
            "WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace) ORDER BY 1, 2"
        ).fetchall()
        functions = connection.execute(
            "SELECT proname, md5(prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1, 2"
        ).fetchall()
    return {"catalog": repr(read_catalog(url)), "columns": columns, "functions": functions}


# ---------------------------------------------------------------------------------------------- forward


def test_an_empty_database_becomes_current(empty: DatabaseUrls) -> None:
    before = current_revision(empty.owner)

    migrate(empty)

    assert (before, current_revision(empty.owner), current_revision(empty.app)) == (None, HEAD, HEAD)
    assert max(known_revisions()) == HEAD


def test_migrating_again_changes_nothing(empty: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(empty)
    before = schema_of(empty.owner)
    again = [sys.executable, "-m", "dragoman.base.migrate"]
    subprocess.run(again, input=empty.owner, text=True, check=True)

    # Every start of every process asks; what is current must not cost a subprocess.
    monkeypatch.setattr(migration.subprocess, "run", pytest.fail)
    migrate(empty)

    assert schema_of(empty.owner) == before


def test_the_password_is_not_in_the_process_list(
    empty: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any user of the machine may read the arguments of any process."""
    commands: list[list[str]] = []
    run = subprocess.run

    def noted(command: list[str], **options: Any) -> Any:
        commands.append(command)
        return run(command, **options)

    monkeypatch.setattr(migration.subprocess, "run", noted)
    migrate(empty)

    assert len(commands) == 1
    assert OWNER_ROLE not in " ".join(commands[0])


def test_four_processes_that_start_at_once_make_one_schema(empty: DatabaseUrls) -> None:
    command = [sys.executable, "-c", _MIGRATE, empty.app, empty.owner]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]

    errors = [process.communicate(timeout=60)[1] for process in running]

    assert [process.returncode for process in running] == [0] * 4, errors
    assert current_revision(empty.app) == HEAD


def test_a_migration_that_was_killed_before_its_grants_is_completed(empty: DatabaseUrls) -> None:
    migrate(empty)
    with psycopg.connect(empty.owner) as owner:
        owner.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {APP_ROLE}")

    migrate(replace(empty, embedded=False))

    with psycopg.connect(empty.app) as app:
        assert app.execute("SELECT count(*) FROM tenants").fetchone() == (0,)


def test_a_schema_from_the_future_is_refused_and_left_alone(empty: DatabaseUrls) -> None:
    migrate(empty)
    with psycopg.connect(empty.owner) as owner:
        owner.execute("UPDATE alembic_version SET version_num = '9999'")
    before = schema_of(empty.owner)

    with pytest.raises(ConfigError, match=r"revision 9999.*newer.*Upgrade Dragoman.*nothing was changed"):
        migrate(empty)

    assert schema_of(empty.owner) == before


async def test_a_process_that_may_not_migrate_says_what_to_run(empty: DatabaseUrls) -> None:
    with pytest.raises(ConfigError, match="dragoman db migrate"):
        async with open_database(Path(), empty.app, None, migrate_first=False):
            pass


def test_a_database_that_knows_no_arabic_letters_is_refused(server: TestServer) -> None:
    """Under LC_CTYPE C Arabic trigrams vanish, and search would find nothing, silently."""
    deaf = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'"
    with a_database(server.admin_url, OWNER_ROLE, deaf) as name:
        urls = urls_of(server.template, server.template_name, name)

        with pytest.raises(ConfigError, match=r"Arabic.*docs/how-to/postgresql\.md"):
            migrate(urls)

        assert current_revision(urls.owner) is None


# ------------------------------------------------------------------------------------- somebody else's server


@pytest.fixture(scope="module")
def plain_server() -> Iterator[str]:
    """The administrator's URL of a PostgreSQL that has never heard of Dragoman."""
    home = Path(tempfile.mkdtemp(prefix="dragoman-plain-", dir="/var/tmp"))
    home.chmod(0o755)
    embedded = start_embedded(home)
    try:
        with psycopg.connect(embedded.admin_url, autocommit=True) as admin:
            admin.execute("DROP DATABASE dragoman WITH (FORCE)")
            admin.execute(f"DROP ROLE {OWNER_ROLE}, {APP_ROLE}, {BACKUP_ROLE}")
        yield embedded.admin_url
    finally:
        embedded.release()
        rmtree(home, ignore_errors=True)


@contextmanager
def a_login(admin_url: str, name: str, more: str = "") -> Iterator[None]:
    """A login of that name, gone afterwards, with the roles it made."""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {name} LOGIN {more}")
        try:
            yield
        finally:
            admin.execute(f"DROP ROLE {name}")


def as_login(admin_url: str, login: str, database: str) -> DatabaseUrls:
    """One URL for everything, as a hosted PostgreSQL gives it."""
    options = admin_url.partition("?")[2]
    url = f"postgresql://{login}@/{database}?{options}"
    return DatabaseUrls(app=url, owner=url, app_sets_role=True)


async def _the_walls_hold(admin_url: str, urls: DatabaseUrls, database: str) -> None:
    for twin in (A, B):
        move_in(renamed(admin_url, database), twin)
    async with open_database(Path(), urls.app, None) as opened:
        async with opened.as_tenant(TenantId(A.tenant_id)) as tx:
            seen = await tx.fetch_dicts(
                "SELECT current_user::text AS who, tenant_id FROM messages GROUP BY 2"
            )
        with pytest.raises(psycopg.Error, match=r"app\.tenant_id|invalid input syntax"):
            async with opened.as_platform() as platform:
                await platform.value("SELECT count(*) FROM messages")

    assert opened.urls.app_sets_role
    assert seen == [{"who": APP_ROLE, "tenant_id": A.tenant_id}]


async def test_an_administrator_s_single_login_makes_the_roles_and_steps_down(plain_server: str) -> None:
    """What a hosted PostgreSQL gives: one login that may make roles and databases, and is no superuser."""
    with a_login(plain_server, "admin_x", "CREATEROLE"):
        try:
            with a_database(plain_server, "admin_x") as name:
                urls = as_login(plain_server, "admin_x", name)
                migrate(urls)

                await _the_walls_hold(plain_server, urls, name)
        finally:
            with psycopg.connect(plain_server, autocommit=True) as admin:
                admin.execute(f"DROP ROLE IF EXISTS {OWNER_ROLE}, {APP_ROLE}")


def test_a_login_that_may_make_no_roles_is_told_what_to_do(plain_server: str) -> None:
    told = r"role dragoman_owner does not exist.*CREATE ROLE dragoman_owner"
    with (
        a_login(plain_server, "humble"),
        a_database(plain_server, "humble") as name,
        pytest.raises(ConfigError, match=told),
    ):
        migrate(as_login(plain_server, "humble", name))


async def test_roles_that_an_administrator_made_beforehand_are_used(server: TestServer) -> None:
    with a_login(server.admin_url, "admin_y"):
        with psycopg.connect(server.admin_url, autocommit=True) as admin:
            admin.execute(f"GRANT {OWNER_ROLE}, {APP_ROLE} TO admin_y")
        with a_database(server.admin_url, "admin_y") as name:
            urls = as_login(server.admin_url, "admin_y", name)
            migrate(urls)

            await _the_walls_hold(server.admin_url, urls, name)


def test_an_application_role_that_cannot_be_granted_does_not_undo_the_owner(plain_server: str) -> None:
    """The application has a login of its own here, made by somebody else: we need not be able to become it."""
    with a_login(plain_server, "admin_z", "CREATEROLE"), a_login(plain_server, APP_ROLE):
        try:
            with a_database(plain_server, "admin_z") as name:
                urls = as_login(plain_server, "admin_z", name)
                migrate(urls)

                assert current_revision(as_login(plain_server, APP_ROLE, name).app) == HEAD
        finally:
            with psycopg.connect(plain_server, autocommit=True) as admin:
                admin.execute(f"DROP ROLE IF EXISTS {OWNER_ROLE}")


# -------------------------------------------------------------------------------------------- the work engine


def test_the_engine_s_schema_is_the_one_that_our_first_revision_was_written_for() -> None:
    """Revision 0001 installs whatever schema the installed engine brings. After an upgrade of Procrastinate, write
    a revision of ours that runs its new migrations, make 0001 keep the old schema, and record both here."""
    sql = Path(procrastinate.__file__).parent / "sql"
    migrations = sorted(file.name for file in (sql / "migrations").glob("*.sql"))

    assert len(migrations) == 38
    assert migrations[-1] == "03.04.00_50_post_add_retry_failed_job_procedure.sql"
    assert hashlib.sha256("\n".join(migrations).encode()).hexdigest()[:16] == "99204cea38f27d28"
    assert hashlib.sha256((sql / "schema.sql").read_bytes()).hexdigest()[:16] == "c70ec4b400a60ad9"


def _plans_of_a_fetch(url: str) -> list[dict[str, Any]]:
    """The plans of the statements inside the engine's fetch, as PostgreSQL really runs them."""
    notices: list[str] = []
    with psycopg.connect(url) as connection:
        connection.add_notice_handler(lambda notice: notices.append(notice.message_primary or ""))
        try:
            connection.execute("LOAD 'auto_explain'")
        except psycopg.errors.UndefinedFile:
            pytest.skip("this PostgreSQL does not bring auto_explain")
        for setting in ("log_min_duration = 0", "log_nested_statements = on", "log_format = json"):
            connection.execute(f"SET LOCAL auto_explain.{setting}")
        connection.execute("SET LOCAL client_min_messages = log")
        connection.execute(f"SET LOCAL ROLE {APP_ROLE}")
        connection.execute("SELECT id FROM procrastinate_fetch_job_v2(ARRAY['turns'], NULL)")
        connection.rollback()
    return [
        json.loads(notice.partition("{")[1] + notice.partition("{")[2]) for notice in notices if "{" in notice
    ]


def _names(plan: dict[str, Any]) -> Iterator[str]:
    yield plan.get("Index Name", "")
    for child in plan.get("Plans", []):
        yield from _names(child)


def test_the_engine_fetches_by_our_index(server: TestServer, empty: DatabaseUrls) -> None:
    """Without it a worker reads every waiting job of the queue to find one whose lock is free."""
    migrate(empty)
    with psycopg.connect(empty.owner, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, priority) "
            "SELECT 'turns', 'turn', 'conv:' || n % 2000, -n FROM generate_series(1, 4000) AS n"
        )
        owner.execute("VACUUM ANALYZE procrastinate_jobs")
        name = owner.info.dbname

    plans = _plans_of_a_fetch(server.admin_url_of(name))

    used = {index for plan in plans for index in _names(plan["Plan"])}
    assert "procrastinate_jobs_lock_order_idx" in used, plans
