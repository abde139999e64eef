"""What tests of agents need: the example shops as values, and one customer's turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml

from dragoman.agents.base import Chatbot, Line, Reply, TurnInput
from dragoman.agents.evidence import Evidence
from dragoman.agents.rules.agent import RulesAgent
from dragoman.base.ids import ChatbotId, ConversationId, TenantId
from dragoman.base.money import Money, parse_money
from dragoman.catalogue.model import Offer, Product, Variant
from dragoman.channels.content import ImageOut, OutContent, TextOut
from dragoman.channels.interactive import ButtonsOut, ListOut
from dragoman.tenants.model import Delivery, Faq, Policy, ShopInfo, Tenant

SHOPS = Path(__file__).parents[2] / "examples" / "shops"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class FixedTools:
    """A Toolbox over values: what the database holds is not what these tests are about."""

    products: tuple[Product, ...]
    info: ShopInfo

    evidence: Evidence = field(default_factory=Evidence)

    async def list_products(self, limit: int = 500) -> Sequence[Product]:
        return self.products[:limit]

    async def shop_info(self) -> ShopInfo:
        return self.info


@dataclass(frozen=True)
class ShopInTest:
    """A shop, its chatbot and its facts."""

    tenant: Tenant
    chatbot: Chatbot
    tools: FixedTools

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
        case ListOut(text=text, rows=rows):
            return "\n".join([text, *(f"{row.title} {row.description or ''}" for row in rows)])


@cache
def example_shop(slug: str) -> ShopInTest:
    """One of the example shops as values, read straight from its file."""
    shop = yaml.safe_load((SHOPS / f"{slug}.yaml").read_text(encoding="utf-8"))
    currency = shop["currency"]
    bot = shop["chatbots"][0]
    tenant = Tenant(TenantId(1), slug, shop["brand"], shop["user_id"], currency, ZoneInfo(shop["timezone"]))
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
            Faq(faq["key"], faq["question"], faq["answer"], faq.get("confirmed", True)) for faq in shop["faq"]
        ),
    )
    products = tuple(_product(product, currency) for product in shop["products"])
    return ShopInTest(tenant, chatbot, FixedTools(products, info))


def _delivery(delivery: Mapping[str, Any], currency: str) -> Delivery:
    days = delivery.get("days")
    return Delivery(
        delivery.get("area"),
        _money(delivery.get("fee"), currency),
        _money(delivery.get("free_from"), currency),
        (days[0], days[1]) if days else None,
        delivery.get("abroad", "unknown"),
        delivery.get("confirmed", True),
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
    )


def _money(text: str | None, currency: str) -> Money | None:
    return None if text is None else parse_money(text, currency)
