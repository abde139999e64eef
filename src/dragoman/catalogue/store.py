"""Reading the catalogue of one shop."""

from collections import defaultdict
from typing import Any, cast

from dragoman.base.db import TenantTx
from dragoman.base.money import Money, parse_money
from dragoman.catalogue.model import Offer, Product, Stock, Variant
from dragoman.tenants.apply_store import ProductRow, list_product_rows, list_variant_rows

CATALOGUE_VERSION = "SELECT catalogue_version FROM shop_profiles"


async def list_products(tx: TenantTx) -> list[Product]:
    """Every product on sale with its variants, in the shop's own order. Always two statements."""
    variants: defaultdict[str, list[Variant]] = defaultdict(list)
    rows = await list_product_rows(tx)
    currency_of = {row.sku: row.currency for row in rows}
    for row in await list_variant_rows(tx):
        if row.sku in currency_of:
            price = Money(currency_of[row.sku], row.price_minor)
            variants[row.sku].append(Variant(row.variant, row.title, price))
    return [_product(row, tuple(variants[row.sku])) for row in rows]


async def catalogue_version(tx: TenantTx) -> int:
    """A number that rises with every change of the shop's products, questions or profile."""
    return int(await tx.value(CATALOGUE_VERSION) or 0)


def _product(row: ProductRow, variants: tuple[Variant, ...]) -> Product:
    was = row.compare_at_minor
    return Product(
        sku=row.sku,
        name=row.name,
        price=Money(row.currency, row.price_minor),
        compare_at=None if was is None else Money(row.currency, was),
        category=row.category,
        summary=row.summary,
        names=row.names,
        aliases=tuple(row.aliases),
        variants=variants,
        offers=tuple(_offer(offer, row.currency) for offer in row.offers),
        stock=cast(Stock, row.stock),
        details=row.details,
        image_url=row.image_url,
    )


def _offer(offer: dict[str, Any], currency: str) -> Offer:
    unit, total = offer.get("unit_price"), offer.get("total")
    return Offer(
        quantity=offer["quantity"],
        unit_price=None if unit is None else parse_money(unit, currency),
        total=None if total is None else parse_money(total, currency),
    )
