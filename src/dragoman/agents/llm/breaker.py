"""A circuit breaker: whoever has failed several times in a row is left alone for a while, at no cost in time. Pure."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Breaker:
    """Whether an endpoint may be asked.

    Closed, it may. ``most`` failures in a row open it for ``open_s`` seconds; then one request at a time may try, and
    closes it again or opens it anew.
    """

    most: int = 3
    open_s: float = 30.0
    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    _open_until: float | None = field(default=None)

    @property
    def is_open(self) -> bool:
        """Whether it is left alone at this moment."""
        return self._open_until is not None and self.clock() < self._open_until

    def allows(self) -> bool:
        """Whether to ask now. Half open, it says so to one and keeps the others off until that one is back."""
        if self._open_until is None:
            return True
        if self.clock() < self._open_until:
            return False
        self._open_until = self.clock() + self.open_s
        return True

    def succeeded(self) -> None:
        """The endpoint answered, be it with a refusal of this one request."""
        self.failures, self._open_until = 0, None

    def failed(self) -> bool:
        """The endpoint could not be reached, or could not serve; whether that opened the breaker."""
        self.failures += 1
        if self.failures < self.most:
            return False
        was_closed = self._open_until is None
        self._open_until = self.clock() + self.open_s
        return was_closed
