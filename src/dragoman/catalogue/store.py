"""Reading the catalogue of one shop."""

from collections.abc import Sequence
from typing import Any, cast

from dragoman.base.db import TenantTx
from dragoman.base.money import Money, parse_money
from dragoman.catalogue.model import Offer, Product, Stock, Variant
from dragoman.tenants.product_store import ProductRow, find_product_rows, list_product_rows

CATALOGUE_VERSION = "SELECT catalogue_version FROM shop_profiles"
CATALOGUE_SIZE = "SELECT count(*) FROM products WHERE active"


async def list_products(tx: TenantTx, limit: int | None = None) -> list[Product]:
    """Every product on sale with its variants, or the first ``limit``, in the shop's own order. One statement."""
    return [product_of(row) for row in await list_product_rows(tx, limit)]


async def get_products(tx: TenantTx, skus: Sequence[str]) -> list[Product]:
    """The products with these skus, on sale or not, in the order of ``skus``. One statement."""
    storable = [sku for sku in skus if "\0" not in sku]  # a model may ask for anything
    found = {row.sku: row for row in await find_product_rows(tx, storable)}
    return [product_of(found[sku]) for sku in dict.fromkeys(skus) if sku in found]


async def get_product(tx: TenantTx, sku: str) -> Product | None:
    """The product with this sku, on sale or not (``active`` tells). One statement."""
    found = await get_products(tx, [sku])
    return found[0] if found else None


async def catalogue_size(tx: TenantTx) -> int:
    """How many products are on sale."""
    return int(await tx.value(CATALOGUE_SIZE))


async def catalogue_version(tx: TenantTx) -> int:
    """A number that rises with every change of the shop's products, questions or profile."""
    return int(await tx.value(CATALOGUE_VERSION) or 0)


def product_of(row: ProductRow) -> Product:
    """The product that a row holds."""
    was = row.compare_at_minor
    return Product(
        sku=row.sku,
        name=row.name,
        price=Money(row.currency, row.price_minor),
        compare_at=None if was is None else Money(row.currency, was),
        category=row.category,
        summary=row.summary,
        summaries=row.summaries,
        names=row.names,
        aliases=tuple(row.aliases),
        variants=tuple(_variant(each, row.currency) for each in row.variants),
        offers=tuple(_offer(offer, row.currency) for offer in row.offers),
        stock=cast(Stock, row.stock),
        details=row.details,
        image_url=row.image_url,
        active=row.active,
        brand=row.brand,
        images=tuple(row.images),
        quantity=row.quantity,
        catalogue_version=row.catalogue_version,
    )


def _variant(variant: dict[str, Any], currency: str) -> Variant:
    return Variant(
        key=variant["key"],
        title=variant["title"],
        price=Money(currency, variant["price_minor"]),
        options=variant["options"],
        quantity=variant["quantity"],
        stock=variant["stock"],
    )


def _offer(offer: dict[str, Any], currency: str) -> Offer:
    unit, total = offer.get("unit_price"), offer.get("total")
    return Offer(
        quantity=offer["quantity"],
        unit_price=None if unit is None else parse_money(unit, currency),
        total=None if total is None else parse_money(total, currency),
    )
