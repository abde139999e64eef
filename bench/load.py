"""The load generator: a process of its own, so that its work is counted apart. Prints one JSON line.

``python -m bench.load acks PORT SECONDS CONNECTIONS``
``python -m bench.load whole PORT EMULATOR_PORT SECONDS CUSTOMERS``
``python -m bench.load paced PORT EMULATOR_PORT SECONDS RATE``
"""

import asyncio
import json
import resource
import sys
import time
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

import uvloop

from bench.wire import Connection, connect, inbound

NUMBERS = ("96170009001", "96170009002")
_RUN = uuid4().hex[:8]
_ids = count(1)


def _stamped(body: bytes) -> bytes:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")
    return body.replace(b"2026-01-01T00:00:00.000+0000", now.encode())


def _message(customer: int) -> tuple[str, bytes]:
    address = f"9617{customer:07d}"
    body = inbound(NUMBERS[customer % 2], address, f"wamid.{_RUN}.{next(_ids)}", "hello")
    return address, _stamped(body)


async def acks(port: int, seconds: float, connections: int) -> dict[str, float]:
    """Webhooks as fast as they are acknowledged, over so many connections."""
    took: list[float] = []
    end = time.perf_counter() + seconds

    async def poster(n: int) -> None:
        wire = await connect("127.0.0.1", port)
        while (started := time.perf_counter()) < end:
            status, _ = await wire.request("POST", "/webhook", _message(n)[1])
            assert status == 200, status
            took.append(time.perf_counter() - started)
        wire.close()

    began = time.perf_counter()
    await asyncio.gather(*(poster(n) for n in range(connections)))
    return {"per_s": len(took) / (time.perf_counter() - began), "count": len(took), **_percentiles(took)}


async def whole(port: int, emulator: int, seconds: float, customers: int) -> dict[str, float]:
    """Customers who each wait for their reply before they write again."""
    waiting: dict[str, asyncio.Future[None]] = {}
    took: list[float] = []
    end = time.perf_counter() + seconds
    follower = asyncio.create_task(_follow(emulator, waiting, {}))

    async def customer(n: int) -> None:
        wire = await connect("127.0.0.1", port)
        while (started := time.perf_counter()) < end:
            address, body = _message(n)
            waiting[address] = asyncio.get_running_loop().create_future()
            status, _ = await wire.request("POST", "/webhook", body)
            assert status == 200, status
            async with asyncio.timeout(30):
                await waiting[address]
            took.append(time.perf_counter() - started)
        wire.close()

    began = time.perf_counter()
    await asyncio.gather(*(customer(n) for n in range(customers)))
    elapsed = time.perf_counter() - began
    follower.cancel()
    return {"per_s": len(took) / elapsed, "count": len(took), **_percentiles(took)}


async def paced(port: int, emulator: int, seconds: float, rate: float) -> dict[str, float]:
    """So many messages a second, each from another customer; latency by the emulator's own clock."""
    sent: dict[str, float] = {}
    arrived: dict[str, float] = {}
    follower = asyncio.create_task(_follow(emulator, {}, arrived))
    wires = [await connect("127.0.0.1", port) for _ in range(32)]
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for wire in wires:
        free.put_nowait(wire)
    posts = []

    async def post(n: int) -> None:
        address, body = _message(1000 + n)
        wire = await free.get()
        sent[address] = time.time()
        status, _ = await wire.request("POST", "/webhook", body)
        assert status == 200, status
        free.put_nowait(wire)

    began = time.perf_counter()
    for n in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
        posts.append(asyncio.create_task(post(n)))
    await asyncio.gather(*posts)
    deadline = time.perf_counter() + 30
    while len(arrived) < len(sent) and time.perf_counter() < deadline:  # noqa: ASYNC110 - filled by the follower
        await asyncio.sleep(0.05)
    follower.cancel()
    took = [arrived[address] - moment for address, moment in sent.items() if address in arrived]
    return {"per_s": rate, "count": len(took), "missing": len(sent) - len(took), **_percentiles(took)}


async def _follow(port: int, waiting: dict[str, "asyncio.Future[None]"], arrived: dict[str, float]) -> None:
    """One reader of the emulator's outbox wakes every customer whose reply has come."""
    wire = await connect("127.0.0.1", port)
    _, body = await wire.request("GET", "/_emulator/outbox?after=0&limit=1&wait=0")
    after = json.loads(body)["last_seq"]
    while True:
        _, body = await wire.request("GET", f"/_emulator/outbox?after={after}&limit=5000&wait=20")
        page = json.loads(body)
        after = page["next_after"]
        for message in page["messages"]:
            future = waiting.get(message["to"])
            if future is not None and not future.done():
                future.set_result(None)
            arrived.setdefault(message["to"], datetime.fromisoformat(message["at"]).timestamp())


def _percentiles(took: list[float]) -> dict[str, float]:
    ordered = sorted(took)
    pick = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
    return {name: round(ordered[int(len(ordered) * share)] * 1000, 2) for name, share in pick.items()}


def main() -> None:
    """Runs one kind of load and prints what came of it."""
    kinds = {"acks": acks, "whole": whole, "paced": paced}
    arguments = [float(text) if "." in text else int(text) for text in sys.argv[2:]]
    result = uvloop.run(kinds[sys.argv[1]](*arguments))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({**result, "cpu_s": used.ru_utime + used.ru_stime}))


if __name__ == "__main__":
    main()
