"""Numbers compare by their digits, however they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.phone import digits_of, is_number

NUMBERS = st.from_regex(r"\A[1-9][0-9]{4,14}\Z").filter(str.isascii)
FRONTS = st.sampled_from(
    ["", "+", "00", "whatsapp:", "whatsapp:+", "WhatsApp: +", "tel:+", "tel:00", " \u200e+"]
)
BETWEEN = st.sampled_from(
    ["", " ", "-", ".", "(", ")", "\u00a0", "\u202f", "\u2011", "\u200e", "\u200f", "\u202a", "/"]
)
SCRIPTS = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９", "०१२३४५६७८९"])


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("96179374241", "96179374241"),
        ("+96179374241", "96179374241"),
        ("0096179374241", "96179374241"),
        ("whatsapp:+961 79 374-241", "96179374241"),
        ("(961) 79.374.241", "96179374241"),
        ("\u202a+961\u00a079\u00a0374\u00a0241\u202c", "96179374241"),
        ("٩٦١٧٩٣٧٤٢٤١", "96179374241"),
        (96179374241, "96179374241"),
        ("", ""),
        (None, ""),
        (True, ""),
        ("ECLA", ""),
        ("LB.1349", ""),
        ("96179374241a", ""),
        ("mailto:96179374241", ""),
        ("²³", ""),
    ],
)
def test_a_number_is_its_digits(written: object, digits: str) -> None:
    assert digits_of(written) == digits


@given(NUMBERS, FRONTS, SCRIPTS, st.data())
def test_however_a_number_is_written_it_is_the_same(
    number: str, front: str, script: str, data: st.DataObject
) -> None:
    written = front + "".join(script[int(digit)] + data.draw(BETWEEN) for digit in number)

    assert digits_of(written) == number


@given(st.text() | st.integers() | st.none() | st.floats() | st.binary())
def test_anything_gives_ascii_digits_or_nothing(anything: object) -> None:
    digits = digits_of(anything)

    assert digits == "" or (digits.isascii() and digits.isdigit())


@pytest.mark.parametrize(
    ("digits", "good"),
    [
        ("96179374241", True),
        ("12345", True),
        ("1" * 15, True),
        ("1234", False),
        ("1" * 16, False),
        ("", False),
        ("096179374241", False),
        ("+9617937", False),
        ("٩٦١٧٩٣٧", False),
        ("961 79", False),
    ],
)
def test_an_international_number_has_5_to_15_digits_and_no_leading_zero(digits: str, good: bool) -> None:
    assert is_number(digits) is good
