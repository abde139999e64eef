"""Messages as rows: what we send comes out as it went in; what customers send keeps its kind and words."""

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
from dragoman.turns.content import inbound_columns, outbound_columns, outbound_content

# What the database cannot hold is taken out on the way into it.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
BUTTONS = st.builds(Button, WORDS, WORDS)
ROWS = st.builds(Row, WORDS, WORDS, st.none() | WORDS)
OUT = st.one_of(
    st.builds(TextOut, WORDS),
    st.builds(ImageOut, WORDS, st.none() | WORDS),
    st.builds(ButtonsOut, WORDS, st.lists(BUTTONS, min_size=1, max_size=3).map(tuple)),
    st.builds(ListOut, WORDS, WORDS, st.lists(ROWS, min_size=1, max_size=10).map(tuple)),
)


@given(OUT)
def test_what_we_send_comes_out_of_its_row_as_it_went_in(content: OutContent) -> None:
    kind, body, fields = outbound_columns(content)

    assert outbound_content(kind, body, json.loads(json.dumps(fields))) == content


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
