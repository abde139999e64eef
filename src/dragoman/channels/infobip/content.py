"""Outbound content as Infobip's JSON, and the limits that WhatsApp sets on it.

``build_request`` refuses what would be refused anyway, before anything leaves, naming field, limit and value.
``fit`` goes before it: it rearranges content so that it keeps the limits without losing words.

Sources: Infobip's WhatsApp API, free-form and interactive messages. Lengths are counted in UTF-16 units (see
``split.units``): whichever way the provider counts, what passes here passes there. Captions keep to
WhatsApp's own 1024, where Infobip would take 3000.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never
from urllib.parse import urlsplit

from dragoman.base.errors import ChannelRejected
from dragoman.channels.base import Button, ButtonsOut, ImageOut, ListOut, Outbound, OutContent, Row, TextOut
from dragoman.channels.infobip.split import TEXT_LIMIT, shorten, split_off_end, split_text, units

TEXT_PATH = "/whatsapp/1/message/text"
IMAGE_PATH = "/whatsapp/1/message/image"
BUTTONS_PATH = "/whatsapp/1/message/interactive/buttons"
LIST_PATH = "/whatsapp/1/message/interactive/list"
EVENTS_PATH = "/whatsapp/1/events"

MESSAGE_ID_LIMIT = 100  # Infobip takes 200, its older clients 100
ADDRESS_LIMIT = 150
URL_LIMIT = 2048
CAPTION_LIMIT = 1024
BODY_LIMIT = 1024
BUTTONS_LIMIT, BUTTON_ID_LIMIT, BUTTON_TITLE_LIMIT = 3, 256, 20
ROWS_LIMIT, ROW_ID_LIMIT, ROW_TITLE_LIMIT, ROW_DESCRIPTION_LIMIT = 10, 200, 24, 72
OPENER_LIMIT = 20

_LINKS_AS_THEY_ARE = {"shortenUrl": False, "trackClicks": False}  # both are on by default


@dataclass(frozen=True, slots=True)
class Request:
    """One POST: ``path`` under the base URL and the JSON ``body``."""

    path: str
    body: bytes


def build_request(number: str, message: Outbound) -> Request:
    """The request that sends ``message`` from our ``number`` (digits).

    Raises ``ChannelRejected`` if it breaks a limit; the error names field, limit and value, never the words.
    """
    _check_length("messageId", message.message_id, MESSAGE_ID_LIMIT)
    _check_length("to", message.to, ADDRESS_LIMIT)
    path, content = _content_of(message.content)
    fields = {
        "from": number,
        "to": message.to,
        "messageId": message.message_id,
        "content": content,
        "urlOptions": _LINKS_AS_THEY_ARE,
    }
    return Request(path, _json_bytes(fields))


def build_typing(number: str, to: str) -> Request:
    """The request that shows the customer that we are typing (Infobip: exactly one destination an event)."""
    event = {"sender": number, "destinations": [{"to": to}], "content": {"type": "TYPING_INDICATOR"}}
    return Request(EVENTS_PATH, _json_bytes({"events": [event]}))


def fit(content: OutContent) -> tuple[OutContent, ...]:
    """``content`` as one or more messages that keep the limits, to be sent in this order.

    Long text becomes several texts. A caption or a body that is too long moves into texts before it; of a
    body, the end stays with the buttons or the list. Titles are shortened between words, with an
    ellipsis, and stay different from each other; a row's whole title then opens its description. What cannot
    be mended (too many buttons, a bad link) is left for ``build_request`` to refuse.
    """
    match content:
        case TextOut(text=text):
            return _texts(text) if units(text) > TEXT_LIMIT else (content,)
        case ImageOut(caption=caption):
            if caption is None or units(caption) <= CAPTION_LIMIT:
                return (content,)
            return (*_texts(caption), replace(content, caption=None))
        case ButtonsOut(text=text, buttons=buttons):
            before, body = _body(text)
            return (*before, ButtonsOut(body, _fit_buttons(buttons)))
        case ListOut(text=text, opener=opener, rows=rows):
            before, body = _body(text)
            return (
                *before,
                ListOut(body, shorten(opener, OPENER_LIMIT), tuple(_fit_row(row) for row in rows)),
            )
        case _ as never:
            assert_never(never)


# --- fitting ----------------------------------------------------------------------------------------


def _texts(text: str) -> tuple[TextOut, ...]:
    return tuple(TextOut(part) for part in split_text(text)) or (TextOut(""),)


def _body(text: str) -> tuple[tuple[TextOut, ...], str]:
    """The texts to send before an interactive message, and what is left as its body."""
    if units(text) <= BODY_LIMIT:
        return (), text
    before, body = split_off_end(text, BODY_LIMIT)
    return tuple(TextOut(part) for part in split_text(before)), body


def _fit_buttons(buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    """Buttons with titles short enough; those that would then read the same get a number."""
    taken = {button.title for button in buttons if units(button.title) <= BUTTON_TITLE_LIMIT}
    fitted = []
    for button in buttons:
        if units(button.title) > BUTTON_TITLE_LIMIT:
            button = replace(button, title=_unused_title(button.title, taken))
            taken.add(button.title)
        fitted.append(button)
    return tuple(fitted)


def _unused_title(title: str, taken: set[str]) -> str:
    short, count = shorten(title, BUTTON_TITLE_LIMIT), 1
    while short in taken:
        count += 1
        short = f"{shorten(title, BUTTON_TITLE_LIMIT - len(f' {count}'))} {count}"
    return short


def _fit_row(row: Row) -> Row:
    title, description = row.title, row.description
    if units(title) > ROW_TITLE_LIMIT:
        description = f"{title} · {description}" if description else title
        title = shorten(title, ROW_TITLE_LIMIT)
    return replace(
        row, title=title, description=shorten(description, ROW_DESCRIPTION_LIMIT) if description else None
    )


# --- building ---------------------------------------------------------------------------------------


def _content_of(content: OutContent) -> tuple[str, dict[str, Any]]:
    match content:
        case TextOut(text=text):
            _check_words("content.text", text, TEXT_LIMIT)
            return TEXT_PATH, {"text": text}
        case ImageOut():
            return IMAGE_PATH, _image(content)
        case ButtonsOut():
            return BUTTONS_PATH, _buttons(content)
        case ListOut():
            return LIST_PATH, _list(content)
        case _ as never:
            assert_never(never)


def _image(image: ImageOut) -> dict[str, Any]:
    _check_length("content.mediaUrl", image.url, URL_LIMIT)
    _check_link("content.mediaUrl", image.url)
    fields = {"mediaUrl": image.url}
    if image.caption:
        _check_length("content.caption", image.caption, CAPTION_LIMIT)
        fields["caption"] = image.caption
    return fields


def _buttons(content: ButtonsOut) -> dict[str, Any]:
    _check_words("content.body.text", content.text, BODY_LIMIT)
    _check_count("content.action.buttons", content.buttons, BUTTONS_LIMIT, "buttons")
    buttons = []
    for place, button in enumerate(content.buttons):
        field = f"content.action.buttons[{place}]"
        _check_words(f"{field}.id", button.id, BUTTON_ID_LIMIT)
        if button.id != button.id.strip():
            raise ChannelRejected(
                f"{field}.id starts or ends with a space, WhatsApp allows none", code="content"
            )
        _check_words(f"{field}.title", button.title, BUTTON_TITLE_LIMIT)
        buttons.append({"type": "REPLY", "id": button.id, "title": button.title})
    _check_unique("content.action.buttons", "ids", [button.id for button in content.buttons])
    _check_unique("content.action.buttons", "titles", [button.title for button in content.buttons])
    return {"body": {"text": content.text}, "action": {"buttons": buttons}}


def _list(content: ListOut) -> dict[str, Any]:
    _check_words("content.body.text", content.text, BODY_LIMIT)
    _check_words("content.action.title", content.opener, OPENER_LIMIT)
    _check_count("content.action.sections[0].rows", content.rows, ROWS_LIMIT, "rows")
    rows = []
    for place, row in enumerate(content.rows):
        field = f"content.action.sections[0].rows[{place}]"
        _check_words(f"{field}.id", row.id, ROW_ID_LIMIT)
        _check_words(f"{field}.title", row.title, ROW_TITLE_LIMIT)
        fields = {"id": row.id, "title": row.title}
        if row.description:
            _check_length(f"{field}.description", row.description, ROW_DESCRIPTION_LIMIT)
            fields["description"] = row.description
        rows.append(fields)
    _check_unique("content.action.sections[0].rows", "ids", [row.id for row in content.rows])
    return {"body": {"text": content.text}, "action": {"title": content.opener, "sections": [{"rows": rows}]}}


def _json_bytes(fields: dict[str, Any]) -> bytes:
    try:
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        raise ChannelRejected(
            "The message holds half a character (a lone surrogate)", code="content"
        ) from None


# --- checks -----------------------------------------------------------------------------------------


def _check_words(field: str, text: str, limit: int) -> None:
    if not text or text.isspace():
        raise ChannelRejected(f"{field} is blank, WhatsApp asks for 1 to {limit} characters", code="content")
    _check_length(field, text, limit)


def _check_length(field: str, text: str, limit: int) -> None:
    length = units(text)
    if length > limit:
        raise ChannelRejected(f"{field} is {length} characters, WhatsApp allows {limit}", code="content")
    if length == 0:
        raise ChannelRejected(f"{field} is blank, WhatsApp asks for 1 to {limit} characters", code="content")


def _check_count(field: str, entries: Sequence[object], limit: int, noun: str) -> None:
    if not 1 <= len(entries) <= limit:
        raise ChannelRejected(
            f"{field} has {len(entries)} {noun}, WhatsApp allows 1 to {limit}", code="content"
        )


def _check_unique(field: str, noun: str, values: list[str]) -> None:
    if len(set(values)) < len(values):
        raise ChannelRejected(f"{field} has {noun} that repeat, WhatsApp wants each once", code="content")


def _check_link(field: str, url: str) -> None:
    try:
        link = urlsplit(url)
        good = (
            link.scheme in {"http", "https"}
            and bool(link.hostname)
            and not any(char.isspace() for char in url)
        )
    except ValueError:
        good = False
    if not good:
        raise ChannelRejected(
            f"{field} is not a web address that starts with http:// or https://", code="content"
        )
