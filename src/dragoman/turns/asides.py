"""What webhooks tell that no agent answers, made true: who wants no advertising, who came from which advertisement,
what was taken back, whose identity changed, what was paid, what became of a template.

Safe to repeat. Stored in a transaction of its own, after the messages of the same webhook: whatever is told of a
customer who has just written finds him. What cannot be placed is handed back, to be kept as it came.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import structlog

from dragoman.actions.store import open_action
from dragoman.base.clock import utc_now
from dragoman.base.db import SharedTx, TenantTx
from dragoman.base.ids import TenantId
from dragoman.channels.base import Choice, Inbound, Notice, Receipt, Text
from dragoman.channels.infobip.notices import IDENTITY_CHANGE, MARKETING_PREFERENCE, PAYMENT
from dragoman.conversations.contacts import identities_of
from dragoman.tenants.model import Routing
from dragoman.turns import aside_store, report_store
from dragoman.turns.hooks import Hook
from dragoman.turns.model import Aside, Routed
from dragoman.turns.opt_out import means_opt_out

_MARKETING: Mapping[object, str] = {True: "stopped", False: "resumed"}
log = structlog.get_logger()


def tells_something(message: Routed) -> bool:
    """Whether a message, besides being one, says something that must be written down elsewhere."""
    return _opts_out(message.inbound) or bool(message.inbound.extra.get("referral"))


async def take(tx: SharedTx, asides: Sequence[Aside], messages: Sequence[Routed]) -> list[Hook]:
    """Makes all of this true, tenant by tenant in ascending order; the hooks of what could not be placed."""
    unplaced: list[Hook] = []
    by_tenant: dict[TenantId, list[Aside | Routed]] = defaultdict(list)
    items: list[Aside | Routed] = [*(one for one in messages if tells_something(one)), *asides]
    for item in items:
        if item.routing is not None:
            by_tenant[item.routing.tenant_id].append(item)
    templates = [aside for aside in asides if aside.routing is None]
    owned = await _owned(tx, templates)
    for tenant_id in sorted(by_tenant.keys() | owned.keys()):
        tenant_tx = await tx.enter(tenant_id)
        for item in by_tenant[tenant_id]:
            if isinstance(item, Routed):
                await _note_message(tenant_tx, item)
            elif not await _place(tenant_tx, item):
                unplaced.append(item.hook)
        for aside, numbers in owned[tenant_id]:
            if await _change_template(tenant_tx, aside, numbers):
                templates = [other for other in templates if other is not aside]
    return unplaced + [aside.hook for aside in templates]


async def _owned(tx: SharedTx, templates: Sequence[Aside]) -> dict[TenantId, list[tuple[Aside, list[str]]]]:
    owned: dict[TenantId, list[tuple[Aside, list[str]]]] = defaultdict(list)
    for aside in templates:
        provider_id = _details(aside).get("template_id")
        for tenant_id, numbers in await aside_store.template_owners(tx, str(provider_id)):
            owned[TenantId(tenant_id)].append((aside, numbers))
    return owned


def _details(aside: Aside) -> Mapping[str, Any]:
    return aside.event.details if isinstance(aside.event, Notice) else aside.event.extra


# --- what a message says besides --------------------------------------------------------------------


def _opts_out(inbound: Inbound) -> bool:
    match inbound.content:
        case Text(text=words) | Choice(title=words):
            return means_opt_out(words)
        case _:
            return False


async def _note_message(tx: TenantTx, message: Routed) -> None:
    inbound = message.inbound
    identities = identities_of(inbound.party, inbound.address)
    if _opts_out(inbound):
        contacts = await aside_store.find_contacts(tx, identities)
        await report_store.set_marketing(tx, contacts, "stopped", at=inbound.received_at, actor="customer")
    referral = inbound.extra.get("referral")
    talks = await aside_store.find_talks(tx, identities, message.routing.chatbot_id) if referral else []
    if referral and talks:
        fields = {
            **referral,
            "provider_id": inbound.provider_id,
            "click_id": referral.get("ctwa_click_id"),
            "headline": inbound.extra.get("referral_headline"),
            "body": inbound.extra.get("referral_body"),
        }
        key = uuid5(NAMESPACE_OID, f"referral {inbound.to} {inbound.provider_id}")
        await aside_store.keep_referral(tx, talks[0], key, inbound.received_at, fields)


# --- events -----------------------------------------------------------------------------------------


async def _place(tx: TenantTx, aside: Aside) -> bool:
    """Whether the event was about somebody whom the shop knows, and is written down."""
    assert aside.routing is not None
    event, told = aside.event, _details(aside)
    identities = _identities(told)
    if not identities:
        return False
    if isinstance(event, Receipt):
        talks = await aside_store.find_talks(tx, identities, aside.routing.chatbot_id)
        return await aside_store.take_back(tx, talks, event.message_id, event.at)
    act = _ACTS.get(event.kind)
    return await act(tx, aside.routing, told, identities) if act is not None else False


def _identities(told: Mapping[str, Any]) -> list[str]:
    """Under which names the shop may know whom an event is about."""
    who = told.get("from")
    names = [f"phone:{who}", f"user:{who}"] if who else []
    return [*names, f"user:{told['user_id']}"] if told.get("user_id") else names


async def _prefer(tx: TenantTx, routing: Routing, told: Mapping[str, Any], identities: Sequence[str]) -> bool:
    marketing = _MARKETING.get(told.get("opted_out"))
    contacts = await aside_store.find_contacts(tx, identities)
    if marketing is None or not contacts:
        return False
    at = datetime.fromisoformat(told["at_utc"]) if told.get("at_utc") else utc_now()
    await report_store.set_marketing(tx, contacts, marketing, at=at, actor="customer")
    return True


async def _identity(
    tx: TenantTx, routing: Routing, told: Mapping[str, Any], identities: Sequence[str]
) -> bool:
    source = f"identity:{told.get('hash') or told.get('at_utc')}"
    reason = "WhatsApp says that this customer has registered anew: be sure who it is before you tell anything private"
    return await _ask(tx, routing, identities, "identity_changed", source, reason)


async def _payment(
    tx: TenantTx, routing: Routing, told: Mapping[str, Any], identities: Sequence[str]
) -> bool:
    status = told.get("status") or "of unknown status"
    named = told.get("reference_id") or told.get("payment_id") or "without a reference"
    amount = (
        f", {told['amount']} {told.get('currency') or ''}".rstrip() if told.get("amount") is not None else ""
    )
    source = f"payment:{told.get('payment_id') or named}:{status}"
    return await _ask(tx, routing, identities, "payment", source, f"payment {named}: {status}{amount}")


async def _ask(
    tx: TenantTx, routing: Routing, identities: Sequence[str], kind: str, source: str, reason: str
) -> bool:
    talks = await aside_store.find_talks(tx, identities, routing.chatbot_id)
    if not talks:
        return False
    await open_action(tx, talks[0], kind, source, reason)
    log.info("notice_heeded", tenant=tx.tenant_id, conversation=str(talks[0]), kind=kind)
    return True


async def _change_template(tx: TenantTx, aside: Aside, numbers: Sequence[str]) -> bool:
    told = _details(aside)
    fields = {
        "status": _upper(told.get("new_status")),
        "reason": told.get("reason"),
        "category": _upper(told.get("new_category")),
        "quality": _upper(told.get("new_quality")),
    }
    changed = await aside_store.change_template(tx, str(told["template_id"]), numbers, fields)
    log.info("template_changed", tenant=tx.tenant_id, template=told["template_id"], copies=changed)
    return changed > 0


def _upper(word: Any) -> str | None:
    return word.upper() if isinstance(word, str) and word else None


_Act = Callable[[TenantTx, Routing, Mapping[str, Any], Sequence[str]], Awaitable[bool]]
_ACTS: Mapping[str, _Act] = {
    MARKETING_PREFERENCE: _prefer,
    IDENTITY_CHANGE: _identity,
    PAYMENT: _payment,
}
