"""Token buckets: how often an operation may be called, and how fast one customer may be written to. No clock."""

from dataclasses import dataclass

from dragoman.channels.emulator.operations import Operation


@dataclass(slots=True)
class Bucket:
    """So many at once, refilled at a steady rate. Times are seconds, of whatever clock the caller uses."""

    capacity: float
    per_s: float
    tokens: float
    at: float

    def take(self, now: float) -> float:
        """Takes one; 0 when there was one, else the seconds until there will be."""
        # A clock that was moved back has not taken anything away.
        self.tokens = min(self.capacity, self.tokens + max(0.0, now - self.at) * self.per_s)
        self.at = now
        if self.tokens >= 1.0:
            self.tokens -= 1.0
            return 0.0
        return (1.0 - self.tokens) / self.per_s


class Throttle:
    """Infobip's published limits, each times ``scale``."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], tuple[float, Bucket]] = {}

    def wait_s(self, operation: Operation, caller: str, scale: float, now: float) -> float:
        """0 when the call is allowed, else in how many seconds the next one will be."""
        if not operation.limit:
            return 0.0
        key = (operation.name, caller)
        known = self._buckets.get(key)
        if known is None or known[0] != scale:
            capacity = max(1.0, operation.limit * scale)
            per_s = max(operation.limit * scale, 1e-6) / operation.per_s
            known = self._buckets[key] = (scale, Bucket(capacity, per_s, capacity, now))
        return known[1].take(now)


class Pairs:
    """WhatsApp's limit on one pair: a message every so many seconds, and a burst that has to be repaid."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def allows(self, key: tuple[str, str], burst: float, interval_s: float, now: float) -> bool:
        """Whether one more message to this customer is within the limit."""
        per_s = 1.0 / max(interval_s, 1e-6)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(burst, per_s, burst, now)
        bucket.capacity, bucket.per_s = burst, per_s
        return bucket.take(now) == 0.0

    def clear(self) -> None:
        """Forgets every pair."""
        self._buckets.clear()
