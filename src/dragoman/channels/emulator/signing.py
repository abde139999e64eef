"""How pushes prove where they come from: Basic, static headers, HMAC (plain or with a time), OAuth bearer."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.base.errors import ConfigError

ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
EXCHANGE = {
    "header": "X-Ib-Exchange-Req-Signature",
    "timestamp_header": "X-Ib-Exchange-Req-Timestamp",
}
"""The headers of Infobip's Exchange and CPaaS X apps, which sign the time and the body."""


@dataclass(frozen=True, slots=True)
class Hmac:
    """A signature over the raw body; with ``timestamp_header``, over that header's milliseconds and the body."""

    secret: str = field(repr=False)
    header: str = "X-Hub-Signature"
    algorithm: str = "sha256"
    prefix: str = ""
    encoding: str = "hex"
    timestamp_header: str | None = None


@dataclass(frozen=True, slots=True)
class OAuth:
    """Where a bearer token is fetched, with client credentials."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Security:
    """Everything that a push shows; all means that are set are used together, as in Infobip's profiles."""

    basic: tuple[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    hmac: Hmac | None = None
    oauth: OAuth | None = None

    def as_json(self) -> dict[str, Any]:
        """What is set, without the secrets."""
        shown: dict[str, Any] = {}
        if self.basic is not None:
            shown["basic"] = {"username": self.basic[0], "password": "***"}
        if self.headers:
            shown["headers"] = dict.fromkeys(self.headers, "***")
        if self.hmac is not None:
            shown["hmac"] = {name: getattr(self.hmac, name) for name in _HMAC_FIELDS if name != "secret"} | {
                "secret": "***"
            }
        if self.oauth is not None:
            shown["oauth"] = {
                "token_url": self.oauth.token_url,
                "client_id": self.oauth.client_id,
                "client_secret": "***",
            }
        return shown


_HMAC_FIELDS = ("secret", "header", "algorithm", "prefix", "encoding", "timestamp_header")


def headers_for(security: Security, body: bytes, now: float, *, wrong: bool = False) -> dict[str, str]:
    """The headers of one push, the bearer token apart. ``wrong`` signs with another secret."""
    headers = dict(security.headers)
    if security.basic is not None:
        headers["Authorization"] = "Basic " + base64.b64encode(":".join(security.basic).encode()).decode()
    how = security.hmac
    if how is None:
        return headers
    stamp = ""
    if how.timestamp_header is not None:
        stamp = headers[how.timestamp_header] = str(int(now * 1000))
    secret = how.secret + "-but-wrong" if wrong else how.secret
    digest = hmac.new(secret.encode(), stamp.encode() + body, getattr(hashlib, how.algorithm)).digest()
    shown = digest.hex() if how.encoding == "hex" else base64.b64encode(digest).decode()
    headers[how.header] = how.prefix + shown
    return headers


def read_security(given: object) -> Security:
    """Security as the admin API and scenario files write it; ``null`` for none.

    Raises ``ConfigError`` with one sentence that names what makes no sense.
    """
    if given is None:
        return Security()
    if not isinstance(given, dict) or given.keys() - {"basic", "headers", "hmac", "oauth"}:
        raise ConfigError("security must be null or an object of basic, headers, hmac and oauth")
    basic = _part(given, "basic", ("username", "password"))
    oauth = _part(given, "oauth", ("token_url", "client_id", "client_secret"))
    headers = given.get("headers") or {}
    if not isinstance(headers, dict) or not all(_is_header(*pair) for pair in headers.items()):
        raise ConfigError("security.headers must map names of headers to values")
    return Security(
        basic=(basic["username"], basic["password"]) if basic else None,
        headers=dict(headers),
        hmac=_read_hmac(given.get("hmac")),
        oauth=OAuth(**oauth) if oauth else None,
    )


def _read_hmac(given: object) -> Hmac | None:
    if given is None:
        return None
    if not isinstance(given, dict):
        raise ConfigError("security.hmac must be an object")
    preset = EXCHANGE if given.get("style") == "exchange" else {}
    read = preset | {name: value for name, value in given.items() if name != "style" and value is not None}
    strange = sorted(map(str, read.keys() - set(_HMAC_FIELDS)))
    if strange:
        raise ConfigError(f"{strange[0]} is not a field of security.hmac")
    if not all(isinstance(value, str) and value.isascii() for value in read.values()) or not read.get(
        "secret"
    ):
        raise ConfigError("security.hmac needs a secret, and all its fields are plain strings")
    how = Hmac(**read)
    if how.algorithm not in ALGORITHMS:
        raise ConfigError(f"security.hmac.algorithm must be one of {', '.join(ALGORITHMS)}")
    if how.encoding not in {"hex", "base64"}:
        raise ConfigError("security.hmac.encoding must be hex or base64")
    return how


def _part(given: Mapping[str, Any], name: str, wanted: tuple[str, ...]) -> dict[str, str] | None:
    part = given.get(name)
    if part is None:
        return None
    if not isinstance(part, dict) or part.keys() != set(wanted):
        raise ConfigError(f"security.{name} must have {', '.join(wanted)}")
    if not all(isinstance(value, str) for value in part.values()):
        raise ConfigError(f"security.{name} must have strings")
    return part


def _is_header(name: object, value: object) -> bool:
    return all(isinstance(part, str) and part.isascii() and part.isprintable() for part in (name, value))
