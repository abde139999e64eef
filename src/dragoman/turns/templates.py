"""Templates at work: what is asked of one before it leaves, and when each number's are looked at again."""

import asyncio
import random
from datetime import datetime

import psycopg
import structlog

from dragoman.base.clock import utc_now
from dragoman.base.errors import (
    ChannelAccountProblem,
    ChannelError,
    ChannelRejected,
    ChannelUnavailable,
    DatabaseUnavailable,
)
from dragoman.base.ids import TenantId
from dragoman.channels.base import Notice, Sender, SendNotBegun
from dragoman.channels.infobip.notices import TEMPLATE_UPDATE
from dragoman.channels.infobip.parse import parse
from dragoman.channels.template import TemplateOut
from dragoman.tenants import template_store
from dragoman.tenants.template_store import DueNumber
from dragoman.tenants.templates import RETRY_AFTER, Templates
from dragoman.turns import hooks
from dragoman.turns.work import Work

NOT_CHECKED = "not_checked"
"""The code of ``ChannelUnavailable`` for a template that could not be looked up: nobody was asked to send it."""

_EVENT_PAUSE_S = 30.0
_BETWEEN_NUMBERS_S = 0.2
ACTOR = "system:templates"
log = structlog.get_logger()


async def check_template(work: Work, tenant_id: TenantId, sender: Sender, content: TemplateOut) -> None:
    """Lets a template pass that fits what is registered, as that stands now; nothing of it has left yet.

    Raises ``ChannelRejected`` with what does not fit, another ``ChannelError`` where that cannot be told, and
    ``SendNotBegun`` when it is cancelled.
    """
    if work.templates is None:
        return
    try:
        await work.templates.check(tenant_id, sender, content)
    except asyncio.CancelledError:
        raise SendNotBegun from None
    except ChannelAccountProblem as error:
        if error.code != "403":
            raise
        # The key may well send, and is only not let in to the templates: nothing is wrong with the number.
        raise ChannelRejected(
            f"whether the template fits cannot be told: {error}", code="template"
        ) from error
    except (DatabaseUnavailable, psycopg.Error) as error:
        log.warning("template_not_checked", tenant=tenant_id, error=type(error).__name__)
        raise ChannelUnavailable("the template could not be looked up", code=NOT_CHECKED) from error


async def sync_due(work: Work) -> int:
    """Looks at the templates of every number whose time has come, or whose templates something happened to.

    How many were looked at. A number whose provider does not say is asked again in an hour; none stops another.
    """
    if work.templates is None:
        return 0
    done = 0
    for due in await _due(work.templates):
        done += await _sync_one(work, work.templates, due)
        await asyncio.sleep(random.random() * _BETWEEN_NUMBERS_S)
    return done


async def _due(templates: Templates) -> list[DueNumber]:
    async with templates.database.as_platform() as tx:
        notices = await hooks.recent_notices(tx, TEMPLATE_UPDATE)
        events = [event for body, at in notices for event in _events_in(body, at)]
        return await template_store.due_numbers(tx, events, pause_s=_EVENT_PAUSE_S)


def _events_in(body: bytes, at: datetime) -> list[tuple[str, datetime]]:
    return [
        (event.details["template_id"], at)
        for event in parse(body)
        if isinstance(event, Notice) and event.kind == TEMPLATE_UPDATE and event.details.get("template_id")
    ]


async def _sync_one(work: Work, templates: Templates, due: DueNumber) -> bool:
    try:
        sender = work.sender_for(due.number)
    except ChannelError as error:  # it has no key: that is told elsewhere
        async with templates.database.as_tenant(due.tenant_id) as tx:
            await template_store.note_sync(tx, due.number, utc_now() + RETRY_AFTER, str(error))
        return False
    try:
        await templates.sync(due.tenant_id, sender, ACTOR)
    except ChannelError as error:
        log.warning(
            "templates_not_synced",
            tenant=due.tenant_id,
            sender=due.number,
            error=type(error).__name__,
            code=error.code,
        )
        return False
    return True
