"""Changes to one product, as the shop's staff make them. Each raises ``NotFound`` for a product that is not there."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from dragoman.base.db import TenantTx
from dragoman.base.errors import ConfigError, NotFound
from dragoman.base.money import parse_money
from dragoman.catalogue import store
from dragoman.catalogue.model import Product
from dragoman.catalogue.pictures import read_picture, store_picture
from dragoman.catalogue.rows import read_stock
from dragoman.tenants import product_store
from dragoman.tenants.entries import Picture

Edit = Callable[[TenantTx], Awaitable[None]]

MOST_PICTURES = 20

SET_PRICE = """
    UPDATE products
    SET price_minor = %(price_minor)s, updated_at = now()
    WHERE sku = %(sku)s
"""
SET_VARIANT_PRICE = """
    UPDATE product_variants
    SET price_minor = %(price_minor)s
    WHERE sku = %(sku)s AND variant = %(variant)s
"""
SET_PICTURES = """
    UPDATE products
    SET image_url = %(image_url)s, images = %(images)s, updated_at = now()
    WHERE sku = %(sku)s
"""


async def product_named(tx: TenantTx, sku: str) -> Product:
    """The product with this sku, on sale or not."""
    product = await store.get_product(tx, sku)
    if product is None:
        raise NotFound(f"there is no product {sku!r}; see: dragoman catalogue list")
    return product


async def set_stock(tx: TenantTx, sku: str, stock: str, *, variant: str | None = None) -> None:
    """Says what is in stock: a number of pieces, ``in``, ``out`` or ``untracked``.

    Raises ``ConfigError`` for anything else, and for a product that is counted by its variants.
    """
    product = await product_named(tx, sku)
    try:
        seed = read_stock(stock)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    told = {"sku": sku, "stock": seed.stock, "quantity": seed.quantity}
    if variant is not None:
        if not await product_store.set_variant_stock(tx, [{**told, "variant": variant}]):
            raise _no_variant(product, variant)
        return
    if seed.quantity is not None and any(each.quantity is not None for each in product.variants):
        raise ConfigError(f"{sku} is counted by its variants; say which with --variant")
    await product_store.set_stock(tx, [told])


async def set_price(tx: TenantTx, sku: str, price: str, *, variant: str | None = None) -> None:
    """Says what a product or one of its variants costs. Raises ``ConfigError`` for what is no amount."""
    product = await product_named(tx, sku)
    try:
        minor = parse_money(price.strip(), product.price.currency).minor
    except ValueError as error:
        raise ConfigError(f"{error}; write it as 19.99") from None
    if variant is None:
        await tx.execute(SET_PRICE, {"sku": sku, "price_minor": minor})
    elif not await tx.execute(SET_VARIANT_PRICE, {"sku": sku, "variant": variant, "price_minor": minor}):
        raise _no_variant(product, variant)


async def set_active(tx: TenantTx, sku: str, *, active: bool) -> None:
    """Puts a product on sale, or takes it off."""
    await product_named(tx, sku)
    change = product_store.activate_products if active else product_store.deactivate_products
    await change(tx, [sku])


async def add_image(tx: TenantTx, sku: str, picture: str, *, main: bool = False) -> None:
    """Adds a picture: a web address, or a file of this machine, which is stored. The first is the main one.

    A picture that the product has already is only moved. Raises ``ConfigError`` for anything that is no picture.
    """
    product = await product_named(tx, sku)
    try:
        address = await _address_of(tx, picture)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    others = [each for each in (product.image_url, *product.images) if each and each != address]
    had = [each for each in (product.image_url, *product.images) if each]
    pictures = [address, *others] if main else had if address in had else [*others, address]
    if len(pictures) > MOST_PICTURES:
        raise ConfigError(f"{sku} has {len(had)} pictures already, and may have {MOST_PICTURES}")
    await tx.execute(SET_PICTURES, {"sku": sku, "image_url": pictures[0], "images": pictures[1:]})


async def _address_of(tx: TenantTx, picture: str) -> str:
    if picture.startswith(("https://", "http://")):
        try:
            return TypeAdapter(Picture).validate_python(picture)
        except ValidationError as error:
            raise ValueError(f"{picture}: {error.errors()[0]['msg']}") from None
    return await store_picture(tx, read_picture(Path(picture)))


def _no_variant(product: Product, variant: str) -> NotFound:
    keys = ", ".join(each.key for each in product.variants) or "none"
    return NotFound(f"{product.sku} has no variant {variant!r}; it has: {keys}")
