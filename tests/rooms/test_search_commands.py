"""``dragoman catalogue search`` and ``reindex``: what an operator types and reads."""

import json
from pathlib import Path

import pytest
from tests.support.desk import Cli, a_cli
from tests.support.shops import TestShop, a_tenant

from dragoman.base.db import Database, DatabaseUrls
from dragoman.doors.cli.catalogue import catalogue
from dragoman.doors.cli.doctor_search import search_checks

ROWS = [
    {"sku": "pb 20/x", "name": "Power Bank 20000 mAh", "names_extra": {"ar": "باور بنك"}, "price": "25.00"},
    {"sku": "candle", "name": "Bougie parfumée", "price": "9.50", "description": "smells of cedar"},
]


@pytest.fixture
async def shop(database: Database) -> TestShop:
    return await a_tenant(database)


@pytest.fixture
async def cli(urls: DatabaseUrls, shop: TestShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command, in the folder of a file with a question on each line, for a shop with two products."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    (tmp_path / "questions.txt").write_text("باور بنك؟\n\n3andkon sham3a\nlipstick\n", encoding="utf-8")
    run = a_cli(urls, tmp_path)
    assert (await run(catalogue, "import", shop.slug, "rows.jsonl")).exit_code == 0
    return run


async def test_one_search_is_a_table_or_an_object(cli: Cli, shop: TestShop) -> None:
    table = await cli(catalogue, "search", shop.slug, "scented candle")
    as_json = await cli(catalogue, "search", shop.slug, "PB 20/X", "--limit", "1", "--json")
    unknown = await cli(catalogue, "search", shop.slug, "helicopter")

    assert table.output.startswith("coverage 1.00\nSCORE")
    assert "candle  Bougie parfumée  $9.50" in table.output
    found = json.loads(as_json.output)
    assert found["query"] == "PB 20/X"
    assert [each["sku"] for each in found["results"]] == ["pb 20/x"]
    assert found["results"][0]["name"] == "Power Bank 20000 mAh"
    assert unknown.output == "nothing like it is on sale\n"


async def test_each_line_of_a_file_is_answered_by_a_line(cli: Cli, shop: TestShop) -> None:
    out = await cli(catalogue, "search", shop.slug, "--queries", "questions.txt")
    none = await cli(catalogue, "search", shop.slug, "--queries", "nowhere.txt")
    both = await cli(catalogue, "search", shop.slug, "words", "--queries", "questions.txt")

    lines = [json.loads(line) for line in out.output.splitlines()]
    assert [line["query"] for line in lines] == ["باور بنك؟", "", "3andkon sham3a", "lipstick"]
    assert [[each["sku"] for each in line["results"]][:1] for line in lines] == [
        ["pb 20/x"],
        [],
        ["candle"],
        [],
    ]
    assert [set(each) for each in lines[0]["results"]] == [{"sku", "name", "score"}]
    assert lines[0]["coverage"] > 0.9 > 0.4 > lines[3]["coverage"]
    assert "nowhere.txt cannot be read" in none.output
    assert both.exit_code == 2


async def test_a_shop_is_indexed_anew(cli: Cli, shop: TestShop, database: Database) -> None:
    async with database.as_tenant(shop.tenant_id) as tx:
        await tx.execute("DELETE FROM product_search")
        await tx.execute("DELETE FROM search_vocab")

    done = await cli(catalogue, "reindex", shop.slug)
    found = await cli(catalogue, "search", shop.slug, "candle", "--json")

    assert done.output.endswith("2 products looked at.\n")
    assert json.loads(found.output)["results"][0]["sku"] == "candle"


async def test_the_doctor_names_a_shop_where_many_products_wait(
    cli: Cli, shop: TestShop, database: Database
) -> None:
    assert await search_checks(database) == []
    async with database.as_tenant(shop.tenant_id) as tx:
        await tx.execute(
            "INSERT INTO products (sku, name, price_minor, currency) "
            "SELECT 's' || n, 'Thing ' || n, 1, 'USD' FROM generate_series(1, 600) AS n"
        )

    checks = await search_checks(database)

    assert [check.said for check in checks] == [f"{shop.brand}: 600 products wait to be found by search"]
