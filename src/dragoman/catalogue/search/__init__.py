"""Finding products by what customers type: any of four languages, with slips, by sound and by meaning.

Words are folded, stemmed and given their sounds and meanings here, when a product is written (terms.py) and when a
customer asks (query.py); candidates and scores are the database's (0007_search.sql). See docs/explanation/search.md.
"""

from collections.abc import Sequence

from dragoman.base.db import TenantTx
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Match, Product, SearchResult
from dragoman.catalogue.search import index, store
from dragoman.catalogue.search.query import parse
from dragoman.catalogue.search.terms import mark
from dragoman.catalogue.store import get_products

_MOST_QUERIES = 5
_LONGEST_NAME = 400
_NAMED = 0.25  # for each word of the name
_LOOKED_AT = 10  # at least so many: whoever is named whole may stand behind others of its kind
_CATCH_UP = 500  # products: about a third of a second, once after a change


async def search(tx: TenantTx, queries: Sequence[str], *, limit: int = 5) -> SearchResult:
    """The products on sale that ``queries`` mean, best first; several queries are other words for the same wish.

    Two statements; more only right after products were changed by somebody who did not index them. ``coverage`` is
    that of the best match, by the query that fits best.
    """
    asked = [query.as_json() for query in map(parse, queries[:_MOST_QUERIES]) if query.groups]
    if not asked or limit < 1:
        return SearchResult((), 0.0)
    about, *hits = await store.run_queries(tx, asked, mark(), max(limit, _LOOKED_AT))
    if about.score or not about.coverage:
        if not about.coverage:  # nothing is indexed, or by another version of Dragoman
            await store.mark_all_dirty(tx)
        if await index.catch_up(tx, _CATCH_UP):
            _, *hits = await store.run_queries(tx, asked, mark(), max(limit, _LOOKED_AT))
    best: dict[str, store.HitRow] = {}
    for hit in hits:
        assert hit.sku is not None
        if hit.sku not in best or _rank(hit) > _rank(best[hit.sku]):
            best[hit.sku] = hit
    if not best:
        return SearchResult((), 0.0)
    products = {product.sku: product for product in await get_products(tx, list(best))}
    said = [words(query[:_LONGEST_NAME]) for query in queries[:_MOST_QUERIES]]
    found = [
        (hit.coverage, Match(products[sku], round(hit.score * _by_name(products[sku], said), 4)))
        for sku, hit in best.items()
        if sku in products and products[sku].active
    ]
    found.sort(key=lambda one: (one[0], one[1].score), reverse=True)
    matches = tuple(match for _, match in found[:limit])
    return SearchResult(matches, round(found[0][0], 4) if found else 0.0)


def _rank(hit: store.HitRow) -> tuple[float, float]:
    return (hit.coverage, hit.score)


def _by_name(product: Product, said: Sequence[tuple[str, ...]]) -> float:
    """What a product gains by being called by a name or alias of its own, whole: the more, the longer that is.

    "Whitening kit" and "whitening pen" mean the same kind of thing; only the kit is called so.
    """
    named = (words(text) for text in (product.name, *product.names.values(), *product.aliases))
    longest = max(
        (len(name) for name in named if name and any(_holds(query, name) for query in said)), default=0
    )
    return 1 + _NAMED * min(longest, 4)


def _holds(said: tuple[str, ...], name: tuple[str, ...]) -> bool:
    return any(said[at : at + len(name)] == name for at in range(len(said) - len(name) + 1))
