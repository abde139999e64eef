"""The values that cross the edge, and the one protocol a channel speaks.

Inbound bytes become these values once, at the edge; outbound values become provider JSON in one place. What a
message out may hold stands in ``content``, what goes with it here. Nothing here knows Infobip: its names and
numbers stay in ``channels.infobip``.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from dragoman.channels.content import OutContent, TextOut
from dragoman.channels.limits import (
    ID_LIMIT,
    check_length,
    check_link,
    check_words,
    check_words_if_any,
    refuse,
)

MESSAGE_ID_LIMIT = 100  # Infobip takes 200, its older clients 100
ADDRESS_LIMIT = 150
CALLBACK_LIMIT = 4000
TAG_LIMIT = 255

# --- in ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party:
    """Who wrote, as far as the provider tells: any of these may be missing, the phone included.

    ``user_id`` is WhatsApp's business-scoped user id (``LB.1349...``); ``phone`` is E.164 digits.
    """

    phone: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    username: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A tap on a button or a list row: ``id`` is what we gave it, ``title`` what the customer saw."""

    id: str
    title: str
    description: str | None = None


class MediaKind(StrEnum):
    """What a file is to the customer."""

    IMAGE = "image"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True)
class Media:
    """A file the customer sent: ``url`` is the provider's, needs our credentials and expires."""

    kind: MediaKind
    url: str | None
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A point on the map, in degrees."""

    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji put on, or taken off, an earlier message. It asks for no answer."""

    emoji: str | None
    removed: bool
    message_id: str | None


@dataclass(frozen=True, slots=True)
class OtherContent:
    """A kind of message that is recognised or not, but that the agent cannot read yet.

    ``kind`` is the lower-case name of it (``contact``, ``order``, ``unsupported``, ``poll`` ...), ``text``
    whatever words came with it, ``details`` its plain fields (see ``parse`` for the names).
    """

    kind: str
    text: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


Content = Text | Choice | Media | Location | Reaction | OtherContent


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message from a customer to one of our numbers.

    ``to`` is our number in digits: it decides the tenant. ``address`` is where an answer goes: digits, or a
    business-scoped user id when no phone is known. ``received_at`` is the provider's time, aware and UTC;
    ``type`` is its own word for the kind of message, if it gave one.
    ``extra`` holds what only reports and tests read (keyword, callback data, referral, identity ...), by the
    neutral names that ``dragoman hooks parse`` prints. ``raw`` is the result as it came.
    """

    provider_id: str
    to: str
    address: str
    party: Party
    received_at: datetime
    type: str | None
    content: Content
    quoted_id: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    raw: Any = None


class Outcome(StrEnum):
    """What a receipt says became of a message we sent.

    ``UNKNOWN``: it says so in words that nobody here knows. Such a receipt changes nothing and is kept as it came.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    EXPIRED = "expired"
    REJECTED = "rejected"
    DELETED = "deleted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A report about a message we sent. ``message_id`` is the id we gave it (see ``base.ids.wire_id``)."""

    message_id: str
    outcome: Outcome
    at: datetime
    to: str | None = None
    code: str | None = None
    reason: str | None = None
    permanent: bool | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    raw: Any = None


@dataclass(frozen=True, slots=True)
class Notice:
    """An account event that is neither a message nor a receipt: template, payment, identity, preference.

    ``kind`` is its neutral name (``template_update`` ...); ``details`` its neutral fields.
    """

    kind: str
    details: Mapping[str, Any]
    raw: Any = None


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something authenticated that nobody here can read. Kept, counted, never an error to the provider."""

    reason: str
    raw: Any = None


Event = Inbound | Receipt | Notice | Unsupported


# --- out --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SendOptions:
    """What may go with a message besides its content.

    ``reply_to`` is the provider's id of the customer's message that is quoted. ``callback_data`` comes back with
    the reports, ``notify_url`` is where they go instead of our webhook. Links are left as they are unless
    ``shorten_url`` is on, which the other link options need. ``entity_id`` and ``application_id`` are the
    provider's own tags for whoever sends through one account for many.
    """

    reply_to: str | None = None
    callback_data: str | None = None
    notify_url: str | None = None
    shorten_url: bool = False
    track_clicks: bool = False
    tracking_url: str | None = None
    remove_protocol: bool = False
    custom_domain: str | None = None
    entity_id: str | None = None
    application_id: str | None = None

    def __post_init__(self) -> None:
        check_words_if_any("reply_to", self.reply_to, ID_LIMIT)
        check_length("callback_data", self.callback_data, CALLBACK_LIMIT)
        for name in ("notify_url", "tracking_url"):
            if getattr(self, name) is not None:
                check_link(name, getattr(self, name))
        check_words_if_any("custom_domain", self.custom_domain, TAG_LIMIT)
        check_words_if_any("entity_id", self.entity_id, TAG_LIMIT)
        check_words_if_any("application_id", self.application_id, TAG_LIMIT)


NO_OPTIONS = SendOptions()


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message on its way out. ``message_id`` is ours and is sent with it; ``to`` as ``Inbound.address``.

    Raises ``ChannelRejected``, as its parts do, for what would be refused anyway.
    """

    message_id: str
    to: str
    content: OutContent
    options: SendOptions = NO_OPTIONS

    def __post_init__(self) -> None:
        check_words("message_id", self.message_id, MESSAGE_ID_LIMIT)
        check_words("to", self.to, ADDRESS_LIMIT)
        if isinstance(self.content, TextOut) and self.content.preview_url and self.options.remove_protocol:
            refuse("remove_protocol is on and so is text.preview_url, WhatsApp previews only whole links")


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the message. That is not delivery: a receipt says so later."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Sender:
    """One of our numbers as a channel needs it: its digits, where to send, with which key."""

    number: str
    base_url: str
    api_key: str = field(repr=False)
    rate_per_second: float = 80.0
    entity_id: str | None = None
    application_id: str | None = None


class SendNotBegun(asyncio.CancelledError):
    """A send was cancelled before anything of it left: the message was surely not sent."""


class Channel(Protocol):
    """A way to reach a customer."""

    async def send(self, sender: Sender, message: Outbound) -> Accepted:
        """Hands one message to the provider.

        Raises ``ChannelRejected``, ``ChannelUnavailable``, ``ChannelOutcomeUnknown`` or
        ``ChannelAccountProblem`` (see ``base.errors``); cancelled before anything left, ``SendNotBegun``.
        """
        ...

    async def typing(self, sender: Sender, to: str) -> bool:
        """Shows the customer that an answer is being written; whether the provider took it. Never raises."""
        ...

    async def mark_read(self, sender: Sender, message_id: str) -> bool:
        """Shows the customer that his message was read; whether the provider took it. Never raises."""
        ...

    async def close(self) -> None:
        """Closes connections; safe to call twice."""
        ...
