"""All in one process, as `make run` starts it, database and emulator included; killed and started again."""

import asyncio

import aiohttp
import pytest
from tests.support.home import a_home, kill_postmaster, postmaster
from tests.support.processes import a_session, free_port, until
from tests.support.storm import Emulated, Storm, judge, number_of, settled
from tests.support.world import a_seed

pytestmark = pytest.mark.chaos

_TALK = (number_of(0), "96131000001")
_RECOVERS_WITHIN_S = 10


async def test_kill_minus_nine_in_the_middle_of_a_conversation_costs_nothing_but_time() -> None:
    port = free_port()
    async with a_home(shops=1, DEBOUNCE_SECONDS=0, AGENT_DELAY_MS=1000) as stage, a_session() as session:
        emulated = Emulated(f"http://127.0.0.1:{port}/emulator", session)
        first = await stage.start_web("serve", port)
        await emulated.open_windows([_TALK])

        await _say(emulated, "what about this one?")
        turns = "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'turn' AND status = 'doing'"
        await until(lambda: bool(stage.rows(turns)), within_s=10, what="the turn to run")
        first.kill()
        survivor = postmaster(stage.home)
        second = await stage.start_web("serve", port)
        await emulated.answer_to(_TALK, "what about this one?", within_s=15)
        rows = await emulated.outbox()
        await second.stop(within_s=10)

        assert [row["content"]["text"] for row in rows] == ["good morning", "what about this one?"]
        assert [row["times_seen"] for row in rows] == [1, 1]
        assert survivor is not None, "the database died with the process that had started it"
        assert postmaster(stage.home) is None, "the last process to leave stops the database"


async def test_a_killed_database_is_started_again_under_load_and_loses_and_doubles_nothing() -> None:
    port = free_port()
    async with a_home(shops=2, DEBOUNCE_SECONDS=0.3, AGENT_DELAY_MS=100) as stage, a_session() as session:
        serve = await stage.start_web("serve", port)
        emulated = Emulated(f"http://127.0.0.1:{port}/emulator", session)
        talks = [(number_of(n), f"9613{100000 + k}") for n in range(2) for k in range(6)]
        await emulated.open_windows(talks)
        storm = Storm(a_seed(), session, [f"http://127.0.0.1:{port}/webhook"])

        raging = asyncio.create_task(storm.rage(talks, messages=14, pause_s=0.5))
        back_after_s = []
        for _ in range(2):
            await asyncio.sleep(1.5)
            killed = kill_postmaster(stage.home)

            async def back(killed: int = killed) -> bool:
                return postmaster(stage.home) not in {None, killed} and await _healthy(session, port)

            back_after_s.append(await until(back, within_s=30, what="the database to be back"))
        await raging
        await settled(stage)
        await judge(stage, emulated, storm)

        assert max(back_after_s) < _RECOVERS_WITHIN_S, back_after_s
        assert storm.statuses.keys() <= {200, 503}
        assert serve.log.read_text().count("database_started_again") == 2
        await serve.stop(within_s=10)
        assert postmaster(stage.home) is None


async def test_a_killed_database_is_started_again_for_a_worker_too() -> None:
    port = free_port()
    async with a_home(shops=1, DRAGOMAN_PORT=port) as stage, a_session() as session:
        first = await stage.start_web("serve", port)
        emulated = Emulated(f"http://127.0.0.1:{port}/emulator", session)
        await emulated.open_windows([_TALK])
        worker = await stage.start_worker()
        first.freeze()  # whoever is left must do it

        kill_postmaster(stage.home)
        await until(
            lambda: "database_started_again" in worker.log.read_text(), within_s=10, what="the worker"
        )
        assert stage.rows("SELECT 1 FROM procrastinate_workers")
        first.thaw()


async def _healthy(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/health") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


async def _say(emulated: Emulated, text: str) -> None:
    await emulated.admin("POST", "inbound", {"to": _TALK[0], "from": _TALK[1], "text": text})
