"""A customer at a terminal: what is sent is printed, and what can be tapped is chosen by its number. Sends nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dragoman.channels.base import Accepted, Choice, Content, Outbound, Sender, Text
from dragoman.channels.content import ImageOut, LocationOut, OutContent, TextOut
from dragoman.channels.interactive import ButtonsOut, ListOut
from dragoman.channels.plain import to_plain
from dragoman.doors.cli.words import clean

Write = Callable[[str], None]


@dataclass(slots=True)
class Terminal:
    """A channel to whoever sits there. ``choices`` are what the last message offers to tap."""

    write: Write
    choices: list[Choice] = field(default_factory=list)
    shown: int = 0

    async def send(self, sender: Sender, message: Outbound) -> Accepted:
        """Prints the message."""
        self.choices = choices_of(message.content)
        self.shown += 1
        for line in lines_of(message.content, self.choices):
            self.write(clean(line))
        return Accepted(message.message_id)

    async def typing(self, sender: Sender, to: str) -> bool:
        """Nobody looks."""
        return False

    async def mark_read(self, sender: Sender, message_id: str) -> bool:
        """Nobody looks."""
        return False

    async def close(self) -> None:
        """Nothing to close."""

    def said(self, line: str) -> Content:
        """What was typed: a tap where it is the number of something to tap, else words."""
        number = line.strip()
        if number.isascii() and number.isdigit() and 0 < int(number) <= len(self.choices):
            return self.choices[int(number) - 1]
        return Text(line)


def choices_of(content: OutContent) -> list[Choice]:
    """What can be tapped, in order."""
    if isinstance(content, ButtonsOut):
        return [Choice(button.id, button.title) for button in content.buttons]
    if isinstance(content, ListOut):
        rows = [*content.rows, *(row for section in content.sections for row in section.rows)]
        return [Choice(row.id, row.title, row.description) for row in rows]
    return []


def lines_of(content: OutContent, choices: list[Choice]) -> list[str]:
    """A message in lines of text."""
    match content:
        case TextOut(text=text) | ButtonsOut(text=text) | ListOut(text=text):
            lines = text.splitlines()
        case ImageOut(url=url, caption=caption):
            lines = [f"[picture {url}]", *(caption or "").splitlines()]
        case LocationOut():
            place = ", ".join(part for part in (content.name, content.address) if part)
            lines = [f"[place {content.latitude}, {content.longitude}] {place}".rstrip()]
        case _:
            plain: dict[str, Any] = to_plain(content)
            lines = [f"[{plain.pop('kind')}] {plain}"]
    notes = {choice.id: f" - {choice.description}" if choice.description else "" for choice in choices}
    tapped = [f"  {n}. {choice.title}{notes[choice.id]}" for n, choice in enumerate(choices, start=1)]
    return [*lines, *tapped]
