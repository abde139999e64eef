"""A small server in Infobip's place that has templates and numbers, in the shapes of Infobip's documentation."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from dragoman.channels.base import Sender
from tests.support.infobip_server import KEY

Json = dict[str, Any]


def a_template(name: str = "order_ready", language: str = "en", **changes: Any) -> Json:
    """A template as version 2 shows it: two placeholders and a quick reply."""
    return {
        "id": f"id-{name}-{language}",
        "businessAccountId": 222,
        "name": name,
        "language": language,
        "status": "APPROVED",
        "category": "UTILITY",
        "structure": {
            "header": {"format": "TEXT", "text": "Order"},
            "body": {"text": "Hi {{1}}, order {{2}} is ready"},
            "footer": {"text": "Shop"},
            "buttons": [{"type": "QUICK_REPLY", "text": "Track"}],
            "type": "TEXT",
        },
        "quality": "HIGH",
        "createdAt": "2026-01-01T00:00:00.000+0000",
        "lastUpdatedAt": "2026-01-01T00:00:00.000+0000",
    } | changes


@dataclass
class Account:
    """One account: its templates, how its number stands, and what it refuses.

    ``refuses`` maps ``METHOD path`` (its beginning) to a status; ``paged`` has only the older call.
    """

    url: str = ""
    templates: list[Json] = field(default_factory=list)
    quality: Json | None = field(
        default_factory=lambda: {"qualityRating": "HIGH", "status": "CONNECTED", "currentLimit": "LIMIT_10K"}
    )
    refuses: dict[str, int] = field(default_factory=dict)
    paged: bool = False
    calls: list[str] = field(default_factory=list)
    made: list[Json] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    raw: bytes | None = None

    def sender(self, number: str = "96179374241") -> Sender:
        """One of our numbers, whose account this is."""
        return Sender(number, self.url, KEY)

    @property
    def asked(self) -> int:
        """How often its templates were asked for."""
        return sum(call.startswith("GET") and "templates" in call for call in self.calls)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        call = f"{request.method} {request.path}"
        self.calls.append(call)
        self.keys.add(request.headers.get("Authorization", ""))
        for begins, status in self.refuses.items():
            if call.startswith(begins):
                return _classic(status)
        if self.raw is not None:
            return web.Response(body=self.raw, content_type="application/json")
        match request.method, request.path.split("/")[1:]:
            case "GET", ["whatsapp", "2", "senders", _, "templates"] if not self.paged:
                return web.json_response({"templates": self.templates})
            case "GET", ["whatsapp", "1", "templates"]:
                return self._page(int(request.query["page"]), int(request.query["size"]))
            case "GET", ["whatsapp", "2", "senders", _, "templates", id_]:
                found = [one for one in self.templates if one["id"] == id_]
                return web.json_response(found[0]) if found else _classic(404)
            case "POST", ["whatsapp", "2", "senders", _, "templates"]:
                new = a_template(**json.loads(await request.read())) | {
                    "status": "PENDING",
                    "quality": "UNKNOWN",
                }
                self.made.append(new)
                self.templates.append(new)
                return web.json_response(new, status=201)
            case "DELETE", ["whatsapp", "2", "senders", _, "templates", name]:
                before = len(self.templates)
                self.templates = [one for one in self.templates if one["name"] != name]
                return web.Response(status=204) if len(self.templates) < before else _classic(404)
            case "GET", ["whatsapp", "1", "senders", "quality"]:
                rated = [{"sender": request.query["senders"], **self.quality}] if self.quality else []
                return web.json_response({"results": rated})
        return _classic(404)

    def _page(self, page: int, size: int) -> web.Response:
        size = min(size, 2)  # so that a few templates make several pages
        shown = self.templates[page * size : (page + 1) * size]
        pages = -(-len(self.templates) // size)
        paging = {"page": page, "size": size, "totalPages": pages, "totalResults": len(self.templates)}
        return web.json_response({"results": shown, "paging": paging})


def _classic(status: int) -> web.Response:
    words = {401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND", 429: "TOO_MANY_REQUESTS"}.get(
        status, "OTHER"
    )
    body = {
        "requestError": {"serviceException": {"messageId": words, "text": words.replace("_", " ").title()}}
    }
    return web.json_response(body, status=status)


@asynccontextmanager
async def an_account() -> AsyncIterator[Account]:
    """A server that runs as long as the block."""
    account = Account()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", account.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    account.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield account
    finally:
        await runner.cleanup()
