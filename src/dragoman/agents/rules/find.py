"""Which product a customer means.

Names and aliases are matched word by word: exactly, in another form, one slip away, or by sound
across scripts. A whole name or alias settles it. Otherwise words count by how few products have them, and
what the customer said beyond them counts against. The index is built in a few milliseconds and kept as long as the
products are called the same.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from dragoman.agents.rules.lexicon import CATEGORIES, CONCEPTS
from dragoman.agents.rules.stopwords import GENERIC, STOP_WORDS
from dragoman.agents.rules.understand import Clause
from dragoman.agents.rules.vocabulary import Vocabulary, vocabulary_of
from dragoman.catalogue.fold import ARABIZI_LETTERS, is_arabic, sound, words
from dragoman.catalogue.model import Product

Phrase = tuple[str, ...]
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
    told = (product.details.get(topic) for topic in ("best_for", "features"))
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


def find(index: Index, clause: Clause, *, near: float = _NEAR) -> Found:
    """The products that ``clause`` names: as written, or with its words put as shops say them in English.

    ``near`` is the least share of the words that the closest product must explain.
    """
    best = NOTHING
    for reading in _readings(index, clause):
        found = _by_phrase(index, reading, clause)
        if found.certainty != "sure":
            found = _better(found, _by_words(index, reading, near))
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


def in_english(word: str) -> frozenset[str]:
    """What shops write in English for a customer's word; nothing where the lexicon does not know it."""
    said = _CONCEPT_WORDS.meant_by(word)
    return frozenset(part for phrase, name in CONCEPTS.items() if said & set(phrase) for part in name)


def _other_names(index: Index, word: str) -> frozenset[str]:
    """The shop's words that a customer's word may stand for, as it is or put into English."""
    return index.vocabulary.meant_by(word) | in_english(word)


# --- readings ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    at: int
    spoken_for: bool  # part of a cue: may belong to a product's name, but is not missed when it does not


def _readings(index: Index, clause: Clause) -> Iterable[list[_Word]]:
    content = set(clause.rest)
    plain = [
        _Word(word, i, i not in content)
        for i, word in enumerate(clause.words)
        if word not in index.ignored
        and (i in content or i in clause.used)
        and (not word.isdigit() or word in index.vocabulary.known)
    ]
    yield _rejoined(index, plain)
    translated = _translated(plain)
    if translated != plain:
        yield _rejoined(index, translated)


def _rejoined(index: Index, reading: list[_Word]) -> list[_Word]:
    """``doorbell`` as ``door bell`` and ``tooth brush`` as ``toothbrush``, whichever the shop writes."""
    result: list[_Word] = []
    for word in reading:
        before = result[-1] if result else None
        if word.text not in index.vocabulary.known and word.text in index.joined:
            result.extend(_Word(part, word.at, word.spoken_for) for part in index.joined[word.text])
        elif (
            before is not None
            and before.text + word.text in index.vocabulary.known
            and before.at + 1 == word.at
        ):
            result[-1] = _Word(before.text + word.text, word.at, before.spoken_for and word.spoken_for)
        else:
            result.append(word)
    return result


_CONCEPT_WORDS = vocabulary_of({word for phrase in CONCEPTS for word in phrase}, sound_length=4)
_LONGEST_CONCEPT = max(len(phrase) for phrase in CONCEPTS)


def _translated(reading: list[_Word]) -> list[_Word]:
    result: list[_Word] = []
    i = 0
    while i < len(reading):
        for size in range(min(_LONGEST_CONCEPT, len(reading) - i), 0, -1):
            target = _concept([word.text for word in reading[i : i + size]])
            if target:
                spoken_for = all(word.spoken_for for word in reading[i : i + size])
                result.extend(_Word(text, reading[i].at, spoken_for) for text in target)
                i += size
                break
        else:
            result.append(reading[i])
            i += 1
    return result


def _concept(said: Sequence[str]) -> Phrase | None:
    options: list[Phrase] = [()]
    for word in said:
        meant = sorted(_CONCEPT_WORDS.meant_by(word), key=lambda known: (known != word, known))[:4]
        options = [(*head, known) for head in options for known in meant]
    return next((CONCEPTS[option] for option in options if option in CONCEPTS), None)


# --- matching ---------------------------------------------------------------------------------------


def _meant(index: Index, word: str) -> frozenset[str]:
    """The shop's words that ``word`` may be; one that the lexicon knows is not taken for what only sounds alike."""
    return index.vocabulary.exactly(word) if _CONCEPT_WORDS.exactly(word) else index.vocabulary.meant_by(word)


def _by_phrase(index: Index, reading: list[_Word], clause: Clause) -> Found:
    """Whole names and aliases, longest first; a word taken by one is not used by another."""
    meant = [_meant(index, word.text) for word in reading]
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
    reading: list[_Word],
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


def _by_words(index: Index, reading: list[_Word], near: float) -> Found:
    # A number is more often how many are wanted than the "3" of "3 in 1".
    own = [
        word.text
        for word in reading
        if not word.spoken_for
        and not word.text.isdigit()
        and (word.text not in GENERIC or word.text in index.vocabulary.known)
    ]
    said = [_meant(index, word) for word in own]
    # What is only a slip away says nothing about a product's use: "I heard" is not "hard vegetables". Nor
    # do three consonants: "where do I find" (بلاقي) is not "black".
    exactly = [
        options if _is_foreign(word) and len(sound(word)) > 3 else index.vocabulary.exactly(word)
        for word, options in zip(own, said, strict=True)
    ]
    if not own:
        return NOTHING
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


def _meaningful(text: str, ignored: frozenset[str]) -> Phrase:
    return tuple(word for word in _name_words(text) if word not in ignored)


# Shops repeat their names every turn; folding them anew was a third of the time.
_name_words = lru_cache(maxsize=16_384)(words)


def _plain(category: str) -> Phrase:
    return words(category.replace("_", " "))


_TOOLS = ("tools",)
_CATEGORY_WORDS = vocabulary_of(phrase[0] for phrase in CATEGORIES if len(phrase) == 1)


def _category_words(word: str) -> frozenset[str]:
    return frozenset(known for known in _CATEGORY_WORDS.exactly(word) if (known,) in CATEGORIES)


def _sentences(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple):
        return tuple(item for item in value if isinstance(item, str))
    return ()
