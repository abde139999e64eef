"""``dragoman db``, ``dragoman backup`` and ``dragoman restore``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psycopg

from dragoman.base import backup as backups
from dragoman.base.connect import reachable
from dragoman.base.db import DatabaseUrls
from dragoman.base.errors import DragomanError
from dragoman.base.migrate import HEAD, current_revision, migrate
from dragoman.config.settings import Settings
from dragoman.doors.cli.session import find_database, settings_or_exit


@click.group()
def db() -> None:
    """Look at the database and bring its schema up to date."""


@db.command("migrate")
def migrate_() -> None:
    """Bring the schema up to date; changes nothing when it is.

    Needs DATABASE_OWNER_URL, or a DATABASE_URL that may become the role dragoman_owner.
    """
    with _database(make=True) as urls:
        before = current_revision(urls.owner)
        migrate(urls)
        after = current_revision(urls.owner)
    done = f"migrated from {before or 'nothing'} to {after}" if before != after else f"up to date at {after}"
    click.echo(f"schema: {done}")


@db.command()
def status() -> None:
    """Say where the database is and whether its schema is current; status 1 when it is not."""
    settings = settings_or_exit()
    with _database(settings) as urls:
        revision = current_revision(urls.owner)
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            info = connection.info
            place = f"{info.dbname} at {info.host}:{info.port}"
            if urls.embedded:
                place = f"embedded, in {settings.home / 'pg'}"
            server = f"{info.server_version // 10000}.{info.server_version % 10000}"
    click.echo(f"database: {place}")
    click.echo(f"server:   PostgreSQL {server}")
    if revision == HEAD:
        click.echo(f"schema:   {revision}, current")
        return
    click.echo(f"schema:   {revision or 'empty'}; this version needs {HEAD}: run dragoman db migrate")
    raise SystemExit(1)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over the file if it is there.")
@click.option(
    "--login", metavar="URL", help="Connect as this role, which must see through the walls between shops."
)
def backup(file: Path, force: bool, login: str | None) -> None:
    """Write the whole database to FILE, while everything runs.

    The file is readable by you only: it holds every customer's conversations. Keep the secret key
    (DRAGOMAN_SECRET_KEY or secret.key) somewhere else: stored provider keys do not open without it.
    """
    settings = settings_or_exit()
    with _database(settings) as urls:
        size = backups.backup(urls, file, overwrite=force, login=login)
    click.echo(f"wrote {file} ({size / 1_000_000:.1f} MB)")
    if settings.dragoman_secret_key is None and (settings.home / "secret.key").exists():
        click.echo(f"keep {settings.home / 'secret.key'} too, in another place", err=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace everything in a database that has shops already.")
def restore(file: Path, force: bool) -> None:
    """Put the database back as FILE has it. Stop every Dragoman process first.

    Everything or nothing: when it fails, the database is as it was. The schema is brought up to date after.
    """
    with _database(make=True) as urls:
        done = backups.restore(urls, file, replace=force)
    click.echo(
        f"restored {done.shops} shops (schema {done.revision} in the file, now {HEAD}); the walls stand"
    )


@contextmanager
def _database(settings: Settings | None = None, *, make: bool = False) -> Iterator[DatabaseUrls]:
    settings = settings or settings_or_exit()
    url, owner = settings.database_url, settings.database_owner_url
    try:
        find_database(settings, make=make)
        with reachable(
            settings.home,
            url.get_secret_value() if url else None,
            owner.get_secret_value() if owner else None,
        ) as urls:
            yield urls
    except psycopg.OperationalError as error:
        raise click.ClickException(f"the database does not answer: {error}".strip()) from None
    except DragomanError as error:
        raise click.ClickException(str(error)) from None
