"""The SQL of a turn: loading what is owed, and committing what was answered, one statement each. Decides nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dragoman.base.db import TenantTx
from dragoman.base.ids import ConversationId
from dragoman.turns.model import Owing, Ticket, TurnOutcome

# One statement, so that the transcript, the mode and the persona belong to the same moment. What never reached the
# customer is not part of the transcript; what a line quotes comes with it.
LOAD_TURN = """
    SELECT c.id, c.chatbot_id, c.sender, c.address, c.mode, c.epoch, c.last_inbound_seq, c.answered_through_seq,
           c.last_inbound_at, c.paced_until, coalesce(k.unreachable_at > c.last_inbound_at, false) AS unreachable,
           c.agent_state, c.instructions, k.name AS contact_name, t.slug, t.brand, t.user_id, t.currency,
           t.timezone, t.status, b.agent_id, b.name AS chatbot_name, b.paused,
           coalesce(p.persona, '{}') AS persona, coalesce(p.languages, '{}') AS languages,
           coalesce(p.settings, '{}') AS settings, now() AS now,
           EXISTS (SELECT FROM outbox WHERE conversation_id = c.id) AS unsent,
           ARRAY(SELECT j.id
                 FROM procrastinate_jobs AS j
                 WHERE j.lock = 'conv:' || c.id AND j.status IN ('todo', 'doing') AND j.status::text = 'todo'
                   AND j.scheduled_at IS NULL
                 LIMIT 1000) AS covered_jobs,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'seq', m.seq, 'author', m.author,
                        'kind', m.kind, 'body', m.body, 'content', m.content, 'created_at', m.created_at,
                        'provider_at', m.provider_at, 'quoted', q.quoted) ORDER BY m.seq), '[]')
            FROM (SELECT id, seq, author, kind, body, content, created_at, provider_at, quoted_id
                  FROM messages
                  WHERE conversation_id = c.id
                    AND status NOT IN ('stopped', 'failed')
                    AND seq > least(c.answered_through_seq, c.last_seq) - %(history)s
                  ORDER BY seq DESC
                  LIMIT %(limit)s) AS m
            LEFT JOIN LATERAL (
                SELECT jsonb_build_object('author', o.author, 'kind', o.kind, 'body', o.body,
                                          'content', o.content) AS quoted
                FROM messages AS o
                WHERE m.quoted_id IS NOT NULL
                  AND o.conversation_id = c.id
                  AND (o.provider_id = m.quoted_id OR c.tenant_id || '-' || o.id = m.quoted_id)
                ORDER BY o.seq DESC
                LIMIT 1
            ) AS q ON true) AS lines
    FROM conversations AS c
    JOIN contacts AS k ON (k.tenant_id, k.id) = (c.tenant_id, c.contact_id)
    JOIN tenants AS t ON t.id = c.tenant_id
    JOIN chatbots AS b ON (b.tenant_id, b.chatbot_id) = (c.tenant_id, c.chatbot_id)
    LEFT JOIN chatbot_profiles AS p ON (p.tenant_id, p.chatbot_id) = (c.tenant_id, c.chatbot_id)
    WHERE c.id = %(conversation_id)s
"""

LIST_OUTCOMES = """
    SELECT from_seq, through_seq, outcome, reason
    FROM turns
    WHERE conversation_id = %(conversation_id)s
      AND through_seq >= %(from_seq)s
    ORDER BY at
"""

# The fence: the engine hands a dead worker's job on, and this row then says so. Locking it keeps it said until we
# commit. Everything after it happens only if this worker still owns the job and nobody took over meanwhile. (The
# status as text: so no index of waiting jobs can serve, which the planner may take for shorter than the primary key.)
# The jobs that the load saw waiting were rung for messages that it saw too: they have nothing left to do, and while
# they waited for the lock every look for a job had to step over them.
COMMIT_TURN = """
    WITH fence AS (
        SELECT id
        FROM procrastinate_jobs
        WHERE id = %(job_id)s AND status::text = 'doing' AND worker_id = %(worker_id)s AND attempts = %(attempts)s
        FOR UPDATE
    ), pace AS (
        SELECT %(count)s > 0
               AND %(window_open)s
               AND paced_until <= now() + make_interval(secs => %(pair_slack_s)s)
               AND NOT EXISTS (SELECT FROM outbox
                               WHERE conversation_id = %(conversation_id)s AND status <> 'unknown') AS free
        FROM conversations
        WHERE id = %(conversation_id)s
    ), conversation AS (
        UPDATE conversations AS c
        SET last_seq = c.last_seq + %(count)s,
            answered_through_seq = %(through_seq)s,
            paced_until = CASE WHEN (SELECT free FROM pace)
                               THEN greatest(c.paced_until, now()) + make_interval(secs => %(pair_interval_s)s)
                               ELSE c.paced_until END,
            agent_state = %(state)s,
            mode = CASE WHEN %(hand_over)s::text IS NULL THEN c.mode ELSE 'human' END,
            epoch = c.epoch + CASE WHEN %(hand_over)s::text IS NULL THEN 0 ELSE 1 END,
            updated_at = now()
        WHERE c.id = %(conversation_id)s
          AND c.epoch = %(epoch)s
          AND c.mode = 'agent'
          AND c.answered_through_seq = %(from_seq)s - 1
          AND NOT EXISTS (SELECT FROM chatbots AS b
                          WHERE (b.tenant_id, b.chatbot_id) = (c.tenant_id, c.chatbot_id) AND b.paused)
          AND EXISTS (SELECT FROM tenants AS t WHERE t.id = c.tenant_id AND t.status = 'active')
          AND EXISTS (SELECT FROM fence)
        RETURNING c.id, c.last_seq - %(count)s AS base_seq, c.epoch, c.last_inbound_seq
    ), covered AS (
        DELETE FROM procrastinate_jobs
        WHERE id = ANY(%(covered_jobs)s)
          AND status::text = 'todo'
          AND lock = (SELECT 'conv:' || id FROM conversation)
    ), item AS (
        SELECT *
        FROM jsonb_to_recordset(%(messages)s) AS i (n integer, id uuid, kind text, body text, content jsonb)
    ), stored AS (
        INSERT INTO messages (conversation_id, seq, id, direction, author, kind, body, content, turn_id, status, epoch)
        SELECT c.id, c.base_seq + i.n, i.id, 'out', 'agent', i.kind, i.body, i.content, %(turn_id)s, 'queued', c.epoch
        FROM item AS i, conversation AS c
    ), unsent AS (
        INSERT INTO outbox (conversation_id, seq, message_id, author, epoch, status, claimed_at, claimed_by)
        SELECT c.id, c.base_seq + i.n, i.id, 'agent', c.epoch,
               CASE WHEN i.n = 1 AND (SELECT free FROM pace) THEN 'sending' ELSE 'queued' END,
               now(), %(worker_id)s
        FROM item AS i, conversation AS c
        RETURNING seq, status
    ), turn AS (
        INSERT INTO turns (id, conversation_id, from_seq, through_seq, outcome, reason, answered_by, epoch, ms, trace,
                           story)
        SELECT %(turn_id)s, id, %(from_seq)s, %(through_seq)s,
               CASE WHEN %(count)s > 0 THEN 'answered' ELSE 'not_answered' END, %(reason)s, %(agent_id)s,
               %(epoch)s, %(ms)s, %(trace)s, %(story)s
        FROM conversation
    ), task AS (
        INSERT INTO actions (conversation_id, kind, source, reason)
        SELECT c.id, a.kind, 'seq:' || %(through_seq)s, a.reason
        FROM conversation AS c, jsonb_to_recordset(%(actions)s) AS a (kind text, reason text)
        ON CONFLICT DO NOTHING
    ), fact AS (
        INSERT INTO facts (kind, actor, conversation_id, subject_id, data)
        SELECT f.kind, 'agent:' || %(agent_id)s, c.id, %(turn_id)s, f.data
        FROM conversation AS c, jsonb_to_recordset(%(facts)s) AS f (kind text, data jsonb)
    ), due AS (
        UPDATE conversation_due AS d
        SET reply_since = CASE WHEN c.last_inbound_seq > %(through_seq)s OR %(hand_over)s::text IS NOT NULL
                               THEN now() END,
            delivery_since = CASE WHEN %(count)s > 0 THEN coalesce(d.delivery_since, now()) ELSE d.delivery_since END,
            owner = CASE WHEN %(hand_over)s::text IS NULL THEN d.owner ELSE 'person' END
        FROM conversation AS c
        WHERE d.tenant_id = %(tenant_id)s
          AND d.conversation_id = c.id
          AND (%(count)s > 0 OR d.delivery_since IS NOT NULL OR c.last_inbound_seq > %(through_seq)s
               OR %(hand_over)s::text IS NOT NULL)
    ), nothing_due AS (
        DELETE FROM conversation_due AS d
        USING conversation AS c
        WHERE d.tenant_id = %(tenant_id)s
          AND d.conversation_id = c.id
          AND %(count)s = 0 AND d.delivery_since IS NULL AND c.last_inbound_seq <= %(through_seq)s
          AND %(hand_over)s::text IS NULL
    )
    SELECT EXISTS (SELECT FROM fence) AS fenced,
           (SELECT base_seq FROM conversation) AS base_seq,
           EXISTS (SELECT FROM unsent WHERE status = 'sending') AS claimed,
           now() AS message_at
"""

# What a tool changes happens under the same proof as the commit: the claim on the job holds, and nobody took over.
MAY_CHANGE = """
    WITH fence AS (
        SELECT id
        FROM procrastinate_jobs
        WHERE id = %(job_id)s AND status::text = 'doing' AND worker_id = %(worker_id)s AND attempts = %(attempts)s
        FOR UPDATE
    ), ours AS (
        SELECT c.id
        FROM conversations AS c
        JOIN tenants AS t ON t.id = c.tenant_id
        JOIN chatbots AS b ON (b.tenant_id, b.chatbot_id) = (c.tenant_id, c.chatbot_id)
        WHERE c.id = %(conversation_id)s
          AND c.epoch = %(epoch)s
          AND c.mode = 'agent'
          AND c.answered_through_seq = %(answered_through_seq)s
          AND t.status = 'active'
          AND NOT b.paused
          AND EXISTS (SELECT FROM fence)
        FOR NO KEY UPDATE OF c
    )
    SELECT EXISTS (SELECT FROM fence), EXISTS (SELECT FROM ours)
"""

# What an agent wrote for a conversation that a person has taken meanwhile: kept, shown, never sent. Not so the second
# answer of a process that slept and took its own job up again: nobody needs that.
STORE_DRAFT = """
    WITH conversation AS (
        UPDATE conversations
        SET last_seq = last_seq + %(count)s
        WHERE id = %(conversation_id)s
          AND (epoch <> %(epoch)s OR mode <> 'agent')
        RETURNING id, last_seq - %(count)s AS base_seq, epoch
    ), turn AS (
        INSERT INTO turns (id, conversation_id, from_seq, through_seq, outcome, reason, answered_by, epoch, ms, trace,
                           story)
        SELECT %(turn_id)s, id, %(from_seq)s, %(through_seq)s, 'not_answered', 'taken_over', %(agent_id)s, %(epoch)s,
               %(ms)s, %(trace)s, %(story)s
        FROM conversation
    )
    INSERT INTO messages (conversation_id, seq, id, direction, author, kind, body, content, turn_id, status)
    SELECT c.id, c.base_seq + i.n, i.id, 'out', 'agent', i.kind, i.body, i.content, %(turn_id)s, 'stopped'
    FROM conversation AS c,
         jsonb_to_recordset(%(messages)s) AS i (n integer, id uuid, kind text, body text, content jsonb)
"""

# A customer waits and the agent may not answer: the shop was disabled, or somebody took over, after the message was
# stored for the agent. Nobody may be left waiting for an agent that is off duty.
STAND_DOWN = """
    WITH waiting AS (
        SELECT c.id, c.answered_through_seq, c.last_inbound_seq, c.epoch, t.status
        FROM conversations AS c
        JOIN tenants AS t ON t.id = c.tenant_id
        JOIN chatbots AS b ON (b.tenant_id, b.chatbot_id) = (c.tenant_id, c.chatbot_id)
        WHERE c.id = %(conversation_id)s
          AND c.last_inbound_seq > c.answered_through_seq
          AND (t.status <> 'active' OR c.mode = 'human' OR b.paused)
        FOR NO KEY UPDATE OF c
    ), closed AS (
        UPDATE conversations AS c
        SET answered_through_seq = w.last_inbound_seq
        FROM waiting AS w
        WHERE c.id = w.id AND w.status <> 'active'
        RETURNING c.id
    ), turn AS (
        INSERT INTO turns (conversation_id, from_seq, through_seq, outcome, reason, answered_by, epoch)
        SELECT w.id, w.answered_through_seq + 1, w.last_inbound_seq, 'not_answered', 'shop_disabled', 'system', w.epoch
        FROM waiting AS w
        JOIN closed USING (id)
    ), nothing_due AS (
        DELETE FROM conversation_due AS d
        USING closed AS c
        WHERE d.tenant_id = %(tenant_id)s AND d.conversation_id = c.id AND d.delivery_since IS NULL
    )
    UPDATE conversation_due AS d
    SET owner = 'person',
        reply_since = CASE WHEN w.status = 'active' THEN d.reply_since END
    FROM waiting AS w
    WHERE d.tenant_id = %(tenant_id)s
      AND d.conversation_id = w.id
      AND (w.status = 'active' OR d.delivery_since IS NOT NULL)
"""

# A turn that was retried and failed again asks for a person again.
GIVE_UP_TURN = """
    WITH conversation AS (
        UPDATE conversations
        SET mode = 'human',
            epoch = epoch + 1,
            updated_at = now()
        WHERE id = %(conversation_id)s AND mode = 'agent'
        RETURNING id, last_inbound_seq
    ), task AS (
        INSERT INTO actions (conversation_id, kind, source, reason)
        SELECT id, 'handoff', 'seq:' || last_inbound_seq, %(reason)s
        FROM conversation
        ON CONFLICT (tenant_id, conversation_id, kind, source) DO UPDATE
            SET status = 'open',
                reason = EXCLUDED.reason,
                closed_at = NULL,
                closed_by = NULL
    ), fact AS (
        INSERT INTO facts (kind, actor, conversation_id)
        SELECT 'HandedToHuman', 'system:turns', id
        FROM conversation
    )
    UPDATE conversation_due AS d
    SET owner = 'person'
    FROM conversation AS c
    WHERE d.tenant_id = %(tenant_id)s AND d.conversation_id = c.id
"""


async def load_turn(
    tx: TenantTx, conversation_id: ConversationId, *, history: int, limit: int
) -> Owing | None:
    """A conversation with ``history`` lines before the unanswered ones; ``None`` when it does not exist."""
    return await tx.fetch_optional(
        Owing, LOAD_TURN, {"conversation_id": conversation_id, "history": history, "limit": limit}
    )


async def commit_turn(tx: TenantTx, values: Mapping[str, Any]) -> tuple[bool, int | None, bool, datetime]:
    """Commits an answered turn, if this worker still owns the job and nobody took the conversation over.

    Returns whether the fence held, the sequence number before the first message (``None``: taken over), whether
    the first message is claimed for sending, and when the messages were made.
    """
    rows = await tx.fetch_tuples(COMMIT_TURN, {**values, "tenant_id": tx.tenant_id})
    row = rows[0]
    return row[0], row[1], row[2], row[3]


async def may_change(
    tx: TenantTx, conversation_id: ConversationId, epoch: int, answered_through_seq: int, ticket: Ticket
) -> tuple[bool, bool]:
    """Whether the worker still owns its job, and whether the turn is still the agent's; until the transaction ends."""
    values = {
        "job_id": ticket.job_id,
        "worker_id": ticket.worker_id,
        "attempts": ticket.attempts,
        "conversation_id": conversation_id,
        "epoch": epoch,
        "answered_through_seq": answered_through_seq,
    }
    row = (await tx.fetch_tuples(MAY_CHANGE, values))[0]
    return row[0], row[1]


async def store_draft(tx: TenantTx, values: Mapping[str, Any]) -> None:
    """Keeps an answer that came too late, as stopped messages."""
    await tx.execute(STORE_DRAFT, values)


async def stand_down(tx: TenantTx, conversation_id: ConversationId) -> None:
    """Settles what a customer waits for when the agent is off duty: a person's matter, or nobody's any more."""
    await tx.execute(STAND_DOWN, {"tenant_id": tx.tenant_id, "conversation_id": conversation_id})


async def give_up_turn(tx: TenantTx, conversation_id: ConversationId, reason: str) -> None:
    """Gives a conversation that no agent could answer to a person."""
    await tx.execute(
        GIVE_UP_TURN, {"tenant_id": tx.tenant_id, "conversation_id": conversation_id, "reason": reason}
    )


async def list_outcomes(tx: TenantTx, conversation_id: ConversationId, *, from_seq: int) -> list[TurnOutcome]:
    """How the customer's messages from ``from_seq`` on ended, in the order in which it was decided."""
    return await tx.fetch_all(
        TurnOutcome, LIST_OUTCOMES, {"conversation_id": conversation_id, "from_seq": from_seq}
    )
