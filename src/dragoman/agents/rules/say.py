"""Facts into sentences: what a price, a stock level, a delivery rule or a choice reads like on a phone.

Nothing is decided here and nothing is calculated: every amount is one that the shop's own data holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dragoman.agents.rules.wording import CATEGORY_NAMES, TOPIC_NAMES, WORDING
from dragoman.base.money import format_money
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Offer, Product
from dragoman.channels.compose import compose_buttons, compose_list, compose_text
from dragoman.channels.content import OutContent
from dragoman.channels.interactive import (
    BODY_LIMIT,
    BUTTON_TITLE_LIMIT,
    ROW_DESCRIPTION_LIMIT,
    ROW_ID_LIMIT,
    ROW_TITLE_LIMIT,
    Button,
    Row,
)
from dragoman.channels.split import units
from dragoman.tenants.model import Delivery

MOST_BUTTONS, MOST_ROWS = 3, 10

_MARKUP = str.maketrans("*_~`", "    ")


def say(key: str, language: str, **fields: str) -> str:
    """The sentence ``key`` in ``language`` with its gaps filled."""
    if brand := fields.get("brand"):
        fields["brands"] = f"{brand}'" if brand.endswith("s") else f"{brand}'s"
    return WORDING[key][language].format(**fields)


def topic_name(topic: str, language: str) -> str:
    """What the agent calls a topic when it promises to check it."""
    return TOPIC_NAMES.get(topic, TOPIC_NAMES["other"])[language]


def bold_name(product: Product, language: str) -> str:
    """The product's name, fit to stand between two asterisks: own marks and double spaces taken out."""
    return plain(product.name_in(language)) or product.sku


def price_line(product: Product, language: str) -> str:
    """``*Jet Drone* is $29.99 (was $42).``, or the price of each variant where they differ."""
    name = bold_name(product, language)
    amounts = {variant.price for variant in product.variants}
    if len(amounts) > MOST_ROWS:
        return say("price_from", language, name=name, price=format_money(min(amounts)))
    if len(amounts) > 1:
        listed = say("comma", language).join(
            f"{plain(v.title)} {format_money(v.price)}" for v in product.variants
        )
        return say("price_variants", language, name=name, variants=listed)
    price = format_money(product.price)
    if product.compare_at is not None and product.compare_at > product.price:
        return say("price_was", language, name=name, price=price, was=format_money(product.compare_at))
    return say("price", language, name=name, price=price)


def short_price(product: Product) -> str:
    """The price alone, for a row of a list; variants with other prices show theirs in the answer."""
    return format_money(min((variant.price for variant in product.variants), default=product.price))


def stock_line(product: Product, language: str) -> str | None:
    """In stock or out of it; ``None`` when the shop does not count, and so nobody may say."""
    match product.stock:
        case "in":
            return say("stock_in", language)
        case "out":
            return say("stock_out", language)
        case _:
            return None


def offers_line(product: Product, language: str) -> str | None:
    """The prices for several, in the shop's own figures, or ``None``."""
    told = [_offer(offer, language) for offer in product.offers]
    if not told:
        return None
    return say(
        "offers", language, name=bold_name(product, language), offers=say("comma", language).join(told)
    )


def _offer(offer: Offer, language: str) -> str:
    key, price = ("offer_each", offer.unit_price) if offer.unit_price else ("offer_total", offer.total)
    return say(key, language, n=str(offer.quantity), price=format_money(price) if price else "")


def delivery_lines(delivery: Delivery, language: str) -> list[str]:
    """What is known of the delivery rule: where, for how much, how long. What is not known is left out."""
    lines = []
    if delivery.area:
        lines.append(say("deliver_in", language, area=_area(delivery.area, language)))
    free_from = format_money(delivery.free_from) if delivery.free_from else None
    if delivery.fee is not None and delivery.fee.minor == 0:
        lines.append(say("delivery_free", language))
    elif delivery.fee is not None and free_from:
        lines.append(say("delivery_from", language, fee=format_money(delivery.fee), free_from=free_from))
    elif delivery.fee is not None:
        lines.append(say("delivery_fee", language, fee=format_money(delivery.fee)))
    elif free_from:
        lines.append(say("free_from", language, free_from=free_from))
    if delivery.days:
        least, most = delivery.days
        key = "days" if least == most else "days_range"
        lines.append(say(key, language, least=str(least), most=str(most)))
    fees = [f"{area.name}: {format_money(area.fee)}" for area in delivery.areas if area.fee is not None]
    if fees:
        lines.append(f"{'; '.join(fees)}.")
    return lines


_ALL_LEBANON = frozenset(words("all of the whole anywhere everywhere in across lebanon only lebanese"))


def _area(area: str, language: str) -> str:
    said = set(words(area))
    if "lebanon" in said and said <= _ALL_LEBANON:
        return say("all_lebanon", language)
    return area.strip().rstrip(".")


def category_name(category: str, language: str) -> str:
    """What a customer reads for a category's key."""
    known = CATEGORY_NAMES.get(category)
    return known[language] if known else plain(category.replace("_", " ").replace("-", " ")).capitalize()


# --- choices ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """Something to tap. ``note`` is shown under it where there is room."""

    id: str
    title: str
    note: str | None = None


def product_options(products: Iterable[Product], language: str, brand: str) -> tuple[Option, ...]:
    """One option a product, by the id ``product:<sku>``, its price as the note."""
    return tuple(
        Option(f"product:{product.sku}", unbranded(bold_name(product, language), brand), short_price(product))
        for product in products
    )


def unbranded(name: str, brand: str) -> str:
    """``name`` without the shop's brand in front, where it would not fit a row with it."""
    first, _, rest = name.partition(" ")
    if len(name) > BUTTON_TITLE_LIMIT and rest and words(first) == words(brand):
        return rest
    return name


def shorten(text: str, limit: int) -> str:
    """``text`` within ``limit`` characters, cut between words where that leaves something."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: limit + 1].rsplit(" ", 1)[0].rstrip(" -,:;–(")
    return cut if 0 < len(cut) <= limit else text[:limit].strip()


def choice_message(text: str, options: Sequence[Option], language: str) -> tuple[OutContent, ...]:
    """``text`` with its options as buttons (up to three) or a list (up to ten), within WhatsApp's limits.

    A text too long for the body of a choice goes in front as a message of its own.
    """
    usable = [option for option in {o.id: o for o in options}.values() if _can_be_an_id(option.id)]
    if not usable:
        return compose_text(text)
    if units(text) > BODY_LIMIT:
        return (*compose_text(text), *choice_message(say("which", language), usable, language))
    if len(usable) <= MOST_BUTTONS:
        titles = _distinct([option.title for option in usable], BUTTON_TITLE_LIMIT)
        return compose_buttons(text, [Button(o.id, t) for o, t in zip(usable, titles, strict=True)])
    usable = usable[:MOST_ROWS]
    titles = _distinct([option.title for option in usable], ROW_TITLE_LIMIT)
    rows = [
        Row(option.id, title, shorten(option.note, ROW_DESCRIPTION_LIMIT) if option.note else None)
        for option, title in zip(usable, titles, strict=True)
    ]
    return compose_list(text, say("opener", language), rows)


def _can_be_an_id(text: str) -> bool:
    return 0 < units(text) <= ROW_ID_LIMIT and text == text.strip()


def _distinct(titles: Sequence[str], limit: int) -> list[str]:
    """The titles shortened, no two alike (WhatsApp refuses that): by what sets them apart, else by number."""
    shown = [shorten(title, limit) for title in titles]
    if len(set(shown)) < len(shown):
        shown = [
            shorten(_own_end(title, titles), limit) if shown.count(short) > 1 else short
            for title, short in zip(titles, shown, strict=True)
        ]
    seen: set[str] = set()
    for number, short in enumerate(shown):
        if not short or short in seen:
            shown[number] = f"{shorten(short, limit - 3)} {number + 1}".strip()
        seen.add(shown[number])
    return shown


def _own_end(title: str, titles: Sequence[str]) -> str:
    """What is left of ``title`` after the words that another title starts with too."""
    own = title.split()
    shared = (
        max(_shared_start(own, other.split()) for other in titles if other != title)
        if len(set(titles)) > 1
        else 0
    )
    return " ".join(own[shared:]).strip(" -:") or title


def _shared_start(a: Sequence[str], b: Sequence[str]) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def plain(text: str) -> str:
    """``text`` without marks of its own and double spaces, fit to stand between two asterisks."""
    return " ".join(text.translate(_MARKUP).split())
