"""Finding products by what customers type: any of four languages, with slips, by sound and by meaning.

Words are folded, stemmed and given their sounds and meanings here, when a product is written (terms.py) and when a
customer asks (query.py); candidates and scores are the database's (0007_search.sql). See docs/explanation/search.md.
"""

from collections.abc import Sequence

from dragoman.base.db import TenantTx
from dragoman.catalogue.model import Match, SearchResult
from dragoman.catalogue.search import index, store
from dragoman.catalogue.search.query import parse
from dragoman.catalogue.search.terms import mark
from dragoman.catalogue.store import get_products

_MOST_QUERIES = 5
_CATCH_UP = 500  # products: about a third of a second, once after a change


async def search(tx: TenantTx, queries: Sequence[str], *, limit: int = 5) -> SearchResult:
    """The products on sale that ``queries`` mean, best first; several queries are other words for the same wish.

    Two statements; more only right after products were changed by somebody who did not index them. ``coverage`` is
    that of the best match, by the query that fits best.
    """
    asked = [query.as_json() for query in map(parse, queries[:_MOST_QUERIES]) if query.groups]
    if not asked or limit < 1:
        return SearchResult((), 0.0)
    about, *hits = await store.run_queries(tx, asked, mark(), limit)
    if about.score or not about.coverage:
        if not about.coverage:  # nothing is indexed, or by another version of Dragoman
            await store.mark_all_dirty(tx)
        if await index.catch_up(tx, _CATCH_UP):
            _, *hits = await store.run_queries(tx, asked, mark(), limit)
    best: dict[str, store.HitRow] = {}
    for hit in hits:
        assert hit.sku is not None
        if hit.sku not in best or _rank(hit) > _rank(best[hit.sku]):
            best[hit.sku] = hit
    ordered = sorted(best.values(), key=_rank, reverse=True)[:limit]
    products = {product.sku: product for product in await get_products(tx, [str(hit.sku) for hit in ordered])}
    matches = tuple(
        Match(products[hit.sku], round(hit.score, 4))
        for hit in ordered
        if hit.sku in products and products[hit.sku].active
    )
    return SearchResult(matches, round(ordered[0].coverage, 4) if matches else 0.0)


def _rank(hit: store.HitRow) -> tuple[float, float]:
    return (hit.coverage, hit.score)
