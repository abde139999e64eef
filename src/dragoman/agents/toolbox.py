"""The tools of one turn: what an agent may ask, each in a transaction of that shop's own."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from dragoman.agents.base import StoredFile
from dragoman.agents.evidence import Evidence
from dragoman.base import blobs
from dragoman.base.db import PASSING, Database, TenantTx
from dragoman.base.ids import ConversationId, MessageId, TenantId
from dragoman.base.money import format_money
from dragoman.catalogue import store as catalogue
from dragoman.catalogue.model import Product, SearchResult
from dragoman.catalogue.search import search
from dragoman.catalogue.search.meaning import ByMeaning
from dragoman.conversations.files import list_files
from dragoman.orders import placing
from dragoman.orders.form import form_of
from dragoman.orders.model import CartLine, KnownCustomer, OrderForm, PlacedOrder, Problem, Quote, Requoted
from dragoman.orders.placing import Answering
from dragoman.tenants import store as tenants
from dragoman.tenants.model import ShopInfo

Result = TypeVar("Result")
_FETCHED_WITHIN_S, _LOOK_AGAIN_S = 6.0, 0.25

Change = Callable[[], AbstractAsyncContextManager[TenantTx]]


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What the tools of one turn are bound to. No tool takes any of it.

    ``change`` opens a transaction for what changes the world: it proves first that this worker still owns the turn
    and that nobody took the conversation over, and raises ``FenceLost`` otherwise. ``from_seq`` is the first of the
    customer's unanswered messages, the same however often the turn is tried, whatever arrives meanwhile;
    ``confirmed_by`` the id of the first of them, and ``through_seq`` the last that the turn has read. ``actor`` is who
    acts, as facts name them.
    """

    database: Database
    tenant_id: TenantId
    conversation_id: ConversationId
    from_seq: int
    confirmed_by: MessageId | None
    change: Change
    through_seq: int = 0
    actor: str = "agent"


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a tool, for the story of the turn: plain JSON, what was asked and what came of it."""

    tool: str
    arguments: Mapping[str, Any]
    result: Any
    ms: float


@dataclass(slots=True)
class ShopToolbox:
    """The tools of one turn. ``calls`` is what was asked so far; ``meaning`` helps where words find little."""

    context: ToolContext
    evidence: Evidence = field(default_factory=Evidence)
    calls: list[Call] = field(default_factory=list)
    meaning: ByMeaning | None = None
    _shop: ShopInfo | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.evidence.tenant = self.context.tenant_id

    def _read(self) -> AbstractAsyncContextManager[TenantTx]:
        return self.context.database.as_tenant(self.context.tenant_id)

    def _read_at_once(self) -> AbstractAsyncContextManager[TenantTx]:
        """For what is one statement: one round trip instead of three."""
        return self.context.database.in_one_statement(self.context.tenant_id)

    async def _shop_of_this_turn(self) -> ShopInfo:
        """What the shop says of itself, read once in a turn. Quotes and orders read it again, in their own."""
        if self._shop is None:
            async with self._read_at_once() as tx:
                self._shop = await tenants.shop_info(tx)
            self.evidence.version = self._shop.catalogue_version
        return self._shop

    def _note(self, tool: str, arguments: Mapping[str, Any], result: Any, started: float) -> None:
        self.calls.append(Call(tool, arguments, result, round((time.monotonic() - started) * 1000, 1)))

    async def list_products(self, limit: int = 500) -> Sequence[Product]:
        """The products on sale, in the shop's own order, as the database holds them at this moment."""
        started = time.monotonic()
        async with self._read_at_once() as tx:
            products = await catalogue.list_products(tx, limit)
        self._note("list_products", {"limit": limit}, len(products), started)
        return products

    async def search_products(self, queries: Sequence[str], limit: int = 5) -> SearchResult:
        """The products on sale that the words mean, best first; each is cited. Several queries are joined."""
        started = time.monotonic()
        async with self._read() as tx:
            found = await search(tx, queries, limit=limit)
        if self.meaning is not None:
            context = self.context
            found = await self.meaning.widen(context.database, context.tenant_id, queries, found, limit)
        for match in found.matches:
            self.evidence.cite_product(match.product, source="search_products")
        told = {"skus": [match.product.sku for match in found.matches], "coverage": found.coverage}
        self._note("search_products", {"queries": list(queries), "limit": limit}, told, started)
        return found

    async def get_product(self, sku: str) -> Product | None:
        """One product on sale as the database holds it now; it is cited."""
        started = time.monotonic()
        async with self._read_at_once() as tx:
            product = await catalogue.get_product(tx, sku)
        if product is not None and not product.active:
            product = None
        if product is not None:
            self.evidence.cite_product(product, source="get_product")
        self._note("get_product", {"sku": sku}, None if product is None else product.name, started)
        return product

    async def shop_info(self) -> ShopInfo:
        """About, delivery, policies, questions and answers; what is confirmed of it is cited."""
        started = time.monotonic()
        info = await self._shop_of_this_turn()
        self.evidence.cite_shop(info, source="shop_info")
        self._note("shop_info", {}, None, started)
        return info

    async def order_form(self) -> OrderForm:
        """What the shop asks for before it takes an order; its questions are cited."""
        started = time.monotonic()
        form = form_of(await self._shop_of_this_turn())
        self.evidence.cite_form(form, source="order_form")
        self._note("order_form", {}, [field.name for field in form.fields if field.required], started)
        return form

    async def customer(self) -> KnownCustomer:
        """What is known of the customer without asking."""
        started = time.monotonic()
        shop = await self._shop_of_this_turn()
        async with self._read() as tx:
            known = await placing.known_customer(tx, self.context.conversation_id, shop)
        self.evidence.recall_customer(known)
        self._note("customer", {}, {"known": sorted(known.details)}, started)
        return known

    async def quote(
        self, lines: Sequence[CartLine], *, code: str | None = None, city: str | None = None
    ) -> Quote | Problem:
        """What a cart costs now; kept until it expires, and cited."""
        started = time.monotonic()
        async with self._read() as tx:
            result = await placing.make_quote(tx, self.context.conversation_id, lines, code=code, city=city)
        asked = {"lines": [asdict(line) for line in lines], "code": code, "city": city}
        self._cite_order_result("quote", result)
        self._note("quote", asked, _plain(result), started)
        return result

    async def place_order(
        self, quote_id: UUID, details: Mapping[str, str]
    ) -> PlacedOrder | Requoted | Problem:
        """Orders what an earlier turn quoted, once, however often it is called."""
        started = time.monotonic()
        result = await self._changing(lambda tx: placing.place(tx, self._answering, quote_id, details))
        self._cite_order_result("place_order", result)
        asked = {"quote_id": str(quote_id), "details": dict(details)}
        self._note("place_order", asked, _plain(result), started)
        return result

    async def order_status(self, number: int | None = None) -> PlacedOrder | None:
        """The order of that number, or the last one: only of the contact who writes."""
        started = time.monotonic()
        async with self._read_at_once() as tx:
            order = await placing.own_order(tx, self.context.conversation_id, number)
        if order is not None:
            self.evidence.cite_order(order, source="order_status")
        self._note("order_status", {"number": number}, order and _plain(order), started)
        return order

    async def cancel_order(self, number: int | None = None) -> PlacedOrder | Problem:
        """Cancels an order that has not been packed yet, and puts its pieces back."""
        started = time.monotonic()
        result = await self._changing(lambda tx: placing.cancel(tx, self._answering, number))
        self._cite_order_result("cancel_order", result)
        self._note("cancel_order", {"number": number}, _plain(result), started)
        return result

    async def file_of(self, message_id: MessageId) -> StoredFile | None:
        """The file that a message came with: it is fetched by a job of its own, which is waited for a little."""
        started = time.monotonic()
        while True:
            async with self._read() as tx:
                file = (await list_files(tx, [message_id])).get(message_id)
                name = file.sha256 if file is not None else None
                data = await blobs.get(tx, name) if name is not None else None
            waiting = file is not None and file.status == "waiting"
            if not waiting or time.monotonic() - started > _FETCHED_WITHIN_S:
                break
            await asyncio.sleep(_LOOK_AGAIN_S)
        self._note("file_of", {"message_id": str(message_id)}, file and file.status, started)
        if file is None or data is None:
            return None
        return StoredFile(file.media_type or "application/octet-stream", data)

    @property
    def _answering(self) -> Answering:
        context = self.context
        return Answering(
            context.conversation_id,
            context.from_seq,
            context.through_seq,
            context.confirmed_by,
            context.actor,
        )

    async def _changing(self, change: Callable[[TenantTx], Awaitable[Result]]) -> Result:
        """A change in the turn's own transaction; tried once more where another's lock got in its way."""
        try:
            async with self.context.change() as tx:
                return await change(tx)
        except PASSING:
            async with self.context.change() as tx:
                return await change(tx)

    def _cite_order_result(self, tool: str, result: Quote | PlacedOrder | Requoted | Problem) -> None:
        match result:
            case Quote():
                self.evidence.cite_quote(result, source=tool)
            case PlacedOrder():
                self.evidence.cite_order(result, source=tool)
            case Requoted(quote=quote):
                self.evidence.cite_quote(quote, source=tool)
            case Problem():
                self.evidence.cite_problem(result, source=tool)


def _plain(result: Quote | PlacedOrder | Requoted | Problem) -> dict[str, Any]:
    """What came of an order tool, as the story of the turn tells it."""
    match result:
        case Quote():
            return {
                "quote": str(result.id),
                "total": format_money(result.total),
                "version": result.catalogue_version,
            }
        case PlacedOrder():
            told = {"order": str(result.id), "number": result.number, "status": result.status}
            return {**told, "total": format_money(result.total), "fresh": result.fresh}
        case Requoted(quote=quote):
            return {**_plain(quote), "requoted": list(result.changed)}
        case Problem():
            return {name: value for name, value in asdict(result).items() if value not in (None, ())}
