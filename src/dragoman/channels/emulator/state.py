"""What the emulator knows. Only ``replay.py`` changes it; nothing here reads the real clock or does I/O."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dragoman.channels.emulator.journal import Record
from dragoman.channels.emulator.templates import Templates

WINDOW_S = 24 * 3600.0
"""WhatsApp: free-form messages are delivered until 24 hours after the customer's last message."""

Key = tuple[str, str]
"""A conversation: our sender and the customer, both as first written."""


@dataclass(slots=True, eq=False)
class Message:
    """One message of either side. Seconds since 1970: ``at`` by the emulator's clock, ``unix`` real.

    ``final`` is the status of the last delivery report of a send, ``error`` its error code.
    """

    seq: int
    id: str
    inbound: bool
    key: Key
    address: str
    type: str
    content: dict[str, Any]
    at: float
    unix: float
    status: str = "sent"
    error: int | None = None
    final: int = 5
    failing: bool = False
    reply_to: str | None = None
    result: dict[str, Any] | None = None
    changed: int = 0
    record: Record = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Which device a customer has, as far as the business can tell. ``at`` by the emulator's clock."""

    hash: str
    at: float
    acknowledged: bool = True


@dataclass(slots=True)
class Conversation:
    """One customer and one sender. ``last_inbound_at`` opens the window; ``typing_until`` is real time."""

    key: Key
    contact: dict[str, Any]
    messages: list[Message] = field(default_factory=list)
    last_inbound_at: float | None = None
    typing_until: float = 0.0
    cursor: int = 0
    identity: Identity | None = None
    marketing_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """A file a customer sent; ``at`` by the emulator's clock, ``None`` in journals of before."""

    content_type: str
    data: str
    """The bytes, base64."""
    at: float | None = None


@dataclass(slots=True)
class SenderInfo:
    """What the provider thinks of one of our senders, and its business profile."""

    quality: str = "HIGH"
    status: str = "CONNECTED"
    limit: str = "LIMIT_10K"
    updated_at: float = 0.0
    profile: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Push:
    """Something a webhook has to take. Those of one ``lane`` go in order; ``due``: real unix seconds.

    ``url`` is another address than the webhook's: a message's own one for its reports.
    """

    id: str
    lane: tuple[str, ...]
    due: float
    message: Message | None = None
    body: Any = None
    url: str | None = None
    attempts: int = 0

    @property
    def kind(self) -> str:
        """``i`` an inbound message, ``p o d s`` reports, ``r`` anything; capitals: a copy for a second address."""
        return self.id[0]


class State:
    """Everything, in memory; ``keep`` bounds the messages of both directions together."""

    def __init__(self, *, keep: int, on_change: Callable[[Key], None]) -> None:
        self.keep = keep
        self.on_change = on_change
        self.clear()

    def clear(self) -> None:
        """Forgets everything."""
        self.epoch = 0
        self.offset_s = 0.0
        self.seq = 0
        self.received = 0
        self.cursor = 0
        self.messages: list[Message] = []
        self.outbox: list[Message] = []
        self.conversations: dict[Key, Conversation] = {}
        self.aliases: dict[Key, str] = {}
        self.times_seen: dict[str, int] = {}
        self.media: dict[Key, Media] = {}
        self.inbound_by_id: dict[Key, Message] = {}
        self.pending: dict[str, Push] = {}
        self.raw_count = 0
        self.templates = Templates()
        self.senders: dict[str, SenderInfo] = {}
        self.to_pull: deque[Message] = deque()
        self.reports_pulled: set[str] = set()

    def key_of(self, sender: str, customer: str) -> Key:
        """The conversation of an address, whichever of the customer's two addresses it is."""
        sender, customer = sender.lstrip("+"), customer.lstrip("+")
        return sender, self.aliases.get((sender, customer), customer)

    def window_until(self, key: Key) -> float | None:
        """Until when free-form messages reach the customer, by our clock; ``None``: never wrote."""
        conversation = self.conversations.get(key)
        if conversation is None or conversation.last_inbound_at is None:
            return None
        return conversation.last_inbound_at + WINDOW_S

    def unread_of(self, conversation: Conversation) -> list[Message]:
        """The customer's messages since the last one that was read, but for those that were dropped."""
        unread: list[Message] = []
        for message in reversed(conversation.messages):
            if message.inbound and message.status == "read":
                break
            if message.inbound and message.status != "failed":
                unread.append(message)
        return unread[::-1]

    def sent_after(self, seq: int) -> list[Message]:
        """Accepted sends with a greater sequence number, oldest first."""
        if not self.outbox:
            return []
        return self.outbox[max(0, seq - self.outbox[0].seq + 1) :]

    def sender_info(self, sender: str) -> SenderInfo:
        """What is thought of a sender, good unless something else was set."""
        return self.senders.get(sender) or SenderInfo()

    def touch(self, message: Message) -> None:
        """Notes that something about a message changed, for those who follow the conversation."""
        self.note_change(message.key)
        message.changed = self.cursor

    def note_change(self, key: Key) -> None:
        """Moves a conversation's cursor and tells those who follow it."""
        self.cursor += 1
        conversation = self.conversations.get(key)
        if conversation is not None:
            conversation.cursor = self.cursor
        self.on_change(key)

    def set_status(self, message: Message, status: str) -> None:
        """Moves a message's status; backwards it never goes."""
        ranks = ("sent", "delivered", "failed", "read")
        if ranks.index(status) > ranks.index(message.status):
            message.status = status
            self.touch(message)

    def converse(self, key: Key) -> Conversation:
        """The conversation, opened if need be."""
        conversation = self.conversations.get(key)
        if conversation is None:
            contact = {"phoneNumber": key[1]} if key[1].isdigit() else {"userId": key[1]}
            conversation = self.conversations[key] = Conversation(key, {"name": key[1], **contact})
        return conversation

    def keep_only_so_many(self) -> None:
        """Lets go of the oldest messages above the bound."""
        # In chunks, so that the cost of moving a long list is paid once in many messages.
        surplus = len(self.messages) - self.keep
        if surplus < max(1, self.keep // 10):
            return
        oldest = self.messages[:surplus]
        for key, count in Counter(message.key for message in oldest).items():
            del self.conversations[key].messages[:count]
        for message in oldest:
            self.times_seen.pop(message.id, None)
            self.reports_pulled -= {f"d{message.seq}", f"s{message.seq}"}
            self.inbound_by_id.pop((message.key[0], message.id), None)
            self.media.pop((message.key[0], message.record.get("media") or ""), None)
        del self.messages[:surplus]
        del self.outbox[: sum(not message.inbound for message in oldest)]
