"""One emulator for all processes of a home: one holds it, the others send to it and pass on what they are asked.

With one in each process, an answer would reach an emulator that has never heard of the customer, and be refused.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import aiohttp
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from yarl import URL

from dragoman.channels.emulator.app import Emulator, below_root, create_emulator, served_beside
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.channels.emulator.seat import Seat

_LOOKS_EVERY_S = 0.5
_LONGEST_WAIT_S = 10.0
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
_HEADERS_THERE = ("host", "authorization", "content-type")
_HEADERS_BACK = ("content-type", "content-length", "retry-after")
_TIMEOUT = aiohttp.ClientTimeout(total=90, sock_connect=3)  # a long poll takes up to a minute

log = structlog.get_logger()


class SharedEmulator:
    """The emulator of a home, as one of its processes has it: to mount, and to enter :meth:`running`.

    Whoever comes first holds it and serves it on a port of its own as well: several processes may share the port of
    their doors, as ``uvicorn --workers`` makes them. When the holder ends or is killed, another one takes its place
    and reads the same journal.
    """

    def __init__(self, folder: Path, options: EmulatorOptions | None, *, front: str) -> None:
        """``options`` are for holding it: ``None`` in a process that never does. ``front``: see ``address``."""
        self._seat = Seat(folder / "holder")
        self._options = options
        self._front = front
        self._webhook_url = options.webhook_url if options is not None else ""
        self._address: str | None = None
        self._emulator: Emulator | None = None
        self._held = AsyncExitStack()
        self._stopping = False
        self._calls: set[asyncio.Task[Response]] = set()
        self.ports: set[int] = set()
        """Those that this process opened for the emulator: none but the holder's."""
        self._passing_on = Starlette(routes=[Route("/{path:path}", self._pass_on, methods=_METHODS)])

    @property
    def address(self) -> str:
        """Where to send to. Without a holder the front door, which then says that nothing was taken."""
        return self._address or self._front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request: answered here by the holder, by the others with what the holder answers."""
        await (self._emulator or self._passing_on)(scope, receive, send)

    def is_behind(self, front: str, webhook_url: str) -> None:
        """The doors of this process are elsewhere than was thought."""
        self._front, self._webhook_url = front, webhook_url
        if self._emulator is not None:
            self._emulator.post_to(webhook_url)

    def release(self) -> None:
        """Answers everybody who waits for news, so that the server can stop at once."""
        self._stopping = True
        if self._emulator is not None:
            self._emulator.release()
        for call in self._calls:
            call.cancel()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Between start and stop: this process holds the emulator or knows who does.

        Raises ``ConfigError`` when it would hold it and the journal is held by a stranger or damaged.
        """
        self._stopping = False
        try:
            await self._look()
            follower = asyncio.create_task(self._follow(), name="emulator")
            try:
                yield
            finally:
                follower.cancel()
                await asyncio.gather(follower, return_exceptions=True)
        finally:
            self._stopping = True
            self._emulator = self._address = None
            self.ports.clear()
            await self._held.aclose()

    async def _follow(self) -> None:
        wait_s = _LOOKS_EVERY_S
        while self._emulator is None:
            await asyncio.sleep(wait_s)
            try:
                await self._look()
                wait_s = _LOOKS_EVERY_S
            except Exception as error:
                wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
                log.error("emulator_not_taken_over", reason=str(error), retry_in_s=wait_s)

    async def _look(self) -> None:
        """Takes the seat when it is free, else notes who has it."""
        if self._options is not None and not self._stopping and self._seat.take():
            await self._hold(self._options)
            return
        address = self._seat.address()
        if address is not None and address != self._address:
            log.info("emulator_shared", address=address)
        self._address = address

    async def _hold(self, options: EmulatorOptions) -> None:
        async with AsyncExitStack() as stack:
            stack.callback(self._seat.leave)
            emulator = create_emulator(options)
            stack.callback(emulator.provider.close)
            await asyncio.to_thread(emulator.provider.open)  # the journal may be long
            await stack.enter_async_context(emulator.running())
            listener = stack.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
            self.ports.add(port)
            mounted_at = urlsplit(self._front).path
            await stack.enter_async_context(served_beside(emulator, listener, mounted_at=mounted_at))
            emulator.post_to(self._webhook_url)
            self._address, self._emulator = f"http://127.0.0.1:{port}", emulator
            self._seat.tell(self._address)
            self._held = stack.pop_all()

    async def _pass_on(self, request: Request) -> Response:
        call = asyncio.create_task(_ask(self._address, request))
        self._calls.add(call)
        try:
            await asyncio.wait({call})
        finally:
            self._calls.discard(call)
            call.cancel()
        return _problem(503, "this process is stopping") if call.cancelled() else call.result()


async def _ask(address: str | None, request: Request) -> Response:
    if address is None:
        return _problem(503, "no process holds the emulator at this moment; try again in a second")
    url = f"{address}{quote(below_root(request.scope))}?{request.url.query}"
    headers = {name: request.headers[name] for name in _HEADERS_THERE if name in request.headers}
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.request(
                request.method,
                URL(url, encoded=True),
                data=await request.body(),
                headers=headers,
                allow_redirects=False,
            ) as answer,
        ):
            body = await answer.read()
            back = {name: answer.headers[name] for name in _HEADERS_BACK if name in answer.headers}
            return Response(body, answer.status, back)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        return _problem(503, "the process that holds the emulator has ended; try again in a second")
    except (aiohttp.ClientError, TimeoutError, OSError):
        return _problem(502, "the process that holds the emulator did not finish its answer")


def _problem(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status)
