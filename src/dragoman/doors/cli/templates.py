"""``dragoman templates``: the messages that WhatsApp approved beforehand, as the provider has them."""

from collections.abc import Sequence
from pathlib import Path

import click

from dragoman.base.db import Database
from dragoman.base.errors import ChannelError, ConfigError, DragomanError
from dragoman.channels.definition import ButtonShape, CardShape, HeaderShape, TemplateDefinition, gaps_in
from dragoman.channels.infobip.new_template import NewTemplate, new_template
from dragoman.config.settings import Settings
from dragoman.doors.cli.lookup import acting_person, shop_named
from dragoman.doors.cli.session import run
from dragoman.doors.cli.wire import numbers_of, sender_of, templates_of, the_number_of
from dragoman.doors.cli.words import clean, print_table, when
from dragoman.tenants import template_store
from dragoman.tenants.model import Tenant
from dragoman.tenants.template_store import StoredTemplate
from dragoman.tenants.yaml_text import read_yaml

_sender = click.option("--sender", metavar="NUMBER", help="Which of the shop's numbers, if it has several.")


@click.group()
def templates() -> None:
    """Message templates: the only messages that WhatsApp takes later than 24 hours after the customer's last.

    SHOP is a shop's slug (see: dragoman tenant list) or its id.
    """


@templates.command("list")
@click.argument("shop")
@_sender
def list_(shop: str, sender: str | None) -> None:
    """List the templates that are kept here, as they were last seen at the provider."""

    async def body(settings: Settings, database: Database) -> tuple[Tenant, list[StoredTemplate]]:
        return await _kept(settings, database, shop, sender)

    tenant, found = run(body)
    if not found:
        click.echo(f"no templates; look at the provider's: dragoman templates sync {shop}")
        return
    head = ["NAME", "LANGUAGE", "STATUS", "CATEGORY", "QUALITY", "NUMBER", f"CHANGED ({tenant.timezone.key})"]
    print_table(head, [_row(tenant, one) for one in found])


def _row(tenant: Tenant, one: StoredTemplate) -> list[str]:
    definition = one.definition
    status = definition.status + (f" ({definition.reason})" if definition.reason else "")
    about = [definition.category or "-", definition.quality or "-"]
    return [
        definition.name,
        definition.language,
        status,
        *about,
        one.number,
        when(one.changed_at, tenant.timezone),
    ]


async def _kept(
    settings: Settings, database: Database, shop: str, sender: str | None
) -> tuple[Tenant, list[StoredTemplate]]:
    tenant = await shop_named(database, shop)
    numbers = [config.number for config in await numbers_of(settings, database, tenant.id, sender)]
    async with database.as_tenant(tenant.id) as tx:
        return tenant, await template_store.list_templates(tx, numbers)


@templates.command()
@click.argument("shop")
@_sender
def sync(shop: str, sender: str | None) -> None:
    """Ask the provider for the shop's templates; what it says replaces what is kept here."""

    async def body(settings: Settings, database: Database) -> int:
        tenant = await shop_named(database, shop)
        failed = 0
        async with templates_of(settings, database) as (kept, _):
            for config in await numbers_of(settings, database, tenant.id, sender):
                try:
                    done = await kept.sync(tenant.id, sender_of(settings, config), acting_person())
                except ChannelError as error:
                    failed += 1
                    click.echo(clean(f"{config.number}: {error}"), err=True)
                else:
                    click.echo(f"{config.number}: {done.added} new, {done.changed} changed, {done.gone} gone")
        return failed

    if run(body):
        raise SystemExit(1)


@templates.command()
@click.argument("shop")
@click.argument("name")
@click.option("--language", help="Only this language.")
@_sender
def show(shop: str, name: str, language: str | None, sender: str | None) -> None:
    """Show a template: its words, and what a message has to bring."""

    async def body(settings: Settings, database: Database) -> tuple[Tenant, list[StoredTemplate]]:
        return await _kept(settings, database, shop, sender)

    tenant, kept = run(body)
    found = [
        one for one in kept if one.definition.name == name and language in {None, one.definition.language}
    ]
    if not found:
        raise click.ClickException(f"no template {name!r} is kept here; see: dragoman templates sync {shop}")
    for one in found:
        for line in _lines(tenant, one):
            click.echo(clean(line))


def _lines(tenant: Tenant, one: StoredTemplate) -> list[str]:
    definition = one.definition
    facts = [definition.status, definition.category, definition.quality and f"quality {definition.quality}"]
    facts += [definition.reason and f"because of {definition.reason}"]
    told = ", ".join(fact for fact in facts if fact)
    lines = [f"{definition.name} ({definition.language}), {one.number}: {told}"]
    lines.append(f"  seen     {when(one.synced_at, tenant.timezone)}")
    shape = definition.shape
    if not shape.known:
        return [*lines, "  its parts are not told by the provider"]
    lines += _header_lines(shape.header)
    lines += [f"  body     {line}" for line in (shape.body or "(not told)").splitlines()]
    lines += [f"  footer   {shape.footer}"] if shape.footer else []
    lines += [f"  button   {_button_words(button)}" for button in shape.buttons]
    for number, card in enumerate(shape.cards, start=1):
        lines.append(f"  card {number}   {_card_words(card)}")
    return [*lines, f"  send it  {_command(definition)}"]


def _header_lines(header: HeaderShape | None) -> list[str]:
    if header is None:
        return []
    return [f"  header   {header.kind}" + (f": {header.text}" if header.text else "")]


def _button_words(button: ButtonShape) -> str:
    words = f"{button.kind}: {button.text or ''}".rstrip(" :")
    return (
        words + (f" -> {button.url}" if button.url else "") + ("" if button.needs == "never" else " (filled)")
    )


def _card_words(card: CardShape) -> str:
    kinds = ", ".join(button.kind for button in card.buttons)
    return f"{card.header.kind if card.header else 'no header'}; {card.body or ''} [{kinds}]"


def _command(definition: TemplateDefinition) -> str:
    shape = definition.shape
    words = [
        f"dragoman conversations send-template SHOP ID {definition.name} --language {definition.language}"
    ]
    words += ["--body ..."] * gaps_in(shape.body)
    words += ["--header ..."] if shape.header is not None and shape.header.needed else []
    words += [
        "--button ..." for button in shape.buttons if button.needs == "must" and button.kind != "quick_reply"
    ]
    return " ".join(words)


@templates.command()
@click.argument("shop")
@click.argument("file", type=click.Path(path_type=Path))
@_sender
def create(shop: str, file: Path, sender: str | None) -> None:
    """Submit the template in FILE (YAML or JSON) for approval; it is checked before it leaves.

    The file holds name, language, category (MARKETING, UTILITY or AUTHENTICATION) and structure, as Infobip
    documents it: header, body with examples, footer, buttons.
    """
    new = _read(file)

    async def body(settings: Settings, database: Database) -> TemplateDefinition:
        tenant = await shop_named(database, shop)
        number = await the_number_of(settings, database, tenant.id, sender)
        async with templates_of(settings, database) as (_, account):
            made = await account.create_template(number, new)
        async with database.as_tenant(tenant.id) as tx:
            await template_store.put_template(tx, number.number, made, acting_person())
        return made

    made = run(body)
    click.echo(
        clean(f"submitted {made.name} ({made.language}): {made.status}. WhatsApp decides within a day.")
    )


def _read(file: Path) -> NewTemplate:
    try:
        return new_template(read_yaml(file.read_text(), name=str(file)))
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file}: cannot be read: {type(error).__name__}") from None
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    except DragomanError as error:
        raise click.ClickException(f"{file}: {error}") from None


@templates.command()
@click.argument("shop")
@click.argument("name")
@click.option(
    "--yes", is_flag=True, help="Really: in all languages, for every number of the business account."
)
@_sender
def delete(shop: str, name: str, yes: bool, sender: str | None) -> None:
    """Delete a template in all its languages, in the whole business account: other numbers lose it too.

    Its name cannot be used again for 30 days.
    """

    async def body(settings: Settings, database: Database) -> Sequence[str]:
        tenant, kept = await _kept(settings, database, shop, sender)
        number = await the_number_of(settings, database, tenant.id, sender)
        languages = sorted({one.definition.language for one in kept if one.definition.name == name})
        if not yes:
            known = f" ({', '.join(languages)})" if languages else ""
            raise ConfigError(
                f"this deletes {name} in all its languages{known} from the whole business account of "
                f"{number.number}, other numbers' too, and locks its name for 30 days: say --yes"
            )
        async with templates_of(settings, database) as (_, account):
            await account.delete_template(number, name)
        async with database.as_tenant(tenant.id) as tx:
            await template_store.forget_template(tx, number.number, name, acting_person())
        return languages

    languages = run(body)
    known = f" ({', '.join(languages)})" if languages else ""
    click.echo(clean(f"deleted {name}{known}; its name is free again in 30 days"))
