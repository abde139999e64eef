"""Replies that are true: what a good agent would write over the example shops' facts, in four languages.

Each line of the tables is ``shop | what the tools returned | what the customer had said | the reply``; ``/`` begins a
new line of the reply. What the tools returned are skus, a quote (``quote:sku*2+sku/variant*1``) and the order that came
of it (``order:1042``, ``order:1042:on_the_way``). They hold what is easily taken for a claim: sizes, minutes,
milliampere hours, quantities, ages, telephone numbers, dates, list numbers, prices in other styles.

``honest_later.txt`` was written when the guard already let all of ``honest.txt`` pass. ``honest_open.txt`` and
``honest_shut.txt`` were written together, before the guard saw any of them, and parted by lot: false alarms in the open
half were mended, the shut half was only counted.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import cast
from uuid import UUID

from dragoman.agents.evidence import Evidence
from dragoman.orders.model import CartLine, OrderStatus, PlacedOrder, Quote
from dragoman.orders.pricing import price_cart
from tests.support.agents import ShopInTest, example_shop
from tests.support.liar import evidence_for

HERE = Path(__file__).parent
HONEST = (HERE / "honest.txt").read_text(encoding="utf-8")
LATER = (HERE / "honest_later.txt").read_text(encoding="utf-8")
OPEN = (HERE / "honest_open.txt").read_text(encoding="utf-8")
NEAR_LIES = (HERE / "lies_near.txt").read_text(encoding="utf-8")
"""In the same form, but false: each looks like something that the guard lets through."""
SHUT = (HERE / "honest_shut.txt").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Honest:
    """A true reply, and what it rests on."""

    shop: ShopInTest
    text: str
    evidence: Evidence


def honest_replies(table: str) -> list[Honest]:
    """Every true reply of ``table``, with its evidence."""
    found = []
    for line in table.strip().splitlines():
        slug, returned, heard, text = (cell.strip() for cell in line.split("|"))
        shop = example_shop(slug)
        evidence = _returned(shop, returned.split())
        evidence.hear(heard)
        found.append(Honest(shop, text.replace(" / ", "\n"), evidence))
    return found


def _returned(shop: ShopInTest, parts: list[str]) -> Evidence:
    cart = [
        line for part in parts if part.startswith("quote:") for line in _cart(part.removeprefix("quote:"))
    ]
    skus = [part for part in parts if ":" not in part]
    evidence = evidence_for(shop, (*skus, *(line.sku for line in cart)))
    if not cart:
        return evidence
    quote = price_cart(
        cart, shop.tools.products, shop.tools.info, currency="USD", now=shop.tools.now, version=7
    )
    assert isinstance(quote, Quote), quote
    evidence.cite_quote(quote, source="quote")
    for part in parts:
        if part.startswith("order:"):
            number, _, status = part.removeprefix("order:").partition(":")
            evidence.cite_order(_placed(quote, int(number), status or "new"), source="place_order")
    return evidence


def _cart(written: str) -> list[CartLine]:
    lines = []
    for one in written.split("+"):
        what, _, count = one.partition("*")
        sku, _, variant = what.partition("/")
        lines.append(CartLine(sku, int(count), variant or None))
    return lines


def _placed(quote: Quote, number: int, status: str) -> PlacedOrder:
    return PlacedOrder(
        id=UUID(int=number),
        number=number,
        at=quote.at,
        status=cast(OrderStatus, status),
        lines=quote.lines,
        subtotal=quote.subtotal,
        discount=quote.discount,
        code=quote.code,
        delivery=quote.delivery,
        total=quote.total,
    )
