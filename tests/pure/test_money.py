"""Money: exact minor units, read and shown without a float in between."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.money import MOST_MINOR, Money, decimal_text, exponent_of, format_money, parse_money

CURRENCIES = st.sampled_from(["USD", "EUR", "GBP", "LBP", "AED", "SAR", "KWD", "JOD", "JPY"])
AMOUNTS = st.integers(min_value=0, max_value=MOST_MINOR)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("55", "USD", 5500),
        ("19.99", "USD", 1999),
        ("0", "USD", 0),
        ("0.00", "EUR", 0),
        (29.99, "USD", 2999),
        (12, "USD", 1200),
        (Decimal("1.250"), "KWD", 1250),
        ("1500000", "LBP", 1_500_000),
        ("1.50000000", "USD", 150),
        ("٥٥", "USD", 5500),
    ],
)
def test_an_amount_is_read(text: str | float | Decimal, currency: str, minor: int) -> None:
    assert parse_money(text, currency) == Money(currency, minor)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "free",
        "$55",
        "1,000",
        "-1",
        "-0.01",
        "NaN",
        "Infinity",
        "19.999",
        "0.001",
        True,
        "1e-30",
        "1." + "0" * 70 + "1",
        "1e16",
        "1e999999",
        "1e99999999999999999999",
        "9" * 100,
    ],
    ids=str,
)
def test_what_is_no_amount_is_refused(text: str | bool) -> None:
    with pytest.raises(ValueError):
        parse_money(text, "USD")


def test_a_fraction_is_refused_where_the_currency_has_none() -> None:
    with pytest.raises(ValueError, match="more decimals than LBP"):
        parse_money("1500.5", "LBP")


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money("USD", 5500), "$55"),
        (Money("USD", 1999), "$19.99"),
        (Money("USD", 1990), "$19.90"),
        (Money("USD", 0), "$0"),
        (Money("USD", 5), "$0.05"),
        (Money("USD", 123_456_700), "$1,234,567"),
        (Money("EUR", 1050), "€10.50"),
        (Money("LBP", 1_500_000), "1,500,000 LBP"),
        (Money("KWD", 1250), "1.250 KWD"),
        (Money("AED", 9900), "99 AED"),
    ],
)
def test_an_amount_is_shown_as_customers_read_it(money: Money, shown: str) -> None:
    assert format_money(money) == str(money) == shown


@given(AMOUNTS, CURRENCIES)
def test_what_is_written_to_a_file_is_read_back_the_same(minor: int, currency: str) -> None:
    money = Money(currency, minor)

    assert parse_money(decimal_text(money), currency) == money


@given(AMOUNTS, CURRENCIES)
def test_what_a_customer_reads_is_the_amount(minor: int, currency: str) -> None:
    shown = format_money(Money(currency, minor))

    bare = shown.replace(",", "").replace(currency, "").strip(" $€£")
    assert parse_money(bare, currency) == Money(currency, minor)


@given(st.text() | st.integers() | st.floats() | st.decimals(), CURRENCIES)
def test_anything_is_read_exactly_or_refused(given_: str | int | float | Decimal, currency: str) -> None:
    try:
        money = parse_money(given_, currency)
    except ValueError:
        return

    assert 0 <= money.minor <= MOST_MINOR
    assert Decimal(money.minor).scaleb(-exponent_of(currency)) == Decimal(str(given_))


def test_amounts_of_one_currency_can_be_ordered() -> None:
    assert sorted([Money("USD", 300), Money("USD", 5)]) == [Money("USD", 5), Money("USD", 300)]
