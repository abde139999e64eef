"""Carts made into draft orders: matched, counted by the catalogue, doubts told."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.money import MOST_MINOR, Money
from dragoman.catalogue.model import Product, Variant
from dragoman.orders.draft import draft_of, staff_words
from dragoman.orders.model import DraftOrder

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PEN = Product("pen", "Pen", Money("USD", 2000))
KIT = Product("kit", "Kit", Money("USD", 5500), stock="out")
BAGS = Product(
    "bags",
    "Bags",
    Money("USD", 100),
    variants=(Variant("ten", "10 bags", Money("USD", 100)), Variant("fifty", "50 bags", Money("USD", 400))),
)
PRODUCTS = [PEN, KIT, BAGS]


def draft(*items: dict[str, Any]) -> DraftOrder:
    made = draft_of({"items": list(items)}, PRODUCTS, currency="USD", source="message:1", at=AT)
    assert made is not None
    return made


def test_prices_are_the_catalogues_and_what_the_cart_said_is_kept() -> None:
    made = draft({"sku": "PEN ", "quantity": 3, "price": 1.5, "currency": "usd"})

    (line,) = made.lines
    assert (line.title, line.price, line.cart_price) == ("Pen", Money("USD", 2000), Money("USD", 150))
    assert (line.total, made.total, made.settled) == (Money("USD", 6000), Money("USD", 6000), True)
    assert "the cart said $1.50, the catalogue says $20" in staff_words(made)


def test_an_equal_price_is_no_doubt() -> None:
    assert draft({"sku": "pen", "quantity": 1, "price": 20, "currency": "USD"}).lines[0].doubts == ()


def test_what_has_no_one_price_is_not_counted() -> None:
    made = draft(
        {"sku": "gone", "quantity": 1}, {"sku": "bags", "quantity": 2}, {"sku": "pen", "quantity": 1}
    )

    assert [line.price for line in made.lines] == [None, None, Money("USD", 2000)]
    assert (made.total, made.settled) == (Money("USD", 2000), False)
    words = staff_words(made)
    assert "gone: not in the catalogue" in words
    assert "bags: comes in variants" in words
    assert "$20 without what has no price" in words


def test_a_variant_may_be_named_by_its_key() -> None:
    (line,) = draft({"sku": "fifty", "quantity": 1}).lines

    assert (line.title, line.price) == ("Bags, 50 bags", Money("USD", 400))


def test_out_of_stock_is_told() -> None:
    assert draft({"sku": "kit", "quantity": 1}).lines[0].doubts == ("out of stock",)


@pytest.mark.parametrize("quantity", [0, -1, 1.5, None, "2", True, 10**9, float("inf")])
def test_a_quantity_that_makes_no_sense_is_one_and_told(quantity: object) -> None:
    (line,) = draft({"sku": "pen", "quantity": quantity}).lines

    assert line.quantity == 1
    assert "taken as 1" in line.doubts[0]


def test_the_same_source_is_the_same_order() -> None:
    assert draft({"sku": "pen"}).id == draft({"sku": "kit"}).id


@pytest.mark.parametrize("cart", [{}, {"items": None}, {"items": []}, {"items": "?"}, {"items": [1]}])
def test_a_cart_with_nothing_in_it_is_no_order(cart: dict[str, Any]) -> None:
    assert draft_of(cart, PRODUCTS, currency="USD", source="x", at=AT) is None


_anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_items = st.lists(
    st.dictionaries(
        st.sampled_from(["sku", "quantity", "price", "currency"]), _anything | st.sampled_from(["pen", "USD"])
    ),
    max_size=5,
)


@given(items=_items)
def test_no_cart_crashes_it_and_every_line_can_be_stored(items: list[dict[str, Any]]) -> None:
    made = draft_of({"items": items}, PRODUCTS, currency="USD", source="x", at=AT)

    for line in made.lines if made else ():
        assert 0 < line.quantity < 2**31
        assert line.cart_price is None or 0 <= line.cart_price.minor <= MOST_MINOR
        assert line.sku
    if made:
        staff_words(made)
