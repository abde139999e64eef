"""The provider's side of every message: accepting sends, taking customers' messages, what the clock allows.

The verbs here are what the Infobip API (``api.py``) and the admin API (``admin.py``) call. Each writes its
record to the journal before it changes the state; pushing to the webhook is left to ``push.py``.
"""

import asyncio
import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.channels.emulator.bell import Bell
from dragoman.channels.emulator.customer import Draft
from dragoman.channels.emulator.faults import Dice
from dragoman.channels.emulator.journal import Journal, Record
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.channels.emulator.payloads import NO_SESSION, inbound_result
from dragoman.channels.emulator.state import Message, Push, State

TYPING_S = 25.0
"""WhatsApp: a typing indicator disappears after 25 seconds, or with the next message."""

_FAILURE_AFTER_S = 0.3  # delivery reports may be off; a failure is reported even so


@dataclass(slots=True)
class Counts:
    """What happened since this process started."""

    requests: int = 0
    accepted: int = 0
    duplicates: int = 0
    invalid: int = 0
    faulted: int = 0
    inbound: int = 0
    pushes_delivered: int = 0
    pushes_failed: int = 0
    pushes_dropped: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """What becomes of a valid send. ``rejected``: a status id of the group REJECTED; ``refused``: 400."""

    to: str
    message_id: str
    rejected: int | None = None
    refused: bool = False


class Provider:
    """One emulated provider: what it remembers, its dice and its journal.

    ``on_push`` is told of everything that the webhook has to take.
    """

    def __init__(self, options: EmulatorOptions) -> None:
        self.options = options
        self.behaviour = options.behaviour
        self.counts = Counts()
        self.bell = Bell()
        self.state = State(keep=options.keep_messages, on_change=self.bell.ring)
        self.journal: Journal | None = None
        self.dice = Dice(options.faults, str(options.seed))
        self.on_push: Callable[[Push], None] = lambda push: None
        self._minted = 0

    def open(self) -> None:
        """Takes up where the journal ends, and shortens a large one. Raises ``ConfigError``."""
        if self.options.journal is not None and self.journal is None:
            self.journal = Journal(self.options.journal)
            for record in self.journal.records():
                self.state.apply(record)
            if self.journal.size_bytes() > self.options.compact_above_bytes:
                self.journal.rewrite(self.state.records())
        if not self.state.epoch:
            self._begin()
        # Drawing on from where the journal ends: a restart must not repeat the same faults.
        self.dice = Dice(self.dice.faults, f"{self.options.seed}:{self.state.seq}:{self.state.received}")

    def close(self) -> None:
        """Lets go of the journal; safe to call twice."""
        if self.journal is not None:
            self.journal.close()
            self.journal = None

    def clear(self) -> None:
        """Forgets everything but faults and settings."""
        self.state.clear()
        self.counts = Counts()
        if self.journal is not None:
            self.journal.rewrite([])
        self._begin()
        self.bell.ring_all()

    def now(self) -> float:
        """The emulator's own clock, in seconds since 1970."""
        return time.time() + self.state.offset_s

    def commit(self, record: Record) -> None:
        """Writes a record to the journal, makes it true, and hands on the pushes it gives rise to."""
        if self.journal is not None:
            self.journal.append(record)
        for push in self.state.apply(record):
            self.on_push(push)

    def move_clock(self, offset_s: float) -> None:
        """Sets how far the emulator's clock is ahead of the real one."""
        self.commit({"k": "clock", "offset_s": offset_s})

    def mint(self, kind: str, number: int | None = None) -> str:
        """A new id, 32 hex digits. The same seed, epoch and number give the same one."""
        if number is None:
            self._minted += 1
            number = -self._minted
        name = f"{self.options.seed}:{self.state.epoch}:{kind}:{number}"
        return hashlib.sha256(name.encode()).hexdigest()[:32]

    def _begin(self) -> None:
        # The epoch makes ids differ between two fresh starts with one seed: whoever remembers the ids of the
        # first would take the messages of the second for duplicates.
        self.commit({"k": "began", "epoch": time.time_ns() // 1_000_000})

    # --- sends -----------------------------------------------------------------------------------

    def take_send(self, kind: str, body: Mapping[str, Any]) -> Answered:
        """Accepts a valid send, unless the policy on repeated ids or a rejection stands against it."""
        to: str = body["to"]
        message_id: str = body.get("messageId") or self._uuid("sent", self.state.seq + 1)
        if message_id in self.state.times_seen:
            self.counts.duplicates += 1
            policy = self.behaviour.duplicate_message_id
            if policy != "accept":
                self.commit({"k": "again", "id": message_id})
                return Answered(to, message_id, 23 if policy == "rejected23" else None, policy == "http400")
        if self.dice.strikes("reject"):
            self.counts.faulted += 1
            return Answered(to, message_id, self.dice.faults.reject_status)
        self.commit(self._sent_record(kind, body, message_id))
        self.counts.accepted += 1
        self.bell.ring("outbox")
        return Answered(to, message_id)

    def _sent_record(self, kind: str, body: Mapping[str, Any], message_id: str) -> Record:
        error = self._failure(kind, body["from"], body["to"])
        unix = time.time()
        delivered_due, seen_due = self._report_times(unix, failing=error is not None)
        context = body.get("context")
        return {
            "k": "sent",
            "seq": self.state.seq + 1,
            "id": message_id,
            "from": body["from"],
            "to": body["to"],
            "type": kind.rpartition("/")[2],
            "content": body.get("content") or {},
            "at": unix + self.state.offset_s,
            "unix": unix,
            "error": error,
            "reply_to": context["replyToMessageId"] if context else None,
            "d": delivered_due,
            "s": seen_due,
        }

    def _failure(self, kind: str, sender: str, to: str) -> int | None:
        if self.dice.strikes("fail_delivery"):
            self.counts.faulted += 1
            return self.dice.faults.fail_code
        if kind != "template" and self.behaviour.enforce_window:
            until = self.state.window_until(self.state.key_of(sender, to))
            if until is None or self.now() > until:
                return NO_SESSION
        return None

    def _report_times(self, unix: float, *, failing: bool) -> tuple[float | None, float | None]:
        delivered_s, seen_s = self.behaviour.delivered_after_s, self.behaviour.seen_after_s
        if failing:
            return unix + self.dice.spread(
                "delivered", _FAILURE_AFTER_S if delivered_s is None else delivered_s
            ), None
        delivered = None if delivered_s is None else unix + self.dice.spread("delivered", delivered_s)
        seen = None if seen_s is None else unix + self.dice.spread("seen", seen_s)
        return delivered, seen

    def _uuid(self, kind: str, number: int | None = None) -> str:
        digits = self.mint(kind, number)
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def show_typing(self, sender: str, to: str) -> str:
        """The business types to a customer, for 25 s or until it sends. Returns the event's message id.

        As on WhatsApp, what the customer wrote has been read then.
        """
        key = self.state.key_of(sender, to)
        conversation = self.state.converse(key)
        for message in self.state.unread_of(conversation):
            self.commit({"k": "read", "sender": key[0], "id": message.id})
        conversation.typing_until = time.time() + TYPING_S
        self.state.note_change(key)
        asyncio.get_running_loop().call_later(TYPING_S + 0.05, self.state.note_change, key)
        return self._uuid("typing")

    def mark_read(self, sender: str, message_id: str) -> bool:
        """The business read a customer's message; whether there is such a message."""
        if (sender.lstrip("+"), message_id) not in self.state.inbound_by_id:
            return False
        self.commit({"k": "read", "sender": sender.lstrip("+"), "id": message_id})
        return True

    def new_bulk_id(self) -> str:
        """An id for a request with several messages."""
        return self._uuid("bulk")

    # --- customers -------------------------------------------------------------------------------

    def take_inbound(self, draft: Draft, base_url: str) -> Message:
        """A customer writes: keeps the message, has it pushed. ``base_url`` is where its file is fetched."""
        number = self.state.received + 1
        digest = self.mint("inbound", number)
        message_id = draft.message_id or f"wamid.HBg{base64.b64encode(digest.encode()).decode()}"
        message = draft.message
        if draft.media is not None:
            media_id = digest[:24]
            url = f"{base_url.rstrip('/')}/whatsapp/1/senders/{draft.sender}/media/{media_id}"
            message = {**message, "url": url}
            self.commit(
                {
                    "k": "media",
                    "sender": draft.sender,
                    "id": media_id,
                    "type": draft.media.content_type,
                    "data": draft.media.data,
                }
            )
        self.commit(self._received_record(draft, number, message_id, message, digest[:24]))
        self.counts.inbound += 1
        return self.state.messages[-1]

    def _received_record(
        self, draft: Draft, number: int, message_id: str, message: dict[str, Any], media_id: str
    ) -> Record:
        unix = time.time()
        at = unix + self.state.offset_s - draft.age_s
        sender, customer = self.state.key_of(draft.sender, draft.customer)
        user_id = draft.contact.get("userId")
        result = inbound_result(
            sender=draft.sender,
            customer=draft.customer,
            message_id=message_id,
            message=message,
            received_at=at,
            contact=draft.contact,
            extra=draft.extra,
        )
        return {
            "k": "received",
            "n": number,
            "sender": sender,
            "customer": customer,
            "aliases": [user_id] if user_id and user_id != customer else [],
            "type": draft.type,
            "at": at,
            "unix": unix,
            "due": unix + draft.push_after_s,
            "reply_to": draft.reply_to,
            "media": media_id if draft.media is not None else None,
            "result": result,
        }

    def take_raw(self, body: Any) -> str:
        """Has an arbitrary JSON body pushed to the webhook. Returns the push's id."""
        push_id = f"r{self.state.raw_count + 1}"
        self.commit({"k": "raw", "id": push_id, "body": body, "due": time.time()})
        return push_id
