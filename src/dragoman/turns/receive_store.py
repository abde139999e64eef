"""The SQL of storing what customers wrote, and what it makes due. Decides nothing.

The usual webhook is one statement; its CTEs read top to bottom.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx
from dragoman.base.ids import ContactId, ConversationId
from dragoman.conversations.model import KnownIdentity

# Sorted, like every statement that locks several rows: two processes with the same webhook wait, never deadlock.
CLAIM_KEYS = """
    WITH fresh AS (
        INSERT INTO message_keys (sender, provider_id)
        SELECT sender, provider_id
        FROM unnest(%(senders)s::text[], %(provider_ids)s::text[]) AS k (sender, provider_id)
        ORDER BY sender, provider_id
        ON CONFLICT DO NOTHING
        RETURNING sender, provider_id
    )
    SELECT (SELECT coalesce(jsonb_agg(jsonb_build_array(sender, provider_id)), '[]') FROM fresh) AS fresh,
           (SELECT coalesce(jsonb_agg(jsonb_build_array(i.identity, i.contact_id, c.name, c.username)), '[]')
            FROM contact_identities AS i
            JOIN contacts AS c ON (c.tenant_id, c.id) = (i.tenant_id, i.contact_id)
            WHERE i.identity = ANY(%(identities)s)) AS known
"""

# From messages whose authors are known to rows: shared by the two statements below.
_STORE = """    ), gathered AS (
        SELECT chatbot_id, contact_id, count(*) AS added, max(provider_at) AS last_at,
               (array_agg(sender ORDER BY n DESC))[1] AS sender, (array_agg(address ORDER BY n DESC))[1] AS address,
               bool_and(served) AS served, bool_or(paused) AS paused
        FROM item
        GROUP BY chatbot_id, contact_id
    ), conversation AS (
        INSERT INTO conversations AS c
            (chatbot_id, contact_id, sender, address, last_seq, last_inbound_seq, answered_through_seq, last_inbound_at)
        SELECT chatbot_id, contact_id, sender, address, added, added, CASE WHEN served THEN 0 ELSE added END, last_at
        FROM gathered
        ORDER BY chatbot_id, contact_id
        ON CONFLICT (tenant_id, chatbot_id, contact_id) DO UPDATE
            SET sender = EXCLUDED.sender,
                address = EXCLUDED.address,
                last_seq = c.last_seq + EXCLUDED.last_seq,
                last_inbound_seq = c.last_seq + EXCLUDED.last_seq,
                answered_through_seq = CASE WHEN EXCLUDED.answered_through_seq = 0 THEN c.answered_through_seq
                                            ELSE c.last_seq + EXCLUDED.last_seq END,
                last_inbound_at = greatest(c.last_inbound_at, EXCLUDED.last_inbound_at),
                updated_at = now()
        RETURNING id, chatbot_id, contact_id, last_seq, mode, epoch
    ), grown AS (
        SELECT c.*, g.added, g.served, g.paused
        FROM conversation AS c
        JOIN gathered AS g USING (chatbot_id, contact_id)
    ), stored AS (
        INSERT INTO messages (conversation_id, seq, direction, author, kind, body, content, provider_id, quoted_id,
                              provider_at, raw)
        SELECT g.id, g.last_seq - g.added + row_number() OVER (PARTITION BY g.id ORDER BY i.n), 'in', 'customer',
               i.kind, i.body, i.content, i.provider_id, i.quoted_id, i.provider_at, convert_to(i.raw, 'UTF8')
        FROM item AS i
        JOIN grown AS g USING (chatbot_id, contact_id)
    ), owed AS (
        INSERT INTO conversation_due AS d (tenant_id, conversation_id, owner, reply_since)
        SELECT %(tenant_id)s, id, CASE WHEN mode = 'human' OR paused THEN 'person' ELSE 'agent' END, now()
        FROM grown
        WHERE served
        ORDER BY id
        ON CONFLICT (tenant_id, conversation_id) DO UPDATE
            SET reply_since = coalesce(d.reply_since, EXCLUDED.reply_since),
                owner = EXCLUDED.owner
        RETURNING d.conversation_id
    ), unserved AS (
        INSERT INTO turns (conversation_id, from_seq, through_seq, outcome, reason, answered_by, epoch)
        SELECT id, last_seq - added + 1, last_seq, 'not_answered', 'shop_disabled', 'system', epoch
        FROM grown
        WHERE NOT served
    )
"""

RECORD_INBOUND = (
    """
    WITH item AS (
        SELECT *
        FROM jsonb_to_recordset(%(items)s) AS i (n integer, chatbot_id bigint, contact_id uuid, sender text,
            address text, provider_id text, kind text, body text, content jsonb, quoted_id text,
            provider_at timestamptz, raw text, served boolean, paused boolean)
"""  # noqa: S608 - our own words
    + _STORE
    + """
    SELECT id
    FROM grown
    WHERE served AND NOT paused AND mode = 'agent'
"""
)

# The usual webhook in one round trip: every author is known under the names he has, so nothing has to be asked
# first. If any is not, nothing at all is stored and the caller takes the longer way. Keys, conversations, what is due
# and the tenant's place in the queue are locked in that order, as everybody locks them: what nobody reads is done
# last, so the ring reads what is due.
RECORD_KNOWN = (
    """
    WITH offered AS (
        SELECT *
        FROM jsonb_to_recordset(%(items)s) AS i (n integer, chatbot_id bigint, to_number text, identities text[],
            contact_name text, username text, sender text, address text, provider_id text, kind text, body text,
            content jsonb, quoted_id text, provider_at timestamptz, raw text, served boolean, paused boolean)
    ), met AS (
        SELECT o.n, (array_agg(c.id))[1] AS contact_id
        FROM offered AS o
        CROSS JOIN unnest(o.identities) AS u (identity)
        LEFT JOIN LATERAL (
            SELECT k.id, k.name, k.username
            FROM contact_identities AS i
            JOIN contacts AS k ON (k.tenant_id, k.id) = (i.tenant_id, i.contact_id)
            WHERE i.identity = u.identity
            LIMIT 1
        ) AS c ON true
        GROUP BY o.n
        HAVING count(*) = count(c.id)
           AND count(DISTINCT c.id) = 1
           AND bool_and(o.contact_name IS NULL OR o.contact_name = c.name)
           AND bool_and(o.username IS NULL OR o.username = c.username)
    ), ready AS (
        SELECT (SELECT count(*) FROM met) = (SELECT count(*) FROM offered) AS yes
    ), fresh AS (
        INSERT INTO message_keys (sender, provider_id)
        SELECT to_number, provider_id
        FROM offered
        WHERE (SELECT yes FROM ready)
        ORDER BY to_number, provider_id
        ON CONFLICT DO NOTHING
        RETURNING sender, provider_id
    ), item AS (
        SELECT o.n, o.chatbot_id, m.contact_id, o.sender, o.address, o.provider_id, o.kind, o.body, o.content,
               o.quoted_id, o.provider_at, o.raw, o.served, o.paused
        FROM offered AS o
        JOIN met AS m USING (n)
        JOIN fresh AS f ON (f.sender, f.provider_id) = (o.to_number, o.provider_id)
"""  # noqa: S608 - our own words
    + _STORE
    + """
    SELECT (SELECT yes FROM ready) AS stored_all,
           (SELECT count(*) FROM fresh) AS stored,
           (SELECT ring_turns(%(tenant_id)s, array_agg(id ORDER BY id))
            FROM grown
            WHERE served AND NOT paused AND mode = 'agent' AND (SELECT count(*) FROM owed) > 0
            HAVING count(*) > 0) AS rings
"""
)


async def claim_keys(
    tx: TenantTx, keys: Sequence[tuple[str, str]], identities: Sequence[str]
) -> tuple[set[tuple[str, str]], dict[str, KnownIdentity]]:
    """Claims (our number, provider's message id) pairs; returns the new ones, and the identities already met."""
    rows = await tx.fetch_tuples(
        CLAIM_KEYS,
        {
            "senders": [sender for sender, _ in keys],
            "provider_ids": [provider_id for _, provider_id in keys],
            "identities": list(identities),
        },
    )
    row = rows[0]
    known = {
        identity: KnownIdentity(identity, ContactId(UUID(contact)), name, username)
        for identity, contact, name, username in row[1]
    }
    return {(sender, provider_id) for sender, provider_id in row[0]}, known


async def record_inbound(tx: TenantTx, items: Sequence[Mapping[str, Any]]) -> list[ConversationId]:
    """Stores new messages and what they make due; returns the conversations that owe a turn."""
    rows = await tx.fetch_tuples(RECORD_INBOUND, {"items": Jsonb(list(items)), "tenant_id": tx.tenant_id})
    return [ConversationId(row[0]) for row in rows]


async def record_known(tx: TenantTx, items: Sequence[Mapping[str, Any]]) -> int | None:
    """Stores messages of customers whom the shop knows, and rings; how many were new.

    ``None`` when any of the customers is new or has changed: nothing was stored then.
    """
    rows = await tx.fetch_tuples(RECORD_KNOWN, {"items": Jsonb(list(items)), "tenant_id": tx.tenant_id})
    stored_all, stored, _ = rows[0]
    return stored if stored_all else None
