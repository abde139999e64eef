"""What the tools cite is what the guard may rest on: all that is stated, nothing that is not confirmed."""

from dataclasses import replace
from decimal import Decimal

from tests.support.agents import example_shop

from dragoman.agents.evidence import Evidence
from dragoman.base.money import Money

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
