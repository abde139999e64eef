"""Who writes to a shop, and what is said, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from dragoman.base.ids import ChatbotId, ContactId, ConversationId, MessageId

Mode = Literal["agent", "human"]
Author = Literal["customer", "agent", "staff", "system"]
Status = Literal[
    "received", "stopped", "queued", "sending", "unknown", "held", "sent", "failed", "delivered", "read"
]


@dataclass(frozen=True, slots=True)
class KnownIdentity:
    """An identity that some contact already has, and the names that the contact goes by."""

    identity: str
    contact_id: ContactId
    name: str | None
    username: str | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One customer with one chatbot. ``epoch`` rises with every human act: what was prepared before is stale."""

    id: ConversationId
    chatbot_id: ChatbotId
    contact_id: ContactId
    sender: str
    address: str
    mode: Mode
    epoch: int
    last_seq: int
    last_inbound_seq: int
    answered_through_seq: int
    last_inbound_at: datetime | None
    contact_name: str | None
    waiting_since: datetime | None
    """Since when the customer waits for an answer, be it the agent's or a person's; ``None``: nobody waits."""
    unreachable: bool = False
    """Whether nothing has reached the customer, and he has not written since."""
    unreachable_reason: str | None = None
    marketing: Literal["stopped", "resumed"] | None = None
    """Whether the customer wants advertising, as far as he has said."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a conversation stands when its contact becomes one with another."""

    id: ConversationId
    chatbot_id: ChatbotId
    contact_id: ContactId
    mode: Mode
    last_inbound_at: datetime | None
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """A contact's conversation that goes to a person because a person has the one ``beside`` it."""

    chatbot_id: ChatbotId
    contact_id: ContactId
    beside: ConversationId
    reason: str | None
    """Why somebody should look at it; ``None``: nobody need."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation, either way. ``seq`` orders it within the conversation."""

    id: MessageId
    conversation_id: ConversationId
    seq: int
    created_at: datetime
    direction: Literal["in", "out"]
    author: Author
    kind: str
    body: str | None
    content: Mapping[str, Any]
    status: Status
    error: str | None
    turn_id: UUID | None
    provider_id: str | None = None
    quoted_id: str | None = None
    retry_of: UUID | None = None
