"""The SQL of orders. Decides nothing."""

from uuid import UUID

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx
from dragoman.base.ids import ConversationId
from dragoman.orders.model import DraftOrder, Order, OrderLine

INSERT_DRAFT = """
    WITH made AS (
        INSERT INTO orders (id, at, conversation_id, contact_id, source, currency, note)
        SELECT %(id)s, %(at)s, id, contact_id, %(source)s, %(currency)s, %(note)s
        FROM conversations
        WHERE id = %(conversation_id)s
        ON CONFLICT DO NOTHING
        RETURNING id, at, conversation_id
    ), line AS (
        INSERT INTO order_lines (order_id, order_at, position, sku, title, quantity, price_minor, cart_price_minor,
                                 cart_currency)
        SELECT m.id, m.at, l.position, l.sku, l.title, l.quantity, l.price_minor, l.cart_price_minor, l.cart_currency
        FROM made AS m,
             jsonb_to_recordset(%(lines)s) AS l (position integer, sku text, title text, quantity integer,
                 price_minor bigint, cart_price_minor bigint, cart_currency text)
    ), fact AS (
        INSERT INTO facts (kind, actor, conversation_id, subject_id, data)
        SELECT 'OrderDrafted', %(actor)s, conversation_id, id, jsonb_build_object('lines', %(count)s::integer)
        FROM made
    )
    SELECT id
    FROM made
"""

_ORDER = """
    SELECT o.id, o.at, o.conversation_id, k.name AS contact_name, c.address, o.status, o.source, o.currency, o.note,
           l.lines, l.unsettled, l.total_minor
    FROM orders AS o
    JOIN conversations AS c ON (c.tenant_id, c.id) = (o.tenant_id, o.conversation_id)
    JOIN contacts AS k ON (k.tenant_id, k.id) = (o.tenant_id, o.contact_id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS lines,
               count(*) FILTER (WHERE price_minor IS NULL) AS unsettled,
               coalesce(sum(price_minor * quantity), 0)::bigint AS total_minor
        FROM order_lines
        WHERE order_id = o.id AND order_at = o.at
    ) AS l
"""

LIST_ORDERS = (
    _ORDER
    + """
    ORDER BY o.at DESC, o.id
    LIMIT %(limit)s
"""
)

# A shortened id is a range of ids, which the primary key finds.
FIND_ORDERS = (
    _ORDER
    + """
    WHERE o.id BETWEEN %(lowest)s AND %(highest)s
    ORDER BY o.id
    LIMIT 2
"""
)

LIST_LINES = """
    SELECT position, sku, title, quantity, price_minor, cart_price_minor, cart_currency
    FROM order_lines
    WHERE order_id = %(order_id)s
    ORDER BY position
"""


async def insert_draft(
    tx: TenantTx, conversation_id: ConversationId, draft: DraftOrder, *, actor: str
) -> bool:
    """Writes a draft down, once for each source; whether it is new."""
    lines = [
        {
            "position": position,
            "sku": line.sku,
            "title": line.title,
            "quantity": line.quantity,
            "price_minor": line.price.minor if line.price else None,
            "cart_price_minor": line.cart_price.minor if line.cart_price else None,
            "cart_currency": line.cart_price.currency if line.cart_price else None,
        }
        for position, line in enumerate(draft.lines, start=1)
    ]
    values = {
        "id": draft.id,
        "at": draft.at,
        "conversation_id": conversation_id,
        "source": draft.source,
        "currency": draft.currency,
        "note": draft.note,
        "lines": Jsonb(lines),
        "count": len(lines),
        "actor": actor,
    }
    return await tx.value(INSERT_DRAFT, values) is not None


async def list_orders(tx: TenantTx, *, limit: int = 50) -> list[Order]:
    """The shop's orders, newest first."""
    return await tx.fetch_all(Order, LIST_ORDERS, {"limit": limit})


async def find_orders(tx: TenantTx, lowest: UUID, highest: UUID) -> list[Order]:
    """At most two orders whose ids lie between these: enough to know whether a shortened id is unique."""
    return await tx.fetch_all(Order, FIND_ORDERS, {"lowest": lowest, "highest": highest})


async def list_lines(tx: TenantTx, order_id: UUID) -> list[OrderLine]:
    """The positions of an order."""
    return await tx.fetch_all(OrderLine, LIST_LINES, {"order_id": order_id})
