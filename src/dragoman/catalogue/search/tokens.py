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

_UNITS = {
    "gb": "gb go giga gigabyte gigabytes gigas جيجا جيغا غيغا غيغ قيقا جيقا",
    "tb": "tb to tera terabyte تيرا",
    "kg": "kg kilo kilos kgs kilogram kilograms kilogramme كيلو كغ كلغ كجم kelo",
    "g": "g gr gram grams gramme grammes غرام جرام غ غم",
    "l": "l litre litres liter liters ltr lt lit ليتر لتر",
    "ml": "ml mls millilitre مل ملل ملي",
    "inch": "in inch inches pouce pouces po انش بوصه اينش inche",
    "w": "w watt watts واط وات",
    "mah": "mah امبير مللي",
    "cm": "cm سم سنتم centimetre centimeter centimetres",
    "mm": "mm مم ملم",
    "m": "m meter meters metre metres mtr متر امتار",
    "pcs": "pcs pc pieces piece piec حبه حبات قطعه قطع",
    "v": "v volt volts فولت",
    "mp": "mp megapixel megapixels ميغا ميجا",
    "h": "h hrs hour hours heures",
    "th": "th nd rd st",
    "k": "k",
    "hz": "hz",
    "d": "d",
    "oz": "oz",
    "x": "x",
}
UNITS = {word: unit for unit, said in _UNITS.items() for word in said.split()}
"""Units of measure, each spelling with the one that stands for all."""

_NAMES_OF_LETTERS = """
    اي=a بي=b سي=c دي=d اف=f جي=g اتش=h كي=k كيه=k ال=l ام=m ان=n او=o كيو=q ار=r اس=s تي=t يو=u دبليو=w
    اكس=x واي=y زد=z
"""
_LETTERS = {pair.partition("=")[0]: pair.partition("=")[2] for pair in _NAMES_OF_LETTERS.split()}

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


@lru_cache(maxsize=4096)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The words and numbers of ``text`` in order: ``20000mAh`` is two, ``7ijab`` (Arabizi) one."""
    if not text.isascii():
        text = _TEA.sub("tea", text)
        text = _EMOJI_OF.sub(lambda found: f" {_EMOJI[found[0]]} ", text)
    if _DIGIT.search(text):
        text = _INCHES.sub(" inch ", _THOUSANDS.sub("", text))
    found: list[Token] = []
    for raw in _RAW.findall(fold(text)):
        for piece in _pieces(raw):
            before = found[-1].is_number if found else False
            found.append(_token(piece, follows_number=before))
    return tuple(_spelt_out(found))


def _spelt_out(tokens: list[Token]) -> list[Token]:
    """Latin letters by their names in Arabic, two or more in a row, as the word they spell: جي بي ال is jbl."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and tokens[end].text in _LETTERS:
            end += 1
        if end - at >= 2:
            word = "".join(_LETTERS[token.text] for token in tokens[at:end])
            found.append(Token(word, word))
        else:
            end = at + 1
            found.append(tokens[at])
        at = end
    return found


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


@lru_cache(maxsize=65_536)
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
