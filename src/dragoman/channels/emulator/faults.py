"""What can go wrong on purpose: which faults there are, how likely each is, and the draw."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from dragoman.base.errors import ConfigError

# Infobip: statuses of the group REJECTED that an account or a recipient may meet.
REJECTIONS = {
    12: "REJECTED_NOT_ENOUGH_CREDITS",
    14: "REJECTED_DESTINATION_BLOCKLISTED",
    17: "REJECTED_PREPAID_PACKAGE_EXPIRED",
    18: "REJECTED_DESTINATION_NOT_REGISTERED",
    20: "REJECTED_FLOODING_FILTER",
    21: "REJECTED_SYSTEM_ERROR",
    23: "REJECTED_DUPLICATE_MESSAGE_ID",
}


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
    http_429: Chance = Chance()
    retry_after_s: float = 1
    http_503: Chance = Chance()
    http_500: Chance = Chance()
    http_500_accepted: Chance = Chance()
    cut: Chance = Chance()
    cut_before: Chance = Chance()
    slow_body: Chance = Chance()
    slow_body_ms: float = 2000
    reject: Chance = Chance()
    reject_status: int = 12
    fail_delivery: Chance = Chance()
    fail_code: int = 7032
    webhook_duplicate: Chance = Chance()
    webhook_reorder: Chance = Chance()
    webhook_batch: int = 1

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


class Dice:
    """The seeded draw of faults. Holds what is in force, since counters run down as they strike.

    Each fault draws from a generator of its own: what one of them does, or when, moves no other.
    """

    def __init__(self, faults: Faults, seed: str) -> None:
        self.faults = faults
        self._seed = seed
        self._generators: dict[str, random.Random] = {}

    def strikes(self, name: str) -> bool:
        """Whether this fault happens now."""
        chance: Chance = getattr(self.faults, name)
        if chance.next > 0:
            counted: dict[str, Any] = {name: Chance(chance.rate, chance.next - 1)}
            self.faults = replace(self.faults, **counted)
            return True
        return chance.rate > 0 and self._generator(name).random() < chance.rate

    def spread(self, name: str, seconds: float) -> float:
        """A delay around ``seconds``: no two deliveries take equally long (0.7 to 1.6 times)."""
        return seconds * self._generator(name).triangular(0.7, 1.6, 0.9) if seconds else 0.0

    def _generator(self, name: str) -> random.Random:
        if name not in self._generators:
            self._generators[name] = random.Random(f"{self._seed}:{name}")
        return self._generators[name]


def _read_fault(name: str, value: object) -> Any:
    default = next((known.default for known in fields(Faults) if known.name == name), None)
    if default is None:
        raise ConfigError(f"{name} is not a fault of the emulator")
    if isinstance(default, Chance):
        return _read_chance(name, value)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ConfigError(f"{name} must be true or false")
        return value
    if name == "reject_status" and value not in REJECTIONS:
        raise ConfigError(f"reject_status must be one of {', '.join(map(str, REJECTIONS))}")
    whole = name in {"webhook_batch", "fail_code", "reject_status"}
    if (
        isinstance(value, bool)
        or not isinstance(value, int if whole else int | float)
        or not 0 <= value <= 1e7
    ):
        raise ConfigError(f"{name} must be a {'whole ' if whole else ''}number that is not negative")
    return max(1, value) if name == "webhook_batch" else value


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
