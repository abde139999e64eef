"""What waits for a person to do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dragoman.base.ids import ActionId, ConversationId


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a person of the shop should do: take a conversation over, look at a failed message.

    ``kind`` says what (``handoff``, ``delivery_delayed``, ``delivery_failed``, ``window_closed`` ...), ``reason``
    why, ``source`` what asked for it (``seq:12``, ``message:...``): the same source asks once.
    """

    id: ActionId
    conversation_id: ConversationId
    kind: str
    source: str
    reason: str
    status: Literal["open", "done"]
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
