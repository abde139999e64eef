"""``dragoman catalogue``: what an operator types and reads."""

import json
from pathlib import Path

import pytest
from tests.support.deadlocks import lose_deadlocks
from tests.support.desk import Cli, a_cli
from tests.support.shops import TestShop, a_tenant

from dragoman.base import blobs
from dragoman.base.db import Database, DatabaseUrls
from dragoman.catalogue.store import get_product
from dragoman.doors.cli.catalogue import catalogue

PNG = b"\x89PNG\r\n\x1a\n" + bytes(500)
CSV = "sku,name,name_ar,price,stock\ncedar,Cedar,أرز,18,4\nrose,Rose,,9.50,out\n"


@pytest.fixture
async def shop(database: Database) -> TestShop:
    return await a_tenant(database)


@pytest.fixture
def cli(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "products.csv").write_text(CSV, encoding="utf-8")
    return a_cli(urls, tmp_path)


async def test_products_go_in_are_seen_and_come_out_again(cli: Cli, shop: TestShop, tmp_path: Path) -> None:
    checked = await cli(catalogue, "import", shop.slug, "products.csv", "--dry-run")
    assert checked.output == "2 products could be imported; nothing was (--dry-run).\n"
    done = await cli(catalogue, "import", shop.slug, "products.csv")
    assert done.output.endswith("2 products new, 0 changed, 0 as they were.\n")

    listed = await cli(catalogue, "list", shop.slug, "--limit", "1")
    shown = await cli(catalogue, "show", shop.slug, "cedar")
    out = await cli(catalogue, "export", shop.slug)
    wrote = await cli(catalogue, "export", shop.slug, "again.csv", "--format", "csv")
    again = await cli(catalogue, "import", shop.slug, "again.csv", "--replace")
    refused = await cli(catalogue, "export", shop.slug, "again.csv", "--format", "csv")

    assert "cedar" in listed.output
    assert "... and 1 more (--limit)" in listed.output
    assert shown.output == "Cedar (cedar)\n  name (ar)  أرز\n  price      $18\n  stock      4\n"
    assert [json.loads(line)["stock"] for line in out.output.splitlines()] == [4, "out"]
    assert wrote.output == "wrote again.csv: 2 products\n"
    assert again.output.endswith("0 products new, 0 changed, 2 as they were.\n")
    assert "again.csv exists already" in refused.output


async def test_bad_rows_are_named_and_left_out_only_when_told_to(
    cli: Cli, shop: TestShop, tmp_path: Path
) -> None:
    rows = [{"sku": "cedar", "name": "Cedar", "price": 1, "\x1b[31m": 1}, {"sku": "rose", "name": "x"}]
    (tmp_path / "some.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows * 15))

    refused = await cli(catalogue, "import", shop.slug, "some.jsonl")
    listed = await cli(catalogue, "list", shop.slug)
    done = await cli(catalogue, "import", shop.slug, "some.jsonl", "--skip-bad")

    assert refused.exit_code == 1
    assert "some.jsonl, line 2: price is missing\n" in refused.output
    assert "some.jsonl, line 3: sku: cedar stands in line 1 already\n" in refused.output
    assert "... and 9 more\n" in refused.output
    assert "no product has these fields, they are left out: \ufffd[31m\n" in refused.output
    assert "29 rows are bad, so nothing was imported" in refused.output
    assert "\x1b" not in refused.output
    assert listed.output == "no products on sale\n"
    assert "1 product new, 0 changed, 0 as they were.\n" in done.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", "SHOP", "none.csv"], "none.csv cannot be read"),
        (["import", "SHOP", "products.txt"], "name it .csv, .jsonl or .yaml"),
        (["import", "SHOP", "empty.jsonl"], "holds no product"),
        (
            ["import", "SHOP", "unnamed.jsonl", "--skip-bad", "--replace"],
            "cannot know what the file leaves out",
        ),
        (["import", "nobody", "products.csv"], "there is no shop 'nobody'"),
        (["show", "SHOP", "none"], "there is no product 'none'"),
        (["set-stock", "SHOP", "cedar", "many"], "stock: many is no number of pieces"),
        (["set-stock", "SHOP", "cedar", "--", "-1"], "stock: -1 is no number of pieces"),
        (["set-stock", "SHOP", "cedar", "1", "--variant", "red"], "cedar has no variant 'red'; it has: none"),
        (["set-price", "SHOP", "cedar", "1.001"], "more decimals than USD"),
        (["set-price", "SHOP", "cedar", "1", "--variant", "red"], "cedar has no variant 'red'; it has: none"),
        (["deactivate", "SHOP", "none"], "there is no product 'none'"),
        (["add-image", "SHOP", "cedar", "none.jpg"], "none.jpg cannot be read"),
        (["add-image", "SHOP", "cedar", "products.csv"], "WhatsApp takes as image only"),
        (["add-image", "SHOP", "cedar", "large.png"], "more than 5000000 bytes"),
        (["add-image", "SHOP", "cedar", "https://noor.example/" + "a" * 2048], "at most 2048 characters"),
    ],
)
async def test_what_cannot_be_done_is_told_in_a_sentence(
    cli: Cli, shop: TestShop, tmp_path: Path, arguments: list[str], told: str
) -> None:
    await cli(catalogue, "import", shop.slug, "products.csv")
    (tmp_path / "products.txt").write_text(CSV)
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "unnamed.jsonl").write_text('{"sku": "a", "name": "A", "price": 1}\n{"name": "B"}\n')
    (tmp_path / "large.png").write_bytes(PNG + bytes(5_000_000))

    done = await cli(catalogue, *(shop.slug if word == "SHOP" else word for word in arguments))

    assert done.exit_code == 1
    assert told in done.output


async def test_one_product_is_changed_at_a_time(cli: Cli, shop: TestShop, tmp_path: Path) -> None:
    blue = '[{"key": "blue", "title": "Blue", "price": "7", "options": {"colour": "blue"}}]'
    (tmp_path / "cup.jsonl").write_text(
        '{"sku": "cup", "name": "Cup", "price": 7, "variants": ' + blue + "}\n"
    )
    await cli(catalogue, "import", shop.slug, "cup.jsonl")

    changes = [
        (["set-stock", "cup", "12"], "  stock      12\n"),
        (["set-stock", "cup", "untracked"], "  stock      untracked\n"),
        (["set-stock", "cup", "0", "--variant", "blue"], "  variant    blue: Blue (colour blue), $7, 0\n"),
        (["set-price", "cup", "8.25"], "  price      $8.25\n"),
        (["set-price", "cup", "9", "--variant", "blue"], "  variant    blue: Blue (colour blue), $9, 0\n"),
        (["deactivate", "cup"], "Cup (cup), not on sale\n"),
        (["activate", "cup"], "Cup (cup)\n"),
    ]
    for (command, *rest), told in changes:
        done = await cli(catalogue, command, shop.slug, *rest)
        assert (done.exit_code, told in done.output) == (0, True), done.output

    counted = await cli(catalogue, "set-stock", shop.slug, "cup", "3")
    assert "cup is counted by its variants; say which with --variant" in counted.output


CHANGES = [["set-price", "{shop}", "cedar", "20"], ["import", "{shop}", "dearer.csv"]]


@pytest.mark.parametrize("change", CHANGES, ids=["one product", "a file"])
@pytest.mark.parametrize("times", [1, 99])
async def test_a_change_that_an_order_was_quicker_than_is_tried_again_or_refused_in_a_sentence(
    cli: Cli, shop: TestShop, urls: DatabaseUrls, tmp_path: Path, change: list[str], times: int
) -> None:
    (tmp_path / "dearer.csv").write_text("sku,name,price\ncedar,Cedar,20\n")
    await cli(catalogue, "import", shop.slug, "products.csv")
    lose_deadlocks(urls.owner, times)

    done = await cli(catalogue, *[word.format(shop=shop.slug) for word in change])
    shown = await cli(catalogue, "show", shop.slug, "cedar")

    if times == 1:
        assert (done.exit_code, "price      $20\n" in shown.output) == (0, True), done.output
    else:
        assert (done.exit_code, "price      $18\n" in shown.output) == (1, True), done.output
        assert "others are changing the same products; the change was not stored, try again" in done.output


async def test_pictures_are_stored_or_kept_as_addresses(
    cli: Cli, shop: TestShop, database: Database, tmp_path: Path
) -> None:
    await cli(catalogue, "import", shop.slug, "products.csv")
    (tmp_path / "cedar.png").write_bytes(PNG)

    await cli(catalogue, "add-image", shop.slug, "cedar", "https://noor.example/1.jpg")
    await cli(catalogue, "add-image", shop.slug, "cedar", "cedar.png")
    await cli(catalogue, "add-image", shop.slug, "cedar", "cedar.png")
    main = await cli(catalogue, "add-image", shop.slug, "cedar", "cedar.png", "--main")

    async with database.as_tenant(shop.tenant_id) as tx:
        cedar = await get_product(tx, "cedar")
        assert cedar is not None
        assert cedar.images == ("https://noor.example/1.jpg",)
        name = blobs.read_address(cedar.image_url or "")
        assert name is not None
        assert await blobs.get(tx, name) == PNG
    assert main.output.count("  picture    ") == 2
