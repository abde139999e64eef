"""The admin API under ``/_emulator/``: being the customer, reading what was sent, breaking things on purpose.

What there is besides, templates, senders, credentials and scenarios, is in ``admin_account.py``.

The shapes are documented in ``docs/reference/emulator.md``; pages, tests and benchmarks are built on them.
"""

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dragoman.base.clock import iso_utc
from dragoman.base.errors import ConfigError
from dragoman.channels.emulator import inbox
from dragoman.channels.emulator.admin_reading import own_url, read_json, read_json_object, route
from dragoman.channels.emulator.customer import address_of, read_draft
from dragoman.channels.emulator.provider import Provider
from dragoman.channels.emulator.state import Conversation, Key, Message

_MAX_WAIT_S = 60.0
_MAX_LIMIT = 10_000
_MAX_OFFSET_S = 10 * 365 * 24 * 3600.0

Json = dict[str, Any]


def admin_routes(provider: Provider, forget: Callable[[], None]) -> list[Route]:
    """The routes, relative to the emulator's root. ``forget`` drops what is queued for the webhook."""
    admin = _Admin(provider, forget)
    return [
        route("state", admin.state, "GET"),
        route("settings", admin.change_settings, "PATCH"),
        route("faults", admin.change_faults, "PATCH"),
        route("clock", admin.move_clock, "PATCH"),
        route("inbound", admin.inbound, "POST"),
        route("events", admin.event, "POST"),
        route("raw", admin.raw, "POST"),
        route("conversation", admin.conversation, "GET"),
        route("conversations", admin.conversations, "GET"),
        route("outbox", admin.outbox, "GET"),
        route("all", admin.clear, "DELETE"),
    ]


class _Admin:
    """The handlers; each reads its request, calls one verb of the provider and shows the outcome."""

    def __init__(self, provider: Provider, forget: Callable[[], None]) -> None:
        self._provider = provider
        self._forget = forget

    async def state(self, request: Request) -> Response:
        provider = self._provider
        return JSONResponse(
            {
                "now": _iso(provider.now()),
                "seed": provider.options.seed,
                "clock": {"offset_seconds": provider.state.offset_s},
                "settings": provider.behaviour.as_json(),
                "faults": provider.dice.faults.as_json(),
                "counts": {**asdict(provider.counts), "pushes_waiting": len(provider.state.pending)},
                "last_seq": provider.state.seq,
                "cursor": provider.state.cursor,
            }
        )

    async def change_settings(self, request: Request) -> Response:
        self._provider.behaviour = self._provider.behaviour.changed(await read_json_object(request))
        return await self.state(request)

    async def change_faults(self, request: Request) -> Response:
        dice = self._provider.dice
        dice.faults = dice.faults.changed(await read_json_object(request))
        return await self.state(request)

    async def move_clock(self, request: Request) -> Response:
        offset = (await read_json_object(request)).get("offset_seconds")
        if (
            isinstance(offset, bool)
            or not isinstance(offset, int | float)
            or not abs(offset) <= _MAX_OFFSET_S
        ):
            raise ConfigError("offset_seconds must be a number of seconds, at most ten years")
        self._provider.move_clock(float(offset))
        return await self.state(request)

    async def inbound(self, request: Request) -> Response:
        draft = read_draft(await read_json(request))
        self._provider.behaviour.changed(draft.variant)  # one that makes no sense is refused here
        base_url = self._provider.options.public_url or own_url(request)
        message = inbox.take_inbound(self._provider, draft, base_url)
        return JSONResponse({"messageId": message.id, "cursor": message.changed}, 201)

    async def event(self, request: Request) -> Response:
        return JSONResponse({"push": inbox.take_event(self._provider, await read_json_object(request))}, 202)

    async def raw(self, request: Request) -> Response:
        return JSONResponse({"push": self._provider.push_raw(await read_json(request))}, 202)

    async def conversation(self, request: Request) -> Response:
        query = request.query_params
        sender, customer = _required(query, "sender"), _required(query, "customer")
        key = self._provider.state.key_of(address_of(sender), address_of(customer))
        after = _number(query, "after", 0)
        deadline = time.monotonic() + _number(query, "wait", 0, _MAX_WAIT_S)
        # A cursor from before everything was forgotten is not waited for: the answer's smaller one tells.
        bell = self._provider.bell
        while self._cursor(key) <= after <= self._provider.state.cursor and time.monotonic() < deadline:
            if bell.silent:
                break
            await bell.wait(key, deadline - time.monotonic())
        messages = self._changed_after(key, after)
        until = self._provider.state.window_until(key)
        return JSONResponse(
            {
                "sender": key[0],
                "customer": key[1],
                "messages": [_as_json(message) for message in messages],
                "typing": self._is_typing(key),
                "window_until": None if until is None else _iso(until),
                "cursor": self._cursor(key),
            }
        )

    async def conversations(self, request: Request) -> Response:
        latest_first = sorted(
            self._provider.state.conversations.values(),
            key=lambda conversation: conversation.cursor,
            reverse=True,
        )
        shown = [_summary(conversation) for conversation in latest_first]
        return JSONResponse({"conversations": shown, "cursor": self._provider.state.cursor})

    async def outbox(self, request: Request) -> Response:
        query = request.query_params
        after, limit = int(_number(query, "after", 0)), int(_number(query, "limit", 1000, _MAX_LIMIT))
        deadline = time.monotonic() + _number(query, "wait", 0, _MAX_WAIT_S)
        rows, next_after = self._outbox_rows(query, after, limit)
        bell = self._provider.bell
        while not rows and next_after <= self._provider.state.seq and time.monotonic() < deadline:
            if bell.silent:
                break
            await bell.wait("outbox", deadline - time.monotonic())
            rows, next_after = self._outbox_rows(query, next_after, limit)
        times_seen = self._provider.state.times_seen
        shown = [_outbox_row(message, times_seen.get(message.id, 1)) for message in rows]
        return JSONResponse(
            {"messages": shown, "last_seq": self._provider.state.seq, "next_after": next_after}
        )

    async def clear(self, request: Request) -> Response:
        self._forget()
        self._provider.clear()
        return Response(status_code=204)

    def _cursor(self, key: Key) -> int:
        conversation = self._provider.state.conversations.get(key)
        return conversation.cursor if conversation is not None else 0

    def _is_typing(self, key: Key) -> bool:
        conversation = self._provider.state.conversations.get(key)
        return conversation is not None and conversation.typing_until > time.time()

    def _changed_after(self, key: Key, after: float) -> list[Message]:
        conversation = self._provider.state.conversations.get(key)
        if conversation is None:
            return []
        return [message for message in conversation.messages if message.changed > after]

    def _outbox_rows(self, query: Any, after: int, limit: int) -> tuple[list[Message], int]:
        """The rows that match, and where to read on from: past whatever did not match."""
        rows: list[Message] = []
        for message in self._provider.state.sent_after(after):
            if len(rows) == limit:
                break
            after = message.seq
            if _matches(message, query):
                rows.append(message)
        return rows, after


def _matches(message: Message, query: Any) -> bool:
    return (
        address_of(query.get("sender", message.key[0])) == message.key[0]
        and address_of(query.get("to", message.key[1])) in {message.address, message.key[1]}
        and query.get("message_id", message.id) == message.id
    )


def _as_json(message: Message) -> Json:
    shown = {
        "id": message.id,
        "direction": "in" if message.inbound else "out",
        "type": message.type,
        "content": message.content,
        "at": _iso(message.at),
        "status": message.status,
        "changed": message.changed,
        "reply_to": message.reply_to,
    }
    if not message.inbound:
        shown["seq"] = message.seq
    if message.status == "failed" and message.error is not None:
        shown["error"] = message.error
    return shown


def _outbox_row(message: Message, times_seen: int) -> Json:
    return {
        "seq": message.seq,
        "from": message.key[0],
        "to": message.address,
        "messageId": message.id,
        "type": message.type,
        "content": message.content,
        "at": _iso(message.at),
        "at_unix": message.unix,
        "status": message.status,
        "error": message.error,
        "times_seen": times_seen,
        "reply_to": message.reply_to,
    }


def _summary(conversation: Conversation) -> Json:
    last = conversation.messages[-1] if conversation.messages else None
    return {
        "sender": conversation.key[0],
        "customer": conversation.key[1],
        "name": conversation.contact["name"],
        "messages": len(conversation.messages),
        "last_at": None if last is None else _iso(last.at),
        "cursor": conversation.cursor,
    }


def _iso(moment: float) -> str:
    return iso_utc(datetime.fromtimestamp(moment, UTC))


def _required(query: Any, name: str) -> str:
    value = query.get(name)
    if not value:
        raise ConfigError(f"{name} is missing in the query")
    return str(value)


def _number(query: Any, name: str, default: float, most: float = 1e15) -> float:
    try:
        value = float(query.get(name, default))
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise ConfigError(f"{name} must be a number that is not negative")
    return min(value, most)
