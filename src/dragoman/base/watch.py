"""Looking after the embedded PostgreSQL while processes use it: one that was killed is started again."""

import asyncio

import structlog

from dragoman.base.embedded import EmbeddedServer

_LONGEST_WAIT_S = 15.0

log = structlog.get_logger()


async def keep_running(server: EmbeddedServer, *, look_every_s: float = 1.0) -> None:
    """Starts the server again whenever it has gone, until cancelled.

    Every process that uses the server does so: whoever is first starts it, the others find it running. While it
    does not start, the pauses grow.
    """
    wait_s = look_every_s
    while True:
        await asyncio.sleep(wait_s)
        if server.is_running():
            wait_s = look_every_s
            continue
        try:
            # In a thread: after a crash it first replays what was written since its last checkpoint.
            if await asyncio.to_thread(server.start_again):
                log.warning("database_started_again", home=str(server.data.parent.parent))
            wait_s = look_every_s
        except Exception as error:
            wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
            # The server's own words stay in its own log: they may quote a statement, and with it a customer.
            log.error(
                "database_not_started_again",
                reason=type(error).__name__,
                see=str(server.data / "server.log"),
                retry_in_s=wait_s,
            )
