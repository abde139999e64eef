"""Calls to the emulator: its admin API and the files that customers sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from dragoman.base.errors import ChannelUnavailable

_LONGEST_WAIT_S = 20
_TIMEOUT = aiohttp.ClientTimeout(total=_LONGEST_WAIT_S + 10, sock_connect=3)
_ANY_KEY = {"Authorization": "App simulator"}  # the emulator takes any key unless it was given some


@dataclass(frozen=True, slots=True)
class Answer:
    """What the emulator answered: HTTP status, content type and the body as it came."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class EmulatorClient:
    """The emulator at ``address``, such as ``http://127.0.0.1:8000/emulator``, or what a function says it is.

    Each call opens its own connection: calls are few and local, and so nothing has to be closed at the end.
    """

    address: str | Callable[[], str]

    async def call(
        self, method: str, path: str, *, params: Mapping[str, str] | None = None, body: Any = None
    ) -> Answer:
        """One request to ``path`` below the emulator's address, whatever status it gets.

        Raises ``ChannelUnavailable`` when the emulator cannot be reached or gives no answer in time.
        """
        url = self.where() + path
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT, headers=_ANY_KEY) as session,
                session.request(method, url, params=params, json=body) as answer,
            ):
                return Answer(answer.status, answer.content_type, await answer.read())
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise ChannelUnavailable(f"The emulator at {self.where()} does not answer.") from failure

    def where(self) -> str:
        """The address at this moment, without a slash at its end."""
        address = self.address if isinstance(self.address, str) else self.address()
        return address.rstrip("/")
