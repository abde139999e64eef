"""The tools of one turn: what an agent may ask, each in a transaction of that shop's own."""

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from dragoman.agents.evidence import Evidence
from dragoman.base.db import Database, TenantTx
from dragoman.base.ids import ConversationId, MessageId, TenantId
from dragoman.catalogue import store as catalogue
from dragoman.catalogue.model import Product, SearchResult
from dragoman.orders.model import CartLine, KnownCustomer, OrderForm, PlacedOrder, Problem, Quote, Requoted
from dragoman.tenants import store as tenants
from dragoman.tenants.model import ShopInfo

Change = Callable[[], AbstractAsyncContextManager[TenantTx]]


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What the tools of one turn are bound to. No tool takes any of it.

    ``change`` opens a transaction for what changes the world: it proves first that this worker still owns the turn
    and that nobody took the conversation over, and raises ``FenceLost`` otherwise. ``from_seq`` is the first of the
    customer's unanswered messages and ``confirmed_by`` the id of the first of them: the same however often the turn
    is tried, whatever arrives meanwhile.
    """

    database: Database
    tenant_id: TenantId
    conversation_id: ConversationId
    from_seq: int
    confirmed_by: MessageId | None
    change: Change


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a tool, for the story of the turn: plain JSON, what was asked and what came of it."""

    tool: str
    arguments: Mapping[str, Any]
    result: Any
    ms: float


@dataclass(slots=True)
class ShopToolbox:
    """The tools of one turn. ``calls`` is what was asked so far."""

    context: ToolContext
    evidence: Evidence = field(default_factory=Evidence)
    calls: list[Call] = field(default_factory=list)

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[TenantTx]:
        async with self.context.database.as_tenant(self.context.tenant_id) as tx:
            yield tx

    def _note(self, tool: str, arguments: Mapping[str, Any], result: Any, started: float) -> None:
        self.calls.append(Call(tool, arguments, result, round((time.monotonic() - started) * 1000, 1)))

    async def list_products(self, limit: int = 500) -> Sequence[Product]:
        """The products on sale, in the shop's own order, as the database holds them at this moment."""
        started = time.monotonic()
        async with self._read() as tx:
            products = await catalogue.list_products(tx, limit)
        self._note("list_products", {"limit": limit}, len(products), started)
        return products

    async def search_products(self, queries: Sequence[str], limit: int = 5) -> SearchResult:
        """The products that the words mean, best first."""
        raise NotImplementedError

    async def get_product(self, sku: str) -> Product | None:
        """One product on sale as the database holds it now; it is cited."""
        started = time.monotonic()
        async with self._read() as tx:
            product = await catalogue.get_product(tx, sku)
            self.evidence.version = await catalogue.catalogue_version(tx)
        if product is not None and not product.active:
            product = None
        if product is not None:
            self.evidence.cite_product(product, source="get_product")
        self._note("get_product", {"sku": sku}, None if product is None else product.name, started)
        return product

    async def shop_info(self) -> ShopInfo:
        """About, delivery, policies, questions and answers."""
        started = time.monotonic()
        async with self._read() as tx:
            info = await tenants.shop_info(tx)
        self._note("shop_info", {}, None, started)
        return info

    async def order_form(self) -> OrderForm:
        """What the shop asks for before it takes an order."""
        raise NotImplementedError

    async def customer(self) -> KnownCustomer:
        """What is known of the customer without asking."""
        raise NotImplementedError

    async def quote(
        self, lines: Sequence[CartLine], *, code: str | None = None, city: str | None = None
    ) -> Quote | Problem:
        """What a cart costs now."""
        raise NotImplementedError

    async def place_order(
        self, quote_id: UUID, details: Mapping[str, str]
    ) -> PlacedOrder | Requoted | Problem:
        """Orders what an earlier turn quoted, once, however often it is called."""
        raise NotImplementedError

    async def order_status(self, number: int | None = None) -> PlacedOrder | None:
        """The order of that number, or the last one: only of the contact who writes."""
        raise NotImplementedError

    async def cancel_order(self, number: int | None = None) -> PlacedOrder | Problem:
        """Cancels an order that has not been packed yet."""
        raise NotImplementedError
