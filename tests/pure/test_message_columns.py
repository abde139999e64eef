"""Messages as rows: what we send comes out as it went in, but for what no row can hold; what customers send keeps its
kind and words.
"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.contents import ALL_OPTIONS, CONTENTS, LEAST, MOST, OPTIONS

from dragoman.channels.base import (
    Choice,
    Content,
    Location,
    Media,
    MediaKind,
    OtherContent,
    Reaction,
    SendOptions,
    Text,
)
from dragoman.channels.content import ImageOut, OutContent, TextOut
from dragoman.channels.interactive import Button, ButtonsOut, ListOut, Row
from dragoman.turns.content import (
    inbound_columns,
    outbound_columns,
    outbound_content,
    outbound_options,
    storable,
)

ANYTHING = st.text(st.characters() | st.sampled_from("\0\ud800\udfff"), max_size=40)


def can_be_stored(value: object) -> bool:
    """Whether PostgreSQL takes it as JSON: no NUL, no lone surrogate, no number that JSON does not have."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return "\\u0000" not in text.replace("\\\\", "") and bool(text.encode())


def stored(content: OutContent, options: SendOptions) -> tuple[str, str | None, dict[str, Any]]:
    kind, body, fields = outbound_columns(content, options)
    return kind, body, json.loads(json.dumps(fields))


@given(content=CONTENTS, options=OPTIONS)
def test_what_we_send_comes_out_of_its_row_as_it_went_in(content: OutContent, options: SendOptions) -> None:
    kind, body, fields = stored(content, options)

    assert outbound_content(kind, body, fields) == content
    assert outbound_options(fields) == options


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


@pytest.mark.parametrize("content", [*LEAST, *MOST])
def test_every_content_comes_out_of_its_row_with_what_goes_with_it(content: OutContent) -> None:
    kind, body, fields = stored(content, ALL_OPTIONS)

    assert (outbound_content(kind, body, fields), outbound_options(fields)) == (content, ALL_OPTIONS)


def test_words_have_a_column_of_their_own() -> None:
    assert stored(TextOut("hi"), SendOptions()) == ("text", "hi", {})
    assert stored(ImageOut("https://x/1", "my kit"), SendOptions(reply_to="wamid.1")) == (
        "image",
        "my kit",
        {"url": "https://x/1", "options": {"reply_to": "wamid.1"}},
    )


@pytest.mark.parametrize(
    ("row", "content"),
    [
        (("text", "hi", {}), TextOut("hi")),
        (("image", None, {"url": "https://x/1"}), ImageOut("https://x/1")),
        (
            ("buttons", "Which?", {"buttons": [{"id": "a", "title": "Red"}]}),
            ButtonsOut("Which?", (Button("a", "Red"),)),
        ),
        (
            (
                "list",
                "Which?",
                {"opener": "See", "rows": [{"id": "a", "title": "Red", "description": None}]},
            ),
            ListOut("Which?", "See", (Row("a", "Red"),)),
        ),
    ],
)
def test_a_row_of_the_first_version_still_reads(
    row: tuple[str, str | None, dict[str, Any]], content: OutContent
) -> None:
    assert outbound_content(*row) == content
    assert outbound_options(row[2]) == SendOptions()


@pytest.mark.parametrize(
    "row",
    [
        ("hologram", None, {}),
        ("text", None, {}),
        ("text", "", {}),
        ("image", None, {}),
        ("image", None, {"url": "kit.jpg"}),
        ("buttons", "Which?", {"buttons": [{"id": "a"}]}),
        ("buttons", "Which?", {"buttons": 5}),
        ("template", None, {"name": "n", "language": "en", "header": {"kind": "hologram"}}),
        ("template", None, {"name": "n", "language": "en", "header": {"url": "https://x"}}),
        ("template", None, {"name": "n", "language": "en", "offer_ends": "tomorrow"}),
    ],
)
def test_a_row_that_nothing_here_writes_is_refused(row: tuple[str, str | None, dict[str, Any]]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        outbound_content(*row)


def test_options_that_nothing_here_writes_are_refused() -> None:
    with pytest.raises(ValueError, match="notify_url"):
        outbound_options({"options": {"notify_url": "nowhere"}})


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
