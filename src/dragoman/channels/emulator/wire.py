"""Reading requests and writing answers as plain ASGI: what the Infobip side is made of."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

Header = tuple[bytes, bytes]
JSON: Header = (b"content-type", b"application/json")
XML: Header = (b"content-type", b"application/xml")
HTML: Header = (b"content-type", b"text/html")

_MAX_BODY = 4 * 1024 * 1024
_PIECE = 64 * 1024
_HANG_S = 600.0

encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True).encode


def path_of(scope: Scope) -> str:
    """The path below whatever the emulator is mounted under."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(root) else path


def header_of(scope: Scope, wanted: bytes) -> bytes:
    """A header's value, empty when there is none; the last one when there are several."""
    found = b""
    for name, value in scope["headers"]:
        if name == wanted:
            found = value
    return found


def query_of(scope: Scope) -> dict[str, str]:
    """The query's parameters; the last one when there are several."""
    return dict(parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True))


async def read_object(receive: Receive) -> dict[str, Any] | None:
    """The body as a JSON object; ``None`` when it is none."""
    try:
        body = json.loads(await read_body(receive))
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


async def read_body(receive: Receive) -> bytes:
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


async def respond(send: Send, status: int, body: bytes, headers: tuple[Header, ...] = (JSON,)) -> None:
    """One whole answer."""
    length = () if status == 204 else ((b"content-length", b"%d" % len(body)),)
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body})


async def respond_slowly(
    send: Send, body: bytes, pause_s: float, headers: tuple[Header, ...] = (JSON,)
) -> None:
    """An answer whose second half comes late."""
    half = len(body) // 2
    start = [*headers, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": start})
    await send({"type": "http.response.body", "body": body[:half], "more_body": True})
    await asyncio.sleep(pause_s)
    await send({"type": "http.response.body", "body": body[half:]})


async def respond_endlessly(send: Send, size: int, headers: tuple[Header, ...]) -> None:
    """So many bytes without saying how many there will be."""
    await send({"type": "http.response.start", "status": 200, "headers": list(headers)})
    piece = bytes(_PIECE)
    for begun in range(0, size, _PIECE):
        await send(
            {"type": "http.response.body", "body": piece[: min(_PIECE, size - begun)], "more_body": True}
        )
        await asyncio.sleep(0)  # whoever has gone is noticed between two pieces
    await send({"type": "http.response.body", "body": b""})


async def hang(receive: Receive) -> None:
    """Never answers: returns when the client has given up."""
    try:
        async with asyncio.timeout(_HANG_S):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass


async def cut(receive: Receive, send: Send) -> None:
    """Closes the connection without an answer.

    ASGI has no word for that, so this reaches for the transport of uvicorn behind ``receive``. Under another
    server, or when a middleware stands between, the answer breaks off after its headers instead.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is not None:
        transport.close()
        await receive()  # returns once the server has noticed, so that it does not try to answer for us
        return
    await send({"type": "http.response.start", "status": 200, "headers": [JSON, (b"content-length", b"64")]})
