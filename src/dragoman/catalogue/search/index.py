"""Keeping the index right: what changed in products' words is noted by the database, and indexed by whoever comes next.

A transaction that writes products calls ``reindex`` or ``catch_up`` at its end; what somebody forgot, the next search
catches up on.
"""

from collections.abc import Callable, Sequence

from dragoman.base.db import Database, TenantTx
from dragoman.base.ids import TenantId
from dragoman.catalogue.search import store
from dragoman.catalogue.search.terms import Indexed, as_tsvector, mark, terms_of

AT_ONCE = 1000
"""So many products are indexed by one statement."""


async def reindex(tx: TenantTx, skus: Sequence[str]) -> int:
    """Indexes these products anew in this transaction; how many of them are on sale. Others leave the index."""
    synonyms = await store.get_synonyms(tx) if skus else []
    indexed = 0
    ordered = sorted({sku for sku in skus if "\0" not in sku})
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        rows = await store.read_to_index(tx, some)
        vectors = {
            row.sku: as_tsvector(
                terms_of(
                    Indexed(
                        row.sku,
                        row.name,
                        row.names,
                        row.aliases,
                        row.brand,
                        row.category,
                        row.summary,
                        row.details,
                        row.variants,
                        row.summaries,
                    ),
                    synonyms,
                )
            )
            for row in rows
            if row.active
        }
        await store.write_index(tx, some, vectors)
        indexed += len(vectors)
    return indexed


async def catch_up(tx: TenantTx, limit: int = AT_ONCE) -> int:
    """Indexes up to ``limit`` of the products whose words have changed; how many it was."""
    skus = await store.take_dirty(tx, limit)
    if skus:
        await reindex(tx, skus)
    return len(skus)


async def start_anew(tx: TenantTx) -> None:
    """Forgets the shop's index; every product waits to be indexed, for ``catch_up``."""
    await store.forget_index(tx)
    await store.mark_all_dirty(tx)


async def catch_up_whole(
    database: Database, tenant_id: TenantId, *, progress: Callable[[int], None] | None = None
) -> int:
    """Indexes whatever waits in this shop, a batch to a transaction; how many products it was.

    All of them do where none is indexed by the present rules, as after an upgrade.
    """
    done = 0
    async with database.as_tenant(tenant_id) as tx:
        if not await store.count_indexed(tx, mark()):
            await store.mark_all_dirty(tx)
    while True:
        async with database.as_tenant(tenant_id) as tx:
            some = await catch_up(tx)
            if not some:
                await store.drop_unused(tx)
                return done
        done += some
        if progress is not None:
            progress(done)
