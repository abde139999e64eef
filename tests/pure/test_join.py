"""Fewer messages of the same words, for a customer to whom only so many may go at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.channels.compose import join
from dragoman.channels.content import ImageOut, OutContent, TextOut
from dragoman.channels.interactive import Button, ButtonsOut, ListOut, Row

PICTURE = ImageOut("https://x.test/kit.jpg", "the kit")


def buttons(text: str) -> ButtonsOut:
    return ButtonsOut(text, (Button("y", "Yes"),))


def menu(text: str) -> ListOut:
    return ListOut(text, "See", (Row("1", "One"),))


def test_what_fits_stays_as_it_is() -> None:
    contents = [TextOut("a"), TextOut("b"), buttons("c")]

    assert join(contents, 3) == contents


@pytest.mark.parametrize(
    ("contents", "most", "joined"),
    [
        ([TextOut("a"), TextOut("b"), TextOut("c")], 2, [TextOut("a\n\nb"), TextOut("c")]),
        ([TextOut("a"), TextOut("b"), TextOut("c")], 1, [TextOut("a\n\nb\n\nc")]),
        ([TextOut("a"), TextOut("b")], 0, [TextOut("a\n\nb")]),
        ([TextOut("a"), buttons("b")], 1, [buttons("a\n\nb")]),
        ([TextOut("a"), menu("b")], 1, [menu("a\n\nb")]),
        ([TextOut("a"), PICTURE, TextOut("b")], 1, [TextOut("a"), PICTURE, TextOut("b")]),
        ([PICTURE, TextOut("a"), TextOut("b")], 1, [PICTURE, TextOut("a\n\nb")]),
        ([TextOut("a" * 4000), TextOut("b" * 100)], 1, [TextOut("a" * 4000), TextOut("b" * 100)]),
        ([TextOut("a" * 1000), buttons("b" * 100)], 1, [TextOut("a" * 1000), buttons("b" * 100)]),
    ],
)
def test_texts_become_one_and_the_last_goes_with_the_buttons(
    contents: list[OutContent], most: int, joined: list[OutContent]
) -> None:
    assert join(contents, most) == joined


@pytest.mark.conforms("rule:joined")
@given(
    st.lists(st.sampled_from("abc").map(lambda word: TextOut(word * 900)), max_size=12), st.integers(0, 12)
)
def test_no_word_is_lost_and_no_order_changed(contents: list[TextOut], most: int) -> None:
    joined = join(contents, most)

    assert "\n\n".join(c.text for c in joined if isinstance(c, TextOut)) == "\n\n".join(
        c.text for c in contents
    )
    assert len(joined) <= len(contents)
