"""Whether an amount is what it is said to be: this product's price, the delivery fee, the quote's total."""

import re
from decimal import Decimal
from typing import Literal

from dragoman.agents.evidence import Fact
from dragoman.agents.guard import lexicon as lex
from dragoman.agents.guard.normal import normal
from dragoman.agents.guard.numbers import read_words
from dragoman.agents.guard.sentence import Claim, Clause
from dragoman.agents.guard.support import Backing, Support, named_in, names_in_order
from dragoman.catalogue.fold import words

_OF_PRODUCTS = frozenset({"price", "offer", "line"})
_SUMS = frozenset({"total", "subtotal", "fee"})
_EACH = re.compile(
    r"^\W*(?:\w+\W+)?(?:each|apiece|per|a piece|piece|l'unite|chacune?|القطعه|للقطعه|لل|kel|lal)"
)
_MANY_FOR = re.compile(
    r"(?:^|[^\w.,])(?P<count>\d{1,3}|[^\W\d_]+)\s+(?:[^\W_]+\s+){0,3}?(?:for|pour|ب|b|=|at|a|cost|are|is)\s*:?\s*$"
)


def judge_amount(
    support: Support,
    claim: Claim,
    clause: Clause,
    named: frozenset[str],
    carried: frozenset[str],
    counts: frozenset[Decimal],
) -> Fact | Literal["amount", "misattributed"] | None:
    """The fact that an amount rests on, or what is wrong with it."""
    if claim.number is None:
        return "amount"
    if claim.kind == "amount":
        known = support.amounts.get(claim.number, [])
    else:
        known = [b for code in claim.currencies for b in support.money.get((code, claim.number), ())]
    if claim.kind == "amount" and _in_a_name(support, claim.number, named):
        return None
    if not known:
        heard = claim.number in support.heard_numbers
        if heard and (refused_to(claim, clause) or _keeps_within(support, claim, clause, named or carried)):
            return None  # "I can't do $10", "all under $30"
        return "amount"
    if len(named) > 1:
        named = _nearest(support, claim, clause, named)
    role = _role(support, claim, clause, named)
    for backing in known:
        if _fits(support, backing, role, claim, clause, named, carried, counts):
            return backing.fact
    return "misattributed"


def refused_to(claim: Claim, clause: Clause) -> bool:
    """Whether the clause says that what the customer named cannot be."""
    return lex.CANNOT.search(clause.text[: max(0, claim.start - clause.start)].lower()) is not None


def _keeps_within(support: Support, claim: Claim, clause: Clause, about: frozenset[str]) -> bool:
    """Whether it is the customer's own limit, and every product that is spoken of costs no more."""
    before = clause.text[: max(0, claim.start - clause.start)].lower()
    if not lex.WITHIN.search(before):
        return False
    least: dict[str, Decimal] = {}
    for (_, amount), backings in support.money.items():
        for backing in backings:
            if backing.kind == "price" and backing.sku is not None and backing.fact.kind == "price":
                least[backing.sku] = max(least.get(backing.sku, amount), amount)
    meant = about or frozenset(least)
    limit = claim.number
    return limit is not None and bool(meant) and all(sku in least and least[sku] <= limit for sku in meant)


def _in_a_name(support: Support, number: Decimal, named: frozenset[str]) -> bool:
    """Whether the number is part of what a product is called: ``4 in 1``."""
    said = f"{number:f}"
    return any(said in name for names in support.names.values() for name, sku in names if sku in named)


def _nearest(support: Support, claim: Claim, clause: Clause, named: frozenset[str]) -> frozenset[str]:
    """Of several products in one clause, the one whose amount it is: in the same order, else the last before it."""
    amounts = [c for c in clause.claims if c.kind in {"money", "amount"}]
    before_all = named_in(support, words(clause.text[: max(0, amounts[0].start - clause.start)]))
    if before_all == named:
        order = names_in_order(support, clause.words)
        if len(order) == len(amounts):
            return frozenset({order[amounts.index(claim)]})
        return named if len(amounts) == 1 else frozenset(order[-1:])
    order = names_in_order(support, words(clause.text[: max(0, claim.start - clause.start)]))
    if order:
        return frozenset(order[-1:])
    return (
        frozenset(names_in_order(support, words(clause.text[max(0, claim.start - clause.start) :]))[:1])
        or named
    )


def _role(support: Support, claim: Claim, clause: Clause, named: frozenset[str]) -> str:
    """What the amount is said to be; beside a product's name, "delivery" counts where it stands closer."""
    if claim.role == "free" and named and not lex.FREE.search(clause.text.lower()):
        return "" if not lex.FEE.search(clause.text.lower()) else claim.role
    if claim.role != "fee" or not named:
        return claim.role
    before = normal(clause.text[: max(0, claim.start - clause.start)]).lower()
    said = words(before)
    fees = [m.end() for m in lex.FEE.finditer(before)]
    if not fees:
        return "" if said else claim.role
    behind_fee = words(before[fees[-1] :])
    return "" if any(support.only.get(word) or word in support.names for word in behind_fee) else "fee"


def _fits(
    support: Support,
    backing: Backing,
    role: str,
    claim: Claim,
    clause: Clause,
    named: frozenset[str],
    carried: frozenset[str],
    counts: frozenset[Decimal],
) -> bool:
    about = named or carried
    own = backing.sku is None or not about or backing.sku in about
    match role:
        case "was":
            return own and (backing.kind == "was" or _beaten_by_an_offer(support, backing))
        case "discount":
            return backing.kind == "discount"
        case "free":
            return backing.kind in {"free_from", "total"} or (
                backing.kind == "fee" and backing.fact.money is not None and bool(backing.fact.money.minor)
            )
        case "fee":
            return backing.kind in {"fee", "total"}
        case "total":
            return (
                backing.kind in {"total", "subtotal"}
                or (own and backing.kind in {"line", "offer"} and _counted(backing, clause, counts))
                or (backing.kind == "fee" and lex.FEE.search(clause.text.lower()) is not None)
            )
    if backing.kind in _SUMS:
        summed = backing.kind != "fee" and lex.SUMMED.search(normal(clause.text).lower()) is not None
        return not named or (summed and _all_bought(support, clause, named))
    if backing.kind not in _OF_PRODUCTS or not own:
        return False
    if named and backing.sku is None and backing.fact.kind == "text":
        return False
    many = _many(support, claim, clause, about)
    if many is not None and not (backing.kind in {"offer", "line"} and backing.count == many):
        return False
    if backing.kind == "offer":
        return _counted(backing, clause, counts)
    if backing.kind == "line":
        return backing.count is None or _counted(backing, clause, counts) or backing.count == 1
    return _same_variant(support, backing, clause)


def _all_bought(support: Support, clause: Clause, named: frozenset[str]) -> bool:
    """Whether the clause names whatever is in the cart, and no other number of it."""
    if not support.bought or not support.bought.keys() <= named:
        return False
    money = {c.number for c in clause.claims if c.kind in {"money", "amount"}}
    counts = clause.counts - money
    return not counts or any(count in counts for count in support.bought.values())


def _beaten_by_an_offer(support: Support, backing: Backing) -> bool:
    """Whether it is the price of one, beside the price for several: ``$18 each instead of $19.99``."""
    return backing.kind == "price" and backing.sku in support.offered


def _counted(backing: Backing, clause: Clause, counts: frozenset[Decimal]) -> bool:
    """Whether the clause, else its sentence, says for how many pieces."""
    if backing.count is None or backing.count in clause.counts:
        return True
    money = {c.number for c in clause.claims if c.kind in {"money", "amount"}}
    return not {count for count in clause.counts - money if count > 1} and backing.count in counts


def _many(support: Support, claim: Claim, clause: Clause, about: frozenset[str]) -> Decimal | None:
    """For how many pieces the amount is said to be together: ``2 for $40``."""
    at = max(0, claim.start - clause.start)
    match = _MANY_FOR.search(clause.text[:at].lower())
    if match is None or _EACH.match(clause.text[at + (claim.end - claim.start) :].lower()):
        return None
    said = match["count"]
    read = Decimal(said) if said.isdigit() else (r[0] if (r := read_words([said])) else None)
    if read is None or read < 2:
        return None
    in_names = {
        word for names in support.names.values() for name, sku in names if sku in about for word in name
    }
    in_names |= {word for sku in about for title in support.variants.get(sku, ()) for word in words(title)}
    if said in in_names or any(said in word for word in in_names):
        return None
    return read


def _same_variant(support: Support, backing: Backing, clause: Clause) -> bool:
    titles = support.variants.get(backing.sku or "", ())
    if not titles:
        return True
    said = set(clause.words)
    meant = [title for title in titles if set(words(title)) <= said]
    return not meant or backing.variant in meant
