"""``dragoman ledger``: who waits, for whom, and for how long."""

import json
from typing import Any

import click

from dragoman.base.db import Database
from dragoman.config.settings import Settings
from dragoman.doors.cli.session import run
from dragoman.doors.cli.words import age, print_table
from dragoman.turns import sweep

UNOWNED_LIMIT_S = 30.0
"""The sweep finds an owner within seconds; longer means that no worker runs, or that something is wrong."""

_LINES = [
    ("customers waiting", "waiting", "oldest_s"),
    ("  with the agent", "with_agent", "oldest_with_agent_s"),
    ("  with a person", "with_person", "oldest_with_person_s"),
    ("  without an owner", "without_owner", "oldest_without_owner_s"),
    ("messages to deliver", "to_deliver", "oldest_to_deliver_s"),
]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object; ages are in seconds.")
def ledger(as_json: bool) -> None:
    """Count customers who wait for an answer: with the agent, with a person, without an owner.

    "Messages to deliver" counts conversations that have one. Ends with status 1 when somebody has been
    without an owner for more than 30 seconds.
    """

    async def body(_: Settings, database: Database) -> dict[str, Any]:
        async with database.as_platform() as tx:
            return await sweep.ledger(tx)

    found = run(body)
    if as_json:
        click.echo(json.dumps(found))
    else:
        print_table(
            ["", "COUNT", "OLDEST"], [[title, str(found[n]), age(found[a])] for title, n, a in _LINES]
        )
    if is_overdue(found):
        click.echo("somebody waits without an owner: does a worker run? see: dragoman doctor", err=True)
        raise SystemExit(1)


def is_overdue(found: dict[str, Any]) -> bool:
    """Whether a customer has been without an owner for longer than the sweep needs to find one."""
    return (found["oldest_without_owner_s"] or 0.0) > UNOWNED_LIMIT_S
