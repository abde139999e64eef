"""Money: integer minor units and a currency. No float ever holds a price."""

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow

# ISO 4217 exponents that are not 2. LBP has 2 on paper, but nobody has paid a piastre for decades.
_EXPONENTS = {"LBP": 0, "JPY": 0, "KRW": 0, "VND": 0, "KWD": 3, "BHD": 3, "JOD": 3, "OMR": 3, "TND": 3}
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow])

MOST_MINOR = 10**15
"""No price is larger: what is came of a slip, and would not fit everywhere it is stored."""


def exponent_of(currency: str) -> int:
    """How many decimal places the currency is written with."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (``5500`` with ``USD`` is 55 dollars)."""

    currency: str
    minor: int

    def __str__(self) -> str:
        return format_money(self)


def parse_money(text: str | int | float | Decimal, currency: str) -> Money:
    """Reads a decimal amount such as ``"19.99"``.

    Raises ``ValueError`` for anything that is not a finite amount, is negative, has more decimals than the
    currency is written with, or is larger than ``MOST_MINOR``.
    """
    try:
        amount = Decimal(str(text))
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount") from None
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{text!r} is not an amount of zero or more")
    try:
        minor = amount.scaleb(exponent_of(currency), _EXACT)
        whole = minor == minor.to_integral_value(context=_EXACT)
    except (Inexact, InvalidOperation, Overflow):
        raise ValueError(f"{text!r} is not an amount that can be kept exactly") from None
    if not whole:
        raise ValueError(f"{text!r} has more decimals than {currency} is written with")
    if minor > MOST_MINOR:
        raise ValueError(f"{text!r} is too large to be an amount")
    return Money(currency, int(minor))


def decimal_text(money: Money) -> str:
    """``55.00``: the plain decimal text, for files."""
    return f"{Decimal(money.minor).scaleb(-exponent_of(money.currency)):f}"


def format_money(money: Money) -> str:
    """How a customer reads it: ``$55``, ``$19.99``, ``1,500,000 LBP``. Whole amounts drop their zeros."""
    exponent = exponent_of(money.currency)
    amount = Decimal(money.minor).scaleb(-exponent)
    whole = amount == amount.to_integral_value()
    text = f"{int(amount):,}" if whole else f"{amount:,.{exponent}f}"
    symbol = _SYMBOLS.get(money.currency)
    return f"{symbol}{text}" if symbol else f"{text} {money.currency}"
