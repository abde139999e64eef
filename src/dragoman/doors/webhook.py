"""Infobip's door: ``POST /webhook`` and ``POST /webhook/{token}``.

200 only after the commit that holds what the request brought; 503 when nothing could be stored, so that the
provider tries again; 401 for a failed check, which stores nothing; 413 for a body over the limit. Anything else
that is authenticated, however strange, is kept and answered 200: a provider retries errors, and a payload that
nobody can read would come back for hours.

What is refused is still read, within bounds, and thrown away: most clients send all of a body before they read the
answer, and a connection closed on unread bytes takes the answer with it.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from dragoman.base import telemetry
from dragoman.base.errors import DatabaseUnavailable
from dragoman.base.ids import read_wire_id
from dragoman.channels.base import Inbound, Notice, Outcome, Receipt, Unsupported
from dragoman.channels.infobip.parse import parse
from dragoman.doors.origin import Caller, Checks, Origin, origin_of, why_refused
from dragoman.tenants.model import Routing
from dragoman.tenants.routing import routing_log_line
from dragoman.turns.hooks import Hook
from dragoman.turns.intake import Intake, Post
from dragoman.turns.model import Routed

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_PATIENCE_S = 15.0
_RETRY_AFTER_S = b"5"
_MOST_KEPT_APART = 50
_MOST_DRAINED = 8  # times the limit of a body
_DRAIN_S = 2.0
_REFUSED = frozenset({401, 405, 413})
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WebhookDoor:
    """The ASGI application behind ``/webhook``. ``own`` gives the secrets of the numbers that have one of their own."""

    intake: Callable[[], Intake]
    route: Callable[[str], Routing | None]
    checks: Checks
    max_bytes: int
    unrouted_reason: str = "no shop has this number"
    own: Callable[[], Mapping[str, str]] = dict

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        started = time.perf_counter()
        status = await self._status(scope, receive)
        if status is None:
            return  # the caller hung up
        telemetry.WEBHOOKS.labels(status=str(status)).inc()
        await _answer(send, status)
        telemetry.WEBHOOK_SECONDS.observe(time.perf_counter() - started)

    async def _status(self, scope: Scope, receive: Receive) -> int | None:
        headers, own = dict(scope["headers"]), self.own()
        peer = scope.get("client")
        caller = Caller(_path_token(scope), headers, peer[0] if peer else None)
        if refused := self._refused(scope, caller, own):
            if headers.get(b"expect", b"").lower() != b"100-continue":  # that one waits to be let send
                await _drain(receive, self.max_bytes * _MOST_DRAINED)
            return refused
        body = await _read(receive, self.max_bytes)
        if body is None or isinstance(body, int):
            return body
        origin = origin_of(self.checks, own, caller, body)
        if origin is None:
            log.warning("webhook_refused", reason="signature")
            return 401
        post = read_post(body, self.route, unrouted_reason=self.unrouted_reason)
        if not may_bring(origin, post, self.route):
            log.warning("webhook_refused", reason="another_number")
            return 401
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self.intake().take(post)
        except (DatabaseUnavailable, TimeoutError) as error:
            log.error("webhook_not_stored", error=type(error).__name__)
            return 503
        _count(post)
        return 200

    def _refused(self, scope: Scope, caller: Caller, own: Mapping[str, str]) -> int | None:
        """The status that turns the request away before a byte of its body is read, if any does."""
        if scope["method"] != "POST":
            return 405
        if (failed := why_refused(self.checks, own, caller)) is not None:
            log.warning("webhook_refused", reason=failed)
            return 401
        declared = caller.headers.get(b"content-length", b"")
        return 413 if declared.isdigit() and int(declared) > self.max_bytes else None


def may_bring(origin: Origin, post: Post, route: Callable[[str], Routing | None]) -> bool:
    """Whether everything in a webhook is about numbers that whoever sent it may speak for."""
    if not all(origin.may_speak_for(message.inbound.to) for message in post.messages):
        return False
    if origin.only is None:
        return True
    tenants = {routing.tenant_id for number in origin.only if (routing := route(number)) is not None}
    reported = (read_wire_id(receipt.message_id) for receipt in post.receipts)
    return all(known is None or known[0] in tenants for known in reported) and not any(
        hook.kind == "unrouted" for hook in post.hooks
    )


def read_post(
    body: bytes,
    route: Callable[[str], Routing | None],
    *,
    unrouted_reason: str = "no shop has this number",
    again: bool = False,
) -> Post:
    """What a webhook brought, sorted: messages to their shops, receipts, and what nobody can take.

    Where each message goes is logged; not ``again`` for what was read before and still finds no shop.
    """
    messages: list[Routed] = []
    receipts: list[Receipt] = []
    aside: list[Inbound | Receipt | Notice | Unsupported] = []
    for event in parse(body):
        if isinstance(event, Inbound):
            routing = route(event.to)
            if routing is None:
                if not again:
                    log.warning("message_unrouted", to_number=event.to, message=event.provider_id)
                aside.append(event)
            else:
                log.info(routing_log_line(event.to, routing))
                messages.append(Routed(routing, event))
        elif isinstance(event, Receipt) and event.outcome is not Outcome.UNKNOWN:
            receipts.append(event)
        else:
            aside.append(event)
    alone = not messages and not receipts and len(aside) == 1
    return Post(
        body, tuple(messages), tuple(receipts), tuple(_kept(body, aside, unrouted_reason, alone=alone))
    )


def _kept(
    body: bytes, aside: Sequence[Inbound | Receipt | Notice | Unsupported], unrouted: str, *, alone: bool
) -> list[Hook]:
    """The hooks of what nobody can take. A megabyte may hold half a million of them: then it is kept as it came."""
    if alone and isinstance(aside[0], Unsupported):
        return [Hook("unreadable", body, reason=aside[0].reason)]  # its very bytes: it may not even be JSON
    if len(aside) <= _MOST_KEPT_APART:
        return [_hook_of(event, unrouted) for event in aside]
    apart = [_hook_of(event, unrouted) for event in aside if isinstance(event, Inbound)]
    return [*apart, Hook("unsupported", body, reason=f"{len(aside)} parts that nobody could take")]


def _hook_of(event: Inbound | Receipt | Notice | Unsupported, unrouted: str) -> Hook:
    match event:
        case Inbound():
            return Hook("unrouted", _alone(event.raw), event.to, unrouted)
        case Notice():
            return Hook("notice", _plain(event.raw), reason=event.kind)
        case Receipt():
            return Hook(
                "unsupported", _alone(event.raw), reason="a delivery report whose status is not known"
            )
        case Unsupported():
            return Hook("unsupported", _alone(event.raw), reason=event.reason)


def _alone(result: object) -> bytes:
    """One result as a webhook of its own, so that it can be replayed without its neighbours."""
    return _plain({"results": [result]})


def _plain(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode("ascii")


def _path_token(scope: Scope) -> str | None:
    """What follows ``/webhook/`` in the path, if anything."""
    path: str = scope["path"]
    return path.rpartition("/webhook/")[2] if "/webhook/" in path else None


async def _read(receive: Receive, most: int) -> bytes | int | None:
    """The body; 413 when it is over the limit; ``None`` when the caller hung up."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > most:
            parts.clear()
            if message.get("more_body"):
                await _drain(receive, most * _MOST_DRAINED)
            return 413
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def _drain(receive: Receive, most: int) -> None:
    """Reads what the caller still sends and keeps nothing of it: until its end, ``most`` bytes, or two seconds."""
    size = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN_S):
            while size <= most:
                message = await receive()
                size += len(message.get("body", b""))
                if not message.get("more_body"):  # the end, or the caller hung up
                    return


def _count(post: Post) -> None:
    for hook in post.hooks:
        telemetry.HOOKS_KEPT.labels(kind=hook.kind).inc()
        if hook.kind == "unrouted":
            telemetry.MESSAGES_IN.labels(fate="unrouted").inc()
    if post.messages:
        telemetry.MESSAGES_IN.labels(fate="accepted").inc(len(post.messages))
    for receipt in post.receipts:
        telemetry.RECEIPTS.labels(outcome=receipt.outcome.value).inc()


_BODIES = {
    200: b'{"status":"ok"}',
    401: b'{"error":"unauthorized"}',
    405: b'{"error":"method not allowed"}',
    413: b'{"error":"body too large"}',
    503: b'{"error":"not stored, please try again"}',
}


async def _answer(send: Send, status: int) -> None:
    body = _BODIES[status]
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if status == 503:
        headers.append((b"retry-after", _RETRY_AFTER_S))
    if status == 401:
        headers.append((b"www-authenticate", b'Basic realm="webhook"'))
    if status == 405:
        headers.append((b"allow", b"POST"))
    if status in _REFUSED:  # what of its body was not read would be taken for the next request
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
