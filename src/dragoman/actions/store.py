"""The SQL of what waits for a person. Decides nothing."""

from uuid import UUID

from dragoman.actions.model import Action
from dragoman.base.db import TenantTx
from dragoman.base.ids import ConversationId

OPEN_ACTION = """
    INSERT INTO actions (conversation_id, kind, source, reason)
    VALUES (%(conversation_id)s, %(kind)s, %(source)s, %(reason)s)
    ON CONFLICT DO NOTHING
"""

LIST_ACTIONS = """
    SELECT id, conversation_id, kind, source, reason, status, opened_at, closed_at, closed_by
    FROM actions
    WHERE status = 'open' OR %(done_too)s
    ORDER BY opened_at, id
    LIMIT %(limit)s
"""

FIND_ACTIONS = """
    SELECT id, conversation_id, kind, source, reason, status, opened_at, closed_at, closed_by
    FROM actions
    WHERE id BETWEEN %(lowest)s AND %(highest)s
    ORDER BY id
    LIMIT 2
"""

CLOSE_ACTION = """
    UPDATE actions
    SET status = 'done',
        closed_at = now(),
        closed_by = %(actor)s
    WHERE id = %(id)s AND status = 'open'
"""

CLOSE_ACTIONS_OF_CONVERSATION = """
    UPDATE actions
    SET status = 'done',
        closed_at = now(),
        closed_by = %(actor)s
    WHERE conversation_id = %(conversation_id)s AND kind = %(kind)s AND status = 'open'
"""


async def open_action(
    tx: TenantTx, conversation_id: ConversationId, kind: str, source: str, reason: str
) -> None:
    """Asks a person for something, once for each source."""
    await tx.execute(
        OPEN_ACTION, {"conversation_id": conversation_id, "kind": kind, "source": source, "reason": reason}
    )


async def list_actions(tx: TenantTx, *, done_too: bool = False, limit: int = 100) -> list[Action]:
    """What waits for a person, longest waiting first."""
    return await tx.fetch_all(Action, LIST_ACTIONS, {"done_too": done_too, "limit": limit})


async def find_actions(tx: TenantTx, lowest: UUID, highest: UUID) -> list[Action]:
    """At most two actions whose ids lie between these: enough to know whether a shortened id is unique."""
    return await tx.fetch_all(Action, FIND_ACTIONS, {"lowest": lowest, "highest": highest})


async def close_action(tx: TenantTx, action_id: UUID, actor: str) -> bool:
    """Marks an action as done; whether it was open."""
    return await tx.execute(CLOSE_ACTION, {"id": action_id, "actor": actor}) > 0


async def close_actions_of(tx: TenantTx, conversation_id: ConversationId, kind: str, actor: str) -> int:
    """Marks a conversation's open actions of one kind as done; how many."""
    return await tx.execute(
        CLOSE_ACTIONS_OF_CONVERSATION, {"conversation_id": conversation_id, "kind": kind, "actor": actor}
    )
