"""A small HTTP server in Infobip's place, which answers as each test tells it; and worse ones."""

import asyncio
import json
import re
import socket
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web

from dragoman.channels.base import Outbound, Sender
from dragoman.channels.content import TextOut

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
KEY, CUSTOMER = "0123456789abcdef-secret", "96170000001"
HI = Outbound("7-m1", CUSTOMER, TextOut("hi there, how are you"))

_TAKEN = b'{"messageId":"7-m1","status":{"groupId":1,"id":7}}'
TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(_TAKEN), _TAKEN)
"""A whole answer that accepts ``HI``, for a server that writes bytes."""


async def accept(request: web.Request) -> web.StreamResponse:
    """Takes the message."""
    body = await request.json()
    status = {"groupId": 1, "groupName": "PENDING", "id": 7, "name": "PENDING_ENROUTE"}
    return web.json_response({"to": body["to"], "messageId": body["messageId"], "status": status})


async def hang(request: web.Request) -> web.StreamResponse:
    """Reads the request and says nothing."""
    await asyncio.sleep(30)
    return web.Response()


async def hang_up(request: web.Request) -> web.StreamResponse:
    """Reads the request and drops the connection."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def say(status: int, body: bytes = b"", **headers: str) -> Answer:
    """Always this answer; ``Retry_After`` is written for the header Retry-After."""

    async def answer(request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, body=body, headers=named)

    return answer


@dataclass
class Provider:
    """The server: what it got, and how it answers."""

    url: str = ""
    answer: Answer = accept
    paths: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.paths.append(request.path)
        self.times.append(time.monotonic())
        self.headers.append(dict(request.headers))
        self.bodies.append(json.loads(await request.read() or b"{}"))
        assert request.transport is not None
        self.connections.add(request.transport.get_extra_info("peername"))
        return await self.answer(request)

    def sender(self, **changes: Any) -> Sender:
        """One of our numbers, whose base URL is this server."""
        return replace(Sender("96179374241", self.url, KEY), **changes)


@asynccontextmanager
async def a_provider() -> AsyncIterator[Provider]:
    """A server that runs as long as the block."""
    provider = Provider()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", provider.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    provider.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield provider
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw_server(*answers: bytes | None) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that gives ``answers`` on each connection, then closes it; ``None`` resets it instead."""
    requests: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            requests.append(head + await reader.readexactly(int(length[1]) if length else 0))
            if answer is None:
                now = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
            else:
                writer.write(answer)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", requests
    finally:
        server.close()
        await server.wait_closed()


def free_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
