"""How fast search answers: one shop with very many products among 2,000 others, as the application's role."""

import asyncio
import random
import statistics
import time
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import Jsonb
from tests.support import retail

from dragoman.base.db import Database, DatabaseUrls
from dragoman.base.ids import TenantId
from dragoman.catalogue.search import index, search
from dragoman.tenants import store

OTHERS = 2000
_OF_EACH_OTHER = 20

# The others sell some of what the big one sells: written past the walls, since nobody waits for two thousand imports.
_FILL_OTHERS = """
    INSERT INTO tenants (slug, brand, user_id, currency, timezone)
    SELECT 'bench-other-' || n, 'Other', 991000 + n, 'USD', 'UTC' FROM generate_series(1, {others}) AS n;
    CREATE TEMP TABLE theirs AS
    SELECT t.id AS tenant_id, p.sku
    FROM (SELECT id, row_number() OVER () AS n FROM tenants WHERE slug LIKE 'bench-other-%') AS t
    JOIN (SELECT sku, row_number() OVER (ORDER BY md5(sku)) AS n FROM products WHERE tenant_id = {big}) AS p
      ON p.n % {others} = t.n % {others} AND p.n <= {others} * {each};
    ALTER TABLE products DISABLE TRIGGER USER;
    INSERT INTO products (tenant_id, sku, name, brand, category, price_minor, currency)
    SELECT t.tenant_id, p.sku, p.name, p.brand, p.category, p.price_minor, p.currency
    FROM theirs AS t JOIN products AS p ON p.tenant_id = {big} AND p.sku = t.sku;
    ALTER TABLE products ENABLE TRIGGER USER;
    INSERT INTO product_search (tenant_id, sku, ff)
    SELECT t.tenant_id, t.sku, p.ff FROM theirs AS t JOIN product_search AS p ON p.tenant_id = {big} AND p.sku = t.sku;
    INSERT INTO search_vocab (tenant_id, term, df)
    SELECT s.tenant_id, term, count(*)
    FROM product_search AS s CROSS JOIN LATERAL unnest(tsvector_to_array(s.ff)) AS term
    WHERE s.tenant_id <> {big} GROUP BY 1, 2;
"""
_ADD = """
    INSERT INTO products (sku, name, names, brand, category, summary, price_minor, currency)
    SELECT sku, name, names, brand, category, summary, 100, 'USD'
    FROM jsonb_to_recordset(%(products)s)
         AS p (sku text, name text, names jsonb, brand text, category text, summary text)
"""


@dataclass(frozen=True, slots=True)
class SearchFigures:
    """Milliseconds of one search, by the shop; seconds to index the big one, and what is found there."""

    index_seconds: float
    found_among_five: float
    median_ms: float
    p95_ms: float
    worst_ms: float
    small_median_ms: float
    small_p95_ms: float


def search_figures(urls: DatabaseUrls, admin_url: str, count: int) -> SearchFigures:
    """The questions of ``tests/data/search`` put to a shop with ``count`` products, one after the other."""
    return asyncio.run(_measured(urls, admin_url, count))


async def _measured(urls: DatabaseUrls, admin_url: str, count: int) -> SearchFigures:
    async with Database(urls, pool_size=2) as database:
        async with database.as_platform() as tx:
            columns = {"brand": "Bench", "user_id": 990_002, "currency": "USD", "timezone": "UTC"}
            big = await store.insert_tenant(tx, "bench-search", columns)
        seconds = await _fill(database, big, count)
        with psycopg.connect(admin_url, autocommit=True) as admin:
            admin.execute(_FILL_OTHERS.format(big=int(big), others=OTHERS, each=_OF_EACH_OTHER))  # type: ignore[arg-type]
            admin.execute("VACUUM ANALYZE")
        async with database.as_platform() as tx:
            small = next(row.id for row in await store.list_tenants(tx) if row.slug == "bench-other-1")
        texts = [question.text for question in retail.questions()]
        found = await _found(database, big)
        here, there = await _times(database, big, texts), await _times(database, small, texts[:100])
    return SearchFigures(seconds, found, *_spread(here), here[-1], *_spread(there))


async def _fill(database: Database, tenant_id: TenantId, count: int) -> float:
    chance, spent = random.Random(11), 0.0
    made: list[dict[str, Any]] = retail.products(per_kind=count // len(retail.kinds()) + 1)
    chance.shuffle(made)
    for start in range(0, count, 1000):
        async with database.as_tenant(tenant_id) as tx:
            some = [{"names": {}, **product} for product in made[start : start + 1000]]
            await tx.execute(_ADD, {"products": Jsonb(some)})
            before = time.perf_counter()
            await index.reindex(tx, [product["sku"] for product in some])
            spent += time.perf_counter() - before
    return spent


async def _found(database: Database, tenant_id: TenantId) -> float:
    """The share of the questions about things that are sold whose answer is among the first five."""
    hits = []
    for question in retail.questions():
        if question.kinds:
            async with database.as_tenant(tenant_id) as tx:
                result = await search(tx, [question.text])
            kinds = {match.product.sku.rsplit("-", 1)[0] for match in result.matches}
            hits.append(bool(kinds & question.kinds))
    return sum(hits) / len(hits)


async def _times(database: Database, tenant_id: TenantId, texts: list[str]) -> list[float]:
    for text in texts[:10]:
        async with database.as_tenant(tenant_id) as tx:
            await search(tx, [text])
    times = []
    for text in texts:
        started = time.perf_counter()
        async with database.as_tenant(tenant_id) as tx:
            await search(tx, [text])
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)


def _spread(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), times[int(len(times) * 0.95)]
