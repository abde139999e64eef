"""The echo agent: says back what it was told. To measure the path and to see it without a mind."""

import asyncio

from dragoman.agents.base import Line, Reply, Toolbox, TurnInput
from dragoman.channels.compose import compose_text
from dragoman.channels.infobip.decode import storable_text


class EchoAgent:
    """Repeats the words of all new messages, after ``delay_ms`` milliseconds of pretended thought."""

    def __init__(self, *, delay_ms: int = 0) -> None:
        self.delay_ms = delay_ms

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """The texts of ``turn.new``, one a line; a message without words by its kind, ``[image]``."""
        if self.delay_ms:
            await asyncio.sleep(self.delay_ms / 1000)
        text = "\n".join(_words_of(line) for line in turn.new)
        return Reply(messages=compose_text(text), trace={"agent": "echo", "messages": len(turn.new)})


def _words_of(line: Line) -> str:
    words = storable_text(line.text or "")
    return words if words.strip() else f"[{line.kind or 'message'}]"
