"""The worker's door: jobs come in, verbs of ``turns`` do them.

Several loops run in one process, so that a flood of turns never delays a delivery or the sweep. A loop that the
engine stops (its listening connection broke, the database restarted) is started again.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from procrastinate import App, JobContext

from dragoman.base.errors import FenceLost
from dragoman.base.ids import ConversationId, MessageId, TenantId
from dragoman.base.jobs import HEARTBEAT_S, POLL_S, STALLED_S, Backoff, is_last_try
from dragoman.base.prompt_worker import PromptWorker
from dragoman.turns import deliver, media, sweep
from dragoman.turns.media import FileWork
from dragoman.turns.model import Ticket
from dragoman.turns.run import give_up, run_turn
from dragoman.turns.work import Work

STOP_WITHIN_S = 4.0
"""Running jobs get this long to finish at a stop; then they are handed back.

Less than ``STALLED_S``: a loop that stops no longer says that it lives, and its jobs must not be given to others
while it still works on them.
"""

MEDIA_AT_ONCE = 4
"""Files that one process fetches at once: each stands in memory while it is fetched."""

log = structlog.get_logger()


def register_tasks(engine: App, work: Work, *, hook_days: int) -> None:
    """Tells the engine what each kind of job does."""

    @engine.task(name="turn", queue="turns", pass_context=True, retry=Backoff())
    async def turn(context: JobContext, tenant_id: int, conversation_id: str) -> None:
        tenant, conversation = TenantId(tenant_id), ConversationId(UUID(conversation_id))
        try:
            await run_turn(work, tenant, conversation, _ticket(context))
        except FenceLost as error:
            log.warning("fence_held", tenant=tenant_id, conversation=conversation_id, reason=str(error))
        except Exception:
            log.exception(
                "turn_failed", tenant=tenant_id, conversation=conversation_id, attempts=context.job.attempts
            )
            if is_last_try(context.job.attempts):
                await give_up(work, tenant, conversation, "turn_failed")
            raise

    @engine.task(name="deliver", queue="outbound", pass_context=True, retry=Backoff())
    async def deliver_(context: JobContext, tenant_id: int, conversation_id: str) -> None:
        conversation = ConversationId(UUID(conversation_id))
        try:
            await deliver.drain(work, TenantId(tenant_id), conversation, _ticket(context).worker_id)
        except Exception:
            log.exception("delivery_interrupted", tenant=tenant_id, conversation=conversation_id)
            raise

    # Procrastinate's sixth cron field is seconds, and comes last.
    @engine.periodic(cron="* * * * * */2")
    @engine.task(name="sweep", queue="ops", queueing_lock="sweep")
    async def sweep_(timestamp: int) -> None:
        with _next_time("sweep"):
            await sweep.hand_on_stalled_jobs(engine, work.database)
            await sweep.ring_again(work.database)
            await sweep.apply_strays(work.database)
            await media.ring_again(work.database)

    @engine.periodic(cron="17 * * * *")
    @engine.task(name="tidy", queue="ops", queueing_lock="tidy")
    async def tidy(timestamp: int) -> None:
        with _next_time("tidy"):
            await sweep.tidy(work.database, hook_days=hook_days)


def register_files(engine: App, work: FileWork) -> None:
    """Tells the engine how customers' files are fetched, and forgotten."""

    @engine.task(name="media", queue="media", pass_context=True, retry=Backoff())
    async def media_(context: JobContext, tenant_id: int, message_id: str, conversation_id: str) -> None:
        tenant, message = TenantId(tenant_id), MessageId(UUID(message_id))
        try:
            await media.fetch_file(work, tenant, message)
        except Exception:
            log.exception("file_failed", tenant=tenant_id, message=message_id, attempts=context.job.attempts)
            if is_last_try(context.job.attempts):
                await media.give_up(work.database, tenant, message)
            raise

    @engine.periodic(cron="43 * * * *")
    @engine.task(name="tidy_media", queue="ops", queueing_lock="tidy_media")
    async def tidy_media(timestamp: int) -> None:
        with _next_time("tidy_media"):
            await media.tidy(work.database, link_days=work.link_days, keep_days=work.keep_days)


@contextlib.contextmanager
def _next_time(name: str) -> Iterator[None]:
    """What comes again by itself must not stay behind as a dead letter when it fails."""
    try:
        yield
    except Exception as error:
        log.warning("periodic_failed", task=name, error=type(error).__name__)


def _ticket(context: JobContext) -> Ticket:
    job = context.job
    assert job.id is not None
    assert job.worker_id is not None
    return Ticket(job.id, job.worker_id, job.attempts)


@dataclass(slots=True)
class Worker:
    """The loops of one process. ``start`` them, ``stop`` them."""

    engine: App
    turn_concurrency: int = 500
    turn_loops: int = 1
    """How many loops fetch turns. A loop starts at most one turn a round trip, so a database on another machine
    wants several; each more is one more that every new turn wakes."""
    _loops: list["asyncio.Task[None]"] = field(default_factory=list)

    async def start(self) -> None:
        """Opens the engine's pool and begins to take jobs."""
        await self.engine.open_async()
        share = max(1, self.turn_concurrency // self.turn_loops)
        plan = [(f"turns-{n}", ["turns"], share) for n in range(1, self.turn_loops + 1)]
        plan += [("outbound", ["outbound"], 50), ("media", ["media"], MEDIA_AT_ONCE)]
        plan += [("ops", ["ops", "builtin"], 4)]
        for name, queues, concurrency in plan:
            self._loops.append(asyncio.create_task(self._keep_running(name, queues, concurrency), name=name))

    async def stop(self) -> None:
        """Takes no more jobs, lets the running ones finish for a while and hands the rest back."""
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        self._loops.clear()
        await self.engine.close_async()

    @property
    def alive(self) -> bool:
        """Whether every loop runs."""
        return bool(self._loops) and not any(loop.done() for loop in self._loops)

    async def _keep_running(self, name: str, queues: list[str], concurrency: int) -> None:
        while True:
            with contextlib.suppress(Exception):
                worker = PromptWorker(
                    self.engine,
                    queues=queues,
                    name=name,
                    concurrency=concurrency,
                    fetch_job_polling_interval=POLL_S,
                    update_heartbeat_interval=HEARTBEAT_S,
                    stalled_worker_timeout=STALLED_S,
                    shutdown_graceful_timeout=STOP_WITHIN_S,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                )
                await worker.run()  # type: ignore[no-untyped-call]
            log.warning("worker_loop_stopped", loop=name)
            await asyncio.sleep(0.5)
