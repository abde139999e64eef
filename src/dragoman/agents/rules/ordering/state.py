"""The order under way, as it is kept between turns: small plain JSON with a version, read with care. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from dragoman.orders.model import CartLine

VERSION = 1
MOST_LINES = 50
_LONGEST = 500  # characters of a kept value

WHICH, VARIANT, QUANTITY, CONFIRM, CHANGE = "which", "variant", "quantity", "confirm", "change"
CANCEL_PLACED, PLACED, OFFERED = "cancel_placed", "placed", "offered"
"""What was asked last, besides the fields of the order form (``name``, ``phone``, ``address`` ...)."""


@dataclass(frozen=True, slots=True)
class Pending:
    """One of these products is wanted, so many of it; which one is still to be said."""

    skus: tuple[str, ...]
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Cart:
    """What is being ordered and what is known for it.

    ``asked`` is what the agent's last question was about, ``choosing`` the product of it. ``pending`` are the
    products of which one is to be chosen, the first being asked about. ``quote_id`` is the quote that the customer
    was shown, and is being asked to confirm. ``number`` is the order that was placed last. ``again``: the details
    are those of last time. ``missed`` counts the turns in a row that were not understood.
    """

    lines: tuple[CartLine, ...] = ()
    code: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    asked: str | None = None
    choosing: str | None = None
    pending: tuple[Pending, ...] = ()
    quote_id: UUID | None = None
    number: int | None = None
    again: bool = False
    missed: int = 0

    @property
    def open(self) -> bool:
        """Whether an order is under way."""
        return self.asked != OFFERED and bool(self.lines or self.pending)

    def line_of(self, sku: str) -> CartLine | None:
        """The line of a product."""
        return next((line for line in self.lines if line.sku == sku), None)


def set_aside(cart: Cart) -> Cart:
    """``cart`` while a person has the conversation: whatever is agreed to afterwards is shown anew first."""
    return replace(cart, asked=None, quote_id=None, missed=0)


def read_cart(kept: object) -> Cart:
    """What an earlier turn left; an empty cart for anything that is none, or of another version."""
    if not isinstance(kept, Mapping) or kept.get("v") != VERSION:
        return Cart()
    lines = kept.get("lines")
    listed = [line for given in lines if (line := _line(given))] if isinstance(lines, list | tuple) else []
    details = kept.get("details")
    return Cart(
        tuple(listed[:MOST_LINES]),
        _text(kept.get("code")),
        {
            str(name)[:_LONGEST]: value[:_LONGEST]
            for name, value in (details.items() if isinstance(details, Mapping) else ())
            if isinstance(value, str)
        },
        _text(kept.get("asked")),
        _text(kept.get("choosing")),
        _pending(kept.get("pending")),
        _id(kept.get("quote")),
        _count(kept.get("number")),
        kept.get("again") is True,
        _count(kept.get("missed")) or 0,
    )


def kept_cart(cart: Cart) -> dict[str, Any]:
    """``cart`` as JSON for the next turn."""
    kept: dict[str, Any] = {
        "v": VERSION,
        "lines": [[line.sku, line.quantity, line.variant] for line in cart.lines],
        "code": cart.code,
        "details": dict(cart.details),
        "asked": cart.asked,
        "choosing": cart.choosing,
        "pending": [[list(one.skus), one.quantity] for one in cart.pending],
        "quote": str(cart.quote_id) if cart.quote_id else None,
        "number": cart.number,
        "again": cart.again,
        "missed": cart.missed,
    }
    return {name: value for name, value in kept.items() if value}


def _line(given: object) -> CartLine | None:
    match given:
        case [str() as sku, int() as quantity, (str() | None) as variant] if quantity > 0:
            return CartLine(sku, quantity, variant)
        case _:
            return None


def _pending(given: object) -> tuple[Pending, ...]:
    found = []
    for one in given[:MOST_LINES] if isinstance(given, list | tuple) else ():
        match one:
            case [list() as skus, (int() | None) as quantity]:
                found.append(Pending(tuple(sku for sku in skus if isinstance(sku, str)), _count(quantity)))
    return tuple(one for one in found if one.skus)


def _text(given: object) -> str | None:
    return given[:_LONGEST] if isinstance(given, str) and given else None


def _count(given: object) -> int | None:
    return given if isinstance(given, int) and not isinstance(given, bool) and given > 0 else None


def _id(given: object) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None
