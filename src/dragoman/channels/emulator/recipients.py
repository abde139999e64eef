"""What surely happens to sends to one recipient: magic numbers, and rules that the admin API sets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dragoman.base.errors import ConfigError
from dragoman.base.phone import digits_of
from dragoman.channels.emulator.registry import ERROR_CODES, REJECTED, STATUSES

HTTP = (408, 429, 500, 503)
"""What a rule may have answered; 408 is accepted and never answered."""

_MAGIC = "999"  # a country code that nobody has
_FIELDS = frozenset({"http", "status", "error", "in_report", "times"})


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens: an HTTP answer, a status (of the group REJECTED: in the answer unless ``in_report``), an
    error code in the report. ``times``: how often, ``None`` for always."""

    http: int | None = None
    status: int | None = None
    error: int | None = None
    in_report: bool = False
    times: int | None = None

    @property
    def rejects(self) -> bool:
        """Whether the answer to the send already says no."""
        return self.status in REJECTED and not self.in_report

    def as_json(self) -> dict[str, Any]:
        """The rule as the admin API shows it."""
        return {name: getattr(self, name) for name in sorted(_FIELDS)}


class Recipients:
    """The rules in force. A number that begins with 999 needs none: its last four digits say what happens."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}

    def rule_for(self, to: str) -> Rule | None:
        """What happens to a send to this recipient; ``None``: the ordinary."""
        if to.startswith("+"):
            to = to[1:]
        if to.startswith(_MAGIC) and to not in self.rules:
            return magic_rule(to)
        return self._used(to) if to in self.rules else None

    def change(self, given: Mapping[str, Any]) -> None:
        """Sets rules by recipient, ``null`` takes one away. Raises ``ConfigError``, and then sets none."""
        # A scenario file may have numbers without quotes.
        read = {digits_of(str(to)) or str(to): _read_rule(to, rule) for to, rule in given.items()}
        for to, rule in read.items():
            if rule is None:
                self.rules.pop(to, None)
            else:
                self.rules[to] = rule

    def _used(self, to: str) -> Rule:
        rule = self.rules[to]
        if rule.times is not None:
            if rule.times <= 1:
                del self.rules[to]
            else:
                self.rules[to] = replace(rule, times=rule.times - 1)
        return rule


def magic_rule(to: str) -> Rule | None:
    """What the last four digits say: an error code, an HTTP status, or a status id (``0015``, expired)."""
    last = to[-4:]
    if not last.isdigit() or len(to) < 8:
        return None
    number = int(last)
    if number in ERROR_CODES:
        return Rule(error=number)
    if number in HTTP:
        return Rule(http=number)
    return Rule(status=number) if number in STATUSES else None


def _read_rule(to: object, given: object) -> Rule | None:
    if given is None:
        return None
    if not isinstance(given, dict) or given.keys() - _FIELDS or not given:
        raise ConfigError(f"the rule of {to} must be null or have some of {', '.join(sorted(_FIELDS))}")
    http, status, error, times = (given.get(name) for name in ("http", "status", "error", "times"))
    if http is not None and http not in HTTP:
        raise ConfigError(f"http must be one of {', '.join(map(str, HTTP))}")
    if status is not None and status not in tuple(STATUSES):
        raise ConfigError(f"status must be one of {', '.join(map(str, STATUSES))}")
    for name, value in (("error", error), ("times", times)):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            raise ConfigError(f"{name} must be a whole number above 0")
    if not isinstance(given.get("in_report", False), bool):
        raise ConfigError("in_report must be true or false")
    return Rule(http, status, error, given.get("in_report", False), times)
