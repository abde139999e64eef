"""Messages that a customer taps on: buttons, lists, links, flows, products, carousels, requests.

Each checks its limits when it is made, those of its parts included: a part alone may be anything.
Sources: Infobip's WhatsApp API, interactive messages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from dragoman.channels.limits import (
    ID_LIMIT,
    check_count,
    check_data,
    check_file,
    check_id,
    check_length,
    check_link,
    check_unique,
    check_unmarked,
    check_words,
    check_words_if_any,
    refuse,
)

BODY_LIMIT, FRAME_LIMIT = 1024, 60
FILENAME_LIMIT = 240
BUTTONS_LIMIT, BUTTON_ID_LIMIT, BUTTON_TITLE_LIMIT = 3, 256, 20
SECTIONS_LIMIT, SECTION_TITLE_LIMIT = 10, 24
ROWS_LIMIT, ROW_ID_LIMIT, ROW_TITLE_LIMIT, ROW_DESCRIPTION_LIMIT = 10, 200, 24, 72
OPENER_LIMIT = 20
PRODUCTS_LIMIT = 30
CARDS_LEAST, CARDS_LIMIT, CARD_TEXT_LIMIT, CARD_BUTTON_ID_LIMIT = 2, 10, 160, 20


# --- parts ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextHeader:
    """A line above the message."""

    kind: ClassVar = "text"
    text: str


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """A picture above the message, by its address."""

    kind: ClassVar = "image"
    url: str


@dataclass(frozen=True, slots=True)
class VideoHeader:
    """A film above the message, by its address."""

    kind: ClassVar = "video"
    url: str


@dataclass(frozen=True, slots=True)
class DocumentHeader:
    """A file above the message, by its address: PDF, text or an office document."""

    kind: ClassVar = "document"
    url: str
    filename: str | None = None


Header = TextHeader | ImageHeader | VideoHeader | DocumentHeader


@dataclass(frozen=True, slots=True)
class Button:
    """A quick reply. ``id`` comes back when the customer taps it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens a web page."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. ``id`` comes back when the customer taps it."""

    id: str
    title: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Some rows of a list under a title."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ProductSection:
    """Some products of the shop's catalogue at Meta; with more than one section each needs a title."""

    product_ids: tuple[str, ...]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One card of a carousel: a picture or film, words, and either quick replies or one link."""

    header: ImageHeader | VideoHeader
    text: str
    buttons: tuple[Button, ...] = ()
    link: LinkButton | None = None


# --- messages ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ButtonsOut:
    """Text with one to three quick replies."""

    kind: ClassVar = "buttons"
    text: str
    buttons: tuple[Button, ...]
    header: Header | None = None
    footer: str | None = None

    def __post_init__(self) -> None:
        _check_frame("buttons", self.text, self.footer)
        check_header("buttons.header", self.header)
        check_count("buttons.buttons", self.buttons, BUTTONS_LIMIT, "buttons")
        for place, button in enumerate(self.buttons):
            check_id(f"buttons.buttons[{place}].id", button.id, BUTTON_ID_LIMIT)
            check_words(f"buttons.buttons[{place}].title", button.title, BUTTON_TITLE_LIMIT)
            check_unmarked(f"buttons.buttons[{place}].title", button.title)
        check_unique("buttons.buttons", "ids", [button.id for button in self.buttons])
        check_unique("buttons.buttons", "titles", [button.title for button in self.buttons])


@dataclass(frozen=True, slots=True)
class ListOut:
    """Text with a menu of one to ten rows; ``opener`` is the word on the button that opens it.

    Either ``rows``, one after the other, or ``sections`` with a title each.
    """

    kind: ClassVar = "list"
    text: str
    opener: str
    rows: tuple[Row, ...] = ()
    sections: tuple[Section, ...] = ()
    header: str | None = None
    footer: str | None = None

    def __post_init__(self) -> None:
        _check_frame("list", self.text, self.footer)
        check_words_if_any("list.header", self.header, FRAME_LIMIT)
        check_words("list.opener", self.opener, OPENER_LIMIT)
        check_unmarked("list.opener", self.opener)
        if self.rows and self.sections:
            refuse("list has both rows and sections, only one of them can be shown")
        check_count("list.sections", self.sections, SECTIONS_LIMIT, "sections", least=0)
        _check_rows("list.rows", self.rows)
        for place, section in enumerate(self.sections):
            check_words(f"list.sections[{place}].title", section.title, SECTION_TITLE_LIMIT)
            check_count(f"list.sections[{place}].rows", section.rows, ROWS_LIMIT, "rows")
            _check_rows(f"list.sections[{place}].rows", section.rows)
        check_count("list.rows", self.all_rows, ROWS_LIMIT, "rows")
        check_unique("list.rows", "ids", [row.id for row in self.all_rows])

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """Every row, whatever section it stands in."""
        return self.rows + tuple(row for section in self.sections for row in section.rows)


@dataclass(frozen=True, slots=True)
class UrlButtonOut:
    """Text with one button that opens a web page."""

    kind: ClassVar = "url_button"
    text: str
    button: LinkButton
    header: Header | None = None
    footer: str | None = None

    def __post_init__(self) -> None:
        _check_frame("url_button", self.text, self.footer)
        check_header("url_button.header", self.header)
        _check_link_button("url_button.button", self.button)


@dataclass(frozen=True, slots=True)
class FlowOut:
    """Text with a button that opens a flow, a form made with WhatsApp's own tools.

    ``token`` comes back with the answers. With ``screen`` the flow opens there, with ``data`` filled in; without,
    the flow asks the shop's own endpoint. A ``draft`` can be tried before it is published.
    """

    kind: ClassVar = "flow"
    text: str
    button: str
    flow_id: str
    token: str
    screen: str | None = None
    data: Mapping[str, Any] | None = None
    draft: bool = False
    version: int = 3
    header: str | None = None
    footer: str | None = None

    def __post_init__(self) -> None:
        _check_frame("flow", self.text, self.footer)
        check_words_if_any("flow.header", self.header, FRAME_LIMIT)
        check_words("flow.button", self.button, OPENER_LIMIT)
        check_words("flow.flow_id", self.flow_id, ID_LIMIT)
        check_words("flow.token", self.token, ID_LIMIT)
        if self.screen is not None:
            check_words("flow.screen", self.screen, ID_LIMIT)
        elif self.data is not None:
            refuse("flow.data is given without flow.screen, WhatsApp takes it only with a screen to open")
        check_data("flow.data", self.data)


@dataclass(frozen=True, slots=True)
class ProductOut:
    """One product of the shop's catalogue at Meta."""

    kind: ClassVar = "product"
    catalog_id: str
    product_id: str
    text: str | None = None
    footer: str | None = None

    def __post_init__(self) -> None:
        check_words("product.catalog_id", self.catalog_id, ID_LIMIT)
        check_words("product.product_id", self.product_id, ID_LIMIT)
        check_words_if_any("product.text", self.text, BODY_LIMIT)
        check_words_if_any("product.footer", self.footer, FRAME_LIMIT)


@dataclass(frozen=True, slots=True)
class ProductsOut:
    """Several products of the shop's catalogue at Meta, in sections; the header is a must."""

    kind: ClassVar = "products"
    text: str
    header: str
    catalog_id: str
    sections: tuple[ProductSection, ...]
    footer: str | None = None

    def __post_init__(self) -> None:
        _check_frame("products", self.text, self.footer)
        check_words("products.header", self.header, FRAME_LIMIT)
        check_words("products.catalog_id", self.catalog_id, ID_LIMIT)
        check_product_sections("products.sections", self.sections)


@dataclass(frozen=True, slots=True)
class CarouselOut:
    """Text and two to ten cards to swipe through: all with quick replies, or all with a link."""

    kind: ClassVar = "carousel"
    text: str
    cards: tuple[Card, ...]

    def __post_init__(self) -> None:
        check_words("carousel.text", self.text, BODY_LIMIT)
        check_count("carousel.cards", self.cards, CARDS_LIMIT, "cards", least=CARDS_LEAST)
        for place, card in enumerate(self.cards):
            _check_card(f"carousel.cards[{place}]", card)
        if len({card.link is None for card in self.cards}) > 1:
            refuse("carousel.cards has both quick replies and links, WhatsApp wants one kind on all cards")


@dataclass(frozen=True, slots=True)
class LocationRequestOut:
    """Text with a button that sends the customer's location."""

    kind: ClassVar = "location_request"
    text: str

    def __post_init__(self) -> None:
        check_words("location_request.text", self.text, BODY_LIMIT)


@dataclass(frozen=True, slots=True)
class ContactRequestOut:
    """Text with a button that sends the customer's own phone number."""

    kind: ClassVar = "contact_request"
    text: str

    def __post_init__(self) -> None:
        check_words("contact_request.text", self.text, BODY_LIMIT)


# --- checks -----------------------------------------------------------------------------------------


def _check_frame(field: str, text: str, footer: str | None) -> None:
    check_words(f"{field}.text", text, BODY_LIMIT)
    check_words_if_any(f"{field}.footer", footer, FRAME_LIMIT)


def check_header(field: str, header: Header | None) -> None:
    """What stands above a message, if anything."""
    if isinstance(header, TextHeader):
        check_words(f"{field}.text", header.text, FRAME_LIMIT)
    elif header is not None:
        check_file(f"{field}.url", header.url)
    if isinstance(header, DocumentHeader):
        check_length(f"{field}.filename", header.filename, FILENAME_LIMIT)


def _check_rows(field: str, rows: Sequence[Row]) -> None:
    for place, row in enumerate(rows):
        check_words(f"{field}[{place}].id", row.id, ROW_ID_LIMIT)
        check_words(f"{field}[{place}].title", row.title, ROW_TITLE_LIMIT)
        check_length(f"{field}[{place}].description", row.description, ROW_DESCRIPTION_LIMIT)


def _check_link_button(field: str, button: LinkButton) -> None:
    check_words(f"{field}.title", button.title, BUTTON_TITLE_LIMIT)
    check_link(f"{field}.url", button.url)


def check_product_sections(field: str, sections: Sequence[ProductSection]) -> None:
    """One to ten sections of one to thirty products together, no product twice in a section."""
    check_count(field, sections, SECTIONS_LIMIT, "sections")
    for place, section in enumerate(sections):
        if len(sections) > 1:
            check_words(f"{field}[{place}].title", section.title or "", SECTION_TITLE_LIMIT)
        check_length(f"{field}[{place}].title", section.title, SECTION_TITLE_LIMIT)
        check_count(f"{field}[{place}].product_ids", section.product_ids, PRODUCTS_LIMIT, "products")
        check_unique(f"{field}[{place}].product_ids", "products", section.product_ids)
        for number, product_id in enumerate(section.product_ids):
            check_words(f"{field}[{place}].product_ids[{number}]", product_id, ID_LIMIT)
    check_count(
        field, [one for section in sections for one in section.product_ids], PRODUCTS_LIMIT, "products"
    )


def _check_card(field: str, card: Card) -> None:
    check_file(f"{field}.header.url", card.header.url)
    check_words(f"{field}.text", card.text, CARD_TEXT_LIMIT)
    if bool(card.buttons) == (card.link is not None):
        refuse(f"{field} wants either buttons or a link")
    if card.link is not None:
        _check_link_button(f"{field}.link", card.link)
    for place, button in enumerate(card.buttons):
        check_words(f"{field}.buttons[{place}].id", button.id, CARD_BUTTON_ID_LIMIT)
        check_words(f"{field}.buttons[{place}].title", button.title, BUTTON_TITLE_LIMIT)
    check_unique(f"{field}.buttons", "ids", [button.id for button in card.buttons])
