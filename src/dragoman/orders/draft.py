"""A cart that a customer sent, made into a draft order: by the catalogue's prices, counted by code. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isfinite
from typing import Any

from dragoman.base.money import Money, format_money, parse_money
from dragoman.catalogue.model import Product
from dragoman.orders.model import DraftLine, DraftOrder

_MOST_LINES = 100
_MOST_PIECES = 100_000
_LONGEST_SKU = 200


def draft_of(
    cart: Mapping[str, Any],
    products: Sequence[Product],
    *,
    currency: str,
    source: str,
    at: datetime,
    note: str | None = None,
) -> DraftOrder | None:
    """The order that ``cart`` (``items`` with ``sku``, ``quantity``, ``price``, ``currency``) asks for.

    ``None`` for a cart without items. Whatever the cart says, prices are those of ``products``.
    """
    given = cart.get("items")
    items = [item for item in given if isinstance(item, Mapping)] if isinstance(given, list | tuple) else []
    if not items:
        return None
    doubts = (
        (f"the cart had {len(items)} lines, only {_MOST_LINES} are kept",) if len(items) > _MOST_LINES else ()
    )
    lines = tuple(_line(item, products, currency) for item in items[:_MOST_LINES])
    return DraftOrder(source, at, currency, lines, note or None, doubts)


def staff_words(draft: DraftOrder) -> str:
    """What staff are told of it: the total, and everything that they should look at before they confirm."""
    total = format_money(draft.total) + ("" if draft.settled else " without what has no price")
    pieces = sum(line.quantity for line in draft.lines)
    doubts = [*draft.doubts, *(f"{line.sku}: {doubt}" for line in draft.lines for doubt in line.doubts)]
    told = f"confirm draft order {str(draft.id)[:8]} with the customer: {pieces} pieces, {total}"
    return "; ".join([told, *doubts])


def _line(item: Mapping[str, Any], products: Sequence[Product], currency: str) -> DraftLine:
    sku = (str(item.get("sku") or "").strip() or "(none)")[:_LONGEST_SKU]
    quantity, doubts = _quantity(item.get("quantity"))
    title, price, more = _in_catalogue(sku, products, currency)
    cart_price = _cart_price(item)
    if price is not None and cart_price is not None and cart_price != price:
        more.append(f"the cart said {format_money(cart_price)}, the catalogue says {format_money(price)}")
    return DraftLine(sku, quantity, title, price, cart_price, (*doubts, *more))


def _quantity(told: Any) -> tuple[int, list[str]]:
    if (
        not isinstance(told, bool)
        and isinstance(told, int | float)
        and isfinite(told)
        and told == int(told)
        and 0 < told <= _MOST_PIECES
    ):
        return int(told), []
    return 1, [f"the cart asked for {told!r} pieces, taken as 1"]


def _cart_price(item: Mapping[str, Any]) -> Money | None:
    price, currency = item.get("price"), item.get("currency")
    if isinstance(price, bool) or not isinstance(price, int | float) or not isinstance(currency, str):
        return None
    try:
        return parse_money(price, currency.strip().upper()[:8])
    except ValueError:
        return None


def _in_catalogue(
    sku: str, products: Sequence[Product], currency: str
) -> tuple[str | None, Money | None, list[str]]:
    """The title and price of a piece, and what is doubtful about them."""
    found = [product for product in products if product.sku.casefold() == sku.casefold()]
    if not found:
        return _as_variant(sku, products, currency)
    product = found[0]
    doubts = ["out of stock"] if product.stock == "out" else []
    prices = {variant.price for variant in product.variants} or {product.price}
    if len(prices) > 1:
        return product.name, None, [*doubts, "comes in variants with prices of their own: ask which"]
    price = prices.pop()
    if price.currency != currency:
        return product.name, None, [*doubts, f"its price is in {price.currency}"]
    return product.name, price, doubts


def _as_variant(
    sku: str, products: Sequence[Product], currency: str
) -> tuple[str | None, Money | None, list[str]]:
    """A cart may name one variant of a product: by its key, if no other product has a variant of that key."""
    found = [(p, v) for p in products for v in p.variants if v.key.casefold() == sku.casefold()]
    if len(found) != 1:
        return None, None, ["not in the catalogue"]
    product, variant = found[0]
    price = variant.price if variant.price.currency == currency else None
    return f"{product.name}, {variant.title}", price, ["out of stock"] if product.stock == "out" else []
