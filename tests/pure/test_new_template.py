"""What a template must be before it is submitted: told by field, limit and value."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.errors import ChannelRejected
from dragoman.channels.infobip.new_template import new_template

Json = dict[str, Any]


def declared(**changes: Any) -> Json:
    """A template with everything, as a file would declare it; ``structure`` is merged part by part."""
    structure = {
        "header": {"format": "TEXT", "text": "Order {{1}}", "examples": ["1042"]},
        "body": {"text": "Hi {{1}}, order {{2}} is ready", "examples": ["Mona", "1042"]},
        "footer": {"text": "Shop"},
        "buttons": [
            {"type": "QUICK_REPLY", "text": "Track"},
            {
                "type": "URL",
                "text": "Open",
                "url": "https://shop.test/{{1}}",
                "example": "https://shop.test/1042",
            },
        ],
    } | changes.pop("structure", {})
    return {"name": "order_ready", "language": "en", "category": "UTILITY", "structure": structure} | changes


def test_a_whole_template_is_posted_as_it_was_written() -> None:
    document = declared(category="utility", allowCategoryChange=True)

    body = new_template(document).body

    assert body == {**document, "category": "UTILITY"}


def test_an_authentication_template_has_no_words_of_its_own() -> None:
    structure = {
        "body": {"addSecurityRecommendation": True},
        "footer": {"codeExpirationMinutes": 10},
        "buttons": [{"otpType": "COPY_CODE", "text": "Copy"}],
    }
    document = {"name": "code", "language": "en", "category": "AUTHENTICATION", "structure": structure}

    assert new_template(document).body["structure"] == structure


WRONG: list[tuple[Any, str]] = [
    (None, "the file holds no template"),
    ([], "the file holds no template"),
    (declared(nmae="x"), "'nmae', which is not one of"),
    (declared(name="Order Ready"), "name may hold only lower-case letters"),
    (declared(name="a" * 513), "name is 513 characters, WhatsApp allows 512"),
    (declared(language="english"), "language is not a code"),
    (declared(language=None), "language is missing"),
    (declared(category="PROMO"), "category must be one of MARKETING, UTILITY, AUTHENTICATION"),
    (declared(structure={"body": None}), "structure.body is missing"),
    (
        declared(structure={"body": {"text": "a" * 1025}}),
        "structure.body.text is 1025 characters, WhatsApp allows 1024",
    ),
    (declared(structure={"body": {"text": 7}}), "structure.body.text must be text: put it in quotes"),
    (
        declared(structure={"body": {"text": "Hi {{2}}", "examples": ["x"]}}),
        "structure.body.text has the placeholders 2: number them 1, 2, 3",
    ),
    (
        declared(structure={"body": {"text": "Hi {{1}}"}}),
        "structure.body.examples has 0 entries, the text has 1 placeholders",
    ),
    (declared(structure={"header": {"format": "SONG"}}), "structure.header.format must be one of TEXT"),
    (
        declared(structure={"header": {"format": "TEXT", "text": "a" * 61}}),
        "structure.header.text is 61 characters",
    ),
    (
        declared(structure={"footer": {"text": "a" * 61}}),
        "structure.footer.text is 61 characters, WhatsApp allows 60",
    ),
    (declared(structure={"footer": {"text": "Hi {{1}}"}}), "structure.footer.text has a placeholder"),
    (declared(structure={"footers": {}}), "structure has 'footers'"),
    (declared(structure={"buttons": {}}), "structure.buttons must be a list"),
    (
        declared(structure={"buttons": [{"type": "QUICK_REPLY", "text": f"b{n}"} for n in range(11)]}),
        "structure.buttons has 11 buttons, WhatsApp allows 0 to 10",
    ),
    (
        declared(structure={"buttons": [{"type": "QUICK_REPLY", "text": "a" * 26}]}),
        "structure.buttons[0].text is 26 characters, WhatsApp allows 25",
    ),
    (
        declared(structure={"buttons": [{"type": "DANCE"}]}),
        "structure.buttons[0].type must be one of QUICK_REPLY",
    ),
    (
        declared(structure={"buttons": [{"type": "URL", "text": "Go", "url": "https://x.test/{{1}}/y"}]}),
        "structure.buttons[0].url may have one placeholder, at its end",
    ),
    (
        declared(structure={"buttons": [{"type": "URL", "text": "Go", "url": "https://x.test/{{1}}"}]}),
        "structure.buttons[0].example is missing",
    ),
    (
        declared(structure={"buttons": [{"type": "URL", "text": "Go", "url": "https://x.test"}] * 3}),
        "structure.buttons has 3 of the type URL, WhatsApp allows 2",
    ),
    (
        declared(
            structure={
                "buttons": [
                    {"type": "QUICK_REPLY", "text": "a"},
                    {"type": "URL", "text": "b", "url": "https://x.test"},
                    {"type": "QUICK_REPLY", "text": "c"},
                ]
            }
        ),
        "quick replies next to each other",
    ),
]


@pytest.mark.parametrize(("document", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_would_be_refused_is_refused_here(document: Any, said: str) -> None:
    with pytest.raises(ChannelRejected) as raised:
        new_template(document)

    assert said in str(raised.value)


anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
parts = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("header", "body", "footer", "buttons", "type"), anything)
)


@given(
    anything | st.builds(declared, structure=parts) | st.builds(declared, name=anything, language=anything)
)
def test_any_file_is_taken_or_refused_with_a_sentence(document: Any) -> None:
    try:
        taken = new_template(document)
    except ChannelRejected:
        return
    assert taken.body["name"] == document["name"]
