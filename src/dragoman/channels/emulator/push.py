"""Pushing to the webhook: in order within a lane, retried on the provider's schedule, with faults on request.

A lane is what must stay in order: the messages of one customer to one sender, or the reports of one message.
"""

import asyncio
import base64
import time
from collections import deque
from typing import Any

import aiohttp
import structlog

from dragoman.channels.emulator.payloads import delivery_result, envelope, seen_result
from dragoman.channels.emulator.provider import Provider
from dragoman.channels.emulator.state import Push

_RETRIES = 20
_TIMEOUT_S = 10.0
_CONNECTIONS = 64
_REORDER_WAIT_S = 0.3  # how long a reordered push waits for another one that may overtake it
_BATCH_WAIT_S = 0.1  # how long an unfinished batch waits for company

log = structlog.get_logger()


class Pusher:
    """Takes pushes and sees them through. Start it in a running loop; stop it before the loop ends."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._lanes: dict[tuple[str, ...], deque[Push]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._arrivals: dict[tuple[str, ...], asyncio.Event] = {}
        self._batch: list[tuple[dict[str, Any], asyncio.Future[bool]]] = []
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Opens the connections and takes up what was pending."""
        auth = self._provider.options.webhook_auth
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
            timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S),
            headers={"Authorization": _basic(*auth)} if auth else None,
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._provider.on_push = self.add
        for push in list(self._provider.state.pending.values()):
            self.add(push)

    async def stop(self) -> None:
        """Ends at once. What was not taken stays pending, in the journal if there is one."""
        self._provider.on_push = lambda push: None
        self.forget()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def add(self, push: Push) -> None:
        """Queues a push in its lane."""
        lane = self._lanes.get(push.lane)
        if lane is not None:
            lane.append(push)
            arrival = self._arrivals.get(push.lane)
            if arrival is not None:
                arrival.set()
            return
        lane = self._lanes[push.lane] = deque([push])
        task = asyncio.get_running_loop().create_task(self._drain(push.lane, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def forget(self) -> None:
        """Drops whatever is queued."""
        for task in self._tasks:
            task.cancel()
        self._lanes.clear()
        self._batch.clear()

    async def _drain(self, name: tuple[str, ...], lane: deque[Push]) -> None:
        while lane:
            push = await self._next(name, lane)
            await asyncio.sleep(push.due - time.time())
            if await self._attempt(push):
                lane.remove(push)
        if self._lanes.get(name) is lane:
            del self._lanes[name]

    async def _next(self, name: tuple[str, ...], lane: deque[Push]) -> Push:
        push = lane[0]
        if push.attempts or not self._provider.dice.strikes("webhook_reorder"):
            return push
        if len(lane) == 1:
            arrival = self._arrivals[name] = asyncio.Event()
            try:
                async with asyncio.timeout(_REORDER_WAIT_S):
                    await arrival.wait()
            except TimeoutError:
                pass
            finally:
                self._arrivals.pop(name, None)
        return lane[1] if len(lane) > 1 else push

    async def _attempt(self, push: Push) -> bool:
        """Sends once; whether the push is over with, taken or dropped."""
        self._show_on_phone(push)
        taken = await self._send(push)
        counts = self._provider.counts
        if push.id not in self._provider.state.pending:
            return True  # everything was forgotten meanwhile
        if taken:
            counts.pushes_delivered += 1
        else:
            counts.pushes_failed += 1
            if push.attempts < _RETRIES:
                push.due = time.time() + 60 * (1 + push.attempts**2) * self._provider.behaviour.retry_scale
                push.attempts += 1
                return False
            counts.pushes_dropped += 1
            log.warning("emulator_push_dropped", push=push.id, attempts=push.attempts + 1)
        self._provider.commit({"k": "done", "push": push.id, "ok": taken})
        return True

    def _show_on_phone(self, push: Push) -> None:
        """A report's fact comes true on the customer's phone whether or not the webhook is up."""
        if push.message is None or push.id[0] == "i" or push.attempts:
            return
        reached = "read" if push.id[0] == "s" else "delivered" if push.message.error is None else "failed"
        self._provider.state.set_status(push.message, reached)

    async def _send(self, push: Push) -> bool:
        if push.message is None:
            return await self._post(push.body)
        if self._provider.dice.faults.webhook_batch > 1:
            return await self._send_in_batch(self._result(push))
        return await self._post_maybe_twice(envelope([self._result(push)]))

    async def _send_in_batch(self, result: dict[str, Any]) -> bool:
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[bool] = loop.create_future()
        self._batch.append((result, outcome))
        if len(self._batch) >= self._provider.dice.faults.webhook_batch:
            self._flush()
        elif len(self._batch) == 1:
            loop.call_later(_BATCH_WAIT_S, self._flush)
        return await outcome

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        if batch and self._session is not None:
            task = asyncio.get_running_loop().create_task(self._post_batch(batch))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _post_batch(self, batch: list[tuple[dict[str, Any], asyncio.Future[bool]]]) -> None:
        taken = await self._post_maybe_twice(envelope([result for result, _ in batch]))
        for _, outcome in batch:
            if not outcome.done():
                outcome.set_result(taken)

    async def _post_maybe_twice(self, body: dict[str, Any]) -> bool:
        if not self._provider.dice.strikes("webhook_duplicate"):
            return await self._post(body)
        return any(await asyncio.gather(self._post(body), self._post(body)))

    async def _post(self, body: Any) -> bool:
        assert self._session is not None
        try:
            async with self._session.post(
                self._provider.behaviour.webhook_url, json=body, allow_redirects=False
            ) as response:
                await response.read()
                return 200 <= response.status < 300
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return False

    def _result(self, push: Push) -> dict[str, Any]:
        message = push.message
        assert message is not None
        if message.result is not None:
            return message.result
        contact = self._provider.state.converse(message.key).contact
        happened_at = message.at + message.record[push.id[0]] - message.unix
        if push.id[0] == "s":
            return seen_result(
                message_id=message.id,
                customer=message.address,
                sender=message.key[0],
                sent_at=message.at,
                seen_at=happened_at,
                contact=contact,
            )
        return delivery_result(
            message_id=message.id,
            to=message.address,
            sent_at=message.at,
            done_at=happened_at,
            contact=contact,
            error=message.error,
        )


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
