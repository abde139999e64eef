"""What the evidence of a turn supports, laid out so that a claim finds its fact at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from dragoman.agents.evidence import Evidence, Fact
from dragoman.agents.guard import lexicon as lex
from dragoman.agents.guard.claims import claims_of_shop
from dragoman.agents.guard.generic import GENERIC
from dragoman.agents.guard.normal import normal
from dragoman.agents.guard.numbers import value_of
from dragoman.agents.guard.sentence import Claim, Clause
from dragoman.base.money import Money, exponent_of
from dragoman.catalogue.fold import forms, words

_KIND_OF_ROLE = {
    "": "price",
    "was": "was",
    "discount": "discount",
    "total": "total",
    "fee": "fee",
    "free": "free_from",
}


@dataclass(frozen=True, slots=True)
class Backing:
    """An amount that may be said: ``kind`` and ``sku`` say of what; ``count`` for how many pieces."""

    kind: str
    fact: Fact
    sku: str | None = None
    count: Decimal | None = None
    variant: str | None = None


@dataclass(frozen=True, slots=True)
class FreeOf:
    """Something that the shop's words call free: only together with ``amounts``, and of delivery if ``delivery``."""

    fact: Fact
    amounts: frozenset[Decimal]
    delivery: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A time that the shop states: one number, or the two ends of a range."""

    fact: Fact
    numbers: frozenset[Decimal]
    unit: str
    delivery: bool = False


@dataclass(slots=True)
class Support:
    """Built once for each look at a reply."""

    money: dict[tuple[str, Decimal], list[Backing]] = field(default_factory=dict)
    amounts: dict[Decimal, list[Backing]] = field(default_factory=dict)
    numbers: dict[Decimal, Fact] = field(default_factory=dict)
    percents: dict[Decimal, Fact] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    links: dict[str, Fact] = field(default_factory=dict)
    orders: dict[Decimal, Fact] = field(default_factory=dict)
    stock: dict[str, list[Fact]] = field(default_factory=dict)
    discounts: dict[str | None, Fact] = field(default_factory=dict)
    bought: dict[str, Decimal | None] = field(default_factory=dict)
    """What the cart or the order holds, and how many of it."""
    offered: set[str] = field(default_factory=set)
    """The products that cost less by the piece when several are taken."""
    gifts: list[Fact] = field(default_factory=list)
    free: list[FreeOf] = field(default_factory=list)
    stated: dict[str, Fact] = field(default_factory=dict)
    """The stock words and currencies in the shop's own texts."""
    words: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    names: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    only: dict[str, str | None] = field(default_factory=dict)
    """Words that stand in the names of one product alone, with its sku."""
    variants: dict[str, list[str]] = field(default_factory=dict)
    heard_words: frozenset[str] = frozenset()
    heard_numbers: frozenset[Decimal] = frozenset()
    heard_codes: frozenset[str] = frozenset()
    heard_times: frozenset[tuple[str, Decimal]] = frozenset()
    """Days, weeks, months and years of the customer's: their unit and how many."""
    heard_named: frozenset[str] = frozenset()
    """The products that the customer named last."""
    heard_phones: frozenset[Decimal] = frozenset()
    heard_pairs: frozenset[tuple[str, Decimal]] = frozenset()
    """Numbers of the customer's with the word before or behind: ``building 44``."""

    @property
    def names_of(self) -> set[str]:
        """The products that have a name here."""
        return {sku for names in self.names.values() for _, sku in names}

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in what the shop says of itself or of these products."""
        return word in self.words or any(form in self.words for form in forms(word))


def is_generic(word: str) -> bool:
    """Whether a folded word names nothing that could be sold."""
    if len(word) < 3 or word.isdigit() or word in GENERIC:
        return True
    return any(form in GENERIC for form in forms(word)) or word in lex.CURRENCY_OF


def support_of(evidence: Evidence, brand: str) -> Support:
    """Everything that ``evidence`` and the shop's ``brand`` let a reply say."""
    support = Support()
    _add_words(support, brand)
    for fact in evidence.facts:
        _add(support, fact)
    support.bought = {fact.sku: fact.number for fact in evidence.facts if fact.kind == "line" and fact.sku}
    support.offered = {fact.sku for fact in evidence.facts if fact.kind == "offer" and fact.sku}
    days = [fact for fact in evidence.facts if fact.kind == "days" and fact.number is not None]
    if days:
        numbers = frozenset(fact.number for fact in days if fact.number is not None)
        support.spans.append(Span(days[-1], numbers, "day", delivery=True))
    for words_, sku in [(name, sku) for names in support.names.values() for name, sku in names]:
        for word in words_:
            if len(word) >= 3 and not is_generic(word):
                support.only[word] = sku if support.only.get(word, sku) == sku else None
    _hear(support, evidence.heard)
    for text in reversed(evidence.heard):
        if named := named_in(support, _words_heard(text)):
            support.heard_named = named
            break
    return support


def _add_words(support: Support, text: str) -> None:
    support.words |= _known_words(text)


@lru_cache(maxsize=16_384)
def _known_words(text: str) -> frozenset[str]:
    """The folded words of a text of the shop's, and what they may be forms of."""
    return frozenset(form for word in words(text) for form in (word, *forms(word)))


@lru_cache(maxsize=16_384)
def _name(text: str) -> tuple[str, ...]:
    return words(text)


def _back(
    support: Support, kind: str, money: Money, fact: Fact, sku: str | None, count: Decimal | None = None
) -> None:
    amount = Decimal(money.minor).scaleb(-exponent_of(money.currency))
    backing = Backing(kind, fact, sku, count, fact.variant)
    support.money.setdefault((money.currency, amount), []).append(backing)
    support.amounts.setdefault(amount, []).append(backing)
    support.numbers.setdefault(amount, fact)


def _add(support: Support, fact: Fact) -> None:
    if fact.money is not None:
        _back(support, fact.kind, fact.money, fact, fact.sku, fact.number)
    if fact.number is not None:
        support.numbers.setdefault(fact.number, fact)
        _add_number(support, fact, fact.number)
    match fact.kind:
        case "product" if fact.text:
            name = _name(fact.text)
            if name and fact.sku is not None:
                support.names.setdefault(name[0], []).append((name, fact.sku))
            _add_text(support, fact)
        case "text":
            _add_text(support, fact)
        case "price" if fact.variant and fact.sku:
            support.variants.setdefault(fact.sku, []).append(fact.variant)
            _add_words(support, fact.variant)
            _add_numbers(support, fact.variant, fact)
        case "was" | "offer" | "discount":
            support.discounts.setdefault(fact.sku, fact)
        case "stock" if fact.sku:
            support.stock.setdefault(fact.sku, []).append(fact)
        case "link" if fact.text:
            support.links[link_key(fact.text)] = fact
        case "fee" | "free_from" if fact.money is not None:
            _add_free(support, fact, fact.money)


def _add_number(support: Support, fact: Fact, number: Decimal) -> None:
    match fact.kind:
        case "percent":
            support.percents.setdefault(number, fact)
            support.discounts.setdefault(fact.sku, fact)
        case "order":
            support.orders.setdefault(number, fact)


def _add_free(support: Support, fact: Fact, money: Money) -> None:
    if fact.kind == "free_from":
        amount = Decimal(money.minor).scaleb(-exponent_of(money.currency))
        support.free.append(FreeOf(fact, frozenset({amount}), delivery=True))
    elif money.minor == 0:
        support.free.append(FreeOf(fact, frozenset(), delivery=True))


def _add_numbers(support: Support, text: str, fact: Fact) -> None:
    for clause in claims_of_shop(text):
        for count in clause.counts:
            support.numbers.setdefault(count, fact)


def _add_text(support: Support, fact: Fact) -> None:
    text = fact.text or ""
    _add_words(support, text)
    for clause in claims_of_shop(text):
        for count in clause.counts:
            support.numbers.setdefault(count, fact)
        for claim in clause.claims:
            _add_claim(support, claim, clause, fact)
        for unit in {claim.unit for claim in clause.claims if claim.kind == "span"}:
            of_unit = [c.number for c in clause.claims if c.kind == "span" and c.unit == unit]
            support.spans.append(Span(fact, frozenset(n for n in of_unit if n is not None), unit))


def _add_claim(support: Support, claim: Claim, clause: Clause, fact: Fact) -> None:
    if claim.number is not None:
        _add_count(support, claim, claim.number, fact)
    match claim.kind:
        case "discount":
            if claim.unit == "gift":
                support.gifts.append(fact)
            support.discounts.setdefault(fact.sku, fact)
        case "free":
            amounts = {c.number for c in clause.claims if c.kind == "money" and c.number is not None}
            delivery = lex.FEE.search(clause.sentence) is not None
            support.free.append(FreeOf(fact, frozenset(amounts), delivery))
        case "link":
            support.links.setdefault(link_key(claim.text), fact)
        case "code":
            support.codes.add(claim.text.upper())
        case "soon" | "in" | "out" | "scarce" | "unread":
            support.stated.setdefault(claim.text.lower(), fact)
        case _:
            pass


def _add_count(support: Support, claim: Claim, number: Decimal, fact: Fact) -> None:
    kind = _KIND_OF_ROLE[claim.role]
    match claim.kind:
        case "money":
            for currency in claim.currencies - {"?"}:
                minor = number.scaleb(exponent_of(currency))
                if minor == minor.to_integral_value():
                    _back(support, kind, Money(currency, int(minor)), fact, fact.sku)
        case "amount" if (
            claim.text != (fact.text or "").strip()
        ):  # a bare figure among the details is no price
            support.amounts.setdefault(number, []).append(Backing(kind, fact, fact.sku))
        case "percent":
            support.percents.setdefault(number, fact)
        case _:
            pass


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CODE = re.compile(r"\b(?:[A-Z][A-Z0-9]{3,}|[A-Za-z]+[0-9]+)\b")
_MOST_HEARD = 2000  # characters of a message


def _hear(support: Support, heard: Iterable[str]) -> None:
    said: set[str] = set()
    pairs: set[tuple[str, Decimal]] = set()
    numbers: set[Decimal] = set()
    codes: set[str] = set()
    phones: set[Decimal] = set()
    for text in heard:
        said.update(_words_heard(text))
        pairs.update(_pairs_heard(text))
        for digits in _NUMBER.findall(normal(text[:_MOST_HEARD])):
            if (value := value_of(digits)) is not None:
                numbers.add(value)
        phones.update(_phones_heard(text))
        codes.update(word.upper() for word in _CODE.findall(text[:_MOST_HEARD]))
    support.heard_words, support.heard_pairs = frozenset(said), frozenset(pairs)
    support.heard_numbers, support.heard_codes = frozenset(numbers), frozenset(codes)
    support.heard_phones = frozenset(phones)
    support.heard_times = frozenset(
        (lex.DAY_UNITS[word], number) for word, number in pairs if word in lex.DAY_UNITS
    )


_PHONE = re.compile(r"\+?\d[\d ()\-./]{5,}\d")


@lru_cache(maxsize=1024)
def _phones_heard(text: str) -> frozenset[Decimal]:
    found = {re.sub(r"\D", "", digits) for digits in _PHONE.findall(normal(text[:_MOST_HEARD]))}
    return frozenset(Decimal(digits) for digits in found if 7 <= len(digits) <= 15)


@lru_cache(maxsize=1024)
def _pairs_heard(text: str) -> frozenset[tuple[str, Decimal]]:
    found = set()
    for one, next_ in pairwise(_words_heard(text)):
        for word, digits in ((one, next_), (next_, one)):
            if digits.isdecimal() and not word.isdecimal():
                found.add((word, Decimal(digits)))
    return frozenset(found)


@lru_cache(maxsize=1024)
def _words_heard(text: str) -> tuple[str, ...]:
    return words(text[:_MOST_HEARD])


def link_key(url: str) -> str:
    """A web address without scheme, ``www.`` and a final slash; the path keeps its capitals."""
    bare = url.strip().rstrip(".,;:!?)/")
    for head in ("https://", "http://", "www."):
        if bare.lower().startswith(head):
            bare = bare[len(head) :]
    host, slash, path = bare.partition("/")
    return host.lower() + slash + path


def named_in(support: Support, said: tuple[str, ...]) -> frozenset[str]:
    """The products that a clause names: by whole names, the longest first, else by a word of only one of them."""
    return frozenset(names_in_order(support, said))


def names_in_order(support: Support, said: tuple[str, ...]) -> list[str]:
    """The products that the words name, in the order in which they are named."""
    found: list[tuple[int, int, str]] = []
    for at, word in enumerate(said):
        for first in (word, *forms(word)):
            for name, sku in support.names.get(first, ()):
                if _continues(name, said, at):
                    found.append((at, at + len(name), sku))
    longest = [
        (a, b, sku)
        for a, b, sku in found
        if not any(x <= a and b <= y and (y - x) > (b - a) for x, y, _ in found)
    ]
    if not found:
        hits = [support.only.get(form) for word in said for form in (word, *forms(word))]
        return list(dict.fromkeys(sku for sku in hits if sku is not None))
    return list(dict.fromkeys(sku for _, _, sku in sorted(longest)))


def _continues(name: tuple[str, ...], said: tuple[str, ...], at: int) -> bool:
    if at + len(name) > len(said):
        return False
    return all(
        part == said[at + n] or part in forms(said[at + n]) for n, part in enumerate(name[1:], start=1)
    )
