"""The SQL of quotes. Decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx
from dragoman.base.ids import ContactId, ConversationId
from dragoman.base.money import Money
from dragoman.orders.model import Quote, QuoteLine

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
            lines_of(self.lines, self.currency),
            money(self.subtotal_minor),
            money(self.discount_minor),
            self.code,
            None if self.delivery_minor is None else money(self.delivery_minor),
            money(self.total_minor),
            self.at,
            self.expires_at,
            self.catalogue_version,
        )


def lines_of(rows: Sequence[Mapping[str, Any]], currency: str) -> tuple[QuoteLine, ...]:
    """The lines that ``plain_lines`` made these of."""
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
    await tx.execute(INSERT_QUOTE, {"conversation_id": conversation_id, "city": city, **terms_of(quote)})


def terms_of(quote: Quote) -> dict[str, Any]:
    """A quote's columns."""
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
