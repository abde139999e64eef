"""What flows along the spine, narrower at each step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from dragoman.base.ids import ChatbotId, ConversationId, MessageId, TenantId
from dragoman.channels.base import NO_OPTIONS, Inbound, Notice, Receipt, SendOptions
from dragoman.channels.content import OutContent
from dragoman.tenants.model import Routing
from dragoman.turns.hooks import Hook


@dataclass(frozen=True, slots=True)
class Routed:
    """A customer's message together with the shop that it belongs to."""

    routing: Routing
    inbound: Inbound


@dataclass(frozen=True, slots=True)
class Aside:
    """Something a webhook told that no agent answers: a preference, a payment, a message that was taken back ...

    ``routing`` is the number it is about, ``None`` where the event names none. ``hook`` is it as it came, to be kept
    when it cannot be placed.
    """

    routing: Routing | None
    event: Notice | Receipt
    hook: Hook


@dataclass(frozen=True, slots=True)
class Recorded:
    """What storing one shop's share of a webhook came to. ``rings`` are the conversations that owe a turn."""

    tenant_id: TenantId
    stored: int
    duplicates: int
    rings: tuple[ConversationId, ...]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A worker's claim on a job: what the fence asks for at every commit.

    ``attempts`` tells two claims of one worker apart: a process that slept may be handed its own job again.
    """

    job_id: int
    worker_id: int
    attempts: int


@dataclass(frozen=True, slots=True)
class TurnOutcome:
    """How a stretch of the customer's messages ended. ``reason`` says why where it was not answered."""

    from_seq: int
    through_seq: int
    outcome: Literal["answered", "not_answered"]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Owing:
    """A conversation as a turn finds it, with the lines it needs. ``lines`` are oldest first, as stored JSON."""

    id: ConversationId
    chatbot_id: ChatbotId
    sender: str
    address: str
    mode: str
    epoch: int
    last_inbound_seq: int
    answered_through_seq: int
    last_inbound_at: datetime | None
    paced_until: datetime
    unreachable: bool
    """Whether nothing has reached the customer, and he has not written since."""
    agent_state: Mapping[str, Any]
    instructions: str | None
    contact_name: str | None
    slug: str
    brand: str
    user_id: int
    currency: str
    timezone: str
    status: str
    agent_id: str
    chatbot_name: str
    paused: bool
    persona: Mapping[str, Any]
    languages: Mapping[str, Any]
    settings: Mapping[str, Any]
    lines: list[dict[str, Any]]
    unsent: bool
    covered_jobs: list[int]
    """Jobs of this conversation that wait behind the running one; what they were rung for is in ``lines``."""
    now: datetime

    @property
    def owes_a_reply(self) -> bool:
        """Whether the customer waits and the agent is on duty."""
        on_duty = self.mode == "agent" and not self.paused and self.status == "active"
        return on_duty and self.customer_waits

    @property
    def customer_waits(self) -> bool:
        """Whether there is something from the customer that nobody has answered."""
        return self.last_inbound_seq > self.answered_through_seq


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way out: what is sent, and the row it is."""

    tenant_id: TenantId
    conversation_id: ConversationId
    seq: int
    message_id: MessageId
    message_at: datetime
    sender: str
    address: str
    content: OutContent
    attempts: int = 0
    options: SendOptions = NO_OPTIONS


@dataclass(frozen=True, slots=True)
class ClaimedRow:
    """The oldest unsent message of a conversation as the store hands it over, claimed or not."""

    seq: int
    message_id: UUID
    message_at: datetime
    sender: str
    address: str
    kind: str
    body: str | None
    content: Mapping[str, Any]
    attempts: int
    status: str
    message_status: str
    author: str
    epoch: int
    current_epoch: int
    last_inbound_at: datetime | None
    paced_until: datetime
    not_before: datetime
    shop_active: bool
    unreachable: bool
    claimant_alive: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class FailedSend:
    """A message of ours that was refused and for which nothing has been done yet, with what decides about it."""

    message_id: UUID
    message_at: datetime
    remedy: str
    code: str | None
    reason: str | None
    at: datetime
    author: str
    kind: str
    epoch: int | None
    tries: int
    """How often these words have been submitted so far."""
    overtaken: bool
    """Whether something that was written later has left already."""
    still_leaving: bool
    """Whether whoever sent it has not written down yet that it did."""
    contact_id: UUID
    sender: str
    current_epoch: int
    last_inbound_at: datetime | None
    shop_active: bool
    now: datetime
