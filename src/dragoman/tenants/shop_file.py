"""The file that declares a shop: what may stand in it, and reading and writing it.

YAML in, one checked value out. Every refusal names the file, the place in it and what would be right. A
provider's key never stands in a shop file: the file names the variable that holds it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

import dragoman
from dragoman.base.errors import ConfigError
from dragoman.base.money import parse_money
from dragoman.base.phone import digits_of, is_number
from dragoman.base.web_address import is_server_address
from dragoman.tenants.hours import checked_day, checked_time
from dragoman.tenants.reopen import checked_settings
from dragoman.tenants.yaml_text import explain, read_yaml

Json = dict[str, Any]


def _number(value: object) -> str:
    digits = digits_of(value)
    if not is_number(digits):
        raise ValueError(
            f"{value!r} is not an international number; write it with its country code, as '96170123456'"
        )
    return digits


def _amount(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("must be an amount, such as '19.99'")
    return str(value).strip()


def _timezone(value: str) -> str:
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


Text = Annotated[str, Field(min_length=1, max_length=4000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Tag = Annotated[str, Field(min_length=1, max_length=255)]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Number = Annotated[str, BeforeValidator(_number)]
Amount = Annotated[str, BeforeValidator(_amount)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
ServerAddress = Annotated[str, AfterValidator(_server_address)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class ChatbotEntry(_Entry):
    """One chatbot: which agent answers, and how it speaks."""

    chatbot_id: Annotated[int, Field(ge=1)]
    agent_id: Key
    name: Name
    persona: Json = {}
    languages: Json = {}
    settings: Annotated[Json, AfterValidator(checked_settings)] = {}


class SenderEntry(_Entry):
    """One WhatsApp number and the chatbot behind it. What is left out comes from the environment."""

    number: Number
    chatbot: int | None = None
    base_url: ServerAddress | None = None
    api_key_env: Annotated[str, BeforeValidator(_variable)] | None = None
    rate_per_second: Annotated[float, Field(gt=0, le=4000)] | None = None
    entity_id: Tag | None = None
    application_id: Tag | None = None


class DeliveryEntry(_Entry):
    """The delivery rule in figures. What is left out has not been said."""

    area: Name | None = None
    fee: Amount | None = None
    free_from: Amount | None = None
    days: Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=2, max_length=2)] | None = None
    abroad: Literal["no", "ask", "unknown"] = "unknown"
    confirmed: bool = True
    details: Json = {}


class PolicyEntry(_Entry):
    """What the shop says on one topic, by language, and the figures behind it."""

    text: dict[Language, Text] = {}
    confirmed: bool = True
    details: Json = {}

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.confirmed and not self.text:
            raise ValueError("a confirmed policy needs a text, such as {en: ...}; or set confirmed: false")
        return self


class FaqEntry(_Entry):
    """A question customers ask, and the shop's own answer."""

    key: Key
    question: Text
    answer: Text
    confirmed: bool = True


class VariantEntry(_Entry):
    """One way to buy a product, with its own price."""

    key: Key
    title: Name
    price: Amount


class OfferEntry(_Entry):
    """A price for buying several, each or for the lot."""

    quantity: Annotated[int, Field(ge=2)]
    unit_price: Amount | None = None
    total: Amount | None = None

    @model_validator(mode="after")
    def _one_price(self) -> Self:
        if (self.unit_price is None) == (self.total is None):
            raise ValueError("an offer has either unit_price or total, not both and not neither")
        return self


class ProductEntry(_Entry):
    """Something the shop sells. ``stock`` only seeds: afterwards the database knows better."""

    sku: Key
    name: Name
    names: dict[Language, Name] = {}
    aliases: list[Name] = []
    category: Name | None = None
    summary: Text | None = None
    price: Amount
    compare_at: Amount | None = None
    variants: list[VariantEntry] = []
    offers: list[OfferEntry] = []
    stock: Literal["in", "out", "untracked"] = "untracked"
    details: Json = {}
    image_url: WebAddress | None = None


class OpeningEntry(_Entry):
    """Some days of the week, and from when to when the shop is open on them."""

    days: Annotated[list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]], Field(min_length=1)]
    opens: Annotated[str, AfterValidator(checked_time)]
    closes: Annotated[str, AfterValidator(checked_time)]


class HoursEntry(_Entry):
    """When somebody is there."""

    open: Annotated[list[OpeningEntry], Field(min_length=1)]
    closed: list[Annotated[str, AfterValidator(checked_day)]] = []
    confirmed: bool = True


class OpenQuestion(_Entry):
    """Sources that contradict each other, and what to do until the owner has decided."""

    id: Key
    fact: Text
    rule: Text


class Shop(_Entry):
    """A whole shop, as its file declares it."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    brand: Name
    operator: Name | None = None
    user_id: Annotated[int, Field(ge=1)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    timezone: Annotated[str, AfterValidator(_timezone)] = "UTC"
    about: Text | None = None
    chatbots: Annotated[list[ChatbotEntry], Field(min_length=1)]
    senders: list[SenderEntry] = []
    delivery: DeliveryEntry = DeliveryEntry()
    hours: HoursEntry | None = None
    policies: dict[Key, PolicyEntry] = {}
    faq: list[FaqEntry] = []
    products: list[ProductEntry] = []
    order_form: Json = {}
    discounts: Json = {}
    recommendations: Json = {}
    stock_policy: Json = {}
    templates: list[Json] = []
    locations: list[Json] = []
    map_pins: dict[str, Annotated[list[float], Field(min_length=2, max_length=2)]] = {}
    provinces: list[Json] = []
    open_questions: list[OpenQuestion] = []

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        _refuse_twice("chatbots", "chatbot_id", [bot.chatbot_id for bot in self.chatbots])
        _refuse_twice("senders", "number", [sender.number for sender in self.senders])
        _refuse_twice("faq", "key", [faq.key for faq in self.faq])
        _refuse_twice("products", "sku", [product.sku for product in self.products])
        known = {bot.chatbot_id for bot in self.chatbots}
        for i, sender in enumerate(self.senders):
            if sender.chatbot is None and len(known) > 1:
                raise ValueError(f"senders[{i}].chatbot is missing: this shop has several, so say which")
            if sender.chatbot is not None and sender.chatbot not in known:
                raise ValueError(f"senders[{i}].chatbot: {sender.chatbot} is none of this file's chatbots")
        for i, product in enumerate(self.products):
            _refuse_twice(f"products[{i}].variants", "key", [variant.key for variant in product.variants])
            _refuse_twice(f"products[{i}].offers", "quantity", [offer.quantity for offer in product.offers])
        for place, amount in self._amounts():
            try:
                parse_money(amount, self.currency)
            except ValueError as error:
                raise ValueError(f"{place}: {error}; write it as '19.99'") from None
        return self

    def _amounts(self) -> Iterator[tuple[str, str]]:
        """Every amount with its place: how many decimals it may have is the currency's business."""
        yield from _present("delivery", fee=self.delivery.fee, free_from=self.delivery.free_from)
        for i, product in enumerate(self.products):
            here = f"products[{i}]"
            yield from _present(here, price=product.price, compare_at=product.compare_at)
            for n, variant in enumerate(product.variants):
                yield f"{here}.variants[{n}].price", variant.price
            for n, offer in enumerate(product.offers):
                yield from _present(f"{here}.offers[{n}]", unit_price=offer.unit_price, total=offer.total)


def _present(place: str, **amounts: str | None) -> Iterator[tuple[str, str]]:
    for name, amount in amounts.items():
        if amount is not None:
            yield f"{place}.{name}", amount


def _refuse_twice(place: str, field: str, values: Sequence[object]) -> None:
    for i, value in enumerate(values):
        if value in values[:i]:
            raise ValueError(f"{place}[{i}].{field}: {value} stands here twice")


def load_shop_file(path: Path) -> Shop:
    """The shop that ``path`` declares.

    Raises ``ConfigError`` with one sentence that names the file, the place and what would be right.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(f"{path} cannot be read: {reason}") from None
    return parse_shop(text, name=str(path))


def parse_shop(text: str, *, name: str = "shop file") -> Shop:
    """The shop declared in YAML ``text``; ``name`` is what errors call it. Raises ``ConfigError``."""
    data = read_yaml(text, name=name)
    if not isinstance(data, dict):
        raise ConfigError(f"{name} must hold fields such as slug and brand; see: dragoman tenant example")
    return shop_from(data, name=name)


def shop_from(data: Mapping[str, Any], *, name: str) -> Shop:
    """The shop in already parsed ``data``. Raises ``ConfigError``."""
    _refuse_keys(data, name=name)
    try:
        return Shop.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{name}: {explain(error, Shop)}") from None


def _refuse_keys(value: object, *, name: str, place: str = "") -> None:
    """A key in a file ends up in a repository; no spelling of it gets in, however deep."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            here = f"{place}.{key}" if place else str(key)
            if str(key).casefold().replace("-", "_") in {"api_key", "apikey", "infobip_api_key"}:
                raise ConfigError(
                    f"{name}: {here}: a key never stands in a shop file; name its variable with api_key_env, "
                    "or store it sealed with: dragoman tenant set-key NUMBER"
                )
            _refuse_keys(inner, name=name, place=here)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            _refuse_keys(inner, name=name, place=f"{place}[{i}]")
    elif isinstance(value, str) and "\0" in value:
        raise ConfigError(f"{name}: {place} holds a NUL character, which no text may")


def dump_shop(shop: Shop) -> str:
    """The shop as YAML text that ``parse_shop`` reads back to the same value. Defaults are left out."""
    data = shop.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)


def find_shop_files(place: Path | None = None) -> list[Path]:
    """The shop files of ``place`` (a folder or one file), or the two examples that come with Dragoman.

    Raises ``ConfigError`` when there are none.
    """
    if place is None:
        package = Path(dragoman.__file__).parent
        installed = package / "examples" / "shops"
        place = installed if installed.is_dir() else package.parents[1] / "examples" / "shops"
    files = [place] if place.is_file() else sorted([*place.glob("*.yaml"), *place.glob("*.yml")])
    if not files:
        raise ConfigError(f"{place} holds no shop files (*.yaml); set DRAGOMAN_SHOPS to a folder that does")
    return files


EXAMPLE = """\
# A shop. Apply it with: dragoman tenant apply FILE
slug: noor                    # its name in commands and addresses: small letters, digits, dashes
brand: Noor Candles           # what customers read
user_id: 100                  # your account number for it; any that no other shop has
country: LB
currency: USD
timezone: Asia/Beirut
about: Hand-made candles from Batroun.

chatbots:
  - chatbot_id: 100           # any number that no other chatbot has
    agent_id: noor_sales_agent
    name: Noor's assistant
    persona: {name: Lina, role: sales assistant, tone: [warm, brief]}
    languages: {reply_in: [en, ar, fr]}

senders:
  - number: "96170000001"     # the WhatsApp number, with its country code
    chatbot: 100
    # base_url and api_key_env are needed only where they differ from INFOBIP_BASE_URL and INFOBIP_API_KEY.
    # The key itself never stands here: api_key_env names the variable that holds it.
    # api_key_env: NOOR_INFOBIP_API_KEY

delivery:
  area: all of Lebanon
  fee: "3.00"
  free_from: "50.00"
  days: [2, 3]                # at least, at most
  abroad: "no"                # no, ask (a person quotes) or unknown

hours:                        # when somebody is there, in the shop's time zone
  open:
    - {days: [mon, tue, wed, thu, fri], opens: "09:00", closes: "18:00"}
    - {days: [sat], opens: "10:00", closes: "14:00"}
  closed: ["12-25", "01-01"]  # every year; or one day: "2026-04-10"

policies:                     # by topic; confirmed: false is kept and never stated to a customer
  payment:
    text:
      en: You pay in cash when the parcel arrives.
      ar: الدفع نقداً عند الاستلام.
  returns:
    text: {en: Unused candles may come back within 7 days.}
    confirmed: false

faq:
  - key: burn-time
    question: How long does a candle burn?
    answer: About 40 hours.

products:
  - sku: cedar-candle
    name: Cedar Candle
    names: {ar: شمعة الأرز, fr: Bougie au cèdre}
    aliases: [cedar, sham3a]
    category: candles
    summary: A soy candle that smells of cedar wood.
    price: "18.00"            # amounts as text; a variant may have its own
    compare_at: "22.00"
    variants:
      - {key: small, title: Small, price: "18.00"}
      - {key: large, title: Large, price: "26.00"}
    offers:
      - {quantity: 2, unit_price: "16.00"}
    stock: in                 # in, out or untracked: read once, afterwards the database knows better
    details: {size: 200 g, features: [soy wax, cotton wick]}
"""
"""What ``dragoman tenant example`` prints: a small shop, valid as it stands."""
