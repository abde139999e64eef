"""The engine's worker with one change: it looks again when something rang while it was looking.

The engine forgets the rings that came during a look once the look has found nothing, so a job stored at that very
moment would wait for the next poll, a quarter of a second later. Here the bell is quieted before each look. Held to
the pinned version of the engine by ``tests/rooms/test_prompt_worker.py``.
"""

import asyncio
import time
from typing import Any

from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.worker import Worker


class PromptWorker(Worker):
    """Takes jobs until none is left, without overlooking one."""

    async def _fetch_and_process_jobs(self) -> None:
        while await self._has_room():
            self._new_job_event.clear()
            job = None
            try:
                assert self.worker_id is not None
                job = await self.app.job_manager.fetch_job(queues=self.queues, worker_id=self.worker_id)
            finally:
                if job is None:
                    self._job_semaphore.release()
            if job is not None:
                self._begin(job)
            elif not self._new_job_event.is_set():
                return

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
        running = asyncio.create_task(self._process_job(context), name=f"job {job.id}")
        self._running_jobs[running] = context
        running.add_done_callback(self._ended)

    def _ended(self, running: "asyncio.Task[Any]") -> None:
        self._running_jobs.pop(running, None)
        self._job_semaphore.release()
