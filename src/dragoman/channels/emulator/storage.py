"""The other host that redirects of media lead to: a server of its own that must never see our credentials."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

_MAX_REQUESTS = 1000
_READ_S = 10.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """One request that the storage saw."""

    method: str
    path: str
    status: int
    authorization: bool


class Storage:
    """Serves what was offered, on a port of its own that opens with the first offer. Speaks HTTP/1.1, no more."""

    def __init__(self, on_leak: Callable[[], None]) -> None:
        self.fetched: deque[Fetched] = deque(maxlen=_MAX_REQUESTS)
        self._on_leak = on_leak
        self._files: dict[str, tuple[bytes, str]] = {}
        self._server: asyncio.Server | None = None

    async def offer(self, name: str, body: bytes, content_type: str) -> str:
        """Makes a file fetchable without credentials; its address."""
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        path = f"/stored/{name}"
        self._files[path] = (body, content_type)
        while len(self._files) > _MAX_REQUESTS:
            del self._files[next(iter(self._files))]
        port = self._server.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}{path}"

    async def stop(self) -> None:
        """Closes the port."""
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def as_json(self) -> list[dict[str, Any]]:
        """What was fetched, oldest first."""
        return [
            {"method": f.method, "path": f.path, "status": f.status, "authorization": f.authorization}
            for f in self.fetched
        ]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_READ_S):
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            writer.write(self._answer(head))
            await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    def _answer(self, head: str) -> bytes:
        request, *lines = head.split("\r\n")
        method, path, *_ = [*request.split(" "), "", ""]
        names = {line.partition(":")[0].strip().lower() for line in lines}
        body, content_type = self._files.get(path, (b"", "text/plain"))
        status = 200 if path in self._files and method in {"GET", "HEAD"} else 404
        leaked = "authorization" in names
        if leaked:
            self._on_leak()
        self.fetched.append(Fetched(method, path, status, leaked))
        start = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        return start.encode("latin-1") + (b"" if method == "HEAD" else body)
