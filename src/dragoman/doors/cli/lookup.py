"""Finding what a command was asked about: a shop by slug or id, a row by the beginning of its id."""

import getpass
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from dragoman.actions.model import Action
from dragoman.actions.store import find_actions
from dragoman.base.db import Database, TenantTx
from dragoman.base.errors import ConfigError, NotFound
from dragoman.base.ids import ChatbotId, TenantId
from dragoman.conversations.files import File, find_files
from dragoman.conversations.model import Conversation
from dragoman.conversations.store import find_conversations
from dragoman.doors.cli.words import owner_words
from dragoman.orders.model import Order
from dragoman.orders.store import find_numbered, find_orders
from dragoman.tenants import store
from dragoman.tenants.model import Tenant

Found = TypeVar("Found")

_FEWEST_DIGITS = 4
_UUID_DIGITS = 32


async def shop_named(database: Database, name: str) -> Tenant:
    """The shop with this slug, or with this number as its id. Raises ``NotFound``."""
    async with database.as_platform() as tx:
        row = await store.find_tenant(tx, name)
        if row is not None:
            return await store.get_tenant(tx, row.id)
        if name.isascii() and name.isdigit() and len(name) < 19:
            return await store.get_tenant(tx, TenantId(int(name)))
    raise NotFound(f"there is no shop {name!r}; see: dragoman tenant list")


@dataclass(frozen=True, slots=True)
class Duty:
    """Which of a shop's agents are at work."""

    disabled: bool
    paused: frozenset[ChatbotId]

    def owner_of(self, one: Conversation) -> str:
        """Who answers that conversation, in words."""
        return owner_words(one.mode, paused=one.chatbot_id in self.paused, disabled=self.disabled)


async def duty_of(database: Database, tenant_id: TenantId) -> Duty:
    """Who is on duty in that shop right now."""
    async with database.as_platform() as tx:
        disabled = {row.id for row in await store.list_tenants(tx) if row.status == "disabled"}
        chatbots = await store.list_chatbots(tx)
    paused = frozenset(bot.chatbot_id for bot in chatbots if bot.tenant_id == tenant_id and bot.paused)
    return Duty(tenant_id in disabled, paused)


async def conversation_named(tx: TenantTx, beginning: str) -> Conversation:
    """The conversation whose id begins so. Raises ``NotFound``, or ``ConfigError`` when several do."""
    found = await find_conversations(tx, *id_range(beginning))
    none = f"this shop has no conversation {beginning!r}; see: dragoman conversations list SHOP"
    return one_of(found, beginning, "conversations", none=none)


async def action_named(tx: TenantTx, beginning: str) -> Action:
    """The action whose id begins so. Raises ``NotFound``, or ``ConfigError`` when several do."""
    found = await find_actions(tx, *id_range(beginning))
    none = f"this shop has no action {beginning!r}; see: dragoman actions list SHOP"
    return one_of(found, beginning, "actions", none=none)


async def order_named(tx: TenantTx, told: str) -> Order:
    """The order with this number (``1001``, ``#1001``), else the one whose id begins so.

    Raises ``NotFound``, or ``ConfigError`` when several ids begin so.
    """
    number = told.strip().removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < _UUID_DIGITS // 2:
        numbered = await find_numbered(tx, int(number))
        if numbered is not None:
            return numbered
        if told.startswith("#") or len(number) < _FEWEST_DIGITS:
            raise NotFound(f"this shop has no order {number}; see: dragoman orders list SHOP")
    found = await find_orders(tx, *id_range(told))
    none = f"this shop has no order {told!r}; see: dragoman orders list SHOP"
    return one_of(found, told, "orders", none=none)


async def file_named(tx: TenantTx, beginning: str) -> File:
    """The file of the message whose id begins so. Raises ``NotFound``, or ``ConfigError`` when several do."""
    found = await find_files(tx, *id_range(beginning))
    none = f"this shop has no message {beginning!r} that came with a file; see: dragoman conversations show"
    return one_of(found, beginning, "messages", none=none)


def one_of(found: Sequence[Found], beginning: str, what: str, *, none: str) -> Found:
    """The only one that was found. Raises ``NotFound`` with ``none``, or ``ConfigError`` when there are several."""
    if not found:
        raise NotFound(none)
    if len(found) > 1:
        raise ConfigError(f"several {what} begin with {beginning!r}; write more of the id")
    return found[0]


def id_range(beginning: str) -> tuple[UUID, UUID]:
    """The lowest and the highest id that begin so. Raises ``ConfigError`` for what no id begins with."""
    digits = beginning.strip().lower().replace("-", "")
    if len(digits) < _FEWEST_DIGITS or len(digits) > _UUID_DIGITS or not set(digits) <= set(string.hexdigits):
        raise ConfigError(
            f"{beginning!r} is not an id: write the whole id, or its first {_FEWEST_DIGITS} or more digits"
        )
    return UUID(digits.ljust(_UUID_DIGITS, "0")), UUID(digits.ljust(_UUID_DIGITS, "f"))


def acting_person() -> str:
    """Who runs this command, as facts and turns name them: ``staff:`` and the login name."""
    try:
        return f"staff:{getpass.getuser()}"
    except (KeyError, OSError):
        return "staff:cli"
