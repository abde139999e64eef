"""A running process follows what changes in the database, and answers nobody on another shop's behalf."""

import asyncio
import time
from itertools import count

import pytest
from tests.support.running import NUMBERS, Dragoman, a_result

SETTINGS = {"DEBOUNCE_SECONDS": "0.4"}  # time enough for something to change while a message waits

_new = count(1)


async def _gives_number(dragoman: Dragoman, number: str, *, shop: str = "ecla") -> None:
    await dragoman.rows(
        """
        INSERT INTO senders (tenant_id, number, chatbot_id)
        SELECT t.id, %s, b.chatbot_id
        FROM tenants AS t
        JOIN chatbots AS b ON b.tenant_id = t.id
        WHERE t.slug = %s
        """,
        number,
        shop,
    )


async def _set_status(dragoman: Dragoman, status: str, *, shop: str = "astrosouks") -> None:
    await dragoman.rows("UPDATE tenants SET status = %s WHERE slug = %s", status, shop)


async def _clients(dragoman: Dragoman) -> int:
    return int((await dragoman.request("GET", "/health")).json["clients"])


async def test_a_new_number_is_answered_within_a_second_without_a_restart(dragoman: Dragoman) -> None:
    number = f"96179000{next(_new):03d}"
    clients = await _clients(dragoman)

    await _gives_number(dragoman, number)
    started = time.monotonic()
    while await _clients(dragoman) == clients:  # noqa: ASYNC110 - seen over HTTP only
        await asyncio.sleep(0.02)
    seen_after_s = time.monotonic() - started

    assert seen_after_s < 1
    customer = dragoman.customer(shop=number)
    assert "$55" in await customer.asks("how much is the whitening kit?")


async def test_a_message_to_nobodys_number_is_kept_and_answered_by_nobody(dragoman: Dragoman) -> None:
    result = a_result("how much is the whitening kit?", to="33600000001")

    status = await dragoman.post(result)

    await dragoman.idle()
    hook = await dragoman.row("SELECT * FROM hooks WHERE to_number = '33600000001'")
    assert status == 200
    assert hook["kind"] == "unrouted"
    assert not await dragoman.rows("SELECT 1 FROM messages WHERE provider_id = %s", result["messageId"])
    assert not await dragoman.sent_to(result["from"])
    assert "33600000001" in await dragoman.command("hooks", "list", "--unrouted")
    assert (await dragoman.request("GET", "/health")).json["hooks"]["unrouted"] >= 1


async def test_once_the_number_exists_what_was_kept_is_answered(dragoman: Dragoman) -> None:
    number = f"96179100{next(_new):03d}"
    result = a_result("how much is the whitening kit?", to=number)
    await dragoman.post(result)

    await _gives_number(dragoman, number)
    await dragoman.command("hooks", "replay", "--unrouted")

    await dragoman.idle()
    answers = await dragoman.sent_to(result["from"])
    assert [answer["from"] for answer in answers] == [number]
    assert "$55" in str(answers)


async def test_replaying_twice_answers_once(dragoman: Dragoman) -> None:
    number = f"96179200{next(_new):03d}"
    result = a_result("hi", to=number)
    await dragoman.post(result)
    await _gives_number(dragoman, number)

    for _ in range(2):
        await dragoman.command("hooks", "replay", "--unrouted")

    await dragoman.idle()
    assert len(await dragoman.sent_to(result["from"])) == 1


async def test_a_disabled_shop_stores_and_never_answers_until_it_is_enabled(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks")
    await _set_status(dragoman, "disabled")
    await asyncio.sleep(0.5)

    silence = await customer.asks("how much is the jet drone?")
    await _set_status(dragoman, "active")
    await asyncio.sleep(0.5)

    assert silence == ""
    assert [(turn["outcome"], turn["reason"]) for turn in await customer.turns()] == [
        ("not_answered", "shop_disabled")
    ]
    assert "$29.99" in await customer.asks("how much is the jet drone?")
    assert len(await customer.inbox()) == 1, "what came while it was disabled is not answered later"


async def test_a_disabled_shops_number_is_no_client(dragoman: Dragoman) -> None:
    before = await _clients(dragoman)

    await _set_status(dragoman, "disabled")
    await asyncio.sleep(0.5)
    without = await _clients(dragoman)
    await _set_status(dragoman, "active")
    await asyncio.sleep(0.5)

    assert (without, await _clients(dragoman)) == (before - 1, before)


async def test_a_shop_disabled_while_a_message_waits_leaves_nobody_waiting(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks")
    await dragoman.post(a_result("hi", to=NUMBERS["astrosouks"], sender=customer.address))

    await _set_status(dragoman, "disabled")
    try:
        await dragoman.idle()
    finally:
        await _set_status(dragoman, "active")

    assert await customer.inbox() == []
    assert [turn["reason"] for turn in await customer.turns()] == ["shop_disabled"]


@pytest.fixture
async def paused(dragoman: Dragoman) -> object:
    await dragoman.rows("UPDATE chatbots SET paused = true WHERE chatbot_id = 3")
    await asyncio.sleep(0.5)
    yield
    await dragoman.rows("UPDATE chatbots SET paused = false WHERE chatbot_id = 3")


@pytest.mark.usefixtures("paused")
async def test_a_paused_agent_leaves_the_message_to_a_person(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks")

    silence = await customer.asks("hi")

    owed = await dragoman.row(
        "SELECT * FROM conversation_due WHERE conversation_id = %s", (await customer.conversation())["id"]
    )
    assert silence == ""
    assert owed["owner"] == "person"
    assert owed["reply_since"] is not None


async def test_an_agent_paused_while_a_message_waits_leaves_it_to_a_person(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks")
    await dragoman.post(a_result("hi", to=NUMBERS["astrosouks"], sender=customer.address))

    # As a process does that has heard of the switch, while another one stored the message under the old state.
    await dragoman.rows("UPDATE chatbots SET paused = true WHERE chatbot_id = 3")
    try:
        await dragoman.idle()
    finally:
        await dragoman.rows("UPDATE chatbots SET paused = false WHERE chatbot_id = 3")

    owed = await dragoman.row(
        "SELECT * FROM conversation_due WHERE conversation_id = %s", (await customer.conversation())["id"]
    )
    assert owed["owner"] == "person"
    assert await customer.inbox() == []
