"""How many are wanted: numbers as people write them, in four languages. Pure."""

import re
from collections.abc import Sequence

from dragoman.catalogue.fold import is_arabic, words
from dragoman.catalogue.model import Product

MOST_DIGITS = 4  # a longer number is a telephone, an order, a date: never how many are wanted

_NUMBERS = """
    1 one un une واحد وحده واحده حبه wahad wa7ad wehde we7de wahde wa7de
    2 two deux couple pair اتنين اثنين تنين تنتين ثنين جوز tnen tnein tnayn tnein tnayen tenten tnten tentein jouz joz
    3 three trois تلاته ثلاثه تلات ثلاث تلت tlete tleteh tlate tlat tlet talata thalatha talate
    4 four quatre اربعه اربع arb3a arba3a arba3 arb3
    5 five cinq خمسه خمس khamse 5amse khams 5ams khamseh 5amseh
    6 six سته ست sette sitte setteh
    7 seven sept سبعه سبع sab3a sabe3 saba3
    8 eight huit تمانيه ثمانيه تمنه ثمان تمن tmene tmenye tmen tamanye
    9 nine تسعه تسع tes3a tese3
    10 ten dix عشره عشر 3ashra 3achra 3asher
    12 dozen douzaine دزينه درزن dazzine"""
_PIECES = frozenset(
    words(
        "حبتين قطعتين علبتين وحدتين شغلتين كرتونتين habten 7abten habtein 7abtein 2et3ten ket3ten 3elbten wehdten"
    )
)
_JOINED = re.compile(r"(?:x?([1-9]\d{0,3})(?:x|pcs?|pieces?)?)\Z")
_NO_COUNT = re.compile(
    r"[$€£]\s?[\d٠-٩]+(?:[.,][\d٠-٩]+)?|[\d٠-٩]+(?:[.,][\d٠-٩]+)?\s?(?:[$€£%]|usd\b|dollars?\b|دولار|lbp\b|lira\b|ليره|ليرة)"
    r"|\d+\.\d+|[+]?\d(?:[\s\-./]{0,2}\d){5,16}",
    re.IGNORECASE,
)
_UNITS = frozenset(
    words(
        """
        meter meters metre metres m ml cl l cm mm kg g gb mah w watt in inch year years yr yrs yo ans an sana sene سنه
        سنين day days jour jours يوم ايام yom hour hours heure heures h ساعه ساعات minutes min floor etage طابق
        tabe2 st nd rd th pm am times fois مرات مره week weeks semaine semaines اسبوع"""
    )
)
_NAMES_A_NUMBER = frozenset(words("number no nb num option numero رقم ra2m level stage age"))
_ORDERS = frozenset(words("order commande طلب طلبيه talab talabiye"))  # "order 1002" is that order
_ONE = frozenset(("one", "un", "une"))
# "The bone one" counts nothing, "only one" does; "un stylo" is a pen, "seulement un" is one.
_ALONE = frozenset(
    words("me moi only just it want wants take need them order buy be get seulement juste que prends veux")
)
_PRONOUN_BEFORE = frozenset(
    words("the this that which first second third last other each any no another every celui")
)

ARTICLES = frozenset({"a", "an"})


def only_counts(text: str) -> str:
    """``text`` without money, percentages and telephone numbers: "for $20" wants no twenty pieces."""
    return _NO_COUNT.sub(" ", text)


def number_of(word: str) -> int | None:
    """The small number that a folded word says: ``2``, ``2x``, ``deux``, ``tnen``, ``حبتين``."""
    if word in _WORDS:
        return _WORDS[word]
    if match := _JOINED.match(word):
        return int(match[1])
    return 2 if word in _PIECES else None


_WORDS = {
    word: int(line.split()[0])
    for line in _NUMBERS.strip().splitlines()
    for word in words(" ".join(line.split()[1:]))
}


def dual_of(word: str, known: frozenset[str]) -> bool:
    """Whether an Arabic word is the dual of one of ``known``: قلمين, two pens."""
    if not is_arabic(word) or not word.endswith("ين") or len(word) < 5 or word in known:
        return False
    stem = word[:-2]
    return any(form in known for form in (stem, stem[:-1] + "ه" if stem.endswith("ت") else stem))


def quantity_in(
    said: Sequence[str],
    product: Product | None = None,
    *,
    known: frozenset[str] = frozenset(),
    skip: int = -1,
) -> int | None:
    """How many ``said`` (folded words) asks for, or ``None``. The numbers of ``product``'s own name do not count.

    ``known`` are the shop's words, for duals. A number that names a size, an age, an ordinal or a floor is none.
    """
    own = _own_numbers(said, product)
    for at, word in enumerate(said):
        if at <= skip or at in own:
            continue
        number = number_of(word)
        if number is None:
            if dual_of(word, known):
                return 2
            continue
        after = said[at + 1] if at + 1 < len(said) else ""
        before = said[at - 1] if at else ""
        if word.isdigit() and (after in _UNITS or before in _NAMES_A_NUMBER):
            continue
        if before in _ORDERS and len(word) == MOST_DIGITS and not after:
            continue
        if word in _ONE and after in {"seul", "seule"}:
            return 1
        if word in _ONE and (
            before in _PRONOUN_BEFORE or (bool(after) != (word == "one") and before not in _ALONE)
        ):
            continue
        return number
    return None


def _own_numbers(said: Sequence[str], product: Product | None) -> frozenset[int]:
    """Where ``said`` has a number of the product's name beside the name's own next or last word."""
    if product is None:
        return frozenset()
    own: set[int] = set()
    for name in (product.name, *product.names.values(), *product.aliases):
        parts = words(name)
        for place, part in enumerate(parts):
            if number_of(part) is None:
                continue
            for at, word in enumerate(said):
                follows = at + 1 < len(said) and place + 1 < len(parts) and said[at + 1] == parts[place + 1]
                leads = at > 0 and place > 0 and said[at - 1] == parts[place - 1]
                if word == part and (follows or leads):
                    own.add(at)
    return frozenset(own)
