"""Doing what helps when a message of ours did not arrive, as its remedy says.

Nothing is sent twice behind a person's back: words are submitted anew a bounded number of times, under an id of their
own and in their old place, only within the 24 hours, while nobody has taken the conversation over and nothing that was
written later has left. Wherever nothing helps, a person is told.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never
from uuid import UUID

import structlog

from dragoman.actions.store import open_action
from dragoman.base.db import Database, TenantTx
from dragoman.base.ids import ContactId, ConversationId, TenantId
from dragoman.base.remedy import Remedy
from dragoman.conversations.store import lock_conversation
from dragoman.tenants import stopped
from dragoman.turns import pace, report_store, store
from dragoman.turns.model import FailedSend

MOST_SUBMISSIONS = 5
"""How often the same words are submitted before a person is told: with their waits, for about ten minutes."""

_LOOK_AGAIN = timedelta(seconds=1)
_NOT_FREE_FORM = frozenset({"template"})
_ADVICE = {
    Remedy.TEMPLATE: "only an approved template may be sent now, until the customer writes again",
    Remedy.STOP_MARKETING: "it is noted: no more advertising to this customer",
    Remedy.STOP_SENDER: "this number sends nothing until it is started again (dragoman sender start)",
}
log = structlog.get_logger()


async def deal(database: Database, tenant_id: TenantId, conversation_id: ConversationId) -> None:
    """Deals with everything of the conversation that was refused and that nobody has dealt with."""
    async with database.as_tenant(tenant_id) as tx:
        failed = await report_store.list_failed(tx, conversation_id)
        ready = [one for one in failed if not one.still_leaving]
        if ready:
            await _deal_with(tx, conversation_id, ready)
        if len(ready) < len(failed):
            await store.ring_delivery(tx, conversation_id, failed[0].now + _LOOK_AGAIN)


async def _deal_with(tx: TenantTx, conversation_id: ConversationId, failed: Sequence[FailedSend]) -> None:
    # Locked as everybody locks: the customer, the conversation, what is due, the shop's numbers.
    news = await _note_customer(tx, failed)
    await lock_conversation(tx, conversation_id)
    for one in failed:
        await _help(tx, conversation_id, one, told_already=one.message_id not in news)
    for one in failed:
        if one.remedy == Remedy.STOP_SENDER:
            await stopped.stop_sender(tx, one.sender, _words(one), "system:reports")
    await report_store.drop_failed(tx, [one.message_id for one in failed])


async def _note_customer(tx: TenantTx, failed: Sequence[FailedSend]) -> set[UUID]:
    """Writes down what the failures say of the customer; those of them that say something new."""
    news = set()
    for one in failed:
        contact_id = ContactId(one.contact_id)
        if one.remedy == Remedy.STOP_RECIPIENT:
            late = one.last_inbound_at is not None and one.at < one.last_inbound_at
            if not late and await report_store.stop_recipient(
                tx,
                contact_id,
                at=one.at,
                reason=one.code or one.remedy,
                last_inbound_at=one.last_inbound_at,
            ):
                news.add(one.message_id)
        elif one.remedy == Remedy.STOP_MARKETING:
            await report_store.set_marketing(tx, [contact_id], "stopped", at=one.at, actor="system:reports")
    return news


async def _help(
    tx: TenantTx, conversation_id: ConversationId, one: FailedSend, *, told_already: bool
) -> None:
    remedy = Remedy(one.remedy)
    source, anew = f"message:{one.message_id}", False
    match remedy:
        case Remedy.NOTHING:
            pass
        case Remedy.RETRY | Remedy.STOP_SENDER:
            anew = may_submit_anew(one)
            if anew:
                wait = timedelta(seconds=pace.submit_anew_s(one.tries))
                await report_store.submit_anew(tx, one.message_id, one.message_at, one.now + wait)
                await store.ring_delivery(tx, conversation_id, one.now + wait)
            else:
                await open_action(tx, conversation_id, "delivery_failed", source, _reason(one, remedy))
            if remedy is Remedy.STOP_SENDER:
                reason = _reason(one, remedy)
                await open_action(tx, conversation_id, "account_problem", f"sender:{one.sender}", reason)
        case Remedy.STOP_RECIPIENT:
            if not told_already:
                reason = f"{_words(one)}: nothing more is sent to this customer until he writes again"
                await open_action(tx, conversation_id, "delivery_failed", source, reason)
        case Remedy.TEMPLATE | Remedy.STOP_MARKETING | Remedy.LOOK:
            await open_action(tx, conversation_id, "delivery_failed", source, _reason(one, remedy))
        case _:
            assert_never(remedy)
    log.warning(
        "message_failed",
        tenant=tx.tenant_id,
        conversation=str(conversation_id),
        message=str(one.message_id),
        code=one.code,
        remedy=remedy.value,
        submitted_anew=anew,
    )


def may_submit_anew(one: FailedSend) -> bool:
    """Whether the same words may leave once more."""
    if one.tries >= MOST_SUBMISSIONS or one.overtaken or one.epoch is None:
        return False
    if one.author == "agent" and (one.epoch != one.current_epoch or not one.shop_active):
        return False
    at = one.now + timedelta(seconds=pace.submit_anew_s(one.tries))
    return one.kind in _NOT_FREE_FORM or pace.window_open(at, one.last_inbound_at)


def _words(one: FailedSend) -> str:
    return one.reason or one.code or "the provider did not say why"


def _reason(one: FailedSend, remedy: Remedy) -> str:
    advice = _ADVICE.get(remedy)
    return f"{_words(one)}: {advice}" if advice else _words(one)
