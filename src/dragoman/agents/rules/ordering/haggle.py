"""Haggling: the shop's best rule for what is spoken of, or a person. Never an invention. Pure."""

from collections.abc import Sequence

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.ordering.wording import tell
from dragoman.agents.rules.say import offers_line
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Product

_HAGGLING = """
    better price | best price | last price | final price | lower price | good price | lower the price | reduce the price
    discount | discounts | any offer | any offers | special price | cheaper | too expensive | expensive | for less
    do better | make it less | come down | any deal | round it | less please
    remise | reduction | rabais | dernier prix | meilleur prix | moins cher | trop cher | petit prix | un geste
    خصم | حسم | اخر سعر | احسن سعر | غالي | غاليه | تنزيل | نزل السعر | نزللي | نزلي السعر
    بتراعيني | راعيني | راعينا | ارخص | تراعيني | عرض | عروض
    akher se3er | akher si3r | a7san se3er | ghale | ghalye | ghali | 7asem | 5asem | khasem | tanzil | nazzel | nazzil
    ra3ine | ra3ina | btra3ine | arkhas"""

_PHRASES = frozenset(words(cue) for line in _HAGGLING.splitlines() for cue in line.split("|") if cue.strip())
_LONGEST = max(map(len, _PHRASES))


def haggles(text: str) -> bool:
    """Whether ``text`` asks for a lower price."""
    said = words(text)[:60]
    return any(said[at : at + size] in _PHRASES for at in range(len(said)) for size in range(1, _LONGEST + 1))


def best_price(
    products: Sequence[Product], language: str
) -> tuple[tuple[str, ...], tuple[ActionRequest, ...]]:
    """The volume offers on ``products``; where there are none, the team is asked, and the customer told so."""
    offers = tuple(line for product in products if (line := offers_line(product, language)))
    if offers:
        return offers, ()
    skus = ", ".join(product.sku for product in products)
    action = ActionRequest("discount", f"the customer asks for a better price: {skus}")
    return (tell("haggle", language),), (action,)
