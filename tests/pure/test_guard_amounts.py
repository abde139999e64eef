"""Any amount that our formatters write is found again, whatever language and digits it stands in."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.agents.guard.claims import clauses_of
from dragoman.agents.guard.numbers import read_words, value_of
from dragoman.base.money import Money, decimal_text, exponent_of, format_money

CURRENCIES = [
    "USD",
    "LBP",
    "EUR",
    "GBP",
    "AED",
    "SAR",
    "KWD",
    "JOD",
    "OMR",
    "TND",
    "JPY",
    "EGP",
    "CHF",
    "QAR",
]
SENTENCES = [
    "It is {}.",
    "The price is {} today",
    "Delivery is {}, and it takes 3 to 4 days.",
    "Le prix est de {}.",
    "Il coûte {} pièce",
    "سعره {}",
    "السعر هو {} فقط",
    "l pen b {} w mawjoud",
    "*Total: {}*",
    "• Jet Drone ({})",
]
ARABIC = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
MONEY = st.builds(Money, st.sampled_from(CURRENCIES), st.integers(0, 10**12))


def amounts_in(text: str) -> list[tuple[frozenset[str], Decimal | None]]:
    return [
        (claim.currencies, claim.number)
        for clause in clauses_of(text)
        for claim in clause.claims
        if claim.kind == "money"
    ]


@given(MONEY, st.sampled_from(SENTENCES), st.sampled_from([None, ARABIC, PERSIAN]))
def test_what_a_customer_reads_is_found_again(
    money: Money, sentence: str, digits: dict[int, int] | None
) -> None:
    written = format_money(money)
    text = sentence.format(written if digits is None else written.translate(digits))

    found = amounts_in(text)

    amount = Decimal(money.minor).scaleb(-exponent_of(money.currency))
    assert [number for currencies, number in found if money.currency in currencies] == [amount], found


@given(MONEY, st.sampled_from(["{} {}", "{1} {0}"]))
def test_a_plain_decimal_is_found_again(money: Money, order: str) -> None:
    found = amounts_in("It is " + order.format(decimal_text(money), money.currency))

    amount = Decimal(money.minor).scaleb(-exponent_of(money.currency))
    assert [number for _, number in found] == [amount]


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("1,500.50", "1500.50"),
        ("1.500,50", "1500.50"),
        ("1'500", "1500"),
        ("19,99", "19.99"),
        ("2.908.750", "2908750"),
        ("0.500", "0.500"),
        ("1.500", "1500"),
    ],
)
def test_numbers_are_read_in_either_style(digits: str, value: str) -> None:
    assert value_of(digits) == Decimal(value)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("fifty five", 55),
        ("two hundred and fifty five", 255),
        ("five hundred thousand", 500_000),
        ("quatre vingt dix", 90),
        ("soixante et onze", 71),
        ("خمسه وخمسين", 55),
        ("tlete w khamsin", 53),
    ],
)
def test_number_words_are_read(said: str, value: int) -> None:
    read = read_words(said.split())
    assert read is not None
    assert read[0] == value
