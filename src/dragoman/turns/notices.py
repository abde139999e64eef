"""Telling a shop's people what happened: a new order, a customer who waits for a person.

The notice and its ring are stored together with what it is about; this is what the job does. What goes to a number on
WhatsApp is put into the outbox in the transaction that writes it down: once. E-mail and webhooks may be tried again
after a crash, under the same id. What could not be told is an action of its own, and nothing waits for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

import structlog

from dragoman.actions.store import open_action
from dragoman.base.db import Database, TenantTx
from dragoman.base.errors import ChannelError, ChannelRejected, ChannelUnavailable
from dragoman.base.ids import MessageId, TenantId
from dragoman.channels.compose import compose_text
from dragoman.channels.content import OutContent
from dragoman.channels.definition import why_unfit
from dragoman.channels.email import MailServer
from dragoman.channels.fill import fill
from dragoman.orders.model import PlacedOrder
from dragoman.orders.order_store import find_placed
from dragoman.tenants import store as tenants
from dragoman.tenants import template_store
from dragoman.tenants.notify import NotifyTarget, targets_of
from dragoman.turns import notice_store, pace, store
from dragoman.turns.content import outbound_columns
from dragoman.turns.notice_store import Notice
from dragoman.turns.notice_words import Told, words_of

_MOST_TRIES = 12
_LONGEST_WAIT_S = 1800.0
_RING_AGAIN_AFTER_S = 5.0
_KEPT_DAYS = 90
log = structlog.get_logger()


class Poster(Protocol):
    """Posts to a shop's webhook: ``channels.shop_hook.ShopHooks``."""

    async def post(self, url: str, payload: Mapping[str, Any], *, notice: str, secret: str | None) -> None:
        """Posts once. Raises ``ChannelError``."""
        ...


@dataclass(frozen=True, slots=True)
class NoticeWork:
    """What telling works with. Built once, in ``app``."""

    database: Database
    mail: MailServer | None
    hooks: Poster
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where the secrets stand that shop files name."""


async def tell(work: NoticeWork, tenant_id: TenantId, notice_id: UUID) -> None:
    """Tells everybody whom the shop wants told and who was not yet; what cannot be now is tried again later."""
    async with work.database.as_tenant(tenant_id) as tx:
        notice = await notice_store.find_notice(tx, notice_id)
        if notice is None or notice.settled_at is not None:
            return
        order = await find_placed(tx, notice.subject_id) if notice.event == "order" else None
    if order is None and notice.action_status != "open":
        wanted: list[NotifyTarget] = []  # somebody has seen to it meanwhile
    else:
        wanted = [target for target in targets_of(notice.extra) if notice.event in target.events]
    later = False
    for target in wanted:
        if target.key not in notice.told:
            later |= not await _tell_one(work, tenant_id, notice, order, target)
    async with work.database.as_tenant(tenant_id) as tx:
        if later:
            wait_s = pace.backoff_s(notice.attempts, longest_s=_LONGEST_WAIT_S)
            await notice_store.postpone_notice(tx, notice.id, notice.now + timedelta(seconds=wait_s))
        else:
            await notice_store.settle_notice(tx, notice.id)


async def _tell_one(
    work: NoticeWork, tenant_id: TenantId, notice: Notice, order: PlacedOrder | None, target: NotifyTarget
) -> bool:
    """Tells one of them; whether that is settled."""
    told = words_of(notice, order, target.language)
    reason = None
    try:
        if target.whatsapp is not None:
            await _by_whatsapp(work, tenant_id, notice, target, told)
        elif target.email is not None:
            await _by_email(work, notice, target.email, told)
        elif target.webhook is not None:
            await _by_webhook(work, notice, order, target, target.webhook)
    except ChannelError as error:
        if isinstance(error, ChannelUnavailable) and notice.attempts + 1 < _MOST_TRIES:
            log.warning(
                "notice_postponed",
                tenant=tenant_id,
                notice=str(notice.id),
                way=_way(target),
                reason=str(error),
            )
            return False
        reason = str(error)
    if target.whatsapp is None or reason is not None:
        async with work.database.as_tenant(tenant_id) as tx:
            await _note(tx, notice, target, reason)
    log.info(
        "notice_told" if reason is None else "notice_failed",
        tenant=tenant_id,
        notice=str(notice.id),
        way=_way(target),
        **({} if reason is None else {"reason": reason}),
    )
    return True


async def _note(tx: TenantTx, notice: Notice, target: NotifyTarget, reason: str | None) -> None:
    status = "told" if reason is None else "failed"
    outcome = {"status": status, "at": notice.now.isoformat(), "reason": reason}
    await notice_store.note_told(tx, notice.id, target.key, outcome)
    if reason is not None and notice.conversation_id is not None:
        why = f"nobody was told of this by {_way(target)}: {reason}"
        await open_action(
            tx, notice.conversation_id, "notice_failed", f"notice:{notice.id}:{_way(target)}", why
        )


def _way(target: NotifyTarget) -> str:
    return target.key.partition(":")[0]


async def _by_whatsapp(
    work: NoticeWork, tenant_id: TenantId, notice: Notice, target: NotifyTarget, told: Told
) -> None:
    """Puts it into the outbox of the conversation with that number, and writes that down: both or neither."""
    if notice.sender is None or notice.chatbot_id is None or target.whatsapp is None:
        raise ChannelRejected("it belongs to no conversation, so there is no number to write from")
    async with work.database.as_tenant(tenant_id) as tx:
        talk, heard_at = await notice_store.staff_talk(tx, notice.chatbot_id, notice.sender, target.whatsapp)
        contents: tuple[OutContent, ...]
        if pace.window_open(notice.now, heard_at):
            contents = compose_text(told.text)
        else:
            contents = (await _template(tx, notice.sender, target, told),)
        for content in contents:
            await notice_store.queue_notice(tx, talk, MessageId(uuid4()), outbound_columns(content))
        await _note(tx, notice, target, None)
        await store.ring_delivery(tx, talk)


async def _template(tx: TenantTx, sender: str, target: NotifyTarget, told: Told) -> OutContent:
    if target.template is None:
        raise ChannelRejected("that number has not written within 24 hours, and no template is named for it")
    known = await template_store.get_template(tx, sender, target.template.name, target.template.language)
    if known is None:
        raise ChannelRejected(f"the number has no template {target.template.name}")
    gaps = {"{event}": told.event, "{summary}": told.summary}
    body = [_filled(words, gaps) for words in target.template.body]
    content = fill(known.definition, body=body)
    if (why := why_unfit(known.definition, content)) is not None:
        raise ChannelRejected(why)
    return content


def _filled(words: str, gaps: Mapping[str, str]) -> str:
    for gap, value in gaps.items():
        words = words.replace(gap, value)
    return " ".join(words.split())


async def _by_email(work: NoticeWork, notice: Notice, address: str, told: Told) -> None:
    if work.mail is None:
        raise ChannelRejected("no mail server is set: DRAGOMAN_SMTP_URL")
    subject = f"{notice.brand}: {told.event}"
    await work.mail.send(address, subject, "\n".join(told.lines) + "\n", message_id=str(notice.id))


async def _by_webhook(
    work: NoticeWork, notice: Notice, order: PlacedOrder | None, target: NotifyTarget, url: str
) -> None:
    secret = None
    if target.secret_env is not None:
        secret = work.environ.get(target.secret_env)
        if not secret:
            raise ChannelRejected(f"{target.secret_env} is not set, so the webhook cannot be signed")
    await work.hooks.post(url, payload_of(notice, order), notice=str(notice.id), secret=secret)


def payload_of(notice: Notice, order: PlacedOrder | None) -> dict[str, Any]:
    """What a webhook gets: amounts as integer minor units, times as ISO 8601 in UTC."""
    payload: dict[str, Any] = {
        "notice": str(notice.id),
        "event": notice.event,
        "at": notice.at.isoformat(),
        "shop": notice.slug,
        "conversation": str(notice.conversation_id) if notice.conversation_id else None,
        "customer": {"name": notice.customer, "address": notice.address},
    }
    if order is None:
        action = {"id": str(notice.subject_id), "kind": notice.action_kind, "reason": notice.action_reason}
        return {**payload, "action": action}
    return {
        **payload,
        "order": {
            "id": str(order.id),
            "number": order.number,
            "status": order.status,
            "currency": order.total.currency,
            "lines": [
                {
                    "sku": line.sku,
                    "variant": line.variant,
                    "title": line.title,
                    "quantity": line.quantity,
                    "total_minor": line.total.minor,
                }
                for line in order.lines
            ],
            "subtotal_minor": order.subtotal.minor,
            "discount_minor": order.discount.minor,
            "delivery_minor": None if order.delivery is None else order.delivery.minor,
            "total_minor": order.total.minor,
            "details": dict(order.details),
        },
    }


async def give_up(database: Database, tenant_id: TenantId, notice_id: UUID) -> None:
    """After the last try of a job that broke: it waits as a dead letter, and is not rung for again."""
    async with database.as_tenant(tenant_id) as tx:
        await notice_store.stop_telling(tx, notice_id)
    log.error("notice_given_up", tenant=tenant_id, notice=str(notice_id))


async def ring_again(database: Database) -> int:
    """Rings for every notice that is still to be told and has no job; how many."""
    async with database.as_platform() as tx:
        count = await notice_store.ring_again(tx, _RING_AGAIN_AFTER_S)
    if count:
        log.warning("notices_rung_again", count=count)
    return count


async def tidy(database: Database) -> None:
    """Forgets notices that were settled long ago, shop by shop."""
    async with database.as_platform() as platform:
        shops = [shop.id for shop in await tenants.list_tenants(platform)]
    for tenant_id in shops:
        async with database.as_tenant(tenant_id) as tx:
            await notice_store.forget_notices(tx, _KEPT_DAYS)
