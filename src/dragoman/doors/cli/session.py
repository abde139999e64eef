"""What every operator's command needs: settings, an open database, errors as one sentence."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import click

from dragoman.base.connect import open_database
from dragoman.base.db import Database
from dragoman.base.errors import ConfigError, DragomanError
from dragoman.base.home import make_home
from dragoman.config.settings import Settings, load_settings

Result = TypeVar("Result")


def settings_or_exit() -> Settings:
    """The settings, or the end of the command with the sentence that says what is wrong with them."""
    try:
        return load_settings()
    except DragomanError as error:
        raise click.ClickException(str(error)) from None


def has_database(settings: Settings) -> bool:
    """Whether there is a database to look into: one that DATABASE_URL names, or one in the home."""
    return settings.database_url is not None or os.path.isdir(settings.home / "pg" / "data")


def find_database(settings: Settings, *, make: bool) -> None:
    """Makes sure that the embedded database is the one that is meant, not one that this command would make.

    Raises ``ConfigError`` when there is none, unless the command is there to ``make`` one.
    """
    if settings.database_url is not None:
        return
    if make:
        make_home(settings.home)
    elif not has_database(settings):
        raise ConfigError(
            f"there is no database in {settings.home}: run this in the folder where Dragoman is started, "
            "or set DRAGOMAN_HOME (dragoman serve makes a database)"
        )


@asynccontextmanager
async def database_of(
    settings: Settings, *, migrate_first: bool = True, make: bool = False
) -> AsyncIterator[Database]:
    """The database of these settings, with the few connections a command needs."""
    find_database(settings, make=make)
    url, owner = settings.database_url, settings.database_owner_url
    async with open_database(
        settings.home,
        url.get_secret_value() if url else None,
        owner.get_secret_value() if owner else None,
        pool_size=2,
        migrate_first=migrate_first,
    ) as database:
        yield database


def run(command: Callable[[Settings, Database], Awaitable[Result]], *, make: bool = False) -> Result:
    """Runs one command against the database, which must be there unless the command may ``make`` it.

    Errors of ours end it with their sentence and status 1.
    """
    settings = settings_or_exit()

    async def body() -> Result:
        async with database_of(settings, make=make) as database:
            return await command(settings, database)

    try:
        return asyncio.run(body())
    except DragomanError as error:
        raise click.ClickException(str(error)) from None
