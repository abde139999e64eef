"""A shop's numbers as commands reach the provider with them: whose key, which address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dragoman.base.db import Database
from dragoman.base.errors import ConfigError, NotFound
from dragoman.base.ids import TenantId
from dragoman.base.phone import digits_of
from dragoman.base.secrets import open_sealer
from dragoman.channels.base import Sender
from dragoman.channels.infobip.account import InfobipAccount
from dragoman.config.settings import Settings, read_environment
from dragoman.tenants.keys import EMULATOR_PATH, Keys
from dragoman.tenants.routing import RoutingTable, load_routing
from dragoman.tenants.senders import SenderConfig
from dragoman.tenants.templates import Templates

_PATIENCE_S = 20.0


def keys_of(settings: Settings) -> Keys:
    """The keys that a server with these settings would send with. Raises ``ConfigError``."""
    secret = settings.dragoman_secret_key
    sealer = open_sealer(settings.home, secret.get_secret_value() if secret else None)
    return Keys(settings, read_environment(), sealer)


async def routing_of(settings: Settings, database: Database) -> RoutingTable:
    """Every number and its shop. Raises ``ConfigError``."""
    async with database.as_platform() as tx:
        return await load_routing(tx, settings)


async def numbers_of(
    settings: Settings, database: Database, tenant_id: TenantId, number: str | None
) -> list[SenderConfig]:
    """The shop's numbers, or the one that is asked for. Raises ``NotFound`` when there is none."""
    table = await routing_of(settings, database)
    own = [config for config in table.senders.values() if config.tenant_id == tenant_id]
    if number is not None:
        own = [config for config in own if config.number == digits_of(number)]
    if not own:
        which = f"the number {number}" if number is not None else "a number"
        raise NotFound(f"this shop does not have {which}; see: dragoman tenant list")
    return own


async def the_number_of(
    settings: Settings, database: Database, tenant_id: TenantId, number: str | None
) -> Sender:
    """The shop's one number, or the one that is asked for, ready to ask the provider with.

    Raises ``ConfigError`` where it has several, and ``ChannelAccountProblem`` where there is no key.
    """
    found = await numbers_of(settings, database, tenant_id, number)
    if len(found) > 1:
        numbers = ", ".join(config.number for config in found)
        raise ConfigError(f"this shop has several numbers ({numbers}): say which with --sender")
    return sender_of(settings, found[0])


def sender_of(settings: Settings, config: SenderConfig) -> Sender:
    """One of our numbers with its key. Raises ``ChannelAccountProblem`` where it has none."""
    return keys_of(settings).sender_of(config, emulator_of(settings))


def emulator_of(settings: Settings) -> str:
    """Where a server with these settings has its emulator."""
    return settings.dragoman_emulator_url or settings.local_url + EMULATOR_PATH


@asynccontextmanager
async def templates_of(
    settings: Settings, database: Database
) -> AsyncIterator[tuple[Templates, InfobipAccount]]:
    """The templates kept here, and whom to ask for them."""
    async with InfobipAccount(min(_PATIENCE_S, settings.infobip_timeout_seconds)) as account:
        yield Templates(database, account), account
