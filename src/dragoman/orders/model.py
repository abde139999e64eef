"""An order as plain values: as it is drafted, and as it is stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import NAMESPACE_OID, UUID, uuid5

from dragoman.base.ids import ConversationId
from dragoman.base.money import Money


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One position. ``title`` and ``price`` are the catalogue's, ``None`` where it does not settle them.

    ``cart_price`` is what the cart said of one piece; nothing is ever counted with it. ``doubts`` are for staff.
    """

    sku: str
    quantity: int
    title: str | None = None
    price: Money | None = None
    cart_price: Money | None = None
    doubts: tuple[str, ...] = ()

    @property
    def total(self) -> Money | None:
        """What these pieces cost together by the catalogue."""
        return None if self.price is None else Money(self.price.currency, self.price.minor * self.quantity)


@dataclass(frozen=True, slots=True)
class DraftOrder:
    """An order that a person has to confirm. The same ``source``, at the same time, makes one order, however often."""

    source: str
    at: datetime
    currency: str
    lines: tuple[DraftLine, ...]
    note: str | None = None
    doubts: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        """Its id: the same whenever it is drafted."""
        return uuid5(NAMESPACE_OID, f"order {self.source}")

    @property
    def settled(self) -> bool:
        """Whether the catalogue has a price for every line."""
        return all(line.price is not None for line in self.lines)

    @property
    def total(self) -> Money:
        """What the lines with a price cost together, without delivery."""
        return Money(self.currency, sum(line.total.minor for line in self.lines if line.total is not None))


@dataclass(frozen=True, slots=True)
class Order:
    """An order as stored. ``total_minor`` counts the lines with a price; ``unsettled`` is how many have none."""

    id: UUID
    at: datetime
    conversation_id: ConversationId
    contact_name: str | None
    address: str
    status: Literal["draft"]
    source: str
    currency: str
    note: str | None
    lines: int
    unsettled: int
    total_minor: int

    @property
    def total(self) -> Money:
        """The total of the lines with a price."""
        return Money(self.currency, self.total_minor)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One position of a stored order."""

    position: int
    sku: str
    title: str | None
    quantity: int
    price_minor: int | None
    cart_price_minor: int | None
    cart_currency: str | None
