"""Infobip's descriptions of templates as ``TemplateDefinition``: of version 2, of the paged list, of version 1.

Total: whatever stands there, a reader answers with what can be understood of it.
Source: Infobip's WhatsApp API, templates.
"""

from collections.abc import Mapping
from typing import Any

from dragoman.channels.definition import ButtonShape, CardShape, HeaderShape, Shape, TemplateDefinition
from dragoman.channels.infobip.decode import id_of, integer_of, object_of, objects_of, text_of

_BUTTONS_READ, _CARDS_READ = 20, 20
_TEXT_READ = 4096
_NO_REASON = frozenset({"NONE", "UNKNOWN"})


def definition_of(value: Any) -> TemplateDefinition | None:
    """One template; ``None`` for what has neither name nor language."""
    item = object_of(value)
    name, language = id_of(item.get("name")), id_of(item.get("language"))
    if name is None or language is None:
        return None
    reason = _word(item.get("rejectionReason")) or _word(item.get("reason"))
    return TemplateDefinition(
        name=name,
        language=language,
        status=_word(item.get("status")) or "UNKNOWN",
        category=_word(item.get("category")),
        quality=_word(item.get("quality")),
        provider_id=id_of(item.get("id")),
        reason=None if reason in _NO_REASON else reason,
        shape=_shape(item.get("structure")),
    )


def definitions_in(answer: Any) -> list[TemplateDefinition] | None:
    """The templates of a list, whichever form it has; ``None`` for what is no list of templates.

    One that stands there twice is taken once, in the state in which it can be sent if there is one.
    """
    items = _items(answer)
    if items is None:
        return None
    found: dict[tuple[str, str], TemplateDefinition] = {}
    for item in items:
        definition = definition_of(item)
        if definition is not None:
            key = (definition.name, definition.language)
            if key not in found or not found[key].sendable:
                found[key] = definition
    return list(found.values())


def pages_of(answer: Any) -> int:
    """How many pages a paged list has; 1 where it does not say."""
    return integer_of(object_of(object_of(answer).get("paging")).get("totalPages")) or 1


def _items(answer: Any) -> list[Any] | None:
    for name in ("templates", "results"):
        items = object_of(answer).get(name)
        if isinstance(items, list):
            return items
    return None


def _shape(value: Any) -> Shape:
    structure = object_of(value)
    if not structure or _word(structure.get("type")) == "UNSUPPORTED":
        return Shape(known=False)
    return Shape(
        body=_text(structure.get("body")),
        header=_header(structure.get("header")),
        footer=_text(structure.get("footer")),
        buttons=_buttons(structure.get("buttons")),
        cards=_cards(structure),
    )


def _header(value: Any) -> HeaderShape | None:
    header = object_of(value)
    kind = _word(header.get("format")) or _word(header.get("type"))
    return HeaderShape(kind.lower(), _text(header.get("text"))) if kind else None


def _buttons(value: Any) -> tuple[ButtonShape, ...]:
    return tuple(_button(item) for item in objects_of(value)[:_BUTTONS_READ])


def _button(item: Mapping[str, Any]) -> ButtonShape:
    # A button of an authentication template names its kind ``otpType``; how it is filled is not documented.
    kind = _word(item.get("type")) or "unknown"
    return ButtonShape(kind.lower(), _text(item.get("text")), _text(item.get("url")))


def _cards(structure: Mapping[str, Any]) -> tuple[CardShape, ...]:
    carousel = object_of(structure.get("carousel"))
    items = objects_of(carousel.get("cards")) if carousel else objects_of(structure.get("cards"))
    return tuple(
        CardShape(_header(item.get("header")), _text(item.get("body")), _buttons(item.get("buttons")))
        for item in items[:_CARDS_READ]
    )


def _text(value: Any) -> str | None:
    """A part's words: an object with ``text``, or (version 1) the words themselves."""
    text = text_of(value) or text_of(object_of(value).get("text"))
    return text[:_TEXT_READ] if text else None


def _word(value: Any) -> str | None:
    """One of the provider's own words: ``APPROVED``, ``UTILITY``."""
    text = id_of(value)
    return text.upper()[:60] if text else None
