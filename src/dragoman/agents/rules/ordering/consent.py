"""What a customer answers to a question that wants a yes: yes, no, cancel, change, or nothing of the kind. Pure."""

from collections.abc import Iterable
from typing import Literal

from dragoman.agents.rules.lexicon import BOTH
from dragoman.agents.rules.vocabulary import vocabulary_of
from dragoman.catalogue.fold import words

Consent = Literal["yes", "no", "cancel", "change", "none"]
"""``no`` is also every "wait" and "not yet"; ``none`` says nothing about it."""

_YES = """
    y | yes | yeah | yea | yep | yup | ya | sure | confirm | confirmed | i confirm | confirm it
    confirm order | confirming | go ahead | go for it | place it | place the order | place order
    go | ok go | tout bon | c est tout bon | looks right | looks correct | looks fine | seems right
    place my order | order it | do it | send it | correct | right | exactly | all good | looks good
    sounds good | that s right | thats right | that is right | perfect | absolutely | definitely
    of course | deal | agreed | ok | okay | okey | oki | k | kk | fine | all correct
    everything is correct | everything is right | its correct | it s correct | proceed | yes please
    let s go | lets go | sure thing | no problem | no changes | nothing to change | alright | why not
    oui | ouais | c est bon | c bon | c est ok | je confirme | confirme | confirmer | confirmez | valide
    je valide | valider | validez | parfait | exactement | d accord | bien sur | allez y | vas y
    c est correct | tout est bon | tout est correct | impeccable | ca marche | ca me va | pas de probleme
    pas de souci | ok pour moi | نعم | ايه | اي | ايوا | ايوه | اكيد | تاكيد | باكد | بأكد | اكد | اكدي
    اكدو | اكدها | اكدلي | موافق | موافقه | تمام | ماشي | ماشي الحال | اوكي | اوك | صح | صحيح | مزبوط
    مظبوط | مضبوط | يلا | طبعا | ثبت | ثبتو | ثبتلي | ثبته | كمل | كملي | كملو | ما في مشكله | ما في مشكل
    بالتاكيد | اي نعم | معلوم | اتفقنا | eh | ehh | ee | aywa | aiwa | akid | 2akid | akeed | akied
    2akeed | tamem | tamam | mashi | mechi | meshe | yalla | yala | sa7 | sah | mazbout | mazbut | mazboot
    b2akked | b2akid | akked | 2akked | akkid | akkdo | akkedo | mwef2 | mwafe2 | mwafa2 | sabbit | sabbto
    sabte | thabbet | kammel | kamel | kammil | tab3an | ابعتوه | ابعتوها | ابعتوهن | ابعتلي ياه
    ابعتلي ياها | ابعتلي ياهن | ابعتولي ياه | ابعتولي ياها | ابعتولي ياهن | b3atle ye | b3atle yeha | b3atle yehon
    b3atoule ye | b3atoule yeha | b3atoule yehon | na3am | n3am | ma fi meshkle | ma fi mechkle
    mafi mechkle | ma3loum | eh na3am | ok eh | wlo | طيب | tayyeb | tayeb"""
_NO = """
    i will send | i ll send | will send | sending | بعتلك | ببعتلك | رح ابعت | b3atlak | bab3atlak | j envoie
    je vous envoie | n | no | nope | nah | not | not yet | don t | dont | do not | wait | hold | hold on
    one moment | one sec
    a sec | 1 sec | second | sec | stop | later | tomorrow | let me think | i ll think | think | not sure
    unsure | maybe | wrong | incorrect | never | non | pas | pas encore | attends | attendez | attend
    un moment | un instant | plus tard | demain | peut etre | faux | لا | لاء | لأ | مش | مو | ما بدي
    انطر | انطري | نطر | نطري | لحظه | ثواني | ثانيه | بعدين | استني | دقيقه | غلط | يمكن | بكرا | ليس
    مش هلق | لسا | مش متاكد | la2 | la2a | laa | mesh | mish | mech | natre | netre | ntor | nator | notre
    la7za | lahza | ba3den | b3den | ba3dein | mish halla2 | ma badde | ma baddi | ma bade | ghalat
    8alat | yemkin | bukra | stanna"""
_CANCEL = """
    الغيلي | الغيلي الطلب | الغيلي الطلبيه | الغولي الطلب | الغو الطلب | cancel | cancel it | cancel all
    cancel everything | cancel order | cancel the order
    cancel my order | cancel that | forget it | forget about it | never mind | nevermind | i don t want it
    i don t want it anymore | i dont want it | i dont want it anymore | don t want anymore
    changed my mind | i changed my mind | no longer | abort | quit | not interested | don t want to order
    i don t want to order | don t want to order anymore | i don t want anything | drop it | annule
    annuler | annulez | j annule | annule tout | annuler la commande | annulez la commande | laisse tomber
    laissez tomber | j ai change d avis | je ne veux plus | je veux plus | je n en veux plus | plus rien
    الغي | الغيها | الغيه | الغي الطلب | الغي الطلبيه | الغي كل شي | الغاء | إلغاء | الغ | كنسل | كنسلها
    بطلت | بطلت بدي | بطل بدي | ما عاد بدي | ما عدت بدي | ما بقا بدي | ما بدي شي | ما بدي اطلب | غيرت رايي
    خلص ما بدي | بلاها | بلاه | انسي | انسى | elghe | el8e | elghi | elghiya | elghe l order
    elghe l talab | kansel | kansil | kanselha | batalet | batalt | battalet | ma 3ad badde
    ma 3adet badde | ma ba2a badde | ma badde shi | ma badde otlob | ghayyaret raye | 8ayaret raye
    khalas ma badde | insa"""
_CHANGE = """
    change | change it | change something | change order | change the order | change my order | edit
    edit it | edit order | modify | modify it | modify order | i want to change
    i want to change something | want to change something | need to change | i need to change something
    update | make a change | make changes | changer | modifier | changez | modifiez | je veux changer
    je voudrais changer | modifier la commande | changer la commande | changer quelque chose | غير | غيري
    تغيير | تعديل | عدل | عدلي | بدي غير | بدي اغير | بدي عدل | غير الطلب | غير شي | بدي غير شي | ghayyer
    ghayer | 8ayyer | ta3dil | taghyir | badde ghayyer | badde 8ayyer | badde ghayer shi | 3addel"""
_FILLER = """
    هيك | hek | heik | heyk
    هيدا | هيدي | هاد | heda | hayda | hayde | hada | اذا بتريدي | لو سمحتي | عمول معروف | عملي معروف | law sama7te
    law sama7ti | eza betride | iza betride | iza betrid | 3mele ma3rouf
    location | localisation | لوكيشن | الموقع | من فضلك | رجاء | اذا بتريد | 3mol ma3rouf | law sama7t
    eza betrid | please | pls | plz | thanks | thank you | thank u | thx | ty | merci | merci beaucoup
    svp | stp | s il vous plait | s il te plait | شكرا | يسلمو | مشكور | لو سمحت | بليز | حبيبي | حبيبتي
    اخي | shukran | chokran | yislamo | yeslamo | habibi | hi | hello | hey | bonjour | مرحبا | marhaba
    i | want | to | it | the | order | my | that | this | is | s | all | everything | now | then | so
    well | and | et | و | w | la | le | l | commande | الطلب | الطلبيه | الطلبية | talab | talabiye | هلق
    halla2 | بدي | badde | baddi | يا | ya | for me | me | you | dear | bro | sir | madam | monsieur
    madame | je | j | ca | c | est | tout | bas | بس | am | i m | im | a | des | de | d | aussi | also
    too | very | much | much appreciated | كتير | ktir | kteer | with | address | adresse | total | price
    yeah yeah | la commande | l order | اه | ah | oh | aha | mm | hmm | um | euh | great | good | cool
    finalement | finally | actually | en fait | alors | donc | bon | ben | after all | quand meme | then
    nice | bien | super | top | خلص | منيح | حلو | khalas | 5alas | mnih | mni7"""


def _book(block: str) -> dict[tuple[str, ...], None]:
    return {folded: None for cue in block.replace("\n", "|").split("|") if (folded := words(cue))}


_BOTH = (*((word,) for word in BOTH), words("both of them"), words("les deux"))
_MEANINGS: dict[tuple[str, ...], Consent] = {
    **dict.fromkeys((*_book(_FILLER), *_BOTH), "none"),
    **dict.fromkeys(_book(_YES), "yes"),
    **dict.fromkeys(_book(_NO), "no"),
    **dict.fromkeys(_book(_CHANGE), "change"),
    **dict.fromkeys(_book(_CANCEL), "cancel"),
}
_LONGEST = max(map(len, _MEANINGS))
_KNOWN = vocabulary_of({word for phrase in _MEANINGS for word in phrase}, sound_length=9)
_SIGNS: dict[str, Consent] = {
    **dict.fromkeys(("👍", "👌", "✅", "✔", "🆗"), "yes"),
    **dict.fromkeys(("👎", "❌"), "no"),
}


def consent_in(text: str) -> Consent:
    """What ``text`` as a whole answers. ``none`` when it says anything else besides.

    A no anywhere outweighs a yes: nothing is ordered on "yes, wait".
    """
    said = words(text)[:30]
    if said and set(said) == {"la"}:
        return "no"  # Arabizi; beside other words it is the French article
    signs = {meaning for sign, meaning in _SIGNS.items() if sign in text}
    meanings = set(_meanings(said)) | signs
    if None in meanings:
        return "none"
    order: tuple[Consent, ...] = ("cancel", "change", "no", "yes")
    return next((strongest for strongest in order if strongest in meanings), "none")


def wants_both(text: str) -> bool:
    """Whether ``text`` takes two things that were spoken of, and says nothing else: "both please", "je veux les deux".

    "Both" alone may as well answer a question.
    """
    said = words(text)[:30]
    if "?" in text or "؟" in text or not set(_meanings(said)) <= {"none", "yes"}:
        return False
    more = [both for both in _BOTH if len(said) > len(both)]
    return any(said[at : at + len(both)] == both for both in more for at in range(len(said)))


def refuses(text: str) -> bool:
    """Whether ``text`` has a no, a wait or a cancel in it, whatever else it says."""
    return bool({"no", "cancel"} & set(_meanings(words(text)[:60])))


def _meanings(said: tuple[str, ...]) -> Iterable[Consent | None]:
    """The meaning of each phrase, longest first from the left; ``None`` for a word that has nothing to do with it."""
    at = 0
    while at < len(said):
        for size in range(min(_LONGEST, len(said) - at), 0, -1):
            meaning = _meaning(said[at : at + size])
            if meaning is not None:
                yield meaning
                at += size
                break
        else:
            yield None
            at += 1


def _meaning(phrase: tuple[str, ...]) -> Consent | None:
    if phrase in _MEANINGS:
        return _MEANINGS[phrase]
    options: list[tuple[str, ...]] = [()]
    for word in phrase:
        meant = {word} if word in _KNOWN.known else _KNOWN.meant_by(word)
        options = [(*head, known) for head in options for known in sorted(meant)[:4]]
    return next((_MEANINGS[option] for option in options if option in _MEANINGS), None)
