"""The SQL of a shop's products: reading them with their variants, and making them what a file says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product. Each variant holds ``key``, ``title``, ``price_minor``, ``options``, ``stock`` and ``quantity``."""

    sku: str
    name: str
    names: dict[str, str]
    aliases: list[str]
    brand: str | None
    category: str | None
    summary: str | None
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


LIST_PRODUCTS = """
    SELECT sku, name, names, aliases, brand, category, summary, price_minor, compare_at_minor, currency, offers,
           stock, quantity, details, image_url, images, active,
           coalesce((SELECT jsonb_agg(jsonb_build_object(
                                'key', v.variant, 'title', v.title, 'price_minor', v.price_minor,
                                'options', v.options, 'stock', v.stock, 'quantity', v.quantity)
                            ORDER BY v.position, v.variant)
                     FROM product_variants AS v
                     WHERE v.tenant_id = p.tenant_id AND v.sku = p.sku), '[]') AS variants
    FROM products AS p
    WHERE active
    ORDER BY position, sku
    LIMIT %(limit)s
"""
FIND_PRODUCTS = """
    SELECT sku, name, names, aliases, brand, category, summary, price_minor, compare_at_minor, currency, offers,
           stock, quantity, details, image_url, images, active,
           coalesce((SELECT jsonb_agg(jsonb_build_object(
                                'key', v.variant, 'title', v.title, 'price_minor', v.price_minor,
                                'options', v.options, 'stock', v.stock, 'quantity', v.quantity)
                            ORDER BY v.position, v.variant)
                     FROM product_variants AS v
                     WHERE v.tenant_id = p.tenant_id AND v.sku = p.sku), '[]') AS variants
    FROM products AS p
    WHERE sku = ANY(%(skus)s)
"""
# Stock is not among what is replaced: a file only seeds it.
UPSERT_PRODUCTS = """
    INSERT INTO products (sku, position, name, names, aliases, brand, category, summary, price_minor,
                          compare_at_minor, currency, offers, details, image_url, images, stock, quantity)
    SELECT sku, position, name, names, aliases, brand, category, summary, price_minor,
           compare_at_minor, currency, offers, details, image_url, images, stock, quantity
    FROM jsonb_to_recordset(%(products)s) AS p (
         sku text, position integer, name text, names jsonb, aliases text[], brand text, category text,
         summary text, price_minor bigint, compare_at_minor bigint, currency text, offers jsonb, details jsonb,
         image_url text, images text[], stock text, quantity integer)
    ON CONFLICT (tenant_id, sku) DO UPDATE
    SET position = EXCLUDED.position, name = EXCLUDED.name, names = EXCLUDED.names,
        aliases = EXCLUDED.aliases, brand = EXCLUDED.brand, category = EXCLUDED.category,
        summary = EXCLUDED.summary, price_minor = EXCLUDED.price_minor,
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


async def list_product_rows(tx: TenantTx, limit: int | None = None) -> list[ProductRow]:
    """Products on sale, in the shop's order."""
    return await tx.fetch_all(ProductRow, LIST_PRODUCTS, {"limit": limit})


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


async def deactivate_products(tx: TenantTx, skus: Sequence[str]) -> None:
    """Takes products off sale; orders and conversations may still name them."""
    await tx.execute(DEACTIVATE_PRODUCTS, {"skus": list(skus)})
