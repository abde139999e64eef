"""What a customer typed, as what to look up: groups of words that mean one thing, each with its alternatives.

Nothing here speaks SQL: what comes out is data for the one search function (0007_search.sql), which makes query
texts of it by quoting. Weights say how sure an alternative is that the customer means it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from dragoman.catalogue.fold import ARABIZI_LETTERS, fold, forms, is_arabic
from dragoman.catalogue.search.lexicon import Span, lexicon
from dragoman.catalogue.search.links import LINKS
from dragoman.catalogue.search.sound import keys, skeleton
from dragoman.catalogue.search.terms import (
    concept_term,
    joined,
    key_term,
    mark,
    skeleton_term,
    sku_term,
)
from dragoman.catalogue.search.tokens import Token, is_arabizi, stem, tokens_of

_MOST_WORDS = 14  # more is a letter, not a search
_LONGEST_TEXT = 400
_MEANT, _WIDER = 0.95, 0.55
_EXACT, _FORM, _JOINED, _GUESSED = 1.0, 0.95, 0.9, 0.8
_ATTRIBUTE, _DIGITS = 0.5, 0.6  # how much "red" or "42" count beside what the thing is
_LONGEST_SKU = 64


@dataclass(slots=True)
class Query:
    """What is looked up. ``terms`` are alternatives (t), each with its weight (w), slot (s), group (g) and whether
    it is a concept (c); ``fuzzy`` are words whose neighbours in the shop's own vocabulary are alternatives too.
    A slot is one word; ``u`` is how much it counts where nobody has it. A group is what means one thing.
    """

    terms: list[dict[str, Any]] = field(default_factory=list)
    slots: list[dict[str, Any]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    fuzzy: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The query as plain JSON."""
        return {
            "mark": mark(),
            "terms": self.terms,
            "slots": self.slots,
            "groups": self.groups,
            "fuzzy": self.fuzzy,
        }


def parse(text: str) -> Query:
    """What ``text`` asks for; a query without groups asks for nothing."""
    text = text[:_LONGEST_TEXT]
    tokens = [token for token in tokens_of(text) if token.text not in LINKS]
    spans = lexicon().spans([token.stem for token in tokens], as_asked=True)
    tokens, spans = _without_chat(tokens, spans)
    by_start = {span.start: span for span in spans}
    query = Query()
    at = 0
    while at < len(tokens) and len(query.slots) < _MOST_WORDS:
        span = by_start.get(at)
        length = span.length if span else 1
        _add_group(query, tokens, at, length, span)
        at += length
    _add_skus(query, text, tokens)
    return query


def _without_chat(tokens: Sequence[Token], spans: Sequence[Span]) -> tuple[list[Token], list[Span]]:
    """The tokens that may name something, each once, and the spans at their new places."""
    phrased = {at for span in spans if span.length > 1 for at in range(span.start, span.start + span.length)}
    place: dict[int, int] = {}
    seen: set[str] = set()
    for at, token in enumerate(tokens):
        if at in phrased or not (token.text in stopwords() or token.stem in seen):
            place[at] = len(place)
            seen.add(token.stem)
    moved = [Span(place[span.start], span.length, span.concepts) for span in spans if span.start in place]
    return [tokens[at] for at in place], moved


def _add_group(query: Query, tokens: Sequence[Token], start: int, length: int, span: Span | None) -> None:
    group = len(query.groups)
    known = [lexicon().concepts[name] for name in span.concepts] if span else []
    attribute = bool(known) and all(concept.attribute for concept in known)
    things = {concept.name: _MEANT for concept in known}
    for concept in known:
        for wider in concept.wider:
            things.setdefault(wider, _WIDER)
    numbers = all(token.is_number for token in tokens[start : start + length])
    factor = _ATTRIBUTE if attribute else _DIGITS if numbers else 1.0
    query.groups.append({"g": group, "f": factor, "k": bool(known), "p": length > 1})
    for name, weight in things.items():
        _add(query, concept_term(name), weight, None, group, is_concept=True)
    for at in range(start, start + length):
        slot = len(query.slots)
        query.slots.append({"s": slot, "g": group, "u": 0.3 if tokens[at].is_number else 1.0})
        _add_word(query, tokens[at], slot, group, is_known=bool(known))
        for first in (at - 1, at):
            if first >= 0 and first + 1 < len(tokens):
                _add(query, joined(tokens[first], tokens[first + 1]), _JOINED, slot, group)


def _add_word(query: Query, token: Token, slot: int, group: int, *, is_known: bool) -> None:
    """The alternatives to one word: its forms, its sound in either script, and what it may be a slip of."""
    _add(query, token.stem, _EXACT, slot, group)
    if token.is_number:
        return
    for form in forms(token.text):
        if len(form) >= 3 or not is_arabic(form):
            _add(query, stem(form), _FORM, slot, group)
    _add_sounds(query, token, slot, group, is_known=is_known)
    if is_known:
        return
    words = lexicon()
    guesses = words.sounding(token.text) or words.misspelt(token.stem)
    if is_arabic(token.text) and not guesses:
        meant = {name for form in forms(token.text) for name in words.phrases.get((stem(form),), ())}
        guesses = frozenset(meant) if len(meant) <= 3 else frozenset()
    for name in sorted(guesses):
        _add(query, concept_term(name), _GUESSED, slot, group)
    if len(token.stem) >= 4 and not any(char.isdigit() for char in token.text):
        query.fuzzy.append({"t": token.stem, "s": slot, "g": group})


def _add_sounds(query: Query, token: Token, slot: int, group: int, *, is_known: bool) -> None:
    spoken = is_arabizi(token.text) or any(char in ARABIZI_LETTERS for char in token.text)
    arabic = is_arabic(token.text)
    for nth, key in enumerate(keys(token.text)):
        consonants = len(key.replace("o", ""))
        if consonants < 2 or (consonants == 2 and not (spoken or arabic)):
            continue
        sure = 0.85 if consonants >= 4 else 0.78 if consonants == 3 else 0.6
        sure -= 0.05 * nth
        _add(query, key_term(key, arabic=not arabic), sure, slot, group)
        if not is_known:
            _add(query, key_term(key, arabic=arabic), sure - 0.15, slot, group)
    if len(bones := skeleton(token.text)) >= 3 and not is_known:
        _add(query, skeleton_term(bones), 0.62 if len(bones) >= 4 else 0.45, slot, group)


def _add_skus(query: Query, text: str, tokens: Sequence[Token]) -> None:
    """What is a SKU to the letter, a word or all of it, means that product, whatever its pieces are."""
    whole = fold(text).strip()
    words = {raw.strip(".,;:!?()[]{}\"'«»؟،*#") for raw in whole.split()}
    for word in sorted(words | {whole}):
        if not 3 <= len(word) <= _LONGEST_SKU:
            continue
        pieces = {token.text for token in tokens_of(word)}
        for slot, token in zip(query.slots, tokens, strict=False):
            if token.text in pieces:
                _add(query, sku_term(word), 1.0, slot["s"], slot["g"])


def _add(
    query: Query, term: str, weight: float, slot: int | None, group: int, *, is_concept: bool = False
) -> None:
    query.terms.append(
        {"t": term, "w": round(weight, 3), "s": -1 if slot is None else slot, "g": group, "c": is_concept}
    )


@cache
def stopwords() -> frozenset[str]:
    """Words that name no product."""
    text = (Path(__file__).parent / "stopwords.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(token.text for token in tokens_of(" ".join(lines)))
