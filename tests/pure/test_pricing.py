"""What a cart costs: offers, bundles, codes, delivery, stock, and what holds whatever is asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product as combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.agents import example_shop

from dragoman.base.money import MOST_MINOR, Money, format_money
from dragoman.catalogue.model import Offer, Product, Variant
from dragoman.orders.model import CartLine, Problem, Quote, Requoted
from dragoman.orders.pricing import (
    MOST_LINES,
    MOST_PIECES,
    delivery_to,
    percent_of,
    price_cart,
    unless_it_holds,
)
from dragoman.tenants.model import Delivery, DeliveryArea, ShopInfo

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ASTRO = example_shop("astrosouks").tools
ECLA = example_shop("ecla").tools


def usd(text: str) -> Money:
    return Money("USD", int(Decimal(text) * 100))


PEN = Product("pen", "Pen", usd("20"))
TAPE = Product(
    "tape",
    "Tape",
    usd("7"),
    offers=(Offer(2, total=usd("12")), Offer(3, total=usd("17")), Offer(5, total=usd("21"))),
)
SPEAKER = Product(
    "speaker", "Speaker", usd("19.99"), offers=(Offer(2, usd("18")), Offer(3, usd("17"))), stock="in"
)
SHIRT = Product(
    "shirt",
    "Shirt",
    usd("10"),
    variants=(
        Variant("red", "Red", usd("10"), quantity=4),
        Variant("blue", "Blue", usd("10")),
        Variant("silk", "Silk", usd("30")),
    ),
    offers=(Offer(3, usd("8")),),
)
ALL = (PEN, TAPE, SPEAKER, SHIRT)
PLAIN = ShopInfo(delivery=Delivery("all of Lebanon", usd("3"), usd("40"), (3, 4), "no"))
CODES: dict[str, Any] = {
    "promo_codes": [{"code": "TEN", "percent": 10}, {"code": "Odd", "percent": "12.5"}],
    "stacking": False,
}
WITH_CODES = replace(PLAIN, extra={"discounts": CODES})


def priced(
    *lines: CartLine,
    products: tuple[Product, ...] = ALL,
    shop: ShopInfo = PLAIN,
    code: str | None = None,
    city: str | None = None,
    currency: str = "USD",
) -> Quote | Problem:
    return price_cart(lines, products, shop, currency=currency, now=NOW, version=7, code=code, city=city)


def quoted(*lines: CartLine, **how: Any) -> Quote:
    quote = priced(*lines, **how)
    assert isinstance(quote, Quote), quote
    return quote


def total_of(product: Product, quantity: int) -> Money:
    return quoted(CartLine(product.sku, quantity), products=(product,), shop=ShopInfo()).subtotal


def test_a_quote_counts_lines_delivery_and_says_how_long_it_holds() -> None:
    quote = quoted(CartLine("pen"), CartLine("tape"))

    assert [str(line.total) for line in quote.lines] == ["$20", "$7"]
    assert (quote.subtotal, quote.delivery, quote.total) == (usd("27"), usd("3"), usd("30"))
    assert (quote.at, quote.expires_at - quote.at, quote.catalogue_version) == (NOW, timedelta(minutes=30), 7)


@pytest.mark.parametrize(("pieces", "cost"), [(1, "19.99"), (2, "36"), (3, "51"), (4, "68"), (10, "170")])
def test_a_unit_price_holds_for_every_piece_from_its_quantity_on(pieces: int, cost: str) -> None:
    assert total_of(SPEAKER, pieces) == usd(cost)


@pytest.mark.parametrize(
    ("pieces", "cost"),
    [
        (1, "7"),
        (2, "12"),
        (3, "17"),
        (4, "24"),
        (5, "21"),
        (6, "28"),
        (7, "33"),
        (8, "38"),
        (10, "42"),
        (11, "49"),
    ],
)
def test_bundles_are_combined_in_the_cheapest_way(pieces: int, cost: str) -> None:
    assert total_of(TAPE, pieces) == usd(cost)


def test_the_astrosouks_tape_costs_what_its_page_says() -> None:
    labubu = CartLine("labubu_big_into_magic_energy", 4)
    quote = quoted(labubu, products=ASTRO.products, shop=ASTRO.info)

    assert quote.subtotal == usd("55.47")  # three for 40.48 and one for 14.99
    assert quote.lines[0].unit is None
    assert quote.lines[0].list_unit == usd("14.99")


def test_pieces_of_one_price_count_together_whatever_their_variant() -> None:
    quote = quoted(CartLine("shirt", 2, "red"), CartLine("shirt", 1, "Blue"), CartLine("shirt", 3, "silk"))

    assert [(line.variant, str(line.total)) for line in quote.lines] == [
        ("red", "$16"),
        ("blue", "$8"),
        ("silk", "$90"),
    ]


def test_a_product_with_several_variants_must_be_chosen_from() -> None:
    assert priced(CartLine("shirt")) == Problem(
        "choose_variant", "shirt", "Shirt", choices=("Red", "Blue", "Silk")
    )
    assert priced(CartLine("shirt", 1, "green")) == priced(CartLine("shirt"))


def test_the_only_variant_is_taken() -> None:
    one = replace(SHIRT, variants=SHIRT.variants[2:])
    assert quoted(CartLine("shirt"), products=(one,)).lines[0].title == "Shirt, Silk"


def test_a_variant_named_by_key_and_by_title_is_one_line() -> None:
    quote = quoted(CartLine("shirt", 1, "silk"), CartLine("SHIRT", 2, "SILK"), CartLine("pen"))
    assert [(line.sku, line.quantity) for line in quote.lines] == [("shirt", 3), ("pen", 1)]


@pytest.mark.parametrize("code", ["ten", " TEN ", "TEN"])
def test_a_code_takes_its_percentage_off_what_no_offer_made_cheaper(code: str) -> None:
    quote = quoted(CartLine("pen"), CartLine("speaker", 2), shop=WITH_CODES, code=code)

    assert (quote.subtotal, quote.discount, quote.code) == (usd("56"), usd("2"), "TEN")
    assert quote.total == usd("54")


def test_codes_stack_on_offers_only_where_the_shop_says_so() -> None:
    stacking = replace(PLAIN, extra={"discounts": {**CODES, "stacking": True}})
    assert quoted(CartLine("speaker", 2), shop=stacking, code="TEN").discount == usd("3.60")
    assert priced(CartLine("speaker", 2), shop=WITH_CODES, code="TEN") == Problem("code_not_applicable")


def test_unknown_codes_are_told_and_none_is_made_up() -> None:
    assert priced(CartLine("pen"), shop=WITH_CODES, code="FREE") == Problem("unknown_code")
    assert priced(CartLine("pen"), code="TEN") == Problem("unknown_code")
    assert quoted(CartLine("pen"), shop=WITH_CODES, code="  ").discount == usd("0")


@pytest.mark.parametrize("percent", [0, -5, 101, "a lot", None, "nan"])
def test_a_code_without_a_sane_percentage_is_no_code(percent: object) -> None:
    shop = replace(PLAIN, extra={"discounts": {"promo_codes": [{"code": "X", "percent": percent}]}})
    assert priced(CartLine("pen"), shop=shop, code="x") == Problem("unknown_code")


@pytest.mark.parametrize(
    ("minor", "percent", "off"),
    [(1999, "10", 200), (1995, "10", 200), (1994, "10", 199), (5, "12.5", 1), (3, "12.5", 0)],
)
def test_percentages_round_half_up_to_the_minor_unit(minor: int, percent: str, off: int) -> None:
    assert percent_of(minor, Decimal(percent)) == off


def test_the_demo_codes_work_and_lira_have_no_decimals() -> None:
    assert quoted(
        CartLine("jet_drone"), products=ASTRO.products, shop=ASTRO.info, code="demo15"
    ).discount == usd("4.50")
    soap = Product("soap", "Soap", Money("LBP", 199_999))
    quote = quoted(CartLine("soap"), products=(soap,), shop=WITH_CODES, code="TEN", currency="LBP")
    assert (quote.discount, format_money(quote.total)) == (Money("LBP", 20_000), "179,999 LBP")


@pytest.mark.parametrize(
    ("rule", "fee"),
    [
        ({}, "0"),
        ({"free_from_is_inclusive": False}, "3"),
    ],
)
def test_delivery_is_free_from_the_amount_itself(rule: dict[str, Any], fee: str) -> None:
    shop = replace(PLAIN, delivery=replace(PLAIN.delivery, details=rule))
    assert quoted(CartLine("pen", 2), shop=shop).delivery == usd(fee)


def test_free_delivery_counts_what_is_left_after_the_discount_unless_told_otherwise() -> None:
    assert quoted(CartLine("pen", 2), shop=WITH_CODES, code="TEN").delivery == usd("3")
    lenient = replace(WITH_CODES.delivery, details={"free_from_counts": "subtotal"})
    assert quoted(CartLine("pen", 2), shop=replace(WITH_CODES, delivery=lenient), code="TEN").delivery == usd(
        "0"
    )


def test_a_fee_that_the_owner_has_not_confirmed_is_left_out_of_the_total() -> None:
    quote = quoted(CartLine("whitening_pen"), products=ECLA.products, shop=ECLA.info)
    assert (quote.delivery, quote.total) == (None, usd("20"))


def test_areas_may_have_fees_of_their_own() -> None:
    areas = (DeliveryArea("Beirut", usd("2")), DeliveryArea("Akkar", usd("6"), (4, 6)), DeliveryArea("Zahle"))
    shop = replace(PLAIN, delivery=replace(PLAIN.delivery, areas=areas))

    def fee(city: str | None) -> Money | None:
        return quoted(CartLine("pen"), shop=shop, city=city).delivery

    assert [fee("الاشرفية"), fee("Halba"), fee("Zahle"), fee("Saida"), fee(None)] == [
        usd("2"),
        usd("6"),
        usd("3"),
        usd("3"),
        usd("3"),
    ]


def test_an_area_is_found_in_whatever_a_customer_says() -> None:
    areas = (
        DeliveryArea("Kfar Yassine", usd("1"), (1, 1)),
        DeliveryArea("South Lebanon", usd("5")),
        DeliveryArea("-"),
    )
    rule = replace(PLAIN.delivery, areas=areas)

    assert delivery_to(rule, "near kfar yassine, main road").fee == usd("1")
    south = delivery_to(rule, "أنا بصيدا")
    assert (south.area, south.fee, south.days, south.areas) == ("South Lebanon", usd("5"), (3, 4), ())
    assert delivery_to(rule, "Beirut") == delivery_to(rule, None) == delivery_to(rule, "- -") == rule


def test_abroad_is_refused_asked_or_unknown_as_the_shop_says() -> None:
    assert priced(CartLine("pen"), city="Dubai") == Problem("not_delivered_there")
    asks = replace(PLAIN, delivery=replace(PLAIN.delivery, abroad="ask"))
    assert quoted(CartLine("pen"), shop=asks, city="Paris").delivery is None
    assert quoted(CartLine("pen"), city="Paris street, Beirut").delivery == usd("3")
    assert quoted(CartLine("pen"), city="Kfar Nowhere").delivery == usd("3")


def test_what_is_out_of_stock_or_too_few_is_told() -> None:
    out = replace(PEN, stock="out")
    counted = replace(PEN, stock="in", quantity=3)

    assert priced(CartLine("pen"), products=(out,)) == Problem("out_of_stock", "pen", "Pen", available=0)
    assert priced(CartLine("pen", 4), products=(counted,)) == Problem("not_enough", "pen", "Pen", available=3)
    assert quoted(CartLine("pen", 3), products=(counted,)).lines[0].quantity == 3
    assert priced(CartLine("shirt", 5, "red")) == Problem("not_enough", "shirt", "Shirt, Red", available=4)


def test_a_variant_may_be_out_alone_and_a_product_whole() -> None:
    gone = replace(SHIRT.variants[0], stock="out", quantity=0)
    shirt = replace(SHIRT, variants=(gone, *SHIRT.variants[1:]))
    told = priced(CartLine("shirt", 1, "red"), products=(shirt,))
    assert told == Problem("out_of_stock", "shirt", "Shirt, Red", available=0)
    assert quoted(CartLine("shirt", 1, "blue"), products=(shirt,)).subtotal == usd("10")
    whole = priced(CartLine("shirt", 1, "red"), products=(replace(SHIRT, stock="out"),))
    assert isinstance(whole, Problem)
    assert whole.kind == "out_of_stock"
    counted = replace(
        SHIRT, stock="out", quantity=0
    )  # the product's own count is not what a counted variant sells
    assert quoted(CartLine("shirt", 1, "red"), products=(counted,)).subtotal == usd("10")


def test_variants_share_the_pieces_that_their_product_counts() -> None:
    shirt = replace(SHIRT, quantity=3, variants=SHIRT.variants[1:])
    problem = priced(CartLine("shirt", 2, "blue"), CartLine("shirt", 2, "silk"), products=(shirt,))
    assert problem == Problem("not_enough", "shirt", "Shirt", available=3)


def test_what_makes_no_sense_is_refused() -> None:
    assert priced() == priced(CartLine("pen", 0)) == priced(CartLine("pen", -3)) == Problem("empty")
    assert priced(CartLine("ghost")) == Problem("unknown_product", "ghost")
    assert priced(CartLine("pen"), products=(replace(PEN, active=False),)) == Problem(
        "unknown_product", "pen"
    )
    assert priced(CartLine("pen", MOST_PIECES + 1)) == Problem(
        "too_many", "pen", "Pen", available=MOST_PIECES
    )
    assert priced(CartLine("pen"), currency="EUR") == Problem("other_currency", "pen", "Pen")
    gold = Product("gold", "Gold", Money("USD", MOST_MINOR))
    assert priced(CartLine("gold", 2), products=(gold,)) == Problem("too_many")
    many = [Product(f"p{n}", "P", usd("1")) for n in range(MOST_LINES + 1)]
    assert priced(*(CartLine(p.sku) for p in many), products=tuple(many)) == Problem(
        "too_many", available=MOST_LINES
    )


def test_a_quote_holds_until_it_expires_or_something_moves() -> None:
    quote = quoted(CartLine("pen"), CartLine("tape"))

    def now(
        products: tuple[Product, ...] = ALL, shop: ShopInfo = PLAIN, later: int = 0
    ) -> Requoted | Problem | None:
        at = NOW + timedelta(minutes=later)
        return unless_it_holds(quote, products, shop, city=None, now=at, version=8)

    assert now() is None
    assert now(later=29) is None
    expired, dearer = now(later=30), now((replace(PEN, price=usd("21")), TAPE))
    assert isinstance(expired, Requoted)
    assert expired.changed == ()
    assert expired.quote.total == quote.total
    assert isinstance(dearer, Requoted)
    assert dearer.changed == ("pen",)
    assert dearer.quote.total == usd("31")
    fee = now(shop=replace(PLAIN, delivery=replace(PLAIN.delivery, fee=usd("4"))))
    assert isinstance(fee, Requoted)
    assert fee.changed == ()
    assert fee.quote.delivery == usd("4")
    assert now((replace(PEN, stock="out"), TAPE)) == Problem("out_of_stock", "pen", "Pen", available=0)


# --- whatever is asked ---------------------------------------------------------------------------------

currencies = st.sampled_from(["USD", "LBP"])


@st.composite
def carts(draw: st.DrawFn) -> tuple[tuple[Product, ...], list[CartLine], str]:
    currency = draw(currencies)
    amounts = st.integers(0, 500_000).map(lambda minor: Money(currency, minor))
    offers = st.builds(
        lambda quantity, unit, amount: Offer(quantity, amount if unit else None, None if unit else amount),
        st.integers(2, 12),
        st.booleans(),
        amounts,
    )
    products = tuple(
        Product(f"p{n}", f"P{n}", draw(amounts), offers=tuple(draw(st.lists(offers, max_size=3))))
        for n in range(draw(st.integers(1, 4)))
    )
    skus = st.sampled_from([product.sku for product in products])
    lines = draw(st.lists(st.builds(CartLine, skus, st.integers(1, 40)), min_size=1, max_size=6))
    return products, lines, currency


@given(carts(), st.sampled_from([None, "TEN", "odd"]), st.randoms())
def test_totals_are_sums_and_the_order_of_lines_is_nothing(
    cart: tuple[tuple[Product, ...], list[CartLine], str], code: str | None, random: Any
) -> None:
    products, lines, currency = cart
    delivery = Delivery("Lebanon", Money(currency, 300), Money(currency, 4000))
    shop = ShopInfo(delivery=delivery, extra={"discounts": CODES})
    quote = priced(*lines, products=products, shop=shop, code=code, currency=currency)
    other = priced(
        *random.sample(lines, len(lines)), products=products, shop=shop, code=code, currency=currency
    )
    if isinstance(quote, Problem):
        assert isinstance(other, Problem)
        assert quote.kind == other.kind == "code_not_applicable"
        return
    assert isinstance(other, Quote)

    assert sum(line.total.minor for line in quote.lines) == quote.subtotal.minor
    assert quote.delivery is not None
    assert quote.total.minor == quote.subtotal.minor - quote.discount.minor + quote.delivery.minor
    assert 0 <= quote.discount.minor <= quote.subtotal.minor
    assert {*quote.lines} == {*other.lines}
    assert quote.total == other.total
    by_sku = {product.sku: product.price.minor for product in products}
    for line in quote.lines:
        assert 0 <= line.total.minor <= by_sku[line.sku] * line.quantity  # no offer makes anything dearer
        assert line.unit is None or line.unit.minor * line.quantity == line.total.minor
    assert all(money.currency == currency for money in (quote.total, quote.subtotal, quote.discount))


@given(carts(), st.integers(1, 20), st.integers(1, 20))
def test_bought_together_is_never_dearer_than_bought_apart(
    cart: tuple[tuple[Product, ...], list[CartLine], str], some: int, more: int
) -> None:
    products, _, currency = cart
    (first, *_) = products

    def cost(pieces: int) -> int:
        return quoted(
            CartLine(first.sku, pieces), products=products, shop=ShopInfo(), currency=currency
        ).total.minor

    assert cost(some + more) <= cost(some) + cost(more)


@given(
    st.integers(1, 12),
    st.integers(1, 300),
    st.lists(st.tuples(st.integers(2, 5), st.integers(1, 900)), max_size=3, unique_by=lambda o: o[0]),
)
def test_no_combination_of_bundles_is_cheaper_than_what_is_charged(
    pieces: int, price: int, bundles: list[tuple[int, int]]
) -> None:
    product = Product(
        "p", "P", Money("USD", price), offers=tuple(Offer(n, total=Money("USD", t)) for n, t in bundles)
    )
    charged = total_of(product, pieces).minor
    possible = [
        sum(times * total for times, (_, total) in zip(counts, bundles, strict=True)) + price * left
        for counts in combinations(*(range(pieces // n + 1) for n, _ in bundles))
        if (left := pieces - sum(times * n for times, (n, _) in zip(counts, bundles, strict=True))) >= 0
    ]
    assert charged == min(possible)
