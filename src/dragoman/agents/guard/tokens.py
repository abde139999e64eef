"""A sentence in tokens: words, numbers in digits, currencies and signs, with where they stand."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dragoman.agents.guard.lexicon import CURRENCY_OF, DAY_UNITS, DUAL, MULTIPLIERS, PIECES, UNITS
from dragoman.agents.guard.numbers import is_number_word, value_of

TokenKind = Literal["word", "number", "currency", "sign"]


@dataclass(slots=True)
class Token:
    """``text`` is in lower case; ``part`` counts the clauses of its sentence."""

    kind: TokenKind
    text: str
    start: int
    end: int
    part: int = 0
    used: bool = False
    value: Decimal | None = None


_TOKEN = re.compile(
    r"(?P<currency>us ?\$|\$us|ca\$|au\$|(?<![a-z])[ac]\$|(?<![\w.])l\. ?l\.?(?![a-z])|(?<!\w)ل\. ?ل\.?|[$€£¤])"
    r"|(?P<number>\d+(?:[.,']\d+)*)(?P<tail>[^\W\d_][^\W_]*)?"
    r"|(?P<word>[^\W\d_][^\W_]*(?:'[^\W_]+)*)"
    r"|(?P<sign>[^\w\s])"
)
_TAILS = (
    frozenset(UNITS)
    | frozenset(CURRENCY_OF)
    | frozenset(DAY_UNITS)
    | PIECES
    | MULTIPLIERS
    | frozenset(["bel", "lal", "each"])
)
_NO_HOURS = frozenset(["3am", "3an", "3al", "2al", "2ana"])
"""Arabizi words that look like a number with its unit."""
_GLUED = re.compile(r"(?P<head>usd|lbp|eur|aed|sar|gbp|ll|b|ب|ل|و|بـ|lal)(?P<number>\d+(?:[.,']\d+)*)\Z")
_THOUSANDS = re.compile(r"\d{3}\Z")
# "and", "or", commas and the like begin another clause; Arabic writes "and the" onto the word.
_BREAKS = frozenset(
    [
        *["and", "or", "plus", "but", "while", "whereas", "then", "otherwise", ";", "+", "=", "؛", "،"],
        *["et", "ou", "mais", "tandis", "alors", "puis", "sinon", "w", "aw", "او", "اما", "بس", "لكن"],
    ]
)


def tokens_of(low: str) -> list[Token]:
    """The tokens of a sentence in normal spelling and lower case."""
    found: list[Token] = []
    for match in _TOKEN.finditer(low):
        _take(found, match)
    found = _joined_groups(found, low)
    part = 0
    for n, token in enumerate(found):
        if _breaks(token, found[n - 1] if n else None, low):
            part += 1
        token.part = part
    return found


def _take(found: list[Token], match: re.Match[str]) -> None:
    start, end = match.span()
    if match["number"]:
        tail = match["tail"]
        middle = match.end("number")
        hour = match[0] in _NO_HOURS
        if not hour and (tail is None or tail in _TAILS or is_number_word(tail)):
            found.append(Token("number", match["number"], start, middle))
            if tail is not None:
                found.append(Token("currency" if tail in CURRENCY_OF else "word", tail, middle, end))
        else:
            found.append(Token("word", match[0], start, end))
    elif match["word"]:
        text = match["word"]
        glued = _GLUED.match(text)
        if glued:
            middle = start + glued.start("number")
            head = glued["head"]
            found.append(Token("currency" if head in CURRENCY_OF else "word", head, start, middle))
            found.append(Token("number", glued["number"], middle, end))
        elif bare := _currency_in(text):
            value = Decimal(DUAL[bare]) if bare in DUAL else None
            found.append(Token("currency", bare, start, end, value=value))
        else:
            found.append(Token("word", text, start, end))
    elif match["currency"]:
        found.append(Token("currency", match["currency"].replace(" ", ""), start, end))
    else:
        found.append(Token("sign", match[0], start, end))


def _currency_in(word: str) -> str | None:
    """The currency that ``word`` is, Arabic prepositions and the article written onto it taken off."""
    if word in CURRENCY_OF:
        return word
    if "\u0600" <= word[0] <= "\u06ff":
        for head in ("بال", "وال", "لل", "ال", "ب", "و", "ل"):
            if word.startswith(head) and word[len(head) :] in CURRENCY_OF:
                return word[len(head) :]
    return None


def _joined_groups(tokens: list[Token], low: str) -> list[Token]:
    """Thousands written with spaces (``1 500``), and single digits spaced out beside a currency (``5 5 $``)."""
    joined: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        joined.append(token)
        place += 1
        if token.kind != "number" or not token.text.isdigit():
            continue
        run = [token]
        while place < len(tokens) and _goes_on(run, tokens[place], low):
            run.append(tokens[place])
            place += 1
        if len(run) > 1:
            spaced_out = len(token.text) == 1 and any(len(one.text) == 1 for one in run[1:])
            if spaced_out and not _beside_currency(tokens, place - len(run), place):
                place -= len(run) - 1
                continue
            token.text = "".join(one.text for one in run)
            token.end = run[-1].end
    return joined


def _goes_on(run: list[Token], token: Token, low: str) -> bool:
    if token.kind != "number" or low[run[-1].end : token.start] not in {" ", "_", "*", "·"}:
        return False
    if all(len(one.text) == 1 for one in run) and len(token.text) == 1:
        return True
    digits = token.text.split(".")[0].split(",")[0]
    return (
        len(run[0].text) <= 3
        and run[0].text[0] != "0"
        and bool(_THOUSANDS.match(digits))
        and token.text == digits
    )


def _beside_currency(tokens: list[Token], first: int, after: int) -> bool:
    before = tokens[first - 1] if first else None
    behind = tokens[after] if after < len(tokens) else None
    return any(token is not None and token.kind == "currency" for token in (before, behind))


def _breaks(token: Token, before: Token | None, low: str) -> bool:
    """Whether another clause begins: not at the dash in a product's name, at one behind an amount."""
    if token.text in _BREAKS:
        return True
    if token.text == ",":
        return low[token.end : token.end + 1] == " "
    if token.text == "-":
        spaced = low[token.end : token.end + 1] == " " and low[token.start - 1 : token.start] == " "
        return spaced and before is not None and before.kind in {"number", "currency"}
    return token.kind == "word" and token.text.startswith("وال") and len(token.text) > 4


def number_value(token: Token, *, thousandths: bool = False) -> Decimal | None:
    """The value of a number in digits."""
    return value_of(token.text, thousandths=thousandths)
