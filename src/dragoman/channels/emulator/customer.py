"""What a customer may send: the admin API's words made into the ``message`` object of Infobip's webhook."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.base.errors import ConfigError
from dragoman.base.phone import digits_of
from dragoman.channels.emulator.state import Media

Given = Mapping[str, Any]

VARIANTS = ("contact_block", "integration_type", "renderer", "time_offset")
"""The settings that a single message may have its own values of."""

_MAX_MEDIA_CHARS = 24 * 1024 * 1024  # base64 of 18 MB: above WhatsApp's 16 MB for audio and video
_FILES = {
    "image": (
        "image/png",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    ),
    "video": ("video/mp4", base64.b64encode(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom").decode()),
    "voice": ("audio/ogg", base64.b64encode(b"OggS" + bytes(23) + b"\x01\x13OpusHead\x01\x01").decode()),
    "audio": ("audio/mpeg", base64.b64encode(b"ID3\x04" + bytes(6)).decode()),
    "document": ("application/pdf", base64.b64encode(b"%PDF-1.4\n%%EOF\n").decode()),
    "sticker": ("image/webp", "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A customer's message before it has an id. ``message`` lacks the URL of ``media``, if there is one."""

    sender: str
    customer: str
    type: str
    message: dict[str, Any]
    contact: dict[str, Any]
    media: Media | None = None
    reply_to: str | None = None
    message_id: str | None = None
    age_s: float = 0.0
    push_after_s: float = 0.0
    extra: dict[str, Any] = field(default_factory=dict)
    variant: dict[str, Any] = field(default_factory=dict)
    shown_as: str | None = None


def read_draft(body: object) -> Draft:
    """The message that ``POST /_emulator/inbound`` describes.

    Raises ``ConfigError`` with one sentence that names the field that is missing or wrong.
    """
    if not isinstance(body, dict):
        raise ConfigError("the body must be a JSON object")
    kind = body.get("type", "text")
    if not isinstance(kind, str) or kind not in _MESSAGES:
        raise ConfigError(f"type must be one of {', '.join(_MESSAGES)}")
    customer = address_of(_word(body, "from"))
    message = _MESSAGES[kind](body)
    reply_to = _word(body, "reply_to", required=False)
    sender = address_of(_word(body, "to"))
    context = _context(body, sender, reply_to)
    if context:
        message["context"] = context
    if body.get("referral") is not None:
        message["referral"] = _object(body, "referral")
    return Draft(
        sender=sender,
        customer=customer,
        type=kind,
        message=message,
        contact=_contact(customer, body),
        media=_media(kind, body) if kind in _FILES else None,
        reply_to=reply_to or None,
        # a reaction's message_id is the message it is about
        message_id=_word(body, "message_id", required=False) or None if kind != "reaction" else None,
        age_s=_amount(body, "age_s"),
        push_after_s=_amount(body, "push_after_s"),
        extra=_object(body, "extra"),
        variant=_variant(body),
    )


def address_of(text: str) -> str:
    """Digits when it is a phone number however written, else a business-scoped user id as it stands."""
    return digits_of(text) or text


def _context(body: Given, sender: str, reply_to: str) -> dict[str, Any]:
    """What is quoted: a message, or the product from whose page the customer writes."""
    context: dict[str, Any] = {"from": sender, "id": reply_to} if reply_to else {}
    if body.get("referred_product") is not None:
        context = {"from": sender, **context, "referredProduct": _object(body, "referred_product")}
    return context


def _variant(body: Given) -> dict[str, Any]:
    """Settings of what payloads look like, for this message alone."""
    variant = _object(body, "variant")
    for name in variant:
        if name not in VARIANTS:
            raise ConfigError(f"variant may have {', '.join(VARIANTS)}")
    return variant


def _contact(customer: str, body: Given) -> dict[str, Any]:
    contact = {"name": _word(body, "name", required=False) or customer}
    contact["phoneNumber" if customer.isdigit() else "userId"] = customer
    for given, name in (
        ("user_id", "userId"),
        ("parent_user_id", "parentUserId"),
        ("username", "username"),
    ):
        word = _word(body, given, required=False)
        if word:
            contact[name] = word
    return contact


def _media(kind: str, body: Given) -> Media:
    data = _word(body, "media_base64", required=False)
    default_type, sample = _FILES[kind]
    if not data:
        return Media(default_type, sample)
    if len(data) > _MAX_MEDIA_CHARS:
        raise ConfigError("media_base64 is larger than 18 MB")
    try:
        base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise ConfigError("media_base64 must be base64") from None
    content_type = _word(body, "content_type", required=False) or default_type
    if not content_type.isascii() or not content_type.isprintable():
        raise ConfigError("content_type must be a media type, such as image/png")
    return Media(content_type, data)


def _word(body: Given, name: str, *, required: bool = True) -> str:
    value = body.get(name)
    if value is None and not required:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and name in {"to", "from"}:
        value = str(value)
    if not isinstance(value, str) or (required and not value):
        raise ConfigError(f"{name} must be a string" if value is not None else f"{name} is missing")
    return value


def _amount(body: Given, name: str, *, default: float | None = 0.0, signed: bool = False) -> float:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or (value < 0 and not signed):
        raise ConfigError(f"{name} must be a number" + ("" if signed else " that is not negative"))
    return value


def _object(body: Given, name: str) -> dict[str, Any]:
    value = body.get(name, {})
    if not isinstance(value, dict):
        raise ConfigError(f"{name} must be an object")
    return value


def _optional(body: Given, *names: str) -> dict[str, Any]:
    return {name: body[name] for name in names if body.get(name) is not None}


def _text(body: Given) -> dict[str, Any]:
    return {"type": "TEXT", "text": _word(body, "text")}


def _file(kind: str, *, caption: bool) -> Callable[[Given], dict[str, Any]]:
    def message(body: Given) -> dict[str, Any]:
        return {"type": kind, **(_optional(body, "caption") if caption else {})}

    return message


def _location(body: Given) -> dict[str, Any]:
    message: dict[str, Any] = {
        "type": "LOCATION",
        "latitude": _amount(body, "latitude", default=None, signed=True),
        "longitude": _amount(body, "longitude", default=None, signed=True),
    }
    if body.get("place"):
        message["name"] = _word(body, "place")
    return message | _optional(body, "address", "url")


def _contact_card(body: Given) -> dict[str, Any]:
    if not isinstance(body.get("contacts"), list):
        raise ConfigError("contacts must be a list")
    return {"type": "CONTACT", "contacts": body["contacts"]}


def _button(body: Given) -> dict[str, Any]:
    return {"type": "INTERACTIVE_BUTTON_REPLY", "id": _word(body, "id"), "title": _word(body, "title")}


def _list_row(body: Given) -> dict[str, Any]:
    row = {"type": "INTERACTIVE_LIST_REPLY", "id": _word(body, "id"), "title": _word(body, "title")}
    return row | _optional(body, "description")


def _template_button(body: Given) -> dict[str, Any]:
    return {"type": "BUTTON", "text": _word(body, "text"), "payload": _word(body, "payload")}


def _reaction(body: Given) -> dict[str, Any]:
    action = body.get("action", "ADDED")
    if action not in {"ADDED", "REMOVED"}:
        raise ConfigError("action must be ADDED or REMOVED")
    emoji = {"emoji": _word(body, "emoji")} if action == "ADDED" else {}
    return {"type": "REACTION", **emoji, "action": action, "context": {"id": _word(body, "message_id")}}


def _order(body: Given) -> dict[str, Any]:
    if not isinstance(body.get("productItems"), list):
        raise ConfigError("productItems must be a list")
    return {"type": "ORDER", **_optional(body, "catalogId", "productItems", "text")}


def _flow(body: Given) -> dict[str, Any]:
    text = _word(body, "text", required=False) or "Sent"
    return {"type": "INTERACTIVE_FLOW_REPLY", "text": text, "response": _object(body, "response")}


def _payment(body: Given) -> dict[str, Any]:
    return {
        "type": "INTERACTIVE_PAYMENT_CONFIRMATION",
        "referenceId": "1",
        "paymentId": "1",
        "status": "SUCCESS",
        "currency": "INR",
        "totalAmount": {"value": 21000, "offset": 100},
        "transactionId": "1",
        "transactionType": "UPI",
        **_object(body, "payment"),
    }


def _payment_acknowledgement(body: Given) -> dict[str, Any]:
    return {
        "type": "INTERACTIVE_PAYMENT_ACKNOWLEDGEMENT",
        "paymentAcknowledgementType": "PAYMENT_SENT",
        "timestamp": "1793527800",
        "paymentId": "1",
        "referenceId": "1",
        **_object(body, "payment"),
    }


def _call_permission(body: Given) -> dict[str, Any]:
    response = body.get("response", "ACCEPT")
    if response not in {"ACCEPT", "REJECT"}:
        raise ConfigError("response must be ACCEPT or REJECT")
    return {"type": "INTERACTIVE_CALL_PERMISSION_REPLY", "callPermissionReply": {"response": response}}


def _in_thread_authentication(body: Given) -> dict[str, Any]:
    reply = {"status": "VERIFIED", "businessScopedPasskeyHash": "eU2Fdi4EMUw="} | _object(body, "reply")
    return {"type": "INTERACTIVE_IN_THREAD_AUTHENTICATION_REPLY", "inThreadAuthenticationReply": reply}


def _infected(body: Given) -> dict[str, Any]:
    return {"type": "INFECTED_CONTENT"} | _optional(body, "malware")


def _unsupported(body: Given) -> dict[str, Any]:
    return {"type": "UNSUPPORTED"}


def _raw(body: Given) -> dict[str, Any]:
    return dict(_object(body, "message"))


_MESSAGES: dict[str, Callable[[Given], dict[str, Any]]] = {
    "text": _text,
    "image": _file("IMAGE", caption=True),
    "video": _file("VIDEO", caption=True),
    "document": _file("DOCUMENT", caption=True),
    "voice": _file("VOICE", caption=False),
    "audio": _file("AUDIO", caption=False),
    "sticker": _file("STICKER", caption=False),
    "location": _location,
    "contact": _contact_card,
    "button": _button,
    "list": _list_row,
    "template_button": _template_button,
    "reaction": _reaction,
    "order": _order,
    "flow": _flow,
    "payment": _payment,
    "payment_acknowledgement": _payment_acknowledgement,
    "call_permission": _call_permission,
    "in_thread_authentication": _in_thread_authentication,
    "infected": _infected,
    "unsupported": _unsupported,
    "raw": _raw,
}
