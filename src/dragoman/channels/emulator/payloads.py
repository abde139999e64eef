"""The bodies that Infobip writes: answers, errors, inbound results and reports. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dragoman.channels.emulator.checks import Errors
from dragoman.channels.emulator.faults import REJECTIONS

Json = dict[str, Any]

_CLASSIC = {
    400: ("BAD_REQUEST", "Bad request"),
    401: ("UNAUTHORIZED", "Unauthorized"),
    403: ("FORBIDDEN", "Forbidden"),
    404: ("NOT_FOUND", "Not found"),
    429: ("TOO_MANY_REQUESTS", "Too many requests"),
    500: ("GENERAL_ERROR", "Something went wrong. Please contact support."),
}
_NEW = {
    400: ("Request cannot be processed.", "Check the syntax, violations and adjust the request."),
    401: ("The request cannot be authenticated.", "Check the credentials of the request."),
    403: ("The request is not permitted.", "Check the permissions of the credentials."),
    404: (
        "Not found - request URL doesn't exist on the API server or resource is not found.",
        "Check the resources.",
    ),
    429: (
        "Too many requests sent.",
        "Check request rate limit specified in the API endpoint documentation resource.",
    ),
    500: ("Something went wrong.", "Contact support."),
}
PENDING = {
    "groupId": 1,
    "groupName": "PENDING",
    "id": 7,
    "name": "PENDING_ENROUTE",
    "description": "Message sent to next instance",
}
_PENDING_EVENT = {**PENDING, "id": 26, "name": "PENDING_ACCEPTED"}
_DELIVERED = {
    "groupId": 3,
    "groupName": "DELIVERED",
    "id": 5,
    "name": "DELIVERED_TO_HANDSET",
    "description": "Message delivered to handset",
}
_UNDELIVERABLE = {
    "groupId": 2,
    "groupName": "UNDELIVERABLE",
    "id": 9,
    "name": "UNDELIVERABLE_NOT_DELIVERED",
    "description": "Message sent not delivered",
}
_NO_ERROR = {
    "groupId": 0,
    "groupName": "OK",
    "id": 0,
    "name": "NO_ERROR",
    "description": "No Error",
    "permanent": False,
}
NO_SESSION = 7010
"""Infobip: a free-form message outside the 24-hour window."""

# Infobip's error codes: what follows EC_, and whether it is flagged permanent.
_ERRORS = {
    7002: ("UNKNOWN_USER", True),
    7003: ("BLOCKED_USER", True),
    7008: ("INVALID_TEMPLATE_ARGS", True),
    7009: ("INVALID_TEMPLATE", True),
    NO_SESSION: ("NO_SESSION", True),
    7013: ("MEDIA_HOSTING_ERROR", False),
    7016: ("SPAM_RATE", True),
    7017: ("TOO_MANY_REQUESTS", False),
    7032: ("FREQUENCY_CAPPING", True),
    7033: ("MARKETING_OPT_OUT", True),
    7050: ("PROVIDER_INTERNAL_ERROR", False),
    7051: ("PROVIDER_TIMEOUT", False),
    7280: ("DUPLICATE_REQUEST", True),
}


def stamp(moment: float) -> str:
    """Seconds since 1970 as Infobip's webhooks write a time: ``2026-11-01T10:10:00.000+0000``."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def classic_error(status: int, errors: Errors | None = None) -> Json:
    """The error form of the message, media and sender endpoints."""
    word, text = _CLASSIC[status]
    exception: Json = {"messageId": word, "text": text}
    if errors:
        exception["validationErrors"] = errors
    return {"requestError": {"serviceException": exception}}


def new_error(status: int, errors: Errors | None = None) -> Json:
    """The error form of ``/whatsapp/1/events``."""
    description, action = _NEW[status]
    violations = [
        {"property": path, "violation": text} for path, texts in (errors or {}).items() for text in texts
    ]
    return {
        "errorCode": f"E{status}",
        "description": description,
        "action": action,
        "violations": violations,
        "resources": [],
    }


def send_answer(to: str, message_id: str, rejected: int | None = None) -> Json:
    """The 200 of a send; ``rejected`` is the id of a status of the group REJECTED."""
    status = PENDING if rejected is None else _rejection(rejected)
    return {"to": to, "messageCount": 1, "messageId": message_id, "status": status}


def _rejection(status_id: int) -> Json:
    name = REJECTIONS[status_id]
    words = name.removeprefix("REJECTED_").replace("_", " ").capitalize()
    return {"groupId": 5, "groupName": "REJECTED", "id": status_id, "name": name, "description": words}


def events_answer(bulk_id: str, accepted: list[tuple[str, str]]) -> Json:
    """The 200 of typing events; ``accepted`` holds (message id, destination)."""
    messages = [
        {"messageId": message_id, "status": _PENDING_EVENT, "destination": to} for message_id, to in accepted
    ]
    return {"bulkId": bulk_id, "messages": messages}


def envelope(results: list[Json]) -> Json:
    """The body of a push with these results; the counters come with inbound messages only."""
    if any("message" in result for result in results):
        return {"results": results, "messageCount": len(results), "pendingMessageCount": 0}
    return {"results": results}


def inbound_result(
    *,
    sender: str,
    customer: str,
    message_id: str,
    message: Json,
    received_at: float,
    contact: Json,
    extra: Json,
) -> Json:
    """One customer's message as the webhook gets it (renderer ``MO_OTT_CONTACT``)."""
    return {
        "from": customer,
        "to": sender,
        "integrationType": "WHATSAPP",
        "receivedAt": stamp(received_at),
        "messageId": message_id,
        "message": message,
        "price": {"pricePerMessage": 0, "currency": "EUR"},
        "contact": contact,
        **extra,
    }


def delivery_result(
    *, message_id: str, to: str, sent_at: float, done_at: float, contact: Mapping[str, Any], error: int | None
) -> Json:
    """A delivery report: delivered, or undeliverable with an error code."""
    return {
        "bulkId": "",
        "messageId": message_id,
        "to": to,
        "messageCount": 1,
        "sentAt": stamp(sent_at),
        "doneAt": stamp(done_at),
        "price": {"pricePerMessage": 0, "currency": "EUR"},
        "status": _DELIVERED if error is None else _UNDELIVERABLE,
        "error": _NO_ERROR if error is None else _chat_error(error),
        "contact": contact,
    }


def _chat_error(code: int) -> Json:
    name, permanent = _ERRORS.get(code, ("UNKNOWN_ERROR", True))
    return {
        "groupId": 2,
        "groupName": "USER_ERRORS",
        "id": code,
        "name": f"EC_{name}",
        "description": name.replace("_", " ").capitalize(),
        "permanent": permanent,
    }


def seen_result(
    *, message_id: str, customer: str, sender: str, sent_at: float, seen_at: float, contact: Mapping[str, Any]
) -> Json:
    """A seen report; the customer comes first, as in the provider's samples."""
    return {
        "messageId": message_id,
        "from": customer,
        "to": sender,
        "sentAt": stamp(sent_at),
        "seenAt": stamp(seen_at),
        "contact": contact,
    }
