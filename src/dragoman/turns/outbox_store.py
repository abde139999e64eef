"""The SQL of what leaves: claiming the oldest message, and settling what became of it. Decides nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx
from dragoman.base.ids import ConversationId, MessageId
from dragoman.turns.model import ClaimedRow, Letter

# The oldest message that still has to leave. Looked at under the conversation's lock, so that two senders take turns.
# The row first and the rest by its keys: the planner takes the outbox for empty, so every join order looks good to it.
OLDEST_UNSENT = """
    WITH oldest AS MATERIALIZED (
        SELECT conversation_id, seq, message_id, attempts, status, author, epoch, not_before, claimed_at, claimed_by
        FROM outbox
        WHERE conversation_id = %(conversation_id)s
          AND (status <> 'unknown' OR not_before <= now())
        ORDER BY status = 'unknown', seq
        LIMIT 1
        FOR UPDATE
    )
    SELECT o.seq, o.message_id, m.created_at AS message_at, c.sender, c.address, m.kind, m.body, m.content,
           o.attempts, o.status, m.status AS message_status, o.author, o.epoch, c.epoch AS current_epoch,
           c.last_inbound_at, c.paced_until, o.not_before, t.status = 'active' AS shop_active,
           coalesce(k.unreachable_at > c.last_inbound_at, false) AS unreachable,
           coalesce(o.claimed_at > now() - make_interval(secs => %(longest_send_s)s), false)
               AND EXISTS (SELECT FROM procrastinate_workers AS w
                           WHERE w.id = o.claimed_by
                             AND w.last_heartbeat > now() - make_interval(secs => %(stalled_s)s)) AS claimant_alive,
           now() AS now
    FROM oldest AS o
    JOIN conversations AS c ON c.id = o.conversation_id
    JOIN contacts AS k ON k.id = c.contact_id
    JOIN messages AS m ON m.id = o.message_id
    JOIN tenants AS t ON t.id = c.tenant_id
"""

CLAIM = """
    WITH claimed AS (
        UPDATE outbox
        SET status = 'sending',
            claimed_at = now(),
            claimed_by = %(worker_id)s
        WHERE conversation_id = %(conversation_id)s AND seq = %(seq)s AND status = 'queued'
        RETURNING seq
    ), paced AS (
        UPDATE conversations
        SET paced_until = greatest(paced_until, now()) + make_interval(secs => %(pair_interval_s)s)
        WHERE id = %(conversation_id)s AND EXISTS (SELECT FROM claimed)
    )
    UPDATE messages
    SET status = 'sending',
        status_at = now()
    WHERE id = %(message_id)s
      AND created_at = %(message_at)s
      AND status_rank(status) < status_rank('sending')
      AND EXISTS (SELECT FROM claimed)
"""

WAIT_FOR_PACE = """
    UPDATE outbox
    SET not_before = %(until)s
    WHERE conversation_id = %(conversation_id)s AND seq = %(seq)s AND status = 'queued'
"""

# Sent, failed, held or stopped: the row leaves the outbox, the message moves forward, and when nothing is left to
# do the conversation leaves the list of what is due.
SETTLE = """
    WITH gone AS (
        DELETE FROM outbox
        WHERE conversation_id = %(conversation_id)s AND seq = %(seq)s
    ), message AS (
        UPDATE messages
        SET status = %(status)s,
            status_at = now(),
            provider_id = coalesce(%(provider_id)s, provider_id),
            error = coalesce(%(error)s, error)
        WHERE id = %(message_id)s
          AND created_at = %(message_at)s
          AND status_rank(status) < status_rank(%(status)s)
    ), more AS (
        SELECT 1
        FROM outbox
        WHERE conversation_id = %(conversation_id)s AND seq <> %(seq)s
        LIMIT 1
    ), settled AS (
        DELETE FROM conversation_due
        WHERE tenant_id = %(tenant_id)s
          AND conversation_id = %(conversation_id)s
          AND reply_since IS NULL
          AND NOT EXISTS (SELECT FROM more)
    ), quieter AS (
        UPDATE conversation_due
        SET delivery_since = NULL
        WHERE tenant_id = %(tenant_id)s
          AND conversation_id = %(conversation_id)s
          AND reply_since IS NOT NULL
          AND NOT EXISTS (SELECT FROM more)
    )
    SELECT EXISTS (SELECT FROM more) AS more,
           EXISTS (SELECT FROM conversation_due
                   WHERE tenant_id = %(tenant_id)s
                     AND conversation_id = %(conversation_id)s
                     AND owner = 'agent'
                     AND reply_since IS NOT NULL) AS owes
"""

POSTPONE = """
    WITH row AS (
        UPDATE outbox
        SET status = %(status)s,
            attempts = attempts + %(tries)s,
            not_before = %(not_before)s
        WHERE conversation_id = %(conversation_id)s AND seq = %(seq)s
        RETURNING message_id
    )
    UPDATE messages AS m
    SET status = %(message_status)s,
        status_at = now(),
        error = %(error)s
    FROM row AS r
    WHERE m.id = r.message_id
      AND m.created_at = %(message_at)s
      AND status_rank(m.status) < status_rank('sent')
"""

# An answer that was stopped before any of it left has answered nothing. The turn says so, and (``reopen``) the customer
# waits again, for whoever is on duty now; unless a person has written meanwhile, which answered everything, or the
# agent has been handed the conversation back and looked at the same messages again.
STOP_TURN = """
    WITH turn AS (
        SELECT t.id, t.at, t.conversation_id, t.from_seq, t.through_seq, t.epoch
        FROM messages AS m
        JOIN turns AS t ON t.id = m.turn_id
        WHERE m.id = %(message_id)s
          AND m.created_at = %(message_at)s
          AND t.outcome = 'answered'
          AND NOT EXISTS (SELECT FROM messages AS o
                          WHERE o.conversation_id = t.conversation_id
                            AND o.seq > t.through_seq
                            AND o.direction = 'out'
                            AND (o.author <> 'agent' OR o.status NOT IN ('queued', 'stopped', 'failed')))
    ), told AS (
        UPDATE turns AS t
        SET outcome = 'not_answered',
            reason = %(reason)s
        FROM turn AS w
        WHERE (t.id, t.at) = (w.id, w.at)
    ), reopened AS (
        UPDATE conversations AS c
        SET answered_through_seq = w.from_seq - 1
        FROM turn AS w
        WHERE c.id = w.conversation_id
          AND c.answered_through_seq >= w.through_seq
          AND %(reopen)s
          AND NOT EXISTS (SELECT FROM turns AS n
                          WHERE n.conversation_id = w.conversation_id
                            AND n.through_seq >= w.through_seq
                            AND n.from_seq <= w.from_seq
                            AND n.epoch > w.epoch
                            AND n.reason IS DISTINCT FROM 'taken_over')
        RETURNING c.id, c.tenant_id, c.chatbot_id, c.mode
    )
    INSERT INTO conversation_due AS d (tenant_id, conversation_id, owner, reply_since)
    SELECT c.tenant_id, c.id, CASE WHEN c.mode = 'human' OR b.paused THEN 'person' ELSE 'agent' END, now()
    FROM reopened AS c
    JOIN chatbots AS b ON (b.tenant_id, b.chatbot_id) = (c.tenant_id, c.chatbot_id)
    ON CONFLICT (tenant_id, conversation_id) DO UPDATE
        SET owner = EXCLUDED.owner,
            reply_since = coalesce(d.reply_since, EXCLUDED.reply_since)
    RETURNING owner
"""

# A receipt may have taken the last row out of the outbox: then nothing is due any more.
NOTHING_TO_SEND = """
    WITH none AS (
        SELECT 1
        WHERE NOT EXISTS (SELECT FROM outbox WHERE conversation_id = %(conversation_id)s)
    ), settled AS (
        DELETE FROM conversation_due
        WHERE tenant_id = %(tenant_id)s
          AND conversation_id = %(conversation_id)s
          AND reply_since IS NULL
          AND EXISTS (SELECT FROM none)
    )
    UPDATE conversation_due
    SET delivery_since = NULL
    WHERE tenant_id = %(tenant_id)s
      AND conversation_id = %(conversation_id)s
      AND reply_since IS NOT NULL
      AND delivery_since IS NOT NULL
      AND EXISTS (SELECT FROM none)
"""

QUEUE_STAFF_MESSAGE = """
    WITH conversation AS (
        UPDATE conversations
        SET last_seq = last_seq + 1,
            mode = 'human',
            epoch = epoch + 1,
            answered_through_seq = last_inbound_seq,
            updated_at = now()
        WHERE id = %(conversation_id)s
        RETURNING id, last_seq, epoch, last_inbound_seq
    ), covered AS (
        INSERT INTO turns (conversation_id, from_seq, through_seq, outcome, answered_by, epoch)
        SELECT id, %(from_seq)s, last_inbound_seq, 'answered', %(actor)s, epoch
        FROM conversation
        WHERE last_inbound_seq >= %(from_seq)s
    ), stored AS (
        INSERT INTO messages (conversation_id, seq, id, direction, author, kind, body, content, status, epoch)
        SELECT id, last_seq, %(message_id)s, 'out', 'staff', %(kind)s, %(body)s, %(content)s, 'queued', epoch
        FROM conversation
    ), unsent AS (
        INSERT INTO outbox (conversation_id, seq, message_id, author, epoch)
        SELECT id, last_seq, %(message_id)s, 'staff', epoch
        FROM conversation
    ), fact AS (
        INSERT INTO facts (kind, actor, conversation_id, subject_id)
        SELECT 'StaffWrote', %(actor)s, id, %(message_id)s
        FROM conversation
    )
    INSERT INTO conversation_due AS d (tenant_id, conversation_id, owner, delivery_since)
    SELECT %(tenant_id)s, id, 'person', now()
    FROM conversation
    ON CONFLICT (tenant_id, conversation_id) DO UPDATE
        SET owner = 'person',
            reply_since = NULL,
            delivery_since = coalesce(d.delivery_since, now())
"""


async def oldest_unsent(
    tx: TenantTx, conversation_id: ConversationId, *, stalled_s: float, longest_send_s: float
) -> ClaimedRow | None:
    """The oldest message that must leave next, locked; ``None`` when there is none.

    Whoever claimed it is taken for alive for ``longest_send_s``, and only while its worker says that it lives.
    """
    values = {"conversation_id": conversation_id, "stalled_s": stalled_s, "longest_send_s": longest_send_s}
    return await tx.fetch_optional(ClaimedRow, OLDEST_UNSENT, values)


async def nothing_to_send(tx: TenantTx, conversation_id: ConversationId) -> None:
    """Takes the conversation off the list of what is to be delivered, if its outbox is empty."""
    await tx.execute(NOTHING_TO_SEND, {"tenant_id": tx.tenant_id, "conversation_id": conversation_id})


async def claim(tx: TenantTx, letter: Letter, worker_id: int, *, pair_interval_s: float) -> None:
    """Marks the message as being sent by this worker; at most one of a conversation, by a unique index.

    It uses up ``pair_interval_s`` of what the customer's allowance gives.
    """
    await tx.execute(
        CLAIM,
        {
            "conversation_id": letter.conversation_id,
            "seq": letter.seq,
            "message_id": letter.message_id,
            "message_at": letter.message_at,
            "worker_id": worker_id,
            "pair_interval_s": pair_interval_s,
        },
    )


async def wait_for_pace(tx: TenantTx, letter: Letter, until: datetime) -> None:
    """Notes that the message must not leave before the customer's allowance has grown again."""
    values = {"conversation_id": letter.conversation_id, "seq": letter.seq, "until": until}
    await tx.execute(WAIT_FOR_PACE, values)


async def settle(
    tx: TenantTx,
    letter: Letter,
    status: str,
    *,
    provider_id: str | None = None,
    error: str | None = None,
) -> tuple[bool, bool]:
    """Ends a message's stay in the outbox; whether the conversation has more to send, and owes another reply."""
    rows = await tx.fetch_tuples(
        SETTLE,
        {
            "tenant_id": tx.tenant_id,
            "conversation_id": letter.conversation_id,
            "seq": letter.seq,
            "message_id": letter.message_id,
            "message_at": letter.message_at,
            "status": status,
            "provider_id": provider_id,
            "error": error,
        },
    )
    row = rows[0]
    return row[0], row[1]


async def stop_turn(tx: TenantTx, letter: Letter, reason: str, *, reopen: bool) -> str | None:
    """Takes back that a stopped message's turn was an answer, if nothing of it left.

    Returns who is on duty for the customer who waits again (``agent`` or ``person``), if one does.
    """
    values = {"message_id": letter.message_id, "message_at": letter.message_at}
    owner: str | None = await tx.value(STOP_TURN, {**values, "reason": reason, "reopen": reopen})
    return owner


async def postpone(
    tx: TenantTx,
    letter: Letter,
    *,
    status: str,
    message_status: str,
    not_before: datetime,
    error: str,
    tries: int = 1,
) -> None:
    """Puts a message back (``queued``) or sets it aside to wait for its receipt (``unknown``).

    ``tries`` is 0 when the provider was never asked.
    """
    await tx.execute(
        POSTPONE,
        {
            "conversation_id": letter.conversation_id,
            "seq": letter.seq,
            "message_at": letter.message_at,
            "status": status,
            "message_status": message_status,
            "not_before": not_before,
            "error": error,
            "tries": tries,
        },
    )


async def queue_staff_message(
    tx: TenantTx,
    conversation_id: ConversationId,
    message_id: MessageId,
    columns: tuple[str, str | None, Mapping[str, Any]],
    *,
    from_seq: int,
    actor: str,
) -> None:
    """Queues what a person sends (its kind, words and content); it answers everything the customer had asked."""
    kind, body, content = columns
    await tx.execute(
        QUEUE_STAFF_MESSAGE,
        {
            "tenant_id": tx.tenant_id,
            "conversation_id": conversation_id,
            "message_id": message_id,
            "kind": kind,
            "body": body,
            "content": Jsonb(dict(content)),
            "from_seq": from_seq,
            "actor": actor,
        },
    )
