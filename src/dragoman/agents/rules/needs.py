"""What customers say of their need, put into the words in which shops describe whom a product is for.

A seed, as ``lexicon`` is: a shop's own ``recommendations`` and ``best_for`` are matched word by word, and this only
saves a shop from writing them in four languages.
"""

from dragoman.agents.rules.stopwords import STOP_WORDS
from dragoman.catalogue.fold import forms, words

_NEEDS = """
    event = wedding | event | events | evenement | weddings | party | occasion | engagement
        graduation | bride | groom | marriage
        mariage
        fete | fiancailles | soiree | عرس | عرسي | زفاف | خطوبه | خطوبتي | مناسبه | حفله | تخرج | عروس
        3eres
        3ers | 3erse | 3oros | 5toube | khetbe | mnesbe | mounesbe | 7afle | 7aflet | takharroj | 3arous
    instant = fast | quick | quickly | faster | immediate | immediately | immediat | immediatement | rapide
        rapidement | vite | directly | right away | asap | فوري | فورا | سريع | سريعه | بسرعه | اسرع | دغري
        bsir3a | bsor3a | sari3 | sari3a | asra3 | deghre
    strongest = strong | stronger | powerful | maximum | best result | forte | fort | puissant
        efficace | قوي
        قويه | اقوى | 2awe | awe | a2wa | 2awiyye
    heavy staining = coffee | cafe | smoke | smoker | smoking | smoked | cigarette | cigarettes | tea
        wine | dark
        darker | brown | black | tobacco | tabac | fumeur | fumeuse | fume | fonces | foncees | قهوه
        القهوه | دخان
        الدخان | مدخن | بدخن | اركيله | غامقين | غامقه | غامق | سود | بني | شاي | 2ahwe | ahwe | kahwe
        sigara
        dekhan | dokhan | bdakhen | mdakhen | argile | arguile | ghem2in | ghem2a | ghame2 | 8am2in
        sawda | benne
    staining = stained | stains | stain | tache | taches | تصبغات | بقع | tabaghat | bo2a3 | be2a3
    yellow = yellowish | مصفرين | msaffra | صفراء | الصفراء | صفارن | صفارين | safrin | yellower
        yellowing | jaune
        jaunes | jaunatre | jaunis | اصفر | صفر | صفرا | اصفرار | صفار
        مصفره | مصفرين | asfar | safra | sofor | sefr | sefer | sofr | sfar | msaffrin | msaffra
    travel = travelling | traveling | trip | trips | portable | pocket | voyage | voyages | deplacement
        سفر | بسافر
        مسافر | شنطه | safar | bsefer | msefer | msafir | shanta
    spots = spot | dot | dots | point | points | petites taches | نقطه | نقط | بقعه | no2ta | no2at | bo23a
    small = little | tiny | petit | petite | petites | petits | صغيره | صغيرين | zghire | zghir | zghar
        z8ire
    upkeep = maintain | maintenance | maintaining | keep | keeping | entretien | entretenir | maintenir
        garder
        حافظ | احافظ | محافظه | 7afez | e7fez | mu7afaza
    sensitivity = sensitive | sensitif | sensible | sensibles | sensibilite | حساسيه | حساسه | حساسين | حساس
        7asesiye | 7asasiye | hasesiye | 7asesin | 7assasin | 7assese | 7asase | hassesin
    light = slight | slightly | bit | leger | legere | legeres | خفيف | خفيفه | شوي | khafif | khafife
        shway
    big change = transform | transformation | grand changement | تغيير | taghyir
    between sessions = between | entre les seances | بين الجلسات | ben l jalset
"""


def _table() -> dict[tuple[str, ...], frozenset[str]]:
    table: dict[tuple[str, ...], frozenset[str]] = {}
    meant: frozenset[str] = frozenset()
    for line in _NEEDS.strip().splitlines():
        head, equals, tail = line.partition("=")
        if equals:
            meant = frozenset(words(head))
        for other in (tail if equals else head).split("|"):
            if folded := words(other):
                table[folded] = table.get(folded, frozenset()) | meant
    return table


_MEANT = _table()
_LONGEST = max(len(phrase) for phrase in _MEANT)


def need_words(said: tuple[str, ...]) -> frozenset[str]:
    """The English words for whatever need ``said`` (folded words) speaks of, with the words as they stand."""
    said = _affirmed(said)
    met = {form for word in said if word not in STOP_WORDS for form in (word, *forms(word))}
    for size in range(1, _LONGEST + 1):
        for start in range(len(said) - size + 1):
            phrase = said[start : start + size]
            spellings = (phrase,) if size > 1 else tuple((form,) for form in (phrase[0], *forms(phrase[0])))
            for spelling in spellings:
                met |= _MEANT.get(spelling, frozenset())
    return frozenset(met)


_NOT = frozenset(
    words("not no isn aren don doesn without never مش مو ما بدون pas sans mesh mish mich ma bala")
)


def _affirmed(said: tuple[str, ...]) -> tuple[str, ...]:
    """``said`` without the words that are denied: "my teeth are not sensitive"."""
    return tuple(word for i, word in enumerate(said) if not _NOT & set(said[max(i - 2, 0) : i]))
