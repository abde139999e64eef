"""The file that declares a shop: what may stand in it, and reading and writing it.

YAML in, one checked value out. Every refusal names the file, the place in it and what would be right. A
provider's key never stands in a shop file: the file names the variable that holds it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator

import dragoman
from dragoman.base.errors import ConfigError
from dragoman.base.money import parse_money
from dragoman.tenants.entries import (
    STRICT,
    ChatbotEntry,
    DeliveryEntry,
    FaqEntry,
    HoursEntry,
    Json,
    Key,
    Language,
    Name,
    NotifyEntry,
    OpenQuestion,
    PolicyEntry,
    ProductEntry,
    SearchEntry,
    SenderEntry,
    Text,
    named_amounts,
    product_amounts,
    refuse_twice,
    time_zone,
)
from dragoman.tenants.yaml_text import explain, read_yaml


class Shop(BaseModel):
    """A whole shop, as its file declares it."""

    model_config = STRICT

    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    brand: Name
    operator: Name | None = None
    user_id: Annotated[int, Field(ge=1)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    timezone: Annotated[str, AfterValidator(time_zone)] = "UTC"
    about: Text | None = None
    abouts: dict[Language, Text] = {}
    chatbots: Annotated[list[ChatbotEntry], Field(min_length=1)]
    senders: list[SenderEntry] = []
    delivery: DeliveryEntry = DeliveryEntry()
    hours: HoursEntry | None = None
    policies: dict[Key, PolicyEntry] = {}
    faq: list[FaqEntry] = []
    products: list[ProductEntry] = []
    search: SearchEntry = SearchEntry()
    notify: list[NotifyEntry] = []
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
        refuse_twice("chatbots", "chatbot_id", [bot.chatbot_id for bot in self.chatbots])
        refuse_twice("senders", "number", [sender.number for sender in self.senders])
        refuse_twice("faq", "key", [faq.key for faq in self.faq])
        refuse_twice("delivery.areas", "name", [area.name for area in self.delivery.areas])
        refuse_twice("products", "sku", [product.sku for product in self.products])
        known = {bot.chatbot_id for bot in self.chatbots}
        for i, sender in enumerate(self.senders):
            if sender.chatbot is None and len(known) > 1:
                raise ValueError(f"senders[{i}].chatbot is missing: this shop has several, so say which")
            if sender.chatbot is not None and sender.chatbot not in known:
                raise ValueError(f"senders[{i}].chatbot: {sender.chatbot} is none of this file's chatbots")
        own = {sender.number for sender in self.senders}
        for i, target in enumerate(self.notify):
            if target.whatsapp in own:
                raise ValueError(f"notify[{i}].whatsapp: {target.whatsapp} is the shop's own number")
        for place, amount in self._amounts():
            try:
                parse_money(amount, self.currency)
            except ValueError as error:
                raise ValueError(f"{place}: {error}; write it as '19.99'") from None
        return self

    def _amounts(self) -> Iterator[tuple[str, str]]:
        """Every amount with its place: how many decimals it may have is the currency's business."""
        yield from named_amounts("delivery.", fee=self.delivery.fee, free_from=self.delivery.free_from)
        for i, area in enumerate(self.delivery.areas):
            yield from named_amounts(f"delivery.areas[{i}].", fee=area.fee)
        for i, product in enumerate(self.products):
            yield from product_amounts(product, f"products[{i}].")


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
