"""Orders as they are spoken in Lebanon: whole conversations, each from the first word to the order."""

import pytest
from tests.support.dialogues import Dialogue, dialogues_of, talk_of, what_went_wrong

from dragoman.turns.opt_out import means_opt_out

ORDERS = """
## a piece of which there are two kinds, and every step after it | astrosouks | own
مرحبا
بدي مكنسة صغيرة // وحبة ممسحة > أي واحد & ممسحة بخاخ & !هل تريد أن تطلبه
الأولى > مكنسة كهربائية & ممسحة ذاتية
قديش صار المجموع مع التوصيل؟ > $22.99
شيل الممسحة > مكنسة & !ممسحة
زينب حمود، طرابلس، شارع عزمي بناية السلام ط3 > $12.99 & هل أؤكد
تمام أكد > 1001
= 3_in_1_vacuum_cleaner*1 ; city: Tripoli ; first_name: زينب ; last_name: حمود

## who was asked whether to order answers with where to | astrosouks | own
بدي مكنسة صغيرة > هل تريد أن تطلبه
زينب حمود، طرابلس، شارع عزمي بناية السلام ط3 > $12.99 & هل أؤكد
تمام أكد > 1001
= 3_in_1_vacuum_cleaner*1 ; city: Tripoli ; last_name: حمود

## the total of what was spoken of | astrosouks | own
بدي مكنسة صغيرة > $9.99
قديش بيصير المجموع مع التوصيل؟ > $12.99
اي > 1 × *مكنسة كهربائية
= nothing

## confirm it, after a question in between | astrosouks | own
بدي مكنسة صغيرة > $9.99
كم يوم بتاخد لتوصل؟ > 3
تمام أكد > 1 × *مكنسة كهربائية
= nothing

## I would like to take both | ecla | own
مسا الخير، حابة آخد قلم التبييض والسيروم البنفسجي > قلم تبييض & مصحّح اللون & $46
= nothing

## I would like to know more orders nothing | ecla | own
حابة آخد معلومات عن السيروم البنفسجي > $26 & !1 ×
= nothing

## the controller of a console is no remote | astrosouks | own
ps5 controller > !Lamp Remote
= nothing

## the second of those that were asked about | astrosouks | own
بدي ممسحة > أي واحد
التانية > بخاخ
= nothing
## I want it, after the offer | ecla | own
بدي السيروم > هل تريد أن تطلبه
طيب بدي ياه > 1 × *مصحّح اللون
= nothing

## so many, politely, to a woman | ecla | own
بدي السيروم > هل تريد أن تطلبه
تنين لو سمحتي > 2 × *مصحّح اللون
غيرت رأيي خليهن تلاتة > 3 ×
= nothing

## labels between the fields, and a yes that points | astrosouks | own
بدي جرس باب > هل تريد أن تطلبه
نعم من فضلك > 1 × *
الاسم علي حسن العنوان بعلبك راس العين حد البريد تلفون 76111222 > هل أؤكد
هيدا صح > 1001
= smart_door_bell*1 ; last_name: حسن ; city: Baalbek ; phone: +96176111222

## a name from a town, how much it all is, send them | ecla | own
أهلا بدي آخد تلات أقلام وكيت > 3 × & $115
طيب شيلي الكيت > !طقم
اسمي هدى مراد من طرابلس، المينا، شارع بورسعيد > هل أؤكد
قدي بيطلع الكل؟ > $60 & !لم أجد
يلا ابعتولي ياهن > 1001
= whitening_pen*3 ; last_name: مراد ; city: Tripoli

## two chargers in Arabizi, and a yes that is polite | astrosouks | own
badde chargeur siyara x2 > 2 × & $41.40
tyb ok > last name
hsein jaber - saida - 3ein l 7elwe - 7ad l mad5al > Shall I place
eh iza betride > 1001
= 4in1_fast_car_charger*2 ; city: Sidon

## may your evening be happy | ecla | own
يسعد مساكي، حابة جرب التبييض > !Jounieh
= nothing

## one of it, as the product before | astrosouks | own
fi drone? > Jet Drone
bade wa7de > 1 × *Jet Drone
= nothing
## of two that were offered one is not wanted | astrosouks | own
بدي جرس باب // وبدي كمان مراية > $22 & $24.99
طيب بلا المراية > $22 & !مرآة
ماشي بدي ياه > 1 × *جرس باب
علي حسن، بعلبك، راس العين حد البريد > $25
تمام > 1001
= smart_door_bell*1 ; city: Baalbek

## both, and a yes with so | astrosouks | own
bade mekense zghire w drone > $9.99
eh tnayneton > 1 × *3 in 1 Vacuum & 1 × *Jet Drone
A7mad l 3ali > deliver
saida dawar 2eliya bineyet l sharq > Shall I place
eh hek tamem > 1001
= 3_in_1_vacuum_cleaner*1 jet_drone*1 ; first_name: A7mad ; last_name: l 3ali

## I take it looks for nothing | astrosouks | own
2adde l drone? > $29.99
eh meshe bekhdo > 1 × *Jet Drone & !couldn't find
= nothing

## only one of it, and where to between slashes | astrosouks | own
خلص لابوبو > $14.99
وحدة بس > 1 × *لابوبو
= nothing

## a name, a town and a street between slashes | astrosouks | own
بدي لابوبو > هل تريد أن تطلبه
منى قاسم / صور / الحوش / حد مدرسة الجعفرية > هل أؤكد
ايه موافقة حبيبي > 1001
= labubu_big_into_magic_energy*1 ; last_name: قاسم ; city: Tyre
## two batteries, in one word | astrosouks | own
حابب اطلب نافخ الهوا > 1 Battery
بطاريتين > $37 & !لم أفهم
= nothing

## no, just two | ecla | own
badde 3 alam tabyid > 3 ×
Hala Saab > deliver
Saida, share3 el ba7er, binayet Zein, tabe2 talet > Shall I place
khalas bas tnen > 2 ×
eh > 1001
= whitening_pen*2 ; city: Sidon

## four plates | astrosouks | own
بدي 4 صحون أطفال > 4 ×
= nothing
"""

DIALOGUES = dialogues_of(ORDERS)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[d.name for d in DIALOGUES])
async def test_an_order_is_taken_as_it_is_spoken(dialogue: Dialogue) -> None:
    assert await what_went_wrong(dialogue, talk_of(dialogue.shop, dialogue.languages)) == []


@pytest.mark.parametrize("said", ["وقفوا الإعلانات", "بلا إعلانات", "stop the ads"])
def test_no_more_advertising_is_said_in_a_sentence(said: str) -> None:
    assert means_opt_out(said)


@pytest.mark.parametrize("said", ["وقفوا الطلب", "stop the order", "وقف"])
def test_stopping_an_order_is_not_stopping_advertising(said: str) -> None:
    assert not means_opt_out(said)
