"""What tests of agents need: the example shops as values, and one customer's turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import yaml

from dragoman.agents.base import Chatbot, Line, Reply, StoredFile, TurnInput
from dragoman.agents.evidence import Evidence
from dragoman.agents.rules.agent import RulesAgent
from dragoman.base.ids import ChatbotId, ConversationId, MessageId, TenantId
from dragoman.base.money import Money, parse_money
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Match, Offer, Product, SearchResult, Variant
from dragoman.channels.content import ImageOut, LocationOut, OutContent, TextOut
from dragoman.channels.interactive import ButtonsOut, ListOut
from dragoman.orders.form import checked, form_of
from dragoman.orders.model import CartLine, KnownCustomer, OrderForm, PlacedOrder, Problem, Quote, Requoted
from dragoman.orders.pricing import price_cart, unless_it_holds
from dragoman.tenants.document import EXTRA_SECTIONS
from dragoman.tenants.hours import hours_of
from dragoman.tenants.model import Delivery, Faq, Policy, ShopInfo, Tenant

SHOPS = Path(__file__).parents[2] / "examples" / "shops"
RANA = KnownCustomer("+96170123456", "Rana")
OWN = TenantId(1)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@dataclass
class FixedTools:
    """A Toolbox over values, with its own memory of quotes and orders: agents are tested without a database.

    Time stands still at ``now`` until a test moves it. A quote may be ordered from the next turn on
    (``new_turn``), as with the real one.
    """

    products: tuple[Product, ...]
    info: ShopInfo
    currency: str = "USD"
    known: KnownCustomer = RANA
    now: datetime = NOON
    evidence: Evidence = field(default_factory=lambda: Evidence(OWN))
    quotes: dict[UUID, tuple[Quote, str | None]] = field(default_factory=dict)
    orders: list[PlacedOrder] = field(default_factory=list)
    placed: dict[UUID, int] = field(default_factory=dict)
    files: dict[UUID, StoredFile] = field(default_factory=dict)
    unseen: set[UUID] = field(default_factory=set)
    """The quotes that the customer has not been shown yet."""

    def new_turn(self) -> None:
        """The customer writes again: what was quoted before has been read."""
        self.unseen.clear()
        self.evidence = Evidence(OWN)

    async def list_products(self, limit: int = 500) -> Sequence[Product]:
        return self.products[:limit]

    async def search_products(self, queries: Sequence[str], limit: int = 5) -> SearchResult:
        asked = {word for query in queries for word in words(query)}
        found = [Match(product, _share(asked, product)) for product in self.products]
        best = sorted((match for match in found if match.score), key=lambda match: -match.score)[:limit]
        for match in best:
            self.evidence.cite_product(match.product, source="search_products")
        return SearchResult(tuple(best), best[0].score if best else 0.0)

    async def get_product(self, sku: str) -> Product | None:
        found = next((product for product in self.products if product.sku == sku and product.active), None)
        if found is not None:
            self.evidence.cite_product(found, source="get_product")
        return found

    async def file_of(self, message_id: MessageId) -> StoredFile | None:
        return self.files.get(message_id)

    async def shop_info(self) -> ShopInfo:
        self.evidence.cite_shop(self.info, source="shop_info")
        return self.info

    async def order_form(self) -> OrderForm:
        form = form_of(self.info)
        self.evidence.cite_form(form, source="order_form")
        return form

    async def customer(self) -> KnownCustomer:
        return self.known

    async def quote(
        self, lines: Sequence[CartLine], *, code: str | None = None, city: str | None = None
    ) -> Quote | Problem:
        quote = price_cart(
            lines,
            self.products,
            self.info,
            currency=self.currency,
            now=self.now,
            version=1,
            code=code,
            city=city,
        )
        if isinstance(quote, Quote):
            self._keep(quote, city)
            self.evidence.cite_quote(quote, source="quote")
        else:
            self.evidence.cite_problem(quote, source="quote")
        return quote

    def _keep(self, quote: Quote, city: str | None) -> None:
        self.quotes[quote.id] = (quote, city)
        self.unseen.add(quote.id)

    async def place_order(
        self, quote_id: UUID, details: Mapping[str, str]
    ) -> PlacedOrder | Requoted | Problem:
        result = self._place(quote_id, details)
        match result:
            case PlacedOrder():
                self.evidence.cite_order(result, source="place_order")
            case Requoted(quote=quote):
                self.evidence.cite_quote(quote, source="place_order")
            case Problem():
                self.evidence.cite_problem(result, source="place_order")
        return result

    def _place(self, quote_id: UUID, details: Mapping[str, str]) -> PlacedOrder | Requoted | Problem:
        if quote_id in self.placed:
            return self.orders[self.placed[quote_id]]
        if quote_id not in self.quotes:
            return Problem("no_such_quote")
        if quote_id in self.unseen:
            return Problem("not_yet_confirmed")
        filled = checked(details, self.info)
        if isinstance(filled, Problem):
            return filled
        quote, city = self.quotes[quote_id]
        city = filled.get("city", city)
        other = unless_it_holds(quote, self.products, self.info, city=city, now=self.now, version=1)
        if isinstance(other, Requoted):
            self._keep(other.quote, city)
        if other is not None:
            return other
        order = PlacedOrder(
            id=uuid4(),
            number=1001 + len(self.orders),
            at=self.now,
            status="new",
            lines=quote.lines,
            subtotal=quote.subtotal,
            discount=quote.discount,
            code=quote.code,
            delivery=quote.delivery,
            total=quote.total,
            details=filled,
        )
        self.placed[quote_id] = len(self.orders)
        self.orders.append(order)
        return replace(order, fresh=True)

    async def order_status(self, number: int | None = None) -> PlacedOrder | None:
        found = self._order(number)
        if found is not None:
            self.evidence.cite_order(found, source="order_status")
        return found

    def _order(self, number: int | None) -> PlacedOrder | None:
        return next((order for order in reversed(self.orders) if number in (None, order.number)), None)

    async def cancel_order(self, number: int | None = None) -> PlacedOrder | Problem:
        order = self._order(number)
        if order is None:
            return Problem("no_such_order")
        if order.status not in {"new", "confirmed"}:
            return Problem("too_late")
        cancelled = replace(order, status="cancelled", fresh=True)
        self.orders[order.number - 1001] = replace(cancelled, fresh=False)
        self.evidence.cite_order(cancelled, source="cancel_order")
        return cancelled


def _share(asked: set[str], product: Product) -> float:
    """How much of what was asked the product's names explain."""
    named = {
        word for name in (product.name, *product.names.values(), *product.aliases) for word in words(name)
    }
    return len(asked & named) / len(asked) if asked else 0.0


@dataclass(frozen=True)
class ShopInTest:
    """A shop, its chatbot and its facts."""

    tenant: Tenant
    chatbot: Chatbot
    tools: FixedTools

    def fresh(self) -> "ShopInTest":
        """This shop without anything that was quoted or ordered."""
        tools = self.tools
        return replace(
            self, tools=FixedTools(tools.products, tools.info, tools.currency, tools.known, tools.now)
        )

    def with_(self, *, languages: Mapping[str, Any] | None = None, **info: Any) -> "ShopInTest":
        """This shop with other languages, or other facts of ``ShopInfo``."""
        chatbot = self.chatbot if languages is None else replace(self.chatbot, languages=languages)
        return replace(
            self, chatbot=chatbot, tools=replace(self.tools, info=replace(self.tools.info, **info))
        )

    def with_products(self, *products: Product) -> "ShopInTest":
        """This shop selling these products only."""
        return replace(self, tools=replace(self.tools, products=products))

    def turn(
        self, *said: str | Line, state: Mapping[str, Any] | None = None, history: Sequence[Line] = ()
    ) -> TurnInput:
        """The turn of a customer who said all this since the last answer."""
        new = tuple(replace(said_line(line), seq=n) for n, line in enumerate(said, start=1))
        return TurnInput(
            self.tenant,
            self.chatbot,
            ConversationId(UUID(int=1)),
            "Rana",
            new,
            tuple(history),
            dict(state or {}),
        )

    async def asked(
        self, *said: str | Line, state: Mapping[str, Any] | None = None, history: Sequence[Line] | None = None
    ) -> Reply:
        """The rules agent's reply, in the middle of a conversation unless ``history`` says otherwise."""
        told = MIDDLE if history is None else history
        self.tools.new_turn()
        return await RulesAgent().answer(self.turn(*said, state=state, history=told), self.tools)


def said_line(said: str | Line) -> Line:
    """A line of the customer's."""
    return said if isinstance(said, Line) else Line(1, "customer", "text", said, NOON)


def sent(kind: str, text: str | None = None, *, choice_id: str | None = None, **details: Any) -> Line:
    """Something other than plain text."""
    return Line(1, "customer", kind, text, NOON, choice_id, details)


MIDDLE = (Line(0, "agent", "text", "Hello!", NOON),)
"""A history in which the agent has introduced itself."""


def text_of(reply: Reply) -> str:
    """All the words of a reply, the titles of choices included."""
    return "\n".join(_words(message) for message in reply.messages)


def _words(message: OutContent) -> str:
    match message:
        case TextOut(text=text):
            return text
        case ImageOut(caption=caption):
            return caption or ""
        case ButtonsOut(text=text, buttons=buttons):
            return "\n".join([text, *(button.title for button in buttons)])
        case LocationOut(name=name):
            return name or ""
        case ListOut(text=text, rows=rows):
            return "\n".join([text, *(f"{row.title} {row.description or ''}" for row in rows)])


def example_shop(slug: str) -> ShopInTest:
    """One of the example shops as values, read straight from its file. Nobody has ordered anything there yet."""
    return _read_shop(slug).fresh()


@cache
def _read_shop(slug: str) -> ShopInTest:
    shop = yaml.safe_load((SHOPS / f"{slug}.yaml").read_text(encoding="utf-8"))
    currency = shop["currency"]
    bot = shop["chatbots"][0]
    tenant = Tenant(OWN, slug, shop["brand"], shop["user_id"], currency, ZoneInfo(shop["timezone"]))
    chatbot = Chatbot(
        ChatbotId(bot["chatbot_id"]),
        bot["agent_id"],
        bot["name"],
        bot.get("persona", {}),
        bot.get("languages", {}),
        bot.get("settings", {}),
    )
    info = ShopInfo(
        shop.get("about"),
        _delivery(shop.get("delivery", {}), currency),
        {
            topic: Policy(topic, policy["text"], policy.get("confirmed", True))
            for topic, policy in shop["policies"].items()
        },
        tuple(
            Faq(
                faq["key"],
                faq["question"],
                faq["answer"],
                faq.get("confirmed", True),
                faq.get("answers", {}),
            )
            for faq in shop["faq"]
        ),
        {section: shop[section] for section in EXTRA_SECTIONS if section in shop},
        country=shop.get("country"),
        hours=hours_of(shop.get("hours")),
    )
    products = tuple(_product(product, currency) for product in shop["products"])
    return ShopInTest(tenant, chatbot, FixedTools(products, info, currency))


def _delivery(delivery: Mapping[str, Any], currency: str) -> Delivery:
    days = delivery.get("days")
    return Delivery(
        delivery.get("area"),
        _money(delivery.get("fee"), currency),
        _money(delivery.get("free_from"), currency),
        (days[0], days[1]) if days else None,
        delivery.get("abroad", "unknown"),
        delivery.get("confirmed", True),
        delivery.get("details", {}),
    )


def _product(product: Mapping[str, Any], currency: str) -> Product:
    offers = tuple(
        Offer(
            offer["quantity"], _money(offer.get("unit_price"), currency), _money(offer.get("total"), currency)
        )
        for offer in product.get("offers", ())
    )
    variants = tuple(
        Variant(variant["key"], variant["title"], parse_money(variant["price"], currency))
        for variant in product.get("variants", ())
    )
    return Product(
        product["sku"],
        product["name"],
        parse_money(product["price"], currency),
        _money(product.get("compare_at"), currency),
        product.get("category"),
        product.get("summary"),
        product.get("names", {}),
        tuple(product.get("aliases", ())),
        variants,
        offers,
        product.get("stock", "untracked"),
        product.get("details", {}),
        summaries=product.get("summaries", {}),
    )


def _money(text: str | None, currency: str) -> Money | None:
    return None if text is None else parse_money(text, currency)
