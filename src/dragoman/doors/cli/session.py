"""What every operator's command needs: settings, an open database, errors as one sentence."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import click

from dragoman.base.connect import open_database
from dragoman.base.db import Database
from dragoman.base.errors import DragomanError
from dragoman.config.settings import Settings, load_settings

Result = TypeVar("Result")


def settings_or_exit() -> Settings:
    """The settings, or the end of the command with the sentence that says what is wrong with them."""
    try:
        return load_settings()
    except DragomanError as error:
        raise click.ClickException(str(error)) from None


@asynccontextmanager
async def database_of(settings: Settings, *, migrate_first: bool = True) -> AsyncIterator[Database]:
    """The database of these settings, with the few connections a command needs."""
    url, owner = settings.database_url, settings.database_owner_url
    async with open_database(
        settings.home,
        url.get_secret_value() if url else None,
        owner.get_secret_value() if owner else None,
        pool_size=2,
        migrate_first=migrate_first,
    ) as database:
        yield database


def run(command: Callable[[Settings, Database], Awaitable[Result]]) -> Result:
    """Runs one command against the database. Errors of ours end it with their sentence and status 1."""
    settings = settings_or_exit()

    async def body() -> Result:
        async with database_of(settings) as database:
            return await command(settings, database)

    try:
        return asyncio.run(body())
    except DragomanError as error:
        raise click.ClickException(str(error)) from None
