"""Replies that are true: what a good agent would write over the example shops' facts, in four languages.

Each line of ``honest.txt`` and ``honest_later.txt`` is ``shop | products that the tools returned | what the customer
had said | the reply``; ``/`` begins a new line of the reply. The later ones were written when the guard already let all
the first ones pass. They hold what is easily taken for a claim: sizes, minutes, milliampere hours, quantities, ages,
telephone numbers, dates, list numbers, prices in other styles, other words for the same price.
"""

from dataclasses import dataclass
from pathlib import Path

from dragoman.agents.evidence import Evidence
from tests.support.agents import ShopInTest, example_shop
from tests.support.liar import evidence_for

HERE = Path(__file__).parent
HONEST = (HERE / "honest.txt").read_text(encoding="utf-8")
LATER = (HERE / "honest_later.txt").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Honest:
    """A true reply, and what it rests on."""

    shop: ShopInTest
    text: str
    evidence: Evidence


def honest_replies(table: str) -> list[Honest]:
    """Every true reply of ``table``, with its evidence."""
    found = []
    for line in table.strip().splitlines():
        slug, skus, heard, text = (cell.strip() for cell in line.split("|"))
        shop = example_shop(slug)
        evidence = evidence_for(shop, tuple(skus.split()))
        evidence.hear(heard)
        found.append(Honest(shop, text.replace(" / ", "\n"), evidence))
    return found
