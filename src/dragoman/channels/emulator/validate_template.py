"""The rules of a template message's content. Any name counts as approved: there is no registry here."""

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
    check_data,
    check_number,
    check_size,
    check_text,
    check_tidy,
    check_url,
)
from dragoman.channels.emulator.validate_interactive import check_product_sections

_NAME = re.compile(r"\A[a-z0-9_]*\Z")
_HEADERS = ("TEXT", "IMAGE", "VIDEO", "GIF", "DOCUMENT", "LOCATION")
_BUTTONS = (
    "QUICK_REPLY",
    "URL",
    "COPY_CODE",
    "FLOW",
    "CATALOG",
    "MULTI_PRODUCT",
    "ORDER_DETAILS",
    "VOICE_CALL",
)
_AT_MOST = {"URL": 2, "COPY_CODE": 1, "FLOW": 1}
_ALONE = ("CATALOG", "MULTI_PRODUCT", "ORDER_DETAILS")
_CARD_BUTTONS = ("QUICK_REPLY", "URL")
_MAX_VALIDITY_MIN = 43_200  # 30 days, in minutes
_MOMENT = re.compile(r"\A\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})\Z")
_PARAMETER_SIZE = {"QUICK_REPLY": 128, "URL": 2048, "COPY_CODE": 15}


def check_template(errors: Errors, content: Mapping[str, Any]) -> None:
    """Name, language and the values for the placeholders, the header and the buttons."""
    name = check_text(errors, "content.templateName", content.get("templateName"), 1, 512)
    if not _NAME.match(name):
        add(errors, "content.templateName", "must contain only lowercase letters, digits and underscores")
    check_text(errors, "content.language", content.get("language"), 1, 20)
    path = "content.templateData"
    data = as_object(errors, path, content.get("templateData"))
    if path in errors:
        return
    _check_placeholders(errors, f"{path}.body", as_object(errors, f"{path}.body", data.get("body")))
    if data.get("header") is not None:
        _check_header(errors, f"{path}.header", as_object(errors, f"{path}.header", data["header"]))
    _check_buttons(errors, f"{path}.buttons", data.get("buttons"), high=10)
    if data.get("carousel") is not None:
        _check_carousel(errors, f"{path}.carousel", as_object(errors, f"{path}.carousel", data["carousel"]))
    if data.get("limitedTimeOffer") is not None:
        _check_offer(errors, f"{path}.limitedTimeOffer", data["limitedTimeOffer"])
    as_object(errors, f"{path}.orderStatus", data.get("orderStatus"), required=False)


def _check_placeholders(errors: Errors, path: str, body: Mapping[str, Any]) -> None:
    for index, value in enumerate(as_list(errors, f"{path}.placeholders", body.get("placeholders"))):
        where = f"{path}.placeholders[{index}]"
        if value is None:
            add(errors, where, "must not be null")
        elif not isinstance(value, str):
            add(errors, where, "must be a string")
        elif not value.strip():
            add(errors, where, "must not be blank")
        else:
            check_tidy(errors, where, value)


def _check_header(errors: Errors, path: str, header: Mapping[str, Any]) -> None:
    kind = header.get("type")
    check_choice(errors, f"{path}.type", kind, _HEADERS)
    if kind == "TEXT":
        check_tidy(
            errors,
            f"{path}.placeholder",
            check_text(errors, f"{path}.placeholder", header.get("placeholder"), 1, 1024),
        )
    elif kind == "LOCATION":
        check_number(errors, f"{path}.latitude", header.get("latitude"), -90, 90)
        check_number(errors, f"{path}.longitude", header.get("longitude"), -180, 180)
    elif kind in _HEADERS:
        check_url(errors, f"{path}.mediaUrl", header.get("mediaUrl"))
        if kind == "DOCUMENT":
            check_text(errors, f"{path}.filename", header.get("filename"), 1, 240)


def _check_buttons(errors: Errors, path: str, value: object, *, high: int, low: int = 0) -> None:
    buttons = as_objects(errors, path, value, required=False)
    if value is not None:
        check_size(errors, path, buttons, low, high)
    for index, button in enumerate(buttons):
        check_choice(errors, f"{path}[{index}].type", button.get("type"), _BUTTONS)
        _check_button(errors, f"{path}[{index}]", button)
    kinds = [button.get("type") for button in buttons]
    for kind, most in _AT_MOST.items():
        if kinds.count(kind) > most:
            add(errors, path, f"number of {kind} buttons must be at most {most}")
    for kind in _ALONE:
        if kind in kinds and len(kinds) > 1:
            add(errors, path, f"{kind} button must be the only button")


def _check_button(errors: Errors, path: str, button: Mapping[str, Any]) -> None:
    """What a button of its kind carries."""
    kind = button.get("type")
    if isinstance(kind, str) and kind in _PARAMETER_SIZE:
        check_text(errors, f"{path}.parameter", button.get("parameter"), 1, _PARAMETER_SIZE[kind])
    elif kind == "FLOW":
        check_text(errors, f"{path}.flowToken", button.get("flowToken"), 0, 3000, required=False)
        check_data(errors, f"{path}.data", button.get("data"))
    elif kind in ("CATALOG", "MULTI_PRODUCT"):  # it may be anything, a list too
        thumbnail = f"{path}.thumbnailProductRetailerId"
        check_text(errors, thumbnail, button.get("thumbnailProductRetailerId"), 0, 3000, required=False)
        if kind == "MULTI_PRODUCT":
            check_product_sections(errors, f"{path}.sections", button.get("sections"))
    elif kind == "ORDER_DETAILS":
        as_object(errors, f"{path}.action", button.get("action"))
    elif kind == "VOICE_CALL":
        payload = button.get("callContextPayload")
        check_text(errors, f"{path}.callContextPayload", payload, 1, 512, required=False)
        if button.get("callValidityPeriod") is not None:
            minutes = button["callValidityPeriod"]
            check_number(errors, f"{path}.callValidityPeriod", minutes, 1, _MAX_VALIDITY_MIN)


def _check_offer(errors: Errors, path: str, value: object) -> None:
    moment = as_object(errors, path, value).get("expirationTime")
    if moment is None and path not in errors:
        add(errors, f"{path}.expirationTime", "must not be null")
    elif moment is not None and not (isinstance(moment, str) and _MOMENT.match(moment)):
        add(errors, f"{path}.expirationTime", "must be a time of the form yyyy-MM-dd'T'HH:mm:ss.SSSZ")


def _check_carousel(errors: Errors, path: str, carousel: Mapping[str, Any]) -> None:
    cards = as_objects(errors, f"{path}.cards", carousel.get("cards"))
    check_size(errors, f"{path}.cards", cards, 1, 10)
    for index, card in enumerate(cards):
        where = f"{path}.cards[{index}]"
        header = as_object(errors, f"{where}.header", card.get("header"))
        if header:
            _check_header(errors, f"{where}.header", header)
        if card.get("body") is not None:
            _check_placeholders(errors, f"{where}.body", as_object(errors, f"{where}.body", card["body"]))
        _check_buttons(errors, f"{where}.buttons", card.get("buttons"), high=2, low=1)
        for place, button in enumerate(card["buttons"] if isinstance(card.get("buttons"), list) else ()):
            kind = button.get("type") if isinstance(button, dict) else None
            if kind in _BUTTONS and kind not in _CARD_BUTTONS:
                add(errors, f"{where}.buttons[{place}].type", "must be one of QUICK_REPLY, URL")
