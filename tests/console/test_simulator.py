"""The simulator in a real browser, against the real emulator and a business that answers."""

import asyncio
import re
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette
from tests.console.screen import MINE, THEIRS, say, text_of
from tests.console.world import SHOPS, World, served

from dragoman.channels.emulator.app import create_emulator
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.doors.simulator import simulator_routes

pytestmark = pytest.mark.browser

ECLA, ASTROSOUKS = (shop.number for shop in SHOPS)


async def emulator_state(world: World) -> Any:
    async with aiohttp.ClientSession() as http, http.get(f"{world.emulator}/_emulator/state") as answer:
        return await answer.json()


async def send_as_business(world: World, kind: str, content: object) -> None:
    body = {"from": ECLA, "to": "447700900101", "content": content}
    headers = {"Authorization": "App test"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.post(f"{world.emulator}/whatsapp/1/message/{kind}", json=body) as answer,
    ):
        assert answer.status == 200, await answer.text()


async def test_each_shop_answers_from_its_own_number(page: Any, world: World) -> None:
    await say(page, "hello")
    ecla = await text_of(page, THEIRS, "ECLA heard: hello")
    await page.select_option("#shop", ASTROSOUKS)
    await say(page, "hello there")
    astrosouks = await text_of(page, THEIRS, "AstroSouks heard: hello there")

    assert await page.text_content("#brand") == "AstroSouks"
    assert await page.text_content("#shop-number") == f"+{ASTROSOUKS}"
    assert await astrosouks.get_attribute("data-from") == ASTROSOUKS
    assert f"+{ASTROSOUKS}" in await astrosouks.get_attribute("aria-label")
    assert await ecla.count() == 0
    assert [heard["to"] for heard in world.business.heard] == [ECLA, ASTROSOUKS]


async def test_a_message_goes_from_sent_to_read_and_dots_show_while_the_business_types(
    page: Any, world: World
) -> None:
    world.business.thinking_s = 1

    await say(page, "hello")

    await page.locator("#typing").wait_for(state="visible")
    await text_of(page, THEIRS, "heard: hello")
    await page.locator(f"{MINE} .ticks.read").wait_for()
    await page.locator("#typing").wait_for(state="hidden")
    assert await page.locator(f"{MINE} .ticks").get_attribute("aria-label") == "Read"


async def test_words_are_never_markup(page: Any) -> None:
    words = "<img src=x onerror=alert(1)> *bold* _slanted_ 2*3*4 a_b_c https://example.com/a_b_c."

    await say(page, words)
    mine = await text_of(page, MINE, "<img src=x")
    theirs = await text_of(page, THEIRS, "<img src=x")

    for bubble in (mine, theirs):
        assert await bubble.locator("img").count() == 0
        assert await bubble.locator("strong").last.text_content() == "bold"
        assert await bubble.locator("em").all_text_contents() == ["slanted"]
        assert await bubble.locator("a").get_attribute("href") == "https://example.com/a_b_c"
    assert "2*3*4 a_b_c" in await mine.inner_text()


async def test_a_tap_on_a_button_sends_the_interactive_reply(page: Any, world: World) -> None:
    await say(page, "buttons")

    await page.get_by_role("button", name="Order it").click()

    await text_of(page, MINE, "Order it")
    await text_of(page, THEIRS, "heard: Order it")
    reply = world.business.heard[-1]["message"]
    assert (reply["type"], reply["id"]) == ("INTERACTIVE_BUTTON_REPLY", "go:Order it")


async def test_a_choice_from_a_list_sends_the_interactive_reply(page: Any, world: World) -> None:
    await say(page, "list")

    await page.locator("summary", has_text="Sizes").click()
    await page.get_by_role("button", name="Size 42").click()

    await text_of(page, THEIRS, "heard: Size 42")
    reply = world.business.heard[-1]["message"]
    assert (reply["type"], reply["id"]) == ("INTERACTIVE_LIST_REPLY", "sz-42")


async def test_a_picture_a_voice_note_and_a_location_can_be_sent(page: Any, world: World) -> None:
    for choice in ("Picture of a lamp", "Location"):
        await page.click("#attach summary")
        await page.get_by_role("button", name=choice).click()
    await page.get_by_role("button", name="Voice note", exact=True).click()

    picture = page.locator(f"{MINE} img")
    await picture.wait_for()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
    await page.locator(f"{MINE} audio").wait_for()
    playable = await page.evaluate("""async () => {
        const sound = document.querySelector('.p-msg.me audio'); sound.preload = 'auto'; sound.load();
        await new Promise(done => sound.addEventListener('loadedmetadata', done));
        return sound.duration; }""")
    assert playable > 1
    await text_of(page, THEIRS, "heard: VOICE")
    assert sorted(heard["message"]["type"] for heard in world.business.heard) == [
        "IMAGE",
        "LOCATION",
        "VOICE",
    ]


async def test_pictures_of_a_shop_come_over_https_or_not_at_all(page: Any, world: World) -> None:
    await say(page, "hello")
    await text_of(page, THEIRS, "heard: hello")

    await send_as_business(world, "image", {"mediaUrl": "http://pictures.example/p.jpg", "caption": "Blue"})

    bubble = await text_of(page, THEIRS, "Blue")
    assert await bubble.locator("img").count() == 0
    assert "Picture not available" in await bubble.inner_text()


async def test_a_message_of_an_unknown_kind_is_named(page: Any, world: World) -> None:
    await say(page, "hello")
    await text_of(page, THEIRS, "heard: hello")

    await send_as_business(
        world, "contact", {"contacts": [{"name": {"firstName": "A", "formattedName": "A B"}, "phones": []}]}
    )

    await text_of(page, THEIRS, "cannot show (contact)")


async def test_a_failed_message_is_told_in_words_and_in_the_timeline(page: Any, world: World) -> None:
    await page.get_by_label("Not delivered").check()
    await page.locator("[data-fault=fail_delivery]:checked").wait_for()

    await say(page, "hello")

    bubble = page.locator(f"{THEIRS}.failed")
    await bubble.wait_for()
    assert "Error 7032" in await bubble.inner_text()
    await page.locator("#trail .bad", has_text="Error 7032").wait_for()


async def test_switches_act_on_the_emulator_and_survive_a_reload(page: Any, world: World) -> None:
    async with page.expect_response("**/simulator/faults"):
        await page.get_by_label("Same message twice").check()
    async with page.expect_response("**/simulator/faults"):
        await page.get_by_label("Slow provider").check()
    faults = (await emulator_state(world))["faults"]
    await page.reload()
    await page.locator("[data-fault=latency_ms]:checked").wait_for()

    assert faults["webhook_duplicate"]["rate"] == 1
    assert faults["latency_ms"] == 3000
    assert await page.get_by_label("Same message twice").is_checked()
    assert not await page.get_by_label("Messages out of order").is_checked()


async def test_the_clock_closes_the_reply_window(page: Any, world: World) -> None:
    await say(page, "hello")
    await text_of(page, THEIRS, "heard: hello")
    await page.locator("#window", has_text="Open until").wait_for()

    await page.get_by_role("button", name="+25 h").click()

    await page.locator("#window", has_text="Closed").wait_for()
    assert (await emulator_state(world))["clock"]["offset_seconds"] == 25 * 3600
    await send_as_business(world, "text", {"text": "too late"})
    await page.locator(f"{THEIRS}.failed", has_text="Error 7010").wait_for()


async def test_somebody_else_can_write_with_a_name_and_number_of_their_own(page: Any, world: World) -> None:
    await page.select_option("#customer", "")
    await page.fill("#name", "Sami")
    await page.fill("#number", "+44 7700 900199")
    await page.press("#number", "Tab")

    await say(page, "hello")

    await text_of(page, THEIRS, "heard: hello")
    heard = world.business.heard[0]
    assert (heard["from"], heard["contact"]["name"]) == ("447700900199", "Sami")


@pytest.mark.parametrize("typed", ["abc", "447abc700900199", "07700 900199", "12"])
async def test_a_number_that_is_none_is_refused_on_the_page_in_words(
    page: Any, world: World, typed: str
) -> None:
    await say(page, "hello")
    await text_of(page, THEIRS, "heard: hello")
    await page.select_option("#customer", "")
    await page.fill("#number", typed)
    await page.press("#number", "Tab")

    await page.locator("#number-wrong", has_text="needs its country code").wait_for()
    await say(page, "lost?")
    await page.locator("#alert", has_text="Not sent: The number needs its country code").wait_for()

    assert await page.locator(MINE).count() == 0
    assert await page.input_value("#text") == "lost?"
    assert len(world.business.heard) == 1


async def test_a_number_put_right_is_used_whatever_its_digits(page: Any, world: World) -> None:
    await page.select_option("#customer", "")
    for typed in ("abc", "٠٠٤٤ ٧٧٠٠ ٩٠٠-١٩٨"):
        await page.fill("#number", typed)
        await page.press("#number", "Tab")
    await say(page, "hello")

    await text_of(page, THEIRS, "heard: hello")
    assert world.business.heard[0]["from"] == "447700900198"
    assert await page.locator("#alert, #number-wrong").filter(visible=True).count() == 0


async def test_start_again_forgets_everything_after_asking(page: Any, world: World) -> None:
    await page.get_by_label("Sending fails: 503").check()
    await say(page, "hello")
    await page.locator(f"{MINE} .ticks.read").wait_for()

    await page.get_by_role("button", name="Start again").click()
    await page.locator("dialog").get_by_role("button", name="Start again").click()

    await page.locator(MINE).wait_for(state="detached")
    await page.locator("[data-fault=http_503]:not(:checked)").wait_for()
    await say(page, "again")
    await text_of(page, THEIRS, "heard: again")


async def test_the_timeline_tells_webhook_and_send_with_their_ids(page: Any, world: World) -> None:
    await say(page, "hello")
    await text_of(page, THEIRS, "heard: hello")

    turn = page.locator("#trail .turn")
    await turn.locator(".ok", has_text="Read").wait_for()
    told = await turn.inner_text()

    assert "to the reply" in told
    assert world.business.heard[0]["messageId"] in told
    assert re.search(r"Reply accepted[\s\S]*On the phone", told)


async def test_the_page_recovers_when_the_emulator_comes_back_without_its_memory(browser: Any) -> None:
    options = EmulatorOptions(webhook_url="http://127.0.0.1:9/webhook")
    async with served(create_emulator(options)) as emulator:
        port = int(emulator.rpartition(":")[2])
    app = Starlette(routes=simulator_routes(emulator_admin=emulator, shops=lambda: SHOPS))
    page = await browser.new_page(locale="en-GB")

    async with served(app) as url:
        async with served(create_emulator(options), port):
            await page.goto(f"{url}/simulator")
            await say(page, "before")
            await text_of(page, MINE, "before")
        await page.locator("#alert", has_text="does not answer").wait_for()
        async with served(create_emulator(options), port):
            await page.locator("#alert").wait_for(state="hidden", timeout=10_000)
            await page.locator(MINE).wait_for(state="detached")
            await say(page, "after")
            await text_of(page, MINE, "after")
            await page.close()


async def test_the_page_waits_for_a_server_that_starts_again(browser: Any) -> None:
    async with served(create_emulator(EmulatorOptions(webhook_url="http://127.0.0.1:9/webhook"))) as emulator:
        app = Starlette(routes=simulator_routes(emulator_admin=emulator, shops=lambda: SHOPS))
        page = await browser.new_page(locale="en-GB")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        # The browser itself notes each request that failed; nothing else may be noted.
        page.on("console", lambda said: errors.append(said.text) if _is_of_the_page(said) else None)
        async with served(app) as url:
            await page.goto(f"{url}/simulator")
            await say(page, "before")
            await text_of(page, MINE, "before")

        await page.locator("#alert", has_text="does not answer").wait_for()
        await say(page, "meanwhile")
        await page.locator("#alert", has_text="Not sent: The simulator does not answer.").wait_for()
        await page.get_by_label("Not delivered").click()
        async with served(app, int(url.rpartition(":")[2])):
            await page.locator("#alert").wait_for(state="hidden", timeout=10_000)
            await text_of(page, MINE, "before")
            await page.locator("[data-fault=fail_delivery]:not(:checked)").wait_for()
            await page.press("#text", "Enter")
            await text_of(page, MINE, "meanwhile")
            await page.close()

    assert errors == []


def _is_of_the_page(said: Any) -> bool:
    return said.type in {"error", "warning"} and not said.text.startswith("Failed to load resource")


async def test_nothing_is_asked_for_again_and_again(page: Any) -> None:
    await say(page, "hello")
    await page.locator(f"{MINE} .ticks.read").wait_for()
    await text_of(page, THEIRS, "heard: hello")
    await asyncio.sleep(1.5)  # the last report, and the state after it
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    await asyncio.sleep(2)

    assert asked == []
