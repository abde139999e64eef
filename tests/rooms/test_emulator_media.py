"""Customers' files: kept for a while, deleted on request, and served badly on purpose."""

import asyncio
import time

import aiohttp
import pytest
from tests.support.emulator import AUTH, MONA, SHOP, Client, an_emulator

WEEK_S = 7 * 24 * 3600


async def a_file(emulator: Client) -> str:
    """The address of a file that Mona sent."""
    await emulator.customer_says("", type="image", media_base64="aGVsbG8=", content_type="image/jpeg")
    conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)
    return str(conversation["messages"][-1]["content"]["url"])


async def fetch(emulator: Client, url: str, method: str = "GET") -> tuple[int, str, bytes]:
    async with emulator.session.request(method, url, headers=AUTH, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("content-type", ""), await answer.read()


@pytest.mark.conforms("check:media", "setting:media_retention_s", "emulator:media_get")
async def test_a_file_is_gone_after_a_week_by_the_emulators_clock() -> None:
    async with an_emulator() as emulator:
        url = await a_file(emulator)
        await emulator.admin("PATCH", "clock", {"offset_seconds": WEEK_S - 60})
        before = (await fetch(emulator, url))[0]
        await emulator.admin("PATCH", "clock", {"offset_seconds": WEEK_S + 60})
        after = (await fetch(emulator, url))[0]
        await emulator.admin("PATCH", "settings", {"media_retention_s": None})

        assert (before, after, (await fetch(emulator, url))[0]) == (200, 404, 200)


@pytest.mark.conforms("emulator:media_delete")
async def test_a_file_can_be_deleted() -> None:
    async with an_emulator() as emulator:
        url = await a_file(emulator)
        path = f"{emulator.url}/whatsapp/1/senders/{SHOP}/media"
        statuses = []
        for body in ({"url": url}, {"url": url}, {}):
            async with emulator.session.delete(path, json=body, headers=AUTH) as answer:
                statuses.append(answer.status)

        assert statuses == [204, 404, 400]
        assert (await fetch(emulator, url))[0] == 404


@pytest.mark.conforms("emulator:media_head")
async def test_a_head_tells_type_and_length() -> None:
    async with an_emulator() as emulator:
        url = await a_file(emulator)
        async with emulator.session.head(url, headers=AUTH) as answer:
            assert (answer.status, answer.content_type, answer.headers["content-length"]) == (
                200,
                "image/jpeg",
                "5",
            )


@pytest.mark.conforms("check:media", "fault:media_redirect")
@pytest.mark.parametrize("leaks", [False, True])
async def test_a_redirect_leads_to_another_port_that_notes_who_shows_it_a_key(leaks: bool) -> None:
    async with an_emulator() as emulator:
        url = await a_file(emulator)
        await emulator.admin("PATCH", "faults", {"media_redirect": 1})
        async with emulator.session.get(url, headers=AUTH, allow_redirects=False) as answer:
            status, location = answer.status, answer.headers["location"]
        async with emulator.session.get(location, headers=AUTH if leaks else {}) as stored:
            body = await stored.read()

        fetched = (await emulator.admin("GET", "storage"))["fetched"]
        assert (status, body) == (302, b"hello")
        assert not location.startswith(emulator.url)
        assert [row["authorization"] for row in fetched] == [leaks]
        assert (await emulator.admin("GET", "state"))["counts"]["credentials_leaked"] == leaks


@pytest.mark.conforms("check:media", "fault:media_wrong_type")
async def test_a_files_type_can_be_wrong() -> None:
    async with an_emulator() as emulator:
        url = await a_file(emulator)
        await emulator.admin("PATCH", "faults", {"media_wrong_type": {"next": 1}})

        assert await fetch(emulator, url) == (200, "text/html", b"hello")
        assert await fetch(emulator, url) == (200, "image/jpeg", b"hello")


@pytest.mark.conforms("check:media", "fault:media_oversize", "fault:media_oversize_bytes")
async def test_a_file_can_be_larger_than_anybody_wants() -> None:
    async with an_emulator() as emulator:
        url = await a_file(emulator)
        size = 5_000_001
        await emulator.admin("PATCH", "faults", {"media_oversize": 1, "media_oversize_bytes": size})
        async with emulator.session.get(url, headers=AUTH) as answer:
            told, got = answer.headers.get("content-length"), len(await answer.read())
        async with aiohttp.ClientSession() as impatient, impatient.get(url, headers=AUTH) as answer:
            await answer.content.read(1000)
        await asyncio.sleep(0)

        assert (told, got) == (None, size)
        assert (await emulator.send())[0] == 200


@pytest.mark.conforms("fault:media_slow", "fault:media_slow_ms")
async def test_a_file_can_be_slow() -> None:
    async with an_emulator() as emulator:
        url = await a_file(emulator)
        await emulator.admin("PATCH", "faults", {"media_slow": {"next": 1}, "media_slow_ms": 80})
        started = time.monotonic()

        assert (await fetch(emulator, url))[2] == b"hello"
        assert time.monotonic() - started >= 0.08
