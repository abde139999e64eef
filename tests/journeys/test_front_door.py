"""Started as people start it: the old front door serves, writes the old log lines, and says why it does not start."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp
import pytest
from tests.support.running import NUMBERS, SHOPS, a_result

from dragoman.base.db import DatabaseUrls

ROOT = Path(__file__).parents[2]
LINES = [
    "✅ Multi-tenant WhatsApp clients initialized: 2 clients",
    "✅ Destination-based routing: to_number=9613451652 -> user_id=6, chatbot_id=3, agent_id=astrosouks_sales_agent",
    "✅ Destination-based routing: to_number=96179374241 -> user_id=2, chatbot_id=2, agent_id=ecla_sales_agent",
    "✅ Using AstroSouks WhatsApp client for chatbot_id=3",
    "✅ Using ECLA WhatsApp client for chatbot_id=2",
]


@pytest.fixture
def environment(urls: DatabaseUrls, tmp_path: Path) -> Mapping[str, str]:
    """What a process of our own is told."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = {
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DRAGOMAN_HOME": str(tmp_path),
        "DRAGOMAN_SHOPS": str(SHOPS),
        "DRAGOMAN_PORT": str(port),
        "DEBOUNCE_SECONDS": "0",
        "PYTHONIOENCODING": "utf-8",
    }
    return {**os.environ, **ours}


async def test_the_old_front_door_serves_and_logs_the_old_lines(environment: Mapping[str, str]) -> None:
    async with _started(environment, "whatsapp_message_fetcher.py") as process:
        url = f"http://127.0.0.1:{environment['DRAGOMAN_PORT']}"
        async with aiohttp.ClientSession() as http:
            await _until_healthy(http, url)
            results = [a_result(to=number) for number in NUMBERS.values()]
            async with http.post(f"{url}/webhook", json={"results": results}) as answer:
                assert answer.status == 200
            await _until_sent(http, url, 2)
        process.send_signal(signal.SIGTERM)
        _, told = await asyncio.wait_for(process.communicate(), 15)

    log = told.decode()
    assert [line for line in LINES if line not in log] == []
    assert f"Simulator: {url}/simulator" in log
    assert results[0]["from"] not in log, "a customer's number is nobody's business in a log"
    assert process.returncode in {0, -signal.SIGTERM}
    assert "stopping" in log


async def test_the_old_front_door_is_an_asgi_application() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import whatsapp_message_fetcher as door; print(callable(door.app), type(door.app).__mro__[-2].__name__)",
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )

    told, _ = await process.communicate()

    assert told.decode().split() == ["True", "Starlette"]


REFUSED = {
    "ROUTE_BY_DESTINATION": ("false", "ROUTE_BY_DESTINATION=false works with one active shop only"),
    "DRAGOMAN_SECRET_KEY": ("short", "DRAGOMAN_SECRET_KEY is too short"),
    "WHATSAPP_SENDR": ("96179374241", "Did you mean WHATSAPP_SENDER?"),
    "INFOBIP_API_KEY": ("a-real-key", "set WEBHOOK_TOKEN, or WEBHOOK_USERNAME and WEBHOOK_PASSWORD"),
    "DATABASE_URL": ("postgresql://nobody@127.0.0.1:1/none", "DATABASE_URL: the database does not answer"),
}


@pytest.mark.parametrize("variable", REFUSED)
async def test_what_makes_no_sense_stops_the_start_with_a_sentence(
    environment: Mapping[str, str], variable: str
) -> None:
    value, sentence = REFUSED[variable]

    async with _started({**environment, variable: value}, "-m", "dragoman", "serve") as process:
        _, told = await asyncio.wait_for(process.communicate(), 20)

    assert process.returncode not in {0, None}
    assert sentence in told.decode()
    assert "Traceback" not in told.decode()


@contextlib.asynccontextmanager
async def _started(environment: Mapping[str, str], *words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=ROOT, env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _until_healthy(http: aiohttp.ClientSession, url: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(aiohttp.ClientError):
            async with http.get(f"{url}/health") as answer:
                if answer.status == 200:
                    return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not become healthy")


async def _until_sent(http: aiohttp.ClientSession, url: str, count: int) -> None:
    sent = 0
    while sent < count:
        params = {"wait": "10", "after": str(sent)}
        async with http.get(f"{url}/emulator/_emulator/outbox", params=params) as answer:
            more = (await answer.json())["last_seq"]
        assert more > sent, f"{sent} of {count} were sent"
        sent = more
