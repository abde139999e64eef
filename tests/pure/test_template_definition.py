"""Templates as they were registered: read from whatever Infobip says, and held against what is sent."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.errors import ChannelRejected
from dragoman.channels.definition import ButtonShape, HeaderShape, Shape, TemplateDefinition, why_unfit
from dragoman.channels.fill import fill
from dragoman.channels.infobip.definition import definition_of, definitions_in, pages_of
from dragoman.channels.interactive import DocumentHeader, ImageHeader, TextHeader
from dragoman.channels.plain import from_plain, to_plain
from dragoman.channels.template import (
    LocationHeader,
    TemplateCard,
    TemplateCode,
    TemplateFlow,
    TemplateOut,
    TemplateReply,
    TemplateUrl,
)

FIXTURES = Path(os.environ.get("DRAGOMAN_FIXTURES", "/work/shared/fixtures/infobip"))
QUICK_REPLY = {"type": "QUICK_REPLY", "text": "Track"}
LINK = {"type": "URL", "text": "Open", "url": "https://shop.test/{{1}}"}
FIXED_LINK = {"type": "URL", "text": "Open", "url": "https://shop.test"}


def defined(**structure: Any) -> TemplateDefinition:
    """An approved template of this structure; with two placeholders unless said otherwise."""
    parts = {"body": {"text": "Hi {{1}}, order {{2}} is ready"}, **structure}
    found = definition_of(
        {"id": "1", "name": "order", "language": "en", "status": "APPROVED", "structure": parts}
    )
    assert found is not None
    return found


def sent(*placeholders: str, **parts: Any) -> TemplateOut:
    return TemplateOut("order", "en", placeholders or ("Mona", "1042"), **parts)


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="Infobip's own examples are not here")
@pytest.mark.parametrize(
    ("file", "gaps", "buttons"),
    [
        ("api_200_templates_v1.json", 1, []),
        ("api_200_templates_v2.json", 1, ["never", "never"]),
    ],
)
def test_infobip_s_own_examples_are_read(file: str, gaps: int, buttons: list[str]) -> None:
    answer = json.loads((FIXTURES / file).read_text())["body"]

    found = definitions_in(answer)

    assert found is not None
    assert [one.shape.gaps for one in found] == [gaps]
    assert [button.needs for button in found[0].shape.buttons] == buttons


def test_a_definition_says_what_it_is_made_of() -> None:
    found = definition_of(
        {
            "id": 111,
            "name": "order",
            "language": "en",
            "status": "REJECTED",
            "rejectionReason": "INVALID_FORMAT",
            "category": "UTILITY",
            "quality": "LOW",
            "structure": {
                "header": {"format": "IMAGE"},
                "body": {"text": "Hi {{1}}, {{2}} and {{1}} again"},
                "footer": {"text": "Shop"},
                "buttons": [
                    QUICK_REPLY,
                    LINK,
                    FIXED_LINK,
                    {"type": "PHONE_NUMBER", "text": "Call"},
                    {"type": "NEW"},
                ],
            },
        }
    )

    assert found is not None
    assert (found.provider_id, found.status, found.reason, found.quality) == (
        "111",
        "REJECTED",
        "INVALID_FORMAT",
        "LOW",
    )
    assert found.shape.gaps == 2
    assert found.shape.header == HeaderShape("image")
    assert [button.needs for button in found.shape.buttons] == ["must", "must", "never", "never", "unknown"]


def test_one_that_stands_in_a_list_twice_is_taken_as_it_can_be_sent() -> None:
    one = {"name": "order", "language": "en"}

    found = definitions_in(
        {"templates": [{**one, "status": "APPROVED"}, {**one, "status": "REJECTED"}, {}, 7]}
    )

    assert [definition.status for definition in found or []] == ["APPROVED"]


def test_what_is_no_list_is_none_and_not_an_empty_one() -> None:
    assert [definitions_in(answer) for answer in (None, {}, [], {"templates": None}, "x")] == [None] * 5
    assert definitions_in({"results": []}) == []


anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
almost_buttons = st.lists(
    st.fixed_dictionaries(
        {}, optional={"type": anything, "text": anything, "url": anything, "otpType": anything}
    ),
    max_size=3,
)
almost_structures = st.fixed_dictionaries(
    {},
    optional={
        "type": anything,
        "header": anything | st.fixed_dictionaries({"format": anything, "text": anything}),
        "body": anything | st.fixed_dictionaries({"text": anything}),
        "footer": anything,
        "buttons": anything | almost_buttons,
        "carousel": anything
        | st.fixed_dictionaries(
            {"cards": anything | st.lists(st.fixed_dictionaries({"buttons": almost_buttons}))}
        ),
    },
)
almost_templates = st.fixed_dictionaries(
    {"name": anything | st.just("order"), "language": anything | st.just("en")},
    optional={
        "status": anything | st.just("APPROVED"),
        "id": anything,
        "quality": anything,
        "structure": anything | almost_structures,
    },
)


@given(
    anything
    | st.fixed_dictionaries(
        {"templates": anything | st.lists(almost_templates, max_size=3), "paging": anything}
    )
)
def test_no_answer_breaks_the_reading(answer: Any) -> None:
    assert pages_of(answer) is not None
    for definition in definitions_in(answer) or []:
        assert definition.name
        assert from_plain(Shape, to_plain(definition.shape)) == definition.shape
        json.dumps(to_plain(definition.shape))
        why_unfit(definition, sent())


@pytest.mark.parametrize(
    "status", ["PENDING", "REJECTED", "FIRST_PAUSED", "DISABLED", "DELETED", "SOMETHING_NEW"]
)
def test_only_an_approved_one_can_be_sent(status: str) -> None:
    definition = TemplateDefinition("order", "en", status)

    assert (
        why_unfit(definition, sent()) == f"template order (en) is {status}, only an approved one can be sent"
    )


UNFIT: list[tuple[dict[str, Any], TemplateOut, str]] = [
    ({}, sent("Mona"), "has 2 placeholders in its body, the message fills 1"),
    ({"body": {"text": "hello"}}, sent("Mona"), "has 0 placeholders in its body, the message fills 1"),
    ({"header": {"format": "IMAGE"}}, sent(), "wants a header of the kind image, the message brings none"),
    (
        {"header": {"format": "IMAGE"}},
        sent(header=TextHeader("x")),
        "wants a header of the kind image, the message brings text",
    ),
    (
        {"header": {"format": "TEXT", "text": "Order {{1}}"}},
        sent(),
        "wants a header of the kind text, the message brings none",
    ),
    (
        {"header": {"format": "TEXT", "text": "Order"}},
        sent(header=TextHeader("x")),
        "has no header that a message fills",
    ),
    ({"buttons": [QUICK_REPLY]}, sent(), "button 1 wants a quick_reply, the message brings nothing"),
    (
        {"buttons": [LINK, {"type": "COPY_CODE", "text": "Copy"}]},
        sent(buttons=(TemplateCode("A1"), TemplateUrl("1042"))),
        "button 1 wants a url, the message brings a copy_code",
    ),
    (
        {"buttons": [FIXED_LINK]},
        sent(buttons=(TemplateUrl("1042"),)),
        "has no place for the message's button 1, a url",
    ),
    (
        {},
        sent(cards=(TemplateCard(ImageHeader("https://x.test/a.jpg")),)),
        "has 0 cards, the message brings 1",
    ),
    (
        {
            "carousel": {
                "cards": [
                    {"header": {"format": "IMAGE"}, "body": {"text": "{{1}}"}, "buttons": [QUICK_REPLY]}
                ]
            }
        },
        sent(cards=(TemplateCard(ImageHeader("https://x.test/a.jpg"), ("one",)),)),
        "card 1: button 1 wants a quick_reply, the message brings nothing",
    ),
]


@pytest.mark.parametrize(("structure", "message", "said"), UNFIT, ids=[said for _, _, said in UNFIT])
def test_what_does_not_fit_is_told_in_one_sentence(
    structure: dict[str, Any], message: TemplateOut, said: str
) -> None:
    why = why_unfit(defined(**structure), message)

    assert why is not None
    assert said in why


def test_what_fits_passes() -> None:
    whole = defined(header={"format": "DOCUMENT"}, buttons=[LINK, FIXED_LINK, QUICK_REPLY, {"type": "FLOW"}])
    invoice = DocumentHeader("https://x.test/invoice.pdf", "invoice.pdf")
    carried = (TemplateUrl("1042"), TemplateReply("track:1042"))

    assert why_unfit(whole, sent(header=invoice, buttons=carried)) is None
    assert why_unfit(whole, sent(header=invoice, buttons=(*carried, TemplateFlow("token")))) is None


def test_parts_that_nobody_here_knows_are_left_to_the_provider() -> None:
    assert why_unfit(defined(type="UNSUPPORTED"), sent("one")) is None
    assert why_unfit(defined(buttons=[{"type": "NEW"}]), sent(buttons=(TemplateUrl("x"),))) is None
    assert why_unfit(defined(body={"addSecurityRecommendation": True}), sent("123456")) is None


def test_values_are_put_where_they_belong() -> None:
    definition = defined(header={"format": "DOCUMENT"}, buttons=[QUICK_REPLY, LINK])

    short = fill(
        definition, body=["Mona", "1042"], header="https://x.test/a/invoice.pdf?x=1", buttons=["1042"]
    )
    whole = fill(
        definition, body=["Mona", "1042"], header="https://x.test/i.pdf", buttons=["track:1042", "1042"]
    )

    assert short.header == DocumentHeader("https://x.test/a/invoice.pdf?x=1", "invoice.pdf")
    assert short.buttons == (TemplateReply("Track"), TemplateUrl("1042"))
    assert whole.buttons == (TemplateReply("track:1042"), TemplateUrl("1042"))
    assert why_unfit(definition, short) is None


def test_a_place_is_written_as_two_numbers() -> None:
    definition = defined(header={"format": "LOCATION"})

    assert fill(definition, header="33.89, 35.50").header == LocationHeader(33.89, 35.50)
    with pytest.raises(ChannelRejected, match="latitude,longitude"):
        fill(definition, header="Beirut")


@pytest.mark.parametrize(
    ("structure", "said"),
    [
        ({"buttons": [QUICK_REPLY, LINK]}, "these buttons to fill: quick_reply, url; 3 values were given"),
        ({"buttons": [{"type": "MULTI_PRODUCT"}]}, "a multi_product button, which cannot be filled"),
        ({"carousel": {"cards": [{"header": {"format": "IMAGE"}}]}}, "is a carousel"),
    ],
)
def test_values_that_have_no_place_are_refused(structure: dict[str, Any], said: str) -> None:
    with pytest.raises(ChannelRejected, match=said):
        fill(defined(**structure), body=["Mona", "1042"], buttons=["a", "b", "c"])


@given(
    st.lists(
        st.sampled_from(["quick_reply", "url", "fixed", "copy_code", "flow", "phone_number"]), max_size=4
    ),
    st.lists(st.text("abc", min_size=1, max_size=5), max_size=4),
    st.none() | st.text(max_size=5),
)
def test_whatever_can_be_filled_fits(kinds: list[str], values: list[str], header: str | None) -> None:
    url = {"url": "https://x.test/{{1}}"}
    shapes = tuple(
        ButtonShape("url", "Go", "https://x.test")
        if kind == "fixed"
        else ButtonShape(kind, "Go", url.get(kind) or url["url"])
        for kind in kinds
    )
    shape = Shape("Hi", HeaderShape("text", "{{1}}") if header else None, buttons=shapes)
    definition = TemplateDefinition("order", "en", "APPROVED", shape=shape)

    try:
        message = fill(definition, header=header or None, buttons=values)
    except ChannelRejected:
        return
    assert why_unfit(definition, message) is None
