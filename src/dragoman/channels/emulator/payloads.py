"""The bodies that Infobip writes: answers to sends, inbound results, reports, events. Pure.

What differs from account to account, or has changed over the years, goes by the settings (``look``).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from json import dumps
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from dragoman.channels.emulator.options import Behaviour, TimeOffset
from dragoman.channels.emulator.registry import PENDING, PENDING_EVENT, error_json, status_json

Json = dict[str, Any]

_PENDING_JSON = dumps(PENDING, separators=(",", ":"))
_WEST = timezone(timedelta(hours=-3))


def stamp(moment: float, offset: TimeOffset = "+0000") -> str:
    """Seconds since 1970 as Infobip's webhooks write a time: ``2026-11-01T10:10:00.000+0000``."""
    if offset == "-0300":
        text = datetime.fromtimestamp(moment, _WEST).isoformat(timespec="milliseconds")
        return text.replace("-03:00", "-0300")
    text = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
    return text if offset == "+00:00" else text.replace("+00:00", offset)


# --- answers ----------------------------------------------------------------------------------------


def send_answer(to: str, message_id: str, rejected: int | None = None) -> Json:
    """The 200 of a send; ``rejected`` is the id of a status of the group REJECTED."""
    status = PENDING if rejected is None else status_json(rejected)
    return {"to": to, "messageCount": 1, "messageId": message_id, "status": status}


def accepted_answer(to: str, message_id: str) -> bytes:
    """The 200 of a single send that was accepted, already written: benchmarks live here."""
    head = f'{{"to":{quoted(to)},"messageCount":1,"messageId":{quoted(message_id)},"status":'
    return f"{head}{_PENDING_JSON}}}".encode()


def events_answer(bulk_id: str, accepted: list[tuple[str, str]]) -> Json:
    """The 200 of typing events; ``accepted`` holds (message id, destination)."""
    messages = [
        {"messageId": message_id, "status": PENDING_EVENT, "destination": to} for message_id, to in accepted
    ]
    return {"bulkId": bulk_id, "messages": messages}


# --- pushes -----------------------------------------------------------------------------------------


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
    """One customer's message as it is kept: the form of 2026 (renderer ``MO_OTT_CONTACT``)."""
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


def dressed(result: Json, received_at: float, look: Behaviour) -> Json:
    """A kept result as the account's settings have it written."""
    if look.integration_type and look.contact_block == "full" and look.time_offset == "+0000":
        return result
    worn = dict(result)
    if not look.integration_type:
        worn.pop("integrationType", None)
    worn["receivedAt"] = stamp(received_at, look.time_offset)
    if look.contact_block == "name":
        worn["contact"] = {"name": result["contact"]["name"]}
    elif look.contact_block == "none":
        del worn["contact"]
    return worn


def delivery_result(
    *,
    message_id: str,
    to: str,
    sent_at: float,
    done_at: float,
    contact: Mapping[str, Any],
    look: Behaviour,
    status: int = 5,
    error: int | None = None,
    price: float = 0,
    bulk_id: str = "",
) -> Json:
    """A delivery report; neither our sender nor our callback data is in its schema."""
    report: Json = {
        "bulkId": bulk_id,
        "messageId": message_id,
        "to": to,
        "messageCount": 1,
        "sentAt": stamp(sent_at, look.time_offset),
        "doneAt": stamp(done_at, look.time_offset),
        "price": {"pricePerMessage": price, "currency": look.price_currency},
        "status": status_json(status),
        "error": error_json(error),
    }
    if look.contact_block == "full":  # reports have had a contact since 2026 only
        report["contact"] = contact
    return report


def seen_result(
    *,
    message_id: str,
    customer: str,
    sender: str,
    sent_at: float,
    seen_at: float,
    contact: Mapping[str, Any],
    look: Behaviour,
) -> Json:
    """A seen report; the customer comes first, as in the provider's samples."""
    report: Json = {
        "messageId": message_id,
        "from": customer,
        "to": sender,
        "sentAt": stamp(sent_at, look.time_offset),
        "seenAt": stamp(seen_at, look.time_offset),
    }
    if look.contact_block == "full":
        report["contact"] = contact
    return report


def deleted_result(
    *, message_id: str, customer: str, sender: str, sent_at: float, deleted_at: float, look: Behaviour
) -> Json:
    """The report that a customer deleted a message for everyone, as older material has it."""
    return {
        "messageId": message_id,
        "from": customer,
        "to": sender,
        "sentAt": stamp(sent_at, look.time_offset),
        "deletedAt": stamp(deleted_at, look.time_offset),
    }


# --- events without an envelope ---------------------------------------------------------------------


def preference_event(*, sender: str, customer: str, status: str, at: str) -> Json:
    """A customer stopped or resumed marketing messages."""
    return {
        "from": sender,
        "content": {
            "sender": sender,
            "from": customer,
            "notificationMessagesStatus": status,
            "description": f"User requested to {status} marketing messages",
        },
        "createdAt": at,
    }


def identity_event(*, sender: str, customer: str, user_id: str | None, new_hash: str, at: str) -> Json:
    """A customer registered WhatsApp anew."""
    content = {
        "description": "Security code changed.",
        "hash": new_hash,
        "type": "user_identity_changed",
        "userNumber": customer,
    }
    if user_id:
        content["userId"] = user_id
    return {"from": sender, "content": content, "createdAt": at}


def payment_event(*, sender: str, customer: str, details: Mapping[str, Any], at: str) -> Json:
    """A payment moved on; ``details`` replace the parts of an ordinary one."""
    transaction = {
        "id": "1",
        "type": "UPI",
        "status": "SUCCESS",
        "createdTimestamp": at,
        "updatedTimestamp": at,
    }
    content = {
        "from": customer,
        "type": "payment",
        "referenceId": "1",
        "paymentId": "1",
        "paymentStatus": "CAPTURED",
        "currency": "INR",
        "totalAmountValue": 21000,
        "totalAmountOffset": 100,
        "transactions": [transaction],
        **details,
    }
    return {"from": sender, "content": content, "createdAt": at}


def template_event(*, template_id: str, name: str, language: str, change: Json, at: str) -> Json:
    """A template's status, category or quality changed."""
    return {
        "messageTemplateId": template_id,
        "messageTemplateName": name,
        "messageTemplateLanguage": language,
        "timestamp": at,
        "change": change,
    }
