"""Amounts, percentages and other numbers of a sentence; and currencies that no amount explains."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from dragoman.agents.guard import lexicon as lex
from dragoman.agents.guard.numbers import is_number_word, read_words
from dragoman.agents.guard.sentence import Role, Sentence
from dragoman.agents.guard.tokens import Token, number_value
from dragoman.base.money import exponent_of


@dataclass(slots=True)
class Number:
    """A number in a sentence: tokens ``first`` to ``last``, and its currency if it has one."""

    first: int
    last: int
    value: Decimal | None
    in_words: bool
    currencies: frozenset[str] = frozenset()
    cents: bool = False


def numbers_in(tokens: list[Token]) -> list[Number]:
    """The numbers that nothing has used yet, in digits or in words."""
    found: list[Number] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "number" and not token.used:
            value, last = number_value(token), place
            after = [t.text for t in tokens[place + 1 : place + 6]]
            if value is not None and (read := read_words(after, value)):
                value, last = read[0], place + read[1]
                if _half(tokens, last):
                    value, last = value + _half_of(tokens[last].text), last + 2
            found.append(Number(place, last, value, in_words=False))
            place = last + 1
        elif token.kind == "currency" and token.value is not None:
            found.append(Number(place, place, token.value, True, lex.CURRENCY_OF[token.text]))
            token.used = True
            place += 1
        elif token.kind == "word" and (read := _read_at(tokens, place)):
            found.append(Number(place, place + read[1] - 1, read[0], in_words=True))
            place += read[1]
        else:
            place += 1
    return found


def _read_at(tokens: Sequence[Token], place: int) -> tuple[Decimal, int] | None:
    if not is_number_word(tokens[place].text):
        return None
    return read_words([token.text for token in tokens[place : place + 12]])


def _half(tokens: Sequence[Token], last: int) -> bool:
    """``مليون ونص``, ``2 million et demi``."""
    after = [token.text for token in tokens[last + 1 : last + 3]]
    return bool(after) and (after[0] == "ونص" or after[:2] in (["et", "demi"], ["w", "nos"], ["w", "nuss"]))


def _half_of(multiplier: str) -> Decimal:
    read = read_words([multiplier])
    return (read[0] if read else Decimal(1)) / 2


def read_amounts(sentence: Sentence) -> None:
    tokens = sentence.tokens
    numbers = numbers_in(tokens)
    for number in numbers:
        _find_currency(number, tokens)
    _share_currencies(numbers, tokens)
    for number in numbers:
        if number.currencies:
            _take_money(sentence, number, numbers)
        elif _is_priced(number, sentence):
            _take_amount(sentence, number, numbers)


def _find_currency(number: Number, tokens: list[Token]) -> None:
    before, after = number.first - 1, number.last + 1
    found = number.currencies or None
    if before >= 0 and tokens[before].text in ":(=" and before:
        before -= 1
    if before >= 0 and tokens[before].kind == "currency" and not tokens[before].used:
        # "20$ 30": a word behind a number is that number's; a sign is the next one's unless it is taken.
        behind_a_number = before > 0 and tokens[before - 1].kind == "number"
        verb = tokens[before].text == "sar" and _sign_follows(tokens, number.last)  # "sar 20$": it became
        signed = _sign_follows(tokens, number.last) or tokens[before].text in _SIGNS
        if verb:
            tokens[before].kind = "word"
        elif not behind_a_number or signed:
            tokens[before].used = True
            found = lex.CURRENCY_OF.get(tokens[before].text, frozenset({"?"}))
    while (
        after < len(tokens)
        and tokens[after].text in lex.BESIDE_CURRENCY | {"-"}
        and after + 1 < len(tokens)
        and tokens[after + 1].kind == "currency"
    ):
        after += 1
    if after < len(tokens) and tokens[after].kind == "currency" and not tokens[after].used:
        sign = not tokens[after].text[0].isalpha()
        dashed = after > number.last + 1 and sign and _digit_follows(tokens, after)  # "3 in 1 - $20"
        if dashed:
            pass
        elif found is None or not sign or not _digit_follows(tokens, after):
            tokens[after].used = True
            here = _with_nation(tokens, after)
            found = here if found is None else (found & here or frozenset({"?"}))
    elif (
        found is None and number.in_words and tokens[number.last].text == "cents" and number.value is not None
    ):
        found, number.cents = frozenset({"USD", "EUR"}), True
        number.value /= 100  # "fifty cents" was read as French
    elif (
        found is None
        and after < len(tokens)
        and tokens[after].text in lex.CENTS
        and tokens[after].text != "cent"
    ):
        found, number.cents = frozenset({"USD", "EUR"}), True
    number.currencies = found or frozenset()


_SIGNS = frozenset(["$", "€", "£", "us$", "¤"])


def _sign_follows(tokens: Sequence[Token], last: int) -> bool:
    return last + 1 < len(tokens) and tokens[last + 1].kind == "currency"


def _digit_follows(tokens: Sequence[Token], place: int) -> bool:
    return (
        place + 1 < len(tokens)
        and tokens[place + 1].kind == "number"
        and tokens[place + 1].start == tokens[place].end
    )


def _with_nation(tokens: list[Token], place: int) -> frozenset[str]:
    """``livres libanaises``: which country's."""
    here = lex.CURRENCY_OF.get(tokens[place].text, frozenset({"?"}))
    for beside in (place + 1, place - 1):
        if 0 <= beside < len(tokens) and (code := lex.NATION_OF.get(tokens[beside].text)):
            if tokens[beside].kind == "currency":
                tokens[beside].used = True
            return frozenset({code})
    return here


def _share_currencies(numbers: Sequence[Number], tokens: list[Token]) -> None:
    """``20-30$`` and ``$20 to 30``: the one without a currency has the other's."""
    for left, right in pairwise(numbers):
        between = tokens[left.last + 1 : right.first]
        while between and between[-1].kind == "currency" and between[-1].used:
            between = between[:-1]
        while between and between[0].kind == "currency" and between[0].used:
            between = between[1:]
        if len(between) != 1 or between[0].text not in lex.RANGE:
            continue
        if right.currencies and not left.currencies:
            if not _so_many_in_one(tokens, left):
                left.currencies = right.currencies
        elif left.currencies and not right.currencies and between[0].text in {"-", "to", "a", "الي"}:
            follows = tokens[right.last + 1].text if right.last + 1 < len(tokens) else ""
            if follows not in lex.UNITS | lex.PIECES | {"for", "pour"}:
                right.currencies = left.currencies


def _so_many_in_one(tokens: Sequence[Token], number: Number) -> bool:
    """Whether it ends "3 in 1", as products are called."""
    before = tokens[max(0, number.first - 2) : number.first]
    return len(before) == 2 and before[0].kind == "number" and before[1].text in {"in", "en", "في"}


def _is_priced(number: Number, sentence: Sentence) -> bool:
    """Whether a number without a currency is said to be a price."""
    tokens = sentence.tokens
    if number.value is None:
        return not number.in_words
    after = tokens[number.last + 1].text if number.last + 1 < len(tokens) else ""
    if after in _COUNTED or lex.PERCENT_AFTER.match(sentence.low, tokens[number.last].end):
        return False
    if after in lex.PIECES:
        return False
    before = [token.text for token in tokens[: number.first]]
    if number.in_words and number.value <= 12 and not _SAID_TO_BE & set(before[-1:]):
        return False  # "one by one"
    if after in {"for", "pour", "a", "ب"} and number.value <= 12 and not lex.PRICE_WORDS & set(before[-1:]):
        return False  # "2 for $12"
    if after in lex.PRICE_AFTER:
        return number.value > 12 or not number.in_words
    last = number.last + 1 >= len(tokens) or tokens[number.last + 1].kind == "sign"
    if lex.PRICE_WORDS & set(before[-4:]):
        return True
    closing = last or after in _AFTER_A_PRICE
    if closing and (number.value > 12 or not number.in_words) and lex.PRICE_WORDS & set(before):
        return True
    behind = [token.text for token in tokens[number.last + 1 : number.last + 5]]
    if after in _IS and lex.PRICE_WORDS & set(behind):
        return True  # "44 is the price"
    closest = before[-1] if before else ""
    if not before and last and not number.in_words:
        return True
    if closest == ":" and number.last + 1 < len(tokens):
        return False  # "Deliver to: 11-2233 Riad el Solh"
    opens = (
        number.first == 1 and number.value > 3 and after not in lex.RANGE
    )  # "b 10 l pen", not "b 3 la 4 ayyem"
    in_arabic = closest in _FOR_IN_ARABIC and (opens or number.value > 12)
    return (closing or in_arabic) and _just_behind(closest, number)


def _just_behind(closest: str, number: Number) -> bool:
    """``is 44``, ``for 44``: a weak word (``for``, ``at``) needs more than a small number."""
    assert number.value is not None
    if closest not in lex.JUST_BEFORE:
        return False
    if closest in lex.WEAK_BEFORE and (number.value <= 3 or (number.in_words and number.value < 13)):
        return False
    return closest != "at" or number.value > 12


_FOR_IN_ARABIC = frozenset(["b", "bi", "ب", "بـ"])
_IS = frozenset(["is", "est", "هو", "c'est"])
_SAID_TO_BE = lex.PRICE_WORDS | frozenset(["is", "are", ":", "=", "a", "b", "ب", "هو", "est"])
_COUNTED = lex.UNITS | frozenset(lex.DAY_UNITS) | lex.HOUR_UNITS | frozenset("%")


_AFTER_A_PRICE = lex.PRICE_AFTER | frozenset(
    ["for", "now", "instead", "today", "pour", "and", "et", "w", "بس", "فقط", "bas"]
)


def _take_money(sentence: Sentence, number: Number, numbers: Sequence[Number]) -> None:
    tokens = sentence.tokens
    first, last = number.first, number.last
    if first and tokens[first - 1].kind == "currency" and tokens[first - 1].used and not number.in_words:
        first -= 1
    while last + 1 < len(tokens) and (tokens[last + 1].kind == "currency" and tokens[last + 1].used):
        last += 1
    value = number.value
    if (
        value is not None
        and number.first == number.last
        and any(exponent_of(c) == 3 for c in number.currencies)
    ):
        value = (
            number_value(tokens[number.first], thousandths=True)
            if tokens[number.first].kind == "number"
            else value
        )
    if value is not None and number.cents:
        value /= 100
    for token in tokens[number.first : number.last + 1]:
        token.used = True
    start, end = tokens[first].start, tokens[last].end
    role = _role(sentence, number, numbers)
    sentence.take("money", start, end, number=value, currencies=number.currencies, role=role)


def _take_amount(sentence: Sentence, number: Number, numbers: Sequence[Number]) -> None:
    tokens = sentence.tokens
    for token in tokens[number.first : number.last + 1]:
        token.used = True
    start, end = tokens[number.first].start, tokens[number.last].end
    sentence.take("amount", start, end, number=number.value, role=_role(sentence, number, numbers))


def _role(sentence: Sentence, number: Number, numbers: Sequence[Number]) -> Role:
    tokens = sentence.tokens
    first = number.first - (1 if number.first and tokens[number.first - 1].kind == "currency" else 0)
    before = [token.text for token in tokens[max(0, first - 3) : first]]
    last = number.last + 1
    while last < len(tokens) and tokens[last].kind == "currency":
        last += 1
    after = [token.text for token in tokens[last : last + 3]]
    if _adjacent(before[::-1], lex.WAS_WORDS) and not (before[-1] in _NOW and _MOVED & set(before)):
        return "was"
    if after and after[0] in _BEFORE and (len(after) == 1 or after[1] in _ENDS):
        return "was"
    if _adjacent(before[::-1], lex.DISCOUNT_BEFORE) or _adjacent(after, lex.DISCOUNT_AFTER):
        return "discount"
    part = tokens[number.first].part
    inside = [token for token in tokens if token.part == part]
    clause = sentence.low[inside[0].start : inside[-1].end]
    if lex.FREE.search(clause) and not lex.NOT_FREE.search(clause) and lex.FROM_WORDS.search(sentence.low):
        return "free"
    if _bounds_free_delivery(sentence, before, after):
        return "free"
    if lex.TOTAL.search(clause):
        return "total"
    return "fee" if _nearest_fee(clause, inside[0].start, number, numbers, tokens) else ""


_MOVED = frozenset(["down", "reduced", "dropped", "passe", "passee", "نازل", "نزل", "نزلت", "nezel", "nezil"])
_NOW = frozenset(["to", "a", "الي", "ل", "la", "3a", "ب", "b"])
"""Behind a word of ``_MOVED`` the price of today: "down to $20"."""


_BEFORE = frozenset(["before", "avant", "قبل", "originally", "previously", "2abel", "abel"])
_ENDS = frozenset([".", ",", ")", ";", "!", "?", "؟", "،", "-", "w", "and", "et"])


def _bounds_free_delivery(sentence: Sentence, before: Sequence[str], after: Sequence[str]) -> bool:
    """``over $40`` where something is free, ``under $40`` where it has a fee, ``unless it is $40 or more``."""
    low = sentence.low
    over = not lex.OVER.isdisjoint(before) or (
        after[:1] != [] and after[0] in _OR and after[1:2] != [] and after[1] in _MORE
    )
    if over and (lex.FREE.search(low) or (lex.UNLESS.search(low) and lex.FEE.search(low))):
        return lex.NOT_FREE.search(low) is None
    return not lex.UNDER.isdisjoint(before) and lex.FEE.search(low) is not None


_OR = frozenset(["or", "and", "ou", "et", "او", "w", "aw", "و"])
_MORE = frozenset(["more", "above", "up", "plus", "اكثر", "اكتر", "aktar"])


def _adjacent(beside: Sequence[str], known: frozenset[str]) -> bool:
    for text in beside:
        if text in known or text.removeprefix("ال") in known:
            return True
        if text not in lex.BETWEEN:
            return False
    return False


def _nearest_fee(
    clause: str, start: int, number: Number, numbers: Sequence[Number], tokens: Sequence[Token]
) -> bool:
    """Whether a word for delivery stands closer to this amount than to any other of the clause."""
    fees = [(match.start() + start, match.end() + start) for match in lex.FEE.finditer(clause)]
    if not fees:
        return False
    part = tokens[number.first].part
    spans = [
        (tokens[one.first].start, tokens[one.last].end, one is number)
        for one in numbers
        if (one.currencies or one is number) and tokens[one.first].part == part
    ]
    for first, last in fees:
        gaps = [(max(first - end, begin - last), own) for begin, end, own in spans]
        if any(own and gap <= min(gaps)[0] + _AS_CLOSE for gap, own in gaps):
            return True
    return False


_AS_CLOSE = 4
"""Characters: a sign or a preposition makes no amount farther away."""


def read_orphans(sentence: Sentence) -> None:
    """A currency that no amount explains: spelled out in a way that was not read, and so never let through."""
    for n, token in enumerate(sentence.tokens):
        if token.kind != "currency" or token.used:
            continue
        if token.text not in lex.ALONE and not _nation_behind(sentence.tokens, n):
            continue
        before = sentence.tokens[n - 1].text if n else ""
        said = any(
            c.kind == "money" and lex.CURRENCY_OF.get(token.text, frozenset()) & c.currencies
            for c in sentence.claims
        )
        if said and (before in {"in", "en", "ب", "per"} or sentence.low[token.start] == "ب"):
            continue  # "price in lira: 2,908,750 L.L."
        if before in {"in", "en"} and not _counted_in(sentence.tokens, token.part):
            continue  # "our prices are in dollars"
        sentence.take(
            "unread", token.start, token.end, currencies=lex.CURRENCY_OF.get(token.text, frozenset())
        )


def _counted_in(tokens: Sequence[Token], part: int) -> bool:
    """Whether a number stands in that clause, in digits or in words."""
    return any(t.part == part and (t.kind == "number" or is_number_word(t.text)) for t in tokens)


def _nation_behind(tokens: Sequence[Token], n: int) -> bool:
    """``livres libanaises`` is money even where ``livres`` alone may be books."""
    return n + 1 < len(tokens) and tokens[n + 1].text in lex.NATION_OF


def read_bare_numbers(sentence: Sentence) -> None:
    """Numbers that nothing explains: counts and sizes are small or have a unit."""
    tokens = sentence.tokens
    for n, token in enumerate(tokens):
        if token.kind != "number" or token.used:
            continue
        value = number_value(token)
        after = tokens[n + 1].text if n + 1 < len(tokens) else ""
        if after in lex.UNITS or (value is not None and value <= 12 and value == int(value)):
            continue
        sentence.take("number", token.start, token.end, number=value)
    for number in numbers_in(tokens):
        first, last = tokens[number.first], tokens[number.last]
        after = tokens[number.last + 1].text if number.last + 1 < len(tokens) else ""
        counts = after in _COUNTED or after in lex.PIECES
        vague = number.first == number.last and first.text in _VAGUE
        if number.in_words and not first.used and not vague and not counts and (number.value or 0) > 12:
            sentence.take("number", first.start, last.end, number=number.value)


_VAGUE = frozenset(
    ["hundred", "hundreds", "thousand", "thousands", "cent", "cents", "mille", "million", "millions"]
)
_VAGUE |= frozenset(["ميه", "الف", "الاف", "مليون", "ملايين", "grand", "m", "k"])


def read_percents(sentence: Sentence) -> None:
    low, tokens = sentence.low, sentence.tokens
    if not ("%" in low or lex.PERCENT_AFTER.search(low)):
        return
    for number in numbers_in(tokens):
        end = tokens[number.last].end
        after = lex.PERCENT_AFTER.match(low, end)
        before = number.first and tokens[number.first - 1].text == "%"
        if after or before:
            for token in tokens[number.first : number.last + 1]:
                token.used = True
            sentence.take(
                "percent", tokens[number.first].start, after.end() if after else end, number=number.value
            )
    if "%" in low and not any(claim.kind == "percent" for claim in sentence.claims):
        start = low.index("%")
        sentence.take("percent", start, start + 1)


def read_numbers(tokens: list[Token]) -> list[Number]:
    return [number for number in numbers_in(tokens) if number.value is not None]
