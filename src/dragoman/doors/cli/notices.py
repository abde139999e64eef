"""``dragoman notices``: what a shop was told, by which way, and what came of it."""

import click

from dragoman.base.clock import utc_now
from dragoman.base.db import Database
from dragoman.config.settings import Settings
from dragoman.doors.cli.lookup import shop_named
from dragoman.doors.cli.session import run
from dragoman.doors.cli.words import age, print_table
from dragoman.turns.notice_store import NoticeRow, list_notices


@click.group()
def notices() -> None:
    """See what a shop was told: new orders, customers who wait for a person.

    Whom it wants told, and how, stands in its file under notify. SHOP is a shop's slug or its id.
    """


@notices.command("list")
@click.argument("shop")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
def list_(shop: str, limit: int) -> None:
    """List what the shop was told, newest first."""

    async def body(_: Settings, database: Database) -> list[NoticeRow]:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            return await list_notices(tx, limit=limit)

    found = run(body)
    if not found:
        click.echo("nobody was told anything yet")
        return
    print_table(["ID", "EVENT", "SINCE", "STATUS", "TOLD"], [_row(notice) for notice in found])


def _row(notice: NoticeRow) -> list[str]:
    status = "done" if notice.settled_at is not None else f"waiting ({notice.attempts} tries)"
    told = [
        " ".join(part for part in (target, outcome["status"], outcome.get("reason")) if part)
        for target, outcome in sorted(notice.told.items())
    ]
    since = age((utc_now() - notice.at).total_seconds())
    return [str(notice.id)[:8], notice.event, since, status, "; ".join(told) or "-"]
