"""Words that a person gives, put into the gaps of a template.

Raises ``ChannelRejected`` with one sentence where they cannot be: what then fits is judged by ``why_unfit``.
"""

from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from dragoman.channels.definition import ButtonShape, HeaderShape, TemplateDefinition
from dragoman.channels.interactive import DocumentHeader, ImageHeader, TextHeader, VideoHeader
from dragoman.channels.limits import refuse
from dragoman.channels.template import (
    GifHeader,
    LocationHeader,
    TemplateButton,
    TemplateCode,
    TemplateFlow,
    TemplateHeader,
    TemplateOut,
    TemplateReply,
    TemplateUrl,
)

_BY_HAND = frozenset({"quick_reply", "url", "copy_code", "flow"})


def fill(
    definition: TemplateDefinition,
    *,
    body: Sequence[str] = (),
    header: str | None = None,
    buttons: Sequence[str] = (),
) -> TemplateOut:
    """The template with these values, in order: for the body, for the header, for the buttons that carry something.

    A header's picture, film or document is an address, its place ``latitude,longitude``. Quick replies may be left
    out: then each brings back its own words.
    """
    if definition.shape.cards:
        refuse(f"template {definition.name} is a carousel, which cannot be filled with single values")
    return TemplateOut(
        name=definition.name,
        language=definition.language,
        placeholders=tuple(body),
        header=_header(definition.shape.header, header),
        buttons=_buttons(definition, buttons),
    )


def _header(shape: HeaderShape | None, value: str | None) -> TemplateHeader | None:
    if value is None:
        return None
    match shape.kind if shape is not None else "text":
        case "image":
            return ImageHeader(value)
        case "video":
            return VideoHeader(value)
        case "gif":
            return GifHeader(value)
        case "document":
            return DocumentHeader(value, _filename(value))
        case "location":
            return _place(value)
        case _:
            return TextHeader(value)


def _filename(url: str) -> str:
    try:
        return PurePosixPath(urlsplit(url).path).name or "document.pdf"
    except ValueError:  # no address at all: said by whoever makes the message
        return "document.pdf"


def _place(value: str) -> LocationHeader:
    latitude, comma, longitude = value.partition(",")
    try:
        return LocationHeader(float(latitude), float(longitude if comma else ""))
    except ValueError:
        refuse("the header is a place: write it as latitude,longitude, such as 33.89,35.50")


def _buttons(definition: TemplateDefinition, values: Sequence[str]) -> tuple[TemplateButton, ...]:
    open_ = [shape for shape in definition.shape.buttons if shape.needs == "must" or shape.kind == "flow"]
    strange = [shape.kind for shape in open_ if shape.kind not in _BY_HAND]
    if strange:
        refuse(
            f"template {definition.name} has a {strange[0]} button, which cannot be filled with single values"
        )
    must = [shape for shape in open_ if shape.kind not in {"quick_reply", "flow"}]
    if len(values) == len(open_):
        return tuple(_button(shape, value) for shape, value in zip(open_, values, strict=True))
    if len(values) != len(must):
        kinds = ", ".join(shape.kind for shape in open_) or "none"
        refuse(
            f"template {definition.name} has these buttons to fill: {kinds}; {len(values)} values were given"
        )
    given = iter(values)
    filled = [
        _button(shape, next(given) if shape in must else shape.text)
        for shape in open_
        if shape.kind != "flow"
    ]
    return tuple(filled)


def _button(shape: ButtonShape, value: str | None) -> TemplateButton:
    match shape.kind:
        case "quick_reply":
            return TemplateReply(value or "reply")
        case "url":
            return TemplateUrl(value or "")
        case "copy_code":
            return TemplateCode(value or "")
        case _:
            return TemplateFlow(token=value)
