"""Jobs as a test takes them, one at a time, so that two workers meet just where the test wants them to."""

from dragoman.base.db import Database
from dragoman.turns.model import Ticket

_A_WORKER = """
    INSERT INTO procrastinate_workers
    DEFAULT VALUES
    RETURNING id
"""
_TAKE = """
    SELECT id, worker_id, attempts
    FROM procrastinate_fetch_job_v2(ARRAY[%(queue)s]::varchar[], %(worker_id)s)
    WHERE id IS NOT NULL
"""
_HAND_ON = "SELECT procrastinate_retry_job_v2(%(job_id)s, NULL, NULL, NULL, NULL)"
_FINISH = "SELECT procrastinate_finish_job_v1(%(job_id)s, 'succeeded', true)"
_DIES = "DELETE FROM procrastinate_workers WHERE id = %(worker_id)s"
_OF_QUEUE = """
    SELECT id, status::text AS status, attempts, extract(epoch FROM scheduled_at - now())::float8 AS in_s
    FROM procrastinate_jobs
    WHERE queue_name = %(queue)s
    ORDER BY id
"""


async def a_worker(database: Database) -> int:
    """A worker that has just said that it lives."""
    async with database.as_platform() as tx:
        return int(await tx.value(_A_WORKER))


async def dies(database: Database, worker_id: int) -> None:
    """The worker is gone, and what it held is found as it lies."""
    async with database.as_platform() as tx:
        await tx.execute(_DIES, {"worker_id": worker_id})


async def take_job(database: Database, worker_id: int, *, queue: str = "turns") -> Ticket:
    """The worker's claim on the job that is next, as the engine gives it. Fails when none is."""
    async with database.as_platform() as tx:
        rows = await tx.fetch_tuples(_TAKE, {"queue": queue, "worker_id": worker_id})
    assert rows, f"no job waits in {queue}"
    return Ticket(*rows[0])


async def hand_on(database: Database, ticket: Ticket) -> None:
    """The sweep takes the worker for dead and gives its job to whoever asks next."""
    async with database.as_platform() as tx:
        await tx.execute(_HAND_ON, {"job_id": ticket.job_id})


async def finish(database: Database, ticket: Ticket) -> None:
    """The job is done and gone."""
    async with database.as_platform() as tx:
        await tx.execute(_FINISH, {"job_id": ticket.job_id})


async def jobs(database: Database, queue: str) -> list[dict[str, object]]:
    """The jobs of a queue, oldest first, and in how many seconds each may run."""
    async with database.as_platform() as tx:
        return await tx.fetch_dicts(_OF_QUEUE, {"queue": queue})
