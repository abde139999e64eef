"""Customers who order the last pieces while workers are killed: one order each, and never a piece too many."""

import asyncio

import pytest
from tests.support.processes import until
from tests.support.selling import a_selling_shop_file
from tests.support.server import TestServer
from tests.support.storm import settled
from tests.support.world import World, a_world

from dragoman.tenants.apply import apply_shops
from dragoman.tenants.shop_file import shop_from

pytestmark = pytest.mark.chaos

_CUSTOMERS, _LAMPS = 8, 5


async def _says(world: World, number: str, customers: list[str], text: str) -> None:
    for customer in customers:
        await world.emulated.admin("POST", "inbound", {"to": number, "from": customer, "text": text})


async def _all_read(world: World, number: str, customers: list[str], text: str) -> None:
    async def read() -> bool:
        rows = await world.emulated.outbox(sender=number)
        return {row["to"] for row in rows if text in str(row["content"])} >= set(customers)

    await until(read, within_s=40, what=f"everybody to read {text!r}")


async def test_killing_workers_while_customers_confirm_makes_one_order_each(server: TestServer) -> None:
    file = a_selling_shop_file(1)
    file["products"] = [{"sku": "lamp", "name": "Lamp", "price": "10.00", "quantity": _LAMPS}]
    file["senders"][0]["rate_per_second"] = 1000
    number = file["senders"][0]["number"]
    customers = [f"961701{n:05d}" for n in range(_CUSTOMERS)]
    async with a_world(server, AGENT_DELAY_MS=100) as world:
        await apply_shops(world.database, [shop_from(file, name="test")])
        await world.stage.start_web("web", world.ports[0])
        workers = [await world.stage.start_worker() for _ in range(2)]
        await _says(world, number, customers, "I want to order 1 lamp")
        await _all_read(world, number, customers, "first and last name")
        await _says(world, number, customers, "Rana Khoury")
        await _all_read(world, number, customers, "City and full address")
        await _says(world, number, customers, "Saida, Riad el Solh street, Saab building")
        await _all_read(world, number, customers, "Shall I place this order?")

        await world.emulated.admin("PATCH", "faults", {"webhook_duplicate": 0.5, "latency_ms": 20})
        confirming = asyncio.create_task(_says(world, number, customers, "yes"))
        for _ in range(3):
            await asyncio.sleep(world.chance.uniform(0.05, 0.4))
            workers.pop(world.chance.randrange(2)).kill()
            workers.append(await world.stage.start_worker())
        await confirming
        await settled(world.stage)

        orders = world.stage.rows("SELECT number, conversation_id FROM orders")
        assert len(orders) == len({order["conversation_id"] for order in orders}) == _LAMPS
        assert sorted(order["number"] for order in orders) == list(range(1001, 1001 + _LAMPS))
        assert world.stage.rows("SELECT quantity FROM products WHERE sku = 'lamp'") == [{"quantity": 0}]
        assert len(world.stage.rows("SELECT 1 FROM facts WHERE kind = 'OrderPlaced'")) == _LAMPS
        told = [
            row for row in await world.emulated.outbox(sender=number) if "order number" in str(row["content"])
        ]
        assert len({row["to"] for row in told}) == _LAMPS
