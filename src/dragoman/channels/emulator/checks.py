"""The small checks that the validation of sends is made of, with the provider's wording.

A check appends to ``errors``, a mapping from a JSON path to the texts about it, and never stops at the
first: Infobip reports every violation of a request at once. Where the provider's wording for a rule is not
known, the usual wording of bean validation stands in (``must not be null``).
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

Errors = dict[str, list[str]]

_MARKDOWN = re.compile(r"\*[^*\s][^*]*\*|_[^_\s][^_]*_|~[^~\s][^~]*~|`[^`]+`")
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3\U0001f000-\U0001faff]")
_UNTIDY = re.compile(r"[\n\r\t]| {5,}")


def add(errors: Errors, path: str, text: str) -> None:
    """Notes one violation at one path."""
    errors.setdefault(path, []).append(text)


def check_text(
    errors: Errors, path: str, value: object, low: int, high: int, *, required: bool = True
) -> str:
    """A string of so many characters, and not blank unless ``low`` is 0. Returns it, or ``""``."""
    if value is None:
        if required:
            add(errors, path, "must not be blank")
        return ""
    if not isinstance(value, str):
        add(errors, path, "must be a string")
        return ""
    if not low <= len(value) <= high:
        add(errors, path, f"size must be between {low} and {high}")
    if low and not value.strip():
        add(errors, path, "must not be blank")
    return value


def check_url(errors: Errors, path: str, value: object) -> None:
    """An ``http(s)`` address of 1 to 2048 characters."""
    text = check_text(errors, path, value, 1, 2048)
    if not text:
        if value == "":
            add(errors, path, "is not a valid url")
        return
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:
        good = False
    if not good:
        add(errors, path, "is not a valid url")


def check_number(errors: Errors, path: str, value: object, low: float, high: float) -> None:
    """A required number within bounds."""
    if value is None:
        add(errors, path, "must not be null")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        add(errors, path, "must be a number")
    elif value < low:
        add(errors, path, f"must be greater than or equal to {low:g}")
    elif not value <= high:
        add(errors, path, f"must be less than or equal to {high:g}")


def check_flag(errors: Errors, path: str, value: object) -> None:
    """An optional true or false."""
    if value is not None and not isinstance(value, bool):
        add(errors, path, "must be a boolean")


def check_choice(
    errors: Errors, path: str, value: object, choices: tuple[str, ...], *, required: bool = True
) -> None:
    """One of a few words."""
    if value is None and not required:
        return
    if not isinstance(value, str) or value not in choices:
        add(errors, path, f"must be one of {', '.join(choices)}" if value is not None else "must not be null")


def check_tidy(errors: Errors, path: str, value: str) -> None:
    """What a template's placeholder may hold: one line, no tab, no run of more than four spaces."""
    if _UNTIDY.search(value):
        add(errors, path, "cannot have new-line/tab characters or more than 4 consecutive spaces")


def check_data(errors: Errors, path: str, value: object) -> None:
    """An optional object that is not empty: what fills the first screen of a flow."""
    if value is None:
        return
    if not isinstance(value, dict):
        add(errors, path, "must be an object")
    elif not value:
        add(errors, path, "must not be empty")


def check_plain(errors: Errors, path: str, value: str) -> None:
    """Infobip: the title of a reply button takes neither emoji nor markdown."""
    if _EMOJI.search(value) or _MARKDOWN.search(value):
        add(errors, path, "must not contain emoji or markdown")


def as_object(errors: Errors, path: str, value: object, *, required: bool = True) -> Mapping[str, Any]:
    """The object at a path, or an empty one after noting what is wrong."""
    if isinstance(value, dict):
        return value
    if value is not None:
        add(errors, path, "must be an object")
    elif required:
        add(errors, path, "must not be null")
    return {}


def as_list(errors: Errors, path: str, value: object, *, required: bool = True) -> list[Any]:
    """The array at a path, or an empty one after noting what is wrong."""
    if isinstance(value, list):
        return value
    if value is not None:
        add(errors, path, "must be an array")
    elif required:
        add(errors, path, "must not be null")
    return []


def as_objects(errors: Errors, path: str, value: object, *, required: bool = True) -> list[Mapping[str, Any]]:
    """The array of objects at a path."""
    items = as_list(errors, path, value, required=required)
    return [as_object(errors, f"{path}[{index}]", item) for index, item in enumerate(items)]


def check_size(errors: Errors, path: str, items: list[Any], low: int, high: int) -> None:
    """How many entries an array has; an array that is missing was already noted."""
    if not low <= len(items) <= high and errors.get(path) is None:
        add(errors, path, f"size must be between {low} and {high}")
