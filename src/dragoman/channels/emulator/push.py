"""Pushing to the webhook: in order within a lane, retried on the provider's schedule, with faults on request.

A lane is what must stay in order: the messages of one customer to one sender, or the reports of one message.
"""

import asyncio
import json
import time
from collections import deque
from typing import Any

import aiohttp
import structlog

from dragoman.channels.emulator.payloads import envelope
from dragoman.channels.emulator.provider import Provider
from dragoman.channels.emulator.replay import show_on_phone
from dragoman.channels.emulator.reports import result_of
from dragoman.channels.emulator.signing import OAuth, Security, headers_for
from dragoman.channels.emulator.state import Push

_RETRIES = 20
_TIMEOUT_S = 10.0
_CONNECTIONS = 64
_REORDER_WAIT_S = 0.3  # how long a reordered push waits for another one that may overtake it
_BATCH_WAIT_S = 0.1  # how long an unfinished batch waits for company
_NO_SECURITY = Security()
_JSON = {"Content-Type": "application/json"}

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
        self._tokens = _Tokens()

    async def start(self) -> None:
        """Opens the connections and takes up what was pending."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
            timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S),
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
        if not push.attempts:
            # A report's fact comes true on the customer's phone whether or not the webhook is up.
            show_on_phone(self._provider.state, push)
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
        self._provider.bell.ring(push.id)
        return True

    async def _send(self, push: Push) -> bool:
        if push.message is None:
            return await self._post(push.body)
        result = result_of(push, self._provider.state, self._provider.behaviour)
        if push.url is not None:
            return await self._post_maybe_twice(envelope([result]), push.url)
        if self._provider.dice.faults.webhook_batch > 1:
            return await self._send_in_batch(result)
        return await self._post_maybe_twice(envelope([result]))

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

    async def _post_maybe_twice(self, body: dict[str, Any], url: str | None = None) -> bool:
        if not self._provider.dice.strikes("webhook_duplicate"):
            return await self._post(body, url)
        return any(await asyncio.gather(self._post(body, url), self._post(body, url)))

    async def _post(self, body: Any, url: str | None = None) -> bool:
        """One request, to the webhook unless another address is given; whether it was answered 2xx."""
        assert self._session is not None
        look, payload = self._provider.behaviour, json.dumps(body).encode()
        try:
            headers = await self._headers(payload, signed=url is None or look.notify_url_signed)
            async with self._session.post(
                url or look.webhook_url, data=payload, headers=headers, allow_redirects=False
            ) as response:
                await response.read()
                if response.status == 401:
                    self._tokens.forget()
                return 200 <= response.status < 300
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return False

    async def _headers(self, payload: bytes, *, signed: bool) -> dict[str, str]:
        security = self._provider.behaviour.security if signed else _NO_SECURITY
        if security == _NO_SECURITY:
            return _JSON
        assert self._session is not None
        wrong = security.hmac is not None and self._provider.dice.strikes("wrong_signature")
        if wrong:
            self._provider.counts.faulted += 1
        headers = _JSON | headers_for(security, payload, time.time(), wrong=wrong)
        if security.oauth is not None:
            headers["Authorization"] = "Bearer " + await self._tokens.token(self._session, security.oauth)
        return headers


class _Tokens:
    """The bearer token that a push shows, fetched when there is none or it has expired."""

    def __init__(self) -> None:
        self._token = ""
        self._of: OAuth | None = None
        self._until = 0.0

    def forget(self) -> None:
        """The token was refused: the next push fetches another."""
        self._until = 0.0

    async def token(self, session: aiohttp.ClientSession, how: OAuth) -> str:
        """A token that is good. Raises ``ValueError`` when the token URL gives none."""
        if self._of == how and time.monotonic() < self._until:
            return self._token
        form = {
            "grant_type": "client_credentials",
            "client_id": how.client_id,
            "client_secret": how.client_secret,
        }
        async with session.post(how.token_url, data=form, allow_redirects=False) as response:
            answer = await response.json(content_type=None)
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if response.status != 200 or not isinstance(token, str):
            raise ValueError("the token URL gave no token")
        lifetime_s = answer.get("expires_in", 3600)
        lifetime_s = lifetime_s if isinstance(lifetime_s, int | float) else 3600
        self._token, self._of, self._until = token, how, time.monotonic() + lifetime_s * 0.9
        return token
