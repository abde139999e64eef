"""Whom a shop wants told of what: its policy, as its file declares it under ``notify``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

NotifyEvent = Literal["order", "waiting", "question"]
"""A new order; a customer who waits for a person; anything else that the shop is asked to do."""

EVENTS: tuple[NotifyEvent, ...] = get_args(NotifyEvent)
USUAL: tuple[NotifyEvent, ...] = ("order", "waiting")


@dataclass(frozen=True, slots=True)
class NotifyTemplate:
    """For a number that has not written within 24 hours. ``body`` may hold ``{event}`` and ``{summary}``."""

    name: str
    language: str
    body: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotifyTarget:
    """One way to tell the shop: exactly one of ``whatsapp`` (digits), ``email`` and ``webhook`` (an address).

    ``secret_env`` names the variable with which a webhook is signed. ``language`` is what people there read.
    """

    events: tuple[NotifyEvent, ...] = USUAL
    language: str = "en"
    whatsapp: str | None = None
    template: NotifyTemplate | None = None
    email: str | None = None
    webhook: str | None = None
    secret_env: str | None = None

    @property
    def key(self) -> str:
        """What tells it from the shop's other targets, also when the file is written anew."""
        kind = "whatsapp" if self.whatsapp else "email" if self.email else "webhook"
        return f"{kind}:{self.whatsapp or self.email or self.webhook}"


def targets_of(extra: Mapping[str, Any]) -> tuple[NotifyTarget, ...]:
    """The targets in a shop's profile; they were checked when its file was applied."""
    return tuple(_target(entry) for entry in extra.get("notify", ()))


def _target(entry: Mapping[str, Any]) -> NotifyTarget:
    template = entry.get("template")
    return NotifyTarget(
        events=tuple(entry.get("events") or USUAL),
        language=entry.get("language") or "en",
        whatsapp=entry.get("whatsapp"),
        template=NotifyTemplate(template["name"], template["language"], tuple(template.get("body") or ()))
        if template
        else None,
        email=entry.get("email"),
        webhook=entry.get("webhook"),
        secret_env=entry.get("secret_env"),
    )
