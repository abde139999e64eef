"""The SQL of the spine: storing what came in, loading a turn, committing it, and what leaves.

Each of the four hot statements does its whole step in one round trip; their CTEs read top to bottom. They decide
nothing that a row count cannot say: who is on duty, what to send and when are decided by the verb files.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from dragoman.base.db import PlatformTx, TenantTx
from dragoman.base.ids import ContactId, ConversationId, MessageId
from dragoman.conversations.model import KnownIdentity
from dragoman.turns.model import ClaimedRow, Letter, Owing, Ticket, TurnOutcome

# ------------------------------------------------------------------------------------------------ receive

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

RING_TURNS = """
    SELECT ring_turns(%(tenant_id)s, %(conversations)s::uuid[])
"""

# Of the jobs of one lock the engine looks only at the first, by priority and age, even while its time has not come.
# So the sooner a ring is meant, the higher it stands: one for now must not wait behind one that waits for a receipt.
RING_LATER = """
    SELECT ring('deliver', 'outbound', 'out:', %(tenant_id)s, ARRAY[%(conversation_id)s::uuid], %(priority)s, %(at)s)
"""

# --------------------------------------------------------------------------------------------------- turn

# One statement, so that the transcript, the mode and the persona belong to the same moment.
LOAD_TURN = """
    SELECT c.id, c.chatbot_id, c.sender, c.address, c.mode, c.epoch, c.last_inbound_seq, c.answered_through_seq,
           c.last_inbound_at, c.paced_until, c.agent_state, k.name AS contact_name, t.slug, t.brand, t.user_id,
           t.currency, t.timezone, t.status, b.agent_id, b.name AS chatbot_name, b.paused,
           coalesce(p.persona, '{}') AS persona, coalesce(p.languages, '{}') AS languages,
           coalesce(p.settings, '{}') AS settings, now() AS now,
           EXISTS (SELECT FROM outbox WHERE conversation_id = c.id) AS unsent,
           ARRAY(SELECT j.id
                 FROM procrastinate_jobs AS j
                 WHERE j.lock = 'conv:' || c.id AND j.status IN ('todo', 'doing') AND j.status::text = 'todo'
                   AND j.scheduled_at IS NULL
                 LIMIT 1000) AS covered_jobs,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('seq', m.seq, 'author', m.author, 'kind', m.kind,
                        'body', m.body, 'content', m.content, 'created_at', m.created_at,
                        'provider_at', m.provider_at) ORDER BY m.seq), '[]')
            FROM (SELECT seq, author, kind, body, content, created_at, provider_at
                  FROM messages
                  WHERE conversation_id = c.id
                    AND status <> 'stopped'
                    AND seq > least(c.answered_through_seq, c.last_seq) - %(history)s
                  ORDER BY seq DESC
                  LIMIT %(limit)s) AS m) AS lines
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
        INSERT INTO messages (conversation_id, seq, id, direction, author, kind, body, content, turn_id, status)
        SELECT c.id, c.base_seq + i.n, i.id, 'out', 'agent', i.kind, i.body, i.content, %(turn_id)s, 'queued'
        FROM item AS i, conversation AS c
    ), unsent AS (
        INSERT INTO outbox (conversation_id, seq, message_id, author, epoch, status, claimed_at, claimed_by)
        SELECT c.id, c.base_seq + i.n, i.id, 'agent', c.epoch,
               CASE WHEN i.n = 1 AND (SELECT free FROM pace) THEN 'sending' ELSE 'queued' END,
               now(), %(worker_id)s
        FROM item AS i, conversation AS c
        RETURNING seq, status
    ), turn AS (
        INSERT INTO turns (id, conversation_id, from_seq, through_seq, outcome, reason, answered_by, epoch, ms, trace)
        SELECT %(turn_id)s, id, %(from_seq)s, %(through_seq)s,
               CASE WHEN %(count)s > 0 THEN 'answered' ELSE 'not_answered' END, %(reason)s, %(agent_id)s,
               %(epoch)s, %(ms)s, %(trace)s
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

FENCE = """
    SELECT id
    FROM procrastinate_jobs
    WHERE id = %(job_id)s AND status::text = 'doing' AND worker_id = %(worker_id)s AND attempts = %(attempts)s
    FOR UPDATE
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
        INSERT INTO turns (id, conversation_id, from_seq, through_seq, outcome, reason, answered_by, epoch, ms)
        SELECT %(turn_id)s, id, %(from_seq)s, %(through_seq)s, 'not_answered', 'taken_over', %(agent_id)s, %(epoch)s,
               %(ms)s
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

# ------------------------------------------------------------------------------------------------ deliver

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
           coalesce(o.claimed_at > now() - make_interval(secs => %(longest_send_s)s), false)
               AND EXISTS (SELECT FROM procrastinate_workers AS w
                           WHERE w.id = o.claimed_by
                             AND w.last_heartbeat > now() - make_interval(secs => %(stalled_s)s)) AS claimant_alive,
           now() AS now
    FROM oldest AS o
    JOIN conversations AS c ON c.id = o.conversation_id
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
                            AND (o.author <> 'agent' OR o.status NOT IN ('queued', 'stopped')))
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
        INSERT INTO messages (conversation_id, seq, id, direction, author, kind, body, content, status)
        SELECT id, last_seq, %(message_id)s, 'out', 'staff', %(kind)s, %(body)s, %(content)s, 'queued'
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

RECORD_FACT = """
    INSERT INTO facts (kind, actor, conversation_id, data)
    VALUES (%(kind)s, %(actor)s, %(conversation_id)s, %(data)s)
"""

# ----------------------------------------------------------------------------------------------- receipts

APPLY_RECEIPTS = """
    WITH report AS (
        SELECT DISTINCT ON (id) *
        FROM jsonb_to_recordset(%(reports)s) AS r (id uuid, status text, at timestamptz, error text)
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
        RETURNING m.id, m.conversation_id, m.status, m.error
    ), answered AS (
        DELETE FROM outbox AS o
        USING moved AS v
        WHERE o.message_id = v.id AND o.conversation_id = v.conversation_id AND o.status = 'unknown'
    ), task AS (
        INSERT INTO actions (conversation_id, kind, source, reason)
        SELECT conversation_id, 'delivery_failed', 'message:' || id, coalesce(error, 'the provider did not say why')
        FROM moved
        WHERE status = 'failed'
        ON CONFLICT DO NOTHING
    )
    SELECT id
    FROM known
"""

KEEP_STRAYS = """
    INSERT INTO stray_receipts (message_id, status, at, code, reason)
    SELECT message_id, status, at, code, reason
    FROM jsonb_to_recordset(%(reports)s) AS r (message_id text, status text, at timestamptz, code text, reason text)
    ORDER BY message_id, status
    ON CONFLICT DO NOTHING
"""


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


async def ring_turns(tx: TenantTx, conversations: Sequence[ConversationId]) -> None:
    """Rings for turns at the tenant's fair priority: the last statement of a transaction."""
    await tx.execute(RING_TURNS, {"tenant_id": tx.tenant_id, "conversations": list(conversations)})


async def ring_delivery(
    tx: TenantTx, conversation_id: ConversationId, at: datetime | None = None, *, last: bool = False
) -> None:
    """Rings for the delivery of what the conversation has waiting, now or at ``at``.

    With ``last`` every other ring of the conversation goes first, however early ``at`` is.
    """
    priority = -1 if last else 1 if at is None else 0
    values = {"tenant_id": tx.tenant_id, "conversation_id": conversation_id, "at": at}
    await tx.execute(RING_LATER, {**values, "priority": priority})


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


async def owns_job(tx: TenantTx, ticket: Ticket) -> bool:
    """Whether the worker still owns its job; if so, until the transaction ends."""
    values = {"job_id": ticket.job_id, "worker_id": ticket.worker_id, "attempts": ticket.attempts}
    found = await tx.value(FENCE, values)
    return found is not None


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


async def record_fact(
    tx: TenantTx,
    kind: str,
    actor: str,
    *,
    conversation_id: ConversationId | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Writes down what happened: ids, kinds and numbers only."""
    await tx.execute(
        RECORD_FACT,
        {"kind": kind, "actor": actor, "conversation_id": conversation_id, "data": Jsonb(dict(data or {}))},
    )


async def apply_receipts(tx: TenantTx, reports: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """Moves messages forward; returns the ids that exist (the others are strays)."""
    rows = await tx.fetch_tuples(APPLY_RECEIPTS, {"reports": Jsonb(list(reports))})
    return {row[0] for row in rows}


async def keep_strays(tx: PlatformTx | TenantTx, reports: Sequence[Mapping[str, Any]]) -> None:
    """Keeps reports whose messages nobody here knows yet."""
    await tx.execute(KEEP_STRAYS, {"reports": Jsonb(list(reports))})


async def list_outcomes(tx: TenantTx, conversation_id: ConversationId, *, from_seq: int) -> list[TurnOutcome]:
    """How the customer's messages from ``from_seq`` on ended, in the order in which it was decided."""
    return await tx.fetch_all(
        TurnOutcome, LIST_OUTCOMES, {"conversation_id": conversation_id, "from_seq": from_seq}
    )
