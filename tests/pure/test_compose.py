"""What authors write too long is fitted before it becomes a content: nothing is cut, no limit is broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.contents import LINK

from dragoman.base.errors import ChannelRejected
from dragoman.channels.compose import compose_buttons, compose_image, compose_list, compose_text
from dragoman.channels.content import ImageOut, OutContent, TextOut
from dragoman.channels.interactive import Button, ButtonsOut, ListOut, Row


def buttons(*titles: str) -> list[Button]:
    return [Button(f"b{place}", title) for place, title in enumerate(titles)]


def rows(*titles: str) -> list[Row]:
    return [Row(f"r{place}", title) for place, title in enumerate(titles)]


def test_what_is_within_the_limits_is_left_as_it_is() -> None:
    three = [Button(f"{n}" * 256, f"{n}" * 20) for n in range(3)]
    ten = [Row(f"{n}" * 200, f"{n}" * 24, "d" * 72) for n in range(10)]

    assert compose_text(" x" * 2048) == (TextOut(" x" * 2048),)
    assert compose_image(LINK, "c" * 1024) == (ImageOut(LINK, "c" * 1024),)
    assert compose_buttons("x" * 1024, three) == (ButtonsOut("x" * 1024, tuple(three)),)
    assert compose_list("x" * 1024, "o" * 20, ten) == (ListOut("x" * 1024, "o" * 20, tuple(ten)),)


def test_a_text_too_long_becomes_several() -> None:
    first, second = "a" * 3000 + ".", "b" * 3000 + "."

    assert compose_text(f"{first} {second}") == (TextOut(first), TextOut(second))


def test_a_caption_too_long_goes_before_the_image() -> None:
    caption = "word " * 300

    assert compose_image(LINK, caption) == (TextOut(caption), ImageOut(LINK))


def test_the_last_part_of_a_long_body_stays_with_its_buttons() -> None:
    story, question = "word " * 300 + "end.", "Which one do you want?"

    before, menu = compose_buttons(f"{story}\n\n{question}", buttons("Red", "Blue"))

    assert before == TextOut(story)
    assert menu == ButtonsOut(question, tuple(buttons("Red", "Blue")))


@pytest.mark.parametrize(
    ("given_titles", "shown"),
    [
        (("Yes please send it to me today", "No"), ["Yes please send it…", "No"]),
        (
            ("Whitening kit with lamp", "Whitening kit with gel", "Whitening kit with…"),
            ["Whitening kit… 2", "Whitening kit… 3", "Whitening kit with…"],
        ),
        (("Yes 👍", "*No*", "snake_case"), ["Yes", "No", "snake_case"]),
        (("Red", "Red ❤️"), ["Red", "Red 2"]),
        (("👍", "👎"), ["2", "3"]),
        (("half \ud83d",), ["half \ufffd"]),
    ],
)
def test_a_button_s_title_is_made_what_whatsapp_takes(
    given_titles: tuple[str, ...], shown: list[str]
) -> None:
    (menu,) = compose_buttons("Which?", buttons(*given_titles))

    assert isinstance(menu, ButtonsOut)
    assert [button.title for button in menu.buttons] == shown
    assert [button.id for button in menu.buttons] == [f"b{n}" for n in range(len(shown))]


def test_a_row_s_whole_title_moves_into_its_description() -> None:
    long = Row("r1", "Teeth whitening kit with lamp and gel", "29.00 USD")

    (menu,) = compose_list("Our kits", "Show me all of the *kits* 🎁", [long])

    described = Row("r1", "Teeth whitening kit…", "Teeth whitening kit with lamp and gel · 29.00 USD")
    assert menu == ListOut("Our kits", "Show me all of the…", (described,))


def test_characters_that_nothing_can_carry_are_taken_out() -> None:
    assert compose_text("a\0b \ud83d") == (TextOut("ab \ufffd"),)


@pytest.mark.parametrize(
    "compose",
    [
        lambda: compose_text(" "),
        lambda: compose_text("\n" * 5000),
        lambda: compose_image("/kit.jpg"),
        lambda: compose_buttons("Which?", []),
        lambda: compose_buttons("Which?", buttons("1", "2", "3", "4")),
        lambda: compose_list("Which?", "See", rows(*"abcdefghijk")),
        lambda: compose_list("Which?", "See", rows(" ")),
    ],
)
def test_what_cannot_be_mended_is_refused(compose: object) -> None:
    with pytest.raises(ChannelRejected):
        compose()  # type: ignore[operator]


SOME_WORDS = st.lists(st.text(st.sampled_from("abcشé😊.?*_\u0301"), min_size=1, max_size=30), min_size=1)
PROSE = st.builds(lambda words, times: " ".join(words * times), SOME_WORDS, st.integers(1, 120))


@given(
    text=PROSE,
    titles=st.lists(PROSE, min_size=1, max_size=3, unique_by=str.strip),
    row_titles=st.lists(PROSE, min_size=1, max_size=10),
)
def test_whatever_is_written_becomes_contents_and_loses_no_word(
    text: str, titles: list[str], row_titles: list[str]
) -> None:
    for contents in (
        compose_text(text),
        compose_image(LINK, text),
        compose_buttons(text, buttons(*titles)),
        compose_list(text, titles[0], rows(*row_titles)),
    ):
        assert "".join("".join(_words(content) for content in contents).split()) == "".join(text.split())


def _words(content: OutContent) -> str:
    if isinstance(content, ImageOut):
        return content.caption or ""
    assert isinstance(content, TextOut | ButtonsOut | ListOut)
    return content.text
