"""What a sentence states in words: stock, discounts, what is free, codes, days, what the shop sells."""

import re
from collections.abc import Sequence
from decimal import Decimal

from dragoman.agents.guard import lexicon as lex
from dragoman.agents.guard.money import Number, read_numbers
from dragoman.agents.guard.sentence import Role, Sentence
from dragoman.agents.guard.tokens import Token


def read_words_said(sentence: Sentence) -> None:
    low = sentence.low
    for match in lex.HALF_PRICE.finditer(low):
        sentence.take("percent", *match.span(), number=Decimal(50))
    for match in lex.FRACTION_OFF.finditer(low):
        sentence.take("percent", *match.span())
    for pattern in (lex.ONE_FREE, lex.GIFT):
        for match in pattern.finditer(low):
            sentence.take("discount", *match.span(), unit="gift")
    for match in lex.DISCOUNT.finditer(low):
        if not _denied(sentence, *match.span()) and not _checking(sentence, match.start()):
            sentence.take("discount", *match.span())
    for match in lex.FREE.finditer(low):
        other = lex.NOT_FREE.search(low, max(0, match.start() - 12), match.end() + 8)
        if not other and not _denied(sentence, *match.span()) and not _checking(sentence, match.start()):
            sentence.take("free", *match.span())
    if not low.rstrip().endswith(("?", "؟")):
        for match in lex.SELLS.finditer(low):
            if not _denied(sentence, *match.span()):
                sentence.take("sells", *match.span())
    _read_codes(sentence)


def _read_codes(sentence: Sentence) -> None:
    for match in lex.CODE_LIKE.finditer(sentence.plain):
        sentence.take("code", *match.span())
    for match in lex.CODE_NAMED.finditer(sentence.plain):
        sentence.take("code", *match.span("code"), unit="named")


def _part_of(sentence: Sentence, start: int) -> tuple[int, int]:
    """Where the clause around ``start`` begins and ends."""
    part = next((token.part for token in reversed(sentence.tokens) if token.start <= start), 0)
    inside = [token for token in sentence.tokens if token.part == part]
    return (inside[0].start, inside[-1].end) if inside else (0, len(sentence.low))


def _denied(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the clause says that there is none: a no before, or an "is not" right behind."""
    first, last = _part_of(sentence, start)
    before, behind = sentence.low[first:start], sentence.low[end:last]
    if lex.NOT_ONLY.search(before):
        return False
    no = lex.NO.search(before + " ")
    if no is not None and len(before[no.start() :].split()) <= _NO_REACHES:
        return True
    return _IS_NOT.match(behind) is not None


_NO_REACHES = 7  # words


_IS_NOT = re.compile(
    r"\s*(?:\w+\s)?(?:(?:is|are|was|does|do)(?: not|n't)|isn't|aren't|غير|مش|n'est pas|ne sont pas|n'est plus"
    r"|mish|mesh)\b"
)


def _checking(sentence: Sentence, start: int) -> bool:
    """Whether the clause only promises to look: "I'll check whether it is available"."""
    first, _ = _part_of(sentence, start)
    return bool(lex.CHECKING.search(sentence.low, first, start + 1)) or bool(
        lex.CHECKING.search(sentence.low, max(0, start - 60), start + 8)
    )


def _refused(sentence: Sentence, start: int) -> bool:
    """Whether the clause says just before that it cannot be: "we can't deliver tomorrow"."""
    first, _ = _part_of(sentence, start)
    before = sentence.low[first:start]
    no = lex.CANNOT.search(before)
    return no is not None and ":" not in before and len(before[no.end() :].split()) <= _CANNOT_REACHES


_CANNOT_REACHES = 4  # words


def read_stock(sentence: Sentence) -> None:
    low = sentence.low
    taken: list[tuple[int, int]] = []
    for match in lex.OUT.finditer(low):
        taken.append(match.span())
        if lex.NOT_SOLD_HERE.match(low, match.end()):
            continue
        if not _checking(sentence, match.start()):
            sentence.take("out", *match.span())
    for match in lex.IN.finditer(low):
        start, end = match.span()
        if any(start < b and a < end for a, b in taken) or _checking(sentence, start):
            continue
        if lex.NOT_OF_GOODS_BEFORE.search(low[:start]) or lex.NOT_OF_GOODS_AFTER.match(low[end:]):
            continue
        near = " ".join(low[:start].split()[-3:]) + " "
        negated = lex.NO.search(near) and not lex.NOT_ONLY.search(near)
        sentence.take("out" if negated else "in", start, end)
    for match in lex.SCARCE.finditer(low):
        if not _checking(sentence, match.start()):
            sentence.take("scarce", *match.span())
    _read_left(sentence)


def _read_left(sentence: Sentence) -> None:
    """How many are left: ``3 left``, ``last 3 pieces``, ``باقي 3``."""
    tokens = sentence.tokens
    for number in read_numbers(tokens):
        after = [token.text for token in tokens[number.last + 1 : number.last + 4]]
        if after and (after[0] in lex.DAY_UNITS or (after[0] in _IN and after[1:2] and after[1].isdigit())):
            continue  # "3 in 1"
        before = [token.text for token in tokens[max(0, number.first - 2) : number.first]]
        if len(before) == 2 and before[0].isdigit() and before[1] in _IN:
            continue  # the 1 of "the 3 in 1 is not available"
        if _left_behind(after) or _left_before(sentence, number, after):
            for token in tokens[number.first : number.last + 1]:
                token.used = True
            sentence.take("left", tokens[number.first].start, tokens[number.last].end, number=number.value)


def _left_behind(after: Sequence[str]) -> bool:
    """``left``, ``in stock``, ``pieces in stock`` right behind a number."""
    said = " ".join(after)
    return (
        bool(lex.LEFT_AFTER & set(after[:2])) or said.startswith(_IN_STOCK) or bool(_THERE & set(after[1:]))
    )


_THERE = frozenset(
    ["available", "disponibles", "disponible", "stock", "متوفره", "متوفر", "mawjoud", "mawjoude"]
)
_IN_STOCK = ("in stock", "en stock", "available", "pieces in stock", "متوفر", "mawjoud")


def _left_before(sentence: Sentence, number: Number, after: Sequence[str]) -> bool:
    """``last 3 pieces``, ``باقي 3``, ``we have 7 of them in stock``."""
    tokens = sentence.tokens
    before = {token.text for token in tokens[max(0, number.first - 3) : number.first]}
    if lex.HAVE & before and lex.IN.search(sentence.low, tokens[number.last].end):
        return True
    if not lex.LEFT_BEFORE & before:
        return False
    pieces = (after and after[0] in lex.PIECES) or (
        number.in_words and tokens[number.last].text in lex.PIECES
    )
    return (
        bool(pieces)
        or not after
        or bool(lex.LEFT_AFTER & set(after))
        or not after[0].isalpha()
        or after[0] in _ONLY
    )


_IN = frozenset(["in", "en", "في"])
_ONLY = frozenset(["bas", "بس", "only", "فقط", "seulement"])


def read_spans(sentence: Sentence) -> None:
    """Days, weeks, months and years; hours where it is about delivery."""
    low, tokens = sentence.low, sentence.tokens
    delivering = bool(lex.DELIVERY.search(low))
    role: Role = "fee" if delivering else ""
    age = lex.AGE.search(low) is not None
    numbers = read_numbers(tokens)
    for place, unit in sorted(_units_of(numbers, tokens, delivering).items()):
        number = numbers[place]
        for token in tokens[number.first : number.last + 1]:
            token.used = True
        away = lex.AWAY.match(low, tokens[number.last].end) and not delivering
        if not away and (unit != "year" or not age):
            start, end = tokens[number.first].start, tokens[number.last].end
            sentence.take("span", start, end, number=number.value, unit=unit, role=role)
    if (one := lex.ONE_SPAN.search(low)) and not any(c.kind == "span" for c in sentence.claims):
        unit = lex.DAY_UNITS[one["unit"] or one["ar"]]
        sentence.take("span", *one.span(), number=Decimal(1), unit=unit)
    for token in tokens:
        if token.text in lex.DUAL_DAYS:
            count, unit = lex.DUAL_DAYS[token.text]
            sentence.take("span", token.start, token.end, number=Decimal(count), unit=unit, role=role)
    if delivering and not lex.NOT_DELIVERING.search(low):
        for match in lex.SOON.finditer(low):
            if not _checking(sentence, match.start()) and not _refused(sentence, match.start()):
                sentence.take("soon", *match.span())


def _units_of(numbers: Sequence[Number], tokens: Sequence[Token], delivering: bool) -> dict[int, str]:
    """Which numbers count time, by their place, and in what."""
    units: dict[int, str] = {}
    for place, number in enumerate(numbers):
        after = number.last + 1
        while after < len(tokens) and tokens[after].text in lex.BUSINESS - {"to"} and after - number.last < 3:
            after += 1
        said = tokens[after].text if after < len(tokens) else ""
        unit = lex.DAY_UNITS.get(said)
        if unit is None and delivering and said in lex.HOUR_UNITS:
            unit = "hour"
        if unit is None:
            continue
        units[place] = unit
        joined = place > 0 and numbers[place - 1].last + 2 == number.first
        if joined and tokens[number.first - 1].text in lex.RANGE:
            units.setdefault(place - 1, unit)
    return units
