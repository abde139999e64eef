"""Importing products: the whole file is checked before anything is written, then it is written in batches.

A batch is one transaction of whole products, so a customer sees a product as it was or as it will be. Batches, since a
transaction that changes products holds the shop's catalogue version until it ends, and orders wait for that. An
import that was killed has brought in the first so many; importing the file again writes only the rest.
"""

import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Self

import structlog

from dragoman.base import blobs
from dragoman.base.db import Database, TenantTx
from dragoman.base.errors import Refused
from dragoman.base.ids import TenantId
from dragoman.catalogue.changing import change_products
from dragoman.catalogue.pictures import LocalPictures, read_picture, store_picture
from dragoman.catalogue.reading import Bad, Format, read_products
from dragoman.catalogue.rows import ImportRow
from dragoman.catalogue.search import index
from dragoman.tenants import product_store
from dragoman.tenants.document import (
    Document,
    StockSeed,
    document_of_row,
    product_values,
    stock_in_rows,
    variant_values,
)
from dragoman.tenants.product_store import ProductRow

BATCH = 1000
MOST_TOLD = 20
"""How many bad rows are told one by one."""

_NOT_SEARCHED = {"price", "compare_at", "offers", "image_url", "images", "variants"}
log = structlog.get_logger()

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, in products."""

    made: int = 0
    changed: int = 0
    same: int = 0
    off_sale: int = 0


@dataclass(slots=True)
class CheckedFile:
    """The products of a file that passed every check, kept on disk meanwhile. Close it, or use it as a context.

    ``bad`` are the first of the rows that did not, ``bad_count`` how many they are.
    """

    name: str
    currency: str
    good: int = 0
    bad: list[Bad] = field(default_factory=list)
    bad_count: int = 0
    unknown: list[str] = field(default_factory=list)
    pictures: LocalPictures | None = None
    skus_unknown: bool = False
    _lines: dict[str, int] = field(default_factory=dict)
    _named: dict[bytes, int] = field(default_factory=dict)
    _spool: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.close()

    def rows(self) -> Iterator[ImportRow]:
        """The good rows, in the order of the file."""
        self._spool.seek(0)
        for _ in range(self.good):
            yield pickle.load(self._spool)

    def holds(self, sku: str) -> bool:
        """Whether the file speaks of this product, in a good row or a bad one."""
        return sku in self._lines

    def refuse(self, bad: Bad) -> None:
        """Counts a bad row."""
        self.bad_count += 1
        if len(self.bad) < MOST_TOLD:
            self.bad.append(bad)
        if bad.sku is None:
            self.skus_unknown = True
        else:
            self._lines.setdefault(bad.sku, bad.line)

    def take(self, row: ImportRow) -> None:
        """Keeps a good row; the second of a product is a bad one."""
        first = self._lines.setdefault(row.sku, row.line)
        if first != row.line:
            self.refuse(Bad(row.line, f"sku: {row.sku} stands in line {first} already", row.sku))
            return
        for name in row.stored_pictures:
            self._named.setdefault(name, row.line)
        pickle.dump(row, self._spool, protocol=pickle.HIGHEST_PROTOCOL)
        self.good += 1

    def named_pictures(self) -> dict[bytes, int]:
        """The stored pictures that rows name, and the first line of each; without those that are read from here."""
        here = self.pictures.found if self.pictures is not None else {}
        return {name: line for name, line in self._named.items() if blobs.address_of(name) not in here}


def check_products(
    file: BinaryIO, kind: Format, currency: str, *, name: str, folder: Path | None, progress: Progress
) -> CheckedFile:
    """Every row of a file looked at; nothing is written. ``progress`` hears how many bytes were read so far.

    ``folder`` is where pictures lie that are named by paths. Raises ``ConfigError`` for a file that cannot be read.
    """
    pictures = None if folder is None else LocalPictures(folder)
    checked = CheckedFile(name, currency, pictures=pictures)
    address_of = str if pictures is None else pictures.address_of
    try:
        for number, found in enumerate(read_products(file, kind, currency, name=name, address_of=address_of)):
            if isinstance(found, ImportRow):
                checked.take(found)
            elif isinstance(found, Bad):
                checked.refuse(found)
            else:
                checked.unknown.append(found.name)
            if number % BATCH == 0:
                progress(file.tell())
    except BaseException:
        checked.__exit__(None, None, None)
        raise
    return checked


async def _refuse_lost_pictures(tx: TenantTx, checked: CheckedFile) -> None:
    """Raises ``Refused`` when a row names a stored picture that the shop does not have."""
    named = checked.named_pictures()
    lost = named.keys() - await blobs.keep(tx, named)
    if lost:
        first = min(lost, key=lambda name: named[name])
        raise Refused(
            f"{checked.name}, line {named[first]}: this shop has no stored file {blobs.address_of(first)}; "
            "name the picture's file or web address instead"
        )


async def write_products(
    database: Database,
    tenant_id: TenantId,
    checked: CheckedFile,
    *,
    replace: bool = False,
    keep_stock: bool = False,
    progress: Progress,
) -> Imported:
    """Makes the shop's products what the good rows say. ``progress`` hears how many rows are written so far.

    ``replace`` takes products off sale that the file does not speak of; ``keep_stock`` leaves the stock of products
    that exist. Raises ``Refused`` for a picture that is not there any more, and as ``change_products`` does.
    """
    async with database.as_tenant(tenant_id) as tx:
        await _refuse_lost_pictures(tx, checked)
        position = await product_store.next_position(tx)
    rows, counts, written = checked.rows(), Imported(), 0
    while batch := list(islice(rows, BATCH)):
        await _store_pictures(database, tenant_id, checked, batch)
        write = partial(
            write_batch, batch=batch, currency=checked.currency, position=position, keep_stock=keep_stock
        )
        done = await change_products(database, tenant_id, write)
        counts = _sum(counts, done)
        position, written = position + done.made, written + len(batch)
        progress(written)
    if replace:
        counts = _sum(counts, Imported(off_sale=await _take_off_sale(database, tenant_id, checked)))
    log.info(
        "products_imported", tenant=tenant_id, made=counts.made, changed=counts.changed, same=counts.same
    )
    return counts


async def write_batch(
    tx: TenantTx, batch: Sequence[ImportRow], currency: str, *, position: int, keep_stock: bool
) -> Imported:
    """Makes some products what their rows say; those that are so already are not touched."""
    before = {row.sku: row for row in await product_store.find_product_rows(tx, [row.sku for row in batch])}
    found = (_change_of(row, before.get(row.sku), keep_stock=keep_stock) for row in batch)
    changes = [change for change in found if change is not None]
    made = sum(change.old is None for change in changes)
    if changes:
        await blobs.keep(tx, {name for row in batch for name in row.stored_pictures})
        await _write(tx, changes, currency, position)
    return Imported(made=made, changed=len(changes) - made, same=len(batch) - len(changes))


@dataclass(frozen=True, slots=True)
class _Change:
    """A product that becomes something else: what it was (``None`` for a new one), and what it will be."""

    row: ImportRow
    old: ProductRow | None
    document: Document
    seed: StockSeed

    @property
    def moves_stock(self) -> bool:
        """Whether a product that exists has another stock afterwards."""
        return self.old is not None and self.seed != _stock_of(self.old)

    @property
    def is_found_otherwise(self) -> bool:
        """Whether it is found by other words afterwards: a price that moves makes no difference."""
        old = self.old
        return (
            old is None
            or old.active != self.row.active
            or _words(document_of_row(old)) != _words(self.document)
        )


def _change_of(row: ImportRow, old: ProductRow | None, *, keep_stock: bool) -> _Change | None:
    before = document_of_row(old) if old is not None else {}
    stock = _stock_of(old) if old is not None else None
    document = row.merged_into(before)
    seed = _only(document, row.stock_after(stock, keep=keep_stock))
    if old is not None and (document, seed, row.active) == (before, stock, old.active):
        return None
    return _Change(row, old, document, seed)


async def _write(tx: TenantTx, changes: Sequence[_Change], currency: str, position: int) -> None:
    products: list[Document] = []
    variants: list[Document] = []
    for change in changes:
        sku, document, seed = change.row.sku, change.document, change.seed
        place = position if change.old is None else change.old.position
        position += change.old is None
        products.append(product_values(sku, document, position=place, currency=currency, seed=seed))
        variants += variant_values(sku, document, currency=currency, seed=seed)
    await product_store.upsert_products(tx, products, variants)
    await _set_stock(tx, {change.row.sku: change.seed for change in changes if change.moves_stock})
    await product_store.deactivate_products(tx, [each.row.sku for each in changes if not each.row.active])
    await index.reindex(tx, [change.row.sku for change in changes if change.is_found_otherwise])


def _words(document: Document) -> Document:
    """What of a product is searched."""
    titles = [variant["title"] for variant in document.get("variants", {}).values()]
    return {"titles": titles, **{name: document[name] for name in document.keys() - _NOT_SEARCHED}}


def _stock_of(row: ProductRow) -> StockSeed:
    return stock_in_rows([row])[row.sku]


async def _set_stock(tx: TenantTx, seeds: dict[str, StockSeed]) -> None:
    if not seeds:
        return
    await product_store.set_stock(
        tx, [{"sku": sku, "stock": seed.stock, "quantity": seed.quantity} for sku, seed in seeds.items()]
    )
    variants = [
        {"sku": sku, "variant": key, "stock": each.stock, "quantity": each.quantity}
        for sku, seed in seeds.items()
        for key, each in seed.variants.items()
    ]
    if variants:
        await product_store.set_variant_stock(tx, variants)


def _only(document: Document, seed: StockSeed) -> StockSeed:
    """The stock of the product and of the variants that it has afterwards."""
    variants = {key: seed.variants.get(key, StockSeed()) for key in document.get("variants", {})}
    return StockSeed(seed.stock, seed.quantity, variants)


async def _store_pictures(
    database: Database, tenant_id: TenantId, checked: CheckedFile, batch: Iterable[ImportRow]
) -> None:
    """One at a time: a thousand pictures are more than a machine should hold."""
    found = checked.pictures.found if checked.pictures is not None else {}
    for address in {blobs.address_of(name) for row in batch for name in row.stored_pictures} & found.keys():
        try:
            data = read_picture(found[address])
        except ValueError as error:
            raise Refused(str(error)) from None
        async with database.as_tenant(tenant_id) as tx:
            if await store_picture(tx, data) != address:
                raise Refused(f"{found[address]} changed while it was imported; import the file again")


async def _take_off_sale(database: Database, tenant_id: TenantId, checked: CheckedFile) -> int:
    async with database.as_tenant(tenant_id) as tx:
        gone = [sku for sku in await product_store.list_active_skus(tx) if not checked.holds(sku)]
    count = 0
    for start in range(0, len(gone), BATCH):
        write = partial(product_store.deactivate_products, skus=gone[start : start + BATCH])
        count += await change_products(database, tenant_id, write)
    return count


def _sum(one: Imported, other: Imported) -> Imported:
    return Imported(
        one.made + other.made,
        one.changed + other.changed,
        one.same + other.same,
        one.off_sale + other.off_sale,
    )
