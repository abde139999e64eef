"""What customers do: write, delete what they wrote, change their phone, stop marketing, pay."""

import base64
import hashlib
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dragoman.base.errors import ConfigError
from dragoman.channels.emulator import payloads
from dragoman.channels.emulator.customer import Draft, address_of
from dragoman.channels.emulator.journal import Record
from dragoman.channels.emulator.payloads import inbound_result, stamp
from dragoman.channels.emulator.provider import Provider
from dragoman.channels.emulator.state import Conversation, Message

Given = Mapping[str, Any]

# Country codes of the phone book by which a customer without a phone number gets a business-scoped user id.
_COUNTRIES = {
    "961": "LB",
    "20": "EG",
    "966": "SA",
    "971": "AE",
    "44": "GB",
    "49": "DE",
    "33": "FR",
    "1": "US",
}


def take_inbound(provider: Provider, draft: Draft, base_url: str) -> Message:
    """A customer writes: keeps the message, has it pushed. ``base_url`` is where its file is fetched."""
    state = provider.state
    number = state.received + 1
    digest = provider.mint("inbound", number)
    if provider.behaviour.bsuid_only:
        draft = without_number(provider, draft)
    message = draft.message
    if draft.media is not None:
        media_id = digest[:24]
        url = f"{base_url.rstrip('/')}/whatsapp/1/senders/{draft.sender}/media/{media_id}"
        message = {**message, "url": url}
        provider.commit(
            {
                "k": "media",
                "sender": draft.sender,
                "id": media_id,
                "type": draft.media.content_type,
                "data": draft.media.data,
                "at": provider.now() - draft.age_s,
            }
        )
    provider.commit(_received_record(provider, draft, number, digest, message))
    provider.counts.inbound += 1
    return state.messages[-1]


def without_number(provider: Provider, draft: Draft) -> Draft:
    """The same customer as the business sees those who hide their number: by a user id alone."""
    if not draft.customer.isdigit():
        return draft
    country = next((code for dial, code in _COUNTRIES.items() if draft.customer.startswith(dial)), "ZZ")
    name = f"{provider.options.seed}:{draft.customer}"
    made = f"{country}.{int(hashlib.sha256(name.encode()).hexdigest()[:15], 16)}"
    user_id = draft.contact.get("userId") or made
    contact = {name: value for name, value in draft.contact.items() if name != "phoneNumber"}
    if contact.get("name") == draft.customer:  # the number must not come in by another door
        contact["name"] = contact.get("username") or user_id
    return replace(draft, contact={**contact, "userId": user_id}, shown_as=user_id)


def _received_record(
    provider: Provider, draft: Draft, number: int, digest: str, message: dict[str, Any]
) -> Record:
    unix = time.time()
    state = provider.state
    at = unix + state.offset_s - draft.age_s
    sender, customer = state.key_of(draft.sender, draft.customer)
    user_id = draft.contact.get("userId")
    shown_as = draft.shown_as or draft.customer
    conversation = state.conversations.get((sender, customer))
    result = inbound_result(
        sender=draft.sender,
        customer=shown_as,
        message_id=draft.message_id or _message_id(provider, digest),
        message=message,
        received_at=at,
        contact=draft.contact,
        extra={**_identity(conversation), **_paired(provider, conversation, draft), **draft.extra},
    )
    record: Record = {
        "k": "received",
        "n": number,
        "sender": sender,
        "customer": customer,
        "aliases": [user_id] if user_id and user_id != customer else [],
        "type": draft.type,
        "at": at,
        "unix": unix,
        "due": unix + draft.push_after_s,
        "reply_to": draft.reply_to,
        "media": digest[:24] if draft.media is not None else None,
        "result": result,
    }
    if draft.variant:
        record["variant"] = draft.variant
    if provider.behaviour.inbound_to == "pull":
        record["pull"] = True
    return record


def _message_id(provider: Provider, digest: str) -> str:
    if provider.behaviour.inbound_ids == "abeg":
        return "ABEG" + base64.urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
    return f"wamid.HBg{base64.b64encode(digest.encode()).decode()}"


def _identity(conversation: Conversation | None) -> dict[str, Any]:
    identity = conversation.identity if conversation is not None else None
    if identity is None:
        return {}
    return {
        "identity": {
            "acknowledged": identity.acknowledged,
            "hash": identity.hash,
            "createdAt": stamp(identity.at),
        }
    }


def _paired(provider: Provider, conversation: Conversation | None, draft: Draft) -> dict[str, Any]:
    """The send that a message answers, where the setting says that the provider pairs them."""
    how = provider.behaviour.pair_replies
    if how == "none" or conversation is None:
        return {}
    sends = [message for message in reversed(conversation.messages) if not message.inbound]
    if how == "quote":
        sends = [message for message in sends if message.id == draft.reply_to]
    if not sends:
        return {}
    callback = (sends[0].record.get("given") or {}).get("callbackData")
    return {"pairedMessageId": sends[0].id} | ({"callbackData": callback} if callback else {})


# --- events -----------------------------------------------------------------------------------------


def take_event(provider: Provider, body: Given) -> str:
    """What ``POST /_emulator/events`` describes comes true and is pushed. Returns the push's id.

    Raises ``ConfigError`` with one sentence that names what is missing or wrong.
    """
    kind = body.get("type")
    if not isinstance(kind, str) or kind not in _EVENTS:
        raise ConfigError(f"type must be one of {', '.join(_EVENTS)}")
    sender, customer = (_required(body, name) for name in ("sender", "customer"))
    return _EVENTS[kind](provider, body, address_of(sender), address_of(customer))


def _marketing(provider: Provider, body: Given, sender: str, customer: str) -> str:
    status = body.get("status", "stop")
    if status not in {"stop", "resume"}:
        raise ConfigError("status must be stop or resume")
    sender, known_as = provider.state.key_of(sender, customer)
    provider.commit({"k": "marketing", "sender": sender, "customer": known_as, "stopped": status == "stop"})
    event = payloads.preference_event(sender=sender, customer=customer, status=status, at=_at(provider))
    return provider.push_raw(event, lane=f"event:{sender}:{known_as}")


def _identity_changed(provider: Provider, body: Given, sender: str, customer: str) -> str:
    sender, known_as = provider.state.key_of(sender, customer)
    new_hash = body.get("hash") or _new_hash(provider)
    if not isinstance(new_hash, str):
        raise ConfigError("hash must be a string")
    provider.commit(
        {
            "k": "identity",
            "sender": sender,
            "customer": known_as,
            "hash": new_hash,
            "at": provider.now(),
            "acknowledged": False,
        }
    )
    user_id = provider.state.converse((sender, known_as)).contact.get("userId")
    event = payloads.identity_event(
        sender=sender, customer=customer, user_id=user_id, new_hash=new_hash, at=_at(provider)
    )
    return provider.push_raw(event, lane=f"event:{sender}:{known_as}")


def _new_hash(provider: Provider) -> str:
    # Counted by something that the journal keeps: a restart must not bring back a device of before.
    digits = provider.mint("identity", provider.state.raw_count + 1)
    return base64.b64encode(bytes.fromhex(digits[:16])).decode()


def _payment(provider: Provider, body: Given, sender: str, customer: str) -> str:
    details = body.get("payment", {})
    if not isinstance(details, dict):
        raise ConfigError("payment must be an object")
    event = payloads.payment_event(sender=sender, customer=customer, details=details, at=_at(provider))
    return provider.push_raw(event, lane=f"event:{sender}:{customer}")


def _deleted(provider: Provider, body: Given, sender: str, customer: str) -> str:
    message = provider.state.inbound_by_id.get((sender, _required(body, "message_id")))
    if message is None:
        raise ConfigError("message_id is no message of a customer to this sender")
    result = payloads.deleted_result(
        message_id=message.id,
        customer=customer,
        sender=sender,
        sent_at=message.at,
        deleted_at=provider.now(),
        look=provider.behaviour,
    )
    return provider.push_raw({"results": [result]}, lane=f"event:{sender}:{customer}")


_EVENTS = {
    "marketing": _marketing,
    "identity": _identity_changed,
    "payment": _payment,
    "deleted": _deleted,
}


def _at(provider: Provider) -> str:
    return stamp(provider.now(), provider.behaviour.time_offset)


def _required(body: Given, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ConfigError(f"{name} is missing")
    return value
