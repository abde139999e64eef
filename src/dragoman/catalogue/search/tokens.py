"""Text as search sees it: folded, cut into words and numbers, each word by its stem."""

import re
from dataclasses import dataclass
from functools import lru_cache

from dragoman.catalogue.fold import fold, is_arabic

_EMOJI = {
    "📱": "phone", "💄": "lipstick", "👟": "sneakers", "👠": "heels", "👗": "dress", "👕": "t shirt", "👖": "jeans",
    "🧥": "jacket", "🧦": "socks", "🧢": "cap", "👜": "handbag", "🎒": "backpack", "🧳": "suitcase", "🎧": "headphones",
    "🔌": "charger", "🔋": "battery", "⌚": "watch", "💍": "ring", "📿": "necklace", "👓": "glasses", "🕶": "sunglasses",
    "🕯": "candle", "☕": "coffee", "🍵": "tea", "🍫": "chocolate", "🍯": "honey", "🍬": "candy", "🎂": "cake",
    "🧸": "teddy bear", "🚗": "car", "💻": "laptop", "📷": "camera", "🎮": "game console", "🍼": "baby bottle",
    "🪥": "toothbrush", "🧴": "lotion", "🧼": "soap", "☂": "umbrella", "⚽": "football", "🏀": "basketball",
    "🚲": "bicycle", "🛴": "scooter", "🛏": "bed", "🛋": "sofa", "🪑": "chair", "💡": "bulb", "🔦": "flashlight",
    "🖨": "printer", "⌨": "keyboard", "🖱": "mouse", "📺": "television", "🎁": "gift", "🎈": "balloons",
    "🔨": "hammer", "✂": "scissors", "🖊": "pen", "📚": "book", "🐱": "cat", "🐶": "dog", "🌹": "rose",
}  # fmt: skip
_EMOJI_OF = re.compile("|".join(_EMOJI))
_TEA = re.compile(r"\bth(?:é|e\u0301)s?\b", re.IGNORECASE)  # without its accent it is "the"
_THOUSANDS = re.compile(r"(?<=\d)[,٬](?=\d{3}(?!\d))")
_INCHES = re.compile(r"(?<=\d)\s*(?:\"|''|”|″)")
_PIECE = re.compile(r"\d+(?:[.,]\d{1,2}(?![\d.,]))?|[^\W\d_]+|\d+")
_RAW = re.compile(r"[^\W_]+(?:[.,][^\W_]+)*")
_DIGIT = re.compile(r"\d")
# A digit that stands for an Arabic letter: alone among letters, and not before a unit of measure.
_ARABIZI = re.compile(r"^(?:[^\W\d_]*([235-9])\1?(?!\d)[^\W\d_]+)+(?:[235-9])?$|^[^\W\d_]{3,}[235-9]$")
_IN_ONE = re.compile(r"^\d+in\d+$")

UNITS = {
    **dict.fromkeys(["gb", "go", "giga", "gigabyte", "gigabytes", "gigas", "جيجا", "جيغا", "غيغا", "غيغ", "قيقا", "جيقا"], "gb"),
    **dict.fromkeys(["tb", "to", "tera", "terabyte", "تيرا"], "tb"),
    **dict.fromkeys(["kg", "kilo", "kilos", "kgs", "kilogram", "kilograms", "kilogramme", "كيلو", "كغ", "كلغ", "كجم", "kelo"], "kg"),
    **dict.fromkeys(["g", "gr", "gram", "grams", "gramme", "grammes", "غرام", "جرام", "غ", "غم"], "g"),
    **dict.fromkeys(["l", "litre", "litres", "liter", "liters", "ltr", "lt", "lit", "ليتر", "لتر"], "l"),
    **dict.fromkeys(["ml", "mls", "millilitre", "مل", "ملل", "ملي"], "ml"),
    **dict.fromkeys(["in", "inch", "inches", "pouce", "pouces", "po", "انش", "بوصه", "بوصة", "اينش", "inche"], "inch"),
    **dict.fromkeys(["w", "watt", "watts", "واط", "وات"], "w"),
    **dict.fromkeys(["mah", "ميلي", "امبير", "ملي", "مللي"], "mah"),
    **dict.fromkeys(["cm", "سم", "سنتم", "centimetre", "centimeter", "centimetres"], "cm"),
    **dict.fromkeys(["mm", "مم", "ملم"], "mm"),
    **dict.fromkeys(["m", "meter", "meters", "metre", "metres", "mtr", "متر", "امتار"], "m"),
    **dict.fromkeys(["pcs", "pc", "pieces", "piece", "piec", "حبه", "حبات", "قطعه", "قطع", "pièces"], "pcs"),
    **dict.fromkeys(["k"], "k"), **dict.fromkeys(["v", "volt", "volts", "فولت"], "v"),
    **dict.fromkeys(["mp", "megapixel", "megapixels", "ميغا", "ميجا"], "mp"), **dict.fromkeys(["hz"], "hz"),
    **dict.fromkeys(["d"], "d"), **dict.fromkeys(["oz"], "oz"), **dict.fromkeys(["x"], "x"),
    **dict.fromkeys(["h", "hrs", "hour", "hours", "heures"], "h"), **dict.fromkeys(["th", "nd", "rd", "st"], "th"),
}  # fmt: skip

_ARABIC_BEFORE = ("وال", "بال", "فال", "كال", "لل", "ال")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or number: as it was folded, and the stem that it shares with its plural."""

    text: str
    stem: str

    @property
    def is_number(self) -> bool:
        """Whether it is only digits."""
        return self.text[0].isdigit() and not any(char.isalpha() for char in self.text)


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words and numbers of ``text`` in order: ``20000mAh`` is two, ``7ijab`` (Arabizi) one."""
    text = _TEA.sub("tea", text)
    text = _EMOJI_OF.sub(lambda found: f" {_EMOJI[found[0]]} ", text)
    text = _INCHES.sub(" inch ", _THOUSANDS.sub("", text))
    found: list[Token] = []
    for raw in _RAW.findall(fold(text)):
        for piece in _pieces(raw):
            before = found[-1].is_number if found else False
            found.append(_token(piece, follows_number=before))
    return tuple(found)


def _pieces(raw: str) -> list[str]:
    if not _DIGIT.search(raw) or _IN_ONE.match(raw):
        return _PIECE.findall(raw) if "." in raw or "," in raw else [raw]
    if is_arabizi(raw):
        return [raw]
    return [piece.replace(",", ".") for piece in _PIECE.findall(raw)]


def is_arabizi(word: str) -> bool:
    """Whether a folded word writes Arabic letters as digits: ``7ijab`` and ``sha7en``, not ``5kg`` or ``s23``."""
    if not _ARABIZI.match(word):
        return False
    letters = word.lstrip("0123456789")
    return letters not in UNITS and len(letters) > 1


def _token(text: str, *, follows_number: bool) -> Token:
    if follows_number and text in UNITS:
        return Token(text, UNITS[text])
    return Token(text, stem(text))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A folded word without what makes it plural, or definite in Arabic."""
    if is_arabic(word):
        return _arabic_stem(word)
    if len(word) < 4 or not word.isalpha():
        return word
    for ending, instead in (("ies", "y"), ("eaux", "eau"), ("oux", "ou"), ("eux", "eu"), ("ches", "ch"),
                            ("shes", "sh"), ("sses", "ss"), ("xes", "x")):  # fmt: skip
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _arabic_stem(word: str) -> str:
    for prefix in _ARABIC_BEFORE:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            word = word[len(prefix) :]
            break
    if len(word) >= 5 and word.endswith("ات"):
        return word[:-2]
    if len(word) >= 4 and word.endswith("ه"):
        return word[:-1]
    return word
