"""The SQL of the files that customers' messages came with. Decides nothing.

A row is made by the database itself when such a message is stored (``expect_file``, in the migration ``0002_wire``),
with a row of ``media_due`` for as long as somebody should try to fetch it, and a ring.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from dragoman.base.db import PlatformTx, TenantTx
from dragoman.base.ids import ConversationId, MessageId

Standing = Literal["waiting", "stored", "refused", "gone", "forgotten"]

FIND_EXPECTED = """
    SELECT message_id, conversation_id, sender, kind, url, status, attempts, created_at, now() AS now
    FROM media
    WHERE message_id = %(message_id)s
"""

LIST_FILES = """
    SELECT m.message_id, m.kind, m.status, m.reason, m.sha256, b.media_type, b.size
    FROM media AS m
    LEFT JOIN blobs AS b ON (b.tenant_id, b.sha256) = (m.tenant_id, m.sha256)
    WHERE m.message_id = ANY(%(messages)s)
"""

# A shortened id is a range of ids, which the primary key finds.
FIND_FILES = """
    SELECT m.message_id, m.kind, m.status, m.reason, m.sha256, b.media_type, b.size
    FROM media AS m
    LEFT JOIN blobs AS b ON (b.tenant_id, b.sha256) = (m.tenant_id, m.sha256)
    WHERE m.message_id BETWEEN %(lowest)s AND %(highest)s
    ORDER BY m.message_id
    LIMIT 2
"""

# By ``settled_at`` and not by status: the small index of what waits would look good to the planner, until much does.
# Stored after all: what a person was asked about it is done.
SETTLE_FILE = """
    WITH settled AS (
        UPDATE media
        SET status = %(status)s,
            reason = %(reason)s,
            sha256 = %(sha256)s,
            settled_at = now()
        WHERE message_id = %(message_id)s
          AND settled_at IS NULL
        RETURNING message_id, conversation_id
    ), due AS (
        DELETE FROM media_due
        WHERE tenant_id = %(tenant_id)s
          AND message_id = %(message_id)s
    ), task AS (
        UPDATE actions AS a
        SET status = 'done',
            closed_at = now(),
            closed_by = 'system:media'
        FROM settled AS s
        WHERE a.conversation_id = s.conversation_id
          AND a.kind = 'media_missing'
          AND a.source = 'message:' || s.message_id
          AND a.status <> 'done'
          AND %(status)s = 'stored'
    ), fact AS (
        INSERT INTO facts (kind, actor, conversation_id, subject_id)
        SELECT CASE WHEN %(status)s = 'stored' THEN 'FileStored' ELSE 'FileMissing' END, 'system:media',
               conversation_id, message_id
        FROM settled
    )
    SELECT count(*) AS settled
    FROM settled
"""

POSTPONE_FILE = """
    WITH postponed AS (
        UPDATE media
        SET attempts = attempts + 1,
            reason = %(reason)s
        WHERE message_id = %(message_id)s
          AND settled_at IS NULL
        RETURNING tenant_id, message_id, conversation_id
    )
    SELECT ring_media(tenant_id, message_id, conversation_id, %(at)s) AS rings
    FROM postponed
"""

# The row itself goes on waiting: its dead letter may be tried again.
STOP_EXPECTING = """
    WITH due AS (
        DELETE FROM media_due
        WHERE tenant_id = %(tenant_id)s
          AND message_id = %(message_id)s
        RETURNING message_id
    )
    UPDATE media AS m
    SET reason = %(reason)s
    FROM due
    WHERE m.message_id = due.message_id
      AND m.settled_at IS NULL
    RETURNING m.conversation_id
"""

# Rows without a job. OFFSET 0: one look into the engine's index for each row, as in ``turns.sweep``.
RING_AGAIN = """
    SELECT ring_media(d.tenant_id, d.message_id, d.conversation_id) AS rings
    FROM media_due AS d
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM procrastinate_jobs AS j
                       WHERE j.lock = 'media:' || d.message_id AND j.status IN ('todo', 'doing')) AS held
        OFFSET 0
    ) AS job
    WHERE d.since < now() - make_interval(secs => %(after_s)s)
      AND NOT job.held
    ORDER BY d.tenant_id, d.message_id
    LIMIT 200
"""

GIVE_UP_OLD = """
    UPDATE media
    SET status = 'gone',
        settled_at = now()
    WHERE status = 'waiting'
      AND created_at < now() - make_interval(days => %(days)s)
"""

FORGET_OLD = """
    UPDATE media
    SET status = 'forgotten',
        sha256 = NULL
    WHERE status = 'stored'
      AND created_at < now() - make_interval(days => %(days)s)
"""


@dataclass(frozen=True, slots=True)
class Expected:
    """A file that is to be fetched: of which message, from where, and how often that was tried."""

    message_id: MessageId
    conversation_id: ConversationId
    sender: str
    kind: str
    url: str
    status: Standing
    attempts: int
    created_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class File:
    """What became of a message's file; its type and size where it is stored, else why it is not."""

    message_id: MessageId
    kind: str
    status: Standing
    reason: str | None
    sha256: bytes | None
    media_type: str | None
    size: int | None


async def find_expected(tx: TenantTx, message_id: MessageId) -> Expected | None:
    """The file that the message came with, ``None`` when it came with none."""
    return await tx.fetch_optional(Expected, FIND_EXPECTED, {"message_id": message_id})


async def list_files(tx: TenantTx, messages: Collection[MessageId]) -> dict[MessageId, File]:
    """The files of these messages, of those that came with one."""
    found = await tx.fetch_all(File, LIST_FILES, {"messages": list(messages)})
    return {file.message_id: file for file in found}


async def find_files(tx: TenantTx, lowest: UUID, highest: UUID) -> list[File]:
    """At most two files of messages with ids between these: enough to know whether a shortened id is unique."""
    return await tx.fetch_all(File, FIND_FILES, {"lowest": lowest, "highest": highest})


async def settle_file(
    tx: TenantTx,
    message_id: MessageId,
    status: str,
    *,
    sha256: bytes | None = None,
    reason: str | None = None,
) -> bool:
    """Writes down what became of a file, once; whether it was still waited for."""
    values = {"tenant_id": tx.tenant_id, "message_id": message_id}
    settled = await tx.value(SETTLE_FILE, {**values, "status": status, "sha256": sha256, "reason": reason})
    return bool(settled)


async def postpone_file(tx: TenantTx, message_id: MessageId, at: datetime, reason: str) -> None:
    """Rings for a file again at ``at``, unless it was settled meanwhile."""
    await tx.execute(POSTPONE_FILE, {"message_id": message_id, "at": at, "reason": reason})


async def stop_expecting(tx: TenantTx, message_id: MessageId, reason: str) -> ConversationId | None:
    """Lets nobody be rung for the file any more; its conversation, ``None`` when nobody was expecting it."""
    values = {"tenant_id": tx.tenant_id, "message_id": message_id, "reason": reason}
    found: UUID | None = await tx.value(STOP_EXPECTING, values)
    return ConversationId(found) if found is not None else None


async def ring_again(tx: PlatformTx, after_s: float) -> int:
    """Rings for every file that is due for longer and has no job; how many."""
    return len(await tx.fetch_tuples(RING_AGAIN, {"after_s": after_s}))


async def give_up_old(tx: TenantTx, days: int) -> int:
    """Waits no longer for what is older; how many."""
    return await tx.execute(GIVE_UP_OLD, {"days": days})


async def forget_old(tx: TenantTx, days: int) -> int:
    """Lets go of the bytes of files that are older; how many."""
    return await tx.execute(FORGET_OLD, {"days": days})
