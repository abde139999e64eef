"""The life of an order: which status may follow which, and what comes with a change."""

from collections import Counter
from typing import get_args
from uuid import UUID

from dragoman.base.db import TenantTx
from dragoman.base.errors import Refused
from dragoman.catalogue import stock
from dragoman.catalogue.store import get_products
from dragoman.orders import order_store
from dragoman.orders.model import OrderStatus
from dragoman.orders.order_store import PlacedRow

_STEPS: tuple[OrderStatus, ...] = ("draft", "new", "confirmed", "packed", "on_the_way", "delivered")

CUSTOMER_MAY_CANCEL: frozenset[OrderStatus] = frozenset({"new", "confirmed"})
"""Once it is packed, only a person of the shop's takes it back."""


def may_follow(before: OrderStatus) -> tuple[OrderStatus, ...]:
    """The statuses that may follow ``before``: any further step, and ``cancelled`` until it is delivered.

    Steps may be left out, for small shops pack and send in one go; nothing goes back. A draft becomes ``confirmed``:
    that is what a person does with it.
    """
    if before in {"delivered", "cancelled"}:
        return ()
    if before == "draft":
        return ("confirmed", "cancelled")
    return (*_STEPS[_STEPS.index(before) + 1 :], "cancelled")


async def set_status(tx: TenantTx, order_id: UUID, status: OrderStatus, *, actor: str) -> bool:
    """Gives an order a status; whether it is a new one. Cancelling puts its counted pieces back.

    A draft that is confirmed gets a number, counts as what the catalogue said of its lines, and takes its counted
    pieces. Raises ``NotFound``, or ``Refused`` where the status may not follow, a draft has a line without a price, or
    too few pieces are left.
    """
    row = await order_store.lock_order(tx, order_id)
    if row.status == status:
        return False
    allowed = may_follow(row.status)
    if status not in allowed:
        then = f"it may become: {', '.join(allowed)}" if allowed else "nothing follows that"
        raise Refused(f"an order that is {row.status} cannot become {status}; {then}")
    if status == "cancelled":
        await put_back(tx, row)
    elif row.status == "draft":
        await _settle(tx, row)
    await order_store.write_status(tx, row.id, row.status, status, actor=actor)
    return True


async def put_back(tx: TenantTx, row: PlacedRow) -> None:
    """Puts the counted pieces of an order back."""
    of_products: Counter[str] = Counter()
    of_variants: Counter[tuple[str, str]] = Counter()
    for line in row.lines:
        if line["taken_from"] == "product":
            of_products[line["sku"]] += line["quantity"]
        elif line["taken_from"] == "variant":
            of_variants[line["sku"], line["variant"] or ""] += line["quantity"]
    if of_products or of_variants:
        await stock.lock_products(tx, sorted({*of_products, *(sku for sku, _ in of_variants)}))
        await stock.put_back_pieces(tx, of_products, of_variants)


async def _settle(tx: TenantTx, row: PlacedRow) -> None:
    unsettled = [line["sku"] for line in row.lines if line["unit"] is None]
    if unsettled or not row.lines:
        what = ", ".join(unsettled) or "it has no lines"
        raise Refused(
            f"the catalogue has no price for all of this draft ({what}); ask the customer what is meant"
        )
    pieces: Counter[str] = Counter()
    for line in row.lines:
        pieces[line["sku"]] += line["quantity"]
    await stock.lock_products(tx, sorted(pieces))
    counted = {
        product.sku for product in await get_products(tx, sorted(pieces)) if product.quantity is not None
    }
    taken = {sku: pieces[sku] for sku in counted}
    if not await stock.take_pieces(tx, taken, {}):
        raise Refused(f"too few pieces are left of {', '.join(sorted(counted))}")
    await order_store.count_draft(tx, row.id, await order_store.next_number(tx))
    if counted:
        await order_store.note_taken(tx, row.id, sorted(counted))


STATUSES: tuple[OrderStatus, ...] = get_args(OrderStatus)
"""Every status, in the order of an order's life."""
