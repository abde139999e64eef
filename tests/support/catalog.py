"""What the database's catalog says about its tables, so that one added tomorrow is tested tomorrow."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class Policy:
    """One row-level security policy, its expressions as PostgreSQL prints them."""

    table: str
    permissive: bool
    command: str
    roles: list[str]
    using: str | None
    check: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """One ordinary table of the schema ``public``, with what concerns its wall. ``part_of`` names the table that it is
    a partition of: reached through that one, it has that one's wall, and its own where somebody names it."""

    name: str
    part_of: str | None
    owner: str
    rls_enabled: bool
    rls_forced: bool
    has_tenant: bool
    tenant_default: str | None
    tenant_required: bool
    privileges: list[str]


@dataclass(frozen=True, slots=True)
class Key:
    """A primary key or unique index and its columns in order."""

    table: str
    name: str
    columns: list[str]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key; ``columns`` and ``other_columns`` belong together pairwise."""

    table: str
    name: str
    columns: list[str]
    other: str
    other_columns: list[str]


_TABLES = """
    SELECT c.relname AS name,
           (SELECT w.relname FROM pg_inherits AS i JOIN pg_class AS w ON w.oid = i.inhparent
            WHERE i.inhrelid = c.oid) AS part_of,
           pg_get_userbyid(c.relowner) AS owner, c.relrowsecurity AS rls_enabled,
           c.relforcerowsecurity AS rls_forced, a.attname IS NOT NULL AS has_tenant,
           pg_get_expr(d.adbin, d.adrelid) AS tenant_default,
           coalesce(a.attnotnull, false) AS tenant_required,
           ARRAY(SELECT privilege_type::text FROM aclexplode(c.relacl)
                 WHERE grantee = 'dragoman_app'::regrole ORDER BY 1) AS privileges
    FROM pg_class AS c
    LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    ORDER BY c.relname
"""
_POLICIES = """
    SELECT c.relname AS table, p.polpermissive AS permissive, p.polcmd::text AS command,
           ARRAY(SELECT CASE WHEN r = 0 THEN 'public' ELSE pg_get_userbyid(r) END
                 FROM unnest(p.polroles) AS r) AS roles,
           pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check
    FROM pg_policy AS p
    JOIN pg_class AS c ON c.oid = p.polrelid
    ORDER BY c.relname, p.polname
"""
_KEYS = """
    SELECT t.relname AS table, n.relname AS name,
           ARRAY(SELECT coalesce(a.attname, '(expression)')
                 FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, n)
                 LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.attnum AND k.attnum > 0
                 WHERE k.n <= i.indnkeyatts ORDER BY k.n) AS columns
    FROM pg_index AS i
    JOIN pg_class AS t ON t.oid = i.indrelid
    JOIN pg_class AS n ON n.oid = i.indexrelid
    WHERE i.indisunique AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition
    ORDER BY n.relname
"""
_FOREIGN_KEYS = """
    SELECT t.relname AS table, f.conname AS name, o.relname AS other,
           ARRAY(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY AS k (attnum, n)
                 JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.attnum
                 ORDER BY k.n) AS columns,
           ARRAY(SELECT a.attname::text FROM unnest(f.confkey) WITH ORDINALITY AS k (attnum, n)
                 JOIN pg_attribute AS a ON a.attrelid = o.oid AND a.attnum = k.attnum
                 ORDER BY k.n) AS other_columns
    FROM pg_constraint AS f
    JOIN pg_class AS t ON t.oid = f.conrelid
    JOIN pg_class AS o ON o.oid = f.confrelid
    WHERE f.contype = 'f' AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition
    ORDER BY t.relname, f.conname
"""


@dataclass(frozen=True, slots=True)
class Catalog:
    """Tables, policies and keys of the schema ``public``."""

    tables: dict[str, Table]
    policies: list[Policy]
    keys: list[Key]
    foreign_keys: list[ForeignKey]

    def with_tenant(self) -> set[str]:
        """The tables that have a tenant_id."""
        return {table.name for table in self.tables.values() if table.has_tenant and table.part_of is None}

    def walled(self) -> list[str]:
        """The tables that have a tenant_id and row security of some kind."""
        return sorted(name for name in self.with_tenant() if self.tables[name].rls_enabled)

    def parts(self) -> list[Table]:
        """The partitions."""
        return [table for table in self.tables.values() if table.part_of is not None]


def read_catalog(admin_url: str) -> Catalog:
    """The catalog of the database behind this URL."""
    with psycopg.connect(admin_url) as connection:

        def rows(kind: type[Any], statement: Any) -> list[Any]:
            return connection.cursor(row_factory=class_row(kind)).execute(statement).fetchall()

        tables = {table.name: table for table in rows(Table, _TABLES)}
        return Catalog(tables, rows(Policy, _POLICIES), rows(Key, _KEYS), rows(ForeignKey, _FOREIGN_KEYS))
