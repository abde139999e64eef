"""The verdict on a reply: every claim in it rests on a fact of this turn, or it is not sent."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from dragoman.agents.evidence import Evidence, Fact
from dragoman.agents.guard import lexicon as lex
from dragoman.agents.guard.amounts import judge_amount, refused_to
from dragoman.agents.guard.claims import clauses_of
from dragoman.agents.guard.compare import untrue_comparison
from dragoman.agents.guard.names import unknown_name, unknown_run, unknown_subject
from dragoman.agents.guard.said import Words, said_in
from dragoman.agents.guard.sentence import Claim, Clause
from dragoman.agents.guard.stock import judge_stock
from dragoman.agents.guard.support import Support, is_generic, link_key, named_in, support_of
from dragoman.base.money import format_money
from dragoman.catalogue.fold import words
from dragoman.channels.content import OutContent

ViolationKind = Literal[
    "amount", "misattributed", "unread", "number", "percent", "discount", "free", "stock", "days", "link",
    "order", "code", "name", "other_shop",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Violation:
    """A claim that no fact supports: its words as the guard read them, and the place of its message (from 0)."""

    kind: ViolationKind
    text: str
    message: int = 0

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, for the story of the turn."""
        return {"kind": self.kind, "text": self.text, "message": self.message}


@dataclass(frozen=True, slots=True)
class Receipt:
    """Which fact a claim rests on."""

    text: str
    kind: str
    fact: Fact
    message: int = 0

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, for the story of the turn: the claim, and the fact with its source and catalogue version."""
        fact = self.fact
        told: dict[str, Any] = {"kind": fact.kind, "source": fact.source}
        if fact.sku is not None:
            told["sku"] = fact.sku
        if fact.money is not None:
            told["minor"], told["currency"] = fact.money.minor, fact.money.currency
        if fact.number is not None:
            told["number"] = str(fact.number)
        if fact.text is not None:
            told["text"] = fact.text[:200]
        if fact.version is not None:
            told["version"] = fact.version
        return {"claim": self.text, "kind": self.kind, "message": self.message, "fact": told}


@dataclass(frozen=True, slots=True)
class Verdict:
    """``ok`` when nothing is claimed that no fact supports."""

    violations: tuple[Violation, ...] = ()
    receipts: tuple[Receipt, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the reply may be sent."""
        return not self.violations

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, for the story of the turn."""
        return {
            "violations": [violation.as_json() for violation in self.violations],
            "receipts": [receipt.as_json() for receipt in self.receipts],
        }


@dataclass(slots=True)
class Look:
    """One look at one text: what was found so far, and the product that was spoken of last."""

    support: Support
    message: int = 0
    carried: frozenset[str] = frozenset()
    violations: list[Violation] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)

    def refuse(self, kind: ViolationKind, text: str) -> None:
        """Notes that nothing supports these words."""
        self.violations.append(Violation(kind, text.strip(), self.message))

    def accept(self, claim: Claim, fact: Fact) -> None:
        """Notes which fact supports the claim."""
        self.receipts.append(Receipt(claim.text, claim.kind, fact, self.message))


def check(
    messages: Sequence[OutContent], evidence: Evidence, *, brand: str, others: Collection[str] = ()
) -> Verdict:
    """Whether every claim of ``messages`` rests on a fact in ``evidence``.

    ``brand`` is the shop's own name; ``others`` are those of the other shops, none of which may be spoken of.
    """
    texts, links = said_in(messages)
    texts = [replace(said, text=_without_its_number(said.text, brand, evidence)) for said in texts]
    return _verdict(texts, links, support_of(evidence, brand), others)


def check_text(text: str, evidence: Evidence, *, brand: str, others: Collection[str] = ()) -> Verdict:
    """``check`` for words that are no message yet."""
    return _verdict([Words(0, text)], [], support_of(evidence, brand), others)


def _without_its_number(text: str, brand: str, evidence: Evidence) -> str:
    """``text`` with the shop's name spelled without digits: "Selling 1" sells nothing for 1.

    Where a product is called after the shop its name must be found as it is.
    """
    if not any(map(str.isdigit, brand)) or any(
        brand in product.name for product in evidence.products.values()
    ):
        return text
    return text.replace(brand, "".join("x" if char.isdigit() else char for char in brand))


def _verdict(
    texts: Sequence[Words], links: Sequence[Words], support: Support, others: Collection[str]
) -> Verdict:
    look = Look(support)
    brands = _brands(frozenset(others)) if others else {}
    for said in texts:
        if said.message != look.message:
            look.message, look.carried = said.message, frozenset()
        _look_at(look, said)
        if brands:
            _other_brands(look, said.text, brands)
    for link in links:
        look.message = link.message
        if fact := support.links.get(link_key(link.text)):
            look.receipts.append(Receipt(link.text, "link", fact, link.message))
        else:
            look.refuse("link", link.text)
    return Verdict(tuple(dict.fromkeys(look.violations)), tuple(dict.fromkeys(look.receipts)))


def _look_at(look: Look, said: Words) -> None:
    clauses = clauses_of(said.text)
    sentences = dict.fromkeys(clause.sentence for clause in clauses)
    needed = any(claim.kind in {"free", "span"} for clause in clauses for claim in clause.claims)
    of_delivery = needed and any(lex.FEE.search(s) or lex.DELIVERY.search(s) for s in sentences)
    counts: dict[str, frozenset[Decimal]] = {}
    for clause in clauses:
        counts[clause.sentence] = counts.get(clause.sentence, frozenset()) | clause.counts
    compared = ""
    for clause in clauses:
        if clause.sentence != compared:
            compared = clause.sentence
            if untrue := untrue_comparison(look.support, compared, look.carried):
                look.refuse("misattributed", untrue)
        named = frozenset({said.about}) if said.about else named_in(look.support, clause.words)
        for claim in clause.claims:
            _judge(look, claim, clause, named, counts[clause.sentence], of_delivery)
        _judge_names(look, clause, named)
        if named:
            look.carried = named


def _judge(
    look: Look,
    claim: Claim,
    clause: Clause,
    named: frozenset[str],
    counts: frozenset[Decimal],
    of_delivery: bool,
) -> None:
    found: Fact | ViolationKind | None
    match claim.kind:
        case "money" | "amount":
            found = judge_amount(look.support, claim, clause, named, look.carried, counts)
        case "in" | "out" | "left" | "scarce":
            found = judge_stock(look.support, claim, named, look.carried)
        case "discount":
            found = _discount(look.support, claim, named or look.carried)
        case "free":
            found = _free(look.support, clause, named, of_delivery)
        case "number" | "percent" | "order":
            found = _number(look.support, claim, clause)
        case "span":
            found = _span(look.support, claim, clause, of_delivery)
        case _:
            found = _words_of(look.support, claim, clause)
    if isinstance(found, Fact):
        look.accept(claim, found)
    elif found is not None:
        look.refuse(found, claim.text)


def _words_of(support: Support, claim: Claim, clause: Clause) -> Fact | ViolationKind | None:
    """What is claimed in words alone."""
    match claim.kind:
        case "unread":
            return support.stated.get(claim.text.lower(), "unread")
        case "soon":
            return support.stated.get(claim.text.lower(), "days")
        case "link":
            return support.links.get(link_key(claim.text), "link")
        case "code":
            known = claim.text.upper() in support.codes | support.heard_codes
            as_name = claim.unit != "named" and support.knows(claim.text.lower())
            return None if known or as_name else "code"
        case "name":
            return "name" if unknown_name(support, claim, clause) else None
        case _:
            return None


def _judge_names(look: Look, clause: Clause, named: frozenset[str]) -> None:
    """What is priced, in stock or sold must be a product of the evidence, however it is written."""
    if unknown := unknown_run(look.support, clause) or unknown_subject(
        look.support, clause, named, look.carried
    ):
        look.refuse("name", unknown)


def _number(support: Support, claim: Claim, clause: Clause) -> Fact | ViolationKind | None:
    """A plain number may be the customer's own; a percentage may only be refused."""
    if claim.number is None:
        return "percent" if claim.kind == "percent" else "number"
    if claim.kind == "percent":
        refused = claim.number in support.heard_numbers and refused_to(claim, clause)
        return None if refused else support.percents.get(claim.number, "percent")
    known = support.orders if claim.kind == "order" else support.numbers
    if fact := known.get(claim.number):
        return fact
    if claim.kind == "order":
        return None if claim.number in support.heard_numbers else "order"
    return None if _taken_up(support, claim, clause) else "number"


def _taken_up(support: Support, claim: Claim, clause: Clause) -> bool:
    """Whether a number is the customer's own, with the word beside it: "building 44". No price is: "the pen 44"."""
    if claim.number in support.heard_phones:
        return True
    if claim.number is None or claim.number not in support.heard_numbers:
        return False
    if _asked_for(claim, clause) or _of_address(claim, clause):
        return True
    if claim.number != round(claim.number, 3):
        return True  # where they are: 33.88863
    before = words(clause.sentence[max(0, claim.start - 24) : claim.start])[-1:]
    behind = clause.sentence[claim.end : claim.end + 24]
    after = () if behind.lstrip()[:1] in {",", ";", "."} else words(behind)[:1]
    beside = [word for word in (*before, *after) if not is_generic(word) and not support.knows(word)]
    return any((word, claim.number) in support.heard_pairs for word in beside)


def _of_address(claim: Claim, clause: Clause) -> bool:
    """Whether a word of addresses, ages or people stands beside it: "rue Sassine 12", "for 15 people"."""
    if any(one.kind in {"money", "amount", "sells", "in", "left"} for one in clause.claims):
        return False
    before = clause.sentence[max(0, claim.start - 32) : claim.start]
    last = before.split()[-1:]
    if last and (last[0].strip(":=") in lex.JUST_BEFORE or last[0] in lex.PRICE_WORDS) and last[0] != "for":
        return False
    counted = " ".join(clause.sentence[claim.end : claim.end + 24].split()[:1])
    return bool(lex.ADDRESS.search(" ".join(before.split()[-2:])) or lex.COUNTED_PEOPLE.search(counted))


def _asked_for(claim: Claim, clause: Clause) -> bool:
    """Whether it is how many pieces the customer wants, and nobody says that there are as many."""
    after = clause.sentence[claim.end : claim.end + 24].split()[:1]
    has = any(word in lex.HAVE for word in clause.words) or any(one.kind != "number" for one in clause.claims)
    return bool(after) and after[0].strip(",.?!") in lex.PIECES and not has


def _discount(support: Support, claim: Claim, of: frozenset[str]) -> Fact | ViolationKind:
    if claim.unit == "gift":
        return support.gifts[0] if support.gifts else "discount"
    for sku in (*of, None):
        if fact := support.discounts.get(sku):
            return fact
    if not of and support.discounts:
        return next(iter(support.discounts.values()))
    return "discount"


def _free(support: Support, clause: Clause, named: frozenset[str], of_delivery: bool) -> Fact | ViolationKind:
    delivery = lex.FEE.search(clause.sentence) is not None or (of_delivery and not named)
    said = {c.number for c in clause.claims if c.kind in {"money", "amount"}}
    for free in support.free:
        if free.delivery == delivery and free.amounts <= said:
            return free.fact
    return "free"


def _span(support: Support, claim: Claim, clause: Clause, of_delivery: bool) -> Fact | ViolationKind | None:
    """A time is said as the shop says it: of "3 to 4 days" the longer one at least."""
    said = {c.number for c in clause.claims if c.kind == "span" and c.unit == claim.unit}
    for span in support.spans:
        for_this = not span.delivery or claim.role == "fee" or of_delivery
        if span.unit == claim.unit and for_this and said <= span.numbers and max(span.numbers) in said:
            return span.fact
    return None if _own_time(support, claim, clause) else "days"


def _own_time(support: Support, claim: Claim, clause: Clause) -> bool:
    """Whether it is the customer's own time ("your wedding in 3 weeks"), or one that they are refused."""
    if claim.role == "fee" or (claim.unit, claim.number) not in support.heard_times:
        return False
    return refused_to(claim, clause) or not (
        lex.PROMISED.search(clause.sentence) or lex.DELIVERY.search(clause.sentence)
    )


# --- other shops ------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _brands(others: frozenset[str]) -> dict[str, list[tuple[str, ...]]]:
    """The other shops' names by their first word; a name of ordinary words only is nobody's."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for brand in others:
        name = words(brand)
        if name and not all(is_generic(word) for word in name):
            found.setdefault(name[0], []).append(name)
    return found


def _other_brands(look: Look, text: str, brands: dict[str, list[tuple[str, ...]]]) -> None:
    said = words(text)
    for at, word in enumerate(said):
        pair = said[at : at + 2]
        if ("".join(pair),) in brands.get("".join(pair), ()) and not _is_own(look, pair):
            look.refuse("other_shop", " ".join(pair))
        for name in brands.get(word, ()):
            if said[at : at + len(name)] == name and not _is_own(look, name):
                look.refuse("other_shop", " ".join(name))


def _is_own(look: Look, name: tuple[str, ...]) -> bool:
    """Whether these words stand in what the shop says of itself."""
    return all(look.support.knows(part) for part in name)


# --- words for whoever has to mend it ---------------------------------------------------------------

_MOST_ALLOWED = 25


def explain(violations: Sequence[Violation], evidence: Evidence) -> str:
    """What was wrong and what may be said, for a model that is to try again."""
    bad = "; ".join(
        dict.fromkeys(f"{_REASONS[violation.kind]}: {violation.text!r}" for violation in violations)
    )
    allowed = list(dict.fromkeys(_allowed(evidence)))[:_MOST_ALLOWED]
    may = f" You may state only: {'; '.join(allowed)}." if allowed else " No tool has returned any fact yet."
    return (
        f"Your reply was not sent, because no tool result of this turn supports it ({bad}).{may} "
        "Write the reply again with nothing but what the tools returned, call a tool for what is missing, "
        "or say that you will check with the team. Do no arithmetic: totals come from the quote tool."
    )


_REASONS: dict[str, str] = {
    "amount": "amount that no tool returned",
    "misattributed": "amount of something else",
    "unread": "amount that is not written in digits",
    "number": "number that no tool returned",
    "percent": "percentage that no tool returned",
    "discount": "discount, offer or gift that no tool returned",
    "free": "not free by what the tools returned",
    "stock": "stock that no tool returned",
    "days": "time that no tool returned",
    "link": "link that no tool returned",
    "order": "order number that no tool returned",
    "code": "code that no tool returned",
    "name": "name that no tool returned",
    "other_shop": "another shop",
}


def _allowed(evidence: Evidence) -> Iterator[str]:
    for fact in evidence.facts:
        of = evidence.products[fact.sku].name if fact.sku in evidence.products else fact.sku
        if fact.money is not None:
            count = f" for {fact.number}" if fact.number is not None else ""
            variant = f" {fact.variant}" if fact.variant else ""
            yield f"{fact.kind}{count} {format_money(fact.money)}{f' of {of}{variant}' if of else ''}"
        elif fact.kind == "stock":
            yield f"{of} is {'in stock' if fact.text == 'in' else 'out of stock'}"
        elif fact.number is not None:
            yield f"{fact.kind} {fact.number}"
