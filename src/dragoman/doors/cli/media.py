"""``dragoman media``: files that customers sent, onto this machine's disk."""

from pathlib import Path

import click

from dragoman.base import blobs
from dragoman.base.db import Database
from dragoman.base.errors import ConfigError, NotFound
from dragoman.config.settings import Settings
from dragoman.conversations.files import File
from dragoman.doors.cli.lookup import file_named, shop_named
from dragoman.doors.cli.session import run
from dragoman.doors.cli.words import clean, file_words


@click.group()
def media() -> None:
    """Look after the files that customers sent.

    They are listed with their messages: see `dragoman conversations show`.
    """


@media.command()
@click.argument("shop")
@click.argument("message", metavar="MESSAGE")
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
def save(shop: str, message: str, path: Path) -> None:
    """Write the file of MESSAGE to FILE, which must not exist yet.

    MESSAGE is a message's id, or its first four or more digits. Customers' files are whatever customers send:
    open them with care.
    """

    async def body(_: Settings, database: Database) -> File:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            file = await file_named(tx, message)
            data = await blobs.get(tx, file.sha256) if file.sha256 is not None else None
        if data is None:
            raise NotFound(f"that file is not here: {clean(file_words(file))}")
        _write(path, data)
        return file

    file = run(body)
    click.echo(f"wrote {path}: {file_words(file)}")


def _write(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as target:
            target.write(data)
    except FileExistsError:
        raise ConfigError(f"{path} exists already; choose another name") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from None
