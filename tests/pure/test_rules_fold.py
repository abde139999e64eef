"""Folding: one spelling for what people type in many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.agents.rules.vocabulary import vocabulary_of
from dragoman.catalogue.fold import fold, one_slip_apart, sound, words


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Livraison à l'étranger", "livraison a l'etranger"),
        ("٢٠ قِطعة", "20 قطعه"),
        ("أخت إلى آخر ـة", "اخت الي اخر ه"),
        ("pleaaase", "please"),
        ("شكراااا", "شكرا"),
        ("3-in-1 / 3 in 1", "3in1 / 3in1"),
        ("1000", "1000"),
        ("Ｂｉｏｎｉｃ⁺", "bionic+"),
        ("a\u200fb\u202ec", "abc"),
    ],
)
def test_spellings_meet(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_never_raises_and_a_folded_word_stays_as_it_is(text: str) -> None:
    for word in words(text):
        assert words(word) == (word,)


@pytest.mark.parametrize(
    ("a", "b"), [("drone", "درون"), ("labubu", "لابوبو"), ("projector", "بروجكتور"), ("delivery", "ديليفري")]
)
def test_a_word_sounds_alike_in_both_scripts(a: str, b: str) -> None:
    assert sound(a) == sound(words(b)[0]) != ""


@given(st.text("abcde", min_size=2, max_size=8), st.data())
def test_one_slip_is_seen_as_one_slip(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("abcde"))
    slips = {
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    }

    assert all(one_slip_apart(word, slip) and one_slip_apart(slip, word) for slip in slips)


def test_two_slips_are_too_many() -> None:
    assert not one_slip_apart("charger", "chargeur2")
    assert not one_slip_apart("abcdef", "badcef")


def test_a_short_word_is_not_guessed_at() -> None:
    known = vocabulary_of({"pen", "charger"})

    assert known.meant_by("pan") == frozenset()
    assert known.meant_by("chargr") == {"charger"}
    assert known.meant_by("pens") == {"pen"}


def test_arabic_is_known_with_its_article_and_prepositions() -> None:
    known = vocabulary_of({"قلم", "سياره"})

    assert known.meant_by("القلم") == {"قلم"}
    assert known.meant_by("للسياره") == {"سياره"}
