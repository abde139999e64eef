"""The emulator as a whole: an application to mount or to serve alone."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from dragoman.channels.emulator.admin import admin_routes
from dragoman.channels.emulator.api import InfobipApi
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.channels.emulator.provider import Provider
from dragoman.channels.emulator.push import Pusher

log = structlog.get_logger()


class Emulator(Starlette):
    """A provider that is not there. Served alone it starts and stops with the server.

    Mounted inside another application, whose lifespan alone is run, enter :meth:`running` there.
    """

    def __init__(self, options: EmulatorOptions) -> None:
        self.provider = Provider(options)
        self._pusher = Pusher(self.provider)
        self._infobip = InfobipApi(self.provider)
        super().__init__(routes=admin_routes(self.provider, self._pusher.forget), lifespan=_lifespan)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Requests to the Infobip side go past the framework; the admin API through it."""
        if scope["type"] == "http" and not _below_root(scope).startswith("/_emulator/"):
            await self._infobip(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def release(self) -> None:
        """Answers everybody who waits for news, so that the server can stop at once."""
        self.provider.bell.close()

    def post_to(self, webhook_url: str) -> None:
        """Pushes go there from now on."""
        self.provider.behaviour = self.provider.behaviour.changed({"webhook_url": webhook_url})

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Between start and stop: the journal is held and replayed, and pushes go out.

        Raises ``ConfigError`` when the journal is held by another process or damaged.
        """
        self.provider.open()
        try:
            await self._pusher.start()
            state = self.provider.state
            log.info("emulator_started", sends=state.seq, inbound=state.received, pending=len(state.pending))
            try:
                yield
            finally:
                await self._pusher.stop()
        finally:
            self.provider.close()


def create_emulator(options: EmulatorOptions) -> Emulator:
    """An emulator, not yet started."""
    return Emulator(options)


def serve_emulator(host: str, port: int, options: EmulatorOptions) -> None:
    """Runs an emulator alone until told to stop. Raises ``ConfigError`` for an unusable journal."""
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
    ReleasingServer(config, emulator.release).run()


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


def _below_root(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
