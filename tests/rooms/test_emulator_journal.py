"""The journal: what a restarted emulator still knows."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from tests.support.emulator import AUTH, MONA, SHOP, Client, a_webhook, an_emulator, until

from dragoman.base.errors import ConfigError
from dragoman.channels.emulator.journal import Journal
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.channels.emulator.provider import Provider

SERVE = """
import sys
from pathlib import Path
from dragoman.channels.emulator.app import serve_emulator
from dragoman.channels.emulator.options import EmulatorOptions
serve_emulator("127.0.0.1", int(sys.argv[1]), EmulatorOptions(sys.argv[3], journal=Path(sys.argv[2])))
"""


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "emulator" / "journal.jsonl"


async def everything(emulator: Client) -> dict[str, Any]:
    """What somebody outside can see of the messages."""
    conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)
    state = await emulator.admin("GET", "state")
    return {
        "outbox": await emulator.outbox(),
        "messages": [
            {name: value for name, value in message.items() if name != "changed"}
            for message in conversation["messages"]
        ],
        "window_until": conversation["window_until"],
        "clock": state["clock"],
        "last_seq": state["last_seq"],
    }


async def test_a_restart_forgets_nothing(journal: Path) -> None:
    async with a_webhook() as webhook:
        async with an_emulator(webhook, journal=journal, delivered_after_s=0.0) as emulator:
            read_id = await emulator.customer_says("hi", user_id="LB.1")
            await emulator.customer_says("", type="image")
            await emulator.send(messageId="6-abc", context={"replyToMessageId": read_id})
            await emulator.send(messageId="6-abc")
            await emulator.admin("PATCH", "clock", {"offset_seconds": 3600})
            await until(lambda: len(webhook.results) == 4)
            await emulator.post(f"/whatsapp/1/senders/{SHOP}/message/{read_id}/read", None)
            before = await everything(emulator)

        async with an_emulator(webhook, journal=journal) as emulator:
            after = await everything(emulator)
            await emulator.send(to="LB.1", messageId="6-abc")

            assert after == before
            assert [row["times_seen"] for row in await emulator.outbox()] == [3, 3, 3]
            assert len(webhook.results) == 4


async def test_ids_are_new_after_a_restart_and_after_a_fresh_start(journal: Path) -> None:
    seen: list[str] = []
    for _ in range(2):
        async with an_emulator(journal=journal) as emulator:
            seen.append(await emulator.customer_says("hi"))
            await emulator.admin("DELETE", "all")
            await asyncio.sleep(0.002)  # the epoch counts milliseconds
            seen.append(await emulator.customer_says("hi"))

    assert len(set(seen)) == 4


async def test_what_the_webhook_did_not_take_is_pushed_after_a_restart(journal: Path) -> None:
    async with an_emulator(journal=journal) as emulator:
        await emulator.customer_says("one")
        await emulator.customer_says("two")
        await emulator.admin("POST", "raw", {"results": []})

    async with a_webhook() as webhook, an_emulator(webhook, journal=journal) as emulator:
        await until(lambda: len(webhook.bodies) == 3)

        assert webhook.texts == ["one", "two"]


@pytest.mark.conforms("check:journal")
async def test_a_killed_emulator_has_lost_nothing_it_answered_for(journal: Path) -> None:
    async with a_webhook() as webhook, aiohttp.ClientSession() as session:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        process = await start(port, journal, webhook.url)
        try:
            await session.post(f"{url}/_emulator/inbound", json={"to": SHOP, "from": MONA, "text": "hi"})
            for number in range(50):
                body = {"from": SHOP, "to": MONA, "messageId": f"6-{number}", "content": {"text": "Hello"}}
                answer = await session.post(f"{url}/whatsapp/1/message/text", json=body, headers=AUTH)
                assert answer.status == 200
        finally:
            process.send_signal(signal.SIGKILL)
            await process.wait()

    async with an_emulator(journal=journal) as emulator:
        assert [row["messageId"] for row in await emulator.outbox()] == [
            f"6-{number}" for number in range(50)
        ]


async def test_a_torn_last_line_is_cut_off(journal: Path) -> None:
    async with an_emulator(journal=journal) as emulator:
        await emulator.send(messageId="whole")
    with journal.open("ab") as file:
        file.write(b'{"k":"sent","seq":2,"id":"to')

    async with an_emulator(journal=journal) as emulator:
        await emulator.send(messageId="next")
        assert [row["messageId"] for row in await emulator.outbox()] == ["whole", "next"]

    assert all(json.loads(line) for line in journal.read_text().splitlines())


def test_damage_in_the_middle_is_not_passed_over(journal: Path) -> None:
    journal.parent.mkdir()
    journal.write_text('{"k":"clock","offset_s":1}\nnonsense\n{"k":"clock","offset_s":2}\n')

    with pytest.raises(ConfigError, match="line 2 is damaged"):
        Provider(EmulatorOptions("http://x/", journal=journal)).open()


def test_one_process_at_a_time_may_hold_it(journal: Path) -> None:
    holder = Journal(journal)

    with pytest.raises(ConfigError, match="Another emulator"):
        Journal(journal)

    holder.close()
    Journal(journal).close()


async def test_a_large_journal_is_shortened_at_the_start_and_means_the_same(journal: Path) -> None:
    async with a_webhook() as webhook:
        async with an_emulator(webhook, journal=journal, delivered_after_s=0.0, keep_messages=20) as emulator:
            for number in range(60):
                await emulator.customer_says(str(number))
                await emulator.send(messageId=f"6-{number}")
            await until(lambda: len(webhook.results) == 120)
            before = await everything(emulator)
        size = journal.stat().st_size

        small = {"journal": journal, "keep_messages": 20, "compact_above_bytes": 1000}
        async with an_emulator(webhook, **small) as emulator:
            after = await everything(emulator)
        async with an_emulator(webhook, journal=journal, keep_messages=20) as emulator:
            again = await everything(emulator)

    assert before == after == again
    assert before["last_seq"] == 60
    assert journal.stat().st_size < size / 2


async def test_memory_is_bounded_without_a_journal() -> None:
    async with an_emulator(keep_messages=10) as emulator:
        for number in range(35):
            await emulator.send(messageId=f"6-{number}")

        rows = await emulator.outbox()
        assert 10 <= len(rows) <= 11
        assert rows[-1]["seq"] == 35
        assert [row["seq"] for row in await emulator.outbox(after=33)] == [34, 35]


async def start(port: int, journal: Path, webhook_url: str) -> asyncio.subprocess.Process:
    """An emulator in a process of its own, answering."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVE, str(port), str(journal), webhook_url, env=os.environ
    )
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            await writer.wait_closed()
            return process


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
