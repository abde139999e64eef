"""The engine's worker with three changes: it overlooks no ring, shares its slots among shops, and has a pulse.

The engine forgets the rings that came during a look once the look has found nothing, so a job stored at that very
moment would wait for the next poll, a quarter of a second later. Here the bell is quieted before each look. And a job
is only claimed if its shop may have one more running: one that was claimed and had to wait here would be no other
process's either. And whatever ends it comes out of ``run``: the engine would only log it. Held to the pinned version
of the engine by ``tests/rooms/test_prompt_worker.py``.
"""

import asyncio
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from procrastinate import App
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.worker import Worker

from dragoman.base.jobs import FencedJobManager
from dragoman.base.pulse import Pulse
from dragoman.base.slots import Slots


class PromptWorker(Worker):
    """Takes jobs until none is left, without overlooking one.

    With ``slots``, which several workers may share, it works on one queue, whose jobs belong to shops.
    """

    def __init__(
        self,
        app: App,
        *,
        queues: Sequence[str],
        slots: Slots | None = None,
        pulse: Pulse | None = None,
        **options: Any,
    ) -> None:
        super().__init__(app, queues, **options)
        self._slots = slots
        self._pulse = pulse or Pulse()
        self._passed_over = False
        self._failure: BaseException | None = None

    async def run(self) -> None:
        """Works until it is told to stop. Raises what kept it from going on."""
        self._failure = None
        await super().run()  # type: ignore[no-untyped-call]
        if self._failure is not None:
            raise self._failure

    def _start_side_tasks(self) -> "list[asyncio.Task[Any]]":
        tasks = super()._start_side_tasks()
        for task in tasks:
            task.add_done_callback(self._side_task_ended)
        return tasks

    def _side_task_ended(self, task: "asyncio.Task[Any]") -> None:
        if not task.cancelled() and (failure := task.exception()) is not None:
            self._failure = self._failure or failure
            # The engine looks after the first of them that ends, even one that ends well.
            self.stop()  # type: ignore[no-untyped-call]

    async def _update_heartbeat(self) -> None:
        while True:
            await asyncio.sleep(self.update_heartbeat_interval)
            assert self.worker_id is not None
            await self.app.job_manager.update_heartbeat(self.worker_id)
            self._pulse.beat()

    async def _fetch_and_process_jobs(self) -> None:
        while await self._has_room():
            self._new_job_event.clear()
            job = None
            try:
                job = await self._fetch()
                self._pulse.looked()
            finally:
                if job is None:
                    self._job_semaphore.release()
            if job is not None:
                self._begin(job)
            elif not self._new_job_event.is_set():
                return

    async def _fetch(self) -> Job | None:
        manager, queues = self.app.job_manager, self.queues
        assert self.worker_id is not None
        assert queues is not None
        full = self._slots.full() if self._slots is not None else []
        self._passed_over = bool(full)
        if not full:
            return await manager.fetch_job(queues=queues, worker_id=self.worker_id)
        assert isinstance(manager, FencedJobManager)
        (queue,) = queues
        return await manager.fetch_job_past(full, queue, self.worker_id)

    async def _has_room(self) -> bool:
        """Waits until another job may run; false when the worker has been told to stop."""
        if self._stop_event.is_set():
            return False
        if not self._job_semaphore.locked():
            await self._job_semaphore.acquire()
            return True
        room = asyncio.create_task(self._job_semaphore.acquire())
        stop = asyncio.create_task(self._stop_event.wait())
        await asyncio.wait({room, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not self._stop_event.is_set():
            return True
        if room.done():
            self._job_semaphore.release()
        room.cancel()
        return False

    def _begin(self, job: Job) -> None:
        context = JobContext(
            app=self.app,
            worker_name=self.worker_name,
            worker_queues=self.queues,
            additional_context={},
            job=job,
            abort_reason=lambda: self._job_ids_to_abort.get(job.id) if job.id else None,
            start_timestamp=time.time(),
        )
        shop = job.task_kwargs.get("tenant_id")
        shop = shop if isinstance(shop, int) else None
        if self._slots is not None and shop is not None:
            self._slots.take(shop)
        running = asyncio.create_task(self._process_job(context), name=f"job {job.id}")
        self._running_jobs[running] = context
        running.add_done_callback(partial(self._ended, shop))

    def _ended(self, shop: int | None, running: "asyncio.Task[Any]") -> None:
        self._running_jobs.pop(running, None)
        self._job_semaphore.release()
        if self._slots is not None and shop is not None:
            self._slots.give_back(shop)
        if self._passed_over:
            self._new_job_event.set()  # nothing else rings for a job that was passed over
