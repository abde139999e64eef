"""How a webhook proves where it comes from: path token, Basic, static header, bearer token, HMAC, source network.

Every means that is configured must pass. A secret may be one of several, so that it can be replaced without a
gap, and may belong to one of our numbers only: whoever holds that one speaks for that number and no other. All
comparisons take the same time whatever is compared. Infobip signs the raw bytes of the body; which header and
form it uses is set in its portal, so all of it is configurable (see ``docs/reference/infobip.md``).
"""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Literal

from pydantic import SecretStr

from dragoman.config.settings import Settings, networks_in

Network = IPv4Network | IPv6Network
Headers = Mapping[bytes, bytes]

ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
"""What Infobip's subscriptions can sign with."""


@dataclass(frozen=True, slots=True)
class Signature:
    """How a body is signed.

    ``prefix`` is what may stand before the signature, such as ``sha256=``; without it the algorithm's name is
    accepted there, and nothing too. With a ``timestamp_header`` (milliseconds since 1970) the signature is over
    the header's text and the body, and one that is more than ``tolerance_s`` away from now is refused.
    """

    header: str
    algorithm: str = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    prefix: str = ""
    timestamp_header: str | None = None
    tolerance_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Bearer:
    """Bearer tokens that we hand out ourselves (Infobip: OAuth 2, client credentials) and recognise again."""

    client_id: str
    secrets: tuple[str, ...] = field(repr=False)
    lifetime_s: int = 3600


@dataclass(frozen=True, slots=True)
class Checks:
    """What is asked of every webhook.

    A number's own secret is accepted in the path, and as the key of the signature; a number that has one is
    spoken for by no other secret.
    """

    tokens: tuple[str, ...] = field(default=(), repr=False)
    basic: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    header: tuple[str, tuple[str, ...]] | None = field(default=None, repr=False)
    bearer: Bearer | None = None
    signature: Signature | None = None
    signing_secrets: tuple[str, ...] = field(default=(), repr=False)
    networks: tuple[Network, ...] = ()
    proxies: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Whom a request may speak for: these numbers only, or (``only`` is ``None``) all but ``never``."""

    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()

    def may_speak_for(self, number: str) -> bool:
        """Whether an event of this number of ours may be believed."""
        return number not in self.never if self.only is None else number in self.only


@dataclass(frozen=True, slots=True)
class Caller:
    """What a request shows before its body is read."""

    path_token: str | None
    headers: Headers
    peer: str | None


def why_refused(checks: Checks, own: Mapping[str, str], caller: Caller) -> str | None:
    """The means that failed, as a word for the log, before the body is read; ``None``: go on.

    ``own`` is the secret of each number that has one of its own.
    """
    if checks.networks and not _comes_from(checks.networks, checks.proxies, caller):
        return "network"
    if checks.tokens and not _is_one_of(caller.path_token or "", (*checks.tokens, *own.values())):
        return "token"
    if checks.header is not None:
        name, values = checks.header
        if not _is_one_of(_text(caller.headers.get(name.lower().encode())), values):
            return "header"
    if checks.basic and not _basic_passed(checks.basic, caller):
        return "basic"
    if checks.bearer is not None and not bearer_passed(checks.bearer, _credentials(caller, "bearer")):
        return "bearer"
    return None


def origin_of(
    checks: Checks, own: Mapping[str, str], caller: Caller, body: bytes, *, now: float | None = None
) -> Origin | None:
    """Whom the request may speak for, by its path and its signature; ``None``: the signature is wrong.

    Call it after ``why_refused`` has let the request in. ``now`` is seconds since 1970.
    """
    never = frozenset(own)
    by_path = _numbers_of(caller.path_token or "", own)
    if checks.signature is None:
        return Origin(by_path) if by_path else Origin(None, never)
    moment = time.time() if now is None else now
    if any(
        _signed(checks.signature, secret, caller.headers, body, moment) for secret in checks.signing_secrets
    ):
        return Origin(by_path) if by_path else Origin(None, never)
    signers = {
        number
        for number, secret in own.items()
        if _signed(checks.signature, secret, caller.headers, body, moment)
    }
    if not signers or (by_path and not by_path & signers):
        return None
    return Origin(frozenset(signers & by_path if by_path else signers))


def issue_bearer(bearer: Bearer, client_id: str, secret: str, *, now: float | None = None) -> str | None:
    """A token for a client that shows the right id and one of the secrets; ``None`` for anybody else."""
    known = _same(client_id, bearer.client_id) & _is_one_of(secret, bearer.secrets)
    if not known:
        return None
    until = str(int((time.time() if now is None else now) + bearer.lifetime_s))
    return f"{until}.{_bearer_mark(bearer, bearer.secrets[0], until)}"


def bearer_passed(bearer: Bearer, token: str, *, now: float | None = None) -> bool:
    """Whether a token is one of ours and has not expired."""
    until, _, mark = token.partition(".")
    if not (until.isascii() and until.isdigit() and len(until) <= 12):
        return False
    genuine = _is_one_of(mark, [_bearer_mark(bearer, secret, until) for secret in bearer.secrets])
    return genuine and int(until) > (time.time() if now is None else now)


def checks_of(settings: Settings) -> Checks:
    """What these settings ask of every webhook."""
    signing = _secrets(settings.webhook_hmac_secret, settings.webhook_hmac_secret_old)
    client = _secrets(settings.webhook_oauth_client_secret, settings.webhook_oauth_client_secret_old)
    values = _secrets(settings.webhook_header_value, settings.webhook_header_value_old)
    user = settings.webhook_username or ""
    return Checks(
        tokens=_secrets(settings.webhook_token, settings.webhook_token_old),
        basic=tuple(
            (user, word) for word in _secrets(settings.webhook_password, settings.webhook_password_old)
        ),
        header=(settings.webhook_header_name, values) if settings.webhook_header_name else None,
        bearer=Bearer(settings.webhook_oauth_client_id, client) if settings.webhook_oauth_client_id else None,
        signature=_signature_of(settings) if signing else None,
        signing_secrets=signing,
        networks=networks_in(settings.webhook_sources),
        proxies=networks_in(settings.webhook_proxies),
    )


def _signature_of(settings: Settings) -> Signature:
    return Signature(
        settings.webhook_hmac_header,
        settings.webhook_hmac_algorithm,
        settings.webhook_hmac_encoding,
        settings.webhook_hmac_prefix,
        settings.webhook_hmac_timestamp_header,
        settings.webhook_hmac_tolerance_seconds,
    )


def _secrets(*given: SecretStr | None) -> tuple[str, ...]:
    return tuple(one.get_secret_value() for one in given if one is not None)


# --- means ------------------------------------------------------------------------------------------


def _basic_passed(pairs: Sequence[tuple[str, str]], caller: Caller) -> bool:
    try:
        given = base64.b64decode(_credentials(caller, "basic"), validate=True).decode()
    except (binascii.Error, ValueError):
        return False
    return _is_one_of(given, [":".join(pair) for pair in pairs])


def _credentials(caller: Caller, scheme: str) -> str:
    given, _, rest = _text(caller.headers.get(b"authorization")).partition(" ")
    return rest.strip() if given.lower() == scheme else ""


def _comes_from(networks: Sequence[Network], proxies: Sequence[Network], caller: Caller) -> bool:
    address = _address(caller.peer)
    if address is not None and _within(address, proxies):
        # The last address that no proxy of ours has written is the nearest that can be believed.
        hops = [
            _address(hop) for hop in _text(caller.headers.get(b"x-forwarded-for")).split(",") if hop.strip()
        ]
        address = next((hop for hop in reversed(hops) if hop is None or not _within(hop, proxies)), None)
    return address is not None and _within(address, networks)


def _address(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address((text or "").strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _within(address: IPv4Address | IPv6Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def _signed(how: Signature, secret: str, headers: Headers, body: bytes, now: float) -> bool:
    given = _text(headers.get(how.header.lower().encode())).strip()
    signed = body
    if how.timestamp_header is not None:
        stamp = _text(headers.get(how.timestamp_header.lower().encode())).strip()
        if not (stamp.isascii() and stamp.isdigit() and abs(int(stamp[:16]) / 1000 - now) <= how.tolerance_s):
            return False
        signed = stamp.encode() + body
    digest = hmac.new(secret.encode(), signed, how.algorithm).digest()
    given = _without_prefix(given, how)
    if how.encoding == "hex":
        return _same(given.lower(), digest.hex())
    return _same(given, base64.b64encode(digest).decode())


def _without_prefix(given: str, how: Signature) -> str:
    for prefix in (how.prefix,) if how.prefix else (f"{how.algorithm}=", f"hmac_{how.algorithm}="):
        if given.lower().startswith(prefix.lower()):
            return given[len(prefix) :]
    return given


def _numbers_of(secret: str, own: Mapping[str, str]) -> frozenset[str]:
    return frozenset(number for number, its in own.items() if _same(secret, its))


def _bearer_mark(bearer: Bearer, secret: str, until: str) -> str:
    signed = f"dragoman bearer {bearer.client_id} {until}".encode()
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _is_one_of(given: str, secrets: Iterable[str]) -> bool:
    found = False
    for secret in secrets:
        found |= _same(given, secret)
    return found


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), secret.encode())


def _text(value: bytes | None) -> str:
    return (value or b"").decode("latin-1")
