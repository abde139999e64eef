"""The SQL of answering one conversation without a worker, for a person at a terminal. Decides nothing.

The fence asks who holds a conversation's job: whoever answers without the engine takes that job as a worker would.
"""

from uuid import UUID

from dragoman.base.db import PlatformTx, TenantTx
from dragoman.base.ids import ConversationId
from dragoman.turns.model import Ticket

WORKERS_ALIVE = """
    SELECT count(*)
    FROM procrastinate_workers
    WHERE last_heartbeat > now() - make_interval(secs => %(stalled_s)s)
"""

SIGN_ON = """
    INSERT INTO procrastinate_workers
    DEFAULT VALUES
    RETURNING id
"""

SIGN_OFF = """
    DELETE FROM procrastinate_workers
    WHERE id = %(worker_id)s
"""

TAKE_JOB = """
    UPDATE procrastinate_jobs
    SET status = 'doing',
        worker_id = %(worker_id)s
    WHERE id = (SELECT id
                FROM procrastinate_jobs
                WHERE lock = 'conv:' || %(conversation_id)s::uuid AND status = 'todo' AND status::text = 'todo'
                ORDER BY id
                LIMIT 1)
      AND status::text = 'todo'
    RETURNING id, worker_id, attempts
"""

CONVERSATION_OF = """
    SELECT c.id
    FROM contact_identities AS i
    JOIN conversations AS c ON (c.tenant_id, c.contact_id) = (i.tenant_id, i.contact_id)
    WHERE i.identity = 'phone:' || %(phone)s::text
      AND c.sender = %(number)s
"""

FINISH_JOB = "SELECT procrastinate_finish_job_v1(%(job_id)s, 'succeeded', true)"


async def workers_alive(tx: PlatformTx, stalled_s: float) -> int:
    """How many worker loops have said lately that they live."""
    return int(await tx.value(WORKERS_ALIVE, {"stalled_s": stalled_s}))


async def sign_on(tx: PlatformTx) -> int:
    """A worker's id for whoever takes jobs himself."""
    return int(await tx.value(SIGN_ON))


async def sign_off(tx: PlatformTx, worker_id: int) -> None:
    """He takes no more."""
    await tx.execute(SIGN_OFF, {"worker_id": worker_id})


async def take_job(tx: PlatformTx, conversation_id: ConversationId, worker_id: int) -> Ticket | None:
    """The claim on the conversation's oldest waiting job, ``None`` when none waits."""
    values = {"conversation_id": conversation_id, "worker_id": worker_id}
    rows = await tx.fetch_tuples(TAKE_JOB, values)
    return Ticket(*rows[0]) if rows else None


async def conversation_of(tx: TenantTx, phone: str, number: str) -> ConversationId | None:
    """The conversation of that customer with that number of the shop, if there is one."""
    found: UUID | None = await tx.value(CONVERSATION_OF, {"phone": phone, "number": number})
    return None if found is None else ConversationId(found)


async def finish_job(tx: PlatformTx, ticket: Ticket) -> None:
    """The job is done and gone."""
    await tx.execute(FINISH_JOB, {"job_id": ticket.job_id})
