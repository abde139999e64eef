"""No faster than a number may send (WhatsApp: 80 messages a second by default).

Each process keeps its own count, of its own part of the rate: see ``turns.neighbours``.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable


class SlidingWindow:
    """When the next send may start, so that no span of ``period_s`` holds more than ``size`` starts.

    Pure: time comes in as a number of seconds that never falls. A rate below one a second is one start in a
    longer period.
    """

    def __init__(self, rate_per_second: float) -> None:
        if not rate_per_second > 0:
            raise ValueError(f"a rate is above 0, not {rate_per_second}")
        self.size = max(1, int(rate_per_second))
        self.period_s = self.size / rate_per_second
        self._starts: deque[float] = deque(maxlen=self.size)

    def wait_s(self, now: float) -> float:
        """Seconds until a send may start; 0 when it may start now."""
        if len(self._starts) < self.size:
            return 0.0
        return max(0.0, self._starts[0] + self.period_s - now)

    def start(self, now: float) -> None:
        """Counts one send that starts now."""
        self._starts.append(now)

    @property
    def starts(self) -> tuple[float, ...]:
        """The latest starts, oldest first: as many as count."""
        return tuple(self._starts)


class Limiter:
    """Lets sends of one number through at its rate, first come first served."""

    def __init__(self, rate_per_second: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate_per_second = rate_per_second
        self._window = SlidingWindow(rate_per_second)
        self._queue = asyncio.Lock()  # wakes its waiters in the order they came
        self._waiting = 0
        self._clock = clock
        self._held_until = float("-inf")

    @property
    def backlog_s(self) -> float:
        """About how many seconds a send that came now would wait."""
        wait_s = self._wait_s()
        return wait_s + self._waiting / self.rate_per_second if self._waiting else wait_s

    def change_rate(self, rate_per_second: float) -> None:
        """Another rate from now on; what was sent a moment ago still counts."""
        if rate_per_second == self.rate_per_second:
            return
        self.rate_per_second, before = rate_per_second, self._window
        self._window = SlidingWindow(rate_per_second)
        for started in before.starts:
            self._window.start(started)

    def hold(self, seconds: float) -> None:
        """Lets nothing through for so long: the provider has said when it will take messages again."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    async def acquire(self) -> None:
        """Returns when one send may start. Cancelled while it waits, it has used nothing of the rate."""
        self._waiting += 1
        try:
            async with self._queue:
                wait_s = self._wait_s()
                while wait_s > 0:  # a sleep may end a little early
                    await asyncio.sleep(wait_s)
                    wait_s = self._wait_s()
                self._window.start(self._clock())
        finally:
            self._waiting -= 1

    def _wait_s(self) -> float:
        now = self._clock()
        return max(self._window.wait_s(now), self._held_until - now)
