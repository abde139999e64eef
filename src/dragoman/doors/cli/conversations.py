"""``dragoman conversations``: reading along, writing to a customer, taking over and handing back."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import click

from dragoman.base.clock import utc_now
from dragoman.base.db import Database
from dragoman.channels.content import FILENAME_LIMIT
from dragoman.channels.files import KINDS
from dragoman.channels.fill import fill
from dragoman.config.settings import Settings
from dragoman.conversations import store
from dragoman.conversations.files import File, list_files
from dragoman.conversations.model import Conversation, Message
from dragoman.doors.cli.lookup import Duty, acting_person, conversation_named, duty_of, shop_named
from dragoman.doors.cli.session import run
from dragoman.doors.cli.shown import Talk, author_of
from dragoman.doors.cli.wire import numbers_of, sender_of, templates_of
from dragoman.doors.cli.words import (
    age,
    clean,
    print_table,
    status_words,
    unanswered_words,
    when,
)
from dragoman.tenants.model import Tenant
from dragoman.turns import pace, staff
from dragoman.turns.model import TurnOutcome
from dragoman.turns.turn_store import list_outcomes

Said = tuple[Message, str | None, File | None]
"""A message, why it was not answered if it was not, and the file that it came with, if any."""


@click.group()
def conversations() -> None:
    """Read conversations, write to customers, take over from the agent and hand back.

    SHOP is a shop's slug (see: dragoman tenant list) or its id. ID is a conversation's id, or its first
    four or more digits.
    """


@conversations.command("list")
@click.argument("shop")
@click.option("--waiting", is_flag=True, help="Only those whose customer waits for an answer.")
@click.option(
    "--mode", type=click.Choice(["agent", "human"]), help="Only those that the agent, or a person, has."
)
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many at most."
)
def list_(shop: str, waiting: bool, mode: str | None, limit: int) -> None:
    """List a shop's conversations, latest customer first."""

    async def body(_: Settings, database: Database) -> tuple[Tenant, Duty, list[Conversation]]:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            found = await store.list_conversations(tx, waiting=waiting, mode=mode, limit=limit)
        return tenant, await duty_of(database, tenant.id), found

    tenant, duty, found = run(body)
    if not found:
        click.echo("no conversations")
        return
    print_table(
        ["ID", "CUSTOMER", f"LAST WROTE ({tenant.timezone.key})", "ANSWERED BY", "WAITS"],
        [_row(tenant, duty, one) for one in found],
    )


def _row(tenant: Tenant, duty: Duty, one: Conversation) -> list[str]:
    waits = one.waiting_since is not None
    who = f"{one.contact_name} ({one.address})" if one.contact_name else one.address
    last = when(one.last_inbound_at, tenant.timezone)
    return [str(one.id)[:8], who, last, duty.owner_of(one), "yes" if waits else ""]


@conversations.command()
@click.argument("shop")
@click.argument("id_", metavar="ID")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many messages."
)
def show(shop: str, id_: str, limit: int) -> None:
    """Show a conversation: who wrote what and when, what became of each message that was sent and each file that
    came, and why a customer's message was not answered.
    """

    async def body(_: Settings, database: Database) -> tuple[Tenant, Duty, Conversation, list[Said]]:
        tenant = await shop_named(database, shop)
        async with database.as_tenant(tenant.id) as tx:
            conversation = await conversation_named(tx, id_)
            messages = await store.list_messages(tx, conversation.id, limit=limit)
            files = await list_files(tx, [one.id for one in messages])
            first = messages[0].seq if messages else 0
            outcomes = await list_outcomes(tx, conversation.id, from_seq=first)
        said = [(message, _why_unanswered(message, outcomes), files.get(message.id)) for message in messages]
        return tenant, await duty_of(database, tenant.id), conversation, said

    tenant, duty, conversation, said = run(body)
    for line in _head(tenant, duty, conversation):
        click.echo(clean(line))
    talk = Talk(tenant.id, [message for message, _, _ in said])
    for message, why, file in said:
        if not talk.is_shown_elsewhere(message):
            click.echo("")
            click.echo(_message_head(tenant, message, why))
            for line in talk.lines_of(message, file):
                click.echo(f"    {line}")


def _why_unanswered(message: Message, outcomes: Sequence[TurnOutcome]) -> str | None:
    """The reason that was decided last for this message of a customer, if it was not answered."""
    if message.author != "customer":
        return None
    own = [one for one in outcomes if one.from_seq <= message.seq <= one.through_seq]
    return own[-1].reason if own and own[-1].outcome == "not_answered" else None


def _head(tenant: Tenant, duty: Duty, one: Conversation) -> list[str]:
    now = utc_now()
    waits = one.waiting_since is not None
    open_ = pace.window_open(now, one.last_inbound_at)
    since = age((now - one.last_inbound_at).total_seconds()) if one.last_inbound_at else "-"
    return [
        f"conversation {one.id}",
        f"shop         {tenant.brand}, chatbot {one.chatbot_id}, number {one.sender}",
        f"customer     {one.contact_name or '(no name)'}, {one.address}; last wrote {since} ago",
        f"answered by  {duty.owner_of(one)}",
        f"waits        {'yes' if waits else 'no'}",
        f"24 h window  {'open' if open_ else 'closed: only an approved template may be sent'}",
        f"times        {tenant.timezone.key}",
        *(
            [f"reachable    no, until the customer writes again ({one.unreachable_reason})"]
            if one.unreachable
            else []
        ),
        *(["advertising  the customer wants none"] if one.marketing == "stopped" else []),
    ]


def _message_head(tenant: Tenant, message: Message, why_unanswered: str | None) -> str:
    status = status_words(message.status, message.error) or unanswered_words(why_unanswered)
    if message.retry_of is not None:
        status = f"submitted anew; {status}" if status else "submitted anew"
    kind = "" if message.kind == "text" else f" [{clean(message.kind)}]"
    head = f"{when(message.created_at, tenant.timezone)}  {author_of(message)}{kind}"
    return f"{head}  ({status})" if status else head


@conversations.command()
@click.argument("shop")
@click.argument("id_", metavar="ID")
@click.argument("text", nargs=-1, required=True)
def say(shop: str, id_: str, text: tuple[str, ...]) -> None:
    """Send TEXT to the customer as the shop; the conversation is a person's from then on.

    It answers everything the customer had asked. Long text is sent as several messages. Refused when the
    customer last wrote more than 24 hours ago.
    """

    async def body(_: Settings, database: Database) -> tuple[UUID, int]:
        tenant, one = await _find(database, shop, id_)
        sent = await staff.say(database, tenant.id, one.id, " ".join(text), acting_person())
        return one.id, len(sent)

    conversation_id, count = run(body)
    parts = "the message" if count == 1 else f"{count} messages"
    click.echo(f"queued {parts}; a person answers this conversation now, until:")
    click.echo(f"  dragoman conversations hand-back {shop} {str(conversation_id)[:8]}")


@conversations.command("send-file")
@click.argument("shop")
@click.argument("id_", metavar="ID")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--caption", help="Words shown with it.")
@click.option(
    "--as", "kind", type=click.Choice(KINDS), help="What WhatsApp shows it as [default: what suits its type]."
)
def send_file(shop: str, id_: str, path: Path, caption: str | None, kind: str | None) -> None:
    """Send FILE to the customer as the shop; the conversation is a person's from then on.

    What it is is told by its bytes, not by its name. WhatsApp takes JPEG and PNG up to 5 MB as images, MP4 and
    3GPP up to 16 MB as video, AAC, AMR, MP3, M4A and Ogg up to 16 MB as audio, WebP up to 100 KB as stickers, and
    anything up to 100 MB as documents. Infobip fetches it from this installation: see DRAGOMAN_PUBLIC_URL.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}") from None

    async def body(_: Settings, database: Database) -> tuple[UUID, str]:
        tenant, one = await _find(database, shop, id_)
        sent_as = await staff.send_file(
            database,
            tenant.id,
            one.id,
            data,
            acting_person(),
            kind=kind,
            caption=caption,
            filename=path.name[-FILENAME_LIMIT // 2 :],
        )
        return one.id, sent_as

    conversation_id, sent_as = run(body)
    click.echo(f"queued {path.name} as {sent_as}; a person answers this conversation now, until:")
    click.echo(f"  dragoman conversations hand-back {shop} {str(conversation_id)[:8]}")


@conversations.command("send-template")
@click.argument("shop")
@click.argument("id_", metavar="ID")
@click.argument("name")
@click.option("--language", required=True, help="The language it was registered in, such as en or ar.")
@click.option("--body", multiple=True, help="What fills the body's placeholders, in order; once for each.")
@click.option("--header", help="The header's words, the address of its file, or LATITUDE,LONGITUDE.")
@click.option(
    "--button", multiple=True, help="What each button carries, in order: a payload, the link's end, a code."
)
def send_template(
    shop: str,
    id_: str,
    name: str,
    language: str,
    body: tuple[str, ...],
    header: str | None,
    button: tuple[str, ...],
) -> None:
    """Send the approved template NAME to the customer, at any time; the conversation is a person's from then on.

    It is held against what is registered (see: dragoman templates show SHOP NAME) and refused if it does not fit.
    Quick replies that are left out bring back their own words.
    """

    async def command(settings: Settings, database: Database) -> UUID:
        tenant, one = await _find(database, shop, id_)
        config = (await numbers_of(settings, database, tenant.id, one.sender))[0]
        sender = sender_of(settings, config)
        async with templates_of(settings, database) as (kept, _):
            definition = await kept.find(tenant.id, sender, name, language)
            content = fill(definition, body=body, header=header, buttons=button)
            await kept.check(tenant.id, sender, content)
        await staff.send_template(database, tenant.id, one.id, content, acting_person())
        return one.id

    conversation_id = run(command)
    click.echo("queued the template; a person answers this conversation now, until:")
    click.echo(f"  dragoman conversations hand-back {shop} {str(conversation_id)[:8]}")


@conversations.command()
@click.argument("shop")
@click.argument("id_", metavar="ID")
def take(shop: str, id_: str) -> None:
    """Take a conversation over: the agent no longer answers it."""

    async def body(_: Settings, database: Database) -> UUID:
        tenant, one = await _find(database, shop, id_)
        await staff.take(database, tenant.id, one.id, acting_person())
        return one.id

    click.echo(f"conversation {run(body)}: a person answers it now")


@conversations.command("hand-back")
@click.argument("shop")
@click.argument("id_", metavar="ID")
def hand_back(shop: str, id_: str) -> None:
    """Give a conversation back to the agent, which answers at once if the customer waits."""

    async def body(_: Settings, database: Database) -> tuple[UUID, staff.HandedBack]:
        tenant, one = await _find(database, shop, id_)
        return one.id, await staff.hand_back(database, tenant.id, one.id, acting_person())

    conversation_id, done = run(body)
    if done.rung:
        then = "the customer waits, and the agent has been rung"
    elif done.waiting:
        then = f"but its agent is paused, so the customer goes on waiting; see: dragoman agent resume {shop}"
    else:
        then = "the customer waits for nothing"
    click.echo(f"conversation {conversation_id}: the agent answers it now; {then}")


@conversations.command()
@click.argument("shop")
@click.argument("id_", metavar="ID")
@click.argument("text", nargs=-1)
def instruct(shop: str, id_: str, text: tuple[str, ...]) -> None:
    """Tell the agent TEXT, to heed in this conversation only, from its next answer on; without TEXT, nothing any more.

    Heeded by language models; the rules do not read it.
    """

    async def body(_: Settings, database: Database) -> UUID:
        tenant, one = await _find(database, shop, id_)
        async with database.as_tenant(tenant.id) as tx:
            await store.set_instructions(tx, one.id, " ".join(text).strip() or None)
        return one.id

    conversation_id = run(body)
    click.echo(f"conversation {conversation_id}: {'noted' if text else 'nothing to heed any more'}")


async def _find(database: Database, shop: str, beginning: str) -> tuple[Tenant, Conversation]:
    tenant = await shop_named(database, shop)
    async with database.as_tenant(tenant.id) as tx:
        return tenant, await conversation_named(tx, beginning)
