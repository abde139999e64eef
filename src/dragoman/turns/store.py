"""The SQL that every verb of the spine shares: ringing for work, and writing down what happened. Decides nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx
from dragoman.base.ids import ConversationId

RING_TURNS = """
    SELECT ring_turns(%(tenant_id)s, %(conversations)s::uuid[])
"""

# Of the jobs of one lock the engine looks only at the first, by priority and age, even while its time has not come.
# So the sooner a ring is meant, the higher it stands: one for now must not wait behind one that waits for a receipt.
RING_LATER = """
    SELECT ring('deliver', 'outbound', 'out:', %(tenant_id)s, ARRAY[%(conversation_id)s::uuid], %(priority)s, %(at)s)
"""

RECORD_FACT = """
    INSERT INTO facts (kind, actor, conversation_id, data)
    VALUES (%(kind)s, %(actor)s, %(conversation_id)s, %(data)s)
"""


async def ring_turns(tx: TenantTx, conversations: Sequence[ConversationId]) -> None:
    """Rings for turns at the tenant's fair priority: the last statement of a transaction."""
    await tx.execute(RING_TURNS, {"tenant_id": tx.tenant_id, "conversations": list(conversations)})


async def ring_delivery(
    tx: TenantTx, conversation_id: ConversationId, at: datetime | None = None, *, last: bool = False
) -> None:
    """Rings for the delivery of what the conversation has waiting, now or at ``at``.

    With ``last`` every other ring of the conversation goes first, however early ``at`` is.
    """
    priority = -1 if last else 1 if at is None else 0
    values = {"tenant_id": tx.tenant_id, "conversation_id": conversation_id, "at": at}
    await tx.execute(RING_LATER, {**values, "priority": priority})


async def record_fact(
    tx: TenantTx,
    kind: str,
    actor: str,
    *,
    conversation_id: ConversationId | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Writes down what happened: ids, kinds and numbers only."""
    await tx.execute(
        RECORD_FACT,
        {"kind": kind, "actor": actor, "conversation_id": conversation_id, "data": Jsonb(dict(data or {}))},
    )
