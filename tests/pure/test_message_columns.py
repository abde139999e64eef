"""Messages as rows: what we send comes out as it went in, but for what no row can hold; what customers send keeps its
kind and words.
"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.channels.base import (
    Button,
    ButtonsOut,
    Choice,
    Content,
    ImageOut,
    ListOut,
    Location,
    Media,
    MediaKind,
    OtherContent,
    OutContent,
    Reaction,
    Row,
    Text,
    TextOut,
)
from dragoman.turns.content import (
    inbound_columns,
    outbound_columns,
    outbound_content,
    storable,
    storable_content,
)

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
ANYTHING = st.text(st.characters() | st.sampled_from("\0\ud800\udfff"), max_size=40)


def out_of(words: st.SearchStrategy[str]) -> st.SearchStrategy[OutContent]:
    """Everything that can be sent, made of such words."""
    buttons = st.builds(Button, words, words)
    rows = st.builds(Row, words, words, st.none() | words)
    return st.one_of(
        st.builds(TextOut, words),
        st.builds(ImageOut, words, st.none() | words),
        st.builds(ButtonsOut, words, st.lists(buttons, min_size=1, max_size=3).map(tuple)),
        st.builds(ListOut, words, words, st.lists(rows, min_size=1, max_size=10).map(tuple)),
    )


def can_be_stored(value: object) -> bool:
    """Whether PostgreSQL takes it as JSON: no NUL, no lone surrogate, no number that JSON does not have."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return "\\u0000" not in text.replace("\\\\", "") and bool(text.encode())


@given(out_of(WORDS))
def test_what_we_send_comes_out_of_its_row_as_it_went_in(content: OutContent) -> None:
    kind, body, fields = outbound_columns(content)

    assert outbound_content(kind, body, json.loads(json.dumps(fields))) == content
    assert storable_content(content) == content


@given(out_of(ANYTHING))
def test_whatever_an_agent_says_can_be_stored_and_leaves_as_it_is_stored(content: OutContent) -> None:
    kind, body, fields = outbound_columns(content)

    assert can_be_stored([body, fields])
    assert outbound_content(kind, body, fields) == storable_content(content)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | ANYTHING | st.datetimes() | st.binary(),
        lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(ANYTHING | st.integers(), inner),
        max_leaves=10,
    )
)
def test_whatever_an_agent_keeps_can_be_stored(value: object) -> None:
    kept = storable(value)

    assert can_be_stored(kept)
    assert storable(kept) == kept


def test_a_row_that_nothing_here_writes_is_refused() -> None:
    with pytest.raises(ValueError, match="hologram"):
        outbound_content("hologram", None, {})


@pytest.mark.parametrize(
    ("content", "kind", "body"),
    [
        (Text("hi"), "text", "hi"),
        (Choice("order:kit", "Order", "now"), "choice", "Order"),
        (Media(MediaKind.VOICE, "https://x/1"), "voice", None),
        (Media(MediaKind.IMAGE, None, "my teeth"), "image", "my teeth"),
        (Location(33.9, 35.5, "Home"), "location", "Home"),
        (Reaction("❤️", False, "wamid.1"), "reaction", None),
        (OtherContent("poll", "which one?", {"options": ["a", "b"]}), "poll", "which one?"),
    ],
)
def test_what_a_customer_sends_keeps_its_kind_and_words(
    content: Content, kind: str, body: str | None
) -> None:
    columns = inbound_columns(content)

    assert columns[:2] == (kind, body)
    json.dumps(columns[2])
