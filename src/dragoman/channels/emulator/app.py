"""The emulator as a whole: an application to mount or to serve alone."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from dragoman.channels.emulator.admin import admin_routes
from dragoman.channels.emulator.admin_account import account_routes
from dragoman.channels.emulator.admin_scenario import Stage
from dragoman.channels.emulator.api import InfobipApi
from dragoman.channels.emulator.office import schedule_reviews
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.channels.emulator.provider import Provider
from dragoman.channels.emulator.push import Pusher
from dragoman.channels.emulator.scenario import Scenario
from dragoman.channels.emulator.scenario_run import summary
from dragoman.channels.emulator.storage import Storage

_WEBHOOK_WAIT_S = 60.0

log = structlog.get_logger()


class Emulator(Starlette):
    """A provider that is not there. Served alone it starts and stops with the server.

    Mounted inside another application, whose lifespan alone is run, enter :meth:`running` there.
    """

    def __init__(self, options: EmulatorOptions) -> None:
        self.provider = Provider(options)
        self._pusher = Pusher(self.provider)
        self._storage = Storage(self._note_leak)
        self._infobip = InfobipApi(self.provider, self._storage)
        self.stage = Stage(self.provider)
        self.on_start: Callable[[], Coroutine[Any, Any, None]] | None = None
        routes = [
            *admin_routes(self.provider, self._pusher.forget),
            *account_routes(self.provider, self._storage),
            *self.stage.routes(),
        ]
        super().__init__(routes=routes, lifespan=_lifespan)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Requests to the Infobip side go past the framework; the admin API through it."""
        if scope["type"] == "http" and not below_root(scope).startswith("/_emulator/"):
            await self._infobip(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def release(self) -> None:
        """Answers everybody who waits for news, so that the server can stop at once."""
        self.provider.bell.close()

    def post_to(self, webhook_url: str) -> None:
        """Pushes go there from now on."""
        self.provider.behaviour = self.provider.behaviour.changed({"webhook_url": webhook_url})

    def _note_leak(self) -> None:
        self.provider.counts.credentials_leaked += 1

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Between start and stop: the journal is held and replayed, and pushes go out.

        Raises ``ConfigError`` when the journal is held by another process or damaged.
        """
        self.provider.open()
        try:
            await self._pusher.start()
            schedule_reviews(self.provider)
            state = self.provider.state
            started = None if self.on_start is None else asyncio.create_task(self.on_start())
            log.info("emulator_started", sends=state.seq, inbound=state.received, pending=len(state.pending))
            try:
                yield
            finally:
                if started is not None:
                    started.cancel()
                await self.stage.stop()
                await self._pusher.stop()
                await self._storage.stop()
        finally:
            self.provider.close()


def create_emulator(options: EmulatorOptions) -> Emulator:
    """An emulator, not yet started."""
    return Emulator(options)


def serve_emulator(
    host: str,
    port: int,
    options: EmulatorOptions,
    scenario: Scenario | None = None,
    *,
    on_summary: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """Runs an emulator alone until told to stop, or until the scenario has been played.

    ``on_summary`` is given what came of the scenario. Raises ``ConfigError`` for an unusable journal.
    """
    emulator = create_emulator(options)
    emulator.provider.open()  # here, so that an unusable journal is one sentence and not a failed lifespan
    config = uvicorn.Config(
        emulator,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = ReleasingServer(config, emulator.release)
    if scenario is not None:
        show = on_summary or (lambda summary: None)
        emulator.on_start = lambda: _play_and_stop(emulator, scenario, server, show)
    server.run()


async def _play_and_stop(
    emulator: Emulator,
    scenario: Scenario,
    server: uvicorn.Server,
    on_summary: Callable[[dict[str, Any]], None],
) -> None:
    """Plays a scenario once whoever takes the webhooks is up, and then ends the server."""
    while not server.started:  # noqa: ASYNC110 - the server says so by an attribute
        await asyncio.sleep(0.02)
    await _until_listening(emulator.provider.behaviour.webhook_url)
    host, port = server.config.host, server.servers[0].sockets[0].getsockname()[1]
    base_url = emulator.provider.options.public_url or f"http://{host}:{port}"
    play = emulator.stage.begin(scenario, base_url)
    await play.ended.wait()
    on_summary(summary(emulator.provider, play))
    server.should_exit = True


async def _until_listening(url: str) -> None:
    parts = urlsplit(url)
    deadline = time.monotonic() + _WEBHOOK_WAIT_S
    while time.monotonic() < deadline:
        try:
            _, writer = await asyncio.open_connection(
                parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
            )
        except OSError:
            await asyncio.sleep(0.2)
        else:
            writer.close()
            return


@asynccontextmanager
async def served_beside(
    emulator: Emulator, listener: socket.socket, *, mounted_at: str
) -> AsyncIterator[None]:
    """Serves an emulator that runs already, beside the server of this process.

    ``mounted_at`` is its place at that server's door, for the addresses that it gives.
    """
    config = uvicorn.Config(
        emulator,
        root_path=mounted_at,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        # Longer than our client keeps an idle connection: one that closes as it writes is an unknown outcome.
        timeout_keep_alive=60,
        timeout_graceful_shutdown=2,
    )
    config.load()
    server = ReleasingServer(config, emulator.release)
    # Its startup and shutdown without its main loop: signals belong to the server of this process.
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    try:
        yield
    finally:
        await server.shutdown(sockets=[listener])


class ReleasingServer(uvicorn.Server):
    """A server that lets go of those who wait for news before it waits for them."""

    def __init__(self, config: uvicorn.Config, release: Callable[[], None]) -> None:
        super().__init__(config)
        self._release = release

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops serving."""
        self._release()
        await super().shutdown(sockets)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    assert isinstance(app, Emulator)
    async with app.running():
        yield


def below_root(scope: Scope) -> str:
    """The path of a request, relative to what we are mounted under."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
