"""How commands show things: times in the shop's zone, ages in words, text that cannot steer a terminal."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from dragoman.conversations.files import File

_STATUS = {
    "received": "",
    "queued": "waiting to leave",
    "sending": "being sent",
    "unknown": "sent, outcome unknown",
    "held": "held: not known whether it arrived",
    "stopped": "draft, not sent",
    "sent": "sent ✓",
    "delivered": "delivered ✓✓",
    "read": "read ✓✓",
    "failed": "failed ✗",
}
_UNANSWERED = {
    "shop_disabled": "the shop was disabled",
    "taken_over": "the agent was stopped",
    "reaction": "a reaction needs no answer",
}
_LINE_BREAKS = {"\n", "\t"}
_TURNS_TEXT_AROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def status_words(status: str, error: str | None) -> str:
    """What became of a message, with the reason where something went wrong."""
    words = _STATUS.get(status, status)
    return (
        f"{words}: {clean(error)}" if error and status in {"failed", "held", "stopped", "unknown"} else words
    )


def unanswered_words(reason: str | None) -> str:
    """Why a customer's message was not answered; nothing where it was, or may still be."""
    return f"not answered: {clean(_UNANSWERED.get(reason, reason))}" if reason else ""


def owner_words(mode: str, *, paused: bool, disabled: bool = False) -> str:
    """Who answers a conversation, as the ledger counts it: with a paused agent that is a person."""
    if disabled:
        return "nobody (shop disabled)"
    if mode != "agent":
        return "a person"
    return "a person (agent paused)" if paused else "the agent"


_FILE = {
    "waiting": "not fetched yet",
    "refused": "not kept",
    "gone": "not to be had",
    "forgotten": "was kept for as long as files are kept",
}


def file_words(file: File) -> str:
    """What a file is, and whether it is here: ``image/jpeg, 34 KB, stored``; else why it is not."""
    reason = f": {file.reason}" if file.reason else ""
    if file.status != "stored":
        return f"{file.kind}, {_FILE[file.status]}{reason}"
    note = f" ({file.reason})" if file.reason else ""
    return f"{file.media_type}, {size(file.size or 0)}, stored{note}"


def size(count: int) -> str:
    """``812 bytes``, ``34 KB``, ``2.1 MB``."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} KB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def clean(text: str) -> str:
    """``text`` without control characters: a customer's words must not move the cursor or change colours."""
    return "".join("�" if _steers(char) else char for char in text)


def _steers(char: str) -> bool:
    if char in _LINE_BREAKS:
        return False
    return char in _TURNS_TEXT_AROUND or unicodedata.category(char) in {"Cc", "Cs"}


def when(moment: datetime | None, zone: ZoneInfo) -> str:
    """``2026-11-01 12:10:05`` in that zone; a dash for never."""
    return "-" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def age(seconds: float | None) -> str:
    """``8 s``, ``5 min``, ``3 h``, ``2 days``; a dash for none."""
    if seconds is None:
        return "-"
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    if seconds < 172_800:
        return f"{seconds / 3600:.0f} h"
    return f"{seconds / 86_400:.0f} days"


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under their heads, in columns; the last column takes what room it needs."""
    cells = [list(head), *[[clean(cell) for cell in row] for row in rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    for row in cells:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
