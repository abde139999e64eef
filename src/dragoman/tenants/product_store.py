"""The SQL of a shop's products: reading them with their variants, and making them what a file says."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product. Each variant holds ``key``, ``title``, ``price_minor``, ``options``, ``stock`` and ``quantity``."""

    sku: str
    position: int
    name: str
    names: dict[str, str]
    aliases: list[str]
    brand: str | None
    category: str | None
    summary: str | None
    summaries: dict[str, str]
    price_minor: int
    compare_at_minor: int | None
    currency: str
    offers: list[dict[str, Any]]
    stock: str
    quantity: int | None
    details: dict[str, Any]
    image_url: str | None
    images: list[str]
    active: bool
    variants: list[dict[str, Any]]
    catalogue_version: int | None


# The version comes of the same snapshot as the rows, and is read once for all of them.
_PRODUCTS = """
    SELECT sku, position, name, names, aliases, brand, category, summary, summaries, price_minor,
           compare_at_minor, currency, offers, stock, quantity, details, image_url, images, active,
           coalesce((SELECT jsonb_agg(jsonb_build_object(
                                'key', v.variant, 'title', v.title, 'price_minor', v.price_minor,
                                'options', v.options, 'stock', v.stock, 'quantity', v.quantity)
                            ORDER BY v.position, v.variant)
                     FROM product_variants AS v
                     WHERE v.tenant_id = p.tenant_id AND v.sku = p.sku), '[]') AS variants,
           (SELECT s.catalogue_version FROM shop_profiles AS s) AS catalogue_version
    FROM products AS p
"""
LIST_PRODUCTS = (
    _PRODUCTS
    + """    WHERE active
    ORDER BY position, sku
    LIMIT %(limit)s
"""
)
FIND_PRODUCTS = (
    _PRODUCTS
    + """    WHERE sku = ANY(%(skus)s)
"""
)
EVERY_PRODUCT = (
    _PRODUCTS
    + """
    ORDER BY position, sku
"""
)
LIST_LANGUAGES = "SELECT DISTINCT jsonb_object_keys(names || summaries) FROM products ORDER BY 1"
# Stock is not among what is replaced: a file only seeds it. In the order of their skus, as orders lock them: nobody
# then waits for somebody who waits for them.
UPSERT_PRODUCTS = """
    INSERT INTO products (sku, position, name, names, aliases, brand, category, summary, summaries, price_minor,
                          compare_at_minor, currency, offers, details, image_url, images, stock, quantity)
    SELECT sku, position, name, names, aliases, brand, category, summary, summaries, price_minor,
           compare_at_minor, currency, offers, details, image_url, images, stock, quantity
    FROM jsonb_to_recordset(%(products)s) AS p (
         sku text, position integer, name text, names jsonb, aliases text[], brand text, category text,
         summary text, summaries jsonb, price_minor bigint, compare_at_minor bigint, currency text, offers jsonb,
         details jsonb, image_url text, images text[], stock text, quantity integer)
    ORDER BY sku
    ON CONFLICT (tenant_id, sku) DO UPDATE
    SET position = EXCLUDED.position, name = EXCLUDED.name, names = EXCLUDED.names,
        aliases = EXCLUDED.aliases, brand = EXCLUDED.brand, category = EXCLUDED.category,
        summary = EXCLUDED.summary, summaries = EXCLUDED.summaries, price_minor = EXCLUDED.price_minor,
        compare_at_minor = EXCLUDED.compare_at_minor, currency = EXCLUDED.currency, offers = EXCLUDED.offers,
        details = EXCLUDED.details, image_url = EXCLUDED.image_url, images = EXCLUDED.images, active = true,
        updated_at = now()
"""
DEACTIVATE_PRODUCTS = """
    UPDATE products
    SET active = false, updated_at = now()
    WHERE sku = ANY(%(skus)s) AND active
"""
DELETE_OTHER_VARIANTS = """
    DELETE FROM product_variants v
    WHERE v.sku = ANY(%(skus)s)
      AND NOT EXISTS (
        SELECT 1
        FROM jsonb_to_recordset(%(variants)s) AS k (sku text, variant text)
        WHERE k.sku = v.sku AND k.variant = v.variant)
"""
UPSERT_VARIANTS = """
    INSERT INTO product_variants (sku, variant, position, title, price_minor, options, stock, quantity)
    SELECT sku, variant, position, title, price_minor, options, stock, quantity
    FROM jsonb_to_recordset(%(variants)s)
         AS k (sku text, variant text, position integer, title text, price_minor bigint, options jsonb,
               stock text, quantity integer)
    ON CONFLICT (tenant_id, sku, variant) DO UPDATE
    SET position = EXCLUDED.position, title = EXCLUDED.title, price_minor = EXCLUDED.price_minor,
        options = EXCLUDED.options
"""


SET_STOCK = """
    UPDATE products AS p
    SET stock = s.stock, quantity = s.quantity, updated_at = now()
    FROM jsonb_to_recordset(%(products)s) AS s (sku text, stock text, quantity integer)
    WHERE p.sku = s.sku
"""
SET_VARIANT_STOCK = """
    UPDATE product_variants AS v
    SET stock = s.stock, quantity = s.quantity
    FROM jsonb_to_recordset(%(variants)s) AS s (sku text, variant text, stock text, quantity integer)
    WHERE v.sku = s.sku AND v.variant = s.variant
"""
ACTIVATE_PRODUCTS = """
    UPDATE products
    SET active = true, updated_at = now()
    WHERE sku = ANY(%(skus)s) AND NOT active
"""
LIST_ACTIVE_SKUS = "SELECT sku FROM products WHERE active"
NEXT_POSITION = "SELECT coalesce(max(position) + 1, 0) FROM products"


async def list_product_rows(tx: TenantTx, limit: int | None = None) -> list[ProductRow]:
    """Products on sale, in the shop's order."""
    return await tx.fetch_all(ProductRow, LIST_PRODUCTS, {"limit": limit})


def stream_products(tx: TenantTx) -> AsyncIterator[ProductRow]:
    """Every product, on sale or not, in the shop's order, as they are at one moment; never all of them in memory."""
    return tx.stream(ProductRow, EVERY_PRODUCT)


async def list_languages(tx: TenantTx) -> list[str]:
    """The languages in which products have names or summaries of their own."""
    return [language for (language,) in await tx.fetch_tuples(LIST_LANGUAGES)]


async def find_product_rows(tx: TenantTx, skus: Sequence[str]) -> list[ProductRow]:
    """The products with these skus, on sale or not, in no order."""
    return await tx.fetch_all(ProductRow, FIND_PRODUCTS, {"skus": list(skus)})


async def upsert_products(
    tx: TenantTx, products: Sequence[Mapping[str, Any]], variants: Sequence[Mapping[str, Any]]
) -> None:
    """Makes or replaces products with all their variants; the stock of those that exist stays."""
    skus = [product["sku"] for product in products]
    await tx.execute(UPSERT_PRODUCTS, {"products": Jsonb(list(products))})
    await tx.execute(DELETE_OTHER_VARIANTS, {"skus": skus, "variants": Jsonb(list(variants))})
    await tx.execute(UPSERT_VARIANTS, {"variants": Jsonb(list(variants))})


async def deactivate_products(tx: TenantTx, skus: Sequence[str]) -> int:
    """Takes products off sale, how many were on it; orders and conversations may still name them."""
    return await tx.execute(DEACTIVATE_PRODUCTS, {"skus": list(skus)})


async def activate_products(tx: TenantTx, skus: Sequence[str]) -> int:
    """Puts products on sale; how many were not."""
    return await tx.execute(ACTIVATE_PRODUCTS, {"skus": list(skus)})


async def set_stock(tx: TenantTx, products: Sequence[Mapping[str, Any]]) -> int:
    """Says what is in stock (``sku``, ``stock``, ``quantity``), whatever it was; how many of them there are."""
    return await tx.execute(SET_STOCK, {"products": Jsonb(list(products))})


async def set_variant_stock(tx: TenantTx, variants: Sequence[Mapping[str, Any]]) -> int:
    """Says what is in stock of variants (``sku``, ``variant``, ``stock``, ``quantity``); how many there are."""
    return await tx.execute(SET_VARIANT_STOCK, {"variants": Jsonb(list(variants))})


async def list_active_skus(tx: TenantTx) -> list[str]:
    """What is on sale."""
    return [sku for (sku,) in await tx.fetch_tuples(LIST_ACTIVE_SKUS)]


async def next_position(tx: TenantTx) -> int:
    """The place behind the shop's last product."""
    return int(await tx.value(NEXT_POSITION))
