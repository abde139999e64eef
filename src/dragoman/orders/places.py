"""Where an order goes: towns of Lebanon with their province, and the countries that people write from. Our own data.

Spellings are those that customers type: English, French, Arabic and Arabizi. What is not in the list is simply not
known; nobody is turned away for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dragoman.catalogue.fold import is_arabic, one_slip_apart, words

HOME = "Lebanon"


@dataclass(frozen=True, slots=True)
class Place:
    """A town or region with its province, or a country. ``province`` is ``None`` abroad and for all of Lebanon."""

    name: str
    country: str
    province: str | None = None


# province: town = spelling | spelling ...; the town's own name counts as a spelling.
_TOWNS = """
Beirut:
    Beirut = beyrouth | beirout | bayrout | bairut | bayrut | beyrout | بيروت
    Hamra = hamra street | الحمرا | حمرا | 7amra
    Achrafieh = ashrafieh | ashrafiyeh | achrafiye | الاشرفيه | اشرفيه
    Verdun = فردان | verdan
    Mar Mikhael = مار مخايل | mar mkhayel
    Gemmayzeh = gemmayze | gemayze | الجميزه | جميزه
    Tariq el Jdideh = tarik jdide | tari2 jdide | الطريق الجديده | طريق الجديده
    Ras Beirut = راس بيروت
    Mazraa = المزرعه | كورنيش المزرعه | corniche mazraa
    Badaro = بدارو
    Ain el Mraiseh = ain mreisse | عين المريسه
Mount Lebanon:
    Baabda = بعبدا | ba3abda | b3abda
    Hazmieh = الحازميه | حازميه | 7azmieh
    Dahieh = dahye | dahiyeh | الضاحيه | ضاحيه | haret hreik | حاره حريك
    Chiyah = chiah | الشياح
    Hadath = hadat | الحدث | 7adath
    Choueifat = shoueifat | choueifat | الشويفات | شويفات
    Aley = عاليه | 3aley | aaley
    Bhamdoun = بحمدون
    Chouf = shouf | الشوف | شوف
    Deir el Qamar = دير القمر
    Damour = الدامور | دامور
    Metn = matn | المتن | متن
    Antelias = انطلياس
    Jdeideh = jdeide | الجديده | جديده المتن
    Dekwaneh = dekweneh | الدكوانه | دكوانه
    Sin el Fil = سن الفيل
    Bourj Hammoud = borj hammoud | برج حمود
    Dora = الدوره | دوره
    Zalka = الزلقا | زلقا
    Jal el Dib = jal el deeb | جل الديب
    Dbayeh = dbaye | ضبيه
    Mansourieh = المنصوريه | منصوريه
    Broummana = brumana | broumana | برمانا
    Bikfaya = بكفيا
    Beit Mery = beit meri | بيت مري
    Mount Lebanon = mont liban | جبل لبنان | jabal lebnen
Keserwan-Jbeil:
    Jounieh = jounie | junieh | jouniye | جونيه
    Kaslik = الكسليك | كسليك
    Zouk = zouk mosbeh | zouk mikael | zouk mikhael | zok | ذوق مصبح | زوق مصبح | زوق مكايل | ذوق مكايل
    Ghazir = غزير
    Adma = ادما
    Ajaltoun = عجلتون
    Faraya = فاريا
    Keserwan = kesrouan | keserouan | kisirwan | كسروان
    Byblos = jbeil | jbail | jubayl | جبيل
    Amchit = عمشيت
North Lebanon:
    Tripoli = trablos | trablous | tarablos | طرابلس
    Mina = el mina | الميناء | الميناء طرابلس
    Zgharta = زغرتا
    Ehden = اهدن
    Koura = الكوره | كوره
    Batroun = البترون | بترون
    Bcharre = bsharri | becharre | بشري
    Chekka = شكا
    Minieh = المنيه
    Dinnieh = danniyeh | الضنيه
    North Lebanon = liban nord | north | الشمال | chmel | shmel
Akkar:
    Akkar = 3akkar | عكار
    Halba = 7alba | حلبا
    Qobayat = kobayat | kobeiyat | القبيات
Beqaa:
    Zahle = zahleh | zahlé | za7le | زحله
    Chtaura = chtoura | shtoura | شتورا | شتوره
    Bar Elias = bar elyas | بر الياس
    Beqaa = bekaa | biqaa | be2a3 | b2a3 | البقاع | بقاع
    Rashaya = rachaya | راشيا
    Saghbine = صغبين
    Joub Jannine = jeb jannine | جب جنين
Baalbek-Hermel:
    Baalbek = baalback | baalbak | ba3albak | بعلبك
    Hermel = الهرمل | هرمل
    Labweh = laboue | اللبوه
South Lebanon:
    Sidon = saida | sayda | صيدا
    Tyre = tyr | sour | soor | صور
    Jezzine = جزين
    Sarafand = الصرفند
    Ghaziyeh = ghazieh | الغازيه
    South Lebanon = liban sud | south | الجنوب | janoub | jnoub
Nabatieh:
    Nabatieh = nabatiyeh | nabatiye | nabatie | النبطيه | نبطيه
    Bint Jbeil = bent jbeil | بنت جبيل
    Marjayoun = marjeyoun | مرجعيون
    Hasbaya = حاصبيا
    Khiam = الخيام
"""

_COUNTRIES = """
    Lebanon = liban | لبنان | lebnen | libnen | loubnan | lubnan
    United Arab Emirates = uae | emirates | emirats | dubai | dubay | dubaï | abu dhabi | sharjah | ajman | الامارات
        | دبي | ابو ظبي | الشارقه | imarat | emarat
    Saudi Arabia = saudi | ksa | riyadh | jeddah | dammam | السعوديه | الرياض | جده | arabie saoudite | riyad
    Qatar = doha | قطر | الدوحه
    Kuwait = koweit | الكويت
    Bahrain = bahrein | البحرين | manama | المنامه
    Oman = muscat | سلطنه عمان | مسقط
    Jordan = jordanie | amman | الاردن | ordon | عمان
    Syria = syrie | damascus | aleppo | homs | سوريا | دمشق | الشام | حلب | حمص | souria
    Iraq = irak | baghdad | erbil | basra | العراق | بغداد | اربيل | البصره
    Egypt = egypte | cairo | alexandria | giza | مصر | القاهره | الاسكندريه | masr
    Turkey = turkiye | turquie | istanbul | ankara | تركيا | اسطنبول
    Cyprus = chypre | nicosia | limassol | larnaca | قبرص
    Palestine = فلسطين | ramallah | رام الله
    Yemen = اليمن
    Libya = libye | ليبيا
    Morocco = maroc | casablanca | المغرب
    Algeria = algerie | alger | الجزائر
    Tunisia = tunisie | tunis | تونس
    France = paris | lyon | marseille | فرنسا | باريس | fransa
    Germany = allemagne | berlin | munich | hamburg | المانيا | almanya
    United States = usa | united states of america | etats unis | america | new york | los angeles | houston
        | اميركا | امريكا
    Canada = montreal | toronto | ottawa | كندا
    Australia = australie | sydney | melbourne | استراليا
    United Kingdom = uk | england | london | angleterre | londres | manchester | بريطانيا | لندن
    Italy = italie | italia | rome | milan | ايطاليا
    Spain = espagne | madrid | barcelona | اسبانيا
    Sweden = suede | stockholm | السويد
    Switzerland = suisse | geneva | geneve | zurich | سويسرا
    Belgium = belgique | brussels | bruxelles | بلجيكا
    Netherlands = holland | pays bas | amsterdam | هولندا
    Brazil = bresil | sao paulo | البرازيل
    Nigeria = lagos | نيجيريا
    Ivory Coast = cote d ivoire | abidjan | ساحل العاج
    Greece = grece | athens | اليونان
"""

Phrase = tuple[str, ...]
_LONG_ENOUGH_FOR_A_SLIP = 6


def _lines(block: str) -> Iterator[str]:
    """The lines of a block; one that begins with ``|`` continues the one above."""
    joined = block.replace("\n        |", " |")
    yield from (line.strip() for line in joined.strip().splitlines())


def _towns() -> Iterator[tuple[Phrase, Place]]:
    province = ""
    for line in _lines(_TOWNS):
        if line.endswith(":"):
            province = line[:-1]
            continue
        name, _, others = line.partition(" = ")
        for spelling in [name, *others.split("|")]:
            yield words(spelling), Place(name, HOME, province)


def _countries() -> Iterator[tuple[Phrase, Place]]:
    for line in _lines(_COUNTRIES):
        name, _, others = line.partition(" = ")
        for spelling in [name, *others.split("|")]:
            yield words(spelling), Place(name, name)


_PLACES: dict[Phrase, Place] = {**dict(_countries()), **dict(_towns())}
_LONGEST = max(map(len, _PLACES))


@lru_cache(maxsize=4096)
def place_of(text: str) -> Place | None:
    """The place that ``text`` names, if it names one that we know.

    Towns of Lebanon come before countries abroad (``Paris street, Beirut`` is in Beirut), longer names before
    shorter ones, and one slip in a long name is forgiven (``Jouniehh``).
    """
    spoken = words(text)[:40]
    found = list(_found(spoken)) or list(_nearly(spoken))
    at_home = [place for place in found if place.country == HOME]
    return next((place for place in at_home if place.province), None) or next(iter(at_home or found), None)


def _found(spoken: Phrase) -> Iterator[Place]:
    for length in range(min(_LONGEST, len(spoken)), 0, -1):
        for start in range(len(spoken) - length + 1):
            phrase = spoken[start : start + length]
            for tried in (phrase, _bare(phrase)):
                if tried in _PLACES:
                    yield _PLACES[tried]
                    break


def _bare(phrase: Phrase) -> Phrase:
    """Without an Arabic preposition in front: ``ببيروت`` and ``لجونيه`` are places too."""
    first = phrase[0]
    if is_arabic(first) and len(first) > 4 and first[0] in "بلع":
        return (first[1:], *phrase[1:])
    return phrase


def _nearly(spoken: Phrase) -> Iterator[Place]:
    for word in spoken:
        if len(word) >= _LONG_ENOUGH_FOR_A_SLIP:
            yield from (
                place
                for phrase, place in _PLACES.items()
                if len(phrase) == 1
                and len(phrase[0]) >= _LONG_ENOUGH_FOR_A_SLIP
                and one_slip_apart(word, phrase[0])
            )


def is_abroad(city: str, area: str | None) -> bool:
    """Whether ``city`` is surely outside ``area``, the shop's own words for where it delivers (``all of Lebanon``).

    A place that nobody here knows is not abroad, and neither is any where the shop has not said where it delivers.
    """
    place = place_of(city)
    if place is None or area is None:
        return False
    delivered = words(area)
    named = [_PLACES[phrase].country for phrase in _phrases(delivered) if phrase in _PLACES]
    return bool(named) and place.country not in named


def _phrases(spoken: Phrase) -> Iterator[Phrase]:
    for length in range(1, min(_LONGEST, len(spoken)) + 1):
        yield from (spoken[start : start + length] for start in range(len(spoken) - length + 1))
