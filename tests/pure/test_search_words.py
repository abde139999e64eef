"""What search makes of words: spellings that meet, and any text at all."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import retail

from dragoman.catalogue.search.lexicon import lexicon, lexicon_from
from dragoman.catalogue.search.query import parse, stopwords
from dragoman.catalogue.search.sound import keys
from dragoman.catalogue.search.terms import Indexed, as_tsvector, terms_of
from dragoman.catalogue.search.tokens import stem, tokens_of

_TERM = re.compile(r"'(?:[^'\\\\]|''|\\\\\\\\)+':1[ABCD]")
texts = st.text() | st.lists(
    st.sampled_from(
        [*"'\\\\&|!():*<->\0", "شاحن", "7ijab", "sha7en", "20000mAh", "power", "bank", "d'or", "\u202e"]
    )
).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("samsung", "سامسونغ"),
        ("samsung", "سامسونج"),
        ("hijab", "حجاب"),
        ("7ijab", "حجاب"),
        ("sha7en", "شاحن"),
        ("chahin", "شاحن"),
        ("laptop", "لابتوب"),
        ("ahwe", "قهوه"),
        ("2ahwe", "قهوه"),
        ("3eter", "عطر"),
        ("nadarat", "نظارات"),
        ("vitamin", "فيتامين"),
        ("pepsi", "بيبسي"),
        ("nike", "نايك"),
        ("jbl", tokens_of("جي بي ال")[0].text),
    ],
)
def test_a_word_sounds_alike_in_every_script(one: str, other: str) -> None:
    assert set(keys(one)) & set(keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("hijab", "jacket"), ("قلم", "شاحن"), ("tent", "table"), ("phone", "pen")],
)
def test_other_words_sound_otherwise(one: str, other: str) -> None:
    assert not set(keys(one)) & set(keys(other))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("20000mAh", ["20000", "mah"]),
        ("10,000 mAh", ["10000", "mah"]),
        ("128 Go", ["128", "gb"]),
        ("٥ كيلو", ["5", "kg"]),
        ('65" TV', ["65", "inch", "tv"]),
        ("1,5L", ["1.5", "l"]),
        ("3-in-1", ["3in1"]),
        ("7a22o sha7en mele7", ["7a22o", "sha7en", "mele7"]),
        ("iPhone15 S23", ["iphone", "15", "s", "23"]),
        ("ال جي", ["lg"]),
        ("thé vert", ["tea", "vert"]),
        ("the phone", ["the", "phone"]),
        ("⌚", ["watch"]),
    ],
)
def test_text_is_cut_into_words_numbers_and_units(text: str, words: list[str]) -> None:
    assert [token.stem for token in tokens_of(text)] == words


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("chargers", "charger"),
        ("batteries", "battery"),
        ("watches", "watch"),
        ("bijoux", "bijou"),
        ("rideaux", "rideau"),
        ("السماعات", "سماعه"),
        ("وللسيارات", "وللسياره"),
        ("dress", "dress"),
    ],
)
def test_plurals_meet(plural: str, singular: str) -> None:
    assert stem(plural) == stem(singular)


@given(texts)
def test_any_text_can_be_asked_the_same_way_twice(text: str) -> None:
    first, again = parse(text).as_json(), parse(text).as_json()

    assert first == again
    slots, groups = {slot["s"] for slot in first["slots"]}, {group["g"] for group in first["groups"]}
    for term in first["terms"]:
        assert term["t"]
        assert 0 < term["w"] <= 1
        assert term["g"] in groups
        assert term["c"] == term["t"].startswith("#") or term["s"] in slots


@given(texts, texts, st.lists(texts, max_size=2))
def test_any_product_makes_a_tsvector_of_quoted_words(name: str, summary: str, aliases: list[str]) -> None:
    terms = terms_of(Indexed("sku", name, aliases=aliases, summary=summary))

    vector = as_tsvector(terms)
    assert len(_TERM.findall(vector)) == len(terms)
    assert _TERM.sub("", vector).strip() == ""
    assert not re.search(r"[\s\0&|!()<>]", "".join(terms))


def test_a_product_is_found_by_its_summary_and_its_details_in_every_language() -> None:
    terms = terms_of(
        Indexed(
            "sku",
            "Door Bell",
            summaries={"fr": "Une sonnette discrète"},
            details={"features": {"en": ["loud"], "ar": ["ملعقة"]}},
        )
    )

    assert terms[tokens_of("sonnette")[0].stem] == "C"
    assert terms[tokens_of("ملعقة")[0].stem] == "D"


@given(st.text())
def test_a_stem_is_its_own_stem_or_shorter(text: str) -> None:
    for token in tokens_of(text):
        assert token.stem
        assert len(stem(token.stem)) <= len(token.stem)


def test_the_lexicon_hangs_together() -> None:
    concepts = lexicon().concepts.values()

    assert len(concepts) >= 500
    assert [one.name for one in concepts if any(wider not in lexicon().concepts for wider in one.wider)] == []
    assert [phrase for phrase, meant in lexicon().phrases.items() if len(meant) > 3] == []


def test_a_line_that_is_none_of_the_lexicon_is_refused() -> None:
    with pytest.raises(ValueError, match="no words in 'phone, mobile'"):
        lexicon_from(["phone, mobile"])


def test_chat_names_no_product() -> None:
    for text in (
        "do you have",
        "عندكم",
        "c'est combien svp",
        "2adde 7a22o",
        "bte7ke arabe? 3andkon",
        "hi",
        "شكرا",
    ):
        assert not parse(text).groups, text
    assert not stopwords() & {"phone", "sham3a", "شمعه", "bougie"}


def test_a_long_letter_is_read_at_its_beginning_only() -> None:
    assert len(parse("power bank " * 500).slots) <= 16


def test_the_measured_questions_are_what_the_page_says() -> None:
    questions = retail.questions()
    languages = {question.language for question in questions}

    assert languages == {"en", "fr", "ar", "arabizi"}
    assert sum(bool(question.kinds) for question in questions) >= 300
    assert sum(not question.kinds for question in questions) >= 60
    assert len(retail.products()) >= 1500
