"""What an emulator is told at its start, and which of it can be changed while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from dragoman.base.errors import ConfigError
from dragoman.channels.emulator.faults import Faults

DuplicatePolicy = Literal["accept", "drop", "http400", "rejected23"]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What can be changed at run time, faults apart.

    ``delivered_after_s`` and ``seen_after_s`` are seconds after acceptance, ``None`` for no such report.
    ``retry_scale`` multiplies Infobip's schedule of webhook retries, whose first step is a minute.
    ``enforce_window`` false delivers free-form messages to customers who have not written (for benchmarks).
    """

    webhook_url: str
    delivered_after_s: float | None = 0.3
    seen_after_s: float | None = 1.2
    retry_scale: float = 1 / 60
    duplicate_message_id: DuplicatePolicy = "accept"
    enforce_window: bool = True

    def changed(self, given: Mapping[str, Any]) -> "Behaviour":
        """These settings with some replaced. Raises ``ConfigError`` naming the first that makes no sense."""
        names = {known.name for known in fields(self)}
        for name, value in given.items():
            if name not in names:
                raise ConfigError(f"{name} is not a setting of the emulator")
            _check_setting(name, value)
        return replace(self, **given)


@dataclass(frozen=True, slots=True)
class EmulatorOptions:
    """Everything an emulator starts with.

    ``webhook_url`` takes inbound messages and reports alike (a path token is part of it); ``webhook_auth`` is
    user and password for Basic authentication. ``api_keys`` and ``senders`` are who is let in: ``None`` for
    anybody. ``journal`` is the file that lets it continue after a restart: ``None`` keeps all in memory.
    ``keep_messages`` bounds memory, in messages of both directions. ``public_url`` is its own address in
    media URLs: empty for the one by which the customer's message came in.
    """

    webhook_url: str
    webhook_auth: tuple[str, str] | None = field(default=None, repr=False)
    journal: Path | None = None
    seed: int = 1
    api_keys: frozenset[str] | None = field(default=None, repr=False)
    senders: frozenset[str] | None = None
    delivered_after_s: float | None = 0.3
    seen_after_s: float | None = 1.2
    retry_scale: float = 1 / 60
    duplicate_message_id: DuplicatePolicy = "accept"
    faults: Faults = field(default_factory=Faults)
    public_url: str = ""
    keep_messages: int = 100_000
    compact_above_bytes: int = 64 * 1024 * 1024

    @property
    def behaviour(self) -> Behaviour:
        """The part that can be changed at run time."""
        return Behaviour(
            webhook_url=self.webhook_url,
            delivered_after_s=self.delivered_after_s,
            seen_after_s=self.seen_after_s,
            retry_scale=self.retry_scale,
            duplicate_message_id=self.duplicate_message_id,
        )


def _check_setting(name: str, value: object) -> None:
    if name == "webhook_url":
        if not isinstance(value, str) or not value.startswith(("http://", "https://")):
            raise ConfigError("webhook_url must start with http:// or https://")
    elif name == "enforce_window":
        if not isinstance(value, bool):
            raise ConfigError("enforce_window must be true or false")
    elif name == "duplicate_message_id":
        if value not in get_args(DuplicatePolicy):
            raise ConfigError(f"duplicate_message_id must be one of {', '.join(get_args(DuplicatePolicy))}")
    elif not (value is None and name != "retry_scale") and not _is_amount(value):
        raise ConfigError(f"{name} must be a number that is not negative")


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9
