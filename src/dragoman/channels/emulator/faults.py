"""What can go wrong on purpose: which faults there are, how likely each is, and the draw."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from dragoman.base.errors import ConfigError
from dragoman.channels.emulator.registry import REJECTED, STATUSES


@dataclass(frozen=True, slots=True)
class Chance:
    """How often something happens: surely the ``next`` n times, then at ``rate`` (0 to 1)."""

    rate: float = 0.0
    next: int = 0


@dataclass(frozen=True, slots=True)
class Faults:
    """Every fault, all off. The names are those of the admin API (``docs/reference/emulator.md``)."""

    latency_ms: float = 0
    refuse_all: bool = False
    expire_keys: bool = False
    http_429: Chance = Chance()
    retry_after_s: float = 1
    http_503: Chance = Chance()
    http_500: Chance = Chance()
    http_500_accepted: Chance = Chance()
    cut: Chance = Chance()
    cut_before: Chance = Chance()
    hang: Chance = Chance()
    slow_body: Chance = Chance()
    slow_body_ms: float = 2000
    html_body: Chance = Chance()
    empty_body: Chance = Chance()
    truncated_body: Chance = Chance()
    reject: Chance = Chance()
    reject_status: int = 12
    fail_delivery: Chance = Chance()
    fail_code: int = 7032
    fail_status: int = 0
    report_before_answer: Chance = Chance()
    seen_before_delivered: Chance = Chance()
    seen_without_delivered: Chance = Chance()
    template_reject: Chance = Chance()
    template_reject_reason: str = "INVALID_FORMAT"
    media_redirect: Chance = Chance()
    media_wrong_type: Chance = Chance()
    media_oversize: Chance = Chance()
    media_oversize_bytes: int = 200_000_000
    media_slow: Chance = Chance()
    media_slow_ms: float = 2000
    webhook_duplicate: Chance = Chance()
    webhook_reorder: Chance = Chance()
    webhook_batch: int = 1
    wrong_signature: Chance = Chance()

    def changed(self, given: Mapping[str, Any]) -> "Faults":
        """These faults with some replaced; ``reset`` switches the others off first.

        Raises ``ConfigError`` with one sentence that names the first fault that makes no sense.
        """
        base = Faults() if given.get("reset") is True else self
        read: dict[str, Any] = {}
        for name, value in given.items():
            if name != "reset":
                read[name] = _read_fault(name, value)
        return replace(base, **read)

    def as_json(self) -> dict[str, Any]:
        """The faults as the admin API shows them."""
        return asdict(self)


REASONS = ("ABUSIVE_CONTENT", "INCORRECT_CATEGORY", "INVALID_FORMAT", "NONE", "SCAM", "UNKNOWN")
"""Why a template is rejected."""

_DEFAULTS: dict[str, Any] = {known.name: known.default for known in fields(Faults)}
_CHANCES = tuple(name for name, default in _DEFAULTS.items() if isinstance(default, Chance))


class Dice:
    """The seeded draw of faults. Holds what is in force, since counters run down as they strike.

    Each fault draws from a generator of its own: what one of them does, or when, moves no other.
    """

    def __init__(self, faults: Faults, seed: str) -> None:
        self.faults = faults
        self._seed = seed
        self._generators: dict[str, random.Random] = {}

    @property
    def faults(self) -> Faults:
        """What is in force."""
        return self._faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._faults = faults
        # Nearly always nothing is on, and every send asks a dozen times.
        self._live = frozenset(name for name in _CHANCES if getattr(faults, name) != Chance())
        self.quiet = not self._live

    def strikes(self, name: str) -> bool:
        """Whether this fault happens now."""
        if name not in self._live:
            return False
        chance: Chance = getattr(self._faults, name)
        if chance.next > 0:
            counted: dict[str, Any] = {name: Chance(chance.rate, chance.next - 1)}
            self.faults = replace(self._faults, **counted)
            return True
        return chance.rate > 0 and self.generator(name).random() < chance.rate

    def spread(self, name: str, seconds: float) -> float:
        """A delay around ``seconds``: mostly a little less, sometimes much more (0.5 to 6 times)."""
        if not seconds:
            return 0.0
        return seconds * min(6.0, max(0.5, self.generator(name).lognormvariate(-0.06, 0.4)))

    def generator(self, name: str) -> random.Random:
        """The generator of one purpose, made from the seed."""
        if name not in self._generators:
            self._generators[name] = random.Random(f"{self._seed}:{name}")
        return self._generators[name]


def _read_fault(name: str, value: object) -> Any:
    default = _DEFAULTS.get(name)
    if default is None:
        raise ConfigError(f"{name} is not a fault of the emulator")
    if isinstance(default, Chance):
        return _read_chance(name, value)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ConfigError(f"{name} must be true or false")
        return value
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise ConfigError(f"{name} must be one of {', '.join(map(str, _CHOICES[name]))}")
        return value
    whole = isinstance(default, int) and name not in {"latency_ms", "retry_after_s"} and name[-3:] != "_ms"
    if (
        isinstance(value, bool)
        or not isinstance(value, int if whole else int | float)
        or not 0 <= value <= 1e10
    ):
        raise ConfigError(f"{name} must be a {'whole ' if whole else ''}number that is not negative")
    return max(1, value) if name == "webhook_batch" else value


_CHOICES: dict[str, tuple[Any, ...]] = {
    "reject_status": tuple(sorted(REJECTED)),
    "fail_status": (0, *STATUSES),
    "template_reject_reason": REASONS,
}


def _read_chance(name: str, value: object) -> Chance:
    given: dict[str, Any] = value if isinstance(value, dict) else {"rate": value}
    rate, times = given.get("rate", 0.0), given.get("next", 0)
    good_rate = isinstance(rate, int | float) and not isinstance(rate, bool) and 0 <= rate <= 1
    good_times = isinstance(times, int) and not isinstance(times, bool) and times >= 0
    if not good_rate or not good_times or given.keys() - {"rate", "next"}:
        raise ConfigError(
            f'{name} must be a number from 0 to 1, or {{"next": n}}, or both as {{"rate": 0.1, "next": 3}}'
        )
    return Chance(float(rate), times)
