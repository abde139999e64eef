"""A browser, and a small world to look at with it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
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
