"""The SQL of templates: what each number's account has, and when it is asked again. Decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from dragoman.base.db import PlatformTx, TenantTx
from dragoman.base.ids import TenantId
from dragoman.channels.definition import Shape, TemplateDefinition
from dragoman.channels.plain import from_plain, to_plain

LIST_TEMPLATES = """
    SELECT number, name, language, provider_id, status, category, quality, reason, structure, synced_at, changed_at
    FROM templates
    WHERE number = ANY(%(numbers)s)
    ORDER BY number, name, language
"""
GET_TEMPLATE = """
    SELECT number, name, language, provider_id, status, category, quality, reason, structure, synced_at, changed_at
    FROM templates
    WHERE number = %(number)s AND name = %(name)s AND language = %(language)s
"""

# What the provider says now replaces what is here. The fact names templates by the provider's ids.
REPLACE_TEMPLATES = """
    WITH offered AS (
        SELECT *
        FROM jsonb_to_recordset(%(templates)s) AS t (name text, language text, provider_id text, status text,
            category text, quality text, reason text, structure jsonb)
    ), gone AS (
        DELETE FROM templates AS t
        WHERE t.number = %(number)s
          AND NOT EXISTS (SELECT FROM offered AS o WHERE (o.name, o.language) = (t.name, t.language))
        RETURNING t.provider_id
    ), stored AS (
        INSERT INTO templates AS t (number, name, language, provider_id, status, category, quality, reason, structure)
        SELECT %(number)s, name, language, provider_id, status, category, quality, reason, structure
        FROM offered
        ORDER BY name, language
        ON CONFLICT (tenant_id, number, name, language) DO UPDATE
            SET changed_at = CASE WHEN (t.status, t.category, t.quality, t.reason, t.structure)
                                       IS DISTINCT FROM (EXCLUDED.status, EXCLUDED.category, EXCLUDED.quality,
                                                         EXCLUDED.reason, EXCLUDED.structure)
                                  THEN now() ELSE t.changed_at END,
                provider_id = EXCLUDED.provider_id,
                status = EXCLUDED.status,
                category = EXCLUDED.category,
                quality = EXCLUDED.quality,
                reason = EXCLUDED.reason,
                structure = EXCLUDED.structure,
                synced_at = now()
        RETURNING t.provider_id, t.xmax::text = '0' AS added, t.changed_at = now() AS changed
    ), disowned AS (
        DELETE FROM template_owners AS w
        WHERE w.tenant_id = %(tenant_id)s
          AND w.number = %(number)s
          AND NOT EXISTS (SELECT FROM offered AS o WHERE o.provider_id = w.provider_id)
    ), owned AS (
        INSERT INTO template_owners (provider_id, tenant_id, number)
        SELECT DISTINCT provider_id, %(tenant_id)s::bigint, %(number)s
        FROM offered
        WHERE provider_id IS NOT NULL
        ON CONFLICT DO NOTHING
    ), outcome AS (
        SELECT ARRAY(SELECT provider_id FROM stored WHERE added ORDER BY provider_id) AS added,
               ARRAY(SELECT provider_id FROM stored WHERE changed AND NOT added ORDER BY provider_id) AS changed,
               ARRAY(SELECT provider_id FROM gone ORDER BY provider_id) AS gone
    ), fact AS (
        INSERT INTO facts (kind, actor, data)
        SELECT 'TemplatesChanged', %(actor)s, to_jsonb(o)
        FROM outcome AS o
        WHERE cardinality(o.added) + cardinality(o.changed) + cardinality(o.gone) > 0
    )
    SELECT cardinality(added) AS added, cardinality(changed) AS changed, cardinality(gone) AS gone
    FROM outcome
"""
PUT_TEMPLATE = """
    WITH stored AS (
        INSERT INTO templates (number, name, language, provider_id, status, category, quality, reason, structure)
        VALUES (%(number)s, %(name)s, %(language)s, %(provider_id)s, %(status)s, %(category)s, %(quality)s, %(reason)s,
                %(structure)s)
        ON CONFLICT (tenant_id, number, name, language) DO UPDATE
            SET provider_id = EXCLUDED.provider_id, status = EXCLUDED.status, category = EXCLUDED.category,
                quality = EXCLUDED.quality, reason = EXCLUDED.reason, structure = EXCLUDED.structure,
                synced_at = now(), changed_at = now()
        RETURNING provider_id
    ), owned AS (
        INSERT INTO template_owners (provider_id, tenant_id, number)
        SELECT provider_id, %(tenant_id)s, %(number)s
        FROM stored
        WHERE provider_id IS NOT NULL
        ON CONFLICT DO NOTHING
    )
    INSERT INTO facts (kind, actor, data)
    SELECT 'TemplateSubmitted', %(actor)s, jsonb_build_object('template', provider_id)
    FROM stored
"""
# The account that has it has it in all languages, and so have all of the shop's numbers of that account.
FORGET_TEMPLATE = """
    WITH gone AS (
        DELETE FROM templates AS t
        WHERE t.name = %(name)s
          AND (t.number = %(number)s
               OR t.provider_id IN (SELECT s.provider_id
                                    FROM templates AS s
                                    WHERE s.number = %(number)s AND s.name = %(name)s))
        RETURNING t.number, t.provider_id
    ), disowned AS (
        DELETE FROM template_owners AS w
        USING gone AS g
        WHERE (w.provider_id, w.tenant_id, w.number) = (g.provider_id, %(tenant_id)s, g.number)
    )
    INSERT INTO facts (kind, actor, data)
    SELECT 'TemplateDeleted', %(actor)s, jsonb_build_object('templates', jsonb_agg(DISTINCT provider_id))
    FROM gone
    HAVING count(*) > 0
"""

NOTE_SYNC = """
    INSERT INTO template_syncs AS s (tenant_id, number, next_at, synced_at, problem)
    VALUES (%(tenant_id)s, %(number)s, %(next_at)s, CASE WHEN %(problem)s::text IS NULL THEN now() END, %(problem)s)
    ON CONFLICT (tenant_id, number) DO UPDATE
        SET next_at = EXCLUDED.next_at,
            tried_at = now(),
            synced_at = coalesce(EXCLUDED.synced_at, s.synced_at),
            problem = EXCLUDED.problem
"""
LAST_SYNC = """
    SELECT tried_at, synced_at, problem
    FROM template_syncs
    WHERE tenant_id = %(tenant_id)s AND number = %(number)s
"""

# The events that came since a number was last asked: of its own templates, and of templates that nobody here knows.
DUE_NUMBERS = """
    WITH event AS (
        SELECT e.at, array_agg(w.tenant_id || ':' || w.number) FILTER (WHERE w.number IS NOT NULL) AS owners
        FROM unnest(%(templates)s::text[], %(ats)s::timestamptz[]) AS e (provider_id, at)
        LEFT JOIN template_owners AS w ON w.provider_id = e.provider_id
        GROUP BY e.provider_id, e.at
    )
    SELECT s.tenant_id, s.number
    FROM senders AS s
    JOIN tenants AS t ON t.id = s.tenant_id
    LEFT JOIN template_syncs AS y ON (y.tenant_id, y.number) = (s.tenant_id, s.number)
    WHERE t.status = 'active'
      AND (y.number IS NULL
           OR y.next_at <= now()
           OR (y.tried_at < now() - make_interval(secs => %(pause_s)s)
               AND EXISTS (SELECT
                           FROM event AS e
                           WHERE e.at > y.tried_at
                             AND (e.owners IS NULL OR s.tenant_id || ':' || s.number = ANY(e.owners)))))
    ORDER BY s.tenant_id, s.number
"""


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """A template as it was last seen, and since when it is as it is."""

    number: str
    definition: TemplateDefinition
    synced_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class TemplateChanges:
    """How many templates a look at the provider's list added, changed and took away."""

    added: int
    changed: int
    gone: int


@dataclass(frozen=True, slots=True)
class LastSync:
    """How the last look at a number's templates went. ``problem``: why it gave nothing."""

    tried_at: datetime
    synced_at: datetime | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class DueNumber:
    """A number whose templates should be looked at."""

    tenant_id: TenantId
    number: str


@dataclass(frozen=True, slots=True)
class _Row:
    number: str
    name: str
    language: str
    provider_id: str | None
    status: str
    category: str | None
    quality: str | None
    reason: str | None
    structure: Mapping[str, Any]
    synced_at: datetime
    changed_at: datetime


async def list_templates(tx: TenantTx, numbers: Sequence[str]) -> list[StoredTemplate]:
    """The templates of these numbers, by number and name."""
    rows = await tx.fetch_all(_Row, LIST_TEMPLATES, {"numbers": list(numbers)})
    return [_stored(row) for row in rows]


async def get_template(tx: TenantTx, number: str, name: str, language: str) -> StoredTemplate | None:
    """One template of a number in one language."""
    values = {"number": number, "name": name, "language": language}
    row = await tx.fetch_optional(_Row, GET_TEMPLATE, values)
    return _stored(row) if row is not None else None


async def replace_templates(
    tx: TenantTx, number: str, definitions: Sequence[TemplateDefinition], actor: str
) -> TemplateChanges:
    """Makes these the templates of the number, whatever it had before."""
    templates = [{**_columns(one), "structure": to_plain(one.shape)} for one in definitions]
    values = {"tenant_id": tx.tenant_id, "number": number, "actor": actor, "templates": Jsonb(templates)}
    return await tx.fetch_one(TemplateChanges, REPLACE_TEMPLATES, values)


async def put_template(tx: TenantTx, number: str, definition: TemplateDefinition, actor: str) -> None:
    """Adds a template that was just submitted, or replaces it."""
    values = {**_columns(definition), "structure": Jsonb(to_plain(definition.shape))}
    await tx.execute(PUT_TEMPLATE, {**values, "tenant_id": tx.tenant_id, "number": number, "actor": actor})


async def forget_template(tx: TenantTx, number: str, name: str, actor: str) -> None:
    """Drops a template that was just deleted, in all languages, from every number of the shop that shares it."""
    values = {"tenant_id": tx.tenant_id, "number": number, "name": name, "actor": actor}
    await tx.execute(FORGET_TEMPLATE, values)


async def note_sync(tx: TenantTx, number: str, next_at: datetime, problem: str | None = None) -> None:
    """Writes down that a number's templates were looked at, and when to look next."""
    values = {"tenant_id": tx.tenant_id, "number": number, "next_at": next_at, "problem": problem}
    await tx.execute(NOTE_SYNC, values)


async def last_sync(tx: TenantTx, number: str) -> LastSync | None:
    """How the last look went; ``None`` when nobody ever looked."""
    return await tx.fetch_optional(LastSync, LAST_SYNC, {"tenant_id": tx.tenant_id, "number": number})


async def due_numbers(
    tx: PlatformTx, events: Sequence[tuple[str, datetime]], *, pause_s: float
) -> list[DueNumber]:
    """The numbers of active shops to look at now.

    ``events`` are templates that something happened to, and when; for their sake no number is looked at more often
    than every ``pause_s``.
    """
    values = {"templates": [id_ for id_, _ in events], "ats": [at for _, at in events], "pause_s": pause_s}
    return await tx.fetch_all(DueNumber, DUE_NUMBERS, values)


def _columns(definition: TemplateDefinition) -> dict[str, Any]:
    names = ("name", "language", "provider_id", "status", "category", "quality", "reason")
    return {name: getattr(definition, name) for name in names}


def _stored(row: _Row) -> StoredTemplate:
    names = ("name", "language", "status", "category", "quality", "provider_id", "reason")
    try:
        shape = from_plain(Shape, row.structure)
    except (ValueError, KeyError, TypeError):  # of another version: the next look mends it
        shape = Shape(known=False)
    definition = TemplateDefinition(**{name: getattr(row, name) for name in names}, shape=shape)
    return StoredTemplate(row.number, definition, row.synced_at, row.changed_at)
