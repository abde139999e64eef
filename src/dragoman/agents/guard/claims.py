"""What a text claims: amounts, numbers, percentages, stock, discounts, days, links and names, with their words.

Nothing is judged here. ``claims_of`` reads a text, whether an agent wrote it or the shop did: the shop's own claims
are what an agent's may rest on.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from dragoman.agents.guard.aside import read_orders, set_aside
from dragoman.agents.guard.money import read_amounts, read_bare_numbers, read_orphans, read_percents
from dragoman.agents.guard.normal import normal
from dragoman.agents.guard.numbers import is_number_word, read_words
from dragoman.agents.guard.sentence import Claim, Clause, Sentence
from dragoman.agents.guard.statements import read_spans, read_stock, read_words_said
from dragoman.agents.guard.tokens import Token, number_value, tokens_of
from dragoman.catalogue.fold import words

_SENTENCE = re.compile(r"(?<=[.!?؟])(?<!\bno\.)(?<!\bl\.l\.)(?<!ل\.ل\.)\s+|\n+|(?<=[^\W\d_])[!?؟](?=\S)")


_ALONE = re.compile(r"[\s*_]*\d{1,2}\.\s*")


_LINK = re.compile(
    r"(?:https?|hxxps?)\s?:\s?/\s?/\s?\S+|\bwww\s?\.\s?\S+|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|(?<![\w@.])(?:[\w-]+\.)+(?:com|net|org|lb|shop|store|io|me|co|fr|app|link|ly|info|biz|online|site|xyz|gg|gl|ae|sa|uk|eu|de|us|tv|ai|dev|page|to|cc|tk|ru)\b(?:/\S*)?"
    r"|\b[\w-]+ ?(?:\[\.\]|\(\.\)|\(dot\)|\[dot\]| dot ) ?(?:com|net|org|lb|shop|store|io|me|co|fr|link|ly)\b\S*"
    r"|(?<![\w.])@[A-Za-z][\w.]{2,}",
    re.IGNORECASE,
)


_BOLD = re.compile(
    r"(?<![\w*])\*([^*\n]{1,80})\*(?!\w)|(?<![\w_])_([^_\n]{1,80})_(?!\w)|\"([^\"\n]{2,80})\""
    r"|(?<!\w)'([^'\n]{2,60})'(?!\w)"
)


_MARKS = str.maketrans({"*": "", "~": "", "`": "", "_": " "})


def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses of ``text`` in order, each with what it claims."""
    clauses: list[Clause] = []
    number = ""
    for plain in _SENTENCE.split(normal(text)):
        if _ALONE.fullmatch(plain):
            number = plain.strip() + " "  # "1. Clean the teeth" is one sentence
        elif plain.strip():
            clauses.extend(_clauses_of(number + plain))
            number = ""
    if number:
        clauses.extend(_clauses_of(number))
    return tuple(clauses)


@lru_cache(maxsize=4096)
def claims_of_shop(text: str) -> tuple[Clause, ...]:
    """``clauses_of`` for a text of the shop's, which comes again and again."""
    return clauses_of(text)


_SHORT = 80
"""Characters: sentences as short as "It's in stock." come again in reply after reply."""


def _clauses_of(plain: str) -> tuple[Clause, ...]:
    return short_clauses(plain) if len(plain) <= _SHORT else tuple(_clauses(plain))


@lru_cache(maxsize=4096)
def short_clauses(plain: str) -> tuple[Clause, ...]:
    """The clauses of a short sentence, kept for the next reply that holds it."""
    return tuple(_clauses(plain))


def _clauses(plain: str) -> Iterator[Clause]:
    names = [
        (next(g for g in m.groups() if g is not None), m.start(), m.end()) for m in _BOLD.finditer(plain)
    ]
    links = [(m[0], m.start(), m.end()) for m in _LINK.finditer(plain)]
    for _, start, end in links:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    bare = plain.translate({ord(c): " " for c in "*~`_"} if _spaced_marks(plain) else _MARKS)
    low = bare.lower()
    if len(low) != len(bare):
        bare = low
    sentence = Sentence(low, bare, tokens_of(low))
    read_orders(sentence)
    set_aside(sentence)
    read_percents(sentence)
    read_amounts(sentence)
    read_orphans(sentence)
    read_words_said(sentence)
    read_stock(sentence)
    read_spans(sentence)
    read_bare_numbers(sentence)
    for found, start, _ in links:
        sentence.claims.append(Claim("link", found.rstrip(".,;:!?)»\"'"), min(start, len(low))))
    for found, start, _ in names:
        sentence.claims.append(Claim("name", found.strip(), max(0, min(start, len(low) - 1))))
    yield from _in_parts(sentence)


def _spaced_marks(plain: str) -> bool:
    """Whether a mark stands between two digits: dropping it would join them."""
    return bool(re.search(r"\d[*~`_]+\d", plain))


def _in_parts(sentence: Sentence) -> Iterator[Clause]:
    parts: dict[int, list[Token]] = {}
    for token in sentence.tokens:
        parts.setdefault(token.part, []).append(token)
    if not parts:
        if sentence.claims:
            yield Clause(sentence.plain, sentence.low, 0, words(sentence.plain), tuple(sentence.claims))
        return
    starts = [tokens[0].start for tokens in parts.values()]
    starts[0] = 0
    ends = [*starts[1:], len(sentence.low)]
    for tokens, start, end in zip(parts.values(), starts, ends, strict=True):
        claims = tuple(
            claim
            for claim in sentence.claims
            if start <= claim.start < end or (end == len(sentence.low) and claim.start >= end)
        )
        counts = frozenset(
            value for token in tokens if token.kind == "number" and (value := number_value(token)) is not None
        ) | frozenset(_word_counts(tokens))
        text = sentence.plain[start:end]
        yield Clause(text, sentence.low, start, words(text), claims, counts)


def _word_counts(tokens: Sequence[Token]) -> Iterator[Decimal]:
    texts = [token.text for token in tokens if token.kind in {"word", "sign"}]
    for place, text in enumerate(texts):
        if is_number_word(text) and (read := read_words(texts[place : place + 3])) is not None:
            yield read[0]
