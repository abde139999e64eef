"""The SQL of search: what is to be indexed, the index and its vocabulary, and the one function that searches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from dragoman.base.db import TenantTx

# Locked, so that two who index the same product take turns: the vocabulary is changed by differences.
READ_TO_INDEX = """
    SELECT p.sku, p.name, p.names, p.aliases, p.brand, p.category, p.summary, p.summaries, p.details,
           p.active,
           ARRAY(SELECT v.title FROM product_variants AS v
                 WHERE v.tenant_id = p.tenant_id AND v.sku = p.sku ORDER BY v.position) AS variants
    FROM products AS p
    WHERE p.sku = ANY(%(skus)s)
    ORDER BY p.sku
    FOR NO KEY UPDATE OF p
"""
GET_SYNONYMS = "SELECT extra -> 'search' -> 'synonyms' FROM shop_profiles"
WRITE_INDEX = """
    WITH fresh AS (
        SELECT f.sku, f.ff::tsvector AS ff FROM unnest(%(skus)s::text[], %(vectors)s::text[]) AS f (sku, ff)
    ), stale AS (
        SELECT i.sku, i.ff FROM product_search AS i WHERE i.sku = ANY(%(all)s)
    ), cleaned AS (
        DELETE FROM search_dirty AS d WHERE d.sku = ANY(%(all)s)
    ), gone AS (
        DELETE FROM product_search AS i WHERE i.sku = ANY(%(all)s) AND i.sku <> ALL(%(skus)s)
    ), written AS (
        INSERT INTO product_search AS i (sku, ff)
        SELECT f.sku, f.ff FROM fresh AS f ORDER BY f.sku
        ON CONFLICT (tenant_id, sku) DO UPDATE SET ff = EXCLUDED.ff WHERE i.ff IS DISTINCT FROM EXCLUDED.ff
    ), difference AS (
        SELECT u.term, sum(u.n)::integer AS n
        FROM (SELECT unnest(tsvector_to_array(f.ff)) AS term, 1 AS n FROM fresh AS f
              UNION ALL
              SELECT unnest(tsvector_to_array(s.ff)), -1 FROM stale AS s) AS u
        GROUP BY u.term
        HAVING sum(u.n) <> 0
    )
    INSERT INTO search_vocab AS v (term, df)
    SELECT d.term, d.n FROM difference AS d ORDER BY d.term
    ON CONFLICT (tenant_id, term) DO UPDATE SET df = v.df + EXCLUDED.df
"""
# The products are locked, never their notes: whoever writes a product holds it, and takes its note away at the end.
# Not those that somebody is at.
TAKE_DIRTY = """
    SELECT p.sku
    FROM search_dirty AS d
    JOIN products AS p ON (p.tenant_id, p.sku) = (d.tenant_id, d.sku)
    ORDER BY p.sku
    LIMIT %(limit)s
    FOR NO KEY UPDATE OF p SKIP LOCKED
"""
# None of a shop that has more than so many.
READ_TO_MEAN = """
    SELECT sku, name, names, category, summary
    FROM products
    WHERE active
      AND (SELECT count(*) FROM (SELECT FROM products WHERE active LIMIT %(most)s + 1) AS counted) <= %(most)s
    ORDER BY sku
"""
COUNT_INDEXED = "SELECT coalesce((SELECT df FROM search_vocab WHERE term = %(mark)s), 0)"
COUNT_DIRTY = "SELECT count(*) FROM search_dirty"
MARK_ALL_DIRTY = """
    INSERT INTO search_dirty (sku) SELECT sku FROM products ORDER BY sku ON CONFLICT DO NOTHING
"""
FORGET_INDEX = "DELETE FROM product_search"
FORGET_VOCABULARY = "DELETE FROM search_vocab"
DROP_UNUSED = "DELETE FROM search_vocab WHERE df <= 0"
# The first row is about the index itself: whether products wait for it, and how many it has in this edition.
SEARCH = """
    SELECT 0 AS query, NULL AS sku, (EXISTS (SELECT FROM search_dirty))::integer::double precision AS score,
           coalesce((SELECT df FROM search_vocab WHERE term = %(mark)s), 0)::double precision AS coverage
    UNION ALL
    SELECT q.n, s.sku, s.score, s.coverage
    FROM jsonb_array_elements(%(queries)s) WITH ORDINALITY AS q (query, n),
         LATERAL search_products(q.query, %(limit)s) AS s
"""


@dataclass(frozen=True, slots=True)
class ToIndexRow:
    """What of a product is searched, as its row holds it."""

    sku: str
    name: str
    names: dict[str, str]
    aliases: list[str]
    brand: str | None
    category: str | None
    summary: str | None
    summaries: dict[str, str]
    details: dict[str, Any]
    active: bool
    variants: list[str]


@dataclass(frozen=True, slots=True)
class ToMeanRow:
    """What of a product tells what it is."""

    sku: str
    name: str
    names: dict[str, str]
    category: str | None
    summary: str | None


@dataclass(frozen=True, slots=True)
class HitRow:
    """A product that one of the queries found; ``query`` counts from 1, and 0 tells of the index itself."""

    query: int
    sku: str | None
    score: float
    coverage: float


async def read_to_index(tx: TenantTx, skus: Sequence[str]) -> list[ToIndexRow]:
    """These products, on sale or not, locked against another's indexing until the transaction ends."""
    return await tx.fetch_all(ToIndexRow, READ_TO_INDEX, {"skus": list(skus)})


async def read_to_mean(tx: TenantTx, most: int) -> list[ToMeanRow]:
    """The products on sale, by sku; none where they are more than ``most``."""
    return await tx.fetch_all(ToMeanRow, READ_TO_MEAN, {"most": most})


async def get_synonyms(tx: TenantTx) -> list[list[str]]:
    """The shop's own words for what it sells."""
    return await tx.value(GET_SYNONYMS) or []


async def write_index(tx: TenantTx, skus: Sequence[str], vectors: Mapping[str, str]) -> None:
    """Makes ``vectors`` (a tsvector's text by sku) all that is indexed of ``skus``, and counts their terms anew."""
    values = {"all": list(skus), "skus": list(vectors), "vectors": list(vectors.values())}
    await tx.execute(WRITE_INDEX, values)


async def take_dirty(tx: TenantTx, limit: int) -> list[str]:
    """Products that wait to be indexed, and that nobody else is indexing."""
    return [sku for (sku,) in await tx.fetch_tuples(TAKE_DIRTY, {"limit": limit})]


async def count_indexed(tx: TenantTx, mark: str) -> int:
    """How many products are indexed by the rules of that edition."""
    return int(await tx.value(COUNT_INDEXED, {"mark": mark}))


async def count_dirty(tx: TenantTx) -> int:
    """How many products wait to be indexed."""
    return int(await tx.value(COUNT_DIRTY))


async def mark_all_dirty(tx: TenantTx) -> int:
    """Every product of the shop waits to be indexed; how many did not already."""
    return await tx.execute(MARK_ALL_DIRTY)


async def forget_index(tx: TenantTx) -> None:
    """Empties the shop's index and its vocabulary."""
    await tx.execute(FORGET_INDEX)
    await tx.execute(FORGET_VOCABULARY)


async def drop_unused(tx: TenantTx) -> int:
    """Takes words out of the vocabulary that no product has any more."""
    return await tx.execute(DROP_UNUSED)


async def run_queries(
    tx: TenantTx, queries: Sequence[Mapping[str, Any]], mark: str, limit: int
) -> list[HitRow]:
    """What each of ``queries`` finds, after a row about the index itself. One statement."""
    values = {"queries": Jsonb(list(queries)), "mark": mark, "limit": limit}
    return await tx.fetch_all(HitRow, SEARCH, values)
