"""Which shop a message belongs to, by the number it was sent to: a table in memory, asked in constant time.

A process that serves builds the table from the database, installs it with ``use_routing`` and keeps it fresh
(see ``follow``). Anybody else (a script, a REPL) may call the functions at the end of this file at once: the
table is then read from the shop files and the environment, at the first call. Importing does nothing.

Four variables have the last word: WHATSAPP_SENDER and ASTROSOUKS_WHATSAPP_SENDER replace the numbers of the
shops ``ecla`` and ``astrosouks``, ENABLE_MULTI_TENANT=false leaves only the shop of WHATSAPP_SENDER, and
ROUTE_BY_DESTINATION=false gives every message to the one shop there is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dragoman.base.db import PlatformTx
from dragoman.base.errors import ConfigError
from dragoman.base.ids import ChatbotId, TenantId
from dragoman.base.phone import digits_of
from dragoman.config.settings import Settings, load_settings
from dragoman.tenants import store
from dragoman.tenants.model import Routing
from dragoman.tenants.senders import SenderConfig
from dragoman.tenants.shop_file import Shop, find_shop_files, load_shop_file
from dragoman.tenants.store import RoutedSender

NO_TENANT = TenantId(0)
"""The tenant of a routing that was read from files: there is no database that would have given it an id."""


@dataclass(frozen=True, slots=True)
class RoutingTable:
    """A snapshot: every number we answer on, in digits, with its shop. Never changed, only replaced.

    ``every_message`` is set when messages are not routed by destination: the routing that all of them get.
    """

    routings: Mapping[str, Routing]
    senders: Mapping[str, SenderConfig]
    revision: int = 0
    by_destination: bool = True
    every_message: Routing | None = None

    def find(self, to_number: object) -> Routing | None:
        """The shop of this number, however it is written; ``None`` when nobody's, or not to be looked at."""
        if not self.by_destination:
            return None
        return self.routings.get(digits_of(to_number))

    def route(self, to_number: object) -> Routing | None:
        """Whose message this is: what the webhook asks. ``None``: nobody's, never to be answered."""
        own = self.routings.get(digits_of(to_number))
        # With several numbers, the only active shop answers from the one that was written to.
        return own if self.every_message is None or (own and own.served) else self.every_message

    @property
    def served(self) -> dict[str, SenderConfig]:
        """The numbers that are answered on: those of active shops."""
        return {number: sender for number, sender in self.senders.items() if self.routings[number].served}


def build_routing(
    rows: Sequence[RoutedSender], settings: Settings, *, revision: int = 0, serving: bool = False
) -> RoutingTable:
    """The table of these numbers under these settings; ``rows`` are in the shops' own order.

    Raises ``ConfigError`` when two shops would have one number, when ENABLE_MULTI_TENANT=false names nobody's
    number and, for ``serving``, when ROUTE_BY_DESTINATION=false meets more than one active shop.
    """
    rows = _with_numbers_of_the_environment(rows, settings)
    if not settings.enable_multi_tenant:
        rows = _only_shop_of_sender(rows, settings)
    active = [row for row in rows if row.active]
    brands = list(dict.fromkeys(row.brand for row in active))
    if serving and not settings.route_by_destination and len({row.slug for row in active}) > 1:
        raise ConfigError(
            f"ROUTE_BY_DESTINATION=false works with one active shop only, and there are {_and(brands)}: "
            "set it to true, or disable all but one shop (dragoman tenant disable SLUG)"
        )
    routings = {row.number: _routing(row, settings) for row in rows}
    everybody = None
    if not settings.route_by_destination and len({row.slug for row in active}) == 1:
        everybody = routings[active[0].number]
    return RoutingTable(
        routings=MappingProxyType(routings),
        senders=MappingProxyType({row.number: _sender_config(row) for row in rows}),
        revision=revision,
        by_destination=settings.route_by_destination,
        every_message=everybody,
    )


def _with_numbers_of_the_environment(rows: Sequence[RoutedSender], settings: Settings) -> list[RoutedSender]:
    result = list(rows)
    overrides = {"ecla": "whatsapp_sender", "astrosouks": "astrosouks_whatsapp_sender"}
    variable_of: dict[str, str] = {}
    for slug, field in overrides.items():
        places = [i for i, row in enumerate(rows) if row.slug == slug]
        if field not in settings.model_fields_set or not places:
            continue
        variable_of[slug] = field.upper()
        number: str = getattr(settings, field)
        if number not in [rows[i].number for i in places]:
            result[places[0]] = replace(rows[places[0]], number=number)
    owners: dict[str, RoutedSender] = {}
    for row in result:
        other = owners.setdefault(row.number, row)
        if other is not row:
            variable = variable_of.get(row.slug) or variable_of.get(other.slug) or "a shop file"
            raise ConfigError(
                f"{variable}: {row.number} would be the number of both {other.brand} and {row.brand}; "
                "a number belongs to one shop"
            )
    return result


def _only_shop_of_sender(rows: Sequence[RoutedSender], settings: Settings) -> list[RoutedSender]:
    wanted = settings.whatsapp_sender
    slugs = {row.slug for row in rows if row.number == wanted}
    if rows and not slugs:
        raise ConfigError(
            "ENABLE_MULTI_TENANT=false serves only the shop of WHATSAPP_SENDER, "
            f"and no shop has the number {wanted}"
        )
    return [row for row in rows if row.slug in slugs]


def _routing(row: RoutedSender, settings: Settings) -> Routing:
    return Routing(
        tenant_id=row.tenant_id,
        user_id=row.user_id,
        chatbot_id=row.chatbot_id,
        agent_id=row.agent_id,
        brand=row.brand,
        number=row.number,
        served=row.active,
        paused=row.paused,
        by_destination=settings.route_by_destination,
    )


def _sender_config(row: RoutedSender) -> SenderConfig:
    return SenderConfig(
        number=row.number,
        slug=row.slug,
        tenant_id=row.tenant_id,
        user_id=row.user_id,
        chatbot_id=row.chatbot_id,
        agent_id=row.agent_id,
        brand=row.brand,
        base_url=row.base_url,
        api_key_env=row.api_key_env,
        sealed_api_key=row.sealed_api_key,
        rate_per_second=row.rate_per_second,
        entity_id=row.entity_id,
        application_id=row.application_id,
        sealed_webhook_secret=row.sealed_webhook_secret,
    )


def _and(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)


async def load_routing(tx: PlatformTx, settings: Settings, *, serving: bool = True) -> RoutingTable:
    """The table as the database has it now. Raises ``ConfigError`` as ``build_routing`` does."""
    # The revision first: a change between the two reads is then seen as one to come, never missed.
    revision = await store.routing_revision(tx)
    rows = await store.list_routed_senders(tx)
    return build_routing(rows, settings, revision=revision, serving=serving)


def routing_from_files(settings: Settings, paths: Iterable[Path] | None = None) -> RoutingTable:
    """The table that the shop files (``paths``, or those that the settings name) and the settings make.

    For whoever has no database: its routings have the tenant id 0. Raises ``ConfigError``.
    """
    files = list(paths) if paths is not None else find_shop_files(settings.dragoman_shops)
    rows = [row for file in files for row in _rows_of(load_shop_file(file))]
    return build_routing(rows, settings)


def _rows_of(shop: Shop) -> Iterator[RoutedSender]:
    chatbots = {bot.chatbot_id: bot for bot in shop.chatbots}
    for sender in shop.senders:
        bot = chatbots[sender.chatbot] if sender.chatbot is not None else shop.chatbots[0]
        yield RoutedSender(
            tenant_id=NO_TENANT,
            slug=shop.slug,
            brand=shop.brand,
            user_id=shop.user_id,
            active=True,
            chatbot_id=ChatbotId(bot.chatbot_id),
            agent_id=bot.agent_id,
            paused=False,
            number=sender.number,
            base_url=sender.base_url,
            api_key_env=sender.api_key_env,
            sealed_api_key=None,
            rate_per_second=sender.rate_per_second,
            entity_id=sender.entity_id,
            application_id=sender.application_id,
        )


# --- log lines that people look for -------------------------------------------------------------------


def routing_log_line(to_number: object, routing: Routing) -> str:
    """What is logged when a message has found its shop."""
    how = "Destination-based routing" if routing.by_destination else "Everything goes to the one active shop"
    return (
        f"✅ {how}: to_number={digits_of(to_number)} -> user_id={routing.user_id}, "
        f"chatbot_id={routing.chatbot_id}, agent_id={routing.agent_id}"
    )


def unrouted_reason(settings: Settings) -> str:
    """Why a message found no shop."""
    if settings.enable_multi_tenant:
        return "no shop has this number"
    return (
        f"ENABLE_MULTI_TENANT=false: only the shop of WHATSAPP_SENDER ({settings.whatsapp_sender}) is served"
    )


def client_log_line(sender: Routing | SenderConfig) -> str:
    """What is logged when a shop's own client is about to send."""
    return f"✅ Using {sender.brand} WhatsApp client for chatbot_id={sender.chatbot_id}"


def clients_log_line(clients: int) -> str:
    """What is logged when the clients are ready."""
    return f"✅ Multi-tenant WhatsApp clients initialized: {clients} clients"


# --- the functions that scripts use -------------------------------------------------------------------

_installed: RoutingTable | None = None
_from_files: RoutingTable | None = None


def use_routing(table: RoutingTable | None) -> None:
    """Makes ``table`` what the functions below answer from; ``None`` goes back to the shop files."""
    global _installed, _from_files
    _installed, _from_files = table, None


def current_routing() -> RoutingTable:
    """The table in use: the one installed, else what the shop files and the environment make."""
    global _from_files
    if _installed is not None:
        return _installed
    if _from_files is None:
        _from_files = routing_from_files(load_settings())
    return _from_files


def get_routing_for_destination(to_number: object) -> Routing | None:
    """The shop that answers on ``to_number``, however it is written, or ``None`` for a number of nobody.

    Always ``None`` with ROUTE_BY_DESTINATION=false.
    """
    return current_routing().find(to_number)


def get_all_sender_configs() -> dict[str, SenderConfig]:
    """Every number that we answer on, in digits, with its configuration."""
    return dict(current_routing().senders)


def get_sender_config(number: object) -> SenderConfig | None:
    """The configuration of one number, however it is written, or ``None``."""
    return current_routing().senders.get(digits_of(number))


class _SenderMapping(Mapping[str, Routing]):
    """Our numbers and where each goes, as the table in use has it at the moment of asking."""

    def __getitem__(self, number: str) -> Routing:
        return current_routing().routings[digits_of(number)]

    def __iter__(self) -> Iterator[str]:
        return iter(current_routing().routings)

    def __len__(self) -> int:
        return len(current_routing().routings)

    def __contains__(self, number: object) -> bool:
        return digits_of(number) in current_routing().routings

    def __repr__(self) -> str:
        shown: dict[str, Any] = {number: dict(routing) for number, routing in self.items()}
        return f"SENDER_TO_TENANT_MAPPING({shown})"


SENDER_TO_TENANT_MAPPING: Mapping[str, Routing] = _SenderMapping()
"""Number -> ``user_id``, ``chatbot_id``, ``agent_id`` ...: a read-only view that follows every change."""
