"""A home of its own for tests that start real processes: its database, its emulator, and shops that echo."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from dragoman.tenants.shop_file import dump_shop
from tests.support.processes import Stage, a_folder, a_stage
from tests.support.storm import echo_shop


@asynccontextmanager
async def a_home(*, shops: int, **settings: object) -> AsyncIterator[Stage]:
    """A stage on a home that nobody has used yet; gone afterwards, with everything that was started from it."""
    with a_folder() as home, _no_postgres_left(home):
        (home / "shops").mkdir()
        for n in range(shops):
            (home / "shops" / f"echo-{n}.yaml").write_text(dump_shop(echo_shop(n)))
        admin_url = f"postgresql://postgres@/dragoman?host={home}/pg/run"
        with a_stage(home, admin_url, {"DRAGOMAN_SHOPS": home / "shops", **settings}) as stage:
            yield stage


def postmaster(home: Path) -> int | None:
    """The database server of this home, if it runs."""
    try:
        pid = int((home / "pg" / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return None
    return pid


def kill_postmaster(home: Path) -> int:
    """Kills the database server of this home; the process id it had."""
    pid = postmaster(home)
    assert pid is not None, "there is no database to kill"
    os.kill(pid, signal.SIGKILL)
    return pid


@contextmanager
def _no_postgres_left(home: Path) -> Iterator[None]:
    try:
        yield
    finally:
        pid = postmaster(home)
        if pid is not None:
            os.kill(pid, signal.SIGQUIT)
