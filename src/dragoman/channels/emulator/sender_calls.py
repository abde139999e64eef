"""The endpoints about one sender: mark as read, quality, business profile, identity; and the two pulls."""

import time
from collections.abc import Mapping
from typing import Any

from dragoman.channels.emulator import office, renderer
from dragoman.channels.emulator.checks import Errors, as_list, check_text
from dragoman.channels.emulator.desk import Call, Desk, Handler
from dragoman.channels.emulator.payloads import stamp
from dragoman.channels.emulator.reports import delivery_of, inbound_of
from dragoman.channels.emulator.state import Conversation, Message
from dragoman.channels.emulator.wire import encode, respond

_PULL_DAYS_S = 48 * 3600.0
_PROFILE = {"about": 130, "address": 256, "description": 512, "email": 128, "vertical": 64, "logoUrl": 2048}


async def _mark_read(desk: Desk, call: Call) -> None:
    sender, message_id = call.parts
    provider = desk.provider
    if not message_id.strip() or len(message_id) > 1000 or message_id in provider.state.times_seen:
        # The third form of an error, which this endpoint alone has.
        provider.counts.invalid += 1
        await desk.wait_latency()
        await respond(call.send, 400, encode({"error": "Message cannot be marked as read."}).encode())
    elif provider.mark_read(sender, message_id):
        await desk.done(call)
    else:
        await desk.error(call, 404)


async def _quality(desk: Desk, call: Call) -> None:
    senders = [sender for sender in call.query.get("senders", "").split(",") if sender]
    if not 1 <= len(senders) <= 100:
        await desk.error(call, 400, {"senders": ["size must be between 1 and 100"]})
        return
    if not all(desk.is_ours(call, sender) for sender in senders):
        await desk.error(call, 403)
        return
    await desk.json(call, {"results": [quality_of(desk, sender) for sender in senders]})


def quality_of(desk: Desk, sender: str) -> dict[str, Any]:
    """How a sender is rated, as Infobip shows it; its times end with a Z."""
    info = desk.provider.state.sender_info(sender)
    return {
        "sender": sender,
        "qualityRating": info.quality,
        "status": info.status,
        "currentLimit": info.limit,
        "lastUpdated": stamp(info.updated_at or desk.provider.state.epoch / 1000, "Z"),
    }


async def _business_get(desk: Desk, call: Call) -> None:
    await desk.json(call, desk.provider.state.sender_info(call.parts[0]).profile)


async def _business_patch(desk: Desk, call: Call) -> None:
    body = await call.body()
    errors = _profile_errors(body) if body is not None else {}
    if body is None or errors:
        await desk.error(call, 400, errors)
        return
    office.change_profile(desk.provider, call.parts[0], body)
    await desk.done(call)


def _profile_errors(body: Mapping[str, Any]) -> Errors:
    errors: Errors = {}
    for name, most in _PROFILE.items():
        check_text(errors, name, body.get(name), 0, most, required=False)
    websites = as_list(errors, "websites", body.get("websites"), required=False)
    if len(websites) > 2:
        errors["websites"] = ["size must be between 0 and 2"]
    for name in sorted(body.keys() - _PROFILE.keys() - {"websites"}):
        errors[name] = ["is not a known property"]
    return errors


# --- identity ---------------------------------------------------------------------------------------


async def _identity_get(desk: Desk, call: Call) -> None:
    conversation = _conversation_of(desk, call)
    identity = conversation.identity if conversation is not None else None
    if identity is None:
        await desk.error(call, 404)
        return
    shown = {
        "acknowledged": identity.acknowledged,
        "hash": identity.hash,
        "createdAt": stamp(identity.at),
    }
    await desk.json(call, shown)


async def _identity_put(desk: Desk, call: Call) -> None:
    body = await call.body()
    errors: Errors = {}
    given = check_text(errors, "hash", (body or {}).get("hash"), 1, 200)
    if errors:
        await desk.error(call, 400, errors)
        return
    conversation = _conversation_of(desk, call)
    identity = conversation.identity if conversation is not None else None
    if identity is None or conversation is None:
        await desk.error(call, 404)
    elif identity.hash != given:
        await desk.error(call, 409)
    else:
        sender, customer = conversation.key
        desk.provider.commit({"k": "identity_confirmed", "sender": sender, "customer": customer})
        await desk.done(call)


def _conversation_of(desk: Desk, call: Call) -> Conversation | None:
    state = desk.provider.state
    return state.conversations.get(state.key_of(call.parts[0], call.parts[1]))


# --- pulls ------------------------------------------------------------------------------------------


async def _reports(desk: Desk, call: Call) -> None:
    limit, errors = _read_pull(call)
    if errors:
        await desk.error(call, 400, errors)
        return
    provider, query = desk.provider, call.query
    found: list[Message] = []
    for message in provider.state.outbox:
        if len(found) == limit:
            break
        if _is_due(desk, message) and _is_asked_for(message, query) and desk.is_ours(call, message.key[0]):
            found.append(message)
    shown = []
    for message in found:
        report = delivery_of(message, provider.state, provider.behaviour)
        shown.append(renderer.delivery(report, message.key[0], message.record.get("given") or {}))
    if found:
        provider.commit({"k": "reports_pulled", "ids": [f"d{message.seq}" for message in found]})
    await desk.json(call, {"results": shown})


def _is_due(desk: Desk, message: Message) -> bool:
    state, due = desk.provider.state, message.record["d"]
    if due is None or due > time.time() or f"d{message.seq}" in state.reports_pulled:
        return False
    return desk.provider.now() - message.at < _PULL_DAYS_S


def _is_asked_for(message: Message, query: Mapping[str, str]) -> bool:
    return query.get("messageId", message.id) == message.id and query.get(
        "bulkId", message.record.get("bulk", "")
    ) == message.record.get("bulk", "")


async def _inbound(desk: Desk, call: Call) -> None:
    limit, errors = _read_pull(call)
    if errors:
        await desk.error(call, 400, errors)
        return
    provider = desk.provider
    # Whatever the webhook's renderer is: this endpoint has one form.
    look = provider.behaviour.changed({"renderer": "MO_MESSAGES_API_JSON"})
    found = [message for message in provider.state.to_pull if desk.is_ours(call, message.key[0])][:limit]
    shown = [inbound_of(message, look) for message in found]
    for message in found:
        provider.commit({"k": "inbound_pulled", "seq": message.seq})
    await desk.json(
        call,
        {"results": shown, "messageCount": len(shown), "pendingMessageCount": len(provider.state.to_pull)},
    )


def _read_pull(call: Call) -> tuple[int, Errors]:
    query, errors = call.query, {}
    if query.get("channel") != "WHATSAPP":
        errors["channel"] = ["Provide one of the valid values."]
    limit = query.get("limit", "50")
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:9]) <= 1000):
        errors["limit"] = ["must be between 1 and 1000"]
    return (0 if errors else int(limit)), errors


SENDER_CALLS: dict[str, Handler] = {
    "read": _mark_read,
    "quality": _quality,
    "business_get": _business_get,
    "business_patch": _business_patch,
    "identity_get": _identity_get,
    "identity_put": _identity_put,
    "reports": _reports,
    "inbound": _inbound,
}
