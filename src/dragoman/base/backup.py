"""The whole database in one file, and back: ``pg_dump`` and ``pg_restore``, and what is needed around them.

Jobs are rows, so a restored database goes on where it stood. A restore is one transaction: when anything in
it fails, the database stays as it was. Not in the file: the secret key that sealed provider keys need, and
whatever the environment holds.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dragoman.base.db import APP_ROLE, OWNER_ROLE, DatabaseUrls
from dragoman.base.embedded import bundled_binaries
from dragoman.base.errors import ConfigError, DatabaseUnavailable, Refused
from dragoman.base.migrate import known_revisions, migrate
from dragoman.base.walls import missing_walls_at

_SCHEMA = "public"
# What the target has already, and what its owner may not be allowed to touch.
_LEFT_OUT = (f" SCHEMA - {_SCHEMA} ", f" ACL - SCHEMA {_SCHEMA} ", " EXTENSION - ", " COMMENT - EXTENSION ")
_NEWER_THAN_16 = b"SET transaction_timeout = 0;"

CONNECTED = """
    SELECT count(*)
    FROM pg_stat_activity
    WHERE datname = current_database()
      AND pid <> pg_backend_pid()
      AND (application_name LIKE 'dragoman%%' OR usename = %(app)s)
"""

# Only what belongs to us: other people's tables in a shared schema make a name clash, never a loss.
CLEAN = f"""
BEGIN;
SET LOCAL lock_timeout = '10s';
SET client_min_messages = warning;
SET ROLE {OWNER_ROLE};
DO $clean$
DECLARE
    us CONSTANT oid := '{OWNER_ROLE}'::regrole;
    commands CONSTANT text[] := ARRAY(
        SELECT format('DROP %s IF EXISTS {_SCHEMA}.%I CASCADE',
                      CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END,
                      relname)
        FROM pg_class
        WHERE relnamespace = '{_SCHEMA}'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND relowner = us
    ) || ARRAY(
        SELECT format('DROP SEQUENCE IF EXISTS {_SCHEMA}.%I CASCADE', relname)
        FROM pg_class
        WHERE relnamespace = '{_SCHEMA}'::regnamespace AND relkind = 'S' AND relowner = us
    ) || ARRAY(
        SELECT format('DROP ROUTINE IF EXISTS {_SCHEMA}.%I(%s) CASCADE',
                      proname, pg_get_function_identity_arguments(p.oid))
        FROM pg_proc AS p
        WHERE pronamespace = '{_SCHEMA}'::regnamespace AND proowner = us
          AND NOT EXISTS (SELECT FROM pg_depend AS d
                          WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
    ) || ARRAY(
        SELECT format('DROP TYPE IF EXISTS {_SCHEMA}.%I CASCADE', typname)
        FROM pg_type AS t
        LEFT JOIN pg_class AS c ON c.oid = t.typrelid
        WHERE typnamespace = '{_SCHEMA}'::regnamespace AND typowner = us
          AND (typtype IN ('e', 'd') OR c.relkind = 'c')
          AND NOT EXISTS (SELECT FROM pg_depend AS d
                          WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
    );
    command text;
BEGIN
    FOREACH command IN ARRAY commands LOOP
        EXECUTE command;
    END LOOP;
END $clean$;
"""  # noqa: S608 - our own names only


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought: the schema's revision in the file, and how many shops."""

    revision: str
    shops: int


def backup(urls: DatabaseUrls, file: Path, *, overwrite: bool = False, login: str | None = None) -> int:
    """Writes the whole database to ``file``, readable by its owner only; its size in bytes.

    The file appears when it is whole. Nobody needs to stop: it shows one moment. ``login`` is the URL of a
    role that sees through the walls, where ``urls`` has none. Raises ``Refused`` when the file is there
    already, ``ConfigError`` when the login may not read everything, ``DatabaseUnavailable``.
    """
    if file.exists() and not overwrite:
        raise Refused(f"{file} is there already; choose another name, or write over it with --force")
    if not file.parent.is_dir():
        raise ConfigError(f"there is no folder {file.parent}")
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _dump(login or urls.backup or urls.owner, partial)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(file)
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return file.stat().st_size


def restore(urls: DatabaseUrls, file: Path, *, replace: bool = False) -> Restored:
    """Puts the database back as ``file`` has it, brings the schema up to date and looks at the walls.

    Raises ``ConfigError`` when the file is not such a backup or comes from a newer version, ``Refused`` when
    Dragoman is running or, without ``replace``, when there are shops already. Nothing has changed then.
    """
    revision = _revision_in(file)
    migrate(urls)  # roles, extension and rights, where the database is new
    with _as_owner(urls) as connection:
        _refuse_if_in_use(connection, replace=replace)
        version = connection.info.server_version // 10000
    _replay(urls.owner, file, version)
    migrate(urls)
    with _as_owner(urls) as connection:
        missing = missing_walls_at(connection)
        if missing:
            raise ConfigError(
                f"the walls of {', '.join(missing)} are missing in this backup: do not start Dragoman on it"
            )
        connection.execute("ANALYZE")
        row = connection.execute("SELECT count(*) FROM tenants").fetchone()
    return Restored(revision, row[0] if row else 0)


def _dump(url: str, partial: Path) -> None:
    options = [
        "--format=custom",
        f"--schema={_SCHEMA}",
        "--no-comments",
        "--no-password",
        f"--file={partial}",
    ]
    done = _run("pg_dump", [*options, f"--dbname={_without_password(url)}"], url)
    if done.returncode == 0:
        return
    said = done.stderr.strip()
    if "row-level security" in said:
        raise ConfigError(
            "this login cannot read through the walls between shops, so its backup would not be whole; as an "
            "administrator run: CREATE ROLE dragoman_backup LOGIN BYPASSRLS PASSWORD '...'; "
            "GRANT pg_read_all_data TO dragoman_backup; and then: dragoman backup FILE --login postgresql://dragoman_backup@..."
        )
    if "version mismatch" in said:
        raise ConfigError(
            f"the server is newer than the pg_dump that comes with Dragoman; use the server's own: {said}"
        )
    raise DatabaseUnavailable(f"pg_dump: {_last_line(said)}")


def _revision_in(file: Path) -> str:
    """The schema's revision that a backup holds. Raises ``ConfigError`` when it is none of ours."""
    if not file.is_file():
        raise ConfigError(f"there is no file {file}")
    done = _run("pg_restore", ["--data-only", "--table=alembic_version", "--file=-", str(file)], None)
    if done.returncode != 0:
        raise ConfigError(f"{file} is not a backup that pg_restore can read: {_last_line(done.stderr)}")
    lines = iter(done.stdout.splitlines())
    revision = next((next(lines, "") for line in lines if line.startswith("COPY ")), "").strip()
    if not revision or revision == "\\.":
        raise ConfigError(f"{file} is not a backup of Dragoman's database")
    if revision not in known_revisions():
        raise ConfigError(
            f"{file} holds revision {revision} of the schema: it was made by a newer Dragoman; upgrade first"
        )
    return revision


def _refuse_if_in_use(connection: "psycopg.Connection[Any]", *, replace: bool) -> None:
    row = connection.execute(CONNECTED, {"app": APP_ROLE}).fetchone()
    if row is not None and row[0]:
        raise Refused(
            f"Dragoman is running on this database ({row[0]} connections); stop every process of it first"
        )
    row = connection.execute("SELECT count(*) FROM tenants").fetchone()
    if row is not None and row[0] and not replace:
        raise Refused(
            f"this database has {row[0]} shops; to replace everything in it by the backup, add --force"
        )


@contextmanager
def _as_owner(urls: DatabaseUrls) -> "Iterator[psycopg.Connection[Any]]":
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute(f"SET ROLE {OWNER_ROLE}")
        yield connection


def _replay(url: str, file: Path, version: int) -> None:
    """Empties the schema and plays the file into it, in one transaction."""
    with _contents_of(file) as contents, tempfile.TemporaryFile("w+") as said:
        source = subprocess.Popen(
            [
                _tool("pg_restore"),
                "--no-owner",
                "--no-comments",
                f"--use-list={contents}",
                "--file=-",
                str(file),
            ],
            stdout=subprocess.PIPE,
            stderr=said,
        )
        target = subprocess.Popen(
            [_tool("psql"), "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-f", "-", _without_password(url)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=_environment(url),
        )
        assert source.stdout is not None
        assert target.stdin is not None
        try:
            target.stdin.write(CLEAN.encode())
            _pour(source.stdout, target.stdin, version)
            if source.wait() == 0:
                # Without this line psql ends, the connection closes and nothing has happened.
                target.stdin.write(b"\nCOMMIT;\n")
        except BrokenPipeError:
            pass  # psql has stopped at an error, and says which
        finally:
            source.stdout.close()
            with suppress(BrokenPipeError):
                target.stdin.close()
            failed = [target.wait() != 0, source.wait() != 0]
        if any(failed):
            said.seek(0)
            raise DatabaseUnavailable(f"nothing was restored: {_first_error(said.read())}")


def _pour(source: IO[bytes], target: IO[bytes], version: int) -> None:
    """The script, without the one setting of its head that servers before 17 do not know."""
    for line in source:
        if line.startswith(b"CREATE "):
            target.write(line)
            break
        if version < 17 and line.startswith(_NEWER_THAN_16):
            continue
        target.write(line)
    while chunk := source.read(1 << 20):
        target.write(chunk)


@contextmanager
def _contents_of(file: Path) -> Iterator[str]:
    """The archive's list of contents, without what must not be replayed, as a file."""
    done = _run("pg_restore", ["--list", str(file)], None)
    if done.returncode != 0:
        raise ConfigError(f"{file} is not a backup that pg_restore can read: {_last_line(done.stderr)}")
    with tempfile.NamedTemporaryFile("w", suffix=".list") as wanted:
        for line in done.stdout.splitlines():
            if not any(entry in line for entry in _LEFT_OUT):
                wanted.write(line + "\n")
        wanted.flush()
        yield wanted.name


def _tool(name: str) -> str:
    return str(bundled_binaries() / name)


def _run(name: str, options: list[str], url: str | None) -> "subprocess.CompletedProcess[str]":
    environment = _environment(url) if url is not None else None
    return subprocess.run(
        [_tool(name), *options],
        capture_output=True,
        text=True,
        errors="replace",
        env=environment,
        check=False,
    )


def _environment(url: str) -> dict[str, str]:
    """The password travels by the environment: a command line is for everybody to read."""
    password = conninfo_to_dict(url).get("password")
    return {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}


def _without_password(url: str) -> str:
    parts = conninfo_to_dict(url)
    parts.pop("password", None)
    return make_conninfo("", **parts)


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it did not say why"


def _first_error(text: str) -> str:
    errors = [line for line in text.splitlines() if "ERROR" in line or "error" in line]
    return errors[0] if errors else _last_line(text)
