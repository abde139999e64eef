"""The SQL of what becomes of messages after they were sent: reports, strays, failures and trying anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from dragoman.base.db import PlatformTx, TenantTx
from dragoman.base.ids import ContactId, ConversationId
from dragoman.turns.model import FailedSend, Letter

# What failed is written down and rung for: what to do about it takes locks that a webhook should not hold.
APPLY_RECEIPTS = """
    WITH report AS (
        SELECT DISTINCT ON (id) *
        FROM jsonb_to_recordset(%(reports)s)
             AS r (id uuid, status text, at timestamptz, error text, reason text, remedy text)
        ORDER BY id, status_rank(status) DESC
    ), known AS (
        SELECT m.id, m.created_at, m.conversation_id
        FROM messages AS m
        JOIN report AS r ON r.id = m.id
        ORDER BY m.conversation_id, m.id
    ), moved AS (
        UPDATE messages AS m
        SET status = r.status,
            status_at = r.at,
            error = coalesce(r.error, m.error)
        FROM report AS r, known AS k
        WHERE m.id = k.id
          AND m.created_at = k.created_at
          AND r.id = k.id
          AND m.direction = 'out'
          AND status_rank(m.status) < status_rank(r.status)
        RETURNING m.id, m.conversation_id, m.status, r.error, r.reason, r.remedy, r.at
    ), answered AS (
        DELETE FROM outbox AS o
        USING moved AS v
        WHERE o.message_id = v.id AND o.conversation_id = v.conversation_id AND o.status = 'unknown'
    ), failed AS (
        INSERT INTO failed_sends (tenant_id, message_id, conversation_id, remedy, code, reason, at)
        SELECT %(tenant_id)s, id, conversation_id, coalesce(remedy, 'look'), error, reason, at
        FROM moved
        WHERE status = 'failed'
        ON CONFLICT DO NOTHING
        RETURNING conversation_id
    )
    SELECT ARRAY(SELECT id FROM known) AS known,
           (SELECT ring('deliver', 'outbound', 'out:', %(tenant_id)s, array_agg(DISTINCT conversation_id), 1)
            FROM failed
            HAVING count(*) > 0) AS rings
"""

KEEP_STRAYS = """
    INSERT INTO stray_receipts (message_id, status, at, code, reason, remedy)
    SELECT message_id, status, at, code, reason, remedy
    FROM jsonb_to_recordset(%(reports)s)
         AS r (message_id text, status text, at timestamptz, code text, reason text, remedy text)
    ORDER BY message_id, status
    ON CONFLICT DO NOTHING
"""

NOTE_FAILED = """
    INSERT INTO failed_sends (tenant_id, message_id, conversation_id, remedy, code, reason, at)
    VALUES (%(tenant_id)s, %(message_id)s, %(conversation_id)s, %(remedy)s, %(code)s, %(reason)s, %(at)s)
    ON CONFLICT DO NOTHING
"""

# What belongs to one answer may be read in any order; what was written later may not be overtaken by what came before.
# All submissions of the same words share their place, the sequence number.
LIST_FAILED = """
    SELECT f.message_id, m.created_at AS message_at, f.remedy, f.code, f.reason, f.at, m.author, m.kind, m.epoch,
           (SELECT count(*)
            FROM messages AS o
            WHERE o.conversation_id = m.conversation_id AND o.seq = m.seq AND o.direction = 'out') AS tries,
           EXISTS (SELECT FROM messages AS o
                   WHERE o.conversation_id = m.conversation_id
                     AND o.seq > m.seq
                     AND o.direction = 'out'
                     AND o.status NOT IN ('queued', 'stopped', 'failed')
                     AND o.turn_id IS DISTINCT FROM m.turn_id) AS overtaken,
           EXISTS (SELECT FROM outbox AS o
                   WHERE o.conversation_id = m.conversation_id AND o.seq = m.seq) AS still_leaving,
           c.contact_id, c.sender, c.epoch AS current_epoch, c.last_inbound_at, t.status = 'active' AS shop_active,
           now() AS now
    FROM failed_sends AS f
    JOIN messages AS m ON m.id = f.message_id
    JOIN conversations AS c ON c.id = m.conversation_id
    JOIN tenants AS t ON t.id = c.tenant_id
    WHERE f.tenant_id = %(tenant_id)s
      AND f.conversation_id = %(conversation_id)s
    ORDER BY m.seq
"""

DROP_FAILED = """
    DELETE FROM failed_sends
    WHERE tenant_id = %(tenant_id)s
      AND message_id = ANY(%(messages)s::uuid[])
"""

# The same words in the same place, under an id of their own.
SUBMIT_ANEW = """
    WITH again AS (
        INSERT INTO messages (conversation_id, seq, id, direction, author, kind, body, content, turn_id, epoch, status,
                              retry_of)
        SELECT conversation_id, seq, %(new_id)s, 'out', author, kind, body, content, turn_id, epoch, 'queued',
               coalesce(retry_of, id)
        FROM messages
        WHERE id = %(message_id)s AND created_at = %(message_at)s AND direction = 'out' AND epoch IS NOT NULL
        RETURNING conversation_id, seq, id, author, epoch, retry_of
    ), unsent AS (
        INSERT INTO outbox (conversation_id, seq, message_id, author, epoch, not_before)
        SELECT conversation_id, seq, id, author, epoch, %(not_before)s
        FROM again
    ), fact AS (
        INSERT INTO facts (kind, actor, conversation_id, subject_id, data)
        SELECT 'MessageSubmittedAnew', 'system:reports', conversation_id, id,
               jsonb_build_object('retry_of', retry_of)
        FROM again
    )
    INSERT INTO conversation_due AS d (tenant_id, conversation_id, delivery_since)
    SELECT %(tenant_id)s, conversation_id, now()
    FROM again
    ON CONFLICT (tenant_id, conversation_id) DO UPDATE
        SET delivery_since = coalesce(d.delivery_since, now())
"""

# Only where he has not written since; whether he was unreachable already tells whether people know.
STOP_RECIPIENT = """
    WITH before AS (
        SELECT id, unreachable_at
        FROM contacts
        WHERE id = %(contact_id)s
        FOR NO KEY UPDATE
    )
    UPDATE contacts AS c
    SET unreachable_at = greatest(c.unreachable_at, least(%(at)s::timestamptz, now())),
        unreachable_reason = %(reason)s
    FROM before AS b
    WHERE c.id = b.id
    RETURNING coalesce(b.unreachable_at <= %(last_inbound_at)s::timestamptz, true) AS fresh
"""

# A provider's clock may be ahead of ours: what is told in the future would outdo whatever is told until then.
SET_MARKETING = """
    WITH told AS (
        SELECT least(%(at)s::timestamptz, now()) AS at
    ), locked AS (
        SELECT id
        FROM contacts
        WHERE id = ANY(%(contacts)s::uuid[])
        ORDER BY id
        FOR NO KEY UPDATE
    ), changed AS (
        UPDATE contacts AS c
        SET marketing = %(marketing)s,
            marketing_at = t.at
        FROM locked AS l, told AS t
        WHERE c.id = l.id
          AND (c.marketing_at IS NULL OR c.marketing_at < t.at)
        RETURNING c.id
    )
    INSERT INTO facts (kind, actor, subject_id)
    SELECT CASE %(marketing)s WHEN 'stopped' THEN 'MarketingStopped' ELSE 'MarketingResumed' END, %(actor)s, id
    FROM changed
"""


# What waits for a number that sends again leaves now, not when its next try would have come.
RING_FOR_SENDER = """
    WITH waiting AS (
        SELECT c.id
        FROM conversation_due AS d
        JOIN conversations AS c ON c.id = d.conversation_id
        WHERE d.tenant_id = %(tenant_id)s
          AND d.delivery_since IS NOT NULL
          AND c.sender = %(number)s
        ORDER BY c.id
    ), sooner AS (
        UPDATE outbox AS o
        SET not_before = now()
        FROM waiting AS w
        WHERE o.conversation_id = w.id AND o.status = 'queued'
    )
    SELECT count(*) AS waiting,
           ring('deliver', 'outbound', 'out:', %(tenant_id)s, array_agg(id), 1, %(at)s) AS rings
    FROM waiting
    HAVING count(*) > 0
"""


async def apply_receipts(tx: TenantTx, reports: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """Moves messages forward and rings for what failed; the ids that exist (the others are strays)."""
    values = {"reports": Jsonb(list(reports)), "tenant_id": tx.tenant_id}
    rows = await tx.fetch_tuples(APPLY_RECEIPTS, values)
    return set(rows[0][0])


async def keep_strays(tx: PlatformTx | TenantTx, reports: Sequence[Mapping[str, Any]]) -> None:
    """Keeps reports whose messages nobody here knows yet."""
    await tx.execute(KEEP_STRAYS, {"reports": Jsonb(list(reports))})


async def note_failed(
    tx: TenantTx, letter: Letter, *, remedy: str, code: str | None, reason: str, at: datetime
) -> None:
    """Writes down that a message was refused at once, for whoever deals with it."""
    await tx.execute(
        NOTE_FAILED,
        {
            "tenant_id": tx.tenant_id,
            "message_id": letter.message_id,
            "conversation_id": letter.conversation_id,
            "remedy": remedy,
            "code": code,
            "reason": reason,
            "at": at,
        },
    )


async def list_failed(tx: TenantTx, conversation_id: ConversationId) -> list[FailedSend]:
    """What was refused in the conversation and waits for somebody to deal with it, oldest first."""
    values = {"tenant_id": tx.tenant_id, "conversation_id": conversation_id}
    return await tx.fetch_all(FailedSend, LIST_FAILED, values)


async def drop_failed(tx: TenantTx, messages: Sequence[UUID]) -> None:
    """Notes that these have been dealt with."""
    await tx.execute(DROP_FAILED, {"tenant_id": tx.tenant_id, "messages": list(messages)})


async def submit_anew(tx: TenantTx, message_id: UUID, message_at: datetime, not_before: datetime) -> None:
    """Queues the words of a message that failed once more, in their old place, not before that moment."""
    await tx.execute(
        SUBMIT_ANEW,
        {
            "tenant_id": tx.tenant_id,
            "message_id": message_id,
            "message_at": message_at,
            "not_before": not_before,
            "new_id": uuid4(),
        },
    )


async def stop_recipient(
    tx: TenantTx, contact_id: ContactId, *, at: datetime, reason: str, last_inbound_at: datetime | None
) -> bool:
    """Notes that nothing reaches the customer; whether that is news."""
    values = {"contact_id": contact_id, "at": at, "reason": reason, "last_inbound_at": last_inbound_at}
    return bool(await tx.value(STOP_RECIPIENT, values))


async def set_marketing(
    tx: TenantTx, contacts: Sequence[ContactId], marketing: str, *, at: datetime, actor: str
) -> int:
    """Notes whether customers want advertising, unless something newer is known; how many changed."""
    values = {"contacts": list(contacts), "marketing": marketing, "at": at, "actor": actor}
    return await tx.execute(SET_MARKETING, values)


async def ring_for_sender(tx: TenantTx, number: str, at: datetime) -> int:
    """Rings, for that moment, for everything that waits to leave from one of the shop's numbers; how many."""
    return int(await tx.value(RING_FOR_SENDER, {"tenant_id": tx.tenant_id, "number": number, "at": at}) or 0)
