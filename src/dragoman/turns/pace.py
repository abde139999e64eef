"""When to answer, how fast, and when to try again. Pure."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

SERVICE_WINDOW = timedelta(hours=24)
"""WhatsApp: free-form messages only within 24 hours of the customer's last one."""

WINDOW_MARGIN = timedelta(minutes=5)
"""Left unused at the end of the window: a message on its way when it closes would be refused (error 7010)."""

LONGEST_BACKOFF_S = 60.0
"""A job that waits blocks the later jobs of its conversation, so none waits longer than this."""


def quiet_wait_s(now: datetime, first: datetime, last: datetime, *, quiet_s: float, cap_s: float) -> float:
    """How many seconds to wait before answering a burst: until it is quiet, but never past the cap.

    ``first`` and ``last`` are when the first and last unanswered message were stored.
    """
    until = min(last + timedelta(seconds=quiet_s), first + timedelta(seconds=cap_s))
    return max(0.0, (until - now).total_seconds())


def window_open(now: datetime, last_inbound_at: datetime | None) -> bool:
    """Whether a free-form message may leave now (Infobip: outside the window it fails with error 7010)."""
    return last_inbound_at is not None and now < last_inbound_at + SERVICE_WINDOW - WINDOW_MARGIN


LONGEST_WISH_S = 3600.0
"""A provider's Retry-After is honoured up to an hour."""


@dataclass(frozen=True, slots=True)
class PairPace:
    """How fast messages may go to one customer: one in ``interval_s``, beyond a burst of ``burst`` at once.

    WhatsApp: about one in 6 seconds to the same customer; a burst of up to 45 borrows from the time after it, and
    beyond that messages are refused. What is used up is kept with the conversation as a moment, ``paced_until``:
    each message puts it ``interval_s`` further into the future (a leaky bucket). An interval of 0 switches it off.
    """

    interval_s: float = 6.0
    burst: int = 20

    @property
    def slack_s(self) -> float:
        """How far ``paced_until`` may lie ahead while a message may still leave."""
        return self.interval_s * (self.burst - 1)

    def free_at(self, paced_until: datetime) -> datetime:
        """When the next message may leave."""
        return paced_until - timedelta(seconds=self.slack_s)

    def allowance(self, paced_until: datetime, now: datetime) -> int:
        """How many messages may leave at once now."""
        if self.interval_s <= 0:
            return 1_000_000
        ahead_s = max(0.0, (paced_until - now).total_seconds())
        return max(0, int((self.slack_s - ahead_s) // self.interval_s) + 1)


def backoff_s(
    attempt: int,
    *,
    at_least_s: float = 0.0,
    longest_s: float = LONGEST_BACKOFF_S,
    random_value: float | None = None,
) -> float:
    """Seconds before try number ``attempt + 1``: 1, 2, 4 ... up to ``longest_s``, with jitter of a half.

    ``at_least_s`` is the provider's own wish; it is honoured up to ``LONGEST_WISH_S``.
    """
    share = random.random() if random_value is None else random_value
    wait = min(longest_s, 2.0 ** min(attempt, 10)) * (0.5 + 0.5 * share)
    return max(wait, min(at_least_s, LONGEST_WISH_S))
