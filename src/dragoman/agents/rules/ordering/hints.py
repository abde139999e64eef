"""The words that say what a sentence is for while an order is taken: a code, a question, a detail to change. Pure."""

import re
from collections.abc import Mapping

from dragoman.agents.rules.ordering.cart import read_wishes
from dragoman.agents.rules.ordering.consent import consent_in, refuses
from dragoman.agents.rules.ordering.details import ADDRESS, NAME, PHONE, looks_like_address
from dragoman.agents.rules.scene import Scene
from dragoman.agents.rules.stopwords import BREAKS
from dragoman.agents.rules.understand import read_clauses
from dragoman.catalogue.fold import words
from dragoman.tenants.model import ShopInfo

CHAT = frozenset({"greeting", "thanks", "ack", "decline", "yes", "want", "have"})
_PIECES = re.compile(r"[^?؟]+[?؟]+|[^?؟]+\Z")
_SENTENCE = re.compile(r"(?<=[.!\n])\s*")
_CODE = re.compile(
    r"\b(?:promo(?:tion)?\s*code|discount\s*code|code\s*promo|coupon(?:\s*code)?|voucher|promo|code"
    r"|كود(?:\s*الخصم)?|رمز(?:\s*الخصم)?|كوبون|kod|kode|kupon)\b"
    r"\s*(?:is|est|هو|:|=|-)?\s*[\"'«]?([A-Za-z][A-Za-z0-9_-]{2,30}\d[A-Za-z0-9_-]*|[A-Z0-9_-]{3,30})\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w-]+")
_BARE_CODE = re.compile(r"\s*([A-Z]{3,}\d{1,4})\s*[.!]?\s*")
_OPENERS = frozenset(
    words(
        """
        how what whats when where why who which are is do does did can could will would has have combien quand comment
        quel quelle quels quelles pourquoi est peut puis peux livrez هل كم قديش اديش بكم شو ماذا متى
        امتي ليش لماذا كيف وين اين في فيه عندكم عندكن shou shu sho chou kif kam emta eymta lesh leh wen wayn
        2adde 2addesh 2adesh addesh adde fi fih
        btwaslo bteb3ato"""
    )
)
FIELD_NOUNS = {
    ADDRESS: frozenset(
        words("address adresse location عنوان العنوان عنواني 3enwen 3enwene place city ville")
    ),
    PHONE: frozenset(words("phone number mobile telephone tel numero رقم رقمي الرقم تلفون ra2m ra2me ra2em")),
    NAME: frozenset(words("name nom prenom اسم الاسم اسمي esem esme ism")),
}
_ALTERS = frozenset(
    words(
        """
        change changer changez wrong edit modify modifier update correct غير غيري تغيير غيرلي غيرولي عدلي بدل
        بدلي عدل تعديل غلط ghayyer ghayer
        ghayyerle ghayerle ghayyerli 8ayyerle ghayyir
        8ayyer ghalat 8alat different another other new autre nouvelle faux fausse جديد تاني"""
    )
)
_NOTHING_NEW = frozenset(words("is not it please pls svp plz again s t مش من فضلك mish mesh est n pas ktir"))
_LEADS_ON = BREAKS | {"kamen", "kamein", "كمان", "also", "aussi"}
_TOTAL = frozenset(
    words("total totals sum summary cart recap مجموع المجموع مجموعهم الحساب سلتي majmou3 l7seb hseb panier")
)
_ALL = frozenset(words("الكل كلو كلن كلهن kell kello kellon all everything tout"))  # "how much is it all?"
_SHORTEST_JOINED = 3  # letters: "and" is written onto an Arabic word
_LONGEST_ABOUT_TOTAL = 7  # words
_AFTER_NOUN = re.compile(r"^\W*(?:to|is|est|à|a|en|هو|ل|على|إلى|الى|la|3a)?\b\W*", re.IGNORECASE)
_NO_CODE = frozenset(
    ("please", "for", "the", "and", "you", "code", "codes", "discount", "promo", "svp", "pls")
)


def sentences_of(text: str) -> list[tuple[str, bool]]:
    """Statements and questions. Statements that follow one another stay together: an address has several lines."""
    said: list[tuple[str, bool]] = []
    for piece in _PIECES.findall(text):
        if not piece.rstrip().endswith(("?", "؟")):
            said.append((piece.strip(), False))
            continue
        parts = [part for part in _SENTENCE.split(piece) if part.strip()]
        head, question = " ".join(parts[:-1]).strip(), parts[-1].strip()
        first, comma, rest = question.partition(",")
        if comma and consent_in(first) == "yes" and rest.strip(" ?؟"):
            head, question = f"{head} {first}".strip(), rest.strip()
        if head:
            said.append((head, False))
        said.append((question, True))
    return [(text, asks) for text, asks in said if text]


def about_total(text: str, scene: Scene) -> bool:
    """Whether it is asked what the order comes to: it is shown again."""
    said = words(text)
    if len(said) > _LONGEST_ABOUT_TOTAL or not (_TOTAL | _ALL) & set(said):
        return False
    if not _TOTAL & set(said) and not any("price" in clause.intents for clause in read_clauses(text)):
        return False
    return not read_wishes(text, scene.index)


def promo_codes(shop: ShopInfo) -> frozenset[str]:
    """The shop's codes in small letters: whoever writes one has it, whatever they write around it."""
    rules = shop.extra.get("discounts")
    told = rules.get("promo_codes") if isinstance(rules, Mapping) else None
    given = [one.get("code") for one in told or () if isinstance(one, Mapping)]
    return frozenset(code.strip().lower() for code in given if isinstance(code, str) and code.strip())


def code_in(text: str, known: frozenset[str] = frozenset()) -> str | None:
    """The promotion code that ``text`` gives: one of the shop's (``known``), or what is called a code."""
    own = [word[0].upper() for word in _WORD.finditer(text) if word[0].lower() in known]
    if own:
        return own[0]
    match = _CODE.search(text) or _BARE_CODE.fullmatch(text)
    return (
        match[1].upper()
        if match and any(map(str.isalpha, match[1])) and match[1].lower() not in _NO_CODE
        else None
    )


def without_code(text: str, known: frozenset[str] = frozenset()) -> str:
    """``text`` without the code that it gives."""
    text = _WORD.sub(lambda word: " " if word[0].lower() in known else word[0], text)
    return text if code_in(text) is None else _BARE_CODE.sub(" ", _CODE.sub(" ", text))


def leads_on(text: str) -> bool:
    """Whether it goes on from what was said: "and a labubu", "w labubu", "ولابوبو"."""
    first = words(text)[:1]
    return bool(first) and (
        first[0] in _LEADS_ON or (first[0].startswith("و") and len(first[0]) > _SHORTEST_JOINED)
    )


def is_question(text: str, scene: Scene, free: bool) -> bool:
    """Whether a sentence without a question mark asks something all the same."""
    clauses = read_clauses(text, protected=scene.index.vocabulary)
    intents = {intent for clause in clauses for intent in clause.intents} - CHAT - {"order", "location"}
    if not clauses or not intents:
        return False
    if clauses[0].words[0] in _OPENERS:
        return True
    bare = all(not clause.rest and clause.place is None for clause in clauses)
    return bare and not any(char.isdigit() for char in text) and not (free and looks_like_address(text))


def field_to_alter(text: str) -> str | None:
    said = words(text)
    if not _ALTERS & set(said) and not refuses(text):
        return None
    return next((group for group, nouns in FIELD_NOUNS.items() if nouns & set(said)), None)


def new_value(text: str, group: str) -> str:
    """What ``text`` says the field is now: "change the address to Tripoli"; nothing for "the address is wrong"."""
    nouns = FIELD_NOUNS[group]
    said = text.split()
    at = max((n for n, word in enumerate(said) if nouns & set(words(word))), default=len(said) - 1)
    value = _AFTER_NOUN.sub("", " ".join(said[at + 1 :])).strip()
    return "" if set(words(value)) <= _ALTERS | _NOTHING_NEW else value
