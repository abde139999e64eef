"""A small world to look at: the real emulator, the simulator's routes and a business that answers.

Everything runs over real HTTP on free ports in the session's event loop.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dragoman.channels.emulator.app import create_emulator
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.doors.simulator import ShopChoice, simulator_routes

SHOPS = (
    ShopChoice(
        "ecla", "ECLA", "96179374241", ("en", "ar"), ("how much is the whitening kit?", "كم سعر العرض؟")
    ),
    ShopChoice("astrosouks", "AstroSouks", "9613451652", ("en", "ar"), ("do you deliver?",)),
)
BRANDS = {shop.number: shop.brand for shop in SHOPS}


@asynccontextmanager
async def served(app: Any, port: int = 0) -> AsyncIterator[str]:
    """``app`` on a port of this machine, and its address."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=0, server_header=False)
    config.load()
    # Its startup and shutdown without its main loop, which would cost a test 100 ms and take over signals.
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        await server.shutdown(sockets=[listening])
        listening.close()


@dataclass
class Business:
    """Answers every message from the number it was sent to, in the way its words ask for."""

    emulator: str = ""
    thinking_s: float = 0.1
    heard: list[dict[str, Any]] = field(default_factory=list)
    working: set[asyncio.Task[None]] = field(default_factory=set)

    async def webhook(self, request: Request) -> Response:
        for result in (await request.json())["results"]:
            if "message" in result:
                self.heard.append(result)
                task = asyncio.create_task(self._answer(result))
                self.working.add(task)
                task.add_done_callback(self.working.discard)
        return Response(status_code=200)

    async def _answer(self, result: dict[str, Any]) -> None:
        sender, customer, message = result["to"], result["from"], result["message"]
        destination = {
            "sender": sender,
            "destinations": [{"to": customer}],
            "content": {"type": "TYPING_INDICATOR"},
        }
        await self._post(f"/whatsapp/1/senders/{sender}/message/{result['messageId']}/read", None)
        await self._post("/whatsapp/1/events", {"events": [destination]})
        await asyncio.sleep(self.thinking_s)
        kind, content = _reply_to(message, BRANDS[sender])
        await self._post(f"/whatsapp/1/message/{kind}", {"from": sender, "to": customer, "content": content})

    async def _post(self, path: str, body: Any) -> None:
        headers = {"Authorization": "App test"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(self.emulator + path, json=body),
        ):
            pass


def _reply_to(message: dict[str, Any], brand: str) -> tuple[str, dict[str, Any]]:
    words = message.get("text") or message.get("title") or message["type"]
    if words == "buttons":
        buttons = [
            {"type": "REPLY", "id": f"go:{title}", "title": title} for title in ("Order it", "See similar")
        ]
        return "interactive/buttons", {"body": {"text": "What next?"}, "action": {"buttons": buttons}}
    if words == "list":
        rows = [
            {"id": "sz-42", "title": "Size 42", "description": "in stock"},
            {"id": "sz-43", "title": "Size 43"},
        ]
        action = {"title": "Sizes", "sections": [{"title": "EU", "rows": rows}]}
        return "interactive/list", {"body": {"text": "Which size?"}, "action": action}
    return "text", {"text": f"*{brand}* heard: {words}"}


@dataclass(frozen=True)
class World:
    """Addresses of the page's server and of the emulator, and the business behind the webhook."""

    url: str
    emulator: str
    business: Business


@asynccontextmanager
async def small_world() -> AsyncIterator[World]:
    """Emulator, business and simulator, all fresh."""
    business = Business()
    async with served(Starlette(routes=[Route("/webhook", business.webhook, methods=["POST"])])) as door:
        options = EmulatorOptions(webhook_url=f"{door}/webhook", delivered_after_s=0.1, seen_after_s=0.3)
        async with served(create_emulator(options)) as emulator:
            business.emulator = emulator
            app = Starlette(routes=simulator_routes(emulator_admin=emulator, shops=lambda: SHOPS))
            async with served(app) as url:
                yield World(url, emulator, business)
