"""What goes wrong while an order is taken: each problem is said kindly, with a way on, and nothing is ordered by it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.support.agents import example_shop, text_of
from tests.support.dialogues import Talk, talk_of

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.agent import RulesAgent
from dragoman.agents.rules.ordering.state import Cart, kept_cart
from dragoman.base.errors import DatabaseUnavailable, FenceLost, Overtaken
from dragoman.base.money import Money
from dragoman.catalogue.model import Product
from dragoman.orders.model import CartLine, KnownCustomer, PlacedOrder, Problem, Requoted


async def _at_the_quote(talk: Talk, what: str = "I want to order 2 drones") -> str:
    await talk.say(what)
    return await talk.say("Rana Haddad", "Hamra, Beirut, Sadat street")


def _with(talk: Talk, **changed: Any) -> None:
    """The drone becomes this in the catalogue."""
    tools = talk.shop.tools
    tools.products = tuple(
        replace(product, **changed) if product.sku == "jet_drone" else product for product in tools.products
    )


async def test_a_price_that_moved_is_shown_and_asked_again() -> None:
    talk = talk_of("astrosouks")
    await _at_the_quote(talk)
    _with(talk, price=Money("USD", 3499))

    again = await talk.say("yes")
    assert talk.orders == []
    placed = await talk.say("yes")

    assert "A price has changed" in again
    assert "$69.98" in again
    assert "$69.98" in placed
    assert talk.orders[0].total == Money("USD", 6998)


async def test_a_quote_that_ran_out_is_shown_and_asked_again() -> None:
    talk = talk_of("astrosouks")
    await _at_the_quote(talk)
    talk.shop.tools.now += timedelta(days=30)

    again = await talk.say("yes")

    assert "Some time has passed" in again
    assert talk.orders == []
    assert "1001" in await talk.say("yes")


async def test_what_sells_out_before_the_yes_is_left_out_and_the_rest_is_asked_again() -> None:
    talk = talk_of("astrosouks")
    await _at_the_quote(talk, "I want to order a drone and a labubu")
    _with(talk, stock="out")

    again = await talk.say("yes")

    assert "*Jet Drone* is out of stock" in again
    assert "left it out" in again
    assert "Shall I place this order?" in again
    assert talk.orders == []
    await talk.say("yes")
    assert [line.sku for line in talk.orders[0].lines] == ["labubu_big_into_magic_energy"]


async def test_who_wants_more_than_there_is_is_asked_how_many_without_the_stock_being_told() -> None:
    talk = talk_of("astrosouks")
    _with(talk, quantity=3)

    told = await talk.say("I want to order 5 drones")
    then = await talk.say("2")

    assert "we don't have 5 of *Jet Drone*" in told
    assert "How many would you like instead?" in told
    assert "3" not in told
    assert "2 × *Jet Drone*" in then


async def test_a_shop_that_tells_its_stock_tells_it() -> None:
    talk = talk_of("astrosouks")
    info = talk.shop.tools.info
    talk.shop.tools.info = replace(info, extra={**info.extra, "stock_policy": {"say_numbers": True}})
    _with(talk, quantity=3)

    assert "We have 3." in await talk.say("I want to order 5 drones")


async def test_a_thousand_of_them_are_for_a_person() -> None:
    talk = talk_of("astrosouks")

    told = await talk.say("I want to order 5000 drones")

    assert "more of *Jet Drone* than I can take" in told
    assert [action.kind for action in talk.replies[-1].actions] == ["order"]
    assert "3 × *Jet Drone*" in await talk.say("3")


async def test_a_product_that_is_gone_is_said_so() -> None:
    talk = talk_of("astrosouks")
    await _at_the_quote(talk, "I want to order a drone and a labubu")
    _with(talk, active=False)

    told = await talk.say("yes")

    assert "not on sale any more" in told
    assert talk.orders == []


@pytest.mark.parametrize("problem", ["no_such_quote", "not_yet_confirmed", "missing_fields", "bad_phone"])
async def test_whatever_keeps_an_order_from_being_placed_it_goes_on(problem: Any) -> None:
    talk = talk_of("astrosouks")
    await _at_the_quote(talk)
    fields = {"missing_fields": ("address_line1",), "bad_phone": ("phone",)}.get(problem, ())
    talk.shop = replace(talk.shop, tools=_Refusing.like(talk, Problem(problem, fields=fields)))

    told = await talk.say("yes")

    assert talk.orders == []
    assert "?" in told
    answer = {"missing_fields": "Sadat street 5", "bad_phone": "03 123 456"}.get(problem)
    if answer:
        assert "Shall I place this order?" in await talk.say(answer)


class _Refusing(type(example_shop("ecla").tools)):  # type: ignore[misc]
    """Tools that refuse to place an order."""

    problem: Problem

    @classmethod
    def like(cls, talk: Talk, problem: Problem) -> "_Refusing":
        tools = cls(**{name: getattr(talk.shop.tools, name) for name in talk.shop.tools.__dataclass_fields__})
        tools.problem = problem
        return tools

    async def place_order(
        self, quote_id: UUID, details: Mapping[str, str]
    ) -> PlacedOrder | Requoted | Problem:
        return self.problem


class _Broken(type(example_shop("ecla").tools)):  # type: ignore[misc]
    """Tools whose quotes fail."""

    error: Exception

    async def quote(self, *given: Any, **named: Any) -> Any:
        raise self.error


def _broken(error: Exception) -> Talk:
    talk = talk_of("astrosouks")
    tools = _Broken(talk.shop.tools.products, talk.shop.tools.info)
    tools.error = error
    talk.shop = replace(talk.shop, tools=tools)
    return talk


async def test_where_a_tool_fails_a_person_takes_the_order() -> None:
    talk = _broken(RuntimeError("down"))

    told = await talk.say("I want to order the drone")

    assert "a person will take your details" in told
    assert talk.replies[-1].actions == (ActionRequest("order", "the customer wants to order jet_drone"),)


@pytest.mark.parametrize(
    "error", [FenceLost("gone"), Overtaken("taken over"), DatabaseUnavailable("no answer")]
)
async def test_who_lost_the_turn_says_nothing(error: Exception) -> None:
    with pytest.raises(type(error)):
        await _broken(error).say("I want to order the drone")


# --- what is known ------------------------------------------------------------------------------------

LAST_TIME = KnownCustomer(
    "+9613123456",
    "Rana",
    {
        "first_name": "Rana",
        "last_name": "Haddad",
        "phone": "+9613123456",
        "city": "Beirut",
        "address_line1": "Sadat street 5",
        "province": "Beirut",
    },
)


async def test_a_returning_customer_confirms_what_is_known() -> None:
    talk = talk_of("astrosouks", known=LAST_TIME)

    told = await talk.say("I want to order the drone")
    changed = await talk.say("no, another address")
    moved = await talk.say("Tripoli, Azmi street")
    await talk.say("yes")

    assert "Deliver to: Sadat street 5, Beirut 1100, Lebanon (as last time)" in told
    assert "Shall I place this order?" in told
    assert "deliver" in changed
    assert "as last time" not in moved
    assert talk.orders[0].details["city"] == "Tripoli"


async def test_who_writes_from_abroad_to_a_shop_at_home_is_asked_for_a_number() -> None:
    talk = talk_of("astrosouks", known=KnownCustomer("+33612345678", "Rana Haddad"))

    told = await talk.say("I want to order the drone")
    bad = await talk.say("+33 6 12 34 56 78")
    good = await talk.say("71 123 456")

    assert "Which phone number" in told
    assert "couldn't use that number" in bad
    assert "deliver" in good


@pytest.mark.parametrize("profile", ["🌸", "xX_star_Xx99", "Mom", None])
async def test_a_profile_name_that_is_no_name_is_asked_for(profile: str | None) -> None:
    talk = talk_of("astrosouks", known=KnownCustomer("+9613123456", profile))
    turn = replace(talk.shop.turn("I want to order the drone"), contact_name=profile)

    told = text_of(await RulesAgent().answer(turn, talk.shop.tools))

    assert "What is your first and last name?" in told


async def test_what_is_never_to_be_asked_for_is_not() -> None:
    talk = talk_of("astrosouks", known=KnownCustomer(None, None))
    said = [
        await talk.say(words)
        for words in ("order the drone", "Rana Haddad", "03 123 456", "Hamra, Beirut, Sadat street", "yes")
    ]

    asked = "\n".join(said).lower()
    assert not any(word in asked for word in ("email", "e-mail", "country", "province", "postal"))
    assert len(talk.orders) == 1


async def test_a_field_of_the_shops_own_is_asked_for_in_its_words() -> None:
    talk = talk_of("astrosouks", known=LAST_TIME)
    info = talk.shop.tools.info
    form = {
        **info.extra["order_form"],
        "required_fields": ["first_name", "phone", "city", "address_line1", "ring_size"],
        "questions": {"ring_size": {"en": "What is your ring size?"}},
    }
    talk.shop.tools.info = replace(info, extra={**info.extra, "order_form": form})

    told = await talk.say("order the drone")
    quoted = await talk.say("17 and a half")
    await talk.say("yes")

    assert "What is your ring size?" in told
    assert "Ring size: 17 and a half" in quoted
    assert talk.orders[0].details["ring_size"] == "17 and a half"


# --- orders that are placed ---------------------------------------------------------------------------


async def test_an_order_is_followed_and_cancelled_until_it_is_packed() -> None:
    talk = talk_of("astrosouks")
    await _at_the_quote(talk)
    await talk.say("yes")

    status = await talk.say("what is the status of order 1001?")
    asked = await talk.say("can I cancel my order?")
    kept = await talk.say("no")
    changed = await talk.say("change the address of my order")
    actions = talk.replies[-1].actions
    cancelled = await talk.say("cancel my order")

    assert "Your order *1001* is received." in status
    assert "Shall I cancel order *1001*?" in asked
    assert "stays as it is" in kept
    assert "can't change an order that is placed" in changed
    assert [action.kind for action in actions] == ["order"]
    assert "order *1001* is cancelled" in cancelled
    assert talk.orders[0].status == "cancelled"


async def test_what_is_packed_is_for_a_person_to_cancel() -> None:
    talk = talk_of("astrosouks")
    await _at_the_quote(talk)
    await talk.say("yes")
    talk.orders[0] = replace(talk.orders[0], status="packed")

    told = await talk.say("cancel order 1001")

    assert "can't cancel it myself" in told
    assert talk.orders[0].status == "packed"
    assert [action.kind for action in talk.replies[-1].actions] == ["order"]


async def test_an_order_that_is_not_theirs_is_not_found() -> None:
    talk = talk_of("astrosouks")

    told = await talk.say("where is order 1002?")

    assert "can't find an order 1002 of yours" in told
    assert [action.kind for action in talk.replies[-1].actions] == ["order_status"]


async def test_a_new_order_after_a_finished_one_starts_fresh() -> None:
    talk = talk_of("astrosouks")
    await _at_the_quote(talk)
    await talk.say("yes")

    told = await talk.say("I want to order a labubu")

    assert "1 × *Labubu" in told
    assert "Jet Drone" not in told


def test_the_drone_is_what_these_tests_think() -> None:
    drone: Product = next(p for p in example_shop("astrosouks").tools.products if p.sku == "jet_drone")

    assert drone.price == Money("USD", 2999)
    assert drone.offers == ()


async def test_what_another_agent_left_is_shown_before_a_yes_counts() -> None:
    talk = talk_of("astrosouks", known=LAST_TIME)
    talk.state = {"cart": kept_cart(Cart((CartLine("jet_drone", 2),)))}

    shown = await talk.say("yes")
    assert talk.orders == []
    await talk.say("yes")

    assert "2 × *Jet Drone*" in shown
    assert "Sadat street 5, Beirut" in shown
    assert [line.quantity for line in talk.orders[0].lines] == [2]
