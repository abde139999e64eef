"""The one function that runs with its owner's rights: whatever it is asked, it finds the caller's own products."""

from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb
from tests.support.server import TestServer
from tests.support.shops import a_tenant

from dragoman.base.db import Database
from dragoman.base.ids import TenantId
from dragoman.catalogue.search import index, search
from dragoman.catalogue.search.query import parse

CALL = "SELECT sku FROM search_products(%(query)s, 50)"
ADD = """
    INSERT INTO products (sku, name, price_minor, currency)
    VALUES (%(sku)s, %(name)s, 100, 'USD')
"""


@pytest.fixture(scope="module")
async def two_shops(server: TestServer) -> AsyncIterator[tuple[Database, TenantId, TenantId]]:
    """Two shops that sell the same, each under SKUs of its own."""
    name, urls = server.clone()
    async with Database(urls, pool_size=2) as database:
        shops = [await a_tenant(database), await a_tenant(database)]
        for shop, letter in zip(shops, "ab", strict=True):
            async with database.as_tenant(shop.tenant_id) as tx:
                for n, called in enumerate(("Power Bank", "شاحن سيارة", "Bougie parfumée")):
                    await tx.execute(ADD, {"sku": f"{letter}-{n}", "name": called})
                await index.catch_up(tx)
        yield database, shops[0].tenant_id, shops[1].tenant_id
    server.drop(name)


async def test_each_shop_finds_its_own(two_shops: tuple[Database, TenantId, TenantId]) -> None:
    database, a, b = two_shops
    found = []
    for tenant in (a, b):
        async with database.as_tenant(tenant) as tx:
            result = await search(tx, ["power bank", "sha7en siyara", "candle"])
        found.append({match.product.sku for match in result.matches})

    assert found == [{"a-0", "a-1", "a-2"}, {"b-0", "b-1", "b-2"}]


@pytest.mark.parametrize("setting", [None, "", "none"], ids=["unset", "empty", "nonsense"])
def test_without_a_shop_it_raises(
    two_shops: tuple[Database, TenantId, TenantId], setting: str | None
) -> None:
    """Never "nothing found": a forgotten tenant must be loud."""
    loud = psycopg.errors.UndefinedObject if setting is None else psycopg.errors.InvalidTextRepresentation
    with psycopg.connect(two_shops[0].urls.app) as connection:
        if setting is not None:
            connection.execute("SELECT set_config('app.tenant_id', %s, true)", [setting])

        with pytest.raises(loud):
            connection.execute(CALL, {"query": Jsonb(parse("power bank").as_json())})


def test_only_the_application_may_call_it(two_shops: tuple[Database, TenantId, TenantId]) -> None:
    with psycopg.connect(two_shops[0].urls.owner) as connection:
        rights = connection.execute(
            "SELECT proacl::text, proconfig::text FROM pg_proc WHERE proname = 'search_products'"
        ).fetchone()

    assert rights is not None
    assert "dragoman_app=X/dragoman_owner" in rights[0]
    assert "{=X" not in rights[0]
    assert ",=X" not in rights[0]
    assert "search_path=pg_catalog, public, pg_temp" in rights[1]


terms = st.sampled_from(["power", "bank", "#power_bank", "#candle", "$b-0", "=1", "' | 'x", "\\", "a\\'b"])
anything = st.fixed_dictionaries(
    {
        "mark": terms,
        "terms": st.lists(
            st.fixed_dictionaries(
                {
                    "t": terms | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
                    "w": st.integers(0, 100).map(lambda n: n / 100),
                    "s": st.integers(-1, 3),
                    "g": st.integers(0, 3),
                    "c": st.booleans(),
                }
            ),
            max_size=8,
        ),
        "slots": st.just([{"s": n, "g": n, "u": 1.0} for n in range(4)]),
        "groups": st.just([{"g": n, "f": 1.0, "k": bool(n % 2), "p": False} for n in range(4)]),
        "fuzzy": st.lists(st.fixed_dictionaries({"t": terms, "s": st.just(0), "g": st.just(0)}), max_size=2),
        "tenant_id": st.integers(1, 10),
    }
)


@given(query=anything)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_query_reaches_another_shop(
    two_shops: tuple[Database, TenantId, TenantId], query: dict[str, Any]
) -> None:
    """Nor does any text in it become a query of its own."""
    database, a, _ = two_shops
    async with database.as_tenant(a) as tx:
        found = await tx.fetch_tuples(CALL, {"query": Jsonb(query)})

    assert [sku for (sku,) in found if not sku.startswith("a-")] == []
