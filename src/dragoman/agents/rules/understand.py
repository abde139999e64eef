"""From what a customer wrote to clauses: what each asks, and the words that may name a product or a place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dragoman.agents.rules.cues import CUES, ITS, said_words
from dragoman.agents.rules.lexicon import CONCEPTS, PLACES
from dragoman.agents.rules.stopwords import BREAKS, OF_IT, ORDINARY, STOP_WORDS
from dragoman.agents.rules.vocabulary import NO_VOCABULARY, Vocabulary, vocabulary_of
from dragoman.catalogue.fold import words

# A customer's burst is read up to here: nobody asks a question in more, and the work stays bounded.
_MOST_CHARS = 2000
_MOST_CLAUSES = 12

_CLAUSE_END = re.compile(r"([\n\r.!?؟;؛,،…]+(?=\s|$)|[\n\r?؟!؛،]+)")
_POINTS_BACK = (
    frozenset(
        words(
            """
            it them this that these those one ones its celui celle ceux il lui اياه هيدا هيدي هذا هذه هاد هوي هيي hayda
            hayde haida ceci cela ca yeha yeh yehon ياه ياها ياهن ياهم"""
        )
    )
    | OF_IT
    | ITS
)

_JOURNEY = frozenset({"to", "take", "takes", "till", "until", "from"})
_THERE_IS = frozenset(words("fi fii fih في"))  # "fi iphone?" asks whether there is one

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that was said.

    ``words`` are all its folded words. ``used`` are the positions that cues took. ``rest`` are the positions
    of words with a meaning of their own: they may name a product. ``place`` is a country, in English.
    ``asks``: a question mark ends it.
    """

    words: tuple[str, ...]
    intents: tuple[str, ...]
    used: frozenset[int]
    rest: tuple[int, ...]
    place: str | None = None
    asks: bool = False
    perhaps_delivery: bool = False
    """Whether it asks how long, and nothing but that makes it about delivery: of a product it asks something else."""

    @property
    def points_back(self) -> bool:
        """Whether it says "it", "this one": the product may be the one spoken of before."""
        return any(word in _POINTS_BACK for word in self.words)


NO_WORDS = Clause((), (), frozenset(), ())
"""What a tap says: nothing beyond the choice itself."""


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """Phrases by their first word, with the vocabulary that recognises their words."""

    vocabulary: Vocabulary
    by_first: dict[str, list[tuple[Phrase, str]]]


def _book(entries: Iterable[tuple[Phrase, str]]) -> PhraseBook:
    by_first: dict[str, list[tuple[Phrase, str]]] = {}
    for phrase, meaning in entries:
        by_first.setdefault(phrase[0], []).append((phrase, meaning))
    known = {word for phrases in by_first.values() for phrase, _ in phrases for word in phrase}
    return PhraseBook(vocabulary_of(known, sound_length=5), by_first)


_NAMES_OF_THINGS = frozenset(word for phrase in CONCEPTS for word in phrase)
_CUE_BOOK = _book((phrase, intent) for intent, phrases in CUES.items() for phrase in phrases)
_PLACE_BOOK = _book(PLACES.items())


def read_clauses(text: str, *, protected: Vocabulary = NO_VOCABULARY) -> tuple[Clause, ...]:
    """The clauses of ``text``, in order. ``protected`` are the shop's own words: never a misspelt cue."""
    clauses: list[Clause] = []
    pieces = _CLAUSE_END.split(text[:_MOST_CHARS])
    for piece, end in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        asks = bool({"?", "؟"} & set(end))
        for part in _at_breaks(said_words(piece), protected):
            clauses.append(replace(_read(part, protected), asks=asks))
    return tuple(_compared_in_one(clauses[:_MOST_CLAUSES], protected))


def _compared_in_one(clauses: Sequence[Clause], protected: Vocabulary) -> list[Clause]:
    """ "What differs between the kit and the pen" is one question, though "and" stands in it."""
    joined: list[Clause] = []
    for clause in clauses:
        if joined and "compare" in joined[-1].intents and not clause.intents:
            whole = _read((*joined[-1].words, *clause.words), protected)
            joined[-1] = replace(whole, asks=clause.asks)
        else:
            joined.append(clause)
    return joined


_BEFORE_MOST = frozenset(
    {"le", "la", "les", "de", "du"}
)  # "le plus cher" is the most, not one thing and another


def _at_breaks(piece: Phrase, protected: Vocabulary) -> list[Phrase]:
    parts: list[list[str]] = [[]]
    for at, word in enumerate(piece):
        if word in BREAKS and not (word == "plus" and piece[max(at - 1, 0)] in _BEFORE_MOST):
            parts.append([])
        elif _joined_by_and(word, protected):
            parts.append([word[1:]])
        else:
            parts[-1].append(word)
    return [tuple(part) for part in parts if part]


def _joined_by_and(word: str, protected: Vocabulary) -> bool:
    """Whether an Arabic word is another that we know with "and" (و) written onto it."""
    if not word.startswith("و") or word in STOP_WORDS | OF_IT:
        return False
    if word[1:] in OF_IT or (len(word) > 2 and word[1:] in STOP_WORDS):
        return True
    if len(word) < 4:
        return False
    if any(word in book.vocabulary.known for book in (_CUE_BOOK, _PLACE_BOOK)) or word in protected.known:
        return False
    return bool(_CUE_BOOK.vocabulary.exactly(word[1:]) or protected.exactly(word[1:]))


def _read(part: Phrase, protected: Vocabulary) -> Clause:
    places = _matches(part, _PLACE_BOOK, None)
    of_places = frozenset(i for start, size, _ in places for i in range(start, start + size))
    found = _matches(part, _CUE_BOOK, protected, sure=of_places)
    found = [match for match in found if not _is_a_thing(part[match[0] : match[0] + match[1]], protected)]
    used = frozenset(i for start, size, _ in found for i in range(start, start + size))
    small = STOP_WORDS | OF_IT
    rest = tuple(i for i, word in enumerate(part) if i not in used | of_places and word not in small)
    intents = tuple(dict.fromkeys(intent for _, _, intent in found))
    if rest and part[:2] == ("how", "long") and not _JOURNEY & set(part):
        # "How long does it burn?" is not about delivery; "how long to Ehden" is.
        intents = tuple(intent for intent in intents if intent != "delivery?")
    if not intents and part[0] in _THERE_IS:
        intents = ("have",)
    if _of_a_child(part) and not {"suggest", "list", "have", "want"} & set(intents):
        intents = (*intents, "safety")
    if "order" in intents and _names_an_order(part, protected):
        intents = tuple("order_status" if intent == "order" else intent for intent in intents)
    if (_WHICH | _OR) & set(part) and _COMPARATIVES & set(part) and "compare" not in intents:
        intents = (*intents, "compare")  # "which mop is better"
    perhaps = "delivery?" in intents and "delivery" not in intents
    return Clause(
        part, _settled(intents), used, rest, places[0][2] if places else None, perhaps_delivery=perhaps
    )


_TWO_MEANINGS = frozenset(words("enceinte enceintes"))  # pregnant, or a speaker


def _is_a_thing(cue: Phrase, protected: Vocabulary) -> bool:
    """Whether a word with two meanings is what the shop sells: "une enceinte"; "je suis enceinte" is a longer cue."""
    if len(cue) != 1 or cue[0] not in _TWO_MEANINGS:
        return False
    return bool({*cue, *CONCEPTS.get(cue, ())} & protected.known)


_WHICH = frozenset(words("which ayya aya ايا اي quel quelle lequel laquelle anhi"))
_OR = frozenset(words("or ou او ولا aw walla wella"))
_COMPARATIVES = frozenset(
    words(
        """
        better best cheaper stronger faster bigger smaller احسن افضل ارخص اقوى اكبر اصغر a7san ahsan afdal arkhas
        a2wa meilleur meilleure mieux"""
    )
)
_CHILD = frozenset(
    words(
        """
        son daughter child kid boy girl fils fille enfant ابني بنتي ولدي طفلي ebne bente ebni binti wlede
        brother sister nephew niece اختي اخي e5te khaye"""
    )
)
_YEARS = frozenset({"year", "years", "yr", "yrs"})
_OF_A_CHILD = frozenset(str(age) for age in range(1, 18))


def _of_a_child(part: Phrase) -> bool:
    """Whether a child and its age are spoken of: "my son is 13, can he use it?" asks whether that is safe."""
    aged = any(a in _OF_A_CHILD and b in _YEARS for a, b in pairwise(part)) and "old" in part
    return aged or bool(_CHILD & set(part) and _OF_A_CHILD & set(part))


_ORDER_WORDS = frozenset(words("order commande طلب الطلب طلبيه الطلبيه talab talabiye"))
_NUMBER_WORDS = frozenset(words("number no nb num id numero n رقم رقمه ra2m"))
_ORDER_NUMBER = 4  # digits, at the least: "order 100 of them" is an order


def _names_an_order(part: Phrase, protected: Vocabulary) -> bool:
    """Whether an order's number is given, as in "order no 10234": that order exists already.

    "Order 5000 drones" gives none: what the shop sells follows.
    """
    rest = [word for word in part if word not in _NUMBER_WORDS]
    for place, (a, b) in enumerate(pairwise(rest)):
        if a in _ORDER_WORDS and b.isdigit() and len(b) >= _ORDER_NUMBER:
            return not any(protected.exactly(word) for word in rest[place + 2 : place + 3])
    return False


# Nobody is handed to a person as angry for a slip, or told off for one.
_NEVER_A_SLIP = frozenset({"angry", "abuse", "inject", "smalltalk"})


def _matches(
    part: Phrase, book: PhraseBook, protected: Vocabulary | None, *, sure: frozenset[int] = frozenset()
) -> list[tuple[int, int, str]]:
    """The phrases of ``book`` in ``part`` as (start, size, meaning): longer ones first, none overlapping.

    The words at the positions ``sure`` are not misspelt: the town of Sour is not a "soura", a picture.
    """
    vocabulary = book.vocabulary
    meant = [_meant(word, vocabulary, None if i in sure else protected) for i, word in enumerate(part)]
    exact = [vocabulary.exactly(word) for word in part]
    found = []
    for start, options in enumerate(meant):
        for first in options:
            for phrase, meaning in book.by_first.get(first, ()):
                if _continues(exact if meaning in _NEVER_A_SLIP else meant, start, phrase):
                    found.append((start, len(phrase), meaning))
    # Of equals, the later-listed intent must not depend on set order: sort by every field.
    found.sort(key=lambda match: (-match[1], match[0], match[2]))
    kept: list[tuple[int, int, str]] = []
    taken: dict[int, tuple[int, int]] = {}
    for start, size, meaning in found:
        span = range(start, start + size)
        if all(taken.get(i, (start, size)) == (start, size) for i in span):
            taken.update(dict.fromkeys(span, (start, size)))
            kept.append((start, size, meaning))
    return sorted(kept)


def _meant(word: str, vocabulary: Vocabulary, protected: Vocabulary | None) -> frozenset[str]:
    if word in STOP_WORDS:
        return frozenset({word}) & vocabulary.known
    # Places are never guessed at: الكيت (the kit) is one slip from الكويت (Kuwait).
    exact = vocabulary.exactly(word)
    if word in ORDINARY:
        return frozenset({word}) & vocabulary.known
    if protected is None or exact or word in _NAMES_OF_THINGS:
        return exact
    if protected.resembled_by(word):
        return exact
    return vocabulary.meant_by(word)


def _continues(meant: Sequence[frozenset[str]], start: int, phrase: Phrase) -> bool:
    if start + len(phrase) > len(meant):
        return False
    return all(word in meant[start + i] for i, word in enumerate(phrase))


_TALK = frozenset({"greeting", "thanks", "ack", "decline", "yes", "smalltalk"})
_QUESTIONS = frozenset(CUES) - _TALK - {"want", "have"}
# What a stronger intent of the same clause explains away: "I want the price" wants the price, and in "deliver
# to Sour" (صور) nobody asks for pictures.
_EXPLAINED = {
    "price": {"want"},
    "delivery": {"want", "image"},
    "details": {"want"},
    "image": {"want", "have"},
    "returns": {"want", "have"},
    "list": {"want", "have"},
    "decline": {"want", "order", "have", "ack"},
    "usage": {"list", "suggest"},
    "suggest": {"order", "want", "have", "safety", "compare", "list", "usage"},  # an age is the child's
    "compare": {"details", "price", "discount", "want", "list"},
    "cheapest": {"list", "have", "price", "discount"},
    "dearest": {"list", "have", "price", "discount"},
    "similar": {"have", "want", "list"},
    "discount": {"results"},  # "does the code work?"
    "order_status": {"order", "want", "have", "list"},
    "bot": {"human", "safety", "location"},
    "human": {"contact"},
    "angry": {"bot", "ack", "want", "have", "abuse"},
    "abuse": {"bot", "ack", "want", "have", "greeting"},
    "problem": {"abuse"},
    "language": {"want", "have", "list"},
    "inject": set(CUES) - {"inject"},
}


def _settled(intents: tuple[str, ...]) -> tuple[str, ...]:
    """Drops what a stronger intent in the same clause explains away."""
    kept = list(intents)
    if "delivery?" in kept:
        kept.remove("delivery?")
        if not {"results", "usage", "safety", "warranty", "hours"} & set(kept):
            kept.append("delivery")
    explained = set().union(*(_EXPLAINED.get(intent, set()) for intent in kept))
    kept = [intent for intent in kept if intent not in explained]
    if _QUESTIONS & set(kept):
        kept = [intent for intent in kept if intent not in {"ack", "yes", "smalltalk"}]
    return tuple(dict.fromkeys(kept))
