"""What a cart costs by the shop's own rules. Pure: values in, a quote or the reason why not out.

The rules, as the shop file states them (docs/reference/shop-file.md):

* A product in several variants is not priced until one is chosen.
* Volume offers: ``unit_price`` holds for every piece from that quantity on; ``total`` is the price of a bundle of
  exactly that many. Of all ways to make up the quantity from bundles and single pieces the cheapest is charged. Pieces
  of one product count together, whichever variant, as long as they have the same price; a variant with a price other
  than the product's own has no offers, because they are written for that price.
* A promotion code takes its percentage off each line, rounded half up to the minor unit, line by line. Without
  ``stacking: true`` a line that an offer has made cheaper is left alone: the customer has his reduction.
* Delivery is free from an amount on, that amount included unless the file says otherwise, counted on what is left after
  the discount unless it says ``subtotal``. A fee that the owner has not confirmed is no fee that we know.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from dragoman.base.money import MOST_MINOR, Money
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Offer, Product, Variant
from dragoman.orders.model import CartLine, Problem, Quote, QuoteLine, Requoted
from dragoman.orders.places import is_abroad, place_of
from dragoman.tenants.model import Delivery, DeliveryArea, ShopInfo

MOST_PIECES = 1000
"""Of one product in one order: more is a matter for a person."""
MOST_LINES = 50
QUOTE_LIFE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A cart line with what the catalogue knows of it."""

    line: CartLine
    product: Product
    variant: Variant | None

    @property
    def title(self) -> str:
        return self.product.name if self.variant is None else f"{self.product.name}, {self.variant.title}"

    @property
    def price(self) -> Money:
        return self.product.price if self.variant is None else self.variant.price


def price_cart(
    lines: Sequence[CartLine],
    products: Iterable[Product],
    shop: ShopInfo,
    *,
    currency: str,
    now: datetime,
    version: int,
    code: str | None = None,
    city: str | None = None,
    quote_id: UUID | None = None,
    life: timedelta = QUOTE_LIFE,
) -> Quote | Problem:
    """What ``lines`` cost together, delivered to ``city``; or the first thing that keeps them from being quoted.

    ``products`` are those that the lines name, at least. Whatever is not on sale counts as unknown.
    """
    cart = _merged(lines)
    if not cart:
        return Problem("empty")
    if len(cart) > MOST_LINES:
        return Problem("too_many", available=MOST_LINES)
    found = {product.sku.casefold(): product for product in products if product.active}
    wanted: list[_Wanted] = []
    for line in cart:
        one = _wanted(line, found.get(line.sku.casefold()), currency)
        if isinstance(one, Problem):
            return one
        wanted.append(one)
    wanted = _each_once(wanted)
    if problem := _out_of_stock(wanted):
        return problem
    priced = _priced(wanted)
    discount, problem = _discount(code, priced, shop.extra.get("discounts") or {})
    if problem:
        return problem
    if city and shop.delivery.abroad == "no" and is_abroad(city, shop.delivery.area):
        return Problem("not_delivered_there")
    subtotal = sum(line.total.minor for line in priced)
    if subtotal > MOST_MINOR:
        return Problem("too_many")
    fee = _delivery(shop.delivery, subtotal, subtotal - discount, city, currency)
    return Quote(
        id=quote_id or uuid4(),
        lines=tuple(priced),
        subtotal=Money(currency, subtotal),
        discount=Money(currency, discount),
        code=_canonical(code, shop.extra.get("discounts") or {}),
        delivery=fee,
        total=Money(currency, subtotal - discount + (fee.minor if fee else 0)),
        at=now,
        expires_at=now + life,
        catalogue_version=version,
    )


def unless_it_holds(
    quote: Quote,
    products: Iterable[Product],
    shop: ShopInfo,
    *,
    city: str | None,
    now: datetime,
    version: int,
    life: timedelta = QUOTE_LIFE,
) -> Requoted | Problem | None:
    """Why ``quote`` may not be ordered as it stands: what it would be now, or what keeps it from being anything.

    ``None`` where a customer who agreed to it pays exactly that, for the same things, at this moment.
    """
    cart = [CartLine(line.sku, line.quantity, line.variant) for line in quote.lines]
    new = price_cart(
        cart,
        products,
        shop,
        currency=quote.total.currency,
        now=now,
        version=version,
        code=quote.code,
        city=city,
        life=life,
    )
    if isinstance(new, Problem):
        return new
    agreed = (quote.lines, quote.discount, quote.delivery, quote.total)
    if agreed == (new.lines, new.discount, new.delivery, new.total) and now < quote.expires_at:
        return None
    return Requoted(new, tuple(sorted({line.sku for line in {*quote.lines} ^ {*new.lines}})))


def life_of(shop: ShopInfo) -> timedelta:
    """How long the shop's quotes hold: ``order_form.quote_minutes``, or half an hour."""
    form = shop.extra.get("order_form")
    minutes = form.get("quote_minutes") if isinstance(form, Mapping) else None
    sane = isinstance(minutes, int) and 0 < minutes <= _LONGEST_LIFE_MINUTES
    return timedelta(minutes=minutes) if sane and minutes else QUOTE_LIFE


_LONGEST_LIFE_MINUTES = 7 * 24 * 60
_Key = tuple[str, str | None]


def _merged(lines: Sequence[CartLine]) -> list[CartLine]:
    """One line a product and variant; what nobody wants a piece of is not wanted."""
    merged: dict[_Key, CartLine] = {}
    for line in lines:
        if line.quantity > 0:
            key = (line.sku.casefold(), line.variant and line.variant.casefold())
            before = merged.get(key)
            merged[key] = (
                line if before is None else replace(before, quantity=before.quantity + line.quantity)
            )
    return list(merged.values())


def _wanted(line: CartLine, product: Product | None, currency: str) -> _Wanted | Problem:
    if product is None:
        return Problem("unknown_product", line.sku)
    variant = _variant(line.variant, product)
    if variant is None and product.variants:
        titles = tuple(variant.title for variant in product.variants)
        return Problem("choose_variant", product.sku, product.name, choices=titles)
    chosen = _Wanted(line, product, variant)
    if chosen.price.currency != currency:
        return Problem("other_currency", product.sku, chosen.title)
    if line.quantity > MOST_PIECES:
        return Problem("too_many", product.sku, chosen.title, available=MOST_PIECES)
    return chosen


def _variant(told: str | None, product: Product) -> Variant | None:
    """The variant that was named, by key or title; the only one there is needs no naming."""
    if told is not None:
        named = words(told)
        for variant in product.variants:
            if told == variant.key or named in (words(variant.key), words(variant.title)):
                return variant
        return None
    return product.variants[0] if len(product.variants) == 1 else None


def _each_once(wanted: list[_Wanted]) -> list[_Wanted]:
    """Lines that turned out to mean the same variant, by its key and by its title, joined."""
    joined: dict[_Key, _Wanted] = {}
    for one in wanted:
        key = (one.product.sku, one.variant.key if one.variant else None)
        before = joined.get(key)
        quantity = one.line.quantity + (before.line.quantity if before else 0)
        joined[key] = replace(one, line=CartLine(key[0], quantity, key[1]))
    return list(joined.values())


def _out_of_stock(wanted: Sequence[_Wanted]) -> Problem | None:
    pieces: dict[str, int] = {}
    for one in wanted:
        if one.line.quantity > MOST_PIECES:
            return Problem("too_many", one.product.sku, one.title, available=MOST_PIECES)
        pieces[one.product.sku] = pieces.get(one.product.sku, 0) + one.line.quantity
        of_variant = one.variant.quantity if one.variant else None
        if _is_out(one.product, one.variant):
            return Problem("out_of_stock", one.product.sku, one.title, available=0)
        if of_variant is not None and of_variant < one.line.quantity:
            return Problem("not_enough", one.product.sku, one.title, available=of_variant)
        left = one.product.quantity
        if of_variant is None and left is not None and left < pieces[one.product.sku]:
            return Problem("not_enough", one.product.sku, one.product.name, available=left)
    return None


def _is_out(product: Product, variant: Variant | None) -> bool:
    """Whether none is left. Where a variant is counted, its own pieces are sold and not the product's."""
    if variant is not None and variant.stock == "out":
        return True
    counted_by_variant = variant is not None and variant.quantity is not None
    return product.stock == "out" and not (counted_by_variant and product.quantity is not None)


def _priced(wanted: Sequence[_Wanted]) -> list[QuoteLine]:
    """The lines with their prices, in the order in which they were wanted."""
    together: dict[tuple[str, int], list[_Wanted]] = {}
    for one in wanted:
        together.setdefault((one.product.sku, one.price.minor), []).append(one)
    lines: dict[_Key, QuoteLine] = {}
    for group in together.values():
        product, price = group[0].product, group[0].price
        offers = product.offers if price == product.price else ()
        pieces = sum(one.line.quantity for one in group)
        total = _cheapest(pieces, price.minor, offers)
        # Each variant bears its share; the cents that do not divide fall where the keys' order puts them.
        shared, counted = 0, 0
        for one in sorted(group, key=lambda one: one.line.variant or ""):
            counted += one.line.quantity
            share = total * counted // pieces - shared
            shared += share
            lines[one.line.sku, one.line.variant] = _line(one, share, price)
    return [lines[one.line.sku, one.line.variant] for one in wanted]


def _line(one: _Wanted, total: int, price: Money) -> QuoteLine:
    each, rest = divmod(total, one.line.quantity)
    unit = Money(price.currency, each) if rest == 0 else None
    money = Money(price.currency, total)
    return QuoteLine(one.line.sku, one.line.variant, one.title, one.line.quantity, price, unit, money)


def _cheapest(pieces: int, price: int, offers: Sequence[Offer]) -> int:
    """What ``pieces`` cost at least, made up of bundles and of single pieces at the price that this many have."""
    unit = min(
        [price, *(o.unit_price.minor for o in offers if o.unit_price is not None and o.quantity <= pieces)]
    )
    bundles = [(o.quantity, o.total.minor) for o in offers if o.total is not None and o.quantity <= pieces]
    if not bundles:
        return unit * pieces
    cost = [0]
    for n in range(1, pieces + 1):
        cost.append(
            min([cost[n - 1] + unit, *(cost[n - size] + total for size, total in bundles if size <= n)])
        )
    return cost[pieces]


def _discount(
    code: str | None, lines: Sequence[QuoteLine], rules: Mapping[str, Any]
) -> tuple[int, Problem | None]:
    """What the code takes off, in minor units; or why it takes nothing."""
    if not code or not code.strip():
        return 0, None
    percent = _percent(_promo(code, rules))
    if percent is None:
        return 0, Problem("unknown_code")
    stacking = rules.get("stacking") is True
    eligible = [
        line for line in lines if stacking or line.total.minor == line.list_unit.minor * line.quantity
    ]
    if not eligible:
        return 0, Problem("code_not_applicable")
    return sum(percent_of(line.total.minor, percent) for line in eligible), None


def percent_of(minor: int, percent: Decimal) -> int:
    """A percentage of an amount in minor units, rounded half up."""
    return int((Decimal(minor) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))


def _promo(code: str, rules: Mapping[str, Any]) -> Mapping[str, Any] | None:
    given = code.strip().casefold()
    codes = [one for one in rules.get("promo_codes") or () if isinstance(one, Mapping)]
    return next((one for one in codes if str(one.get("code", "")).strip().casefold() == given), None)


def _canonical(code: str | None, rules: Mapping[str, Any]) -> str | None:
    promo = _promo(code, rules) if code and code.strip() else None
    return None if promo is None else str(promo["code"]).strip()


def _percent(promo: Mapping[str, Any] | None) -> Decimal | None:
    """The code's percentage, more than 0 and at most 100; a code without one takes nothing off and is no code."""
    try:
        percent = Decimal(str((promo or {}).get("percent")))
    except InvalidOperation:
        return None
    return percent if percent.is_finite() and 0 < percent <= 100 else None


def _delivery(
    rule: Delivery, subtotal: int, discounted: int, city: str | None, currency: str
) -> Money | None:
    """The delivery fee; ``None`` where a person has to tell it."""
    if not rule.confirmed or (city and is_abroad(city, rule.area)):
        return None
    fee = delivery_to(rule, city).fee
    if fee is None or fee.currency != currency:
        return None
    if rule.free_from is not None:
        counted = subtotal if rule.details.get("free_from_counts") == "subtotal" else discounted
        inclusive = rule.details.get("free_from_is_inclusive") is not False
        if counted > rule.free_from.minor or (inclusive and counted == rule.free_from.minor):
            return Money(currency, 0)
    return fee


def delivery_to(rule: Delivery, place: str | None) -> Delivery:
    """The delivery rule as it holds for ``place``: with the fee and time of its area, where that has its own.

    ``place`` may be a city or whatever a customer said of where he is.
    """
    area = _area_of(rule, place) if place else None
    if area is None:
        return rule
    return replace(rule, area=area.name, fee=area.fee or rule.fee, days=area.days or rule.days, areas=())


def _area_of(rule: Delivery, said: str) -> DeliveryArea | None:
    """The shop's delivery area that is named, or that the town or province named lies in."""
    place = place_of(said)
    names = [said, place.name if place else "", (place.province if place else None) or ""]
    spoken = [f" {' '.join(words(name))} " for name in names if name.strip()]
    areas = [(f" {' '.join(named)} ", area) for area in rule.areas if (named := words(area.name))]
    return next((area for name in spoken for named, area in areas if named in name), None)
