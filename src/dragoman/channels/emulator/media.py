"""Customers' files: served to who has a key, gone after a while, and served badly on purpose."""

import base64
from urllib.parse import urlsplit

from dragoman.channels.emulator.desk import Call, Desk, Handler
from dragoman.channels.emulator.state import Media
from dragoman.channels.emulator.storage import Storage
from dragoman.channels.emulator.wire import HTML, Header, respond, respond_endlessly, respond_slowly


def media_calls(storage: Storage) -> dict[str, Handler]:
    """The endpoints about files; ``storage`` is where redirects lead."""

    async def serve(desk: Desk, call: Call) -> None:
        media = _find(desk, *call.parts)
        if media is None:
            await desk.error(call, 404)
            return
        await desk.wait_latency()
        body, kind = base64.b64decode(media.data), (b"content-type", media.content_type.encode())
        if desk.strikes("media_redirect"):
            location = await storage.offer(desk.provider.mint("stored"), body, media.content_type)
            await respond(call.send, 302, b"", ((b"location", location.encode()),))
        elif desk.strikes("media_wrong_type"):
            await respond(call.send, 200, body, (HTML,))
        elif call.operation.name == "media_head":
            await respond(
                call.send, 200, body, (kind,)
            )  # the server leaves the body out and keeps its length
        else:
            await _serve_body(desk, call, body, kind)

    async def delete(desk: Desk, call: Call) -> None:
        given = await call.body()
        url = (given or {}).get("url")
        if not isinstance(url, str) or not url.strip():
            await desk.error(call, 400, {"url": ["must not be blank"]})
            return
        sender, media_id = call.parts[0], urlsplit(url).path.rpartition("/")[2]
        if _find(desk, sender, media_id) is None:
            await desk.error(call, 404)
            return
        desk.provider.commit({"k": "media_deleted", "sender": sender, "id": media_id})
        await desk.done(call)

    return {"media_get": serve, "media_head": serve, "media_delete": delete}


async def _serve_body(desk: Desk, call: Call, body: bytes, kind: Header) -> None:
    faults = desk.provider.dice.faults
    if desk.strikes("media_oversize"):
        await respond_endlessly(call.send, faults.media_oversize_bytes, (kind,))
    elif desk.strikes("media_slow"):
        await respond_slowly(call.send, body, faults.media_slow_ms / 1000, (kind,))
    else:
        await respond(call.send, 200, body, (kind,))


def _find(desk: Desk, sender: str, media_id: str) -> Media | None:
    provider = desk.provider
    media = provider.state.media.get((sender, media_id))
    keep_s = provider.behaviour.media_retention_s
    if media is None or keep_s is None or media.at is None:
        return media
    return media if provider.now() - media.at < keep_s else None
