"""What a message says of a cart: products with quantities, and what is to be added, removed or replaced. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from dragoman.agents.rules.find import NOTHING, Found, find
from dragoman.agents.rules.index import Index
from dragoman.agents.rules.lexicon import CONCEPTS
from dragoman.agents.rules.ordering.amounts import ARTICLES, dual_of, number_of, only_counts, quantity_in
from dragoman.agents.rules.understand import Clause, read_clauses
from dragoman.catalogue.fold import forms, words
from dragoman.catalogue.model import Product, Variant

Change = Literal["add", "set", "remove", "named"]
"""``named``: only spoken of; whether it is wanted, the state of the conversation decides."""

MOST_WISHES = 20
# Nobody orders in more; each piece is looked up by itself, so that a wall of words would take its time.
_MOST_CHARS, _MOST_CLAUSES, _MOST_WORDS, _MOST_SPOKEN, _MOST_PIECES = 600, 8, 30, 14, 10


@dataclass(frozen=True, slots=True)
class Wish:
    """What is said of one product. Several ``products``: one of them is meant; none: the one spoken of."""

    change: Change
    products: tuple[Product, ...] = ()
    quantity: int | None = None
    variant: str | None = None
    wanted: bool = False
    """Whether the customer says "I want", "I'll take" about it."""

    @property
    def product(self) -> Product | None:
        """The product, where it is clear which."""
        return self.products[0] if len(self.products) == 1 else None


_ADD = frozenset(
    words(
        """
        add adding addd also plus too extra more another aswell zid zide zidle zidli zidou zeed zidlo kamen kamein
        kaman ajoute ajouter ajoutez rajoute rajouter rajoutez aussi encore زيد زيدي زيدلي زيدو زيدولي ضيف ضيفي ضيفلي
        اضف اضيف كمان include throw"""
    )
)
_REMOVE = frozenset(
    words(
        """
        remove removing delete drop without cancel enleve enlever enlevez retire retirer retirez supprime supprimer
        supprimez sans annule annuler شيل شيلي شيلو شيلولي شيللي احذف امسح بلا بدون الغي chil chile shil shile shilo
        shilou chilo bala bdoun bidoun elghe"""
    )
)
_SET = frozenset(
    words(
        """
        make only just change instead seulement juste mets mettez mettre plutot change changer changez خلي خليه خليها
        خليهن خليهم خليلي بس khalli khalle khalliha khallihon khallehon khallia khalliyon khalliya khalleha 5alle 5alli
        5allehon bas bass غير غيرلي ghayyer 8ayyer rather meant total
        seul seule uniquement"""
    )
)
_BESIDE = frozenset(
    words(
        """
        prends prendre veux take bekhod bakhod b5od khod finally actually sorry oops pardon well hmm
        finalement enfin fait desole بالاخر بالنهايه اسف عفوا يا لا لاء no non
        laisse laissez tomber oublie oubliez forget skip
        la la2 bel ekher غيرت رايي ghayyaret ghayaret 8ayaret raye
        sorry pls it them يعني ya3ne oh ah ok okay yes oui eh ايه نعم اوك اوكي"""
    )
)
_NOT = frozenset(words("not pas مش mish mesh mech mch"))
_NOT_WANTED = (
    ("don", "t", "want"),
    ("dont", "want"),
    ("no", "need"),
    ("no", "more"),
    ("ما", "بدي"),
    ("مش", "بدي"),
    ("ma", "badde"),
    ("ma", "baddi"),
    ("ma", "bade"),
    ("veux", "pas"),
    ("veux", "plus"),
    ("take", "off"),
    ("take", "out"),
    ("leave", "out"),
    ("laisse", "tomber"),
    ("laissez", "tomber"),
    ("oublie",),
    ("oubliez",),
    ("forget",),
    ("skip",),
)
_INSTEAD_OF = (
    ("instead", "of"),
    ("in", "place", "of"),
    ("rather", "than"),
    ("au", "lieu", "de"),
    ("au", "lieu", "du"),
    ("au", "lieu", "d"),
    ("au", "lieu", "des"),
    ("a", "la", "place", "de"),
    ("a", "la", "place", "du"),
    ("بدل",),
    ("بدال",),
    ("عوض",),
    ("badal",),
    ("bidel",),
    ("badel",),
    ("bdal",),
)
_SWAP = frozenset(
    words("change swap replace switch changer changez remplace remplacer remplacez بدل بدلي غير غيرلي")
)
_SWAP_FOR = frozenset(words("with to by for par pour ب ل"))
_EACH = frozenset(words("each chaque chacun chacune every"))
_JOINS = re.compile(r"\s[+&]\s|\s[+&](?=[^\W\d])")
_WANTS = frozenset({"want", "order"})
_BATTERY = dict.fromkeys(words("batterie batteries بطاريه بطاريات batariye batariyet batareye"), "battery")

_BATTERIES = frozenset(_BATTERY)
_ARTICLES = ARTICLES | {"un", "une"}


def read_wishes(text: str, index: Index) -> list[Wish]:
    """What ``text`` says of products and quantities, in order."""
    plain = only_counts(_JOINS.sub(" and ", text[:_MOST_CHARS]))
    wishes: list[Wish] = []
    clauses = read_clauses(plain, protected=index.vocabulary)[:_MOST_CLAUSES]
    verb: Change = "named"
    wanted = any(_WANTS & set(clause.intents) for clause in clauses)
    for clause in clauses:
        verb = _verb(clause.words) or verb
        said = _clause_wishes(clause, index, verb)
        article = bool(clause.words) and clause.words[0] in _ARTICLES
        if article and any(wish.quantity and not wish.products for wish in wishes):
            # "2 of them and a drone": the number is that of what was spoken of.
            said = [replace(wish, quantity=wish.quantity or 1) if wish.products else wish for wish in said]
        wishes.extend(
            replace(wish, wanted=wanted) if wish.change in {"named", "add"} else wish for wish in said
        )
    if any(_EACH & set(clause.words) for clause in clauses):
        number = next((wish.quantity for wish in wishes if wish.quantity), None)
        wishes = [replace(wish, quantity=wish.quantity or number) for wish in wishes if wish.products]
    return _joined(wishes)[:MOST_WISHES]


def _joined(wishes: Sequence[Wish]) -> list[Wish]:
    """A number that stands alone belongs to the product named beside it: "the drone. 2 please"."""
    named: dict[tuple[str, tuple[str, ...]], Wish] = {}
    for wish in wishes:
        if wish.products:
            key = (wish.change, tuple(product.sku for product in wish.products))
            before = named.get(key, wish)
            named[key] = replace(before, quantity=before.quantity or wish.quantity)
    alone = [wish for wish in wishes if not wish.products and (wish.quantity or wish.change == "remove")]
    met = list(named.values())
    if len(met) == 1 and len(alone) == 1 and not met[0].quantity and met[0].change != "remove":
        return [replace(met[0], quantity=alone[0].quantity)]
    return [*met, *alone]


def _verb(said: Sequence[str]) -> Change | None:
    heard = set(said)
    if _REMOVE & heard or any(_at(said, phrase) is not None for phrase in _NOT_WANTED):
        return "remove"
    if _ADD & heard:
        return "add"
    return "set" if _SET & heard else None


def _at(said: Sequence[str], phrase: Sequence[str]) -> int | None:
    size = len(phrase)
    return next((i for i in range(len(said) - size + 1) if tuple(said[i : i + size]) == tuple(phrase)), None)


def _clause_wishes(clause: Clause, index: Index, verb: Change) -> list[Wish]:
    said = clause.words[:_MOST_WORDS]
    if (split := _split_at_instead(said)) is not None:
        return _instead(*split, index)
    if _SWAP & set(said) and (swapped := _swapped(said, index)):
        return swapped
    for at, word in enumerate(said):
        if word in _NOT and verb != "remove" and at + 1 < len(said):
            return _but_not(said[:at], said[at + 1 :], index, verb)
    pieces = [said] if _names_one_with_article(said, index) else _pieces(said)
    return [wish for piece in pieces[:_MOST_PIECES] for wish in _piece_wishes(piece, index, verb)]


def _split_at_instead(said: Sequence[str]) -> tuple[Sequence[str], Sequence[str]] | None:
    for phrase in _INSTEAD_OF:
        at = _at(said, phrase)
        if at is not None and at + len(phrase) < len(said):
            return said[:at], said[at + len(phrase) :]
    return None


def _instead(before: Sequence[str], after: Sequence[str], index: Index) -> list[Wish]:
    """ "The kit instead of the pen", "instead of the pen I want the kit", "3 instead of 2"."""
    ordered = _in_spoken_order(after, index)
    gone = [Wish("remove", (ordered[0],))] if ordered else _unclear(after, index)
    new = _piece_wishes(before, index, "set")
    if not any(wish.products for wish in new) and len(ordered) > 1:
        new = [Wish("set", (product,), quantity_in(after, product)) for product in ordered[1:]]
    if gone and gone[0].products == (new[0].products if new else None):
        return new  # "3 pens instead of 2 pens"
    return [*new, *gone] if not gone or gone[0].products else [*gone, *new]


def _unclear(said: Sequence[str], index: Index) -> list[Wish]:
    """What is replaced, where it is not said clearly: one of several, or what there is; nothing for a number."""
    if quantity_in(said):
        return []
    found = find(index, _reread(said, index))
    return [Wish("remove", found.products if found.certainty == "ask" else ())]


def _swapped(said: Sequence[str], index: Index) -> list[Wish]:
    """ "Change the pen to the kit": the first goes, the second comes."""
    ordered = _in_spoken_order(said, index)
    if len(ordered) != 2 or not _SWAP_FOR & set(said):
        return []
    return [Wish("set", (ordered[1],), quantity_in(said, ordered[1])), Wish("remove", (ordered[0],))]


def _but_not(before: Sequence[str], after: Sequence[str], index: Index, verb: Change) -> list[Wish]:
    """ "The kit, not the pen", "3 not 2"."""
    kept = _piece_wishes(before, index, verb if verb != "named" else "set")
    gone = [Wish("remove", (product,)) for product in _in_spoken_order(after, index)[:1]]
    if gone and kept and gone[0].products == kept[0].products:
        return kept
    return [*kept, *gone]


def _pieces(said: Sequence[str]) -> list[Sequence[str]]:
    """A clause with several numbers, cut so that each piece has one: "2 drones 1 labubu", "drone x2 labubu x1"."""
    marks = [at for at, word in enumerate(said) if number_of(word) is not None or word in ARTICLES]
    if len(marks) < 2:
        return [said]
    if marks[-1] == len(said) - 1 and marks[0] > 0 and said[marks[-1]] not in ARTICLES:
        cuts = [0, *(at + 1 for at in marks)]
    else:
        cuts = [0, *marks[1:], len(said)]
    return [said[a:b] for a, b in pairwise(cuts) if said[a:b]]


def _names_one_with_article(said: Sequence[str], index: Index) -> bool:
    """Whether an "a" stands within the name of the only product: "2 enceintes à conduction osseuse"."""
    if not ARTICLES & set(said) or sum(number_of(word) is not None for word in said) != 1:
        return False
    found = find(index, _reread(said, index))
    return found.certainty == "sure" and len(found.products) == 1


def _piece_wishes(said: Sequence[str], index: Index, verb: Change) -> list[Wish]:
    if not said:
        return []
    # "Remove it" is not about the Black Head Remover.
    clause = _reread([word for word in said if not _is_verb(word)], index)
    found = find(index, clause) if clause.words else NOTHING
    if found.certainty in {"near", "none"} and not found.whole:
        found = _without_traits(said, index) or found
    known = index.vocabulary.known | _CONCEPT_WORDS
    if found.certainty == "sure" and len(found.products) > 1:
        return _several(said, found, index, verb)
    if found.certainty in {"sure", "ask"} or (found.certainty == "near" and found.whole):
        product = found.products[0] if len(found.products) == 1 else None
        variant, taken = variant_in(product, said) if product else (None, -1)
        number = quantity_in([word for at, word in enumerate(said) if at != taken], product, known=known)
        return [Wish(verb, found.products, number, variant)]
    number = quantity_in(said, known=known)
    alone = not _content(clause, index)
    return [Wish(verb, (), number)] if alone and (number or verb == "remove") else []


def _without_traits(said: Sequence[str], index: Index) -> Found | None:
    """The product that is named beside a word of its variants: "the blower with 2 batteries"."""
    traits = {
        word for p in index.products if len(p.variants) > 1 for v in p.variants for word in _title_words(v)
    }
    bare = [word for word in said if not traits & set(_heard(word))]
    if len(bare) == len(said) or not bare:
        return None
    found = find(index, _reread(bare, index))
    return found if found.certainty == "sure" and all(len(p.variants) > 1 for p in found.products) else None


def _content(clause: Clause, index: Index) -> bool:
    return any(
        clause.words[i] not in index.ignored
        and number_of(clause.words[i]) is None
        and not _is_verb(clause.words[i])
        for i in clause.rest
    )


def _is_verb(word: str) -> bool:
    return word in _ADD or word in _REMOVE or word in _SET or word in _BESIDE


def _several(said: Sequence[str], found: Found, index: Index, verb: Change) -> list[Wish]:
    """Several products and at most one number: the number is that of the product right behind it."""
    known = index.vocabulary.known | _CONCEPT_WORDS
    at = next((i for i, word in enumerate(said) if number_of(word) is not None or dual_of(word, known)), None)
    first = next(iter(_in_spoken_order(said[at:], index)), None) if at is not None else None
    number = quantity_in(said, known=known)
    return [
        Wish(verb, (p,), number if first is not None and p.sku == first.sku else None) for p in found.products
    ]


def _in_spoken_order(said: Sequence[str], index: Index) -> list[Product]:
    """The products that ``said`` surely names, in the order in which they are named."""
    met: dict[str, Product] = {}
    said = said[:_MOST_SPOKEN]
    for size in range(1, len(said) + 1):
        found = find(index, _reread(said[:size], index))
        if found.certainty == "sure" or (found.certainty == "near" and found.whole):
            met |= {p.sku: p for p in found.products if p.sku not in met}
    last = find(index, _reread(said, index)) if said else None
    if last is not None and last.certainty == "sure":
        kept = {product.sku for product in last.products}
        return [product for sku, product in met.items() if sku in kept]
    return list(met.values())


def _reread(said: Sequence[str], index: Index) -> Clause:
    clauses = read_clauses(" ".join(said), protected=index.vocabulary)
    if len(clauses) == 1:
        return clauses[0]
    return Clause(tuple(said), (), frozenset(), tuple(range(len(said))))


_CONCEPT_WORDS = frozenset(phrase[0] for phrase in CONCEPTS if len(phrase) == 1)


# --- variants ---------------------------------------------------------------------------------------


def variant_in(product: Product, said: Sequence[str], *, asked: bool = False) -> tuple[str | None, int]:
    """The key of the variant that ``said`` names, and where the number of its title stands.

    ``asked``: the agent asked which one, so what sets a variant apart from the others is enough: "2", "the red".
    """
    if len(product.variants) < 2:
        return None, -1
    heard = {form: at for at, word in reversed(list(enumerate(said))) for form in _heard(word)}
    titles = {variant.key: frozenset(_title_words(variant)) for variant in product.variants}
    shared = frozenset.intersection(*titles.values())
    fits = [key for key, title in titles.items() if title and title <= heard.keys()]
    if not fits and asked:
        fits = [key for key, title in titles.items() if title - shared and title - shared <= heard.keys()]
    if len(fits) != 1:
        return None, -1
    number = next((word for word in titles[fits[0]] if word.isdigit()), None)
    return fits[0], heard[number] if number else -1


def _heard(word: str) -> Iterable[str]:
    number = number_of(word)
    if dual_of(word, _BATTERIES):
        return {word, "battery", "2"}
    return {word, *forms(word), _BATTERY.get(word, word), *((str(number),) if number is not None else ())}


def _title_words(variant: Variant) -> tuple[str, ...]:
    return words(variant.title)
