"""Numbers compare by their digits, however they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.phone import digits_of, is_number, lebanese

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


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("03 123 456", "9613123456"),
        ("3123456", "9613123456"),
        ("71-123456", "96171123456"),
        ("+961 71 123 456", "96171123456"),
        ("00961 (0)3 123456", "9613123456"),
        ("961 81/123.456", "96181123456"),
        ("٧٠١٢٣٤٥٦", "96170123456"),
        ("01 345 678", "9611345678"),
        ("09 611 222", "9619611222"),
        ("961 76123456", "96176123456"),
    ],
)
def test_lebanese_numbers_are_known_however_they_are_written(written: str, digits: str) -> None:
    assert lebanese(written) == digits


@pytest.mark.parametrize(
    "written",
    [
        "",
        None,
        "12",
        "+44 7911 123456",
        "2123456",
        "02 123 456",
        "80 123 456",
        "+71 123456",
        "71 123 45",
        "call me",
    ],
)
def test_other_numbers_are_not_lebanese(written: object) -> None:
    assert lebanese(written) == ""


_NATIONAL = st.from_regex(r"(?:[13-9][0-9]{6}|7[0-9]{7}|8[1-9][0-9]{6})", fullmatch=True)


@given(_NATIONAL, st.sampled_from(["0", "961", "+961 ", "00961", "+961(0)", "tel:+961-"]))
def test_a_lebanese_number_is_the_same_in_every_form(national: str, prefix: str) -> None:
    spaced = " ".join([national[:2], national[2:5], national[5:]])
    arabic = national.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert {lebanese(prefix + one) for one in (national, spaced, arabic)} == {f"961{national}"}


@given(st.text(max_size=30))
def test_what_is_lebanese_stays_so(text: str) -> None:
    digits = lebanese(text)
    assert digits == "" or lebanese(f"+{digits}") == digits
