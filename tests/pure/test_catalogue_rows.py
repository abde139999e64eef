"""Rows of a catalogue's files: what they say, and why one is refused."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.errors import ConfigError
from dragoman.catalogue.cells import cells_of, columns, csv_line, data_of_cells, parse_json
from dragoman.catalogue.pictures import LocalPictures
from dragoman.catalogue.reading import Bad, Format, Unknown, read_products
from dragoman.catalogue.rows import ROW_FIELDS, ImportRow, read_row, read_stock
from dragoman.tenants.document import StockSeed

CEDAR = {"sku": "cedar", "name": "Cedar", "price": "18.00"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


def read(content: bytes, kind: Format, currency: str = "USD") -> list[ImportRow | Bad | Unknown]:
    return list(read_products(io.BytesIO(content), kind, currency, name="file"))


def row(**fields: Any) -> ImportRow:
    return read_row(1, CEDAR | fields, "USD")


def lines(*rows: Any) -> bytes:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows).encode()


def test_a_row_says_every_field_in_the_form_of_the_shops_document() -> None:
    found = row(
        names_extra={"ar": "أرز", "fr": None},
        description="Smells of wood.",
        summary_extra={"fr": "Sent le bois.", "ar": ""},
        brand="Noor",
        price=Decimal("18.5"),
        compare_at="22",
        aliases=["arez"],
        images=["https://noor.example/1.jpg"],
        variants=[
            {"key": "s", "title": "Small", "price": Decimal("9.00"), "options": {"size": 4}, "stock": 3}
        ],
        offers=[{"quantity": 2, "unit_price": 16}],
        details={"weight": Decimal("1.5")},
    )

    before = {
        "names": {"fr": "Cèdre", "es": "Cedro"},
        "summaries": {"ar": "رائحة الخشب.", "es": "Huele a madera."},
        "category": "candles",
    }
    assert found.merged_into(before) == {
        "name": "Cedar",
        "names": {"ar": "أرز", "es": "Cedro"},
        "summary": "Smells of wood.",
        "summaries": {"fr": "Sent le bois.", "es": "Huele a madera."},
        "brand": "Noor",
        "category": "candles",
        "price": "18.50",
        "compare_at": "22.00",
        "aliases": ["arez"],
        "images": ["https://noor.example/1.jpg"],
        "variants": {"s": {"title": "Small", "price": "9.00", "options": {"size": "4"}}},
        "offers": [{"quantity": 2, "unit_price": "16.00"}],
        "details": {"weight": 1.5},
    }
    assert found.variant_stock == {"s": StockSeed("in", 3)}
    assert found.stock is None


def test_an_empty_field_clears_and_an_absent_one_stays() -> None:
    had = {"summary": "Wood.", "brand": "Noor", "aliases": ["arez"], "category": "candles"}

    merged = row(description="", brand=None, aliases=[]).merged_into(had)

    assert merged == {"name": "Cedar", "price": "18.00", "category": "candles"}


@pytest.mark.parametrize(
    ("told", "stock"),
    [
        (12, StockSeed("in", 12)),
        (0, StockSeed("out", 0)),
        ("7", StockSeed("in", 7)),
        (12.0, StockSeed("in", 12)),
        (True, StockSeed("in")),
        ("FALSE", StockSeed("out")),
        ("in", StockSeed("in")),
        ("untracked", StockSeed("untracked")),
    ],
)
def test_stock_is_a_number_of_pieces_or_a_word(told: object, stock: StockSeed) -> None:
    assert read_stock(told) == stock
    assert row(stock=told).stock == stock


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"price": "abc"}, "price: 'abc' is not an amount; write it as '19.99'"),
        ({"price": "1.001"}, "more decimals than USD"),
        ({"price": Decimal("0.1000000000000000000000000000001")}, "more decimals than USD"),
        ({"price": "-1"}, "not an amount of zero or more"),
        ({"price": None}, "price is missing"),
        ({"price": True}, "must be an amount"),
        ({"compare_at": "1e400000"}, "compare_at: "),
        ({"offers": [{"quantity": 2, "total": "1.001"}]}, "offers[0].total: "),
        ({"name": ""}, "name is missing"),
        ({"name": "n" * 201}, "name: string should have at most 200 characters"),
        ({"description": "d" * 4001}, "description: string should have at most 4000"),
        ({"names_extra": {"ar": "n" * 201}}, "names_extra.ar: "),
        ({"names_extra": {"Arabic": "n"}}, "names_extra.Arabic"),
        ({"sku": ""}, "sku is missing"),
        ({"sku": "a\nb"}, "sku: "),
        ({"currency": "EUR"}, "currency: 'EUR', and this shop sells in USD"),
        ({"stock": -1}, "stock: -1 is no number of pieces"),
        ({"stock": "plenty"}, "stock: plenty is no number of pieces"),
        ({"stock": 1.5}, "stock: 1.5 is no number"),
        ({"variants": [{"key": "a", "title": "A", "price": 1}] * 2}, "variants[1].key: a stands here twice"),
        ({"variants": [{"key": "a", "title": "A", "price": 1, "stock": [1]}]}, "stock: [1] is no number"),
        ({"variants": "a"}, "variants: "),
        ({"aliases": "a"}, "aliases: "),
        ({"active": "perhaps"}, "active: 'perhaps' is neither"),
        ({"brand": "a\0b"}, "such as NUL"),
        ({"details": {"deep": [{"a\0": 1}]}}, "such as NUL"),
        ({"brand": "\ud800"}, "no text may"),
        ({"brand": "\udcff"}, "not UTF-8"),
        ({"summary": "a", "description": "b"}, "description and summary are the same field"),
        ({"details": {"n": Decimal("1e999")}}, "is no number that can be kept"),
        ({"image_url": "cedar.jpg"}, "image_url: 'cedar.jpg' must be a web address"),
        (
            {"stock": 1, "variants": [{"key": "a", "title": "A", "price": 1, "stock": 1}]},
            "count one or the other",
        ),
    ],
)
def test_a_row_is_refused_with_the_reason(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError) as refusal:
        row(**fields)

    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_jsonl_names_each_bad_line_and_goes_on() -> None:
    content = b"\xef\xbb\xbf" + lines(CEDAR) + b"   \r\n{nonsense\r\n[1]\r\n" + b'{"sku": "a", "sku": "b"}\n'
    content += b'{"sku": "x", "name": "\xff", "price": 1}\n' + b'{"price": NaN}\n' + b"[" * 100_000 + b"\n"
    content += lines(CEDAR | {"sku": "rose", "colour": "red"}).rstrip()

    found = read(content, "jsonl")

    assert [(each.line, each.sku) for each in found if isinstance(each, ImportRow)] == [
        (1, "cedar"),
        (9, "rose"),
    ]
    assert [(each.line, each.reason) for each in found if isinstance(each, Bad)] == [
        (3, "it is not JSON: Expecting property name enclosed in double quotes at character 2"),
        (4, "it is no JSON object, such as {...}"),
        (5, "sku stands there twice"),
        (6, "it is not UTF-8 text; save the file as UTF-8"),
        (7, "NaN is no number"),
        (8, "it is nested too deeply"),
    ]
    assert [each for each in found if isinstance(each, Unknown)] == [Unknown("colour")]


def test_a_line_that_never_ends_is_one_bad_line() -> None:
    found = read(b'"' + b"x" * 2_500_000 + b"\n" + lines(CEDAR), "jsonl")

    assert [type(each).__name__ for each in found] == ["Bad", "ImportRow"]
    assert isinstance(found[1], ImportRow)
    assert found[1].line == 2


def test_csv_is_read_with_its_quirks() -> None:
    content = (
        "\ufeffSKU;Name;name_ar;Price;stock;aliases;variants\r\n"
        "cedar;Cedar;أرز;18;4;arez| sham3a |;\r\n"
        "\r\n"
        ";;;;;;\r\n"
        'rose;"Rose; the ""red""\r\none";;9.50;out;;"[{""key"": ""s"", ""title"": ""S"", ""price"": ""1""}]"\r\n'
        "short;Short\r\n"
        "soap;Soap;;4;;;[{]\r\n"
        "cup;Cup;;7;;;\r\n"
    ).encode()

    found = read(content, "csv")

    cedar, rose, cup = (each for each in found if isinstance(each, ImportRow))
    assert (cedar.fields["names"], cedar.fields["aliases"], cedar.stock) == (
        {"ar": "أرز"},
        ["arez", "sham3a"],
        StockSeed("in", 4),
    )
    assert rose.fields["name"] == 'Rose; the "red"\r\none'
    assert list(rose.fields["variants"]) == ["s"]
    assert (rose.line, cup.line) == (5, 9)
    assert [(each.line, each.reason) for each in found if isinstance(each, Bad)] == [
        (7, "it has 2 cells, and the first line has 7"),
        (8, "variants: it is not JSON: Expecting property name enclosed in double quotes at character 3"),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"sku,name\n", "there is no column price"),
        (b"", "there is no column sku"),
        (b"sku,name,price,SKU\n", "the column sku stands there twice"),
        ("sku,name,price".encode("utf-16"), "is UTF-16 text"),
        (b'"sku', "line 1"),
        (b"sku,name,price\n" + b"x" * 1_000_001, "line 2 is longer than"),
    ],
)
def test_a_csv_file_that_is_none_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        read(content, "csv")


def test_a_quotation_that_is_never_closed_is_bad() -> None:
    found = read(b'sku,name,price\n"cedar,Cedar,18\n', "csv")

    assert isinstance(found[-1], Bad)
    assert found[-1].reason == "it is not CSV: unexpected end of data"


def test_a_shop_files_products_are_rows_that_only_seed_stock() -> None:
    shop = b"""
slug: noor
brand: Noor
user_id: 1
currency: USD
chatbots: [{chatbot_id: 1, agent_id: a, name: A}]
products: [{sku: cedar, name: Cedar, price: 18, quantity: 2}]
"""
    (found,) = read(shop, "yaml")

    assert isinstance(found, ImportRow)
    assert (found.sku, found.fields["price"], found.stock, found.seeds) == (
        "cedar",
        "18.00",
        StockSeed("in", 2),
        True,
    )
    with pytest.raises(ConfigError, match="is in USD, and this shop sells in EUR"):
        read(shop, "yaml", "EUR")


def test_pictures_are_taken_from_beside_the_file_only(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "cedar.png").write_bytes(PNG)
    (tmp_path / "shop" / "note.png").write_text("no picture")
    (tmp_path / "secret.png").write_bytes(PNG)
    pictures = LocalPictures(tmp_path / "shop")

    address = pictures.address_of("cedar.png")

    assert address.startswith("blob:")
    assert pictures.found[address].name == "cedar.png"
    assert pictures.address_of("https://noor.example/1.jpg") == "https://noor.example/1.jpg"
    for named, told in [
        ("../secret.png", "outside the folder"),
        (str(tmp_path / "secret.png"), "outside the folder"),
        ("none.png", "cannot be read"),
        ("note.png", "WhatsApp takes as image only"),
    ]:
        with pytest.raises(ValueError, match=told):
            pictures.address_of(named)


def test_no_digit_of_a_number_is_lost() -> None:
    assert parse_json('{"price": 0.10, "big": 12345678901234567890.12}') == {
        "price": Decimal("0.10"),
        "big": Decimal("12345678901234567890.12"),
    }
    assert (
        read_row(1, parse_json('{"sku": "a", "name": "A", "price": 19.90}'), "USD").fields["price"] == "19.90"
    )


_anything = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
).map(lambda text: text.strip() or "x")
_formulas = st.tuples(st.sampled_from(["", "'", "''"]), st.sampled_from("=+-@＝＠"), _anything).map("".join)
_texts = _anything | _formulas
_data = st.fixed_dictionaries(
    {
        "sku": _texts,
        "name": _texts,
        "names_extra": st.dictionaries(st.sampled_from(["ar", "fr", "es"]), _texts),
        "description": st.none() | _texts,
        "summary_extra": st.dictionaries(st.sampled_from(["ar", "fr", "es"]), _texts),
        "brand": st.none() | _texts,
        "category": st.none() | _texts,
        "price": st.just("1.00"),
        "compare_at": st.none(),
        "currency": st.just("USD"),
        "stock": st.sampled_from(["in", "out", "untracked"]) | st.integers(0, 99),
        "aliases": st.lists(_texts, max_size=3),
        "image_url": st.none(),
        "images": st.lists(st.just("https://noor.example/a|b.jpg"), max_size=2),
        "variants": st.just([])
        | st.just([{"key": "a", "title": "|", "price": "1.00", "options": {}, "stock": 1}]),
        "offers": st.just([]) | st.just([{"quantity": 2, "total": "3.00"}]),
        "details": st.dictionaries(_texts, _texts, max_size=2),
        "active": st.booleans(),
    }
)


@given(_data)
def test_cells_say_what_the_row_says(data: dict[str, Any]) -> None:
    assert set(data) == set(ROW_FIELDS)
    languages = ["ar", "es", "fr"]
    text = csv_line(columns(languages)) + csv_line(cells_of(data, languages))

    header, cells = csv.reader(io.StringIO(text, newline=""))
    back = data_of_cells(dict(zip(header, cells, strict=True)))

    by_language = ("names_extra", "summary_extra")
    for name in by_language:
        assert {language: said for language, said in back[name].items() if said} == data[name]
    for name in set(ROW_FIELDS) - {*by_language, "stock", "active"}:
        assert (back[name] or None) == (data[name] or None), name
    assert read_stock(back["stock"]) == read_stock(data["stock"])
    assert back["active"] == str(data["active"]).lower()


@given(_data)
def test_no_cell_is_a_formula_for_a_spreadsheet(data: dict[str, Any]) -> None:
    cells = cells_of(data, ["ar", "es", "fr"])

    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))] == []


def test_amounts_and_counts_stay_numbers_in_a_spreadsheet() -> None:
    data = dict.fromkeys(ROW_FIELDS) | {"names_extra": {}, "summary_extra": {}}
    data |= {"sku": "cedar", "name": "-10% Cedar", "price": "18.00", "stock": 12}

    cells = dict(zip(columns([]), cells_of(data, []), strict=True))

    assert (cells["name"], cells["price"], cells["stock"]) == ("'-10% Cedar", "18.00", "12")
