"""WhatsApp numbers compare by their digits: E.164 without ``+``, spaces or leading zeros."""

import unicodedata

_MIN_DIGITS, _MAX_DIGITS = 5, 15  # E.164: at most 15 digits


def digits_of(number: object) -> str:
    """The digits of a number however it was written, or ``""`` when it holds none.

    Takes ``+``, ``00``, ``whatsapp:`` or ``tel:`` in front, spaces of every kind, dashes, dots, brackets,
    bidi marks and the decimal digits of any script (Arabic-Indic ``٩٦١`` is ``961``). Anything that has
    letters besides such a prefix is not a number and gives ``""``.
    """
    if isinstance(number, str) and number.isascii() and number.isdigit():
        return number.removeprefix("00")
    if number is None or isinstance(number, bool):
        return ""
    text = str(number).strip()
    scheme, colon, rest = text.partition(":")
    if colon and "".join(filter(str.isalpha, scheme)).casefold() in {"whatsapp", "tel"}:
        text = rest
    digits = []
    for char in text:
        value = unicodedata.digit(char, None)
        if value is not None and unicodedata.category(char) == "Nd":
            digits.append(str(value))
        elif char.isalpha() or unicodedata.category(char) in {"No", "Nl"}:
            return ""
    return "".join(digits).removeprefix("00")


def is_number(digits: str) -> bool:
    """Whether ``digits`` can be an international number (E.164: 5 to 15 digits, none leading zero)."""
    return (
        digits.isascii()
        and digits.isdigit()
        and digits[0] != "0"
        and _MIN_DIGITS <= len(digits) <= _MAX_DIGITS
    )
