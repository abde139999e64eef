"""Sealing what must not be readable in a dump of the database: AES-256-GCM under this installation's key; and signing.

The key comes from DRAGOMAN_SECRET_KEY, or is made once and kept in ``<home>/secret.key``, readable by its
owner only. A sealed value is bound to its context (which shop it is of): moved to another, it does not open.
"""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dragoman.base.errors import ConfigError

_VERSION = b"\x01"
_NONCE_BYTES = 12
_SHORTEST_KEY = 16


class Sealer:
    """Seals and opens texts with one key."""

    __slots__ = ("_cipher",)

    def __init__(self, secret: str) -> None:
        """``secret`` is any text of 16 characters or more. Raises ``ConfigError`` when it is shorter."""
        self._cipher = AESGCM(_derive(secret, "sealing"))

    def __repr__(self) -> str:
        return "Sealer(...)"

    def seal(self, text: str, context: str) -> bytes:
        """``text`` as bytes that only this key opens, and only for the same ``context``."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), context.encode())

    def open(self, sealed: bytes, context: str) -> str:
        """The text that was sealed. Raises ``ConfigError`` for another key or context, or damaged bytes."""
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if sealed[:1] != _VERSION or len(nonce) < _NONCE_BYTES:
            raise ConfigError(f"what is stored for {context} was not sealed by this version of Dragoman")
        try:
            return self._cipher.decrypt(nonce, body, context.encode()).decode()
        except InvalidTag:
            raise ConfigError(
                f"what is stored for {context} does not open: it was sealed with another secret key. "
                "Set DRAGOMAN_SECRET_KEY (or put back secret.key) as it was then, or store the value again."
            ) from None


class Signer:
    """Signs texts for one purpose: what was signed for another is not known here."""

    __slots__ = ("_key",)

    def __init__(self, secret: str, purpose: str) -> None:
        """``secret`` as for ``Sealer``."""
        self._key = _derive(secret, purpose)

    def __repr__(self) -> str:
        return "Signer(...)"

    def sign(self, text: str) -> str:
        """The signature, 43 characters that may stand in a URL. Compare it in constant time."""
        digest = hmac.new(self._key, text.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _derive(secret: str, purpose: str) -> bytes:
    """A key of its own for each purpose."""
    if len(secret) < _SHORTEST_KEY:
        raise ConfigError(f"DRAGOMAN_SECRET_KEY is too short: it needs {_SHORTEST_KEY} characters or more")
    # HKDF and not a slow password hash: the key is a long random text, not something people remember.
    info = f"dragoman: {purpose}, version 1".encode()
    return HKDF(SHA256(), 32, salt=None, info=info).derive(secret.encode())


def open_signer(home: Path, secret: str | None, purpose: str) -> Signer:
    """The signer of this installation for one purpose; raises as ``open_sealer`` does."""
    return Signer(secret if secret is not None else _key_file(home / "secret.key"), purpose)


def open_sealer(home: Path, secret: str | None) -> Sealer:
    """The sealer of this installation: of ``secret``, or of the key file under ``home``, made when missing.

    Raises ``ConfigError`` when the file cannot be used or others may read it.
    """
    return Sealer(secret if secret is not None else _key_file(home / "secret.key"))


def _key_file(path: Path) -> str:
    try:
        if not path.exists():
            _make_key_file(path)
        if path.stat().st_mode & 0o077:
            raise ConfigError(f"{path} may be read by others; run: chmod 600 {path}")
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"the secret key {path} cannot be used ({error}); or set DRAGOMAN_SECRET_KEY"
        ) from None


def _make_key_file(path: Path) -> None:
    """Written aside and linked into place: of two processes the first wins, and neither reads half a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
