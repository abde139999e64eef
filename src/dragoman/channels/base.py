"""The values that cross the edge, and the one protocol a channel speaks.

Inbound bytes become these values once, at the edge; outbound values become provider JSON in one place.
Nothing here knows Infobip: its names and numbers stay in ``channels.infobip``.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

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
class Button:
    """A quick reply of at most 20 characters. ``id`` comes back when the customer taps it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    id: str
    title: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class TextOut:
    """Words. Longer than the channel allows is split at sentence boundaries, never cut."""

    text: str


@dataclass(frozen=True, slots=True)
class ImageOut:
    """A picture by public URL, with an optional caption."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class ButtonsOut:
    """Text with one to three quick replies."""

    text: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class ListOut:
    """Text with a menu of one to ten rows; ``opener`` is the word on the button that opens it."""

    text: str
    opener: str
    rows: tuple[Row, ...]


OutContent = TextOut | ImageOut | ButtonsOut | ListOut


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message on its way out. ``message_id`` is ours and is sent with it; ``to`` as ``Inbound.address``."""

    message_id: str
    to: str
    content: OutContent


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

    def fit(self, content: OutContent) -> tuple[OutContent, ...]:
        """The same content in as many messages as the channel needs: nothing is cut."""
        ...

    async def close(self) -> None:
        """Closes connections; safe to call twice."""
        ...
