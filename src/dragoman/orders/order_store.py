"""The SQL of quotes and of orders with a number. Decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx
from dragoman.base.ids import ContactId, ConversationId, MessageId
from dragoman.base.money import Money
from dragoman.orders.model import OrderStatus, PlacedOrder, Quote, QuoteLine

FIRST_NUMBER = 1001

ORDER_SCENE = """
    SELECT c.contact_id, k.phone, k.name, t.currency, coalesce(p.catalogue_version, 0) AS catalogue_version,
           now() AS now
    FROM conversations AS c
    JOIN contacts AS k ON (k.tenant_id, k.id) = (c.tenant_id, c.contact_id)
    JOIN tenants AS t ON t.id = c.tenant_id
    LEFT JOIN shop_profiles AS p ON p.tenant_id = c.tenant_id
    WHERE c.id = %(conversation_id)s
"""

INSERT_QUOTE = """
    WITH old AS (
        DELETE FROM quotes
        WHERE conversation_id = %(conversation_id)s AND expires_at < %(at)s::timestamptz - interval '30 days'
    )
    INSERT INTO quotes (id, conversation_id, seq, at, expires_at, currency, subtotal_minor, discount_minor,
                        delivery_minor, total_minor, code, city, catalogue_version, lines)
    SELECT %(id)s, id, last_seq, %(at)s, %(expires_at)s, %(currency)s, %(subtotal_minor)s, %(discount_minor)s,
           %(delivery_minor)s, %(total_minor)s, %(code)s, %(city)s, %(catalogue_version)s, %(lines)s
    FROM conversations
    WHERE id = %(conversation_id)s
"""

# Shown: something of the agent's left after the quote was made, and the customer has written since.
LOCK_QUOTE = """
    SELECT q.id, q.at, q.expires_at, q.currency, q.subtotal_minor, q.discount_minor, q.delivery_minor, q.total_minor,
           q.code, q.city, q.catalogue_version, q.lines,
           EXISTS (
               SELECT FROM messages AS m
               WHERE m.tenant_id = q.tenant_id AND m.conversation_id = q.conversation_id
                 AND m.seq > q.seq AND m.seq < %(through_seq)s
                 AND m.direction = 'out' AND m.author = 'agent'
                 AND m.status IN ('sending', 'unknown', 'sent', 'delivered', 'read')) AS shown
    FROM quotes AS q
    WHERE q.id = %(quote_id)s AND q.conversation_id = %(conversation_id)s
    FOR UPDATE OF q
"""

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

# In the order of their skus, whoever orders what: nobody then waits for somebody who waits for them.
LOCK_PRODUCTS = """
    SELECT sku
    FROM products
    WHERE sku = ANY(%(skus)s)
    ORDER BY sku
    FOR NO KEY UPDATE
"""
LOCK_VARIANTS = """
    SELECT sku, variant
    FROM product_variants
    WHERE sku = ANY(%(skus)s) AND quantity IS NOT NULL
    ORDER BY sku, variant
    FOR NO KEY UPDATE
"""

TAKE_FROM_PRODUCTS = """
    UPDATE products AS p
    SET quantity = p.quantity - t.pieces,
        stock = CASE WHEN p.quantity > t.pieces THEN 'in' ELSE 'out' END,
        updated_at = now()
    FROM jsonb_to_recordset(%(taken)s) AS t (sku text, pieces integer)
    WHERE p.sku = t.sku AND p.quantity >= t.pieces
"""
TAKE_FROM_VARIANTS = """
    UPDATE product_variants AS v
    SET quantity = v.quantity - t.pieces,
        stock = CASE WHEN v.quantity > t.pieces THEN 'in' ELSE 'out' END
    FROM jsonb_to_recordset(%(taken)s) AS t (sku text, variant text, pieces integer)
    WHERE v.sku = t.sku AND v.variant = t.variant AND v.quantity >= t.pieces
"""
# Where the shop has stopped counting meanwhile there is nothing to put back.
PUT_BACK_TO_PRODUCTS = """
    UPDATE products AS p
    SET quantity = p.quantity + t.pieces, stock = 'in', updated_at = now()
    FROM jsonb_to_recordset(%(taken)s) AS t (sku text, pieces integer)
    WHERE p.sku = t.sku AND p.quantity IS NOT NULL
"""
PUT_BACK_TO_VARIANTS = """
    UPDATE product_variants AS v
    SET quantity = v.quantity + t.pieces, stock = 'in'
    FROM jsonb_to_recordset(%(taken)s) AS t (sku text, variant text, pieces integer)
    WHERE v.sku = t.sku AND v.variant = t.variant AND v.quantity IS NOT NULL
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
class OrderScene:
    """Who orders, and by which catalogue, at this moment of the database's clock."""

    contact_id: ContactId
    phone: str | None
    name: str | None
    currency: str
    catalogue_version: int
    now: datetime


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A stored quote; ``shown`` is whether the customer has seen it and written since."""

    id: UUID
    at: datetime
    expires_at: datetime
    currency: str
    subtotal_minor: int
    discount_minor: int
    delivery_minor: int | None
    total_minor: int
    code: str | None
    city: str | None
    catalogue_version: int
    lines: list[dict[str, Any]]
    shown: bool

    @property
    def quote(self) -> Quote:
        """The quote as it was made."""

        def money(minor: int) -> Money:
            return Money(self.currency, minor)

        return Quote(
            self.id,
            _lines(self.lines, self.currency),
            money(self.subtotal_minor),
            money(self.discount_minor),
            self.code,
            None if self.delivery_minor is None else money(self.delivery_minor),
            money(self.total_minor),
            self.at,
            self.expires_at,
            self.catalogue_version,
        )


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
            _lines(self.lines, self.currency),
            money(self.subtotal_minor),
            money(self.discount_minor),
            self.code,
            None if self.delivery_minor is None else money(self.delivery_minor),
            money(self.total_minor),
            self.details,
            fresh,
        )


def _lines(rows: Sequence[Mapping[str, Any]], currency: str) -> tuple[QuoteLine, ...]:
    return tuple(
        QuoteLine(
            row["sku"],
            row["variant"],
            row["title"],
            row["quantity"],
            Money(currency, row["list_unit"] or 0),
            None if row["unit"] is None else Money(currency, row["unit"]),
            Money(currency, row["total"] or 0),
        )
        for row in rows
    )


def plain_lines(lines: Sequence[QuoteLine], taken_from: Sequence[str | None] = ()) -> list[dict[str, Any]]:
    """Lines as JSON, each with whose counted pieces it takes."""
    return [
        {
            "position": position,
            "sku": line.sku,
            "variant": line.variant,
            "title": line.title,
            "quantity": line.quantity,
            "list_unit": line.list_unit.minor,
            "unit": line.unit.minor if line.unit else None,
            "total": line.total.minor,
            "taken_from": taken_from[position - 1] if taken_from else None,
        }
        for position, line in enumerate(lines, start=1)
    ]


async def order_scene(tx: TenantTx, conversation_id: ConversationId) -> OrderScene:
    """Who orders, and by which catalogue. Raises ``NotFound`` for no conversation of this shop's."""
    return await tx.fetch_one(OrderScene, ORDER_SCENE, {"conversation_id": conversation_id})


async def insert_quote(tx: TenantTx, conversation_id: ConversationId, quote: Quote, city: str | None) -> None:
    """Keeps a quote, to be ordered before it expires."""
    await tx.execute(INSERT_QUOTE, {"conversation_id": conversation_id, "city": city, **_terms(quote)})


def _terms(quote: Quote) -> dict[str, Any]:
    return {
        "id": quote.id,
        "at": quote.at,
        "expires_at": quote.expires_at,
        "currency": quote.total.currency,
        "subtotal_minor": quote.subtotal.minor,
        "discount_minor": quote.discount.minor,
        "delivery_minor": quote.delivery.minor if quote.delivery else None,
        "total_minor": quote.total.minor,
        "code": quote.code,
        "catalogue_version": quote.catalogue_version,
        "lines": Jsonb(plain_lines(quote.lines)),
    }


async def lock_quote(
    tx: TenantTx, conversation_id: ConversationId, quote_id: UUID, *, through_seq: int
) -> QuoteRow | None:
    """A conversation's quote, nobody else's until the transaction ends."""
    values = {"quote_id": quote_id, "conversation_id": conversation_id, "through_seq": through_seq}
    return await tx.fetch_optional(QuoteRow, LOCK_QUOTE, values)


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


async def lock_products(tx: TenantTx, skus: Sequence[str]) -> None:
    """Nobody else changes these products or takes of them until the transaction ends."""
    await tx.execute(LOCK_PRODUCTS, {"skus": list(skus)})
    await tx.execute(LOCK_VARIANTS, {"skus": list(skus)})


async def take_pieces(
    tx: TenantTx, products: Mapping[str, int], variants: Mapping[tuple[str, str], int]
) -> bool:
    """Takes counted pieces off what is left; whether there were enough of everything."""
    of_products, of_variants = _taken(products, variants)
    enough = True
    if products:
        enough = await tx.execute(TAKE_FROM_PRODUCTS, {"taken": of_products}) == len(products)
    if variants and enough:
        enough = await tx.execute(TAKE_FROM_VARIANTS, {"taken": of_variants}) == len(variants)
    return enough


async def put_back_pieces(
    tx: TenantTx, products: Mapping[str, int], variants: Mapping[tuple[str, str], int]
) -> None:
    """Puts counted pieces back."""
    of_products, of_variants = _taken(products, variants)
    if products:
        await tx.execute(PUT_BACK_TO_PRODUCTS, {"taken": of_products})
    if variants:
        await tx.execute(PUT_BACK_TO_VARIANTS, {"taken": of_variants})


def _taken(products: Mapping[str, int], variants: Mapping[tuple[str, str], int]) -> tuple[Jsonb, Jsonb]:
    of_variants = [
        {"sku": sku, "variant": variant, "pieces": pieces} for (sku, variant), pieces in variants.items()
    ]
    return Jsonb([{"sku": sku, "pieces": pieces} for sku, pieces in products.items()]), Jsonb(of_variants)


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
        **_terms(quote),
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
