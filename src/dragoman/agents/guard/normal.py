"""One spelling of a reply for the guard: whatever a reader takes for a digit, a letter or a sign becomes that.

Unlike ``catalogue.fold`` it keeps capitals, signs and punctuation: they say what is an amount and what is a name.
"""

import re
import unicodedata

_LOOKALIKES = str.maketrans(
    # Cyrillic and Greek letters that look like Latin ones: no shop here writes either.
    dict(zip("АВЕЅІЈКМНОРСТХУаеѕіјорсухԁһѵ", "ABESIJKMHOPCTXYaesijopcyxdhv", strict=True))
    | dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοικνα", "ABEZHIKMNOPTYXoikva", strict=True))
    | dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
    | {
        **dict.fromkeys(map(ord, "’ʼ‘`´′"), "'"),
        **dict.fromkeys(map(ord, "“”„″«»‹›"), '"'),
        ord("٫"): ".",
        ord("٬"): ",",
        ord("٪"): "%",
        ord("ة"): "ه",
        ord("ى"): "ي",
        ord("ی"): "ي",
        ord("ک"): "ك",
        ord("گ"): "ك",
        ord("ـ"): None,
        ord("💲"): "$",
        ord("⁄"): "/",
        ord("×"): "x",
        ord("ı"): "i",
    }
)
_MONEY_FACES = re.compile(r"(\d)\s?[💵💰💸]")
_LETTER_O = re.compile(r"(?<![^\W_])(?P<digits>[$€£]?\d[\d.,]*)(?P<letters>[oO]+)(?=\d|[.,]\d|[^\w]|\Z)")
_ARABIC_COMMA = re.compile(r"(?<=\d)،(?=\d)")
_SPACED_POINT = re.compile(r"(?<=\d)\s+([.,])(?=\d)")
_PLAIN_SPACE = re.compile(r"[^\S\n]+")


def normal(text: str) -> str:
    """``text`` in compatibility form without accents, harakat and hidden marks; digits ASCII, lookalikes Latin."""
    if not text.isascii():
        kept = []
        for char in unicodedata.normalize("NFKD", text.translate(_LOOKALIKES)):
            if char.isascii():
                kept.append(char)
                continue
            category = unicodedata.category(char)
            if category == "Nd":
                kept.append(str(unicodedata.digit(char)))
            elif category == "No" and (digit := unicodedata.digit(char, None)) is not None:
                kept.append(str(digit))
            elif category == "Sc" and char not in "€£":
                kept.append("¤")
            elif category not in {"Mn", "Me", "Cf"}:
                kept.append(char)
        text = "".join(kept).translate(_LOOKALIKES)
        text = _ARABIC_COMMA.sub(",", _MONEY_FACES.sub(r"\1$", text))
    text = _LETTER_O.sub(lambda match: match["digits"] + "0" * len(match["letters"]), text)
    return _SPACED_POINT.sub(r"\1", _PLAIN_SPACE.sub(" ", text))
