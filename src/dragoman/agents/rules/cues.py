"""The words by which an intent is known, in English, French, Arabic and Arabizi.

A cue is a word or a phrase, written as people write it; it is folded when this module is loaded. Longer cues
win over shorter ones inside them: ``cash on delivery`` is about paying, not about delivery. A ``~`` at the end
stands for the pronouns that may be written onto an Arabic word: ``سعر~`` is also سعره, سعرو and سعرها.
"""

from dragoman.agents.rules.cues_of_people import PEOPLE
from dragoman.agents.rules.cues_of_products import PRODUCTS
from dragoman.agents.rules.cues_of_shop import SHOP
from dragoman.catalogue.fold import is_arabic, words

TOPICS = (
    "payment",
    "returns",
    "warranty",
    "hours",
    "location",
    "usage",
    "safety",
    "results",
    "storage",
    "authenticity",
    "contact",
)
"""Intents that the shop's policies answer under the same name."""

# Who says an age asks whether it is for them; above this nobody asks.
_AGES = [
    f"{said} {age}"
    for age in range(3, 18)
    for said in ("im", "i m", "i am", "j ai", "عمري", "3omre", "3emre")
]

# "Enceinte" alone may be a loudspeaker; of so many months nobody is one.
_EXPECTING = [
    f"enceinte de {months}"
    for months in (*range(1, 10), "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "quelques")
]

_CUES: dict[str, str] = {**PEOPLE, **PRODUCTS, **SHOP}

# One word for another, as people shorten them on a phone.
_SHORT_FOR = {
    "u": "you",
    "ur": "your",
    "hv": "have",
    "hav": "have",
    "hw": "how",
    "mch": "much",
    "mutch": "much",
    "smth": "something",
    "smthg": "something",
    "smthng": "something",
    "sth": "something",
    "abt": "about",
    "plz": "please",
    "pls": "please",
    "b4": "before",
    "wich": "which",
    "witch": "which",
    "teh": "the",
    "dis": "this",
    "wht": "what",
    "wat": "what",
    "pic": "picture",
    "pics": "pictures",
    "bcz": "because",
    "thx": "thanks",
    "ill": "i ll",
    "im": "i m",
    "ive": "i ve",
    "dont": "don t",
    "cant": "can t",
    "wont": "won t",
    "isnt": "isn t",
    "doesnt": "doesn t",
    "didnt": "didn t",
    "whats": "what s",
    "wats": "what s",
    "thats": "that s",
    "hows": "how s",
    "wheres": "where s",
    "whos": "who s",
    "youre": "you re",
    "delv": "delivery",
}


def said_words(text: str) -> tuple[str, ...]:
    """The folded words of what a customer wrote, those that people shorten in full."""
    return tuple(full for word in words(text) for full in _SHORT_FOR.get(word, word).split())


# What an Arabic word may carry for "it", "her" and "them", in either script and as people type it.
_PRONOUNS = {True: ("ه", "و", "ها", "ا", "هن", "هم", "ن"), False: ("o", "ou", "a", "on", "oun")}


def _spellings(cue: str) -> list[str]:
    """A cue as it stands; one that ends in ``~`` also with each of the pronouns of its script."""
    stem = cue.strip()
    if not stem.endswith("~"):
        return [stem]
    return [stem[:-1], *(stem[:-1] + ending for ending in _PRONOUNS[is_arabic(stem)])]


def _cues(block: str) -> list[str]:
    return [cue for line in block.splitlines() for cue in line.split("|") if cue.strip()]


def _phrases(block: str) -> tuple[tuple[str, ...], ...]:
    return tuple(said_words(spelling) for cue in _cues(block) for spelling in _spellings(cue))


CUES: dict[str, tuple[tuple[str, ...], ...]] = {
    **{intent: _phrases(block) for intent, block in _CUES.items()},
    "safety": (*_phrases(_CUES["safety"]), *_phrases("|".join([*_AGES, *_EXPECTING]))),
}
"""Intent -> its cues, each a tuple of folded words. ``delivery?`` gives way to topics that also take time."""

ITS: frozenset[str] = frozenset(
    words(spelling)[-1]
    for block in _CUES.values()
    for cue in _cues(block)
    if cue.strip().endswith("~")
    for spelling in _spellings(cue)[1:]
)
"""Words of cues that speak of something named before: سعرو, "its price"."""
