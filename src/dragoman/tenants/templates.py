"""Keeping each number's templates as its account has them, and refusing messages that do not fit them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from dragoman.base.clock import utc_now
from dragoman.base.db import Database
from dragoman.base.errors import ChannelError, ChannelRejected
from dragoman.base.ids import TenantId
from dragoman.channels.base import Sender
from dragoman.channels.definition import TemplateDefinition, TemplateSource, why_unfit
from dragoman.channels.template import TemplateOut
from dragoman.tenants import template_store as store
from dragoman.tenants.template_store import LastSync, TemplateChanges

SYNC_EVERY = timedelta(hours=24)
REVIEWED_EVERY = timedelta(minutes=15)
"""While a template waits for approval: its event may not be forwarded to us."""

_JITTER_S = 3600.0
RETRY_AFTER, _ASKED_AGAIN_AFTER = timedelta(hours=1), timedelta(seconds=20)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Templates:
    """Where templates are kept and whom to ask for them. Built once, in ``app`` or by a command."""

    database: Database
    source: TemplateSource

    async def sync(self, tenant_id: TenantId, sender: Sender, actor: str) -> TemplateChanges:
        """Makes what is kept what the provider says now, in one transaction.

        Raises a ``ChannelError`` when the provider does not say; then everything stays as it was.
        """
        try:
            definitions = await self.source.list_templates(sender)
        except ChannelError as error:
            async with self.database.as_tenant(tenant_id) as tx:
                await store.note_sync(tx, sender.number, utc_now() + RETRY_AFTER, str(error))
            raise
        pending = any(one.status == "PENDING" for one in definitions)
        next_at = utc_now() + (REVIEWED_EVERY if pending else _a_day())
        async with self.database.as_tenant(tenant_id) as tx:
            changes = await store.replace_templates(tx, sender.number, definitions, actor)
            await store.note_sync(tx, sender.number, next_at)
        log.info(
            "templates_synced",
            tenant=tenant_id,
            sender=sender.number,
            templates=len(definitions),
            added=changes.added,
            changed=changes.changed,
            gone=changes.gone,
        )
        return changes

    async def find(self, tenant_id: TenantId, sender: Sender, name: str, language: str) -> TemplateDefinition:
        """A template of the number; for one that is not known here, or not approved, the provider is asked once.

        Raises ``ChannelRejected`` when there is none, or whatever kept the provider from saying.
        """
        async with self.database.as_tenant(tenant_id) as tx:
            found = await store.get_template(tx, sender.number, name, language)
            last = await store.last_sync(tx, sender.number)
        if found is not None and found.definition.sendable:
            return found.definition
        if _worth_asking(last):
            await self.sync(tenant_id, sender, "system:templates")
        async with self.database.as_tenant(tenant_id) as tx:
            found = await store.get_template(tx, sender.number, name, language)
            if found is None:
                there = [one.definition for one in await store.list_templates(tx, [sender.number])]
                raise ChannelRejected(_unknown(sender.number, name, language, there), code="template")
        return found.definition

    async def check(self, tenant_id: TenantId, sender: Sender, content: TemplateOut) -> None:
        """Whether the message fits its template as it is now.

        Raises ``ChannelRejected`` with one sentence that says what does not fit, or as ``find`` does.
        """
        definition = await self.find(tenant_id, sender, content.name, content.language)
        why = why_unfit(definition, content)
        if why is not None:
            raise ChannelRejected(why, code="template")


def _worth_asking(last: LastSync | None) -> bool:
    return last is None or last.problem is not None or utc_now() > last.tried_at + _ASKED_AGAIN_AFTER


def _a_day() -> timedelta:
    return SYNC_EVERY - timedelta(seconds=random.random() * _JITTER_S)


def _unknown(number: str, name: str, language: str, there: Sequence[TemplateDefinition]) -> str:
    languages = sorted(one.language for one in there if one.name == name)
    if languages:
        return f"{number} has the template {name} in {', '.join(languages)}, not in {language}"
    return f"{number} has no template {name} ({language}), says the provider"
