"""Who is let in: Infobip's four schemes of authorization, scopes, senders, and keys that expire.

Without configured credentials any ``App`` key is let in and may do everything.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.base.errors import ConfigError
from dragoman.base.phone import digits_of

_TOKEN_S = 3600
_FIELDS = {
    "keys": ("key", ""),
    "users": ("username", "password"),
    "clients": ("client_id", "client_secret"),
}
_COMMON = frozenset({"scopes", "senders", "expires_at"})


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody who may call. ``None`` for scopes and senders: all of them; ``expires_at``: emulator's clock."""

    name: str
    secret: str = field(default="", repr=False)
    scopes: frozenset[str] | None = None
    senders: frozenset[str] | None = None
    expires_at: float | None = None

    def may(self, accepted: frozenset[str]) -> bool:
        """Whether the scopes allow an operation that accepts any of these."""
        return self.scopes is None or not accepted or bool(self.scopes & accepted)


ANYBODY = Access("anybody")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Everybody who is let in, by scheme; the mappings go by key, user name and client id."""

    keys: Mapping[str, Access] = field(default_factory=dict, repr=False)
    users: Mapping[str, Access] = field(default_factory=dict, repr=False)
    clients: Mapping[str, Access] = field(default_factory=dict, repr=False)


class Gate:
    """Checks the ``Authorization`` header. ``None`` as credentials: any key is good.

    Tokens are kept in memory only: a restart ends the sessions, as it may at the provider.
    """

    def __init__(self, credentials: Credentials | None) -> None:
        self.credentials = credentials
        self._tokens: dict[tuple[str, str], tuple[Access, float]] = {}

    def admit(self, authorization: bytes, now: float) -> Access | None:
        """Who calls; ``None``: 401."""
        scheme, _, given = authorization.partition(b" ")
        secret = given.strip().decode("latin-1")
        scheme = scheme.lower()
        if scheme == b"app":
            if self.credentials is None:
                return ANYBODY if secret else None
            return _unless_expired(self.credentials.keys.get(secret), now)
        if scheme == b"basic":
            return self._by_basic(secret, now)
        if scheme in {b"ibsso", b"bearer"}:
            access, until = self._tokens.get((scheme.decode(), secret), (None, 0.0))
            return _unless_expired(access, now) if now < until else None
        return None

    def open_session(self, username: object, password: object, token: str, now: float) -> bool:
        """Makes ``token`` good for a user's calls; whether the user showed the right password."""
        access = self._shown("users", username, password, now)
        if access is not None:
            self._tokens[("ibsso", token)] = (access, now + _TOKEN_S)
        return access is not None

    def end_session(self, authorization: bytes) -> bool:
        """Ends the session of this header; whether there was one."""
        scheme, _, given = authorization.partition(b" ")
        return (
            self._tokens.pop((scheme.lower().decode("latin-1"), given.strip().decode("latin-1")), None)
            is not None
        )

    def issue_token(self, client_id: object, secret: object, token: str, now: float) -> int | None:
        """Makes ``token`` good for a client's calls; for how many seconds, or ``None`` for a stranger."""
        access = self._shown("clients", client_id, secret, now)
        if access is None:
            return None
        self._tokens[("bearer", token)] = (access, now + _TOKEN_S)
        return _TOKEN_S

    def _by_basic(self, given: str, now: float) -> Access | None:
        try:
            name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return None
        return self._shown("users", name, password, now)

    def _shown(self, kind: str, name: object, secret: object, now: float) -> Access | None:
        if self.credentials is None or not isinstance(name, str) or not isinstance(secret, str):
            return None
        known: Access | None = getattr(self.credentials, kind).get(name)
        if known is None or not hmac.compare_digest(known.secret.encode(), secret.encode()):
            return None
        return _unless_expired(known, now)


def read_credentials(given: object) -> Credentials | None:
    """Credentials as the admin API and scenario files write them; ``None`` for anybody.

    Raises ``ConfigError`` with one sentence that names what makes no sense.
    """
    if given is None:
        return None
    if not isinstance(given, dict) or given.keys() - _FIELDS.keys():
        raise ConfigError("credentials must be null or an object of keys, users and clients")
    return Credentials(**{kind: _read_kind(kind, given.get(kind, [])) for kind in _FIELDS})


def _read_kind(kind: str, entries: object) -> dict[str, Access]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigError(f"{kind} must be a list of objects")
    return {access.name: access for access in (_read_access(kind, entry) for entry in entries)}


def _read_access(kind: str, entry: Mapping[str, Any]) -> Access:
    name_field, secret_field = _FIELDS[kind]
    needed = [name for name in (name_field, secret_field) if name]
    for name in needed:
        if not isinstance(entry.get(name), str) or not entry[name]:
            raise ConfigError(f"{name} is missing in {kind}")
    strange = sorted(map(str, entry.keys() - _COMMON - set(needed)))
    if strange:
        raise ConfigError(f"{strange[0]} is not a field of {kind}")
    expires_at = entry.get("expires_at")
    if isinstance(expires_at, bool) or not (expires_at is None or isinstance(expires_at, int | float)):
        raise ConfigError("expires_at must be seconds since 1970, by the emulator's clock")
    senders = _words(entry, "senders")
    return Access(
        name=entry[name_field],
        secret=entry.get(secret_field, ""),
        scopes=_words(entry, "scopes"),
        senders=None if senders is None else frozenset(digits_of(sender) or sender for sender in senders),
        expires_at=expires_at,
    )


def _words(entry: Mapping[str, Any], name: str) -> frozenset[str] | None:
    value = entry.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ConfigError(f"{name} must be a list of strings")
    return frozenset(value)


def _unless_expired(access: Access | None, now: float) -> Access | None:
    if access is not None and access.expires_at is not None and now >= access.expires_at:
        return None
    return access
