"""What the emulator knows, and how each journal record changes it.

``apply`` is the only way in, live and on replay alike, so a restarted emulator knows what the killed one
knew. Nothing here reads the real clock, draws chance or does I/O.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dragoman.channels.emulator.journal import Record

WINDOW_S = 24 * 3600.0
"""WhatsApp: free-form messages are delivered until 24 hours after the customer's last message."""

Key = tuple[str, str]
"""A conversation: our sender and the customer, both as first written."""


@dataclass(slots=True, eq=False)
class Message:
    """One message of either side. Seconds since 1970: ``at`` by the emulator's clock, ``unix`` real."""

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
    reply_to: str | None = None
    result: dict[str, Any] | None = None
    changed: int = 0
    record: Record = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class Conversation:
    """One customer and one sender. ``last_inbound_at`` opens the window; ``typing_until`` is real time."""

    key: Key
    contact: dict[str, Any]
    messages: list[Message] = field(default_factory=list)
    last_inbound_at: float | None = None
    typing_until: float = 0.0
    cursor: int = 0


@dataclass(frozen=True, slots=True)
class Media:
    """A file a customer sent."""

    content_type: str
    data: str
    """The bytes, base64."""


@dataclass(slots=True, eq=False)
class Push:
    """Something the webhook has to take. Those of one ``lane`` go in order; ``due``: real unix seconds."""

    id: str
    lane: tuple[str, ...]
    due: float
    message: Message | None = None
    body: Any = None
    attempts: int = 0


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

    def apply(self, record: Record) -> list[Push]:
        """Makes one record true; returns the pushes it gives rise to."""
        pushes = _APPLY[record["k"]](self, record) or []
        for push in pushes:
            self.pending[push.id] = push
        return pushes

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

    def records(self) -> Iterator[Record]:
        """The shortest journal that makes this state again."""
        yield {
            "k": "began",
            "epoch": self.epoch,
            "seq": self.seq,
            "received": self.received,
            "raw": self.raw_count,
        }
        yield {"k": "clock", "offset_s": self.offset_s}
        for (sender, alias), customer in self.aliases.items():
            yield {"k": "alias", "sender": sender, "alias": alias, "customer": customer}
        for conversation in self.conversations.values():
            sender, customer = conversation.key
            last = conversation.last_inbound_at
            yield {
                "k": "person",
                "sender": sender,
                "customer": customer,
                "contact": conversation.contact,
                "last": last,
            }
        for (sender, media_id), media in self.media.items():
            yield {
                "k": "media",
                "sender": sender,
                "id": media_id,
                "type": media.content_type,
                "data": media.data,
            }
        for message in self.messages:
            yield from self._records_of(message)
        for message_id, times in self.times_seen.items():
            yield {"k": "again", "id": message_id, "times": times}
        for push in self.pending.values():
            if push.message is None:
                yield {"k": "raw", "id": push.id, "body": push.body, "due": push.due}

    def _records_of(self, message: Message) -> Iterator[Record]:
        yield message.record
        ids = (f"i{message.seq}",) if message.inbound else (f"d{message.seq}", f"s{message.seq}")
        for push_id in ids:
            if push_id not in self.pending and (
                message.inbound or message.record.get(push_id[0]) is not None
            ):
                yield {"k": "done", "push": push_id, "ok": message.status != "failed" or not message.inbound}
        if message.inbound and message.status == "read":
            yield {"k": "read", "sender": message.key[0], "id": message.id}

    def keep_only_so_many(self) -> None:
        # In chunks, so that the cost of moving a long list is paid once in many messages.
        surplus = len(self.messages) - self.keep
        if surplus < max(1, self.keep // 10):
            return
        oldest = self.messages[:surplus]
        for key, count in Counter(message.key for message in oldest).items():
            del self.conversations[key].messages[:count]
        for message in oldest:
            self.times_seen.pop(message.id, None)
            self.inbound_by_id.pop((message.key[0], message.id), None)
            self.media.pop((message.key[0], message.record.get("media") or ""), None)
        del self.messages[:surplus]
        del self.outbox[: sum(not message.inbound for message in oldest)]


def _apply_began(state: State, record: Record) -> None:
    state.epoch = record["epoch"]
    state.seq = max(state.seq, record.get("seq", 0))
    state.received = max(state.received, record.get("received", 0))
    state.raw_count = max(state.raw_count, record.get("raw", 0))


def _apply_clock(state: State, record: Record) -> None:
    state.offset_s = record["offset_s"]


def _apply_alias(state: State, record: Record) -> None:
    state.aliases[(record["sender"], record["alias"])] = record["customer"]


def _apply_person(state: State, record: Record) -> None:
    conversation = state.converse((record["sender"], record["customer"]))
    conversation.contact = record["contact"]
    conversation.last_inbound_at = record["last"]


def _apply_media(state: State, record: Record) -> None:
    state.media[(record["sender"], record["id"])] = Media(record["type"], record["data"])


def _apply_sent(state: State, record: Record) -> list[Push]:
    key = state.key_of(record["from"], record["to"])
    message = Message(
        seq=record["seq"],
        id=record["id"],
        inbound=False,
        key=key,
        address=record["to"],
        type=record["type"],
        content=record["content"],
        at=record["at"],
        unix=record["unix"],
        error=record["error"],
        reply_to=record["reply_to"],
        record=record,
    )
    state.seq = max(state.seq, message.seq)
    state.times_seen[message.id] = state.times_seen.get(message.id, 0) + 1
    state.outbox.append(message)
    _add(state, message)
    state.conversations[key].typing_until = 0.0
    lane = ("out", str(message.seq))
    return [
        Push(f"{kind}{message.seq}", lane, record[kind], message)
        for kind in ("d", "s")
        if record[kind] is not None
    ]


def _apply_again(state: State, record: Record) -> None:
    state.times_seen[record["id"]] = record.get("times") or state.times_seen.get(record["id"], 0) + 1


def _apply_received(state: State, record: Record) -> list[Push]:
    key = (record["sender"], record["customer"])
    result = record["result"]
    for alias in record["aliases"]:
        state.aliases[(record["sender"], alias)] = record["customer"]
    message = Message(
        seq=record["n"],
        id=result["messageId"],
        inbound=True,
        key=key,
        address=result["from"],
        type=record["type"],
        content=result["message"],
        at=record["at"],
        unix=record["unix"],
        reply_to=record["reply_to"],
        result=result,
        record=record,
    )
    state.received = max(state.received, message.seq)
    conversation = state.converse(key)
    conversation.contact = result["contact"]
    conversation.last_inbound_at = max(conversation.last_inbound_at or 0.0, message.at)
    state.inbound_by_id[(key[0], message.id)] = message
    _add(state, message)
    return [Push(f"i{message.seq}", ("in", *key), record["due"], message)]


def _add(state: State, message: Message) -> None:
    state.messages.append(message)
    state.converse(message.key).messages.append(message)
    state.touch(message)
    state.keep_only_so_many()


def _apply_raw(state: State, record: Record) -> list[Push]:
    state.raw_count = max(state.raw_count, int(record["id"][1:]))
    return [Push(record["id"], ("raw", record["id"]), record["due"], None, record["body"])]


def _apply_done(state: State, record: Record) -> None:
    push = state.pending.pop(record["push"], None)
    if push is None or push.message is None:
        return
    message, kind = push.message, push.id[0]
    if kind == "i":
        state.set_status(message, "delivered" if record["ok"] else "failed")
    elif kind == "s":
        state.set_status(message, "read")
    else:
        state.set_status(message, "delivered" if message.error is None else "failed")


def _apply_read(state: State, record: Record) -> None:
    message = state.inbound_by_id.get((record["sender"], record["id"]))
    if message is not None:
        state.set_status(message, "read")


_APPLY: dict[str, Callable[[State, Record], list[Push] | None]] = {
    "began": _apply_began,
    "clock": _apply_clock,
    "alias": _apply_alias,
    "person": _apply_person,
    "media": _apply_media,
    "sent": _apply_sent,
    "again": _apply_again,
    "received": _apply_received,
    "raw": _apply_raw,
    "done": _apply_done,
    "read": _apply_read,
}
