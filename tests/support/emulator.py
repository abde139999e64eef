"""A served emulator and the webhook it pushes to, for tests that speak HTTP to both."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import uvicorn

from dragoman.channels.emulator.app import Emulator, create_emulator
from dragoman.channels.emulator.options import EmulatorOptions

SHOP = "9613451652"
MONA = "96170000001"
AUTH = {"Authorization": "App key-for-tests"}


@dataclass
class Webhook:
    """Takes what the emulator pushes. ``answers`` are the next statuses; then 200."""

    bodies: list[Any] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    url: str = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        body = message.get("body", b"")
        while message.get("more_body"):
            message = await receive()
            body += message.get("body", b"")
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.bodies.append(json.loads(body))
            self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    @property
    def results(self) -> list[dict[str, Any]]:
        """Every result of every push that was taken, in order."""
        return [result for body in self.bodies for result in body["results"]]

    @property
    def texts(self) -> list[str]:
        """The words of the customers' messages, in order."""
        return [result["message"]["text"] for result in self.results if "message" in result]


@dataclass
class Client:
    """Talks to one emulator, as Dragoman and as the tester."""

    emulator: Emulator
    url: str
    session: aiohttp.ClientSession

    async def send(self, kind: str = "text", **changes: Any) -> tuple[int, Any]:
        """One send, a text to Mona unless changed: the status and the answer's JSON."""
        body = {"from": SHOP, "to": MONA, "content": {"text": "Hello"}} | changes
        return await self.post(f"/whatsapp/1/message/{kind}", body)

    async def post(self, path: str, body: Any, *, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        async with self.session.post(
            self.url + path, json=body, headers=AUTH if headers is None else headers
        ) as answer:
            is_json = answer.headers.get("content-type") == "application/json"
            return answer.status, await answer.json() if is_json else await answer.text()

    async def admin(self, method: str, name: str, body: Any = None, **query: Any) -> Any:
        """One call of the admin API; its JSON. An error fails the test."""
        url = f"{self.url}/_emulator/{name}"
        async with self.session.request(method, url, json=body, params=query) as answer:
            assert answer.status < 300, await answer.text()
            return None if answer.status == 204 else await answer.json()

    async def customer_says(self, text: str, **changes: Any) -> str:
        """Mona writes to the shop, unless changed. The message's id."""
        answer = await self.admin("POST", "inbound", {"to": SHOP, "from": MONA, "text": text} | changes)
        return str(answer["messageId"])

    async def outbox(self, **query: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (await self.admin("GET", "outbox", **query))["messages"]
        return rows


@contextlib.asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """Serves an application on a free port of this machine; its URL."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=1)
    config.load()
    # Its startup and shutdown without its main loop, which would cost a test 100 ms and take over signals.
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    assert server.started, "the server did not start"
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        await server.shutdown(sockets=[listener])
        listener.close()


@contextlib.asynccontextmanager
async def an_emulator(webhook: Webhook | None = None, **options: Any) -> AsyncIterator[Client]:
    """A served emulator. Without a webhook, pushes meet a closed port; reports are off unless asked for."""
    url = webhook.url if webhook is not None else "http://127.0.0.1:9/none"
    quiet = {"delivered_after_s": None, "seen_after_s": None}
    emulator = create_emulator(EmulatorOptions(webhook_url=url, **(quiet | options)))
    async with served(emulator) as own_url, aiohttp.ClientSession() as session:
        yield Client(emulator, own_url, session)


@contextlib.asynccontextmanager
async def a_webhook() -> AsyncIterator[Webhook]:
    """A served webhook."""
    webhook = Webhook()
    async with served(webhook) as url:
        webhook.url = f"{url}/webhook"
        yield webhook


async def until(condition: Callable[[], bool], *, seconds: float = 5.0) -> None:
    """Returns as soon as something is so; fails after a while."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the other side is a server, not a coroutine of ours
            await asyncio.sleep(0.01)
