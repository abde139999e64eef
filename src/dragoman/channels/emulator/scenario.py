"""Scenario files: a day of customers, faults, moved clocks and reviewed templates, written down. Reading only.

Everything is checked before the first step is taken; what is drawn comes from the seed. The form is explained in
``docs/reference/emulator-scenarios.md``.
"""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml

from dragoman.base.errors import ConfigError
from dragoman.channels.emulator import inbox, office
from dragoman.channels.emulator.access import read_credentials
from dragoman.channels.emulator.customer import Draft, address_of, read_draft
from dragoman.channels.emulator.faults import Faults
from dragoman.channels.emulator.options import Behaviour
from dragoman.channels.emulator.provider import Provider
from dragoman.channels.emulator.recipients import Recipients

Given = Mapping[str, Any]
Action = Callable[[Provider], None]

_DURATION = re.compile(r"\A(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?\Z")
_MAX_CROWD = 100_000
_HEAD = frozenset(
    {"seed", "speed", "start", "clock", "senders", "customers", "late_after_s", "patience_s", "steps"}
)
_TALK = frozenset({"at", "customer", "to", "says", "talk", "expect"})


@dataclass(frozen=True, slots=True)
class Line:
    """Something a customer sends, after a pause, in seconds of the scenario; ``expect``: an answer is due."""

    draft: Draft
    pause_s: float
    expect: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What happens at a time, in seconds of the scenario: things done at once, or a customer who talks."""

    at_s: float
    actions: tuple[Action, ...] = ()
    talk: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole file. ``speed`` seconds of it pass in a real one. ``late_after_s`` and ``patience_s`` are real
    seconds: an answer after the first is late, and after the second nobody waits any more."""

    seed: int
    speed: float
    follow_clock: bool
    start: float | None
    late_after_s: float
    patience_s: float
    setup: tuple[Action, ...]
    steps: tuple[Step, ...]


def read_scenario(text: str | bytes, *, seed: int) -> Scenario:
    """A scenario from YAML (or JSON, which is YAML). Raises ``ConfigError`` naming what makes no sense."""
    try:
        given = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"the scenario is not YAML: line {line}: {error.problem}") from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise ConfigError("the scenario is not YAML") from None
    if not isinstance(given, dict):
        raise ConfigError("the scenario must be a mapping")
    strange = sorted(str(name) for name in given.keys() - _HEAD - _ACTIONS.keys())
    if strange:
        raise ConfigError(f"{strange[0]} is not a part of a scenario")
    seed = int(_amount(given, "seed", seed))
    cast = _Cast(_mapping(given, "senders"), _mapping(given, "customers"), seed)
    steps: list[Step] = []
    for number, step in enumerate(_listed(given, "steps"), start=1):
        try:
            steps += cast.read_step(step, number)
        except ConfigError as error:
            raise ConfigError(f"step {number}: {error}") from None
    clock = given.get("clock", "real")
    if clock not in ("real", "follow"):
        raise ConfigError("clock must be real or follow")
    return Scenario(
        seed=seed,
        speed=max(_amount(given, "speed", 1.0), 1e-3),
        follow_clock=clock == "follow",
        start=_start(given.get("start")),
        late_after_s=_amount(given, "late_after_s", 10.0),
        patience_s=_amount(given, "patience_s", 30.0),
        setup=tuple(cast.read_actions({name: given[name] for name in given if name in _ACTIONS})),
        steps=tuple(sorted(steps, key=lambda step: step.at_s)),
    )


class _Cast:
    """Who plays: our senders and the customers, by the names that the file gives them."""

    def __init__(self, senders: Given, customers: Given, seed: int) -> None:
        self._senders = {name: address_of(str(number)) for name, number in senders.items()}
        self._customers = customers
        self._seed = seed

    def read_step(self, step: object, number: int) -> list[Step]:
        if not isinstance(step, dict) or "at" not in step:
            raise ConfigError("each step needs at")
        at_s = seconds_of(step["at"])
        rest = {name: value for name, value in step.items() if name != "at"}
        draw = random.Random(f"{self._seed}:scenario:{number}")
        if "crowd" in rest:
            return self._crowd(_mapping(rest, "crowd"), at_s, draw)
        if "customer" in rest:
            strange = sorted(map(str, step.keys() - _TALK))
            if strange:
                raise ConfigError(f"{strange[0]} is not a field of a customer's step")
            return [Step(at_s, talk=self._talk(step, self._customer(step["customer"]), draw))]
        return [Step(at_s, actions=tuple(self.read_actions(rest)))]

    def read_actions(self, given: Given) -> list[Action]:
        actions: list[Action] = []
        for name, value in given.items():
            if name not in _ACTIONS:
                raise ConfigError(f"{name} is nothing that a step can do")
            if name == "clock" and value in ("real", "follow"):
                continue  # the head's word, not a move
            actions += [_ACTIONS[name](self._with_numbers(part)) for part in _parts(name, value)]
        return actions

    def _with_numbers(self, value: Any) -> Any:
        """The names of senders and customers replaced by their numbers."""
        if not isinstance(value, dict):
            return value
        given = dict(value)
        if isinstance(given.get("sender"), str | int):
            given["sender"] = self._sender(given["sender"])
        if isinstance(given.get("customer"), str | int):
            given["customer"] = str(self._customer(given["customer"])["from"])
        return given

    def _talk(self, step: Given, customer: Given, draw: random.Random) -> tuple[Line, ...]:
        expect = step.get("expect", True)
        if not isinstance(expect, bool):
            raise ConfigError("expect must be true or false")
        to, lines, pause_s = self._sender(step.get("to")), [], 0.0
        for said in _listed(step, "talk") if "talk" in step else [step.get("says")]:
            if isinstance(said, dict) and said.keys() == {"pause"}:
                pause_s = seconds_of(said["pause"])
                continue
            body = {"text": said} if isinstance(said, str) else said
            if not isinstance(body, dict):
                raise ConfigError("says must be text or a message as POST /_emulator/inbound takes it")
            wanted = body.get("expect", expect)
            body = {name: part for name, part in body.items() if name != "expect"}
            draft = read_draft({**customer, "to": to, **body})
            lines.append(Line(draft, pause_s, bool(wanted)))
            pause_s = draw.uniform(2.0, 8.0)  # how long somebody reads and types
        return tuple(lines)

    def _crowd(self, given: Given, at_s: float, draw: random.Random) -> list[Step]:
        count, over_s = int(_amount(given, "count", 10)), seconds_of(given.get("over", 0))
        if count > _MAX_CROWD:
            raise ConfigError(f"count must be at most {_MAX_CROWD}")
        first = address_of(str(given.get("first", "96171000001")))
        phrases = _listed(given, "says")
        if not phrases or not first.isdigit():
            raise ConfigError("crowd needs says, a list, and first, a phone number")
        to = given.get("to")
        senders = to if isinstance(to, list) else [to]
        steps = []
        for index in range(count):
            customer = {"from": str(int(first) + index), "name": f"Customer {index + 1}"}
            said = {
                "to": draw.choice(senders),
                "says": draw.choice(phrases),
                "expect": given.get("expect", True),
            }
            steps.append(Step(at_s + draw.uniform(0, over_s), talk=self._talk(said, customer, draw)))
        return steps

    def _sender(self, name: object) -> str:
        number = self._senders.get(str(name)) or address_of(str(name))
        if name is None or not number.isdigit():
            raise ConfigError(f"{name} is neither a sender of this file nor a phone number")
        return number

    def _customer(self, name: object) -> dict[str, Any]:
        known = self._customers.get(str(name))
        if known is None:
            return {"from": address_of(str(name))}
        if not isinstance(known, dict) or "number" not in known:
            raise ConfigError(f"the customer {name} needs a number")
        rest = {field: value for field, value in known.items() if field != "number"}
        return {"from": str(known["number"]), **rest}


# --- what a step can do -----------------------------------------------------------------------------


def _faults(given: Any) -> Action:
    Faults().changed(_as_mapping("faults", given))

    def act(provider: Provider) -> None:
        provider.dice.faults = provider.dice.faults.changed(given)

    return act


def _settings(given: Any) -> Action:
    Behaviour("http://localhost/").changed(_as_mapping("settings", given))

    def act(provider: Provider) -> None:
        provider.behaviour = provider.behaviour.changed(given)

    return act


def _clock(given: Any) -> Action:
    ahead_s = seconds_of(given.get("ahead") if isinstance(given, dict) else given)

    def act(provider: Provider) -> None:
        provider.move_clock(provider.state.offset_s + ahead_s)

    return act


def _credentials(given: Any) -> Action:
    credentials = read_credentials(given)

    def act(provider: Provider) -> None:
        provider.gate.credentials = credentials

    return act


def _recipients(given: Any) -> Action:
    rules = _as_mapping("recipients", given)
    Recipients().change(rules)
    return lambda provider: provider.recipients.change(rules)


def _template(given: Any) -> Action:
    wanted = _as_mapping("template", given)
    for name in ("sender", "name", "language"):
        if not isinstance(wanted.get(name), str):
            raise ConfigError(f"template needs {name}")

    def act(provider: Provider) -> None:
        known = provider.state.templates.find(wanted["sender"], wanted["name"], wanted["language"])
        if known is None:
            office.put_template(provider, wanted)
        else:
            office.change_template(provider, known, wanted)

    return act


def _sender_rating(given: Any) -> Action:
    wanted = _as_mapping("rating", given)
    changes = {name: value for name, value in wanted.items() if name != "sender"}

    def act(provider: Provider) -> None:
        office.change_sender(provider, str(wanted.get("sender")), changes)

    return act


def _event(given: Any) -> Action:
    wanted = _as_mapping("event", given)

    def act(provider: Provider) -> None:
        inbox.take_event(provider, wanted)

    return act


def _raw(given: Any) -> Action:
    def act(provider: Provider) -> None:
        provider.push_raw(given)

    return act


_ACTIONS: dict[str, Callable[[Any], Action]] = {
    "settings": _settings,
    "faults": _faults,
    "clock": _clock,
    "credentials": _credentials,
    "recipients": _recipients,
    "templates": _template,
    "template": _template,
    "rating": _sender_rating,
    "event": _event,
    "raw": _raw,
}


# --- reading ----------------------------------------------------------------------------------------


def seconds_of(value: object) -> float:
    """A duration: seconds as a number, or words such as ``90s``, ``30m``, ``8h30m``."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9:
        return float(value)
    match = _DURATION.match(value) if isinstance(value, str) and value else None
    if match is None:
        raise ConfigError(f"{value} is not a duration: write seconds, or 30s, 5m, 8h30m")
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def _start(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ConfigError("start must be a time with its offset, such as 2026-11-02T08:00:00Z")
    return value.timestamp()


def _parts(name: str, value: Any) -> list[Any]:
    if name != "templates":
        return [value]
    if not isinstance(value, list):
        raise ConfigError("templates must be a list")
    return value


def _mapping(given: Given, name: str) -> Given:
    return _as_mapping(name, given.get(name) or {})


def _as_mapping(name: str, value: object) -> Given:
    if not isinstance(value, dict):
        raise ConfigError(f"{name} must be a mapping")
    return value


def _listed(given: Given, name: str) -> list[Any]:
    value = given.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ConfigError(f"{name} must be a list")
    return value


def _amount(given: Given, name: str, default: float) -> float:
    value = given.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise ConfigError(f"{name} must be a number that is not negative")
    return value
