"""``dragoman actions``: what waits for a person of a shop to do."""

import click

from dragoman.actions import store
from dragoman.actions.model import Action
from dragoman.base.clock import utc_now
from dragoman.base.db import Database
from dragoman.config.settings import Settings
from dragoman.doors.cli.lookup import acting_person, action_named, shop_named
from dragoman.doors.cli.session import run
from dragoman.doors.cli.words import age, print_table


@click.group()
def actions() -> None:
    """See what waits for a person, such as a customer who asked for one, and tick it off.

    SHOP is a shop's slug or its id.
    """


@actions.command("list")
@click.argument("shop")
@click.option("--all", "everything", is_flag=True, help="Also those that are done.")
def list_(shop: str, everything: bool) -> None:
    """List what waits for a person, longest waiting first."""

    async def body(_: Settings, database: Database) -> list[Action]:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            return await store.list_actions(tx, done_too=everything)

    found = run(body)
    if not found:
        click.echo("nothing waits for a person")
        return
    print_table(
        ["ID", "KIND", "CONVERSATION", "OPEN FOR", "STATUS", "REASON"], [_row(action) for action in found]
    )


def _row(action: Action) -> list[str]:
    open_s = ((action.closed_at or utc_now()) - action.opened_at).total_seconds()
    reason = " ".join(action.reason.split())
    return [
        str(action.id)[:8],
        action.kind,
        str(action.conversation_id)[:8],
        age(open_s),
        action.status,
        reason,
    ]


@actions.command()
@click.argument("shop")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
def done(shop: str, ids: tuple[str, ...]) -> None:
    """Tick actions off. ID is an action's id, or its first four or more digits.

    This changes nothing in the conversation; to let the agent answer it again: dragoman conversations
    hand-back.
    """

    async def body(_: Settings, database: Database) -> int:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            found = [await action_named(tx, beginning) for beginning in ids]
            return sum([await store.close_action(tx, one.id, acting_person()) for one in found])

    closed = run(body)
    click.echo(
        f"done: {closed}" + ("" if closed == len(ids) else f" ({len(ids) - closed} had been done before)")
    )
