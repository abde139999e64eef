"""Every limit is kept at construction, in a sentence of ours; what can be made, the emulator takes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from tests.support.contents import CONTENTS, LEAST, LINK, MOST, OPTIONS, card, unchecked
from tests.support.limits import (
    BLANK,
    BY_KIND,
    HALF,
    OVERLONG_LINK,
    Broken,
    blank,
    buttons,
    cards,
    complaints,
    gaps,
    long,
    no_link,
    person,
    refuses,
    refuses_here,
    rows,
    size,
)

from dragoman.base.errors import ChannelRejected
from dragoman.channels.base import NO_OPTIONS, Outbound, SendOptions
from dragoman.channels.content import (
    ContactEmail,
    ContactName,
    ContactPhone,
    ContactUrl,
    OutContent,
    TextOut,
)
from dragoman.channels.interactive import (
    LinkButton,
    Section,
    TextHeader,
)
from dragoman.channels.template import (
    TemplateOrder,
    TemplateOut,
)


@pytest.mark.parametrize("content", [*LEAST, *MOST])
def test_what_keeps_the_limits_is_taken(content: OutContent) -> None:
    assert complaints(content) == {}


@pytest.mark.conforms("with:limits")
@given(content=CONTENTS, options=OPTIONS)
def test_whatever_can_be_made_is_taken(content: OutContent, options: SendOptions) -> None:
    message = Outbound("7-m1", "96170000001", content, options)

    assert complaints(message.content, message.options) == {}


FREE_FORM: list[Broken] = [
    long("text", {"text": "x" * 4097}, "text", 4097, 4096, "content.text", size(1, 4096)),
    blank("text", {"text": " \n"}, "text", 4096, "content.text"),
    blank("text", {"text": ""}, "text", 4096, "content.text", size(1, 4096)),
    (
        "text",
        {"preview_url": True},
        "text.preview_url is on and text.text has no link that starts with http:// or https://",
        "content.text",
        "must contain a url when previewUrl is true",
    ),
    *(
        line
        for kind in ("image", "document", "audio", "video", "sticker")
        for line in (
            blank(kind, {"url": ""}, "url", 2048, "content.mediaUrl"),
            long(kind, {"url": OVERLONG_LINK}, "url", 2076, 2048, "content.mediaUrl", size(1, 2048)),
            no_link(kind, {"url": "/kit"}, "url", "content.mediaUrl"),
            no_link(kind, {"url": "http://[x"}, "url", "content.mediaUrl"),
        )
    ),
    *(
        long(kind, {"caption": "c" * 3001}, "caption", 3001, 1024, "content.caption", size(0, 3000))
        for kind in ("image", "document", "video")
    ),
    long("document", {"filename": "f" * 241}, "filename", 241, 240, "content.filename", size(0, 240)),
    (
        "location",
        {"latitude": -90.5},
        "location.latitude is -90.5, WhatsApp allows -90 to 90",
        "content.latitude",
        "must be greater than or equal to -90",
    ),
    (
        "location",
        {"longitude": 181},
        "location.longitude is 181, WhatsApp allows -180 to 180",
        "content.longitude",
        "must be less than or equal to 180",
    ),
    long("location", {"name": "n" * 1001}, "name", 1001, 1000, "content.name", size(0, 1000)),
    long("location", {"address": "a" * 1001}, "address", 1001, 1000, "content.address", size(0, 1000)),
    (
        "contacts",
        {"contacts": ()},
        "contacts.contacts has 0 contacts, WhatsApp allows 1 to 1000",
        "content.contacts",
        size(1, 1000),
    ),
    blank(
        "contacts",
        {"contacts": person(name=ContactName("", "Mona Ali"))},
        "contacts[0].name.first",
        1000,
        "content.contacts[0].name.firstName",
    ),
    blank(
        "contacts",
        {"contacts": person(name=ContactName("Mona", " "))},
        "contacts[0].name.whole",
        1000,
        "content.contacts[0].name.formattedName",
    ),
    (
        "contacts",
        {"contacts": person(birthday="1 May")},
        "contacts.contacts[0].birthday is not a date of the form YYYY-MM-DD",
        "content.contacts[0].birthday",
        "must be a date of the form YYYY-MM-DD",
    ),
    (
        "contacts",
        {"contacts": person(phones=(ContactPhone("112", "CAR"),))},
        "contacts.contacts[0].phones[0].type is none of CELL, MAIN, IPHONE, HOME, WORK",
        "content.contacts[0].phones[0].type",
        "must be one of CELL, MAIN, IPHONE, HOME, WORK",
    ),
    (
        "contacts",
        {"contacts": person(urls=(ContactUrl(LINK, "CELL"),))},
        "contacts.contacts[0].urls[0].type is none of HOME, WORK",
        "content.contacts[0].urls[0].type",
        "must be one of HOME, WORK",
    ),
    (
        "contacts",
        {"contacts": person(emails=(ContactEmail("mona"),))},
        "contacts.contacts[0].emails[0].email is not an e-mail address",
        "content.contacts[0].emails[0].email",
        "must be a well-formed email address",
    ),
]


@pytest.mark.conforms("with:limits")
@pytest.mark.parametrize("broken", FREE_FORM)
def test_a_broken_limit_is_refused_here_and_there(broken: Broken) -> None:
    refuses(broken)


OURS_ALONE: list[tuple[str, dict[str, Any], str]] = [
    ("text", {"text": "😊" * 2049}, "text.text is 4098 characters, WhatsApp allows 4096"),
    (
        "text",
        {"text": "half \ud83d"},
        f"text.text {HALF}",
    ),
    (
        "text",
        {"text": "a\0b"},
        f"text.text {HALF}",
    ),
    ("image", {"caption": "c" * 1025}, "image.caption is 1025 characters, WhatsApp allows 1024"),
    (
        "contacts",
        {"contacts": person(urls=(ContactUrl("shop"),))},
        "contacts.contacts[0].urls[0].url is not a web address that starts with http:// or https://",
    ),
    (
        "list",
        {"sections": (Section("A", rows(1)),)},
        "list has both rows and sections, only one of them can be shown",
    ),
    (
        "flow",
        {"data": {"a": 1}},
        "flow.data is given without flow.screen, WhatsApp takes it only with a screen to open",
    ),
    ("flow", {"screen": "S", "data": {"a": float("nan")}}, "flow.data is not plain JSON"),
    ("flow", {"screen": "S", "data": {"a": object()}}, "flow.data is not plain JSON"),
    (
        "flow",
        {"screen": "S", "data": {"a": "\ud83d"}},
        f"flow.data {HALF}",
    ),
    (
        "carousel",
        cards(card(), card(link=LinkButton("t", LINK))),
        "carousel.cards[1] wants either buttons or a link",
    ),
    (
        "carousel",
        cards(card(), card(buttons=buttons("1", "2", ids="aa"))),
        "carousel.cards[1].buttons has ids that repeat, WhatsApp wants each once",
    ),
    (
        "template",
        {"buttons": (TemplateOrder({}),)},
        "template.buttons[0].action is empty, WhatsApp wants at least one entry or none of it",
    ),
    ("template", gaps("p" * 1025), "template.placeholders[0] is 1025 characters, WhatsApp allows 1024"),
    (
        "template",
        {"header": TextHeader("h" * 61)},
        "template.header.text is 61 characters, WhatsApp allows 60",
    ),
]


@pytest.mark.parametrize(("kind", "changes", "sentence"), OURS_ALONE)
def test_a_limit_that_infobip_does_not_check_at_once_is_refused_here(
    kind: str, changes: dict[str, Any], sentence: str
) -> None:
    refuses_here(kind, changes, sentence)


def test_an_offer_that_ends_at_no_certain_time_is_refused() -> None:
    with pytest.raises(ChannelRejected, match="no time zone"):
        TemplateOut("n", "en", offer_ends=datetime(2026, 11, 1))  # noqa: DTZ001


OPTIONS_BROKEN = [
    (
        {"reply_to": " "},
        "reply_to is blank, WhatsApp asks for 1 to 1000 characters",
        "context.replyToMessageId",
        BLANK,
    ),
    (
        {"callback_data": "d" * 4001},
        "callback_data is 4001 characters, WhatsApp allows 4000",
        "callbackData",
        size(0, 4000),
    ),
    (
        {"notify_url": OVERLONG_LINK},
        "notify_url is 2076 characters, WhatsApp allows 2048",
        "notifyUrl",
        size(0, 2048),
    ),
    (
        {"tracking_url": OVERLONG_LINK},
        "tracking_url is 2076 characters, WhatsApp allows 2048",
        "urlOptions.trackingUrl",
        size(0, 2048),
    ),
    (
        {"custom_domain": "d" * 256},
        "custom_domain is 256 characters, WhatsApp allows 255",
        "urlOptions.customDomain",
        size(0, 255),
    ),
    ({"entity_id": "e" * 256}, "entity_id is 256 characters, WhatsApp allows 255", "entityId", size(0, 255)),
    (
        {"application_id": "a" * 256},
        "application_id is 256 characters, WhatsApp allows 255",
        "applicationId",
        size(0, 255),
    ),
]


@pytest.mark.parametrize(("changes", "sentence", "path", "text"), OPTIONS_BROKEN)
def test_a_broken_limit_of_what_goes_with_a_message_is_refused_here_and_there(
    changes: dict[str, Any], sentence: str, path: str, text: str
) -> None:
    with pytest.raises(ChannelRejected) as caught:
        SendOptions(**changes)

    assert str(caught.value) == sentence
    for content in (TextOut("hi"), *((BY_KIND["template"],) if "reply_to" not in changes else ())):
        assert complaints(content, unchecked(NO_OPTIONS, **changes)) == {path: [text]}


def test_reports_go_to_web_addresses_only() -> None:
    with pytest.raises(ChannelRejected, match="notify_url is not a web address"):
        SendOptions(notify_url="mailto:rana@shop.example")


def test_a_link_is_previewed_only_when_it_is_whole() -> None:
    content, options = TextOut(LINK, preview_url=True), SendOptions(remove_protocol=True)

    with pytest.raises(ChannelRejected, match="remove_protocol is on"):
        Outbound("7-m1", "96170000001", content, options)

    assert complaints(content, options) == {
        "urlOptions.removeProtocol": ["must be false when previewUrl is true"]
    }


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Outbound("7-m1", "", TextOut("hi")), "to is blank, WhatsApp asks for 1 to 150 characters"),
        (lambda: Outbound("7-m1", "L" * 151, TextOut("hi")), "to is 151 characters, WhatsApp allows 150"),
        (
            lambda: Outbound("", "1", TextOut("hi")),
            "message_id is blank, WhatsApp asks for 1 to 100 characters",
        ),
        (
            lambda: Outbound("m" * 101, "1", TextOut("hi")),
            "message_id is 101 characters, WhatsApp allows 100",
        ),
    ],
)
def test_an_address_or_id_out_of_bounds_is_refused(make: Callable[[], Outbound], sentence: str) -> None:
    with pytest.raises(ChannelRejected) as caught:
        make()

    assert str(caught.value) == sentence


def test_no_sentence_repeats_the_words() -> None:
    secret = "a very private word "

    with pytest.raises(ChannelRejected) as caught:
        TextOut(secret * 300)

    assert secret.strip() not in str(caught.value)
