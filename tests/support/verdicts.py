"""What a shop's answer must be, in a word and a value, and what an answer may never hold.

The word is ``product`` (exactly these, with their prices in the text), ``order``, ``which`` (asked among exactly
these), ``near`` (offered as the closest), ``nothing``, or the topic of the answer.
"""

import re
from collections.abc import Mapping
from typing import Any

from dragoman.agents.base import Reply
from dragoman.base.money import format_money
from tests.support.agents import ShopInTest, text_of


def cases_of(**tables: str) -> list[tuple[str, str, str, str]]:
    """The lines ``language | said | expected`` of each shop's table, with the shop in front."""
    return [
        (slug, *(cell.strip() for cell in line.split("|")))  # type: ignore[misc]
        for slug, table in tables.items()
        for line in table.strip().splitlines()
    ]


async def what_is_wrong(
    shop: ShopInTest, said: str, expected: str, *, state: Mapping[str, Any] | None = None
) -> str | None:
    """What is wrong with the answer to ``said``, or ``None``."""
    return wrong_in(shop, await shop.asked(said, state=state), expected)


def wrong_in(shop: ShopInTest, reply: Reply, expected: str) -> str | None:
    """What is wrong with ``reply``, or ``None``."""
    verdict, *skus = expected.split()
    topics, told = list(reply.trace["topics"]), text_of(reply)
    products = {product.sku: product for product in shop.tools.products}
    seen = f"{topics} {reply.trace['skus']}: {told}"
    if verdict == "nothing":
        return None if not topics else seen
    if verdict not in topics and not (verdict == "product" and {"product", "usage", "image"} & set(topics)):
        return seen
    if skus and sorted(reply.trace["skus"]) != sorted(skus):
        return seen
    prices = [format_money(products[sku].price) for sku in skus]
    return None if all(price in told for price in prices) else seen


def amounts_not_of(shop: ShopInTest, text: str) -> list[str]:
    """The amounts in ``text`` that neither the catalogue, nor the confirmed delivery rule, nor a quote holds."""
    known = []
    for product in shop.tools.products:
        known += [product.price, product.compare_at, *(variant.price for variant in product.variants)]
        known += [amount for offer in product.offers for amount in (offer.unit_price, offer.total)]
    delivery = shop.tools.info.delivery
    known += [delivery.fee, delivery.free_from] if delivery.confirmed else []
    for quote, _ in shop.tools.quotes.values():
        known += [quote.subtotal, quote.discount, quote.delivery, quote.total]
        known += [amount for line in quote.lines for amount in (line.unit, line.total)]
    written = {format_money(amount) for amount in known if amount is not None}
    return [amount for amount in re.findall(r"\$\d+(?:,\d{3})*(?:\.\d+)?", text) if amount not in written]
