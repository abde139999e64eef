"""What may stand in the sections of a shop file: chatbots, numbers, delivery, policies, questions, products."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from dragoman.base import blobs
from dragoman.base.phone import digits_of, is_number
from dragoman.base.web_address import is_server_address
from dragoman.tenants.hours import checked_day, checked_time
from dragoman.tenants.notify import USUAL, NotifyEvent
from dragoman.tenants.reopen import checked_settings

Json = dict[str, Any]


def _number(value: object) -> str:
    digits = digits_of(value)
    if not is_number(digits):
        raise ValueError(
            f"{value!r} is not an international number; write it with its country code, as '96170123456'"
        )
    return digits


def _amount(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError("must be an amount, such as '19.99'")
    return str(value).strip()


def time_zone(value: str) -> str:
    """The name of a time zone. Raises ``ValueError``."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{value!r} is not a time zone; write it as 'Asia/Beirut'") from None
    return value


def _variable(value: object) -> object:
    # The value is not shown: whoever writes it wrongly has most likely written the key itself.
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z][A-Z0-9_]*_API_KEY", value):
        raise ValueError(
            "must be the name of an environment variable that ends in _API_KEY, "
            "such as NOOR_INFOBIP_API_KEY, never the key itself"
        )
    return value


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError(f"{value!r} must be a web address that starts with https://")
    return value.rstrip("/")


def _server_address(value: str) -> str:
    if not is_server_address(value):
        raise ValueError(f"{value!r} must be the address of a server, such as https://xyz.api.infobip.com")
    return value.rstrip("/")


def _picture(value: str) -> str:
    if not value.startswith(("https://", "http://")) and blobs.read_address(value) is None:
        raise ValueError(
            f"{value!r} must be a web address that starts with https://, or blob: and the name of a stored file"
        )
    return value


def _word(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, Field(min_length=1, max_length=4000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Tag = Annotated[str, Field(min_length=1, max_length=255)]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Sku = Annotated[str, Field(pattern=r"^\w[\w .,/#+:&()-]{0,63}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Number = Annotated[str, BeforeValidator(_number)]
Amount = Annotated[str, BeforeValidator(_amount)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
ServerAddress = Annotated[str, AfterValidator(_server_address)]
Picture = Annotated[str, Field(max_length=2048), AfterValidator(_picture)]
Option = Annotated[str, BeforeValidator(_word), Field(min_length=1, max_length=200)]
MOST_PIECES = 1_000_000_000
Pieces = Annotated[int, Field(ge=0, le=MOST_PIECES)]


STRICT = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
"""Unknown fields are refused."""


class Entry(BaseModel):
    """One part of a shop file: an unknown field in it is refused."""

    model_config = STRICT


class ChatbotEntry(Entry):
    """One chatbot: which agent answers, and how it speaks."""

    chatbot_id: Annotated[int, Field(ge=1)]
    agent_id: Key
    name: Name
    persona: Json = {}
    languages: Json = {}
    settings: Annotated[Json, AfterValidator(checked_settings)] = {}


class SenderEntry(Entry):
    """One WhatsApp number and the chatbot behind it. What is left out comes from the environment."""

    number: Number
    chatbot: int | None = None
    base_url: ServerAddress | None = None
    api_key_env: Annotated[str, BeforeValidator(_variable)] | None = None
    rate_per_second: Annotated[float, Field(gt=0, le=4000)] | None = None
    entity_id: Tag | None = None
    application_id: Tag | None = None


Days = Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=2, max_length=2)]


class AreaEntry(Entry):
    """A town or province with a delivery fee or time of its own."""

    name: Name
    fee: Amount | None = None
    days: Days | None = None


class DeliveryEntry(Entry):
    """The delivery rule in figures. What is left out has not been said."""

    area: Name | None = None
    fee: Amount | None = None
    free_from: Amount | None = None
    days: Days | None = None
    areas: list[AreaEntry] = []
    abroad: Literal["no", "ask", "unknown"] = "unknown"
    confirmed: bool = True
    details: Json = {}


class PolicyEntry(Entry):
    """What the shop says on one topic, by language, and the figures behind it."""

    text: dict[Language, Text] = {}
    confirmed: bool = True
    details: Json = {}

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.confirmed and not self.text:
            raise ValueError("a confirmed policy needs a text, such as {en: ...}; or set confirmed: false")
        return self


class FaqEntry(Entry):
    """A question customers ask, and the shop's own answer."""

    key: Key
    question: Text
    answer: Text
    answers: dict[Language, Text] = {}
    confirmed: bool = True


class Stocked(Entry):
    """What may be in stock. Both fields only seed: afterwards the database knows better."""

    stock: Literal["in", "out", "untracked"] = "untracked"
    quantity: Pieces | None = None

    @model_validator(mode="after")
    def _counted(self) -> Self:
        if "stock" in self.model_fields_set and self.stock != self.stock_seed:
            raise ValueError(
                f"stock says {self.stock} and quantity {self.quantity}; leave stock out where pieces are counted"
            )
        return self

    @property
    def stock_seed(self) -> str:
        """``in``, ``out`` or ``untracked``: by the count, where there is one."""
        if self.quantity is None:
            return self.stock
        return "in" if self.quantity > 0 else "out"


class VariantEntry(Stocked):
    """One way to buy a product, with its own price; ``options`` say what sets it apart."""

    key: Key
    title: Name
    price: Amount
    options: dict[Name, Option] = {}


class OfferEntry(Entry):
    """A price for buying several, each or for the lot."""

    quantity: Annotated[int, Field(ge=2)]
    unit_price: Amount | None = None
    total: Amount | None = None

    @model_validator(mode="after")
    def _one_price(self) -> Self:
        if (self.unit_price is None) == (self.total is None):
            raise ValueError("an offer has either unit_price or total, not both and not neither")
        return self


class ProductEntry(Stocked):
    """Something the shop sells."""

    sku: Sku
    name: Name
    names: dict[Language, Name] = {}
    aliases: list[Name] = []
    brand: Name | None = None
    category: Name | None = None
    summary: Text | None = None
    summaries: dict[Language, Text] = {}
    price: Amount
    compare_at: Amount | None = None
    variants: list[VariantEntry] = []
    offers: list[OfferEntry] = []
    details: Json = {}
    image_url: Picture | None = None
    images: list[Picture] = []

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        refuse_twice("variants", "key", [variant.key for variant in self.variants])
        refuse_twice("offers", "quantity", [offer.quantity for offer in self.offers])
        if self.quantity is not None and any(variant.quantity is not None for variant in self.variants):
            raise ValueError("quantity stands with the product and with its variants; count one or the other")
        return self


class OpeningEntry(Entry):
    """Some days of the week, and from when to when the shop is open on them."""

    days: Annotated[list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]], Field(min_length=1)]
    opens: Annotated[str, AfterValidator(checked_time)]
    closes: Annotated[str, AfterValidator(checked_time)]


class HoursEntry(Entry):
    """When somebody is there."""

    open: Annotated[list[OpeningEntry], Field(min_length=1)]
    closed: list[Annotated[str, AfterValidator(checked_day)]] = []
    confirmed: bool = True


class SearchEntry(Entry):
    """The shop's own words: in each list, words that mean the same to its customers."""

    synonyms: list[Annotated[list[Name], Field(min_length=2, max_length=20)]] = []


class NotifyTemplateEntry(Entry):
    """The template for a number that has not written within 24 hours."""

    name: Key
    language: Key
    body: list[Name] = []


class NotifyEntry(Entry):
    """Whom the shop wants told of what: one way, a number, an e-mail address or a webhook."""

    events: Annotated[list[NotifyEvent], Field(min_length=1)] = list(USUAL)
    language: Literal["en", "ar", "fr"] = "en"
    whatsapp: Number | None = None
    template: NotifyTemplateEntry | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$", max_length=254)] | None = None
    webhook: WebAddress | None = None
    secret_env: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*_NOTIFY_SECRET$")] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.whatsapp, self.email, self.webhook)) != 1:
            raise ValueError("a notify entry has exactly one of whatsapp, email and webhook")
        if self.template is not None and self.whatsapp is None:
            raise ValueError("template goes with whatsapp")
        if self.secret_env is not None and self.webhook is None:
            raise ValueError("secret_env goes with webhook")
        return self


class OpenQuestion(Entry):
    """Sources that contradict each other, and what to do until the owner has decided."""

    id: Key
    fact: Text
    rule: Text


def product_amounts(product: ProductEntry, place: str = "") -> Iterator[tuple[str, str]]:
    """Every amount of a product with its place: how many decimals it may have is the currency's business."""
    yield from named_amounts(place, price=product.price, compare_at=product.compare_at)
    for n, variant in enumerate(product.variants):
        yield f"{place}variants[{n}].price", variant.price
    for n, offer in enumerate(product.offers):
        yield from named_amounts(f"{place}offers[{n}].", unit_price=offer.unit_price, total=offer.total)


def named_amounts(place: str, **amounts: str | None) -> Iterator[tuple[str, str]]:
    """Those of the amounts that are there, each with its place."""
    for name, amount in amounts.items():
        if amount is not None:
            yield f"{place}{name}", amount


def refuse_twice(place: str, field: str, values: Sequence[object]) -> None:
    """Raises ``ValueError`` for a value that stands in the list twice."""
    seen = set()
    for i, value in enumerate(values):
        if value in seen:
            raise ValueError(f"{place}[{i}].{field}: {value} stands here twice")
        seen.add(value)
