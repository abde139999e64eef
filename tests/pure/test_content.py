"""What we send is in Infobip's form."""

import json
from dataclasses import replace
from typing import Any, get_args

import pytest
from tests.support.contents import ALL_OPTIONS, LEAST, LINK, MOST, NOON, card

from dragoman.channels.base import NO_OPTIONS, Outbound, Sender, SendOptions
from dragoman.channels.content import (
    CONTENTS,
    AudioOut,
    Contact,
    ContactAddress,
    ContactEmail,
    ContactName,
    ContactOrganisation,
    ContactPhone,
    ContactsOut,
    ContactUrl,
    DocumentOut,
    ImageOut,
    LocationOut,
    OutContent,
    StickerOut,
    TextOut,
    VideoOut,
    is_free_form,
)
from dragoman.channels.infobip.content import build_read, build_request, build_typing
from dragoman.channels.interactive import (
    Button,
    ButtonsOut,
    CarouselOut,
    ContactRequestOut,
    DocumentHeader,
    FlowOut,
    ImageHeader,
    LinkButton,
    ListOut,
    LocationRequestOut,
    ProductOut,
    ProductSection,
    ProductsOut,
    Row,
    Section,
    TextHeader,
    UrlButtonOut,
    VideoHeader,
)
from dragoman.channels.template import (
    GifHeader,
    LocationHeader,
    SmsFailover,
    TemplateCall,
    TemplateCard,
    TemplateCatalog,
    TemplateCode,
    TemplateFlow,
    TemplateOrder,
    TemplateOut,
    TemplateProducts,
    TemplateReply,
    TemplateUrl,
)

WHICH = {"body": {"text": "Which?"}}


def sent(content: OutContent, options: SendOptions = NO_OPTIONS) -> tuple[str, Any]:
    request = build_request(
        Sender("96179374241", "https://x.test", "key"), Outbound("7-m1", "96170000001", content, options)
    )
    return request.path.removeprefix("/whatsapp/1/message/"), json.loads(request.body)


@pytest.mark.parametrize("examples", [LEAST, MOST])
def test_the_examples_leave_no_content_out(examples: list[OutContent]) -> None:
    assert {type(content) for content in examples} == set(get_args(OutContent)) == set(CONTENTS.values())


@pytest.mark.conforms("with:message_id", "with:shorten_url", "with:track_clicks")
def test_a_text_carries_our_id_and_leaves_links_alone() -> None:
    assert sent(TextOut("مرحبا 👋")) == (
        "text",
        {
            "from": "96179374241",
            "to": "96170000001",
            "messageId": "7-m1",
            "content": {"text": "مرحبا 👋"},
            "urlOptions": {"shortenUrl": False, "trackClicks": False},
        },
    )


FREE_FORM = [
    (TextOut(f"see {LINK}", preview_url=True), "text", {"text": f"see {LINK}", "previewUrl": True}),
    (ImageOut(LINK, "The kit"), "image", {"mediaUrl": LINK, "caption": "The kit"}),
    (ImageOut(LINK, ""), "image", {"mediaUrl": LINK}),
    (VideoOut(LINK, "The film"), "video", {"mediaUrl": LINK, "caption": "The film"}),
    (
        DocumentOut(LINK, "The bill", "bill.pdf"),
        "document",
        {"mediaUrl": LINK, "caption": "The bill", "filename": "bill.pdf"},
    ),
    (AudioOut(LINK), "audio", {"mediaUrl": LINK}),
    (AudioOut(LINK, voice=True), "audio", {"mediaUrl": LINK, "voice": True}),
    (StickerOut(LINK), "sticker", {"mediaUrl": LINK}),
    (LocationOut(0, 35.5), "location", {"latitude": 0, "longitude": 35.5}),
    (
        LocationOut(33.9, 35.5, "Shop", "1 Nile St"),
        "location",
        {"latitude": 33.9, "longitude": 35.5, "name": "Shop", "address": "1 Nile St"},
    ),
    (
        ContactsOut(
            (
                Contact(
                    ContactName("John", "Mr. John B Smith", "Smith", "B", "Mr.", "Jr."),
                    (ContactPhone("+44113", "WORK", "44113"), ContactPhone("112")),
                    (ContactEmail("john@x.example", "HOME"),),
                    (ContactUrl(LINK),),
                    (ContactAddress("Istarska", "Vodnjan", "I", "52215", "Croatia", "HR", "WORK"),),
                    ContactOrganisation("Shop", "Sales", "Head"),
                    "2010-01-01",
                ),
                Contact(ContactName("Mona", "Mona Ali")),
            )
        ),
        "contact",
        {
            "contacts": [
                {
                    "name": {
                        "firstName": "John",
                        "lastName": "Smith",
                        "middleName": "B",
                        "namePrefix": "Mr.",
                        "nameSuffix": "Jr.",
                        "formattedName": "Mr. John B Smith",
                    },
                    "birthday": "2010-01-01",
                    "org": {"company": "Shop", "department": "Sales", "title": "Head"},
                    "phones": [{"phone": "+44113", "type": "WORK", "waId": "44113"}, {"phone": "112"}],
                    "emails": [{"email": "john@x.example", "type": "HOME"}],
                    "urls": [{"url": LINK}],
                    "addresses": [
                        {
                            "street": "Istarska",
                            "city": "Vodnjan",
                            "state": "I",
                            "zip": "52215",
                            "country": "Croatia",
                            "countryCode": "HR",
                            "type": "WORK",
                        }
                    ],
                },
                {"name": {"firstName": "Mona", "formattedName": "Mona Ali"}},
            ]
        },
    ),
]
INTERACTIVE = [
    (
        ButtonsOut("Which?", (Button("y", "Yes"), Button("n", "No")), TextHeader("Red kit"), "Thanks"),
        "buttons",
        {
            "header": {"type": "TEXT", "text": "Red kit"},
            **WHICH,
            "action": {
                "buttons": [
                    {"type": "REPLY", "id": "y", "title": "Yes"},
                    {"type": "REPLY", "id": "n", "title": "No"},
                ]
            },
            "footer": {"text": "Thanks"},
        },
    ),
    (
        ListOut("Which?", "See them", (Row("r1", "Red", "in stock"), Row("r2", "Blue"))),
        "list",
        {
            **WHICH,
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
        },
    ),
    (
        ListOut(
            "Which?", "See", sections=(Section("EU", (Row("42", "42"),)), Section("UK", (Row("8", "8"),)))
        ),
        "list",
        {
            **WHICH,
            "action": {
                "title": "See",
                "sections": [
                    {"title": "EU", "rows": [{"id": "42", "title": "42"}]},
                    {"title": "UK", "rows": [{"id": "8", "title": "8"}]},
                ],
            },
        },
    ),
    (
        UrlButtonOut("Which?", LinkButton("Pay", LINK), DocumentHeader(LINK, "bill.pdf")),
        "url-button",
        {
            "header": {"type": "DOCUMENT", "mediaUrl": LINK, "filename": "bill.pdf"},
            **WHICH,
            "action": {"displayText": "Pay", "url": LINK},
        },
    ),
    (
        FlowOut("Which?", "Open", "123", "conv-88", "START", {"name": "Mona"}, header="Book"),
        "flow",
        {
            "header": {"type": "TEXT", "text": "Book"},
            **WHICH,
            "action": {
                "mode": "PUBLISHED",
                "flowMessageVersion": 3,
                "flowToken": "conv-88",
                "flowId": "123",
                "callToActionButton": "Open",
                "flowAction": "NAVIGATE",
                "flowActionPayload": {"screen": "START", "data": {"name": "Mona"}},
            },
        },
    ),
    (
        FlowOut("Which?", "Open", "123", "conv-88", draft=True),
        "flow",
        {
            **WHICH,
            "action": {
                "mode": "DRAFT",
                "flowMessageVersion": 3,
                "flowToken": "conv-88",
                "flowId": "123",
                "callToActionButton": "Open",
                "flowAction": "DATA_EXCHANGE",
            },
        },
    ),
    (ProductOut("c1", "sku-9"), "product", {"action": {"catalogId": "c1", "productRetailerId": "sku-9"}}),
    (
        ProductsOut("Which?", "Shoes", "c1", (ProductSection(("sku-9", "sku-10"), "Men"),)),
        "multi-product",
        {
            "header": {"type": "TEXT", "text": "Shoes"},
            **WHICH,
            "action": {
                "catalogId": "c1",
                "sections": [{"title": "Men", "productRetailerIds": ["sku-9", "sku-10"]}],
            },
        },
    ),
    (
        CarouselOut("Which?", (card(), card(header=VideoHeader(LINK)))),
        "media-carousel",
        {
            **WHICH,
            "action": {
                "type": "QUICK_REPLY",
                "cards": [
                    {
                        "header": {"type": kind, "url": LINK},
                        "body": {"text": "Red"},
                        "buttons": [{"id": "r", "title": "Buy"}],
                    }
                    for kind in ("IMAGE", "VIDEO")
                ],
            },
        },
    ),
    (
        CarouselOut("Which?", (card(buttons=(), link=LinkButton("Buy", LINK)),) * 2),
        "media-carousel",
        {
            **WHICH,
            "action": {
                "type": "URL",
                "cards": [
                    {
                        "header": {"type": "IMAGE", "url": LINK},
                        "body": {"text": "Red"},
                        "button": {"displayText": "Buy", "url": LINK},
                    }
                ]
                * 2,
            },
        },
    ),
    (LocationRequestOut("Which?"), "location-request", WHICH),
    (ContactRequestOut("Which?"), "request-contact-info", WHICH),
]


@pytest.mark.conforms("send:text", "send:image", "send:document", "send:audio", "send:video", "send:sticker")
@pytest.mark.conforms("send:location", "send:contact", "send:interactive/*")
@pytest.mark.parametrize(
    ("content", "path", "fields"),
    [*FREE_FORM, *((content, f"interactive/{path}", fields) for content, path, fields in INTERACTIVE)],
)
def test_every_content_has_its_path_and_its_fields(
    content: OutContent, path: str, fields: dict[str, Any]
) -> None:
    sent_path, body = sent(content)

    assert (sent_path, body["content"]) == (path, fields)


@pytest.mark.conforms("send:template", "template:body", "template:sms")
def test_a_template_travels_in_an_envelope_with_its_sms() -> None:
    content = TemplateOut("order_ready", "en_GB", ("Mona", "1042"), sms=SmsFailover("Shop", "It is ready"))

    path, body = sent(content, SendOptions(callback_data="conv=88"))

    assert path == "template"
    assert body == {
        "messages": [
            {
                "from": "96179374241",
                "to": "96170000001",
                "messageId": "7-m1",
                "content": {
                    "templateName": "order_ready",
                    "templateData": {"body": {"placeholders": ["Mona", "1042"]}},
                    "language": "en_GB",
                },
                "callbackData": "conv=88",
                "urlOptions": {"shortenUrl": False, "trackClicks": False},
                "smsFailover": {"from": "Shop", "text": "It is ready"},
            }
        ]
    }


HEADERS = [
    (TextHeader("Mona"), {"type": "TEXT", "placeholder": "Mona"}),
    (ImageHeader(LINK), {"type": "IMAGE", "mediaUrl": LINK}),
    (VideoHeader(LINK), {"type": "VIDEO", "mediaUrl": LINK}),
    (GifHeader(LINK), {"type": "GIF", "mediaUrl": LINK}),
    (DocumentHeader(LINK, "bill.pdf"), {"type": "DOCUMENT", "mediaUrl": LINK, "filename": "bill.pdf"}),
    (LocationHeader(0, 35.5), {"type": "LOCATION", "latitude": 0, "longitude": 35.5}),
]
BUTTONS = [
    (TemplateReply("track:1"), {"type": "QUICK_REPLY", "parameter": "track:1"}),
    (TemplateUrl("i/9"), {"type": "URL", "parameter": "i/9"}),
    (TemplateCode("SALE20"), {"type": "COPY_CODE", "parameter": "SALE20"}),
    (TemplateFlow(), {"type": "FLOW"}),
    (TemplateFlow("t", {"a": 1}), {"type": "FLOW", "flowToken": "t", "data": {"a": 1}}),
    (TemplateCatalog("sku"), {"type": "CATALOG", "thumbnailProductRetailerId": "sku"}),
    (
        TemplateProducts((ProductSection(("sku",)),), "sku"),
        {
            "type": "MULTI_PRODUCT",
            "thumbnailProductRetailerId": "sku",
            "sections": [{"productRetailerIds": ["sku"]}],
        },
    ),
    (
        TemplateOrder({"orderType": "PHYSICAL"}),
        {"type": "ORDER_DETAILS", "action": {"orderType": "PHYSICAL"}},
    ),
    (
        TemplateCall(60, "conv-88"),
        {"type": "VOICE_CALL", "callValidityPeriod": 60, "callContextPayload": "conv-88"},
    ),
]


@pytest.mark.conforms(
    "template:text header",
    "template:image header",
    "template:video header",
    "template:gif header",
    "template:document header",
    "template:location header",
)
@pytest.mark.parametrize(("header", "fields"), HEADERS)
def test_a_template_takes_every_header(header: Any, fields: dict[str, Any]) -> None:
    _, body = sent(TemplateOut("n", "en", header=header))

    assert body["messages"][0]["content"]["templateData"]["header"] == fields


@pytest.mark.conforms(
    "template:quick_reply button",
    "template:url button",
    "template:copy_code button",
    "template:flow button",
    "template:catalog button",
    "template:multi_product button",
    "template:order_details button",
    "template:voice_call button",
)
@pytest.mark.parametrize(("button", "fields"), BUTTONS)
def test_a_template_takes_every_button(button: Any, fields: dict[str, Any]) -> None:
    _, body = sent(TemplateOut("n", "en", buttons=(button,)))

    assert body["messages"][0]["content"]["templateData"]["buttons"] == [fields]


@pytest.mark.conforms("template:cards", "template:offer")
def test_a_template_takes_cards_and_the_end_of_an_offer() -> None:
    cards = (TemplateCard(ImageHeader(LINK), ("Red",), (TemplateUrl("r"),)), TemplateCard(VideoHeader(LINK)))

    _, body = sent(TemplateOut("n", "en", cards=cards, offer_ends=NOON))

    data = body["messages"][0]["content"]["templateData"]
    assert data["limitedTimeOffer"] == {"expirationTime": "2026-11-01T12:00:00.000+0000"}
    assert data["carousel"] == {
        "cards": [
            {
                "header": {"type": "IMAGE", "mediaUrl": LINK},
                "body": {"placeholders": ["Red"]},
                "buttons": [{"type": "URL", "parameter": "r"}],
            },
            {"header": {"type": "VIDEO", "mediaUrl": LINK}, "body": {"placeholders": []}},
        ]
    }


@pytest.mark.conforms(
    "with:callback_data",
    "with:notify_url",
    "with:shorten_url",
    "with:track_clicks",
    "with:tracking_url",
    "with:remove_protocol",
    "with:custom_domain",
    "with:entity_id",
    "with:application_id",
    "with:reply_to",
)
def test_what_goes_with_a_message_stands_beside_its_content() -> None:
    _, body = sent(TextOut("hi"), replace(ALL_OPTIONS, notify_url=LINK, callback_data="conv=88"))

    del body["from"], body["to"], body["messageId"], body["content"]
    assert body == {
        "callbackData": "conv=88",
        "notifyUrl": LINK,
        "urlOptions": {
            "shortenUrl": True,
            "trackClicks": True,
            "removeProtocol": True,
            "trackingUrl": LINK,
            "customDomain": "go.shop.example",
        },
        "entityId": "e" * 255,
        "applicationId": "a" * 255,
        "context": {"replyToMessageId": "wamid.HBgLabc="},
    }


@pytest.mark.parametrize("content", LEAST)
def test_links_and_quotations_are_left_out_where_they_mean_nothing(content: OutContent) -> None:
    _, body = sent(content, ALL_OPTIONS)

    entry = body["messages"][0] if content.kind == "template" else body
    assert ("urlOptions" in entry) == (content.kind not in {"audio", "sticker", "location", "contacts"})
    assert ("context" in entry) == (content.kind != "template")


@pytest.mark.conforms("rule:window")
def test_only_templates_may_leave_outside_the_window() -> None:
    assert [content.kind for content in LEAST if not is_free_form(content)] == ["template"]


@pytest.mark.conforms("call:events")
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


@pytest.mark.conforms("call:read")
def test_marking_as_read_names_the_message_in_its_path() -> None:
    request = build_read("96179374241", "wamid.HBg/x+y=")

    assert request.path == "/whatsapp/1/senders/96179374241/message/wamid.HBg%2Fx%2By%3D/read"
    assert request.body == b""
