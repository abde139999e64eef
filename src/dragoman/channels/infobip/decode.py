"""From webhook bytes to plain JSON values that can be stored, and readers that never raise.

Whatever a provider sends, a reader here answers with a value of the type it names or with ``None``. What a
payload means is not decided here: see ``parse``.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from dragoman.base.clock import iso_utc

MAX_DEPTH = 64
"""Objects and lists nested deeper than this are dropped: no provider message comes near it."""

ID_MAX_CHARS = 512
"""An identifier may be at most this long (Infobip: at most 200), so that it always fits a database index."""

_NUMBER_MAX_CHARS = 40
_SURROGATE = re.compile("[\ud800-\udfff]")
# What a body must hold for a string of it not to be storable: JSON allows neither as it is, only escaped.
_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_HUGE = re.compile(rb"\d{%d}" % _NUMBER_MAX_CHARS)
_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
"""A bracket, or a whole string, the brackets of which open nothing. One that never ends goes on to the end."""

_NOTHING: Mapping[str, Any] = {}


class NestedTooDeeply(ValueError):
    """JSON, as far as one can see, but nested too deeply to be read as a whole."""


def decode(body: bytes) -> Any:
    """The JSON value of a body, every string of it storable in PostgreSQL.

    Bytes that are no UTF-8 become U+FFFD, so that one broken character does not cost a whole batch. Numbers
    that JSON or Python cannot hold (``NaN``, ``1e999``, thousands of digits) stay as their text. Raises
    ``ValueError`` when the body is not JSON, and ``NestedTooDeeply`` when ``decode_pruned`` may still read it.
    """
    text = body.decode("utf-8-sig", errors="replace")
    try:
        if _UNSTORABLE.search(body) or _HUGE.search(body):
            return _storable(_CAREFUL.decode(text), 0)
        value = _PLAIN.decode(text)
        flat = body.count(b"[") + body.count(b"{") <= MAX_DEPTH
        return value if flat or not _too_deep(value) else _storable(value, 0)
    except RecursionError:
        raise NestedTooDeeply("nested too deeply") from None


def decode_pruned(body: bytes) -> Any:
    """As ``decode``, but what is nested deeper than ``MAX_DEPTH`` is cut out before it is read, not after."""
    return _storable(_CAREFUL.decode(_pruned(body.decode("utf-8-sig", errors="replace"))), 0)


def storable_text(text: str) -> str:
    """The text without NUL and lone surrogates, neither of which PostgreSQL can hold."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def text_of(value: Any) -> str | None:
    """The value as text, which an empty string is not; numbers too, for which ids are strings changes."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(int(value)) if value == int(value) else str(value)


def id_of(value: Any) -> str | None:
    """The value as an identifier: text that is neither blank nor longer than ``ID_MAX_CHARS``."""
    text = (text_of(value) or "").strip()
    return text if 0 < len(text) <= ID_MAX_CHARS else None


def number_of(value: Any) -> float | int | None:
    """The value as a finite number; numerals in a string count."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str) or len(value) > _NUMBER_MAX_CHARS:
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if isfinite(number) else None


def integer_of(value: Any) -> int | None:
    """The value as a whole number; ``5.0`` and ``"5"`` count."""
    number = number_of(value)
    return int(number) if number is not None and number == int(number) else None


def amount_of(minor: int | None, offset: int | None) -> float | None:
    """The amount that so many minor units are. Infobip: ``offset`` is how many of them make one."""
    return minor / offset if minor is not None and offset is not None and offset > 0 else None


def flag_of(value: Any) -> bool | None:
    """The value as true or false; the words count."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.strip().casefold()) if isinstance(value, str) else None


def given(value: Any) -> Any:
    """The value as it came, of whatever type; an empty string is none."""
    return None if value == "" else value


def object_of(value: Any) -> Mapping[str, Any]:
    """The value as a JSON object; anything else reads as an empty one."""
    return value if isinstance(value, dict) else _NOTHING


def objects_of(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; a single object counts as a list of one."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def moment_of(value: Any) -> datetime | None:
    """The value as a moment in UTC; offset ``+0000``, ``-0300``, ``+00:00``, ``Z``, or none (then UTC)."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def iso_of(value: Any) -> str | None:
    """A provider's time in our one form, ``2026-11-01T10:10:00.000Z``."""
    moment = moment_of(value)
    return iso_utc(moment) if moment else None


def known(**fields: Any) -> dict[str, Any]:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


def _pruned(text: str) -> str:
    """The same JSON with ``null`` for each object and list that ``_storable`` would drop for its depth."""
    kept: list[str] = []
    start = depth = 0
    for mark in _BRACKET.finditer(text):
        if mark[0] in {"[", "{"}:
            depth += 1
            if depth == MAX_DEPTH + 1:
                kept += [text[start : mark.start()], "null"]
        elif mark[0] in {"]", "}"}:
            depth -= 1
            if depth == MAX_DEPTH:
                start = mark.end()
    return "".join(kept) + (text[start:] if depth <= MAX_DEPTH else "")


def _too_deep(value: Any) -> bool:
    """Whether objects and lists are nested deeper than ``MAX_DEPTH``: level by level, past everything else."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH):
        level = [
            item
            for container in level
            for item in (container.values() if isinstance(container, dict) else container)
            if isinstance(item, dict | list)
        ]
    return bool(level)


def _storable(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, dict):
        if depth == MAX_DEPTH:
            return None
        return {storable_text(name): _storable(item, depth + 1) for name, item in value.items()}
    if isinstance(value, list):
        return [_storable(item, depth + 1) for item in value] if depth < MAX_DEPTH else None
    return value


def _int_or_text(digits: str) -> int | str:
    return int(digits) if len(digits) <= _NUMBER_MAX_CHARS else digits


def _float_or_text(digits: str) -> float | str:
    number = float(digits)
    return number if isfinite(number) else digits


# Nearly every body has nothing in it that needs care, and walking through a megabyte of it to find that out would hold
# up everything else that the process does.
_PLAIN = json.JSONDecoder(parse_float=_float_or_text, parse_constant=str)
_CAREFUL = json.JSONDecoder(parse_int=_int_or_text, parse_float=_float_or_text, parse_constant=str)
