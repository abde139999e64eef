"""Counted pieces: taken by who orders, put back when an order is cancelled. Never below nothing."""

from collections.abc import Mapping, Sequence

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx

# In the order of their skus, whoever orders what: nobody then waits for somebody who waits for them. Of what nobody
# counts any number may be ordered at once.
LOCK_PRODUCTS = """
    SELECT sku
    FROM products
    WHERE sku = ANY(%(skus)s) AND quantity IS NOT NULL
    ORDER BY sku
    FOR NO KEY UPDATE
"""
LOCK_VARIANTS = """
    SELECT sku, variant
    FROM product_variants
    WHERE sku = ANY(%(skus)s) AND quantity IS NOT NULL
    ORDER BY sku, variant
    FOR NO KEY UPDATE
"""

TAKE_FROM_PRODUCTS = """
    UPDATE products AS p
    SET quantity = p.quantity - t.pieces,
        stock = CASE WHEN p.quantity > t.pieces THEN 'in' ELSE 'out' END,
        updated_at = now()
    FROM jsonb_to_recordset(%(taken)s) AS t (sku text, pieces integer)
    WHERE p.sku = t.sku AND p.quantity >= t.pieces
"""
TAKE_FROM_VARIANTS = """
    UPDATE product_variants AS v
    SET quantity = v.quantity - t.pieces,
        stock = CASE WHEN v.quantity > t.pieces THEN 'in' ELSE 'out' END
    FROM jsonb_to_recordset(%(taken)s) AS t (sku text, variant text, pieces integer)
    WHERE v.sku = t.sku AND v.variant = t.variant AND v.quantity >= t.pieces
"""
# Where the shop has stopped counting meanwhile there is nothing to put back.
PUT_BACK_TO_PRODUCTS = """
    UPDATE products AS p
    SET quantity = p.quantity + t.pieces, stock = 'in', updated_at = now()
    FROM jsonb_to_recordset(%(taken)s) AS t (sku text, pieces integer)
    WHERE p.sku = t.sku AND p.quantity IS NOT NULL
"""
PUT_BACK_TO_VARIANTS = """
    UPDATE product_variants AS v
    SET quantity = v.quantity + t.pieces, stock = 'in'
    FROM jsonb_to_recordset(%(taken)s) AS t (sku text, variant text, pieces integer)
    WHERE v.sku = t.sku AND v.variant = t.variant AND v.quantity IS NOT NULL
"""


async def lock_products(tx: TenantTx, skus: Sequence[str]) -> None:
    """Nobody else changes how many are left of these until the transaction ends. Of those that are counted, that is."""
    await tx.execute(LOCK_PRODUCTS, {"skus": list(skus)})
    await tx.execute(LOCK_VARIANTS, {"skus": list(skus)})


async def take_pieces(
    tx: TenantTx, products: Mapping[str, int], variants: Mapping[tuple[str, str], int]
) -> bool:
    """Takes counted pieces off what is left; whether there were enough of everything."""
    of_products, of_variants = _taken(products, variants)
    enough = True
    if products:
        enough = await tx.execute(TAKE_FROM_PRODUCTS, {"taken": of_products}) == len(products)
    if variants and enough:
        enough = await tx.execute(TAKE_FROM_VARIANTS, {"taken": of_variants}) == len(variants)
    return enough


async def put_back_pieces(
    tx: TenantTx, products: Mapping[str, int], variants: Mapping[tuple[str, str], int]
) -> None:
    """Puts counted pieces back."""
    of_products, of_variants = _taken(products, variants)
    if products:
        await tx.execute(PUT_BACK_TO_PRODUCTS, {"taken": of_products})
    if variants:
        await tx.execute(PUT_BACK_TO_VARIANTS, {"taken": of_variants})


def _taken(products: Mapping[str, int], variants: Mapping[tuple[str, str], int]) -> tuple[Jsonb, Jsonb]:
    of_variants = [
        {"sku": sku, "variant": variant, "pieces": pieces} for (sku, variant), pieces in variants.items()
    ]
    return Jsonb([{"sku": sku, "pieces": pieces} for sku, pieces in products.items()]), Jsonb(of_variants)
