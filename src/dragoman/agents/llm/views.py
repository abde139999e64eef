"""What the tools returned, as compact JSON for a model: every amount is a text to be repeated as it stands. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from dragoman.base.money import format_money
from dragoman.catalogue.model import NOT_SOLD_HERE, SURELY_MEANT, Offer, Product, SearchResult, said_in
from dragoman.orders.model import PlacedOrder, Problem, Quote, QuoteLine
from dragoman.tenants.hours import WEEKDAYS, Hours, closing, next_opening
from dragoman.tenants.model import Delivery, ShopInfo

Json = dict[str, Any]

UNCONFIRMED = "not confirmed by the shop: do not state it; say that you will check, and call ask_the_shop"
_LONGEST_DETAILS = 4000
_STOCK = {"in": "in stock", "out": "out of stock", "untracked": "not counted: promise nothing"}


def product_view(product: Product, language: str, *, whole: bool) -> Json:
    """A product as a model reads it; ``whole`` with everything that the shop states of it."""
    view: Json = {"sku": product.sku, "name": product.name_in(language), "price": format_money(product.price)}
    if product.compare_at is not None and product.compare_at > product.price:
        view["was"] = format_money(product.compare_at)
    if product.variants:
        view["variants"] = [
            _present(key=v.key, title=v.title, price=format_money(v.price), options=dict(v.options))
            for v in product.variants
        ]
    view |= _present(
        offers=[_offer(offer) for offer in product.offers],
        stock=_STOCK[product.stock],
        summary=product.summary_in(language),
        category=product.category,
        brand=product.brand,
        picture=True if product.image_url or product.images else None,
    )
    return view | (_details(product.details, language) if whole else {})


def search_view(result: SearchResult, language: str) -> Json:
    """What a search found, and how surely that is what was asked for."""
    if not result.matches or result.coverage < NOT_SOLD_HERE:
        told = (
            "nothing like it is sold here: say so; you may name what is below as something else that is sold"
        )
    elif result.coverage < SURELY_MEANT:
        told = "the closest there is, perhaps not what was meant: offer it as such"
    else:
        told = "found"
    return {
        "result": told,
        "products": [product_view(match.product, language, whole=False) for match in result.matches],
    }


def stock_view(product: Product, language: str) -> Json:
    """Whether a product is there; how many, where the shop counts."""
    view: Json = {
        "sku": product.sku,
        "name": product.name_in(language),
        "stock": _STOCK[product.stock],
    }
    view |= _present(pieces_left=product.quantity)
    counted = {v.key: v.quantity for v in product.variants if v.quantity is not None}
    return view | _present(pieces_left_by_variant=counted)


def quote_view(quote: Quote, ref: str) -> Json:
    """A quote, its lines and totals; ``ref`` is what an order names it by."""
    return {"quote": ref, **_counted(quote), "holds_until": f"{quote.expires_at:%H:%M} UTC"}


def stored_view(stored: Mapping[str, str] | Problem) -> Json:
    """What an order would store of its customer, what follows from it included; or what is still missing."""
    return problem_view(stored) if isinstance(stored, Problem) else {"would_store": dict(stored)}


def order_view(order: PlacedOrder) -> Json:
    """An order as its customer may see it."""
    return {
        "order_number": order.number,
        "status": order.status.replace("_", " "),
        "placed_at": f"{order.at:%Y-%m-%d}",
        **_counted(order),
        "details": dict(order.details),
    }


def problem_view(problem: Problem) -> Json:
    """Why nothing was quoted, placed or cancelled."""
    return {"problem": problem.kind.replace("_", " ")} | _present(
        sku=problem.sku,
        product=problem.title,
        missing=list(problem.fields),
        available=problem.available,
        choices=list(problem.choices),
    )


def shop_view(shop: ShopInfo, language: str, *, at: datetime | None = None, zone: tzinfo = UTC) -> Json:
    """What the shop states about itself, and the topics on which it has not made up its mind; ``at`` it is now."""
    unsure = [topic for topic, policy in shop.policies.items() if not policy.confirmed]
    policies = {
        topic: policy.text.get(language) or next(iter(policy.text.values()), "")
        for topic, policy in shop.policies.items()
        if policy.confirmed
    }
    view = _present(
        about=shop.about_in(language),
        policies={topic: text for topic, text in policies.items() if text},
        questions={faq.question: faq.answer_in(language) for faq in shop.faqs if faq.confirmed},
    )
    if shop.delivery.confirmed:
        view |= _present(delivery=_delivery(shop.delivery))
    else:
        unsure.append("delivery")
    if shop.hours is not None and shop.hours.confirmed:
        view |= _present(hours=_hours(shop.hours, at, zone))
    return view | _present(unconfirmed=dict.fromkeys(unsure, UNCONFIRMED))


def _hours(hours: Hours, at: datetime | None, zone: tzinfo) -> Json:
    week = {
        day: ", ".join(f"{o.opens:%H:%M}-{o.closes:%H:%M}" for o in hours.week if n in o.days) or "closed"
        for n, day in enumerate(WEEKDAYS)
    }
    if at is None or not isinstance(zone, ZoneInfo):
        return {"week": week}
    until, following = closing(hours, at, zone), next_opening(hours, at, zone)
    if until is not None:
        return {"week": week, "now": f"open until {until:%H:%M}"}
    opens = f", opens {WEEKDAYS[following.weekday()]} {following:%H:%M}" if following is not None else ""
    return {"week": week, "now": f"closed{opens}"}


def _delivery(delivery: Delivery) -> Json:
    days = delivery.days
    return _present(
        area=delivery.area,
        fee=None if delivery.fee is None else format_money(delivery.fee) if delivery.fee.minor else "free",
        free_from=format_money(delivery.free_from) if delivery.free_from else None,
        days=None if days is None else f"{days[0]}-{days[1]}" if days[0] != days[1] else f"{days[0]}",
        abroad={"no": "no", "ask": "a person quotes: call ask_the_shop"}.get(delivery.abroad),
    )


def _counted(cart: Quote | PlacedOrder) -> Json:
    return {
        "lines": [_line(line) for line in cart.lines],
        "subtotal": format_money(cart.subtotal),
        **_present(
            discount=f"-{format_money(cart.discount)}" if cart.discount.minor else None,
            code=cart.code,
        ),
        "delivery": (
            "not confirmed by the shop: the total is without it, and a person tells the fee"
            if cart.delivery is None
            else format_money(cart.delivery)
            if cart.delivery.minor
            else "free"
        ),
        "total": format_money(cart.total),
    }


def _line(line: QuoteLine) -> Json:
    return {
        "sku": line.sku,
        **_present(variant=line.variant),
        "title": line.title,
        "quantity": line.quantity,
        **_present(each=format_money(line.unit) if line.unit is not None else None),
        "total": format_money(line.total),
    }


def _offer(offer: Offer) -> str:
    if offer.unit_price is not None:
        return f"{offer.quantity} or more: {format_money(offer.unit_price)} each"
    return f"{offer.quantity} for {format_money(offer.total)}" if offer.total is not None else ""


def _details(details: Mapping[str, Any], language: str) -> Json:
    """The stated details, as many as are of use."""
    kept: Json = {}
    size = 0
    for topic, told_so in details.items():
        told = said_in(told_so, language)
        size += len(str(told))
        if topic == "unconfirmed" or size > _LONGEST_DETAILS:
            continue
        kept[topic] = told
    unsure = details.get("unconfirmed")
    told_of = list(unsure) if isinstance(unsure, Mapping | list | tuple) else []
    return _present(details=kept, unconfirmed={str(topic): UNCONFIRMED for topic in told_of})


def _present(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {}, ())}
