"""What we send is in Infobip's form and within WhatsApp's limits, or is refused before it leaves."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.errors import ChannelRejected
from dragoman.channels.base import Button, ButtonsOut, ImageOut, ListOut, Outbound, OutContent, Row, TextOut
from dragoman.channels.infobip.content import build_request, build_typing, fit

LINK = "https://shop.example/kit.jpg"


def sent(content: OutContent, *, to: str = "96170000001", message_id: str = "7-m1") -> tuple[str, Any]:
    request = build_request("96179374241", Outbound(message_id, to, content))
    return request.path, json.loads(request.body)


def buttons(*titles: str, text: str = "Which one?") -> ButtonsOut:
    return ButtonsOut(text, tuple(Button(f"b{place}", title) for place, title in enumerate(titles)))


def rows(*titles: str, text: str = "Our lamps", opener: str = "See them") -> ListOut:
    return ListOut(text, opener, tuple(Row(f"r{place}", title) for place, title in enumerate(titles)))


def test_a_text_carries_our_id_and_leaves_links_alone() -> None:
    assert sent(TextOut("مرحبا 👋")) == (
        "/whatsapp/1/message/text",
        {
            "from": "96179374241",
            "to": "96170000001",
            "messageId": "7-m1",
            "content": {"text": "مرحبا 👋"},
            "urlOptions": {"shortenUrl": False, "trackClicks": False},
        },
    )


def test_an_image_has_a_caption_only_if_there_is_one() -> None:
    path, with_caption = sent(ImageOut(LINK, "The kit"))
    _, without = sent(ImageOut(LINK, ""))

    assert path == "/whatsapp/1/message/image"
    assert with_caption["content"] == {"mediaUrl": LINK, "caption": "The kit"}
    assert without["content"] == {"mediaUrl": LINK}


def test_buttons_are_quick_replies() -> None:
    path, body = sent(buttons("Yes", "No"))

    assert path == "/whatsapp/1/message/interactive/buttons"
    assert body["content"] == {
        "body": {"text": "Which one?"},
        "action": {
            "buttons": [
                {"type": "REPLY", "id": "b0", "title": "Yes"},
                {"type": "REPLY", "id": "b1", "title": "No"},
            ]
        },
    }


def test_a_list_is_one_section_without_a_title() -> None:
    path, body = sent(ListOut("Our lamps", "See them", (Row("r1", "Red", "in stock"), Row("r2", "Blue"))))

    assert path == "/whatsapp/1/message/interactive/list"
    assert body["content"] == {
        "body": {"text": "Our lamps"},
        "action": {
            "title": "See them",
            "sections": [
                {
                    "rows": [
                        {"id": "r1", "title": "Red", "description": "in stock"},
                        {"id": "r2", "title": "Blue"},
                    ]
                }
            ],
        },
    }


def test_typing_is_an_event_for_one_customer() -> None:
    request = build_typing("96179374241", "LB.1349")

    assert request.path == "/whatsapp/1/events"
    assert json.loads(request.body) == {
        "events": [
            {
                "sender": "96179374241",
                "destinations": [{"to": "LB.1349"}],
                "content": {"type": "TYPING_INDICATOR"},
            }
        ]
    }


AT_THE_LIMIT = [
    TextOut("x" * 4096),
    ImageOut("https://" + "x" * 2040, "c" * 1024),
    ButtonsOut("x" * 1024, tuple(Button(f"{n}" * 256, f"{n}" * 20) for n in range(3))),
    ListOut("x" * 1024, "o" * 20, tuple(Row(f"{n}" * 200, f"{n}" * 24, "d" * 72) for n in range(10))),
]
OVER_THE_LIMIT = [
    (TextOut("x" * 4097), "content.text is 4097 characters, WhatsApp allows 4096"),
    (TextOut("😊" * 2049), "content.text is 4098 characters, WhatsApp allows 4096"),
    (TextOut(" \n"), "content.text is blank, WhatsApp asks for 1 to 4096 characters"),
    (ImageOut(LINK + "x" * 2048), "content.mediaUrl is 2076 characters, WhatsApp allows 2048"),
    (ImageOut("/kit.jpg"), "content.mediaUrl is not a web address that starts with http:// or https://"),
    (ImageOut("https:///kit"), "content.mediaUrl is not a web address that starts with http:// or https://"),
    (ImageOut("http://[kit"), "content.mediaUrl is not a web address that starts with http:// or https://"),
    (ImageOut(""), "content.mediaUrl is blank, WhatsApp asks for 1 to 2048 characters"),
    (ImageOut(LINK, "c" * 1025), "content.caption is 1025 characters, WhatsApp allows 1024"),
    (buttons("Yes", text="x" * 1025), "content.body.text is 1025 characters, WhatsApp allows 1024"),
    (buttons("Yes", text=""), "content.body.text is blank, WhatsApp asks for 1 to 1024 characters"),
    (buttons(), "content.action.buttons has 0 buttons, WhatsApp allows 1 to 3"),
    (buttons("1", "2", "3", "4"), "content.action.buttons has 4 buttons, WhatsApp allows 1 to 3"),
    (buttons("x" * 24), "content.action.buttons[0].title is 24 characters, WhatsApp allows 20"),
    (buttons("Yes", " "), "content.action.buttons[1].title is blank, WhatsApp asks for 1 to 20 characters"),
    (buttons("Yes", "Yes"), "content.action.buttons has titles that repeat, WhatsApp wants each once"),
    (
        ButtonsOut("?", (Button("a", "1"), Button("a", "2"))),
        "content.action.buttons has ids that repeat, WhatsApp wants each once",
    ),
    (
        ButtonsOut("?", (Button(" a", "1"),)),
        "content.action.buttons[0].id starts or ends with a space, WhatsApp allows none",
    ),
    (
        ButtonsOut("?", (Button("a" * 257, "1"),)),
        "content.action.buttons[0].id is 257 characters, WhatsApp allows 256",
    ),
    (rows("Red", opener="x" * 21), "content.action.title is 21 characters, WhatsApp allows 20"),
    (rows(), "content.action.sections[0].rows has 0 rows, WhatsApp allows 1 to 10"),
    (rows(*"abcdefghijk"), "content.action.sections[0].rows has 11 rows, WhatsApp allows 1 to 10"),
    (rows("x" * 25), "content.action.sections[0].rows[0].title is 25 characters, WhatsApp allows 24"),
    (
        ListOut("x", "o", (Row("a", "1", "d" * 73),)),
        "content.action.sections[0].rows[0].description is 73 characters, WhatsApp allows 72",
    ),
    (
        ListOut("x", "o", (Row("a", "1"), Row("a", "2"))),
        "content.action.sections[0].rows has ids that repeat, WhatsApp wants each once",
    ),
    (TextOut("half an emoji \ud83d"), "The message holds half a character (a lone surrogate)"),
]


@pytest.mark.parametrize("content", AT_THE_LIMIT)
def test_content_at_every_limit_goes_out(content: OutContent) -> None:
    _, body = sent(content)

    assert body["content"]


@pytest.mark.parametrize(("content", "words"), OVER_THE_LIMIT)
def test_content_over_a_limit_is_refused_by_name(content: OutContent, words: str) -> None:
    with pytest.raises(ChannelRejected) as caught:
        sent(content)

    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("to", "message_id", "words"),
    [
        ("", "7-m1", "to is blank"),
        ("L" * 151, "7-m1", "to is 151 characters, WhatsApp allows 150"),
        ("96170000001", "", "messageId is blank"),
        ("96170000001", "m" * 101, "messageId is 101 characters, WhatsApp allows 100"),
    ],
)
def test_an_address_or_id_out_of_bounds_is_refused(to: str, message_id: str, words: str) -> None:
    with pytest.raises(ChannelRejected, match=words):
        sent(TextOut("hi"), to=to, message_id=message_id)


@pytest.mark.parametrize("content", AT_THE_LIMIT)
def test_what_is_within_the_limits_is_left_as_it_is(content: OutContent) -> None:
    assert fit(content) == (content,)


def test_a_text_too_long_becomes_several() -> None:
    first, second = "a" * 3000 + ".", "b" * 3000 + "."

    assert fit(TextOut(f"{first} {second}")) == (TextOut(first), TextOut(second))


def test_a_caption_too_long_goes_before_the_image() -> None:
    caption = "word " * 300

    assert fit(ImageOut(LINK, caption)) == (TextOut(caption.strip()), ImageOut(LINK))


def test_the_last_part_of_a_long_body_stays_with_its_buttons() -> None:
    story, question = "word " * 300 + "end.", "Which one do you want?"

    before, menu = fit(buttons("Red", "Blue", text=f"{story}\n\n{question}"))

    assert before == TextOut(story)
    assert menu == buttons("Red", "Blue", text=question)


def test_a_long_button_title_is_shortened_between_words() -> None:
    (menu,) = fit(buttons("Yes please send it to me today", "No"))

    assert menu == buttons("Yes please send it…", "No")


def test_buttons_that_would_read_the_same_are_told_apart() -> None:
    (menu,) = fit(buttons("Whitening kit with lamp", "Whitening kit with gel", "Whitening kit with…"))

    assert menu == buttons("Whitening kit… 2", "Whitening kit… 3", "Whitening kit with…")


def test_a_row_s_whole_title_moves_into_its_description() -> None:
    long = Row("r1", "Teeth whitening kit with lamp and gel", "29.00 USD")

    (menu,) = fit(ListOut("Our kits", "Show me all of the kits", (long,)))

    described = Row("r1", "Teeth whitening kit…", "Teeth whitening kit with lamp and gel · 29.00 USD")
    assert menu == ListOut("Our kits", "Show me all of the…", (described,))


SOME_WORDS = st.lists(st.text(st.sampled_from("abcشé😊.?\u0301"), min_size=1, max_size=30), min_size=1)
PROSE = st.builds(lambda words, times: " ".join(words * times), SOME_WORDS, st.integers(1, 120))
CONTENT = st.one_of(
    st.builds(TextOut, PROSE),
    st.builds(ImageOut, st.just(LINK), st.none() | PROSE),
    st.builds(
        lambda text, titles: buttons(*titles, text=text),
        PROSE,
        st.lists(PROSE, min_size=1, max_size=3, unique_by=str.strip),
    ),
    st.builds(
        lambda text, opener, titles: rows(*titles, text=text, opener=opener),
        PROSE,
        PROSE,
        st.lists(PROSE, min_size=1, max_size=10),
    ),
)


@given(content=CONTENT)
def test_whatever_fits_can_be_sent(content: OutContent) -> None:
    for part in fit(content):
        sent(part)


@given(text=PROSE)
def test_fitting_loses_no_word(text: str) -> None:
    def words_of(parts: tuple[OutContent, ...]) -> str:
        return "".join("" if isinstance(part, ImageOut) else part.text for part in parts)

    for content in (TextOut(text), buttons("Yes", text=text), rows("Red", text=text)):
        assert "".join(words_of(fit(content)).split()) == "".join(text.split())
