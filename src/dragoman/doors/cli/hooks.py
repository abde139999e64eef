"""``dragoman hooks``: what came in by webhook and no shop could take; and what a payload says."""

import json
import sys
from collections import Counter
from collections.abc import AsyncIterator

import click
import psycopg

from dragoman.base.db import Database
from dragoman.base.errors import ConfigError
from dragoman.channels.infobip.neutral import neutral
from dragoman.channels.infobip.parse import parse
from dragoman.config.settings import Settings
from dragoman.doors.cli.session import run
from dragoman.doors.cli.words import print_table
from dragoman.doors.webhook import read_post
from dragoman.tenants.routing import RoutingTable, load_routing, unrouted_reason
from dragoman.turns import hooks as kept_hooks
from dragoman.turns.hooks import HookBody, HookCount, KeptHook
from dragoman.turns.replay import replay

_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}
"""What JSON may hold as it is although it ends a line for many readers, or commands a terminal."""

_KINDS = ["unrouted", "unreadable", "unsupported", "notice", "failed"]


@click.group()
def hooks() -> None:
    """See what came in by webhook and no shop could take, and give it another chance.

    Such things are kept as they came: messages to a number of no shop (unrouted), payloads that could not
    be read (unreadable, unsupported), news about the account (notice), and what the database refused
    (failed).
    """


@hooks.command("list")
@click.option("--unrouted", is_flag=True, help="Only messages to numbers of no shop.")
@click.option("--kind", type=click.Choice(_KINDS), help="Only this kind.")
@click.option("--all", "everything", is_flag=True, help="Also those that were replayed.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many at most."
)
def list_(unrouted: bool, kind: str | None, everything: bool, limit: int) -> None:
    """List kept hooks, newest first, and count what waits."""
    wanted = _one_kind(unrouted, kind)

    async def body(_: Settings, database: Database) -> tuple[list[KeptHook], list[HookCount]]:
        async with database.as_platform() as tx:
            found = await kept_hooks.list_kept(tx, kind=wanted, replayed_too=everything, limit=limit)
            return found, await kept_hooks.counts(tx)

    found, counts = run(body)
    if found:
        head = ["ID", "KIND", "TO", "TIMES", "FIRST (UTC)", "LAST (UTC)", "REPLAYED (UTC)", "BYTES", "REASON"]
        print_table(head, [_row(hook) for hook in found])
        click.echo("")
    waiting = ", ".join(f"{count.kind} {count.hooks}" for count in counts)
    click.echo(f"waiting: {waiting or 'nothing'}")


def _row(hook: KeptHook) -> list[str]:
    times = [f"{moment:%Y-%m-%d %H:%M:%S}" if moment else "-" for moment in (hook.first_at, hook.last_at)]
    replayed = f"{hook.replayed_at:%Y-%m-%d %H:%M:%S}" if hook.replayed_at else "-"
    reason = " ".join((hook.reason or "").split())
    return [
        str(hook.id),
        hook.kind,
        hook.to_number or "-",
        str(hook.times),
        *times,
        replayed,
        str(hook.size),
        reason,
    ]


@hooks.command()
@click.argument("id_", metavar="ID", type=int)
def show(id_: int) -> None:
    """Print a kept hook's bytes exactly as they were kept.

    To see what they say: dragoman hooks show ID | dragoman hooks parse
    """

    async def body(_: Settings, database: Database) -> bytes:
        async with database.as_platform() as tx:
            return (await kept_hooks.get_kept(tx, id_))[1]

    sys.stdout.buffer.write(run(body) + b"\n")


@hooks.command("replay")
@click.argument("id_", metavar="[ID]", type=int, required=False)
@click.option("--unrouted", is_flag=True, help="Every waiting message to a number of no shop.")
@click.option("--all-waiting", is_flag=True, help="Everything that waits, of every kind.")
def replay_(id_: int | None, unrouted: bool, all_waiting: bool) -> None:
    """Read kept hooks again with today's shops and numbers, and give what a shop takes to that shop.

    Safe to repeat: a message is stored once. What no shop takes goes on waiting.
    """
    if (id_ is not None) + unrouted + all_waiting != 1:
        raise click.UsageError("say what to replay: an ID, --unrouted or --all-waiting")

    async def body(settings: Settings, database: Database) -> Counter[str]:
        async with database.as_platform() as tx:
            table = await load_routing(tx, settings)
            if id_ is not None:
                hook, _ = await kept_hooks.get_kept(tx, id_)
                if hook.replayed_at is not None:
                    raise ConfigError(
                        f"hook {id_} was replayed already, at {hook.replayed_at:%Y-%m-%d %H:%M:%S} UTC"
                    )
        counts: Counter[str] = Counter()
        async for hook_body in _waiting(database, "unrouted" if unrouted else None, id_):
            await _replay_one(database, table, hook_body, counts, unrouted_reason(settings))
        return counts

    counts = run(body)
    click.echo(
        f"replayed {counts['taken']}, still waiting {counts['waiting']}; messages stored {counts['stored']}, "
        f"known before {counts['duplicates']}, receipts {counts['receipts']}"
    )
    if counts["failed"]:
        raise click.ClickException(f"{counts['failed']} could not be stored; they go on waiting")


async def _waiting(database: Database, kind: str | None, hook_id: int | None) -> AsyncIterator[HookBody]:
    after = 0
    while True:
        async with database.as_platform() as tx:
            page = await kept_hooks.waiting(tx, kind=kind, hook_id=hook_id, after=after)
        for hook in page:
            after = hook.id
            yield hook
        if not page:
            return


async def _replay_one(
    database: Database, table: RoutingTable, hook: HookBody, counts: Counter[str], unrouted: str
) -> None:
    post = read_post(hook.body, table.route, unrouted_reason=unrouted, again=True)
    try:
        done = await replay(database, hook, post)
    except psycopg.Error as error:
        click.echo(f"hook {hook.id}: {type(error).__name__} {error.sqlstate or ''}", err=True)
        counts["failed"] += 1
        return
    counts["taken" if done.taken else "waiting"] += 1
    counts["stored"] += done.stored
    counts["duplicates"] += done.duplicates
    counts["receipts"] += done.receipts


@hooks.command("parse")
def parse_() -> None:
    """Read a webhook payload from standard input; print one JSON object for each event in it.

    Needs no database and no settings. Whatever the bytes are, they are read as far as they can be: what
    cannot be read is an event of its own, named "unsupported".
    """
    body = sys.stdin.buffer.read() if sys.stdin else b""  # none at all when it was closed: <&-
    for event in parse(body):
        sys.stdout.buffer.write(_json_line(neutral(event)))


def _json_line(event: dict[str, object]) -> bytes:
    """The event as JSON on exactly one line, in characters that a person can read."""
    try:
        text = json.dumps(event, ensure_ascii=False, default=str)
        return text.translate(_ESCAPED).encode() + b"\n"
    except UnicodeEncodeError:  # half of an emoji: JSON can say it, UTF-8 cannot
        return json.dumps(event, default=str).encode() + b"\n"


def _one_kind(unrouted: bool, kind: str | None) -> str | None:
    if unrouted and kind not in {None, "unrouted"}:
        raise click.UsageError("--unrouted and --kind contradict each other")
    return "unrouted" if unrouted else kind
