"""A shop that sells, and an agent that does as it is told: what tests of orders need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from dragoman.agents.base import Reply, Toolbox, TurnInput
from dragoman.base.db import Database
from dragoman.base.ids import ChatbotId
from dragoman.channels.content import TextOut
from dragoman.orders.model import CartLine, PlacedOrder, Problem, Quote, Requoted
from dragoman.tenants import store
from dragoman.tenants.apply import apply_shops
from dragoman.tenants.shop_file import shop_from
from tests.support.shops import TestShop

_numbers = count(1)
DETAILS = {
    "first_name": "Rana",
    "last_name": "Khoury",
    "phone": "03 123 456",
    "city": "Saida",
    "address_line1": "Riad el Solh street",
}


def a_selling_shop_file(n: int, **changes: Any) -> dict[str, Any]:
    """The file of a shop with counted and uncounted products, a code, a delivery rule and an order form."""
    return {
        "slug": f"selling-{n}",
        "brand": f"Selling {n}",
        "user_id": 9000 + n,
        "country": "LB",
        "currency": "USD",
        "timezone": "Asia/Beirut",
        "chatbots": [{"chatbot_id": 9000 + n, "agent_id": "test", "name": "Test"}],
        "senders": [{"number": f"9617100{n:04d}"}],
        "delivery": {"area": "all of Lebanon", "fee": "3.00", "free_from": "40.00", "abroad": "no"},
        "products": [
            {"sku": "pen", "name": "Pen", "price": "20.00"},
            {"sku": "lamp", "name": "Lamp", "price": "10.00", "quantity": 3},
            {
                "sku": "shirt",
                "name": "Shirt",
                "price": "15.00",
                "variants": [
                    {"key": "red", "title": "Red", "price": "15.00", "quantity": 2},
                    {"key": "blue", "title": "Blue", "price": "15.00"},
                ],
            },
        ],
        "discounts": {"promo_codes": [{"code": "TEN", "percent": 10}], "stacking": False},
        "order_form": {
            "required_fields": ["first_name", "last_name", "phone", "city", "address_line1"],
            "optional_fields": ["notes"],
            "derive": {"province": "from city", "country": "Lebanon"},
            "phone": {"country": "LB", "reject_other_countries": True},
        },
        **changes,
    }


async def a_selling_shop(database: Database, **changes: Any) -> TestShop:
    """Such a shop in the database, unlike any other of this run."""
    n = next(_numbers)
    file = a_selling_shop_file(n, **changes)
    await apply_shops(database, [shop_from(file, name="test")])
    async with database.as_platform() as tx:
        row = await store.find_tenant(tx, file["slug"])
    assert row is not None
    return TestShop(
        row.id, file["slug"], file["brand"], ChatbotId(9000 + n), file["senders"][0]["number"], "test"
    )


@dataclass
class Seller:
    """Does as the customer's last message says: ``want lamp 2``, ``yes``, ``status``, ``cancel``.

    What its tools said is in ``told``, newest last. ``details`` are what it knows of the customer.
    """

    details: Mapping[str, str] = field(default_factory=lambda: dict(DETAILS))
    told: list[Any] = field(default_factory=list)

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """Calls the tool, says what came of it, and remembers the quote."""
        state = dict(turn.state)
        word, *rest = (turn.new[-1].text or "").split()
        result: Any = None
        match word:
            case "want":
                sku, quantity, *code = rest
                name, _, variant = sku.partition(":")
                line = CartLine(name, int(quantity), variant or None)
                result = await tools.quote([line], code=code[0] if code else None)
            case "yes":
                result = await tools.place_order(UUID(state["quote"]), self.details)
            case "wantyes":
                made = await tools.quote([CartLine(rest[0], 1)])
                assert isinstance(made, Quote)
                result = await tools.place_order(made.id, self.details)
            case "status":
                result = await tools.order_status(int(rest[0]) if rest else None)
            case "cancel":
                result = await tools.cancel_order(int(rest[0]) if rest else None)
            case "me":
                result = await tools.customer()
        self.told.append(result)
        quote = result.quote if isinstance(result, Requoted) else result
        if isinstance(quote, Quote):
            state["quote"] = str(quote.id)
        return Reply(messages=(TextOut(self._words(result)),), state=state)

    def _words(self, result: Any) -> str:
        match result:
            case Quote(total=total):
                return f"That is {total}. Shall I order?"
            case Requoted(quote=quote):
                return f"It is {quote.total} now. Shall I order?"
            case PlacedOrder(number=number, status=status):
                return f"Order {number}: {status}"
            case Problem(kind=kind):
                return f"Sorry: {kind}"
            case _:
                return "Yes?"
