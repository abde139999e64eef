"""Real processes of Dragoman, started, killed, frozen and stopped by tests.

Everything runs from a folder of its own, with an environment and on ports of its own, and is gone when the
test is, whatever the test did. What the processes logged is printed when the test fails.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
from psycopg.rows import dict_row

import dragoman

SOURCE = Path(dragoman.__file__).parents[1]
_LOG_LINES_SHOWN = 60


@dataclass
class Running:
    """One process of ours."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def kill(self) -> None:
        """SIGKILL: no last words."""
        self.process.kill()
        self.process.wait(10)

    def freeze(self) -> None:
        """SIGSTOP: alive to the system, dead to everybody else."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT: goes on as if nothing had happened."""
        self.process.send_signal(signal.SIGCONT)

    async def stop(self, *, within_s: float = 15) -> float:
        """SIGTERM; how many seconds it took. Fails when it takes longer than ``within_s``."""
        started = time.monotonic()
        self.process.terminate()
        await until(lambda: self.process.poll() is not None, within_s=within_s, what=f"{self.name} to stop")
        return time.monotonic() - started

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process.poll() is None


_LOOPS = 4  # the fewest that a worker has: one for turns, sends, files and the house


@dataclass
class Stage:
    """A folder, a database and an environment that several processes share."""

    home: Path
    environment: dict[str, str]
    admin_url: str
    """The database as its administrator: tests look through the walls."""
    processes: list[Running] = field(default_factory=list)

    def start(self, *words: str, **settings: object) -> Running:
        """``dragoman`` with these words, and further settings as variables."""
        name = f"{len(self.processes):02}-{words[0]}"
        log = self.home / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "dragoman", *words],
                cwd=self.home,
                env={**self.environment, **{key: str(value) for key, value in settings.items()}},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        running = Running(name, process, log)
        self.processes.append(running)
        return running

    async def start_web(self, command: str, port: int, **settings: object) -> Running:
        """``web`` or ``serve``, ready."""
        running = self.start(command, DRAGOMAN_PORT=port, **settings)
        await ready(running, f"http://127.0.0.1:{port}/health/ready")
        return running

    async def start_worker(self, **settings: object) -> Running:
        """A worker that has begun to say that it lives.

        Each of its loops says so. One of an earlier worker may be late; so many at once are not.
        """
        before = self.rows("SELECT max(id) AS id FROM procrastinate_workers")[0]["id"] or 0
        running = self.start("worker", **settings)
        looks = "SELECT 1 FROM procrastinate_workers WHERE id > %s"
        await until(
            lambda: len(self.rows(looks, [before])) >= _LOOPS, within_s=20, what=f"{running.name} to start"
        )
        return running

    async def start_emulator(self, port: int, webhook_url: str) -> Running:
        """The emulator alone, ready, pushing to ``webhook_url``."""
        running = self.start("emulator", "--port", str(port), "--webhook-url", webhook_url)
        await ready(running, f"http://127.0.0.1:{port}/_emulator/state")
        return running

    def rows(self, sql: str, parameters: object = None) -> list[dict[str, Any]]:
        """What the database says, whichever shop's it is."""
        with psycopg.connect(self.admin_url, autocommit=True, row_factory=dict_row) as connection:
            cursor = connection.execute(sql, parameters)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def last_words(self) -> str:
        """The end of every log."""
        parts = []
        for running in self.processes:
            lines = running.log.read_text(errors="replace").splitlines()[-_LOG_LINES_SHOWN:]
            parts.append("\n".join([f"--- {running.name}", *lines]))
        return "\n".join(parts)


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own account may reach, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="dragoman-chaos-", dir="/var/tmp"))
    home.chmod(0o755)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def a_stage(home: Path, admin_url: str, settings: Mapping[str, object]) -> Iterator[Stage]:
    """A stage whose processes are all killed at the end."""
    clean = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    clean |= {"HOME": str(home), "DRAGOMAN_HOME": str(home), "PYTHONPATH": str(SOURCE)}
    stage = Stage(home, clean | {name: str(value) for name, value in settings.items()}, admin_url)
    try:
        yield stage
    except BaseException:
        print(stage.last_words())
        raise
    finally:
        for running in stage.processes:
            with contextlib.suppress(ProcessLookupError):
                running.process.kill()
        for running in stage.processes:
            running.process.wait(10)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


async def until(
    condition: Callable[[], bool | Awaitable[bool]], *, within_s: float, what: str, every_s: float = 0.05
) -> float:
    """Returns as soon as something is so, with the seconds it took; fails after ``within_s``."""
    started = time.monotonic()
    while True:
        answer = condition()
        if answer if isinstance(answer, bool) else await answer:
            return time.monotonic() - started
        if time.monotonic() - started > within_s:
            raise AssertionError(f"waited {within_s:g} s in vain for {what}")
        await asyncio.sleep(every_s)


async def ready(running: Running, url: str, *, within_s: float = 30) -> None:
    """Returns when the process answers 200 there; fails when it ends before."""
    async with a_session() as session:

        async def answers() -> bool:
            assert running.alive, f"{running.name} ended: {running.log.read_text(errors='replace')[-2000:]}"
            try:
                async with session.get(url) as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        await until(answers, within_s=within_s, what=f"{running.name} to be ready")


@asynccontextmanager
async def a_session() -> AsyncIterator[aiohttp.ClientSession]:
    """HTTP to processes that may vanish: a connection each time."""
    connector = aiohttp.TCPConnector(force_close=True, limit=0)
    timeout = aiohttp.ClientTimeout(total=20, connect=2)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        yield session
