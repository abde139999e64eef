"""``dragoman orders``: what people of a shop read of orders, and write down."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from tests.support.deadlocks import lose_deadlocks
from tests.support.desk import Cli, Desk, a_cli
from tests.support.selling import Seller, a_selling_shop

from dragoman.base.db import Database, DatabaseUrls
from dragoman.base.money import Money
from dragoman.doors.cli.orders import orders
from dragoman.orders import order_store
from dragoman.orders.model import DraftLine, DraftOrder
from dragoman.orders.store import insert_draft

USD20 = Money("USD", 2000)
USD10 = Money("USD", 1000)
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def cli(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    return a_cli(urls, tmp_path)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_selling_shop(database), agent=Seller())


async def says(desk: Desk, *texts: str) -> None:
    for text in texts:
        await desk.customer_says(text)
        await desk.work()


async def a_draft(desk: Desk, *lines: DraftLine) -> UUID:
    conversation = await desk.conversation()
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await insert_draft(
            tx, conversation.id, DraftOrder("message:x", NOW, "USD", lines), actor="agent:test"
        )
    (row,) = await desk.rows("SELECT id FROM orders WHERE status = 'draft'")
    draft_id: UUID = row["id"]
    return draft_id


async def test_an_order_is_listed_shown_and_seen_to_its_end(desk: Desk, cli: Cli) -> None:
    await says(desk, "want lamp 2 TEN", "yes", "want pen 1", "yes")
    shop = desk.shop.slug

    listed = await cli(orders, "list", shop)
    shown = await cli(orders, "show", shop, "1001")
    packed = await cli(orders, "set-status", shop, "#1001", "packed")
    again = await cli(orders, "set-status", shop, "1001", "packed")
    back = await cli(orders, "set-status", shop, "1001", "confirmed")
    new = await cli(orders, "list", shop, "--status", "new")
    history = await cli(orders, "show", shop, "1001")

    assert [line.split()[0] for line in listed.output.splitlines()[1:]] == ["1002", "1001"]
    for part in (
        "order        1001, ",
        "status       new since",
        "Test Customer (96170123456)",
        "subtotal     $20",
        "discount     -$2 (TEN)",
        "delivery     $3",
        "total        $21",
        "phone        +9613123456",
        "address_line1 Riad el Solh street",
        "province     South Lebanon",
        "OrderPlaced  agent:test",
        "said when it was confirmed:",
        "agent: That is $21. Shall I order?",
        "customer: yes",
        "agent: Order 1001: new",
    ):
        assert part in shown.output
    assert packed.output == "order 1001 is packed now\n"
    assert again.output == "order 1001 was packed already\n"
    assert back.exit_code != 0
    assert "an order that is packed cannot become confirmed; it may become: on_the_way" in back.output
    assert "1002" in new.output
    assert "1001" not in new.output
    assert "new -> packed  staff:" in history.output


async def test_cancelling_puts_the_pieces_back(desk: Desk, cli: Cli) -> None:
    await says(desk, "want lamp 2", "yes")
    await cli(orders, "set-status", desk.shop.slug, "1001", "cancelled")
    assert await desk.rows("SELECT quantity FROM products WHERE sku = 'lamp'") == [{"quantity": 3}]


async def test_a_settled_draft_becomes_an_order_with_a_number(desk: Desk, cli: Cli) -> None:
    await says(desk, "want pen 1", "yes")
    draft = await a_draft(desk, DraftLine("lamp", 2, "Lamp", USD10), DraftLine("pen", 1, "Pen", USD20))
    shop, beginning = desk.shop.slug, str(draft)[:8]

    shown = await cli(orders, "show", shop, beginning)
    confirmed = await cli(orders, "set-status", shop, beginning, "confirmed")

    assert "total        $40, without delivery" in shown.output
    assert confirmed.output == "order 1002 is confirmed now\n"
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        placed = await order_store.find_placed(tx, draft)
    assert placed is not None
    assert (placed.number, placed.status, placed.total, placed.delivery) == (
        1002,
        "confirmed",
        Money("USD", 4000),
        None,
    )
    assert [line.total for line in placed.lines] == [USD20, USD20]
    assert await desk.rows("SELECT quantity FROM products WHERE sku = 'lamp'") == [{"quantity": 1}]
    await cli(orders, "set-status", shop, "1002", "cancelled")
    assert await desk.rows("SELECT quantity FROM products WHERE sku = 'lamp'") == [{"quantity": 3}]


async def test_a_draft_that_is_not_settled_stays_one(desk: Desk, cli: Cli) -> None:
    await says(desk, "hello")
    draft = await a_draft(desk, DraftLine("pen", 1, "Pen", USD20), DraftLine("ghost", 1))
    shop, beginning = desk.shop.slug, str(draft)[:8]

    refused = await cli(orders, "set-status", shop, beginning, "confirmed")
    cancelled = await cli(orders, "set-status", shop, beginning, "cancelled")

    assert refused.exit_code != 0
    assert "the catalogue has no price for all of this draft (ghost)" in refused.output
    assert cancelled.output == f"draft {beginning} is cancelled now\n"


async def test_a_draft_of_more_than_is_left_stays_one(desk: Desk, cli: Cli) -> None:
    await says(desk, "hello")
    draft = await a_draft(desk, DraftLine("lamp", 4, "Lamp", USD10))

    refused = await cli(orders, "set-status", desk.shop.slug, str(draft)[:8], "confirmed")

    assert "too few pieces are left of lamp" in refused.output
    assert await desk.rows("SELECT status, number FROM orders") == [{"status": "draft", "number": None}]


async def test_no_order_is_told_as_such(desk: Desk, cli: Cli) -> None:
    assert (await cli(orders, "list", desk.shop.slug)).output == "no orders\n"
    for told in ("1001", "#7", "7", "abcd"):
        assert "this shop has no order" in (await cli(orders, "show", desk.shop.slug, told)).output
    assert "is not an id" in (await cli(orders, "show", desk.shop.slug, "xyz")).output


async def test_an_order_that_loses_its_products_to_another_change_is_cancelled_at_the_next_try(
    desk: Desk, cli: Cli, urls: DatabaseUrls
) -> None:
    await says(desk, "want lamp 2", "yes")
    (before,) = await desk.rows("SELECT quantity FROM products WHERE sku = 'lamp'")
    lose_deadlocks(urls.owner, times=1)

    done = await cli(orders, "set-status", desk.shop.slug, "1001", "cancelled")

    assert (done.exit_code, done.output) == (0, "order 1001 is cancelled now\n")
    (after,) = await desk.rows("SELECT quantity FROM products WHERE sku = 'lamp'")
    assert after["quantity"] == before["quantity"] + 2
