"""Templates as they were registered: what each one is made of, and whether a message fits it.

A definition is what the provider says of a template; a ``TemplateOut`` is what fills it. Parts that nobody here
knows (a new kind of button) are not judged: the provider does that.
Sources: Infobip's WhatsApp API, templates; Meta's rules for placeholders.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from dragoman.channels.base import Sender
from dragoman.channels.template import TemplateButton, TemplateCard, TemplateHeader, TemplateOut

SENDABLE = frozenset({"APPROVED", "REINSTATED", "FLAGGED"})
"""Meta: a flagged template still goes out, and is disabled later if its quality does not rise."""

MEDIA_HEADERS = frozenset({"image", "video", "gif", "document", "location"})

Needs = Literal["must", "may", "never", "unknown"]

# What a message has to bring for a button. A link, a code and a quick reply only where they were registered so.
_NEEDS: dict[str, Needs] = {
    "quick_reply": "must",
    "copy_code": "must",
    "multi_product": "must",
    "order_details": "must",
    "flow": "may",
    "catalog": "may",
    "voice_call": "may",
    "phone_number": "never",
    "request_contact_info": "never",
}

_GAP = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class HeaderShape:
    """What stands above the words: text, or a picture, film, document or place of this kind."""

    kind: str
    text: str | None = None

    @property
    def needed(self) -> bool:
        """Whether every message must bring something for it: media always, text where it has a gap."""
        return self.kind in MEDIA_HEADERS or (self.kind == "text" and gaps_in(self.text) > 0)


@dataclass(frozen=True, slots=True)
class ButtonShape:
    """One button as it was registered. ``kind`` is that of the ``TemplateButton`` that fills it, where one does."""

    kind: str
    text: str | None = None
    url: str | None = None

    @property
    def needs(self) -> Needs:
        """Whether a message must, may or cannot bring something for it."""
        if self.kind == "url":
            return "must" if gaps_in(self.url) else "never"
        return _NEEDS.get(self.kind, "unknown")


@dataclass(frozen=True, slots=True)
class CardShape:
    """One card of a carousel."""

    header: HeaderShape | None = None
    body: str | None = None
    buttons: tuple[ButtonShape, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of a template. ``known`` is false where the provider did not say what they are."""

    body: str | None = None
    header: HeaderShape | None = None
    footer: str | None = None
    buttons: tuple[ButtonShape, ...] = ()
    cards: tuple[CardShape, ...] = ()
    known: bool = True

    @property
    def gaps(self) -> int:
        """How many placeholders the body has."""
        return gaps_in(self.body)


@dataclass(frozen=True, slots=True)
class TemplateDefinition:
    """A template in one language, as the provider describes it. Words in capitals are the provider's."""

    name: str
    language: str
    status: str
    category: str | None = None
    quality: str | None = None
    provider_id: str | None = None
    reason: str | None = None
    shape: Shape = Shape()

    @property
    def sendable(self) -> bool:
        """Whether it may be sent now."""
        return self.status in SENDABLE


class TemplateSource(Protocol):
    """Whoever can be asked for the templates of one of our numbers."""

    async def list_templates(self, sender: Sender) -> list[TemplateDefinition]:
        """All of them. Raises a ``ChannelError`` when they cannot be had."""
        ...


def gaps_in(text: str | None) -> int:
    """How many different placeholders, ``{{1}}`` or ``{{name}}``, a text has."""
    return len(set(_GAP.findall(text or "")))


def gap_names(text: str | None) -> list[str]:
    """The names or numbers of a text's placeholders in order, each once."""
    return list(dict.fromkeys(_GAP.findall(text or "")))


def why_unfit(definition: TemplateDefinition, content: TemplateOut) -> str | None:
    """One sentence that says why the message cannot be sent with this template, ``None`` when it can."""
    name = f"template {definition.name} ({definition.language})"
    if not definition.sendable:
        return f"{name} is {definition.status}, only an approved one can be sent"
    shape = definition.shape
    if not shape.known:
        return None
    return (
        _wrong_gaps(name, shape.body, content.placeholders)
        or _wrong_header(name, shape.header, content.header)
        or _wrong_buttons(name, shape.buttons, content.buttons)
        or _wrong_cards(name, shape.cards, content.cards)
    )


def _wrong_gaps(name: str, body: str | None, values: Sequence[str]) -> str | None:
    wanted = gaps_in(body)
    if body is None or wanted == len(values):  # of an authentication template the words are not told
        return None
    return f"{name} has {_counted(wanted, 'placeholder')} in its body, the message fills {len(values)}"


def _wrong_header(name: str, shape: HeaderShape | None, header: TemplateHeader | None) -> str | None:
    if shape is None or not shape.needed:
        return (
            None if header is None else f"{name} has no header that a message fills, the message brings one"
        )
    wanted = f"a header of the kind {shape.kind}"
    if header is None:
        return f"{name} wants {wanted}, the message brings none"
    return None if header.kind == shape.kind else f"{name} wants {wanted}, the message brings {header.kind}"


def _wrong_buttons(name: str, shapes: Sequence[ButtonShape], buttons: Sequence[TemplateButton]) -> str | None:
    """The buttons of a message stand in the order of the template, those that carry something only."""
    if any(shape.needs == "unknown" for shape in shapes):
        return None
    place = 0
    for number, shape in enumerate(shapes, start=1):
        if shape.needs == "never":
            continue
        if place < len(buttons) and buttons[place].kind == shape.kind:
            place += 1
        elif shape.needs == "must":
            came = f"a {buttons[place].kind}" if place < len(buttons) else "nothing"
            return f"{name}: button {number} wants a {shape.kind}, the message brings {came}"
    if place < len(buttons):
        return f"{name} has no place for the message's button {place + 1}, a {buttons[place].kind}"
    return None


def _wrong_cards(name: str, shapes: Sequence[CardShape], cards: Sequence[TemplateCard]) -> str | None:
    if len(shapes) != len(cards):
        return f"{name} has {_counted(len(shapes), 'card')}, the message brings {len(cards)}"
    for number, (shape, card) in enumerate(zip(shapes, cards, strict=True), start=1):
        where = f"{name}, card {number}"
        why = (
            _wrong_gaps(where, shape.body, card.placeholders)
            or _wrong_header(where, shape.header, card.header)
            or _wrong_buttons(where, shape.buttons, card.buttons)
        )
        if why is not None:
            return why
    return None


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
