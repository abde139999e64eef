"""Message contents as columns (``kind``, ``body``, ``content``) and back. Pure."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, assert_never, cast

from dragoman.base.errors import ChannelRejected
from dragoman.channels.base import (
    NO_OPTIONS,
    Choice,
    Content,
    Location,
    Media,
    OtherContent,
    Reaction,
    SendOptions,
    Text,
)
from dragoman.channels.content import CONTENTS, OutContent
from dragoman.channels.infobip.decode import storable_text
from dragoman.channels.plain import from_plain, to_plain

Columns = tuple[str, str | None, dict[str, Any]]


def inbound_columns(content: Content) -> Columns:
    """What a customer sent: its kind, its words if any, and its plain fields."""
    match content:
        case Text(text=text):
            return "text", text, {}
        case Choice(id=id_, title=title, description=description):
            return "choice", title, {"id": id_, "description": description}
        case Media(kind=kind, url=url, caption=caption):
            return kind.value, caption, {"url": url}
        case Location():
            return (
                "location",
                content.name,
                {
                    "latitude": content.latitude,
                    "longitude": content.longitude,
                    "address": content.address,
                },
            )
        case Reaction(emoji=emoji, removed=removed, message_id=message_id):
            return "reaction", None, {"emoji": emoji, "removed": removed, "message_id": message_id}
        case OtherContent(kind=kind, text=text, details=details):
            return kind, text, dict(details)
        case _ as never:
            assert_never(never)


def outbound_columns(content: OutContent, options: SendOptions = NO_OPTIONS) -> Columns:
    """What we send, ready for its row: its kind, its words, and the rest as JSON by the names of its fields.

    What goes with it stands under ``options``. Without the characters that PostgreSQL cannot hold.
    """
    plain = to_plain(content)
    kind = plain.pop("kind")
    body = plain.pop(_words_field(type(content)), None)
    if options != NO_OPTIONS:
        plain["options"] = to_plain(options)
    return kind, storable(body), storable(plain)


def storable(value: Any) -> Any:
    """Plain JSON whose every string and number can be stored: an agent may say anything."""
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, Mapping):
        return {storable_text(str(name)): storable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    if value is None or isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
        return value
    return storable_text(str(value))


def outbound_content(kind: str, body: str | None, content: Mapping[str, Any]) -> OutContent:
    """The content of a stored row. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for one that is none."""
    type_ = CONTENTS.get(kind)
    if type_ is None:
        raise ValueError(f"nothing here writes messages of the kind {kind!r}")
    words = _words_field(type_)
    plain = {**content, words: body} if body is not None else content
    try:
        return cast(OutContent, from_plain(type_, plain))
    except ChannelRejected as error:
        raise ValueError(str(error)) from None


def outbound_options(content: Mapping[str, Any]) -> SendOptions:
    """What goes with a stored message; raises as ``outbound_content`` does."""
    try:
        return cast(SendOptions, from_plain(SendOptions, content.get("options", {})))
    except ChannelRejected as error:
        raise ValueError(str(error)) from None


def _words_field(type_: type[OutContent]) -> str:
    """The field that is a message's words: they have a column of their own."""
    return "caption" if "caption" in type_.__dataclass_fields__ else "text"
