"""The SQL of applying a shop file: products, variants, questions, personas, the last apply's document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx
from dragoman.base.ids import ChatbotId
from dragoman.tenants.store import ProfileRow


@dataclass(frozen=True, slots=True)
class PersonaRow:
    """How a chatbot speaks."""

    chatbot_id: ChatbotId
    persona: dict[str, Any]
    languages: dict[str, Any]
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product on sale, without its variants."""

    sku: str
    name: str
    names: dict[str, str]
    aliases: list[str]
    category: str | None
    summary: str | None
    price_minor: int
    compare_at_minor: int | None
    currency: str
    offers: list[dict[str, Any]]
    stock: str
    details: dict[str, Any]
    image_url: str | None


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One way to buy a product."""

    sku: str
    variant: str
    title: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class ShopFileRow:
    """The document of the last apply."""

    document: dict[str, Any]
    applied_at: datetime


UPSERT_PROFILE = """
    INSERT INTO shop_profiles (about, delivery, policies, extra)
    VALUES (%(about)s, %(delivery)s, %(policies)s, %(extra)s)
    ON CONFLICT (tenant_id) DO UPDATE
    SET about = EXCLUDED.about, delivery = EXCLUDED.delivery, policies = EXCLUDED.policies,
        extra = EXCLUDED.extra, catalogue_version = shop_profiles.catalogue_version + 1
"""
LIST_PERSONAS = """
    SELECT chatbot_id, persona, languages, settings
    FROM chatbot_profiles
    ORDER BY chatbot_id
"""
UPSERT_PERSONA = """
    INSERT INTO chatbot_profiles (chatbot_id, persona, languages, settings)
    VALUES (%(chatbot_id)s, %(persona)s, %(languages)s, %(settings)s)
    ON CONFLICT (tenant_id, chatbot_id) DO UPDATE
    SET persona = EXCLUDED.persona, languages = EXCLUDED.languages, settings = EXCLUDED.settings
"""
DELETE_PERSONA = "DELETE FROM chatbot_profiles WHERE chatbot_id = %(chatbot_id)s"
HAS_CONVERSATIONS = "SELECT EXISTS (SELECT 1 FROM conversations WHERE chatbot_id = %(chatbot_id)s)"
GET_SHOP_FILE = "SELECT document, applied_at FROM shop_files"
UPSERT_SHOP_FILE = """
    INSERT INTO shop_files (document)
    VALUES (%(document)s)
    ON CONFLICT (tenant_id) DO UPDATE SET document = EXCLUDED.document, applied_at = now()
"""
LIST_PRODUCTS = """
    SELECT sku, name, names, aliases, category, summary, price_minor, compare_at_minor, currency, offers,
           stock, details, image_url
    FROM products
    WHERE active
    ORDER BY position, sku
"""
LIST_VARIANTS = """
    SELECT v.sku, v.variant, v.title, v.price_minor
    FROM product_variants v
    JOIN products p ON p.tenant_id = v.tenant_id AND p.sku = v.sku
    WHERE p.active
    ORDER BY v.sku, v.position, v.variant
"""
# Stock is not among what is replaced: a file only seeds it.
UPSERT_PRODUCTS = """
    INSERT INTO products (sku, position, name, names, aliases, category, summary, price_minor,
                          compare_at_minor, currency, offers, details, image_url, stock)
    SELECT sku, position, name, names, aliases, category, summary, price_minor,
           compare_at_minor, currency, offers, details, image_url, stock
    FROM jsonb_to_recordset(%(products)s) AS p (
         sku text, position integer, name text, names jsonb, aliases text[], category text, summary text,
         price_minor bigint, compare_at_minor bigint, currency text, offers jsonb, details jsonb,
         image_url text, stock text)
    ON CONFLICT (tenant_id, sku) DO UPDATE
    SET position = EXCLUDED.position, name = EXCLUDED.name, names = EXCLUDED.names,
        aliases = EXCLUDED.aliases, category = EXCLUDED.category, summary = EXCLUDED.summary,
        price_minor = EXCLUDED.price_minor, compare_at_minor = EXCLUDED.compare_at_minor,
        currency = EXCLUDED.currency, offers = EXCLUDED.offers, details = EXCLUDED.details,
        image_url = EXCLUDED.image_url, active = true, updated_at = now()
"""
DEACTIVATE_PRODUCTS = """
    UPDATE products
    SET active = false, updated_at = now()
    WHERE sku = ANY(%(skus)s) AND active
"""
DELETE_OTHER_VARIANTS = """
    DELETE FROM product_variants v
    WHERE v.sku = ANY(%(skus)s)
      AND NOT EXISTS (
        SELECT 1
        FROM jsonb_to_recordset(%(variants)s) AS k (sku text, variant text)
        WHERE k.sku = v.sku AND k.variant = v.variant)
"""
UPSERT_VARIANTS = """
    INSERT INTO product_variants (sku, variant, position, title, price_minor)
    SELECT sku, variant, position, title, price_minor
    FROM jsonb_to_recordset(%(variants)s)
         AS k (sku text, variant text, position integer, title text, price_minor bigint)
    ON CONFLICT (tenant_id, sku, variant) DO UPDATE
    SET position = EXCLUDED.position, title = EXCLUDED.title, price_minor = EXCLUDED.price_minor
"""
UPSERT_FAQS = """
    INSERT INTO faqs (faq, position, question, answer, confirmed)
    SELECT faq, position, question, answer, confirmed
    FROM jsonb_to_recordset(%(faqs)s)
         AS f (faq text, position integer, question text, answer text, confirmed boolean)
    ON CONFLICT (tenant_id, faq) DO UPDATE
    SET position = EXCLUDED.position, question = EXCLUDED.question, answer = EXCLUDED.answer,
        confirmed = EXCLUDED.confirmed
"""
DELETE_FAQS = "DELETE FROM faqs WHERE faq = ANY(%(faqs)s)"


async def upsert_profile(tx: TenantTx, row: ProfileRow) -> None:
    """Replaces the shop's profile."""
    sections = {name: Jsonb(getattr(row, name)) for name in ("delivery", "policies", "extra")}
    await tx.execute(UPSERT_PROFILE, {"about": row.about, **sections})


async def list_personas(tx: TenantTx) -> list[PersonaRow]:
    """How each of the shop's chatbots speaks."""
    return await tx.fetch_all(PersonaRow, LIST_PERSONAS)


async def upsert_persona(tx: TenantTx, chatbot_id: int, fields: Mapping[str, Any]) -> None:
    """Replaces how one chatbot speaks."""
    sections = {name: Jsonb(fields.get(name, {})) for name in ("persona", "languages", "settings")}
    await tx.execute(UPSERT_PERSONA, {"chatbot_id": chatbot_id, **sections})


async def delete_persona(tx: TenantTx, chatbot_id: int) -> None:
    """Removes how one chatbot speaks, before the chatbot itself."""
    await tx.execute(DELETE_PERSONA, {"chatbot_id": chatbot_id})


async def has_conversations(tx: TenantTx, chatbot_id: int) -> bool:
    """Whether anybody ever wrote to this chatbot."""
    return bool(await tx.value(HAS_CONVERSATIONS, {"chatbot_id": chatbot_id}))


async def find_shop_file(tx: TenantTx) -> ShopFileRow | None:
    """The document of the last apply, or ``None``."""
    return await tx.fetch_optional(ShopFileRow, GET_SHOP_FILE)


async def upsert_shop_file(tx: TenantTx, document: Mapping[str, Any]) -> None:
    """Remembers what was applied, so that the next apply can tell what people changed since."""
    await tx.execute(UPSERT_SHOP_FILE, {"document": Jsonb(document)})


async def list_product_rows(tx: TenantTx) -> list[ProductRow]:
    """Products on sale, in the shop's order."""
    return await tx.fetch_all(ProductRow, LIST_PRODUCTS)


async def list_variant_rows(tx: TenantTx) -> list[VariantRow]:
    """Variants of the products on sale."""
    return await tx.fetch_all(VariantRow, LIST_VARIANTS)


async def upsert_products(
    tx: TenantTx, products: Sequence[Mapping[str, Any]], variants: Sequence[Mapping[str, Any]]
) -> None:
    """Makes or replaces products with all their variants; the stock of those that exist stays."""
    skus = [product["sku"] for product in products]
    await tx.execute(UPSERT_PRODUCTS, {"products": Jsonb(list(products))})
    await tx.execute(DELETE_OTHER_VARIANTS, {"skus": skus, "variants": Jsonb(list(variants))})
    await tx.execute(UPSERT_VARIANTS, {"variants": Jsonb(list(variants))})


async def deactivate_products(tx: TenantTx, skus: Sequence[str]) -> None:
    """Takes products off sale; orders and conversations may still name them."""
    await tx.execute(DEACTIVATE_PRODUCTS, {"skus": list(skus)})


async def upsert_faqs(tx: TenantTx, faqs: Sequence[Mapping[str, Any]]) -> None:
    """Makes or replaces questions and answers."""
    await tx.execute(UPSERT_FAQS, {"faqs": Jsonb(list(faqs))})


async def delete_faqs(tx: TenantTx, keys: Sequence[str]) -> None:
    """Removes questions and answers."""
    await tx.execute(DELETE_FAQS, {"faqs": list(keys)})
