"""The composition root: settings in, running pieces out. Nothing else builds what others are handed."""

import asyncio
import contextlib
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Message, Receive, Scope, Send

from dragoman.agents.base import Agent, Chatbot
from dragoman.agents.registry import agent_of
from dragoman.agents.rules.agent import RulesAgent
from dragoman.agents.toolbox import ShopToolbox
from dragoman.base import telemetry
from dragoman.base.connect import open_database
from dragoman.base.db import Database
from dragoman.base.errors import ChannelAccountProblem, ConfigError, DragomanError
from dragoman.base.jobs import STALLED_S, make_engine
from dragoman.base.links import FileLinks
from dragoman.base.secrets import Sealer, open_sealer, open_signer
from dragoman.channels.base import Sender
from dragoman.channels.emulator.app import Emulator, create_emulator
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.channels.infobip.client import InfobipChannel
from dragoman.channels.infobip.media import InfobipFiles
from dragoman.config.settings import Settings, load_settings, read_environment
from dragoman.doors.health import Vitals, health_routes
from dragoman.doors.media import ROUTE, MediaDoor
from dragoman.doors.simulator.choices import ShopChoice
from dragoman.doors.simulator.routes import simulator_routes
from dragoman.doors.webhook import Checks, WebhookDoor
from dragoman.doors.worker import Worker, register_files, register_tasks
from dragoman.tenants import store as tenants
from dragoman.tenants.apply import apply_shops
from dragoman.tenants.follow import follow_routing
from dragoman.tenants.model import Routing
from dragoman.tenants.routing import (
    RoutingTable,
    client_log_line,
    clients_log_line,
    load_routing,
    use_routing,
)
from dragoman.tenants.senders import SenderConfig, api_key_of
from dragoman.tenants.shop_file import find_shop_files, load_shop_file
from dragoman.turns.fair import Turnstile
from dragoman.turns.intake import Intake
from dragoman.turns.media import FileWork
from dragoman.turns.work import Work

EMULATOR_PATH = "/emulator"
EMULATOR_KEY = "emulator"
"""What stands in for a provider key where the emulator stands in for the provider."""

_WEBHOOK = re.compile(r"/webhook(/[^/]+)?")
log = structlog.get_logger()


@dataclass(slots=True)
class Process:
    """One process and what its doors reach for: filled while it starts, empty before and after."""

    settings: Settings
    environment: Mapping[str, str]
    sealer: Sealer | None = None
    links: FileLinks | None = None
    database: Database | None = None
    intake: Intake | None = None
    worker: Worker | None = None
    table: RoutingTable | None = None

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
        """Takes a new table into use."""
        self.table = table
        use_routing(table)
        log.info(clients_log_line(len(table.senders)))

    def clients(self) -> int:
        """How many numbers this process serves."""
        return len(self.table.senders) if self.table is not None else 0

    def worker_alive(self) -> bool | None:
        """Whether the worker runs; ``None`` in a process without one."""
        return self.worker.alive if self.worker is not None else None

    def key_of(self, config: SenderConfig) -> str | None:
        """The provider key of one of our numbers, ``None`` when it has none."""
        assert self.sealer is not None
        own = self.settings.infobip_api_key
        default = own.get_secret_value() if own else None
        return api_key_of(config, sealer=self.sealer, environ=self.environment, default=default)

    def sender_for(self, number: str) -> Sender:
        """One of our numbers as the channel needs it.

        Without a key it speaks to the emulator, where there is one. Raises ``ChannelAccountProblem`` in
        production (unless the simulator was asked for), or when no shop has the number any more.
        """
        config = self.table.senders.get(number) if self.table is not None else None
        if config is None:
            raise ChannelAccountProblem(f"no shop has the number {number} any more", code="no_sender")
        log.info(client_log_line(config))
        rate = config.rate_per_second or self.settings.infobip_rate_per_second
        try:
            key = self.key_of(config)
        except ConfigError as error:  # what it cannot open today it may open once the operator has mended it
            raise ChannelAccountProblem(str(error), code="sealed_key") from error
        if key is not None:
            return Sender(number, config.base_url or self.settings.infobip_base_url, key, rate)
        if not self.settings.simulator_enabled and self.settings.dragoman_emulator_url is None:
            raise ChannelAccountProblem(f"{number} has no provider key: set INFOBIP_API_KEY", code="no_key")
        return Sender(number, emulator_url(self.settings), EMULATOR_KEY, rate)

    def simulated_shops(self) -> list[ShopChoice]:
        """The shops that the simulator may write to: those whose answers go to the emulator."""
        if self.table is None:
            return []
        simulated = [config for config in self.table.senders.values() if self._is_simulated(config)]
        return [
            ShopChoice(slug=config.slug, brand=config.brand, number=config.number)
            for config in sorted(simulated, key=lambda config: config.user_id)
        ]

    def _is_simulated(self, config: SenderConfig) -> bool:
        try:
            return self.key_of(config) is None
        except ConfigError:  # it has a key, if one that does not open
            return False


def emulator_url(settings: Settings) -> str:
    """Where the emulator listens: the built-in one, unless another is named."""
    return settings.dragoman_emulator_url or settings.local_url + EMULATOR_PATH


def webhook_path(settings: Settings) -> str:
    """The path that the provider posts to."""
    token = settings.webhook_token
    return f"/webhook/{token.get_secret_value()}" if token else "/webhook"


def create_app(settings: Settings | None = None, *, with_worker: bool = True) -> Starlette:
    """The web application; with ``with_worker`` the same process answers too.

    Raises ``ConfigError`` for settings that make no sense.
    """
    settings = settings or load_settings()
    telemetry.configure_logging(style=settings.dragoman_log_format, level=settings.dragoman_log_level)
    process = Process(settings, read_environment())
    emulator = _emulator(settings) if _emulates(settings) else None

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with running(process, web=True, worker=with_worker, emulator=emulator):
            yield

    app = _Application(_webhook_door(process), routes=_routes(process, emulator), lifespan=lifespan)
    app.state.release = emulator.release if emulator is not None else lambda: None
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
async def running(
    process: Process, *, web: bool, worker: bool, emulator: Emulator | None = None
) -> AsyncIterator[None]:
    """Everything that runs in one process, started in order and stopped in reverse."""
    settings = process.settings
    url, owner = settings.database_url, settings.database_owner_url
    async with AsyncExitStack() as stack:
        process.sealer = open_sealer(settings.home, _secret(settings.dragoman_secret_key))
        signer = open_signer(settings.home, _secret(settings.dragoman_secret_key), "media links")
        process.links = FileLinks(
            signer,
            settings.media_url_seconds,
            settings.dragoman_public_url,
            settings.local_url,
            emulator_url(settings),
        )
        database = await stack.enter_async_context(
            open_database(
                settings.home,
                _secret(url),
                _secret(owner),
                pool_size=settings.dragoman_pool_size,
                migrate_first=web and worker,
            )
        )
        process.database = database
        if web and worker:
            await _load_examples(database, settings)
        async with database.as_platform() as tx:
            process.use(await load_routing(tx, settings))
        assert process.table is not None
        follower = asyncio.create_task(
            follow_routing(database, settings, process.use, revision=process.table.revision), name="routing"
        )
        stack.push_async_callback(_cancel, follower)
        if emulator is not None:
            await stack.enter_async_context(emulator.running())
        if web:
            process.intake = Intake(database)
            process.intake.start()
            stack.push_async_callback(process.intake.stop)
        if worker:
            await _start_worker(process, stack, wait_for_port=emulator is not None)
        if emulator is not None and settings.simulator_enabled:
            log.info(f"Simulator: {settings.local_url}/simulator")
        try:
            yield
        finally:
            log.info("stopping")


def _secret(value: object) -> str | None:
    reveal = getattr(value, "get_secret_value", None)
    return reveal() if reveal is not None else None


async def _start_worker(process: Process, stack: AsyncExitStack, *, wait_for_port: bool) -> None:
    settings, database = process.settings, process.the_database()
    channel = InfobipChannel(timeout_s=settings.infobip_timeout_seconds)
    stack.push_async_callback(channel.close)
    work = Work(
        database=database,
        channel=channel,
        sender_for=process.sender_for,
        agent_for=partial(_agent_of, settings=settings),
        fallback=RulesAgent(),
        toolbox_for=partial(ShopToolbox, database),
        link_to=process.the_links().url,
        quiet_s=settings.debounce_seconds,
        cap_s=settings.debounce_cap_seconds,
        resend_unknown=settings.dragoman_resend_unknown,
        stalled_s=STALLED_S,
        longest_send_s=2 * settings.infobip_timeout_seconds + 20,
        turnstile=Turnstile(max(1, settings.dragoman_pool_size - 2)),
    )
    engine = make_engine(database.urls)
    register_tasks(engine, work, hook_days=settings.dragoman_hook_retention_days)
    register_files(engine, _file_work(process, stack))
    process.worker = Worker(
        engine, settings.dragoman_turn_concurrency, turn_loops=1 if database.urls.embedded else 3
    )
    starting = asyncio.create_task(
        _start_when_listening(process.worker, settings, wait_for_port), name="start-worker"
    )
    stack.push_async_callback(process.worker.stop)
    stack.push_async_callback(_cancel, starting)


def _file_work(process: Process, stack: AsyncExitStack) -> FileWork:
    settings = process.settings
    files = InfobipFiles(
        max_bytes=settings.media_max_bytes,
        timeout_s=settings.media_timeout_seconds,
        rate_per_second=settings.media_rate_per_second,
    )
    stack.push_async_callback(files.close)
    return FileWork(
        process.the_database(),
        files,
        process.sender_for,
        link_days=settings.media_link_days,
        keep_days=settings.media_retention_days,
    )


async def _start_when_listening(worker: Worker, settings: Settings, wait_for_port: bool) -> None:
    """The built-in emulator answers once the server listens; sends before that would only be put off."""
    deadline = asyncio.get_running_loop().time() + 10
    while wait_for_port and asyncio.get_running_loop().time() < deadline:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(settings.dragoman_host, settings.dragoman_port)
            writer.close()
            break
        await asyncio.sleep(0.02)
    await worker.start()


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
    shops = [load_shop_file(path) for path in find_shop_files(settings.dragoman_shops)]
    await apply_shops(database, shops)


def _emulates(settings: Settings) -> bool:
    """Whether this process brings the emulator: never in production unless the simulator was asked for."""
    return settings.dragoman_emulator_url is None and settings.simulator_enabled


def _emulator(settings: Settings) -> Emulator:
    return create_emulator(emulator_options(settings, settings.dragoman_port))


def emulator_options(settings: Settings, port: int) -> EmulatorOptions:
    """An emulator on ``port`` that posts to this Dragoman's webhook, with the proof that it asks for.

    Each port has a journal of its own, so that two emulators of one home do not write into one.
    """
    password = settings.webhook_password
    user = settings.webhook_username
    return EmulatorOptions(
        webhook_url=settings.local_url + webhook_path(settings),
        webhook_auth=(user, password.get_secret_value()) if user and password else None,
        journal=settings.home / "emulator" / f"journal-{port}.jsonl",
    )


def _webhook_door(process: Process) -> WebhookDoor:
    settings = process.settings
    basic = None
    if settings.webhook_username is not None and settings.webhook_password is not None:
        basic = (settings.webhook_username, settings.webhook_password.get_secret_value())
    token = settings.webhook_token.get_secret_value() if settings.webhook_token else None
    return WebhookDoor(process.the_intake, process.route, Checks(token, basic), settings.webhook_max_bytes)


def _routes(process: Process, emulator: Emulator | None) -> list[BaseRoute]:
    settings = process.settings
    vitals = Vitals(
        process.the_database, process.clients, process.worker_alive, settings.dragoman_queue_age_limit_seconds
    )
    media = MediaDoor(process.the_database, process.the_links)
    routes: list[BaseRoute] = [*health_routes(vitals), Route(ROUTE, media, include_in_schema=False)]
    if emulator is not None:
        routes.append(Mount(EMULATOR_PATH, emulator))
    if settings.simulator_enabled:
        routes += simulator_routes(emulator_admin=emulator_url(settings), shops=process.simulated_shops)
    return routes


async def run_worker(settings: Settings) -> None:
    """A process that only answers, until told to stop."""
    process = Process(settings, read_environment())
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with running(process, web=False, worker=True):
        await stop.wait()
