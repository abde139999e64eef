"""The rules agent and a shop's own questions, short follow-ups, and what a burst must not repeat."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from tests.support.agents import MIDDLE, NOON, ShopInTest, example_shop, sent, text_of

from dragoman.agents.base import ActionRequest, Line
from dragoman.agents.rules.faq import faq_asked, is_doubtful
from dragoman.agents.rules.index import index_of
from dragoman.agents.rules.scene import Scene
from dragoman.base.money import Money
from dragoman.catalogue.model import Product
from dragoman.channels.interactive import ButtonsOut, ListOut
from dragoman.tenants.model import Delivery, Faq

ECLA = example_shop("ecla")
ASTRO = example_shop("astrosouks")

BURN = Faq("burn", "How long does a candle burn?", "About 40 hours.")
WRAP = Faq("wrap", "Do you wrap gifts for birthdays?", "Yes, in red paper.", confirmed=False)


def _with_questions(*faqs: Faq) -> ShopInTest:
    candle = Product("candle", "Cedar Candle", Money("USD", 1800))
    return ASTRO.with_(languages={}, faqs=faqs).with_products(*ASTRO.tools.products, candle)


# --- the shop's own questions -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "How long does a candle burn?",
        "how long do candles burn",
        "hi! how long does a candel burn",
        "a candle, how long will it burn?",
        "how long does it burn?",
    ],
)
async def test_a_question_in_the_shops_words_comes_before_any_topic(said: str) -> None:
    reply = await _with_questions(BURN).asked(said)

    assert "About 40 hours." in text_of(reply)
    assert "deliver" not in text_of(reply)
    assert reply.actions == ()


async def test_a_product_named_in_the_question_is_the_one_spoken_of_next() -> None:
    reply = await _with_questions(Faq("fly", "How long does the drone fly?", "Ten minutes.")).asked(
        "how long does the jet drone fly and how much is it?"
    )

    assert "Ten minutes." in text_of(reply)
    assert "$29.99" in text_of(reply)


async def test_an_unconfirmed_answer_is_checked_and_not_stated() -> None:
    reply = await _with_questions(WRAP).asked("do you wrap birthday gifts?")

    assert "red" not in text_of(reply)
    assert reply.actions == (ActionRequest("confirm_fact", "question wrap"),)


@pytest.mark.parametrize("said", ["do you deliver?", "how much is delivery?", "how long does delivery take"])
async def test_a_general_question_keeps_the_answer_made_from_the_rule(said: str) -> None:
    reply = await ASTRO.asked(said)

    assert "Delivery is $3, and free from $40. It takes 3 to 4 days." in text_of(reply)


async def test_how_long_to_a_village_is_still_about_delivery() -> None:
    reply = await _with_questions(BURN).asked("how many days to Ehden?")

    assert "3 to 4 days" in text_of(reply)


async def test_a_duration_that_nobody_wrote_down_is_not_answered_with_another() -> None:
    reply = await ECLA.asked("how long do I leave it on?")

    assert "24 months" not in text_of(reply)


async def test_a_complaint_in_a_questions_words_is_a_complaint() -> None:
    reply = await ASTRO.asked("It does not work, what now?")

    assert [action.kind for action in reply.actions] == ["complaint"]


@pytest.mark.parametrize("said", list(permutations(["how", "long", "candle", "burn"])))
def test_the_order_of_words_does_not_matter(said: tuple[str, ...]) -> None:
    assert faq_asked(said, _scene(BURN), alone=0.85) == BURN


def test_other_words_beside_make_it_another_question() -> None:
    said = ("how", "long", "candle", "burn", "price", "kit", "refund")

    assert faq_asked(said, _scene(BURN), alone=0.85) is None


def test_a_bare_question_on_a_doubtful_topic_is_doubtful_and_a_narrower_one_is_its_own() -> None:
    bare, narrower = Faq("d", "Do you deliver?", "Yes."), Faq("s", "Do you deliver on Sundays?", "No.")
    scene = _scene(bare, narrower)

    assert is_doubtful(bare, scene)
    assert not is_doubtful(narrower, scene)


def _scene(*faqs: Faq) -> Scene:
    info = replace(ASTRO.tools.info, faqs=faqs, delivery=Delivery(confirmed=False))
    return Scene("en", "AstroSouks", index_of(ASTRO.tools.products), info)


# --- follow-ups -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["2 of them?", "قديش؟", "okay bade yeha", "تمام بدي ياها", "too expensive", "غالي"]
)
async def test_a_few_words_are_about_the_product_spoken_of(said: str) -> None:
    reply = await ASTRO.asked(said, state={"product": "jet_drone"})

    assert "$29.99" in text_of(reply)


async def test_both_are_those_just_offered() -> None:
    first = await ASTRO.asked("do you have a hair curler?")

    then = await ASTRO.asked("both", state=first.state)

    assert then.trace["skus"] == ["hair_curler_energymax", "hair_curler_rechargeable"]


async def test_a_trait_of_it_is_asked_for_and_not_looked_up_elsewhere() -> None:
    reply = await ASTRO.asked("is it rechargeable?", state={"product": "bag_sealer"})

    assert reply.trace["skus"] == ["bag_sealer"]
    assert reply.actions == (ActionRequest("confirm_fact", "detail of bag_sealer"),)


async def test_an_address_with_a_town_belongs_to_the_order() -> None:
    first = await ECLA.asked("I want to buy the kit")

    then = await ECLA.asked("my name is Rana Haddad, 03123456, Hamra, Sadat street", state=first.state)

    assert then.actions == (ActionRequest("confirm_fact", "delivery fee"),)
    assert then.state["cart"]["details"] == {
        "first_name": "Rana",
        "last_name": "Haddad",
        "phone": "+9613123456",
        "city": "Hamra",
        "address_line1": "Sadat street",
    }


# --- bursts -----------------------------------------------------------------------------------------


async def test_a_price_asked_before_the_name_is_told_with_the_rest() -> None:
    reply = await ECLA.asked("may I know the price and how to use the pen please?")

    assert "$20" in text_of(reply)
    assert "1. Clean the teeth." in text_of(reply)


async def test_politeness_is_not_answered_beside_a_question() -> None:
    reply = await ASTRO.asked("ok", "thanks", "how much is the bag sealer?")

    assert text_of(reply) == "*Bag Sealer* is $7 (was $11). It's in stock."


async def test_a_price_is_said_once() -> None:
    reply = await ECLA.asked("how much is the pen?", "I need it today")

    assert text_of(reply).count("$20") == 1


async def test_all_that_must_be_checked_is_one_sentence() -> None:
    reply = await ASTRO.asked("is there a warranty?", "how do I pay?", "how much is the drone?")

    assert text_of(reply).count("checking with our team") == 1
    assert "about the warranty and payment" in text_of(reply)
    assert len(reply.actions) == 2


# --- actions ----------------------------------------------------------------------------------------


async def test_staff_are_asked_for_a_fact_once() -> None:
    first = await ASTRO.asked("is there a warranty?")
    second = await ASTRO.asked("warranty??", state=first.state)
    other = await ASTRO.asked("and can I pay cash?", state=second.state)

    assert first.actions == (ActionRequest("confirm_fact", "warranty"),)
    assert second.actions == ()
    assert "checking with our team" in text_of(second)
    assert other.actions == (ActionRequest("confirm_fact", "payment"),)


async def test_staff_are_asked_again_once_they_have_written() -> None:
    first = await ASTRO.asked("is there a warranty?")
    answered = (*MIDDLE, Line(7, "staff", "text", "Two weeks.", NOON))

    again = await ASTRO.asked("is there a warranty?", state=first.state, history=answered)

    assert again.actions == (ActionRequest("confirm_fact", "warranty"),)


async def test_every_file_that_cannot_be_opened_is_told_of() -> None:
    first = await ASTRO.asked(sent("voice"))
    second = await ASTRO.asked(sent("voice"), state=first.state)

    assert first.actions == second.actions == (ActionRequest("unreadable", "voice"),)


async def test_what_is_remembered_of_actions_stays_small() -> None:
    state: dict[str, Any] = {}
    for product in ASTRO.tools.products:
        state = dict((await ASTRO.asked(f"photo of the {product.name}", state=state)).state)

    assert 0 < len(state["opened"]) <= 30


@pytest.mark.parametrize("opened", ["x", ["a"], {"confirm_fact:warranty": "one"}, {"a": None}])
async def test_a_spoilt_memory_is_forgotten(opened: Any) -> None:
    reply = await ASTRO.asked("is there a warranty?", state={"opened": opened})

    assert reply.actions == (ActionRequest("confirm_fact", "warranty"),)


# --- the phone --------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["what do you sell?", "speaker", "anything for hair?", "how much?", "قديش؟"])
@pytest.mark.parametrize("language", ["en", "ar", "fr"])
async def test_what_is_offered_fits_a_phone(said: str, language: str) -> None:
    reply = await ASTRO.with_(languages={"reply_in": [language]}).asked(said)

    (message,) = reply.messages
    assert isinstance(message, ButtonsOut | ListOut)
    titles = [
        option.title for option in (message.buttons if isinstance(message, ButtonsOut) else message.rows)
    ]
    limit, most = (20, 3) if isinstance(message, ButtonsOut) else (24, 10)
    assert len(titles) == len(set(titles)) <= most
    assert all(0 < len(title) <= limit for title in titles)
