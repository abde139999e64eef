"""Which product is meant, and how fast that is known."""

import time
from dataclasses import replace

import pytest
from tests.support.agents import example_shop

from dragoman.agents.rules.find import find
from dragoman.agents.rules.index import index_of
from dragoman.agents.rules.understand import read_clauses
from dragoman.base.money import Money
from dragoman.catalogue.model import Product


def _found(products: tuple[Product, ...], said: str) -> tuple[str, list[str]]:
    index = index_of(products, brand="ECLA")
    (clause,) = read_clauses(said, protected=index.vocabulary)
    found = find(index, clause)
    return found.certainty, [product.sku for product in found.products]


def _sold(*names: str) -> tuple[Product, ...]:
    return tuple(Product(name.lower().replace(" ", "_"), name, Money("USD", 100)) for name in names)


@pytest.mark.parametrize("slug", ["ecla", "astrosouks"])
def test_every_product_is_found_by_its_whole_name_in_every_language(slug: str) -> None:
    products = example_shop(slug).tools.products

    missed = {
        name: found
        for product in products
        for name in (product.name, *product.names.values())
        if (found := _found(products, name.replace(" - ", " "))) != ("sure", [product.sku])
    }

    assert missed == {}


@pytest.mark.parametrize("slug", ["ecla", "astrosouks"])
def test_every_product_is_found_by_each_of_its_aliases(slug: str) -> None:
    products = example_shop(slug).tools.products

    missed = {
        alias: found
        for product in products
        for alias in product.aliases
        if product.sku not in (found := _found(products, alias))[1] or found[0] not in {"sure", "ask"}
    }

    assert missed == {}


def test_a_whole_alias_beats_words_in_common() -> None:
    pen, kit = _sold("Teeth Whitening Pen", "Bionic Kit")
    kit = replace(kit, aliases=("whitening kit",))

    assert _found((pen, kit), "whitening kit") == ("sure", ["bionic_kit"])


def test_products_that_match_equally_well_are_asked_about() -> None:
    assert _found(_sold("Hair Curler Blue", "Hair Curler Red"), "hair curler") == (
        "ask",
        ["hair_curler_blue", "hair_curler_red"],
    )


def test_a_word_beside_the_name_that_nothing_explains_makes_it_only_the_closest() -> None:
    heater = replace(_sold("Neck Heater")[0], aliases=("heater",))

    assert _found((heater, *_sold("Fly Trap")), "water heater") == ("near", ["neck_heater"])


def test_what_is_not_sold_is_not_found() -> None:
    assert _found(_sold("Neck Heater", "Fly Trap"), "samsung television")[0] == "none"


def test_joined_and_separated_words_meet() -> None:
    assert _found(_sold("Smart Door Bell", "Fly Trap"), "doorbell") == ("sure", ["smart_door_bell"])
    assert _found(_sold("Electric Toothbrush", "Fly Trap"), "tooth brush") == (
        "sure",
        ["electric_toothbrush"],
    )


@pytest.mark.parametrize(
    "said", ["how much is the green one?", "and the green one", "c'est combien la green"]
)
def test_a_colour_points_at_the_one_product_that_is_called_so(said: str) -> None:
    assert _found(_sold("Blue Kettle", "Green Kettle"), said) == ("sure", ["green_kettle"])


@pytest.mark.parametrize("said", ["do you have it in green?", "is it green"])
def test_a_colour_alone_names_nothing(said: str) -> None:
    assert _found(_sold("Blue Kettle", "Green Kettle"), said) == ("none", [])


def test_a_colour_of_several_points_at_none() -> None:
    assert _found(_sold("Green Mug", "Green Kettle"), "the green one") == ("none", [])


def test_the_index_of_a_shop_is_built_in_milliseconds() -> None:
    products = example_shop("astrosouks").tools.products
    index_of(products)

    best = min(_seconds_to_index(products) for _ in range(5))

    assert best < 0.05  # some 4 ms on a quiet machine


def test_an_index_that_is_kept_has_todays_prices() -> None:
    candle = _sold("Cedar Candle")[0]
    dearer = replace(candle, price=Money("USD", candle.price.minor + 100))
    index_of([candle])

    assert index_of([dearer]).products == (dearer,)


def _seconds_to_index(products: tuple[Product, ...]) -> float:
    began = time.perf_counter()
    index_of(products)
    return time.perf_counter() - began
