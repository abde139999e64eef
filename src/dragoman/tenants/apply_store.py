"""The SQL of applying a shop file: questions, personas, the last apply's document. Products: ``product_store``."""

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
UPSERT_FAQS = """
    INSERT INTO faqs (faq, position, question, answer, answers, confirmed)
    SELECT faq, position, question, answer, answers, confirmed
    FROM jsonb_to_recordset(%(faqs)s)
         AS f (faq text, position integer, question text, answer text, answers jsonb, confirmed boolean)
    ON CONFLICT (tenant_id, faq) DO UPDATE
    SET position = EXCLUDED.position, question = EXCLUDED.question, answer = EXCLUDED.answer,
        answers = EXCLUDED.answers, confirmed = EXCLUDED.confirmed
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


async def upsert_faqs(tx: TenantTx, faqs: Sequence[Mapping[str, Any]]) -> None:
    """Makes or replaces questions and answers."""
    await tx.execute(UPSERT_FAQS, {"faqs": Jsonb(list(faqs))})


async def delete_faqs(tx: TenantTx, keys: Sequence[str]) -> None:
    """Removes questions and answers."""
    await tx.execute(DELETE_FAQS, {"faqs": list(keys)})
