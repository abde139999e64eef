"""What customers write as they speak: possessives in one word, slips, moods, and talk that leans on what was said.

Expectations as in ``tests/support/verdicts.py``. A line of a conversation is answered with the memory of the lines
before it.
"""

import re

import pytest
from tests.support.agents import ShopInTest, example_shop, text_of
from tests.support.verdicts import amounts_not_of, cases_of, what_is_wrong, wrong_in

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.cues import CUES, ITS
from dragoman.agents.rules.understand import read_clauses

ASTRO = example_shop("astrosouks")

ECLA_SAID = """
en | hii how mch is teh whitenning kit | product e20_bionic_kit
en | wat products u got | list
en | your kit burned my gums!!! | problem
en | this is bullshit | angry
en | cheapest product? | product whitening_pen
en | im 14 can i use the kit | safety
en | i wanna order 2 pens to tripoli pls | order whitening_pen
en | is there a promo for christmas | discount
en | can i use kit and corrector together | product e20_bionic_kit purple_corrector
en | does it work on crowns | safety
en | is it vegan | prompt
en | do you have a whatsapp | contact
en | i smoke alot which one should i use | recommend e20_bionic_kit
en | can i eat after | usage
en | how long until my teeth get white | results
en | where are u in jounieh exactly | location
en | i want a refund for my kit | returns
en | do you have the neck fan | not_found
ar | شو سعرو القلم | product whitening_pen
ar | القلم قديش حقو | product whitening_pen
ar | فيي رجعو اذا ما عجبني؟ | returns
ar | بدي حدا يحكيني | human
ar | خدمتكم سيئة جدا | angry
ar | الكيت خرب معي بعد يومين | problem
ar | بدي تنين قلم | order whitening_pen
ar | بدي شي يبيض سناني بسرعة | recommend purple_corrector
ar | عمري ١٥ فيي استعملو | safety
ar | طلبت الكيت وما وصل | order_status
ar | قديش حق القلم والمصحح سوا | product whitening_pen purple_corrector
fr | c'est nul votre service | angry
fr | je voudrais acheter deux stylos | order whitening_pen
fr | ça marche sur les couronnes ? | safety
arabizi | baddi tnen kit | order e20_bionic_kit
arabizi | kifo bista3mlo? | usage
arabizi | 3omre 15 fiye esta3mlo | safety
arabizi | ma 3ajabne l pen bade rajj3o | returns
arabizi | mar7aba fi menno l corrector | product purple_corrector
"""

ASTROSOUKS_SAID = """
en | wats the price of teh labubu n do u have it | product labubu_big_into_magic_energy
en | do u hav spray mop in stok | product spray_mop_2_in_1
en | what speakers do you have | which bone_conduction_speaker power_bank_speaker_3_in_1 rgb_magnetic_bluetooth_speaker
en | do you sell phone cases | not_found
en | something for my baby | list
en | i need a gift for my wife | list
en | where's my package? order 10234 | order_status
en | change my address in the order please | order_status
en | 2 nano tapes how much | product double_sided_tape_3_meter
en | i want to order a drone and a labubu to saida | order jet_drone labubu_big_into_magic_energy
en | which is better, silvercrest or the rechargeable curler | compare silvercrest_perfect_curl hair_curler_rechargeable
en | whats the difference between both hair curlers | compare hair_curler_energymax hair_curler_rechargeable
en | does the doorbell have night vision? | product smart_door_bell
en | is the toothbrush waterproof | product nevadent_electric_tooth_brush
en | how tall is the camping lamp | product multi_function_camping_lamp
en | do you have it in white | prompt
en | i live in dubai can i order | abroad
en | do u deliver to baalbak and how much | delivery
en | i heard you give 15% off for 3 items | discount
en | been waiting 10 days!!! | order_status
en | my doorbell doesnt connect to wifi | problem
en | stop messaging me | angry
en | idiot bot | abuse
en | r u human? | bot
en | can someone from your team answer me | human
en | nevermind | ack
en | what's good for cleaning jewelry | product ultrasonic_cleaner
en | DEMO10 | nothing
ar | شو سعرو المكنسة الصغيرة؟ | product 3_in_1_vacuum_cleaner
ar | اللابوبو حقو قديش | product labubu_big_into_magic_energy
ar | مرحبا، في عندكن عصارة؟ قديش سعرا | product electric_juicer_portable
ar | اللوح قديش حقو وفي منو؟ | product lcd_panel_board
ar | فيي بدلو اذا ما عجبني | returns
ar | بدي رد الغرض | returns
ar | بدي حدا يرد عليي | human
ar | ما بدي روبوت بدي حدا | human
ar | شو هالخدمة التعبانة | angry
ar | ما بيرد حدا عليي | angry
ar | كتير تأخرتو | order_status
ar | ما ضوى الجهاز | problem
ar | بدي اطلب تنين لابوبو | order labubu_big_into_magic_energy
ar | قديش بيكلفني الدرون مع التوصيل لصور | delivery
ar | السعر بالليرة او بالدولار؟ | payment
ar | انا من سوريا بتوصلولي؟ | abroad
ar | عندكن ادوات مطبخ؟ | list
ar | كم ثمن مجفف الشعر | product hair_dryer_brush_4_in_1
ar | متى يصل الطلب بعد الشراء؟ | delivery
ar | أود شراء فرشاة الأسنان الكهربائية | order nevadent_electric_tooth_brush
ar | مين معي؟ | bot
ar | الله يعطيكن العافية | thanks
ar | لا ما بدي خلص | ack
ar | وين بلاقي شغلكن | nothing
fr | je prends deux labubu | order labubu_big_into_magic_energy
fr | vous faites des remises ? | discount
fr | je cherche un cadeau pour un enfant de 5 ans | list
fr | le ventilateur de cou est dispo ? | product neck_fan
fr | je ne suis pas content du tout | angry
fr | le produit recu est different | problem
fr | garantie de combien ? | warranty
arabizi | l jhez ma 3am ydawwe | problem
arabizi | wsolne 8arad 8alat | problem
arabizi | baddi otlob tnen labubu | order labubu_big_into_magic_energy
arabizi | bade 7ada yrod 3layye | human
arabizi | wen sar l order | order_status
arabizi | kam byekhod wa2t la yosal 3a akkar | delivery
arabizi | ma badde shi shukran | thanks
arabizi | l labubu asleh walla la2 | authenticity
arabizi | btwaslo 3al emarat? | abroad
es | ¿cuánto cuesta el labubu? | product labubu_big_into_magic_energy
"""

CASES = cases_of(ecla=ECLA_SAID, astrosouks=ASTROSOUKS_SAID)

CONVERSATIONS = {
    "its price in Lebanese": """
        bone conduction speaker | product bone_conduction_speaker
        قديش سعرو؟ | product bone_conduction_speaker
        شو سعرو | product bone_conduction_speaker
        ثمنو؟ | product bone_conduction_speaker
        حقا قديش | product bone_conduction_speaker
        se3rou? | product bone_conduction_speaker
        2addeh 7a2a | product bone_conduction_speaker
        كيفو | product bone_conduction_speaker
        شو لونو؟ | product bone_conduction_speaker
        shou lono | product bone_conduction_speaker
        في منو؟ | product bone_conduction_speaker
        fi menna? | product bone_conduction_speaker""",
    "what is in it is asked of it": """
        بدي اسأل عن الدرون | product jet_drone
        فيه كاميرا؟ | product jet_drone
        fih camera? | product jet_drone
        does it have a camera | product jet_drone
        is it good for kids | product jet_drone
        how long does the battery last | product jet_drone
        تمام بدي واحد | order jet_drone""",
    "one of two": """
        smart scale | product smart_body_scale
        and the neck fan? | product neck_fan
        which one is cheaper | compare smart_body_scale neck_fan
        both | product smart_body_scale neck_fan
        i want the first one | product smart_body_scale
        and the other? | product neck_fan""",
    "the one that was not chosen": """
        how much is the mop | which action_self_squeezing_mop spray_mop_2_in_1
        the spray one | product spray_mop_2_in_1
        2 of them? | product spray_mop_2_in_1
        what's the difference | compare action_self_squeezing_mop spray_mop_2_in_1
        i'll take the first | order action_self_squeezing_mop""",
    "yes to two": """
        i want the drone and the labubu | product jet_drone labubu_big_into_magic_energy
        yes | order jet_drone labubu_big_into_magic_energy""",
    "a number instead of a yes": """
        I want the drone | product jet_drone
        03 123 456 | order jet_drone""",
}


@pytest.mark.parametrize(("slug", "language", "said", "expected"), CASES)
async def test_what_is_written_as_it_is_spoken_is_answered(
    slug: str, language: str, said: str, expected: str
) -> None:
    wrong = await what_is_wrong(example_shop(slug), said, expected)

    assert wrong is None


@pytest.mark.parametrize("lines", CONVERSATIONS.values(), ids=CONVERSATIONS.keys())
async def test_what_leans_on_what_was_said_is_answered(lines: str) -> None:
    state, wrong = {}, []
    for line in lines.strip().splitlines():
        said, expected = (cell.strip() for cell in line.split("|"))
        reply = await ASTRO.asked(said, state=state)
        state = dict(reply.state)
        wrong.append((said, wrong_in(ASTRO, reply, expected)))

    assert [(said, what) for said, what in wrong if what] == []


UNCONFIRMED = {
    "ecla": ("free", "in jounieh", "7 to 14", "2 to 3 weeks", "مجاني", "gratuit"),
    "astrosouks": ("two-week", "30 days", "14 days", "1 year", "6 months", "demo1", "%"),
}
OF_THE_OTHER = {"ecla": "astrosouks", "astrosouks": "ecla"}


@pytest.mark.parametrize("slug", ["ecla", "astrosouks"])
async def test_no_answer_holds_an_amount_a_promise_or_a_product_that_is_not_the_shops(slug: str) -> None:
    shop, theirs = example_shop(slug), example_shop(OF_THE_OTHER[slug])
    names = [re.compile(rf"\b{re.escape(product.name)}\b") for product in theirs.tools.products]

    for _, _, said, _ in CASES:  # what is said to the other shop too
        for where in (shop, shop.with_(languages={"arabizi": "ar"})):
            told = text_of(await where.asked(said))
            assert told.strip(), said
            assert amounts_not_of(where, told) == [], said
            assert [word for word in UNCONFIRMED[slug] if word in told.lower()] == [], said
            assert not any(name.search(told) for name in names), said


@pytest.mark.parametrize(
    ("said", "letters"),
    [("قديش سعرو اللابوبو؟", "سعر"), ("labubu combien ?", "est à"), ("labubu how much", " is ")],
)
async def test_the_answer_is_in_the_language_of_the_question(said: str, letters: str) -> None:
    assert letters in text_of(await _in_any_language().asked(said))


async def test_a_detail_that_is_not_written_down_is_checked_whoever_is_told_the_price() -> None:
    reply = await ASTRO.asked("do you have it in red", state={"product": "neck_fan"})

    assert reply.trace["skus"] == ["neck_fan"]
    assert reply.actions == (ActionRequest("confirm_fact", "detail of neck_fan"),)


async def test_a_question_beside_an_order_is_no_order() -> None:
    reply = await ASTRO.asked("I want to order the drone, is the neck fan rechargeable?")

    assert reply.state["cart"]["lines"] == [["jet_drone", 1, None]]


async def test_a_town_of_delivery_names_no_product_for_later() -> None:
    reply = await ASTRO.asked("how fast is delivery to saida")

    assert "product" not in reply.state


@pytest.mark.parametrize(
    "word", ["socks", "brown", "white", "modern", "writing", "fridge", "turned", "layer"]
)
def test_an_ordinary_word_is_no_slip_of_a_cue(word: str) -> None:
    (clause,) = read_clauses(f"do you have {word}")

    assert clause.intents == ("have",)


def test_a_cue_with_a_pronoun_is_known_under_each_of_its_spellings() -> None:
    prices = {cue[0] for cue in CUES["price"] if len(cue) == 1}

    assert {"سعر", "سعره", "سعرو", "سعرها", "سعرا", "se3r", "se3ro", "se3ra", "7a2ou"} <= prices
    assert "سعرو" in ITS
    assert "سعر" not in ITS


def _in_any_language() -> ShopInTest:
    return ASTRO.with_(languages={"arabizi": "en"})
