"""Playing a scenario: each step in its time, customers who wait for answers, and the account of it all."""

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from typing import Any

import structlog

from dragoman.base.errors import ConfigError
from dragoman.channels.emulator.faults import Dice
from dragoman.channels.emulator.inbox import take_inbound
from dragoman.channels.emulator.provider import Provider
from dragoman.channels.emulator.scenario import Line, Scenario, Step
from dragoman.channels.emulator.state import Key

log = structlog.get_logger()


@dataclass(slots=True)
class Tally:
    """What customers met."""

    sent: int = 0
    expected: int = 0
    answered: int = 0
    late: int = 0
    unanswered: int = 0
    waits_s: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The counts, and how long answers took, in real seconds."""
        counts = {
            name: getattr(self, name) for name in ("sent", "expected", "answered", "late", "unanswered")
        }
        return counts | {"answer_s": _spread(self.waits_s)}


@dataclass(slots=True)
class Play:
    """One scenario that is being played. ``error`` is why it stopped early."""

    scenario: Scenario
    total: Tally = field(default_factory=Tally)
    by_sender: dict[str, Tally] = field(default_factory=dict)
    first_seq: int = 0
    began: float = field(default_factory=time.monotonic)
    seconds: float | None = None
    error: str | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.seconds is None

    def tallies(self, sender: str) -> tuple[Tally, Tally]:
        """Where something about a sender is counted."""
        return self.total, self.by_sender.setdefault(sender, Tally())


async def play(provider: Provider, scenario: Scenario, base_url: str, into: Play) -> None:
    """Takes every step, and returns when the last customer has been answered or has given up."""
    into.first_seq, into.began = provider.state.seq, time.monotonic()
    talks: set[asyncio.Task[None]] = set()
    try:
        base_s = provider.state.offset_s if scenario.start is None else scenario.start - time.time()
        if scenario.start is not None:
            provider.move_clock(base_s)
        # From the file's seed, whatever was drawn before: the same file brings the same faults.
        provider.dice = Dice(provider.dice.faults, f"{scenario.seed}:scenario")
        for act in scenario.setup:
            act(provider)
        for step in scenario.steps:
            await asyncio.sleep(into.began + step.at_s / scenario.speed - time.monotonic())
            if scenario.follow_clock:
                provider.move_clock(base_s + step.at_s - step.at_s / scenario.speed)
            for act in step.actions:
                act(provider)
            if step.talk:
                talks.add(asyncio.create_task(_talk(provider, into, step, base_url)))
        await asyncio.gather(*talks)
    except ConfigError as error:
        into.error = str(error)
        log.warning("emulator_scenario_stopped", error=str(error))
    finally:
        for talk in talks:
            talk.cancel()
        into.seconds = time.monotonic() - into.began
        into.ended.set()


def summary(provider: Provider, played: Play) -> dict[str, Any]:
    """What came of it so far: customers' messages and answers, and what the business sent."""
    sends = provider.state.sent_after(played.first_seq)
    took_s = time.monotonic() - played.began if played.seconds is None else played.seconds
    shown: dict[str, Any] = {
        "running": played.running,
        "seed": played.scenario.seed,
        "speed": played.scenario.speed,
        "seconds": round(took_s, 3),
        **played.total.as_json(),
        "replies": len(sends),
        "replies_failed": sum(message.status == "failed" for message in sends),
        "by_sender": {sender: tally.as_json() for sender, tally in sorted(played.by_sender.items())},
    }
    return shown | ({"error": played.error} if played.error else {})


async def _talk(provider: Provider, into: Play, step: Step, base_url: str) -> None:
    for line in step.talk:
        await asyncio.sleep(line.pause_s / into.scenario.speed)
        await _say(provider, into, line, base_url)


async def _say(provider: Provider, into: Play, line: Line, base_url: str) -> None:
    tallies = into.tallies(line.draft.sender)
    before, said_at = provider.state.seq, time.monotonic()
    message = take_inbound(provider, line.draft, base_url)
    for tally in tallies:
        tally.sent += 1
        tally.expected += line.expect
    if not line.expect:
        return
    answered = await _is_answered(provider, message.key, before, said_at + into.scenario.patience_s)
    waited_s = time.monotonic() - said_at
    for tally in tallies:
        if answered:
            tally.answered += 1
            tally.late += waited_s > into.scenario.late_after_s
            tally.waits_s.append(waited_s)
        else:
            tally.unanswered += 1


async def _is_answered(provider: Provider, key: Key, after_seq: int, deadline: float) -> bool:
    """Waits for a send to this customer that was accepted after everything up to ``after_seq``."""
    while True:
        messages = provider.state.converse(key).messages
        latest = next((message for message in reversed(messages) if not message.inbound), None)
        if latest is not None and latest.seq > after_seq:
            return True
        left_s = deadline - time.monotonic()
        if left_s <= 0 or provider.bell.silent:
            return False
        await provider.bell.wait(key, left_s)


def _spread(waits_s: list[float]) -> dict[str, float] | None:
    if not waits_s:
        return None
    ordered = sorted(waits_s)
    return {
        "median": round(statistics.median(ordered), 3),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 3),
        "max": round(ordered[-1], 3),
    }
