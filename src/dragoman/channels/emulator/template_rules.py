"""What Infobip checks when a template is made or edited: every violation at once, by JSON path. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from dragoman.channels.emulator.checks import (
    Errors,
    add,
    as_list,
    as_object,
    as_objects,
    check_choice,
    check_size,
    check_text,
)
from dragoman.channels.emulator.templates import CATEGORIES, placeholder_names

_NAME = re.compile(r"\A[a-z0-9_]*\Z")
_FORMATS = ("TEXT", "IMAGE", "VIDEO", "GIF", "DOCUMENT", "LOCATION")
_BUTTONS = (
    "QUICK_REPLY",
    "URL",
    "PHONE_NUMBER",
    "COPY_CODE",
    "FLOW",
    "CATALOG",
    "MULTI_PRODUCT",
    "ORDER_DETAILS",
    "VOICE_CALL",
    "REQUEST_CONTACT_INFO",
)


def check_new(body: Mapping[str, Any]) -> Errors:
    """The violations of a template that is to be made; version 1's plain strings were read before."""
    errors: Errors = {}
    name = check_text(errors, "name", body.get("name"), 1, 512)
    if not _NAME.match(name):
        add(errors, "name", "must contain only lowercase letters, digits and underscores")
    check_text(errors, "language", body.get("language"), 1, 20)
    check_choice(errors, "category", body.get("category"), CATEGORIES)
    _check_structure(errors, as_object(errors, "structure", body.get("structure")))
    return errors


def check_edit(body: Mapping[str, Any]) -> Errors:
    """The violations of an edit: a category, a structure, or both."""
    errors: Errors = {}
    check_choice(errors, "category", body.get("category"), CATEGORIES, required=False)
    if body.get("structure") is not None:
        _check_structure(errors, as_object(errors, "structure", body["structure"]))
    elif body.get("category") is None:
        add(errors, "structure", "must not be null")
    return errors


def _check_structure(errors: Errors, structure: Mapping[str, Any]) -> None:
    if not structure:
        return
    body = as_object(errors, "structure.body", structure.get("body"))
    text = check_text(errors, "structure.body.text", body.get("text"), 1, 1024)
    _check_placeholders(errors, "structure.body", text, body)
    if structure.get("header") is not None:
        _check_header(errors, as_object(errors, "structure.header", structure["header"]))
    if structure.get("footer") is not None:
        footer = as_object(errors, "structure.footer", structure["footer"])
        check_text(errors, "structure.footer.text", footer.get("text"), 1, 60)
    buttons = as_objects(errors, "structure.buttons", structure.get("buttons"), required=False)
    check_size(errors, "structure.buttons", buttons, 0, 10)
    for index, button in enumerate(buttons):
        path = f"structure.buttons[{index}]"
        check_choice(errors, f"{path}.type", button.get("type"), _BUTTONS)
        worded = button.get("type") in {"QUICK_REPLY", "URL", "PHONE_NUMBER"}
        check_text(errors, f"{path}.text", button.get("text"), 1, 25, required=worded)
        if button.get("type") == "URL":
            check_text(errors, f"{path}.url", button.get("url"), 1, 2000)


def _check_header(errors: Errors, header: Mapping[str, Any]) -> None:
    check_choice(errors, "structure.header.format", header.get("format"), _FORMATS)
    if header.get("format") == "TEXT":
        text = check_text(errors, "structure.header.text", header.get("text"), 1, 60)
        if len(placeholder_names(text)) > 1:
            add(errors, "structure.header.text", "must contain at most one placeholder")


def _check_placeholders(errors: Errors, path: str, text: str, part: Mapping[str, Any]) -> None:
    names = placeholder_names(text)
    if any(name.isdigit() for name in names) and names != [str(n + 1) for n in range(len(names))]:
        add(errors, f"{path}.text", "placeholders must be numbered from 1 in order")
    examples = as_list(errors, f"{path}.examples", part.get("examples"), required=False)
    if examples and len(examples) != len(names):
        add(errors, f"{path}.examples", "number of examples must match the number of placeholders")
