"""Reading numbers: digits in every style that people write, and number words in four languages."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

_GROUPED = re.compile(r"\d{1,3}(?P<sign>[,.' ])\d{3}(?:(?P=sign)\d{3})*\Z")
_MIXED = re.compile(r"\d{1,3}(?:(?P<sign>[,.' ])\d{3})(?:(?P=sign)\d{3})*(?P<point>[.,])\d+\Z")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?\Z")


def value_of(digits: str, *, thousandths: bool = False) -> Decimal | None:
    """The number that ``digits`` write, or ``None``: ``1,500.50``, ``1.500,50``, ``1'500``, ``19,99``, ``19.99``.

    One sign with three digits behind it groups thousands, unless the currency has ``thousandths``.
    """
    if (mixed := _MIXED.match(digits)) and mixed["sign"] != mixed["point"]:
        whole, _, part = digits.rpartition(mixed["point"])
        return Decimal(re.sub(r"\D", "", whole) + "." + part)
    if grouped := _GROUPED.match(digits):
        alone = sum(not char.isdigit() for char in digits) == 1
        if not (
            alone
            and grouped["sign"] in ".,"
            and ((thousandths and grouped["sign"] == ".") or digits[0] == "0")
        ):
            return Decimal(re.sub(r"\D", "", digits))
    if _PLAIN.match(digits):
        return Decimal(digits.replace(",", "."))
    return None


def _table(text: str) -> dict[str, int]:
    """``word word: value`` a line."""
    found = {}
    for line in text.strip().splitlines():
        names, _, value = line.rpartition(":")
        found.update(dict.fromkeys(names.split(), int(value)))
    return found


SMALL = _table(
    """
    zero sifr صفر: 0
    one un une واحد واحده wahad wa7ad wehde we7de: 1
    two deux اثنين اثنان اتنين تنين تنتين tnen tnein tnayn tnten ثنتين قطعتين حبتين 2et3ten: 2
    three trois ثلاثه ثلاث تلاته تلات tlete tleteh tlet تلت: 3
    four quatre اربعه اربع arb3a arba3 arba3a: 4
    five cinq خمسه خمس khamse khamseh 5amse 5amseh: 5
    six سته ست sette setteh: 6
    seven sept سبعه سبع sab3a: 7
    eight huit ثمانيه ثماني تمانيه تماني تمنه tmene tmeneh: 8
    nine neuf تسعه تسع tes3a: 9
    ten dix عشره عشر 3ashra 3ashara: 10
    eleven onze حداشر احدعشر احدعش حدعش 7da3sh hda3sh: 11
    twelve douze dozen اطنعش اثناعشر تنعش tna3sh: 12
    thirteen treize تلتعش ثلاثهعشر tlatta3sh: 13
    fourteen quatorze اربعتعش arba3ta3sh: 14
    fifteen quinze خمستعش khamsta3sh 5amsta3sh: 15
    sixteen seize ستعش setta3sh: 16
    seventeen سبعتعش saba3ta3sh: 17
    eighteen تمنتعش tmanta3sh: 18
    nineteen تسعتعش tesa3ta3sh: 19
    twenty vingt vingts عشرين عشرون 3eshrin 3ishrin 3eshreen 3shrin 3oshrin 3ishreen: 20
    thirty trente ثلاثين ثلاثون تلاتين tletin tleteen tlatin tlateen: 30
    forty fourty quarante اربعين اربعون arb3in arba3in arb3een: 40
    fifty cinquante خمسين خمسون khamsin khamseen 5amsin 5amseen: 50
    sixty soixante ستين ستون settin setteen sittin: 60
    seventy سبعين سبعون sab3in sab3een septante: 70
    eighty ثمانين ثمانون تمانين tmenin tmeneen octante huitante: 80
    ninety تسعين تسعون tes3in tes3een nonante: 90
    """
)
HUNDREDS = _table(
    """
    hundred hundreds cent cents ميه مئه مايه مائه miyye miyyeh miye miyeh mit ميت: 100
    ميتين مئتين miten miteen: 200
    ثلاثميه ثلاثمئه تلتميه تلاتميه tletmiyye tlatmiyye: 300
    اربعميه اربعمئه arba3miyye: 400
    خمسميه خمسمئه خمسمايه khamsmiyye 5amsmiyye: 500
    ستميه ستمئه settmiyye: 600
    سبعميه سبعمئه saba3miyye: 700
    ثمانميه ثمانمئه تمنميه tmanmiyye: 800
    تسعميه تسعمئه tesa3miyye: 900
    """
)
THOUSANDS = _table(
    """
    thousand thousands grand mille k الف الاف الفا alf alef alaf 2alf: 1000
    الفين alfen alfein: 2000
    million millions mn m مليون ملايين malyoun mlyoun mlyon malyon milyon: 1000000
    مليونين malyounen: 2000000
    billion milliard milliards مليار: 1000000000
    """
)
_JOINERS = frozenset(["and", "et", "w", "و", "-"])
_LOOSE = frozenset(["k", "m", "mn"])


_VALUES: dict[str, tuple[str, int]] = {
    **{word: ("small", value) for word, value in SMALL.items()},
    **{word: ("hundred", value) for word, value in HUNDREDS.items()},
    **{word: ("thousand", value) for word, value in THOUSANDS.items()},
}


def is_number_word(word: str) -> bool:
    """Whether a normal word is (part of) a number: ``thirty``, ``وخمسين``, ``tletin``."""
    return _known(word) is not None


@lru_cache(maxsize=16_384)
def _known(word: str) -> tuple[str, int] | None:
    found = _VALUES.get(word)
    if found is None and word[:1] == "و":
        found = _VALUES.get(word[1:])
    return found


def read_words(words: Sequence[str], first: Decimal | None = None) -> tuple[Decimal, int] | None:
    """The number that ``words`` begin with, and how many of them it takes; ``first`` is a number in digits before.

    ``None`` where no number word stands there. After digits only a multiplier goes on (``5 hundred``, ``900 ألف``).
    """
    total, current = Decimal(0), first
    taken = 0
    for place, word in enumerate(words):
        if word in _JOINERS and place + 1 < len(words) and current is not None and first is None:
            following = _known(words[place + 1])
            if following is not None and words[place + 1] not in _LOOSE:
                continue
            break
        known = _known(word)
        if known is None or (word in _LOOSE and first is None):
            break
        kind, value = known
        if kind == "small":
            if first is not None and place == taken == 0:
                break  # "2 five": no number
            if value == 20 and current == 4 and word.startswith("vingt"):
                current = Decimal(80)
            else:
                current = (current or Decimal(0)) + value
        elif kind == "hundred":
            current = current * 100 if value == 100 and current else (current or Decimal(0)) + value
        else:
            base = value if value in {1000, 10**6, 10**9} else None
            total += (current if current is not None and base else Decimal(1)) * (base or value)
            current = Decimal(0)
            first = None
        taken = place + 1
    return (total + (current or Decimal(0)), taken) if taken else None
