"""Whether Infobip would take a send: every rule that is known, all violations at once. No I/O.

``validate(kind, body)`` is the whole door: ``kind`` is the path behind ``/whatsapp/1/message/``, the answer
maps JSON paths to texts and is empty for a good request. Rules about interactive messages and templates live
next door.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from dragoman.channels.emulator.checks import (
    Errors,
    add,
    as_list,
    as_object,
    as_objects,
    check_choice,
    check_flag,
    check_number,
    check_size,
    check_text,
    check_url,
)
from dragoman.channels.emulator.validate_interactive import INTERACTIVE
from dragoman.channels.emulator.validate_template import check_template

_PLAIN_FIELDS = frozenset({"from", "to", "messageId", "content"})
_WITHOUT_CONTENT = frozenset(
    {"interactive/call-permission-request", "interactive/in-thread-authentication-request"}
)
_EMAIL = re.compile(r"\A[^@\s]+@[^@\s]+\Z")
_BIRTHDAY = re.compile(r"\A\d{4}-\d{2}-\d{2}\Z")


def validate(kind: str, body: Mapping[str, Any]) -> Errors:
    """Every violation of a send, by JSON path; empty when Infobip would accept it.

    Raises ``KeyError`` for a kind there is no endpoint for.
    """
    errors: Errors = {}
    if kind == "template":
        _check_templates(errors, body)
        return errors
    check_content = _CONTENT[kind]
    _check_common(errors, body)
    content = body.get("content")
    if content is None and kind in _WITHOUT_CONTENT:
        return errors
    if isinstance(content, dict):
        check_content(errors, content)
    else:
        add(errors, "content", "must not be null" if content is None else "must be an object")
    if kind == "text":
        _check_preview(errors, body)
    return errors


def is_known(kind: str) -> bool:
    """Whether ``/whatsapp/1/message/<kind>`` exists."""
    return kind in KINDS


def _check_common(errors: Errors, body: Mapping[str, Any]) -> None:
    check_text(errors, "from", body.get("from"), 1, 24)
    check_text(errors, "to", body.get("to"), 1, 150)
    check_text(errors, "messageId", body.get("messageId"), 0, 200, required=False)
    if body.keys() <= _PLAIN_FIELDS:
        return  # the ordinary send has nothing else; benchmarks live here
    check_text(errors, "callbackData", body.get("callbackData"), 0, 4000, required=False)
    check_text(errors, "notifyUrl", body.get("notifyUrl"), 0, 2048, required=False)
    check_text(errors, "entityId", body.get("entityId"), 0, 255, required=False)
    check_text(errors, "applicationId", body.get("applicationId"), 0, 255, required=False)
    options = as_object(errors, "urlOptions", body.get("urlOptions"), required=False)
    for name in ("shortenUrl", "trackClicks", "removeProtocol"):
        check_flag(errors, f"urlOptions.{name}", options.get(name))
    check_text(errors, "urlOptions.trackingUrl", options.get("trackingUrl"), 0, 2048, required=False)
    check_text(errors, "urlOptions.customDomain", options.get("customDomain"), 0, 255, required=False)
    if body.get("context") is not None:
        context = as_object(errors, "context", body["context"])
        check_text(errors, "context.replyToMessageId", context.get("replyToMessageId"), 1, 1000)


def _check_templates(errors: Errors, body: Mapping[str, Any]) -> None:
    messages = as_objects(errors, "messages", body.get("messages"))
    if isinstance(body.get("messages"), list) and not messages:
        add(errors, "messages", "must not be empty")
    check_text(errors, "bulkId", body.get("bulkId"), 0, 100, required=False)
    # Infobip's own example names a template's fields without the index of the message.
    for message in messages:
        _check_common(errors, message)
        check_template(errors, as_object(errors, "content", message.get("content")))
        if message.get("smsFailover") is not None:
            failover = as_object(errors, "smsFailover", message["smsFailover"])
            check_text(errors, "smsFailover.from", failover.get("from"), 1, 24)
            check_text(errors, "smsFailover.text", failover.get("text"), 1, 4096)


def _check_text(errors: Errors, content: Mapping[str, Any]) -> None:
    check_text(errors, "content.text", content.get("text"), 1, 4096)
    check_flag(errors, "content.previewUrl", content.get("previewUrl"))


def _check_preview(errors: Errors, body: Mapping[str, Any]) -> None:
    content, options = body.get("content"), body.get("urlOptions")
    if not isinstance(content, dict) or content.get("previewUrl") is not True:
        return
    if not re.search(r"https?://", str(content.get("text", ""))):
        add(errors, "content.text", "must contain a url when previewUrl is true")
    if isinstance(options, dict) and options.get("removeProtocol") is True:
        add(errors, "urlOptions.removeProtocol", "must be false when previewUrl is true")


def _check_media(
    *, caption: bool = False, filename: bool = False
) -> Callable[[Errors, Mapping[str, Any]], None]:
    def check(errors: Errors, content: Mapping[str, Any]) -> None:
        check_url(errors, "content.mediaUrl", content.get("mediaUrl"))
        if caption:
            check_text(errors, "content.caption", content.get("caption"), 0, 3000, required=False)
        if filename:
            check_text(errors, "content.filename", content.get("filename"), 0, 240, required=False)
        check_flag(errors, "content.voice", content.get("voice"))

    return check


def _check_location(errors: Errors, content: Mapping[str, Any]) -> None:
    check_number(errors, "content.latitude", content.get("latitude"), -90, 90)
    check_number(errors, "content.longitude", content.get("longitude"), -180, 180)
    check_text(errors, "content.name", content.get("name"), 0, 1000, required=False)
    check_text(errors, "content.address", content.get("address"), 0, 1000, required=False)


def _check_contacts(errors: Errors, content: Mapping[str, Any]) -> None:
    contacts = as_objects(errors, "content.contacts", content.get("contacts"))
    check_size(errors, "content.contacts", contacts, 1, 1000)
    for index, contact in enumerate(contacts):
        path = f"content.contacts[{index}]"
        name = as_object(errors, f"{path}.name", contact.get("name"))
        check_text(errors, f"{path}.name.firstName", name.get("firstName"), 1, 1000)
        check_text(errors, f"{path}.name.formattedName", name.get("formattedName"), 1, 1000)
        birthday = contact.get("birthday")
        if birthday is not None and not (isinstance(birthday, str) and _BIRTHDAY.match(birthday)):
            add(errors, f"{path}.birthday", "must be a date of the form YYYY-MM-DD")
        _check_kinds(
            errors, f"{path}.phones", contact.get("phones"), ("CELL", "MAIN", "IPHONE", "HOME", "WORK")
        )
        for part in ("emails", "urls", "addresses"):
            _check_kinds(errors, f"{path}.{part}", contact.get(part), ("HOME", "WORK"))
        _check_emails(errors, f"{path}.emails", contact.get("emails"))
        as_object(errors, f"{path}.org", contact.get("org"), required=False)


def _check_kinds(errors: Errors, path: str, value: object, kinds: tuple[str, ...]) -> None:
    for index, entry in enumerate(as_list(errors, path, value, required=False)):
        given = as_object(errors, f"{path}[{index}]", entry)
        check_choice(errors, f"{path}[{index}].type", given.get("type"), kinds, required=False)


def _check_emails(errors: Errors, path: str, value: object) -> None:
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        address = entry.get("email") if isinstance(entry, dict) else None
        if address is not None and not (isinstance(address, str) and _EMAIL.match(address)):
            add(errors, f"{path}[{index}].email", "must be a well-formed email address")


_CONTENT: dict[str, Callable[[Errors, Mapping[str, Any]], None]] = {
    "text": _check_text,
    "image": _check_media(caption=True),
    "document": _check_media(caption=True, filename=True),
    "audio": _check_media(),
    "video": _check_media(caption=True),
    "sticker": _check_media(),
    "location": _check_location,
    "contact": _check_contacts,
    **{f"interactive/{name}": check for name, check in INTERACTIVE.items()},
}

KINDS = frozenset({"template", *_CONTENT})
"""Every kind of message there is an endpoint for."""


def validate_events(body: Mapping[str, Any]) -> Errors:
    """Every violation of ``POST /whatsapp/1/events``: one destination for each event, typing only."""
    errors: Errors = {}
    events = as_objects(errors, "events", body.get("events"))
    if isinstance(body.get("events"), list) and not events:
        add(errors, "events", "must not be empty")
    for index, event in enumerate(events):
        path = f"events[{index}]"
        check_text(errors, f"{path}.sender", event.get("sender"), 1, 24)
        destinations = as_objects(errors, f"{path}.destinations", event.get("destinations"))
        if len(destinations) != 1 and f"{path}.destinations" not in errors:
            add(errors, f"{path}.destinations", "size must be 1")
        for position, destination in enumerate(destinations):
            check_text(errors, f"{path}.destinations[{position}].to", destination.get("to"), 1, 150)
        content = as_object(errors, f"{path}.content", event.get("content"))
        check_choice(errors, f"{path}.content.type", content.get("type"), ("TYPING_INDICATOR",))
    return errors
