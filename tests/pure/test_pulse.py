"""When a loop counts as working: being started again and again is no sign of life."""

import pytest

from dragoman.base.pulse import Pulse


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


def test_before_it_has_looked_it_does_not_live(clock: _Clock) -> None:
    pulse = Pulse(clock)
    assert not pulse.lives(5)

    pulse.beat()
    assert not pulse.lives(5)

    pulse.looked()
    assert pulse.lives(5)


def test_while_it_is_full_and_does_not_look_its_heartbeats_count(clock: _Clock) -> None:
    pulse = Pulse(clock)
    pulse.looked()
    for _ in range(10):
        clock.now += 1
        pulse.beat()

    assert pulse.lives(5)
    clock.now += 5.1
    assert not pulse.lives(5)


def test_a_short_interruption_is_none(clock: _Clock) -> None:
    pulse = Pulse(clock)
    pulse.looked()
    clock.now += 1
    pulse.beat()
    pulse.ended()
    clock.now += 2
    assert pulse.lives(5)

    pulse.looked()
    pulse.beat()
    clock.now += 4
    assert pulse.lives(5)


def test_one_that_looks_and_ends_again_and_again_does_not_live(clock: _Clock) -> None:
    pulse = Pulse(clock)
    for _ in range(12):
        pulse.looked()
        pulse.ended()
        clock.now += 0.5

    assert not pulse.lives(5)


def test_one_that_is_started_again_and_never_gets_to_look_does_not_live(clock: _Clock) -> None:
    pulse = Pulse(clock)
    pulse.looked()
    for _ in range(12):
        pulse.ended()
        clock.now += 0.5
        pulse.beat()

    assert not pulse.lives(5)
