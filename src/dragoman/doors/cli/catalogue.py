"""``dragoman catalogue``: a shop's products, by the file and one by one."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from dragoman.base.db import Database, TenantTx
from dragoman.base.errors import ConfigError
from dragoman.base.money import format_money
from dragoman.catalogue import editing, store
from dragoman.catalogue.changing import change_products
from dragoman.catalogue.exporting import export_products
from dragoman.catalogue.importing import CheckedFile, Imported, check_products, write_products
from dragoman.catalogue.model import Product, Variant
from dragoman.catalogue.reading import Format, format_of
from dragoman.config.settings import Settings
from dragoman.doors.cli.catalogue_search import reindex, search
from dragoman.doors.cli.lookup import shop_named
from dragoman.doors.cli.session import run
from dragoman.doors.cli.words import clean, print_table
from dragoman.tenants.model import Tenant

_FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)


@click.group()
def catalogue() -> None:
    """See and change what a shop sells.

    SHOP is a shop's slug or its id, SKU a product's own id.
    """


catalogue.add_command(search)
catalogue.add_command(reindex)


@catalogue.command("import")
@click.argument("shop")
@click.argument("path", metavar="FILE", type=_FILE)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "jsonl", "yaml"]),
    help="What FILE is [default: by its name].",
)
@click.option("--skip-bad", is_flag=True, help="Import the good rows, although there are bad ones.")
@click.option("--replace", is_flag=True, help="Take products off sale that FILE does not speak of.")
@click.option("--keep-stock", is_flag=True, help="Leave the stock of products that exist as it is.")
@click.option("--dry-run", is_flag=True, help="Check FILE, and import nothing.")
def import_(
    shop: str, path: Path, kind: Format | None, skip_bad: bool, replace: bool, keep_stock: bool, dry_run: bool
) -> None:
    """Import products from FILE: CSV, JSONL (one JSON object a line), or a shop file. - reads standard input.

    The whole file is checked first; a bad row is named with its line and the reason, and nothing is imported. A field
    that a row does not have stays as it is. Importing the same file again changes nothing.
    """

    async def body(_: Settings, database: Database) -> None:
        tenant = await shop_named(database, shop)
        with _opened(path) as file, _bar("Checking", _size(file)) as progress:
            checked = check_products(
                file,
                kind or format_of(path),
                tenant.currency,
                name=str(path),
                folder=None if str(path) == "-" else path.parent,
                progress=progress,
            )
        with checked:
            _tell_checks(checked)
            _refuse(checked, skip_bad=skip_bad, replace=replace)
            if dry_run:
                click.echo(f"{_products(checked.good)} could be imported; nothing was (--dry-run).")
                return
            with _bar("Importing", checked.good) as progress:
                done = await write_products(
                    database, tenant.id, checked, replace=replace, keep_stock=keep_stock, progress=progress
                )
        click.echo(_told(done))

    run(body)


def _tell_checks(checked: CheckedFile) -> None:
    for bad in checked.bad:
        click.echo(clean(f"{checked.name}, line {bad.line}: {bad.reason}"), err=True)
    if checked.bad_count > len(checked.bad):
        click.echo(f"... and {checked.bad_count - len(checked.bad)} more", err=True)
    if checked.unknown:
        named = ", ".join(sorted(checked.unknown))
        click.echo(clean(f"Warning: no product has these fields, they are left out: {named}"), err=True)


def _refuse(checked: CheckedFile, *, skip_bad: bool, replace: bool) -> None:
    if checked.bad_count and not skip_bad:
        rows = "1 row is" if checked.bad_count == 1 else f"{checked.bad_count} rows are"
        raise ConfigError(
            f"{rows} bad, so nothing was imported; mend them, or leave them out with --skip-bad"
        )
    if not checked.good:
        raise ConfigError(f"{checked.name} holds no product that could be imported")
    if replace and checked.skus_unknown:
        raise ConfigError(
            "a bad row does not tell its sku, so --replace cannot know what the file leaves out"
        )


def _told(done: Imported) -> str:
    told = f"{_products(done.made)} new, {done.changed} changed, {done.same} as they were"
    return told + (f", {done.off_sale} taken off sale." if done.off_sale else ".")


def _products(count: int) -> str:
    return "1 product" if count == 1 else f"{count} products"


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file, or a copy of standard input: it is read from the start more than once."""
    if str(path) != "-":
        try:
            file = path.open("rb")
        except OSError as error:
            raise ConfigError(f"{path} cannot be read: {error.strerror}") from None
        with file:
            yield file
        return
    with tempfile.TemporaryFile() as copy:
        while part := sys.stdin.buffer.read(1 << 20):
            copy.write(part)
        copy.seek(0)
        yield copy


def _size(file: BinaryIO) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size


@contextmanager
def _bar(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal, nothing elsewhere; it is told how far things are."""
    with click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield lambda so_far: bar.update(so_far - bar.pos)


@catalogue.command()
@click.argument("shop")
@click.argument("path", metavar="[FILE]", required=False, type=_FILE)
@click.option("--format", "kind", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
def export(shop: str, path: Path | None, kind: str) -> None:
    """Write every product to FILE, which must not exist yet, or to standard output. It imports back to the same."""

    async def body(_: Settings, database: Database) -> int:
        tenant = await shop_named(database, shop)
        count = 0
        with _target(path) as target:
            async with database.as_tenant(tenant.id) as tx:
                async for piece in export_products(tx, "csv" if kind == "csv" else "jsonl"):
                    target.write(piece.encode())
                    count += 1
        return count - (kind == "csv")

    count = run(body)
    if path is not None and str(path) != "-":
        click.echo(f"wrote {path}: {_products(count)}")


@contextmanager
def _target(path: Path | None) -> Iterator[BinaryIO]:
    if path is None or str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        file = path.open("xb")
    except FileExistsError:
        raise ConfigError(f"{path} exists already; choose another name") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from None
    with file:
        yield file


@catalogue.command("list")
@click.argument("shop")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many at most."
)
def list_(shop: str, limit: int) -> None:
    """List the products on sale, in the shop's order."""

    async def body(_: Settings, database: Database) -> tuple[list[Product], int]:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            return await store.list_products(tx, limit), await store.catalogue_size(tx)

    found, size = run(body)
    if not found:
        click.echo("no products on sale")
        return
    print_table(
        ["SKU", "NAME", "PRICE", "STOCK", "CATEGORY"],
        [
            [each.sku, each.name, format_money(each.price), _stock(each), each.category or ""]
            for each in found
        ],
    )
    if size > len(found):
        click.echo(f"... and {size - len(found)} more (--limit)")


def _stock(thing: Product | Variant) -> str:
    return thing.stock if thing.quantity is None else str(thing.quantity)


@catalogue.command()
@click.argument("shop")
@click.argument("sku")
def show(shop: str, sku: str) -> None:
    """Show one product: prices, variants, offers, stock, pictures and what else is known of it."""

    async def body(_: Settings, database: Database) -> tuple[Tenant, Product]:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            return tenant, await editing.product_named(tx, sku)

    _, product = run(body)
    for line in _lines_of(product):
        click.echo(clean(line))


def _lines_of(product: Product) -> Iterator[str]:
    yield f"{product.name} ({product.sku}){'' if product.active else ', not on sale'}"
    for language, name in product.names.items():
        yield f"  name ({language})  {name}"
    was = f", was {format_money(product.compare_at)}" if product.compare_at else ""
    yield f"  price      {format_money(product.price)}{was}"
    yield f"  stock      {_stock(product)}"
    for label, value in (
        ("aliases", ", ".join(product.aliases)),
        ("brand", product.brand),
        ("category", product.category),
        ("summary", product.summary),
    ):
        if value:
            yield f"  {label:<10} {value}"
    for language, summary in product.summaries.items():
        yield f"  summary ({language})  {summary}"
    for variant in product.variants:
        options = ", ".join(f"{name} {value}" for name, value in variant.options.items())
        extra = f" ({options})" if options else ""
        yield f"  variant    {variant.key}: {variant.title}{extra}, {format_money(variant.price)}, {_stock(variant)}"
    for offer in product.offers:
        price = f"{offer.unit_price} each" if offer.unit_price else f"{offer.total} together"
        yield f"  offer      {offer.quantity} for {price}"
    for picture in filter(None, (product.image_url, *product.images)):
        yield f"  picture    {picture}"
    for topic, said in product.details.items():
        yield f"  {topic}: {said}"


@catalogue.command("set-stock")
@click.argument("shop")
@click.argument("sku")
@click.argument("stock", metavar="N|in|out|untracked")
@click.option("--variant", metavar="KEY", help="Of this variant only.")
def set_stock(shop: str, sku: str, stock: str, variant: str | None) -> None:
    """Say what is in stock: a number of pieces that is counted down from now on, or in, out or untracked."""
    _edit(shop, sku, lambda tx: editing.set_stock(tx, sku, stock, variant=variant))


@catalogue.command("set-price")
@click.argument("shop")
@click.argument("sku")
@click.argument("price")
@click.option("--variant", metavar="KEY", help="Of this variant only.")
def set_price(shop: str, sku: str, price: str, variant: str | None) -> None:
    """Say what a product costs, in the shop's currency: 19.99. Offers and the price before stay as they are."""
    _edit(shop, sku, lambda tx: editing.set_price(tx, sku, price, variant=variant))


@catalogue.command()
@click.argument("shop")
@click.argument("sku")
def activate(shop: str, sku: str) -> None:
    """Put a product on sale."""
    _edit(shop, sku, lambda tx: editing.set_active(tx, sku, active=True))


@catalogue.command()
@click.argument("shop")
@click.argument("sku")
def deactivate(shop: str, sku: str) -> None:
    """Take a product off sale. Orders and conversations may still name it."""
    _edit(shop, sku, lambda tx: editing.set_active(tx, sku, active=False))


@catalogue.command("add-image")
@click.argument("shop")
@click.argument("sku")
@click.argument("picture", metavar="FILE|URL")
@click.option("--main", is_flag=True, help="Make it the main picture, the one that is sent first.")
def add_image(shop: str, sku: str, picture: str, main: bool) -> None:
    """Add a picture: a JPEG or PNG file of up to 5 MB, which is stored, or a public web address, which is kept.

    A product's first picture becomes its main one.
    """
    _edit(shop, sku, lambda tx: editing.add_image(tx, sku, picture, main=main))


def _edit(shop: str, sku: str, edit: editing.Edit) -> None:
    async def body(_: Settings, database: Database) -> Product:
        async def change(tx: TenantTx) -> Product:
            await edit(tx)
            return await editing.product_named(tx, sku)

        tenant = await shop_named(database, shop)
        return await change_products(database, tenant.id, change)

    for line in _lines_of(run(body)):
        click.echo(clean(line))
