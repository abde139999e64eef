"""What happened: what both sides said, and what the database holds afterwards. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Choice:
    """A button or a row of a message."""

    id: str
    title: str


@dataclass(frozen=True)
class Said:
    """One message. ``text`` is all of its words, its choices' titles included."""

    author: Literal["customer", "agent", "shop"]
    text: str
    kind: str = "text"
    choices: tuple[Choice, ...] = ()
    message_id: str | None = None


@dataclass(frozen=True)
class Exchange:
    """What the customer did and what came back. ``step`` is the number of the scenario's step, else of no step."""

    said: tuple[Said, ...]
    replies: tuple[Said, ...]
    step: int | None = None
    seconds: float = 0.0

    @property
    def reply(self) -> str:
        """Every word of the answer."""
        return "\n".join(said.text for said in self.replies)


@dataclass(frozen=True)
class StoredLine:
    """A position of an order as stored, in minor units."""

    sku: str
    quantity: int
    variant: str | None = None
    total_minor: int | None = None


@dataclass(frozen=True)
class StoredOrder:
    """An order as stored, in minor units. ``total_minor`` is what the customer pays."""

    status: str
    lines: tuple[StoredLine, ...]
    total_minor: int | None = None
    delivery_minor: int | None = None
    discount_minor: int | None = None
    code: str | None = None
    number: int | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """A turn of the agent as stored; what is not recorded is ``None``."""

    outcome: str
    answered_by: str
    reason: str | None = None
    ms: float | None = None
    model: str | None = None
    tokens: int | None = None
    cost: float | None = None
    story: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class EndState:
    """What the database holds of the conversation in the end.

    ``amounts`` are those of its orders and quotes, in minor units; ``inbound`` is how many messages of the customer
    are stored.
    """

    mode: str
    orders: tuple[StoredOrder, ...] = ()
    actions: tuple[str, ...] = ()
    inbound: int = 0
    turns: tuple[Turn, ...] = ()
    amounts: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Conversation:
    """A scenario as it was played."""

    exchanges: tuple[Exchange, ...]
    end: EndState
    phone: str
    ran_out: bool = False

    @property
    def replies(self) -> tuple[Said, ...]:
        """Everything that the agent sent."""
        return tuple(said for exchange in self.exchanges for said in exchange.replies)

    @property
    def sent(self) -> int:
        """How many different messages the customer sent."""
        return sum(said.author == "customer" for exchange in self.exchanges for said in exchange.said)
