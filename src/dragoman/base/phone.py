"""WhatsApp numbers compare by their digits: E.164 without ``+``, spaces or leading zeros."""

import re
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


# After the country code: seven digits, of which 3 is the old mobile prefix and the others are landlines; or eight.
_LEBANESE = re.compile(r"[13-9]\d{6}|7\d{7}|8[1-9]\d{6}")
# Without the code landlines are told by their 0: "71 123 45" is a mobile number with a digit missing.
_LEBANESE_AT_HOME = re.compile(r"0[13-9]\d{6}|3\d{6}|0?(?:7\d|8[1-9])\d{6}")


def lebanese(number: object) -> str:
    """A Lebanese number as E.164 digits (``9613123456``) however it was written, or ``""`` for any other.

    Takes ``03 123 456``, ``3123456``, ``71-123456``, ``+961 71 123 456``, ``00961 (0)3 123456`` and Arabic digits.
    """
    digits = digits_of(number)
    national = digits[3:].removeprefix("0")
    if digits.startswith("961") and _LEBANESE.fullmatch(national):
        return f"961{national}"
    if "+" not in str(number) and _LEBANESE_AT_HOME.fullmatch(digits):
        return f"961{digits.removeprefix('0')}"
    return ""
