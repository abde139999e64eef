"""A backup brings everything back: what was said, what is sold, the walls, and the work that was waiting."""

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from tests.support.desk import Desk, a_cli
from tests.support.server import TestServer, urls_of
from tests.support.shops import a_tenant

from dragoman.base.backup import backup, restore
from dragoman.base.db import OWNER_ROLE, Database, DatabaseUrls
from dragoman.base.errors import ConfigError, Refused
from dragoman.base.walls import missing_walls
from dragoman.doors.cli import database as commands
from dragoman.turns import staff

_A_PRODUCT = """
    INSERT INTO products (sku, name, names, price_minor, currency)
    VALUES ('lamp', 'Red lamp', '{"ar": "مصباح أحمر"}', 4500, 'USD')
"""
_PRODUCTS = """
    SELECT sku, name, names, price_minor
    FROM products
"""
# Everything that the walls are made of: who owns, who may what, which policy says what.
_RIGHTS = """
    SELECT c.relname, c.relkind, pg_get_userbyid(c.relowner) AS owner, c.relrowsecurity, c.relforcerowsecurity,
           (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(c.relacl) AS a) AS acl,
           (SELECT array_agg(p.polname || pg_get_expr(p.polqual, c.oid) ORDER BY p.polname)
            FROM pg_policy AS p
            WHERE p.polrelid = c.oid) AS policies
    FROM pg_class AS c
    WHERE c.relnamespace = 'public'::regnamespace
    ORDER BY c.relname
"""
_FUNCTIONS = """
    SELECT p.proname, pg_get_userbyid(p.proowner) AS owner, p.proacl::text AS acl
    FROM pg_proc AS p
    WHERE p.pronamespace = 'public'::regnamespace
    ORDER BY 1, p.oid::regprocedure::text
"""
_JOBS = """
    SELECT id, task_name, lock, args, status::text
    FROM procrastinate_jobs
    ORDER BY id
"""


@pytest.fixture
def bare(server: TestServer) -> Iterator[DatabaseUrls]:
    """A database in which nobody has been yet, not even a migration."""
    name = f"t_{uuid4().hex[:12]}"
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute(
            f"CREATE DATABASE {name} OWNER {OWNER_ROLE} TEMPLATE template0 ENCODING 'UTF8' "
            "LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        )
    yield urls_of(server.template, server.template_name, name)
    server.drop(name)


@pytest.fixture
def login(server: TestServer, urls: DatabaseUrls) -> str:
    """Somebody who sees through the walls of the test's database."""
    return urls.backup or server.admin_url.partition("?")[0].rpartition("/")[0] + urls.app.partition("@")[2]


async def rights(database: Database) -> list[dict[str, object]]:
    """Owners, grants and policies of everything."""
    async with database.as_platform() as tx:
        return await tx.fetch_dicts(_RIGHTS) + await tx.fetch_dicts(_FUNCTIONS)


async def jobs(database: Database) -> list[dict[str, object]]:
    """The work that waits."""
    async with database.as_platform() as tx:
        return await tx.fetch_dicts(_JOBS)


async def test_everything_survives_and_the_restored_process_goes_on_where_it_stopped(
    urls: DatabaseUrls, bare: DatabaseUrls, login: str, tmp_path: Path
) -> None:
    file = tmp_path / "shop.dump"
    async with Database(urls, pool_size=2) as database:
        desk = Desk(database, await a_tenant(database))
        async with database.as_tenant(desk.shop.tenant_id) as tx:
            await tx.execute(_A_PRODUCT)
        await desk.customer_says("answered before", phone="96170000001")
        await desk.work()
        await desk.customer_says("still waiting مرحبا", phone="96170000002")
        said = await desk.messages((await desk.conversation("96170000001")).id)
        before, waiting = await rights(database), await jobs(database)
        backup(urls, file, login=login)

    restored = restore(bare, file)

    assert restored.shops == 1
    async with Database(bare, pool_size=2) as database:
        there = Desk(database, desk.shop)
        assert await there.messages((await there.conversation("96170000001")).id) == said
        assert await rights(database) == before
        assert await jobs(database) == waiting
        async with database.as_tenant(desk.shop.tenant_id) as tx:
            lamp = await tx.fetch_dicts(_PRODUCTS)
        assert lamp == [
            {"sku": "lamp", "name": "Red lamp", "names": {"ar": "مصباح أحمر"}, "price_minor": 4500}
        ]

        await there.work()
        await there.customer_says("and a new message", phone="96170000002")
        await there.work()

        assert there.mail.texts == ["still waiting مرحبا", "and a new message"]
        assert await there.waiting() == {}


async def test_the_walls_stand_after_a_restore(
    urls: DatabaseUrls, bare: DatabaseUrls, login: str, tmp_path: Path
) -> None:
    file = tmp_path / "shop.dump"
    async with Database(urls, pool_size=2) as database:
        desk = Desk(database, await a_tenant(database))
        other = await a_tenant(database)
        await desk.customer_says("a secret")
        backup(urls, file, login=login)
    restore(bare, file)

    async with Database(bare, pool_size=2) as database:
        async with database.as_platform() as tx:
            assert await missing_walls(tx) == []
        async with database.as_tenant(other.tenant_id) as tx:
            assert await tx.fetch_dicts("SELECT id FROM messages") == []
        with pytest.raises((psycopg.errors.UndefinedObject, psycopg.errors.InvalidTextRepresentation)):
            async with database.as_platform() as tx:
                await tx.fetch_dicts("SELECT id FROM messages")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with database.as_platform() as tx:
                await tx.execute("ALTER TABLE messages DISABLE ROW LEVEL SECURITY")


async def test_a_backup_replaces_what_a_database_held_only_when_told_to(
    urls: DatabaseUrls, login: str, tmp_path: Path
) -> None:
    file = tmp_path / "shop.dump"
    async with Database(urls, pool_size=2) as database:
        desk = Desk(database, await a_tenant(database))
        await desk.customer_says("before the backup")
        backup(urls, file, login=login)
        await desk.customer_says("after the backup")

    with pytest.raises(Refused, match="1 shops"):
        restore(urls, file)
    restore(urls, file, replace=True)

    async with Database(urls, pool_size=2) as database:
        there = Desk(database, desk.shop)
        assert [m.body for m in await there.messages((await there.conversation()).id)] == [
            "before the backup"
        ]


async def test_nothing_is_restored_while_dragoman_runs(
    urls: DatabaseUrls, login: str, tmp_path: Path
) -> None:
    file = tmp_path / "shop.dump"
    backup(urls, file, login=login)

    async with Database(urls, pool_size=2):
        with pytest.raises(Refused, match="Dragoman is running"):
            restore(urls, file, replace=True)


async def test_a_restore_that_fails_half_way_changes_nothing(
    urls: DatabaseUrls, login: str, tmp_path: Path
) -> None:
    file, damaged = tmp_path / "shop.dump", tmp_path / "damaged.dump"
    async with Database(urls, pool_size=2) as database:
        desk = Desk(database, await a_tenant(database))
        await desk.customer_says("hello")
        backup(urls, file, login=login)
        before = await rights(database)
    whole = file.read_bytes()
    damaged.write_bytes(whole[: len(whole) * 9 // 10])

    with pytest.raises(Exception, match=r"nothing was restored|not a backup"):
        restore(urls, damaged, replace=True)

    async with Database(urls, pool_size=2) as database:
        assert await rights(database) == before
        there = Desk(database, desk.shop)
        assert [m.body for m in await there.messages((await there.conversation()).id)] == ["hello"]


async def test_a_backup_is_for_its_owner_only_and_never_written_over_by_accident(
    urls: DatabaseUrls, login: str, tmp_path: Path
) -> None:
    file = tmp_path / "shop.dump"

    backup(urls, file, login=login)
    with pytest.raises(Refused, match="--force"):
        backup(urls, file, login=login)
    backup(urls, file, login=login, overwrite=True)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


async def test_a_login_that_the_walls_stop_is_told_what_is_needed_and_leaves_no_file(
    urls: DatabaseUrls, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="BYPASSRLS"):
        backup(replace(urls, backup=None), tmp_path / "shop.dump", login=urls.owner)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"not a dump", b"PGDMP but no more"])
async def test_a_file_that_is_no_backup_is_refused(
    urls: DatabaseUrls, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "shop.dump"
    file.write_bytes(content)

    with pytest.raises(ConfigError, match="not a backup"):
        restore(urls, file, replace=True)


async def test_the_commands_say_what_they_did(
    urls: DatabaseUrls, bare: DatabaseUrls, login: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here, there = a_cli(urls, tmp_path), a_cli(bare, tmp_path)

    saved = await here(commands.backup, "shop.dump", "--login", login)
    empty = await there(commands.db, "status")
    brought = await there(commands.restore, "shop.dump")
    current = await there(commands.db, "status")
    migrated = await there(commands.db, "migrate")

    assert "wrote shop.dump" in saved.output, saved.output
    assert (empty.exit_code, current.exit_code) == (1, 0)
    assert "run dragoman db migrate" in empty.output
    assert "restored 0 shops" in brought.output, brought.output
    assert "current" in current.output
    assert "up to date" in migrated.output


async def test_a_person_can_work_on_with_a_restored_conversation(
    urls: DatabaseUrls, bare: DatabaseUrls, login: str, tmp_path: Path
) -> None:
    file = tmp_path / "shop.dump"
    async with Database(urls, pool_size=2) as database:
        desk = Desk(database, await a_tenant(database))
        await desk.customer_says("hello")
        backup(urls, file, login=login)
    restore(bare, file)

    async with Database(bare, pool_size=2) as database:
        there = Desk(database, desk.shop)
        conversation = await there.conversation()
        await staff.say(database, desk.shop.tenant_id, conversation.id, "welcome back", "staff:nadia")
        await there.work()

        assert there.mail.texts == ["welcome back"]
