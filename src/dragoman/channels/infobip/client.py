"""Sending through Infobip: one HTTP request a message, over one pool of connections a process.

Nothing is ever sent twice here. A failure before a byte of the request was written is ``ChannelUnavailable``;
after that the outcome is unknown, and what to do about it is decided in ``turns.deliver``.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from math import ceil

import aiohttp
import structlog
from yarl import URL

from dragoman import __version__
from dragoman.base.errors import (
    ChannelAccountProblem,
    ChannelError,
    ChannelOutcomeUnknown,
    ChannelUnavailable,
)
from dragoman.channels.base import Accepted, Outbound, Sender, SendNotBegun
from dragoman.channels.infobip.answer import read_answer
from dragoman.channels.infobip.content import (
    SEND_PATHS,
    Request,
    build_read,
    build_request,
    build_typing,
)
from dragoman.channels.infobip.limiter import Limiter
from dragoman.channels.plain import texts_in

KEEPALIVE_S = 15.0
"""Idle connections are dropped early: one that the server closes as we write costs an unknown outcome."""

CONNECT_SHARE = 0.5
"""The part of the whole timeout that getting a connection may take. Running out of it proves that nothing was
written, which running out of the whole does not: so it must end first."""

ANSWERS_WITHIN_S = 0.5
"""A number's share of the connections is enough for its rate while the provider answers within this."""

DNS_CACHE_S = 60
COURTESY_TIMEOUT_S = 5.0

_log = structlog.get_logger()


class _Share:
    """How much of the process one number may use: its rate, and its part of the connections.

    A place is taken before the rate is asked for. The other way round, those who wait for a place would leave
    together once a slow provider answers again, faster than the number may send.
    """

    def __init__(self, rate_per_second: float, places: int) -> None:
        self.limiter = Limiter(rate_per_second)
        self._places = asyncio.Semaphore(places)  # wakes its waiters in the order they came
        self._waiting = 0

    @property
    def backlog_s(self) -> float:
        """About how many seconds a send that came now would wait for the rate alone."""
        return self.limiter.backlog_s + self._waiting / self.limiter.rate_per_second

    @property
    def used_up(self) -> bool:
        """Whether a send that came now would wait for a place."""
        return self._places.locked()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """One place, for as long as the block runs."""
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()


@dataclass(frozen=True, slots=True)
class _Line:
    """What is the same for every message of one sender, made once."""

    sender: Sender
    base_url: str
    headers: Mapping[str, str]
    share: _Share
    urls: dict[str, URL] = field(default_factory=dict)

    def url_of(self, path: str) -> URL:
        """The address of ``path`` under the sender's base URL."""
        url = self.urls.get(path)
        if url is None:
            base = URL(self.base_url)
            url = base.with_path(base.raw_path.rstrip("/") + path, encoded=True)
            if path in SEND_PATHS:
                self.urls[path] = url
        return url


class InfobipChannel:
    """A ``Channel`` that speaks Infobip's HTTP. Make one a process and close it at the end.

    ``timeout_s`` covers connecting, writing and reading; ``connections`` is the most that are open at once.
    Senders share it safely: no cookies are kept, every request carries the key of its own sender, and none uses
    more than a part of the connections, however its provider hangs.
    """

    def __init__(self, timeout_s: float = 20, connections: int = 400) -> None:
        self._timeout_s = timeout_s
        self._connections = connections
        self._processes = 1
        self._lines: dict[str, _Line] = {}
        self._http: aiohttp.ClientSession | None = None
        self._closed = False

    async def send(self, sender: Sender, message: Outbound) -> Accepted:
        """Hands one message to Infobip, as soon as the sender's rate allows it.

        Takes at most twice ``timeout_s``: once for a place and the rate, once for the request. Raises
        ``ChannelRejected``, ``ChannelUnavailable``, ``ChannelOutcomeUnknown`` or ``ChannelAccountProblem``.
        Cancelled while it waits, it raises ``SendNotBegun``; later, the message may or may not have been sent.
        """
        line = self._line_of(sender)
        request = build_request(sender, message)
        async with self._admitted(line.share):
            status, headers, body = await self._post(line, request, self._timeout_s)
        try:
            return read_answer(
                status, headers, body, message_id=message.message_id, hidden=_hidden(sender, message)
            )
        except ChannelUnavailable as error:
            if error.retry_after_s:
                line.share.limiter.hold(error.retry_after_s)  # the next message would be told the same
            raise

    def share_among(self, processes: int) -> None:
        """So many processes send from the same numbers: each keeps to its part of every number's rate."""
        self._processes = max(1, processes)
        for line in self._lines.values():
            line.share.limiter.change_rate(line.sender.rate_per_second / self._processes)

    async def typing(self, sender: Sender, to: str) -> bool:
        """Shows the customer that we are typing; whether Infobip took it. Never raises a ``ChannelError``.

        WhatsApp hides it after 25 s or at the next message, and marks the customer's last message as read.
        """
        try:
            line = self._line_of(sender)
            if line.share.used_up:
                return False  # messages wait for a connection; a courtesy does not
            request = build_typing(sender.number, to)
            async with line.share.place():
                status, headers, body = await self._post(
                    line, request, min(COURTESY_TIMEOUT_S, self._timeout_s)
                )
            read_answer(status, headers, body, message_id="", hidden=(sender.api_key, to))
        except ChannelError as error:
            _log.debug("typing_failed", sender=sender.number, problem=type(error).__name__, code=error.code)
            return False
        return True

    async def mark_read(self, sender: Sender, message_id: str) -> bool:
        """Shows the customer that his message was read; whether Infobip took it. Never raises a ``ChannelError``.

        ``message_id`` is the provider's. There may be no such message any more: then nothing is shown.
        """
        try:
            line = self._line_of(sender)
            if line.share.used_up:
                return False
            request = build_read(sender.number, message_id)
            async with line.share.place():
                status, _, _ = await self._post(line, request, min(COURTESY_TIMEOUT_S, self._timeout_s))
        except ChannelError as error:
            _log.debug(
                "mark_read_failed", sender=sender.number, problem=type(error).__name__, code=error.code
            )
            return False
        if not 200 <= status < 300:
            _log.debug("mark_read_failed", sender=sender.number, code=str(status))
        return 200 <= status < 300

    async def close(self) -> None:
        """Closes connections; safe to call twice. A send after that is ``ChannelUnavailable``."""
        self._closed = True
        session, self._http = self._http, None
        if session is not None:
            await session.close()

    @asynccontextmanager
    async def _admitted(self, share: _Share) -> AsyncIterator[None]:
        """A place among the connections, entered when the rate allows a send, within ``timeout_s``.

        Who waits for longer than the rate explains waits behind sends that hang, and would only hang after them:
        told before they end, it was surely not sent.
        """
        backlog_s = share.backlog_s
        if backlog_s > self._timeout_s:
            raise ChannelUnavailable(
                f"More waits for this number than it may send in {self._timeout_s:g} s. Nothing was sent",
                code="rate",
                retry_after_s=backlog_s,
            )
        patience_s = min(self._timeout_s, backlog_s + self._timeout_s * CONNECT_SHARE)
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(patience_s):
                    await stack.enter_async_context(share.place())
                    await share.limiter.acquire()
            except asyncio.CancelledError:
                raise SendNotBegun from None
            except TimeoutError:
                raise ChannelUnavailable(
                    f"For {patience_s:.3g} s every connection that this number may use was busy. Nothing was sent",
                    code="busy",
                ) from None
            yield

    async def _post(
        self, line: _Line, request: Request, timeout_s: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of the answer to one POST, which is written at most once.

        aiohttp repeats a request on a fresh connection only for idempotent methods, which POST is not; and
        redirects are not followed. Either would send a message twice.
        """
        timeout = aiohttp.ClientTimeout(total=timeout_s, connect=timeout_s * CONNECT_SHARE)
        session = self._session()
        try:
            async with session.post(
                line.url_of(request.path),
                data=request.body,
                headers=line.headers,
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                return answer.status, answer.headers, await body_of(answer)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise ChannelUnavailable(
                f"No connection to Infobip: {why_no_connection(error)}. Nothing was sent",
                code=type(error).__name__,
            ) from None
        except aiohttp.InvalidURL:
            raise bad_base_url() from None
        except TimeoutError:
            raise ChannelOutcomeUnknown(
                f"Infobip did not answer within {timeout_s:g} s: the message may or may not be on its way",
                code="timeout",
            ) from None
        except (aiohttp.ClientError, OSError) as error:
            raise ChannelOutcomeUnknown(
                "Infobip cut the connection without an answer: the message may or may not be on its way",
                code=type(error).__name__,
            ) from None

    def _line_of(self, sender: Sender) -> _Line:
        line = self._lines.get(sender.number)
        if line is not None and line.sender == sender:
            return line
        if line is not None and line.sender.rate_per_second == sender.rate_per_second:
            share = line.share  # a new key or address does not reset what was already sent
        else:
            rate = sender.rate_per_second / self._processes
            share = _Share(rate, self._places_for(rate))
        line = self._lines[sender.number] = _Line(sender, base_url_of(sender), headers_of(sender), share)
        return line

    def _places_for(self, rate_per_second: float) -> int:
        """An eighth of the connections, more where the rate needs it, but never more than half."""
        needed = max(self._connections // 8, ceil(rate_per_second * ANSWERS_WITHIN_S))
        return max(1, min(needed, self._connections // 2))

    def _session(self) -> aiohttp.ClientSession:
        if self._closed:
            raise ChannelUnavailable("This process is stopping. Nothing was sent", code="closed")
        if self._http is None:
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=KEEPALIVE_S, ttl_dns_cache=DNS_CACHE_S
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._http


def base_url_of(sender: Sender) -> str:
    """The sender's base URL without its last slash. Raises ``ChannelAccountProblem`` for one that is none."""
    try:
        url = URL(sender.base_url)
    except ValueError:
        raise bad_base_url() from None
    if url.scheme not in {"http", "https"} or not url.host or url.user or url.password or url.query_string:
        raise bad_base_url()
    return sender.base_url.rstrip("/")


def bad_base_url() -> ChannelAccountProblem:
    """What is said of a base URL that is none."""
    return ChannelAccountProblem(
        "The base URL of this sender is not a web address such as https://xyz.api.infobip.com",
        code="base_url",
    )


def headers_of(sender: Sender) -> Mapping[str, str]:
    """What every request of the sender carries. Raises ``ChannelAccountProblem`` for a key that cannot be one."""
    key = sender.api_key
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise ChannelAccountProblem(
            "The API key of this sender is empty or has spaces or control characters in it", code="api_key"
        )
    return {
        "Authorization": f"App {key}",
        "Content-Type": "application/json",
        "Accept": "application/json",  # without it errors may come as XML
        "User-Agent": f"dragoman/{__version__}",
    }


async def body_of(answer: aiohttp.ClientResponse) -> bytes:
    """The whole body, or nothing if it was cut short: the status alone then decides."""
    try:
        return await answer.read()
    except (aiohttp.ClientError, TimeoutError, OSError):
        return b""


def why_no_connection(error: Exception) -> str:
    """What kept a connection from being made, in words."""
    match error:
        case aiohttp.ConnectionTimeoutError():
            return "it took too long, or every connection was busy"
        case aiohttp.ClientConnectorDNSError():
            return "the name of the base URL was not found"
        case aiohttp.ClientSSLError():
            return "the secure connection (TLS) failed"
        case aiohttp.ClientConnectorError(os_error=cause):
            return cause.strerror or "the address did not answer"
        case _:
            return "the address did not answer"


def _hidden(sender: Sender, message: Outbound) -> tuple[str, ...]:
    return (sender.api_key, message.to, *texts_in(message.content))
