"""Short-lived signed addresses of our own for a shop's bytes: whoever has one may read those bytes until it expires."""

import hmac
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from dragoman.base.errors import ChannelRejected
from dragoman.base.ids import TenantId
from dragoman.base.secrets import Signer

_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_NAME = re.compile(r"[0-9a-f]{64}")
PATH = "/media"


@dataclass(frozen=True, slots=True)
class FileLinks:
    """Makes addresses that live for ``seconds``, and knows its own again.

    ``public_url`` is where the world reaches this installation, if it does; ``local_url`` where an emulator does,
    which a process may learn only once it listens. ``emulated`` tells an emulator's base URL from a provider's.
    """

    signer: Signer
    seconds: int
    public_url: str | None
    local_url: Callable[[], str]
    emulated: Callable[[str], bool]
    clock: Callable[[], float] = time.time

    def url(self, base_url: str, tenant_id: TenantId, sha256: bytes) -> str:
        """Where the provider with this base URL fetches a shop's bytes.

        Raises ``ChannelRejected`` when it is a real one and nobody said where this installation is reached.
        """
        here = self.local_url() if self.emulated(base_url) else self.public_url
        if here is None:
            raise ChannelRejected(
                "This message holds a file, which Infobip fetches from here: set DRAGOMAN_PUBLIC_URL",
                code="no_public_url",
            )
        return here + self.path(tenant_id, sha256)

    def path(self, tenant_id: TenantId, sha256: bytes) -> str:
        """The address, below the address of this installation."""
        until = int(self.clock()) + self.seconds
        name = sha256.hex()
        signature = self.signer.sign(_signed(str(tenant_id), name, str(until)))
        return f"{PATH}/{tenant_id}/{name}?until={until}&sig={signature}"

    def open(self, tenant: str, name: str, until: str, signature: str) -> tuple[TenantId, bytes, int] | None:
        """Whose bytes an address is of, their name, and the seconds it has left; ``None`` for one that is not ours."""
        if not (_NUMBER.fullmatch(tenant) and _NAME.fullmatch(name) and _NUMBER.fullmatch(until)):
            return None
        if not hmac.compare_digest(
            signature.encode("utf-8", "replace"), self.signer.sign(_signed(tenant, name, until)).encode()
        ):
            return None
        left = int(until) - int(self.clock())
        return (TenantId(int(tenant)), bytes.fromhex(name), left) if left > 0 else None


def _signed(tenant: str, name: str, until: str) -> str:
    return f"{tenant}/{name}/{until}"
