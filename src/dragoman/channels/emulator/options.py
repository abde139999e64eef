"""What an emulator is told at its start, and which of it can be changed while it runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from dragoman.base.errors import ConfigError
from dragoman.channels.emulator.access import Credentials
from dragoman.channels.emulator.faults import Faults
from dragoman.channels.emulator.signing import Security, read_security

DuplicatePolicy = Literal["accept", "drop", "http400", "rejected23", "dlr7280"]
Renderer = Literal["MO_OTT_CONTACT", "MO_MESSAGES_API_JSON"]
ContactBlock = Literal["full", "name", "none"]
TimeOffset = Literal["+0000", "+00:00", "Z", "-0300"]
InboundIds = Literal["wamid", "abeg"]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What can be changed at run time, faults apart. Each is explained in ``docs/reference/emulator.md``.

    Times are real seconds, but for ``media_retention_s`` and ``pair_interval_s``, which go by the emulator's
    clock. ``None`` switches something off: a report, a review of templates, a limit.
    """

    webhook_url: str
    delivered_after_s: float | None = 0.3
    seen_after_s: float | None = 1.2
    retry_scale: float = 1 / 60
    duplicate_message_id: DuplicatePolicy = "accept"
    enforce_window: bool = True
    security: Security = field(default_factory=Security)
    # reports
    seen_share: float = 1.0
    pending_report: bool = False
    operator_report: bool = False
    notify_url: Literal["instead", "also", "ignore"] = "instead"
    notify_url_signed: bool = False
    echo_callback_data: bool = False
    price_template: float = 0.0
    price_service: float = 0.0
    price_currency: str = "EUR"
    # what payloads look like
    renderer: Renderer = "MO_OTT_CONTACT"
    contact_block: ContactBlock = "full"
    time_offset: TimeOffset = "+0000"
    integration_type: bool = True
    inbound_ids: InboundIds = "wamid"
    inbound_to: Literal["push", "pull"] = "push"
    pair_replies: Literal["none", "quote", "last"] = "none"
    bsuid_only: bool = False
    # the Infobip side
    bulk_id: Literal["always", "several"] = "always"
    xml_errors: Literal["asked", "unless_json"] = "asked"
    throttle_scale: float | None = None
    throttle_retry_after: bool = True
    pair_burst: float | None = None
    pair_interval_s: float = 6.0
    template_review_s: float | None = 2.0
    block_changed_identity: bool = False
    media_retention_s: float | None = 7 * 24 * 3600.0

    def changed(self, given: Mapping[str, Any]) -> "Behaviour":
        """These settings with some replaced. Raises ``ConfigError`` naming the first that makes no sense."""
        read: dict[str, Any] = {}
        for name, value in given.items():
            if name not in _CHECKS:
                raise ConfigError(f"{name} is not a setting of the emulator")
            read[name] = _CHECKS[name](name, value)
        return replace(self, **read)

    def as_json(self) -> dict[str, Any]:
        """The settings as the admin API shows them, without secrets."""
        shown = {known.name: getattr(self, known.name) for known in fields(self)}
        return shown | {"security": self.security.as_json()}


@dataclass(frozen=True, slots=True)
class EmulatorOptions:
    """Everything an emulator starts with.

    ``webhook_url`` takes inbound messages and reports alike (a path token is part of it); ``webhook_auth`` is
    user and password for Basic authentication. ``api_keys`` and ``senders`` are who is let in: ``None`` for
    anybody; ``credentials`` say more about it and win over ``api_keys``. ``settings`` are further ones, by the
    names of the admin API. ``journal`` is the file that lets it continue after a restart: ``None`` keeps all
    in memory. ``keep_messages`` bounds memory, in messages of both directions. ``public_url`` is its own
    address in media URLs: empty for the one by which the customer's message came in.
    """

    webhook_url: str
    webhook_auth: tuple[str, str] | None = field(default=None, repr=False)
    journal: Path | None = None
    seed: int = 1
    api_keys: frozenset[str] | None = field(default=None, repr=False)
    credentials: Credentials | None = None
    senders: frozenset[str] | None = None
    delivered_after_s: float | None = 0.3
    seen_after_s: float | None = 1.2
    retry_scale: float = 1 / 60
    duplicate_message_id: DuplicatePolicy = "accept"
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    faults: Faults = field(default_factory=Faults)
    public_url: str = ""
    keep_messages: int = 100_000
    compact_above_bytes: int = 64 * 1024 * 1024

    @property
    def behaviour(self) -> Behaviour:
        """The part that can be changed at run time. Raises ``ConfigError`` for a setting without sense."""
        first = Behaviour(
            webhook_url=self.webhook_url,
            delivered_after_s=self.delivered_after_s,
            seen_after_s=self.seen_after_s,
            retry_scale=self.retry_scale,
            duplicate_message_id=self.duplicate_message_id,
            security=Security(basic=self.webhook_auth),
        )
        return first.changed(self.settings)


# --- checks -----------------------------------------------------------------------------------------


def _url(name: str, value: object) -> object:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        raise ConfigError(f"{name} must start with http:// or https://")
    return value


def _flag(name: str, value: object) -> object:
    if not isinstance(value, bool):
        raise ConfigError(f"{name} must be true or false")
    return value


def _amount(name: str, value: object) -> object:
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9
    if not good:
        raise ConfigError(f"{name} must be a number that is not negative")
    return value


def _amount_or_off(name: str, value: object) -> object:
    return None if value is None else _amount(name, value)


def _share(name: str, value: object) -> object:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ConfigError(f"{name} must be a number from 0 to 1")
    return value


def _currency(name: str, value: object) -> object:
    if not isinstance(value, str) or len(value) != 3:
        raise ConfigError(f"{name} must be three letters")
    return value


def _check_for(annotation: Any) -> Callable[[str, object], object]:
    """The check that a field's type asks for."""
    words = get_args(annotation)
    if words and all(isinstance(word, str) for word in words):

        def choice(name: str, value: object) -> object:
            if value not in words:
                raise ConfigError(f"{name} must be one of {', '.join(words)}")
            return value

        return choice
    if annotation is bool:
        return _flag
    return _amount if annotation is float else _amount_or_off


_CHECKS: dict[str, Callable[[str, object], object]] = {
    known.name: _check_for(known.type) for known in fields(Behaviour)
} | {
    "webhook_url": _url,
    "security": lambda name, value: read_security(value),
    "seen_share": _share,
    "price_currency": _currency,
}
