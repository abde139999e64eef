"""What every agent takes and gives. An agent never sends, never commits and never sees a provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from dragoman.agents.evidence import Evidence
from dragoman.base.ids import ChatbotId, ConversationId, MessageId
from dragoman.catalogue.model import Product, SearchResult
from dragoman.channels.content import OutContent
from dragoman.orders.model import (
    CartLine,
    DraftOrder,
    KnownCustomer,
    OrderForm,
    PlacedOrder,
    Problem,
    Quote,
    Requoted,
)
from dragoman.tenants.model import ShopInfo, Tenant

Author = Literal["customer", "agent", "staff", "system"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message that another one quotes, or answers by a tap: whose it is and what it says."""

    author: Author
    kind: str
    text: str | None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the transcript. ``kind`` is ``text``, ``choice``, ``image``, ``voice``, ``location`` ...

    ``text`` is its words, if it has any: the text, the caption, the title of the tapped choice. ``choice_id`` is
    the id that we gave the tapped button or row. ``details`` are its other fields; of whichever kind it is,
    ``referral`` there is the advertisement that led here and ``referred_product`` the product that was asked about.
    ``quoted`` is what it quotes, where that belongs to this conversation.
    """

    seq: int
    author: Author
    kind: str
    text: str | None
    at: datetime
    choice_id: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    quoted: Quoted | None = None
    message_id: MessageId | None = None


@dataclass(frozen=True, slots=True)
class Chatbot:
    """The agent's employer: persona, languages and settings as the shop declared them."""

    id: ChatbotId
    agent_id: str
    name: str
    persona: Mapping[str, Any] = field(default_factory=dict)
    languages: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TurnInput:
    """Everything an agent reads for one turn.

    ``new`` are the customer's messages that nobody has answered yet, oldest first, never empty. ``history`` is
    what was said before them, oldest first. ``state`` is what this agent left for itself in its last ``Reply``.
    """

    tenant: Tenant
    chatbot: Chatbot
    conversation_id: ConversationId
    contact_name: str | None
    new: tuple[Line, ...]
    history: tuple[Line, ...] = ()
    state: Mapping[str, Any] = field(default_factory=dict)
    instructions: str | None = None


@dataclass(frozen=True, slots=True)
class ActionRequest:
    """Something a person has to do: ``kind`` is ``handoff``, ``confirm_fact``, ``unreadable`` ..."""

    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An agent's answer: what to send, in order, and what else becomes true when it is committed.

    ``hand_to_human`` gives the conversation to a person, for this reason. ``actions`` open work for the shop
    while the agent stays on duty; ``orders`` become true in the same commit, once for each source. With no
    ``messages``, ``no_reply_reason`` must say why. ``trace`` is kept with the turn for whoever asks how the answer
    came about: plain JSON, no customer words. ``story`` is the rest of it, the customer's words included: tool calls,
    the guard's verdicts, receipts, the model and what it cost; it goes when the conversation is erased.
    """

    messages: tuple[OutContent, ...] = ()
    hand_to_human: str | None = None
    actions: tuple[ActionRequest, ...] = ()
    orders: tuple[DraftOrder, ...] = ()
    state: Mapping[str, Any] = field(default_factory=dict)
    no_reply_reason: str | None = None
    trace: Mapping[str, Any] = field(default_factory=dict)
    story: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.messages and self.no_reply_reason is None:
            raise ValueError("a reply without messages needs a no_reply_reason")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that a customer sent: what it is, and its bytes."""

    media_type: str
    data: bytes


class Toolbox(Protocol):
    """What an agent may ask, bound to one shop, one conversation and one turn. No tool takes a tenant.

    Whatever a tool returns it also cites in ``evidence``: only that may be claimed in the reply.
    """

    @property
    def evidence(self) -> Evidence:
        """What the tools returned in this turn."""
        ...

    async def list_products(self, limit: int = 500) -> Sequence[Product]:
        """The products on sale, in the shop's own order, at most ``limit``."""
        ...

    async def search_products(self, queries: Sequence[str], limit: int = 5) -> SearchResult:
        """The products that the words mean, best first. Several queries (the customer's words, English) are joined."""
        ...

    async def get_product(self, sku: str) -> Product | None:
        """One product on sale as the database holds it now."""
        ...

    async def shop_info(self) -> ShopInfo:
        """About, delivery, policies, questions and answers."""
        ...

    async def order_form(self) -> OrderForm:
        """What the shop asks for before it takes an order."""
        ...

    async def customer(self) -> KnownCustomer:
        """What is known of the customer without asking."""
        ...

    async def quote(
        self, lines: Sequence[CartLine], *, code: str | None = None, city: str | None = None
    ) -> Quote | Problem:
        """What a cart costs now: the shop's offers, a promotion code, delivery to ``city``. Kept until it expires."""
        ...

    async def place_order(
        self, quote_id: UUID, details: Mapping[str, str]
    ) -> PlacedOrder | Requoted | Problem:
        """Orders what an earlier turn quoted, once, however often it is called.

        Only a quote that the customer has seen may be placed: one of this same turn is ``not_yet_confirmed``.
        """
        ...

    async def order_status(self, number: int | None = None) -> PlacedOrder | None:
        """The order of that number, or the last one: only of the contact who writes."""
        ...

    async def cancel_order(self, number: int | None = None) -> PlacedOrder | Problem:
        """Cancels an order that has not been packed yet, and puts its pieces back: only of the contact who writes."""
        ...

    async def file_of(self, message_id: MessageId) -> StoredFile | None:
        """The file that a message came with, ``None`` where it is not to be had. Waits a little while it is fetched."""
        ...


class Agent(Protocol):
    """Thinks about an answer."""

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """One answer to everything in ``turn.new``. May raise; the turn then tries again or falls back."""
        ...
