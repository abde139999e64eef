"""The work engine: Procrastinate on our own PostgreSQL, with the settings that were measured to be needed.

Jobs are the doorbell, rows are the truth: a job carries ids and a time, never content. See
``docs/explanation/reliability.md`` for the four pieces added here and in the schema: the lock index, the fair
priority, the sweep with short heartbeats, and the fence.
"""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException, JobAborted, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from dragoman.base.db import APP_ROLE, RECONNECT_S, DatabaseUrls, wire_options
from dragoman.base.together import Together

HEARTBEAT_S = 1.0
"""How often a worker says that it lives."""

STALLED_S = 5.0
"""After so long without a heartbeat a worker is taken for dead and its jobs are handed on."""

POLL_S = 0.25
"""How often a loop looks for jobs that nothing rings for: those whose lock or time has come free."""

MOST_TRIES = 8
_INSISTS_FOR_S = 15.0
_LONGEST_S = 60.0


class Backoff(BaseRetryStrategy):
    """Tries again after 1, 2, 4 ... seconds with jitter, at most ``MOST_TRIES`` times; then the job is a dead letter.

    Never longer than a minute: a job that waits blocks the later jobs of its conversation, which is what keeps a
    conversation in order.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, ``None`` for never."""
        if _is_stop(exception):
            return RetryDecision(retry_at=datetime.now(UTC))
        if job.attempts + 1 >= MOST_TRIES:
            return None
        wait_s = min(_LONGEST_S, 2.0**job.attempts) * (0.5 + random.random() / 2)
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=wait_s))


def is_last_try(attempts: int) -> bool:
    """Whether a job that has failed ``attempts`` times before is on its last try."""
    return attempts + 1 >= MOST_TRIES


# The engine's own versions look at the job's status only, so a worker that was taken for dead and wakes up would
# finish, or give back, a job that somebody else is running by now. That may be the worker itself: handing a job on
# counts its attempts up, which tells the two claims apart.
_FINISH = """
    SELECT procrastinate_finish_job_v1(j.id, f.status::procrastinate_job_status, f.delete_job)
    FROM unnest(%(ids)s::bigint[], %(workers)s::bigint[], %(attempts)s::integer[], %(statuses)s::text[],
                %(deletes)s::boolean[]) AS f (id, worker_id, attempts, status, delete_job)
    JOIN procrastinate_jobs AS j
        ON j.id = f.id
       AND j.worker_id IS NOT DISTINCT FROM f.worker_id
       AND j.attempts = f.attempts
       AND j.status::text = 'doing'
"""
_RETRY = """
    SELECT procrastinate_retry_job_v2(id, %(retry_at)s, %(priority)s, %(queue)s, %(lock)s)
    FROM procrastinate_jobs
    WHERE id = %(job_id)s
      AND worker_id IS NOT DISTINCT FROM %(worker_id)s
      AND attempts = %(attempts)s
      AND status::text = 'doing'
"""


_FETCH_PAST = """
    SELECT id, status, task_name, priority, lock, queueing_lock, args, scheduled_at, queue_name, attempts, worker_id
    FROM fetch_job_past(%(full)s::bigint[], %(queue)s, %(worker_id)s)
"""


class FencedJobManager(JobManager):
    """Finishes and gives back only jobs that the worker still owns, and insists on it for a while.

    A job whose end could not be written down would stay with a worker that lives, and its conversation with it.
    """

    def __init__(self, connector: BaseConnector) -> None:
        super().__init__(connector)
        self._finish = Together(self._finish_all)

    async def fetch_job_past(self, full: Sequence[int], queue: str, worker_id: int) -> Job | None:
        """The next job of a queue that belongs to none of the shops in ``full``, marked as running."""
        row = await self.connector.execute_query_one_async(
            query=_FETCH_PAST, full=list(full), queue=queue, worker_id=worker_id
        )
        return Job.from_row(row) if row["id"] is not None else None

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Ends a job; nothing happens when it has been handed on. Jobs that end together share a round trip."""
        await self._finish((job, status, delete_job))

    async def _finish_all(self, ended: Sequence[tuple[Job, Status, bool]]) -> Sequence[None]:
        await self._insist(
            query=_FINISH,
            ids=[job.id for job, _, _ in ended],
            workers=[job.worker_id for job, _, _ in ended],
            attempts=[job.attempts for job, _, _ in ended],
            statuses=[status.value for _, status, _ in ended],
            deletes=[delete_job for _, _, delete_job in ended],
        )
        return [None] * len(ended)

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Gives a job back for another try; nothing happens when it has been handed on."""
        await self._insist(
            query=_RETRY,
            job_id=job.id,
            worker_id=job.worker_id,
            attempts=job.attempts,
            retry_at=retry_at,
            priority=priority,
            queue=queue,
            lock=lock,
        )

    async def _insist(self, **statement: Any) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _INSISTS_FOR_S
        while True:
            try:
                await self.connector.execute_query_all_async(**statement)
                return
            except ConnectorException as error:
                if isinstance(error, UniqueViolation) or loop.time() > deadline:
                    raise
                await asyncio.sleep(0.3)


def make_engine(urls: DatabaseUrls, *, connections: int = 6) -> App:
    """The engine's own pool, tuned: no ping before each query, no BEGIN around it, no wait for the disk.

    Each loop of a worker has one connection more, on which it listens.

    Not waiting for the disk is only for claims and acknowledgements: one that is lost makes a job run again, and
    every job here is safe to run again.
    """

    async def configure(connection: AsyncConnection[Any]) -> None:
        await connection.set_autocommit(True)
        await connection.execute("SET synchronous_commit = off")
        await connection.execute("SET statement_timeout = '60s'")
        if urls.app_sets_role:
            await connection.execute(f"SET ROLE {APP_ROLE}")

    def pool(**options: Any) -> AsyncConnectionPool[Any]:
        return AsyncConnectionPool(**{**options, "check": None})

    engine = App(
        connector=PsycopgConnector(
            conninfo=urls.app,
            min_size=1,
            max_size=connections,
            configure=configure,
            pool_factory=pool,
            kwargs={"application_name": "dragoman-jobs", **wire_options(urls.app)},
            timeout=RECONNECT_S,
            reconnect_timeout=RECONNECT_S,
        )
    )
    engine.job_manager = FencedJobManager(engine.connector)
    return engine


def _is_stop(exception: BaseException) -> bool:
    return isinstance(exception, asyncio.CancelledError | JobAborted)
