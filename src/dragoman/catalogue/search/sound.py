"""What a word sounds like, in one Latin spelling for Arabic, Latin and Arabizi alike.

Keys are only ever compared with keys. ``b`` stands for p and b, ``f`` for v and f, ``k`` for c, k, q, ق, ك and خ,
``j`` for g, j, ج and غ, ``s`` for s, sh, ch, ش and ص; ``3`` for ع. Of the vowels only the open beginning (``a``) and
the o of long و survive, because the others are written by some and left out by others.
"""

import re
from functools import lru_cache
from itertools import product

from dragoman.catalogue.fold import is_arabic

_ARABIC = dict(zip("بتثجحخدذرزسشصضطظعغفقكلمنهو", "bttjhkddrzsssdtz3jfkklmnho", strict=True))
_DOUBTFUL = {"ع": "", "ق": "", "ظ": "d", "ذ": "z", "ث": "s"}
"""The other way in which Lebanese says or writes these letters."""

_LATIN = dict(zip("bcdfghjklmnpqrstvxzouw", "bkdfjhjklmnbkrstfkzooo", strict=True))
_DIGITS = {"2": "", "3": "3", "5": "k", "6": "t", "7": "h", "8": "j", "9": "k"}
_PAIRS = (
    (re.compile("eaux?|aux?|ou|oo|au|aw|ow"), "o"),
    (re.compile("sch|tch|sh|ch"), "s"),
    (re.compile("ti(?=on)"), "s"),
    (re.compile("igh(?=t|$)"), "i"),
    (re.compile("ph"), "f"),
    (re.compile("kh|ck|qu"), "k"),
    (re.compile("gh"), "j"),
    (re.compile("th"), "t"),
    (re.compile("dh"), "d"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("x"), "ks"),
    (re.compile("(?<=[aeiou])h$"), ""),
)
_DOUBLED = re.compile(r"(.)\1+")
_LONGEST = 40  # a longer "word" is none


@lru_cache(maxsize=65_536)
def keys(word: str) -> tuple[str, ...]:
    """The ways a folded word sounds, likeliest first: one, or a few where a letter is said in two ways."""
    word = word[:_LONGEST]
    spelt = _arabic(word) if is_arabic(word) else _latin(word)
    return tuple(dict.fromkeys(key for key in spelt if key))


@lru_cache(maxsize=65_536)
def skeleton(word: str) -> str:
    """The consonants of a word's likeliest sound."""
    found = keys(word)
    return found[0].replace("o", "").replace("3", "") if found else ""


def _arabic(word: str) -> list[str]:
    doubtful = [letter for letter in _DOUBTFUL if letter in word][:2]
    spelt = []
    for other in product((False, True), repeat=len(doubtful)):
        changed = {
            letter: _DOUBTFUL[letter] for letter, is_other in zip(doubtful, other, strict=True) if is_other
        }
        letters = [changed.get(char, _ARABIC.get(char, "")) for char in word]
        begins = "a" if word[0] in "اي" or (word[0] in "عق" and letters[0] == "") else ""
        if word[0] == "و":
            letters[0] = "w"
        elif begins and word[1:2] == "و":
            letters[1] = ""
        spelt.append(_finish(begins + "".join(letters), ends_soft=word[-1] in "هو"))
    return spelt


def _latin(word: str) -> list[str]:
    text = word
    for pattern, sound in _PAIRS:
        text = pattern.sub(sound, text)
    if not text:
        return []
    dropped = text.replace("3", "") if "3" in text else text
    return [
        _finish(_spelt(each), ends_soft=each[-1:] in {"o", "u", "w"})
        for each in dict.fromkeys((text, dropped))
    ]


def _spelt(text: str) -> str:
    rest = text.lstrip("2aeiou")
    begins = "a" if rest != text else ""
    if rest.startswith("w"):
        begins, rest = begins + "w", rest[1:]
    return begins + "".join(_DIGITS.get(char, _LATIN.get(char, "")) for char in rest)


def _finish(key: str, *, ends_soft: bool) -> str:
    key = _DOUBLED.sub(r"\1", key)
    if ends_soft and len(key) > 1 and key[-1] in "oh":
        key = key[:-1]
    return key
