"""``dragoman orders``: what customers want to buy."""

import click

from dragoman.base.db import Database
from dragoman.base.money import Money, format_money
from dragoman.config.settings import Settings
from dragoman.doors.cli.lookup import order_named, shop_named
from dragoman.doors.cli.session import run
from dragoman.doors.cli.words import clean, print_table, when
from dragoman.orders import store
from dragoman.orders.model import Order, OrderLine
from dragoman.tenants.model import Tenant


@click.group()
def orders() -> None:
    """See the orders that customers' carts have become; a person confirms them with the customer.

    SHOP is a shop's slug or its id. ID is an order's id, or its first four or more digits.
    """


@orders.command("list")
@click.argument("shop")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many at most."
)
def list_(shop: str, limit: int) -> None:
    """List a shop's orders, newest first."""

    async def body(_: Settings, database: Database) -> tuple[Tenant, list[Order]]:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            return tenant, await store.list_orders(tx, limit=limit)

    tenant, found = run(body)
    if not found:
        click.echo("no orders")
        return
    print_table(
        ["ID", "AT", "CUSTOMER", "STATUS", "LINES", "TOTAL"],
        [
            [
                str(one.id)[:8],
                when(one.at, tenant.timezone),
                _customer(one),
                one.status,
                str(one.lines),
                _total(one),
            ]
            for one in found
        ],
    )


def _customer(order: Order) -> str:
    return f"{order.contact_name} ({order.address})" if order.contact_name else order.address


def _total(order: Order) -> str:
    total = format_money(order.total)
    return f"{total}, and {order.unsettled} without a price" if order.unsettled else total


@orders.command()
@click.argument("shop")
@click.argument("id_", metavar="ID")
def show(shop: str, id_: str) -> None:
    """Show an order line by line: the catalogue's price, and what the cart said where that differs."""

    async def body(_: Settings, database: Database) -> tuple[Tenant, Order, list[OrderLine]]:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            order = await order_named(tx, id_)
            return tenant, order, await store.list_lines(tx, order.id)

    tenant, order, lines = run(body)
    for line in [
        f"order        {order.id} ({order.status})",
        f"at           {when(order.at, tenant.timezone)}",
        f"customer     {_customer(order)}",
        f"conversation {order.conversation_id}",
        f"total        {_total(order)}, without delivery",
        *([f"note         {order.note}"] if order.note else []),
    ]:
        click.echo(clean(line))
    click.echo("")
    print_table(["PIECES", "SKU", "PRODUCT", "PRICE", "THE CART SAID"], [_row(order, line) for line in lines])


def _row(order: Order, line: OrderLine) -> list[str]:
    price = "?" if line.price_minor is None else format_money(Money(order.currency, line.price_minor))
    said = ""
    if line.cart_price_minor is not None and line.cart_currency is not None:
        said = format_money(Money(line.cart_currency, line.cart_price_minor))
    title = line.title or "(not in the catalogue)"
    return [str(line.quantity), line.sku, title, price, "" if said == price else said]
