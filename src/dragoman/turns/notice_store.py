"""The SQL of telling the shop. Decides nothing.

A notice is made by the database itself where an order is placed or an action is opened (``tell_shop``, in the
migration ``0006_notices``), with a row of ``notices_due`` for as long as somebody should try, and a ring.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from dragoman.base.db import PlatformTx, TenantTx
from dragoman.base.ids import ConversationId, MessageId

FIND_NOTICE = """
    SELECT n.id, n.at, n.event, n.subject_id, n.conversation_id, n.attempts, n.told, n.settled_at, now() AS now,
           p.extra, t.brand, t.slug, c.sender, c.chatbot_id, k.name AS customer, c.address,
           a.kind AS action_kind, a.reason AS action_reason, a.status AS action_status
    FROM notices AS n
    JOIN shop_profiles AS p ON p.tenant_id = n.tenant_id
    JOIN tenants AS t ON t.id = n.tenant_id
    LEFT JOIN conversations AS c ON (c.tenant_id, c.id) = (n.tenant_id, n.conversation_id)
    LEFT JOIN contacts AS k ON (k.tenant_id, k.id) = (c.tenant_id, c.contact_id)
    LEFT JOIN actions AS a ON (a.tenant_id, a.id) = (n.tenant_id, n.subject_id)
    WHERE n.id = %(notice_id)s
"""

LIST_NOTICES = """
    SELECT id, at, event, subject_id, conversation_id, attempts, told, settled_at
    FROM notices
    ORDER BY at DESC, id
    LIMIT %(limit)s
"""

NOTE_TOLD = """
    UPDATE notices
    SET told = told || jsonb_build_object(%(target)s::text, %(outcome)s::jsonb)
    WHERE id = %(notice_id)s
"""

POSTPONE_NOTICE = """
    WITH postponed AS (
        UPDATE notices
        SET attempts = attempts + 1
        WHERE id = %(notice_id)s
          AND settled_at IS NULL
        RETURNING tenant_id, id
    )
    SELECT ring_notice(tenant_id, id, %(at)s) AS rings
    FROM postponed
"""

SETTLE_NOTICE = """
    WITH settled AS (
        UPDATE notices
        SET settled_at = now()
        WHERE id = %(notice_id)s
          AND settled_at IS NULL
    )
    DELETE FROM notices_due
    WHERE tenant_id = %(tenant_id)s
      AND notice_id = %(notice_id)s
"""

STOP_TELLING = """
    DELETE FROM notices_due
    WHERE tenant_id = %(tenant_id)s
      AND notice_id = %(notice_id)s
"""

# The conversation that the shop has with one of its own people. It never owes them anything.
FIND_STAFF_TALK = """
    SELECT c.id, c.last_inbound_at
    FROM contact_identities AS i
    JOIN conversations AS c ON (c.tenant_id, c.contact_id) = (i.tenant_id, i.contact_id)
    WHERE i.identity = %(identity)s
      AND c.chatbot_id = %(chatbot_id)s
"""

MAKE_STAFF_TALK = """
    WITH contact AS (
        INSERT INTO contacts (phone)
        SELECT %(phone)s
        WHERE NOT EXISTS (SELECT FROM contact_identities WHERE identity = %(identity)s)
        RETURNING id
    ), identity AS (
        INSERT INTO contact_identities (identity, contact_id)
        SELECT %(identity)s, id
        FROM contact
        ON CONFLICT DO NOTHING
    )
    INSERT INTO conversations (chatbot_id, contact_id, sender, address)
    SELECT %(chatbot_id)s, w.id, %(sender)s, %(phone)s
    FROM (SELECT id FROM contact
          UNION ALL
          SELECT contact_id FROM contact_identities WHERE identity = %(identity)s) AS w
    ON CONFLICT (tenant_id, chatbot_id, contact_id) DO NOTHING
    RETURNING id
"""

# Two notices to a number that is new must not make it two contacts.
LOCK_STAFF = """
    SELECT pg_advisory_xact_lock(7362663, hashtext(%(tenant_id)s || ':' || %(identity)s))
"""

QUEUE_NOTICE = """
    WITH conversation AS (
        UPDATE conversations
        SET last_seq = last_seq + 1, updated_at = now()
        WHERE id = %(conversation_id)s
        RETURNING id, last_seq, epoch
    ), stored AS (
        INSERT INTO messages (conversation_id, seq, id, direction, author, kind, body, content, status, epoch)
        SELECT id, last_seq, %(message_id)s, 'out', 'system', %(kind)s, %(body)s, %(content)s, 'queued', epoch
        FROM conversation
    ), unsent AS (
        INSERT INTO outbox (conversation_id, seq, message_id, author, epoch)
        SELECT id, last_seq, %(message_id)s, 'system', epoch
        FROM conversation
    )
    INSERT INTO conversation_due AS d (tenant_id, conversation_id, delivery_since)
    SELECT %(tenant_id)s, id, now()
    FROM conversation
    ON CONFLICT (tenant_id, conversation_id) DO UPDATE
        SET delivery_since = coalesce(d.delivery_since, now())
"""

# Rows without a job. OFFSET 0: one look into the engine's index for each row, as in ``turns.sweep``.
RING_NOTICES_AGAIN = """
    SELECT ring_notice(d.tenant_id, d.notice_id) AS rings
    FROM notices_due AS d
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM procrastinate_jobs AS j
                       WHERE j.lock = 'notice:' || d.notice_id AND j.status IN ('todo', 'doing')) AS held
        OFFSET 0
    ) AS job
    WHERE d.since < now() - make_interval(secs => %(after_s)s)
      AND NOT job.held
    ORDER BY d.tenant_id, d.notice_id
    LIMIT 200
"""

FORGET_NOTICES = """
    DELETE FROM notices
    WHERE settled_at < now() - make_interval(days => %(days)s)
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the shop is to be told, with what is known of its subject."""

    id: UUID
    at: datetime
    event: str
    subject_id: UUID
    conversation_id: ConversationId | None
    attempts: int
    told: Mapping[str, Any]
    settled_at: datetime | None
    now: datetime
    extra: Mapping[str, Any]
    brand: str
    slug: str
    sender: str | None
    chatbot_id: int | None
    customer: str | None
    address: str | None
    action_kind: str | None
    action_reason: str | None
    action_status: str | None


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as a list shows it. ``told`` maps each target to what came of it."""

    id: UUID
    at: datetime
    event: str
    subject_id: UUID
    conversation_id: ConversationId | None
    attempts: int
    told: Mapping[str, Any]
    settled_at: datetime | None


async def find_notice(tx: TenantTx, notice_id: UUID) -> Notice | None:
    """One notice, or ``None``."""
    return await tx.fetch_optional(Notice, FIND_NOTICE, {"notice_id": notice_id})


async def list_notices(tx: TenantTx, *, limit: int = 50) -> list[NoticeRow]:
    """What the shop was told, newest first."""
    return await tx.fetch_all(NoticeRow, LIST_NOTICES, {"limit": limit})


async def note_told(tx: TenantTx, notice_id: UUID, target: str, outcome: Mapping[str, Any]) -> None:
    """Writes down what came of telling one target."""
    values = {"notice_id": notice_id, "target": target, "outcome": Jsonb(dict(outcome))}
    await tx.execute(NOTE_TOLD, values)


async def postpone_notice(tx: TenantTx, notice_id: UUID, at: datetime) -> None:
    """Rings for it again at that time."""
    await tx.execute(POSTPONE_NOTICE, {"notice_id": notice_id, "at": at})


async def settle_notice(tx: TenantTx, notice_id: UUID) -> None:
    """Nobody has to try any more."""
    await tx.execute(SETTLE_NOTICE, {"tenant_id": tx.tenant_id, "notice_id": notice_id})


async def stop_telling(tx: TenantTx, notice_id: UUID) -> None:
    """The sweep lets it be: somebody has to look first."""
    await tx.execute(STOP_TELLING, {"tenant_id": tx.tenant_id, "notice_id": notice_id})


async def staff_talk(
    tx: TenantTx, chatbot_id: int, sender: str, phone: str
) -> tuple[ConversationId, datetime | None]:
    """The conversation with one of the shop's own people, made where there is none, and when they last wrote."""
    values = {
        "tenant_id": tx.tenant_id,
        "identity": f"phone:{phone}",
        "chatbot_id": chatbot_id,
        "sender": sender,
        "phone": phone,
    }
    await tx.execute(LOCK_STAFF, values)
    found = await tx.fetch_tuples(FIND_STAFF_TALK, values)
    if not found:
        await tx.execute(MAKE_STAFF_TALK, values)
        found = await tx.fetch_tuples(FIND_STAFF_TALK, values)
    return ConversationId(found[0][0]), found[0][1]


async def queue_notice(
    tx: TenantTx,
    conversation_id: ConversationId,
    message_id: MessageId,
    columns: tuple[str, str | None, Mapping[str, Any]],
) -> None:
    """Puts a message of the house's into a conversation's outbox; nobody's turn is touched."""
    kind, body, content = columns
    values = {
        "tenant_id": tx.tenant_id,
        "conversation_id": conversation_id,
        "message_id": message_id,
        "kind": kind,
        "body": body,
        "content": Jsonb(dict(content)),
    }
    await tx.execute(QUEUE_NOTICE, values)


async def ring_again(tx: PlatformTx, after_s: float) -> int:
    """Rings for notices that should be told and have no job; how many."""
    return len(await tx.fetch_tuples(RING_NOTICES_AGAIN, {"after_s": after_s}))


async def forget_notices(tx: TenantTx, days: int) -> int:
    """Forgets notices that were settled so long ago; how many."""
    return await tx.execute(FORGET_NOTICES, {"days": days})
