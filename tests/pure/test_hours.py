"""When a shop is open, told from its week, its closed days and its time zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dragoman.base.errors import ConfigError
from dragoman.tenants.document import document_of
from dragoman.tenants.example import EXAMPLE
from dragoman.tenants.hours import Hours, closing, hours_of, is_open, next_opening
from dragoman.tenants.shop_file import dump_shop, parse_shop

BEIRUT = ZoneInfo("Asia/Beirut")
WEEK = {
    "open": [
        {"days": ["mon", "tue", "wed", "thu", "fri"], "opens": "09:00", "closes": "18:00"},
        {"days": ["sat"], "opens": "20:00", "closes": "02:00"},
    ],
    "closed": ["12-25", "2026-12-28"],
}


def _hours() -> Hours:
    hours = hours_of(WEEK)
    assert hours is not None
    return hours


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIRUT)


@pytest.mark.parametrize(
    ("at", "there"),
    [
        ("2026-11-30 08:59", False),
        ("2026-11-30 09:00", True),
        ("2026-11-30 17:59", True),
        ("2026-11-30 18:00", False),
        ("2026-11-29 12:00", False),
        ("2026-11-28 23:30", True),
        ("2026-11-29 01:59", True),
        ("2026-11-29 02:00", False),
        ("2026-12-25 12:00", False),
        ("2026-12-28 12:00", False),
    ],
)
def test_a_shop_is_open_in_its_hours_and_not_on_a_closed_day(at: str, there: bool) -> None:
    assert is_open(_hours(), _at(at), BEIRUT) is there


def test_the_moment_is_read_in_the_shops_own_time_zone() -> None:
    seven_in_london = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)

    assert is_open(_hours(), seven_in_london, BEIRUT)


def test_the_next_opening_skips_closed_days_and_the_weekend() -> None:
    assert next_opening(_hours(), _at("2026-12-24 19:00"), BEIRUT) == _at("2026-12-26 20:00")
    assert next_opening(_hours(), _at("2026-12-27 10:00"), BEIRUT) == _at("2026-12-29 09:00")


def test_a_span_past_midnight_closes_the_next_day() -> None:
    assert closing(_hours(), _at("2026-11-28 23:30"), BEIRUT) == _at("2026-11-29 02:00")
    assert closing(_hours(), _at("2026-11-28 12:00"), BEIRUT) is None


def test_hours_that_nobody_gave_are_none() -> None:
    assert hours_of(None) is None
    assert hours_of({"open": []}) is None


def test_the_example_file_has_hours_and_reads_back_the_same() -> None:
    shop = parse_shop(EXAMPLE)

    assert shop.hours is not None
    assert parse_shop(dump_shop(shop)) == shop
    assert "hours" in document_of(shop)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [('opens: "9am"', "09:30"), ("days: [monday]", "mon"), ('closed: ["25/12"]', "2026-12-25")],
)
def test_a_mistake_in_the_hours_is_named_with_what_would_be_right(wrong: str, named: str) -> None:
    field = wrong.split(":")[0]
    right = {
        "opens": 'opens: "09:00"',
        "days": "days: [mon, tue, wed, thu, fri]",
        "closed": 'closed: ["12-25", "01-01"]',
    }
    with pytest.raises(ConfigError, match="hours") as refused:
        parse_shop(EXAMPLE.replace(right[field], wrong, 1))

    assert named in str(refused.value)
