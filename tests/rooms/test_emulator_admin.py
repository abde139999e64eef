"""The admin API: following a conversation, reading the outbox, starting again, and being mounted."""

import asyncio
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from tests.support.emulator import MONA, SHOP, Client, a_webhook, an_emulator, served, until

from dragoman.channels.emulator.app import create_emulator
from dragoman.channels.emulator.options import EmulatorOptions


async def test_a_conversation_shows_both_sides_in_order() -> None:
    async with a_webhook() as webhook, an_emulator(webhook, delivered_after_s=0.0) as emulator:
        await emulator.customer_says("hi", name="Mona")
        await emulator.send(messageId="6-abc")
        await until(lambda: len(webhook.results) == 2)
        await until(lambda: not emulator.emulator.provider.state.pending)

        conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer="+" + MONA)

        shown = [(m["direction"], m["type"], m["status"]) for m in conversation["messages"]]
        assert shown == [("in", "text", "delivered"), ("out", "text", "delivered")]
        assert conversation["messages"][1]["content"] == {"text": "Hello"}
        assert conversation["window_until"] > conversation["messages"][1]["at"]
        (listed,) = (await emulator.admin("GET", "conversations"))["conversations"]
        assert (listed["customer"], listed["name"], listed["messages"]) == (MONA, "Mona", 2)


async def test_an_unknown_conversation_is_empty() -> None:
    async with an_emulator() as emulator:
        conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)

        assert conversation["messages"] == []
        assert conversation["window_until"] is None
        assert conversation["cursor"] == 0


async def test_who_follows_a_conversation_gets_only_what_changed() -> None:
    async with an_emulator() as emulator:
        await emulator.customer_says("hi")
        cursor = (await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA))["cursor"]

        following = asyncio.create_task(
            emulator.admin("GET", "conversation", sender=SHOP, customer=MONA, after=cursor, wait=5)
        )
        await asyncio.sleep(0.05)
        waited = not following.done()
        await emulator.send(messageId="6-abc")
        news = await asyncio.wait_for(following, 2)

        assert waited
        assert [message["id"] for message in news["messages"]] == ["6-abc"]
        assert news["cursor"] > cursor


async def test_who_follows_a_conversation_sees_typing_begin() -> None:
    event = {"sender": SHOP, "destinations": [{"to": MONA}], "content": {"type": "TYPING_INDICATOR"}}
    async with an_emulator() as emulator:
        following = asyncio.create_task(
            emulator.admin("GET", "conversation", sender=SHOP, customer=MONA, wait=5)
        )
        await asyncio.sleep(0.05)
        await emulator.post("/whatsapp/1/events", {"events": [event]})
        news = await asyncio.wait_for(following, 2)

        assert news["typing"] is True
        assert news["messages"] == []


async def test_waiting_for_nothing_ends_in_time() -> None:
    async with an_emulator() as emulator:
        quiet = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA, wait=0.05)
        outbox = await emulator.admin("GET", "outbox", wait=0.05)

        assert (quiet["messages"], outbox["messages"]) == ([], [])


async def test_the_outbox_is_read_page_by_page_and_by_shop() -> None:
    async with an_emulator() as emulator:
        for number in range(6):
            sender = SHOP if number % 2 else "96179374241"
            await emulator.send(messageId=f"6-{number}", **{"from": sender})

        first = await emulator.admin("GET", "outbox", limit=4)
        rest = await emulator.admin("GET", "outbox", after=first["next_after"])
        own = await emulator.outbox(sender=SHOP)

        assert [row["seq"] for row in first["messages"] + rest["messages"]] == [1, 2, 3, 4, 5, 6]
        assert rest["last_seq"] == 6
        assert [row["messageId"] for row in own] == ["6-1", "6-3", "6-5"]
        assert [row["seq"] for row in await emulator.outbox(message_id="6-3")] == [4]
        assert await emulator.outbox(to="1") == []


async def test_who_waits_for_the_outbox_gets_the_next_send() -> None:
    async with an_emulator() as emulator:
        waiting = asyncio.create_task(emulator.admin("GET", "outbox", wait=5))
        await asyncio.sleep(0.05)
        await emulator.send(messageId="6-abc")

        assert [row["messageId"] for row in (await asyncio.wait_for(waiting, 2))["messages"]] == ["6-abc"]


async def test_starting_again_empties_everything_but_the_faults() -> None:
    async with an_emulator() as emulator:
        await emulator.customer_says("hi")
        await emulator.send()
        await emulator.admin("PATCH", "faults", {"latency_ms": 1})
        await emulator.admin("PATCH", "clock", {"offset_seconds": 60})

        await emulator.admin("DELETE", "all")

        state = await emulator.admin("GET", "state")
        assert (state["last_seq"], state["cursor"], state["clock"]) == (0, 0, {"offset_seconds": 0.0})
        assert set(state["counts"].values()) == {0}
        assert state["faults"]["latency_ms"] == 1
        assert (await emulator.admin("GET", "conversations"))["conversations"] == []


async def test_numbers_compare_by_digits() -> None:
    async with an_emulator() as emulator:
        await emulator.customer_says("hi", to="+961 3 451 652", **{"from": "00961 70 000 001"})

        conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)
        assert len(conversation["messages"]) == 1


@pytest.mark.parametrize(
    ("name", "method", "body", "word"),
    [
        ("inbound", "POST", {"from": MONA, "text": "hi"}, "to"),
        ("inbound", "POST", {"to": SHOP, "from": MONA}, "text"),
        ("inbound", "POST", {"to": SHOP, "from": MONA, "type": "smoke"}, "type"),
        ("inbound", "POST", {"to": SHOP, "from": MONA, "type": "location", "latitude": 1}, "longitude"),
        ("inbound", "POST", {"to": SHOP, "from": MONA, "type": "image", "media_base64": "?"}, "media_base64"),
        ("inbound", "POST", {"to": SHOP, "from": MONA, "text": "hi", "age_s": -1}, "age_s"),
        ("inbound", "POST", {"to": SHOP, "from": MONA, "text": "hi", "extra": []}, "extra"),
        ("inbound", "POST", [], "object"),
        ("clock", "PATCH", {"offset_seconds": "soon"}, "offset_seconds"),
        ("settings", "PATCH", {"webhook_url": "ftp://x"}, "webhook_url"),
        ("settings", "PATCH", {"duplicate_message_id": "ignore"}, "duplicate_message_id"),
        ("settings", "PATCH", {"retry_scale": None}, "retry_scale"),
        ("settings", "PATCH", {"colour": "red"}, "colour"),
        ("conversation?sender=1", "GET", None, "customer"),
        ("outbox?after=x", "GET", None, "after"),
    ],
)
async def test_a_bad_request_is_told_in_one_sentence(name: str, method: str, body: Any, word: str) -> None:
    async with (
        an_emulator() as emulator,
        emulator.session.request(method, f"{emulator.url}/_emulator/{name}", json=body) as answer,
    ):
        assert answer.status == 400
        assert word in (await answer.json())["error"]


async def test_it_can_be_mounted_inside_another_application() -> None:
    async with a_webhook() as webhook:
        emulator = create_emulator(EmulatorOptions(webhook.url))
        host = Starlette(routes=[Mount("/emulator", app=emulator)])
        async with emulator.running(), served(host) as url, aiohttp.ClientSession() as session:
            client = Client(emulator, f"{url}/emulator", session)

            await client.customer_says("", type="image")
            status, _ = await client.send()
            await until(lambda: bool(webhook.results))

            media_url = webhook.results[0]["message"]["url"]
            assert status == 200
            assert media_url.startswith(f"{url}/emulator/whatsapp/1/senders/{SHOP}/media/")
            async with session.get(media_url, headers={"Authorization": "App k"}) as answer:
                assert answer.status == 200


async def test_typing_that_began_between_two_looks_is_not_missed() -> None:
    event = {"sender": SHOP, "destinations": [{"to": MONA}], "content": {"type": "TYPING_INDICATOR"}}
    async with an_emulator() as emulator:
        await emulator.customer_says("hi")
        cursor = (await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA))["cursor"]
        await emulator.post("/whatsapp/1/events", {"events": [event]})

        async with asyncio.timeout(2):
            news = await emulator.admin(
                "GET", "conversation", sender=SHOP, customer=MONA, after=cursor, wait=10
            )

        assert news["typing"] is True
        assert [message["status"] for message in news["messages"]] == ["read"]


async def test_starting_again_wakes_those_who_follow() -> None:
    async with an_emulator() as emulator:
        await emulator.customer_says("hi")
        await emulator.send()
        follow = {"sender": SHOP, "customer": MONA, "after": 99, "wait": 10}
        cursor = (await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA))["cursor"]
        following = [
            asyncio.create_task(emulator.admin("GET", "conversation", **(follow | {"after": cursor}))),
            asyncio.create_task(emulator.admin("GET", "outbox", after=1, wait=10)),
        ]
        await asyncio.sleep(0.05)

        await emulator.admin("DELETE", "all")

        async with asyncio.timeout(2):
            conversation, outbox = await asyncio.gather(*following)
            later = await emulator.admin("GET", "conversation", **follow)
        assert (conversation["cursor"], outbox["last_seq"], later["cursor"]) == (0, 0, 0)
