"""What tests do on the simulator's page, and what they listen for."""

from typing import Any

MINE, THEIRS = ".p-msg.me", ".p-msg.shop:not(#typing)"


class Complaints(list[str]):
    """What a page said that no page should say."""

    def watch(self, page: Any) -> None:
        page.on("console", lambda said: self.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.append(str(error)))


async def say(page: Any, words: str) -> None:
    """Write and send with Enter."""
    await page.fill("#text", words)
    await page.press("#text", "Enter")


async def text_of(page: Any, selector: str, containing: str) -> Any:
    """The first bubble of this side with these words, once it is there."""
    bubble = page.locator(selector).filter(has_text=containing).first
    await bubble.wait_for()
    return bubble
