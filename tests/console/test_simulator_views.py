"""The simulator's page for everybody: languages, sizes, themes, keyboard, names of controls."""

from typing import Any

import pytest
from starlette.applications import Starlette
from tests.console.screen import THEIRS, Complaints, say, text_of
from tests.console.test_simulator import send_as_business
from tests.console.world import SHOPS, World, served

from dragoman.doors.simulator import ShopChoice, simulator_routes

pytestmark = pytest.mark.browser

ASTROSOUKS = SHOPS[1].number

# Every control that has neither text, label nor title; every picture without alternative text.
NAMELESS = """() => [...document.querySelectorAll('button, a, input, select, textarea, summary, img, [role]')]
  .filter(e => e.checkVisibility() && !e.closest('[aria-hidden="true"]'))
  .filter(e => e.tagName === 'IMG' ? !e.hasAttribute('alt')
    : !(e.ariaLabel || e.getAttribute('aria-labelledby') || e.labels?.length || e.textContent.trim()))
  .map(e => e.outerHTML)"""
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth > innerWidth"


@pytest.mark.parametrize(
    ("width", "lang", "scheme"),
    [
        (390, "en", "light"),
        (390, "ar", "dark"),
        (820, "en", "dark"),
        (1440, "en", "light"),
        (1440, "ar", "dark"),
    ],
)
async def test_every_view_is_clean(browser: Any, world: World, width: int, lang: str, scheme: str) -> None:
    complaints = Complaints()
    view = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme, "locale": lang}
    page = await browser.new_page(**view)
    complaints.watch(page)
    await page.goto(f"{world.url}/simulator?lang={lang}")
    for words in ("buttons", "a" * 300):
        await say(page, words)
        await text_of(page, THEIRS, "What next?" if words == "buttons" else words)
    await page.click("#attach summary")
    found = {"chat": await page.evaluate(NAMELESS), "wide": await page.evaluate(WIDER_THAN_THE_WINDOW)}
    await page.keyboard.press("Escape")
    for panel in ("setup", "trail"):
        opener = page.locator(f"[data-act={panel}]")
        if await opener.is_visible():
            await opener.click()
            found[panel] = await page.evaluate(NAMELESS)
            found[f"{panel} wide"] = await page.evaluate(WIDER_THAN_THE_WINDOW)
            await page.keyboard.press("Escape")
    await page.close()

    assert {where: what for where, what in found.items() if what} == {}
    assert complaints == []


async def test_the_keyboard_reaches_every_control(page: Any) -> None:
    await say(page, "buttons")
    await page.get_by_role("button", name="Order it").wait_for()
    await page.evaluate("document.activeElement.blur()")
    reachable = """[...document.querySelectorAll('button, a[href], input, select, textarea, summary')]
        .filter(e => e.checkVisibility() && !e.disabled).length"""

    reached = set()
    for _ in range(60):
        await page.keyboard.press("Tab")
        reached.add(
            await page.evaluate("""() => { const e = document.activeElement;
            return e.matches('button, a[href], input, select, textarea, summary')
              ? [...document.querySelectorAll('*')].indexOf(e) : -1 }""")
        )

    assert len(reached - {-1}) == await page.evaluate(reachable)


async def test_on_a_phone_the_panels_open_over_the_chat_and_close_again(browser: Any, world: World) -> None:
    page = await browser.new_page(viewport={"width": 390, "height": 844}, locale="en-GB")
    await page.goto(f"{world.url}/simulator")
    assert not await page.locator("#setup").is_visible()

    await page.get_by_role("button", name="Set-up").click()
    await page.select_option("#shop", ASTROSOUKS)
    await page.locator("#setup").get_by_role("button", name="Back to the phone").click()
    await say(page, "hello")

    await text_of(page, THEIRS, "AstroSouks heard: hello")
    assert not await page.locator("#setup").is_visible()
    await page.close()


async def test_a_panel_over_the_phone_takes_the_keyboard_and_gives_it_back(
    browser: Any, world: World
) -> None:
    page = await browser.new_page(viewport={"width": 390, "height": 844}, locale="en-GB")
    await page.goto(f"{world.url}/simulator")
    opener = page.get_by_role("button", name="Set-up")
    focused = "document.activeElement.closest('#setup, #main')?.id"
    await opener.focus()
    await page.keyboard.press("Enter")

    met = set()
    for _ in range(40):
        met.add(await page.evaluate(focused))
        await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")

    assert met <= {"setup", None}
    assert await opener.evaluate("button => button === document.activeElement")
    await page.set_viewport_size({"width": 390, "height": 844})
    await opener.click()
    await page.set_viewport_size({"width": 1440, "height": 900})
    await say(page, "hello")
    await text_of(page, THEIRS, "heard: hello")
    await page.close()


async def test_what_is_chosen_to_attach_leaves_the_focus_on_the_paper_clip(page: Any) -> None:
    await page.focus("#attach summary")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await page.locator(".p-msg.me img").wait_for()
    assert await page.evaluate("document.activeElement.parentElement.id") == "attach"


async def test_new_bubbles_are_read_out_and_old_ones_and_ticks_are_not(page: Any, world: World) -> None:
    # What a screen reader would hear: what is added while the nearest aria-live says so.
    await page.locator("#chat[aria-live=polite]").wait_for()
    await page.evaluate("""() => { window.heard = [];
        new MutationObserver(changes => changes.forEach(({ addedNodes }) => addedNodes.forEach(node => {
            const live = node.nodeType === 1 && node.closest('[aria-live]')?.ariaLive;
            if (live && live !== 'off') window.heard.push(node.textContent); })))
          .observe(document.getElementById('chat'), { childList: true, subtree: true }); }""")
    await say(page, "hello")
    await page.locator(".p-msg.me .ticks.read").wait_for()
    await text_of(page, THEIRS, "heard: hello")
    said = await page.evaluate("heard.splice(0)")
    await page.select_option("#customer", index=1)
    await page.select_option("#customer", index=0)
    await page.locator("#chat[aria-live=polite]").wait_for()
    await text_of(page, THEIRS, "heard: hello")

    assert [any(words in one for words in ("hello", "heard: hello")) for one in said] == [True, True]
    assert await page.evaluate("heard") == []


@pytest.mark.parametrize(
    ("lang", "angle", "start"), [("en", "90deg", "0px 0px"), ("ar", "-90deg", "100% 0px")]
)
async def test_the_lines_of_the_timeline_begin_where_its_bars_do(
    browser: Any, world: World, lang: str, angle: str, start: str
) -> None:
    page = await browser.new_page(viewport={"width": 1440, "height": 900}, locale=lang)
    await page.goto(f"{world.url}/simulator?lang={lang}")
    await say(page, "hello")
    await page.locator(".fall i.bar").first.wait_for()

    lines = await page.evaluate(  # asked in one step: the timeline is drawn anew with each event
        """() => {
            const style = getComputedStyle(document.querySelector(".fall i.bar"));
            return [style.backgroundImage, style.backgroundPosition];
        }"""
    )

    assert lines[0].startswith(f"linear-gradient({angle}, ")
    assert lines[1] == start
    await page.close()


async def test_arabic_pages_count_in_arabic_digits(browser: Any, world: World) -> None:
    page = await browser.new_page(viewport={"width": 1440, "height": 900}, locale="ar")
    await page.goto(f"{world.url}/simulator?lang=ar")
    await say(page, "hello")
    await text_of(page, THEIRS, "heard: hello")

    shown = await page.locator(".p-meta time, .turn h3, .fall small, .meter b, #window").all_text_contents()

    assert not any(char in "0123456789," for text in shown for char in text)
    await page.close()


async def test_motion_stops_for_those_who_asked_for_it(browser: Any, world: World) -> None:
    page = await browser.new_page(reduced_motion="reduce")
    await page.goto(f"{world.url}/simulator")

    moving = await page.evaluate("""() => { document.getElementById('typing').hidden = false;
        return document.getAnimations().length }""")

    assert moving == 0
    await page.close()


async def test_light_or_dark_is_remembered(page: Any) -> None:
    await page.emulate_media(color_scheme="light")
    await page.get_by_role("button", name="Light or dark").click()

    await page.reload()

    assert await page.get_attribute("html", "data-theme") == "dark"


async def test_words_of_shops_in_buttons_lists_and_places_are_never_markup(page: Any, world: World) -> None:
    evil = "<img src=x onerror=alert(1)>"
    row = {"id": "1", "title": evil[:24], "description": evil}
    kinds = {
        "interactive/buttons": {
            "body": {"text": evil},
            "action": {"buttons": [{"type": "REPLY", "id": "1", "title": evil[:20]}]},
        },
        "interactive/list": {
            "body": {"text": evil},
            "action": {"title": evil[:20], "sections": [{"title": evil[:24], "rows": [row]}]},
        },
        "location": {"latitude": 1, "longitude": 2, "name": evil, "address": evil},
    }
    await say(page, "hello")
    await text_of(page, THEIRS, "heard: hello")

    for kind, content in kinds.items():
        await send_as_business(world, kind, content)

    await page.locator(".p-place", has_text="<img").wait_for()
    assert await page.locator("#messages img").count() == 0
    assert await page.locator(".p-actions", has_text="<img").count() == 2


async def test_names_of_shops_are_shown_as_they_are(browser: Any, world: World) -> None:
    odd = ShopChoice("odd", "</script><b>Odd & Co</b>", "12025550143", sample_phrases=("</script><i>hi</i>",))
    app = Starlette(routes=simulator_routes(emulator_admin=world.emulator, shops=lambda: (odd,)))
    page = await browser.new_page(locale="en-GB")

    async with served(app) as url:
        await page.goto(f"{url}/simulator")
        await page.locator("#brand", has_text="Odd & Co").wait_for()

        assert await page.text_content("#brand") == odd.brand
        assert await page.locator(".chip").text_content() == odd.sample_phrases[0]
        await page.close()
