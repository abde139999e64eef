"""The SQL of orders with a number. Decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx
from dragoman.base.ids import ContactId, ConversationId, MessageId
from dragoman.base.money import Money
from dragoman.orders.model import OrderStatus, PlacedOrder, Quote
from dragoman.orders.quote_store import lines_of, plain_lines, terms_of

FIRST_NUMBER = 1001

_PLACED = """
    SELECT o.id, o.number, o.at, o.status, o.currency, o.subtotal_minor, o.discount_minor, o.delivery_minor,
           o.total_minor, o.code, o.details, o.cancelled_in,
           coalesce((SELECT jsonb_agg(jsonb_build_object(
                                'sku', l.sku, 'variant', l.variant, 'title', coalesce(l.title, l.sku),
                                'quantity', l.quantity, 'list_unit', l.list_price_minor, 'unit', l.price_minor,
                                'total', l.total_minor, 'taken_from', l.taken_from)
                            ORDER BY l.position)
                     FROM order_lines AS l
                     WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id AND l.order_at = o.at), '[]') AS lines
    FROM orders AS o
"""

FIND_PLACED = (
    _PLACED
    + """
    WHERE o.id = %(order_id)s AND o.number IS NOT NULL
"""
)

# Of a quote, or of the stretch of messages that is being answered: whichever came first.
FIND_ORDER_OF = (
    _PLACED
    + """
    JOIN order_keys AS k ON (k.tenant_id, k.order_id, k.order_at) = (o.tenant_id, o.id, o.at)
    WHERE k.conversation_id = %(conversation_id)s AND (k.quote_id = %(quote_id)s OR k.from_seq = %(from_seq)s)
    ORDER BY k.quote_id IS NOT DISTINCT FROM %(quote_id)s DESC
    LIMIT 1
"""
)

# Only of the contact whose conversation it is.
FIND_OWN_ORDER = (
    _PLACED
    + """
    JOIN conversations AS c ON (c.tenant_id, c.contact_id) = (o.tenant_id, o.contact_id)
    WHERE c.id = %(conversation_id)s
      AND o.number IS NOT NULL
      AND (%(number)s::bigint IS NULL OR o.number = %(number)s)
    ORDER BY o.at DESC, o.number DESC
    LIMIT 1
"""
)

# The one that this stretch of messages cancelled already; else, without a number, the last that is not cancelled.
LOCK_OWN_ORDER = (
    _PLACED
    + """
    JOIN conversations AS c ON (c.tenant_id, c.contact_id) = (o.tenant_id, o.contact_id)
    WHERE c.id = %(conversation_id)s
      AND o.number IS NOT NULL
      AND (%(number)s::bigint IS NULL OR o.number = %(number)s)
    ORDER BY o.cancelled_in IS NOT DISTINCT FROM %(from_seq)s AND o.conversation_id = %(conversation_id)s DESC,
             o.status = 'cancelled', o.at DESC, o.number DESC
    LIMIT 1
    FOR UPDATE OF o
"""
)

LOCK_ORDER = (
    _PLACED
    + """
    WHERE o.id = %(order_id)s
    FOR UPDATE OF o
"""
)

LAST_DETAILS = """
    SELECT details
    FROM orders
    WHERE contact_id = %(contact_id)s AND number IS NOT NULL
    ORDER BY at DESC
    LIMIT 1
"""

NEXT_NUMBER = """
    INSERT INTO order_counters AS c (last)
    VALUES (%(first)s)
    ON CONFLICT (tenant_id) DO UPDATE SET last = c.last + 1
    RETURNING last
"""

INSERT_ORDER = """
    WITH made AS (
        INSERT INTO orders (id, at, conversation_id, contact_id, status, source, currency, note, number,
                            subtotal_minor, discount_minor, delivery_minor, total_minor, code, details,
                            confirmed_by, catalogue_version)
        SELECT %(id)s, now(), id, contact_id, 'new', 'quote:' || %(quote_id)s::uuid, %(currency)s, %(note)s, %(number)s,
               %(subtotal_minor)s, %(discount_minor)s, %(delivery_minor)s, %(total_minor)s, %(code)s, %(details)s,
               %(confirmed_by)s, %(catalogue_version)s
        FROM conversations
        WHERE id = %(conversation_id)s
        RETURNING id, at, conversation_id
    ), key AS (
        INSERT INTO order_keys (number, order_id, order_at, quote_id, conversation_id, from_seq)
        SELECT %(number)s, id, at, %(quote_id)s, conversation_id, %(from_seq)s
        FROM made
    ), line AS (
        INSERT INTO order_lines (order_id, order_at, position, sku, variant, title, quantity, list_price_minor,
                                 price_minor, total_minor, taken_from)
        SELECT m.id, m.at, l.position, l.sku, l.variant, l.title, l.quantity, l.list_unit, l.unit, l.total,
               l.taken_from
        FROM made AS m,
             jsonb_to_recordset(%(lines)s) AS l (position integer, sku text, variant text, title text,
                 quantity integer, list_unit bigint, unit bigint, total bigint, taken_from text)
    ), fact AS (
        INSERT INTO facts (kind, actor, conversation_id, subject_id, data)
        SELECT 'OrderPlaced', %(actor)s, conversation_id, id,
               jsonb_build_object('number', %(number)s::bigint, 'total_minor', %(total_minor)s::bigint,
                                  'currency', %(currency)s::text, 'lines', %(count)s::integer)
        FROM made
    )
    SELECT at
    FROM made
"""

# A draft that a person confirms gets a number, and counts as what its lines cost by the catalogue.
COUNT_DRAFT = """
    WITH counted AS (
        UPDATE orders AS o
        SET number = %(number)s, subtotal_minor = l.total_minor, discount_minor = 0, total_minor = l.total_minor
        FROM (SELECT sum(price_minor * quantity)::bigint AS total_minor
              FROM order_lines
              WHERE order_id = %(order_id)s) AS l
        WHERE o.id = %(order_id)s
        RETURNING o.id, o.at
    ), line AS (
        UPDATE order_lines
        SET list_price_minor = price_minor, total_minor = price_minor * quantity
        WHERE order_id = %(order_id)s
    )
    INSERT INTO order_keys (number, order_id, order_at)
    SELECT %(number)s, id, at
    FROM counted
"""

NOTE_TAKEN = """
    UPDATE order_lines
    SET taken_from = 'product'
    WHERE order_id = %(order_id)s AND sku = ANY(%(skus)s)
"""

SET_STATUS = """
    WITH changed AS (
        UPDATE orders
        SET status = %(status)s, status_at = now(), cancelled_in = %(cancelled_in)s
        WHERE id = %(order_id)s
        RETURNING id, conversation_id
    )
    INSERT INTO facts (kind, actor, conversation_id, subject_id, data)
    SELECT %(fact)s, %(actor)s, conversation_id, id,
           jsonb_build_object('from', %(before)s::text, 'to', %(status)s::text)
    FROM changed
"""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A stored order. Of a draft, which has no number, the totals are ``None`` too."""

    id: UUID
    number: int | None
    at: datetime
    status: OrderStatus
    currency: str
    subtotal_minor: int | None
    discount_minor: int | None
    delivery_minor: int | None
    total_minor: int | None
    code: str | None
    details: dict[str, str]
    cancelled_in: int | None
    lines: list[dict[str, Any]]

    def placed(self, *, fresh: bool = False) -> PlacedOrder:
        """The order as its customer may see it. Only of one that has a number."""

        def money(minor: int | None) -> Money:
            return Money(self.currency, minor or 0)

        assert self.number is not None
        return PlacedOrder(
            self.id,
            self.number,
            self.at,
            self.status,
            lines_of(self.lines, self.currency),
            money(self.subtotal_minor),
            money(self.discount_minor),
            self.code,
            None if self.delivery_minor is None else money(self.delivery_minor),
            money(self.total_minor),
            self.details,
            fresh,
        )


async def find_order_of(
    tx: TenantTx, conversation_id: ConversationId, quote_id: UUID, from_seq: int
) -> PlacedRow | None:
    """The order that came of this quote, or was placed in answer to these messages."""
    values = {"quote_id": quote_id, "conversation_id": conversation_id, "from_seq": from_seq}
    return await tx.fetch_optional(PlacedRow, FIND_ORDER_OF, values)


async def find_placed(tx: TenantTx, order_id: UUID) -> PlacedOrder | None:
    """The order with this id, if it has been placed."""
    row = await tx.fetch_optional(PlacedRow, FIND_PLACED, {"order_id": order_id})
    return None if row is None else row.placed()


async def find_own_order(
    tx: TenantTx, conversation_id: ConversationId, number: int | None
) -> PlacedOrder | None:
    """The order of that number, or the last one, of the contact whose conversation it is."""
    values = {"conversation_id": conversation_id, "number": number}
    row = await tx.fetch_optional(PlacedRow, FIND_OWN_ORDER, values)
    return None if row is None else row.placed()


async def lock_own_order(
    tx: TenantTx, conversation_id: ConversationId, number: int | None, from_seq: int
) -> PlacedRow | None:
    """The order that the contact may mean to cancel, until the transaction ends."""
    values = {"conversation_id": conversation_id, "number": number, "from_seq": from_seq}
    return await tx.fetch_optional(PlacedRow, LOCK_OWN_ORDER, values)


async def lock_order(tx: TenantTx, order_id: UUID) -> PlacedRow:
    """The order, until the transaction ends. Raises ``NotFound``."""
    return await tx.fetch_one(PlacedRow, LOCK_ORDER, {"order_id": order_id})


async def last_details(tx: TenantTx, contact_id: ContactId) -> dict[str, str]:
    """The details of the contact's last order."""
    return await tx.value(LAST_DETAILS, {"contact_id": contact_id}) or {}


async def next_number(tx: TenantTx) -> int:
    """The next order number of this shop; nobody else gets one until the transaction ends."""
    return int(await tx.value(NEXT_NUMBER, {"first": FIRST_NUMBER}))


async def insert_order(
    tx: TenantTx,
    conversation_id: ConversationId,
    quote: Quote,
    taken_from: Sequence[str | None],
    details: Mapping[str, str],
    *,
    order_id: UUID,
    number: int,
    from_seq: int,
    confirmed_by: MessageId | None,
    actor: str,
) -> datetime:
    """Writes an order down with its lines, its keys and its fact; when that was."""
    values = {
        **terms_of(quote),
        "id": order_id,
        "quote_id": quote.id,
        "conversation_id": conversation_id,
        "number": number,
        "from_seq": from_seq,
        "confirmed_by": confirmed_by,
        "actor": actor,
        "note": details.get("notes"),
        "details": Jsonb(dict(details)),
        "lines": Jsonb(plain_lines(quote.lines, taken_from)),
        "count": len(quote.lines),
    }
    at: datetime = await tx.value(INSERT_ORDER, values)
    return at


async def count_draft(tx: TenantTx, order_id: UUID, number: int) -> None:
    """Gives a draft a number and its totals."""
    await tx.execute(COUNT_DRAFT, {"order_id": order_id, "number": number})


async def note_taken(tx: TenantTx, order_id: UUID, skus: Sequence[str]) -> None:
    """Remembers that the order's pieces of these products came off what is left of them."""
    await tx.execute(NOTE_TAKEN, {"order_id": order_id, "skus": list(skus)})


async def write_status(
    tx: TenantTx,
    order_id: UUID,
    before: OrderStatus,
    status: OrderStatus,
    *,
    actor: str,
    cancelled_in: int | None = None,
) -> None:
    """Writes the new status down, with its fact."""
    values = {
        "order_id": order_id,
        "before": before,
        "status": status,
        "actor": actor,
        "cancelled_in": cancelled_in,
        "fact": "OrderCancelled" if status == "cancelled" else "OrderStatusChanged",
    }
    await tx.execute(SET_STATUS, values)
