"""The template that a shop wants sent when a reply came too late: its policy, as its file declares it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CUSTOMER = "{name}"
_FIELDS = frozenset({"name", "language", "body", "without_name"})


@dataclass(frozen=True, slots=True)
class ReopenTemplate:
    """Which template, and what fills its body. ``{name}`` there is the customer's name.

    For a customer whose name is not known it is ``without_name``; where there is none, nothing is sent.
    """

    name: str
    language: str
    body: tuple[str, ...] = ()
    without_name: str | None = None

    def words_for(self, customer: str | None) -> tuple[str, ...] | None:
        """What fills the body for that customer; ``None`` when a name is wanted and there is none."""
        known = " ".join((customer or "").split()) or self.without_name
        if known is None and any(CUSTOMER in words for words in self.body):
            return None
        return tuple(words.replace(CUSTOMER, known or "") for words in self.body)


def reopen_template_of(settings: Mapping[str, Any]) -> ReopenTemplate | None:
    """The policy in a chatbot's settings, ``None`` without one. Raises ``ValueError`` for one that makes no sense."""
    given = settings.get("reopen_template")
    if given is None:
        return None
    if not isinstance(given, Mapping) or not given.keys() <= _FIELDS:
        raise ValueError("reopen_template has name, language, body and without_name")
    body = given.get("body", [])
    texts = [given.get("name"), given.get("language"), given.get("without_name") or "-"]
    if not isinstance(body, list) or not all(
        isinstance(text, str) and text.strip() for text in [*texts, *body]
    ):
        raise ValueError("reopen_template needs a name, a language, and texts in its body")
    return ReopenTemplate(given["name"], given["language"], tuple(body), given.get("without_name"))


def checked_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """A chatbot's settings as they are, if the policy in them makes sense. Raises ``ValueError``."""
    reopen_template_of(settings)
    return settings
