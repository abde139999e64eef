"""The Infobip side of the emulator, as a plain ASGI application.

Plain, because benchmarks send through it: a framework's routing and request objects would cost more than the
work itself. Order of checks: credentials, path, faults, body, validation, sender.
"""

import asyncio
import base64
import json
from typing import Any

from starlette.types import Receive, Scope, Send

from dragoman.channels.emulator.payloads import classic_error, events_answer, new_error, send_answer
from dragoman.channels.emulator.provider import Answered, Provider
from dragoman.channels.emulator.validate import is_known, validate, validate_events

_MESSAGE = "/whatsapp/1/message/"
_EVENTS = "/whatsapp/1/events"
_SENDERS = "/whatsapp/1/senders/"
_JSON = (b"content-type", b"application/json")
_MAX_BODY = 4 * 1024 * 1024
_HTML_503 = (
    b"<html><head><title>503</title></head><body><h1>503 Service Temporarily Unavailable</h1></body></html>"
)

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True).encode


class InfobipApi:
    """Answers everything under ``/whatsapp/`` as Infobip would."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. ``scope["path"]`` may start with ``root_path``, as when mounted elsewhere."""
        provider = self._provider
        provider.counts.requests += 1
        path = _path(scope)
        status = self._admit(scope, path)
        if status != 200:
            await self._error(send, path, status)
        elif path.startswith(_MESSAGE):
            await self._take_message(path[len(_MESSAGE) :], receive, send)
        elif path == _EVENTS:
            await self._take_events(receive, send)
        else:
            await self._serve_sender(scope, path, send)

    def _admit(self, scope: Scope, path: str) -> int:
        authorization = b""
        for name, value in scope["headers"]:
            if name == b"authorization":
                authorization = value
        scheme, _, key = authorization.partition(b" ")
        if scheme.lower() != b"app" or not key.strip():
            return 401
        known = self._provider.options.api_keys
        if known is not None and key.strip().decode("latin-1") not in known:
            return 401
        if self._provider.dice.faults.refuse_all:
            self._provider.counts.faulted += 1
            return 403
        return 200 if _exists(scope["method"], path) else 404

    # --- sends -----------------------------------------------------------------------------------

    async def _take_message(self, kind: str, receive: Receive, send: Send) -> None:
        if await self._refused_by_fault(receive, send):
            return
        body = await _read_object(receive)
        if body is None:
            await self._error(send, _MESSAGE, 400)
            return
        errors = validate(kind, body)
        if errors:
            await self._error(send, _MESSAGE, 400, errors)
            return
        messages = body["messages"] if kind == "template" else [body]
        if not all(self._is_our_sender(message["from"]) for message in messages):
            await self._error(send, _MESSAGE, 403)
            return
        answers = [self._provider.take_send(kind, message) for message in messages]
        if any(answer.refused for answer in answers):
            await self._error(send, _MESSAGE, 400, {"messageId": ["must be unique"]})
            return
        await self._answer_send(kind, body, answers, receive, send)

    async def _answer_send(
        self, kind: str, body: dict[str, Any], answers: list[Answered], receive: Receive, send: Send
    ) -> None:
        provider = self._provider
        rendered = [send_answer(answer.to, answer.message_id, answer.rejected) for answer in answers]
        answer = rendered[0]
        if kind == "template":
            answer = {"messages": rendered, "bulkId": body.get("bulkId") or provider.new_bulk_id()}
        payload = _encode(answer).encode()
        await self._wait_latency()
        if self._strikes("cut"):
            await _cut(receive, send)
        elif self._strikes("http_500_accepted"):
            await self._error(send, _MESSAGE, 500, late=False)
        elif self._strikes("slow_body"):
            await _respond_slowly(send, payload, provider.dice.faults.slow_body_ms / 1000)
        else:
            await _respond(send, 200, payload)

    async def _refused_by_fault(self, receive: Receive, send: Send) -> bool:
        faults = self._provider.dice.faults
        if self._strikes("cut_before"):
            await _read_body(receive)
            await _cut(receive, send)
        elif self._strikes("http_429"):
            wait = f"{faults.retry_after_s:g}".encode()
            await self._error(send, _MESSAGE, 429, headers=((b"retry-after", wait),))
        elif self._strikes("http_503"):
            await self._wait_latency()
            await _respond(send, 503, _HTML_503, ((b"content-type", b"text/html"),))
        elif self._strikes("http_500"):
            await self._error(send, _MESSAGE, 500)
        else:
            return False
        return True

    def _strikes(self, fault: str) -> bool:
        if self._provider.dice.strikes(fault):
            self._provider.counts.faulted += 1
            return True
        return False

    def _is_our_sender(self, sender: str) -> bool:
        known = self._provider.options.senders
        return known is None or sender.lstrip("+") in known

    # --- the rest --------------------------------------------------------------------------------

    async def _take_events(self, receive: Receive, send: Send) -> None:
        body = await _read_object(receive)
        errors = validate_events(body) if body is not None else {}
        if body is None or errors:
            await self._error(send, _EVENTS, 400, errors)
            return
        pairs = [(event["sender"], event["destinations"][0]["to"]) for event in body["events"]]
        if not all(self._is_our_sender(sender) for sender, _ in pairs):
            await self._error(send, _EVENTS, 403)
            return
        accepted = [(self._provider.show_typing(sender, to), to) for sender, to in pairs]
        await self._wait_latency()
        await _respond(send, 200, _encode(events_answer(self._provider.new_bulk_id(), accepted)).encode())

    async def _serve_sender(self, scope: Scope, path: str, send: Send) -> None:
        sender, _, rest = path[len(_SENDERS) :].partition("/")
        if not self._is_our_sender(sender):
            await self._error(send, path, 403)
        elif rest.startswith("media/"):
            await self._serve_media(send, sender, rest.removeprefix("media/"))
        elif self._provider.mark_read(sender, rest.removeprefix("message/").removesuffix("/read")):
            await self._wait_latency()
            await _respond(send, 204, b"")
        else:
            await self._error(send, path, 404)

    async def _serve_media(self, send: Send, sender: str, media_id: str) -> None:
        media = self._provider.state.media.get((sender, media_id))
        if media is None:
            await self._error(send, _SENDERS, 404)
            return
        await self._wait_latency()
        # The server leaves the body out for HEAD and keeps its length.
        await _respond(
            send, 200, base64.b64decode(media.data), ((b"content-type", media.content_type.encode()),)
        )

    async def _wait_latency(self) -> None:
        latency_ms = self._provider.dice.faults.latency_ms
        if latency_ms:
            await asyncio.sleep(latency_ms / 1000)

    async def _error(
        self,
        send: Send,
        path: str,
        status: int,
        errors: dict[str, list[str]] | None = None,
        headers: tuple[tuple[bytes, bytes], ...] = (),
        *,
        late: bool = True,
    ) -> None:
        if 400 <= status <= 404:
            self._provider.counts.invalid += 1
        if late:
            await self._wait_latency()
        form = new_error if path.startswith(_EVENTS) else classic_error
        await _respond(send, status, _encode(form(status, errors)).encode(), (_JSON, *headers))


def _exists(method: str, path: str) -> bool:
    if path.startswith(_MESSAGE):
        return method == "POST" and is_known(path[len(_MESSAGE) :])
    if path == _EVENTS:
        return method == "POST"
    if not path.startswith(_SENDERS):
        return False
    _, _, rest = path[len(_SENDERS) :].partition("/")
    if rest.startswith("media/"):
        return method in {"GET", "HEAD"}
    return method == "POST" and rest.startswith("message/") and rest.endswith("/read")


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(root) else path


async def _read_object(receive: Receive) -> dict[str, Any] | None:
    try:
        body = json.loads(await _read_body(receive))
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


async def _read_body(receive: Receive) -> bytes:
    """The whole body; nothing when it is larger than any valid request."""
    message = await receive()
    if not message.get("more_body"):
        return message.get("body", b"")  # type: ignore[no-any-return]
    parts, size = [message.get("body", b"")], 0
    while message.get("more_body"):
        message = await receive()
        size += len(message.get("body", b""))
        if size <= _MAX_BODY:
            parts.append(message.get("body", b""))
    return b"".join(parts) if size <= _MAX_BODY else b""


async def _respond(
    send: Send, status: int, body: bytes, headers: tuple[tuple[bytes, bytes], ...] = (_JSON,)
) -> None:
    length = () if status == 204 else ((b"content-length", b"%d" % len(body)),)
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body})


async def _respond_slowly(send: Send, body: bytes, pause_s: float) -> None:
    half = len(body) // 2
    headers = [_JSON, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body[:half], "more_body": True})
    await asyncio.sleep(pause_s)
    await send({"type": "http.response.body", "body": body[half:]})


async def _cut(receive: Receive, send: Send) -> None:
    """Closes the connection without an answer.

    ASGI has no word for that, so this reaches for the transport of uvicorn behind ``receive``. Under another
    server, or when a middleware stands between, the answer breaks off after its headers instead.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is not None:
        transport.close()
        await receive()  # returns once the server has noticed, so that it does not try to answer for us
        return
    await send({"type": "http.response.start", "status": 200, "headers": [_JSON, (b"content-length", b"64")]})
