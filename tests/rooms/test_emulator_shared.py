"""One emulator for several processes of a home: who holds it, who passes on to it, and who comes after."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
from starlette.applications import Starlette
from starlette.routing import Mount
from tests.support.emulator import AUTH, MONA, SHOP, a_webhook, served, until

from dragoman.base.errors import ConfigError
from dragoman.channels.emulator.journal import Journal
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.channels.emulator.seat import Seat
from dragoman.channels.emulator.shared import SharedEmulator

FRONT = "http://127.0.0.1:9/emulator"
_TEXT = {"from": SHOP, "to": MONA, "content": {"text": "Hello"}}


class Door:
    """One process's door to the emulator of the home."""

    def __init__(self, shared: SharedEmulator, url: str, session: aiohttp.ClientSession) -> None:
        self.shared = shared
        self.url = f"{url}/emulator"
        self._session = session

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One call below the emulator's root; status and JSON."""
        answer = await self.call(method, path, body)
        return answer.status, await answer.json()

    async def call(self, method: str, path: str, body: Any = None) -> aiohttp.ClientResponse:
        """One call, whatever the answer is."""
        async with self._session.request(method, self.url + path, json=body, headers=AUTH) as answer:
            await answer.read()
            return answer

    async def outbox(self) -> list[str]:
        """The ids of what was sent."""
        _, answer = await self.ask("GET", "/_emulator/outbox")
        return [row["messageId"] for row in answer["messages"]]


@contextlib.asynccontextmanager
async def a_door(
    folder: Path, *, holds: bool = True, webhook_url: str = "http://127.0.0.1:9/none"
) -> AsyncIterator[Door]:
    """A process's door, served; its emulator stops with the block."""
    options = EmulatorOptions(
        webhook_url, journal=folder / "journal.jsonl", delivered_after_s=None, seen_after_s=None
    )
    shared = SharedEmulator(folder, options if holds else None, front=FRONT)
    app = Starlette(routes=[Mount("/emulator", shared)])
    async with shared.running(), served(app) as url, aiohttp.ClientSession() as session:
        yield Door(shared, url, session)


async def test_whoever_is_asked_it_is_the_same_emulator(tmp_path: Path) -> None:
    async with (
        a_webhook() as webhook,
        a_door(tmp_path, webhook_url=webhook.url) as one,
        a_door(tmp_path) as other,
    ):
        inbound = {"to": SHOP, "from": MONA, "type": "image"}
        status, _ = await other.ask("POST", "/_emulator/inbound", inbound)
        await other.ask("POST", "/whatsapp/1/message/text", {**_TEXT, "messageId": "6-a"})
        await one.ask("POST", "/whatsapp/1/message/text", {**_TEXT, "messageId": "6-b"})
        await until(lambda: len(webhook.results) == 1)

        assert status == 201
        assert await one.outbox() == await other.outbox() == ["6-a", "6-b"]
        assert one.shared.address == other.shared.address != FRONT


async def test_what_the_holder_answers_is_passed_on_as_it_is(tmp_path: Path) -> None:
    async with a_webhook() as webhook, a_door(tmp_path, webhook_url=webhook.url), a_door(tmp_path) as other:
        await other.ask("POST", "/_emulator/inbound", {"to": SHOP, "from": MONA, "type": "image"})
        await until(lambda: len(webhook.results) == 1)
        media = webhook.results[0]["message"]["url"]
        await other.ask("PATCH", "/_emulator/faults", {"http_429": {"next": 1}, "retry_after_s": 7})

        later = await other.call("POST", "/whatsapp/1/message/text", _TEXT)
        status, words = await other.ask("POST", "/whatsapp/1/message/text", {})
        file = await other.call("GET", media.removeprefix(other.url))
        about = await other.call("HEAD", media.removeprefix(other.url))
        refused = await other.ask("GET", "/_emulator/conversation?sender=1")

        assert media.startswith(f"{other.url}/"), "a file is where its message came in"
        assert (later.status, later.headers["retry-after"]) == (429, "7")
        assert (status, words["requestError"]["serviceException"]["messageId"]) == (400, "BAD_REQUEST")
        assert (file.status, file.content_type) == (about.status, about.content_type) == (200, "image/png")
        assert file.headers["content-length"] == about.headers["content-length"] != "0"
        assert refused == (400, {"error": "customer is missing in the query"})


async def test_a_cut_connection_is_no_answer_that_promises_anything(tmp_path: Path) -> None:
    async with a_door(tmp_path), a_door(tmp_path) as other:
        await other.ask("PATCH", "/_emulator/faults", {"cut": {"next": 1}})

        status, _ = await other.ask("POST", "/whatsapp/1/message/text", _TEXT)

        assert status == 502
        assert len(await other.outbox()) == 1


async def test_the_next_one_takes_over_with_the_same_memory(tmp_path: Path) -> None:
    async with contextlib.AsyncExitStack() as stack:
        async with a_door(tmp_path) as first:
            second = await stack.enter_async_context(a_door(tmp_path))
            follower = await stack.enter_async_context(a_door(tmp_path, holds=False))
            await first.ask("POST", "/whatsapp/1/message/text", {**_TEXT, "messageId": "6-a"})
            old = follower.shared.address
        await until(lambda: follower.shared.address not in {old, FRONT})
        await follower.ask("POST", "/whatsapp/1/message/text", {**_TEXT, "messageId": "6-b"})

        assert follower.shared.address == second.shared.address
        assert await second.outbox() == await follower.outbox() == ["6-a", "6-b"]


async def test_without_a_holder_nothing_is_taken_and_it_is_said_so(tmp_path: Path) -> None:
    async with a_door(tmp_path, holds=False) as alone:
        status, answer = await alone.ask("POST", "/whatsapp/1/message/text", _TEXT)

        assert (status, list(answer)) == (503, ["error"])
        assert alone.shared.address == FRONT


async def test_a_holder_that_has_just_gone_has_surely_taken_nothing(tmp_path: Path) -> None:
    async with contextlib.AsyncExitStack() as stack:
        async with a_door(tmp_path):
            other = await stack.enter_async_context(a_door(tmp_path, holds=False))

        status, _ = await other.ask("POST", "/whatsapp/1/message/text", _TEXT)

        assert status == 503


async def test_who_waits_for_news_through_another_process_is_let_go_when_that_stops(tmp_path: Path) -> None:
    async with a_door(tmp_path), a_door(tmp_path) as other:
        waiting = asyncio.create_task(other.ask("GET", "/_emulator/outbox?wait=30"))
        await asyncio.sleep(0.2)
        began = time.monotonic()
        other.shared.release()
        status, _ = await waiting

        assert status == 503
        assert time.monotonic() - began < 1


async def test_a_journal_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_text("nonsense\n{}\n")

    with pytest.raises(ConfigError, match="line 1 is damaged"):
        async with a_door(tmp_path):
            pass

    assert Seat(tmp_path / "holder").take(), "who could not start holds nothing"


async def test_a_takeover_that_fails_is_tried_again(tmp_path: Path) -> None:
    stranger = Journal(tmp_path / "journal.jsonl")
    seat = Seat(tmp_path / "holder")
    assert seat.take()
    with structlog.testing.capture_logs() as logs:
        async with a_door(tmp_path) as door:
            seat.leave()
            await until(lambda: any(event["event"] == "emulator_not_taken_over" for event in logs))
            stranger.close()
            await until(lambda: door.shared.address != FRONT)

            assert (await door.ask("GET", "/_emulator/state"))[0] == 200


def test_a_seat_is_for_one_and_what_the_last_one_said_is_forgotten(tmp_path: Path) -> None:
    first, second = Seat(tmp_path / "holder"), Seat(tmp_path / "holder")

    assert first.take()
    first.tell("http://127.0.0.1:40001")
    assert not second.take()
    assert second.address() == "http://127.0.0.1:40001"

    first.leave()
    first.leave()
    assert second.address() is None, "the address of one who is gone may be anybody's by now"
    assert second.take()
    assert first.address() is None, "the new one has not said where it is"
    second.leave()
