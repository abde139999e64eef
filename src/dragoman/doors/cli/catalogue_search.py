"""``dragoman catalogue search`` and ``reindex``: what customers would find, and making it right."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from dragoman.base.db import Database
from dragoman.base.errors import ConfigError
from dragoman.base.money import format_money
from dragoman.catalogue.model import NOT_SOLD_HERE, SURELY_MEANT, SearchResult
from dragoman.catalogue.search import index, store
from dragoman.catalogue.search import search as find
from dragoman.catalogue.search.meaning import make_meaning
from dragoman.config.settings import Settings
from dragoman.doors.cli.lookup import shop_named
from dragoman.doors.cli.session import run
from dragoman.doors.cli.words import clean, print_table


@click.command()
@click.argument("shop")
@click.argument("words", required=False)
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
@click.option(
    "--queries",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Search for every line of this file (- is standard input); prints one JSON object a line.",
)
def search(shop: str, words: str | None, limit: int, as_json: bool, queries: Path | None) -> None:
    """Search a shop's products for WORDS, in English, Arabic, French or Arabizi, as its agent does.

    Coverage says how much of what was asked for the best product explains: below 0.4 it is something else, and an
    agent says that the shop does not sell it.
    """
    if (words is None) == (queries is None):
        raise click.UsageError("name the words to search for, or a file of them with --queries")

    async def body(settings: Settings, database: Database) -> None:
        meaning = make_meaning(on=settings.dragoman_semantic_search, wait_s=None)
        tenant = await shop_named(database, shop)
        await index.catch_up_whole(database, tenant.id)
        for query in [words] if words is not None else _lines_of(queries):
            async with database.as_tenant(tenant.id) as tx:
                found = await find(tx, [query], limit=limit)
            if meaning is not None:
                found = await meaning.widen(database, tenant.id, [query], found, limit)
            if as_json or queries is not None:
                click.echo(json.dumps(_as_json(query, found), ensure_ascii=False))
            else:
                _print(found)

    run(body)


def _lines_of(path: Path | None) -> Iterator[str]:
    """The queries of a file, one a line; an empty line is one too, so that lines of the answer match."""
    assert path is not None
    try:
        with click.open_file(str(path), encoding="utf-8") as file:
            for line in file:
                yield line.rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(f"{path} cannot be read: {reason}") from None


def _as_json(query: str, found: SearchResult) -> dict[str, Any]:
    results = [
        {"sku": match.product.sku, "name": match.product.name, "score": match.score}
        for match in found.matches
    ]
    return {"query": query, "results": results, "coverage": found.coverage}


def _print(found: SearchResult) -> None:
    if not found.matches:
        click.echo("nothing like it is on sale")
        return
    if found.coverage < NOT_SOLD_HERE:
        click.echo(f"coverage {found.coverage:.2f}: this is not sold here; the nearest there is:")
    elif found.coverage < SURELY_MEANT:
        click.echo(f"coverage {found.coverage:.2f}: the closest there is:")
    else:
        click.echo(f"coverage {found.coverage:.2f}")
    print_table(
        ["SCORE", "SKU", "NAME", "PRICE"],
        [
            [
                f"{match.score:.2f}",
                match.product.sku,
                clean(match.product.name),
                format_money(match.product.price),
            ]
            for match in found.matches
        ],
    )


@click.command()
@click.argument("shop")
def reindex(shop: str) -> None:
    """Index all products of a shop anew, for search.

    Changes are followed by themselves, and so is an upgrade: this is for when search seems wrong all the same.
    """

    async def body(_: Settings, database: Database) -> int:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            await index.start_anew(tx)
            waiting = await store.count_dirty(tx)
        with click.progressbar(length=waiting, label="Indexing") as bar:
            return await index.catch_up_whole(
                database, tenant.id, progress=lambda so_far: bar.update(so_far - bar.pos)
            )

    count = run(body)
    click.echo("1 product looked at." if count == 1 else f"{count} products looked at.")
