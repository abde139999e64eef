"""Which product a customer means.

Names and aliases are matched word by word: exactly, in another form, one slip away, or by sound
across scripts. A whole name or alias settles it. Otherwise words count by how few products have them, and
what the customer said beyond them counts against.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from dragoman.agents.rules.index import Index, Phrase
from dragoman.agents.rules.lexicon import CATEGORIES
from dragoman.agents.rules.readings import Word, in_english, meant_in, readings
from dragoman.agents.rules.stopwords import GENERIC
from dragoman.agents.rules.understand import Clause
from dragoman.agents.rules.vocabulary import vocabulary_of
from dragoman.catalogue.fold import ARABIZI_LETTERS, is_arabic, sound, words
from dragoman.catalogue.model import Product

Certainty = Literal["sure", "ask", "near", "none"]

_SURE, _NEAR = 0.85, 0.4  # coverage: the share of the customer's words, by weight, that a product explains
_ABOUT_WEIGHT = 0.6  # a word in the summary says less than a word in the name
_MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Found:
    """``sure``: these are meant, each of them. ``ask``: one of these is. ``near``: the closest there are."""

    certainty: Certainty
    products: tuple[Product, ...] = ()
    whole: bool = False
    """Whether a whole name or alias was said, not only words of it."""
    size: int = 0
    """How many words that name has."""


NOTHING = Found("none")


def find(index: Index, clause: Clause, *, near: float = _NEAR) -> Found:
    """The products that ``clause`` names: as written, or with its words put as shops say them in English.

    ``near`` is the least share of the words that the closest product must explain.
    """
    best = NOTHING
    for reading in readings(index, clause):
        found = _by_phrase(index, reading, clause)
        if found.certainty != "sure":
            found = _better(found, _by_words(index, reading, near, pointed=_points(clause)))
        best = _better(best, found)
        longer = best.whole and found.size > best.size
        if found.whole and (longer or len(found.products) > len(best.products)):
            best = found  # one name is the shop's own word, the other had to be translated
    return best


def category_in(index: Index, clause: Clause) -> str | None:
    """The category that all the meaningful words of ``clause`` ask for, or ``None``."""
    own = (clause.words[i] for i in clause.rest)
    asked = tuple(word for word in own if word not in index.ignored and not word.isdigit())
    if not asked:
        return None
    # Each word may ask for the same category ("العاب اطفال", "kids toys"), or all of them may be its name.
    each = [{(word,), *(CATEGORIES[(form,)] for form in _category_words(word))} for word in asked]
    if len(each) > 1:
        each = [names for names in each if _TOOLS not in names] or each  # "kitchen tools" are for the kitchen
    wanted = {asked, CATEGORIES.get(asked), *set.intersection(*each)}
    return next((p.category for p in index.products if p.category and _plain(p.category) in wanted), None)


def category_of(index: Index, word: str) -> str | None:
    """The category of the shop that this one word asks for, or ``None``."""
    wanted = {(word,), *(CATEGORIES[(form,)] for form in _category_words(word))}
    return next((p.category for p in index.products if p.category and _plain(p.category) in wanted), None)


def unexplained(index: Index, clause: Clause) -> bool:
    """Whether ``clause`` has words of its own that are neither the brand's nor small talk."""
    own = (clause.words[i] for i in clause.rest)
    return any(word not in index.ignored and not word.isdigit() for word in own)


def speaks_of_most(index: Index, clause: Clause) -> bool:
    """Whether ``clause`` has a word that half of the products or more bear: what such a shop is all about."""
    said = [_other_names(index, clause.words[i]) for i in clause.rest]
    return any(2 * sum(bool(names & own) for own in index.named) >= len(index.named) for names in said)


def of_that_kind(index: Index, clause: Clause) -> tuple[Product, ...]:
    """The products that bear, or are said to be, all that ``clause`` asks for in the plural: "bluetooth speakers"."""
    own = [clause.words[i] for i in clause.rest if clause.words[i] not in index.ignored]
    kinds = [_other_names(index, word) for word in own if len(word) > 3 and word.endswith("s")]
    if not kinds:
        return ()
    said = [_other_names(index, word) for word in own]
    pairs = zip(index.products, index.named, index.about, strict=True)
    return tuple(
        product
        for product, names, about in pairs
        if all(one & (names | about) for one in said) and all(one & names for one in kinds)
    )


def unknown_words(index: Index, product: Product, clause: Clause) -> tuple[str, ...]:
    """The words of ``clause`` that neither ``product``'s names and summary nor small talk account for."""
    number = next((i for i, other in enumerate(index.products) if other.sku == product.sku), None)
    if number is None:
        return ()
    explained = index.named[number] | index.about[number]
    own = (clause.words[i] for i in clause.rest)
    return tuple(
        word
        for word in own
        if word not in index.ignored and not word.isdigit() and not _other_names(index, word) & explained
    )


def _other_names(index: Index, word: str) -> frozenset[str]:
    """The shop's words that a customer's word may stand for, as it is or put into English."""
    return index.vocabulary.meant_by(word) | in_english(word)


# --- matching ---------------------------------------------------------------------------------------


def _by_phrase(index: Index, reading: list[Word], clause: Clause) -> Found:
    """Whole names and aliases, longest first; a word taken by one is not used by another."""
    meant = [meant_in(index, word.text) for word in reading]
    hits: list[tuple[int, int, frozenset[int]]] = []
    for phrase, owners in index.phrases.items():
        size = len(phrase)
        for start in range(len(reading) - size + 1):
            window = range(start, start + size)
            if any(start < end and begin < start + size for begin, end, _ in hits):
                continue
            if (
                all(reading[i].spoken_for for i in window)
                or reading[start + size - 1].at - reading[start].at > size + 1
            ):
                continue
            if _same_words([meant[i] for i in window], phrase):
                hits.append((start, start + size, owners))
    if not hits:
        return NOTHING
    hits.sort()
    if any(len(owners) > 1 for _, _, owners in hits):
        return Found("ask", _in_order(index, set().union(*(owners for _, _, owners in hits))))
    products = _in_order(index, {i for _, _, owners in hits for i in owners})
    if len(hits) == 1 and _something_else_beside(index, reading, meant, hits[0], clause):
        return Found("near", products, whole=True)
    return Found("sure", products, whole=True, size=sum(end - start for start, end, _ in hits))


def _same_words(meant: Sequence[frozenset[str]], phrase: Phrase) -> bool:
    """Whether the words are those of ``phrase`` in any order: Arabic and French put the noun first."""
    left = list(meant)
    for word in phrase:
        at = next((i for i, options in enumerate(left) if word in options), None)
        if at is None:
            return False
        del left[at]
    return True


_DEFINITE = frozenset(words("the this your ur one le la l el hal"))


def _something_else_beside(
    index: Index,
    reading: list[Word],
    meant: Sequence[frozenset[str]],
    hit: tuple[int, int, frozenset[int]],
    clause: Clause,
) -> bool:
    """Whether a neighbouring word makes it another thing: a "water heater" is not the neck heater.

    In "can I use the pen everyday" the article says that the pen itself is meant, whatever follows.
    """
    start, end, owners = hit
    first = reading[start].at
    definite = not clause.intents and first > 0 and clause.words[first - 1] in _DEFINITE
    explained = frozenset().union(*(index.named[i] | index.about[i] for i in owners))
    for near, edge in ((start - 1, start), (end, end - 1)):
        if near == end and definite:
            continue
        if not 0 <= near < len(reading) or abs(reading[near].at - reading[edge].at) > 1:
            continue
        word = reading[near]
        plain = word.spoken_for or word.text.isdigit() or word.text in GENERIC
        if not plain and not meant[near] & explained:
            return True
    return False


_ONE = frozenset(words("one celui celle"))


def is_definite(clause: Clause) -> bool:
    """Whether an article stands before a word that may name a product."""
    return any(
        has_article(clause.words[i]) or (i > 0 and clause.words[i - 1] in _DEFINITE - {"this"})
        for i in clause.rest
    )


def has_article(word: str) -> bool:
    """Whether an Arabic word begins with its article."""
    return is_arabic(word) and len(word) > 3 and word.startswith(("ال", "هال", "عال", "بال", "لل"))


def _points(clause: Clause) -> bool:
    """Whether one of several is pointed at: "the green one", "la verte", "الخضرا"."""
    return is_definite(clause) or any(_ONE & set(clause.words[i + 1 : i + 2]) for i in clause.rest)


def _by_words(index: Index, reading: list[Word], near: float, *, pointed: bool = False) -> Found:
    # A number is more often how many are wanted than the "3" of "3 in 1".
    own = [
        word.text
        for word in reading
        if not word.spoken_for
        and not word.text.isdigit()
        and (word.text not in GENERIC or word.text in index.vocabulary.known)
    ]
    said = [meant_in(index, word) for word in own]
    # What is only a slip away says nothing about a product's use: "I heard" is not "hard vegetables". Nor
    # do three consonants: "where do I find" (بلاقي) is not "black".
    exactly = [
        options if _is_foreign(word) and len(sound(word)) > 3 else index.vocabulary.exactly(word)
        for word, options in zip(own, said, strict=True)
    ]
    if all(word in GENERIC for word in own):
        # "In black" names nothing; "the green one" does where only one is called green.
        bearers = {i for i, names in enumerate(index.named) if said and all(one & names for one in said)}
        one_of_them = pointed and len(bearers) == 1
        return Found("sure", _in_order(index, bearers)) if one_of_them else NOTHING
    weights = [
        max((index.rarity[word] for word in options), default=index.unknown_weight) for options in said
    ]
    total = sum(weights) or 1.0
    by_name, overall, either = [], [], []
    for names, about in zip(index.named, index.about, strict=True):
        named = sum(w for w, options in zip(weights, said, strict=True) if options & names)
        told = sum(
            w
            for w, options, exact in zip(weights, said, exactly, strict=True)
            if exact & about and not options & names
        )
        by_name.append(named / total)
        either.append((named + told) / total if named >= told else 0.0)
        overall.append((named + _ABOUT_WEIGHT * told) / total)
    best = max(by_name, default=0.0)
    if best >= _SURE:
        top = [i for i, score in enumerate(by_name) if score >= best - 1e-9]
        if len(top) == 1 and not any(index.vocabulary.exactly(word) or _long_enough(word) for word in own):
            # Three consonants across scripts are a guess: crisps (شيبس) are not space.
            return Found("near", _in_order(index, top))
        return Found("sure" if len(top) == 1 else "ask", _in_order(index, top[:_MOST_CANDIDATES]))
    best = max(either, default=0.0)
    if best >= _SURE and sum(1 for score in either if score >= best - 1e-9) == 1:
        # "Has the doorbell a camera?": its name, and what is said of it.
        return Found("sure", (index.products[either.index(best)],))
    best = max(overall, default=0.0)
    if best < near or not any(exactly if len(own) > 1 else said):
        return NOTHING
    close = sorted(
        (i for i, score in enumerate(overall) if score >= max(near, best * 0.8)), key=lambda i: -overall[i]
    )
    return Found("near", tuple(index.products[i] for i in close[:3]))


def _long_enough(word: str) -> bool:
    return not _is_foreign(word) or len(sound(word.removeprefix("ال"))) > 3


def _is_foreign(word: str) -> bool:
    """Whether it is written in Arabic, in either script: such words are matched by their sound."""
    return is_arabic(word) or any(char in ARABIZI_LETTERS for char in word)


_RANK = {"sure": 3, "ask": 2, "near": 1, "none": 0}


def _better(a: Found, b: Found) -> Found:
    return b if _RANK[b.certainty] > _RANK[a.certainty] else a


def _in_order(index: Index, numbers: Iterable[int]) -> tuple[Product, ...]:
    return tuple(index.products[i] for i in sorted(set(numbers)))


def _plain(category: str) -> Phrase:
    return words(category.replace("_", " "))


_TOOLS = ("tools",)
_CATEGORY_WORDS = vocabulary_of(phrase[0] for phrase in CATEGORIES if len(phrase) == 1)


def _category_words(word: str) -> frozenset[str]:
    return frozenset(known for known in _CATEGORY_WORDS.exactly(word) if (known,) in CATEGORIES)
