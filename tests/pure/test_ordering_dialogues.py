"""Whole orders in conversation, in four languages: typos, bursts, changed minds, questions in between."""

import pytest
from tests.support.dialogues import Dialogue, dialogues_of, talk_of, what_went_wrong

ENGLISH = """
## both please | astrosouks | own
how much is the squeeze mop? > $10
how much is the jet drone and the fly trap? > $29.99 & $19.99
both please > 1 × *Jet Drone* & 1 × *Fly Trap* & !Mop & last name
Rana Haddad > deliver
Hamra, Beirut, Sadat street > Shall I place
yes > 1001
= fly_trap*1 jet_drone*1 ; city: Beirut

## both, as a question | astrosouks | own
how much is the jet drone and the fly trap? > $29.99 & $19.99
are both in stock? > !last name
= nothing

## les deux | astrosouks | any
combien coûtent le drone et le labubu ? > $29.99 & $14.99
les deux svp > 1 × & Drone & Labubu & nom
= nothing

## التنين | astrosouks | any
قديش الدرون واللابوبو؟ > $29.99 & $14.99
التنين لو سمحت > 1 × & اسم
= nothing

## tnaynehon | astrosouks | any
2adde l drone w l labubu? > $29.99 & $14.99
baddi tnaynehon > 1 × *Jet Drone* & 1 × *Labubu
= nothing

## two products in one message | astrosouks | own
I want 2 drones and a labubu > 2 × *Jet Drone* & 1 × *Labubu & last name
Rana Haddad > Where in Lebanon shall we deliver?
Hamra, Sadat street, Beirut > *Your order* & Delivery: free & Shall I place this order?
yes > order number is *1001* & 3 to 4 days
= jet_drone*2 labubu_big_into_magic_energy*1 ; city: Beirut ; phone: +96170123456

## everything in one burst | astrosouks | own
hi // I want to order 3 squeeze mops // Rana Haddad 03 123 456 Hamra Beirut Sadat street > *Your order* & $8 each
ok confirm > *1001*
= action_self_squeezing_mop*3 ; first_name: Rana ; last_name: Haddad ; phone: +9613123456 ; total: $27

## I'll take it | astrosouks | own
how much is the jet drone? > $29.99
great, I'll take it > 1 × *Jet Drone*: $29.99
Rana Haddad > deliver
Tripoli, Mina street bldg 4 > Delivery: $3 & *Total: $32.99*
confirm > 1001
= jet_drone*1 ; city: Tripoli ; total: $32.99

## two please | ecla | own
price of the pen > $20
2 please > 2 × *ECLA® Teeth Whitening Pen*: $20 each, $40
Sara Aoun > deliver
Jounieh, near the municipality > Total without delivery: $40 & !free
yes please > 1001 & !free
= whitening_pen*2 ; city: Jounieh ; total: $40

## the order button | astrosouks | own
I want the drone > Would you like to order it?
[order:jet_drone] > 1 × *Jet Drone*
Rana Haddad > deliver
Zahle, Boulevard street > Shall I place
[ordering:confirm] > 1001
= jet_drone*1 ; city: Zahle

## which of several, with how many | astrosouks | own
I want 2 speakers > Which one would you like? & $19.99
the bone one > 2 × *Bone Conduction Speaker*: $18 each instead of $19.99, $36
Rana Haddad > deliver
Beirut, Verdun, Dunes center 4th floor > Delivery: $3 & *Total: $39*
yes > 1001
= bone_conduction_speaker*2 ; total: $39

## which of several, twice | astrosouks | own
I want 2 speakers and one mop > Bone Conduction
[product:bone_conduction_speaker] > Which one would you like? & Squeezing Mop
squeeze mop please > 2 × *Bone & 1 × *Action
Rana Haddad > deliver
Sidon, Riad el Solh street > free
yes > 1001
= bone_conduction_speaker*2 action_self_squeezing_mop*1

## the second one | astrosouks | own
do you have a hair curler? > Rechargeable
I'll take the second one > 1 × *Hair Curler
Rana Haddad > deliver
Byblos, old souk, rue romaine 5 > Shall I place
yes > 1001
= hair_curler_rechargeable*1 ; city: Byblos

## a variant is chosen by a tap | astrosouks | own
I want to order the blower > Which *Powerful Blower - Cordless* & $37
[variant:2_battery] > $37
Rana Haddad > deliver
Hamra, Beirut, Makdessi street > *Total: $40*
yes > 1001
= powerful_blower_cordless/2_battery*1

## a variant is chosen by words | astrosouks | own
order 2 blowers please > 1 Battery $32
2 batteries > 2 × & $37 each, $74
Rana Haddad > deliver
Beirut, Hamra, Makdessi street > free
yes > 1001
= powerful_blower_cordless/2_battery*2

## a variant named at once | astrosouks | own
I want to buy the blower with 2 batteries > $37
Rana Haddad > deliver
Beirut, Hamra, Makdessi street > $37
yes > 1001
= powerful_blower_cordless/2_battery*1

## a mind changed often | astrosouks | own
I want to order a drone > 1 × *Jet Drone*
add a labubu > 1 × *Labubu
Rana Haddad > deliver
actually make it 2 drones > 2 × *Jet Drone*
remove the labubu > 2 × *Jet Drone* & !Labubu
Hamra, Sadat street, Beirut > Shall I place
the labubu instead of the drones > 2 × *Labubu & !Jet Drone
make it 3 > 3 × *Labubu & $40.48
yes > 1001
= labubu_big_into_magic_energy*3

## every step changed after the quote | ecla | own
i wanna order the kit > 1 × & $55
Sara Aoun > deliver
Beirut, Hamra, Bliss street > Shall I place
no > nothing is ordered yet
change > What would you like to change
make it two > 2 ×
change the address > deliver
Tripoli, Azmi street, bldg 3 > Azmi street & !Bliss
wrong number > Which phone number
03 654 321 > +9613654321
yes confirm > 1001
= e20_bionic_kit*2 ; city: Tripoli ; phone: +9613654321 ; address_line1: Azmi street, bldg 3

## the address changed in one sentence | astrosouks | own
order the drone > Jet Drone
Rana Haddad > deliver
Hamra, Beirut, Sadat street > Sadat
change the address to Tripoli, Mina street > Mina street, Tripoli & !Sadat
yes > 1001
= jet_drone*1 ; city: Tripoli ; address_line1: Mina street

## a new town asks for its street | astrosouks | own
order the drone > Jet Drone
Rana Haddad > deliver
Hamra, Beirut, Sadat street > Sadat
deliver to Zahle > full address in Zahle
Boulevard street, Karam bldg > Boulevard
yes > 1001
= jet_drone*1 ; city: Zahle ; address_line1: Boulevard street, Karam bldg

## a floor sent later | astrosouks | own
order the drone > Jet Drone
Rana Haddad > deliver
Sadat street, Hamra, Beirut > Sadat
3rd floor, blue building > Sadat street, Hamra, 3rd floor, blue building
yes > 1001
= jet_drone*1 ; city: Beirut ; address_line1: Sadat street, Hamra, 3rd floor, blue building

## a question at every step | astrosouks | own
I want to order 2 neck fans > 2 × *Neck Fan*
how long does delivery take? > 3 to 4 days & last name
Rana Haddad > deliver
is it rechargeable? > Where in Lebanon shall we deliver
Hamra, Beirut, Sadat street > Shall I place
do you deliver on time? > Shall I place this order?
how much is the drone? > $29.99 & Shall I place this order? & !2 × *Jet
yes > 1001
= neck_fan*2

## yes with a question behind it | astrosouks | own
order the drone > Jet Drone
Rana Haddad > deliver
Hamra, Beirut, Sadat street > Shall I place
yes, how long does delivery take? > 1001 & 3 to 4 days
= jet_drone*1

## yes and thanks in one burst | astrosouks | own
order the drone > Jet Drone
Rana Haddad > deliver
Hamra, Beirut, Sadat street > Shall I place
yes // thanks > 1001 & !welcome
yes > already placed
= jet_drone*1

## wait is no yes | astrosouks | own
order the drone > Jet Drone
Rana Haddad > deliver
Hamra, Beirut, Sadat street > Shall I place
wait > nothing is ordered yet
yes // wait > nothing is ordered yet
not yet > nothing is ordered yet
ok but make it 2 > 2 × *Jet Drone*
hmm > Shall I place
let me think > nothing is ordered yet
= nothing

## cancelled at the question | astrosouks | own
order the drone > Jet Drone
never mind > nothing was ordered
Rana Haddad
yes
= nothing

## cancelled at the quote | astrosouks | own
order the drone > Jet Drone
Rana Haddad > deliver
Hamra, Beirut, Sadat street > Shall I place
[ordering:cancel] > nothing was ordered
yes > !1001
= nothing

## the last line removed | astrosouks | own
order the drone > Jet Drone
remove it > empty
yes > !1001
= nothing

## a wrong phone is asked again | astrosouks | own
order the drone > Jet Drone
Rana Haddad > deliver
Hamra, Beirut, Sadat street > Shall I place
change my number > Which phone number
+33 6 12 34 56 78 > couldn't use that number
03 12 34 > couldn't use that number
71/123456 > +96171123456
yes > 1001
= jet_drone*1 ; phone: +96171123456

## two is no quantity at the address | astrosouks | own
order the drone > 1 × *Jet Drone*
Rana Haddad > deliver
2 > Where in Lebanon shall we deliver
Hamra, Beirut, Sadat street, 2nd floor > 1 × *Jet Drone*
yes > 1001
= jet_drone*1

## a number alone at the quote is how many | astrosouks | own
order the drone > 1 × *Jet Drone*
Rana Haddad > deliver
Hamra, Beirut, Sadat street > 1 × *Jet Drone*
2 > 2 × *Jet Drone*
yes > 1001
= jet_drone*2

## a code | astrosouks | own
i want to order 2 drones code DEMO10 > Discount: -$6
Rana Haddad > deliver & !DEMO
Hamra, Beirut, Sadat street > Discount: -$6 & *Total: $53.98* & !DEMO
yes > 1001 & !DEMO
= jet_drone*2 ; total: $53.98

## a code later, after a wrong one | astrosouks | own
order a drone > Jet Drone
Rana Haddad > deliver
Hamra, Beirut, Sadat street > Shall I place
promo code SUMMER50 > not valid & *Total: $32.99*
DEMO15 > Discount: -$4.50 & *Total: $28.49*
ok > 1001
= jet_drone*1 ; total: $28.49

## a code that does not apply | astrosouks | own
order 2 squeeze mops > $9 each
code DEMO10 > does not apply
Rana Haddad > deliver
Hamra, Beirut, Sadat street > *Total: $21*
yes > 1001
= action_self_squeezing_mop*2 ; total: $21

## out of stock | astrosouks | own
I want to order the spray mop > out of stock & something else
[product:action_self_squeezing_mop] > 1 × *Action
Rana Haddad > deliver
Hamra, Beirut, Sadat street > $10
yes > 1001
= action_self_squeezing_mop*1

## one of two is out of stock | astrosouks | own
I want to order 2 drones and the rgb magnetic speaker > out of stock & left it out & 2 × *Jet Drone*
Rana Haddad > deliver
Hamra, Beirut, Sadat street > !RGB
yes > 1001
= jet_drone*2

## typos | astrosouks | own
i wnat to ordr 2 drons and a labubuu > 2 × *Jet Drone* & 1 × *Labubu
rana hadad > deliver
beirutt hamra sadat stret > Shall I place
yess pls > 1001
= jet_drone*2 labubu_big_into_magic_energy*1 ; last_name: Hadad

## a place on the map | astrosouks | own
order the drone > Jet Drone
Rana Haddad > deliver
pin 33.88863 35.49548 > pin 33.88863, 35.49548, Beirut
yes > 1001
= jet_drone*1 ; city: Beirut ; address_line1: pin 33.88863, 35.49548

## the town alone | astrosouks | own
order the drone > Jet Drone
Rana Haddad > deliver
Beirut > full address in Beirut
Sadat street 12 > Shall I place
yes > 1001
= jet_drone*1 ; city: Beirut ; address_line1: Sadat street 12

## a town that is in no list | astrosouks | own
order the drone > Jet Drone
Rana Haddad > deliver
main road near the pharmacy > In which city
Kfarhbab > Kfarhbab
yes > 1001
= jet_drone*1 ; city: Kfarhbab ; address_line1: main road near the pharmacy

## abroad | astrosouks | own
order the drone > Jet Drone
Rana Haddad > deliver
Dubai, marina tower 3 > don't deliver to Dubai
ok Hamra, Beirut, Sadat street > Shall I place
yes > 1001
= jet_drone*1 ; city: Beirut

## a person in the middle | astrosouks | own
order the drone > Jet Drone
I want to talk to a person > passing you to a person
= nothing

## a labelled form | astrosouks | own
I want 2 drones > last name
Name: Rana Haddad // Phone: 03123456 // Address: Hamra, Sadat street, Beirut > +9613123456
yes > 1001
= jet_drone*2 ; phone: +9613123456 ; city: Beirut

## each quantity by itself | astrosouks | own
drone x2, labubu x1, fly trap x3 i want to order > 2 × *Jet & 1 × *Labubu & 3 × *Fly
Rana Haddad > deliver
Hamra, Beirut, Sadat street > free
yes > 1001
= jet_drone*2 labubu_big_into_magic_energy*1 fly_trap*3

## the tape's own number is no quantity | astrosouks | own
I want to order the double sided tape 3 meter > 1 × *Double Sided Tape
Rana Haddad > deliver
Hamra, Beirut, Sadat street > *Total: $10*
yes > 1001
= double_sided_tape_3_meter*1

## a bundle | astrosouks | own
I want to order 5 double sided tapes > $4.20 each instead of $7, $21
Rana Haddad > deliver
Hamra, Beirut, Sadat street > *Total: $24*
yes > 1001
= double_sided_tape_3_meter*5 ; total: $24

## haggling in the middle | astrosouks | own
order a squeeze mop > 1 × *Action
can you do a better price? > 2 for $9 each & last name
ok make it 2 > $9 each
Rana Haddad > deliver
Hamra, Beirut, Sadat street > *Total: $21*
yes > 1001
= action_self_squeezing_mop*2
"""

ARABIC = """
## قلمان بالعربية | ecla | any
بدي حبتين من القلم > 2 × & $40 & اسم عائلتك
رنا حداد > المدينة والعنوان
طرابلس، شارع المعرض، بناية النور > هل أؤكد هذا الطلب؟ & !مجاني
أكيد > رقم طلبك هو *1001* & !مجاني
= whitening_pen*2 ; city: Tripoli ; first_name: رنا ; last_name: حداد

## كيت وقلم مع تغيير | ecla | any
بدي اطلب الكيت > $55
رنا حداد > المدينة
بيروت الأشرفية شارع ساسين بناية 5 > هل أؤكد
زيد قلم > 1 × *قلم تبييض
شيل الكيت > !$55
خليهم تلاتة > 3 ×
ايه اكيد شكرا > 1001
= whitening_pen*3 ; city: Beirut

## سؤال في النص | ecla | any
بدي اشتري القلم > $20
قديش بياخد التوصيل؟ > عائلتك
رنا حداد > المدينة
جونيه حد البلدية الطابق الثالث > هل أؤكد
لحظة > لم أؤكد شيئاً بعد
ايه > 1001
= whitening_pen*1 ; city: Jounieh

## بدل القلم | ecla | any
بدي تنين قلم > 2 ×
لا بدي الكيت بدل القلم > 2 × & $110
رنا حداد 03123456 > المدينة
صيدا شارع رياض الصلح > هل أؤكد
تمام أكيد > 1001
= e20_bionic_kit*2 ; phone: +9613123456 ; city: Sidon

## إلغاء | ecla | any
بدي اطلب القلم > $20
الغي > لم يُطلب شيء
ايه > !1001
= nothing

## درون ولابوبو | astrosouks | own
بدي ٢ درون ولابوبو > 2 × & 1 ×
رنا حداد > المدينة
بيروت، الحمرا، شارع السادات > التوصيل: مجاني
نعم > 1001 & من 3 إلى 4 أيام
= jet_drone*2 labubu_big_into_magic_energy*1

## ثلاث بالونات | astrosouks | own
بدي ٣ بالونات > $8.80
قديش التوصيل؟ > $3 & عائلتك
رنا حداد // ٠٣١٢٣٤٥٦ // زحلة، البولفار > هل أؤكد
لا > لم أؤكد
يلا أكد > 1001
= instant_water_balloons*3 ; phone: +9613123456 ; city: Zahle

## رقم غلط | astrosouks | own
بدي اطلب الدرون > $29.99
رنا حداد > المدينة
بيروت الحمرا شارع السادات > هل أؤكد
الرقم غلط > أي رقم
٠٣ ١٢ > رقم هاتف
71 123 456 > +96171123456
موافق > 1001
= jet_drone*1 ; phone: +96171123456

## غير العنوان | astrosouks | own
بدي اطلب الدرون > $29.99
رنا حداد > المدينة
بيروت الحمرا شارع السادات > السادات
غير العنوان > المدينة
طرابلس شارع عزمي > عزمي
اي تمام > 1001
= jet_drone*1 ; city: Tripoli

## خذها بالنقر | astrosouks | own
بدي الدرون > هل تريد أن تطلبه؟
ايه > 1 ×
رنا حداد > المدينة
[ordering:confirm] > المدينة
بيروت الحمرا شارع السادات > هل أؤكد
[ordering:confirm] > 1001
= jet_drone*1
"""

FRENCH = """
## trois rubans | astrosouks | any
je prends 3 rubans double face > $17 ensemble & nom de famille
Marie Nader > livrer
rue Hamra, Beyrouth, immeuble Sarkis 4ème étage > *Total : $20*
oui c'est bon > 1001 & 3 à 4 jours
= double_sided_tape_3_meter*3 ; city: Beirut ; first_name: Marie

## deux stylos et un kit | ecla | any
je voudrais commander deux stylos et un kit > 2 × & 1 × & $95
Marie Nader > livrer
c'est original ? > livrer
Jounieh, rue du port, près de la mairie > Total sans livraison & !gratuit
je confirme > 1001
= whitening_pen*2 e20_bionic_kit*1 ; total: $95

## au lieu de | ecla | any
je veux commander le stylo > $20
le kit au lieu du stylo > $55 & !$20
je m'appelle Jean-Pierre Gemayel > livrer
Beyrouth, Achrafieh, rue Monot 12 > Je valide
attendez > rien n'est commandé
d'accord je confirme > 1001
= e20_bionic_kit*1 ; first_name: Jean-Pierre ; last_name: Gemayel

## ajouter et enlever | astrosouks | any
je veux commander le drone > $29.99
ajoutez un labubu > 1 × *Labubu
Marie Nader > livrer
Zahlé, rue principale, près de l'église > Je valide
enlevez le drone > !Drone
mettez-en 2 > 2 × *Labubu
oui merci > 1001
= labubu_big_into_magic_energy*2 ; city: Zahle

## changer l'adresse | astrosouks | any
je veux acheter le drone > $29.99
Marie Nader > livrer
Beyrouth, rue Hamra 5 > Hamra
changer l'adresse > livrer
Tripoli, rue Azmi > Azmi
combien coûte la livraison ? > $3 & Je valide
oui > 1001
= jet_drone*1 ; city: Tripoli

## annuler | astrosouks | any
je veux acheter le drone > $29.99
laisse tomber > rien n'a été commandé
oui > !1001
= nothing

## un mauvais numéro | astrosouks | any
je veux acheter le drone > $29.99
Marie Nader > livrer
Beyrouth, rue Hamra 5 > Je valide
changer le numéro > téléphone
12345678 > pas pu utiliser
70 123 456 > +96170123456
non > rien n'est commandé
oui parfait > 1001
= jet_drone*1 ; phone: +96170123456

## je la prends | astrosouks | any
je cherche une balance connectée > $19.99
je la prends > 1 ×
Marie Nader > livrer
Byblos, vieux souk, rue romaine > Je valide
c'est bon > 1001
= smart_body_scale*1
"""

ARABIZI = """
## tnen w wa7ad | astrosouks | own
badde tnen mn l drone w wa7ad squeeze mop > 2 × *Jet Drone* & 1 × *Action & last name
esme Hala Saab > deliver
jounieh, 7ad l jeme3, bineye 5 > free
eh akid > 1001
= jet_drone*2 action_self_squeezing_mop*1 ; city: Jounieh ; first_name: Hala ; last_name: Saab

## kit w pen | ecla | own
baddi otlob l kit > $55
zid wa7ad pen > 1 × *ECLA® Teeth Whitening Pen*
Hala Saab 70 654 321 > deliver
saida, share3 riad l solh > Total without delivery: $75
la2 natre > nothing is ordered yet
khalas akid > 1001
= e20_bionic_kit*1 whitening_pen*1 ; phone: +96170654321 ; city: Sidon

## chil | astrosouks | own
badde eshtre drone w labubu > Jet Drone & Labubu
chil l drone > !Jet Drone
khalliyon tlete > 3 × *Labubu
Hala Saab > deliver
trablos, share3 azmi, bineye 3 > $40.48
tamem > 1001
= labubu_big_into_magic_energy*3 ; city: Tripoli

## kam yom | ecla | own
baddi otlob l pen > $20
kam yom byekhod la yousal? > last name
Hala Saab > deliver
zahle, 7ad l serail, tabe2 2 > Shall I place
ghayyer l 3enwen > deliver
beirut, hamra, share3 bliss > bliss
mashi b2akked > 1001
= whitening_pen*1 ; city: Beirut

## batalet | astrosouks | own
badde tnen drone > 2 ×
batalet > nothing was ordered
eh > !1001
= nothing
"""

DIALOGUES = [d for text in (ENGLISH, ARABIC, FRENCH, ARABIZI) for d in dialogues_of(text)]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[d.name for d in DIALOGUES])
async def test_an_order_is_taken_in_conversation(dialogue: Dialogue) -> None:
    talk = talk_of(dialogue.shop, dialogue.languages)

    assert await what_went_wrong(dialogue, talk) == []


def test_there_are_sixty_dialogues_for_both_shops() -> None:
    assert len(DIALOGUES) >= 60
    assert {d.shop for d in DIALOGUES} == {"ecla", "astrosouks"}
