"""``dragoman sender``: stopping one of our numbers, and letting it send again."""

import click

from dragoman.base.clock import utc_now
from dragoman.base.db import Database
from dragoman.base.phone import digits_of
from dragoman.config.settings import Settings
from dragoman.doors.cli.lookup import acting_person
from dragoman.doors.cli.session import run
from dragoman.doors.cli.words import age, print_table
from dragoman.tenants import stopped
from dragoman.tenants.stopped import SenderState
from dragoman.turns import staff


@click.group()
def sender() -> None:
    """See which numbers send, stop one, and start one that was stopped.

    A number is stopped by itself when the provider reports a problem of its account: no credit, no permission,
    a restriction. What it should send waits. NUMBER may be written in any way.
    """


@sender.command("list")
def list_() -> None:
    """List every number: whose it is, and since when and why it is stopped, if it is."""

    async def body(_: Settings, database: Database) -> list[SenderState]:
        async with database.as_platform() as tx:
            return await stopped.list_sender_states(tx)

    found = run(body)
    if not found:
        click.echo("no shop has a number; see: dragoman tenant apply")
        return
    print_table(["NUMBER", "SHOP", "SENDS", "WHY"], [_row(state) for state in found])


def _row(state: SenderState) -> list[str]:
    if state.stopped_at is None:
        return [state.number, state.slug, "yes", ""]
    since = age((utc_now() - state.stopped_at).total_seconds())
    return [state.number, state.slug, f"stopped for {since}", state.stopped_reason or ""]


@sender.command()
@click.argument("number")
@click.option("--reason", default="stopped by a person", show_default=True, help="Why, for whoever looks.")
def stop(number: str, reason: str) -> None:
    """Stop a number: messages to it are stored and answered, and the answers wait."""

    async def body(_: Settings, database: Database) -> bool:
        return await staff.stop_sender(database, digits_of(number), reason, acting_person())

    done = run(body)
    click.echo(f"{digits_of(number)} " + ("sends nothing now" if done else "was stopped already"))


@sender.command()
@click.argument("number")
def start(number: str) -> None:
    """Let a number send again, and ring for what waits."""

    async def body(_: Settings, database: Database) -> tuple[bool, int]:
        return await staff.start_sender(database, digits_of(number), acting_person())

    done, waiting = run(body)
    said = "sends again" if done else "was not stopped"
    click.echo(f"{digits_of(number)} {said}; conversations with something to send: {waiting}")
