"""What one process holds while it runs, and how its doors reach it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from dragoman.agents.llm.models import Models
from dragoman.base.db import Database
from dragoman.base.errors import SENDER_STOPPED, ChannelAccountProblem, ConfigError
from dragoman.base.links import FileLinks
from dragoman.channels.base import Sender
from dragoman.channels.emulator.shared import SharedEmulator
from dragoman.config.settings import Settings
from dragoman.doors.simulator.choices import ShopChoice
from dragoman.doors.worker import Worker
from dragoman.tenants.keys import EMULATOR_PATH, Keys
from dragoman.tenants.model import Routing
from dragoman.tenants.routing import (
    RoutingTable,
    client_log_line,
    clients_log_line,
    use_routing,
)
from dragoman.tenants.senders import SenderConfig
from dragoman.turns.intake import Intake

log = structlog.get_logger()


@dataclass(slots=True)
class Process:
    """One process and what its doors reach for: filled while it starts, empty before and after.

    ``problems`` are what is wrong with the numbers it serves: one sentence each, for the log and ``/health``.
    """

    settings: Settings
    environment: Mapping[str, str]
    web: bool = True
    answers: bool = True
    local_url: str = field(init=False)
    keys: Keys | None = None
    links: FileLinks | None = None
    own_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    database: Database | None = None
    intake: Intake | None = None
    worker: Worker | None = None
    models: Models | None = None
    emulator: SharedEmulator | None = None
    table: RoutingTable | None = None
    brands: frozenset[str] = frozenset()
    """What the shops of the table are called: none of them may be spoken of for another."""
    refused_table: str | None = None
    number_problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.local_url = self.settings.local_url

    def the_database(self) -> Database:
        """The open database. Raises ``ConfigError`` while the process starts or stops."""
        if self.database is None:
            raise ConfigError("this process is starting or stopping")
        return self.database

    def the_intake(self) -> Intake:
        """The writer of webhooks. Raises ``ConfigError`` while the process starts or stops."""
        if self.intake is None:
            raise ConfigError("this process is starting or stopping")
        return self.intake

    def the_links(self) -> FileLinks:
        """The maker of addresses for files. Raises ``ConfigError`` while the process starts or stops."""
        if self.links is None:
            raise ConfigError("this process is starting or stopping")
        return self.links

    def route(self, to_number: str) -> Routing | None:
        """Where a message to that number goes, by the table of this moment."""
        return self.table.route(to_number) if self.table is not None else None

    def use(self, table: RoutingTable) -> None:
        """Takes a new table into use. What is wrong with its numbers is logged when it shows up, and then kept."""
        self.table, self.refused_table = table, None
        self.brands = frozenset(routing.brand for routing in table.routings.values())
        use_routing(table)
        log.info(clients_log_line(len(table.served)))
        assert self.keys is not None
        self.own_secrets = self.keys.webhook_secrets(table)
        unguarded = self.keys.unguarded(table) if self.web else []
        missing = self.keys.missing(table) if self.answers else []
        for why in unguarded:
            if why not in self.number_problems:
                log.error("webhook_unguarded", reason=why)
        for why in missing:
            if why not in self.number_problems:
                log.warning("number_cannot_send", reason=why)
        self.number_problems = unguarded + missing

    def refuse(self, reason: str) -> None:
        """Notes that the shops changed in a way that the settings do not allow: the old table stays in use."""
        self.refused_table = reason

    def problems(self) -> list[str]:
        """What is wrong with the numbers that this process serves, one sentence each."""
        if self.refused_table is None:
            return self.number_problems
        why = f"the shops have changed, and this process goes on as it was: {self.refused_table}"
        return [why, *self.number_problems]

    def clients(self) -> int:
        """How many numbers this process serves."""
        return len(self.table.served) if self.table is not None else 0

    def worker_alive(self) -> bool | None:
        """Whether the worker runs; ``None`` in a process without one."""
        return self.worker.alive if self.worker is not None else None

    def model_report(self) -> Mapping[str, Any]:
        """What the health page tells of the models that this process asks; empty where it asks none."""
        return self.models.report() if self.models is not None else {}

    def sender_for(self, number: str) -> Sender:
        """One of our numbers as the channel needs it.

        Raises ``ChannelAccountProblem`` when no shop has the number any more, and as ``Keys.sender_of`` does.
        """
        config = self.table.senders.get(number) if self.table is not None else None
        if config is None:
            raise ChannelAccountProblem(f"no shop has the number {number} any more", code="no_sender")
        if config.stopped_reason is not None:
            raise ChannelAccountProblem(
                f"{number} is stopped ({config.stopped_reason}): mend it, then: dragoman sender start {number}",
                code=SENDER_STOPPED,
            )
        assert self.keys is not None
        address = self.emulator.address if self.emulator is not None else self.emulator_url()
        return self.keys.sender_of(config, address)

    def files_of(self, number: str) -> Sender:
        """As ``sender_for``, for fetching files: an emulator's links lead to its front door. Raises the same."""
        sender = self.sender_for(number)
        emulated = self.is_emulated(sender.base_url)
        return replace(sender, base_url=self.emulator_url()) if emulated else sender

    def is_emulated(self, base_url: str) -> bool:
        """Whether that is where the emulator is, at its own port or behind a door of this process."""
        address = self.emulator.address if self.emulator is not None else None
        return base_url in {address, self.emulator_url()}

    def about_to_send(self, number: str) -> None:
        """Logs whose client sends."""
        if self.table is not None and number in self.table.senders:
            log.info(client_log_line(self.table.senders[number]))

    def emulator_url(self) -> str:
        """Where the emulator is asked: at this process's own door, unless another is named."""
        return self.settings.dragoman_emulator_url or self.local_url + EMULATOR_PATH

    def simulated_shops(self) -> list[ShopChoice]:
        """The shops that the simulator may write to: those whose answers go to the emulator."""
        return [
            ShopChoice(slug=config.slug, brand=config.brand, number=config.number)
            for config, simulated in self._senders()
            if simulated
        ]

    def real_brands(self) -> list[str]:
        """The brands of the other shops: what they answer goes through the provider to real people."""
        return list(dict.fromkeys(config.brand for config, simulated in self._senders() if not simulated))

    def _senders(self) -> list[tuple[SenderConfig, bool]]:
        if self.table is None or self.keys is None:
            return []
        configs = sorted(self.table.senders.values(), key=lambda config: config.user_id)
        return [(config, self.keys.simulated(config)) for config in configs]


def webhook_path(settings: Settings) -> str:
    """The path that the provider posts to."""
    token = settings.webhook_token
    return f"/webhook/{token.get_secret_value()}" if token else "/webhook"
