"""Whether what is named is the shop's: products of the evidence, or words of the shop's own."""

import re

from dragoman.agents.guard import lexicon as lex
from dragoman.agents.guard.sentence import Claim, Clause
from dragoman.agents.guard.support import Support, is_generic, named_in
from dragoman.catalogue.fold import words

_SELLING = frozenset({"money", "amount", "in", "sells", "left", "scarce"})
_CAPITALISED = re.compile(
    r"(?:[A-Z][\w+®-]*|[a-z]+[A-Z]\w*)(?:\s+(?:[A-Z0-9][\w+®-]*|[a-z]+[A-Z]\w*|of|de|in))*"
)
_MADE_BY = re.compile(r"\b(?:by|from|de chez|par|de)\s+(?P<maker>[A-Z][\w+-]*)")
_NOUN = re.compile(
    r"(?:\b(?:the|an?|our|une?|notre|nos)\s+|[:=]\s*)(?P<noun>[^\W\d_]{3,}(?=\W*(?:[$€£\d]|at\b|for\b|a\b|,|\.|!|$|fits?\b|is\b|est\b)))"
)
_VERB = re.compile(
    r"(?:\b(?:can|could|will|would|should|may|might|must|don't|doesn't|didn't|can't|won't|couldn't|wouldn't"
    r"|(?<!compared )(?<!hello )(?<!similar )(?<!next )(?<!thanks )to)"
    r"|\b(?:i|we|they|he|she|who)\b(?! \w+\W*[$€£\d])"
    r"|(?:i|you|we|they|it|he|she|that|what)'(?:ll|ve|d|re|m|s)"
    r"|\b(?:ne|je|ils|elles|nous (?:vous|le|la|les|en)|pouvez|puis|peux|peut|vais|allez|va|faut)|n'|j')"
    r"\s*(?:just|also|already|never|always|gladly|happily|not|vous|le|la|les|en|y|l')?\s*(?P<verb>[a-z]{3,})\b(?!')"
)
"""Words that can only be verbs, by what stands before them."""
_PRONOUN = re.compile(
    r"(?:^|\W)و?(?:it|it's|they|they're|c'est|il|elle|ils|elles|هو|هي|سعره|سعرها|حقه|حقها|se3ro|se3ra|7a2o|7a2a|7a22o|si3ro|huwe|hiye|hiyye)(?:\W|$)"
)


def _unknown(support: Support, said: tuple[str, ...]) -> list[str]:
    return [word for word in said if not is_generic(word) and not support.knows(word)]


def _sells(clause: Clause) -> bool:
    return any(claim.kind in _SELLING and claim.role in {"", "was"} for claim in clause.claims)


def unknown_name(support: Support, claim: Claim, clause: Clause) -> bool:
    """Whether words in bold or quotes look like the name of something that the evidence does not hold."""
    unknown = _unknown(support, words(claim.text))
    if not unknown:
        return False
    if set(unknown) <= support.heard_words and not _sells(clause):
        return False  # "I couldn't find *iPhone 15*"
    capitals = any(char.isupper() for char in claim.text[1:]) or claim.text[:1].isupper()
    arabic = any("\u0600" <= char <= "\u06ff" for char in claim.text)
    return capitals or arabic or _sells(clause)


def unknown_run(support: Support, clause: Clause) -> str | None:
    """A capitalised name of several words, one of them unknown, in a clause that prices or offers something."""
    if not _sells(clause):
        return None
    for match in _MADE_BY.finditer(clause.text):
        if any(word not in support.heard_words for word in _unknown(support, words(match["maker"]))):
            return match["maker"]
    for match in _CAPITALISED.finditer(clause.text):
        said = words(match[0])
        if len(said) >= 2 and any(word not in support.heard_words for word in _unknown(support, said)):
            return match[0]
    return None


def unknown_subject(
    support: Support, clause: Clause, named: frozenset[str], carried: frozenset[str]
) -> str | None:
    """What a clause prices, offers or calls available without a word that the evidence knows."""
    if named or not _sells(clause):
        return None
    low = clause.text.lower()
    if (carried or len(support.names_of) == 1) and _PRONOUN.search(low):
        return _thing(support, low)
    verbs = {verb for match in _VERB.finditer(low) for verb in words(match["verb"])}
    content = [w for w in clause.words if not is_generic(w) and not w[:1].isdigit() and w not in verbs]
    content = [word for word in content if word not in lex.UNITS and word not in lex.DAY_UNITS]
    if content and not any(support.knows(word) for word in content):
        return " ".join(content)
    if (
        not content
        and not carried
        and clause.start
        and any(c.kind in {"money", "amount"} for c in clause.claims)
    ):
        before = clause.sentence[: clause.start]
        return None if named_in(support, words(before)) else _thing(support, before)
    return None


def _thing(support: Support, low: str) -> str | None:
    """An unknown word behind an article, or right before an amount: "say hello to the blender"."""
    for match in _NOUN.finditer(low):
        if unknown := _unknown(support, words(match["noun"])):
            return unknown[-1]
    return None
