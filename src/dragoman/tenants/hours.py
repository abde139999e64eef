"""When a shop is open: its week, its closed days, and what that says of one moment in the shop's own time zone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""As a shop file writes them; the number of each is that of ``date.weekday()``."""

_DAY = timedelta(days=1)
_LOOKED_AHEAD = 15  # days: a shop that does not open within two weeks has nothing worth saying


@dataclass(frozen=True, slots=True)
class Opening:
    """On these days of the week (0 is Monday), from ``opens`` until ``closes``: past midnight where that is earlier."""

    days: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Hours:
    """A shop's week. ``closed`` are days on which it stays shut: ``2026-12-25``, or each year's ``12-25``.

    Hours that are not ``confirmed`` are kept and never stated.
    """

    week: tuple[Opening, ...]
    closed: frozenset[str] = frozenset()
    confirmed: bool = True


def hours_of(section: Mapping[str, Any] | None) -> Hours | None:
    """The hours in a shop file's section as it was stored, or ``None`` where the shop has not said."""
    if not section or not section.get("open"):
        return None
    week = tuple(
        Opening(
            tuple(WEEKDAYS.index(day) for day in entry["days"]),
            time_of(entry["opens"]),
            time_of(entry["closes"]),
        )
        for entry in section["open"]
    )
    return Hours(week, frozenset(section.get("closed", ())), bool(section.get("confirmed", True)))


def time_of(text: str) -> time:
    """``09:30`` as a time of day; ``24:00`` is midnight. Raises ``ValueError``."""
    return time(0) if text == "24:00" else time.fromisoformat(text)


def checked_time(text: str) -> str:
    """``text`` as it stands, when it is a time of day. Raises ``ValueError``."""
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", text):
        raise ValueError(f"{text!r} is not a time of day; write it as '09:30'")
    return text


def checked_day(text: str) -> str:
    """``text`` as it stands, when it is a day of one year or of every year. Raises ``ValueError``."""
    try:
        # A leap year, so that 02-29 is a day too.
        date.fromisoformat(text if len(text) > len("12-25") else f"2028-{text}")
    except ValueError:
        raise ValueError(
            f"{text!r} is not a day; write it as '2026-12-25', or '12-25' for every year"
        ) from None
    return text


def is_open(hours: Hours, at: datetime, zone: ZoneInfo) -> bool:
    """Whether the shop is open at that moment."""
    here = at.astimezone(zone)
    # What opened yesterday may last past midnight.
    days = (here.date() - _DAY, here.date())
    return any(starts <= here < ends for day in days for starts, ends in _on(hours, day, zone))


def next_opening(hours: Hours, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When the shop next opens after that moment, in its own time zone; ``None`` when not within two weeks."""
    here = at.astimezone(zone)
    coming = (
        starts
        for ahead in range(_LOOKED_AHEAD)
        for starts, _ in _on(hours, here.date() + ahead * _DAY, zone)
        if starts > here
    )
    return next(coming, None)


def closing(hours: Hours, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When the shop, open at that moment, closes; ``None`` when it is not open."""
    here = at.astimezone(zone)
    days = (here.date() - _DAY, here.date())
    return next(
        (ends for day in days for starts, ends in _on(hours, day, zone) if starts <= here < ends), None
    )


def _on(hours: Hours, day: date, zone: ZoneInfo) -> Sequence[tuple[datetime, datetime]]:
    """The spans that begin on ``day``, in order."""
    if f"{day:%Y-%m-%d}" in hours.closed or f"{day:%m-%d}" in hours.closed:
        return ()
    found = []
    for opening in hours.week:
        if day.weekday() in opening.days:
            ends = day if opening.closes > opening.opens else day + _DAY
            found.append(
                (
                    datetime.combine(day, opening.opens, zone),
                    datetime.combine(ends, opening.closes, zone),
                )
            )
    return sorted(found)
