"""When to answer, and when to try again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.turns.pace import (
    LONGEST_BACKOFF_S,
    LONGEST_WISH_S,
    SERVICE_WINDOW,
    WINDOW_MARGIN,
    PairPace,
    backoff_s,
    quiet_wait_s,
    window_open,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
SECONDS = st.floats(min_value=0, max_value=100)


def _after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("first", "last", "now", "wait"),
    [
        (0, 0, 0, 1.5),
        (0, 0, 1, 0.5),
        (0, 0, 1.5, 0),
        (0, 0, 60, 0),
        (0, 1, 1, 1.5),
        (0, 5, 5, 1.0),
        (0, 8, 8, 0),
    ],
)
def test_a_burst_is_answered_when_it_is_quiet_but_never_after_the_cap(
    first: float, last: float, now: float, wait: float
) -> None:
    told = quiet_wait_s(_after(now), _after(first), _after(last), quiet_s=1.5, cap_s=6)

    assert told == pytest.approx(wait)


@given(SECONDS, SECONDS, SECONDS, st.floats(0, 60), st.floats(0, 120))
def test_the_wait_is_never_negative_and_never_longer_than_the_quiet_or_the_cap(
    first: float, more: float, later: float, quiet_s: float, cap_s: float
) -> None:
    last = first + more
    now = last + later

    wait = quiet_wait_s(_after(now), _after(first), _after(last), quiet_s=quiet_s, cap_s=cap_s)

    assert 0 <= wait <= min(quiet_s, cap_s) + 1e-5


@pytest.mark.conforms("rule:window")
def test_the_window_is_open_for_24_hours_but_for_the_margin() -> None:
    closes = NOON + SERVICE_WINDOW - WINDOW_MARGIN

    assert window_open(NOON, NOON)
    assert window_open(closes - timedelta(milliseconds=1), NOON)
    assert not window_open(closes, NOON)
    assert not window_open(NOON + timedelta(days=30), NOON)


def test_the_window_of_somebody_who_never_wrote_is_closed() -> None:
    assert not window_open(NOON, None)


def test_waits_grow_from_a_second_to_a_minute() -> None:
    waits = [backoff_s(attempt, random_value=1.0) for attempt in range(9)]

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@given(st.integers(0, 10_000), st.floats(0, 1), st.floats(0, 1e6))
def test_a_wait_is_at_least_what_was_asked_for_up_to_an_hour_and_else_never_longer_than_a_minute(
    attempt: int, share: float, wish: float
) -> None:
    wait = backoff_s(attempt, at_least_s=wish, random_value=share)

    honoured = min(wish, LONGEST_WISH_S)
    assert honoured <= wait <= max(LONGEST_BACKOFF_S, honoured)
    assert wait >= 0.5


def test_waits_grow_further_where_nothing_is_held_up_by_them() -> None:
    waits = [backoff_s(attempt, longest_s=300, random_value=1.0) for attempt in range(11)]

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_waits_are_spread() -> None:
    assert len({backoff_s(5) for _ in range(20)}) > 10


PACE = PairPace(interval_s=6, burst=3)


def after(sends: int, at: datetime = NOON) -> datetime:
    """What is used up after so many messages at one moment."""
    used = NOON - timedelta(days=1)
    for _ in range(sends):
        used = max(used, at) + timedelta(seconds=PACE.interval_s)
    return used


@pytest.mark.parametrize(("sends", "allowance"), [(0, 3), (1, 2), (2, 1), (3, 0), (4, 0)])
def test_a_burst_uses_up_the_allowance(sends: int, allowance: int) -> None:
    assert PACE.allowance(after(sends), NOON) == allowance
    assert (PACE.free_at(after(sends)) <= NOON) is (allowance > 0)


@pytest.mark.parametrize(("seconds", "allowance"), [(0, 0), (5.9, 0), (6, 1), (12, 2), (18, 3), (1000, 3)])
def test_the_allowance_grows_again_by_one_in_each_interval(seconds: float, allowance: int) -> None:
    assert PACE.allowance(after(3), NOON + timedelta(seconds=seconds)) == allowance


def test_an_interval_of_nothing_paces_nobody() -> None:
    free = PairPace(interval_s=0, burst=1)

    assert free.allowance(NOON, NOON) > 1000
    assert free.free_at(NOON) <= NOON


@pytest.mark.conforms("rule:pair")
@given(st.floats(0.1, 100), st.integers(1, 50), st.floats(0, 10_000))
def test_whatever_is_allowed_may_leave_and_one_more_may_not(
    interval: float, burst: int, used_s: float
) -> None:
    pace, used = PairPace(interval, burst), NOON + timedelta(seconds=used_s)
    allowed = pace.allowance(used, NOON)

    for _ in range(allowed):
        assert (pace.free_at(used) - NOON).total_seconds() <= 1e-4
        used = max(used, NOON) + timedelta(seconds=interval)
    assert (pace.free_at(used) - NOON).total_seconds() > -1e-4
