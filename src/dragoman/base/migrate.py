"""Bringing the schema up to date: roles, grants and the Alembic revisions, in a subprocess of its own.

A subprocess, so that serving processes never import Alembic or SQLAlchemy. Run as the owner of the schema; a
lock makes several processes that start at once take turns.
"""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg

from dragoman.base.db import APP_ROLE, OWNER_ROLE, DatabaseUrls
from dragoman.base.errors import ConfigError, DatabaseUnavailable

HEAD = "0007"
"""The newest revision that this version of Dragoman knows."""

_LOCK = 7_362_661  # any number, the same everywhere: only one migration at a time


def migrate(urls: DatabaseUrls) -> None:
    """Brings the schema to ``HEAD``; cheap when it is there already.

    Raises ``ConfigError`` when the schema is newer than this version of Dragoman, the roles are missing and may
    not be made, or Arabic text search would not work; ``DatabaseUnavailable`` when nobody answers.
    """
    url = urls.app if urls.embedded else urls.owner
    if current_revision(url) == HEAD and _is_granted(url):
        return
    # The URL goes in by a pipe: it may hold a password, and everybody may read the arguments of a process.
    done = subprocess.run(
        [sys.executable, "-m", "dragoman.base.migrate"],
        input=urls.owner,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ConfigError(
            done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "the migration failed"
        )


def current_revision(url: str) -> str | None:
    """The revision the schema is at, ``None`` for an empty database.

    Raises ``ConfigError`` for one that this version does not know, ``DatabaseUnavailable``.
    """
    try:
        with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
            made = connection.execute("SELECT to_regclass('public.alembic_version')").fetchone()
            if made is None or made[0] is None:
                return None
            row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(f"the database does not answer: {error}") from error
    except psycopg.errors.InsufficientPrivilege:
        return None
    revision = str(row[0]) if row else None
    if revision is not None and revision not in known_revisions():
        raise ConfigError(
            f"the database is at revision {revision}, which this version of Dragoman does not know: it was "
            "migrated by a newer one. Upgrade Dragoman, or restore a backup made before; nothing was changed."
        )
    return revision


def _is_granted(url: str) -> bool:
    """Whether the last step of a migration was made too: its grants come after the commit of the schema."""
    with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
        row = connection.execute(
            "SELECT bool_and(has_table_privilege(r.oid, 'public.alembic_version', 'SELECT')) "
            "FROM pg_roles AS r WHERE r.rolname = %s",
            [APP_ROLE],
        ).fetchone()
    return row is not None and row[0] is True


def known_revisions() -> set[str]:
    """Every revision that this version brings, by the files' names (``0001_spine.py``)."""
    folder = Path(__file__).parent / "migrations" / "versions"
    return {file.name.partition("_")[0] for file in folder.glob("[0-9]*.py")}


def _upgrade(url: str) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    # We connect, not SQLAlchemy: it would read URLs in a way of its own.
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"SELECT pg_advisory_lock({_LOCK})")
        driver.commit()
        _make_roles(driver)
        driver.execute(f"SET ROLE {OWNER_ROLE}")
        driver.execute("SET lock_timeout = '10s'")
        driver.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        _check_arabic(driver)
        driver.commit()
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _grant(driver)
        driver.commit()
        driver.execute("RESET ROLE")
        driver.execute(f"SELECT pg_advisory_unlock({_LOCK})")
        driver.commit()


def _make_roles(driver: "psycopg.Connection[tuple[object, ...]]") -> None:
    """The two roles, where the login may make them, and the right to act as the owner."""
    for role in (OWNER_ROLE, APP_ROLE):
        if not driver.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            try:
                driver.execute(f"CREATE ROLE {role}")
            except psycopg.errors.InsufficientPrivilege:
                raise ConfigError(
                    f"the role {role} does not exist and this login may not make it; as an administrator run: "
                    f"CREATE ROLE {role} LOGIN PASSWORD '...'; (see docs/how-to/postgresql.md)"
                ) from None
        may_act = driver.execute(
            "SELECT pg_has_role(current_user, %s, 'SET')"
            if driver.info.server_version >= 160000
            else "SELECT pg_has_role(current_user, %s, 'MEMBER')",
            [role],
        ).fetchone()
        if role == OWNER_ROLE and not (may_act and may_act[0]):
            # From PostgreSQL 16 whoever creates a role must still be granted the right to become it.
            driver.execute(f"GRANT {role} TO CURRENT_USER")
        if role == APP_ROLE and not (may_act and may_act[0]):
            # Needed only where one login does everything; an application with a login of its own does without.
            with suppress(psycopg.errors.InsufficientPrivilege), driver.transaction():
                driver.execute(f"GRANT {role} TO CURRENT_USER")
    row = driver.execute(
        "SELECT has_database_privilege(%s, current_database(), 'CREATE'), "
        "has_schema_privilege(%s, 'public', 'CREATE')",
        [OWNER_ROLE, OWNER_ROLE],
    ).fetchone()
    if row != (True, True):
        driver.execute(
            "DO $$ BEGIN EXECUTE format('GRANT CREATE, CONNECT, TEMPORARY ON DATABASE %I TO dragoman_owner', "
            "current_database()); END $$"
        )
        driver.execute(f"GRANT CREATE, USAGE ON SCHEMA public TO {OWNER_ROLE}")
    driver.commit()


def _grant(driver: "psycopg.Connection[tuple[object, ...]]") -> None:
    """What the application may do: read and write rows, use sequences; own, alter and drop nothing."""
    driver.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    driver.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
    driver.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
    # A backup holds no rights: after a restore they are given again.
    driver.execute(
        f"DO $$ BEGIN IF to_regprocedure('public.search_products(jsonb, integer)') IS NOT NULL THEN "
        f"REVOKE ALL ON FUNCTION public.search_products(jsonb, integer) FROM PUBLIC; "
        f"GRANT EXECUTE ON FUNCTION public.search_products(jsonb, integer) TO {APP_ROLE}; END IF; END $$"
    )
    driver.execute(
        f"DO $$ BEGIN IF to_regclass('public.alembic_version') IS NOT NULL THEN "
        f"REVOKE INSERT, UPDATE, DELETE ON public.alembic_version FROM {APP_ROLE}; END IF; END $$"
    )


def _check_arabic(driver: "psycopg.Connection[tuple[object, ...]]") -> None:
    row = driver.execute("SELECT show_trgm('شاحن')::text").fetchone()
    if row is None or row[0] == "{}":
        raise ConfigError(
            "this database's locale does not know Arabic letters (LC_CTYPE is C), so Arabic search would find "
            "nothing; create the database with a UTF-8 locale, see docs/how-to/postgresql.md"
        )


if __name__ == "__main__":
    try:
        _upgrade(sys.stdin.read().strip())
    except ConfigError as refusal:
        sys.exit(str(refusal))
