"""A worker that dies after it has ordered and before it has answered: one order, and the customer is told of it."""

import asyncio
from typing import Any

import pytest
from tests.support.claims import a_worker, hand_on, take_job
from tests.support.desk import Desk
from tests.support.selling import Seller, a_selling_shop

from dragoman.agents.base import Reply, Toolbox, TurnInput
from dragoman.base.db import Database
from dragoman.base.errors import FenceLost
from dragoman.orders.model import PlacedOrder
from dragoman.turns.run import run_turn


class HeldUp(Seller):
    """Orders, and then thinks until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.ordered = asyncio.Event()
        self.may_go_on = asyncio.Event()

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """Does as it is told, then waits."""
        reply = await super().answer(turn, tools)
        self.ordered.set()
        await self.may_go_on.wait()
        return reply


@pytest.fixture
async def desk(database: Database) -> Desk:
    desk = Desk(database, await a_selling_shop(database), agent=Seller())
    await desk.customer_says("want lamp 1")
    await desk.work()
    await desk.customer_says("yes")
    return desk


async def _orders(desk: Desk) -> list[dict[str, Any]]:
    return await desk.rows("SELECT number, status FROM orders")


async def _begins(desk: Desk, agent: HeldUp) -> tuple[asyncio.Task[None], Any]:
    """A worker takes the turn, and its agent has ordered."""
    desk.agent = agent
    ticket = await take_job(desk.database, await a_worker(desk.database))
    conversation = await desk.conversation()
    running = asyncio.create_task(run_turn(desk.a_work(), desk.shop.tenant_id, conversation.id, ticket))
    await agent.ordered.wait()
    return running, ticket


async def test_a_worker_killed_after_ordering_leaves_one_order_that_the_next_one_finds(desk: Desk) -> None:
    killed, ticket = await _begins(desk, HeldUp())
    killed.cancel()
    await asyncio.wait([killed])
    assert await _orders(desk) == [{"number": 1001, "status": "new"}]
    await desk.customer_says("hello?", "yes")  # the customer writes again before anybody answers
    await hand_on(desk.database, ticket)
    desk.agent = Seller()
    await desk.work()

    (found,) = desk.agent.told
    assert isinstance(found, PlacedOrder)
    assert (found.number, found.fresh) == (1001, False)
    assert desk.mail.texts[1:] == ["Order 1001: new"]
    assert await _orders(desk) == [{"number": 1001, "status": "new"}]
    assert await desk.rows("SELECT quantity FROM products WHERE sku = 'lamp'") == [{"quantity": 2}]


async def test_a_worker_that_was_taken_for_dead_orders_nothing_when_it_wakes(desk: Desk) -> None:
    class WakesUp(HeldUp):
        async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
            self.ordered.set()
            await self.may_go_on.wait()
            return await Seller().answer(turn, tools)

    asleep_agent = WakesUp()
    asleep, ticket = await _begins(desk, asleep_agent)
    await hand_on(desk.database, ticket)
    desk.agent = Seller()
    await desk.work()
    asleep_agent.may_go_on.set()
    await asyncio.wait([asleep])

    assert isinstance(asleep.exception(), FenceLost)
    assert await _orders(desk) == [{"number": 1001, "status": "new"}]
    assert desk.mail.texts[1:] == ["Order 1001: new"]
