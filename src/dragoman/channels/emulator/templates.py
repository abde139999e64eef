"""Message templates: what the registry holds, how it is shown, and whether a send fits one. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from dragoman.channels.emulator.payloads import stamp
from dragoman.channels.emulator.registry import INVALID_TEMPLATE, INVALID_TEMPLATE_ARGS

Json = dict[str, Any]

STATUSES = (
    "APPROVED",
    "IN_APPEAL",
    "PENDING",
    "REJECTED",
    "PENDING_DELETION",
    "DELETED",
    "REINSTATED",
    "FLAGGED",
    "FIRST_PAUSED",
    "SECOND_PAUSED",
    "DISABLED",
)
CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
QUALITIES = ("HIGH", "MEDIUM", "LOW", "UNKNOWN")
_SENDABLE = frozenset({"APPROVED", "REINSTATED", "FLAGGED"})
_MEDIA = frozenset({"IMAGE", "VIDEO", "GIF", "DOCUMENT", "LOCATION"})
_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Template:
    """One template in one language. Times are seconds since 1970 by the emulator's clock, but for
    ``review_at``, when a pending one is decided: real seconds, as all delays are."""

    id: str
    sender: str
    name: str
    language: str
    category: str
    structure: Json
    created_at: float
    updated_at: float
    status: str = "PENDING"
    quality: str = "UNKNOWN"
    review_at: float | None = None
    edits: tuple[float, ...] = ()

    def as_record(self) -> Json:
        """The template for the journal."""
        return {**asdict(self), "edits": list(self.edits)}


def from_record(record: Mapping[str, Any]) -> Template:
    """A template from the journal."""
    known = {name: record[name] for name in Template.__dataclass_fields__ if name in record}
    return Template(**{**known, "edits": tuple(record.get("edits", ()))})


@dataclass(slots=True)
class Templates:
    """All templates of all senders, in the order of their making; deleted names stay locked for a while."""

    by_id: dict[str, Template] = field(default_factory=dict)
    _by_name: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _senders: dict[str, int] = field(default_factory=dict)
    deleted_names: dict[tuple[str, str], float] = field(default_factory=dict)
    made: int = 0

    def put(self, template: Template) -> None:
        """Adds a template or replaces the one with its id."""
        if template.id not in self.by_id:
            self._senders[template.sender] = self._senders.get(template.sender, 0) + 1
            self.made = max(self.made, int(template.id))
        self.by_id[template.id] = template
        self._by_name[(template.sender, template.name, template.language)] = template.id

    def remove(self, template_id: str) -> None:
        """Takes a template away."""
        template = self.by_id.pop(template_id, None)
        if template is None:
            return
        self._by_name.pop((template.sender, template.name, template.language), None)
        self._senders[template.sender] -= 1
        if not self._senders[template.sender]:
            del self._senders[template.sender]

    def of(self, sender: str) -> Iterator[Template]:
        """The templates of one sender."""
        return (template for template in self.by_id.values() if template.sender == sender)

    def find(self, sender: str, name: str, language: str) -> Template | None:
        """The template that a send names."""
        template_id = self._by_name.get((sender, name, language))
        return None if template_id is None else self.by_id[template_id]

    def judges(self, sender: str) -> bool:
        """Whether sends of this sender are held against the registry: as soon as it has any template."""
        return sender in self._senders


def why_unsendable(template: Template | None, data: Mapping[str, Any]) -> int | None:
    """The error code that a send of this template with these values is reported with; ``None``: it is good."""
    if template is None or template.status not in _SENDABLE:
        return INVALID_TEMPLATE
    return None if _fits(template.structure, data) else INVALID_TEMPLATE_ARGS


def _fits(structure: Json, data: Mapping[str, Any]) -> bool:
    body, header = structure.get("body") or {}, structure.get("header") or {}
    given = (data.get("body") or {}).get("placeholders") or []
    if len(given) != placeholders_in(body.get("text", "")):
        return False
    return _header_fits(header, data.get("header") or {}) and _buttons_fit(
        structure.get("buttons") or [], data.get("buttons") or []
    )


def _header_fits(header: Json, given: Mapping[str, Any]) -> bool:
    kind = header.get("format")
    if kind in _MEDIA:
        return bool(given.get("type") == kind)
    needed = kind == "TEXT" and placeholders_in(header.get("text", "")) > 0
    return (given.get("type") == "TEXT") if needed else not given


def _buttons_fit(buttons: list[Json], given: list[Json]) -> bool:
    """As many values for addresses and codes as the template has room for; other buttons may have some."""
    dynamic = sum(
        button.get("type") == "URL" and placeholders_in(button.get("url", "")) > 0 for button in buttons
    )
    codes = sum(button.get("type") == "COPY_CODE" for button in buttons)
    kinds = [button.get("type") for button in given]
    known = {button.get("type") for button in buttons}
    return kinds.count("URL") == dynamic and kinds.count("COPY_CODE") == codes and set(kinds) <= known


def placeholders_in(text: str) -> int:
    """How many different values a text has room for."""
    return len(set(_PLACEHOLDER.findall(text)))


def placeholder_names(text: str) -> list[str]:
    """The names in a text's placeholders, in order, each once."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def account_of(sender: str) -> int:
    """The business account that a sender's templates belong to: one for each sender."""
    return int(sender[-9:] or 0) if sender.isdigit() else 0


def as_v2(template: Template) -> Json:
    """A template as version 2 of the API shows it."""
    return {
        "id": template.id,
        "businessAccountId": account_of(template.sender),
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "structure": {**template.structure, "type": _kind(template.structure)},
        "quality": template.quality,
        "createdAt": stamp(template.created_at),
        "lastUpdatedAt": stamp(template.updated_at),
    }


def as_v1(template: Template) -> Json:
    """A template as version 1 shows it: body and footer are plain strings."""
    structure = dict(template.structure)
    for part in ("body", "footer"):
        if part in structure:
            structure[part] = structure[part].get("text", "")
    return {
        "id": template.id,
        "businessAccountId": account_of(template.sender),
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "structure": {**structure, "type": _kind(template.structure)},
    }


def _kind(structure: Json) -> str:
    return "MEDIA" if (structure.get("header") or {}).get("format") in _MEDIA else "TEXT"
