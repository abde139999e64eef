"""Numbers that claim nothing: list numbering, telephone numbers, dates, times of day; and those of orders."""

import re
from collections.abc import Sequence
from decimal import Decimal

from dragoman.agents.guard import lexicon as lex
from dragoman.agents.guard.sentence import Sentence
from dragoman.agents.guard.tokens import Token

_LIST_NUMBER = re.compile(r"^\s*(?:\(?\d{1,2}[.):\-](?=\s+\S)|\(?\d{1,2}[):](?=\S))")


_PHONE = re.compile(r"(?<![\d.,$€£¤])(?:\+|00)?\(?\d[\d ()\-./]{5,}\d(?![\d.,]*\d)")


_MOBILE = re.compile(r"\d{2}[-/]\d{3}[-/ ]?\d{3}|\d{2} \d{6}|\d{2} \d{2} \d{2} \d{2}")


_DATE_OR_TIME = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}\b|\b\d{1,2}[:h]\d{2}\b"
    r"|\b\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|h)(?!\w)"
)


def read_orders(sentence: Sentence) -> None:
    """Numbers of orders, stated as such: no amounts, but claims of their own."""
    if not any(token.kind == "number" for token in sentence.tokens):
        return
    for match in lex.ORDER_NUMBER.finditer(sentence.low):
        name = next(name for name in ("number", "other", "hash") if match[name])
        start, end = match.span(name)
        token = next((t for t in sentence.tokens if t.start == start and t.kind == "number"), None)
        if token is None or currency_beside(sentence.tokens, sentence.tokens.index(token)):
            continue
        named = (
            name != "number"
            or match["sign"]
            or re.search(r"number|num|no\b|nr|id|ref|numero|n°|ra2m|رقم|#", match[0])
        )
        following = sentence.low[end : end + 12].split()[:1]
        if not named and len(token.text) < 3 and following and following[0][:1].isalpha():
            continue  # "order 2 pens"
        token.used = True
        long_number = len(token.text) >= 7
        if not long_number:
            sentence.take("order", start, end, number=Decimal(re.sub(r"\D", "", token.text)))


def set_aside(sentence: Sentence) -> None:
    """Marks the numbers that claim nothing: list numbering, telephone numbers, dates and times of day."""
    low, tokens = sentence.low, sentence.tokens
    if not any(token.kind == "number" for token in tokens):
        return
    if (match := _LIST_NUMBER.match(low)) and not (len(tokens) > 1 and currency_beside(tokens, 0)):
        _use(tokens, match.start(), match.end())
    delivering = lex.DELIVERY.search(low) is not None
    for match in _DATE_OR_TIME.finditer(low):
        if match[0].endswith("h") and (delivering or int(re.sub(r"\D", "", match[0])) > 24):
            continue  # "delivered in 48h"
        _use(tokens, match.start(), match.end())
    for match in _PHONE.finditer(low):
        digits = re.sub(r"\D", "", match[0])
        named = lex.PHONE_WORDS.search(low) is not None
        as_phone = match[0][0] in "+0(" or digits.startswith("961") or named
        as_phone = as_phone or _MOBILE.fullmatch(match[0].strip()) is not None
        grouped = re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+", match[0].strip())
        priced = any(token.text in lex.PRICE_WORDS for token in tokens)
        if (
            len(digits) >= 7
            and as_phone
            and not (grouped and match[0][0] not in "+0" and (priced or not named))
        ):
            inside = [n for n, t in enumerate(tokens) if match.start() <= t.start < match.end()]
            if not any(currency_beside(tokens, n) for n in inside):
                _use(tokens, match.start(), match.end())
    for n, token in enumerate(tokens):
        if token.kind == "number" and not token.used:
            around = {tokens[i].text for i in (n - 1, n + 1) if 0 <= i < len(tokens)}
            if around & lex.MONTHS and not currency_beside(tokens, n):
                token.used = True


def _use(tokens: Sequence[Token], start: int, end: int) -> None:
    for token in tokens:
        if token.kind == "number" and start <= token.start < end:
            token.used = True


def currency_beside(tokens: Sequence[Token], n: int) -> bool:
    return any(0 <= i < len(tokens) and tokens[i].kind == "currency" for i in (n - 1, n + 1))
