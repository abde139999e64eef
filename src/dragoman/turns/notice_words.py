"""What a shop's people read of an order or a waiting customer, in their language. Pure."""

from dataclasses import dataclass

from dragoman.base.money import format_money
from dragoman.orders.model import PlacedOrder
from dragoman.turns.notice_store import Notice

_HEADS = {
    "order": {"en": "New order {number}", "ar": "طلب جديد {number}", "fr": "Nouvelle commande {number}"},
    "waiting": {
        "en": "A customer waits for a person",
        "ar": "زبون ينتظر شخصاً من الفريق",
        "fr": "Un client attend une personne",
    },
    "question": {"en": "Please look at this", "ar": "يرجى النظر في هذا", "fr": "Merci de regarder ceci"},
}
_TOTAL = {"en": "Total", "ar": "المجموع", "fr": "Total"}
_WITHOUT_DELIVERY = {
    "en": "delivery not included: tell the customer the fee",
    "ar": "بدون التوصيل: أبلغ الزبون بالكلفة",
    "fr": "livraison non comprise : indiquez le tarif au client",
}
_SHOWN_FIELDS = ("phone", "city", "address_line1", "address_line2", "address", "notes")


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in words: ``event`` in a few, ``lines`` the rest of it."""

    event: str
    lines: tuple[str, ...]

    @property
    def summary(self) -> str:
        """All of it in one line, for a template's gap (WhatsApp allows no line break there)."""
        return "; ".join(self.lines)

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join([f"*{self.event}*", *self.lines])


def words_of(notice: Notice, order: PlacedOrder | None, language: str) -> Told:
    """What is told of ``notice``; ``order`` is the order that it is about."""
    head = _HEADS[notice.event][language]
    customer = " ".join(part for part in (notice.customer, _number(notice.address)) if part)
    if order is not None:
        return Told(head.format(number=order.number), _order_lines(order, customer, language))
    reason = ": ".join(part for part in (notice.action_kind, notice.action_reason) if part)
    return Told(head.format(number="").strip(), tuple(line for line in (customer, reason) if line))


def _order_lines(order: PlacedOrder, customer: str, language: str) -> tuple[str, ...]:
    lines = [f"{line.quantity} x {line.title}" for line in order.lines]
    total = f"{_TOTAL[language]}: {format_money(order.total)}"
    if order.delivery is None:
        total = f"{total} ({_WITHOUT_DELIVERY[language]})"
    names = (order.details.get(field) for field in ("first_name", "last_name", "name"))
    name = " ".join(name for name in names if name) or customer
    details = (order.details.get(field) for field in _SHOWN_FIELDS)
    return (*lines, total, name, *(" ".join(detail.split()) for detail in details if detail))


def _number(address: str | None) -> str | None:
    return f"+{address}" if address is not None and address.isdigit() else address
