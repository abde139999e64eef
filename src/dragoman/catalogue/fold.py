"""Making words comparable: one spelling for what people type in many.

Folding is lossy on purpose and only ever used for comparing; a customer never reads a folded word.
"""

import re
import unicodedata
from functools import lru_cache

_ARABIC_LETTERS = str.maketrans(
    {"ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "گ": "ك", "ٱ": "ا", "ء": "", "پ": "ب", "چ": "ج"}
)
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_SO_MANY_IN_ONE = re.compile(r"\b(\d)\s*-?\s*in\s*-?\s*(\d)\b")
_WORD = re.compile(r"[^\W_]+")

# Arabizi writes the Arabic letters that Latin lacks as digits that look like them.
ARABIZI_LETTERS = {"2": "", "3": "", "5": "k", "6": "t", "7": "h", "8": "j", "9": "k"}

# Consonants that people swap between Arabic, English, French and Arabizi spellings share a letter.
_SOUND_OF = {
    **dict(zip("بتثجحخدذرزسشصضطظغفقكلمنه", "bttjhkddrzsssdtzjfkklmnh", strict=True)),
    **dict(zip("bcdfghjklmnpqrstvxz", "bkdfjhjklmnbkrstfkz", strict=True)),
}
_ARABIC_PREFIXES = ("وال", "بال", "فال", "كال", "عال", "لل", "ال", "هال")
# و is how Lebanese writes the ه of "it" (رجعو for رجعه), and a verb's plural.
_ARABIC_ENDINGS = ("كون", "كن", "كم", "هم", "ها", "ات", "ين", "ه", "و", "ك", "ي")


class _Characters(dict[int, int | str | None]):
    """What becomes of each character: looked up once, since whole catalogues are folded."""

    def __missing__(self, code: int) -> int | str | None:
        char = chr(code)
        category = unicodedata.category(char)
        kept: int | str | None = code
        if category == "Nd":
            kept = str(unicodedata.digit(char))
        elif category in {"Mn", "Me", "Cf"} or char == "ـ":
            kept = None
        self[code] = kept
        return kept


_CHARACTERS = _Characters()


def fold(text: str) -> str:
    """``text`` in lower case without accents, harakat, tatweel and hidden marks, its digits ASCII.

    Arabic letters that are typed interchangeably become one (أ إ آ ا; ى ي; ة ه), a letter drawn out
    (``pleaaase``) is written once, and ``3-in-1`` becomes ``3in1``.
    """
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    folded = decomposed.translate(_CHARACTERS).translate(_ARABIC_LETTERS)
    return _SO_MANY_IN_ONE.sub(r"\1in\2", _STRETCHED.sub(r"\1", folded))


def words(text: str) -> tuple[str, ...]:
    """The folded words of ``text``, in order."""
    return tuple(_WORD.findall(fold(text)))


def is_arabic(word: str) -> bool:
    """Whether a folded word is written in Arabic letters."""
    return "\u0600" <= word[:1] <= "\u06ff"


@lru_cache(maxsize=16_384)
def forms(word: str) -> tuple[str, ...]:
    """Other words that ``word`` may be a form of: singulars, and Arabic without its clitics."""
    if is_arabic(word):
        return _arabic_forms(word)
    if len(word) < 4:
        return ()
    found = []
    if word.endswith("ies"):
        found.append(word[:-3] + "y")
    if word.endswith("es"):
        found.append(word[:-2])
    if word.endswith(("s", "x")) and not word.endswith("ss"):
        found.append(word[:-1])
    if word.endswith("aux"):
        found.append(word[:-3] + "al")
    return tuple(found)


def _arabic_forms(word: str) -> tuple[str, ...]:
    bare = [word]
    if len(word) > 3 and word[0] in "وبلف":
        bare.append(word[1:])
    if len(word) > 4 and word[0] == "ع":
        bare.append(word[1:])  # "to" (على) as people write it: عصيدا
    for stem in tuple(bare):
        bare.extend(
            stem[len(p) :] for p in _ARABIC_PREFIXES if stem.startswith(p) and len(stem) - len(p) >= 2
        )
    for stem in tuple(bare):
        bare.extend(stem[: -len(e)] for e in _ARABIC_ENDINGS if stem.endswith(e) and len(stem) - len(e) >= 2)
    return tuple(dict.fromkeys(stem for stem in bare if stem != word))


@lru_cache(maxsize=16_384)
def squeezed(word: str) -> str:
    """``word`` with every doubled letter written once: ``balloon`` and ``baloon`` meet in ``balon``.

    A word of up to three letters stays as it is: ``off`` is not ``of``.
    """
    return _DOUBLED.sub(r"\1", word) if len(word) > 3 else word


@lru_cache(maxsize=16_384)
def sound(word: str) -> str:
    """The consonants of a folded word as one ear hears them: ``drone`` and ``درون`` are both ``drn``.

    Vowels are left out because Arabic does not write them; ``p`` is ``b`` and ``v`` is ``f`` because Arabic
    has neither. ``sh`` and ``ch`` are ``s``, ``kh`` is ``k``, ``gh`` is ``j``, ``ph`` is ``f``.
    """
    text = word.replace("sh", "s").replace("ch", "s").replace("kh", "k").replace("gh", "j").replace("ph", "f")
    text = re.sub(r"c(?=[eiy])", "s", text).replace("qu", "k")
    return _DOUBLED.sub(r"\1", "".join(_SOUND_OF.get(ARABIZI_LETTERS.get(char, char), "") for char in text))


def one_slip_apart(a: str, b: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours turns ``a`` into ``b``."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) != len(b):
        return rest_a[1:] == rest_b or rest_b[1:] == rest_a
    return rest_a[1:] == rest_b[1:] or (rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:])
