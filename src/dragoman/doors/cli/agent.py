"""``dragoman agent``: switching a shop's agent off and on."""

import click

from dragoman.base.db import Database
from dragoman.base.errors import ConfigError, NotFound
from dragoman.base.ids import ChatbotId
from dragoman.config.settings import Settings
from dragoman.doors.cli.lookup import acting_person, shop_named
from dragoman.doors.cli.session import run
from dragoman.tenants.store import list_chatbots
from dragoman.turns import staff

_CHATBOT = click.option("--chatbot", type=int, help="Which chatbot, for a shop that has several.")


@click.group()
def agent() -> None:
    """Switch a shop's agent off and on.

    While it is off every message is stored and waits for a person. SHOP is a shop's slug or its id.
    """


@agent.command()
@click.argument("shop")
@_CHATBOT
def pause(shop: str, chatbot: int | None) -> None:
    """Switch the agent off: whoever writes, or waits, waits for a person."""

    async def body(_: Settings, database: Database) -> tuple[ChatbotId, int]:
        tenant = await shop_named(database, shop)
        chosen = await _chatbot(database, shop, tenant.id, chatbot)
        return chosen, await staff.pause_agent(database, tenant.id, chosen, acting_person())

    chosen, moved = run(body)
    click.echo(f"chatbot {chosen} is paused; customers who now wait for a person: {moved}")


@agent.command()
@click.argument("shop")
@_CHATBOT
def resume(shop: str, chatbot: int | None) -> None:
    """Switch the agent on again: it answers whoever waited for it.

    Conversations that a person has taken stay with that person; see: dragoman conversations hand-back.
    """

    async def body(_: Settings, database: Database) -> tuple[ChatbotId, int]:
        tenant = await shop_named(database, shop)
        chosen = await _chatbot(database, shop, tenant.id, chatbot)
        return chosen, await staff.resume_agent(database, tenant.id, chosen, acting_person())

    chosen, moved = run(body)
    click.echo(f"chatbot {chosen} answers again; customers it has been rung for: {moved}")


async def _chatbot(database: Database, shop: str, tenant_id: int, wanted: int | None) -> ChatbotId:
    async with database.as_platform() as tx:
        own = [row.chatbot_id for row in await list_chatbots(tx) if row.tenant_id == tenant_id]
    if wanted is not None and wanted not in own:
        raise NotFound(f"{shop} has no chatbot {wanted}; it has {', '.join(map(str, own)) or 'none'}")
    if wanted is None and len(own) != 1:
        raise ConfigError(
            f"{shop} has {len(own)} chatbots ({', '.join(map(str, own))}): name one with --chatbot"
        )
    return ChatbotId(wanted) if wanted is not None else own[0]
