"""What the rules agent says of the shop's facts, and what it leaves unsaid until somebody knows."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.agents import example_shop, text_of

from dragoman.agents.base import ActionRequest
from dragoman.base.money import Money
from dragoman.catalogue.model import Product
from dragoman.channels.content import ImageOut
from dragoman.tenants.model import Delivery, DeliveryArea, Faq, Policy

ECLA = example_shop("ecla")
ASTRO = example_shop("astrosouks")
IN_ANY_LANGUAGE = {"arabizi": "en"}


def _usd(dollars: int) -> Money:
    return Money("USD", dollars * 100)


def _lamp(**changes: Any) -> Product:
    return replace(Product("lamp", "Desk Lamp", _usd(30)), **changes)


async def _told(product: Product, said: str) -> str:
    return text_of(await ECLA.with_products(product, Product("mug", "Blue Mug", _usd(9))).asked(said))


async def test_every_variant_is_priced() -> None:
    text = text_of(await ASTRO.asked("how much is the powerful blower?"))

    assert "1 Battery $32" in text
    assert "2 Battery $37" in text


async def test_stock_is_said_only_when_the_shop_counts_it() -> None:
    assert "in stock" in await _told(_lamp(stock="in"), "do you have the desk lamp?")
    assert "out of stock" in await _told(_lamp(stock="out"), "do you have the desk lamp?")
    assert "stock" not in await _told(_lamp(), "do you have the desk lamp?")


async def test_stock_that_nobody_counts_is_checked_when_asked_for() -> None:
    reply = await ECLA.asked("is the pen in stock?")

    assert "check with our team" in text_of(reply)
    assert reply.actions == (ActionRequest("confirm_fact", "stock of whitening_pen"),)


async def test_offers_are_told_only_when_asked_for() -> None:
    asked = text_of(await ASTRO.asked("any discount if I buy 2 whisks?"))
    plain = text_of(await ASTRO.asked("how much is the whisk?"))

    assert "2 for $18 each, 3 for $17 each" in asked
    assert "$18" not in plain


async def test_a_discount_that_does_not_exist_is_not_promised() -> None:
    reply = await ECLA.asked("can I have a discount on the kit?")

    assert "no special offer" in text_of(reply)
    assert [action.kind for action in reply.actions] == ["discount"]
    assert "%" not in text_of(reply)


@pytest.mark.parametrize("said", ["do you deliver?", "how much is delivery?", "delivery time?"])
async def test_an_unconfirmed_delivery_rule_is_checked_and_not_stated(said: str) -> None:
    reply = await ECLA.asked(said)

    assert reply.actions == (ActionRequest("confirm_fact", "delivery"),)
    assert "free" not in text_of(reply).lower()
    assert reply.hand_to_human is None


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("is there a warranty?", "warranty"),
        ("what is your return policy", "returns"),
        ("how can I pay?", "payment"),
    ],
)
async def test_an_unconfirmed_policy_is_checked_and_not_stated(said: str, topic: str) -> None:
    reply = await ASTRO.asked(said)

    assert reply.actions == (ActionRequest("confirm_fact", topic),)
    assert not any(figure in text_of(reply) for figure in ("30", "14", "two-week"))


async def test_an_answer_on_an_unconfirmed_topic_is_not_stated_either() -> None:
    shop = ECLA.with_(
        policies={"warranty": Policy("warranty", {"en": "One year."}, confirmed=False)},
        faqs=(Faq("w", "Is there a warranty?", "Yes, one year."),),
    )

    reply = await shop.asked("Is there a warranty?")

    assert "year" not in text_of(reply)
    assert reply.actions == (ActionRequest("confirm_fact", "warranty"),)


async def test_a_confirmed_policy_is_stated_in_the_customers_language() -> None:
    shop = ECLA.with_(
        languages=IN_ANY_LANGUAGE, policies={"hours": Policy("hours", {"en": "9 to 5.", "ar": "من 9 إلى 5."})}
    )

    assert "9 to 5." in text_of(await shop.asked("when are you open?"))
    assert "من 9 إلى 5." in text_of(await shop.asked("شو دوامكم؟"))


async def test_a_question_that_the_shop_has_answered_is_answered_so() -> None:
    reply = await ECLA.asked("Can a child use it?")

    assert text_of(reply) == "We do not recommend it under 16."


async def test_what_the_delivery_rule_leaves_open_is_checked() -> None:
    shop = ECLA.with_(delivery=Delivery(area="Lebanon", fee=_usd(3)))

    reply = await shop.asked("how many days does delivery take?")

    assert "Delivery is $3" in text_of(reply)
    assert reply.actions == (ActionRequest("confirm_fact", "delivery time"),)


async def test_a_place_abroad_is_told_apart_from_a_town_at_home() -> None:
    home = text_of(await ASTRO.asked("do you deliver to Zahle?"))
    abroad = text_of(await ASTRO.asked("do you deliver to Paris?"))

    assert "Delivery is $3" in home
    assert abroad == "We don't deliver abroad. We deliver to all of Lebanon."


async def test_a_picture_is_sent_when_there_is_one_and_asked_for_when_not() -> None:
    with_one = ECLA.with_products(_lamp(image_url="https://shop.example/lamp.jpg"))

    sent_one = await with_one.asked("send me a picture of the desk lamp")
    asked_for = await ECLA.asked("do you have a photo of the pen?")

    (image,) = sent_one.messages
    assert image == ImageOut("https://shop.example/lamp.jpg", "*Desk Lamp* is $30.")
    assert asked_for.actions == (ActionRequest("confirm_fact", "picture of whitening_pen"),)


async def test_it_asks_for_the_product_spoken_of_and_not_for_one_with_that_colour_in_its_name() -> None:
    first = await ASTRO.asked("do you have the drone?")

    then = await ASTRO.asked("do you have it in black?", state=first.state)

    assert then.trace["skus"] == ["jet_drone"]


async def test_a_feature_that_is_asked_about_is_told() -> None:
    assert "Beginner friendly." in text_of(await ASTRO.asked("is the drone good for beginners?"))


async def test_a_name_with_markup_cannot_break_the_formatting() -> None:
    text = await _told(_lamp(name="Desk *Lamp*  _X_"), "desk lamp")

    assert "*Desk Lamp X* is $30." in text


async def test_delivery_to_a_place_has_the_fee_and_time_of_its_area() -> None:
    areas = (DeliveryArea("Beirut", _usd(2), (1, 2)), DeliveryArea("Akkar", _usd(6)))
    shop = ASTRO.with_(delivery=replace(ASTRO.tools.info.delivery, areas=areas))

    beirut = text_of(await shop.asked("how much is delivery to Achrafieh?"))
    akkar = text_of(await shop.asked("combien coûte la livraison à Halba ?"))
    tyre = text_of(await shop.asked("how much is delivery to Tyre?"))
    anywhere = text_of(await shop.asked("how much is delivery?"))

    assert ("$2" in beirut, "$6" in beirut, "1 to 2" in beirut) == (True, False, True)
    assert ("$6" in akkar, "$2" in akkar) == (True, False)
    assert "$3" in tyre
    assert "Beirut: $2; Akkar: $6." in anywhere
