"""How much of what customers write is answered as it should be, counted on conversations in four languages."""

from collections import Counter

import pytest
from tests.support.understood import conversations, developing, held_out, wrong_answers

WRITTEN = ("ecla", "astrosouks")


@pytest.mark.parametrize("slug", WRITTEN)
async def test_the_conversations_for_developing_are_nearly_all_answered_right(slug: str) -> None:
    talks = developing(conversations(f"understood_{slug}"))
    talks += [*conversations(f"more_{slug}"), *conversations(f"third_{slug}")]

    count, wrong = await wrong_answers(slug, talks)

    assert len(wrong) <= 0.03 * count, wrong


@pytest.mark.parametrize("slug", WRITTEN)
async def test_the_conversations_that_were_held_out_are_answered_right_nineteen_times_in_twenty(
    slug: str,
) -> None:
    count, wrong = await wrong_answers(slug, held_out(conversations(f"understood_{slug}")))

    assert len(wrong) <= 0.06 * count


def test_the_conversations_cover_four_languages_and_both_shops() -> None:
    turns = [said for slug in WRITTEN for talk in conversations(f"understood_{slug}") for said in talk]
    languages = Counter(said.language for said in turns)

    assert len(turns) >= 500
    assert min(languages[language] for language in ("en", "ar", "fr", "arabizi")) >= 60
