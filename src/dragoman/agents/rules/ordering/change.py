"""What becomes of a cart when products are added, removed, replaced or counted anew. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dragoman.agents.rules.ordering.cart import Wish
from dragoman.agents.rules.ordering.state import MOST_LINES, QUANTITY, Cart, Pending
from dragoman.catalogue.model import Product
from dragoman.orders.model import CartLine


@dataclass(slots=True)
class Changed:
    """The lines after it, and what could not be done. ``touched``: something of it was about the cart."""

    lines: tuple[CartLine, ...]
    touched: bool = False
    same: bool = False
    pending: list[Pending] = field(default_factory=list)
    not_in_cart: list[Product] = field(default_factory=list)
    asks_which_line: bool = False


def apply_wishes(wishes: Sequence[Wish], cart: Cart) -> Changed:
    """``cart``'s lines after what the customer said of them, in order."""
    changed = Changed(cart.lines)
    inherited = _inherited(wishes, cart)
    for wish in wishes:
        wish = _among_the_cart(wish, changed.lines)
        if not wish.products:
            _without_name(wish, cart, changed)
        elif len(wish.products) > 1:
            if wish.change == "remove":
                changed.asks_which_line = True
            else:
                changed.pending.append(Pending(tuple(p.sku for p in wish.products), wish.quantity))
            changed.touched = True
        elif wish.change == "remove":
            _remove(wish.products[0], wish.quantity, changed)
        else:
            _put(replace(wish, quantity=wish.quantity or inherited), changed)
    changed.lines = changed.lines[:MOST_LINES]
    return changed


def _inherited(wishes: Sequence[Wish], cart: Cart) -> int | None:
    """ "The kit instead of the pens": as many of it as there were of what it replaces."""
    gone = [
        line for w in wishes if w.change == "remove" and w.product and (line := cart.line_of(w.product.sku))
    ]
    new = [w for w in wishes if w.change == "set" and w.product and cart.line_of(w.product.sku) is None]
    return gone[0].quantity if len(gone) == 1 and len(new) == 1 else None


def _among_the_cart(wish: Wish, lines: Sequence[CartLine]) -> Wish:
    """Of several that a word may mean, the one that is in the cart, unless one more is wanted."""
    if len(wish.products) < 2 or wish.change == "add":
        return wish
    held = tuple(p for p in wish.products if any(line.sku == p.sku for line in lines))
    return replace(wish, products=held) if len(held) == 1 else wish


def _without_name(wish: Wish, cart: Cart, changed: Changed) -> None:
    """ "Make it 3", "remove it": the only line, or the one that was asked about."""
    asked = cart.choosing if cart.asked == QUANTITY else None
    line = next((line for line in changed.lines if line.sku == asked), None)
    if line is None and len(changed.lines) == 1:
        line = changed.lines[0]
    if line is None:
        changed.asks_which_line = changed.touched = bool(changed.lines)
        return
    changed.touched = True
    if wish.change == "remove":
        left = line.quantity - (wish.quantity or line.quantity)
        changed.lines = _with(changed.lines, line, left)
    elif wish.quantity:
        number = line.quantity + wish.quantity if wish.change == "add" else wish.quantity
        changed.same = number == line.quantity
        changed.lines = _with(changed.lines, line, number)


def _remove(product: Product, quantity: int | None, changed: Changed) -> None:
    changed.touched = True
    held = [line for line in changed.lines if line.sku == product.sku]
    if not held:
        changed.not_in_cart.append(product)
        return
    for line in held:
        left = line.quantity - quantity if quantity else 0
        changed.lines = _with(changed.lines, line, left)


def _put(wish: Wish, changed: Changed) -> None:
    product = wish.products[0]
    changed.touched = True
    held = next(
        (
            line
            for line in changed.lines
            if line.sku == product.sku and (wish.variant is None or line.variant in {wish.variant, None})
        ),
        None,
    )
    if held is None:
        changed.lines = (*changed.lines, CartLine(product.sku, wish.quantity or 1, wish.variant))
        return
    number = wish.quantity or (1 if wish.change == "add" else held.quantity)
    if wish.change == "add":
        number += held.quantity
    variant = wish.variant or held.variant
    changed.same = number == held.quantity and variant == held.variant
    changed.lines = tuple(
        replace(line, quantity=number, variant=variant) if line is held else line for line in changed.lines
    )


def _with(lines: Sequence[CartLine], line: CartLine, quantity: int) -> tuple[CartLine, ...]:
    """``lines`` with another quantity of one; none of it when nothing is left."""
    if quantity <= 0:
        return tuple(one for one in lines if one is not line)
    return tuple(replace(one, quantity=quantity) if one is line else one for one in lines)
