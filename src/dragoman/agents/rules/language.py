"""Which language a customer writes: English, Arabic, French, or Arabizi (Arabic in Latin letters and digits).

Short messages often say nothing either way ("ok", a product name): then the conversation's language stands.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

from dragoman.catalogue.fold import is_arabic, words

Language = Literal["en", "ar", "fr", "arabizi"]
WRITTEN = ("en", "ar", "fr")
"""The languages we have wording for."""

_ENGLISH = frozenset(
    words(
        """
        the a an is are am was do does did you your i my me we our it its this that these those what which
        who how much many when where why can could would will want need have has got any some for of to
        and or with from in on at there here hello hi hey thanks thank please yes price cost delivery
        deliver shipping ship return refund warranty open order buy available stock talk speak person
        human about u ur r n whats how diff pls plz if long work works not get show sell good morning evening"""
    )
)
_FRENCH = frozenset(
    words(
        """
        lequel laquelle lesquels convient me te se voudrions aimerais dois faut veut avons ont as peut ça coute
        le la les un une des du de est sont je tu il elle nous vous ils mon ma mes votre vos notre ce
        cette ces quel quelle quels quelles combien comment quand ou pourquoi avec pour dans sur et mais
        pas ne que qui bonjour bonsoir salut merci prix coute livraison livrez livrer retour garantie
        horaires ouvert commander acheter disponible avez veux voudrais peux pouvez parler quelqu humain
        svp plait c j d s qu etes produits cherche oui non aussi moins cher besoin echange remboursement
        carte bien bjr bsr slt mrc bcp svp stp coucou colis dents jaunes sont fais faites puis jours jour
        semaine moi toi lui etre fait cadeau chose quelque aucun service photo photos magasin boutique
        adresse taille choisir conseillez conseil douloureux age enfant fille fils promotions promotion
        remise expert deux trois mariage sensibles sensible"""
    )
)
_ARABIZI = frozenset(
    words(
        """
        3a 3al 3am 3an ma3 shou shu sho chou kif keef kifak kifik kifkon addeh adde addesh adesh adeh fi
        fii fih ma baddi badde bade bde badi biddi wen wayn wein weyn hayda hayde haida hayda hal l el al
        ana enta inta enti ento 3andkon 3andkoun andkon 3andak 3endkon 3am bas bass yalla la2 eh marhaba
        mar7aba salam ahla ahlan sabah sabaho masa shukran chokran mersi yaslamo yislamo tawsil tawsel
        btwaslo betwaslo bitwaslo se3ro si3ro se3r 7a2o 7a22o ha2o hada 7ada m3allim ktir kteer mni7 mnih
        tamem tamam sar ba3d lal lel mish mesh mich men mnen la wlo ya3ne yaani hek heik wa2t emta amta
        eymta ayya ay aya kel kil wala aw law mawjoud mawjud mawjoude meshkle m2anen kam yom yawm byekhod
        bkam kamen bade bde badde bedde shi chi talabe talabiye talab natir natra modir mudir dawemkon
        lyom hal2 halla2 soura sora sowar souwar mersi mamnoun ktr snen snene asnen l2 kalb khara zeft
        ghali rkhis arkhas akher aghla le3be wled sayara siyara matbakh hdiyye hdiye bent ebne ebni bente
        byenfa3 bidor byouja3 kifkon kifo kifa nsa nse ente enti bte7ke mar7aba hala ahlen allah nshallah
        inshallah habibi habibe khalas yislam shoukran mawjoude mawjoudin fiye fina fik fike fikon menna
        menno bel bil kellon eza iza bala ya hayde la2anno wosol la2 tnen tnein tleteh tlete wa7ad we7de
        otlob eshtre bteshteghel byeshteghel bta5od yousal wsolne wosel wesel maksour kharben yeha yeh
        ghale asle jem3a sarle tayeb tayyeb"""
    )
)
_SHARED = frozenset(
    {"la", "al", "men", "ma", "ou", "de", "d", "s", "a", "on", "i", "me", "hal", "el", "est", "c"}
)

# A digit that stands for a letter: between letters (7a22o), or in front of at least three of them (3andkon),
# or behind at least two (sa7). Sizes and models (3d, 10ml, e20, mp3, 4in1) are neither.
_DIGIT_LETTER = re.compile(
    r"(?:[a-z]+([235679])\1?[a-z][a-z235679]*|([23579])\2?[a-z]{3,}[a-z235679]*|[23579][aeiou][a-z2-9]+|[a-z]{2,}[37])\Z"
)
_NOT_ARABIZI = re.compile(
    r"(?:mp3|ps3|\d+(?:in\d|ml|mah|gb|kg|cm|mm|nd|rd|th|pm|am|pcs|pieces|days|weeks|x|k)|e\d+\w*)\Z"
)


_ELISION = re.compile(r"(?<![\w'’])(?:[ldjcn]|qu)['’](?=\w)", re.IGNORECASE)
_ARABIC_MARK = re.compile("[؟،؛]")


def language_of(text: str, *, before: str | None = None) -> Language | None:
    """The language of ``text``, or ``before`` (the conversation's) when the words do not tell."""
    # Of equals the earlier: who mixes a word of English or French into another language writes the other.
    scores = {"ar": 0.0, "arabizi": 0.0, "fr": 0.0, "en": 0.0}
    for word in words(text):
        for language, weight in _votes(word):
            scores[language] += weight
    # "l'adresse" is French, "l drone" is Arabizi.
    scores["fr"] += 2.0 * len(_ELISION.findall(text))
    best = max(scores.values())
    if best < 1:  # a word that languages share, or a letter, decides nothing
        return _known(before) or ("ar" if _ARABIC_MARK.search(text) else None)
    leaders = [language for language, score in scores.items() if score == best]
    if before in leaders:
        return _known(before)
    return _known(leaders[0])


def _votes(word: str) -> list[tuple[str, float]]:
    if is_arabic(word):
        return [("ar", 1.0)]
    if _DIGIT_LETTER.match(word) and not _NOT_ARABIZI.match(word):
        return [("arabizi", 3.0)]
    weight = 0.5 if word in _SHARED else 1.0
    lists = (("en", _ENGLISH), ("fr", _FRENCH), ("arabizi", _ARABIZI))
    return [(language, weight) for language, known in lists if word in known]


def _known(language: str | None) -> Language | None:
    match language:
        case "en" | "ar" | "fr" | "arabizi":
            return language
        case _:
            return None


def reply_language(spoken: Language | None, languages: Mapping[str, Any]) -> str:
    """The language to answer in, one of ``WRITTEN``, under the chatbot's ``languages``.

    ``arabizi``: what Arabizi is answered in (default ``en``); ``default``: where the customer's language is
    unknown; ``reply_in``: the only languages this shop answers in, the first of them being the fallback.
    """
    default = languages.get("default")
    wanted = languages.get("arabizi") if spoken == "arabizi" else (spoken or default)
    allowed = [language for language in _listed(languages.get("reply_in")) if language in WRITTEN]
    if allowed and wanted not in allowed:
        return allowed[0]
    return wanted if isinstance(wanted, str) and wanted in WRITTEN else "en"


def answers_in(languages: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages that a chatbot answers in, under its ``languages``."""
    allowed = [language for language in _listed(languages.get("reply_in")) if language in WRITTEN]
    return tuple(allowed) or WRITTEN


def _listed(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple):
        return [item for item in value if isinstance(item, str)]
    return []
