"""The SQL of what webhooks tell besides messages: who is meant, what was taken back, where somebody came from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from dragoman.base.db import PlatformTx, TenantTx
from dragoman.base.ids import ChatbotId, ContactId, ConversationId

FIND_CONTACTS = """
    SELECT DISTINCT contact_id
    FROM contact_identities
    WHERE identity = ANY(%(identities)s::text[])
    ORDER BY contact_id
"""

# Where the customer talks: with this chatbot, or whichever he wrote to last.
FIND_TALKS = """
    SELECT c.id
    FROM contact_identities AS i
    JOIN conversations AS c ON (c.tenant_id, c.contact_id) = (i.tenant_id, i.contact_id)
    WHERE i.identity = ANY(%(identities)s::text[])
    GROUP BY c.id, c.chatbot_id, c.last_inbound_at
    ORDER BY c.chatbot_id = %(chatbot_id)s DESC, c.last_inbound_at DESC NULLS LAST
    LIMIT 10
"""

# What is left of a message that its author took back is that there was one.
TAKE_BACK = """
    WITH meant AS (
        SELECT id, created_at, conversation_id, deleted_at
        FROM messages
        WHERE conversation_id = ANY(%(conversations)s::uuid[])
          AND provider_id = %(provider_id)s
          AND direction = 'in'
    ), emptied AS (
        UPDATE messages AS m
        SET deleted_at = %(at)s,
            kind = 'deleted',
            body = NULL,
            content = jsonb_build_object('was', m.kind),
            quoted_id = NULL,
            raw = NULL
        FROM meant AS t
        WHERE m.id = t.id AND m.created_at = t.created_at AND t.deleted_at IS NULL
        RETURNING m.id, m.conversation_id
    ), fact AS (
        INSERT INTO facts (kind, actor, conversation_id, subject_id)
        SELECT 'MessageDeleted', 'customer', conversation_id, id
        FROM emptied
    )
    SELECT count(*) FROM meant
"""

KEEP_REFERRAL = """
    INSERT INTO referrals (id, at, conversation_id, provider_id, source_type, source_id, source_url, click_id, headline,
                           body)
    VALUES (%(id)s, %(at)s, %(conversation_id)s, %(provider_id)s, %(source_type)s, %(source_id)s, %(source_url)s,
            %(click_id)s, %(headline)s, %(body)s)
    ON CONFLICT DO NOTHING
"""

TEMPLATE_OWNERS = """
    SELECT tenant_id, array_agg(number ORDER BY number) AS numbers
    FROM template_owners
    WHERE provider_id = %(provider_id)s
    GROUP BY tenant_id
    ORDER BY tenant_id
"""

CHANGE_TEMPLATE = """
    UPDATE templates
    SET status = coalesce(%(status)s, status),
        reason = CASE WHEN %(status)s::text IS NULL THEN reason ELSE %(reason)s END,
        category = coalesce(%(category)s, category),
        quality = coalesce(%(quality)s, quality),
        changed_at = now()
    WHERE number = ANY(%(numbers)s::text[])
      AND provider_id = %(provider_id)s
"""


async def find_contacts(tx: TenantTx, identities: Sequence[str]) -> list[ContactId]:
    """The contacts who have any of these identities."""
    rows = await tx.fetch_tuples(FIND_CONTACTS, {"identities": list(identities)})
    return [ContactId(row[0]) for row in rows]


async def find_talks(tx: TenantTx, identities: Sequence[str], chatbot_id: ChatbotId) -> list[ConversationId]:
    """The conversations of whoever has any of these identities, those with that chatbot first."""
    rows = await tx.fetch_tuples(FIND_TALKS, {"identities": list(identities), "chatbot_id": chatbot_id})
    return [ConversationId(row[0]) for row in rows]


async def take_back(
    tx: TenantTx, conversations: Sequence[ConversationId], provider_id: str, at: datetime
) -> bool:
    """Empties a message that its author deleted; whether it is there."""
    values = {"conversations": list(conversations), "provider_id": provider_id, "at": at}
    return bool(await tx.value(TAKE_BACK, values))


async def keep_referral(
    tx: TenantTx, conversation_id: ConversationId, referral_id: UUID, at: datetime, fields: Mapping[str, Any]
) -> None:
    """Writes down, once, which advertisement a message came from."""
    names = ("provider_id", "source_type", "source_id", "source_url", "click_id", "headline", "body")
    values = {name: fields.get(name) for name in names}
    await tx.execute(
        KEEP_REFERRAL, {**values, "id": referral_id, "at": at, "conversation_id": conversation_id}
    )


async def template_owners(tx: PlatformTx, provider_id: str) -> list[tuple[int, list[str]]]:
    """The shops, in order, and their numbers that have a template of this id."""
    return [(row[0], row[1]) for row in await tx.fetch_tuples(TEMPLATE_OWNERS, {"provider_id": provider_id})]


async def change_template(
    tx: TenantTx, provider_id: str, numbers: Sequence[str], fields: Mapping[str, Any]
) -> int:
    """Takes over what is new of a template; how many of the shop's copies changed."""
    names = ("status", "reason", "category", "quality")
    values = {name: fields.get(name) for name in names}
    return await tx.execute(CHANGE_TEMPLATE, {**values, "provider_id": provider_id, "numbers": list(numbers)})
