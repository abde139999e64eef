"""What a product is found by: words, sounds and meanings, each with how much the place counts where it stands.

A term is a word's stem as it is, or begins with a mark: ``~`` a sound, ``_`` consonants only, ``#`` a meaning of the
lexicon, ``$`` a SKU, ``=`` the edition of these rules. Labels are those of ``tsvector``: A names, aliases and brand,
B category and variants, C the summary, D what else is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any
from zlib import crc32

from dragoman.catalogue.fold import fold, is_arabic
from dragoman.catalogue.search.lexicon import LEXICON, lexicon
from dragoman.catalogue.search.links import LINKS
from dragoman.catalogue.search.sound import keys, skeleton
from dragoman.catalogue.search.tokens import Token, tokens_of

_LONGEST_TERM = 60
_MOST_DETAIL_WORDS = 150

# What follows is what a thing comes with, or is for: a case for an iPhone is no iPhone.
_BESIDE = frozenset(["with", "for", "avec", "pour", "مع", "compatible", "fits", "from"])
_RULES = 2  # raise it when the rules of this package change; the lexicon's changes are seen by themselves

Synonyms = Sequence[Sequence[str]]


@cache
def mark() -> str:
    """The edition of these rules and of the lexicon. Every indexed product has it, so that another version of Dragoman
    sees that it must index anew."""
    return f"={_RULES}{crc32(LEXICON.read_bytes()):08x}"


@dataclass(frozen=True, slots=True)
class Indexed:
    """What of a product is searched."""

    sku: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: Sequence[str] = ()
    brand: str | None = None
    category: str | None = None
    summary: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    variants: Sequence[str] = ()
    summaries: Mapping[str, str] = field(default_factory=dict)


def terms_of(product: Indexed, synonyms: Synonyms = ()) -> dict[str, str]:
    """The product's terms, each with its best label."""
    terms: dict[str, str] = {mark(): "A", sku_term(product.sku): "A"}
    brand = frozenset(token.stem for token in tokens_of(product.brand or ""))
    for name in (product.name, *product.names.values(), *product.aliases):
        _add_text(terms, name, "A", spoken=True, brand=brand)
    _add_text(terms, product.brand or "", "A", spoken=True, brand=brand)
    for text in (product.category or "", *product.variants):
        _add_text(terms, text.replace("_", " "), "B", spoken=True, brand=brand)
    for summary in (product.summary or "", *product.summaries.values()):
        _add_text(terms, summary, "C", most=_MOST_DETAIL_WORDS, brand=brand)
    _add_text(terms, " . ".join(_sentences(product.details)), "D", most=_MOST_DETAIL_WORDS, brand=brand)
    for said in synonyms:
        _add_synonyms(terms, said)
    return terms


def as_tsvector(terms: Mapping[str, str]) -> str:
    """The terms as PostgreSQL writes a tsvector, every one of them quoted."""
    return " ".join(f"{_quoted(term)}:1{label}" for term, label in terms.items())


def key_term(key: str, *, arabic: bool) -> str:
    """The term of a sound; words of the two scripts are kept apart."""
    return f"~{'a' if arabic else 'l'}{key}"


def skeleton_term(consonants: str) -> str:
    """The term of a word's consonants."""
    return f"_{consonants}"


def concept_term(name: str) -> str:
    """The term of a meaning."""
    return f"#{name}"


def sku_term(sku: str) -> str:
    """The term of a SKU."""
    return f"${fold(sku)}"[:_LONGEST_TERM]


def joined(first: Token, second: Token) -> str:
    """Two neighbours as one word: ``ray ban`` and ``rayban``, ``s 23`` and ``s23``."""
    return (first.text + second.stem)[:_LONGEST_TERM]


def _add_text(
    terms: dict[str, str],
    text: str,
    label: str,
    *,
    spoken: bool = False,
    most: int = 60,
    brand: frozenset[str] = frozenset(),
) -> None:
    """The text's words; where it is ``spoken`` of by them, their sounds and neighbours too."""
    tokens = tokens_of(text[:4000])[:most]
    beside = next((at for at, token in enumerate(tokens) if at and token.text in _BESIDE), len(tokens))
    parts = (tokens[:beside], label), (tokens[beside:], max(label, "C"))
    for part, meaning in parts:
        kept = [token for token in part if token.text not in LINKS]
        _add_words(terms, kept, label, spoken=spoken)
        _add_meanings(terms, [token.stem for token in kept], meaning, brand)


def _add_words(terms: dict[str, str], tokens: Sequence[Token], label: str, *, spoken: bool) -> None:
    for token in tokens:
        _put(terms, token.stem, label)
        if spoken and not token.is_number:
            for term in _sound_terms(token.text):
                _put(terms, term, label)
    for first, second in pairwise(tokens) if spoken else ():
        _put(terms, joined(first, second), label)
        if not first.is_number and not second.is_number and (key := _joined_key(first.text, second.text)):
            _put(terms, key, label)


def _add_meanings(terms: dict[str, str], stems: Sequence[str], label: str, brand: frozenset[str]) -> None:
    words = lexicon()
    for span in words.spans(stems):
        if brand.issuperset(stems[span.start : span.start + span.length]):
            continue  # Apple sells no fruit
        for name in span.concepts:
            _put(terms, concept_term(name), label)
            for wider in words.wider(name):
                _put(terms, concept_term(wider), max(label, "B"))


@lru_cache(maxsize=65_536)
def _sound_terms(word: str) -> tuple[str, ...]:
    found = [key_term(key, arabic=is_arabic(word)) for key in keys(word) if len(key) >= 2]
    if len(bones := skeleton(word)) >= 3:
        found.append(skeleton_term(bones))
    return tuple(found)


@lru_cache(maxsize=65_536)
def _joined_key(first: str, second: str) -> str:
    """How two words sound that somebody writes as one; nothing where they are too short to tell from others."""
    one, other = (keys(first) or ("",))[0], (keys(second) or ("",))[0]
    if len(one) < 3 or len(other) < 3:
        return ""
    if one and one[-1:] == other[:1]:
        other = other[1:]
    return key_term(one + other, arabic=is_arabic(first))


def _put(terms: dict[str, str], term: str, label: str) -> None:
    term = term[:_LONGEST_TERM]
    known = terms.get(term)
    if known is None or label < known:
        terms[term] = label


def _add_synonyms(terms: dict[str, str], said: Sequence[str]) -> None:
    """A product that one of the words fits is found by all of them."""
    each = [[token.stem for token in tokens_of(word)] for word in said]
    fitting = [
        min(terms[stem] for stem in stems) for stems in each if stems and all(s in terms for s in stems)
    ]
    if fitting:
        for word in said:
            _add_text(terms, word, min(fitting), spoken=True)


def _sentences(value: Any) -> Iterable[str]:
    """Every text in a product's details, save what the shop has not confirmed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key != "unconfirmed":
                yield from _sentences(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _sentences(inner)


def _quoted(term: str) -> str:
    if "\\" in term or "'" in term:
        term = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{term}'"
