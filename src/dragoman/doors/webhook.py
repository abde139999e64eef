"""Infobip's door: ``POST /webhook`` and ``POST /webhook/{token}``.

200 only after the commit that holds what the request brought; 503 when nothing could be stored, so that the
provider tries again; 401 for a failed check, which stores nothing; 413 for a body over the limit. Anything else
that is authenticated, however strange, is kept and answered 200: a provider retries errors, and a payload that
nobody can read would come back for hours.
"""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

import structlog

from dragoman.base import telemetry
from dragoman.base.errors import DatabaseUnavailable
from dragoman.channels.base import Event, Inbound, Notice, Outcome, Receipt, Unsupported
from dragoman.channels.infobip.notices import TEMPLATE_UPDATE
from dragoman.channels.infobip.parse import parse
from dragoman.tenants.model import Routing
from dragoman.tenants.routing import routing_log_line
from dragoman.turns.hooks import Hook
from dragoman.turns.intake import Intake, Post
from dragoman.turns.model import Aside, Routed

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_PATIENCE_S = 15.0
_RETRY_AFTER_S = b"5"
_MOST_KEPT_APART = 50
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Checks:
    """How a webhook proves where it comes from. Every check that is configured must pass."""

    token: str | None = None
    basic: tuple[str, str] | None = None

    def passed(self, path_token: str | None, authorization: bytes | None) -> bool:
        """Whether the request may come in. Compared in constant time."""
        if self.token is not None and not hmac.compare_digest(
            (path_token or "").encode(), self.token.encode()
        ):
            return False
        if self.basic is not None:
            scheme, _, given = (authorization or b"").partition(b" ")
            expected = base64.b64encode(":".join(self.basic).encode())
            return scheme.lower() == b"basic" and hmac.compare_digest(given.strip(), expected)
        return True


@dataclass(frozen=True, slots=True)
class WebhookDoor:
    """The ASGI application behind ``/webhook``."""

    intake: Callable[[], Intake]
    route: Callable[[str], Routing | None]
    checks: Checks
    max_bytes: int

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
        if scope["method"] != "POST":
            return 405
        headers = dict(scope["headers"])
        if not self.checks.passed(_path_token(scope), headers.get(b"authorization")):
            log.warning("webhook_refused", reason="check_failed")
            return 401
        body = await _read(receive, headers.get(b"content-length"), self.max_bytes)
        if body is None or isinstance(body, int):
            return body
        post = read_post(body, self.route)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self.intake().take(post)
        except (DatabaseUnavailable, TimeoutError) as error:
            log.error("webhook_not_stored", error=type(error).__name__)
            return 503
        _count(post)
        return 200


def read_post(body: bytes, route: Callable[[str], Routing | None]) -> Post:
    """What a webhook brought, sorted: messages to their shops, receipts, and what nobody can take."""
    messages: list[Routed] = []
    receipts: list[Receipt] = []
    kept: list[Hook] = []
    asides: list[Aside] = []
    events = parse(body)
    for event in events:
        if isinstance(event, Inbound):
            routing = route(event.to)
            if routing is None:
                log.warning("message_unrouted", to_number=event.to, message=event.provider_id)
                kept.append(Hook("unrouted", _alone(event.raw), event.to, "no shop has this number"))
            else:
                log.info(routing_log_line(event.to, routing))
                messages.append(Routed(routing, event))
        elif (aside := _aside(event, route)) is not None:
            if aside.routing is not None or _names_no_number(event):
                asides.append(aside)
            else:
                kept.append(aside.hook)
        elif isinstance(event, Receipt) and event.outcome is not Outcome.UNKNOWN:
            receipts.append(event)
        else:
            kept.append(_unread(event))
    if len(events) == 1 and isinstance(events[0], Unsupported):
        kept = [Hook("unreadable", body, reason=events[0].reason)]  # its very bytes: it may not even be JSON
    elif len(kept) > _MOST_KEPT_APART:
        reason = f"{len(kept)} parts that nobody could take"
        kept = [hook for hook in kept if hook.kind == "unrouted"] + [Hook("unsupported", body, reason=reason)]
    return Post(body, tuple(messages), tuple(receipts), tuple(kept), tuple(asides))


def _aside(event: Event, route: Callable[[str], Routing | None]) -> Aside | None:
    """What tells something that no agent answers, with the number that it is about."""
    if isinstance(event, Notice):
        number = event.details.get("sender")
        hook = Hook("notice", _plain(event.raw), reason=event.kind)
    elif isinstance(event, Receipt) and event.outcome is Outcome.DELETED:
        number = event.to
        hook = Hook("unsupported", _alone(event.raw), reason="a deleted message that nobody here knows")
    else:
        return None
    return Aside(route(number) if isinstance(number, str) else None, event, hook)


def _names_no_number(event: Event) -> bool:
    return isinstance(event, Notice) and event.kind == TEMPLATE_UPDATE


def _unread(event: Event) -> Hook:
    reason = event.reason if isinstance(event, Unsupported) else "a delivery report whose status is not known"
    return Hook("unsupported", _alone(event.raw), reason=reason)


def _alone(result: object) -> bytes:
    """One result as a webhook of its own, so that it can be replayed without its neighbours."""
    return _plain({"results": [result]})


def _plain(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode("ascii")


def _path_token(scope: Scope) -> str | None:
    """What follows ``/webhook/`` in the path, if anything."""
    path: str = scope["path"]
    return path.rpartition("/webhook/")[2] if "/webhook/" in path else None


async def _read(receive: Receive, declared: bytes | None, most: int) -> bytes | int | None:
    """The body; 413 when it is over the limit; ``None`` when the caller hung up."""
    if declared is not None and declared.isdigit() and int(declared) > most:
        return 413
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > most:
            return 413
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _count(post: Post) -> None:
    for hook in post.hooks:
        telemetry.HOOKS_KEPT.labels(kind=hook.kind).inc()
        if hook.kind == "unrouted":
            telemetry.MESSAGES_IN.labels(fate="unrouted").inc()
    if post.messages:
        telemetry.MESSAGES_IN.labels(fate="accepted").inc(len(post.messages))
    for receipt in _receipts(post):
        telemetry.RECEIPTS.labels(outcome=receipt.outcome.value).inc()


def _receipts(post: Post) -> list[Receipt]:
    taken_back = [aside.event for aside in post.asides if isinstance(aside.event, Receipt)]
    return [*post.receipts, *taken_back]


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
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
