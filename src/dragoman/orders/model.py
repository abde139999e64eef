"""An order as plain values: as it is drafted, and as it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import NAMESPACE_OID, UUID, uuid5

from dragoman.base.ids import ConversationId, MessageId
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


OrderStatus = Literal["draft", "new", "confirmed", "packed", "on_the_way", "delivered", "cancelled"]
"""``draft`` waits for a person. The others follow one another; ``cancelled`` may follow all but ``delivered``."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order as stored, drafts included: they have no ``number`` and ``unsettled`` lines without a price.

    ``total_minor`` is what the customer pays; of a draft, what its lines with a price cost. ``delivery_minor`` is
    ``None`` where a person tells the fee.
    """

    id: UUID
    number: int | None
    at: datetime
    conversation_id: ConversationId
    contact_name: str | None
    address: str
    status: OrderStatus
    status_at: datetime
    source: str
    currency: str
    note: str | None
    lines: int
    unsettled: int
    subtotal_minor: int
    discount_minor: int
    delivery_minor: int | None
    total_minor: int
    code: str | None
    details: Mapping[str, str]
    confirmed_by: MessageId | None

    @property
    def total(self) -> Money:
        """What the customer pays, as far as it is settled."""
        return Money(self.currency, self.total_minor)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One position of a stored order. ``list_price_minor`` is the price without any offer; a draft has none."""

    position: int
    sku: str
    variant: str | None
    title: str | None
    quantity: int
    list_price_minor: int | None
    price_minor: int | None
    total_minor: int | None
    cart_price_minor: int | None
    cart_currency: str | None


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """Something that happened to an order: ``before`` and ``after`` are statuses."""

    at: datetime
    kind: str
    actor: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """What was said when an order was confirmed."""

    at: datetime
    author: str
    kind: str
    body: str | None


# --- what a customer is quoted, and orders ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CartLine:
    """What a customer wants of one product: at most one line a product and variant."""

    sku: str
    quantity: int = 1
    variant: str | None = None


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One position as it would be charged. ``list_unit`` is the price without any offer, ``unit`` with it.

    ``total`` is what the line costs: with a bundle it need not be ``unit`` times ``quantity``; ``unit`` is then
    ``None``.
    """

    sku: str
    variant: str | None
    title: str
    quantity: int
    list_unit: Money
    unit: Money | None
    total: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """What a cart costs by the catalogue at one moment, counted by code. Holds until ``expires_at``.

    ``subtotal`` is the sum of the lines with the shop's volume offers; ``discount`` is what ``code`` takes off it.
    ``delivery`` is ``None`` where the shop has not confirmed its fee: ``total`` is then without delivery, and a
    person tells the fee.
    """

    id: UUID
    lines: tuple[QuoteLine, ...]
    subtotal: Money
    discount: Money
    code: str | None
    delivery: Money | None
    total: Money
    at: datetime
    expires_at: datetime
    catalogue_version: int


ProblemKind = Literal[
    "empty",
    "unknown_product",
    "choose_variant",
    "out_of_stock",
    "not_enough",
    "too_many",
    "unknown_code",
    "code_not_applicable",
    "no_such_quote",
    "not_yet_confirmed",
    "missing_fields",
    "bad_phone",
    "not_delivered_there",
    "no_such_order",
    "too_late",
    "other_currency",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cart cannot be quoted, or a quote not be ordered. Nothing was changed.

    ``fields`` are the missing ones, ``available`` how many pieces are left, ``choices`` the titles to choose from.
    """

    kind: ProblemKind
    sku: str | None = None
    title: str | None = None
    fields: tuple[str, ...] = ()
    available: int | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requoted:
    """The quote no longer holds (a price moved, it expired): a new one, to be shown and confirmed anew."""

    quote: Quote
    changed: tuple[str, ...] = ()
    """The skus whose price or availability moved; empty where only the time ran out."""


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order with its number, as its customer may see it. ``fresh`` is whether this very call placed it.

    ``details`` are the fields of the shop's order form (``first_name``, ``phone``, ``city``, ``address_line1``
    ...) exactly as stored.
    """

    id: UUID
    number: int
    at: datetime
    status: OrderStatus
    lines: tuple[QuoteLine, ...]
    subtotal: Money
    discount: Money
    code: str | None
    delivery: Money | None
    total: Money
    details: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class OrderField:
    """One field of the shop's order form: ``question`` maps a language to the shop's own question, if it has one."""

    name: str
    required: bool
    question: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What the shop asks for. Without a form of its own: name, phone and address.

    ``fixed`` is what the shop stores with every order unasked (``country: Lebanon``).
    """

    fields: tuple[OrderField, ...]
    never_ask: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """What is known of the customer without asking: the number they write from, and their last order's details."""

    phone: str | None
    name: str | None
    details: Mapping[str, str] = field(default_factory=dict)
