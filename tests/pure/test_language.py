"""Which language a customer writes, and which one is answered in."""

import pytest

from dragoman.agents.rules.language import language_of, reply_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hi, how much is it?", "en"),
        ("do you deliver 2 pieces of the e20?", "en"),
        ("is the 3in1 with 10ml any good", "en"),
        ("قديش حق الكيت؟", "ar"),
        ("how قديش السعر كم", "ar"),
        ("c'est combien la livraison ?", "fr"),
        ("bonjour", "fr"),
        ("2adde 7a22o?", "arabizi"),
        ("fi delivery 3a trablos?", "arabizi"),
        ("shou 3andkon", "arabizi"),
        ("baddi e7ke ma3 7ada", "arabizi"),
    ],
)
def test_a_message_shows_its_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "👍", "labubu", "1234", "mp3 4in1 e20"])
def test_words_of_no_language_leave_the_conversations_language(text: str) -> None:
    assert language_of(text) is None
    assert language_of(text, before="fr") == "fr"


def test_a_tie_goes_to_the_conversations_language() -> None:
    assert language_of("hi bonjour", before="fr") == "fr"
    assert language_of("hi bonjour", before="en") == "en"


def test_a_language_nobody_knows_is_not_believed() -> None:
    assert language_of("👍", before="klingon") is None


@pytest.mark.parametrize(
    ("spoken", "languages", "answer"),
    [
        ("ar", {}, "ar"),
        ("fr", {}, "fr"),
        ("arabizi", {}, "en"),
        ("arabizi", {"arabizi": "ar"}, "ar"),
        (None, {}, "en"),
        (None, {"default": "ar"}, "ar"),
        ("ar", {"reply_in": ["en"]}, "en"),
        ("fr", {"reply_in": ["ar", "en"]}, "ar"),
        ("ar", {"reply_in": "en"}, "en"),
        ("ar", {"reply_in": ["xx"]}, "ar"),
        ("arabizi", {"arabizi": 7}, "en"),
    ],
)
def test_a_shop_may_restrict_the_languages_it_answers_in(
    spoken: str | None, languages: dict[str, object], answer: str
) -> None:
    assert reply_language(spoken, languages) == answer  # type: ignore[arg-type]
