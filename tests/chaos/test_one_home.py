"""Several processes of one home have one emulator: whoever is asked, whoever sends, and whoever is killed."""

import asyncio
from collections import Counter

import aiohttp
import pytest
from tests.support.home import a_home
from tests.support.processes import a_session, free_port, until
from tests.support.storm import Emulated, Storm, Talk, judge, number_of, settled
from tests.support.world import a_seed

pytestmark = pytest.mark.chaos

_TALKS = [(number_of(0), f"9613{200000 + n}") for n in range(20)]
_NOTICED_WITHIN_S = 3


async def test_two_processes_share_an_emulator_and_go_on_when_its_holder_is_killed() -> None:
    ports = [free_port(), free_port()]
    async with a_home(shops=1, DEBOUNCE_SECONDS=0) as stage, a_session() as session:
        processes = [await stage.start_web("serve", port) for port in ports]
        doors = [Emulated(f"http://127.0.0.1:{port}/emulator", session) for port in ports]

        await _everybody_says("one", doors)
        await _everybody_is_answered("one", doors)
        await _both_phones_show("one", session, ports)

        processes[0].kill()
        await until(lambda: _answers(session, ports[1]), within_s=_NOTICED_WITHIN_S, what="a new holder")
        await _everybody_says("two", doors[1:])
        await _everybody_is_answered("two", doors[1:])

        third = await stage.start_web("serve", ports[0])
        await processes[1].stop(within_s=10)
        await until(lambda: _answers(session, ports[0]), within_s=_NOTICED_WITHIN_S, what="a new holder")
        await _everybody_says("three", doors[:1])
        await _everybody_is_answered("three", doors[:1])

        rows = await doors[0].outbox()
        assert Counter(row["content"]["text"] for row in rows) == {"one": 20, "two": 20, "three": 20}
        assert {row["times_seen"] for row in rows} == {1}
        assert not stage.rows(
            "SELECT 1 FROM messages WHERE direction = 'out' AND status IN ('failed', 'held')"
        )
        assert not stage.rows("SELECT 1 FROM actions")
        assert third.alive


async def test_a_worker_finds_the_emulator_of_its_home_wherever_it_moves() -> None:
    port = free_port()
    async with a_home(shops=1, DEBOUNCE_SECONDS=0) as stage, a_session() as session:
        first = await stage.start_web("serve", port)
        # A port of its own setting, where nobody listens: the home alone tells it where to send.
        await stage.start_worker(DRAGOMAN_PORT=free_port())
        door = Emulated(f"http://127.0.0.1:{port}/emulator", session)
        await door.open_windows(_TALKS[:1])

        await first.stop(within_s=10)
        elsewhere = free_port()
        await stage.start_web("web", elsewhere)
        door = Emulated(f"http://127.0.0.1:{elsewhere}/emulator", session)
        await _everybody_says("still there?", [door])
        await _everybody_is_answered("still there?", [door])


async def test_killing_holders_under_load_loses_and_doubles_nothing() -> None:
    ports = [free_port(), free_port()]
    async with a_home(shops=2, DEBOUNCE_SECONDS=0.3, AGENT_DELAY_MS=50) as stage, a_session() as session:
        processes = [await stage.start_web("serve", port) for port in ports]
        doors = [Emulated(f"http://127.0.0.1:{port}/emulator", session) for port in ports]
        talks = [(number_of(n), f"9613{100000 + k}") for n in range(2) for k in range(6)]
        await doors[1].open_windows(talks)
        storm = Storm(a_seed(), session, [f"http://127.0.0.1:{port}/webhook" for port in ports])

        raging = asyncio.create_task(storm.rage(talks, messages=14, pause_s=0.6))
        for n in (0, 1, 0):  # whoever came back last does not hold it
            await asyncio.sleep(1)
            processes[n].kill()
            processes[n] = await stage.start_web("serve", ports[n])
        await raging
        await settled(stage)
        await judge(stage, doors[0], storm)


async def _everybody_says(text: str, doors: list[Emulated]) -> None:
    """Twenty customers write, in turn through each of the processes."""
    async with asyncio.TaskGroup() as group:
        for n, (to, customer) in enumerate(_TALKS):
            body = {"to": to, "from": customer, "text": text}
            group.create_task(doors[n % len(doors)].admin("POST", "inbound", body))


async def _everybody_is_answered(text: str, doors: list[Emulated]) -> None:
    """By whichever process, and each process knows."""
    for door in doors:

        async def answered(door: Emulated = door) -> bool:
            rows = await door.outbox()
            return {_talk(row) for row in rows if row["content"]["text"] == text} == set(_TALKS)

        await until(answered, within_s=20, what=f"{text!r} to be answered", every_s=0.1)


async def _both_phones_show(text: str, session: aiohttp.ClientSession, ports: list[int]) -> None:
    for port in ports:
        for sender, customer in _TALKS:
            query = {"sender": sender, "customer": customer}
            async with session.get(f"http://127.0.0.1:{port}/simulator/conversation", params=query) as answer:
                shown = (await answer.json())["messages"]
            assert [message["direction"] for message in shown] == ["in", "out"]
            assert shown[1]["content"]["text"] == text


def _talk(row: dict[str, str]) -> Talk:
    return row["from"], row["to"]


async def _answers(session: aiohttp.ClientSession, port: int) -> bool:
    async with session.get(f"http://127.0.0.1:{port}/emulator/_emulator/state") as answer:
        return answer.status == 200
