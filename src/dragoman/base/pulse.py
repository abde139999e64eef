"""Whether something that runs for ever, and is started again whenever it ends, really works."""

import time
from collections.abc import Callable


class Pulse:
    """The pulse of one loop of a worker, whichever of the engine's workers runs it at the moment.

    Being started again is no sign of life: a loop that always fails does nothing else. It lives when it has looked
    for jobs and has then been able to say so.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._beat_at: float | None = None
        self._has_looked = False
        self._has_ended = False

    def looked(self) -> None:
        """It has asked for a job, and there was an answer."""
        if not self._has_looked and not self._has_ended:
            self._beat_at = self._clock()  # a first start need not wait for the first heartbeat
        self._has_looked = True

    def beat(self) -> None:
        """Its heartbeat was written down."""
        if self._has_looked:
            self._beat_at = self._clock()
            self._has_ended = False

    def ended(self) -> None:
        """It has ended, for whatever reason."""
        self._has_looked = False
        self._has_ended = True

    def lives(self, within_s: float) -> bool:
        """Whether there was a sign of life so lately."""
        return self._beat_at is not None and self._clock() - self._beat_at <= within_s
