"""The web application of a process: its doors, and the process behind them."""

import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Message, Receive, Scope, Send

from dragoman.app.emulating import emulator_of, emulator_options
from dragoman.app.process import Process
from dragoman.app.running import running
from dragoman.base import telemetry
from dragoman.base.errors import DragomanError
from dragoman.config.settings import Settings, load_settings, read_environment
from dragoman.doors.health import Vitals, health_routes
from dragoman.doors.media import ROUTE, MediaDoor
from dragoman.doors.oauth import oauth_routes
from dragoman.doors.origin import checks_of
from dragoman.doors.simulator.routes import simulator_routes
from dragoman.doors.webhook import WebhookDoor
from dragoman.tenants.keys import EMULATOR_PATH
from dragoman.tenants.routing import (
    unrouted_reason,
)

_WEBHOOK = re.compile(r"/webhook(/[^/]+)?")


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
    process.emulator = emulator_of(process, emulator_options(settings))

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
        process.model_report,
    )
    media = MediaDoor(process.the_database, process.the_links)
    routes: list[BaseRoute] = [*health_routes(vitals), Route(ROUTE, media, include_in_schema=False)]
    routes += oauth_routes(checks_of(settings).bearer)
    if process.emulator is not None:
        routes.append(Mount(EMULATOR_PATH, process.emulator))
    if settings.simulator_enabled:
        routes += simulator_routes(
            emulator_admin=process.emulator_url,
            shops=process.simulated_shops,
            real_brands=process.real_brands,
        )
    return routes
