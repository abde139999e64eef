"""The limits of templates: refused here in our words, by the emulator in Infobip's."""

import pytest
from tests.support.contents import LINK
from tests.support.limits import (
    BLANK,
    OVERLONG_LINK,
    Broken,
    blank,
    cards,
    gaps,
    long,
    no_link,
    refuses,
    size,
)

from dragoman.channels.interactive import (
    DocumentHeader,
    ImageHeader,
    ProductSection,
    TextHeader,
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
    TemplateProducts,
    TemplateReply,
    TemplateUrl,
)

_DATA = "content.templateData"
_UNTIDY = "cannot have new-line/tab characters or more than 4 consecutive spaces"
_TIDY = "holds a line break, a tab or more than 4 spaces in a row, WhatsApp allows none"


def _template_button(button: object, sentence: str, path: str, text: str) -> Broken:
    return (
        "template",
        {"buttons": (button,)},
        f"template.buttons[0]{sentence}",
        f"{_DATA}.buttons[0]{path}",
        text,
    )


TEMPLATES: list[Broken] = [
    blank("template", {"name": ""}, "name", 512, "content.templateName"),
    long("template", {"name": "n" * 513}, "name", 513, 512, "content.templateName", size(1, 512)),
    (
        "template",
        {"name": "Order-1"},
        "template.name may hold only lower-case letters a to z, digits and underscores",
        "content.templateName",
        "must contain only lowercase letters, digits and underscores",
    ),
    blank("template", {"language": " "}, "language", 20, "content.language"),
    blank("template", gaps("a", " "), "placeholders[1]", 1024, f"{_DATA}.body.placeholders[1]"),
    ("template", gaps("a\nb"), f"template.placeholders[0] {_TIDY}", f"{_DATA}.body.placeholders[0]", _UNTIDY),
    (
        "template",
        gaps("a     b"),
        f"template.placeholders[0] {_TIDY}",
        f"{_DATA}.body.placeholders[0]",
        _UNTIDY,
    ),
    (
        "template",
        {"header": TextHeader("a\tb")},
        f"template.header.text {_TIDY}",
        f"{_DATA}.header.placeholder",
        _UNTIDY,
    ),
    blank("template", {"header": TextHeader("")}, "header.text", 60, f"{_DATA}.header.placeholder"),
    no_link("template", {"header": ImageHeader("x")}, "header.url", f"{_DATA}.header.mediaUrl"),
    long(
        "template",
        {"header": GifHeader(OVERLONG_LINK)},
        "header.url",
        2076,
        2048,
        f"{_DATA}.header.mediaUrl",
        size(1, 2048),
    ),
    blank("template", {"header": DocumentHeader(LINK)}, "header.filename", 240, f"{_DATA}.header.filename"),
    long(
        "template",
        {"header": DocumentHeader(LINK, "f" * 241)},
        "header.filename",
        241,
        240,
        f"{_DATA}.header.filename",
        size(1, 240),
    ),
    (
        "template",
        {"header": LocationHeader(91, 0)},
        "template.header.latitude is 91, WhatsApp allows -90 to 90",
        f"{_DATA}.header.latitude",
        "must be less than or equal to 90",
    ),
    (
        "template",
        {"header": LocationHeader(0, -181)},
        "template.header.longitude is -181, WhatsApp allows -180 to 180",
        f"{_DATA}.header.longitude",
        "must be greater than or equal to -180",
    ),
    (
        "template",
        {"buttons": (TemplateReply("r"),) * 11},
        "template.buttons has 11 buttons, WhatsApp allows 0 to 10",
        f"{_DATA}.buttons",
        size(0, 10),
    ),
    (
        "template",
        {"buttons": (TemplateUrl("u"),) * 3},
        "template.buttons has 3 buttons of the kind url, WhatsApp allows 2",
        f"{_DATA}.buttons",
        "number of URL buttons must be at most 2",
    ),
    (
        "template",
        {"buttons": (TemplateCode("c"),) * 2},
        "template.buttons has 2 buttons of the kind copy_code, WhatsApp allows 1",
        f"{_DATA}.buttons",
        "number of COPY_CODE buttons must be at most 1",
    ),
    (
        "template",
        {"buttons": (TemplateFlow(),) * 2},
        "template.buttons has 2 buttons of the kind flow, WhatsApp allows 1",
        f"{_DATA}.buttons",
        "number of FLOW buttons must be at most 1",
    ),
    (
        "template",
        {"buttons": (TemplateCatalog(), TemplateReply("r"))},
        "template.buttons has 2 buttons, WhatsApp allows no other beside catalog",
        f"{_DATA}.buttons",
        "CATALOG button must be the only button",
    ),
    _template_button(
        TemplateReply("r" * 129),
        ".payload is 129 characters, WhatsApp allows 128",
        ".parameter",
        size(1, 128),
    ),
    _template_button(
        TemplateUrl(" "), ".suffix is blank, WhatsApp asks for 1 to 2048 characters", ".parameter", BLANK
    ),
    _template_button(
        TemplateCode("c" * 16), ".code is 16 characters, WhatsApp allows 15", ".parameter", size(1, 15)
    ),
    _template_button(
        TemplateFlow("t" * 3001),
        ".token is 3001 characters, WhatsApp allows 3000",
        ".flowToken",
        size(0, 3000),
    ),
    _template_button(
        TemplateFlow(data={}),
        ".data is empty, WhatsApp wants at least one entry or none of it",
        ".data",
        "must not be empty",
    ),
    _template_button(
        TemplateCatalog("t" * 3001),
        ".thumbnail_id is 3001 characters, WhatsApp allows 3000",
        ".thumbnailProductRetailerId",
        size(0, 3000),
    ),
    _template_button(
        TemplateProducts((ProductSection(("a", "a")),)),
        ".sections[0].product_ids has products that repeat, WhatsApp wants each once",
        ".sections[0].productRetailerIds",
        "must be unique",
    ),
    _template_button(
        TemplateProducts(()), ".sections has 0 sections, WhatsApp allows 1 to 10", ".sections", size(1, 10)
    ),
    _template_button(
        TemplateCall(0),
        ".minutes is 0, WhatsApp allows 1 to 43200",
        ".callValidityPeriod",
        "must be greater than or equal to 1",
    ),
    _template_button(
        TemplateCall(payload="p" * 513),
        ".payload is 513 characters, WhatsApp allows 512",
        ".callContextPayload",
        size(1, 512),
    ),
    (
        "template",
        cards(*[TemplateCard(ImageHeader(LINK))] * 11),
        "template.cards has 11 cards, WhatsApp allows 0 to 10",
        f"{_DATA}.carousel.cards",
        size(1, 10),
    ),
    no_link(
        "template",
        cards(TemplateCard(ImageHeader("x"))),
        "cards[0].header.url",
        f"{_DATA}.carousel.cards[0].header.mediaUrl",
    ),
    blank(
        "template",
        cards(TemplateCard(ImageHeader(LINK), ("",))),
        "cards[0].placeholders[0]",
        1024,
        f"{_DATA}.carousel.cards[0].body.placeholders[0]",
    ),
    (
        "template",
        cards(TemplateCard(ImageHeader(LINK), (), (TemplateReply("r"),) * 3)),
        "template.cards[0].buttons has 3 buttons, WhatsApp allows 0 to 2",
        f"{_DATA}.carousel.cards[0].buttons",
        size(1, 2),
    ),
    long(
        "template",
        {"sms": SmsFailover("s" * 25, "hi")},
        "sms.sender",
        25,
        24,
        "smsFailover.from",
        size(1, 24),
    ),
    long(
        "template",
        {"sms": SmsFailover("Shop", "x" * 4097)},
        "sms.text",
        4097,
        4096,
        "smsFailover.text",
        size(1, 4096),
    ),
]


@pytest.mark.conforms("with:limits")
@pytest.mark.parametrize("broken", TEMPLATES)
def test_a_broken_limit_is_refused_here_and_there(broken: Broken) -> None:
    refuses(broken)
