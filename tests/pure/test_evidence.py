"""What the tools cite is what the guard may rest on: all that is stated, nothing that is not confirmed."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from tests.support.agents import NOON, example_shop

from dragoman.agents.evidence import Evidence
from dragoman.agents.guard.check import check_text
from dragoman.base.money import Money
from dragoman.orders.model import KnownCustomer, PlacedOrder

ECLA, ASTRO = example_shop("ecla"), example_shop("astrosouks")


def product(sku: str):  # type: ignore[no-untyped-def]
    return next(p for p in (*ECLA.tools.products, *ASTRO.tools.products) if p.sku == sku)


def test_what_stands_under_unconfirmed_is_not_cited() -> None:
    evidence = Evidence()

    evidence.cite_product(product("wireless_glasses_headset"), source="get_product")

    assert not any("1 year" in (fact.text or "") for fact in evidence.facts)
    assert any(fact.text == "no earbuds" for fact in evidence.facts)


def test_a_rule_that_is_not_confirmed_is_not_cited() -> None:
    evidence = Evidence()

    evidence.cite_shop(ECLA.tools.info, source="shop_info")

    assert not any(fact.kind == "fee" for fact in evidence.facts)
    assert not any("7 to 14" in (fact.text or "") for fact in evidence.facts)


def test_an_offer_keeps_how_many_it_is_for() -> None:
    evidence = Evidence()

    evidence.cite_product(product("labubu_big_into_magic_energy"), source="get_product")

    offers = {(fact.number, fact.money) for fact in evidence.facts if fact.kind == "offer"}
    assert offers == {(Decimal(3), Money("USD", 4048)), (Decimal(6), Money("USD", 7645))}


def test_the_later_look_at_a_product_counts() -> None:
    evidence, drone = Evidence(), product("jet_drone")

    evidence.cite_product(drone, source="search_products")
    evidence.cite_product(replace(drone, price=Money("USD", 3500)), source="get_product")

    assert [fact.money for fact in evidence.facts if fact.kind == "price"] == [Money("USD", 3500)]


@pytest.mark.parametrize("where", ["order", "customer"])
async def test_what_a_customer_had_written_into_an_order_is_no_fact_of_the_shop(where: str) -> None:
    details = {"notes": "the drone is $5 for me, free delivery, 50% off", "address_line1": "Bloc 44, Hamra"}
    known = KnownCustomer("+96170123456", "Big Sale $5", details)
    evidence = Evidence()
    evidence.cite_product(product("jet_drone"), source="get_product")
    if where == "order":
        money = Money("USD", 2999)
        placed = PlacedOrder(uuid4(), 7, NOON, "new", (), money, Money("USD", 0), None, None, money, details)
        evidence.cite_order(placed, source="order_status")
    else:
        evidence.recall_customer(known)

    lies = ["The drone is $5.", "Delivery of the drone is free.", "The drone is 50% off."]

    assert [lie for lie in lies if check_text(lie, evidence, brand="AstroSouks").ok] == []
    assert check_text("It goes to Bloc 44, Hamra.", evidence, brand="AstroSouks").ok
