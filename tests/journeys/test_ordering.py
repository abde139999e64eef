"""A whole order in each language at each shop: in by the webhook, answered at the emulator, stored in the database."""

from dataclasses import dataclass
from typing import Any

import pytest
from tests.support.running import Customer, Dragoman

SETTINGS = {"DEBOUNCE_SECONDS": "0.05"}


@dataclass(frozen=True)
class Order:
    """What a customer says, what each answer must say, and what is stored in the end, in cents."""

    shop: str
    language: str
    said: tuple[tuple[tuple[str, ...], str], ...]
    lines: tuple[tuple[str, int, int], ...]
    total: int
    delivery: int | None
    details: dict[str, str]


def _order(
    shop: str,
    language: str,
    *said: tuple[str, str],
    lines: Any,
    total: int,
    delivery: int | None,
    **details: str,
) -> Order:
    talk = tuple((tuple(text.split(" // ")), answer) for text, answer in said)
    return Order(shop, language, talk, lines, total, delivery, details)


ORDERS = (
    _order(
        "astrosouks",
        "en",
        ("hi, I want 2 speakers and a labubu", "Which one would you like?"),
        ("the bone one", "2 × *Bone Conduction Speaker*: $18 each instead of $19.99, $36"),
        ("Maya Khoury // Hamra, Sadat street, Beirut", "*Total: $50.99*"),
        ("how long does delivery take?", "3 to 4 days"),
        ("yes // thanks", "Your order number is"),
        lines=(("bone_conduction_speaker", 2, 3600), ("labubu_big_into_magic_energy", 1, 1499)),
        total=5099,
        delivery=0,
        city="Beirut",
        address_line1="Hamra, Sadat street",
        first_name="Maya",
    ),
    _order(
        "astrosouks",
        "ar",
        ("بدي اطلب الدرون", "1 × *طائرة درون نفاثة*"),
        ("رنا حداد", "المدينة والعنوان"),
        ("طرابلس، شارع عزمي، بناية 3", "*المجموع: $32.99*"),
        ("أكيد", "رقم طلبك هو"),
        lines=(("jet_drone", 1, 2999),),
        total=3299,
        delivery=300,
        city="Tripoli",
        first_name="رنا",
        last_name="حداد",
    ),
    _order(
        "astrosouks",
        "fr",
        ("je prends 3 rubans double face", "$17 ensemble"),
        ("Marie Nader", "livrer"),
        ("Zahlé, rue principale, près de l'église", "*Total : $20*"),
        ("oui c'est bon", "Votre numéro de commande est"),
        lines=(("double_sided_tape_3_meter", 3, 1700),),
        total=2000,
        delivery=300,
        city="Zahle",
        first_name="Marie",
    ),
    _order(
        "astrosouks",
        "arabizi",
        ("badde tnen mn l drone w wa7ad squeeze mop", "2 × *Jet Drone*"),
        ("chil l squeeze mop", "2 × *Jet Drone*"),
        ("esme Hala Saab", "deliver"),
        ("saida, share3 riad l solh", "Delivery: free"),
        ("eh akid", "Your order number is"),
        lines=(("jet_drone", 2, 5998),),
        total=5998,
        delivery=0,
        city="Sidon",
        last_name="Saab",
    ),
    _order(
        "ecla",
        "en",
        ("how much is the pen?", "$20"),
        ("2 please", "2 × *ECLA® Teeth Whitening Pen*: $20 each, $40"),
        ("Maya Khoury, 03 654 321", "deliver"),
        ("Jounieh, near the municipality", "*Total without delivery: $40*"),
        ("ok confirm", "Your order number is"),
        lines=(("whitening_pen", 2, 4000),),
        total=4000,
        delivery=None,
        city="Jounieh",
        phone="+9613654321",
    ),
    _order(
        "ecla",
        "ar",
        ("بدي حبتين من القلم", "2 × *قلم تبييض الأسنان*"),
        ("لا بدي الكيت بدل القلم", "$110"),
        ("رنا حداد", "المدينة والعنوان"),
        ("بيروت الأشرفية شارع ساسين بناية 5", "هل أؤكد هذا الطلب؟"),
        ("ايه اكيد", "رقم طلبك هو"),
        lines=(("e20_bionic_kit", 2, 11000),),
        total=11000,
        delivery=None,
        city="Beirut",
    ),
    _order(
        "ecla",
        "fr",
        ("je voudrais commander deux stylos et un kit", "$95"),
        ("Marie Nader", "livrer"),
        ("Jounieh, rue du port", "*Total sans livraison : $95*"),
        ("attendez", "rien n'est commandé"),
        ("je confirme", "Votre numéro de commande est"),
        lines=(("e20_bionic_kit", 1, 5500), ("whitening_pen", 2, 4000)),
        total=9500,
        delivery=None,
        city="Jounieh",
    ),
    _order(
        "ecla",
        "arabizi",
        ("baddi otlob l kit", "$55"),
        ("esme Hala Saab", "deliver"),
        ("zahle, 7ad l serail, tabe2 2", "*Total without delivery: $55*"),
        ("tamem", "Your order number is"),
        lines=(("e20_bionic_kit", 1, 5500),),
        total=5500,
        delivery=None,
        city="Zahle",
    ),
)


async def _orders(customer: Customer) -> list[dict[str, Any]]:
    conversation = await customer.conversation()
    return await customer.dragoman.rows(
        "SELECT id, number, status, total_minor, delivery_minor, details FROM orders WHERE conversation_id = %s",
        conversation["id"],
    )


async def _lines(customer: Customer, order: dict[str, Any]) -> list[tuple[str, int, int]]:
    rows = await customer.dragoman.rows(
        "SELECT sku, quantity, total_minor FROM order_lines WHERE order_id = %s ORDER BY sku", order["id"]
    )
    return [(row["sku"], row["quantity"], row["total_minor"]) for row in rows]


@pytest.mark.parametrize("wanted", ORDERS, ids=[f"{o.shop}-{o.language}" for o in ORDERS])
async def test_a_whole_order_is_taken_without_any_key(dragoman: Dragoman, wanted: Order) -> None:
    customer = dragoman.customer(shop=wanted.shop, name="🌸")

    for texts, answer in wanted.said:
        assert answer in await customer.asks(*texts)

    (order,) = await _orders(customer)
    assert sorted(await _lines(customer, order)) == sorted(wanted.lines)
    assert (order["status"], order["total_minor"], order["delivery_minor"]) == (
        "new",
        wanted.total,
        wanted.delivery,
    )
    stored = order["details"]
    assert {name: stored[name] for name in wanted.details} == wanted.details
    if "phone" not in wanted.details:
        assert stored["phone"] == f"+{customer.address}"
    told = next(words for words in reversed(await customer.inbox()) if f"*{order['number']}*" in words)
    for value in (str(order["number"]), stored["phone"], stored["city"], stored["address_line1"]):
        assert value in told
    actions = [(action["kind"], action["reason"]) for action in await customer.actions()]
    unsure = [("confirm_fact", "delivery fee")] if wanted.delivery is None else []
    assert actions == unsure


async def test_a_second_yes_and_a_yes_that_comes_twice_order_once(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks", name="Maya Khoury")
    await customer.asks("I want to order the fly trap")
    await customer.asks("Hamra, Beirut, Sadat street 5")

    await customer.asks("yes", "yes")
    again = await customer.asks("yes")

    assert "already placed" in again
    assert len(await _orders(customer)) == 1


async def test_a_returning_customer_is_not_asked_again_and_may_cancel(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks", name="Maya Khoury")
    await customer.asks("I want to order the fly trap")
    await customer.asks("Hamra, Beirut, Sadat street 5")
    await customer.asks("yes")

    quoted = await customer.asks("I want to order the neck fan")
    placed = await customer.asks("yes")
    status = await customer.asks("where is my order?")
    cancelled = await customer.asks("cancel my order")

    assert "Sadat street 5, Beirut 1100, Lebanon (as last time)" in quoted
    assert "Your order number is" in placed
    assert "received" in status
    assert "is cancelled" in cancelled
    assert sorted(order["status"] for order in await _orders(customer)) == ["cancelled", "new"]


async def test_an_order_of_somebody_else_is_not_told(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks", name="Maya Khoury")
    await customer.asks("I want to order the fly trap")
    await customer.asks("Hamra, Beirut, Sadat street 5")
    await customer.asks("yes")
    (order,) = await _orders(customer)

    stranger = dragoman.customer(shop="astrosouks", name="Eve")
    told = await stranger.asks(f"status of order {order['number']}")

    assert "can't find" in told
    assert "Fly Trap" not in told
    cancel = await stranger.asks(f"cancel order {order['number']}")
    assert "is cancelled" not in cancel
    assert [one["status"] for one in await _orders(customer)] == ["new"]


async def test_a_price_that_moves_before_the_yes_is_shown_again_and_never_charged_silently(
    dragoman: Dragoman,
) -> None:
    customer = dragoman.customer(shop="astrosouks", name="Maya Khoury")
    await customer.asks("I want to order the plastic restorer")
    await customer.asks("Hamra, Beirut, Sadat street 5")
    tenant = (await dragoman.row("SELECT id FROM tenants WHERE slug = 'astrosouks'"))["id"]
    async with dragoman.database.as_tenant(tenant) as tx:
        await tx.execute("UPDATE products SET price_minor = 1150 WHERE sku = 'plastic_restorer'", {})

    moved = await customer.asks("yes")
    assert await _orders(customer) == []
    placed = await customer.asks("yes")

    assert "A price has changed" in moved
    assert "$11.50" in moved
    assert "$11.50" in placed
    (order,) = await _orders(customer)
    assert order["total_minor"] == 1450
