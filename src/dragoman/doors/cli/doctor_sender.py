"""``dragoman doctor --sender``: one number, as the provider sees it and as we see what comes of it."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import psycopg

from dragoman.base.clock import utc_now
from dragoman.base.db import Database, PlatformTx, TenantTx
from dragoman.base.errors import (
    ChannelAccountProblem,
    ChannelError,
    ChannelRejected,
    ChannelUnavailable,
    ConfigError,
    DragomanError,
)
from dragoman.base.migrate import HEAD, current_revision
from dragoman.base.phone import digits_of
from dragoman.channels.base import Sender
from dragoman.channels.definition import TemplateDefinition
from dragoman.channels.infobip.account import InfobipAccount, SenderQuality
from dragoman.config.settings import Settings, load_settings, read_environment
from dragoman.doors.cli.checks import Check, Mark
from dragoman.doors.cli.doctor import key_check, webhook_checks
from dragoman.doors.cli.session import database_of
from dragoman.doors.cli.wire import emulator_of, keys_of, routing_of
from dragoman.doors.cli.words import age
from dragoman.tenants.senders import SenderConfig

Answer = TypeVar("Answer")

_PATIENCE_S = 10.0
_NO_SUCH_FILE = "dragoman-doctor"
_MANAGE = "give the key the scope whatsapp:manage"
_NAMED = 5

STOPPED = """
    SELECT stopped_at, stopped_reason
    FROM senders
    WHERE tenant_id = %(tenant_id)s AND number = %(number)s
"""
UNROUTED = """
    SELECT coalesce(sum(times), 0)::bigint
    FROM hooks
    WHERE replayed_at IS NULL AND kind = 'unrouted' AND to_number = %(number)s
"""
TRAFFIC = """
    SELECT (SELECT max(last_inbound_at) FROM conversations WHERE sender = %(number)s) AS last_message_at,
           count(m.id) AS sent,
           count(m.id) FILTER (WHERE m.status IN ('delivered', 'read')) AS delivered
    FROM conversations AS c
    JOIN messages AS m ON (m.tenant_id, m.conversation_id) = (c.tenant_id, c.id)
    WHERE c.sender = %(number)s
      AND m.direction = 'out'
      AND m.status IN ('sent', 'delivered', 'read')
      AND m.created_at BETWEEN now() - interval '7 days' AND now() - interval '10 minutes'
"""


@dataclass(frozen=True, slots=True)
class _Stopped:
    stopped_at: datetime | None
    stopped_reason: str | None


@dataclass(frozen=True, slots=True)
class _Traffic:
    last_message_at: datetime | None
    sent: int
    delivered: int


def sender_checks(number: str) -> Iterator[Check]:
    """Everything about one of our numbers, one line each. No server of ours need run."""
    try:
        settings = load_settings()
        yield from asyncio.run(_all(settings, number))
    except ConfigError as error:
        yield Check("✗", "settings", str(error))
    except (DragomanError, psycopg.Error) as error:
        yield Check("✗", "database", str(error).strip())


async def _all(settings: Settings, number: str) -> list[Check]:
    async with database_of(settings, migrate_first=False) as database:
        revision = await asyncio.to_thread(current_revision, database.urls.owner)
        if revision != HEAD:
            return [
                Check("✗", f"the schema is at revision {revision}, not {HEAD}", "run: dragoman db migrate")
            ]
        table = await routing_of(settings, database)
        config = table.senders.get(digits_of(number) or "")
        if config is None:
            return [Check("✗", f"no shop has the number {number}", "see: dragoman tenant list")]
        checks = [Check("✓", f"{config.number} belongs to {config.brand}, chatbot {config.chatbot_id}")]
        if not table.routings[config.number].served:
            checks.append(
                Check("!", f"{config.brand} is disabled", f"run: dragoman tenant enable {config.slug}")
            )
        checks.append(key_check(config, settings, read_environment()))
        checks += [check async for check in _provider_checks(settings, config)]
        checks += [check async for check in _own_checks(settings, database, config)]
        return checks


# --- at the provider --------------------------------------------------------------------------------


async def _provider_checks(settings: Settings, config: SenderConfig) -> AsyncIterator[Check]:
    """What the provider says, by calls that change nothing: one for each thing that the key must be allowed to."""
    keys = keys_of(settings)
    try:
        sender = keys.sender_of(config, emulator_of(settings))
    except ChannelAccountProblem as error:
        yield Check("✗", f"nothing can be asked of the provider: {error}")
        return
    simulated = keys.simulated(config)
    if sender.base_url.startswith("http://") and not simulated:
        yield Check(
            "!", f"{sender.base_url} is not encrypted, so the key can be read on the way", "use https://"
        )
    async with InfobipAccount(min(_PATIENCE_S, settings.infobip_timeout_seconds)) as account:
        started = time.monotonic()
        quality, failed = await _asked(account.quality(sender))
        took_ms = (time.monotonic() - started) * 1000
        if isinstance(failed, ChannelUnavailable) and not (failed.code or "").isdigit():
            yield _unreachable(sender, failed, simulated)
            return
        yield Check("✓", f"{sender.base_url} answers ({took_ms:.0f} ms)")
        if failed is not None and failed.code == "401":
            to_do = f"store another: dragoman tenant set-key {config.number}, or set {_variable(config)}"
            yield Check("✗", "the key is not accepted (401)", to_do)
            return
        yield Check("✓", "the key is accepted")
        yield _quality(config, quality, failed)
        yield _may_send((await _asked(account.try_to_send(sender)))[1])
        yield _may_read_files((await _asked(account.look_for_media(sender, _NO_SUCH_FILE)))[1])
        templates, failed = await _asked(account.list_templates(sender))
        for check in _templates(config, templates, failed):
            yield check


async def _asked(call: Awaitable[Answer]) -> tuple[Answer | None, ChannelError | None]:
    try:
        return await call, None
    except ChannelError as error:
        return None, error


def _unreachable(sender: Sender, error: ChannelError, simulated: bool) -> Check:
    if simulated:
        return Check(
            "!", f"the emulator does not run at {sender.base_url}", "start dragoman serve, or set a real key"
        )
    to_do = "check INFOBIP_BASE_URL (or the number's base_url), name service, firewall and certificates"
    return Check("✗", f"{sender.base_url} cannot be reached: {error}", to_do)


def _variable(config: SenderConfig) -> str:
    return config.api_key_env or "INFOBIP_API_KEY"


def _quality(config: SenderConfig, quality: SenderQuality | None, error: ChannelError | None) -> Check:
    if error is not None:
        return _not_allowed("see how the number stands", error, _MANAGE)
    if quality is None:
        to_do = "register it in Infobip, or use the key of the account that has it"
        return Check("✗", f"this account does not know {config.number}", to_do)
    said = f"the number is {quality.status or '(not told)'}, quality {quality.rating or '(not told)'}, "
    said += f"limit {quality.limit or '(not told)'}"
    if quality.status not in {"CONNECTED", None}:
        mark: Mark = "!" if quality.status in {"PENDING", "FLAGGED", "RATE_LIMITED"} else "✗"
        return Check(mark, said, "look at the sender in Infobip's portal, and ask its support")
    if quality.rating == "LOW":
        return Check("!", said, "customers block or report it: send fewer marketing templates")
    return Check("✓", said)


def _may_send(error: ChannelError | None) -> Check:
    """A message without a recipient is refused for that, once the key has been let through."""
    if error is None or (isinstance(error, ChannelRejected) and error.code == "400"):
        return Check("✓", "the key may send messages from this number")
    return _not_allowed(
        "send messages", error, "give the key the scope whatsapp:message:send, for this number"
    )


def _may_read_files(error: ChannelError | None) -> Check:
    if error is None or (isinstance(error, ChannelRejected) and error.code == "404"):
        return Check("✓", "the key may read files that customers send")
    return _not_allowed("read files that customers send", error, _MANAGE)


def _not_allowed(what: str, error: ChannelError, to_do: str) -> Check:
    if error.code == "403":
        return Check("✗", f"the key may not {what} (403)", to_do)
    mark: Mark = "!" if isinstance(error, ChannelUnavailable) else "✗"
    return Check(mark, f"whether the key may {what} cannot be told: {error}")


def _templates(
    config: SenderConfig, templates: list[TemplateDefinition] | None, error: ChannelError | None
) -> Iterator[Check]:
    if error is not None or templates is None:
        yield _not_allowed("read templates", error or ChannelError("no answer"), _MANAGE)
        return
    counts = Counter(one.status for one in templates)
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    if any(one.sendable for one in templates):
        yield Check("✓", f"templates: {told}")
    else:
        to_do = f"submit one: dragoman templates create {config.slug} FILE"
        why = "so nothing can be sent later than 24 hours after a customer's last message"
        yield Check("!", f"no approved template ({told or 'none at all'}), {why}", to_do)
    refused = [one for one in templates if one.status in {"REJECTED", "DISABLED"}]
    if refused:
        names = [f"{one.name} ({one.language}{f', {one.reason}' if one.reason else ''})" for one in refused]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield Check(
            "!", f"rejected or disabled: {', '.join(names[:_NAMED])}{more}", "mend and submit them again"
        )


# --- here -------------------------------------------------------------------------------------------


async def _own_checks(settings: Settings, database: Database, config: SenderConfig) -> AsyncIterator[Check]:
    for check in webhook_checks(settings):
        yield check
    if (settings.dragoman_public_url or "https").startswith("http://"):
        yield Check(
            "!", "DRAGOMAN_PUBLIC_URL is not https://", "Infobip posts customers' words there: use https://"
        )
    async with database.as_platform() as tx:
        yield await _stopped(tx, config)
        unrouted = int(await tx.value(UNROUTED, {"number": config.number}))
    if unrouted:
        to_do = "give them to their shop: dragoman hooks replay --kind unrouted"
        yield Check("!", f"{unrouted} messages to this number found no shop when they came", to_do)
    async with database.as_tenant(config.tenant_id) as tenant_tx:
        for check in await _traffic(tenant_tx, config):
            yield check


async def _stopped(tx: PlatformTx, config: SenderConfig) -> Check:
    found = await tx.fetch_one(_Stopped, STOPPED, {"tenant_id": config.tenant_id, "number": config.number})
    if found.stopped_at is None:
        return Check("✓", "the number is not stopped")
    since = age((utc_now() - found.stopped_at).total_seconds())
    why = f"the number was stopped {since} ago: {found.stopped_reason or 'no reason is known'}"
    return Check("✗", why, f"mend that, then run: dragoman sender start {config.number}")


async def _traffic(tx: TenantTx, config: SenderConfig) -> list[Check]:
    found = await tx.fetch_one(_Traffic, TRAFFIC, {"number": config.number})
    checks = []
    if found.last_message_at is None:
        to_do = "in Infobip, forward this number's messages to Dragoman's webhook, then write to it"
        checks.append(Check("!", "no message of a customer has ever come in", to_do))
    else:
        since = age((utc_now() - found.last_message_at).total_seconds())
        checks.append(Check("✓", f"the last message of a customer came {since} ago"))
    if found.sent and not found.delivered:
        to_do = "in Infobip, send delivery reports to Dragoman's webhook too"
        said = f"of {found.sent} messages sent in 7 days none was reported delivered"
        checks.append(Check("!", said, to_do))
    elif found.sent:
        share = f"{found.delivered} of {found.sent} messages sent in 7 days were reported delivered"
        checks.append(Check("✓", share))
    return checks
