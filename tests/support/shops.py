"""Builders: a shop, a customer's message, what routes to what."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from dragoman.base.db import Database
from dragoman.base.ids import ChatbotId, TenantId
from dragoman.channels.base import Content, Inbound, Party, Text
from dragoman.tenants.model import Routing
from dragoman.turns.model import Routed

_numbers = count(1)

_MAKE_TENANT = """
    INSERT INTO tenants (slug, brand, user_id, currency, timezone, status)
    VALUES (%(slug)s, %(brand)s, %(n)s, 'USD', 'Asia/Beirut', %(status)s)
    RETURNING id
"""
_MAKE_CHATBOT = """
    INSERT INTO chatbots (tenant_id, chatbot_id, agent_id, name)
    VALUES (%(tenant)s, %(n)s, %(agent)s, 'Test')
"""
_MAKE_SENDER = """
    INSERT INTO senders (tenant_id, number, chatbot_id)
    VALUES (%(tenant)s, %(number)s, %(n)s)
"""
_MAKE_PROFILE = """
    INSERT INTO shop_profiles (about)
    VALUES ('A shop made by a test')
"""


@dataclass(frozen=True)
class TestShop:
    """A shop that a test made."""

    __test__ = False

    tenant_id: TenantId
    slug: str
    brand: str
    chatbot_id: ChatbotId
    number: str
    agent_id: str
    served: bool = True


async def a_tenant(database: Database, *, agent: str = "echo", status: str = "active") -> TestShop:
    """A shop with one chatbot and one number, unlike any other of this run."""
    n = next(_numbers)
    number = f"9617000{n:04d}"
    values = {
        "slug": f"shop-{n}",
        "brand": f"Shop {n}",
        "n": n,
        "status": status,
        "agent": agent,
        "number": number,
    }
    async with database.as_platform() as tx:
        tenant_id = TenantId(await tx.value(_MAKE_TENANT, values))
        await tx.execute(_MAKE_CHATBOT, {**values, "tenant": tenant_id})
        await tx.execute(_MAKE_SENDER, {**values, "tenant": tenant_id})
    async with database.as_tenant(tenant_id) as tx:
        await tx.execute(_MAKE_PROFILE)
    return TestShop(tenant_id, f"shop-{n}", f"Shop {n}", ChatbotId(n), number, agent, status == "active")


def an_inbound(
    shop: TestShop,
    *,
    text: str = "hello",
    content: Content | None = None,
    phone: str | None = "96170123456",
    user_id: str | None = None,
    name: str | None = "Test Customer",
    username: str | None = None,
    provider_id: str | None = None,
) -> Inbound:
    """A customer's message to that shop, with a new provider id unless one is given."""
    return Inbound(
        provider_id=provider_id or f"wamid.{next(_numbers)}",
        to=shop.number,
        address=phone or user_id or "",
        party=Party(phone=phone, user_id=user_id, username=username, name=name),
        received_at=datetime.now(UTC),
        type="TEXT",
        content=content or Text(text),
        raw={"made": "by a test"},
    )


def routed(shop: TestShop, inbound: Inbound) -> Routed:
    """The message with the shop it belongs to."""
    routing = Routing(
        tenant_id=shop.tenant_id,
        user_id=int(shop.chatbot_id),
        chatbot_id=shop.chatbot_id,
        agent_id=shop.agent_id,
        brand=shop.brand,
        number=shop.number,
        served=shop.served,
    )
    return Routed(routing, inbound)
