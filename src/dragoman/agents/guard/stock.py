"""Whether what is said of stock is what the catalogue counts. Where nobody counts, nobody may say."""

from typing import Literal

from dragoman.agents.evidence import Fact
from dragoman.agents.guard.sentence import Claim
from dragoman.agents.guard.support import Support

_FEW = 5


def judge_stock(
    support: Support, claim: Claim, named: frozenset[str], carried: frozenset[str]
) -> Fact | Literal["stock"]:
    """The fact that a stock word or a count rests on."""
    about = named or carried or support.heard_named or frozenset(support.stock)
    if not named and not carried and not support.heard_named:
        about |= {sku for names in support.names.values() for _, sku in names}
    if not about:
        return support.stated.get(claim.text.lower(), "stock")
    found: Fact | None = None
    for sku in about:
        fact = next((fact for fact in support.stock.get(sku, ()) if _says(fact, claim)), None)
        if fact is None:
            return support.stated.get(claim.text.lower(), "stock")
        found = fact
    return found or "stock"


def _says(fact: Fact, claim: Claim) -> bool:
    match claim.kind:
        case "in" | "out":
            return fact.text == claim.kind
        case "left":
            return fact.number is not None and fact.number == claim.number
        case _:
            return fact.number is not None and 0 < fact.number <= _FEW
