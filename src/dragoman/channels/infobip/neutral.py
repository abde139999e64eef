"""An event as one flat JSON object with neutral names: what ``dragoman hooks parse`` prints.

The names are a promise to operators and tests: ``event``, ``type``, ``from``, ``to``, ``message_id``,
``text``, ``reply_id``, ``received_at_utc``, ``outcome`` ... Times are UTC with milliseconds and ``Z``, phones
are digits, and an absent value is ``null``. What is printed is what the payload says: a time that it does not
tell is ``null``, whatever moment stands in for it elsewhere.
"""

from typing import Any, assert_never

from dragoman.channels.base import (
    Choice,
    Content,
    Event,
    Inbound,
    Location,
    Media,
    Notice,
    OtherContent,
    Outcome,
    Reaction,
    Receipt,
    Text,
    Unsupported,
)
from dragoman.channels.infobip.message import is_known_type, names_of

_TOLD_OF_INBOUND = (
    "received_at_utc",
    "phone_number",
    "callback_data",
    "keyword",
    "paired_message_id",
    "entity_id",
    "application_id",
    "context_from",
    "context_group_id",
    "referred_product",
    "referral",
    "referral_headline",
    "referral_body",
    "referral_media_type",
    "identity_hash",
    "payload",
)
_TOLD_OF_REPORT = ("sent_at_utc", "bulk_id", "callback_data", "entity_id", "application_id")
_TOLD_OF_DELIVERY = (
    "final",
    "retry_later_ok",
    "status_group_id",
    "status_group",
    "status_id",
    "status_name",
    "error_id",
    "error_name",
    "done_at_utc",
    "price",
    "currency",
    *_TOLD_OF_REPORT,
)
"""What an event's ``extra`` may hold: these names are printed whether it does or not."""


def neutral(event: Event) -> dict[str, Any]:
    """The event under its neutral names; every value is plain JSON."""
    match event:
        case Inbound():
            return _inbound(event)
        case Receipt(outcome=Outcome.READ):
            return _report("seen", event, "seen_at_utc")
        case Receipt(outcome=Outcome.DELETED):
            return _report("deleted", event, "from", "deleted_at_utc")
        case Receipt():
            return _delivery(event)
        case Notice():
            return {"event": event.kind, **event.details}
        case Unsupported():
            return {"event": "unsupported", "reason": event.reason}
        case _:
            assert_never(event)


def _inbound(event: Inbound) -> dict[str, Any]:
    known_type = is_known_type(event.type)
    return {
        "event": "inbound",
        "type": event.type,
        "known_type": known_type,
        "from": event.address,
        "to": event.to,
        "message_id": event.provider_id,
        "text": _text(event.content) if known_type else None,
        "contact_name": event.party.name,
        "user_id": event.party.user_id,
        "parent_user_id": event.party.parent_user_id,
        "username": event.party.username,
        "context_message_id": event.quoted_id,
        **dict.fromkeys((*_TOLD_OF_INBOUND, *names_of(event.type))),
        **_fields(event.content),
        **event.extra,
    }


def _text(content: Content) -> str | None:
    """The words a customer wrote, tapped or put under a file, if there are any."""
    match content:
        case Text(text=text) | OtherContent(text=text):
            return text or None
        case Choice(title=title):
            return title or None
        case Media(caption=caption):
            return caption
        case Location() | Reaction():
            return None
        case _:
            assert_never(content)


def _fields(content: Content) -> dict[str, Any]:
    match content:
        case Text():
            return {}
        case Choice():
            return {"reply_id": content.id or None, "reply_description": content.description}
        case Media():
            return {"media_kind": content.kind.value, "media_url": content.url}
        case Location():
            return {
                "latitude": content.latitude,
                "longitude": content.longitude,
                "location_name": content.name,
                "location_address": content.address,
                "location_url": content.url,
            }
        case Reaction():
            return {"emoji": content.emoji, "reaction_action": "REMOVED" if content.removed else "ADDED"}
        case OtherContent():
            return dict(content.details)
        case _:
            assert_never(content)


def _delivery(event: Receipt) -> dict[str, Any]:
    """The provider's own ``permanent`` is printed where it gave one: it speaks of the error only."""
    return {
        "event": "delivery",
        "message_id": event.message_id,
        "to": event.to,
        "outcome": None if event.outcome is Outcome.UNKNOWN else event.outcome.value,
        "code": event.code,
        "reason": event.reason,
        "permanent": event.permanent,
        **dict.fromkeys(_TOLD_OF_DELIVERY),
        **event.extra,
    }


def _report(name: str, event: Receipt, *names: str) -> dict[str, Any]:
    return {
        "event": name,
        "message_id": event.message_id,
        "to": event.to,
        "outcome": event.outcome.value,
        **dict.fromkeys((*names, *_TOLD_OF_REPORT)),
        **event.extra,
    }
