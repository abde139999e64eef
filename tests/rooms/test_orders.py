"""Orders through real turns: quoted, confirmed, placed once, kept as agreed, taken back, seen to the end."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from tests.support.claims import a_worker, take_job
from tests.support.desk import Desk
from tests.support.selling import DETAILS, Seller, a_selling_shop

from dragoman.agents.toolbox import ShopToolbox, ToolContext
from dragoman.base.db import Database, TenantTx
from dragoman.base.errors import NotFound, Refused
from dragoman.base.ids import ConversationId, MessageId
from dragoman.base.money import Money
from dragoman.orders import life, placing
from dragoman.orders.model import CartLine, KnownCustomer, PlacedOrder, Problem, Quote, Requoted
from dragoman.orders.placing import Answering
from dragoman.tenants.apply import export_shop
from dragoman.tenants.shop_file import parse_shop
from dragoman.turns.run import run_turn

OTHER = "96171999888"


@pytest.fixture
async def seller() -> Seller:
    return Seller()


@pytest.fixture
async def desk(database: Database, seller: Seller) -> Desk:
    return Desk(database, await a_selling_shop(database), agent=seller)


async def say(desk: Desk, *texts: str, phone: str = "96170123456") -> Any:
    """The customer writes and is answered; what the agent's tool said."""
    for text in texts:
        await desk.customer_says(text, phone=phone)
        await desk.work()
    assert isinstance(desk.agent, Seller)
    return desk.agent.told[-1]


async def left(desk: Desk, sku: str = "lamp") -> tuple[int | None, str]:
    (row,) = await desk.rows("SELECT quantity, stock FROM products WHERE sku = %(sku)s", sku=sku)
    return row["quantity"], row["stock"]


async def orders(desk: Desk) -> list[dict[str, Any]]:
    return await desk.rows("SELECT * FROM orders WHERE number IS NOT NULL ORDER BY number")


_FACTS = """
    SELECT kind
    FROM facts
    WHERE kind IN ('OrderPlaced', 'OrderCancelled', 'OrderStatusChanged')
    ORDER BY at
"""


async def facts(desk: Desk) -> list[str]:
    return [row["kind"] for row in await desk.rows(_FACTS)]


async def test_what_was_quoted_is_stored_exactly_when_the_customer_says_yes(desk: Desk) -> None:
    quote = await say(desk, "want lamp 2 TEN")
    placed = await say(desk, "yes")

    assert isinstance(quote, Quote)
    assert isinstance(placed, PlacedOrder)
    assert (placed.number, placed.status, placed.fresh) == (1001, "new", True)
    assert (placed.lines, placed.subtotal, placed.discount) == (quote.lines, quote.subtotal, quote.discount)
    assert (placed.code, placed.delivery, placed.total) == ("TEN", quote.delivery, Money("USD", 2100))
    assert placed.details == {
        **DETAILS,
        "phone": "+9613123456",
        "province": "South Lebanon",
        "country": "Lebanon",
    }
    (order,) = await orders(desk)
    assert order["details"] == placed.details
    assert (order["subtotal_minor"], order["discount_minor"], order["delivery_minor"]) == (2000, 200, 300)
    assert await left(desk) == (1, "in")
    assert await facts(desk) == ["OrderPlaced"]
    assert desk.mail.texts == ["That is $21. Shall I order?", "Order 1001: new"]
    assert await say(desk, "status") == await say(desk, "status 1001")
    assert (await say(desk, "status")).lines == quote.lines


async def test_a_quote_of_the_same_turn_is_not_confirmed_yet(desk: Desk) -> None:
    assert await say(desk, "wantyes lamp") == Problem("not_yet_confirmed")
    assert await orders(desk) == []


async def test_a_yes_written_before_the_quote_was_sent_confirms_nothing(desk: Desk, seller: Seller) -> None:
    """The customer's words overtake the quote: he cannot have read it."""
    answer = seller.answer

    async def slowly(turn: Any, tools: Any) -> Any:
        reply = await answer(turn, tools)
        if turn.new[-1].text == "want lamp 1":
            await desk.customer_says("yes")
        return reply

    seller.answer = slowly  # type: ignore[method-assign]
    assert await say(desk, "want lamp 1") == Problem("not_yet_confirmed")
    assert isinstance(await say(desk, "yes"), PlacedOrder)


async def test_the_same_yes_redelivered_makes_one_order(desk: Desk) -> None:
    await say(desk, "want lamp 1")
    for _ in range(3):
        await desk.customer_says("yes", provider_id="wamid.yes")
        await desk.work()

    assert len(await orders(desk)) == 1
    again = await say(desk, "yes")  # another message, the same quote
    assert isinstance(again, PlacedOrder)
    assert (again.number, again.fresh) == (1001, False)
    assert len(await orders(desk)) == 1
    assert await left(desk) == (2, "in")


async def test_an_agent_that_dies_after_ordering_finds_its_order_when_the_turn_is_tried_again(
    desk: Desk, seller: Seller
) -> None:
    await say(desk, "want lamp 1")
    answer, died = seller.answer, []

    async def dies_once(turn: Any, tools: Any) -> Any:
        reply = await answer(turn, tools)
        if turn.new[-1].text == "yes" and not died:
            died.append(await orders(desk))
            raise RuntimeError("killed before the commit")
        return reply

    seller.answer = dies_once  # type: ignore[method-assign]
    placed = await say(desk, "yes")

    assert [len(found) for found in died] == [1]  # it was there before the turn was
    assert isinstance(placed, PlacedOrder)
    assert (placed.number, placed.fresh) == (1001, False)
    assert len(await orders(desk)) == 1
    assert await left(desk) == (2, "in")
    assert desk.mail.texts[-1] == "Order 1001: new"
    assert await facts(desk) == ["OrderPlaced"]


async def test_one_message_never_makes_two_orders_even_of_two_quotes(desk: Desk, seller: Seller) -> None:
    await say(desk, "want lamp 1", "want pen 1")
    quotes = [told for told in seller.told if isinstance(told, Quote)]

    async def orders_both(turn: Any, tools: Any) -> Any:
        seller.told = [await tools.place_order(quote.id, DETAILS) for quote in quotes]
        return await Seller().answer(turn, tools)

    await desk.customer_says("both")
    seller.answer = orders_both  # type: ignore[method-assign]
    await desk.work()

    first, second = seller.told
    assert isinstance(first, PlacedOrder)
    assert (first.fresh, second.fresh, second.number) == (True, False, first.number)
    assert len(await orders(desk)) == 1


@pytest.mark.parametrize(
    ("change", "changed", "total"),
    [
        ("UPDATE products SET price_minor = 1100 WHERE sku = 'lamp'", ("lamp",), 1400),
        ("UPDATE quotes SET expires_at = now()", (), 1300),
        ("""UPDATE shop_profiles SET delivery = delivery || '{"fee": "4.00"}'""", (), 1400),
    ],
)
async def test_what_moved_since_is_quoted_anew_and_never_ordered_silently(
    desk: Desk, change: str, changed: tuple[str, ...], total: int
) -> None:
    await say(desk, "want lamp 1")
    await desk.do(change)
    again = await say(desk, "yes")

    assert isinstance(again, Requoted)
    assert (again.changed, again.quote.total) == (changed, Money("USD", total))
    assert await orders(desk) == []
    assert await left(desk) == (3, "in")
    placed = await say(desk, "yes")
    assert isinstance(placed, PlacedOrder)
    assert placed.total == again.quote.total


async def test_what_is_gone_meanwhile_is_told(desk: Desk) -> None:
    await say(desk, "want lamp 2")
    await desk.do("UPDATE products SET quantity = 1 WHERE sku = 'lamp'")
    assert await say(desk, "yes") == Problem("not_enough", "lamp", "Lamp", available=1)
    await desk.do("UPDATE products SET quantity = 0, stock = 'out' WHERE sku = 'lamp'")
    assert await say(desk, "yes") == Problem("out_of_stock", "lamp", "Lamp", available=0)
    assert await orders(desk) == []


async def test_the_fee_is_that_of_the_area_that_the_details_name(database: Database) -> None:
    areas = [{"name": "Beirut", "fee": "2.00"}, {"name": "South Lebanon", "fee": "5.00", "days": [4, 6]}]
    delivery = {"area": "Lebanon", "fee": "3.00", "abroad": "no", "areas": areas}
    desk = Desk(database, await a_selling_shop(database, delivery=delivery), agent=Seller())

    quote = await say(desk, "want lamp 1")
    dearer = await say(desk, "yes")  # to Saida
    placed = await say(desk, "yes")

    assert (quote.delivery, dearer.quote.delivery) == (Money("USD", 300), Money("USD", 500))
    assert isinstance(dearer, Requoted)
    assert isinstance(placed, PlacedOrder)
    assert placed.total == Money("USD", 1500)
    exported = parse_shop(await export_shop(database, desk.shop.slug))
    assert [area.model_dump(exclude_none=True) for area in exported.delivery.areas] == areas


async def test_an_order_whose_locks_were_in_anothers_way_is_tried_again(desk: Desk, seller: Seller) -> None:
    await say(desk, "want lamp 1")
    await desk.customer_says("yes")
    refused: list[str] = []

    def a_toolbox(context: ToolContext) -> ShopToolbox:
        @asynccontextmanager
        async def change() -> AsyncIterator[TenantTx]:
            async with context.change() as tx:
                yield tx
                if not refused:
                    refused.append("a deadlock's victim")
                    raise psycopg.errors.DeadlockDetected

        return ShopToolbox(replace(context, change=change))

    ticket = await take_job(database=desk.database, worker_id=await a_worker(desk.database))
    work = desk.a_work(toolbox_for=a_toolbox)
    await run_turn(work, desk.shop.tenant_id, (await desk.conversation()).id, ticket)

    assert refused
    assert seller.told[-1].fresh
    assert [order["number"] for order in await orders(desk)] == [1001]
    assert await left(desk) == (2, "in")


async def test_details_must_be_whole_and_the_place_one_that_the_shop_delivers_to(
    desk: Desk, seller: Seller
) -> None:
    await say(desk, "want pen 1")
    seller.details = {"first_name": "Rana", "phone": "71 123 456"}
    assert await say(desk, "yes") == Problem("missing_fields", fields=("last_name", "city", "address_line1"))
    seller.details = {**DETAILS, "phone": "+44 20 7946 0958"}
    assert await say(desk, "yes") == Problem("bad_phone", fields=("phone",))
    seller.details = {**DETAILS, "city": "Dubai"}
    assert await say(desk, "yes") == Problem("not_delivered_there")
    seller.details = DETAILS
    assert isinstance(await say(desk, "yes"), PlacedOrder)


async def test_pieces_of_a_counted_variant_are_its_own(desk: Desk) -> None:
    await say(desk, "want shirt:red 2", "yes")
    assert await say(desk, "want shirt:red 1") == Problem("out_of_stock", "shirt", "Shirt, Red", available=0)
    assert isinstance(await say(desk, "want shirt:blue 5"), Quote)
    await say(desk, "cancel")
    assert await desk.rows("SELECT quantity, stock FROM product_variants WHERE variant = 'red'") == [
        {"quantity": 2, "stock": "in"}
    ]


async def test_many_customers_at_once_share_the_last_pieces_and_no_more(database: Database) -> None:
    seller = Seller()
    desk = Desk(database, await a_selling_shop(database), agent=seller)
    phones = [f"9617{n:07d}" for n in range(12)]
    for phone in phones:
        await say(desk, "want lamp 1", phone=phone)
    conversations = [(await desk.conversation(phone)).id for phone in phones]
    quotes = [told for told in seller.told if isinstance(told, Quote)]

    async def order(conversation_id: ConversationId, quote: Quote) -> PlacedOrder | Requoted | Problem:
        answering = Answering(conversation_id, 3, 4, MessageId(uuid4()), "agent:test")
        async with database.as_tenant(desk.shop.tenant_id) as tx:
            return await placing.place(tx, answering, quote.id, DETAILS)

    results = await asyncio.gather(*map(order, conversations, quotes))

    placed = [result for result in results if isinstance(result, PlacedOrder)]
    assert sorted(order.number for order in placed) == [1001, 1002, 1003]
    assert {result.kind for result in results if isinstance(result, Problem)} == {"out_of_stock"}
    assert await left(desk) == (0, "out")


async def test_orders_of_the_same_products_the_other_way_round_do_not_wait_for_each_other(
    database: Database,
) -> None:
    counted = [{"sku": sku, "name": sku, "price": "1.00", "quantity": 500} for sku in ("a", "b", "c")]
    desk = Desk(database, await a_selling_shop(database, products=counted), agent=Seller())
    phones = [f"9617{n:07d}" for n in range(8)]
    for phone in phones:
        await say(desk, "hello", phone=phone)
    carts = [[CartLine("a"), CartLine("b"), CartLine("c")], [CartLine("c"), CartLine("b"), CartLine("a")]]

    async def order(n: int, phone: str) -> PlacedOrder | Requoted | Problem:
        conversation = await desk.conversation(phone)
        async with database.as_tenant(desk.shop.tenant_id) as tx:
            quote = await placing.make_quote(tx, conversation.id, carts[n % 2])
            assert isinstance(quote, Quote)
            await tx.execute("UPDATE quotes SET seq = 0 WHERE id = %s", [quote.id])
        async with database.as_tenant(desk.shop.tenant_id) as tx:
            answering = Answering(conversation.id, 3, 4, None, "agent:test")
            return await placing.place(tx, answering, quote.id, DETAILS)

    results = await asyncio.gather(*(order(n, phone) for n, phone in enumerate(phones)))

    assert all(isinstance(result, PlacedOrder) for result in results)
    assert [await left(desk, sku) for sku in "abc"] == [(492, "in")] * 3


_TAKEN = """
    SELECT l.sku, coalesce(l.variant, '') AS variant, sum(l.quantity)::integer AS pieces
    FROM order_lines AS l
    JOIN orders AS o ON (o.id, o.at) = (l.order_id, l.order_at)
    WHERE o.status <> 'cancelled'
    GROUP BY l.sku, l.variant
"""


async def test_whatever_is_ordered_and_cancelled_at_once_no_piece_is_lost_or_made(database: Database) -> None:
    products = [
        {"sku": "a", "name": "A", "price": "1.00", "quantity": 9},
        {"sku": "b", "name": "B", "price": "1.00", "variants": [
            {"key": key, "title": key, "price": "1.00", "quantity": 7} for key in ("x", "y")
        ]},
    ]  # fmt: skip
    desk = Desk(database, await a_selling_shop(database, products=products), agent=Seller())
    chance = random.Random(4711)
    phones = [f"9617{n:07d}" for n in range(6)]
    for phone in phones:
        await say(desk, "hello", phone=phone)
    refused: list[str] = []

    async def one_customer(phone: str) -> None:
        conversation_id = (await desk.conversation(phone)).id
        for turn in range(3, 15):
            answering = Answering(conversation_id, turn, 99, None, "agent:test")
            if chance.random() < 0.3:
                async with database.as_tenant(desk.shop.tenant_id) as tx:
                    await placing.cancel(tx, answering, None)
                continue
            lines = [
                CartLine("a", chance.randint(1, 3)),
                CartLine("b", chance.randint(1, 3), chance.choice("xy")),
            ]
            async with database.as_tenant(desk.shop.tenant_id) as tx:
                quote = await placing.make_quote(
                    tx, conversation_id, chance.sample(lines, chance.randint(1, 2))
                )
                await tx.execute("UPDATE quotes SET seq = 0")
            if isinstance(quote, Problem):
                refused.append(quote.kind)
                continue
            async with database.as_tenant(desk.shop.tenant_id) as tx:
                result = await placing.place(tx, answering, quote.id, DETAILS)
            refused.extend([result.kind] if isinstance(result, Problem) else [])

    await asyncio.gather(*map(one_customer, phones))

    taken = {(row["sku"], row["variant"]): row["pieces"] for row in await desk.rows(_TAKEN)}
    lefts = {
        ("b", row["variant"]): row["quantity"] for row in await desk.rows("SELECT * FROM product_variants")
    }
    lefts["a", ""] = (await left(desk, "a"))[0]
    assert {key: taken.get(key, 0) + pieces for key, pieces in lefts.items()} == {
        ("a", ""): 9,
        ("b", "x"): 7,
        ("b", "y"): 7,
    }
    assert {"out_of_stock", "not_enough"} & set(refused)
    numbers = [order["number"] for order in await orders(desk)]
    assert len(numbers) == len(set(numbers)) > 5


async def test_orders_belong_to_the_customer_who_placed_them(desk: Desk) -> None:
    await say(desk, "want lamp 1", "yes")

    assert await say(desk, "status 1001", phone=OTHER) is None
    assert await say(desk, "cancel 1001", phone=OTHER) == Problem("no_such_order")
    assert await say(desk, "status 4711") is None
    assert await say(desk, f"status {10**30}") is None
    assert await say(desk, f"cancel {10**30}") == Problem("no_such_order")
    assert isinstance(await say(desk, "status"), PlacedOrder)


async def test_a_quote_of_another_conversation_is_none(desk: Desk, seller: Seller) -> None:
    quote = await say(desk, "want lamp 1")
    await say(desk, "hello", phone=OTHER)
    conversation = await desk.conversation(OTHER)
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        for quote_id in (quote.id, UUID(int=7)):
            answering = Answering(conversation.id, 3, 9, None, "agent:test")
            assert await placing.place(tx, answering, quote_id, DETAILS) == Problem("no_such_quote")


async def test_orders_follow_a_contact_that_turns_out_to_be_another(desk: Desk) -> None:
    await say(desk, "want lamp 1", "yes")
    await say(desk, "hello", phone=OTHER)
    await desk.do(
        "UPDATE contacts SET merged_into = (SELECT id FROM contacts WHERE phone = %(other)s) WHERE phone <> %(other)s",
        other=OTHER,
    )
    assert isinstance(await say(desk, "status 1001", phone=OTHER), PlacedOrder)


async def test_a_customer_takes_an_order_back_until_it_is_packed(desk: Desk) -> None:
    placed = await say(desk, "want lamp 2", "yes")
    cancelled = await say(desk, "cancel")

    assert isinstance(cancelled, PlacedOrder)
    assert (cancelled.number, cancelled.status) == (placed.number, "cancelled")
    assert await left(desk) == (3, "in")
    assert await facts(desk) == ["OrderPlaced", "OrderCancelled"]
    assert (await say(desk, "cancel")).status == "cancelled"
    assert await left(desk) == (3, "in")  # once
    packed = await say(desk, "want lamp 3", "yes")
    assert await left(desk) == (0, "out")
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        assert await life.set_status(tx, packed.id, "packed", actor="staff:nadia")
    assert await say(desk, "cancel") == await say(desk, "cancel 1002") == Problem("too_late")


async def test_cancelling_again_after_a_crash_does_not_cancel_another_order(
    desk: Desk, seller: Seller
) -> None:
    await say(desk, "want pen 1", "yes", "want lamp 1", "yes")
    answer, died = seller.answer, []

    async def dies_once(turn: Any, tools: Any) -> Any:
        reply = await answer(turn, tools)
        if not died:
            died.append(True)
            raise RuntimeError("killed before the commit")
        return reply

    seller.answer = dies_once  # type: ignore[method-assign]
    again = await say(desk, "cancel")

    assert (again.number, again.status) == (1002, "cancelled")
    assert [order["status"] for order in await orders(desk)] == ["new", "cancelled"]


async def test_the_life_of_an_order_goes_forward_only(desk: Desk) -> None:
    placed = await say(desk, "want lamp 2", "yes")

    async def becomes(status: Any) -> bool:
        async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
            return await life.set_status(tx, placed.id, status, actor="staff:nadia")

    assert [await becomes(status) for status in ("confirmed", "packed", "packed", "on_the_way")] == [
        True,
        True,
        False,
        True,
    ]
    with pytest.raises(Refused, match="cannot become new; it may become: delivered, cancelled"):
        await becomes("new")
    assert (await say(desk, "status")).status == "on_the_way"
    assert await becomes("cancelled")  # it came back
    assert await left(desk) == (3, "in")
    with pytest.raises(Refused, match="nothing follows that"):
        await becomes("delivered")
    assert await facts(desk) == ["OrderPlaced", *["OrderStatusChanged"] * 3, "OrderCancelled"]


async def test_there_is_no_status_for_no_order(desk: Desk) -> None:
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        with pytest.raises(NotFound):
            await life.set_status(tx, UUID(int=1), "packed", actor="staff:nadia")


async def test_what_is_known_of_a_customer_need_not_be_asked(desk: Desk) -> None:
    assert await say(desk, "me") == KnownCustomer("+96170123456", "Test Customer", {})
    placed = await say(desk, "want pen 1", "yes")
    assert await say(desk, "me") == KnownCustomer("+96170123456", "Test Customer", placed.details)
    abroad = await say(desk, "me", phone="447911123456")
    assert abroad.phone is None  # this shop takes Lebanese numbers only


async def test_numbers_are_each_shops_own(database: Database) -> None:
    for _ in range(2):
        desk = Desk(database, await a_selling_shop(database), agent=Seller())
        assert (await say(desk, "want pen 1", "yes")).number == 1001
        assert (await say(desk, "want pen 2", "yes")).number == 1002


async def test_stock_cannot_go_below_nothing_even_past_the_locks(desk: Desk) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        await desk.do("UPDATE products SET quantity = -1 WHERE sku = 'lamp'")
