"""What we can send: one frozen value a kind of message, within WhatsApp's limits from the moment it is made.

Making one that breaks a limit raises ``ChannelRejected`` (see ``limits``). Words that may be too long go through
``compose`` first. Here are the free-form messages and all of them together; those to tap on are in
``interactive``, templates in ``template``.

Sources: Infobip's WhatsApp API, free-form messages. Captions keep to WhatsApp's own 1,024, where Infobip would
take 3,000. A file is a public web address, or ``blob:`` and the name of bytes that the shop has stored (see
``base.blobs``): those get an address of ours when the message leaves.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, get_args

from dragoman.channels.interactive import (
    ButtonsOut,
    CarouselOut,
    ContactRequestOut,
    FlowOut,
    ListOut,
    LocationRequestOut,
    ProductOut,
    ProductsOut,
    UrlButtonOut,
)
from dragoman.channels.limits import (
    ID_LIMIT,
    URL_LIMIT,
    check_count,
    check_file,
    check_length,
    check_link,
    check_number,
    check_words,
    check_words_if_any,
    refuse,
)
from dragoman.channels.split import TEXT_LIMIT
from dragoman.channels.template import TemplateOut

CAPTION_LIMIT = 1024
FILENAME_LIMIT = 240
PLACE_LIMIT = 1000
CONTACTS_LIMIT = 1000  # ours, as every list in a contact: Infobip sets none

_LINK = re.compile(r"https?://[^\s/]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class TextOut:
    """Words. ``preview_url`` shows what the first link in them leads to."""

    kind: ClassVar = "text"
    text: str
    preview_url: bool = False

    def __post_init__(self) -> None:
        check_words("text.text", self.text, TEXT_LIMIT)
        if self.preview_url and not _LINK.search(self.text):
            refuse("text.preview_url is on and text.text has no link that starts with http:// or https://")


@dataclass(frozen=True, slots=True)
class ImageOut:
    """A picture (JPEG or PNG, at most 5 MB) by its address."""

    kind: ClassVar = "image"
    url: str
    caption: str | None = None

    def __post_init__(self) -> None:
        check_file("image.url", self.url)
        check_length("image.caption", self.caption, CAPTION_LIMIT)


@dataclass(frozen=True, slots=True)
class DocumentOut:
    """A file of any type (at most 100 MB) by its address, shown under ``filename``."""

    kind: ClassVar = "document"
    url: str
    caption: str | None = None
    filename: str | None = None

    def __post_init__(self) -> None:
        check_file("document.url", self.url)
        check_length("document.caption", self.caption, CAPTION_LIMIT)
        check_length("document.filename", self.filename, FILENAME_LIMIT)


@dataclass(frozen=True, slots=True)
class AudioOut:
    """Sound (AAC, AMR, MP3, MP4 or Opus, at most 16 MB) by its address; ``voice`` shows it as a voice note."""

    kind: ClassVar = "audio"
    url: str
    voice: bool = False

    def __post_init__(self) -> None:
        check_file("audio.url", self.url)


@dataclass(frozen=True, slots=True)
class VideoOut:
    """A film (MP4 or 3GPP, at most 16 MB) by its address."""

    kind: ClassVar = "video"
    url: str
    caption: str | None = None

    def __post_init__(self) -> None:
        check_file("video.url", self.url)
        check_length("video.caption", self.caption, CAPTION_LIMIT)


@dataclass(frozen=True, slots=True)
class StickerOut:
    """A sticker (WebP, 512 × 512, at most 100 KB, 500 KB if it moves) by its address."""

    kind: ClassVar = "sticker"
    url: str

    def __post_init__(self) -> None:
        check_file("sticker.url", self.url)


@dataclass(frozen=True, slots=True)
class LocationOut:
    """A point on the map, in degrees."""

    kind: ClassVar = "location"
    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None

    def __post_init__(self) -> None:
        check_number("location.latitude", self.latitude, -90, 90)
        check_number("location.longitude", self.longitude, -180, 180)
        check_length("location.name", self.name, PLACE_LIMIT)
        check_length("location.address", self.address, PLACE_LIMIT)


# --- contacts ---------------------------------------------------------------------------------------

PhoneKind = Literal["CELL", "MAIN", "IPHONE", "HOME", "WORK"]
PlaceKind = Literal["HOME", "WORK"]


@dataclass(frozen=True, slots=True)
class ContactName:
    """What somebody is called; ``whole`` is the name as it is shown."""

    first: str
    whole: str
    last: str | None = None
    middle: str | None = None
    prefix: str | None = None
    suffix: str | None = None


@dataclass(frozen=True, slots=True)
class ContactPhone:
    """A number; with ``whatsapp``, digits, it can be written to from the card."""

    phone: str
    type: PhoneKind | None = None
    whatsapp: str | None = None


@dataclass(frozen=True, slots=True)
class ContactEmail:
    """An e-mail address."""

    email: str
    type: PlaceKind | None = None


@dataclass(frozen=True, slots=True)
class ContactUrl:
    """A web address."""

    url: str
    type: PlaceKind | None = None


@dataclass(frozen=True, slots=True)
class ContactAddress:
    """Where somebody lives or works; ``country_code`` is two letters."""

    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    country_code: str | None = None
    type: PlaceKind | None = None


@dataclass(frozen=True, slots=True)
class ContactOrganisation:
    """Whom somebody works for."""

    company: str | None = None
    department: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """One card. ``birthday`` is ``YYYY-MM-DD``. Its limits are checked by the message that holds it."""

    name: ContactName
    phones: tuple[ContactPhone, ...] = ()
    emails: tuple[ContactEmail, ...] = ()
    urls: tuple[ContactUrl, ...] = ()
    addresses: tuple[ContactAddress, ...] = ()
    organisation: ContactOrganisation | None = None
    birthday: str | None = None


@dataclass(frozen=True, slots=True)
class ContactsOut:
    """One or more cards of people or shops."""

    kind: ClassVar = "contacts"
    contacts: tuple[Contact, ...]

    def __post_init__(self) -> None:
        check_count("contacts.contacts", self.contacts, CONTACTS_LIMIT, "contacts")
        for place, contact in enumerate(self.contacts):
            _check_contact(f"contacts.contacts[{place}]", contact)


def _check_contact(field: str, contact: Contact) -> None:
    check_words(f"{field}.name.first", contact.name.first, ID_LIMIT)
    check_words(f"{field}.name.whole", contact.name.whole, ID_LIMIT)
    _check_parts(f"{field}.name", contact.name)
    if contact.birthday is not None:
        _check_birthday(f"{field}.birthday", contact.birthday)
    if contact.organisation is not None:
        _check_parts(f"{field}.organisation", contact.organisation)
    for noun in ("phones", "emails", "urls", "addresses"):
        entries = getattr(contact, noun)
        check_count(f"{field}.{noun}", entries, CONTACTS_LIMIT, noun, least=0)
        for place, entry in enumerate(entries):
            _check_parts(f"{field}.{noun}[{place}]", entry)


def _check_parts(field: str, part: object) -> None:
    """Every text of a part of a card; what a type or an address must look like."""
    for name in part.__dataclass_fields__:  # type: ignore[attr-defined]
        text = getattr(part, name)
        check_words_if_any(f"{field}.{name}", text, URL_LIMIT if name == "url" else ID_LIMIT)
        if name == "type" and text is not None:
            kinds = get_args(PhoneKind if isinstance(part, ContactPhone) else PlaceKind)
            if text not in kinds:
                refuse(f"{field}.type is none of {', '.join(kinds)}")
    if isinstance(part, ContactUrl):
        check_link(f"{field}.url", part.url)
    if isinstance(part, ContactEmail) and not _EMAIL.fullmatch(part.email):
        refuse(f"{field}.email is not an e-mail address")


def _check_birthday(field: str, text: str) -> None:
    try:
        good = date.fromisoformat(text).isoformat() == text
    except ValueError:
        good = False
    if not good:
        refuse(f"{field} is not a date of the form YYYY-MM-DD")


# --- all of them ------------------------------------------------------------------------------------

OutContent = (
    TextOut
    | ImageOut
    | DocumentOut
    | AudioOut
    | VideoOut
    | StickerOut
    | LocationOut
    | ContactsOut
    | ButtonsOut
    | ListOut
    | UrlButtonOut
    | FlowOut
    | ProductOut
    | ProductsOut
    | CarouselOut
    | LocationRequestOut
    | ContactRequestOut
    | TemplateOut
)

CONTENTS: dict[str, type[OutContent]] = {content.kind: content for content in get_args(OutContent)}
"""Every content by its kind, the word that its rows are stored under."""


def is_free_form(content: OutContent) -> bool:
    """Whether ``content`` may leave only within 24 hours of the customer's last message: all but templates."""
    return not isinstance(content, TemplateOut)
