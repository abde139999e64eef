"""The provider's side of every message: accepting sends, and what becomes of them.

The verbs here are what the Infobip API (``api.py``) and the admin API (``admin.py``) call; what customers do
is in ``inbox.py``, what happens to templates and senders in ``office.py``. Each verb writes its record to the
journal before it changes the state; pushing to the webhook is left to ``push.py``.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.channels.emulator import reports
from dragoman.channels.emulator.access import Credentials, Gate, read_credentials
from dragoman.channels.emulator.bell import Bell
from dragoman.channels.emulator.faults import Dice
from dragoman.channels.emulator.journal import Journal, Record
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.channels.emulator.recipients import Recipients, Rule
from dragoman.channels.emulator.registry import (
    DUPLICATE_REQUEST,
    IDENTITY_CHANGED,
    MARKETING_OPT_OUT,
    NO_SESSION,
    TOO_MANY_REQUESTS,
    fails,
    status_for,
)
from dragoman.channels.emulator.replay import apply, records_of
from dragoman.channels.emulator.state import Key, Push, State
from dragoman.channels.emulator.templates import why_unsendable
from dragoman.channels.emulator.throttle import Pairs, Throttle

TYPING_S = 25.0
"""WhatsApp: a typing indicator disappears after 25 seconds, or with the next message."""

_UNUSABLE_SENDERS = {"BANNED": 7011, "RESTRICTED": 7011, "RATE_LIMITED": 7016, "PENDING": 7034}
_PLAIN = frozenset({"from", "to", "messageId", "content", "context"})
_GIVEN_BACK = ("callbackData", "entityId", "applicationId")


@dataclass(slots=True)
class Counts:
    """What happened since this process started."""

    requests: int = 0
    accepted: int = 0
    duplicates: int = 0
    invalid: int = 0
    faulted: int = 0
    throttled: int = 0
    inbound: int = 0
    pushes_delivered: int = 0
    pushes_failed: int = 0
    pushes_dropped: int = 0
    credentials_leaked: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """What becomes of a valid send. ``rejected``: a status id of the group REJECTED; ``refused``: 400;
    ``seq`` is its number when it was accepted."""

    to: str
    message_id: str
    rejected: int | None = None
    refused: bool = False
    seq: int = 0


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
        self.recipients = Recipients()
        self.gate = Gate(_credentials(options))
        self.throttle = Throttle()
        self.pairs = Pairs()
        self.on_push: Callable[[Push], None] = lambda push: None
        self.reported_first: set[int] = set()
        self.closed = False
        self._minted = 0

    def open(self) -> None:
        """Takes up where the journal ends, and shortens a large one. Raises ``ConfigError``."""
        self.closed = False
        if self.options.journal is not None and self.journal is None:
            self.journal = Journal(self.options.journal)
            for record in self.journal.records():
                apply(self.state, record)
            if self.journal.size_bytes() > self.options.compact_above_bytes:
                self.journal.rewrite(records_of(self.state))
        if not self.state.epoch:
            self._begin()
        # Drawing on from where the journal ends: a restart must not repeat the same faults.
        self.dice = Dice(self.dice.faults, f"{self.options.seed}:{self.state.seq}:{self.state.received}")

    def close(self) -> None:
        """Lets go of the journal; safe to call twice."""
        self.closed = True
        if self.journal is not None:
            self.journal.close()
            self.journal = None

    def clear(self) -> None:
        """Forgets everything but faults, settings, rules and credentials."""
        self.state.clear()
        self.pairs.clear()
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
        for push in apply(self.state, record):
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

    def push_raw(self, body: Any, lane: str | None = None) -> str:
        """Has an arbitrary JSON body pushed to the webhook, in order within ``lane``. Returns the push's id."""
        push_id = f"r{self.state.raw_count + 1}"
        record = {"k": "raw", "id": push_id, "body": body, "due": time.time()}
        self.commit(record | ({"lane": lane} if lane else {}))
        return push_id

    def _begin(self) -> None:
        # The epoch makes ids differ between two fresh starts with one seed: whoever remembers the ids of the
        # first would take the messages of the second for duplicates.
        self.commit({"k": "began", "epoch": time.time_ns() // 1_000_000})

    # --- sends -----------------------------------------------------------------------------------

    def take_send(
        self, kind: str, body: Mapping[str, Any], rule: Rule | None = None, bulk_id: str = ""
    ) -> Answered:
        """Accepts a valid send, unless the policy on repeated ids, a rule or a rejection stands against it."""
        to: str = body["to"]
        message_id: str = body.get("messageId") or self._uuid("sent", self.state.seq + 1)
        error: int | None = None
        if message_id in self.state.times_seen:
            self.counts.duplicates += 1
            policy = self.behaviour.duplicate_message_id
            if policy == "dlr7280":
                error = DUPLICATE_REQUEST
            elif policy != "accept":
                self.commit({"k": "again", "id": message_id})
                return Answered(to, message_id, 23 if policy == "rejected23" else None, policy == "http400")
        if rule is not None and rule.rejects:
            self.counts.faulted += 1
            return Answered(to, message_id, rule.status)
        if self.dice.strikes("reject"):
            self.counts.faulted += 1
            return Answered(to, message_id, self.dice.faults.reject_status)
        final, error = self._outcome(kind, body, rule, error)
        self.commit(self._sent_record(kind, body, message_id, final, error, bulk_id))
        self.counts.accepted += 1
        self.bell.ring("outbox")
        return Answered(to, message_id, seq=self.state.seq)

    def _sent_record(
        self,
        kind: str,
        body: Mapping[str, Any],
        message_id: str,
        final: int,
        error: int | None,
        bulk_id: str,
    ) -> Record:
        unix = time.time()
        context = body.get("context")
        at_once = self.dice.strikes("report_before_answer")
        if at_once:
            self.counts.faulted += 1
            self.reported_first.add(self.state.seq + 1)
        record: Record = {
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
            **reports.plan(
                self.behaviour, self.dice, unix, failing=final != 5 and fails(final), at_once=at_once
            ),
        }
        if final != status_for(error):
            record["final"] = final
        if bulk_id:
            record["bulk"] = bulk_id
        if not _PLAIN.issuperset(body):
            self._add_options(record, body)
        return record

    def _add_options(self, record: Record, body: Mapping[str, Any]) -> None:
        given = {name: body[name] for name in _GIVEN_BACK if body.get(name)}
        if given:
            record["given"] = given
        if body.get("notifyUrl") and self.behaviour.notify_url != "ignore":
            record["notify_url"] = body["notifyUrl"]
            record["both"] = self.behaviour.notify_url == "also"

    def _outcome(
        self, kind: str, body: Mapping[str, Any], rule: Rule | None, error: int | None
    ) -> tuple[int, int | None]:
        """The final status of an accepted send, and its error code."""
        if self.dice.strikes("fail_delivery"):
            self.counts.faulted += 1
            faults = self.dice.faults
            return faults.fail_status or status_for(faults.fail_code), faults.fail_code or None
        if rule is not None and (rule.status or rule.error):
            self.counts.faulted += 1
            return rule.status or status_for(rule.error), rule.error
        error = error or self._failure(kind, body)
        return status_for(error), error

    def _failure(self, kind: str, body: Mapping[str, Any]) -> int | None:
        key = self.state.key_of(body["from"], body["to"])
        look = self.behaviour
        if self.state.senders:
            unusable = _UNUSABLE_SENDERS.get(self.state.sender_info(key[0]).status)
            if unusable is not None:
                return unusable
        if look.pair_burst is not None and not self.pairs.allows(
            key, look.pair_burst, look.pair_interval_s, self.now()
        ):
            return TOO_MANY_REQUESTS
        if look.block_changed_identity and self._has_unconfirmed_identity(key):
            return IDENTITY_CHANGED
        if kind == "template":
            return self._template_failure(key, body["content"])
        if look.enforce_window:
            until = self.state.window_until(key)
            if until is None or self.now() > until:
                return NO_SESSION
        return None

    def _has_unconfirmed_identity(self, key: Key) -> bool:
        conversation = self.state.conversations.get(key)
        identity = conversation.identity if conversation is not None else None
        return identity is not None and not identity.acknowledged

    def _template_failure(self, key: Key, content: Mapping[str, Any]) -> int | None:
        templates = self.state.templates
        if not templates.judges(key[0]):
            return None
        template = templates.find(key[0], content["templateName"], content["language"])
        why = why_unsendable(template, content["templateData"])
        if why is None and template is not None and template.category == "MARKETING":
            conversation = self.state.conversations.get(key)
            if conversation is not None and conversation.marketing_stopped:
                return MARKETING_OPT_OUT
        return why

    def _uuid(self, kind: str, number: int | None = None) -> str:
        digits = self.mint(kind, number)
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def new_bulk_id(self) -> str:
        """An id for a request with several messages."""
        return self._uuid("bulk")

    # --- the rest --------------------------------------------------------------------------------

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


def _credentials(options: EmulatorOptions) -> Credentials | None:
    if options.credentials is not None or options.api_keys is None:
        return options.credentials
    return read_credentials({"keys": [{"key": key} for key in sorted(options.api_keys)]})
