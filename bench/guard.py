"""How long the guard looks at a reply: true ones as people write them, and the liar's; no sentence seen before."""

import time
from collections.abc import Sequence

from tests.support.agents import example_shop
from tests.support.honest import HONEST, LATER, OPEN, SHUT, honest_replies
from tests.support.liar import evidence_for, lies

from dragoman.agents.evidence import Evidence
from dragoman.agents.guard import check_text
from dragoman.agents.guard.claims import short_clauses

_BRANDS = ("ECLA", "AstroSouks")


def looks(seconds: float) -> dict[str, float]:
    """Milliseconds a reply, evidence included: by whether what it says is true."""
    true = [(one.text, one.evidence) for one in honest_replies(HONEST + LATER)]
    shop, other = example_shop("astrosouks"), example_shop("ecla")
    false = [(lie.text, evidence_for(shop, lie.skus)) for lie in lies(shop, other, seed=1, count=256)]
    return {
        "true": _ms(true, seconds),
        f"true, of {_LONG} characters or more": _ms(_long(), seconds),
        "of the liar": _ms(false, seconds),
    }


_LONG = 1000


def _long() -> list[tuple[str, Evidence]]:
    """True replies of one shop, put together until they are long."""
    made: list[tuple[str, Evidence]] = []
    text = ""
    for one in honest_replies(OPEN + SHUT):
        if one.shop.tenant.slug == "astrosouks":
            text = f"{text}\n{one.text}".strip()
            if len(text) >= _LONG:
                made.append((text, one.evidence))
                text = ""
    return made


def _ms(replies: Sequence[tuple[str, Evidence]], seconds: float) -> float:
    looked, started = 0, time.process_time()
    while (used := time.process_time() - started) < seconds:
        short_clauses.cache_clear()
        for text, evidence in replies:
            check_text(text, evidence, brand="AstroSouks", others=_BRANDS)
        looked += len(replies)
    return used * 1000 / looked
