"""Slips of the finger, and Arabizi as different people spell it: seeded, so that a run can be repeated. Pure."""

import re
from random import Random

from evals.scenario import Language

_WORD = re.compile(r"[^\W\d_]{5,}")
_SPELLINGS = (("7", "h"), ("3", "a"), ("sh", "ch"), ("ou", "u"), ("ee", "i"), ("kh", "5"), ("2", ""))


def slipped(text: str, share: float, random: Random, language: Language) -> str:
    """``text`` with a slip in about ``share`` of its longer words. Numbers stay what they are.

    In Arabizi half of the slips are another spelling of the same sound.
    """

    def slip(match: re.Match[str]) -> str:
        word = match.group()
        return _slip(word, random) if random.random() < share else word

    slipped_text = _WORD.sub(slip, text)
    if language != "arabizi" or random.random() >= share:
        return slipped_text
    return _respelt(slipped_text, random)


def _slip(word: str, random: Random) -> str:
    at = random.randrange(1, len(word) - 1)
    match random.randrange(3):
        case 0:  # two letters change places
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:  # one is missing
            return word[:at] + word[at + 1 :]
        case _:  # one is doubled
            return word[:at] + word[at] + word[at:]


def _respelt(text: str, random: Random) -> str:
    possible = [(old, new) for old, new in _SPELLINGS if re.search(rf"(?<=[a-z]){old}|{old}(?=[a-z])", text)]
    if not possible:
        return text
    old, new = random.choice(possible)
    return re.sub(rf"(?<=[a-z]){old}(?=[a-z])", new, text, count=1)
