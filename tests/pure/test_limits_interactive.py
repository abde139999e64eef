"""The limits of what a customer taps on: refused here in our words, by the emulator in Infobip's."""

import pytest
from tests.support.contents import LINK, card
from tests.support.limits import (
    BUYS,
    MARKED,
    OVERLONG_LINK,
    ROW_COUNT,
    UNMARKED,
    UNTITLED,
    Broken,
    blank,
    buttons,
    cards,
    long,
    no_link,
    refuses,
    rows,
    size,
)

from dragoman.channels.interactive import (
    Button,
    DocumentHeader,
    ImageHeader,
    LinkButton,
    ProductSection,
    Row,
    Section,
    TextHeader,
)

_FRAMED = ("buttons", "list", "url_button", "flow", "products")
INTERACTIVE: list[Broken] = [
    *(
        long(kind, {"text": "x" * 1025}, "text", 1025, 1024, "content.body.text", size(1, 1024))
        for kind in (*_FRAMED, "product", "carousel", "location_request", "contact_request")
    ),
    *(
        blank(kind, {"text": " "}, "text", 1024, "content.body.text")
        for kind in (*_FRAMED, "product", "carousel", "location_request", "contact_request")
    ),
    *(
        long(kind, {"footer": "f" * 61}, "footer", 61, 60, "content.footer.text", size(1, 60))
        for kind in (*_FRAMED, "product")
    ),
    *(blank(kind, {"footer": " "}, "footer", 60, "content.footer.text") for kind in (*_FRAMED, "product")),
    *(
        long(kind, {"header": "h" * 61}, "header", 61, 60, "content.header.text", size(1, 60))
        for kind in ("list", "flow", "products")
    ),
    *(
        blank(kind, {"header": " "}, "header", 60, "content.header.text")
        for kind in ("list", "flow", "products")
    ),
    *(
        line
        for kind in ("buttons", "url_button")
        for line in (
            long(
                kind,
                {"header": TextHeader("h" * 61)},
                "header.text",
                61,
                60,
                "content.header.text",
                size(1, 60),
            ),
            no_link(kind, {"header": ImageHeader("x")}, "header.url", "content.header.mediaUrl"),
            long(
                kind,
                {"header": DocumentHeader(LINK, "f" * 241)},
                "header.filename",
                241,
                240,
                "content.header.filename",
                size(0, 240),
            ),
        )
    ),
    (
        "buttons",
        {"buttons": ()},
        "buttons.buttons has 0 buttons, WhatsApp allows 1 to 3",
        "content.action.buttons",
        size(1, 3),
    ),
    (
        "buttons",
        {"buttons": buttons(*"1234")},
        "buttons.buttons has 4 buttons, WhatsApp allows 1 to 3",
        "content.action.buttons",
        size(1, 3),
    ),
    (
        "buttons",
        {"buttons": buttons("1", "2", ids="aa")},
        "buttons.buttons has ids that repeat, WhatsApp wants each once",
        "content.action.buttons",
        "ids and titles must be unique",
    ),
    (
        "buttons",
        {"buttons": buttons("1", "1")},
        "buttons.buttons has titles that repeat, WhatsApp wants each once",
        "content.action.buttons",
        "ids and titles must be unique",
    ),
    long(
        "buttons",
        {"buttons": buttons("t" * 21)},
        "buttons[0].title",
        21,
        20,
        "content.action.buttons[0].title",
        size(1, 20),
    ),
    blank(
        "buttons", {"buttons": buttons("Yes", " ")}, "buttons[1].title", 20, "content.action.buttons[1].title"
    ),
    (
        "buttons",
        {"buttons": buttons("Yes ✅")},
        f"buttons.buttons[0].title {MARKED}",
        "content.action.buttons[0].title",
        UNMARKED,
    ),
    (
        "buttons",
        {"buttons": buttons("*Yes*")},
        f"buttons.buttons[0].title {MARKED}",
        "content.action.buttons[0].title",
        UNMARKED,
    ),
    long(
        "buttons",
        {"buttons": (Button("i" * 257, "Yes"),)},
        "buttons[0].id",
        257,
        256,
        "content.action.buttons[0].id",
        size(1, 256),
    ),
    (
        "buttons",
        {"buttons": (Button(" a", "Yes"),)},
        "buttons.buttons[0].id starts or ends with a space, WhatsApp allows none",
        "content.action.buttons[0].id",
        "must not have leading or trailing spaces",
    ),
    long("list", {"opener": "o" * 21}, "opener", 21, 20, "content.action.title", size(1, 20)),
    ("list", {"opener": "See 🎁"}, f"list.opener {MARKED}", "content.action.title", UNMARKED),
    (
        "list",
        {"rows": ()},
        "list.rows has 0 rows, WhatsApp allows 1 to 10",
        "content.action.sections",
        ROW_COUNT,
    ),
    (
        "list",
        {"rows": rows(11)},
        "list.rows has 11 rows, WhatsApp allows 1 to 10",
        "content.action.sections",
        ROW_COUNT,
    ),
    (
        "list",
        {
            "rows": (),
            "sections": (Section("A", rows(6)), Section("B", tuple(Row(f"{n}", "x") for n in range(5)))),
        },
        "list.rows has 11 rows, WhatsApp allows 1 to 10",
        "content.action.sections",
        ROW_COUNT,
    ),
    (
        "list",
        {"rows": (), "sections": (Section("A", rows(1)), Section("B", rows(1)))},
        "list.rows has ids that repeat, WhatsApp wants each once",
        "content.action.sections",
        "row's ids must be unique across sections",
    ),
    blank(
        "list",
        {"rows": (), "sections": (Section("A", rows(1)), Section(" ", (Row("b", "B"),)))},
        "sections[1].title",
        24,
        "content.action.sections",
        UNTITLED,
    ),
    long(
        "list",
        {"rows": (), "sections": (Section("A" * 25, rows(1)),)},
        "sections[0].title",
        25,
        24,
        "content.action.sections[0].title",
        size(0, 24),
    ),
    (
        "list",
        {"rows": (), "sections": (Section("A", rows(1)), Section("B", ()))},
        "list.sections[1].rows has 0 rows, WhatsApp allows 1 to 10",
        "content.action.sections[1].rows",
        "must not be empty",
    ),
    (
        "list",
        {"rows": (), "sections": tuple(Section(f"{n}", (Row(f"{n}", "x"),)) for n in range(11))},
        "list.sections has 11 sections, WhatsApp allows 0 to 10",
        "content.action.sections",
        size(1, 10),
    ),
    long(
        "list",
        {"rows": (Row("i" * 201, "Red"),)},
        "rows[0].id",
        201,
        200,
        "content.action.sections[0].rows[0].id",
        size(1, 200),
    ),
    long(
        "list",
        {"rows": (Row("a", "t" * 25),)},
        "rows[0].title",
        25,
        24,
        "content.action.sections[0].rows[0].title",
        size(1, 24),
    ),
    blank("list", {"rows": (Row("a", ""),)}, "rows[0].title", 24, "content.action.sections[0].rows[0].title"),
    long(
        "list",
        {"rows": (Row("a", "A", "d" * 73),)},
        "rows[0].description",
        73,
        72,
        "content.action.sections[0].rows[0].description",
        size(0, 72),
    ),
    long(
        "url_button",
        {"button": LinkButton("b" * 21, LINK)},
        "button.title",
        21,
        20,
        "content.action.displayText",
        size(1, 20),
    ),
    no_link("url_button", {"button": LinkButton("Pay", "x")}, "button.url", "content.action.url"),
    long(
        "url_button",
        {"button": LinkButton("Pay", OVERLONG_LINK)},
        "button.url",
        2076,
        2048,
        "content.action.url",
        size(1, 2048),
    ),
    long("flow", {"button": "b" * 21}, "button", 21, 20, "content.action.callToActionButton", size(1, 20)),
    blank("flow", {"flow_id": ""}, "flow_id", 1000, "content.action.flowId"),
    blank("flow", {"token": " "}, "token", 1000, "content.action.flowToken"),
    blank("flow", {"screen": " "}, "screen", 1000, "content.action.flowActionPayload.screen"),
    (
        "flow",
        {"screen": "START", "data": {}},
        "flow.data is empty, WhatsApp wants at least one entry or none of it",
        "content.action.flowActionPayload.data",
        "must not be empty",
    ),
    blank("product", {"catalog_id": ""}, "catalog_id", 1000, "content.action.catalogId"),
    blank("product", {"product_id": " "}, "product_id", 1000, "content.action.productRetailerId"),
    blank("products", {"catalog_id": " "}, "catalog_id", 1000, "content.action.catalogId"),
    (
        "products",
        {"sections": ()},
        "products.sections has 0 sections, WhatsApp allows 1 to 10",
        "content.action.sections",
        size(1, 10),
    ),
    (
        "products",
        {"sections": tuple(ProductSection((f"{n}",), "T") for n in range(11))},
        "products.sections has 11 sections, WhatsApp allows 1 to 10",
        "content.action.sections",
        size(1, 10),
    ),
    blank(
        "products",
        {"sections": (ProductSection(("a",), "T"), ProductSection(("b",)))},
        "sections[1].title",
        24,
        "content.action.sections",
        UNTITLED,
    ),
    long(
        "products",
        {"sections": (ProductSection(("a",), "T" * 25),)},
        "sections[0].title",
        25,
        24,
        "content.action.sections[0].title",
        size(0, 24),
    ),
    (
        "products",
        {"sections": (ProductSection(("a", "a")),)},
        "products.sections[0].product_ids has products that repeat, WhatsApp wants each once",
        "content.action.sections[0].productRetailerIds",
        "must be unique",
    ),
    blank(
        "products",
        {"sections": (ProductSection((" ",)),)},
        "sections[0].product_ids[0]",
        1000,
        "content.action.sections[0].productRetailerIds[0]",
    ),
    (
        "products",
        {"sections": tuple(ProductSection(tuple(f"{n}" for n in range(16)), t) for t in "AB")},
        "products.sections has 32 products, WhatsApp allows 1 to 30",
        "content.action.sections",
        "number of products must be between 1 and 30",
    ),
    (
        "products",
        {"sections": (ProductSection(()),)},
        "products.sections[0].product_ids has 0 products, WhatsApp allows 1 to 30",
        "content.action.sections",
        "number of products must be between 1 and 30",
    ),
    (
        "carousel",
        cards(card()),
        "carousel.cards has 1 cards, WhatsApp allows 2 to 10",
        "content.action.cards",
        size(2, 10),
    ),
    (
        "carousel",
        cards(*[card()] * 11),
        "carousel.cards has 11 cards, WhatsApp allows 2 to 10",
        "content.action.cards",
        size(2, 10),
    ),
    no_link(
        "carousel",
        cards(card(), card(header=ImageHeader("x"))),
        "cards[1].header.url",
        "content.action.cards[1].header.url",
    ),
    long(
        "carousel",
        cards(card(), card(text="t" * 161)),
        "cards[1].text",
        161,
        160,
        "content.action.cards[1].body.text",
        size(0, 160),
    ),
    (
        "carousel",
        cards(card(), card(buttons=())),
        "carousel.cards[1] wants either buttons or a link",
        "content.action.cards[1].buttons",
        "must not be empty",
    ),
    long(
        "carousel",
        cards(card(), card(buttons=(Button("i" * 21, "t"),))),
        "cards[1].buttons[0].id",
        21,
        20,
        "content.action.cards[1].buttons[0].id",
        size(1, 20),
    ),
    long(
        "carousel",
        cards(card(), card(buttons=(Button("i", "t" * 21),))),
        "cards[1].buttons[0].title",
        21,
        20,
        "content.action.cards[1].buttons[0].title",
        size(1, 20),
    ),
    long(
        "carousel",
        cards(card(buttons=(), link=LinkButton("t" * 21, LINK)), BUYS),
        "cards[0].link.title",
        21,
        20,
        "content.action.cards[0].button.displayText",
        size(1, 20),
    ),
    no_link(
        "carousel",
        cards(card(buttons=(), link=LinkButton("t", "x")), BUYS),
        "cards[0].link.url",
        "content.action.cards[0].button.url",
    ),
    (
        "carousel",
        cards(card(), card(buttons=(), link=LinkButton("t", LINK))),
        "carousel.cards has both quick replies and links, WhatsApp wants one kind on all cards",
        "content.action.cards[1].buttons",
        "must not be null",
    ),
]


@pytest.mark.conforms("with:limits")
@pytest.mark.parametrize("broken", INTERACTIVE)
def test_a_broken_limit_is_refused_here_and_there(broken: Broken) -> None:
    refuses(broken)
