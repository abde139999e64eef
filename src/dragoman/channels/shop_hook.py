"""A shop's own webhook: what happens there is posted as JSON to an address of the shop's."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from dragoman.base.errors import ChannelRejected, ChannelUnavailable

SIGNATURE = "X-Dragoman-Signature"
NOTICE = "X-Dragoman-Notice"
_TRY_AGAIN = frozenset({408, 425, 429})


def signature_of(secret: str, body: bytes) -> str:
    """``sha256=`` and the HMAC of the body in hexadecimal: what the receiver compares with."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class ShopHooks:
    """Posts to shops' webhooks. ``close`` it at the end."""

    def __init__(self, *, timeout_s: float = 10.0) -> None:
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, payload: Mapping[str, Any], *, notice: str, secret: str | None) -> None:
        """Posts once; any 2xx will do. ``notice`` tells the receiver two tries of one notice.

        Raises ``ChannelRejected`` where trying again would not help, ``ChannelUnavailable`` where it may.
        """
        body = json.dumps(payload, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", NOTICE: notice}
        if secret is not None:
            headers[SIGNATURE] = signature_of(secret, body)
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        try:
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
                status = answer.status
        except (aiohttp.InvalidURL, ValueError):
            raise ChannelRejected("the webhook's address makes no sense") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ChannelUnavailable(f"the webhook does not answer ({type(error).__name__})") from None
        if 200 <= status < 300:
            return
        if status >= 500 or status in _TRY_AGAIN:
            raise ChannelUnavailable(f"the webhook answered {status}", code=str(status))
        raise ChannelRejected(f"the webhook answered {status}", code=str(status))

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
