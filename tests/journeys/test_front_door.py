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
from tests.support.processes import free_port
from tests.support.running import NUMBERS, SHOPS, a_result
from tests.support.shops import a_tenant

from dragoman.base.db import Database, DatabaseUrls

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
    ours = {
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DRAGOMAN_HOME": str(tmp_path),
        "DRAGOMAN_SHOPS": str(SHOPS),
        "DRAGOMAN_PORT": str(free_port()),
        "DEBOUNCE_SECONDS": "0",
        "PYTHONIOENCODING": "utf-8",
    }
    return {**os.environ, **ours}


async def test_the_old_front_door_serves_and_logs_the_old_lines(environment: Mapping[str, str]) -> None:
    environment = {**environment, "DEBOUNCE_SECONDS": "0.3"}  # long enough to show that somebody is typing
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
    assert {line: log.count(line) for line in LINES} == dict.fromkeys(LINES, 1)
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


async def test_the_old_front_door_without_what_it_needs_says_so_in_one_sentence() -> None:
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-S",
            "whatsapp_message_fetcher.py",
        ),  # -S: without the packages of the virtual environment
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        stderr=asyncio.subprocess.PIPE,
    )

    _, told = await process.communicate()

    assert process.returncode == 1
    assert "is not installed for" in told.decode()
    assert "run: make run" in told.decode()
    assert len(told.decode().splitlines()) == 1


async def test_the_old_front_door_tells_a_bad_setting_as_a_sentence(environment: Mapping[str, str]) -> None:
    bad = {**environment, "DRAGOMAN_PROT": "1"}
    for words in (["whatsapp_message_fetcher.py"], ["-m", "uvicorn", "whatsapp_message_fetcher:app"]):
        async with _started(bad, *words) as process:
            _, told = await asyncio.wait_for(process.communicate(), 20)

        assert process.returncode == 1
        assert told.decode().startswith("Error: DRAGOMAN_PROT")
        assert "Traceback" not in told.decode()


async def test_a_server_that_was_given_another_port_is_found_there(environment: Mapping[str, str]) -> None:
    port = str(free_port())
    words = ("-m", "uvicorn", "whatsapp_message_fetcher:app", "--port", port)
    url = f"http://127.0.0.1:{port}"
    async with _started(environment, *words) as process, aiohttp.ClientSession() as http:
        await _until_healthy(http, url)
        message = {"to": NUMBERS["ecla"], "from": "447700900111", "type": "text", "text": "hi"}
        async with http.post(f"{url}/emulator/_emulator/inbound", json=message) as answer:
            assert answer.status < 300
        await _until_sent(http, url, 1)
        async with http.get(f"{url}/simulator/state") as state:
            assert state.status == 200
        process.send_signal(signal.SIGTERM)
        _, told = await asyncio.wait_for(process.communicate(), 15)

    assert f"Simulator: {url}/simulator" in told.decode()


async def test_ctrl_c_ends_it_quietly(environment: Mapping[str, str]) -> None:
    status, log = await _log_of(environment, ends=signal.SIGINT)

    assert status == 0
    assert "stopping" in log
    assert "Aborted" not in log
    assert "Traceback" not in log


async def test_an_emulator_elsewhere_has_its_simulator_here(environment: Mapping[str, str]) -> None:
    _, log = await _log_of({**environment, "DRAGOMAN_EMULATOR_URL": "http://127.0.0.1:1"})

    assert f"Simulator: http://127.0.0.1:{environment['DRAGOMAN_PORT']}/simulator" in log


async def test_where_every_number_is_real_no_simulator_is_advertised(environment: Mapping[str, str]) -> None:
    real = {"INFOBIP_API_KEY": "a-real-key", "WEBHOOK_TOKEN": "let-me-in"}
    # Its worker asks for templates: not the real Infobip.
    _, log = await _log_of({**environment, **real, "INFOBIP_BASE_URL": "http://127.0.0.1:9"})

    assert "Simulator" not in log


async def test_in_production_each_number_without_a_key_is_told_once(environment: Mapping[str, str]) -> None:
    _, log = await _log_of({**environment, "DRAGOMAN_ENV": "production", "WEBHOOK_TOKEN": "let-me-in"})

    for name in ("ECLA, 96179374241", "AstroSouks, 9613451652"):
        assert log.count(f"{name}, has no key, so nothing can be sent: set INFOBIP_API_KEY") == 1


async def test_a_port_that_is_taken_is_named_before_anything_else_happens(
    environment: Mapping[str, str],
) -> None:
    port = int(environment["DRAGOMAN_PORT"])
    with socket.create_server(("127.0.0.1", port)):
        async with _started(environment, "-m", "dragoman", "serve") as process:
            _, told = await asyncio.wait_for(process.communicate(), 20)

    assert process.returncode == 1
    assert told.decode() == (
        f"Error: DRAGOMAN_PORT: another program uses 127.0.0.1:{port}; stop it, or choose another port\n"
    )


async def test_a_shop_with_a_key_of_its_own_is_not_served_at_an_open_webhook(
    database: Database, environment: Mapping[str, str]
) -> None:
    shop = await a_tenant(database)
    async with database.as_platform() as tx:
        await tx.execute("UPDATE senders SET api_key_env = 'NOOR_API_KEY'")

    async with _started({**environment, "NOOR_API_KEY": "real"}, "-m", "dragoman", "serve") as process:
        _, told = await asyncio.wait_for(process.communicate(), 20)

    sentence = (
        f"{shop.brand}, {shop.number}, sends with a real key, so anyone could post messages to /webhook"
    )
    assert process.returncode not in {0, None}
    assert sentence in told.decode()
    assert "Traceback" not in told.decode()


async def test_two_workers_behind_one_port_share_one_emulator(environment: Mapping[str, str]) -> None:
    port = str(free_port())
    words = ["-m", "uvicorn", "whatsapp_message_fetcher:app", "--port", port, "--workers", "2"]
    people = [f"9613{300000 + n}" for n in range(20)]
    async with _started(environment, *words) as process, _heard(process) as told:
        url = f"http://127.0.0.1:{port}"
        # A connection each time: the system deals them out to both.
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as http:
            await _until_healthy(http, url)
            await _until_told(told, "emulator_shared")  # by the second worker: it has joined the first
            for person in people:
                body = {"to": NUMBERS["ecla"], "from": person, "text": "hello"}
                async with http.post(f"{url}/emulator/_emulator/inbound", json=body) as answer:
                    assert answer.status == 201
            await _until_sent(http, url, len(people))
            async with http.get(f"{url}/emulator/_emulator/outbox") as answer:
                sent = (await answer.json())["messages"]
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 20)

    assert {row["to"] for row in sent} == set(people)
    assert {row["error"] for row in sent} == {None}
    assert "Traceback" not in "".join(told)


REFUSED = {
    "ROUTE_BY_DESTINATION": ("false", "ROUTE_BY_DESTINATION=false works with one active shop only"),
    "DRAGOMAN_SECRET_KEY": ("short", "DRAGOMAN_SECRET_KEY is too short"),
    "WHATSAPP_SENDR": ("96179374241", "Did you mean WHATSAPP_SENDER?"),
    "INFOBIP_API_KEY": ("a-real-key", "set WEBHOOK_TOKEN, or another WEBHOOK_ secret"),
    "DRAGOMAN_HOST": ("203.0.113.7", "DRAGOMAN_HOST: '203.0.113.7' is no address of this machine"),
    "DRAGOMAN_HOME": ("/proc/nowhere", "DRAGOMAN_HOME: the folder /proc/nowhere cannot be used"),
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


async def _log_of(
    environment: Mapping[str, str], *, ends: signal.Signals = signal.SIGTERM
) -> tuple[int | None, str]:
    """What ``dragoman serve`` ended with, and logged, from its start until it was told to stop."""
    async with _started(environment, "-m", "dragoman", "serve") as process, aiohttp.ClientSession() as http:
        await _until_healthy(http, f"http://127.0.0.1:{environment['DRAGOMAN_PORT']}", path="/health/ready")
        await asyncio.sleep(0.3)
        process.send_signal(ends)
        _, told = await asyncio.wait_for(process.communicate(), 15)
    return process.returncode, told.decode()


@contextlib.asynccontextmanager
async def _started(environment: Mapping[str, str], *words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        cwd=ROOT,
        env=environment,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with the workers of its own that it may have
        await process.wait()


@contextlib.asynccontextmanager
async def _heard(process: asyncio.subprocess.Process) -> AsyncIterator[list[str]]:
    """What the process says, as it says it."""
    told: list[str] = []

    async def listen() -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            told.append(line.decode())

    listening = asyncio.create_task(listen())
    try:
        yield told
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _until_told(told: list[str], word: str) -> None:
    async with asyncio.timeout(20):
        while not any(word in line for line in told):  # noqa: ASYNC110 - the other side is a process
            await asyncio.sleep(0.05)


async def _until_healthy(http: aiohttp.ClientSession, url: str, *, path: str = "/health") -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(aiohttp.ClientError):
            async with http.get(url + path) as answer:
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
