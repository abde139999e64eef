"""The configuration of our WhatsApp numbers on the wire, and whose provider key each uses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.base.db import PlatformTx
from dragoman.base.errors import ConfigError, NotFound
from dragoman.base.ids import ChatbotId, TenantId
from dragoman.base.phone import digits_of
from dragoman.base.secrets import Sealer
from dragoman.tenants import store


@dataclass(frozen=True)
class SenderConfig(Mapping[str, Any]):
    """One of our numbers. Also a mapping: ``c["number"]``, ``c["chatbot_id"]`` ...

    ``base_url``, ``api_key_env`` and ``rate_per_second`` are ``None`` where the environment's apply.
    """

    number: str
    slug: str
    tenant_id: TenantId
    user_id: int
    chatbot_id: ChatbotId
    agent_id: str
    brand: str
    base_url: str | None = None
    api_key_env: str | None = None
    sealed_api_key: bytes | None = field(default=None, repr=False)
    rate_per_second: float | None = None
    entity_id: str | None = None
    application_id: str | None = None
    sealed_webhook_secret: bytes | None = field(default=None, repr=False)

    def __getitem__(self, key: str) -> Any:
        if key in _KEYS:
            return getattr(self, key)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(_KEYS)

    def __len__(self) -> int:
        return len(_KEYS)


_KEYS = (
    "number",
    "user_id",
    "chatbot_id",
    "agent_id",
    "tenant_id",
    "brand",
    "slug",
    "base_url",
    "api_key_env",
    "rate_per_second",
    "entity_id",
    "application_id",
)


def api_key_of(
    sender: SenderConfig, *, environ: Mapping[str, str], default: str | None, sealer: Sealer
) -> str | None:
    """The provider key that ``sender`` uses, or ``None`` when it has none.

    Its own sealed key, else the variable that its shop names, else ``default`` (INFOBIP_API_KEY). A variable
    that is named and not set gives ``None``: the shop has an account of its own, and another account's key
    would send in another's name. ``environ`` is what ``read_environment`` gives. Raises ``ConfigError`` when
    a sealed key does not open.
    """
    if sender.sealed_api_key is not None:
        return sealer.open(sender.sealed_api_key, key_context(sender.tenant_id))
    if sender.api_key_env is not None:
        return environ.get(sender.api_key_env) or None
    return default


def key_context(tenant_id: TenantId) -> str:
    """What a sealed provider key is bound to."""
    return f"the provider key of shop {tenant_id}"


async def store_api_key(tx: PlatformTx, number: str, key: str, sealer: Sealer) -> None:
    """Seals ``key`` and stores it as the key of one of our numbers, however the number is written.

    Raises ``NotFound`` when no shop has the number, ``ConfigError`` when the key cannot be one.
    """
    cleaned = key.strip()
    if not cleaned or not cleaned.isascii() or not cleaned.isprintable() or " " in cleaned:
        raise ConfigError("that is not a provider key: it must be one word of plain characters")
    digits = digits_of(number)
    for sender in await store.list_senders(tx):
        if sender.number == digits:
            sealed = sealer.seal(cleaned, key_context(sender.tenant_id))
            await store.set_sealed_key(tx, sender.tenant_id, sender.number, sealed)
            return
    raise NotFound(f"no shop has the number {number}; see: dragoman tenant list")


def webhook_secret_of(sender: SenderConfig, sealer: Sealer) -> str | None:
    """The secret that webhooks of this number prove themselves with, if it has one of its own.

    Raises ``ConfigError`` when it does not open.
    """
    if sender.sealed_webhook_secret is None:
        return None
    return sealer.open(sender.sealed_webhook_secret, webhook_secret_context(sender.tenant_id))


def webhook_secret_context(tenant_id: TenantId) -> str:
    """What a sealed webhook secret is bound to."""
    return f"the webhook secret of shop {tenant_id}"


async def store_webhook_secret(tx: PlatformTx, number: str, secret: str | None, sealer: Sealer) -> None:
    """Seals ``secret`` and stores it as one number's own; ``None`` forgets the one it has.

    Raises ``NotFound`` when no shop has the number, ``ConfigError`` for a secret that no path could carry.
    """
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9._~-]{16,200}", secret):
        raise ConfigError(
            "a webhook secret is one word of 16 to 200 letters, digits, dots, dashes and underscores"
        )
    digits = digits_of(number)
    for sender in await store.list_senders(tx):
        if sender.number == digits:
            sealed = None if secret is None else sealer.seal(secret, webhook_secret_context(sender.tenant_id))
            await store.set_sealed_webhook_secret(tx, sender.tenant_id, sender.number, sealed)
            return
    raise NotFound(f"no shop has the number {number}; see: dragoman tenant list")
