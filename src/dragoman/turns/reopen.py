"""A reply that came too late: once, the shop's own template instead, so that the customer can write again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import structlog
from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx
from dragoman.base.errors import ChannelRejected
from dragoman.base.ids import ConversationId
from dragoman.channels.definition import why_unfit
from dragoman.channels.fill import fill
from dragoman.channels.template import TemplateOut
from dragoman.tenants import template_store
from dragoman.tenants.reopen import reopen_template_of
from dragoman.turns.content import outbound_columns

log = structlog.get_logger()

# Once for each silence: what was sent since the customer last wrote stands behind his last message.
POLICY = """
    SELECT c.sender, k.name AS customer, coalesce(p.settings, '{}') AS settings,
           k.unreachable_at IS NOT NULL AS unreachable, coalesce(k.marketing = 'stopped', false) AS no_marketing,
           EXISTS (SELECT
                   FROM messages AS m
                   WHERE m.conversation_id = c.id
                     AND m.seq > c.last_inbound_seq
                     AND m.author = 'system'
                     AND m.kind = 'template') AS sent_already
    FROM conversations AS c
    JOIN contacts AS k ON (k.tenant_id, k.id) = (c.tenant_id, c.contact_id)
    LEFT JOIN chatbot_profiles AS p ON (p.tenant_id, p.chatbot_id) = (c.tenant_id, c.chatbot_id)
    WHERE c.id = %(conversation_id)s
    FOR UPDATE OF c
"""
QUEUE_TEMPLATE = """
    WITH conversation AS (
        UPDATE conversations
        SET last_seq = last_seq + 1, updated_at = now()
        WHERE id = %(conversation_id)s
        RETURNING id, last_seq, epoch
    ), stored AS (
        INSERT INTO messages (conversation_id, seq, id, direction, author, kind, body, content, status)
        SELECT id, last_seq, %(message_id)s, 'out', 'system', %(kind)s, %(body)s, %(content)s, 'queued'
        FROM conversation
    ), fact AS (
        INSERT INTO facts (kind, actor, conversation_id, subject_id)
        SELECT 'TemplateSentInstead', 'system:deliver', id, %(message_id)s
        FROM conversation
    )
    INSERT INTO outbox (conversation_id, seq, message_id, author, epoch)
    SELECT id, last_seq, %(message_id)s, 'system', epoch
    FROM conversation
"""


@dataclass(frozen=True, slots=True)
class _Policy:
    sender: str
    customer: str | None
    settings: Mapping[str, Any]
    unreachable: bool
    no_marketing: bool
    sent_already: bool


async def send_instead(tx: TenantTx, conversation_id: ConversationId) -> str | None:
    """Queues the shop's template for a reply that came too late; its name.

    ``None`` where the shop has none that can be sent, where the customer has had it since he last wrote, where he
    cannot be reached, or where it is advertising and he wants none.
    """
    found = await tx.fetch_optional(_Policy, POLICY, {"conversation_id": conversation_id})
    if found is None or found.sent_already or found.unreachable:
        return None
    content = await _content(tx, found)
    if content is None:
        return None
    kind, body, columns = outbound_columns(content)
    message_id = uuid4()
    await tx.execute(
        QUEUE_TEMPLATE,
        {
            "conversation_id": conversation_id,
            "message_id": message_id,
            "kind": kind,
            "body": body,
            "content": Jsonb(columns),
        },
    )
    return content.name


async def _content(tx: TenantTx, found: _Policy) -> TemplateOut | None:
    try:
        policy = reopen_template_of(found.settings)
        words = policy.words_for(found.customer) if policy is not None else None
        if policy is None or words is None:
            return None
        known = await template_store.get_template(tx, found.sender, policy.name, policy.language)
        if known is None or (found.no_marketing and known.definition.category == "MARKETING"):
            return None
        content = fill(known.definition, body=words)
    except (ValueError, ChannelRejected) as error:
        log.warning("reopen_template_unfit", tenant=tx.tenant_id, error=type(error).__name__)
        return None
    return content if why_unfit(known.definition, content) is None else None
