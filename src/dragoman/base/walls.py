"""Whether the walls between shops stand: read from the catalog, so that a new table is looked at too."""

from dataclasses import dataclass
from typing import Any

import psycopg

from dragoman.base.db import PlatformTx

UNWALLED = (
    "chatbots",
    "conversation_due",
    "failed_sends",
    "media_due",
    "notices_due",
    "senders",
    "template_owners",
    "template_syncs",
    "tenant_vt",
)
"""Platform tables that name a tenant and are read across tenants on purpose: no customer's words in them."""

UNFORCED = ("product_search", "search_vocab")
"""Tables with a wall for the application and none for their owner: one function of the owner searches them, takes the
shop from the transaction itself, and is tested for it (0007_search.sql). Their partitions are like them."""

MISSING_WALLS = """
    SELECT c.relname AS name
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace
      AND c.relkind IN ('r', 'p')
      AND c.relname <> ALL(%(unwalled)s::text[])
      AND NOT (c.relrowsecurity
               AND (c.relforcerowsecurity OR c.relname = ANY(%(unforced)s::text[])
                    OR EXISTS (SELECT
                               FROM pg_inherits AS i
                               JOIN pg_class AS whole ON whole.oid = i.inhparent
                               WHERE i.inhrelid = c.oid AND whole.relname = ANY(%(unforced)s::text[])))
               AND EXISTS (SELECT
                           FROM pg_policy AS p
                           WHERE p.polrelid = c.oid
                             AND pg_get_expr(p.polqual, p.polrelid) LIKE '%%app.tenant_id%%'
                             AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%%app.tenant_id%%'))
    ORDER BY c.relname
"""

POWERS = """
    SELECT current_user::text AS acts_as,
           session_user::text AS logs_in_as,
           bool_or(r.rolsuper OR r.rolbypassrls) FILTER (WHERE r.rolname = current_user) AS sees_through,
           bool_or(r.rolsuper OR r.rolbypassrls)
               FILTER (WHERE r.rolname = session_user) AS login_sees_through,
           EXISTS (SELECT
                   FROM pg_class AS c
                   JOIN pg_roles AS o ON o.oid = c.relowner
                   WHERE c.relnamespace = 'public'::regnamespace AND o.rolname = current_user) AS owns_tables
    FROM pg_roles AS r
    WHERE r.rolname IN (current_user, session_user)
"""


@dataclass(frozen=True, slots=True)
class Powers:
    """What the application may do in the database. Rightly: it owns nothing and sees through no wall.

    ``logs_in_as`` differs from ``acts_as`` where the login steps down by SET ROLE: a session may step up
    again.
    """

    acts_as: str
    logs_in_as: str
    sees_through: bool
    login_sees_through: bool
    owns_tables: bool


@dataclass(frozen=True, slots=True)
class _Table:
    name: str


async def missing_walls(tx: PlatformTx) -> list[str]:
    """The tables of tenants whose row-level security is not enabled, not forced or without its policy."""
    return [table.name for table in await tx.fetch_all(_Table, MISSING_WALLS, _WHICH)]


def missing_walls_at(connection: "psycopg.Connection[Any]") -> list[str]:
    """``missing_walls`` for whoever has an ordinary connection."""
    return [row[0] for row in connection.execute(MISSING_WALLS, _WHICH)]


async def powers(tx: PlatformTx) -> Powers:
    """What the role that the application works as may do."""
    return await tx.fetch_one(Powers, POWERS)


_WHICH = {"unwalled": list(UNWALLED), "unforced": list(UNFORCED)}
