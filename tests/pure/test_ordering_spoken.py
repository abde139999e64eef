"""Orders as they were written by hand to the running product: the agent began none of them before, or another."""

import pytest
from tests.support.dialogues import Dialogue, dialogues_of, talk_of, what_went_wrong

SPOKEN = """
## a loudspeaker is nobody's condition | astrosouks | own
Bonjour, vous avez des enceintes bluetooth ? > Enceinte Bluetooth & Enceinte batterie & !sécurité & !Headset
la moins chère combien ? > Enceinte batterie externe & $24.99 & !LCD
je prends 2 enceintes à conduction osseuse avec le code DEMO10 > 2 × & $18 & code
Jean Khalil, Zahlé, rue principale immeuble Haddad > *Total : $39* & Zahle
oui c'est bon > 1001
= bone_conduction_speaker*2 ; first_name: Jean ; last_name: Khalil ; city: Zahle

## two of them and a labubu | astrosouks | own
how much is the bone one if I take 2? > $18
ok I want 2 of them and a labubu > 2 × *Bone Conduction & 1 × *Labubu
= nothing

## deux et un autre | astrosouks | own
c'est combien l'enceinte à conduction osseuse ? > $19.99
je prends 2 et un labubu > 2 × *Enceinte & 1 × *Labubu
= nothing

## the cheapest of what was spoken of | astrosouks | own
combien coûte l'enceinte magnétique ? > $22
et la moins chère ? > Enceinte à conduction osseuse & !LCD
= nothing

## the cheapest of two that were shown | astrosouks | own
vous avez des lampes ? > Lampe de camping & Douille
la moins chère ? > Douille & !camping
= nothing

## on prend | astrosouks | own
on prend 3 jet drones > 3 ×
= nothing

## je voudrais prendre | ecla | own
je voudrais prendre 2 stylos > 2 × *Stylo
= nothing

## mettez-moi | ecla | own
mettez-moi 2 kits svp > 2 × *Kit
= nothing

## il me faut | astrosouks | own
il me faut 4 drones > 4 × *Drone
= nothing

## j'en prends deux | ecla | own
c'est combien le stylo ? > $20
j'en prends 2 > 2 × *Stylo
= nothing

## if I take two is a question | ecla | own
c'est combien le stylo ? > $20
et si j'en prends 2 ? > !Pour l'instant
= nothing

## an address is a yes | astrosouks | own
je voudrais le jet drone > Souhaitez-vous le commander
Jean Khalil, Zahlé, rue principale immeuble Haddad > *Votre commande* & 1 × *Drone
oui c'est bon > 1001
= jet_drone*1 ; first_name: Jean ; last_name: Khalil ; city: Zahle ; address_line1: rue principale immeuble Haddad

## a yes and an address | astrosouks | own
je voudrais le jet drone > Souhaitez-vous le commander
oui, Jean Khalil, Zahlé, rue principale immeuble Haddad > *Votre commande* & Jean Khalil
je valide > 1001
= jet_drone*1 ; first_name: Jean ; last_name: Khalil ; city: Zahle

## a name and a town are a yes | ecla | own
je voudrais le stylo > Souhaitez-vous
Sara Aoun, Jounieh > Jounieh
near the municipality building > Sara Aoun
yes > 1001
= whitening_pen*1 ; first_name: Sara ; last_name: Aoun ; city: Jounieh

## an address after a price | ecla | own
how much is the bionic kit? > $55
Jean Khalil, Zahle, main street Haddad bldg > *Your order* & 1 × *ECLA® e20 Bionic⁺ Kit*
yes > 1001
= e20_bionic_kit*1 ; city: Zahle

## where it is delivered to is a question | astrosouks | own
how much is the jet drone? > $29.99
do you deliver to Zahle main street? > !Your order
= nothing

## two of what was spoken of and one pen | ecla | own
how much is the bionic kit? > $55
ok i want 2 please and one pen > 2 × *ECLA® e20 Bionic⁺ Kit* & 1 × *ECLA® Teeth Whitening Pen*
= nothing

## a code in a sentence | astrosouks | own
my friend gave me DEMO15, can I use it on the camping lamp? I want to order it > -$4.50 & !Which product
= nothing

## a code before the order | astrosouks | own
j'ai un code DEMO10
je prends le jet drone > -$3
= nothing

## a code that came before holds for what is added | astrosouks | own
I want the jet drone > Would you like
yes > last name
Haddad. and use demo10 > -$3
= nothing

## a product is let go | astrosouks | own
le drone c'est combien ? > $29.99
ok j'en prends un, et aussi une voiture qui grimpe au mur > Drone & Voiture
non en fait laissez tomber la voiture > 1 × *Drone & !Chargeur
Karim Mansour, Saida, rue Riad el Solh près de la banque > Karim Mansour & Sidon & !Désolé
oui je confirme > 1001
= jet_drone*1 ; last_name: Mansour ; city: Sidon

## all at once and not only that | astrosouks | own
Hi, I'm Rita Haddad, Jbeil, Roman street, phone 71 222 333. I want 1 hair waver, 2 fly traps > !Holder
confirm > 1001
= 3_head_hair_waver_energymax*1 fly_trap*2 ; first_name: Rita ; phone: +96171222333 ; city: Byblos

## all in one sentence | ecla | own
je voudrais 1 kit et 2 stylos svp, livraison à Jounieh rue de l'église, au nom de Paul Sfeir, 03112233 > Paul Sfeir
non, 1 seul stylo > 1 × *Stylo
oui > 1001
= e20_bionic_kit*1 whitening_pen*1 ; first_name: Paul ; last_name: Sfeir ; phone: +9613112233 ; city: Jounieh

## a number is nobody's name | ecla | own
i'll go with the purple corrector > last name
ok 3 then > 3 × *ECLA® Purple Corrector*
Lea Tannous > deliver
Jounieh, main road, bldg 12 > Lea Tannous
looks right > 1001
= purple_corrector*3

## one only is nobody's name | astrosouks | own
Je voudrais 2 brosses à dents électriques et une balance > 2 × *Brosse
une seule brosse svp > 1 × *Brosse & !deliver
= nothing

## what it comes to | astrosouks | own
je veux commander un étendoir > 1 ×
c'est quel prix le total ? > $29.99
Sami Fakih / Tyr, rue Hamra / 70 998 877 > *Votre commande* & Tyre
ok finalement oui > 1001
= telescopic_clothesline*1 ; city: Tyre

## in spite of the price | ecla | own
combien le kit ? > $55
trop cher > $55
bon d'accord je le prends quand même > 1 × *Kit
= nothing

## i'll get one | ecla | own
is the kit painful? > gentle
alright ill get one > 1 × *ECLA® e20 Bionic⁺ Kit*
= nothing

## yes and how many | astrosouks | own
combien le lisseur carrera ? > $32
alors oui 2 > 2 ×
= nothing

## take my order | astrosouks | own
hello is the jet drone available > $29.99
ok take my order > 1 × *Jet Drone*
= nothing

## two of several | astrosouks | own
how much is the lamp > Which one
ok lets order 2 of these > Which one would you like
the camping one > 2 × *Multi-Function Camping Lamp*
= nothing

## a cheaper one of its kind | astrosouks | own
I need a car charger > $23.99
do you have a cheaper one > !LCD
= nothing

## sturdy is no sale | astrosouks | own
le drone c'est combien ? > $29.99
c'est solide ? > !offre
= nothing

## all good, go | astrosouks | own
je voudrais le jet drone > Souhaitez-vous
Nadia Fares, 70123123, Baabda, rue de l'école > *Votre commande*
c'est tout bon > 1001
= jet_drone*1 ; last_name: Fares

## ok go | ecla | own
I'll take the pen > last name
Sam Bitar, Deir el Qamar, main square house 3 > Shall I place this order?
ok go > 1001
= whitening_pen*1
"""
SPOKEN_YES = (
    "c'est parti",
    "go for it",
    "let's do it",
    "ok je valide",
    "sounds good, send me one",
    "je le veux",
)
DIALOGUES = dialogues_of(SPOKEN)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[d.name for d in DIALOGUES])
async def test_an_order_that_was_spoken_is_taken(dialogue: Dialogue) -> None:
    assert await what_went_wrong(dialogue, talk_of(dialogue.shop, dialogue.languages)) == []


@pytest.mark.parametrize("said", SPOKEN_YES)
async def test_after_a_price_who_says_go_orders(said: str) -> None:
    talk = talk_of("ecla")
    await talk.say("how much is the bionic kit?")

    assert "1 × " in await talk.say(said)


@pytest.mark.parametrize(
    ("shop", "said"),
    [
        ("astrosouks", "je suis enceinte, je peux utiliser le waver ?"),
        ("astrosouks", "enceinte de 3 mois, je peux utiliser le waver ?"),
        ("astrosouks", "le waver est ok pour une femme enceinte ?"),
        ("ecla", "enceinte, je peux utiliser le kit ?"),
    ],
)
async def test_who_is_pregnant_asks_whether_it_is_safe(shop: str, said: str) -> None:
    talk = talk_of(shop)
    await talk.say(said)

    assert "safety" in talk.replies[-1].trace["topics"]
