"""The composition root: settings in, running pieces out. Nothing else builds what others are handed."""

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.types import Message, Receive, Scope, Send

from dragoman.agents.base import Agent, Chatbot
from dragoman.agents.registry import agent_of, refuse_unknown_engines
from dragoman.agents.rules.agent import RulesAgent
from dragoman.agents.toolbox import ShopToolbox
from dragoman.base import telemetry
from dragoman.base.connect import open_database
from dragoman.base.db import Database
from dragoman.base.errors import ChannelAccountProblem, ConfigError, DragomanError
from dragoman.base.home import make_home
from dragoman.base.jobs import STALLED_S, make_engine
from dragoman.base.listening import find_own_port, until_it_listens
from dragoman.base.secrets import open_sealer
from dragoman.channels.base import Sender
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.channels.emulator.shared import SharedEmulator
from dragoman.channels.infobip.account import InfobipAccount
from dragoman.channels.infobip.client import InfobipChannel
from dragoman.config.settings import Settings, address_of, load_settings, read_environment
from dragoman.doors.health import Vitals, health_routes
from dragoman.doors.oauth import oauth_routes
from dragoman.doors.origin import checks_of
from dragoman.doors.simulator.choices import ShopChoice
from dragoman.doors.simulator.routes import simulator_routes
from dragoman.doors.webhook import WebhookDoor
from dragoman.doors.worker import Worker, register_tasks
from dragoman.tenants import store as tenants
from dragoman.tenants.apply import apply_shops
from dragoman.tenants.follow import follow_routing
from dragoman.tenants.keys import EMULATOR_PATH, Keys
from dragoman.tenants.model import Routing
from dragoman.tenants.routing import (
    RoutingTable,
    client_log_line,
    clients_log_line,
    load_routing,
    unrouted_reason,
    use_routing,
)
from dragoman.tenants.senders import SenderConfig
from dragoman.tenants.shop_file import find_shop_files, load_shop_file
from dragoman.tenants.templates import Templates
from dragoman.turns.fair import Turnstile
from dragoman.turns.intake import Intake
from dragoman.turns.neighbours import share_rates
from dragoman.turns.pace import PairPace
from dragoman.turns.work import Work

_PORT_WITHIN_S = 10.0
_ASKED_WITHIN_S = 10.0
"""Asking for templates may delay a send by this much."""
_WEBHOOK = re.compile(r"/webhook(/[^/]+)?")
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
    own_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    database: Database | None = None
    intake: Intake | None = None
    worker: Worker | None = None
    emulator: SharedEmulator | None = None
    table: RoutingTable | None = None
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

    def route(self, to_number: str) -> Routing | None:
        """Where a message to that number goes, by the table of this moment."""
        return self.table.route(to_number) if self.table is not None else None

    def use(self, table: RoutingTable) -> None:
        """Takes a new table into use. What is wrong with its numbers is logged when it shows up, and then kept."""
        self.table, self.refused_table = table, None
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

    def sender_for(self, number: str) -> Sender:
        """One of our numbers as the channel needs it.

        Raises ``ChannelAccountProblem`` when no shop has the number any more, and as ``Keys.sender_of`` does.
        """
        config = self.table.senders.get(number) if self.table is not None else None
        if config is None:
            raise ChannelAccountProblem(f"no shop has the number {number} any more", code="no_sender")
        assert self.keys is not None
        address = self.emulator.address if self.emulator is not None else self.emulator_url()
        return self.keys.sender_of(config, address)

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


def create_app(
    settings: Settings | None = None, *, with_worker: bool = True, find_port: bool = False
) -> Starlette:
    """The web application; with ``with_worker`` the same process answers too.

    ``find_port``: whoever serves it chose the port, which may not be DRAGOMAN_PORT.

    Raises ``ConfigError`` for settings that make no sense.
    """
    settings = settings or load_settings()
    telemetry.configure_logging(style=settings.dragoman_log_format, level=settings.dragoman_log_level)
    process = Process(settings, read_environment(), answers=with_worker)
    process.emulator = _emulator(process, emulator_options(settings))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with running(process, find_port=find_port):
            yield

    app = _Application(_webhook_door(process), routes=_routes(process), lifespan=lifespan)
    app.state.release = process.emulator.release if process.emulator is not None else lambda: None
    return app


class _Application(Starlette):
    """Every door of one process. The webhook's is asked first, past the framework: it is the one that is busy.

    Says in one sentence why it does not start, where that is the operator's to mend; a defect shows whole.
    """

    def __init__(self, webhook: WebhookDoor, **options: Any) -> None:
        super().__init__(**options)
        self._webhook = webhook

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _WEBHOOK.fullmatch(scope["path"]):
            await self._webhook(scope, receive, send)
            return

        async def tell(message: Message) -> None:
            error = sys.exception()
            if message["type"] == "lifespan.startup.failed" and isinstance(error, DragomanError):
                message["message"] = str(error)
            await send(message)

        await super().__call__(scope, receive, tell if scope["type"] == "lifespan" else send)


@asynccontextmanager
async def running(process: Process, *, find_port: bool = False) -> AsyncIterator[None]:
    """Everything that runs in one process, started in order and stopped in reverse."""
    settings = process.settings
    url, owner, secret = map(
        _secret, (settings.database_url, settings.database_owner_url, settings.dragoman_secret_key)
    )
    if (process.web and process.emulator is not None) or url is None or secret is None:
        make_home(settings.home)
    async with AsyncExitStack() as stack:
        process.keys = Keys(settings, process.environment, open_sealer(settings.home, secret))
        alone = process.web and process.answers
        database = await stack.enter_async_context(
            open_database(
                settings.home, url, owner, pool_size=settings.dragoman_pool_size, migrate_first=alone
            )
        )
        process.database = database
        if alone:
            await _load_examples(database, settings)
        await _begin_routing(process, stack)
        if process.emulator is not None:
            await stack.enter_async_context(process.emulator.running())
        if process.web:
            process.intake = Intake(database)
            process.intake.start()
            stack.push_async_callback(process.intake.stop)
        if process.answers:
            _make_worker(process, stack)
        going_live = asyncio.create_task(_go_live(process, find_port), name="go-live")
        stack.push_async_callback(_cancel, going_live)
        try:
            yield
        finally:
            log.info("stopping")


def _secret(value: object) -> str | None:
    reveal = getattr(value, "get_secret_value", None)
    return reveal() if reveal is not None else None


async def _begin_routing(process: Process, stack: AsyncExitStack) -> None:
    database, settings = process.the_database(), process.settings
    async with database.as_platform() as tx:
        table = await load_routing(tx, settings)
    assert process.keys is not None
    if process.web and (unguarded := process.keys.unguarded(table)):
        raise ConfigError(unguarded[0])
    process.use(table)
    follower = asyncio.create_task(
        follow_routing(database, settings, process.use, process.refuse, revision=table.revision),
        name="routing",
    )
    stack.push_async_callback(_cancel, follower)


def _make_worker(process: Process, stack: AsyncExitStack) -> None:
    settings, database = process.settings, process.the_database()
    channel = InfobipChannel(timeout_s=settings.infobip_timeout_seconds)
    stack.push_async_callback(channel.close)
    account = InfobipAccount(timeout_s=min(_ASKED_WITHIN_S, settings.infobip_timeout_seconds))
    stack.push_async_callback(account.close)
    work = Work(
        database=database,
        channel=channel,
        sender_for=process.sender_for,
        about_to_send=process.about_to_send,
        templates=Templates(database, account),
        agent_for=partial(_agent_of, settings=settings),
        fallback=RulesAgent(),
        toolbox_for=partial(ShopToolbox, database),
        quiet_s=settings.debounce_seconds,
        cap_s=settings.debounce_cap_seconds,
        resend_unknown=settings.dragoman_resend_unknown,
        stalled_s=STALLED_S,
        longest_send_s=2 * settings.infobip_timeout_seconds + 20,
        pair_pace=PairPace(settings.whatsapp_pair_interval_seconds, settings.whatsapp_pair_burst),
        turnstile=Turnstile(max(1, settings.dragoman_pool_size - 2)),
    )
    engine = make_engine(database.urls)
    register_tasks(engine, work, hook_days=settings.dragoman_hook_retention_days)
    process.worker = Worker(
        engine, settings.dragoman_turn_concurrency, turn_loops=1 if database.urls.embedded else 3
    )
    stack.push_async_callback(process.worker.stop)
    neighbours = asyncio.create_task(
        share_rates(database, channel.share_among, process.worker.loops), name="neighbours"
    )
    stack.push_async_callback(_cancel, neighbours)


async def _go_live(process: Process, find_port: bool) -> None:
    """What waits until the server listens: the emulator posts to it, and earlier posts would be put off."""
    if find_port:
        await _find_port(process)
    elif process.web and process.emulator is not None:
        host, port = process.settings.dragoman_host, process.settings.dragoman_port
        await until_it_listens(host, port, within_s=_PORT_WITHIN_S)
    if process.web and process.settings.simulator_enabled and _something_to_simulate(process):
        log.info(f"Simulator: {process.local_url}/simulator")
    if process.worker is not None:
        try:
            await process.worker.start()
        except Exception:
            # Nobody awaits this task before the process stops; /health says that no worker runs.
            log.exception("worker_not_started")
            raise


def _something_to_simulate(process: Process) -> bool:
    return bool(process.simulated_shops() or process.table is None or not process.table.senders)


async def _find_port(process: Process) -> None:
    emulator = process.emulator
    not_it = emulator.ports if emulator is not None else ()
    found = await find_own_port(process.settings.dragoman_port, within_s=_PORT_WITHIN_S, not_it=not_it)
    if found is None:
        reason = "set DRAGOMAN_PORT to the port that the server was told to listen on"
        log.warning("port_not_found", reason=reason)
        return
    process.local_url = address_of(*found)
    if emulator is not None:
        emulator.is_behind(process.emulator_url(), process.local_url + webhook_path(process.settings))


def _agent_of(chatbot: Chatbot, *, settings: Settings) -> Agent:
    return agent_of(chatbot, settings)


async def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _load_examples(database: Database, settings: Settings) -> None:
    """The example shops, into an empty database only: after that the database is the truth."""
    async with database.as_platform() as tx:
        if await tenants.list_tenants(tx):
            return
    files = find_shop_files(settings.dragoman_shops)
    shops = [load_shop_file(path) for path in files]
    for path, shop in zip(files, shops, strict=True):
        refuse_unknown_engines(shop, name=str(path))
    await apply_shops(database, shops)


def _emulator(process: Process, options: EmulatorOptions | None) -> SharedEmulator | None:
    """The emulator of this home as this process has it: none in production, unless the simulator was asked for.

    Without ``options`` this process never holds it.
    """
    settings = process.settings
    if settings.dragoman_emulator_url is not None or not settings.simulator_enabled:
        return None
    return SharedEmulator(settings.home / "emulator", options, front=process.emulator_url())


def emulator_options(settings: Settings, *, alone_on: int | None = None) -> EmulatorOptions:
    """An emulator that posts to this Dragoman's webhook, with the proof that it asks for.

    The built-in one has the home's journal, whichever process holds it. One that runs alone has a journal of its own,
    named by the port that it is ``alone_on``.
    """
    journal = "journal.jsonl" if alone_on is None else f"journal-{alone_on}.jsonl"
    return EmulatorOptions(
        webhook_url=settings.local_url + webhook_path(settings),
        settings={"security": _proofs(settings)},
        journal=settings.home / "emulator" / journal,
    )


def _proofs(settings: Settings) -> dict[str, Any]:
    """What the emulator's webhooks show, so that our own door lets them in."""
    checks = checks_of(settings)
    proofs: dict[str, Any] = {}
    if checks.basic:
        proofs["basic"] = dict(zip(("username", "password"), checks.basic[0], strict=True))
    if checks.header is not None:
        proofs["headers"] = {checks.header[0]: checks.header[1][0]}
    if checks.bearer is not None:
        proofs["oauth"] = {
            "token_url": f"{settings.local_url}/oauth/token",
            "client_id": checks.bearer.client_id,
            "client_secret": checks.bearer.secrets[0],
        }
    if (how := checks.signature) is not None:
        proofs["hmac"] = {
            "secret": checks.signing_secrets[0],
            "header": how.header,
            "algorithm": how.algorithm,
            "prefix": how.prefix,
            "encoding": how.encoding,
            "timestamp_header": how.timestamp_header,
        }
    return proofs


def _webhook_door(process: Process) -> WebhookDoor:
    settings = process.settings
    return WebhookDoor(
        process.the_intake,
        process.route,
        checks_of(settings),
        settings.webhook_max_bytes,
        unrouted_reason(settings),
        lambda: process.own_secrets,
    )


def _routes(process: Process) -> list[BaseRoute]:
    settings = process.settings
    vitals = Vitals(
        process.the_database,
        process.clients,
        process.worker_alive,
        process.problems,
        settings.dragoman_queue_age_limit_seconds,
    )
    routes: list[BaseRoute] = [*health_routes(vitals), *oauth_routes(checks_of(settings).bearer)]
    if process.emulator is not None:
        routes.append(Mount(EMULATOR_PATH, process.emulator))
    if settings.simulator_enabled:
        routes += simulator_routes(
            emulator_admin=process.emulator_url,
            shops=process.simulated_shops,
            real_brands=process.real_brands,
        )
    return routes


async def run_worker(settings: Settings) -> None:
    """A process that only answers, until told to stop."""
    process = Process(settings, read_environment(), web=False)
    process.emulator = _emulator(process, None)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with running(process):
        await stop.wait()
