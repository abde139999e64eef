"""Stored messages as the lines of a transcript that an agent reads. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from dragoman.agents.base import Line, Quoted
from dragoman.base.ids import MessageId


def line_of(row: Mapping[str, Any]) -> Line:
    """One message as ``LOAD_TURN`` gives it."""
    content, quoted = row["content"], row.get("quoted")
    return Line(
        seq=row["seq"],
        author=row["author"],
        kind=row["kind"],
        text=row["body"],
        at=datetime.fromisoformat(row["created_at"]),
        choice_id=content.get("id") if row["kind"] == "choice" else None,
        details=content,
        quoted=_quoted(quoted) if quoted is not None else None,
        message_id=MessageId(UUID(row["id"])),
    )


def _quoted(row: Mapping[str, Any]) -> Quoted:
    return Quoted(row["author"], row["kind"], row["body"], row["content"])
