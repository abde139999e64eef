"""Shop by shop in turn to the database: a shop with hundreds of turns at work lets another's single one through.

The queue of jobs is fair already; this keeps it so inside a process, where many turns run at once and share a few
connections.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dragoman.base.ids import TenantId


class Turnstile:
    """Lets ``width`` through at a time; of those who wait, one of each shop in turn."""

    def __init__(self, width: int = 8) -> None:
        self._free = width
        self._waiting: dict[TenantId, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def through(self, tenant_id: TenantId) -> AsyncIterator[None]:
        """Waits for its turn, and lets the next one in afterwards. Not to be entered twice by the same task."""
        await self._enter(tenant_id)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, tenant_id: TenantId) -> None:
        if self._free:
            self._free -= 1
            return
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(tenant_id, deque()).append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._leave()  # called and cancelled in the same moment
            raise

    def _leave(self) -> None:
        while self._waiting:
            tenant_id, queue = next(iter(self._waiting.items()))
            del self._waiting[tenant_id]
            called = queue.popleft()
            if queue:
                self._waiting[tenant_id] = queue  # behind the other shops
            if not called.done():
                called.set_result(None)
                return
        self._free += 1
