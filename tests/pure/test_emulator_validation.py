"""The rules of sends, one by one, and what holds for any body whatever."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.channels.emulator.validate import KINDS, validate, validate_events

LINK = "https://cdn.example.com/a"
TOO_LONG_LINK = "https://cdn.example.com/" + "a" * 2048
BODY = {"body": {"text": "Pick"}}
PLACEHOLDER = "content.templateData.body.placeholders[0]"
UNTIDY = "cannot have new-line/tab characters or more than 4 consecutive spaces"
UNTITLED = "titles must not be blank when more than one section provided"


def send(content: Any, **changes: Any) -> dict[str, Any]:
    return {"from": "9613451652", "to": "96170000001", "content": content} | changes


def buttons(*given: tuple[str, str]) -> dict[str, Any]:
    replies = [{"type": "REPLY", "id": reply_id, "title": title} for reply_id, title in given]
    return {**BODY, "action": {"buttons": replies}}


def a_list(*sections: dict[str, Any], title: str = "Open") -> dict[str, Any]:
    return {**BODY, "action": {"title": title, "sections": list(sections)}}


def rows(count: int, start: int = 0) -> list[dict[str, str]]:
    return [{"id": str(number), "title": f"Row {number}"} for number in range(start, start + count)]


def cards(count: int) -> dict[str, Any]:
    picture = {"type": "IMAGE", "url": LINK}
    card = {"header": picture, "body": {"text": "A"}, "buttons": [{"id": "a", "title": "A"}]}
    return {**BODY, "action": {"type": "QUICK_REPLY", "cards": [card] * count}}


def flow(**action: Any) -> dict[str, Any]:
    return {**BODY, "action": {"flowToken": "t", "flowId": "1", "callToActionButton": "Open"} | action}


@pytest.mark.conforms(
    "emulator:interactive/voice-button",
    "emulator:interactive/order-details",
    "emulator:interactive/order-status",
)
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text", {"text": "x" * 4096}),
        ("image", {"mediaUrl": LINK, "caption": "c" * 3000}),
        ("audio", {"mediaUrl": LINK, "voice": True}),
        ("location", {"latitude": -90, "longitude": 180}),
        ("interactive/buttons", buttons(("a", "Yes"), ("b", "نعم"), ("c", "C" * 20))),
        ("interactive/list", a_list({"rows": rows(10)})),
        (
            "interactive/list",
            a_list({"title": "A", "rows": rows(5)}, {"title": "B", "rows": rows(5, start=5)}),
        ),
        ("interactive/url-button", {**BODY, "action": {"displayText": "Pay", "url": LINK}}),
        ("interactive/media-carousel", cards(10)),
        ("interactive/flow", flow(flowActionPayload={"screen": "START"})),
        ("interactive/flow", flow(flowAction="DATA_EXCHANGE")),
        ("interactive/voice-button", BODY),
        ("interactive/order-details", {**BODY, "action": {"payment": {"id": "1"}}}),
        ("interactive/order-status", {"action": {"payment": {"id": "1"}, "status": "SHIPPED"}}),
    ],
)
def test_what_is_within_the_limits_is_good(kind: str, content: dict[str, Any]) -> None:
    assert validate(kind, send(content)) == {}


@pytest.mark.conforms(
    "emulator:interactive/call-permission-request", "emulator:interactive/in-thread-authentication-request"
)
@pytest.mark.parametrize("kind", ["call-permission-request", "in-thread-authentication-request"])
def test_a_request_without_words_needs_no_content(kind: str) -> None:
    body = send({})
    del body["content"]

    assert validate(f"interactive/{kind}", body) == {}


@pytest.mark.conforms("check:validation")
@pytest.mark.parametrize(
    ("kind", "content", "path", "text"),
    [
        ("text", {"text": "x" * 4097}, "content.text", "size must be between 1 and 4096"),
        ("text", {"text": " \n"}, "content.text", "must not be blank"),
        ("text", {}, "content.text", "must not be blank"),
        ("text", {"text": 5}, "content.text", "must be a string"),
        (
            "text",
            {"text": "no link", "previewUrl": True},
            "content.text",
            "must contain a url when previewUrl is true",
        ),
        ("image", {"mediaUrl": "ftp://x/a"}, "content.mediaUrl", "is not a valid url"),
        ("image", {"mediaUrl": "http://"}, "content.mediaUrl", "is not a valid url"),
        ("image", {"mediaUrl": "http://[x"}, "content.mediaUrl", "is not a valid url"),
        ("image", {"mediaUrl": TOO_LONG_LINK}, "content.mediaUrl", "size must be between 1 and 2048"),
        (
            "image",
            {"mediaUrl": LINK, "caption": "c" * 3001},
            "content.caption",
            "size must be between 0 and 3000",
        ),
        (
            "document",
            {"mediaUrl": LINK, "filename": "f" * 241},
            "content.filename",
            "size must be between 0 and 240",
        ),
        ("location", {"longitude": 0}, "content.latitude", "must not be null"),
        (
            "location",
            {"latitude": float("nan"), "longitude": 0},
            "content.latitude",
            "must be less than or equal to 90",
        ),
        ("contact", {"contacts": []}, "content.contacts", "size must be between 1 and 1000"),
        ("contact", {"contacts": [{"name": {}}]}, "content.contacts[0].name.firstName", "must not be blank"),
        ("interactive/buttons", buttons(), "content.action.buttons", "size must be between 1 and 3"),
        (
            "interactive/buttons",
            buttons(("a", "A"), ("a", "B")),
            "content.action.buttons",
            "ids and titles must be unique",
        ),
        (
            "interactive/buttons",
            buttons(("a", "A" * 21)),
            "content.action.buttons[0].title",
            "size must be between 1 and 20",
        ),
        (
            "interactive/buttons",
            buttons(("a", "Yes ✅")),
            "content.action.buttons[0].title",
            "must not contain emoji or markdown",
        ),
        (
            "interactive/buttons",
            buttons(("a", "*Yes*")),
            "content.action.buttons[0].title",
            "must not contain emoji or markdown",
        ),
        (
            "interactive/buttons",
            buttons((" a", "Yes")),
            "content.action.buttons[0].id",
            "must not have leading or trailing spaces",
        ),
        (
            "interactive/buttons",
            {"action": buttons(("a", "A"))["action"]},
            "content.body",
            "must not be null",
        ),
        (
            "interactive/buttons",
            buttons(("a", "A")) | {"body": {"text": "x" * 1025}},
            "content.body.text",
            "size must be between 1 and 1024",
        ),
        (
            "interactive/buttons",
            buttons(("a", "A")) | {"footer": {"text": "f" * 61}},
            "content.footer.text",
            "size must be between 1 and 60",
        ),
        (
            "interactive/list",
            a_list({"rows": rows(11)}),
            "content.action.sections",
            "number of rows must be between 1 and 10",
        ),
        (
            "interactive/list",
            a_list({"rows": rows(1) + rows(1)}),
            "content.action.sections",
            "row's ids must be unique across sections",
        ),
        (
            "interactive/list",
            a_list({"rows": rows(1)}, {"rows": rows(1, start=1)}),
            "content.action.sections",
            UNTITLED,
        ),
        (
            "interactive/list",
            a_list({"rows": rows(1)}, title="T" * 21),
            "content.action.title",
            "size must be between 1 and 20",
        ),
        (
            "interactive/list",
            a_list({"rows": [{"id": "1", "title": "T" * 25}]}),
            "content.action.sections[0].rows[0].title",
            "size must be between 1 and 24",
        ),
        (
            "interactive/list",
            a_list({"rows": rows(1)}) | {"header": {"type": "IMAGE", "mediaUrl": LINK}},
            "content.header.type",
            "must be one of TEXT",
        ),
        ("interactive/media-carousel", cards(1), "content.action.cards", "size must be between 2 and 10"),
        ("interactive/flow", flow(), "content.action.flowActionPayload", "must not be null"),
        (
            "interactive/flow",
            flow(flowAction="DATA_EXCHANGE", flowActionPayload={"screen": "S"}),
            "content.action.flowActionPayload",
            "must be null",
        ),
        (
            "interactive/multi-product",
            {**BODY, "action": {"catalogId": "c", "sections": [{"productRetailerIds": ["a", "a"]}]}},
            "content.header",
            "must not be null",
        ),
        (
            "interactive/list",
            a_list({"rows": rows(1)}, title="*Open*"),
            "content.action.title",
            "must not contain emoji or markdown",
        ),
        (
            "interactive/list",
            a_list({"title": "A", "rows": rows(1)}, {"title": "B", "rows": []}),
            "content.action.sections[1].rows",
            "must not be empty",
        ),
        (
            "interactive/product",
            {"action": {"catalogId": "c", "productRetailerId": "p"}, "header": {"type": "TEXT", "text": "T"}},
            "content.header",
            "must be null",
        ),
        (
            "interactive/flow",
            flow(flowMessageVersion="3"),
            "content.action.flowMessageVersion",
            "must be an integer",
        ),
        (
            "interactive/media-carousel",
            {**BODY, "action": {"type": "URL", "cards": [{"header": {"type": "IMAGE", "url": LINK}}] * 2}},
            "content.action.cards[0].body",
            "must not be null",
        ),
    ],
)
def test_a_violation_is_named_by_its_path_in_the_providers_words(
    kind: str, content: dict[str, Any], path: str, text: str
) -> None:
    assert text in validate(kind, send(content)).get(path, [])


SECTIONS = [{"productRetailerIds": ["a"]}]
CARD = {"header": {"type": "IMAGE", "mediaUrl": LINK}}


def filled(**data: Any) -> dict[str, Any]:
    return template(templateData={"body": {"placeholders": []}} | data)


def test_a_card_of_a_template_needs_no_buttons() -> None:
    assert validate("template", filled(carousel={"cards": [CARD]})) == {}


def template(**changes: Any) -> dict[str, Any]:
    data = {"body": {"placeholders": ["Mona"]}}
    content = {"templateName": "order_ready", "language": "en", "templateData": data}
    return {"messages": [send(content | changes)]}


@pytest.mark.parametrize(
    ("body", "path", "text"),
    [
        ({}, "messages", "must not be null"),
        ({"messages": []}, "messages", "must not be empty"),
        (
            template(templateName="Order-Ready"),
            "content.templateName",
            "must contain only lowercase letters, digits and underscores",
        ),
        (template(templateData={"body": {"placeholders": ["a\tb"]}}), PLACEHOLDER, UNTIDY),
        (template(templateData={"body": {"placeholders": [None]}}), PLACEHOLDER, "must not be null"),
        (
            template(
                templateData={
                    "body": {"placeholders": []},
                    "buttons": [{"type": "URL", "parameter": "x"}] * 3,
                }
            ),
            "content.templateData.buttons",
            "number of URL buttons must be at most 2",
        ),
        *(
            (
                filled(buttons=[{"type": kind, "sections": SECTIONS, "action": {}}, {"type": "VOICE_CALL"}]),
                "content.templateData.buttons",
                f"{kind} button must be the only button",
            )
            for kind in ("CATALOG", "MULTI_PRODUCT", "ORDER_DETAILS")
        ),
        (
            filled(buttons=[{"type": "MULTI_PRODUCT"}]),
            "content.templateData.buttons[0].sections",
            "must not be null",
        ),
        (
            filled(buttons=[{"type": "ORDER_DETAILS"}]),
            "content.templateData.buttons[0].action",
            "must not be null",
        ),
        (
            filled(carousel={"cards": [CARD | {"buttons": [{"type": "COPY_CODE", "parameter": "x"}]}]}),
            "content.templateData.carousel.cards[0].buttons[0].type",
            "must be one of QUICK_REPLY, URL",
        ),
        (
            filled(carousel={"cards": [CARD | {"buttons": []}]}),
            "content.templateData.carousel.cards[0].buttons",
            "size must be between 1 and 2",
        ),
        (
            filled(limitedTimeOffer={"expirationTime": "tomorrow"}),
            "content.templateData.limitedTimeOffer.expirationTime",
            "must be a time of the form yyyy-MM-dd'T'HH:mm:ss.SSSZ",
        ),
        (
            filled(limitedTimeOffer={}),
            "content.templateData.limitedTimeOffer.expirationTime",
            "must not be null",
        ),
    ],
)
def test_a_templates_violation_is_named(body: dict[str, Any], path: str, text: str) -> None:
    assert text in validate("template", body).get(path, [])


@pytest.mark.conforms("check:validation")
def test_everything_that_is_wrong_is_told_at_once() -> None:
    errors = validate(
        "image", {"from": "", "messageId": "m" * 201, "content": {"mediaUrl": "x", "caption": 1}}
    )

    assert set(errors) == {"from", "to", "messageId", "content.mediaUrl", "content.caption"}


def test_the_link_preview_needs_its_protocol() -> None:
    body = send({"text": f"see {LINK}", "previewUrl": True}, urlOptions={"removeProtocol": True})

    assert validate("text", body) == {"urlOptions.removeProtocol": ["must be false when previewUrl is true"]}


NAMES = st.sampled_from(
    [
        *(
            "from",
            "to",
            "content",
            "text",
            "body",
            "action",
            "buttons",
            "button",
            "id",
            "title",
            "type",
            "name",
        ),
        *(
            "sections",
            "rows",
            "header",
            "footer",
            "cards",
            "url",
            "mediaUrl",
            "contacts",
            "phones",
            "context",
        ),
        *(
            "messages",
            "templateData",
            "placeholders",
            "templateName",
            "language",
            "carousel",
            "payment",
            "data",
            "limitedTimeOffer",
            "expirationTime",
            "emails",
        ),
        *(
            "events",
            "destinations",
            "sender",
            "replyToMessageId",
            "urlOptions",
            "flowAction",
            "flowActionPayload",
        ),
        *("catalogId", "productRetailerIds", "previewUrl", "smsFailover", "latitude", "longitude"),
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
ANY_JSON = st.recursive(
    SCALARS | st.sampled_from(["TEXT", "URL", "DOCUMENT", "NAVIGATE", "MULTI_PRODUCT", "VOICE_CALL", "FLOW"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=40,
)


@given(
    kind=st.sampled_from(sorted(KINDS)),
    body=st.dictionaries(NAMES, ANY_JSON, max_size=6),
    content=ANY_JSON,
)
def test_no_body_makes_the_validation_fail(kind: str, body: dict[str, Any], content: Any) -> None:
    for given_body in (body, send(content), {"messages": [send(content)]}):
        errors = validate(kind, given_body)

        assert all(path and texts for path, texts in errors.items())
        json.dumps(errors)


@given(body=st.dictionaries(NAMES, ANY_JSON, max_size=4))
def test_no_event_makes_the_validation_fail(body: dict[str, Any]) -> None:
    assert isinstance(validate_events(body), dict)


@given(text=st.text(min_size=1, max_size=4096).filter(str.strip))
def test_every_text_of_one_to_4096_characters_is_good(text: str) -> None:
    assert validate("text", send({"text": text})) == {}
