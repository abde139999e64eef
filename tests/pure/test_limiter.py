"""A number sends no faster than it may, and in the order it was asked."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.channels.infobip.limiter import Limiter, SlidingWindow


@pytest.mark.conforms("rule:rate")
@given(rate=st.floats(0.2, 200), pauses=st.lists(st.floats(0, 2), min_size=1, max_size=300))
def test_no_second_holds_more_starts_than_the_rate(rate: float, pauses: list[float]) -> None:
    window, now, starts = SlidingWindow(rate), 0.0, []

    for pause in pauses:
        now += pause
        now += window.wait_s(now)
        window.start(now)
        starts.append(now)

    for first, later in zip(starts, starts[window.size :], strict=False):
        assert later - first >= window.period_s - 1e-9


def test_a_quiet_number_may_send_a_whole_second_of_messages_at_once() -> None:
    window = SlidingWindow(80)

    for _ in range(80):
        assert window.wait_s(10.0) == 0
        window.start(10.0)

    assert window.wait_s(10.0) == 1.0
    assert window.wait_s(10.75) == 0.25


def test_a_rate_below_one_a_second_waits_longer_than_a_second() -> None:
    window = SlidingWindow(0.25)

    window.start(0.0)

    assert window.wait_s(0.0) == 4.0


@pytest.mark.parametrize("rate", [0, -1, float("nan")])
def test_a_rate_that_lets_nothing_through_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        SlidingWindow(rate)


async def test_sends_go_through_in_the_order_they_came() -> None:
    limiter, order = Limiter(100), list[int]()

    async def take(number: int) -> None:
        await limiter.acquire()
        order.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(130):
            group.create_task(take(number))

    assert order == list(range(130))


async def test_sends_over_the_rate_wait() -> None:
    limiter = Limiter(20)
    began = time.monotonic()

    await asyncio.gather(*(limiter.acquire() for _ in range(25)))

    assert 0.99 <= time.monotonic() - began < 2


async def test_a_cancelled_wait_uses_nothing_and_blocks_nobody() -> None:
    limiter = Limiter(5)
    for _ in range(5):
        await limiter.acquire()
    began = time.monotonic()
    waiting = [asyncio.create_task(limiter.acquire()) for _ in range(6)]
    await asyncio.sleep(0.05)

    for task in waiting[:5]:
        task.cancel()
    await waiting[5]

    assert time.monotonic() - began < 1.5
    assert limiter.backlog_s < 1.0


async def test_the_backlog_tells_how_long_a_new_send_would_wait() -> None:
    limiter = Limiter(10)
    waiting = [asyncio.create_task(limiter.acquire()) for _ in range(40)]
    await asyncio.sleep(0.01)

    backlog_s = limiter.backlog_s

    assert 2.9 <= backlog_s <= 4.1
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
