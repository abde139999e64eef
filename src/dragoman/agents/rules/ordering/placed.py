"""Orders that are placed already: where they stand, cancelling them, and what only a person can change."""

import re
from collections.abc import Sequence
from dataclasses import replace

from dragoman.agents.base import ActionRequest, Line
from dragoman.agents.rules.ordering.ask import products_of
from dragoman.agents.rules.ordering.consent import consent_in
from dragoman.agents.rules.ordering.dialogue import Desk
from dragoman.agents.rules.ordering.show import show_status, titled
from dragoman.agents.rules.ordering.state import CANCEL_PLACED, PLACED, Cart
from dragoman.agents.rules.ordering.wording import tell
from dragoman.agents.rules.scene import Part
from dragoman.catalogue.fold import fold, words
from dragoman.orders.model import PlacedOrder

_NUMBER = re.compile(r"(?<![\d+$€])\d{3,7}(?!\d)")
_CANCEL = frozenset(
    words(
        """
        cancel cancle canceled cancelled cancelling cancellation annuler annule annulez الغي الغاء الغيها الغيلي لغي
        كنسل elghe el8e elghi kansel kansil"""
    )
)
_ALTER = frozenset(
    words(
        """
        change modify edit update add remove changer modifier ajouter غير غيرلي غيري عدل عدلي زيد ghayyer 8ayyer ghayyir
        ghayer address adresse العنوان عنوان 3enwen"""
    )
)
_IMPATIENT = frozenset(
    words(
        """
        late waiting still ago days week weeks delayed nothing never paid lost when retard toujours jours semaine rien
        paye تاخر تاخرت تاخرتو متاخر متاخره ناطر ناطره ناطرين صرلي اسبوع ايام ضاع ضاعت دفعت t2akhar t2akharto
        ta2akharto natir natra natrin sarle jem3a dafa3et"""
    )
)
_CANCELLABLE = frozenset({"new", "confirmed"})
_MINE = ActionRequest("order_status", "the customer asks about an order")


async def about_placed(lines: Sequence[Line], desk: Desk, cart: Cart) -> tuple[Part, Cart]:
    """The answer to a question about an order, for the customer's own orders only."""
    text = "\n".join(line.text or "" for line in lines if line.kind == "text")
    said, number = set(words(text)), order_number(text)
    order = await desk.tools.order_status(number)
    if order is None:
        return _not_found(number, desk), cart
    if _CANCEL & said and order.status != "cancelled":
        if "?" in text or "؟" in text:
            return _ask_to_cancel(order, desk, cart)
        return await cancel(order.number, desk), cart
    if _ALTER & said and order.status not in {"cancelled", "delivered"}:
        action = ActionRequest(
            "order", f"the customer wants to change order {order.number}; it is in the conversation"
        )
        text = tell("change_placed", desk.language, number=str(order.number))
        return Part("order_status", text, actions=(action,)), cart
    products = products_of([line.sku for line in order.lines], desk.scene)
    shown = show_status(titled(order, products, desk.language), desk.language)
    if _IMPATIENT & said and order.status != "cancelled":
        shown = f"{shown}\n{tell('status_check', desk.language)}"
        return Part("order_status", shown, actions=(_MINE,)), cart
    return Part("order_status", shown), cart


def order_number(text: str) -> int | None:
    """The order's number that ``text`` names."""
    match = _NUMBER.search(fold(text))
    return int(match[0]) if match else None


def _not_found(number: int | None, desk: Desk) -> Part:
    first = (
        tell("no_order", desk.language)
        if number is None
        else tell("no_such_order", desk.language, number=str(number))
    )
    return Part("order_status", f"{first} {tell('team_checks', desk.language)}", actions=(_MINE,))


def _ask_to_cancel(order: PlacedOrder, desk: Desk, cart: Cart) -> tuple[Part, Cart]:
    if order.status not in _CANCELLABLE:
        return _too_late(order.number, desk), cart
    text = tell("cancel_sure", desk.language, number=str(order.number))
    return Part("order_status", text), replace(cart, asked=CANCEL_PLACED, number=order.number)


async def cancel(number: int | None, desk: Desk) -> Part:
    """Cancels an order that is not packed yet; else a person is told."""
    told = await desk.tools.cancel_order(number)
    if isinstance(told, PlacedOrder):
        return Part("order_status", tell("order_cancelled", desk.language, number=str(told.number)))
    if told.kind == "too_late":
        return _too_late(number, desk)
    return _not_found(number, desk)


def _too_late(number: int | None, desk: Desk) -> Part:
    action = ActionRequest("order", f"the customer wants to cancel order {number}, which is packed already")
    return Part("order_status", tell("too_late", desk.language, number=str(number or "")), actions=(action,))


def repeated_yes(lines: Sequence[Line], cart: Cart, language: str) -> Part | None:
    """Another yes right after the order was placed: nothing is ordered twice."""
    if cart.asked != PLACED or cart.number is None or not lines:
        return None
    texts = [line.text or "" for line in lines if line.kind in {"text", "choice", "button"}]
    if len(texts) != len(lines):
        return None
    tapped = [line.choice_id == "ordering:confirm" for line in lines]
    if not all(tap or consent_in(text) == "yes" for tap, text in zip(tapped, texts, strict=True)):
        return None
    return Part("order", tell("placed_already", language, number=str(cart.number)))
