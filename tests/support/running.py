"""The real application for journeys: its own database and home, the example shops, the emulator over HTTP.

A module of tests shares one running application; what it needs set differently it says in a ``SETTINGS``
mapping of environment variables. Customers are new people for every test, so tests do not meet.
"""

import asyncio
import contextlib
import itertools
import json
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import uvicorn
from psycopg.rows import dict_row

from dragoman.app.web import create_app
from dragoman.base import telemetry
from dragoman.base.db import Database, DatabaseUrls
from dragoman.config.settings import load_settings
from tests.support.server import TestServer

NUMBERS = {"ecla": "96179374241", "astrosouks": "9613451652"}
SHOPS = Path(__file__).parents[2] / "examples" / "shops"

_people = itertools.count(70_100_001)
_ids = itertools.count(1)

# Waiting for a person or for a receipt may last; waiting for the agent, or to be sent, may not.
_DUE = """
    SELECT (SELECT count(*) FROM conversation_due WHERE reply_since IS NOT NULL AND owner = 'agent')
         + (SELECT count(*) FROM outbox WHERE status <> 'unknown')
         + (SELECT count(*) FROM failed_sends) AS due
"""

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What an HTTP request came back with."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


@dataclass(frozen=True)
class Dragoman:
    """A running application and the hands to try it with."""

    url: str
    environment: Mapping[str, str]
    database: Database
    admin_url: str
    http: aiohttp.ClientSession

    def customer(self, address: str | None = None, *, shop: str = "ecla", name: str = "Mona") -> "Customer":
        """Somebody with a phone: a new person unless an address (digits, or a user id) is given."""
        return Customer(self, address or f"961{next(_people)}", NUMBERS.get(shop, shop), name)

    async def request(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        """One HTTP request to the application; anything but bytes, or a file of them, travels as JSON."""
        data = body if isinstance(body, bytes | BytesIO | None) else json.dumps(body).encode()
        async with self.http.request(method, self.url + path, data=data, **options) as answer:
            return Answer(answer.status, answer.headers, await answer.text())

    async def post(self, *results: Json, path: str = "/webhook") -> int:
        """One webhook with these results; the status."""
        return (await self.request("POST", path, {"results": list(results)})).status

    async def emulator(self, method: str, name: str, body: Any = None, **query: Any) -> Any:
        """One call of the emulator's admin API; an error fails the test."""
        answer = await self.request(method, f"/emulator/_emulator/{name}", body, params=query)
        assert answer.status < 300, answer.text
        return answer.json if answer.text else None

    @contextlib.asynccontextmanager
    async def faults(self, **faults: Any) -> AsyncIterator[None]:
        """The provider misbehaves like this inside the block."""
        await self.emulator("PATCH", "faults", faults)
        try:
            yield
        finally:
            await self.emulator("PATCH", "faults", {"reset": True})

    async def sent_to(self, address: str) -> list[Json]:
        """Every message that the provider accepted for a customer, in its order."""
        rows: list[Json] = (await self.emulator("GET", "outbox", to=address))["messages"]
        return rows

    async def command(self, *words: str, typed: str = "") -> str:
        """Runs ``dragoman`` with these words as a process of its own; what it printed. Failing fails the test."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "dragoman",
            *words,
            env={**os.environ, **self.environment},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate(typed.encode())
        assert process.returncode == 0, output.decode()
        return output.decode()

    async def rows(self, sql: str, *values: Any) -> list[Json]:
        """Rows as whoever administers the database sees them, every wall open."""
        connection = await psycopg.AsyncConnection.connect(
            self.admin_url, autocommit=True, row_factory=dict_row
        )
        async with connection:
            cursor = await connection.execute(sql, values)
            return await cursor.fetchall() if cursor.description else []

    async def row(self, sql: str, *values: Any) -> Json:
        """The one row there is; none, or several, fail the test."""
        rows = await self.rows(sql, *values)
        assert len(rows) == 1, f"{len(rows)} rows"
        return rows[0]

    async def ready(self, *, seconds: float = 10.0) -> None:
        """Returns when the worker runs too: it starts after the door is open."""
        deadline = time.monotonic() + seconds
        while not _works(answer := await self.request("GET", "/health")):
            assert time.monotonic() < deadline, answer.text
            await asyncio.sleep(0.02)

    async def idle(self, *, seconds: float = 15.0) -> None:
        """Returns when everything is pushed, and nobody waits for the agent or to be sent something."""
        deadline = time.monotonic() + seconds
        while True:
            before = await self.emulator("GET", "state")
            due = (await self.row(_DUE))["due"]
            # Asked again: what was due a moment ago has been sent by now, and its report is on its way.
            state = await self.emulator("GET", "state")
            if not any((before["counts"]["pushes_waiting"], due, state["counts"]["pushes_waiting"])):
                return
            if time.monotonic() > deadline:
                raise AssertionError(f"after {seconds} s: {due} due, {state['counts']}")
            await asyncio.sleep(0.03)

    async def until(self, sql: str, *values: Any, seconds: float = 5.0) -> list[Json]:
        """The rows of a query, as soon as there are any; fails after a while."""
        deadline = time.monotonic() + seconds
        while not (rows := await self.rows(sql, *values)):
            assert time.monotonic() < deadline, f"nothing after {seconds} s: {' '.join(sql.split())}"
            await asyncio.sleep(0.03)
        return rows


def _works(health: Answer) -> bool:
    """Whether the worker runs, whatever else may be wrong."""
    problems = health.json.get("problems")
    return problems is not None and "the worker of this process does not run" not in problems


@dataclass(frozen=True)
class Customer:
    """Somebody who writes to one shop, through the emulator."""

    dragoman: Dragoman
    address: str
    shop: str
    name: str

    async def says(self, *texts: str, **fields: Any) -> None:
        """Writes these messages, one after the other."""
        for text in texts:
            await self.sends("text", text=text, **fields)

    async def sends(self, kind: str, **fields: Any) -> str:
        """Sends a message of any kind (see the emulator's ``inbound``); its id."""
        body = {"to": self.shop, "from": self.address, "name": self.name, "type": kind} | fields
        answer = await self.dragoman.emulator("POST", "inbound", body)
        return str(answer["messageId"])

    async def phone(self) -> list[Json]:
        """Both sides' messages, as the phone shows them."""
        answer = await self.dragoman.emulator("GET", "conversation", sender=self.shop, customer=self.address)
        messages: list[Json] = answer["messages"]
        return messages

    async def inbox(self) -> list[str]:
        """The words of what the shop sent, oldest first."""
        return [
            words_of(message["content"]) for message in await self.phone() if message["direction"] == "out"
        ]

    async def asks(self, *texts: str, **fields: Any) -> str:
        """Writes, waits, and reads every word of the answer."""
        before = len(await self.inbox())
        await self.says(*texts, **fields)
        await self.dragoman.idle()
        return "\n".join((await self.inbox())[before:])

    async def conversation(self) -> Json:
        """The conversation as stored."""
        return await self.dragoman.row(
            """
            SELECT c.*
            FROM conversations AS c
            JOIN contact_identities AS i ON (i.tenant_id, i.contact_id) = (c.tenant_id, c.contact_id)
            WHERE i.identity IN ('phone:' || %s, 'user:' || %s) AND c.sender = %s
            """,
            self.address,
            self.address,
            self.shop,
        )

    async def stored(self) -> list[Json]:
        """Every message of the conversation as stored, in order."""
        return await self._of_conversation("messages", "seq, created_at")

    async def turns(self) -> list[Json]:
        """How each stretch of the customer's messages ended."""
        return await self._of_conversation("turns", "through_seq")

    async def actions(self) -> list[Json]:
        """What people were asked to do."""
        return await self._of_conversation("actions", "opened_at")

    async def _of_conversation(self, table: str, order: str) -> list[Json]:
        conversation = await self.conversation()
        return await self.dragoman.rows(
            f"SELECT * FROM {table} WHERE conversation_id = %s ORDER BY {order}",  # noqa: S608 - our own words
            conversation["id"],
        )


def words_of(content: Json) -> str:
    """The words of a message that the emulator took."""
    body = content.get("body")
    return str(content.get("text") or (body or {}).get("text") or content.get("caption") or "")


def a_result(
    text: str = "hello",
    *,
    to: str = NUMBERS["ecla"],
    sender: str | None = None,
    message_id: str | None = None,
    message: Json | None = None,
    **fields: Any,
) -> Json:
    """One inbound result in Infobip's form, from a new person with a new id unless given."""
    address = sender or f"961{next(_people)}"
    return {
        "from": address,
        "to": to,
        "integrationType": "WHATSAPP",
        "receivedAt": time.strftime("%Y-%m-%dT%H:%M:%S.000+0000", time.gmtime()),
        "messageId": message_id or f"wamid.journey-{next(_ids)}",
        "message": message or {"type": "TEXT", "text": text},
        "contact": {"name": "Mona", "phoneNumber": address},
        "price": {"pricePerMessage": 0, "currency": "EUR"},
    } | fields


@contextlib.asynccontextmanager
async def running_dragoman(server: TestServer, settings: Mapping[str, str]) -> AsyncIterator[Dragoman]:
    """The application on a free port and a database of its own, until the block ends."""
    name, urls = server.clone()
    home = Path(tempfile.mkdtemp(prefix="dragoman-journey-", dir="/var/tmp"))
    try:
        async with (
            _served(_environment(urls, home, settings)) as (url, environment),
            Database(urls, pool_size=4) as database,
            aiohttp.ClientSession() as http,
        ):
            running = Dragoman(url, environment, database, server.admin_url_of(name), http)
            await running.ready()
            if settings.get("DRAGOMAN_ENV") != "production":
                # Reports come at once, so that waiting for quiet is short.
                await running.emulator("PATCH", "settings", {"delivered_after_s": 0, "seen_after_s": None})
            yield running
    finally:
        server.drop(name)
        shutil.rmtree(home, ignore_errors=True)


def _environment(urls: DatabaseUrls, home: Path, settings: Mapping[str, str]) -> dict[str, str]:
    return {
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DRAGOMAN_HOME": str(home),
        "DRAGOMAN_SHOPS": str(SHOPS),
        "DEBOUNCE_SECONDS": "0",
        "WHATSAPP_PAIR_INTERVAL_SECONDS": "0",
        **settings,
    }


@contextlib.asynccontextmanager
async def _served(environment: dict[str, str]) -> AsyncIterator[tuple[str, dict[str, str]]]:
    """Serves the application that these variables describe; its URL, and them with its port."""
    with _listener() as listener:
        environment["DRAGOMAN_PORT"] = str(listener.getsockname()[1])
        with _logging_left_alone():
            app = create_app(load_settings(environment, env_file=None))
        config = uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            log_config=None,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
            lifespan="on",
        )
        config.load()
        # Its startup and shutdown without its main loop, which takes over signals.
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[listener])
        assert server.started, "the application did not start"
        try:
            yield f"http://127.0.0.1:{environment['DRAGOMAN_PORT']}", environment
        finally:
            await server.shutdown(sockets=[listener])


@contextlib.contextmanager
def _listener() -> Iterator[socket.socket]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener


@contextlib.contextmanager
def _logging_left_alone() -> Iterator[None]:
    """Logging belongs to the whole process, and here the process is the test run's."""
    configure = telemetry.configure_logging
    telemetry.configure_logging = lambda **_: None  # type: ignore[assignment]
    try:
        yield
    finally:
        telemetry.configure_logging = configure
