"""The way out for files: ``GET /media/{shop}/{name}?until=...&sig=...``, for whoever was given a signed address.

404 for everything that is not right, whatever it is: nobody learns which shops, files or signatures there are. What
is served is read in parts, so that a slow reader holds neither a file in memory nor a connection to the database.
"""

from collections.abc import AsyncIterator, Callable, MutableMapping
from dataclasses import dataclass
from urllib.parse import parse_qs

import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from dragoman.base import blobs
from dragoman.base.blobs import PART_BYTES, Blob
from dragoman.base.db import Database
from dragoman.base.errors import ConfigError, DatabaseUnavailable
from dragoman.base.ids import TenantId
from dragoman.base.links import PATH, FileLinks
from dragoman.channels.sniff import ENDINGS

ROUTE = PATH + "/{shop}/{name}"
_SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class MediaDoor:
    """The ASGI application behind ``ROUTE``."""

    database: Callable[[], Database]
    links: Callable[[], FileLinks]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        response = await self._answer(Request(scope))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            opened = self._opened(request)
            if opened is None or request.method not in {"GET", "HEAD"}:
                return _nothing()
            tenant_id, name, left_s = opened
            async with self.database().in_one_statement(tenant_id) as tx:
                blob = (await blobs.find(tx, [name])).get(name)
        except (DatabaseUnavailable, ConfigError):
            return Response(status_code=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})
        if blob is None:
            return _nothing()
        headers = _headers(blob, left_s)
        if request.method == "HEAD":
            return Response(headers=headers)
        log.info("file_served", tenant=tenant_id, type=blob.media_type, bytes=blob.size)
        return StreamingResponse(self._parts(tenant_id, blob), headers=headers)

    def _opened(self, request: Request) -> tuple[TenantId, bytes, int] | None:
        given = parse_qs(request.url.query, max_num_fields=10) if len(request.url.query) < 500 else {}
        until, signature = given.get("until", []), given.get("sig", [])
        if len(until) != 1 or len(signature) != 1:
            return None
        path: MutableMapping[str, str] = request.path_params
        return self.links().open(path["shop"], path["name"], until[0], signature[0])

    async def _parts(self, tenant_id: TenantId, blob: Blob) -> AsyncIterator[bytes]:
        for start in range(0, blob.size, PART_BYTES):
            async with self.database().in_one_statement(tenant_id) as tx:
                part = await blobs.read_part(tx, blob.sha256, start)
            yield part


def _headers(blob: Blob, left_s: int) -> dict[str, str]:
    """A browser that is shown it runs nothing of it, and nobody in between keeps it."""
    ending = ENDINGS.get(blob.media_type)
    name = blob.sha256.hex()[:16] + (f".{ending}" if ending else "")
    way = "inline" if blob.media_type.startswith(_SHOWN) else "attachment"
    return {
        "Content-Type": blob.media_type,
        "Content-Length": str(blob.size),
        "Content-Disposition": f'{way}; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": f"private, max-age={left_s}",
        "Referrer-Policy": "no-referrer",
    }


def _nothing() -> Response:
    return Response("not found", 404, {"Cache-Control": "no-store"}, "text/plain")
