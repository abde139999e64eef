"""The SQL of shops: the platform's rows (tenants, chatbots, senders), and what a shop says about itself.

What applying a file reads and writes behind a shop's wall is in ``apply_store``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from dragoman.base.db import PlatformTx, TenantTx
from dragoman.base.errors import NotFound
from dragoman.base.ids import ChatbotId, TenantId
from dragoman.base.money import Money, parse_money
from dragoman.tenants.hours import hours_of
from dragoman.tenants.model import ChatbotProfile, Delivery, DeliveryArea, Faq, Policy, ShopInfo, Tenant


@dataclass(frozen=True, slots=True)
class TenantRow:
    """A shop as the platform knows it."""

    id: TenantId
    slug: str
    brand: str
    user_id: int
    operator: str | None
    country: str | None
    currency: str
    timezone: str
    status: str


@dataclass(frozen=True, slots=True)
class ChatbotRow:
    """A chatbot as the platform knows it; its persona stands behind the shop's wall."""

    tenant_id: TenantId
    chatbot_id: ChatbotId
    agent_id: str
    name: str
    paused: bool


@dataclass(frozen=True, slots=True)
class SenderRow:
    """A WhatsApp number. ``has_key`` tells that a key is stored for it, sealed."""

    tenant_id: TenantId
    number: str
    chatbot_id: ChatbotId
    base_url: str | None
    api_key_env: str | None
    rate_per_second: float | None
    entity_id: str | None
    application_id: str | None
    has_key: bool


@dataclass(frozen=True, slots=True)
class RoutedSender:
    """One number with its chatbot and shop: everything routing needs."""

    tenant_id: TenantId
    slug: str
    brand: str
    user_id: int
    active: bool
    chatbot_id: ChatbotId
    agent_id: str
    paused: bool
    number: str
    base_url: str | None
    api_key_env: str | None
    sealed_api_key: bytes | None
    rate_per_second: float | None
    entity_id: str | None = None
    application_id: str | None = None
    sealed_webhook_secret: bytes | None = None
    stopped_reason: str | None = None


LIST_TENANTS = """
    SELECT id, slug, brand, user_id, operator, country, currency, timezone, status
    FROM tenants
    ORDER BY id
"""
FIND_TENANT = """
    SELECT id, slug, brand, user_id, operator, country, currency, timezone, status
    FROM tenants
    WHERE slug = %(slug)s
"""
GET_TENANT = """
    SELECT id, slug, brand, user_id, operator, country, currency, timezone, status
    FROM tenants
    WHERE id = %(id)s
"""
INSERT_TENANT = """
    INSERT INTO tenants (slug, brand, user_id, operator, country, currency, timezone)
    VALUES (%(slug)s, %(brand)s, %(user_id)s, %(operator)s, %(country)s, %(currency)s, %(timezone)s)
    RETURNING id
"""
UPDATE_TENANT = """
    UPDATE tenants
    SET brand = %(brand)s, user_id = %(user_id)s, operator = %(operator)s, country = %(country)s,
        timezone = %(timezone)s, updated_at = now()
    WHERE slug = %(slug)s
    RETURNING id
"""
SET_STATUS = """
    UPDATE tenants
    SET status = %(status)s, updated_at = now()
    WHERE slug = %(slug)s AND status <> %(status)s
"""
# Two applies at once would each see the database without the other's shops.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7362662)"

LIST_CHATBOTS = """
    SELECT tenant_id, chatbot_id, agent_id, name, paused
    FROM chatbots
    ORDER BY tenant_id, chatbot_id
"""
UPSERT_CHATBOT = """
    INSERT INTO chatbots (tenant_id, chatbot_id, agent_id, name)
    VALUES (%(tenant_id)s, %(chatbot_id)s, %(agent_id)s, %(name)s)
    ON CONFLICT (tenant_id, chatbot_id) DO UPDATE SET agent_id = EXCLUDED.agent_id, name = EXCLUDED.name
"""
DELETE_CHATBOT = """
    DELETE FROM chatbots
    WHERE tenant_id = %(tenant_id)s AND chatbot_id = %(chatbot_id)s
"""
GET_CHATBOT = """
    SELECT tenant_id, chatbot_id, agent_id, name, paused
    FROM chatbots
    WHERE tenant_id = %(tenant_id)s AND chatbot_id = %(chatbot_id)s
"""
SET_PAUSED = """
    UPDATE chatbots
    SET paused = %(paused)s
    WHERE tenant_id = %(tenant_id)s AND chatbot_id = %(chatbot_id)s AND paused <> %(paused)s
"""
LIST_SENDERS = """
    SELECT tenant_id, number, chatbot_id, base_url, api_key_env, rate_per_second, entity_id, application_id,
           sealed_api_key IS NOT NULL AS has_key
    FROM senders
    ORDER BY tenant_id, created_at, number
"""
UPSERT_SENDER = """
    INSERT INTO senders (tenant_id, number, chatbot_id, base_url, api_key_env, rate_per_second, entity_id,
                         application_id, created_at)
    VALUES (%(tenant_id)s, %(number)s, %(chatbot_id)s, %(base_url)s, %(api_key_env)s, %(rate_per_second)s,
            %(entity_id)s, %(application_id)s, clock_timestamp())
    ON CONFLICT (tenant_id, number) DO UPDATE
    SET chatbot_id = EXCLUDED.chatbot_id, base_url = EXCLUDED.base_url, api_key_env = EXCLUDED.api_key_env,
        rate_per_second = EXCLUDED.rate_per_second, entity_id = EXCLUDED.entity_id,
        application_id = EXCLUDED.application_id
"""
DELETE_SENDER = """
    DELETE FROM senders
    WHERE tenant_id = %(tenant_id)s AND number = %(number)s
"""
SET_SEALED_KEY = """
    UPDATE senders
    SET sealed_api_key = %(sealed)s
    WHERE tenant_id = %(tenant_id)s AND number = %(number)s
"""
SET_SEALED_WEBHOOK_SECRET = """
    UPDATE senders
    SET sealed_webhook_secret = %(sealed)s
    WHERE tenant_id = %(tenant_id)s AND number = %(number)s
"""
LIST_ROUTED_SENDERS = """
    SELECT t.id AS tenant_id, t.slug, t.brand, t.user_id, t.status = 'active' AS active,
           c.chatbot_id, c.agent_id, c.paused,
           s.number, s.base_url, s.api_key_env, s.sealed_api_key, s.rate_per_second, s.entity_id,
           s.application_id, s.sealed_webhook_secret,
           CASE WHEN s.stopped_at IS NOT NULL THEN coalesce(s.stopped_reason, 'no reason was given') END
               AS stopped_reason
    FROM senders s
    JOIN chatbots c ON c.tenant_id = s.tenant_id AND c.chatbot_id = s.chatbot_id
    JOIN tenants t ON t.id = s.tenant_id
    ORDER BY t.id, s.created_at, s.number
"""
ROUTING_REVISION = "SELECT value FROM revisions WHERE name = 'routing'"


async def list_tenants(tx: PlatformTx) -> list[TenantRow]:
    """Every shop, oldest first."""
    return await tx.fetch_all(TenantRow, LIST_TENANTS)


async def find_tenant(tx: PlatformTx, slug: str) -> TenantRow | None:
    """The shop with this slug, or ``None``."""
    return await tx.fetch_optional(TenantRow, FIND_TENANT, {"slug": slug})


async def get_tenant(tx: PlatformTx | TenantTx, tenant_id: TenantId) -> Tenant:
    """The shop as a value. Raises ``NotFound``."""
    row = await tx.fetch_optional(TenantRow, GET_TENANT, {"id": tenant_id})
    if row is None:
        raise NotFound(f"there is no shop with the id {tenant_id}")
    return Tenant(row.id, row.slug, row.brand, row.user_id, row.currency, ZoneInfo(row.timezone))


async def insert_tenant(tx: PlatformTx, slug: str, fields: Mapping[str, Any]) -> TenantId:
    """Makes the shop; its new id. Its tenant's row is the first that must exist."""
    return TenantId(await tx.value(INSERT_TENANT, _tenant_values(slug, fields)))


async def update_tenant(tx: PlatformTx, slug: str, fields: Mapping[str, Any]) -> None:
    """Replaces everything but the slug, the currency and the status."""
    await tx.execute(UPDATE_TENANT, _tenant_values(slug, fields))


def _tenant_values(slug: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    names = ("brand", "user_id", "operator", "country", "currency", "timezone")
    return {"slug": slug, **{name: fields.get(name) for name in names}}


async def set_status(tx: PlatformTx, slug: str, status: str) -> None:
    """``active`` or ``disabled``; setting what it is already changes nothing."""
    await tx.execute(SET_STATUS, {"slug": slug, "status": status})


async def wait_for_turn(tx: PlatformTx) -> None:
    """Waits until no other transaction applies shop files."""
    await tx.execute(ONE_AT_A_TIME)


async def list_chatbots(tx: PlatformTx) -> list[ChatbotRow]:
    """Every chatbot of every shop."""
    return await tx.fetch_all(ChatbotRow, LIST_CHATBOTS)


async def upsert_chatbot(
    tx: PlatformTx, tenant_id: TenantId, chatbot_id: int, fields: Mapping[str, Any]
) -> None:
    """Makes the chatbot or changes its agent and name; whether it is paused stays as it is."""
    values = {"tenant_id": tenant_id, "chatbot_id": chatbot_id, "agent_id": fields["agent_id"]}
    await tx.execute(UPSERT_CHATBOT, {**values, "name": fields["name"]})


async def delete_chatbot(tx: PlatformTx, tenant_id: TenantId, chatbot_id: int) -> None:
    """Removes a chatbot that has no conversations, no sender and no profile."""
    await tx.execute(DELETE_CHATBOT, {"tenant_id": tenant_id, "chatbot_id": chatbot_id})


async def get_chatbot(tx: PlatformTx | TenantTx, tenant_id: TenantId, chatbot_id: ChatbotId) -> ChatbotRow:
    """One chatbot of a shop. Raises ``NotFound``."""
    row = await tx.fetch_optional(ChatbotRow, GET_CHATBOT, {"tenant_id": tenant_id, "chatbot_id": chatbot_id})
    if row is None:
        raise NotFound(f"this shop has no chatbot {chatbot_id}")
    return row


async def set_paused(tx: TenantTx, chatbot_id: ChatbotId, paused: bool) -> bool:
    """Switches a chatbot's agent off or on; whether that changed anything."""
    values = {"tenant_id": tx.tenant_id, "chatbot_id": chatbot_id, "paused": paused}
    return await tx.execute(SET_PAUSED, values) > 0


async def list_senders(tx: PlatformTx) -> list[SenderRow]:
    """Every number of every shop."""
    return await tx.fetch_all(SenderRow, LIST_SENDERS)


async def upsert_sender(tx: PlatformTx, tenant_id: TenantId, number: str, fields: Mapping[str, Any]) -> None:
    """Makes the number or changes its configuration; its sealed key stays."""
    names = ("base_url", "api_key_env", "rate_per_second", "entity_id", "application_id")
    optional = {name: fields.get(name) for name in names}
    values = {"tenant_id": tenant_id, "number": number, "chatbot_id": fields["chatbot"]}
    await tx.execute(UPSERT_SENDER, {**values, **optional})


async def delete_sender(tx: PlatformTx, tenant_id: TenantId, number: str) -> None:
    """Removes a number, and with it its sealed key."""
    await tx.execute(DELETE_SENDER, {"tenant_id": tenant_id, "number": number})


async def set_sealed_key(tx: PlatformTx, tenant_id: TenantId, number: str, sealed: bytes | None) -> None:
    """Stores the number's own provider key, sealed; ``None`` forgets it."""
    await tx.execute(SET_SEALED_KEY, {"tenant_id": tenant_id, "number": number, "sealed": sealed})


async def set_sealed_webhook_secret(
    tx: PlatformTx, tenant_id: TenantId, number: str, sealed: bytes | None
) -> None:
    """Stores the number's own webhook secret, sealed; ``None`` forgets it."""
    values = {"tenant_id": tenant_id, "number": number, "sealed": sealed}
    await tx.execute(SET_SEALED_WEBHOOK_SECRET, values)


async def list_routed_senders(tx: PlatformTx) -> list[RoutedSender]:
    """Every number with its chatbot and shop."""
    return await tx.fetch_all(RoutedSender, LIST_ROUTED_SENDERS)


async def routing_revision(tx: PlatformTx) -> int:
    """A number that rises with every change of a shop, chatbot or sender."""
    return int(await tx.value(ROUTING_REVISION))


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """What a shop says about itself, as its file's sections."""

    about: str | None
    delivery: dict[str, Any]
    policies: dict[str, Any]
    extra: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FaqRow:
    """A question and its answer."""

    faq: str
    question: str
    answer: str
    answers: dict[str, str]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class _ShopRow:
    currency: str
    country: str | None
    about: str | None
    delivery: dict[str, Any]
    policies: dict[str, Any]
    extra: dict[str, Any]
    catalogue_version: int | None
    faqs: list[dict[str, Any]]


GET_PROFILE = "SELECT about, delivery, policies, extra FROM shop_profiles"
GET_CHATBOT_PROFILE = """
    SELECT c.chatbot_id, c.agent_id, c.name, p.persona, p.languages, p.settings
    FROM chatbot_profiles p
    JOIN chatbots c ON c.tenant_id = p.tenant_id AND c.chatbot_id = p.chatbot_id
    WHERE p.chatbot_id = %(chatbot_id)s
"""
LIST_FAQS = "SELECT faq, question, answer, answers, confirmed FROM faqs ORDER BY position, faq"
COUNT_PRODUCTS = "SELECT count(*) FROM products WHERE active"
# Every turn begins with it: one statement, so that it is one round trip.
SHOP_INFO = """
    SELECT t.currency, t.country, p.about, coalesce(p.delivery, '{}') AS delivery,
           coalesce(p.policies, '{}') AS policies, coalesce(p.extra, '{}') AS extra, p.catalogue_version,
           coalesce((SELECT jsonb_agg(jsonb_build_object(
                                'faq', f.faq, 'question', f.question, 'answer', f.answer,
                                'answers', f.answers, 'confirmed', f.confirmed)
                            ORDER BY f.position, f.faq)
                     FROM faqs AS f), '[]') AS faqs
    FROM tenants AS t
    LEFT JOIN shop_profiles AS p ON p.tenant_id = t.id
    WHERE t.id = %(id)s
"""


async def get_profile(tx: TenantTx) -> ProfileRow:
    """The shop's profile; an empty one when it has none yet."""
    return await tx.fetch_optional(ProfileRow, GET_PROFILE) or ProfileRow(None, {}, {}, {})


async def get_chatbot_profile(tx: TenantTx, chatbot_id: ChatbotId) -> ChatbotProfile:
    """One of this shop's chatbots, whole. Raises ``NotFound``."""
    return await tx.fetch_one(ChatbotProfile, GET_CHATBOT_PROFILE, {"chatbot_id": chatbot_id})


async def list_faqs(tx: TenantTx) -> list[FaqRow]:
    """Questions and answers, in the shop's order."""
    return await tx.fetch_all(FaqRow, LIST_FAQS)


async def count_products(tx: TenantTx) -> int:
    """How many products are on sale."""
    return int(await tx.value(COUNT_PRODUCTS))


async def shop_info(tx: TenantTx) -> ShopInfo:
    """Everything about the shop that is not a product. One statement."""
    row = await tx.fetch_one(_ShopRow, SHOP_INFO, {"id": tx.tenant_id})
    return ShopInfo(
        about=row.about,
        delivery=_delivery(row.delivery, row.currency),
        policies={topic: _policy(topic, said) for topic, said in row.policies.items()},
        faqs=tuple(
            Faq(faq["faq"], faq["question"], faq["answer"], faq["confirmed"], faq["answers"])
            for faq in row.faqs
        ),
        extra=row.extra,
        hours=hours_of(row.extra.get("hours")),
        country=row.country,
        catalogue_version=row.catalogue_version,
    )


def _policy(topic: str, said: Mapping[str, Any]) -> Policy:
    return Policy(topic, said.get("text", {}), said.get("confirmed", True), said.get("details", {}))


def _delivery(said: Mapping[str, Any], currency: str) -> Delivery:
    areas = [
        DeliveryArea(area["name"], _money(area.get("fee"), currency), _days(area.get("days")))
        for area in said.get("areas", ())
    ]
    return Delivery(
        area=said.get("area"),
        fee=_money(said.get("fee"), currency),
        free_from=_money(said.get("free_from"), currency),
        days=_days(said.get("days")),
        abroad=said.get("abroad", "unknown"),
        confirmed=said.get("confirmed", True),
        details=said.get("details", {}),
        areas=tuple(areas),
    )


def _days(said: list[int] | None) -> tuple[int, int] | None:
    return (said[0], said[1]) if said else None


def _money(text: str | None, currency: str) -> Money | None:
    return None if text is None else parse_money(text, currency)
