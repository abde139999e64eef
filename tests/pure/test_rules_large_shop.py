"""The rules agent in a shop of thousands of products: the database searches, the agent reads what was found."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.support.agents import FixedTools, ShopInTest, example_shop, text_of

from dragoman.agents.rules.shelf import SMALL_SHOP
from dragoman.base.money import Money
from dragoman.catalogue.model import Product, SearchResult

ASTRO = example_shop("astrosouks")
COLOURS = ("Amber", "Cobalt", "Crimson", "Ivory", "Jade")
THINGS = ("Kettle", "Lantern", "Rucksack", "Teapot", "Umbrella")


@dataclass
class CountingTools(FixedTools):
    """Tools that count what was read."""

    read: list[int] = field(default_factory=list)

    async def list_products(self, limit: int = 500) -> Sequence[Product]:
        self.read.append(limit)
        return await FixedTools.list_products(self, limit)

    async def search_products(self, queries: Sequence[str], limit: int = 5) -> SearchResult:
        self.read.append(limit)
        return await FixedTools.search_products(self, queries, limit)


def _large(count: int = 5000) -> ShopInTest:
    products = tuple(
        Product(
            f"p{n}",
            f"{COLOURS[n % 5]} {THINGS[n // 5 % 5]} Series {1000 + n}",
            Money("USD", 1000 + n),
            category="outdoor",
            stock="in",
        )
        for n in range(count)
    )
    drone = next(product for product in ASTRO.tools.products if product.sku == "jet_drone")
    return replace(ASTRO, tools=CountingTools((*products, drone), ASTRO.tools.info))


async def test_a_product_far_down_a_large_catalogue_is_found() -> None:
    reply = await _large().asked("hi, how much is the drone and do you deliver to Tripoli?")

    assert reply.trace["skus"] == ["jet_drone"]
    assert "$29.99" in text_of(reply)
    assert "$3" in text_of(reply)


async def test_the_product_spoken_of_is_still_there_when_its_name_is_not_said() -> None:
    shop = _large()
    first = await shop.asked("jet drone")

    reply = await shop.asked("and how much is it?", state=first.state)

    assert reply.trace["skus"] == ["jet_drone"]


async def test_a_large_catalogue_is_never_read_whole() -> None:
    shop = _large()
    assert isinstance(shop.tools, CountingTools)

    await shop.asked("how much is the drone", "and the cobalt kettle?", "do you have a tent?")

    assert sum(shop.tools.read) < 2 * SMALL_SHOP


async def test_what_a_large_shop_does_not_sell_is_said_so() -> None:
    reply = await _large().asked("do you sell perfumes?")

    assert reply.trace["topics"] == ["not_found"]


async def test_a_turn_in_a_large_shop_takes_milliseconds() -> None:
    shop = _large()
    await shop.asked("how much is the drone")
    began = time.perf_counter()

    await shop.asked("how much is the drone")

    assert time.perf_counter() - began < 0.5  # some 30 ms on a quiet machine, the test's own search included
