"""Templates: messages that WhatsApp approved beforehand, the only ones that may leave outside the 24 hours.

Here stands what fills one: the words for its gaps, its header's file, what its buttons carry. Whether that fits
the template as it was registered is not known here.
Sources: Infobip's WhatsApp API, template messages.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from dragoman.channels.interactive import (
    BODY_LIMIT,
    FILENAME_LIMIT,
    FRAME_LIMIT,
    DocumentHeader,
    ImageHeader,
    ProductSection,
    TextHeader,
    VideoHeader,
    check_product_sections,
)
from dragoman.channels.limits import (
    URL_LIMIT,
    check_count,
    check_data,
    check_file,
    check_number,
    check_tidy,
    check_words,
    check_words_if_any,
    refuse,
)
from dragoman.channels.split import TEXT_LIMIT

NAME_LIMIT, LANGUAGE_LIMIT = 512, 20
BUTTONS_LIMIT, CARDS_LIMIT, CARD_BUTTONS_LIMIT = 10, 10, 2
REPLY_LIMIT, CODE_LIMIT, TOKEN_LIMIT, THUMBNAIL_LIMIT = 128, 15, 3000, 3000
CALL_MINUTES_LIMIT, CALL_PAYLOAD_LIMIT = 43_200, 512
SMS_SENDER_LIMIT = 24

_NAME = re.compile(r"[a-z0-9_]*")


# --- parts ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GifHeader:
    """A film that plays by itself, by its address (MP4, at most 3.5 MB)."""

    kind: ClassVar = "gif"
    url: str


@dataclass(frozen=True, slots=True)
class LocationHeader:
    """A point on the map above the message."""

    kind: ClassVar = "location"
    latitude: float
    longitude: float


TemplateHeader = TextHeader | ImageHeader | VideoHeader | GifHeader | DocumentHeader | LocationHeader
"""``TextHeader`` holds the words for the gap in the header; a document needs its ``filename``."""


@dataclass(frozen=True, slots=True)
class TemplateReply:
    """A quick reply: ``payload`` comes back when the customer taps it."""

    kind: ClassVar = "quick_reply"
    payload: str


@dataclass(frozen=True, slots=True)
class TemplateUrl:
    """A link: ``suffix`` is put at the end of the address that was registered."""

    kind: ClassVar = "url"
    suffix: str


@dataclass(frozen=True, slots=True)
class TemplateCode:
    """A code to copy."""

    kind: ClassVar = "copy_code"
    code: str


@dataclass(frozen=True, slots=True)
class TemplateFlow:
    """A form: ``token`` comes back with the answers, ``data`` fills its first screen."""

    kind: ClassVar = "flow"
    token: str | None = None
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class TemplateCatalog:
    """The shop's catalogue at Meta, behind the picture of one product."""

    kind: ClassVar = "catalog"
    thumbnail_id: str | None = None


@dataclass(frozen=True, slots=True)
class TemplateProducts:
    """Some products of the shop's catalogue at Meta, behind the picture of one of them."""

    kind: ClassVar = "multi_product"
    sections: tuple[ProductSection, ...]
    thumbnail_id: str | None = None


@dataclass(frozen=True, slots=True)
class TemplateOrder:
    """An order to pay in WhatsApp (India and Brazil, early access): ``action`` is sent as it is."""

    kind: ClassVar = "order_details"
    action: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TemplateCall:
    """A call to the shop by WhatsApp: how long the button works, and what comes with the call."""

    kind: ClassVar = "voice_call"
    minutes: int | None = None
    payload: str | None = None


TemplateButton = (
    TemplateReply
    | TemplateUrl
    | TemplateCode
    | TemplateFlow
    | TemplateCatalog
    | TemplateProducts
    | TemplateOrder
    | TemplateCall
)

_AT_MOST = {"url": 2, "copy_code": 1, "flow": 1}
_ALONE = frozenset({"catalog", "multi_product", "order_details"})


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """One card of a carousel. ``buttons`` are those that carry something: none when they are all fixed."""

    header: TemplateHeader
    placeholders: tuple[str, ...] = ()
    buttons: tuple[TemplateReply | TemplateUrl, ...] = ()


@dataclass(frozen=True, slots=True)
class SmsFailover:
    """An SMS that is sent when the message cannot be delivered by WhatsApp."""

    sender: str
    text: str


# --- the message ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TemplateOut:
    """A template, by name and the exact language it was registered in, with what fills it.

    ``placeholders`` fill the gaps of the body in order. ``buttons`` are in the order of the template, only those
    that carry something. ``offer_ends`` is when a limited-time offer runs out.
    """

    kind: ClassVar = "template"
    name: str
    language: str
    placeholders: tuple[str, ...] = ()
    header: TemplateHeader | None = None
    buttons: tuple[TemplateButton, ...] = ()
    cards: tuple[TemplateCard, ...] = ()
    offer_ends: datetime | None = None
    sms: SmsFailover | None = None

    def __post_init__(self) -> None:
        check_words("template.name", self.name, NAME_LIMIT)
        if not _NAME.fullmatch(self.name):
            refuse("template.name may hold only lower-case letters a to z, digits and underscores")
        check_words("template.language", self.language, LANGUAGE_LIMIT)
        _check_placeholders("template", self.placeholders)
        if self.header is not None:
            _check_header("template.header", self.header)
        _check_buttons("template.buttons", self.buttons)
        check_count("template.cards", self.cards, CARDS_LIMIT, "cards", least=0)
        for place, card in enumerate(self.cards):
            _check_card(f"template.cards[{place}]", card)
        if self.offer_ends is not None and self.offer_ends.tzinfo is None:
            refuse("template.offer_ends has no time zone")
        if self.sms is not None:
            check_words("template.sms.sender", self.sms.sender, SMS_SENDER_LIMIT)
            check_words("template.sms.text", self.sms.text, TEXT_LIMIT)


def _check_placeholders(field: str, values: tuple[str, ...]) -> None:
    for place, value in enumerate(values):
        check_tidy(f"{field}.placeholders[{place}]", value, BODY_LIMIT)


def _check_header(field: str, header: TemplateHeader) -> None:
    match header:
        case TextHeader(text=text):
            check_tidy(f"{field}.text", text, FRAME_LIMIT)
        case LocationHeader(latitude=latitude, longitude=longitude):
            check_number(f"{field}.latitude", latitude, -90, 90)
            check_number(f"{field}.longitude", longitude, -180, 180)
        case _:
            check_file(f"{field}.url", header.url)
    if isinstance(header, DocumentHeader):
        check_words(f"{field}.filename", header.filename or "", FILENAME_LIMIT)


def _check_buttons(field: str, buttons: tuple[TemplateButton, ...]) -> None:
    check_count(field, buttons, BUTTONS_LIMIT, "buttons", least=0)
    for place, button in enumerate(buttons):
        _check_button(f"{field}[{place}]", button)
    kinds = Counter(button.kind for button in buttons)
    for kind, most in _AT_MOST.items():
        if kinds[kind] > most:
            refuse(f"{field} has {kinds[kind]} buttons of the kind {kind}, WhatsApp allows {most}")
    if len(buttons) > 1 and _ALONE & kinds.keys():
        refuse(
            f"{field} has {len(buttons)} buttons, WhatsApp allows no other beside {min(_ALONE & kinds.keys())}"
        )


def _check_button(field: str, button: TemplateButton) -> None:
    match button:
        case TemplateReply(payload=payload):
            check_words(f"{field}.payload", payload, REPLY_LIMIT)
        case TemplateUrl(suffix=suffix):
            check_words(f"{field}.suffix", suffix, URL_LIMIT)
        case TemplateCode(code=code):
            check_words(f"{field}.code", code, CODE_LIMIT)
        case TemplateFlow(token=token, data=data):
            check_words_if_any(f"{field}.token", token, TOKEN_LIMIT)
            check_data(f"{field}.data", data)
        case TemplateCatalog(thumbnail_id=thumbnail):
            check_words_if_any(f"{field}.thumbnail_id", thumbnail, THUMBNAIL_LIMIT)
        case TemplateProducts(sections=sections, thumbnail_id=thumbnail):
            check_words_if_any(f"{field}.thumbnail_id", thumbnail, THUMBNAIL_LIMIT)
            check_product_sections(f"{field}.sections", sections)
        case TemplateOrder(action=action):
            check_data(f"{field}.action", action)
        case TemplateCall(minutes=minutes, payload=payload):
            if minutes is not None:
                check_number(f"{field}.minutes", minutes, 1, CALL_MINUTES_LIMIT)
            check_words_if_any(f"{field}.payload", payload, CALL_PAYLOAD_LIMIT)


def _check_card(field: str, card: TemplateCard) -> None:
    _check_header(f"{field}.header", card.header)
    _check_placeholders(field, card.placeholders)
    check_count(f"{field}.buttons", card.buttons, CARD_BUTTONS_LIMIT, "buttons", least=0)
    for place, button in enumerate(card.buttons):
        _check_button(f"{field}.buttons[{place}]", button)
