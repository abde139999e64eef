"""``dragoman tenant``: shops, as their operator handles them."""

import getpass
import sys
from pathlib import Path

import click

from dragoman.agents.registry import refuse_unknown_engines
from dragoman.base.db import Database
from dragoman.base.errors import ConfigError, DragomanError, NotFound
from dragoman.base.ids import TenantId
from dragoman.base.secrets import open_sealer
from dragoman.catalogue.search.index import catch_up_whole
from dragoman.config.settings import Settings
from dragoman.doors.cli.session import run
from dragoman.tenants import store
from dragoman.tenants.apply import apply_shops, export_shop
from dragoman.tenants.example import EXAMPLE
from dragoman.tenants.routing import load_routing
from dragoman.tenants.senders import store_api_key, store_webhook_secret
from dragoman.tenants.shop_file import load_shop_file


@click.group()
def tenant() -> None:
    """Shops: declare them in files, look at them, switch them on and off."""


@tenant.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace also what was changed in the database since.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
def apply(files: tuple[Path, ...], overwrite: bool, dry_run: bool) -> None:
    """Make the database say what FILES declare: all of them, or none."""
    try:
        shops = [load_shop_file(file) for file in files]
        for file, shop in zip(files, shops, strict=True):
            refuse_unknown_engines(shop, name=str(file))
    except DragomanError as error:
        raise click.ClickException(str(error)) from None

    async def command(settings: Settings, database: Database) -> None:
        found = await apply_shops(database, shops, overwrite=overwrite, dry_run=dry_run)
        for each in found:
            click.echo(f"{each.shop}: {each}")
        if not found:
            click.echo("Nothing to change.")
        else:
            places = "1 difference" if len(found) == 1 else f"{len(found)} differences"
            click.echo(f"{places}; nothing was changed (--dry-run)." if dry_run else f"{places} applied.")
            if not dry_run:
                await _warn_if_refused(settings, database)
        if not dry_run:
            for tenant_id in await _ids_of(database, [shop.slug for shop in shops]):
                await catch_up_whole(database, tenant_id)

    run(command, make=not dry_run)


async def _ids_of(database: Database, slugs: list[str]) -> list[TenantId]:
    async with database.as_platform() as tx:
        return [row.id for row in await store.list_tenants(tx) if row.slug in slugs]


async def _warn_if_refused(settings: Settings, database: Database) -> None:
    """What is stored stays stored; but no process serves it under these settings."""
    try:
        async with database.as_platform() as tx:
            await load_routing(tx, settings)
    except ConfigError as error:
        _warn(f"Dragoman goes on as it was, and does not start again like this: {error}")


def _warn(sentence: str) -> None:
    click.echo(f"Warning: {sentence}", err=True)


@tenant.command("list")
def list_() -> None:
    """Every shop with its numbers."""

    async def command(_settings: Settings, database: Database) -> None:
        async with database.as_platform() as tx:
            tenants, senders = await store.list_tenants(tx), await store.list_senders(tx)
        if not tenants:
            click.echo("There is no shop yet; see: dragoman tenant example")
        for row in tenants:
            numbers = ", ".join(sender.number for sender in senders if sender.tenant_id == row.id)
            named = f"{row.brand} ({numbers or 'no number'})"
            click.echo(f"{row.slug:<20} {row.status:<9} user_id={row.user_id:<6} {named}")

    run(command)


@tenant.command()
@click.argument("slug")
def show(slug: str) -> None:
    """One shop: its chatbots, its numbers, and how much it has to say."""

    async def command(_settings: Settings, database: Database) -> None:
        async with database.across_tenants() as tx:
            row = await store.find_tenant(tx, slug)
            if row is None:
                raise _no_shop(slug)
            chatbots, senders = await store.list_chatbots(tx), await store.list_senders(tx)
            inside = await tx.enter(row.id)
            info, counts = await store.shop_info(inside), await store.count_products(inside)
        click.echo(f"{row.brand} ({row.slug}), {row.status}")
        click.echo(f"  tenant {row.id}, user_id {row.user_id}, {row.currency}, {row.timezone}")
        for bot in chatbots:
            if bot.tenant_id == row.id:
                paused = ", paused" if bot.paused else ""
                click.echo(f"  chatbot {bot.chatbot_id}: {bot.name} ({bot.agent_id}{paused})")
        for sender in senders:
            if sender.tenant_id == row.id:
                click.echo(f"  number {sender.number} -> chatbot {sender.chatbot_id}, {_key_of(sender)}")
        click.echo(f"  products: {counts}, questions: {len(info.faqs)}, policies: {len(info.policies)}")
        unsure = [topic for topic, policy in info.policies.items() if not policy.confirmed]
        unsure += [faq.key for faq in info.faqs if not faq.confirmed]
        unsure += [] if info.delivery.confirmed else ["delivery"]
        if unsure:
            click.echo(f"  not confirmed, so never stated: {', '.join(unsure)}")

    run(command)


def _key_of(sender: store.SenderRow) -> str:
    if sender.has_key:
        return "a key of its own (sealed)"
    return f"key from {sender.api_key_env}" if sender.api_key_env else "key from INFOBIP_API_KEY"


def _no_shop(slug: str) -> NotFound:
    return NotFound(f"there is no shop {slug!r}; see: dragoman tenant list")


@tenant.command()
@click.argument("slug")
def export(slug: str) -> None:
    """Print a shop as it is now, in the form of a shop file."""

    async def command(_settings: Settings, database: Database) -> None:
        click.echo(await export_shop(database, slug), nl=False)

    run(command)


@tenant.command()
@click.argument("slug")
def disable(slug: str) -> None:
    """Stop serving a shop: its messages are kept and nobody answers them."""
    _set_status(slug, "disabled")


@tenant.command()
@click.argument("slug")
def enable(slug: str) -> None:
    """Serve a disabled shop again. What came while it was disabled stays unanswered."""
    _set_status(slug, "active")


def _set_status(slug: str, status: str) -> None:
    async def command(settings: Settings, database: Database) -> None:
        async with database.as_platform() as tx:
            row = await store.find_tenant(tx, slug)
            if row is None:
                raise _no_shop(slug)
            await store.set_status(tx, slug, status)
        click.echo(f"{row.brand} is {status}.")
        await _warn_if_refused(settings, database)

    run(command)


@tenant.command()
def example() -> None:
    """Print a small valid shop file with comments, to start from."""
    click.echo(EXAMPLE, nl=False)


@tenant.command("set-webhook-secret")
@click.argument("number")
@click.option("--forget", is_flag=True, help="Forget the secret: the common ones hold for this number again.")
def set_webhook_secret(number: str, forget: bool) -> None:
    """Give one number a webhook secret of its own, sealed; it is read from the terminal or standard input.

    It is accepted as the token in the path, and as the key of the signature where WEBHOOK_HMAC_HEADER is used. Whoever
    has it speaks for this number only, and nobody else speaks for this number.
    """
    secret = None if forget else _read_secret("Webhook secret (not shown): ")

    async def command(settings: Settings, database: Database) -> None:
        key = settings.dragoman_secret_key
        sealer = open_sealer(settings.home, key.get_secret_value() if key else None)
        async with database.as_platform() as tx:
            await store_webhook_secret(tx, number, secret, sealer)
        if forget:
            click.echo(f"{number} has no webhook secret of its own any more.")
        else:
            click.echo(
                f"The webhook secret of {number} is stored, sealed: post to /webhook/<secret>, or sign with it."
            )

    run(command)


def _read_secret(prompt: str) -> str:
    return (getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()).strip()


@tenant.command("set-key")
@click.argument("number")
def set_key(number: str) -> None:
    """Store the provider key of one number, sealed; it is read from the terminal or standard input."""
    key = getpass.getpass("API key (not shown): ") if sys.stdin.isatty() else sys.stdin.readline()

    async def command(settings: Settings, database: Database) -> None:
        secret = settings.dragoman_secret_key
        sealer = open_sealer(settings.home, secret.get_secret_value() if secret else None)
        async with database.as_platform() as tx:
            await store_api_key(tx, number, key, sealer)
        click.echo(f"The key of {number} is stored, sealed.")
        if not settings.has_webhook_secret:
            _warn(
                "now anyone can post messages to /webhook and have them answered with this key, and Dragoman does "
                "not start again like this: set WEBHOOK_TOKEN, or another WEBHOOK_ secret"
            )

    run(command)
