"""How commands read ids and show things."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.errors import ConfigError
from dragoman.doors.cli.lookup import id_range
from dragoman.doors.cli.words import age, clean, status_words, when


@given(st.uuids(), st.integers(4, 32))
def test_the_beginning_of_an_id_is_a_range_that_holds_it(whole: UUID, digits: int) -> None:
    lowest, highest = id_range(whole.hex[:digits])

    assert lowest <= whole <= highest
    assert lowest.hex[:digits] == highest.hex[:digits] == whole.hex[:digits]


@given(st.uuids())
def test_a_whole_id_is_itself_however_it_is_written(whole: UUID) -> None:
    for written in (str(whole), str(whole).upper(), whole.hex, f" {whole} "):
        assert id_range(written) == (whole, whole)


@pytest.mark.parametrize("beginning", ["", "abc", "xyz1", "----", "0" * 33, "١٢٣٤", "12 34"])
def test_what_no_id_begins_with_is_refused(beginning: str) -> None:
    with pytest.raises(ConfigError, match="is not an id"):
        id_range(beginning)


@given(st.text())
def test_no_words_of_a_customer_steer_the_terminal(text: str) -> None:
    shown = clean(text)

    assert len(shown) == len(text)
    assert not set(shown) & {"\x1b", "\r", "\b", "\x07", "\x9b", "\u202e", "\u2066"}
    shown.encode()


def test_arabic_emoji_and_line_breaks_are_shown_as_they_are() -> None:
    text = "مرحبا\u200f، كم السعر؟ 👩\u200d👧\nmerci"

    assert clean(text) == text


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(None, "-"), (0.2, "0 s"), (119, "119 s"), (600, "10 min"), (7200, "2 h"), (400_000, "5 days")],
)
def test_ages_are_told_in_the_unit_people_would_use(seconds: float | None, shown: str) -> None:
    assert age(seconds) == shown


def test_times_are_shown_in_the_zone_of_the_shop() -> None:
    noon = datetime(2026, 11, 1, 12, 0, 5, tzinfo=UTC)

    assert when(noon, ZoneInfo("Asia/Beirut")) == "2026-11-01 14:00:05"
    assert when(None, ZoneInfo("Asia/Beirut")) == "-"


def test_a_failed_message_shows_why_and_a_read_one_does_not() -> None:
    assert status_words("failed", "7010") == "failed ✗: 7010"
    assert status_words("read", "an old error") == "read ✓✓"
