"""Message contents as columns (``kind``, ``body``, ``content``) and back. Pure."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, assert_never

from dragoman.channels.base import (
    Button,
    ButtonsOut,
    Choice,
    Content,
    ImageOut,
    ListOut,
    Location,
    Media,
    OtherContent,
    OutContent,
    Reaction,
    Row,
    Text,
    TextOut,
)
from dragoman.channels.infobip.decode import storable_text

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


def outbound_columns(content: OutContent) -> Columns:
    """What we send, ready for its row: without the characters that PostgreSQL cannot hold."""
    kind, body, fields = _columns(content)
    return kind, storable(body), storable(fields)


def storable_content(content: OutContent) -> OutContent:
    """What we send, just as it would be read back from its row: what leaves is what is stored."""
    return outbound_content(*outbound_columns(content))


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


def _columns(content: OutContent) -> Columns:
    match content:
        case TextOut(text=text):
            return "text", text, {}
        case ImageOut(url=url, caption=caption):
            return "image", caption, {"url": url}
        case ButtonsOut(text=text, buttons=buttons):
            return "buttons", text, {"buttons": [{"id": b.id, "title": b.title} for b in buttons]}
        case ListOut(text=text, opener=opener, rows=rows):
            listed = [{"id": r.id, "title": r.title, "description": r.description} for r in rows]
            return "list", text, {"opener": opener, "rows": listed}
        case _ as never:
            assert_never(never)


def outbound_content(kind: str, body: str | None, content: Mapping[str, Any]) -> OutContent:
    """The content of a stored row. Raises ``ValueError`` for a kind that nothing here writes."""
    text = body or ""
    if kind == "text":
        return TextOut(text)
    if kind == "image":
        return ImageOut(content["url"], body)
    if kind == "buttons":
        return ButtonsOut(text, tuple(Button(b["id"], b["title"]) for b in content["buttons"]))
    if kind == "list":
        rows = tuple(Row(r["id"], r["title"], r.get("description")) for r in content["rows"])
        return ListOut(text, content["opener"], rows)
    raise ValueError(f"nothing here writes messages of the kind {kind!r}")
