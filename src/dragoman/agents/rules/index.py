"""A shop's products, made ready for looking up by the words that people call them."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from dragoman.agents.rules.stopwords import STOP_WORDS
from dragoman.agents.rules.vocabulary import Vocabulary, vocabulary_of
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Product, said_in

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """A shop's products, ready for looking up. Build it with :func:`index_of`."""

    products: tuple[Product, ...]
    vocabulary: Vocabulary
    phrases: Mapping[Phrase, frozenset[int]]
    """Names and aliases, longest first, each with the numbers of the products that bear it."""
    named: tuple[frozenset[str], ...]
    about: tuple[frozenset[str], ...]
    rarity: Mapping[str, float]
    joined: Mapping[str, Phrase]
    ignored: frozenset[str]

    @property
    def unknown_weight(self) -> float:
        """What a word weighs that no product has."""
        return math.log((len(self.products) + 1) / 0.5)


def index_of(products: Sequence[Product], *, brand: str = "") -> Index:
    """Indexes ``products``. Words of ``brand`` tell no product from another and are left out.

    Prices and stock are those of ``products``; what only their words decide is kept from one turn to the next.
    """
    return replace(_by_their_words(tuple(map(_words_of, products)), brand), products=tuple(products))


Described = tuple[tuple[str, ...], tuple[str, ...]]


def _words_of(product: Product) -> Described:
    """What a product is called, and what is said of it."""
    told = (said_in(product.details.get(topic), "en") for topic in ("best_for", "features"))
    about = (product.summary or "", *(text for value in told for text in _sentences(value)))
    return (product.name, *product.names.values(), *product.aliases), about


@lru_cache(maxsize=64)
def _by_their_words(products: tuple[Described, ...], brand: str) -> Index:
    ignored = STOP_WORDS | frozenset(words(brand))
    phrases: dict[Phrase, set[int]] = {}
    named, about = [], []
    for i, (called, told) in enumerate(products):
        spoken = [_name_words(text) for text in called]
        names = [tuple(word for word in name if word not in ignored) for name in spoken]
        for name, phrase in zip(spoken, names, strict=True):
            # "mesh tape" must not come to mean "tape" because "mesh" is Arabizi for "not".
            if len(phrase) > 1 or (phrase and not STOP_WORDS & set(name)):
                phrases.setdefault(phrase, set()).add(i)
        named.append(frozenset(word for phrase in names for word in phrase))
        about.append(frozenset(word for text in told for word in _meaningful(text, ignored)))
    count = Counter(word for n, a in zip(named, about, strict=True) for word in n | a)
    return Index(
        (),
        vocabulary_of(count),
        {phrase: frozenset(phrases[phrase]) for phrase in sorted(phrases, key=len, reverse=True)},
        tuple(named),
        tuple(about),
        {word: math.log((len(products) + 1) / (times + 0.5)) for word, times in count.items()},
        {a + b: (a, b) for phrase in phrases for a, b in pairwise(phrase)},
        ignored,
    )


def _meaningful(text: str, ignored: frozenset[str]) -> Phrase:
    return tuple(word for word in _name_words(text) if word not in ignored)


# Shops repeat their names every turn; folding them anew was a third of the time.
_name_words = lru_cache(maxsize=16_384)(words)


def _sentences(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple):
        return tuple(item for item in value if isinstance(item, str))
    return ()
