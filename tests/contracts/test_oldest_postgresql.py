"""The oldest PostgreSQL that is promised to work, where this machine has one."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.shops import a_tenant, an_inbound, routed

from dragoman.base.connect import OLDEST_POSTGRESQL, open_database
from dragoman.base.embedded import server_account
from dragoman.turns.intake import Post, store_posts
from dragoman.turns.sweep import ledger

BINARIES = Path(f"/usr/lib/postgresql/{OLDEST_POSTGRESQL}/bin")

pytestmark = pytest.mark.skipif(
    not (BINARIES / "initdb").exists(), reason=f"no PostgreSQL {OLDEST_POSTGRESQL} on this machine"
)


@pytest.fixture(scope="module")
def admin_url() -> Iterator[str]:
    """A server of that version, and its administrator's URL."""
    place = Path(tempfile.mkdtemp(prefix="dragoman-oldest-", dir="/var/tmp"))
    account = server_account()
    if account:
        os.chown(place, account["user"], account["group"])
    data = place / "data"

    def run(*command: object) -> None:
        subprocess.run(
            [str(part) for part in command],
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **account,
        )

    try:
        run(BINARIES / "initdb", "-D", data, "-U", "admin_of_old", "--auth=trust", "--encoding=UTF8")
        options = f"-h '' -k {place}"
        run(BINARIES / "pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start")
        yield f"postgresql://admin_of_old@/postgres?host={place}"
        run(BINARIES / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


async def test_the_spine_stands_on_the_oldest_postgresql(admin_url: str, tmp_path: Path) -> None:
    async with open_database(tmp_path, admin_url, None) as database:
        shop = await a_tenant(database)
        post = Post(b"", (routed(shop, an_inbound(shop, text="مرحبا")),))

        first = await store_posts(database, [post])
        again = await store_posts(database, [post])
        async with database.as_platform() as tx:
            waiting = await ledger(tx)
            role = await tx.value("SELECT current_user")

    assert (first[0].stored, again[0].stored) == (1, 0)
    assert waiting["with_agent"] == 1
    assert role == "dragoman_app"
