"""The SQL of orders. Decides nothing."""

from uuid import UUID

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx
from dragoman.base.ids import ConversationId, MessageId
from dragoman.orders.model import DraftOrder, Order, OrderEvent, OrderLine, OrderStatus, Said

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
    SELECT o.id, o.number, o.at, o.conversation_id, k.name AS contact_name, c.address, o.status, o.status_at, o.source,
           o.currency, o.note, l.lines, CASE WHEN o.total_minor IS NULL THEN l.unsettled ELSE 0 END AS unsettled,
           coalesce(o.subtotal_minor, l.total_minor) AS subtotal_minor, coalesce(o.discount_minor, 0) AS discount_minor,
           o.delivery_minor, coalesce(o.total_minor, l.total_minor) AS total_minor, o.code, o.details, o.confirmed_by
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
    WHERE %(status)s::text IS NULL OR o.status = %(status)s
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

FIND_NUMBERED = (
    _ORDER
    + """
    JOIN order_keys AS n ON (n.tenant_id, n.order_id, n.order_at) = (o.tenant_id, o.id, o.at)
    WHERE n.number = %(number)s
"""
)

LIST_LINES = """
    SELECT position, sku, variant, title, quantity, list_price_minor, price_minor, total_minor, cart_price_minor,
           cart_currency
    FROM order_lines
    WHERE order_id = %(order_id)s
    ORDER BY position
"""

# Facts are found by their time; nothing can have happened to an order before there was one.
LIST_EVENTS = """
    SELECT f.at, f.kind, f.actor, f.data ->> 'from' AS before, f.data ->> 'to' AS after
    FROM orders AS o
    JOIN facts AS f ON f.tenant_id = o.tenant_id AND f.at >= o.at AND f.subject_id = o.id
    WHERE o.id = %(order_id)s
    ORDER BY f.at
"""

# The quote that was shown, the words that confirmed it, and the answer.
SAID_AT_CONFIRMATION = """
    SELECT m.created_at AS at, m.author, m.kind, m.body
    FROM messages AS yes
    JOIN messages AS m ON (m.tenant_id, m.conversation_id) = (yes.tenant_id, yes.conversation_id)
     AND m.seq BETWEEN yes.seq - 2 AND yes.seq + 2
    WHERE yes.id = %(message_id)s
    ORDER BY m.seq
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


async def list_orders(tx: TenantTx, *, status: OrderStatus | None = None, limit: int = 50) -> list[Order]:
    """The shop's orders, newest first: all, or those of one status."""
    return await tx.fetch_all(Order, LIST_ORDERS, {"status": status, "limit": limit})


async def find_orders(tx: TenantTx, lowest: UUID, highest: UUID) -> list[Order]:
    """At most two orders whose ids lie between these: enough to know whether a shortened id is unique."""
    return await tx.fetch_all(Order, FIND_ORDERS, {"lowest": lowest, "highest": highest})


async def list_lines(tx: TenantTx, order_id: UUID) -> list[OrderLine]:
    """The positions of an order."""
    return await tx.fetch_all(OrderLine, LIST_LINES, {"order_id": order_id})


async def find_numbered(tx: TenantTx, number: int) -> Order | None:
    """The order with this number."""
    return await tx.fetch_optional(Order, FIND_NUMBERED, {"number": number})


async def list_events(tx: TenantTx, order_id: UUID) -> list[OrderEvent]:
    """What happened to an order, oldest first."""
    return await tx.fetch_all(OrderEvent, LIST_EVENTS, {"order_id": order_id})


async def said_at_confirmation(tx: TenantTx, message_id: MessageId) -> list[Said]:
    """What was said around the message that confirmed an order, oldest first."""
    return await tx.fetch_all(Said, SAID_AT_CONFIRMATION, {"message_id": message_id})
