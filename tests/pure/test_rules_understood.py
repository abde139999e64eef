"""How much of what customers write is answered as it should be, counted on conversations in four languages."""

from collections import Counter

import pytest
from tests.support.agents import MIDDLE, example_shop
from tests.support.understood import conversations, developing, held_out, wrong_answers

from dragoman.agents.gate import Gate
from dragoman.agents.rules.agent import RulesAgent
from dragoman.tenants.hours import hours_of

WEEK = {"open": [{"days": ["mon", "tue", "wed", "thu", "fri"], "opens": "09:00", "closes": "18:00"}]}
WRITTEN = ("ecla", "astrosouks")


@pytest.mark.parametrize("slug", WRITTEN)
async def test_the_conversations_for_developing_are_nearly_all_answered_right(slug: str) -> None:
    talks = developing(conversations(f"understood_{slug}"))
    for later in ("more", "third", "fresh"):
        talks += conversations(f"{later}_{slug}")

    count, wrong = await wrong_answers(slug, talks)

    assert len(wrong) <= 0.03 * count, wrong


@pytest.mark.parametrize("slug", WRITTEN)
async def test_the_conversations_that_were_held_out_are_answered_right_nineteen_times_in_twenty(
    slug: str,
) -> None:
    count, wrong = await wrong_answers(slug, held_out(conversations(f"understood_{slug}")))

    assert len(wrong) <= 0.06 * count


@pytest.mark.parametrize("slug", WRITTEN)
async def test_the_guard_has_nothing_to_hold_back(slug: str) -> None:
    gate, kept_back, count = Gate(lambda: ("ECLA", "AstroSouks")), [], 0
    shop = example_shop(slug).with_(hours=hours_of(WEEK))

    for said in (said for talk in conversations(f"understood_{slug}") for said in talk):
        shop.tools.new_turn()
        turn = shop.turn(said.text, history=MIDDLE)
        reply = await gate.ask(RulesAgent(), turn, shop.tools)
        count += 1
        if reply.story.get("guard", {}).get("violations"):
            kept_back.append((said.text, reply.story["guard"]["violations"]))

    assert len(kept_back) <= 0.01 * count, kept_back


def test_the_conversations_cover_four_languages_and_both_shops() -> None:
    turns = [said for slug in WRITTEN for talk in conversations(f"understood_{slug}") for said in talk]
    languages = Counter(said.language for said in turns)

    assert len(turns) >= 500
    assert min(languages[language] for language in ("en", "ar", "fr", "arabizi")) >= 60
