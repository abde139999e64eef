"""Which HTTP library sends small JSON fastest: the measurement behind decision 0002.

Run it by hand: ``pip install httpx sniffio`` and ``python bench/http_client.py`` (without sniffio, httpx
looks for that module on every request). A server in a process of its own answers every POST like Infobip
does; each library then sends over a warm pool, from 1, 8 and 32 tasks at once.
"""

import asyncio
import json
import multiprocessing
import socket
import time
from collections.abc import Awaitable, Callable

import aiohttp
import httpx
from aiohttp import web

CONCURRENCIES = (1, 8, 32)
SECONDS = 4.0
HEADERS = {"Authorization": "App benchmark", "Content-Type": "application/json", "Accept": "application/json"}
BODY = json.dumps(
    {
        "from": "447700900001",
        "to": "447700900002",
        "messageId": "7-3f0e7c9a-6d3c-4f6d-9e55-0b9f2f7f3b11",
        "content": {"text": "Your order 1042 is ready."},
        "urlOptions": {"shortenUrl": False, "trackClicks": False},
    }
).encode()
ANSWER = json.dumps(
    {
        "to": "447700900002",
        "messageCount": 1,
        "messageId": "7-3f0e7c9a-6d3c-4f6d-9e55-0b9f2f7f3b11",
        "status": {"groupId": 1, "groupName": "PENDING", "id": 7, "name": "PENDING_ENROUTE"},
    }
).encode()

Post = Callable[[], Awaitable[bytes]]


def serve(listener: socket.socket) -> None:
    """Answers every POST at once, until the process is ended."""

    async def accept(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=ANSWER, content_type="application/json")

    app = web.Application()
    app.router.add_post("/{path:.*}", accept)
    web.run_app(app, sock=listener, print=None, access_log=None)


async def rate_of(post: Post, concurrency: int) -> tuple[float, float]:
    """Messages a second, and milliseconds of this process's CPU for each."""
    sent = 0
    until = time.perf_counter() + SECONDS

    async def keep_sending() -> None:
        nonlocal sent
        while time.perf_counter() < until:
            json.loads(await post())
            sent += 1

    await asyncio.gather(*(post() for _ in range(concurrency)))
    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.gather(*(keep_sending() for _ in range(concurrency)))
    return sent / (time.perf_counter() - wall), 1000 * (time.process_time() - cpu) / sent


async def measure(url: str, concurrency: int) -> None:
    """Prints what each library reached, and the ratio."""
    async with aiohttp.ClientSession(headers=HEADERS, cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def with_aiohttp() -> bytes:
            async with session.post(url, data=BODY) as answer:
                return await answer.read()

        aiohttp_rate, aiohttp_ms = await rate_of(with_aiohttp, concurrency)

    async with httpx.AsyncClient(headers=HEADERS, limits=httpx.Limits(max_connections=200)) as client:

        async def with_httpx() -> bytes:
            return (await client.post(url, content=BODY)).content

        httpx_rate, httpx_ms = await rate_of(with_httpx, concurrency)

    print(
        f"{concurrency:3} at once: aiohttp {aiohttp_rate:6.0f}/s, {aiohttp_ms:.2f} ms CPU each; "
        f"httpx {httpx_rate:6.0f}/s, {httpx_ms:.2f} ms; ratio {aiohttp_rate / httpx_rate:.1f}"
    )


def main() -> None:
    """Starts the server, measures, ends the server."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = multiprocessing.get_context("fork").Process(target=serve, args=(listener,), daemon=True)
    server.start()
    try:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/whatsapp/1/message/text"
        print(f"aiohttp {aiohttp.__version__}, httpx {httpx.__version__}")
        for concurrency in CONCURRENCIES:
            asyncio.run(measure(url, concurrency))
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
