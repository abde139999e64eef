"""Prices that are compared in words alone: "the same price as the fan", "cheaper than the drone"."""

from decimal import Decimal

from dragoman.agents.guard import lexicon as lex
from dragoman.agents.guard.support import Support, names_in_order
from dragoman.catalogue.fold import words


def untrue_comparison(support: Support, sentence: str, carried: frozenset[str]) -> str | None:
    """The words of a comparison between products of the evidence whose prices say otherwise.

    ``sentence`` is in normal spelling and lower case; ``carried`` is what was spoken of before. What is compared with
    something that the evidence does not name is not judged here.
    """
    if (same := lex.SAME_PRICE.search(sentence)) and not lex.NO.search(sentence):
        meant = frozenset(names_in_order(support, words(sentence)))
        prices = _prices(support)
        costs = [prices[sku] for sku in (meant if len(meant) > 1 else meant | carried) if sku in prices]
        return same[0] if costs and not frozenset.intersection(*costs) else None
    for match in lex.CHEAPER_OR_DEARER.finditer(sentence):
        left = names_in_order(support, words(sentence[: match.start()]))[-1:] or sorted(carried)[:1]
        right = names_in_order(support, words(sentence[match.end() :]))[:1]
        prices = _prices(support)
        if not left or not right or left == right or not {*left, *right} <= prices.keys():
            continue
        less, more = (left[0], right[0]) if match["less"] else (right[0], left[0])
        said_no = lex.NO.search(sentence[: match.start()]) is not None
        if (min(prices[less]) < min(prices[more])) == said_no:
            return match[0]
    return None


def _prices(support: Support) -> dict[str, frozenset[Decimal]]:
    found: dict[str, set[Decimal]] = {}
    for (_, amount), backings in support.money.items():
        for backing in backings:
            if backing.sku is not None and backing.kind == backing.fact.kind == "price":
                found.setdefault(backing.sku, set()).add(amount)
    return {sku: frozenset(amounts) for sku, amounts in found.items()}
