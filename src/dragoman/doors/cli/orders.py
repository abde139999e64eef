"""``dragoman orders``: what customers ordered, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import click

from dragoman.base.db import Database, TenantTx
from dragoman.base.money import Money, format_money
from dragoman.catalogue.changing import change_products
from dragoman.config.settings import Settings
from dragoman.doors.cli.lookup import acting_person, order_named, shop_named
from dragoman.doors.cli.session import run
from dragoman.doors.cli.words import clean, print_table, when
from dragoman.orders import life, store
from dragoman.orders.model import Order, OrderEvent, OrderLine, OrderStatus, Said
from dragoman.tenants.model import Tenant


@click.group()
def orders() -> None:
    """See what customers ordered, and write down what becomes of it.

    SHOP is a shop's slug or its id. ORDER is an order's number, its id, or the id's first four or more digits. A draft
    is a cart that a customer sent: it has no number until a person has settled it with the customer.
    """


@orders.command("list")
@click.argument("shop")
@click.option("--status", type=click.Choice(life.STATUSES), help="Only orders of this status.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many at most."
)
def list_(shop: str, status: str | None, limit: int) -> None:
    """List a shop's orders, newest first."""

    async def body(_: Settings, database: Database) -> tuple[Tenant, list[Order]]:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            wanted = cast(OrderStatus | None, status)
            return tenant, await store.list_orders(tx, status=wanted, limit=limit)

    tenant, found = run(body)
    if not found:
        click.echo("no orders")
        return
    print_table(
        ["ORDER", "ID", "AT", "CUSTOMER", "STATUS", "LINES", "TOTAL"],
        [
            [
                "" if one.number is None else str(one.number),
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
    if order.unsettled:
        return f"{total}, and {order.unsettled} without a price"
    return total if order.delivery_minor is not None else f"{total}, without delivery"


@dataclass(frozen=True, slots=True)
class _Shown:
    tenant: Tenant
    order: Order
    lines: Sequence[OrderLine]
    events: Sequence[OrderEvent]
    said: Sequence[Said]


@orders.command()
@click.argument("shop")
@click.argument("order")
def show(shop: str, order: str) -> None:
    """Show everything that is stored of an order, and what was said when it was confirmed."""

    async def body(_: Settings, database: Database) -> _Shown:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            found = await order_named(tx, order)
            said = await store.said_at_confirmation(tx, found.confirmed_by) if found.confirmed_by else []
            lines, events = await store.list_lines(tx, found.id), await store.list_events(tx, found.id)
            return _Shown(tenant, found, lines, events, said)

    shown = run(body)
    for line in _head(shown.tenant, shown.order):
        click.echo(clean(line))
    click.echo("")
    if shown.order.number is None:
        print_table(
            ["PIECES", "SKU", "PRODUCT", "PRICE", "THE CART SAID"],
            [_draft_row(shown.order, line) for line in shown.lines],
        )
    else:
        print_table(
            ["PIECES", "SKU", "PRODUCT", "LIST PRICE", "PRICE", "TOGETHER"],
            [_row(shown.order, line) for line in shown.lines],
        )
    _print_history(shown)


def _head(tenant: Tenant, order: Order) -> list[str]:
    number = "" if order.number is None else f"{order.number}, "
    lines = [
        f"order        {number}{order.id}",
        f"status       {order.status} since {when(order.status_at, tenant.timezone)}",
        f"at           {when(order.at, tenant.timezone)}",
        f"customer     {_customer(order)}",
        f"conversation {order.conversation_id}",
    ]
    if order.number is not None:
        off = f"-{_money(order, order.discount_minor)}" if order.discount_minor else "none"
        fee = "to be told" if order.delivery_minor is None else _money(order, order.delivery_minor)
        lines += [
            f"subtotal     {_money(order, order.subtotal_minor)}",
            f"discount     {off}{f' ({order.code})' if order.code else ''}",
            f"delivery     {fee}",
        ]
    lines.append(f"total        {_total(order)}")
    asked = sorted(
        order.details, key=lambda name: (_SHOWN.index(name) if name in _SHOWN else len(_SHOWN), name)
    )
    lines += [f"{name:<12} {order.details[name]}" for name in asked if name != "notes"]
    return lines + ([f"note         {order.note}"] if order.note else [])


# JSON keeps no order of its own: as one would write a parcel's label, then the rest.
_SHOWN = (
    "first_name",
    "last_name",
    "name",
    "phone",
    "address_line1",
    "address_line2",
    "city",
    "province",
    "country",
)


def _money(order: Order, minor: int) -> str:
    return format_money(Money(order.currency, minor))


def _row(order: Order, line: OrderLine) -> list[str]:
    each = ["" if one is None else _money(order, one) for one in (line.list_price_minor, line.price_minor)]
    together = "" if line.total_minor is None else _money(order, line.total_minor)
    return [str(line.quantity), line.sku, line.title or "", *each, together]


def _draft_row(order: Order, line: OrderLine) -> list[str]:
    price = "?" if line.price_minor is None else _money(order, line.price_minor)
    said = ""
    if line.cart_price_minor is not None and line.cart_currency is not None:
        said = format_money(Money(line.cart_currency, line.cart_price_minor))
    title = line.title or "(not in the catalogue)"
    return [str(line.quantity), line.sku, title, price, "" if said == price else said]


def _print_history(shown: _Shown) -> None:
    if shown.events:
        click.echo("")
    for event in shown.events:
        change = f"{event.before} -> {event.after}" if event.after else event.kind
        click.echo(clean(f"{when(event.at, shown.tenant.timezone)}  {change}  {event.actor}"))
    if shown.said:
        click.echo("\nsaid when it was confirmed:")
    for said in shown.said:
        words = said.body or f"({said.kind})"
        click.echo(clean(f"{when(said.at, shown.tenant.timezone)}  {said.author}: {words}"))


@orders.command("set-status")
@click.argument("shop")
@click.argument("order")
@click.argument("status", type=click.Choice([one for one in life.STATUSES if one not in {"draft", "new"}]))
def set_status(shop: str, order: str, status: str) -> None:
    """Write down what became of an order.

    Steps may be left out, nothing goes back, and what is delivered or cancelled stays so. Cancelling puts counted
    pieces back. A draft becomes confirmed when every line of it has a price: it then gets a number, and its counted
    pieces are taken.
    """

    async def body(_: Settings, database: Database) -> tuple[Order, bool]:
        async def change(tx: TenantTx) -> tuple[Order, bool]:
            found = await order_named(tx, order)
            new = await life.set_status(tx, found.id, cast(OrderStatus, status), actor=acting_person())
            (now,) = await store.find_orders(tx, found.id, found.id)
            return now, new

        tenant = await shop_named(database, shop)
        return await change_products(database, tenant.id, change)

    now, new = run(body)
    name = f"order {now.number}" if now.number is not None else f"draft {str(now.id)[:8]}"
    click.echo(f"{name} is {status} now" if new else f"{name} was {status} already")
