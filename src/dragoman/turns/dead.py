"""Dead letters: jobs that failed for good. The rows they stood for are still there; these verbs try again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import psycopg
import structlog

from dragoman.base.db import Database, PlatformTx, TenantTx
from dragoman.base.errors import NotFound, Refused
from dragoman.base.ids import ConversationId, TenantId
from dragoman.conversations import store as conversations
from dragoman.conversations.model import Conversation
from dragoman.tenants import store as tenants
from dragoman.turns.staff import hand_back_in

log = structlog.get_logger()

LIST = """
    SELECT j.id, j.task_name AS task, j.args, j.attempts,
           (SELECT max(e.at)
            FROM procrastinate_events AS e
            WHERE e.job_id = j.id AND e.type = 'failed') AS failed_at
    FROM procrastinate_jobs AS j
    WHERE j.status = 'failed'
      AND j.id > %(after)s
    ORDER BY j.id
    LIMIT %(limit)s
"""

GET = """
    SELECT j.id, j.task_name AS task, j.args, j.attempts,
           (SELECT max(e.at)
            FROM procrastinate_events AS e
            WHERE e.job_id = j.id AND e.type = 'failed') AS failed_at
    FROM procrastinate_jobs AS j
    WHERE j.status = 'failed'
      AND j.id = %(id)s
"""

EVENTS = """
    SELECT type::text AS type, at
    FROM procrastinate_events
    WHERE job_id = %(id)s
    ORDER BY id
"""

# The engine keeps counting; a person who says "again" means all the tries, not the last one.
RETRY = """
    WITH dead AS MATERIALIZED (
        SELECT id
        FROM procrastinate_jobs
        WHERE id = %(id)s AND status = 'failed'
        FOR UPDATE
    )
    SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) IS NOT NULL AS rung
    FROM dead
"""

FORGET_ATTEMPTS = """
    UPDATE procrastinate_jobs
    SET attempts = 0
    WHERE id = %(id)s AND status = 'todo'
"""

DROP = """
    DELETE FROM procrastinate_jobs
    WHERE id = %(id)s AND status = 'failed'
"""


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job that failed for good. ``args`` holds ids only."""

    id: int
    task: str
    args: Mapping[str, Any]
    attempts: int
    failed_at: datetime | None

    @property
    def conversation(self) -> tuple[TenantId, ConversationId] | None:
        """Whose job it was, for the tasks of a conversation."""
        try:
            return TenantId(int(self.args["tenant_id"])), ConversationId(UUID(self.args["conversation_id"]))
        except (KeyError, TypeError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class JobEvent:
    """One thing that happened to a job: ``deferred``, ``started``, ``deferred_for_retry``, ``failed`` ..."""

    type: str
    at: datetime


Retried = Literal["rung", "handed_back", "nothing_owed", "paused"]
"""What a retry came to: the job runs again; its conversation was handed back to the agent for it; nothing is
owed any more, so the job finds nothing to do; or the agent is paused and the customer waits for a person."""


async def list_dead(tx: PlatformTx, *, after: int = 0, limit: int = 100) -> list[DeadJob]:
    """Dead letters, oldest first, beyond the id ``after``."""
    return await tx.fetch_all(DeadJob, LIST, {"after": after, "limit": limit})


async def get_dead(tx: PlatformTx, job_id: int) -> DeadJob:
    """One dead letter. Raises ``NotFound``."""
    found = await tx.fetch_optional(DeadJob, GET, {"id": job_id})
    if found is None:
        raise NotFound(f"there is no dead letter {job_id}; see: dragoman dead list")
    return found


async def events_of(tx: PlatformTx, job_id: int) -> list[JobEvent]:
    """What happened to a job, in order."""
    return await tx.fetch_all(JobEvent, EVENTS, {"id": job_id})


async def conversation_of(database: Database, job: DeadJob) -> Conversation | None:
    """The conversation that the job was for; ``None`` for other tasks, or when it is gone."""
    if job.conversation is None:
        return None
    tenant_id, conversation_id = job.conversation
    async with database.as_tenant(tenant_id) as tx:
        try:
            return await conversations.get_conversation(tx, conversation_id)
        except NotFound:
            return None


async def retry(database: Database, job_id: int, actor: str) -> Retried:
    """Runs a dead letter again, with all its tries.

    A turn that failed gave its conversation to a person; while the customer still waits, the conversation
    is handed back, or the job would find nothing to do. Raises ``NotFound``, and ``Refused`` when another
    job of its kind waits already.
    """
    async with database.as_platform() as tx:
        job = await get_dead(tx, job_id)
    outcome: Retried = "rung"
    try:
        if job.task == "turn" and job.conversation is not None:
            outcome = await _retry_turn(database, job, *job.conversation, actor)
        else:
            async with database.as_platform() as tx:
                await _ring(tx, job.id)
    except psycopg.errors.UniqueViolation:
        raise Refused(f"another {job.task} waits already, so {job_id} would do nothing; drop it") from None
    log.info("dead_letter_retried", job=job_id, task=job.task, outcome=outcome)
    return outcome


async def drop(database: Database, job_id: int) -> None:
    """Forgets a dead letter; what its conversation owes stays written down. Raises ``NotFound``."""
    async with database.as_platform() as tx:
        if await tx.execute(DROP, {"id": job_id}) == 0:
            raise NotFound(f"there is no dead letter {job_id}; see: dragoman dead list")
    log.info("dead_letter_dropped", job=job_id)


async def _retry_turn(
    database: Database, job: DeadJob, tenant_id: TenantId, conversation_id: ConversationId, actor: str
) -> Retried:
    outcome: Retried = "rung"
    async with database.as_tenant(tenant_id) as tx:
        await conversations.lock_conversation(tx, conversation_id)
        now = await conversations.get_conversation(tx, conversation_id)
        if now.last_inbound_seq <= now.answered_through_seq:
            outcome = "nothing_owed"
        elif (await tenants.get_chatbot(tx, tenant_id, now.chatbot_id)).paused:
            outcome = "paused"
        elif now.mode == "human":
            await hand_back_in(tx, conversation_id, actor, ring=False)
            outcome = "handed_back"
        await _ring(tx, job.id)
    return outcome


async def _ring(tx: PlatformTx | TenantTx, job_id: int) -> None:
    if await tx.value(RETRY, {"id": job_id}) is None:
        raise NotFound(f"dead letter {job_id} was retried or dropped by somebody else a moment ago")
    await tx.execute(FORGET_ATTEMPTS, {"id": job_id})
