"""What WhatsApp allows, checked one rule at a time.

A check raises ``ChannelRejected`` with a sentence that names the field, the limit and the value: a count or a
length, never the words. Lengths are counted in UTF-16 units (see ``split.units``): whichever way the provider
counts, what passes here passes there.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import urlsplit

from dragoman.base.blobs import PREFIX, read_address
from dragoman.base.errors import ChannelRejected
from dragoman.channels.split import units

URL_LIMIT = 2048
ID_LIMIT = 1000
"""For ids that Infobip sets no limit to: ours, so that nothing endless leaves."""

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_EMOJI = re.compile("\u200d?[\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3\U0001f000-\U0001faff]")
_MARKDOWN = re.compile(r"\*[^*\s][^*]*\*|_[^_\s][^_]*_|~[^~\s][^~]*~|`[^`]+`")
_MARKS = str.maketrans("", "", "*_~`")
_UNTIDY = re.compile(r"[\n\r\t]| {5,}")


def refuse(sentence: str) -> NoReturn:
    """Says no to a content."""
    raise ChannelRejected(sentence, code="content")


def check_words(field: str, text: str, limit: int) -> None:
    """Text that must be there: 1 to ``limit`` characters, not only white space."""
    if not text or text.isspace():
        refuse(f"{field} is blank, WhatsApp asks for 1 to {limit} characters")
    check_length(field, text, limit)


def check_length(field: str, text: str | None, limit: int) -> None:
    """Text that may be missing: at most ``limit`` characters, all of which can be stored and sent."""
    if text is None:
        return
    length = units(text)
    if length > limit:
        refuse(f"{field} is {length} characters, WhatsApp allows {limit}")
    if _UNSTORABLE.search(text):
        refuse(f"{field} holds a NUL or half a character (a lone surrogate), which nothing can carry")


def check_words_if_any(field: str, text: str | None, limit: int) -> None:
    """Text that may be missing, but is not blank when it is given."""
    if text is not None:
        check_words(field, text, limit)


def check_id(field: str, text: str, limit: int) -> None:
    """An id that may have no white space around it."""
    check_words(field, text, limit)
    if text != text.strip():
        refuse(f"{field} starts or ends with a space, WhatsApp allows none")


def check_count(field: str, entries: Sequence[object], limit: int, noun: str, *, least: int = 1) -> None:
    """How many entries there are."""
    if not least <= len(entries) <= limit:
        refuse(f"{field} has {len(entries)} {noun}, WhatsApp allows {least} to {limit}")


def check_unique(field: str, noun: str, values: Sequence[str]) -> None:
    """No entry twice."""
    if len(set(values)) < len(values):
        refuse(f"{field} has {noun} that repeat, WhatsApp wants each once")


def check_number(field: str, number: float, low: float, high: float) -> None:
    """A number within bounds."""
    if not low <= number <= high:
        refuse(f"{field} is {number:g}, WhatsApp allows {low:g} to {high:g}")


def check_link(field: str, url: str) -> None:
    """A public web address of at most 2,048 characters."""
    check_words(field, url, URL_LIMIT)
    try:
        link = urlsplit(url)
        good = link.scheme in {"http", "https"} and bool(link.hostname)
    except ValueError:
        good = False
    if not good or any(char.isspace() for char in url):
        refuse(f"{field} is not a web address that starts with http:// or https://")


def check_file(field: str, url: str) -> None:
    """A file: a public web address, or ``blob:`` and the name of bytes that the shop has stored."""
    if not url.startswith(PREFIX):
        check_link(field, url)
    elif read_address(url) is None:
        refuse(f"{field} starts with blob: and goes on with something else than 64 digits from 0 to f")


def check_unmarked(field: str, text: str) -> None:
    """What is written on a button: WhatsApp takes neither emoji nor markdown there."""
    if is_marked(text):
        refuse(f"{field} holds an emoji or markdown, WhatsApp allows neither on a button")


def is_marked(text: str) -> bool:
    """Whether ``text`` holds an emoji or markdown."""
    return bool(_EMOJI.search(text) or _MARKDOWN.search(text))


def without_marks(text: str) -> str:
    """``text`` without emoji and markdown; what is left may be nothing."""
    text = _EMOJI.sub("", text)
    return " ".join((text.translate(_MARKS) if _MARKDOWN.search(text) else text).split())


def check_tidy(field: str, text: str, limit: int) -> None:
    """What fills a template's gap: words on one line, no tab, no run of more than four spaces."""
    check_words(field, text, limit)
    if _UNTIDY.search(text):
        refuse(f"{field} holds a line break, a tab or more than 4 spaces in a row, WhatsApp allows none")


def check_data(field: str, data: Mapping[str, Any] | None) -> None:
    """Plain JSON, if any; an empty object is refused, as the provider does."""
    if data is None:
        return
    if not data:
        refuse(f"{field} is empty, WhatsApp wants at least one entry or none of it")
    try:
        written = json.dumps(data, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        refuse(f"{field} is not plain JSON")
    if _UNSTORABLE.search(written) or "\\u0000" in written:
        refuse(f"{field} holds a NUL or half a character (a lone surrogate), which nothing can carry")
