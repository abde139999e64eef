"""Where a customer's file may be fetched from, and whether with our key. Pure.

The link comes in a webhook's body: whoever can write that would have us ask any machine that we can reach, with the
shop's key in hand. So the first request goes to the sender's own provider and to its address for files only; where
that sends us on, we go without the key, over HTTPS, and to public addresses alone.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import unquote

from yarl import URL

_FILE_PATH = re.compile(r"/whatsapp/\d+/senders/[^/%\\]+/media/[^/%\\]+")
_WHOLE_ACCOUNT = "api.infobip.com"
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_NAT64 = ip_network("64:ff9b::/96")
_URL_CHARS = 2048


class UnsafeAddress(OSError):
    """Nobody of good faith sends us there. An ``OSError``, so that a connection that must not be made fails."""


@dataclass(frozen=True, slots=True)
class Place:
    """One request for a file. ``trusted``: the sender's own base URL, wherever it is, and whatever it resolves to."""

    url: URL
    with_key: bool
    trusted: bool


def first_place(url: str, base_url: str) -> Place:
    """Where to ask for the file behind ``url`` in a message to a sender with this base URL.

    The provider is the sender's own base URL, whatever its scheme; and where that is Infobip's, any of Infobip's API
    hosts, since links were seen with another one. Raises ``UnsafeAddress`` for every other address.
    """
    base, asked = URL(base_url), _read(url)
    own = _origin(asked) == _origin(base)
    infobip = _is_infobip(base) and _is_infobip(asked) and asked.scheme == "https" and asked.port == 443
    if not own and not infobip:
        raise UnsafeAddress("its link leads to a host that is not the sender's provider")
    path, root = unquote(asked.raw_path), base.path.rstrip("/") if own else ""
    if not path.startswith(root) or not _FILE_PATH.fullmatch(path[len(root) :]) or ".." in path:
        raise UnsafeAddress("its link leads to something else than a file at the provider")
    return Place(asked, with_key=True, trusted=own)


def next_place(location: str, place: Place, base_url: str) -> Place:
    """Where a redirect leads: never with the key. Raises ``UnsafeAddress``.

    A base URL on this very machine over plain HTTP is an emulator on trial: it may send us to this machine again.
    """
    try:
        target = place.url.join(URL(location))
    except ValueError:
        raise UnsafeAddress("the provider redirects to what is not a web address") from None
    target = _read(str(target))
    base = URL(base_url)
    on_trial = base.scheme == "http" and base.host in _LOCAL_NAMES
    if on_trial and target.host in _LOCAL_NAMES:
        return Place(target, with_key=False, trusted=True)
    if target.scheme != "https":
        raise UnsafeAddress("the provider redirects to an address without HTTPS")
    if is_address(target.host or "") and not is_public(target.host or ""):
        raise UnsafeAddress("the provider redirects to an address that is not public")
    return Place(target, with_key=False, trusted=False)


def sender_of(url: URL) -> str | None:
    """Which number a file's link names, ``None`` when it names none."""
    found = re.search(r"/senders/\+?(\d+)/media/", url.path)
    return found[1] if found else None


def is_address(host: str) -> bool:
    """Whether a host is an IP address rather than a name."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, the IPv4 address that it may be a way to included."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if ip in _NAT64:
            return is_public(str(IPv4Address(int(ip) & 0xFFFF_FFFF)))
        if ip.is_site_local:
            return False
        if ip.sixtofour is not None and not is_public(str(ip.sixtofour)):
            return False
    special = ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_link_local or ip.is_unspecified
    return ip.is_global and not special


def _read(url: str) -> URL:
    try:
        read = URL(url) if len(url) <= _URL_CHARS else URL()
        port = read.port
    except ValueError:
        read, port = URL(), None
    if read.scheme not in {"http", "https"} or not read.host or port is None:
        raise UnsafeAddress("its link is not a web address")
    if read.user is not None or read.password is not None:
        raise UnsafeAddress("its link holds a user name")
    return read.with_fragment(None)


def _origin(url: URL) -> tuple[str, str, int | None]:
    host = (url.host or "").lower().rstrip(".")
    return url.scheme, "localhost" if host in _LOCAL_NAMES else host, url.port


def _is_infobip(url: URL) -> bool:
    host = (url.host or "").lower().rstrip(".")
    return host == _WHOLE_ACCOUNT or host.endswith(f".{_WHOLE_ACCOUNT}")
