"""A quote and an order as a customer reads them. Every amount is the quote's own; nothing is counted here. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from dragoman.agents.rules.ordering.wording import field_name, status_word, tell
from dragoman.agents.rules.say import plain
from dragoman.base.money import Money, format_money
from dragoman.catalogue.model import Product
from dragoman.orders.model import OrderForm, PlacedOrder, Quote, QuoteLine
from dragoman.orders.pricing import delivery_to
from dragoman.tenants.model import Delivery

_Told = TypeVar("_Told", Quote, PlacedOrder)
_NAMES = (("first_name", "last_name"), ("name",), ("full_name",))
_STREET = ("address_line1", "address", "address_line2")
_TOWN = ("city", "postal_code", "province", "country")


def titled(told: _Told, products: Sequence[Product], language: str) -> _Told:
    """The same with every line named in ``language``, where its product is at hand. Amounts stay as they are."""
    known = {product.sku: product for product in products}
    lines = (
        replace(line, title=title_in(known[line.sku], line.title, language)) if line.sku in known else line
        for line in told.lines
    )
    return replace(told, lines=tuple(lines))


def title_in(product: Product, title: str, language: str) -> str:
    """The title of a line in ``language``: the product's name, with the variant as the title has it."""
    return product.name_in(language) + title[len(product.name) :] if title.startswith(product.name) else title


def show_lines(lines: Sequence[QuoteLine], language: str) -> list[str]:
    """One row a line: how many, of what, the price of one and what it comes to."""
    return [_line(line, language) for line in lines]


def _line(line: QuoteLine, language: str) -> str:
    amounts = {"n": str(line.quantity), "name": plain(line.title), "total": format_money(line.total)}
    if line.quantity == 1:
        return tell("line_one", language, **amounts)
    listed = format_money(line.list_unit)
    if line.unit is None:
        return tell("line_bundle", language, **amounts, list=listed)
    each = format_money(line.unit)
    if line.unit < line.list_unit:
        return tell("line_offer", language, **amounts, each=each, list=listed)
    return tell("line", language, **amounts, each=each)


def show_so_far(quote: Quote, language: str) -> list[str]:
    """The lines, and what they come to where that is more than one amount; delivery comes with the address."""
    rows = show_lines(quote.lines, language)
    if len(rows) > 1 or quote.discount.minor:
        rows.append(tell("subtotal", language, amount=format_money(quote.subtotal)))
    if quote.discount.minor:
        rows.append(tell("discount", language, amount=format_money(quote.discount)))
    return rows


def show_amounts(told: Quote | PlacedOrder, language: str) -> list[str]:
    """What it comes to: discount, delivery, total. A fee that the shop has not confirmed is not stated."""
    rows = []
    if told.discount.minor or (told.delivery is not None and told.delivery.minor) or len(told.lines) > 1:
        rows.append(tell("subtotal", language, amount=format_money(told.subtotal)))
    if told.discount.minor:
        rows.append(tell("discount", language, amount=format_money(told.discount)))
    rows.append(_delivery(told.delivery, language))
    total = "total" if told.delivery is not None else "total_without"
    return [*rows, tell(total, language, amount=format_money(told.total))]


def _delivery(fee: Money | None, language: str) -> str:
    if fee is None:
        return tell("delivery_unknown", language)
    if fee.minor == 0:
        return tell("delivery_free", language)
    return tell("delivery", language, amount=format_money(fee))


def show_details(
    details: Mapping[str, str], form: OrderForm, language: str, *, again: bool = False
) -> list[str]:
    """For whom and where to, as it is stored; then whatever else is: every value of ``details`` can be read."""
    who = [name for name in (whole_name(details), details.get("phone")) if name]
    where = _where(details)
    rows = [tell("for", language, who=", ".join(who))] if who else []
    if where:
        rows.append(tell("to_again" if again else "to", language, where=", ".join(where)))
    shown = {*_name_fields(details), "phone", *_STREET, *_TOWN}
    # The form's own order, then what follows from it: JSON keeps none.
    for field in dict.fromkeys([*(one.name for one in form.fields), *sorted(details)]):
        if field not in shown and (value := details.get(field)):
            name = field_name(field, language)
            rows.append(tell("other", language, name=name[:1].upper() + name[1:], value=value))
    return rows


def _where(details: Mapping[str, str]) -> list[str]:
    """An address as on a parcel: ``Sadat street 5``, ``Zahle 1100``, ``Beqaa``, ``Lebanon``."""
    street = [value for name in _STREET if (value := details.get(name))]
    city, code, province, country = (details.get(name, "") for name in _TOWN)
    if province.casefold() == city.casefold():
        province = ""
    return [*street, *(part for part in (f"{city} {code}".strip(), province, country) if part)]


def whole_name(details: Mapping[str, str]) -> str:
    """The customer's name, whichever fields hold it."""
    return " ".join(details[name] for name in _name_fields(details))


def _name_fields(details: Mapping[str, str]) -> list[str]:
    held = ([name for name in names if details.get(name)] for names in _NAMES)
    return next((names for names in held if names), [])


def show_quote(
    quote: Quote, details: Mapping[str, str], form: OrderForm, language: str, *, again: bool
) -> str:
    """The whole quote: lines, amounts, for whom and where to. ``details`` are those that would be stored."""
    return "\n".join(
        [
            tell("quote", language),
            *show_lines(quote.lines, language),
            *show_amounts(quote, language),
            *show_details(details, form, language, again=again),
        ]
    )


def show_placed(order: PlacedOrder, form: OrderForm, delivery: Delivery, language: str) -> str:
    """The confirmation: the number, then exactly what is stored, and how long delivery takes where that is sure."""
    first = (whole_name(order.details).split() or [""])[0]
    key = "placed" if first else "placed_nobody"
    rows = [
        tell(key, language, first=plain(first), number=str(order.number)),
        *show_lines(order.lines, language),
        *show_amounts(order, language),
        *show_details(order.details, form, language),
    ]
    days = delivery_to(delivery, order.details.get("city")).days
    if delivery.confirmed and days and order.delivery is not None:
        least, most = days
        rows.append(
            tell("days" if least == most else "days_range", language, least=str(least), most=str(most))
        )
    return "\n".join(rows)


def show_status(order: PlacedOrder, language: str) -> str:
    """Where an order stands, and what is in it."""
    status = tell("status", language, number=str(order.number), status=status_word(order.status, language))
    total = "total" if order.delivery is not None else "total_without"
    return "\n".join(
        [status, *show_lines(order.lines, language), tell(total, language, amount=format_money(order.total))]
    )
