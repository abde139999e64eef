"""Fetching customers' files from Infobip: ``HEAD``, then ``GET``, never more than is taken, never to an unsafe place.

Sources: Infobip's WhatsApp API, inbound media: 15 requests a second, bytes or a redirect to where they are stored.
``HEAD`` needs a wider permission than ``GET``, so what it refuses decides nothing.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from ssl import SSLContext

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from dragoman import __version__
from dragoman.channels.base import Sender
from dragoman.channels.files import Gone, Later, NotTaken, Outcome, judge
from dragoman.channels.infobip.addresses import (
    Place,
    UnsafeAddress,
    first_place,
    is_public,
    next_place,
    sender_of,
)
from dragoman.channels.infobip.answer import retry_after_s
from dragoman.channels.infobip.limiter import Limiter

REDIRECTS = 3
_CONNECT_S = 10.0
_SILENCE_S = 20.0
_PART_BYTES = 64 * 1024

_Account = tuple[str, str]
"""A base URL and a key: what the provider counts requests by, as far as anybody knows."""

_log = structlog.get_logger()


class _Ended(Exception):
    """The fetch has come to its outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class PublicOnly(AbstractResolver):
    """Resolves names to public addresses only, and those are connected to: no second look-up may say otherwise."""

    def __init__(self, resolver: AbstractResolver, allowed: Callable[[str], bool] = is_public) -> None:
        self._resolver = resolver
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of ``host``. Raises ``UnsafeAddress`` when any of them is not public."""
        found = await self._resolver.resolve(host, port, family)
        if not all(self._allowed(one["host"]) for one in found):
            raise UnsafeAddress("the provider redirects to an address that is not public")
        return found

    async def close(self) -> None:
        """Lets go of the resolver."""
        await self._resolver.close()


class InfobipFiles:
    """Fetches files from Infobip. Make one a process and close it at the end.

    ``timeout_s`` is for one whole file, ``rate_per_second`` for each account. ``resolver`` and ``ssl`` are for tests.
    """

    def __init__(
        self,
        *,
        max_bytes: int = 16 * 1024 * 1024,
        timeout_s: float = 60,
        rate_per_second: float = 15,
        resolver: PublicOnly | None = None,
        ssl: SSLContext | bool = True,
    ) -> None:
        self._max_bytes = max_bytes
        self._timeout_s = timeout_s
        self._rate = rate_per_second
        self._limiters: dict[_Account, Limiter] = {}
        self._not_before: dict[_Account, float] = {}
        self._resolver = resolver
        self._ssl = ssl
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._closed = False

    async def fetch(self, sender: Sender, url: str) -> Outcome:
        """The file behind ``url``, or what became of asking for it. Takes at most ``timeout_s`` beside its turn."""
        if self._closed:
            return Later("this process is stopping")
        account = (sender.base_url, sender.api_key)
        wait_s = self._not_before.get(account, 0.0) - asyncio.get_running_loop().time()
        if wait_s > 0:  # said to another file of the account
            return Later("the provider says later (429)", wait_s)
        limiter = self._limiters.setdefault(account, Limiter(self._rate))
        try:
            place = first_place(url, sender.base_url)
            if sender_of(place.url) not in {None, sender.number}:
                _log.info("file_of_another_number", sender=sender.number)
            await self._head(sender, place, limiter)
            return await self._get(sender, place, limiter)
        except _Ended as ended:
            return ended.outcome
        except UnsafeAddress as error:
            return NotTaken(str(error))
        except ValueError:  # neither can be written into a request
            return Later("the base URL or the key of this sender is not one", account=True)

    async def close(self) -> None:
        """Closes connections; safe to call twice."""
        self._closed = True
        sessions, self._sessions = list(self._sessions.values()), {}
        for session in sessions:
            await session.close()

    async def _head(self, sender: Sender, place: Place, limiter: Limiter) -> None:
        """Spares us a file that is too large. Anything else that it says, ``GET`` says too."""
        async with self._asked("HEAD", sender, place, limiter) as answer:
            if answer.status == 429:
                raise _Ended(_later(answer))
            if answer.status == 200:
                self._check_length(answer)

    async def _get(self, sender: Sender, place: Place, limiter: Limiter) -> Outcome:
        for _ in range(REDIRECTS + 1):
            async with self._asked("GET", sender, place, limiter) as answer:
                if answer.status == 200:
                    self._check_length(answer)
                    return judge(await self._read(answer), answer.headers.get("Content-Type", ""))
                if answer.status not in {301, 302, 303, 307, 308}:
                    return _refusal(answer, with_key=place.with_key)
                place = next_place(answer.headers.get("Location", ""), place, sender.base_url)
        return NotTaken(f"the provider redirects more than {REDIRECTS} times")

    @asynccontextmanager
    async def _asked(
        self, method: str, sender: Sender, place: Place, limiter: Limiter
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer to one request, redirects not followed. What keeps it from coming ends the fetch."""
        if place.with_key:
            await limiter.acquire()
        session = self._session(trusted=place.trusted)
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                session.request(
                    method, place.url, headers=_headers(sender, place), allow_redirects=False
                ) as answer,
            ):
                if answer.status == 429 and place.with_key:
                    pause_s = retry_after_s(answer.headers) or 1.0
                    now = asyncio.get_running_loop().time()
                    self._not_before[(sender.base_url, sender.api_key)] = now + pause_s
                yield answer
        except aiohttp.ClientConnectorDNSError as error:
            if isinstance(error.os_error, UnsafeAddress):
                raise UnsafeAddress(str(error.os_error)) from None
            raise _Ended(Later("the name of the provider's host was not found")) from None
        except UnsafeAddress:
            raise
        except TimeoutError:
            raise _Ended(Later(f"the provider did not send it within {self._timeout_s:g} s")) from None
        except aiohttp.InvalidURL:
            raise _Ended(NotTaken("the provider redirects to what is not a web address")) from None
        except (aiohttp.ClientError, OSError) as error:
            raise _Ended(Later(f"the connection failed ({type(error).__name__})")) from None

    def _check_length(self, answer: aiohttp.ClientResponse) -> None:
        if (answer.content_length or 0) > self._max_bytes:
            raise _Ended(self._too_large())

    async def _read(self, answer: aiohttp.ClientResponse) -> bytes:
        """The body as it is on the wire: what was compressed on the way could grow without end."""
        parts: list[bytes] = []
        size = 0
        async for part in answer.content.iter_chunked(_PART_BYTES):
            size += len(part)
            if size > self._max_bytes:
                raise _Ended(self._too_large())
            parts.append(part)
        if not size:
            raise _Ended(NotTaken("it is empty"))
        return b"".join(parts)

    def _too_large(self) -> NotTaken:
        return NotTaken(f"it is larger than {self._max_bytes / (1024 * 1024):g} MiB")

    def _session(self, *, trusted: bool) -> aiohttp.ClientSession:
        """Two pools of connections: one for base URLs of our own, and one that connects to public addresses only."""
        if trusted not in self._sessions:
            resolver = None if trusted else (self._resolver or PublicOnly(ThreadedResolver()))
            self._sessions[trusted] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=20, keepalive_timeout=15, resolver=resolver, ssl=self._ssl
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S, sock_read=_SILENCE_S),
            )
        return self._sessions[trusted]


def _headers(sender: Sender, place: Place) -> dict[str, str]:
    headers = {"User-Agent": f"dragoman/{__version__}", "Accept": "*/*", "Accept-Encoding": "identity"}
    return headers | ({"Authorization": f"App {sender.api_key}"} if place.with_key else {})


def _refusal(answer: aiohttp.ClientResponse, *, with_key: bool) -> Outcome:
    match answer.status:
        case 404 | 410:
            return Gone(f"the provider has it no longer ({answer.status})")
        case 401 | 403 if with_key:
            return Later(
                f"the provider does not let us have it ({answer.status}): key or permission", account=True
            )
        case 408 | 425 | 429 | 500 | 502 | 503 | 504:
            return _later(answer)
        case _ if answer.status >= 500:
            return _later(answer)
        case _:
            return NotTaken(f"the provider refuses it ({answer.status})")


def _later(answer: aiohttp.ClientResponse) -> Later:
    return Later(f"the provider says later ({answer.status})", retry_after_s(answer.headers) or 0.0)
