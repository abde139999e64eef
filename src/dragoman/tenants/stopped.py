"""Numbers of ours that may not send: stopped for a problem of their account until the operator starts them again."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from psycopg.types.json import Jsonb

from dragoman.base.db import PlatformTx, TenantTx
from dragoman.base.errors import NotFound
from dragoman.base.ids import TenantId

# Every process hears of it by the change of the routing: see ``follow``.
STOP_SENDER = """
    WITH stopped AS (
        UPDATE senders
        SET stopped_at = now(),
            stopped_reason = %(reason)s
        WHERE tenant_id = %(tenant_id)s AND number = %(number)s AND stopped_at IS NULL
        RETURNING number
    )
    INSERT INTO facts (kind, actor, data)
    SELECT 'SenderStopped', %(actor)s, %(data)s
    FROM stopped
"""

START_SENDER = """
    WITH started AS (
        UPDATE senders
        SET stopped_at = NULL,
            stopped_reason = NULL
        WHERE tenant_id = %(tenant_id)s AND number = %(number)s AND stopped_at IS NOT NULL
        RETURNING number
    )
    INSERT INTO facts (kind, actor, data)
    SELECT 'SenderStarted', %(actor)s, %(data)s
    FROM started
"""

LIST_STOPPABLE = """
    SELECT s.tenant_id, t.slug, t.brand, s.number, s.stopped_at, s.stopped_reason
    FROM senders AS s
    JOIN tenants AS t ON t.id = s.tenant_id
    WHERE %(number)s::text IS NULL OR s.number = %(number)s
    ORDER BY s.tenant_id, s.created_at, s.number
"""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SenderState:
    """One of our numbers, whose it is, and since when and why it sends nothing, if it does not."""

    tenant_id: TenantId
    slug: str
    brand: str
    number: str
    stopped_at: datetime | None
    stopped_reason: str | None


async def stop_sender(tx: TenantTx, number: str, reason: str, actor: str) -> bool:
    """Lets nothing more leave from one of the shop's numbers; whether it was not stopped before."""
    values = {"tenant_id": tx.tenant_id, "number": number, "reason": reason, "actor": actor}
    done = await tx.execute(STOP_SENDER, {**values, "data": Jsonb({"number": number})}) > 0
    if done:
        log.error("sender_stopped", tenant=tx.tenant_id, number=number, reason=reason)
    return done


async def start_sender(tx: TenantTx, number: str, actor: str) -> bool:
    """Lets one of the shop's numbers send again; whether it was stopped."""
    values = {"tenant_id": tx.tenant_id, "number": number, "actor": actor}
    done = await tx.execute(START_SENDER, {**values, "data": Jsonb({"number": number})}) > 0
    if done:
        log.info("sender_started", tenant=tx.tenant_id, number=number)
    return done


async def list_sender_states(tx: PlatformTx) -> list[SenderState]:
    """Every number that we answer on, shop by shop."""
    return await tx.fetch_all(SenderState, LIST_STOPPABLE, {"number": None})


async def get_sender_state(tx: PlatformTx, number: str) -> SenderState:
    """One of our numbers, in digits. Raises ``NotFound``."""
    found = await tx.fetch_optional(SenderState, LIST_STOPPABLE, {"number": number})
    if found is None:
        raise NotFound(f"no shop has the number {number}; see: dragoman sender list")
    return found
