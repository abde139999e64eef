"""The few sentences that code says in a model's place. Nothing is calculated here."""

from dragoman.base.money import format_money
from dragoman.orders.model import PlacedOrder

_PLACED = {
    "en": "Your order {number} is placed.",
    "ar": "تم تسجيل طلبك رقم {number}.",
    "fr": "Votre commande {number} est enregistrée.",
}
_TOTAL = {"en": "Total: {total}", "ar": "المجموع: {total}", "fr": "Total : {total}"}
_CANCELLED = {
    "en": "Your order {number} is cancelled.",
    "ar": "تم إلغاء طلبك رقم {number}.",
    "fr": "Votre commande {number} est annulée.",
}
_WITHOUT_DELIVERY = {"en": "(without delivery)", "ar": "(بدون التوصيل)", "fr": "(sans livraison)"}


def order_placed(order: PlacedOrder, language: str) -> str:
    """That it is placed: its number, its lines and its total."""
    lines = [f"{line.quantity} x {line.title}: {format_money(line.total)}" for line in order.lines]
    total = _TOTAL[language].format(total=format_money(order.total))
    if order.delivery is None:
        total = f"{total} {_WITHOUT_DELIVERY[language]}"
    return "\n".join([_PLACED[language].format(number=order.number), *lines, total])


def order_cancelled(order: PlacedOrder, language: str) -> str:
    """That it is cancelled."""
    return _CANCELLED[language].format(number=order.number)
