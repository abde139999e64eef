"""What the agent keeps of a conversation beyond the lines that a turn is handed: kept by code, never by a model. Pure.

It lives in ``Reply.state`` under ``llm``: a running summary of what was spoken of, what is quoted and what was ordered.
The rest of the state is the rules agent's, kept as it would keep it, so that either may answer the next turn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dragoman.base.money import format_money
from dragoman.catalogue.model import Product
from dragoman.orders.model import PlacedOrder, Quote

_MOST_PRODUCTS, _MOST_ORDERS = 8, 5
_REF_DIGITS = 8


@dataclass(frozen=True, slots=True)
class OpenQuote:
    """The quote that the customer was shown last and has not ordered: ``told`` is what it said, in one line.

    ``details`` is what an order of it stores, as the customer was shown it; ``None`` when it was shown without.
    """

    id: UUID
    told: str
    expires_at: datetime
    details: Mapping[str, str] | None = None

    @property
    def ref(self) -> str:
        """What a model calls it: nobody types a whole id without a slip."""
        return ref_of(self.id)


@dataclass(frozen=True, slots=True)
class Memory:
    """The running summary: products by sku, numbers of orders, the open quote."""

    products: Mapping[str, str] = field(default_factory=dict)
    orders: tuple[int, ...] = ()
    quote: OpenQuote | None = None

    def after(
        self,
        shown: Sequence[Product],
        *,
        quote: Quote | None = None,
        details: Mapping[str, str] | None = None,
        placed: PlacedOrder | None = None,
        language: str = "en",
    ) -> "Memory":
        """What is remembered after a turn that showed these products, quoted this, and placed that."""
        products = dict(self.products)
        for product in shown:
            products.pop(product.sku, None)
            products[product.sku] = product.name_in(language)
        kept = dict(list(products.items())[-_MOST_PRODUCTS:])
        if quote is not None:
            now_open = OpenQuote(quote.id, told_of(quote), quote.expires_at, details)
            return replace(self, products=kept, quote=now_open)
        if placed is not None:
            orders = (*(n for n in self.orders if n != placed.number), placed.number)[-_MOST_ORDERS:]
            return replace(self, products=kept, orders=orders, quote=None)
        return replace(self, products=kept)

    def plain(self) -> dict[str, Any]:
        """As JSON, for the state."""
        kept: dict[str, Any] = {"products": dict(self.products), "orders": list(self.orders)}
        if self.quote is not None:
            kept["quote"] = {
                "id": str(self.quote.id),
                "told": self.quote.told,
                "expires_at": self.quote.expires_at.isoformat(),
            }
            if self.quote.details is not None:
                kept["quote"]["details"] = dict(self.quote.details)
        return kept


def memory_of(state: Mapping[str, Any]) -> Memory:
    """What an earlier turn left, read with care: another version may have written it."""
    kept = state.get("llm")
    if not isinstance(kept, Mapping):
        return Memory()
    products, orders = kept.get("products"), kept.get("orders")
    return Memory(
        {str(sku): str(name) for sku, name in products.items()} if isinstance(products, Mapping) else {},
        tuple(n for n in orders if isinstance(n, int)) if isinstance(orders, list | tuple) else (),
        _quote(kept.get("quote")),
    )


def ref_of(quote_id: UUID) -> str:
    """The first digits of a quote's id."""
    return quote_id.hex[:_REF_DIGITS]


def told_of(quote: Quote) -> str:
    """A quote in one line: its positions and its total."""
    lines = ", ".join(f"{line.quantity} x {line.title}" for line in quote.lines)
    return f"{lines}: {format_money(quote.total)}" + (" without delivery" if quote.delivery is None else "")


def _quote(kept: object) -> OpenQuote | None:
    if not isinstance(kept, Mapping):
        return None
    try:
        expires_at = datetime.fromisoformat(str(kept.get("expires_at")))
        details = kept.get("details")
        shown = {str(k): str(v) for k, v in details.items()} if isinstance(details, Mapping) else None
        return OpenQuote(UUID(str(kept.get("id"))), str(kept.get("told")), expires_at, shown)
    except ValueError:
        return None
