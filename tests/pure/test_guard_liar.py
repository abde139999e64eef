"""The bar of the guard: nothing that the liar says is let through, little that is true is kept back."""

from collections import Counter
from dataclasses import replace

import pytest
from tests.pure.test_rules_spoken import CASES as SPOKEN
from tests.pure.test_rules_utterances import CASES as UTTERANCES
from tests.support.agents import example_shop, text_of
from tests.support.honest import HONEST, LATER, NEAR_LIES, OPEN, SHUT, honest_replies
from tests.support.liar import KINDS, LANGUAGES, evidence_for, lies

from dragoman.agents.evidence import Evidence
from dragoman.agents.gate import hear
from dragoman.agents.guard import check, check_text
from dragoman.agents.rules.agent import RulesAgent

BRANDS = ("ECLA", "AstroSouks")
SHUT_KEPT_BACK = 9
"""How many of the shut half are kept back today: the guard may only get better."""
ECLA, ASTRO = example_shop("ecla"), example_shop("astrosouks")


@pytest.mark.parametrize("held_out", [False, True], ids=["templates at hand", "templates held out"])
@pytest.mark.parametrize("seed", [4, 2026])
def test_nothing_that_the_liar_says_passes(seed: int, held_out: bool) -> None:
    told = [
        *lies(ECLA, ASTRO, seed=seed, count=512, held_out=held_out),
        *lies(ASTRO, ECLA, seed=seed, count=512, held_out=held_out),
    ]
    passed = [lie for lie in told if _passes(lie.shop, lie.skus, lie.text)]

    assert passed == []
    assert len(told) == 1024
    assert set(Counter((lie.kind, lie.language) for lie in told)) == {
        (kind, language) for kind in KINDS for language in LANGUAGES
    }


def _passes(slug: str, skus: tuple[str, ...], text: str) -> bool:
    shop = example_shop(slug)
    return check_text(text, evidence_for(shop, skus), brand=shop.tenant.brand, others=BRANDS).ok


def _kept_back(table: str) -> list[str]:
    return [
        one.text
        for one in honest_replies(table)
        if not check_text(one.text, one.evidence, brand=one.shop.tenant.brand, others=BRANDS).ok
    ]


def test_hardly_anything_true_is_kept_back() -> None:
    kept_back = _kept_back(HONEST + LATER + OPEN)

    assert len(honest_replies(HONEST + LATER + OPEN)) >= 350
    assert len(kept_back) <= 0.01 * 350, kept_back


def test_of_true_replies_that_nothing_was_mended_for_few_are_kept_back() -> None:
    assert len(honest_replies(SHUT)) >= 160
    assert len(_kept_back(SHUT)) <= SHUT_KEPT_BACK


def test_no_lie_passes_that_looks_like_what_is_let_through() -> None:
    told = honest_replies(NEAR_LIES)

    assert len(told) >= 120
    assert len(_kept_back(NEAR_LIES)) == len(told)


@pytest.mark.parametrize("slug", ["ecla", "astrosouks"])
async def test_nothing_that_the_rules_agent_says_is_kept_back(slug: str) -> None:
    shop = example_shop(slug)
    kept_back = []
    asked = [said for where, _, said, _ in (*UTTERANCES, *SPOKEN) if where == slug]
    for said in asked:
        tools = replace(shop.tools, evidence=Evidence())
        turn = shop.turn(said)
        hear(tools.evidence, turn)
        reply = await RulesAgent().answer(turn, tools)
        verdict = check(reply.messages, tools.evidence, brand=shop.tenant.brand, others=BRANDS)
        if not verdict.ok:
            kept_back.append((said, text_of(reply), verdict.violations))

    assert kept_back == []
    assert len(asked) > 100
