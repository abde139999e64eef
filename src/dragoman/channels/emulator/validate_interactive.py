"""The rules of interactive messages: buttons, lists, links, flows, products, carousels and the rest."""

from collections.abc import Callable, Mapping
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
    check_plain,
    check_size,
    check_text,
    check_url,
)

_HEADERS = ("TEXT", "IMAGE", "VIDEO", "DOCUMENT")
_ORDER_STATUSES = ("PENDING", "PROCESSING", "PARTIALLY_SHIPPED", "SHIPPED", "COMPLETED", "CANCELED")
_MAX_VALIDITY_MIN = 43_200  # 30 days, in minutes


def _check_frame(
    errors: Errors,
    content: Mapping[str, Any],
    *,
    headers: tuple[str, ...] = _HEADERS,
    header_required: bool = False,
    body_required: bool = True,
) -> None:
    """Body, footer and header: the parts that interactive messages share."""
    body = as_object(errors, "content.body", content.get("body"), required=body_required)
    if body or (body_required and "content.body" not in errors):
        check_text(errors, "content.body.text", body.get("text"), 1, 1024)
    if content.get("footer") is not None:
        footer = as_object(errors, "content.footer", content["footer"])
        check_text(errors, "content.footer.text", footer.get("text"), 1, 60)
    if not headers and content.get("header") is not None:
        add(errors, "content.header", "must be null")
        return
    header = as_object(errors, "content.header", content.get("header"), required=header_required)
    if not header:
        return
    check_choice(errors, "content.header.type", header.get("type"), headers)
    if header.get("type") == "TEXT":
        check_text(errors, "content.header.text", header.get("text"), 1, 60)
    elif header.get("type") in headers:
        check_url(errors, "content.header.mediaUrl", header.get("mediaUrl"))
        check_text(errors, "content.header.filename", header.get("filename"), 0, 240, required=False)


def _action(errors: Errors, content: Mapping[str, Any]) -> Mapping[str, Any]:
    return as_object(errors, "content.action", content.get("action"))


def _check_buttons(errors: Errors, content: Mapping[str, Any]) -> None:
    _check_frame(errors, content)
    path = "content.action.buttons"
    given_buttons = _action(errors, content).get("buttons")
    buttons = as_objects(errors, path, given_buttons)
    ids = [button.get("id") for button in buttons]
    titles = [button.get("title") for button in buttons]
    if _repeats(ids) or _repeats(titles):
        add(errors, path, "ids and titles must be unique")
    if given_buttons is not None and not 1 <= len(buttons) <= 3:
        add(errors, path, "size must be between 1 and 3")
    for index, button in enumerate(buttons):
        check_choice(errors, f"{path}[{index}].type", button.get("type"), ("REPLY",))
        given = check_text(errors, f"{path}[{index}].id", button.get("id"), 1, 256)
        if given != given.strip():
            add(errors, f"{path}[{index}].id", "must not have leading or trailing spaces")
        title = check_text(errors, f"{path}[{index}].title", button.get("title"), 1, 20)
        check_plain(errors, f"{path}[{index}].title", title)


def _check_list(errors: Errors, content: Mapping[str, Any]) -> None:
    _check_frame(errors, content, headers=("TEXT",))
    action = _action(errors, content)
    check_plain(
        errors, "content.action.title", check_text(errors, "content.action.title", action.get("title"), 1, 20)
    )
    path = "content.action.sections"
    sections = as_objects(errors, path, action.get("sections"))
    check_size(errors, path, sections, 1, 10)
    rows = [
        (f"{path}[{place}].rows[{index}]", row)
        for place, section in enumerate(sections)
        for index, row in enumerate(as_objects(errors, f"{path}[{place}].rows", section.get("rows")))
    ]
    if sections and not 1 <= len(rows) <= 10:
        add(errors, path, "number of rows must be between 1 and 10")
    if _repeats([row.get("id") for _, row in rows]):
        add(errors, path, "row's ids must be unique across sections")
    _check_section_titles(errors, path, sections)
    for place, section in enumerate(sections):
        if section.get("rows") == [] and len(sections) > 1:
            add(errors, f"{path}[{place}].rows", "must not be empty")
    for where, row in rows:
        check_text(errors, f"{where}.id", row.get("id"), 1, 200)
        check_text(errors, f"{where}.title", row.get("title"), 1, 24)
        check_text(errors, f"{where}.description", row.get("description"), 0, 72, required=False)


def _check_section_titles(errors: Errors, path: str, sections: list[Mapping[str, Any]]) -> None:
    if len(sections) > 1 and not all(str(section.get("title") or "").strip() for section in sections):
        add(errors, path, "titles must not be blank when more than one section provided")
    for index, section in enumerate(sections):
        check_text(errors, f"{path}[{index}].title", section.get("title"), 0, 24, required=False)


def _check_url_button(errors: Errors, content: Mapping[str, Any]) -> None:
    _check_frame(errors, content)
    action = _action(errors, content)
    check_text(errors, "content.action.displayText", action.get("displayText"), 1, 20)
    check_url(errors, "content.action.url", action.get("url"))


def _check_flow(errors: Errors, content: Mapping[str, Any]) -> None:
    _check_frame(errors, content, headers=("TEXT",))
    action, path = _action(errors, content), "content.action"
    check_text(errors, f"{path}.flowToken", action.get("flowToken"), 1, 1000)
    check_text(errors, f"{path}.flowId", action.get("flowId"), 1, 1000)
    check_text(errors, f"{path}.callToActionButton", action.get("callToActionButton"), 1, 20)
    check_choice(errors, f"{path}.mode", action.get("mode"), ("DRAFT", "PUBLISHED"), required=False)
    version = action.get("flowMessageVersion")
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        add(errors, f"{path}.flowMessageVersion", "must be an integer")
    step = action.get("flowAction", "NAVIGATE")
    check_choice(errors, f"{path}.flowAction", step, ("NAVIGATE", "DATA_EXCHANGE"))
    payload = action.get("flowActionPayload")
    if step != "NAVIGATE":
        if payload is not None:
            add(errors, f"{path}.flowActionPayload", "must be null")
        return
    given = as_object(errors, f"{path}.flowActionPayload", payload)
    if given:
        check_text(errors, f"{path}.flowActionPayload.screen", given.get("screen"), 1, 1000)
    check_data(errors, f"{path}.flowActionPayload.data", given.get("data"))


def _check_product(errors: Errors, content: Mapping[str, Any]) -> None:
    _check_frame(errors, content, headers=(), body_required=False)
    action = _action(errors, content)
    check_text(errors, "content.action.catalogId", action.get("catalogId"), 1, 1000)
    check_text(errors, "content.action.productRetailerId", action.get("productRetailerId"), 1, 1000)


def _check_products(errors: Errors, content: Mapping[str, Any]) -> None:
    _check_frame(errors, content, headers=("TEXT",), header_required=True)
    action, path = _action(errors, content), "content.action.sections"
    check_text(errors, "content.action.catalogId", action.get("catalogId"), 1, 1000)
    check_product_sections(errors, path, action.get("sections"))


def check_product_sections(errors: Errors, path: str, value: object) -> None:
    """The sections of products: of a message with several, and of a template's button."""
    sections = as_objects(errors, path, value)
    check_size(errors, path, sections, 1, 10)
    _check_section_titles(errors, path, sections)
    total = 0
    for index, section in enumerate(sections):
        where = f"{path}[{index}].productRetailerIds"
        ids = as_list(errors, where, section.get("productRetailerIds"))
        total += len(ids)
        if _repeats(ids):
            add(errors, where, "must be unique")
        for position, product_id in enumerate(ids):
            check_text(errors, f"{where}[{position}]", product_id, 1, 1000)
    if sections and not 1 <= total <= 30:
        add(errors, path, "number of products must be between 1 and 30")


def _check_carousel(errors: Errors, content: Mapping[str, Any]) -> None:
    _check_frame(errors, content, headers=())
    action, path = _action(errors, content), "content.action.cards"
    check_choice(errors, "content.action.type", action.get("type"), ("QUICK_REPLY", "URL"))
    cards = as_objects(errors, path, action.get("cards"))
    check_size(errors, path, cards, 2, 10)
    for index, card in enumerate(cards):
        where = f"{path}[{index}]"
        header = as_object(errors, f"{where}.header", card.get("header"))
        check_choice(errors, f"{where}.header.type", header.get("type"), ("IMAGE", "VIDEO"))
        check_url(errors, f"{where}.header.url", header.get("url"))
        body = as_object(errors, f"{where}.body", card.get("body"))
        check_text(errors, f"{where}.body.text", body.get("text"), 0, 160, required=False)
        if action.get("type") == "URL":
            button = as_object(errors, f"{where}.button", card.get("button"))
            check_text(errors, f"{where}.button.displayText", button.get("displayText"), 1, 20)
            check_url(errors, f"{where}.button.url", button.get("url"))
        else:
            _check_card_buttons(errors, f"{where}.buttons", card.get("buttons"))


def _check_card_buttons(errors: Errors, path: str, value: object) -> None:
    if value == []:
        add(errors, path, "must not be empty")
    for index, button in enumerate(as_objects(errors, path, value)):
        check_text(errors, f"{path}[{index}].id", button.get("id"), 1, 20)
        check_text(errors, f"{path}[{index}].title", button.get("title"), 1, 20)


def _check_body_only(errors: Errors, content: Mapping[str, Any]) -> None:
    body = as_object(errors, "content.body", content.get("body"))
    check_text(errors, "content.body.text", body.get("text"), 1, 1024)


def _check_voice_button(errors: Errors, content: Mapping[str, Any]) -> None:
    _check_body_only(errors, content)
    action, path = (
        as_object(errors, "content.action", content.get("action"), required=False),
        "content.action",
    )
    check_text(errors, f"{path}.buttonDisplayText", action.get("buttonDisplayText"), 1, 20, required=False)
    check_text(errors, f"{path}.callContextPayload", action.get("callContextPayload"), 1, 512, required=False)
    if action.get("callValidityPeriod") is not None:
        check_number(errors, f"{path}.callValidityPeriod", action["callValidityPeriod"], 1, _MAX_VALIDITY_MIN)


def _check_order_status(errors: Errors, content: Mapping[str, Any]) -> None:
    action = _action(errors, content)
    payment = as_object(errors, "content.action.payment", action.get("payment"))
    check_text(errors, "content.action.payment.id", payment.get("id"), 1, 1000)
    check_choice(errors, "content.action.status", action.get("status"), _ORDER_STATUSES)
    check_text(errors, "content.action.description", action.get("description"), 0, 120, required=False)


def _check_order_details(errors: Errors, content: Mapping[str, Any]) -> None:
    """Early access with this provider: only that there is a body and an action."""
    _check_body_only(errors, content)
    _action(errors, content)


def _anything(errors: Errors, content: Mapping[str, Any]) -> None:
    """Kinds that need no content."""


def _repeats(values: list[Any]) -> bool:
    given = [str(value) for value in values if value is not None]
    return len(set(given)) < len(given)


INTERACTIVE: dict[str, Callable[[Errors, Mapping[str, Any]], None]] = {
    "buttons": _check_buttons,
    "list": _check_list,
    "url-button": _check_url_button,
    "flow": _check_flow,
    "product": _check_product,
    "multi-product": _check_products,
    "media-carousel": _check_carousel,
    "location-request": _check_body_only,
    "request-contact-info": _check_body_only,
    "voice-button": _check_voice_button,
    "call-permission-request": _anything,
    "in-thread-authentication-request": _anything,
    "order-details": _check_order_details,
    "order-status": _check_order_status,
}
"""The check of each endpoint under ``/whatsapp/1/message/interactive/``, by its name there."""
