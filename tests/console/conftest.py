"""A browser, and a small world to look at with it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.console.screen import Complaints
from tests.console.world import World, small_world

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Emulator, business and simulator, all fresh."""
    async with small_world() as world:
        yield world


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Any]:
    """Chromium of the machine; tests that need it are skipped where there is none."""
    if not CHROMIUM.exists():
        pytest.skip(f"needs Chromium at {CHROMIUM}")
    playwright = pytest.importorskip("playwright.async_api", reason="needs Playwright for Python")
    async with playwright.async_playwright() as driver:
        chromium = await driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        await chromium.close()


@pytest.fixture
async def page(browser: Any, world: World) -> AsyncIterator[Any]:
    """The page in English at 1440 px. Fails the test when the page complained in the console."""
    complaints = Complaints()
    tab = await browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
    tab.set_default_timeout(8000)
    complaints.watch(tab)
    await tab.goto(f"{world.url}/simulator")
    yield tab
    await tab.close()
    assert complaints == []
