"""All in one process, as `make run` starts it, database and emulator included; killed and started again."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.support.processes import a_folder, a_session, a_stage, free_port, until
from tests.support.storm import Emulated, echo_shop, number_of

from dragoman.tenants.shop_file import dump_shop

pytestmark = pytest.mark.chaos

_TALK = (number_of(0), "96131000001")


async def test_kill_minus_nine_in_the_middle_of_a_conversation_costs_nothing_but_time() -> None:
    port = free_port()
    with a_folder() as home, _no_postgres_left(home):
        (home / "shops").mkdir()
        (home / "shops" / "echo.yaml").write_text(dump_shop(echo_shop(0)))
        settings = {"DRAGOMAN_SHOPS": home / "shops", "DEBOUNCE_SECONDS": 0, "AGENT_DELAY_MS": 1000}
        admin_url = f"postgresql://postgres@/dragoman?host={home}/pg/run"
        with a_stage(home, admin_url, settings) as stage:
            async with a_session() as session:
                emulated = Emulated(f"http://127.0.0.1:{port}/emulator", session)
                first = await stage.start_web("serve", port)
                await emulated.open_windows([_TALK])

                await _say(emulated, "what about this one?")
                turns = "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'turn' AND status = 'doing'"
                await until(lambda: bool(stage.rows(turns)), within_s=10, what="the turn to run")
                first.kill()
                postmaster = _postmaster(home)
                second = await stage.start_web("serve", port)
                await emulated.answer_to(_TALK, "what about this one?", within_s=15)
                rows = await emulated.outbox()
                await second.stop(within_s=10)

            assert [row["content"]["text"] for row in rows] == ["good morning", "what about this one?"]
            assert [row["times_seen"] for row in rows] == [1, 1]
            assert postmaster is not None, "the database died with the process that had started it"
            assert _postmaster(home) is None, "the last process to leave stops the database"


async def _say(emulated: Emulated, text: str) -> None:
    await emulated.admin("POST", "inbound", {"to": _TALK[0], "from": _TALK[1], "text": text})


def _postmaster(home: Path) -> int | None:
    """The database server of this folder, if it runs."""
    try:
        pid = int((home / "pg" / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return None
    return pid


@contextmanager
def _no_postgres_left(home: Path) -> Iterator[None]:
    try:
        yield
    finally:
        pid = _postmaster(home)
        if pid is not None:
            os.kill(pid, signal.SIGQUIT)
