"""``dragoman turns``: how an answer came about."""

from collections.abc import Iterator

import click

from dragoman.base.db import Database
from dragoman.config.settings import Settings
from dragoman.conversations.model import Message
from dragoman.conversations.store import list_messages
from dragoman.doors.cli.lookup import conversation_named, id_range, one_of, shop_named
from dragoman.doors.cli.session import run
from dragoman.doors.cli.shown import Talk, author_of
from dragoman.doors.cli.story import cost_words, story_lines
from dragoman.doors.cli.words import clean, print_table, status_words, when
from dragoman.tenants import store as tenants
from dragoman.tenants.model import Tenant
from dragoman.turns.story_store import Turn, find_turns, list_turns

_MOST_MESSAGES = 10_000


@click.group()
def turns() -> None:
    """See how an answer came about: what was read, each tool, the checks, the model, its cost, what was sent.

    SHOP is a shop's slug or its id. ID is a turn's id, or its first four or more digits.
    """


@turns.command("list")
@click.argument("shop")
@click.option("--conversation", metavar="ID", help="Only those of this conversation.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many at most."
)
def list_(shop: str, conversation: str | None, limit: int) -> None:
    """List a shop's latest turns, newest first."""

    async def body(_: Settings, database: Database) -> tuple[Tenant, list[Turn]]:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            of = (await conversation_named(tx, conversation)).id if conversation else None
            return tenant, await list_turns(tx, conversation_id=of, limit=limit)

    tenant, found = run(body)
    if not found:
        click.echo("no turns")
        return
    print_table(
        ["ID", f"AT ({tenant.timezone.key})", "CONVERSATION", "ANSWERED BY", "TOOK", "COST", "OUTCOME"],
        [
            [
                str(one.id)[:8],
                when(one.at, tenant.timezone),
                str(one.conversation_id)[:8],
                str(one.trace.get("model") or one.answered_by),
                "-" if one.ms is None else f"{one.ms} ms",
                cost_words(one.trace),
                one.outcome if one.reason is None else f"{one.outcome}: {one.reason}",
            ]
            for one in found
        ],
    )


@turns.command()
@click.argument("id_", metavar="ID")
@click.option("--shop", metavar="SHOP", help="Look at this shop only [default: all].")
def show(id_: str, shop: str | None) -> None:
    """Tell the story of a turn."""

    async def body(_: Settings, database: Database) -> tuple[Tenant, Turn, list[Message]]:
        tenant, turn = await _find(database, id_, shop)
        async with database.as_tenant(tenant.id) as tx:
            return tenant, turn, await list_messages(tx, turn.conversation_id, limit=_MOST_MESSAGES)

    tenant, turn, messages = run(body)
    for line in _lines(tenant, turn, messages):
        click.echo(clean(line))


async def _find(database: Database, beginning: str, shop: str | None) -> tuple[Tenant, Turn]:
    """The turn whose id begins so, in that shop or in any. Raises ``NotFound``, or ``ConfigError`` for several."""
    lowest, highest = id_range(beginning)
    if shop is not None:
        tenant_ids = [(await shop_named(database, shop)).id]
    else:
        async with database.as_platform() as tx:
            tenant_ids = [row.id for row in await tenants.list_tenants(tx)]
    found = []
    for tenant_id in tenant_ids:
        async with database.as_tenant(tenant_id) as tenant_tx:
            found += [(tenant_id, turn) for turn in await find_turns(tenant_tx, lowest, highest)]
    none = f"there is no turn {beginning!r}; see: dragoman turns list SHOP"
    tenant_id, turn = one_of(found, beginning, "turns", none=none)
    async with database.as_platform() as tx:
        return await tenants.get_tenant(tx, tenant_id), turn


def _lines(tenant: Tenant, turn: Turn, messages: list[Message]) -> Iterator[str]:
    yield f"turn         {turn.id}"
    yield f"shop         {tenant.brand}"
    yield f"conversation {turn.conversation_id}"
    yield f"at           {when(turn.at, tenant.timezone)} ({tenant.timezone.key})"
    yield f"outcome      {turn.outcome}" + (f": {turn.reason}" if turn.reason else "")
    yield f"answered by  {turn.answered_by}" + ("" if turn.ms is None else f", in {turn.ms} ms")
    talk = Talk(tenant.id, messages)
    yield ""
    yield "read"
    for message in messages:
        if message.author == "customer" and turn.from_seq <= message.seq <= turn.through_seq:
            yield from _message(tenant, talk, message)
    yield from story_lines(turn.story, turn.trace)
    yield ""
    yield "wrote"
    written = [message for message in messages if message.turn_id == turn.id]
    for message in written:
        yield from _message(tenant, talk, message)
    if not written:
        yield "  nothing"


def _message(tenant: Tenant, talk: Talk, message: Message) -> Iterator[str]:
    kind = "" if message.kind == "text" else f" [{message.kind}]"
    status = status_words(message.status, message.error)
    head = f"  {when(message.created_at, tenant.timezone)}  {author_of(message)}{kind}"
    yield f"{head}  ({status})" if status else head
    for line in talk.lines_of(message):
        yield f"      {line}"
