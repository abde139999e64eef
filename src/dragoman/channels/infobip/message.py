"""What a customer sent: the ``message`` of an inbound result as one of the channel's content values.

Both of Infobip's renderers end here: the words of the Messages API (``BUTTON_REPLY``, ``FILE``,
``FLOW_RESPONSE`` ...) are read beside the WhatsApp ones. Details of kinds that the agent cannot read go under
neutral names (see ``names_of``), where what the payload does not tell is ``None``.
"""

from collections.abc import Callable, Mapping
from typing import Any

from dragoman.base.phone import digits_of
from dragoman.channels.base import Choice, Content, Location, Media, MediaKind, OtherContent, Reaction, Text
from dragoman.channels.infobip.decode import (
    amount_of,
    given,
    id_of,
    integer_of,
    iso_of,
    known,
    number_of,
    object_of,
    objects_of,
    text_of,
)

Message = Mapping[str, Any]

_UNKNOWN = "UNKNOWN"
"""What a message that names no type is kept as."""

_TEXTS = ("text", "cleanText")
"""``cleanText`` is the text without its keyword: better than nothing where it stands alone."""

_MEDIA = {
    "IMAGE": MediaKind.IMAGE,
    "DOCUMENT": MediaKind.DOCUMENT,
    "FILE": MediaKind.DOCUMENT,
    "AUDIO": MediaKind.AUDIO,
    "VOICE": MediaKind.VOICE,
    "VIDEO": MediaKind.VIDEO,
    "STICKER": MediaKind.STICKER,
}
_CHOICES = frozenset(
    {"BUTTON", "INTERACTIVE_BUTTON_REPLY", "INTERACTIVE_LIST_REPLY", "BUTTON_REPLY", "LIST_REPLY"}
)


def type_of(message: Message) -> str | None:
    """The provider's word for the kind of message, as it came; ``None`` when there is none."""
    return id_of(message.get("type"))


def is_known_type(word: str | None) -> bool:
    """Whether Infobip documents this type of message (whether or not the agent can read it)."""
    return (word or "").upper() in _NAMES


def names_of(word: str | None) -> tuple[str, ...]:
    """The neutral names that a message of this type has beside those that every message has."""
    return _NAMES.get((word or "").upper(), ())


def content_of(message: Message) -> Content:
    """The content of a message of any type, documented or not.

    A message that lacks what its type promises (a location without a latitude) is ``OtherContent`` of that
    type: it was sent, and somebody should see it.
    """
    word = _word_of(message)
    content: Content | None = None
    if word == "TEXT":
        content = _text(message)
    elif word in _CHOICES:
        content = _choice(word, message)
    elif word in _MEDIA:
        content = Media(_MEDIA[word], text_of(message.get("url")), _words(message, "caption", "text"))
    elif word == "LOCATION":
        content = _location(message)
    elif word == "REACTION":
        content = _reaction(message)
    return content or _other(word, message)


def single_message(parts: Any) -> Message:
    """One message from the ``content`` list of the Messages API.

    WhatsApp sends one part at a time; should several come, the first that is not text decides, and the words
    of all text parts stay with it.
    """
    messages = objects_of(parts)
    if len(messages) < 2:
        return messages[0] if messages else {}
    main = next((part for part in messages if not _is_text(part)), messages[0])
    words = (
        _words(part, *_TEXTS) if _is_text(part) else text_of(part.get("text"))
        for part in messages
        if part is main or _is_text(part)
    )
    return {**main, "text": "\n".join(filter(None, words)) or None}


def _word_of(message: Message) -> str:
    return (type_of(message) or _UNKNOWN).upper()


def _is_text(part: Message) -> bool:
    return _word_of(part) == "TEXT"


def _text(message: Message) -> Text | None:
    text = _words(message, *_TEXTS)
    return Text(text or "") if text or message.get("text") == "" else None


def _choice(word: str, message: Message) -> Choice | None:
    """A tap. A template's quick reply carries our id as ``payload``; all others carry it as ``id``."""
    names = ("payload", "id") if word == "BUTTON" else ("id", "payload")
    reply_id = _words(message, *names)
    title = _words(message, "title", "text")
    if reply_id is None and title is None:
        return None
    return Choice(reply_id or "", title or "", text_of(message.get("description")))


def _location(message: Message) -> Location | None:
    latitude, longitude = number_of(message.get("latitude")), number_of(message.get("longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    texts = (text_of(message.get(name)) for name in ("name", "address", "url"))
    return Location(float(latitude), float(longitude), *texts)


def place_of(message: Message) -> dict[str, Any]:
    """What a location tells by its neutral names, also when that is no place on the map."""
    return known(
        latitude=number_of(message.get("latitude")),
        longitude=number_of(message.get("longitude")),
        location_name=text_of(message.get("name")),
        location_address=text_of(message.get("address")),
        location_url=text_of(message.get("url")),
    )


def _reaction(message: Message) -> Reaction:
    """A reaction taken off comes without an emoji, and with the action REMOVED or none."""
    emoji = _words(message, "emoji")
    action = (text_of(message.get("action")) or "").upper()
    removed = action == "REMOVED" or (action != "ADDED" and emoji is None)
    return Reaction(emoji, removed, id_of(object_of(message.get("context")).get("id")))


_KINDS = {
    "INTERACTIVE_FLOW_REPLY": "flow_reply",
    "FLOW_RESPONSE": "flow_reply",
    "INTERACTIVE_PAYMENT_CONFIRMATION": "payment",
    "PAYMENT_RESPONSE": "payment",
    "INTERACTIVE_PAYMENT_ACKNOWLEDGEMENT": "payment_acknowledgement",
    "INTERACTIVE_CALL_PERMISSION_REPLY": "call_permission",
    "INTERACTIVE_IN_THREAD_AUTHENTICATION_REPLY": "authentication",
    "INFECTED_CONTENT": "infected",
}
"""What agents and staff call a kind; all others by Infobip's own word, in small letters."""


def _other(word: str, message: Message) -> OtherContent:
    details = _DETAILS.get(word)
    return OtherContent(
        kind=_KINDS.get(word, word.lower()),
        text=_words(message, "text", "caption", "title"),
        details=details(message) if details else {},
    )


def _shared_contacts(message: Message) -> dict[str, Any]:
    contacts = objects_of(message.get("contacts"))
    return {
        "shared_contacts": [
            {"name": _full_name(object_of(contact.get("name"))), "phones": _phones(contact.get("phones"))}
            for contact in contacts
        ]
    }


def _full_name(name: Mapping[str, Any]) -> str | None:
    parts = (text_of(name.get(part)) for part in ("firstName", "middleName", "lastName"))
    return _words(name, "formattedName") or " ".join(filter(None, parts)) or None


def _phones(phones: Any) -> list[str]:
    """The numbers of a shared contact. ``waId`` is the one that is on WhatsApp, ``phone`` what somebody typed."""
    numbers = (
        digits_of(id_of(phone.get("waId"))) or digits_of(id_of(phone.get("phone")))
        for phone in objects_of(phones)
    )
    return [number for number in numbers if number]


def _order(message: Message) -> dict[str, Any]:
    items = [
        {
            "sku": text_of(item.get("productRetailerId")),
            "quantity": number_of(item.get("quantity")),
            "price": number_of(item.get("itemPrice")),
            "currency": text_of(item.get("currency")),
        }
        for item in objects_of(message.get("productItems"))
    ]
    return {"order": {"catalog_id": text_of(message.get("catalogId")), "items": items}}


def _flow_response(message: Message) -> dict[str, Any]:
    return {"flow_response": given(message.get("response"))}


def _payment(message: Message) -> dict[str, Any]:
    """Infobip writes the amount as an object in a message, and as two fields in a notification of the same."""
    total = object_of(message.get("totalAmount"))
    minor, offset = (
        integer_of(message.get(flat) if total.get(name) is None else total[name])
        for name, flat in (("value", "totalAmountValue"), ("offset", "totalAmountOffset"))
    )
    return {
        "payment": {
            "reference_id": text_of(message.get("referenceId")),
            "payment_id": text_of(message.get("paymentId")),
            "status": text_of(message.get("status")) or text_of(message.get("paymentStatus")),
            "currency": text_of(message.get("currency")),
            "amount_minor": minor,
            "amount_offset": offset,
            "amount": amount_of(minor, offset),
            "transaction_id": text_of(message.get("transactionId")),
            "transaction_type": text_of(message.get("transactionType")),
        }
    }


def _payment_acknowledgement(message: Message) -> dict[str, Any]:
    return {
        "payment_acknowledgement": {
            "type": text_of(message.get("paymentAcknowledgementType")),
            "payment_id": text_of(message.get("paymentId")),
            "reference_id": text_of(message.get("referenceId")),
            "at_utc": iso_of(message.get("timestamp")),
        }
    }


def _call_permission(message: Message) -> dict[str, Any]:
    reply = object_of(message.get("callPermissionReply"))
    return {
        "call_permission": {
            "response": text_of(reply.get("response")),
            "expires_at_utc": iso_of(reply.get("expirationTimestamp")),
        }
    }


def _in_thread_authentication(message: Message) -> dict[str, Any]:
    reply = object_of(message.get("inThreadAuthenticationReply"))
    return {
        "in_thread_authentication": {
            "status": text_of(reply.get("status")),
            "passkey_hash": text_of(reply.get("businessScopedPasskeyHash")),
        }
    }


def _malware(message: Message) -> dict[str, Any]:
    return {"malware": text_of(message.get("malware"))}


def _nothing(message: Message) -> dict[str, Any]:
    return {}


_DETAILS: Mapping[str, Callable[[Message], dict[str, Any]]] = {
    "CONTACT": _shared_contacts,
    "ORDER": _order,
    "INTERACTIVE_FLOW_REPLY": _flow_response,
    "FLOW_RESPONSE": _flow_response,
    "INTERACTIVE_PAYMENT_CONFIRMATION": _payment,
    "PAYMENT_RESPONSE": _payment,
    "INTERACTIVE_PAYMENT_ACKNOWLEDGEMENT": _payment_acknowledgement,
    "INTERACTIVE_CALL_PERMISSION_REPLY": _call_permission,
    "INTERACTIVE_IN_THREAD_AUTHENTICATION_REPLY": _in_thread_authentication,
    "INFECTED_CONTENT": _malware,
    "UNSUPPORTED": _nothing,
}
_NAMES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_CHOICES, ("reply_id", "reply_description")),
    **dict.fromkeys(_MEDIA, ("media_kind", "media_url")),
    **{word: tuple(details({})) for word, details in _DETAILS.items()},
    "LOCATION": ("latitude", "longitude", "location_name", "location_address", "location_url"),
    "REACTION": ("emoji", "reaction_action"),
    "TEXT": (),
}


def _words(fields: Mapping[str, Any], *names: str) -> str | None:
    """The first of the named fields that holds text, and not an empty one."""
    for name in names:
        text = text_of(fields.get(name))
        if text:
            return text
    return None
