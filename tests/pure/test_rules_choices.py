"""The rules agent helps to choose: by the shop's own rules, by comparing facts, by price; and it shows pictures."""

from dataclasses import replace

import pytest
from tests.support.agents import ShopInTest, example_shop, text_of

from dragoman.catalogue.model import Product
from dragoman.channels.content import ImageOut

ECLA = example_shop("ecla")
ASTRO = example_shop("astrosouks")


# --- which one for me -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("which one is best for me?", "main goal, time frame, tooth sensitivity"),
        ("ايا واحد احسن لالي", "الهدف، متى تريد النتيجة، حساسية الأسنان"),
        ("lequel me convient ?", "votre but, votre délai, sensibilité des dents"),
        ("shou btensa7oune", "main goal, time frame, tooth sensitivity"),
    ],
)
async def test_who_does_not_say_what_for_is_asked_what_the_shop_asks_first(said: str, asks: str) -> None:
    reply = await ECLA.asked(said)

    assert asks in text_of(reply)
    assert reply.trace["topics"] == ["need"]
    assert reply.state["asked"] == "need"


@pytest.mark.parametrize(
    ("said", "sku"),
    [
        ("8", "e20_bionic_kit"),
        ("maybe 5 out of 10", "purple_corrector"),
        ("2/10", "whitening_pen"),
        ("yellow", "purple_corrector"),
        ("wedding next week", "e20_bionic_kit"),
        ("سفر", "whitening_pen"),
        ("asfar", "purple_corrector"),
        ("un mariage", "e20_bionic_kit"),
    ],
)
async def test_the_answer_to_that_question_is_the_product_that_the_shops_rules_name(
    said: str, sku: str
) -> None:
    reply = await ECLA.asked(said, state={"asked": "need"})

    assert reply.trace["topics"] == ["recommend"]
    assert reply.trace["skus"] == [sku]


async def test_who_is_sensitive_is_not_advised_what_the_shop_excludes_then() -> None:
    reply = await ECLA.asked("my teeth are sensitive and i have a wedding, which one should i take?")

    assert "e20_bionic_kit" not in reply.trace["skus"]
    assert "Bionic" not in text_of(reply)


async def test_a_shop_without_rules_advises_nothing_of_its_own() -> None:
    reply = await ECLA.with_(extra={}).asked("which one is best for me, my teeth are yellow?")

    assert "recommend" not in reply.trace["topics"]


async def test_a_need_is_read_out_in_the_languages_that_the_shop_wrote_it_in() -> None:
    need = {"en": "yellow tint", "fr": "dents jaunes"}
    rules = {"by_need": [{"need": need, "product": "purple_corrector"}]}
    shop = ECLA.with_(extra={"recommendations": rules})

    assert "• dents jaunes: *Correcteur violet*" in text_of(await shop.asked("lequel choisir ?"))
    assert "yellow tint" not in text_of(await shop.asked("ايا واحد احسن لالي"))


async def test_rules_that_name_a_product_which_is_not_sold_are_passed_over() -> None:
    rules = {"by_need": [{"need": "yellow tint", "product": "gone"}], "ask_first": "main goal", "odd": [3]}

    reply = await ECLA.with_(extra={"recommendations": rules}).asked("which one for yellow teeth?")

    assert "recommend" not in reply.trace["topics"]


# --- comparing --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "what's the difference between the kit and the pen?",
        "شو الفرق بين الكيت والقلم",
        "quelle différence entre le kit et le stylo",
        "shou l far2 ben l kit wel pen",
        "kit vs pen",
    ],
)
async def test_a_comparison_is_made_of_the_facts_of_both(said: str) -> None:
    reply = await ECLA.asked(said)

    told = text_of(reply)
    assert reply.trace["topics"] == ["compare"]
    assert "$55" in told
    assert "$20" in told
    assert "LED" in told
    assert any(said in told for said in ("pocket-size", "بحجم الجيب", "de poche"))
    assert "Purple" not in told


async def test_what_was_spoken_of_is_compared_without_naming_it() -> None:
    first = await ASTRO.asked("how much is the drone and the labubu?")

    reply = await ASTRO.asked("which one is cheaper?", state=first.state)

    assert sorted(reply.trace["skus"]) == ["jet_drone", "labubu_big_into_magic_energy"]


async def test_the_cheapest_is_found_among_what_is_meant() -> None:
    everything = await ASTRO.asked("what's the cheapest thing you have?")
    toys = await ASTRO.asked("cheapest toy?")
    curlers = await ASTRO.asked("cheapest hair curler?")

    assert everything.trace["skus"] == ["lcd_panel_board"]
    assert toys.trace["skus"] == ["lcd_panel_board"]
    assert curlers.trace["skus"] == ["hair_curler_energymax"]


async def test_a_budget_is_kept_to() -> None:
    reply = await ASTRO.asked("do you have something under 10 dollars for the kitchen?")

    assert reply.trace["skus"] == []
    assert "$7" in text_of(reply)
    assert "$15" not in text_of(reply)


async def test_something_similar_is_of_the_same_kind_and_in_stock() -> None:
    first = await ASTRO.asked("how much is the spray mop?")

    reply = await ASTRO.asked("do you have something similar?", state=first.state)

    assert "Action Self-Squeezing Mop" in text_of(reply)


@pytest.mark.parametrize(
    ("shop", "said", "other"),
    [(ECLA, "how much is the astrosouks jet drone?", "astro"), (ASTRO, "عندكن قلم تبييض ecla؟", "ecla")],
)
async def test_another_shops_product_is_not_sold_here_and_that_shop_is_not_named(
    shop: ShopInTest, said: str, other: str
) -> None:
    reply = await shop.asked(said)

    assert set(reply.trace["topics"]) <= {"not_found", "near"}
    assert other not in text_of(reply).casefold()


async def test_what_is_not_sold_leads_to_the_closest_category() -> None:
    reply = await ASTRO.asked("do you sell laptops?")

    assert text_of(reply).startswith("We don't have that in our shop. The closest we have is in Tech:")
    assert reply.trace["skus"] == []


# --- what was asked before --------------------------------------------------------------------------


async def test_the_next_product_is_asked_the_same() -> None:
    first = await ASTRO.asked("can I see a picture of the drone?")

    reply = await ASTRO.asked("and the labubu?", state=first.state)

    assert reply.trace["topics"] == ["image"]
    assert reply.trace["skus"] == ["labubu_big_into_magic_energy"]


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("how big is the bottle?", "30 ml"),
        ("قديش حجمو", "30 ml"),
        ("quelle taille ?", "30 ml"),
        ("what does it look like, the colour?", "$26"),
    ],
)
async def test_a_trait_of_the_product_spoken_of_is_told_from_its_facts(said: str, fact: str) -> None:
    reply = await ECLA.asked(said, state={"product": "purple_corrector"})

    assert fact in text_of(reply)
    assert reply.trace["skus"] == ["purple_corrector"]


async def test_a_shop_that_wants_it_short_hears_only_what_was_asked() -> None:
    settings = {"brevity": {"max_sentences": 2}}
    short = replace(ASTRO, chatbot=replace(ASTRO.chatbot, settings=settings))
    long = replace(ASTRO, chatbot=replace(ASTRO.chatbot, settings={}))

    assert "It's in stock." not in text_of(await short.asked("does the drone have a camera?"))
    assert "It's in stock." in text_of(await long.asked("does the drone have a camera?"))
    assert "It's in stock." in text_of(await short.asked("is the drone in stock?"))


# --- pictures ---------------------------------------------------------------------------------------


def _pictured() -> ShopInTest:
    drone = next(product for product in ASTRO.tools.products if product.sku == "jet_drone")
    shown: Product = replace(
        drone, image_url="https://example.com/1.jpg", images=("https://example.com/2.jpg",)
    )
    return ASTRO.with_products(shown, *ASTRO.tools.products[:3])


async def test_a_product_in_focus_is_shown_once_with_its_price() -> None:
    shop = _pictured()

    first = await shop.asked("how much is the drone?")
    second = await shop.asked("is it in stock?", state=first.state)

    assert [message.kind for message in first.messages] == ["image"]
    assert isinstance(first.messages[0], ImageOut)
    assert "$29.99" in (first.messages[0].caption or "")
    assert [message.kind for message in second.messages] == ["text"]


async def test_further_pictures_are_for_who_asks() -> None:
    shop = _pictured()
    first = await shop.asked("how much is the drone?")

    reply = await shop.asked("more pictures please", state=first.state)

    urls = [message.url for message in reply.messages if isinstance(message, ImageOut)]
    assert urls == ["https://example.com/2.jpg"]
