"""What the tools returned in one turn: the only things that a reply may claim.

Every tool that shows an agent something cites it here. The guard compares a reply with these facts, and what was
sent keeps its receipt: which claim rests on which fact.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from dragoman.base.money import Money
from dragoman.catalogue.model import Product

FactKind = Literal[
    "price",
    "was",
    "offer",
    "fee",
    "free_from",
    "subtotal",
    "discount",
    "total",
    "percent",
    "days",
    "stock",
    "order",
    "product",
    "link",
    "text",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a tool returned: an amount, a number, or words. ``source`` is the tool.

    ``sku`` is the product that it is about, ``None`` for the shop's rules and totals. ``version`` is the
    catalogue's version at that moment.
    """

    kind: FactKind
    source: str
    sku: str | None = None
    money: Money | None = None
    number: Decimal | None = None
    text: str | None = None
    version: int | None = None


@dataclass(slots=True)
class Evidence:
    """The facts of one turn, in the order in which they were cited."""

    version: int | None = None
    facts: list[Fact] = field(default_factory=list)
    products: dict[str, Product] = field(default_factory=dict)

    def cite_product(self, product: Product, *, source: str) -> None:
        """A product's names, prices, offers, stock, pictures and stated details."""
        self.products[product.sku] = product

    def cite_text(self, text: str, *, source: str) -> None:
        """Words of the shop's own (a policy, an answer): the amounts, numbers and links in them are supported."""
        self.facts.append(Fact("text", source, text=text, version=self.version))
