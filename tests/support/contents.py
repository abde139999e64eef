"""Every content that can be sent: the least of it, all of it at every limit, and anything between."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, TypeVar

from hypothesis import strategies as st

from dragoman.channels.base import SendOptions
from dragoman.channels.content import (
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
)
from dragoman.channels.interactive import (
    Button,
    ButtonsOut,
    Card,
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

LINK = "https://shop.example/kit.jpg"
LONG_LINK = "https://" + "x" * 2040
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)

Any_ = TypeVar("Any_")


def unchecked(value: Any_, **changes: Any) -> Any_:
    """The same value with other fields, whatever its limits: what a careless sender would send."""
    copy: Any_ = object.__new__(type(value))
    for field in fields(value):  # type: ignore[arg-type]
        object.__setattr__(copy, field.name, changes.get(field.name, getattr(value, field.name)))
    return copy


def card(**changes: Any) -> Card:
    """A card of a carousel with one quick reply."""
    return Card(**{"header": ImageHeader(LINK), "text": "Red", "buttons": (Button("r", "Buy"),)} | changes)


MONA = Contact(ContactName("Mona", "Mona Ali"))
LEAST: list[OutContent] = [
    TextOut("hi"),
    ImageOut(LINK),
    DocumentOut(LINK),
    AudioOut(LINK),
    VideoOut(LINK),
    StickerOut(LINK),
    LocationOut(33.9, 35.5),
    ContactsOut((MONA,)),
    ButtonsOut("Which?", (Button("a", "Red"),)),
    ListOut("Which?", "See", (Row("a", "Red"),)),
    UrlButtonOut("Pay here", LinkButton("Pay", LINK)),
    FlowOut("Book", "Open", "123", "conv-88"),
    ProductOut("c1", "sku-9"),
    ProductsOut("Bestsellers", "Shoes", "c1", (ProductSection(("sku-9",)),)),
    CarouselOut("New in", (card(), card())),
    LocationRequestOut("Where are you?"),
    ContactRequestOut("Which number?"),
    TemplateOut("order_ready", "en"),
]

_WHOLE = Contact(
    ContactName("f" * 1000, "w" * 1000, "l" * 1000, "m" * 1000, "p" * 1000, "s" * 1000),
    (ContactPhone("+96170000001", "IPHONE", "96170000001"), ContactPhone("112")),
    (ContactEmail("mona@shop.example", "WORK"), ContactEmail("m@x")),
    (ContactUrl(LINK, "HOME"),),
    (ContactAddress("1 Nile St", "Cairo", "C", "11511", "Egypt", "EG", "WORK"), ContactAddress(city="Tyre")),
    ContactOrganisation("Shop", "Sales", "Head"),
    "2000-02-29",
)
MOST: list[OutContent] = [
    TextOut("😊" * 2045 + " http://x"[:6]),
    TextOut("see http://shop.example " + "x" * 4072, preview_url=True),
    ImageOut(LONG_LINK, "c" * 1024),
    DocumentOut(LONG_LINK, "c" * 1024, "f" * 240),
    AudioOut(LONG_LINK, voice=True),
    VideoOut(LONG_LINK, "c" * 1024),
    StickerOut(LONG_LINK),
    LocationOut(-90, 180, "n" * 1000, "a" * 1000),
    ContactsOut((_WHOLE, MONA)),
    *(
        ButtonsOut("x" * 1024, tuple(Button(f"{n}" * 256, f"{n}" * 20) for n in range(3)), header, "f" * 60)
        for header in (
            TextHeader("h" * 60),
            ImageHeader(LONG_LINK),
            VideoHeader(LINK),
            DocumentHeader(LINK, "f" * 240),
        )
    ),
    ListOut("x" * 1024, "o" * 20, tuple(Row(f"{n}" * 200, f"{n}" * 24, "d" * 72) for n in range(10))),
    ListOut(
        "x" * 1024,
        "o" * 20,
        sections=tuple(Section(f"{n}" * 24, (Row(f"{n}", "Red"),)) for n in range(10)),
        header="h" * 60,
        footer="f" * 60,
    ),
    UrlButtonOut("x" * 1024, LinkButton("b" * 20, LONG_LINK), DocumentHeader(LINK), "f" * 60),
    FlowOut(
        "x" * 1024,
        "b" * 20,
        "1" * 1000,
        "t" * 1000,
        "s" * 1000,
        {"n": [1, None]},
        True,
        4,
        "h" * 60,
        "f" * 60,
    ),
    ProductOut("c" * 1000, "p" * 1000, "x" * 1024, "f" * 60),
    ProductsOut(
        "x" * 1024,
        "h" * 60,
        "c" * 1000,
        tuple(ProductSection(tuple(f"{n}-{m}" for m in range(3)), f"{n}" * 24) for n in range(10)),
        "f" * 60,
    ),
    CarouselOut(
        "x" * 1024, (card(text="t" * 160, buttons=(Button("i" * 20, "t" * 20), Button("j", "No"))),) * 10
    ),
    CarouselOut(
        "x", (card(header=VideoHeader(LONG_LINK), buttons=(), link=LinkButton("b" * 20, LONG_LINK)),) * 2
    ),
    LocationRequestOut("x" * 1024),
    ContactRequestOut("x" * 1024),
    TemplateOut(
        "n" * 512,
        "en_GB",
        ("p" * 1024, "a    b"),
        TextHeader("h" * 60),
        (
            *(TemplateReply("r" * 128) for _ in range(6)),
            TemplateUrl("s" * 2048),
            TemplateUrl("s"),
            TemplateCode("c" * 15),
            TemplateFlow("t" * 3000, {"a": 1}),
        ),
        sms=SmsFailover("s" * 24, "x" * 4096),
    ),
    *(
        TemplateOut("n", "en", header=header)
        for header in (
            ImageHeader(LONG_LINK),
            VideoHeader(LINK),
            GifHeader(LINK),
            DocumentHeader(LINK, "f" * 240),
            LocationHeader(90, -180),
        )
    ),
    *(
        TemplateOut("n", "en", buttons=(button,))
        for button in (
            TemplateFlow(),
            TemplateCatalog(),
            TemplateCatalog("t" * 3000),
            TemplateProducts((ProductSection(("sku-9",)),), "sku-9"),
            TemplateOrder({"payment": {"type": "UPI_LINK"}}),
            TemplateCall(),
            TemplateCall(43_200, "p" * 512),
        )
    ),
    TemplateOut(
        "n",
        "en",
        cards=(
            TemplateCard(ImageHeader(LINK), ("a",), (TemplateReply("r"), TemplateUrl("u"))),
            *(TemplateCard(VideoHeader(LINK)),) * 9,
        ),
        offer_ends=NOON,
    ),
]

ALL_OPTIONS = SendOptions(
    reply_to="wamid.HBgLabc=",
    callback_data="d" * 4000,
    notify_url=LONG_LINK,
    shorten_url=True,
    track_clicks=True,
    tracking_url=LINK,
    remove_protocol=True,
    custom_domain="go.shop.example",
    entity_id="e" * 255,
    application_id="a" * 255,
)


# --- anything between -------------------------------------------------------------------------------

_LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def words(limit: int) -> st.SearchStrategy[str]:
    """Text of 1 to ``limit`` characters that is not blank, the longest possible among them."""
    short = st.text(_LETTERS, min_size=1, max_size=min(limit // 2, 30)).filter(str.strip)
    return short | st.sampled_from(["x" * limit, "نعم"[:limit], "y" * (limit - 1) if limit > 1 else "y"])


def plain(limit: int) -> st.SearchStrategy[str]:
    """Words that hold neither emoji nor markdown."""
    return st.text("aé ن3-", min_size=1, max_size=limit).filter(str.strip)


def tidy(limit: int) -> st.SearchStrategy[str]:
    """Words that may fill a gap of a template."""
    return st.text("aé نم*_😊3-", min_size=1, max_size=min(limit // 2, 30)).filter(
        lambda text: text.strip() and " " * 5 not in text
    )


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _several(strategy: st.SearchStrategy[Any], least: int, most: int, **how: Any) -> st.SearchStrategy[Any]:
    return st.lists(strategy, min_size=least, max_size=most, **how).map(tuple)


LINKS = st.sampled_from([LINK, LONG_LINK, "http://x"])
_HEADERS = st.one_of(
    st.builds(TextHeader, words(60)),
    st.builds(ImageHeader, LINKS),
    st.builds(VideoHeader, LINKS),
    st.builds(DocumentHeader, LINKS, _maybe(words(240))),
)
_DATA = st.dictionaries(
    words(20), st.integers() | words(20) | st.lists(st.booleans()), min_size=1, max_size=3
)
_PLACES = _maybe(st.sampled_from(["HOME", "WORK"]))
_CONTACTS = st.builds(
    Contact,
    st.builds(ContactName, words(1000), words(1000), *(_maybe(words(1000)) for _ in range(4))),
    _several(
        st.builds(ContactPhone, words(40), _maybe(st.sampled_from(["CELL", "MAIN"])), _maybe(words(20))), 0, 2
    ),
    _several(st.builds(ContactEmail, st.just("a@b.example"), _PLACES), 0, 2),
    _several(st.builds(ContactUrl, LINKS, _PLACES), 0, 2),
    _several(st.builds(ContactAddress, *(_maybe(words(100)) for _ in range(6)), _PLACES), 0, 2),
    _maybe(st.builds(ContactOrganisation, *(_maybe(words(100)) for _ in range(3)))),
    _maybe(st.dates().map(lambda day: day.isoformat())),
)
_ROWS = st.builds(Row, words(200), words(24), _maybe(words(72)))
_BUTTONS = st.builds(Button, words(256).map(str.strip), plain(20))
_PRODUCTS = st.builds(ProductSection, _several(words(50), 1, 5, unique=True), words(24))
_CARDS = st.builds(card, text=words(160))
_LINK_CARDS = st.builds(
    Card, st.builds(VideoHeader, LINKS), words(160), st.just(()), st.builds(LinkButton, words(20), LINKS)
)
_GAPS = _several(tidy(200), 0, 4)
_TEMPLATE_HEADERS = st.one_of(
    st.builds(TextHeader, tidy(60)),
    st.builds(GifHeader, LINKS),
    st.builds(DocumentHeader, LINKS, words(240)),
    st.builds(LocationHeader, st.floats(-90, 90), st.floats(-180, 180)),
)
_TEMPLATE_BUTTONS = st.one_of(
    _several(st.builds(TemplateReply, words(128)), 0, 10),
    st.tuples(st.builds(TemplateUrl, words(2048)), st.builds(TemplateCode, words(15))),
    st.tuples(st.builds(TemplateFlow, _maybe(words(3000)), _maybe(_DATA))),
    st.tuples(st.builds(TemplateCatalog, _maybe(words(3000)))),
    st.tuples(st.builds(TemplateProducts, _several(_PRODUCTS, 1, 3), _maybe(words(3000)))),
    st.tuples(st.builds(TemplateOrder, _DATA)),
    st.tuples(st.builds(TemplateCall, _maybe(st.integers(1, 43_200)), _maybe(words(512)))),
)
_TEMPLATE_CARDS = st.builds(
    TemplateCard, st.builds(ImageHeader, LINKS), _GAPS, _several(st.builds(TemplateReply, words(128)), 0, 2)
)

_BODY, _LINE = words(1024), _maybe(words(60))
CONTENTS: st.SearchStrategy[OutContent] = st.one_of(
    st.builds(TextOut, words(4096)),
    st.builds(TextOut, words(2000).map(lambda text: f"{text} {LINK}"), st.booleans()),
    st.builds(ImageOut, LINKS, _maybe(words(1024))),
    st.builds(DocumentOut, LINKS, _maybe(words(1024)), _maybe(words(240))),
    st.builds(AudioOut, LINKS, st.booleans()),
    st.builds(VideoOut, LINKS, _maybe(words(1024))),
    st.builds(StickerOut, LINKS),
    st.builds(
        LocationOut, st.floats(-90, 90), st.floats(-180, 180), _maybe(words(1000)), _maybe(words(1000))
    ),
    st.builds(ContactsOut, _several(_CONTACTS, 1, 3)),
    st.builds(
        ButtonsOut,
        _BODY,
        st.lists(_BUTTONS, min_size=1, max_size=3, unique_by=(lambda b: b.id, lambda b: b.title)).map(tuple),
        _maybe(_HEADERS),
        _LINE,
    ),
    st.builds(
        ListOut,
        _BODY,
        plain(20),
        _several(_ROWS, 1, 10, unique_by=lambda row: row.id),
        st.just(()),
        _LINE,
        _LINE,
    ),
    st.builds(
        lambda text, opener, rows, titles: ListOut(
            text,
            opener,
            sections=tuple(Section(title, (row,)) for title, row in zip(titles, rows, strict=False)),
        ),
        _BODY,
        plain(20),
        st.lists(_ROWS, min_size=1, max_size=10, unique_by=lambda row: row.id),
        st.lists(words(24), min_size=1, max_size=10),
    ),
    st.builds(UrlButtonOut, _BODY, st.builds(LinkButton, words(20), LINKS), _maybe(_HEADERS), _LINE),
    st.builds(
        FlowOut,
        _BODY,
        words(20),
        words(100),
        words(100),
        words(100),
        _maybe(_DATA),
        st.booleans(),
        st.integers(1, 9),
        _LINE,
        _LINE,
    ),
    st.builds(FlowOut, _BODY, words(20), words(100), words(100)),
    st.builds(ProductOut, words(100), words(100), _maybe(_BODY), _LINE),
    st.builds(ProductsOut, _BODY, words(60), words(100), _several(_PRODUCTS, 1, 6), _LINE),
    st.builds(CarouselOut, _BODY, _several(_CARDS, 2, 10) | _several(_LINK_CARDS, 2, 10)),
    st.builds(LocationRequestOut, _BODY),
    st.builds(ContactRequestOut, _BODY),
    st.builds(
        TemplateOut,
        st.text("az09_", min_size=1, max_size=512),
        st.sampled_from(["en", "ar", "en_GB"]),
        _GAPS,
        _maybe(_TEMPLATE_HEADERS),
        _TEMPLATE_BUTTONS,
        _several(_TEMPLATE_CARDS, 0, 10),
        _maybe(st.datetimes(timezones=st.just(UTC))),
        _maybe(st.builds(SmsFailover, words(24), words(4096))),
    ),
)
OPTIONS = st.builds(
    SendOptions,
    _maybe(words(200)),
    _maybe(words(4000)),
    _maybe(LINKS),
    st.booleans(),
    st.booleans(),
    _maybe(LINKS),
    st.just(False),
    _maybe(words(255)),
    _maybe(words(255)),
    _maybe(words(255)),
)
