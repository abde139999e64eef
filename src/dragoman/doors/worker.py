"""The worker's door: jobs come in, verbs of ``turns`` do them.

Several loops run in one process, so that a flood of turns never delays a delivery or the sweep; and shops share the
slots of a loop, so that one shop's flood never delays another's message. A loop that the engine stops (its listening
connection broke, the database restarted) is started again.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from procrastinate import App, JobContext

from dragoman.base.errors import FenceLost, in_short
from dragoman.base.ids import ConversationId, MessageId, TenantId
from dragoman.base.jobs import HEARTBEAT_S, POLL_S, STALLED_S, Backoff, is_last_try
from dragoman.base.prompt_worker import PromptWorker
from dragoman.base.pulse import Pulse
from dragoman.base.slots import Slots
from dragoman.turns import deliver, media, notices, sweep
from dragoman.turns.media import FileWork
from dragoman.turns.model import Ticket
from dragoman.turns.notices import NoticeWork
from dragoman.turns.run import give_up, run_turn
from dragoman.turns.templates import sync_due
from dragoman.turns.work import Work

DELIVERIES = 100
"""So many conversations at once are sent what waits for them, half of them at most one shop's."""

FILES = 4
"""So many files are fetched at once, half of them at most one shop's: each stands in memory meanwhile."""

STOP_WITHIN_S = 4.0
"""Running jobs get this long to finish at a stop; then they are handed back.

Less than ``STALLED_S``: a loop that stops no longer says that it lives, and its jobs must not be given to others
while it still works on them.
"""

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
            await deliver.deal_and_drain(work, TenantId(tenant_id), conversation, _ticket(context).worker_id)
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
            await notices.ring_again(work.database)

    @engine.periodic(cron="* * * * * */30")
    @engine.task(name="templates", queue="ops", queueing_lock="templates", lock="templates")
    async def templates(timestamp: int) -> None:
        with _next_time("templates"):
            await sync_due(work)

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


def register_notices(engine: App, work: NoticeWork) -> None:
    """Tells the engine how shops are told, and that it is forgotten."""

    @engine.task(name="notice", queue="outbound", pass_context=True, retry=Backoff())
    async def notice_(context: JobContext, tenant_id: int, notice_id: str) -> None:
        try:
            await notices.tell(work, TenantId(tenant_id), UUID(notice_id))
        except Exception:
            log.exception("notice_broke", tenant=tenant_id, notice=notice_id, attempts=context.job.attempts)
            if is_last_try(context.job.attempts):
                await notices.give_up(work.database, TenantId(tenant_id), UUID(notice_id))
            raise

    @engine.periodic(cron="51 * * * *")
    @engine.task(name="tidy_notices", queue="ops", queueing_lock="tidy_notices")
    async def tidy_notices(timestamp: int) -> None:
        with _next_time("tidy_notices"):
            await notices.tidy(work.database)


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


@dataclass(frozen=True, slots=True)
class _Loop:
    """One loop: what it works on, and whether it does."""

    name: str
    queues: list[str]
    concurrency: int
    slots: Slots | None = None
    pulse: Pulse = field(default_factory=Pulse)


@dataclass(slots=True)
class Worker:
    """The loops of one process. ``start`` them, ``stop`` them."""

    engine: App
    turn_concurrency: int = 1000
    turn_loops: int = 1
    """How many loops fetch turns. A loop starts at most one turn a round trip, so a database on another machine
    wants several; each more is one more that every new turn wakes."""
    _loops: list[_Loop] = field(default_factory=list)
    _tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    async def start(self) -> None:
        """Begins to take jobs as soon as the database lets the engine in; says why not until it does."""
        while True:
            try:
                await self.engine.open_async()
                break
            except Exception as error:
                log.error("worker_not_started", **in_short(error))
                await self.engine.close_async()  # half open, it would count as open
            await asyncio.sleep(1)
        self._loops = self._plan()
        self._tasks = [asyncio.create_task(self._keep_running(loop), name=loop.name) for loop in self._loops]

    def _plan(self) -> list[_Loop]:
        each = max(1, self.turn_concurrency // self.turn_loops)
        turns, outbound, files = Slots(each * self.turn_loops), Slots(DELIVERIES), Slots(FILES)
        return [
            *(_Loop(f"turns-{n}", ["turns"], each, turns) for n in range(1, self.turn_loops + 1)),
            _Loop("outbound", ["outbound"], outbound.size, outbound),
            _Loop("media", ["media"], files.size, files),
            _Loop("ops", ["ops", "builtin"], 4),
        ]

    @property
    def loops(self) -> int:
        """How many loops this process has, started or not."""
        return self.turn_loops + 3

    async def stop(self) -> None:
        """Takes no more jobs, lets the running ones finish for a while and hands the rest back."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks, self._loops = [], []
        await self.engine.close_async()

    @property
    def alive(self) -> bool:
        """Whether every loop works: one that has not been able to for so long has had its jobs handed on."""
        return bool(self._loops) and all(loop.pulse.lives(STALLED_S) for loop in self._loops)

    async def _keep_running(self, loop: _Loop) -> None:
        while True:
            worker = PromptWorker(
                self.engine,
                queues=loop.queues,
                slots=loop.slots,
                pulse=loop.pulse,
                name=loop.name,
                concurrency=loop.concurrency,
                fetch_job_polling_interval=POLL_S,
                update_heartbeat_interval=HEARTBEAT_S,
                stalled_worker_timeout=STALLED_S,
                shutdown_graceful_timeout=STOP_WITHIN_S,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
            try:
                await worker.run()
            except Exception as error:
                log.error("worker_loop_failed", loop=loop.name, **in_short(error))
            else:
                log.warning("worker_loop_stopped", loop=loop.name)
            loop.pulse.ended()
            await asyncio.sleep(0.5)
