"""``dragoman doctor``: looks at everything that must be right, and says what to do about what is not."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import click
import psycopg

from dragoman.base.connect import reachable
from dragoman.base.db import APP_ROLE, Database, DatabaseUrls, PlatformTx
from dragoman.base.errors import ConfigError, DragomanError
from dragoman.base.jobs import STALLED_S
from dragoman.base.migrate import HEAD, current_revision
from dragoman.base.secrets import open_sealer
from dragoman.base.walls import missing_walls, powers
from dragoman.config.settings import Settings, load_settings, read_environment
from dragoman.doors.cli.checks import Check, Mark
from dragoman.doors.cli.doctor_model import chatbot_checks, model_checks
from dragoman.doors.cli.doctor_search import meaning_checks, search_checks
from dragoman.doors.cli.ledger import is_overdue
from dragoman.doors.cli.session import has_database
from dragoman.doors.cli.words import age, clean
from dragoman.tenants.routing import RoutingTable, load_routing
from dragoman.tenants.senders import SenderConfig, key_context
from dragoman.turns import sweep

ARABIC = "SELECT show_trgm('شاحن')::text <> '{}'"

WORKERS = """
    SELECT count(*) FILTER (WHERE last_heartbeat > now() - make_interval(secs => %(stalled_s)s)) AS alive,
           extract(epoch FROM now() - max(last_heartbeat))::float8 AS last_s
    FROM procrastinate_workers
"""

JOBS = """
    SELECT count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()) AS waiting,
           count(*) FILTER (WHERE status = 'failed') AS dead
    FROM procrastinate_jobs
"""


@click.command()
@click.option("--sender", metavar="NUMBER", help="Look at this number instead: at the provider, and here.")
def doctor(sender: str | None) -> None:
    """Check settings, database, walls, routing, keys, workers and waiting customers, one line each.

    ✓ is right, ! is worth knowing, ✗ is wrong; each says what to do. Ends with status 1 if anything is wrong.

    With --sender: whether the number's key is accepted and what it may do, how the number stands, its templates,
    and whether webhooks come.
    """
    from dragoman.doors.cli.doctor_sender import sender_checks  # which needs what stands here

    wrong = 0
    for check in _checks() if sender is None else sender_checks(sender):
        wrong += check.mark == "✗"
        click.echo(clean(f"{check.mark} {check.said}" + (f": {check.to_do}" if check.to_do else "")))
    if wrong:
        raise SystemExit(1)


def _checks() -> Iterator[Check]:
    try:
        settings, environ = load_settings(), read_environment()
    except ConfigError as error:
        yield Check("✗", "settings", str(error))
        return
    yield Check("✓", f"settings are readable ({settings.dragoman_env})")
    yield _home(settings.home)
    yield from webhook_checks(settings)
    yield from model_checks(settings)
    yield from meaning_checks(settings)
    url, owner = settings.database_url, settings.database_owner_url
    if not has_database(settings):
        yield Check(
            "!",
            f"there is no database yet in {settings.home}",
            "dragoman serve makes one; if there is one elsewhere, set DRAGOMAN_HOME or run this in its folder",
        )
        return
    try:
        with reachable(
            settings.home,
            url.get_secret_value() if url else None,
            owner.get_secret_value() if owner else None,
        ) as urls:
            yield from _database_checks(urls, settings, environ)
    except (DragomanError, psycopg.Error) as error:
        yield Check("✗", "database", str(error).strip())


def _home(home: Path) -> Check:
    place = home
    while not place.exists() and place != place.parent:
        place = place.parent
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return Check("✓", f"home {home} is writable")
    return Check(
        "✗", f"home {home} is not writable", "set DRAGOMAN_HOME to a folder of this user, or chown it"
    )


def webhook_checks(settings: Settings) -> Iterator[Check]:
    """Whether webhooks must prove where they come from, and where Infobip should send them."""
    if settings.has_webhook_secret:
        yield Check("✓", "webhooks must prove where they come from")
    else:
        yield Check(
            "!",
            "anyone may post to /webhook",
            "before real use set WEBHOOK_TOKEN, or another WEBHOOK_ secret",
        )
    path = "/webhook/<WEBHOOK_TOKEN>" if settings.webhook_token is not None else "/webhook"
    if settings.dragoman_public_url is not None:
        yield Check("✓", f"in Infobip, forward messages and reports to {settings.dragoman_public_url}{path}")
    elif settings.infobip_api_key is not None or settings.production:
        yield Check(
            "!",
            "DRAGOMAN_PUBLIC_URL is not set",
            f"Infobip must reach this server at https://YOUR-HOST{path}",
        )


def _database_checks(urls: DatabaseUrls, settings: Settings, environ: Mapping[str, str]) -> Iterator[Check]:
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        version = connection.info.server_version // 10000
    where = "embedded" if urls.embedded else "DATABASE_URL"
    yield Check("✓", f"the database answers ({where}, PostgreSQL {version})")
    revision = current_revision(urls.owner)
    if revision != HEAD:
        at = f"is at revision {revision}, not {HEAD}" if revision else "is empty"
        yield Check("✗", f"the schema {at}", "run: dragoman db migrate")
        return
    yield Check("✓", f"the schema is current ({revision})")

    async def look() -> list[Check]:
        async with Database(urls, pool_size=2) as database:
            async with database.as_platform() as tx:
                checks = [check async for check in _inside(tx, settings, environ)]
            return [
                *checks,
                *await chatbot_checks(database, settings),
                *await search_checks(database),
            ]

    yield from asyncio.run(look())


async def _inside(tx: PlatformTx, settings: Settings, environ: Mapping[str, str]) -> AsyncIterator[Check]:
    for check in await _role(tx):
        yield check
    yield await _walls(tx)
    if await tx.value(ARABIC):
        yield Check("✓", "Arabic search works")
    else:
        yield Check(
            "✗", "Arabic search finds nothing", "create the database with a UTF-8 locale (not LC_CTYPE C)"
        )
    try:
        table = await load_routing(tx, settings)
    except ConfigError as error:
        yield Check("✗", "routing", str(error))
    else:
        for check in routing_checks(table, settings, environ):
            yield check
    for check in await _work(tx):
        yield check


async def _role(tx: PlatformTx) -> list[Check]:
    now = await powers(tx)
    if now.sees_through or now.owns_tables:
        return [
            Check(
                "✗",
                f"the application works as {now.acts_as}, which the walls between shops do not stop",
                f"let DATABASE_URL log in as {APP_ROLE}, and set DATABASE_OWNER_URL for migrations",
            )
        ]
    checks = [
        Check("✓", f"the application works as {now.acts_as}, which owns nothing and sees through no wall")
    ]
    if now.logs_in_as != now.acts_as:
        more = ", which sees through them," if now.login_sees_through else ""
        checks.append(
            Check(
                "!",
                f"it logs in as {now.logs_in_as}{more} and steps down",
                f"let DATABASE_URL log in as {APP_ROLE}, and set DATABASE_OWNER_URL for migrations",
            )
        )
    return checks


async def _walls(tx: PlatformTx) -> Check:
    missing = await missing_walls(tx)
    if missing:
        return Check("✗", f"no wall around {', '.join(missing)}", "stop, and run: dragoman db migrate")
    return Check("✓", "every table of shops has its wall")


def routing_checks(table: RoutingTable, settings: Settings, environ: Mapping[str, str]) -> Iterator[Check]:
    """The numbers that are answered on, and whose key each of the active shops' numbers sends with."""
    if not table.senders:
        yield Check("!", "no shop has a number", "run: dragoman tenant apply FILE")
        return
    shops = len({routing.tenant_id for routing in table.routings.values()})
    yield Check("✓", f"{len(table.senders)} numbers of {shops} shops are routed, each to one shop")
    for number, sender in table.senders.items():
        if sender.stopped_reason is not None:
            yield Check(
                "✗",
                f"{sender.brand}, {number}: is stopped and sends nothing ({sender.stopped_reason})",
                f"mend it, then run: dragoman sender start {number}",
            )
        if table.routings[number].served:
            yield key_check(sender, settings, environ)


def key_check(sender: SenderConfig, settings: Settings, environ: Mapping[str, str]) -> Check:
    """Whose key a number sends with, and whether it is there."""
    name = f"{sender.brand}, {sender.number}"
    if sender.sealed_api_key is not None:
        secret = settings.dragoman_secret_key
        if secret is None and not (settings.home / "secret.key").exists():
            to_do = f"set DRAGOMAN_SECRET_KEY, or put back {settings.home / 'secret.key'}"
            return Check("✗", f"{name}: its stored key cannot be opened without the secret key", to_do)
        try:
            sealer = open_sealer(settings.home, secret.get_secret_value() if secret else None)
            sealer.open(sender.sealed_api_key, key_context(sender.tenant_id))
        except ConfigError as error:
            return Check("✗", name, str(error))
        source = "its own stored key"
    elif sender.api_key_env is not None:
        source = f"the key in {sender.api_key_env}" if environ.get(sender.api_key_env) else ""
    else:
        source = "the key in INFOBIP_API_KEY" if settings.infobip_api_key is not None else ""
    if not source:
        variable = sender.api_key_env or "INFOBIP_API_KEY"
        if settings.production:
            return Check("✗", f"{name}: has no key, so nothing can be sent", f"set {variable}")
        return Check("✓", f"{name}: no key, so the emulator stands in for Infobip ({variable} is not set)")
    if not settings.has_webhook_secret:
        return Check(
            "✗", f"{name}: sends with {source}", "real customers need a webhook secret: set WEBHOOK_TOKEN"
        )
    return Check("✓", f"{name}: sends with {source}")


async def _work(tx: PlatformTx) -> list[Check]:
    workers = (await tx.fetch_dicts(WORKERS, {"stalled_s": STALLED_S}))[0]
    jobs = (await tx.fetch_dicts(JOBS))[0]
    ledger = await sweep.ledger(tx)
    checks = []
    if workers["alive"]:
        checks.append(Check("✓", f"{workers['alive']} worker loops run"))
    else:
        last = (
            f"the last was seen {age(workers['last_s'])} ago"
            if workers["last_s"]
            else "none has ever run here"
        )
        mark: Mark = "✗" if jobs["waiting"] else "!"
        checks.append(
            Check(
                mark,
                f"no worker runs ({last}; {jobs['waiting']} jobs wait)",
                "start dragoman serve or worker",
            )
        )
    if jobs["dead"]:
        checks.append(Check("✗", f"{jobs['dead']} dead letters", "look: dragoman dead list"))
    else:
        checks.append(Check("✓", "no dead letters"))
    if is_overdue(ledger):
        oldest = age(ledger["oldest_without_owner_s"])
        checks.append(
            Check(
                "✗",
                f"{ledger['without_owner']} customers wait without an owner, the longest for {oldest}",
                "start a worker; see: dragoman ledger",
            )
        )
    else:
        checks.append(Check("✓", f"every waiting customer has an owner ({ledger['waiting']} wait)"))
    return checks
