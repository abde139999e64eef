"""Long text is cut where a reader would pause, and every word arrives."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.channels.split import shorten, split_off_end, split_text, units

WORDS = st.text(st.sampled_from("aé.!?،؟شاحن«»:😊\u0301\u200d"), min_size=1, max_size=12)
GAPS = st.sampled_from([" ", "  ", "\n", "\n\n", " \n \n ", "\u00a0", " \u00a0 ", "\t"])
WORDY = st.lists(st.tuples(WORDS, GAPS), max_size=60).map(lambda pairs: "".join(w + g for w, g in pairs))


def bare(text: str) -> str:
    return "".join(text.split())


@given(text=st.text() | WORDY, limit=st.integers(2, 40))
def test_no_part_is_over_the_limit_or_blank(text: str, limit: int) -> None:
    parts = split_text(text, limit)

    assert all(units(part) <= limit for part in parts)
    assert all(part.strip() == part != "" for part in parts)


@given(text=st.text() | WORDY, limit=st.integers(2, 40))
def test_joining_the_parts_gives_every_character_back_in_order(text: str, limit: int) -> None:
    assert bare("".join(split_text(text, limit))) == bare(text)


@given(text=WORDY, limit=st.integers(24, 60))
def test_words_that_fit_in_a_part_are_never_cut(text: str, limit: int) -> None:
    """Words here are at most 24 units; those tied by a no-break space are allowed to part company at need."""
    words = re.split(r"[^\S\u00a0]+", text.strip())
    if any(units(word) > limit for word in words):
        return

    parts = split_text(text, limit)

    assert " ".join(parts).split() == text.split()


@given(text=st.text(max_size=30))
def test_text_within_the_limit_stays_one_part(text: str) -> None:
    assert split_text(text) == ([text.strip()] if text.strip() else [])


@given(text=st.text(st.sampled_from("😊👍🏽é"), min_size=1), limit=st.integers(2, 30))
def test_a_part_never_ends_inside_an_emoji(text: str, limit: int) -> None:
    for part in split_text(text, limit):
        part.encode()

        assert len(part.encode("utf-16-le")) <= 2 * limit


def test_a_paragraph_break_is_preferred_to_a_later_sentence() -> None:
    assert split_text("One.\n\nTwo two. Three", 18) == ["One.", "Two two. Three"]


def test_a_sentence_end_is_preferred_to_a_later_word() -> None:
    assert split_text("We ship today. You pay when it arrives", 25) == [
        "We ship today.",
        "You pay when it arrives",
    ]


def test_a_line_of_a_list_counts_as_a_sentence() -> None:
    assert split_text("red lamp\nblue lamp and more", 22) == ["red lamp", "blue lamp and more"]


def test_a_sentence_may_end_exactly_at_the_limit() -> None:
    assert split_text("Twelve char. Next one", 12) == ["Twelve char.", "Next one"]


@pytest.mark.parametrize(
    ("text", "limit", "first"),
    [
        ("هل تريد التوصيل؟ نعم غدا صباحا", 22, "هل تريد التوصيل؟"),
        ("ہم بند ہیں۔ کل دوبارہ آئیں گے", 22, "ہم بند ہیں۔"),
        ("C'est prêt ! Vous venez demain matin", 26, "C'est prêt !"),
        ("C'est prêt\u00a0! Vous venez demain matin", 26, "C'est prêt\u00a0!"),
        ("Il dit « oui. » Et puis il part", 25, "Il dit « oui. »"),
        ('He said "yes." Then he left us', 25, 'He said "yes."'),
        ("*Sold out!* The next one comes", 25, "*Sold out!*"),
        ("Wait… it is still in the shop", 20, "Wait…"),
    ],
)
def test_sentences_end_as_they_do_in_arabic_urdu_french_and_english(
    text: str, limit: int, first: str
) -> None:
    assert split_text(text, limit)[0] == first


@pytest.mark.parametrize(
    ("text", "limit", "first"),
    [
        ("It is sold by Dr. Haddad in town", 25, "It is sold by Dr. Haddad"),
        ("Prix 3.50 euros au comptoir ici", 22, "Prix 3.50 euros au"),
        ("Demandez à M. Martin de passer", 22, "Demandez à M. Martin"),
        ("Choose one:\n1. the red lamp", 24, "Choose one:"),
    ],
)
def test_a_full_stop_inside_a_name_a_price_or_a_number_ends_nothing(
    text: str, limit: int, first: str
) -> None:
    assert split_text(text, limit)[0] == first


def test_a_french_mark_is_never_torn_from_its_word() -> None:
    assert split_text("Vous venez ce soir ?", 19) == ["Vous venez ce", "soir ?"]


def test_a_word_longer_than_the_limit_is_cut_between_characters() -> None:
    assert split_text("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


@pytest.mark.parametrize(
    "cluster",
    ["e\u0301", "👍🏽", "👩\u200d🚀", "🇱🇧", "❤\ufe0f", "شّ", "🏴\U000e0067\U000e0062\U000e007f"],
)
def test_what_reads_as_one_character_stays_whole(cluster: str) -> None:
    for part in split_text(cluster * 30, 11):
        assert part.replace(cluster, "") == ""


def test_emoji_count_two_because_the_provider_may_count_so() -> None:
    assert [len(part) for part in split_text("😊" * 3000)] == [2048, 952]


def test_a_limit_that_cannot_hold_an_emoji_is_refused() -> None:
    with pytest.raises(ValueError, match="below 2"):
        split_text("hi", 1)


@given(text=st.text() | WORDY, limit=st.integers(2, 40))
def test_a_shortened_text_fits_and_says_that_it_goes_on(text: str, limit: int) -> None:
    short = shorten(text, limit)

    assert units(short) <= limit
    assert short == text.strip() or short.endswith("…")


def test_shortening_stops_between_words() -> None:
    assert shorten("Teeth whitening kit for two", 20) == "Teeth whitening kit…"


@given(text=st.text() | WORDY, limit=st.integers(2, 40))
def test_an_end_that_is_split_off_fits_and_loses_nothing(text: str, limit: int) -> None:
    before, end = split_off_end(text, limit)

    assert units(end) <= limit
    assert bare(before + end) == bare(text)
    assert end or not text.strip()


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("A long story. It ends.\n\nWhich one? Tell me", "Which one? Tell me"),
        ("A long story that ends. Which one? Tell me", "Which one? Tell me"),
        ("a long story that has no end", "story that has no end"),
        ("x" * 40, "x" * 24),
        ("e\u0301" * 20 + "e", "e\u0301" * 11 + "e"),
        ("short", "short"),
    ],
)
def test_an_end_starts_where_a_reader_would_begin(text: str, end: str) -> None:
    assert split_off_end(text, 24)[1] == end
