"""What an agent's message asks the customer for, read as a customer reads it: by its questions. Pure.

Written for any agent, not for one's sentences: patterns in English, Arabic and French.
"""

import re
import unicodedata

from evals.scenario import Asked

_SENTENCE = re.compile(r"[^.!?؟\n]*[.!?؟\n]?")
_REQUEST = re.compile(
    r"[?؟]|\b(?:please|send|tell|give|share|type|write|enter|provide|need|reply|answer|choose|pick|let me know)\b"
    r"|\b(?:envoyez|donnez|indiquez|écrivez|précisez|quel(?:le)?s?|merci de|répondez|choisissez|dites|il me faut)\b"
    r"|أرسل|ارسل|اكتب|أعط|ما |شو|أين|وين|ممكن|من فضلك|أحتاج|قل|اختر|كم|أجب|عطي",
    re.IGNORECASE,
)

# In this order: a confirmation repeats the name, the phone and the address that it confirms.
_CONFIRM = re.compile(
    r"\bconfirm|\bplace (?:the|this|your|it|an)\b|\bshall i (?:order|send|go ahead|book)|\bgo ahead\b"
    r"|\b(?:is|are|does) (?:that|this|it|everything|all)\b.{0,30}\b(?:right|correct|ok|okay|good)\b|\bcorrect ?\?"
    r"|أؤكد|تأكيد|نؤكد|تؤكد|أكّد|أكد|اكد|صحيح|أسجل|أسجّل|نسجل|أثبت|أنفذ"
    r"|\bconfirme|\bje valide|\bvalider|\best-ce (?:bien )?(?:correct|exact|juste|bon)|\btout est (?:bon|correct)",
    re.IGNORECASE,
)
_FIRST_NAME = r"first name|given name|first and last name|الاسم الأول|اسمك الأول|\bprénom"
_LAST_NAME = r"last name|family name|surname|اسم العائلة|الكنية|الشهرة|اسم عائلت|nom de famille|\bvotre nom\b"
_NAME = r"\b(?:full |your )?name\b|اسمك|الاسم|\bnom\b|comment vous appelez"
_PHONE = (
    r"\bphone\b|\b(?:mobile|telephone|contact) (?:number|no)|\bnumber (?:to|can) (?:call|reach|we)"
    r"|هاتف|تلفون|موبايل|رقمك|téléphone|\bportable\b"
)
_PLACE = r"\bwhere\b.{0,30}\bdeliver|أين .{0,20}نوصل|\boù\b.{0,30}\blivr"
_CITY = r"\b(?:city|town)\b|\bwhich area\b|مدينة|مدينتك|منطقة|منطقتك|\bville\b|\brégion\b|" + _PLACE
_ADDRESS = r"\baddress\b|\bstreet\b|عنوان|شارع|\badresse\b|\bvotre rue\b|" + _PLACE
_QUANTITY = r"how many|which quantity|what quantity|كم (?:قطعة|حبة|واحد|عدد)|الكمية|combien (?:en |de |d')"
_VARIANT = (
    r"which (?:one|option|version|variant|size|pack)|\bwhich\b.{0,60}\b(?:would you like|do you want)"
    r"|أي (?:واحد|نوع|خيار|حجم)|quelle? (?:option|version|variante|taille|modèle)|\blequel"
)
_FIELDS: tuple[tuple[Asked, re.Pattern[str]], ...] = (
    ("first_name", re.compile(_FIRST_NAME, re.IGNORECASE)),
    ("last_name", re.compile(_LAST_NAME, re.IGNORECASE)),
    ("name", re.compile(_NAME, re.IGNORECASE)),
    ("phone", re.compile(_PHONE, re.IGNORECASE)),
    ("city", re.compile(_CITY, re.IGNORECASE)),
    ("address", re.compile(_ADDRESS, re.IGNORECASE)),
    ("quantity", re.compile(_QUANTITY, re.IGNORECASE)),
    ("variant", re.compile(_VARIANT, re.IGNORECASE)),
)
_MORE = re.compile(
    r"anything else|something else|add (?:something|anything)|شي(?:ء)? (?:آخر|تاني|غير)|شيئاً آخر|autre chose",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"(?:would you like|do you want|want me|shall i|want) (?:to )?(?:order|buy|get)|like to order"
    r"|تريد أن تطلب|تحب تطلب|حابب تطلب"
    r"|souhaitez-vous (?:le |la |les )?commander|voulez-vous (?:le |la |les )?commander",
    re.IGNORECASE,
)
_PART_OF_A_NAME = re.compile(f"{_FIRST_NAME}|{_LAST_NAME}", re.IGNORECASE)
_NAMED = re.compile(_NAME, re.IGNORECASE)
_LESS_PRESSING: tuple[tuple[Asked, re.Pattern[str]], ...] = (("more", _MORE), ("offer", _OFFER))


def asked_in(text: str) -> tuple[Asked, ...]:
    """What these words ask for, most pressing first; nothing if they only tell something.

    To confirm is asked alone: what stands beside it is what is to be confirmed.
    """
    questions = [s for s in _SENTENCE.findall(unicodedata.normalize("NFC", text)) if _REQUEST.search(s)]
    if any(_CONFIRM.search(question) for question in questions):
        return ("confirm",)
    found = [kind for kind, pattern in _FIELDS if any(pattern.search(question) for question in questions)]
    if "name" in found and not any(
        _NAMED.search(_PART_OF_A_NAME.sub("", question)) for question in questions
    ):
        found.remove("name")  # it was the word in "first name", "last name"
    for kind, pattern in _LESS_PRESSING:
        if not found and any(pattern.search(question) for question in questions):
            return (kind,)
    return tuple(found)
