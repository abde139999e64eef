"""Time: always aware, always UTC."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present moment, aware and in UTC."""
    return datetime.now(UTC)


def iso_utc(moment: datetime) -> str:
    """``2026-11-01T10:10:00.000Z``: UTC, milliseconds, Z.

    Raises ``ValueError`` for a moment without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no UTC form")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
