"""A product named in one part of a clause, where the clause as a whole leaves a doubt.

"Does the doorbell have night vision?" names the doorbell; what follows is asked about it. "The drone or the
plane?" names two.
"""

from collections.abc import Iterable

from dragoman.agents.rules.find import Found, find, has_article
from dragoman.agents.rules.index import Index
from dragoman.agents.rules.stopwords import PREPOSITIONS
from dragoman.agents.rules.understand import Clause
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Product

_DEFINITE = frozenset(words("the this that your ur one le la l el hal"))
_IS = frozenset(words("is are r est sont هل"))
_OR = frozenset(words("or vs versus ou او ولا aw walla wella than"))


def find_in_part(index: Index, clause: Clause) -> Found | None:
    """The products that are surely meant by a part of ``clause``, or ``None``."""
    sides = [find(index, side) for side in _alternatives(clause)]
    if len(sides) > 1 and all(side.certainty == "sure" for side in sides):
        products = {product.sku: product for side in sides for product in side.products}
        return Found("sure", tuple(products.values()))
    for phrase in _definite_phrases(index, clause):
        # "Is the kids phone connected": what follows the name is said of it.
        for size in range(len(phrase.words), 0, -1):
            found = find(index, _only(phrase, range(size)))
            if found.certainty == "sure":
                return found
            if size == len(phrase.words) and not _says_more(phrase):
                break
    return _beside_a_preposition(index, clause)


def _beside_a_preposition(index: Index, clause: Clause) -> Found | None:
    """The product that one side of a preposition surely names, when the others name none.

    "The projector with stars", "a bigger battery for the blower".
    """
    sides: list[list[int]] = [[]]
    for i, word in enumerate(clause.words):
        if word in PREPOSITIONS:
            sides.append([])
        else:
            sides[-1].append(i)
    if len(sides) < 2:
        return None
    rest = set(clause.rest)
    found = [(side, find(index, _only(clause, side))) for side in sides if rest & set(side)]
    sure = [(side, one) for side, one in found if one.certainty == "sure"]
    if len(sure) != 1 or any(one.products for _, one in found if one is not sure[0][1]):
        return None
    side, one = sure[0]
    first = next(i for i in side if i in rest)
    definite = first > 0 and (clause.words[first - 1] in _DEFINITE or has_article(clause.words[first]))
    return one if side is found[0][0] or definite else None


_SAID_OF_IT = frozenset(
    words(
        "charge charges clean cleans turn turns play plays wash washes need needs make makes do does hold holds"
    )
)


def _says_more(phrase: Clause) -> bool:
    """Whether a verb follows the name: "the lamp charges phones", "the phone connected to the internet"."""
    return any(word in _SAID_OF_IT or word.endswith(("ed", "ing")) for word in phrase.words[1:])


def _alternatives(clause: Clause) -> list[Clause]:
    """The clause cut at each "or"; what has no words of its own on one side is no alternative."""
    sides: list[list[int]] = [[]]
    for i, word in enumerate(clause.words):
        if word in _OR:
            sides.append([])
        else:
            sides[-1].append(i)
    return [_only(clause, side) for side in sides] if len(sides) > 1 else []


def _definite_phrases(index: Index, clause: Clause) -> list[Clause]:
    """The words right after each article, up to the next small word."""
    # "How tall is the lamp": what stands after "how" is no name.
    telling = [
        i
        for i in clause.rest
        if clause.words[i] not in index.ignored and clause.words[max(i - 1, 0)] != "how"
    ]
    phrases, past = [], -1
    for first in telling:
        prefixed = has_article(clause.words[first])
        if first <= past or (not prefixed and (first == 0 or clause.words[first - 1] not in _DEFINITE)):
            continue
        end = first + 1
        while end in telling and (not prefixed or has_article(clause.words[end])):
            end += 1
        past = end - 1
        if end == len(clause.words) and clause.words[0] in _IS:
            end -= 1  # "is the toothbrush waterproof"
        if end > first:
            phrases.append(_only(clause, range(first, end)))
    return phrases


def _only(clause: Clause, numbers: Iterable[int]) -> Clause:
    """The words at these positions as a clause that asks nothing."""
    kept = list(numbers)
    at = {number: place for place, number in enumerate(kept)}
    return Clause(
        tuple(clause.words[number] for number in kept),
        (),
        frozenset(at[i] for i in clause.used if i in at),
        tuple(at[i] for i in clause.rest if i in at),
    )


def each_named(index: Index, clause: Clause) -> tuple[Product, ...]:
    """The products that single words of ``clause`` surely name, in the order of the words."""
    found: dict[str, Product] = {}
    sides = [find(index, side) for side in _alternatives(clause)]
    sure = {product.sku: product for side in sides for product in _surely(side)}
    for side in sides:
        like = [p for p in side.products if side.certainty == "ask" and _of_one_kind(p, sure.values())]
        sure |= {product.sku: product for product in like if len(like) == 1}
    if len(sure) > 1:
        return tuple(sure.values())
    for i in clause.rest:
        one = find(index, _only(clause, (i,)))
        found |= {product.sku: product for product in _surely(one)}
    return tuple(found.values())


def _of_one_kind(product: Product, others: Iterable[Product]) -> bool:
    """Whether its name shares a word with one of the others: "the energymax curler or the rechargeable one" """
    own = set(words(product.name))
    return any(product.sku != other.sku and own & set(words(other.name)) for other in others)


def _surely(found: Found) -> tuple[Product, ...]:
    return found.products if found.certainty == "sure" else ()
