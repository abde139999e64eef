"""What may stand in a shop file, and how a mistake in it is told."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.errors import ConfigError
from dragoman.tenants.example import EXAMPLE
from dragoman.tenants.shop_file import (
    Shop,
    dump_shop,
    find_shop_files,
    load_shop_file,
    parse_shop,
)
from dragoman.tenants.yaml_text import read_yaml

DEMO = Path(__file__).resolve().parents[3] / "shared" / "demo"

MINIMAL = """
slug: noor
brand: Noor
user_id: 100
currency: USD
chatbots: [{chatbot_id: 100, agent_id: noor_agent, name: Noor}]
"""


def shop(slug: str) -> Shop:
    (file,) = [file for file in find_shop_files() if file.stem == slug]
    return load_shop_file(file)


def test_the_printed_example_is_a_valid_shop_file() -> None:
    example = parse_shop(EXAMPLE)

    assert example.senders[0].number == "96170000001"
    assert example.delivery.abroad == "no"
    assert not example.policies["returns"].confirmed


@pytest.mark.parametrize("text", [EXAMPLE, MINIMAL])
def test_a_dumped_shop_reads_back_the_same(text: str) -> None:
    first = parse_shop(text)

    assert parse_shop(dump_shop(first)) == first


@pytest.mark.parametrize("slug", ["ecla", "astrosouks"])
def test_a_dumped_example_shop_reads_back_the_same(slug: str) -> None:
    assert parse_shop(dump_shop(shop(slug))) == shop(slug)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("brand: Noor", "brnad: Noor", "brnad is not a field; did you mean brand?"),
        ("brand: Noor\n", "", "brand is missing"),
        ("slug: noor", "slug: Noor Shop", "slug: "),
        ("user_id: 100", "user_id: many", "user_id: "),
        ("currency: USD", "currency: dollars", "currency: "),
        ("currency: USD", "currency: USD\ntimezone: Beirut", "timezone: 'Beirut' is not a time zone"),
        ("currency: USD", "currency: USD\ncurrency: EUR", "line 6: the key 'currency' stands here twice"),
        ("name: Noor}", "nmae: Noor}", r"chatbots\[0\]\.nmae is not a field; did you mean name\?"),
        ("chatbots: [{chatbot_id", "chatbots: [{chatbot_id: 1, agent_id: a, name: b}, {chatbot_id", None),
        ("chatbots:", "senders: [{number: 0961234}]\nchatbots:", r"senders\[0\]\.number: '0961234' is not"),
        ("chatbots:", "senders: [{number: abc}]\nchatbots:", "with its country code"),
        (
            "chatbots:",
            "senders: [{number: 96170000001, base_url: 'https://not a url'}]\nchatbots:",
            r"senders\[0\]\.base_url: 'https://not a url' must be the address of a server",
        ),
        (
            "chatbots:",
            'senders: [{number: "96170000001"}, {number: "+961 70 000 001"}]\nchatbots:',
            r"senders\[1\]\.number: 96170000001 stands here twice",
        ),
        (
            "chatbots:",
            "senders: [{number: 96170000001, chatbot: 7}]\nchatbots:",
            "7 is none of this file's chatbots",
        ),
        ("chatbots:", "delivery: {fee: free}\nchatbots:", "delivery.fee: 'free' is not an amount"),
        ("chatbots:", "delivery: {fee: 3.001}\nchatbots:", "more decimals than USD"),
        ("chatbots:", "delivery: {fee: -3}\nchatbots:", "not an amount of zero or more"),
        ("chatbots:", "policies: {payment: {text: {}}}\nchatbots:", "a confirmed policy needs a text"),
        ("chatbots:", "products: [{sku: a, name: A}]\nchatbots:", r"products\[0\]\.price is missing"),
        (
            "chatbots:",
            "products: [{sku: a, name: A, price: 1, offers: [{quantity: 2}]}]\nchatbots:",
            r"products\[0\]\.offers\[0\]: an offer has either unit_price or total",
        ),
        (
            "chatbots:",
            "products: [{sku: a, name: A, price: 1}, {sku: a, name: B, price: 1}]\nchatbots:",
            r"products\[1\]\.sku: a stands here twice",
        ),
        (
            "chatbots:",
            "products: [{sku: a, name: A, price: 1, stock: 7}]\nchatbots:",
            r"products\[0\]\.stock",
        ),
        (
            "chatbots:",
            "products: [{sku: a, name: A, price: 1, stock: in, quantity: 0}]\nchatbots:",
            r"products\[0\]: stock says in and quantity 0",
        ),
        (
            "chatbots:",
            "products: [{sku: a, name: A, price: 1, quantity: 2,"
            " variants: [{key: s, title: S, price: 1, quantity: 2}]}]\nchatbots:",
            r"products\[0\]: quantity stands with the product and with its variants",
        ),
        (
            "chatbots:",
            "products: [{sku: a, name: A, price: 1, variants: [{key: s, title: S, price: 1},"
            " {key: s, title: T, price: 1}]}]\nchatbots:",
            r"products\[0\]: variants\[1\]\.key: s stands here twice",
        ),
        (
            "chatbots:",
            "products: [{sku: a, name: A, price: 1, images: [cedar.jpg]}]\nchatbots:",
            r"products\[0\]\.images\[0\]: 'cedar.jpg' must be a web address",
        ),
        ("chatbots:", "about: [never closed\nchatbots:", "line "),
    ],
)
def test_a_mistake_is_told_with_its_file_and_place(
    tmp_path: Path, old: str, new: str, told: str | None
) -> None:
    assert old in MINIMAL
    file = tmp_path / "noor.yaml"
    file.write_text(MINIMAL.replace(old, new, 1), encoding="utf-8")

    if told is None:
        load_shop_file(file)
        return
    with pytest.raises(ConfigError, match=told) as refusal:
        load_shop_file(file)
    assert str(refusal.value).startswith(str(file))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "line",
    [
        "senders: [{number: 96170000001, api_key: 0123456789abcdef}]",
        "order_form: {deep: [{API-Key: 0123456789abcdef}]}",
        "senders: [{number: 96170000001, api_key_env: 0123456789abcdef}]",
    ],
)
def test_a_key_never_gets_in_and_is_not_repeated_in_the_refusal(line: str) -> None:
    with pytest.raises(ConfigError, match=r"never stands in a shop file|never the key itself") as refusal:
        parse_shop(MINIMAL + line)

    assert "0123456789abcdef" not in str(refusal.value)


def test_a_folder_without_shop_files_and_a_missing_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no shop files"):
        find_shop_files(tmp_path)
    with pytest.raises(ConfigError, match=r"nobody\.yaml cannot be read"):
        load_shop_file(tmp_path / "nobody.yaml")


@pytest.mark.parametrize("text", ["", "just words", "[a, b]"])
def test_a_file_that_is_no_mapping_is_told(text: str) -> None:
    with pytest.raises(ConfigError, match="must hold fields such as slug"):
        parse_shop(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("0961", "0961"),
        ("0123", "0123"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("1e3", "1e3"),
        (".nan", ".nan"),
        ("true", True),
        ("96170000001", 96170000001),
        ("19.99", 19.99),
        ("~", None),
    ],
)
def test_words_stay_words(text: str, value: Any) -> None:
    assert read_yaml(f"key: {text}", name="test") == {"key": value}


WORDS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]) | st.sampled_from("\n\t"))
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)


@given(st.dictionaries(WORDS.filter(bool), WORDS | st.booleans() | NUMBERS))
def test_what_is_dumped_reads_back_whatever_it_is(data: dict[str, Any]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)

    assert read_yaml(text, name="test") == data


# --- the two example shops say what their sources say ---------------------------------------------------


def demo(name: str) -> Any:
    path = DEMO / f"{name}.yaml"
    if not path.exists():
        pytest.skip(f"the source of the example shops is not beside this repository ({path.name})")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


# The source calls one mop so, and sells two: whoever says no more than this is asked which.
OF_SEVERAL = {"ممسحة", "mamsa7a"}


@pytest.mark.parametrize("slug", ["ecla", "astrosouks"])
def test_every_product_of_the_source_is_in_the_example_with_its_prices(slug: str) -> None:
    source = {product["key"]: product for product in demo(slug)["products"]}

    declared = {product.sku: product for product in shop(slug).products}

    assert list(declared) == list(source)
    for sku, given_ in source.items():
        product = declared[sku]
        assert product.name == given_["name"]
        assert float(product.price) == given_["price"]
        assert (product.compare_at and float(product.compare_at)) == given_["compare_at"]
        assert set(given_["aliases"]) - OF_SEVERAL <= {*product.aliases, product.name}
        offers = [
            (offer.quantity, float(offer.unit_price or 0), float(offer.total or 0))
            for offer in product.offers
        ]
        assert offers == [
            (each["qty"], each.get("unit_price", 0), each.get("total", 0))
            for each in given_.get("volume_offer", [])
        ]
        variants = {v["key"]: v["price"] for v in given_.get("variants", []) if v["key"] != "default"}
        assert {variant.key: float(variant.price) for variant in product.variants} == variants
        assert product.stock == given_.get("snapshot_stock", "untracked")
        features = given_.get("features", given_.get("facts"))
        told = product.details["features"]
        assert (told["en"] if isinstance(told, dict) else told) == features


def test_what_needs_the_owners_word_is_not_confirmed() -> None:
    ecla, astrosouks = shop("ecla"), shop("astrosouks")

    assert not ecla.delivery.confirmed
    assert [topic for topic, said in ecla.policies.items() if said.confirmed] == [
        "usage",
        "safety",
        "storage",
    ]
    assert [faq.key for faq in ecla.faq if not faq.confirmed] == ["how-soon", "delivery"]
    assert ecla.locations[0]["confirmed"] is False
    assert astrosouks.delivery.confirmed
    assert [topic for topic, said in astrosouks.policies.items() if said.confirmed] == [
        "replacement",
        "location",
    ]
    assert astrosouks.discounts["confirmed"] is False
    advertised = [
        product.sku for product in astrosouks.products if "advertised_warranty" in str(product.details)
    ]
    assert all(
        "advertised_warranty" in product.details["unconfirmed"]
        for product in astrosouks.products
        if product.sku in advertised
    )
    assert len(advertised) == 8


@pytest.mark.parametrize("slug", ["ecla", "astrosouks"])
def test_every_conflict_of_the_source_is_an_open_question(slug: str) -> None:
    assert [each.id for each in shop(slug).open_questions] == [each["id"] for each in demo(slug)["conflicts"]]


@pytest.mark.parametrize("slug", ["ecla", "astrosouks"])
def test_every_product_has_an_arabic_and_a_french_name(slug: str) -> None:
    for product in shop(slug).products:
        assert set(product.names) == {"ar", "fr"}
        assert any("\u0600" <= char <= "\u06ff" for char in product.names["ar"])


@pytest.mark.parametrize("slug", ["ecla", "astrosouks"])
def test_an_alias_names_one_product_only(slug: str) -> None:
    owner: dict[str, str] = {}
    for product in shop(slug).products:
        for alias in {alias.casefold() for alias in product.aliases}:
            assert owner.setdefault(alias, product.sku) == product.sku


def _bomb(first: str, more: str) -> str:
    """Nine levels, each nine times the one before."""
    lines = [f"a0: &a0 {first}"]
    lines += [f"a{n}: &a{n} {more.format(', '.join([f'*a{n - 1}'] * 9))}" for n in range(1, 10)]
    return MINIMAL + "order_form:\n  " + "\n  ".join(lines) + "\n"


@pytest.mark.parametrize(
    "text", [_bomb("[x]", "[{}]"), _bomb("{k: 1}", "{{<<: [{}]}}")], ids=["lists", "merges"]
)
def test_aliases_that_stand_for_more_than_a_machine_holds_are_refused_at_once(text: str) -> None:
    started = time.monotonic()

    with pytest.raises(
        ConfigError, match=r"noor\.yaml: its aliases \(\*name\) stand for far more than the file holds"
    ):
        parse_shop(text, name="noor.yaml")

    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("order_form", "told"),
    [
        ("&a [*a]", "line 7: an alias stands within what it is for"),
        ("&a {b: {c: *a}}", "line 7: an alias stands within what it is for"),
        ("[" * 5000, "noor.yaml: it is nested too deeply"),
    ],
)
def test_what_has_no_end_is_refused(order_form: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        parse_shop(f"{MINIMAL}order_form: {order_form}\n", name="noor.yaml")


def test_a_file_may_say_once_what_many_of_its_products_share() -> None:
    products = "".join(f"  - {{<<: *each, sku: candle-{n}, name: Candle {n}}}\n" for n in range(500))
    text = f"{MINIMAL}products:\n  - &each {{sku: c, name: C, price: '1', category: candles}}\n{products}"

    assert {product.category for product in parse_shop(text).products} == {"candles"}
