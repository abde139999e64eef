"""The SQL of looking back at turns: which there were, and the whole story of one. Decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dragoman.base.db import TenantTx
from dragoman.base.ids import ConversationId, TurnId

# Turns are found by their conversation: the latest of the conversations that were heard of last.
LIST_TURNS = """
    SELECT t.id, t.at, t.conversation_id, t.from_seq, t.through_seq, t.outcome, t.reason, t.answered_by, t.epoch,
           t.ms, t.trace, '{}'::jsonb AS story
    FROM (SELECT id
          FROM conversations
          WHERE %(conversation_id)s::uuid IS NULL OR id = %(conversation_id)s
          ORDER BY updated_at DESC
          LIMIT %(limit)s) AS c
    CROSS JOIN LATERAL (SELECT *
                        FROM turns
                        WHERE conversation_id = c.id
                        ORDER BY through_seq DESC
                        LIMIT %(limit)s) AS t
    ORDER BY t.at DESC
    LIMIT %(limit)s
"""

FIND_TURNS = """
    SELECT id, at, conversation_id, from_seq, through_seq, outcome, reason, answered_by, epoch, ms, trace, story
    FROM turns
    WHERE id BETWEEN %(lowest)s AND %(highest)s
    ORDER BY id
    LIMIT 2
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as stored. ``story`` may be empty: a list leaves it out, and it goes with the conversation's words."""

    id: TurnId
    at: datetime
    conversation_id: ConversationId
    from_seq: int
    through_seq: int
    outcome: str
    reason: str | None
    answered_by: str
    epoch: int
    ms: int | None
    trace: Mapping[str, Any]
    story: Mapping[str, Any]


async def list_turns(
    tx: TenantTx, *, conversation_id: ConversationId | None = None, limit: int = 50
) -> list[Turn]:
    """The shop's latest turns, of one conversation or of all, newest first."""
    return await tx.fetch_all(Turn, LIST_TURNS, {"conversation_id": conversation_id, "limit": limit})


async def find_turns(tx: TenantTx, lowest: UUID, highest: UUID) -> list[Turn]:
    """At most two turns whose ids lie between these: enough to know whether a shortened id is unique."""
    return await tx.fetch_all(Turn, FIND_TURNS, {"lowest": lowest, "highest": highest})
