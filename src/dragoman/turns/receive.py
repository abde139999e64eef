"""Storing what customers wrote: the first of the three files that tell the story of a message.

Everything here is safe to repeat: the same provider message id is stored once, whoever retries. The job that will
answer is deferred in the transaction that stores the message, so a message that was acknowledged is a message that
somebody will look at. Deciding what to answer is not done here; see ``turns.run``.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from dragoman.base.db import SharedTx, TenantTx
from dragoman.base.ids import TenantId
from dragoman.channels.base import Inbound, Receipt
from dragoman.conversations.contacts import contacts_for, identities_of
from dragoman.turns import receive_store, reports, store
from dragoman.turns.content import context_of, inbound_columns
from dragoman.turns.model import Recorded, Routed


async def receive(
    tx: SharedTx, messages: Sequence[Routed], receipts: Sequence[Receipt], *, strangers: bool = False
) -> list[Recorded]:
    """Stores one or more webhooks' messages and receipts, whichever shops they belong to, in one transaction.

    ``strangers``: some of the customers are known to be new, so nobody need ask whether all are old.

    Tenants are visited in ascending order, and each one's rings are its last lock, or two processes could wait for
    each other.
    """
    by_tenant: dict[TenantId, list[Routed]] = defaultdict(list)
    for message in messages:
        by_tenant[message.routing.tenant_id].append(message)
    told = reports.reports_of(receipts)
    recorded = []
    for tenant_id in sorted(by_tenant.keys() | told.keys()):
        tenant_tx = await tx.enter(tenant_id)
        if tenant_id in told:
            await reports.apply_reports(tenant_tx, told[tenant_id])
        if tenant_id in by_tenant:
            done = await _record(tenant_tx, by_tenant[tenant_id], strangers)
            if done.rings:
                await store.ring_turns(tenant_tx, done.rings)
            recorded.append(done)
    await reports.keep_strangers(tx, receipts)
    return recorded


async def record_known(tx: TenantTx, routed: Sequence[Routed]) -> Recorded | None:
    """Stores messages of customers whom the shop knows and rings for their turns, in one statement.

    ``None`` when any of them is new to the shop or shows something new of himself: nothing was stored then.
    """
    items = []
    for n, message in enumerate(_by_key(routed).values()):
        inbound = message.inbound
        who = {
            "to_number": inbound.to,
            "identities": identities_of(inbound.party, inbound.address),
            "contact_name": inbound.party.name,
            "username": inbound.party.username,
        }
        items.append({**_item(n, message), **who})
    stored = await receive_store.record_known(tx, items)
    return None if stored is None else Recorded(tx.tenant_id, stored, len(routed) - stored, ())


def _by_key(routed: Sequence[Routed]) -> dict[tuple[str, str], Routed]:
    return {(message.inbound.to, message.inbound.provider_id): message for message in routed}


async def _record(tx: TenantTx, routed: Sequence[Routed], strangers: bool) -> Recorded:
    if not strangers and (done := await record_known(tx, routed)) is not None:
        return done
    by_key = _by_key(routed)
    identities = {key: identities_of(m.inbound.party, m.inbound.address) for key, m in by_key.items()}
    wanted = sorted({identity for names in identities.values() for identity in names})
    fresh, known = await receive_store.claim_keys(tx, sorted(by_key), wanted)
    new = [(key, message) for key, message in by_key.items() if key in fresh]
    if not new:
        return Recorded(tx.tenant_id, 0, len(routed), ())
    contacts = await contacts_for(tx, [(m.inbound.party, identities[key]) for key, m in new], known)
    items = [
        {**_item(n, message), "contact_id": str(contact_id)}
        for n, ((_, message), contact_id) in enumerate(zip(new, contacts, strict=True))
    ]
    rings = await receive_store.record_inbound(tx, items)
    return Recorded(tx.tenant_id, len(new), len(routed) - len(new), tuple(rings))


def _item(n: int, message: Routed) -> dict[str, Any]:
    inbound: Inbound = message.inbound
    kind, body, content = inbound_columns(inbound.content)
    content |= context_of(inbound.extra)
    return {
        "n": n,
        "chatbot_id": message.routing.chatbot_id,
        "sender": message.routing.number,
        "address": inbound.address,
        "provider_id": inbound.provider_id,
        "kind": kind,
        "body": body,
        "content": content,
        "quoted_id": inbound.quoted_id,
        "provider_at": inbound.received_at.isoformat(),
        # As text: a provider may send numbers that jsonb does not take.
        "raw": json.dumps(inbound.raw, separators=(",", ":")),
        "served": message.routing.served,
        "paused": message.routing.paused,
    }
