"""Importing and exporting products, and what becomes of them when a shop file is applied afterwards."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support.shops import a_tenant

from dragoman.agents.toolbox import ShopToolbox, ToolContext
from dragoman.base import blobs
from dragoman.base.db import Database, TenantTx
from dragoman.base.errors import Refused
from dragoman.base.ids import ConversationId, TenantId
from dragoman.catalogue import importing
from dragoman.catalogue.exporting import export_products
from dragoman.catalogue.importing import CheckedFile, Imported, check_products, write_products
from dragoman.catalogue.reading import Format
from dragoman.catalogue.search import search
from dragoman.catalogue.store import catalogue_version, get_product, list_products
from dragoman.tenants.apply import apply_shops
from dragoman.tenants.shop_file import parse_shop
from dragoman.tenants.store import find_tenant

JPEG = b"\xff\xd8\xff\xe0" + bytes(300)
CEDAR = {"sku": "cedar", "name": "Cedar", "price": "18.00", "stock": 4}
ROSE = {"sku": "rose", "name": "Rose", "price": "9.50", "aliases": ["ward"], "names_extra": {"ar": "ورد"}}


@pytest.fixture
async def shop(database: Database) -> TenantId:
    return (await a_tenant(database)).tenant_id


def checked(rows: Sequence[Any], *, folder: Path | None = None) -> CheckedFile:
    """A JSONL file of these rows, looked at."""
    content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    return checked_text(content, "jsonl", folder=folder)


def checked_text(content: bytes, kind: Format, *, folder: Path | None = None) -> CheckedFile:
    return check_products(
        io.BytesIO(content), kind, "USD", name="file", folder=folder, progress=lambda _: None
    )


async def bring_in(
    database: Database, shop: TenantId, rows: Sequence[Any], *, folder: Path | None = None, **options: bool
) -> Imported:
    with checked(rows, folder=folder) as file:
        assert not file.bad_count, file.bad
        return await write_products(database, shop, file, progress=lambda _: None, **options)


async def exported(database: Database, shop: TenantId, kind: Any = "jsonl") -> str:
    async with database.as_tenant(shop) as tx:
        return "".join([piece async for piece in export_products(tx, kind)])


async def version(database: Database, shop: TenantId) -> int:
    async with database.as_tenant(shop) as tx:
        return await catalogue_version(tx)


async def test_products_are_made_then_changed_and_the_same_again_changes_nothing(
    database: Database, shop: TenantId
) -> None:
    assert await bring_in(database, shop, [CEDAR, ROSE]) == Imported(made=2)
    before = await version(database, shop)
    assert await bring_in(database, shop, [CEDAR, ROSE]) == Imported(same=2)
    assert await version(database, shop) == before

    done = await bring_in(database, shop, [{"sku": "rose", "name": "Rose", "price": "10"}, CEDAR])

    assert done == Imported(changed=1, same=1)
    assert await version(database, shop) > before
    async with database.as_tenant(shop) as tx:
        cedar, rose = await list_products(tx)
    assert (cedar.quantity, cedar.stock, str(rose.price)) == (4, "in", "$10")
    assert (rose.aliases, rose.names) == (("ward",), {"ar": "ورد"})


async def test_what_is_imported_is_found_and_only_other_words_are_indexed_anew(
    database: Database, shop: TenantId
) -> None:
    async def found(words: str) -> list[str]:
        async with database.as_tenant(shop) as tx:
            return [match.product.sku for match in (await search(tx, [words])).matches]

    async def indexed() -> dict[str, str]:
        async with database.as_tenant(shop) as tx:
            rows = await tx.fetch_tuples("SELECT sku, xmin::text FROM product_search")
        return dict(rows)

    await bring_in(database, shop, [CEDAR, ROSE])
    assert (await found("cedar"), await found("ورد")) == (["cedar"], ["rose"])
    before = await indexed()

    await bring_in(database, shop, [CEDAR | {"price": 3, "stock": 1}, ROSE | {"description": "A lantern."}])

    after = await indexed()
    assert (after["cedar"] == before["cedar"], after["rose"] == before["rose"]) == (True, False)
    assert await found("lantern") == ["rose"]
    await bring_in(database, shop, [CEDAR, ROSE | {"active": False}])
    assert (await found("cedar"), await found("lantern")) == (["cedar"], [])
    async with database.as_tenant(shop) as tx:
        assert await tx.value("SELECT count(*) FROM search_dirty") == 0


async def test_stock_is_set_unless_it_is_to_be_kept(database: Database, shop: TenantId) -> None:
    cup = {"sku": "cup", "name": "Cup", "price": 7}
    blue = {"key": "blue", "title": "Blue", "price": 7, "stock": 3}
    await bring_in(
        database, shop, [CEDAR, cup | {"variants": [blue, {**blue, "key": "red", "stock": "out"}]}]
    )

    counted = [CEDAR | {"stock": 1}, cup | {"variants": [blue | {"stock": 0}]}]
    assert await bring_in(database, shop, counted, keep_stock=True) == Imported(changed=1, same=1)
    async with database.as_tenant(shop) as tx:
        cedar, found = await list_products(tx)
    assert (cedar.quantity, [each.quantity for each in found.variants]) == (4, [3])

    assert await bring_in(database, shop, counted) == Imported(changed=2)
    async with database.as_tenant(shop) as tx:
        cedar, found = await list_products(tx)
    assert (cedar.quantity, [(each.quantity, each.stock) for each in found.variants]) == (1, [(0, "out")])


async def test_what_the_file_leaves_out_stays_unless_it_replaces(database: Database, shop: TenantId) -> None:
    await bring_in(database, shop, [CEDAR, ROSE])
    assert await bring_in(database, shop, [ROSE]) == Imported(same=1)

    assert await bring_in(database, shop, [ROSE], replace=True) == Imported(same=1, off_sale=1)

    async with database.as_tenant(shop) as tx:
        cedar = await get_product(tx, "cedar")
    assert cedar is not None
    assert not cedar.active
    assert await bring_in(database, shop, [CEDAR, ROSE | {"active": False}]) == Imported(changed=2)
    async with database.as_tenant(shop) as tx:
        assert [product.sku for product in await list_products(tx)] == ["cedar"]


async def test_a_bad_row_counts_as_spoken_of(database: Database, shop: TenantId) -> None:
    await bring_in(database, shop, [CEDAR, ROSE])

    with checked([CEDAR | {"price": "free"}, ROSE, ROSE | {"name": "Again"}]) as file:
        done = await write_products(database, shop, file, replace=True, progress=lambda _: None)

    assert [(bad.line, bad.reason) for bad in file.bad] == [
        (1, "price: 'free' is not an amount; write it as '19.99'"),
        (3, "sku: rose stands in line 2 already"),
    ]
    assert (file.good, file.skus_unknown, done) == (1, False, Imported(same=1))


async def test_only_the_first_bad_rows_are_told_and_all_are_counted() -> None:
    with checked([{"name": "no sku"}] * 50) as file:
        assert (len(file.bad), file.bad_count, file.skus_unknown) == (importing.MOST_TOLD, 50, True)


async def test_an_import_that_broke_off_left_whole_products_and_goes_on_when_repeated(
    database: Database, shop: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    rows = [CEDAR | {"sku": f"p{n}", "variants": [{"key": "a", "title": "A", "price": 1}]} for n in range(5)]

    def killed(written: int) -> None:
        if written == 4:
            raise KeyboardInterrupt

    with checked(rows) as file, pytest.raises(KeyboardInterrupt):
        await write_products(database, shop, file, progress=killed)
    async with database.as_tenant(shop) as tx:
        assert [(each.sku, len(each.variants)) for each in await list_products(tx)] == [
            (f"p{n}", 1) for n in range(4)
        ]

    assert await bring_in(database, shop, rows) == Imported(made=1, same=4)
    async with database.as_tenant(shop) as tx:
        assert [each.sku for each in await list_products(tx)] == [f"p{n}" for n in range(5)]


async def test_an_order_of_the_same_products_and_an_import_wait_for_each_other(
    database: Database, shop: TenantId
) -> None:
    await bring_in(database, shop, [CEDAR, ROSE | {"stock": 2}])
    sold = "UPDATE products SET quantity = quantity - 1 WHERE sku = %(sku)s"

    async def order(importing: asyncio.Event) -> None:
        async with database.as_tenant(shop) as tx:
            await tx.execute(sold, {"sku": "rose"})
            importing.set()
            await asyncio.sleep(0.3)  # the import has the cedar by now, and waits for the rose
            await tx.execute(sold, {"sku": "cedar"})

    begun = asyncio.Event()
    ordered = asyncio.create_task(order(begun))
    await begun.wait()
    done = await bring_in(database, shop, [CEDAR | {"price": 20}, ROSE | {"price": 10}], keep_stock=True)
    await ordered

    assert done == Imported(changed=2)
    async with database.as_tenant(shop) as tx:
        cedar, rose = await list_products(tx)
    assert [(str(each.price), each.quantity) for each in (cedar, rose)] == [("$20", 3), ("$10", 1)]


async def test_the_version_rises_by_the_batch_and_not_by_the_row(database: Database, shop: TenantId) -> None:
    before = await version(database, shop)

    await bring_in(database, shop, [CEDAR | {"sku": f"p{n}"} for n in range(500)])

    assert 0 < await version(database, shop) - before <= 6


async def test_pictures_beside_the_file_are_stored_and_not_forgotten(
    database: Database, shop: TenantId, tmp_path: Path
) -> None:
    (tmp_path / "cedar.jpg").write_bytes(JPEG)
    (tmp_path / "other.jpg").write_bytes(JPEG + b"2")
    row = CEDAR | {"image_url": "cedar.jpg", "images": ["other.jpg", "https://noor.example/3.jpg"]}

    await bring_in(database, shop, [row], folder=tmp_path)
    assert await bring_in(database, shop, [row], folder=tmp_path) == Imported(same=1)

    async with database.as_tenant(shop) as tx:
        stray = await blobs.put(tx, JPEG + b"3", "image/jpeg")
        await tx.execute("UPDATE blobs SET created_at = now() - make_interval(days => 40)")
        assert await blobs.forget_old(tx, 30) == 1
        assert not await blobs.exists(tx, stray.sha256)
        (cedar,) = await list_products(tx)
        kept = [blobs.read_address(each or "") for each in (cedar.image_url, *cedar.images)]
        assert [name and await blobs.get(tx, name) for name in kept] == [JPEG, JPEG + b"2", None]


async def test_a_stored_picture_that_the_shop_does_not_have_is_refused(
    database: Database, shop: TenantId
) -> None:
    other = (await a_tenant(database)).tenant_id
    async with database.as_tenant(other) as tx:
        theirs = await blobs.put(tx, JPEG, "image/jpeg")

    with pytest.raises(Refused, match="line 2: this shop has no stored file blob:"):
        await bring_in(database, shop, [ROSE, CEDAR | {"images": [theirs.address]}])

    async with database.as_tenant(shop) as tx:
        assert await list_products(tx) == []


async def test_an_agent_gets_a_product_on_sale_as_it_is_now_and_may_cite_it(
    database: Database, shop: TenantId
) -> None:
    await bring_in(database, shop, [CEDAR, ROSE | {"active": False}])

    @asynccontextmanager
    async def nothing_is_changed() -> AsyncIterator[TenantTx]:
        raise AssertionError("getting a product changes nothing")
        yield

    context = ToolContext(database, shop, ConversationId(UUID(int=1)), 1, None, nothing_is_changed)
    tools = ShopToolbox(context)

    first = await tools.get_product("cedar")
    await bring_in(database, shop, [CEDAR | {"price": "17.25", "stock": 1}])
    second = await tools.get_product("cedar")
    hidden = [await tools.get_product(sku) for sku in ("rose", "none", "a\0b")]

    assert first is not None
    assert second is not None
    assert [(str(each.price), each.quantity) for each in (first, second)] == [("$18", 4), ("$17.25", 1)]
    assert hidden == [None, None, None]
    assert tools.evidence.products == {"cedar": second}
    assert second.catalogue_version == await version(database, shop)
    assert {fact.version for fact in tools.evidence.facts} == {second.catalogue_version}
    assert [(call.tool, call.arguments["sku"], call.result) for call in tools.calls] == [
        ("get_product", "cedar", "Cedar"),
        ("get_product", "cedar", "Cedar"),
        ("get_product", "rose", None),
        ("get_product", "none", None),
        ("get_product", "a\0b", None),
    ]


# --- round trips --------------------------------------------------------------------------------------

_anything = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12
).map(lambda text: text.strip() or "x")
_formulas = st.tuples(st.sampled_from(["", "'", "''"]), st.sampled_from("=+-@"), _anything).map("".join)
_words = _anything | _formulas
_amounts = st.integers(0, 10**6).map(lambda minor: f"{minor / 100:.2f}")
_stock = st.sampled_from(["in", "out", "untracked"]) | st.integers(0, 99)
_variants = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.sampled_from(["a", "b", "c"]),
            "title": _words,
            "price": _amounts,
            "options": st.dictionaries(_words, _words, max_size=2),
            "stock": st.sampled_from(["in", "out", "untracked"]),
        }
    ),
    max_size=3,
    unique_by=lambda variant: variant["key"],
)
_rows = st.lists(
    st.fixed_dictionaries(
        {
            "sku": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,10}", fullmatch=True),
            "name": _words,
            "price": _amounts,
        },
        optional={
            "names_extra": st.dictionaries(st.sampled_from(["ar", "fr", "ckb"]), _words),
            "description": _words,
            "brand": _words,
            "category": _words,
            "compare_at": _amounts,
            "stock": _stock,
            "aliases": st.lists(_words, max_size=3),
            "image_url": st.just("https://noor.example/a|b.jpg"),
            "images": st.lists(st.just("https://noor.example/c.jpg"), max_size=2),
            "variants": _variants,
            "offers": st.just([{"quantity": 3, "unit_price": "1.50"}, {"quantity": 9, "total": "9.00"}]),
            "details": st.dictionaries(
                _words, _words | st.integers() | st.lists(_words, min_size=1), max_size=3
            ),
            "active": st.booleans(),
        },
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row["sku"],
)


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=_rows, kind=st.sampled_from(["jsonl", "csv"]))
async def test_what_is_exported_imports_back_to_the_same(
    database: Database, rows: list[Any], kind: Any
) -> None:
    first, second = [(await a_tenant(database)).tenant_id for _ in range(2)]
    await bring_in(database, first, rows)
    text = await exported(database, first, kind)

    for shop, expected in ((first, Imported(same=len(rows))), (second, Imported(made=len(rows)))):
        with checked_text(text.encode(), kind) as file:
            assert file.bad == []
            assert await write_products(database, shop, file, progress=lambda _: None) == expected

    assert await exported(database, second, kind) == text
    assert [
        json.loads(line)["sku"] for line in (await exported(database, second)).strip("\n").split("\n")
    ] == [row["sku"] for row in rows]


# --- with shop files ----------------------------------------------------------------------------------

NOOR = """
slug: noor
brand: Noor
user_id: 100
currency: USD
chatbots: [{chatbot_id: 100, agent_id: noor_agent, name: Noor}]
products:
  - {sku: cedar, name: Cedar, price: 18, quantity: 9}
  - {sku: rose, name: Rose, price: 9}
"""


async def test_an_import_counts_as_a_change_by_people_when_a_shop_file_is_applied(database: Database) -> None:
    await apply_shops(database, [parse_shop(NOOR)])
    async with database.as_platform() as tx:
        row = await find_tenant(tx, "noor")
    assert row is not None
    await bring_in(database, row.id, [{"sku": "soap", "name": "Soap", "price": 4}, CEDAR])

    assert await apply_shops(database, [parse_shop(NOOR)]) == []  # added, and stock only seeds

    await bring_in(database, row.id, [{"sku": "cedar", "name": "Cedar", "price": 20}])
    with pytest.raises(Refused, match=r"products\.cedar\.price \(now 20\.00, in the file 18\.00\)"):
        await apply_shops(database, [parse_shop(NOOR)])
    await apply_shops(database, [parse_shop(NOOR)], overwrite=True)

    await bring_in(database, row.id, [CEDAR], replace=True)
    with pytest.raises(Refused, match=r"products\.rose \(now \(nothing\)"):
        await apply_shops(database, [parse_shop(NOOR)])
    async with database.as_tenant(row.id) as tx:
        (cedar,) = await list_products(tx)
    assert (cedar.quantity, str(cedar.price)) == (4, "$18")


async def test_a_shop_files_products_can_be_imported_alone(database: Database, shop: TenantId) -> None:
    with checked_text(NOOR.encode(), "yaml") as file:
        assert await write_products(database, shop, file, progress=lambda _: None) == Imported(made=2)
    await bring_in(database, shop, [CEDAR])

    with checked_text(NOOR.encode(), "yaml") as file:
        assert await write_products(database, shop, file, progress=lambda _: None) == Imported(same=2)

    async with database.as_tenant(shop) as tx:
        assert [product.quantity for product in await list_products(tx)] == [4, None]
