"""What one message does to an order: at its beginning, at the quote, while a name or an address is asked for."""

import pytest
from tests.support.dialogues import Talk, messages_of, talk_of

AT_THE_QUOTE = {
    "en": ("I want to order 2 drones", "Rana Haddad", "Hamra, Beirut, Sadat street"),
    "ar": ("بدي اطلب الدرون", "رنا حداد", "بيروت الحمرا شارع السادات"),
    "fr": ("je veux commander le drone", "Marie Nader", "Beyrouth, rue Hamra 5"),
    "arabizi": ("badde otlob l drone", "esme Hala Saab", "beirut hamra share3 sadat"),
}
AT_THE_NAME = {"en": ("I want to order 2 drones",)}
AT_THE_ADDRESS = {"en": ("I want to order 2 drones", "Rana Haddad")}
NOTHING_SAID = {"en": (), "ar": (), "fr": (), "arabizi": ()}
ABOUT_THE_DRONE = dict.fromkeys(("en", "ar", "fr", "arabizi"), ("how much is the drone?",))

# language | said | what comes of it: ``ordered``, ``none`` (no order under way), or the pieces in the cart; then what
# is asked next, where that is the point.
QUOTE = """
en | finally 3 | drone*3 confirm
en | make them 5 | drone*5 confirm
en | no make it 1 | drone*1 confirm
en | can I have 4 instead | drone*4 confirm
en | one more drone | drone*3 confirm
en | add 2 more | drone*4 confirm
en | plus a fly trap | drone*2 fly*1 confirm
en | and a neck fan | drone*2 neck*1 confirm
en | and the neck fan? | drone*2 confirm
en | yes and add a labubu | drone*2 labubu*1 confirm
en | I want the neck fan | drone*2 neck*1 confirm
en | remove one drone | drone*1 confirm
en | remove both drones | none
en | I don't want the drones | none
en | cancel order | none
en | changed my mind | none
en | yes!!! | ordered
en | okay thank you | ordered
en | sounds good | ordered
en | yes please confirm the order | ordered
en | confrm | ordered
en | y | ordered
en | ok cool | ordered
en | cool | drone*2 confirm
en | nice | drone*2 confirm
en | thanks | drone*2 confirm
en | no thank you | drone*2 confirm
en | not now | drone*2 confirm
en | hold on | drone*2 confirm
en | yes but wait | drone*2 confirm
en | yes if the delivery is free | drone*2 confirm
en | how much total? | drone*2 confirm
en | is it free delivery? | drone*2 confirm
en | why so expensive | drone*2 confirm
en | wrong name | drone*2 name
en | the address is wrong | drone*2 address
en | change city to Saida | drone*2 address
ar | اكيد | ordered
ar | نعم من فضلك | ordered
ar | أكد الطلب | ordered
ar | تمام يسلمو | ordered
ar | خلص | drone*1 confirm
ar | لا | drone*1 confirm
ar | بعدين | drone*1 confirm
ar | مش هلق | drone*1 confirm
ar | بطلت | none
ar | الغيلي الطلب | none
ar | خليهن ٢ | drone*2 confirm
ar | زيدلي لابوبو | drone*1 labubu*1 confirm
ar | ولابوبو | drone*1 labubu*1 confirm
ar | بدي كمان واحد | drone*2 confirm
ar | شيل الدرون | none
ar | غيرلي العنوان | drone*1 address
ar | بدي غير الرقم | drone*1 phone
ar | قديش المجموع | drone*1 confirm
ar | غالي | drone*1 confirm
fr | ouais | ordered
fr | c'est parfait | ordered
fr | je confirme la commande | ordered
fr | non merci | drone*1 confirm
fr | pas encore | drone*1 confirm
fr | plutôt deux | drone*2 confirm
fr | finalement trois | drone*3 confirm
fr | et un labubu | drone*1 labubu*1 confirm
fr | sans le drone | none
fr | annulez la commande | none
fr | changez l'adresse | drone*1 address
fr | combien au total ? | drone*1 confirm
arabizi | eh please | ordered
arabizi | 2akid | ordered
arabizi | yalla | ordered
arabizi | la2 | drone*1 confirm
arabizi | la | drone*1 confirm
arabizi | natre | drone*1 confirm
arabizi | batalet | none
arabizi | khalliyon 2 | drone*2 confirm
arabizi | badde kamen labubu | drone*1 labubu*1 confirm
arabizi | w labubu | drone*1 labubu*1 confirm
arabizi | chil l drone | none
arabizi | ghayyerle l 3enwen | drone*1 address
arabizi | ghale ktir | drone*1 confirm
"""

NAME = """
en | Haddad | drone*2 address
en | Rana | drone*2 name
en | رنا | drone*2 name
en | José Pérez | drone*2 address
en | Nour El Din | drone*2 address
en | Mrs. Rana Haddad | drone*2 address
en | drone | drone*2 name
en | ok | drone*2 name
en | no | drone*2 name
en | lol | drone*2 name
en | 2 | drone*2 name
en | make it 3 | drone*3 name
en | and a labubu | drone*2 labubu*1 name
en | how much is delivery | drone*2 name
en | Rana Haddad, Hamra street Beirut | drone*2 confirm
"""

ADDRESS = """
en | Hamra | drone*2 address
en | I'm in Tripoli | drone*2 address
en | home | drone*2 address
en | I will send location | drone*2 address
en | Dubai | drone*2 address
en | can you deliver to Akkar | drone*2 address
en | near the big mosque in Tripoli | drone*2 confirm
en | Paris street, Beirut | drone*2 confirm
en | 11-2233 riad el solh Beirut | drone*2 confirm
en | Jdeideh, near city mall, bldg 5, floor 2, my number 71222333 | drone*2 confirm
en | ساكن بطرابلس حد القلعة | drone*2 confirm
en | ana bi jounieh 7ad l ma3had | drone*2 confirm
en | remove the drones | none
"""

BEGINNING = """
en | I'd like 2 jet drones and 1 neck fan delivered to Tripoli | drone*2 neck*1
en | get me the drone | drone*1
en | id like to odrer 2 dronez | drone*2
en | wnna order labubu x3 | labubu*3
en | a dozen labubus please i want to order | labubu*12
en | can I order 2 drones? | drone*2
en | I want to order 2 drones, is the neck fan rechargeable? | drone*2
en | I want 2 drones and a labubu, how much is delivery? | drone*2 labubu*1
en | I want the drone | none
en | 2 drones | none
en | can you send me 2 drones to Jounieh? | none
en | I may buy the drone, not sure | none
en | how much is the drone? | none
ar | بدي درونين | drone*2
ar | احجزلي درون | drone*1
ar | بدي اطلب تلات مراوح رقبة ولابوبو | neck*3 labubu*1
fr | il me faut 3 pièges à mouches | fly*3
fr | envoyez-moi deux labubus | labubu*2
fr | je commande le drone | drone*1
arabizi | badde 2 labubu | labubu*2
arabizi | jeble drone | drone*1
arabizi | baddi drone | none
"""

IN_CONTEXT = """
en | ok I want it | drone*1
en | I'll take 3 | drone*3
en | 2 please | drone*2
en | 2 | none
en | yes | none
ar | بدي تنين | drone*2
ar | باخد واحد | drone*1
fr | je le prends | drone*1
fr | j'en prends deux | drone*2
arabizi | badde tnen | drone*2
arabizi | bekhod tnen | drone*2
"""

_SHORT = {
    "jet_drone": "drone",
    "labubu_big_into_magic_energy": "labubu",
    "fly_trap": "fly",
    "neck_fan": "neck",
}
_STAGES = (
    ("quote", AT_THE_QUOTE, QUOTE),
    ("name", AT_THE_NAME, NAME),
    ("address", AT_THE_ADDRESS, ADDRESS),
    ("beginning", NOTHING_SAID, BEGINNING),
    ("context", ABOUT_THE_DRONE, IN_CONTEXT),
)
CASES = [
    (before[language.strip()], said.strip(), wanted.strip())
    for _, before, table in _STAGES
    for language, said, wanted in (line.split("|") for line in table.strip().splitlines())
]


def _outcome(talk: Talk) -> str:
    if talk.orders:
        return "ordered"
    cart = talk.state.get("cart", {})
    lines = cart.get("lines", [])
    if not lines or cart.get("asked") == "offered":
        return "none"
    return " ".join([*(f"{_SHORT.get(sku, sku)}*{number}" for sku, number, _ in lines), cart["asked"]])


@pytest.mark.parametrize(("before", "said", "wanted"), CASES)
async def test_a_message_does_to_the_order_what_it_says(
    before: tuple[str, ...], said: str, wanted: str
) -> None:
    talk = talk_of("astrosouks", "any")
    for words in before:
        await talk.say(*messages_of(words))

    await talk.say(said)

    outcome = _outcome(talk)
    asks = wanted.split()[-1].isalpha()
    assert (outcome if asks or outcome == "none" else outcome.rpartition(" ")[0]) == wanted


async def test_what_was_offered_is_ordered_with_its_number_at_a_yes() -> None:
    talk = talk_of("astrosouks", "any")

    offered = await talk.say("2 drones")
    await talk.say("yes please")

    assert "Would you like to order it?" in offered
    assert _outcome(talk) == "drone*2 name"


async def test_haggling_gets_the_volume_offer_or_a_person_and_never_a_code() -> None:
    talk = talk_of("astrosouks")
    await talk.say("I want to order a squeeze mop")

    with_offers = await talk.say("too expensive, any discount?")
    await talk.say("the drone instead of the mop")
    without = await talk.say("give me a discount")

    assert "2 for $9 each" in with_offers
    assert "asked our team" in without
    assert [action.kind for action in talk.replies[-1].actions] == ["discount"]
    assert "DEMO" not in with_offers + without
    assert "%" not in with_offers + without
