"""What breaking one limit comes to: our own sentence at construction, Infobip's words at the emulator."""

import json
from dataclasses import replace
from typing import Any

import pytest

from dragoman.base.errors import ChannelRejected
from dragoman.channels.base import NO_OPTIONS, Outbound, Sender, SendOptions
from dragoman.channels.content import (
    Contact,
    OutContent,
    TextOut,
)
from dragoman.channels.emulator.validate import validate
from dragoman.channels.infobip.content import MESSAGE_PATH, build_request
from dragoman.channels.interactive import (
    Button,
    LinkButton,
    Row,
)
from tests.support.contents import (
    LEAST,
    LINK,
    MONA,
    card,
    unchecked,
)

BY_KIND = {content.kind: content for content in LEAST}
BLANK = "must not be blank"
OVERLONG_LINK = LINK + "x" * 2048
BUYS = card(buttons=(), link=LinkButton("Buy", LINK))


def complaints(content: OutContent, options: SendOptions = NO_OPTIONS) -> dict[str, list[str]]:
    """What the emulator says to a content, whether or not it keeps the limits."""
    message = unchecked(Outbound("7-m1", "96170000001", TextOut("hi")), content=content, options=options)
    request = build_request(Sender("96179374241", "https://x.test", "key"), message)
    return validate(request.path.removeprefix(MESSAGE_PATH), json.loads(request.body))


def size(low: int, high: int) -> str:
    return f"size must be between {low} and {high}"


def buttons(*titles: str, ids: str = "abcd") -> tuple[Button, ...]:
    return tuple(Button(id_, title) for id_, title in zip(ids, titles, strict=False))


def rows(count: int) -> tuple[Row, ...]:
    return tuple(Row(f"r{n}", f"Row {n}") for n in range(count))


def person(**changes: Any) -> tuple[Contact, ...]:
    return (replace(MONA, **changes),)


def gaps(*values: str) -> dict[str, Any]:
    return {"placeholders": values}


def cards(*given: Any) -> dict[str, Any]:
    return {"cards": given}


# kind, the change that breaks one limit, what we say, and where and how Infobip says it.
Broken = tuple[str, dict[str, Any], str, str, str]


def long(kind: str, changes: Any, field: str, length: int, limit: int, path: str, text: str) -> Broken:
    return kind, changes, f"{kind}.{field} is {length} characters, WhatsApp allows {limit}", path, text


def blank(kind: str, changes: Any, field: str, limit: int, path: str, text: str = BLANK) -> Broken:
    return kind, changes, f"{kind}.{field} is blank, WhatsApp asks for 1 to {limit} characters", path, text


def no_link(kind: str, changes: Any, field: str, path: str) -> Broken:
    return kind, changes, f"{kind}.{field} {NO_LINK}", path, "is not a valid url"


NO_LINK = "is not a web address that starts with http:// or https://"
MARKED = "holds an emoji or markdown, WhatsApp allows neither on a button"
UNMARKED = "must not contain emoji or markdown"
ROW_COUNT = "number of rows must be between 1 and 10"
UNTITLED = "titles must not be blank when more than one section provided"
HALF = "holds a NUL or half a character (a lone surrogate), which nothing can carry"


def refuses(broken: Broken) -> None:
    """Asserts that a content cannot be made so, and that the emulator takes it no more than we do."""
    kind, changes, sentence, path, text = broken
    with pytest.raises(ChannelRejected) as caught:
        replace(BY_KIND[kind], **changes)

    assert (str(caught.value), caught.value.code) == (sentence, "content")
    found = complaints(unchecked(BY_KIND[kind], **changes))
    assert text in found.get(path, [])
    assert len(found) == 1, "one limit was broken"


def refuses_here(kind: str, changes: dict[str, Any], sentence: str) -> None:
    """Asserts that a content cannot be made so, whatever the emulator thinks of it."""
    with pytest.raises(ChannelRejected) as caught:
        replace(BY_KIND[kind], **changes)

    assert (str(caught.value), caught.value.code) == (sentence, "content")
