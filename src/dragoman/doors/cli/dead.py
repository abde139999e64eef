"""``dragoman dead``: jobs that failed for good."""

import click

from dragoman.base.db import Database
from dragoman.base.errors import DragomanError
from dragoman.config.settings import Settings
from dragoman.conversations.model import Conversation
from dragoman.doors.cli.lookup import acting_person, duty_of
from dragoman.doors.cli.session import run
from dragoman.doors.cli.words import print_table
from dragoman.turns import dead as dead_letters
from dragoman.turns.dead import DeadJob, JobEvent

_OUTCOMES = {
    "rung": "runs again",
    "handed_back": "runs again; its conversation, which a person had, was handed back to the agent",
    "nothing_owed": "runs again, but the customer has been answered: it will find nothing to do",
    "paused": "runs again, but its agent is paused: the customer waits for a person (dragoman agent resume)",
}


@click.group()
def dead() -> None:
    """See jobs that failed for good, try them again or forget them.

    A turn (the agent's answer) that fails eight times gives its conversation to a person; a delivery that
    does is rung for again by the sweep; of a customer's file a person is told. So nobody is forgotten: these
    are for finding out why.
    """


@dead.command("list")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many at most."
)
def list_(limit: int) -> None:
    """List dead letters, oldest first."""

    async def body(_: Settings, database: Database) -> list[DeadJob]:
        async with database.as_platform() as tx:
            return await dead_letters.list_dead(tx, limit=limit)

    found = run(body)
    if not found:
        click.echo("no dead letters")
        return
    print_table(
        ["ID", "TASK", "TENANT", "CONVERSATION", "TRIES", "FAILED (UTC)"], [_row(job) for job in found]
    )


def _row(job: DeadJob) -> list[str]:
    tenant, conversation = job.conversation or ("-", "-")
    failed = f"{job.failed_at:%Y-%m-%d %H:%M:%S}" if job.failed_at else "-"
    return [str(job.id), job.task, str(tenant), str(conversation), str(job.attempts), failed]


@dead.command()
@click.argument("id_", metavar="ID", type=int)
def show(id_: int) -> None:
    """Show one dead letter: what it was for, what happened to it, and how its conversation stands.

    Why it failed is in the log of the worker that ran it: look for its id.
    """

    async def body(
        _: Settings, database: Database
    ) -> tuple[DeadJob, list[JobEvent], Conversation | None, str]:
        async with database.as_platform() as tx:
            job = await dead_letters.get_dead(tx, id_)
            events = await dead_letters.events_of(tx, id_)
        conversation = await dead_letters.conversation_of(database, job)
        if conversation is None or job.conversation is None:
            return job, events, None, ""
        duty = await duty_of(database, job.conversation[0])
        return job, events, conversation, duty.owner_of(conversation)

    job, events, conversation, owner = run(body)
    click.echo(f"job           {job.id}")
    click.echo(f"task          {job.task}")
    for name, value in job.args.items():
        click.echo(f"{name:<13} {value}")
    click.echo(f"tries         {job.attempts}")
    for event in events:
        click.echo(f"{event.at:%Y-%m-%d %H:%M:%S} UTC  {event.type.replace('_', ' ')}")
    if conversation is not None:
        waits = conversation.last_inbound_seq > conversation.answered_through_seq
        then = "waits" if waits else "waits for nothing"
        click.echo(f"conversation  answered by {owner}; the customer {then}")


@dead.command()
@click.argument("ids", metavar="ID...", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every dead letter.")
def retry(ids: tuple[int, ...], everything: bool) -> None:
    """Run dead letters again, with all their tries.

    A turn whose conversation was given to a person is handed back to its agent first, if the customer
    still waits.
    """
    if bool(ids) == everything:
        raise click.UsageError("say which to retry: one or more IDs, or --all")

    async def body(_: Settings, database: Database) -> int:
        refused = 0
        for job_id in ids or await _every_id(database):
            try:
                outcome = await dead_letters.retry(database, job_id, acting_person())
            except DragomanError as error:
                refused += 1
                click.echo(str(error), err=True)
            else:
                click.echo(f"{job_id}: {_OUTCOMES[outcome]}")
        return refused

    refused = run(body)
    if refused:
        raise click.ClickException(f"{refused} could not be retried")


async def _every_id(database: Database) -> list[int]:
    ids: list[int] = []
    while True:
        async with database.as_platform() as tx:
            page = await dead_letters.list_dead(tx, after=ids[-1] if ids else 0)
        if not page:
            return ids
        ids += [job.id for job in page]


@dead.command()
@click.argument("id_", metavar="ID", type=int)
def drop(id_: int) -> None:
    """Forget a dead letter. Its conversation, and what it owes, stays as it is."""

    async def body(_: Settings, database: Database) -> None:
        await dead_letters.drop(database, id_)

    run(body)
    click.echo(f"dropped {id_}")
