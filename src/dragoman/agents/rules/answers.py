"""What is answered to one clause: its intents sorted out and each handed to the answer that knows."""

from collections.abc import Sequence
from dataclasses import replace

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.compare import compare, compared, extreme, similar, within_budget
from dragoman.agents.rules.cues import TOPICS
from dragoman.agents.rules.faq import faq_asked, is_doubtful, topics_of
from dragoman.agents.rules.find import Found, find, is_definite, speaks_of_most, unexplained, unknown_words
from dragoman.agents.rules.index import index_of
from dragoman.agents.rules.lexicon import BOTH
from dragoman.agents.rules.narrow import find_in_part
from dragoman.agents.rules.product_answers import about, features_like, product_parts
from dragoman.agents.rules.recommend import by_need, recommend, speaks_of_needs, suggested
from dragoman.agents.rules.say import say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.shop_answers import check, deliver, how_to_use, is_abroad, policy, problem
from dragoman.agents.rules.stopwords import OF_IT
from dragoman.agents.rules.talk import talk
from dragoman.agents.rules.understand import Clause
from dragoman.agents.rules.where_and_when import opening, where
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Product

_CHOICES = frozenset({"compare", "cheapest", "dearest", "similar", "suggest"})
_ABOUT_PRODUCTS = _CHOICES | {
    "price",
    "stock",
    "have",
    "want",
    "list",
    "order",
    "discount",
    "image",
    "details",
}
_TALK = frozenset({"human", "angry", "abuse", "bot", "inject", "language"})
_ABOUT_SHOP = _TALK | {*TOPICS, "delivery", "abroad", "problem", "order_status", "about"}
_CHAT = frozenset({"greeting", "thanks", "ack", "decline", "yes", "smalltalk"})
_IT = frozenset({"it", "them"}) | OF_IT
_HAS = frozenset(words("fih fiha فيه فيها"))  # "fiha camera l doorbell?" asks whether it has one
_BESIDE_THE_SHOP = frozenset({"have", "want", "list", "stock", "details", "image"})
_BESIDE_A_PROBLEM = frozenset(
    {"results", "usage", "order", "want", "have", "stock", "hours", "delivery", "order_status"}
)
_OF_PRODUCTS = frozenset({"usage", "safety", "results", "storage", "authenticity", "warranty", "returns"})
_ABROAD_MATTERS = frozenset({"order", "want", "have", "stock", "price"})
_FOR_PEOPLE = frozenset({"problem", "angry", "human", "order_status"})
_ENOUGH_OF_A_CLAUSE, _ENOUGH_OF_A_MESSAGE = 0.6, 0.85  # of the customer's words, that a question explains
_LONGEST_QUESTION = 300  # characters
_IF = frozenset(words("if si اذا لو eza iza law"))
_LONGEST_ACK = 4  # words: "cool" agrees, "something to keep me cool" does not
_BOTH = BOTH | frozenset(words("all deux tous toutes كلهم كلن tnen kellon"))
_COMPARES = frozenset(
    words(
        """
        which better best cheaper faster difference lequel laquelle mieux meilleur difference moins ايا اي احسن
        افضل ارخص فرق الفرق ayya aya a7san ahsan afdal arkhas fare2"""
    )
)
_OTHER = frozenset(words("other autre التاني الثاني التانيه غيره tene tenye"))
_MOST_MEANT = 4  # products that "both" or "which one" may be about
_SOMETHING = frozenset(words("something anything شي shi chi chose truc"))
_LEAST = 0.15  # of the words, that the nearest thing for a purpose explains
_SHORT = 6  # words: what is longer may speak of something else
_ORDINALS = (
    frozenset(words("1 first premier premiere الاول الاولى الاوله اول awal awwal awale oula")),
    frozenset(words("2 second deuxieme الثاني التاني الثانيه التانيه tene tani tenye")),
    frozenset(words("3 third troisieme الثالث التالت الثالثه التالته telet telte")),
)


def answer_clause(clause: Clause, scene: Scene) -> list[Part]:
    """The parts that answer ``clause``; none when nothing in it was understood."""
    named = _named(clause, scene)
    if scene.ordering and not clause.intents and named.certainty != "sure":
        return []  # a name, an address: for whoever takes the order
    if faq := _in_the_shops_words(clause.words, clause.intents, scene, alone=_ENOUGH_OF_A_CLAUSE):
        return [replace(faq, products=named.products if named.certainty == "sure" else ())]
    only_there = not clause.rest or (not clause.intents and named.certainty == "none")
    if clause.place and not set(clause.intents) - _CHAT - {"stock", "have"} and only_there:
        return [deliver(clause, scene)]
    asked = _asked(clause, named, scene)
    if chosen := _chosen(asked, clause, named, scene):
        return [*([Part("greeting")] if "greeting" in asked else []), *chosen]
    parts = [part for intent in asked if (part := _shop_part(intent, clause, named, scene))]
    if clause.place and _ABROAD_MATTERS & set(asked) and is_abroad(clause, scene.shop.delivery):
        parts.insert(0, deliver(clause, scene))  # "can I order from Dubai?": that comes first
        asked = [intent for intent in asked if intent not in {"order", "want"}]
    if named.certainty == "sure" and (named.whole or _OF_PRODUCTS & set(asked)):
        parts = [part if part.products else replace(part, products=named.products) for part in parts]
    about_products = [intent for intent in asked if intent in _ABOUT_PRODUCTS]
    if about_products or not (parts or set(asked) - _CHAT):
        told = product_parts(about_products, clause, named, scene)
        parts.extend(part for part in told if not parts or part.topic != "not_found")
    if not parts:
        parts.extend(_chat(intent, scene) for intent in asked if intent in _CHAT - {"yes"})
    elif "greeting" in asked:
        parts.insert(0, Part("greeting"))
    return parts


def answer_whole(text: str, intents: Sequence[str], scene: Scene) -> list[Part]:
    """The shop's own answer to a message that is, as a whole, one of its questions; else nothing."""
    if len(text) > _LONGEST_QUESTION:
        return []
    part = _in_the_shops_words(words(text), intents, scene, alone=_ENOUGH_OF_A_MESSAGE)
    if part is None:
        return []
    return [Part("greeting"), part] if "greeting" in intents else [part]


def _in_the_shops_words(
    said: Sequence[str], intents: Sequence[str], scene: Scene, *, alone: float
) -> Part | None:
    if _FOR_PEOPLE & set(intents):
        return None
    faq = faq_asked(said, scene, alone=alone)
    if faq is None:
        return None
    if is_doubtful(faq, scene):
        topic = next((topic for topic in TOPICS if topic in topics_of(faq.question)), "other")
        return check(topic, scene, fact=f"question {faq.key}")
    return Part("faq", faq.answer_in(scene.language))


def _chosen(asked: Sequence[str], clause: Clause, named: Found, scene: Scene) -> list[Part]:
    """Products beside one another, the cheapest of them, the right one for a need; none where that is not asked."""
    sure = named.products if named.certainty == "sure" else ()
    meant, shop = set(asked), _ABOUT_SHOP & set(asked)
    if "compare" in meant and not sure and (product := by_need(clause, scene)):
        return [suggested(product, scene)]  # "which one is better for yellow teeth?"
    least = bool({"cheapest", "dearest"} & meant) and not named.whole
    if least and len(sure) > 1 and "compare" not in meant and (product := extreme(clause, named, scene)):
        return [about(product, ["want"] if "want" in clause.intents else ["price"], clause, scene)]
    if "compare" in meant or ("suggest" in meant and len(sure) > 1) or (len(sure) > 1 and _compares(clause)):
        if products := compared(clause, named, scene):
            return [compare(products, scene)]
        meant.add("suggest")
    if not shop and not sure and (cheap := within_budget(clause, scene)):
        return [cheap]
    if {"cheapest", "dearest"} & meant and (product := extreme(clause, named, scene)):
        return [about(product, ["want"] if "want" in clause.intents else ["price"], clause, scene)]
    if "similar" in meant and not sure and (others := similar(scene)):
        return [others]
    if shop or (len(sure) == 1 and named.whole):
        return []
    if "suggest" in meant:
        return recommend(clause, scene)
    told = scene.asked == "need" or bool({"want", "have"} & meant) or speaks_of_most(scene.index, clause)
    rest = meant - _CHAT - {"want", "have"} - ({"results"} if "want" in meant else set())
    if told and not rest and (product := by_need(clause, scene)):
        return [suggested(product, scene)]
    return recommend(clause, scene) if told and not rest and speaks_of_needs(clause, scene) else []


def _compares(clause: Clause) -> bool:
    return bool(_COMPARES & set(clause.words))


def _asked(clause: Clause, named: Found, scene: Scene) -> list[str]:
    """The clause's intents without those that its other words explain."""
    asked = list(clause.intents)
    if not asked and scene.asked is None and _only_names(clause, named, scene):
        return list(scene.asking)  # "a picture of the drone" - "and the labubu?"
    asked = [_of_the_product(intent, clause, named, scene) for intent in asked]
    shop = _ABOUT_SHOP & set(asked)
    if named.certainty != "sure":
        if shop and "order_status" not in asked:
            asked = [intent for intent in asked if intent not in {"price", "discount"}]
        if shop:
            asked = [intent for intent in asked if intent not in _BESIDE_THE_SHOP]
    if _IF & set(clause.words) and {"warranty", "returns"} & shop:
        asked = [intent for intent in asked if intent != "problem"]  # "can I return it if it doesn't work?"
    if "problem" in asked:
        asked = [intent for intent in asked if intent not in _BESIDE_A_PROBLEM]
    if {"usage", "results"} <= set(asked):
        asked.remove("results")
    if {"usage", "safety"} <= set(asked):
        asked.remove("usage")
    if len(named.products) > 1 and _COMPARES & set(clause.words):
        asked = [intent for intent in asked if intent != "discount"]  # which of them is cheaper: both prices
    if len(clause.words) > _LONGEST_ACK:
        asked = [intent for intent in asked if intent != "ack"]
    return asked


def _only_names(clause: Clause, named: Found, scene: Scene) -> bool:
    """Whether a short clause names one product and says nothing else."""
    if len(named.products) != 1 or named.certainty != "sure" or len(clause.words) > _SHORT:
        return False
    pronoun = _IT & set(clause.words)
    return not pronoun and not unknown_words(scene.index, named.products[0], clause)


def _of_the_product(intent: str, clause: Clause, named: Found, scene: Scene) -> str:
    """``details`` for what asks a product's own facts: how long the fan runs, whether the trimmer is for my skin."""
    if intent == "delivery" and clause.perhaps_delivery and named.certainty in {"sure", "ask"}:
        return "details"
    if len(named.products) != 1 or named.certainty != "sure" or intent not in _OF_PRODUCTS:
        return intent
    return "details" if _told_of(named.products[0], intent, clause, scene) else intent


def _told_of(product: Product, topic: str, clause: Clause, scene: Scene) -> bool:
    written = scene.shop.policies.get(topic)
    return (written is None or not written.confirmed) and bool(features_like(product, clause, "en"))


def _named(clause: Clause, scene: Scene) -> Found:
    """The products the clause names; where the whole shop leaves a doubt, by what was just spoken of."""
    found = find(scene.index, clause)
    has = _HAS if found.certainty == "sure" and scene.about is None else frozenset()
    besides = found.certainty == "sure" and is_definite(clause)  # "can I use it on the camping lamp"
    if not found.whole and not besides and _IT & set(clause.words) - has:
        # "do you have it in black" speaks of the product before, not of the Black Head Remover.
        says = found.certainty != "none" or set(clause.intents) - _CHAT or unexplained(scene.index, clause)
        if scene.about and says and not {"list", "suggest"} & set(clause.intents):
            return Found("sure", (scene.about,), whole=True)
        return replace(found, certainty="near") if found.certainty == "sure" else found
    if found.whole and found.certainty == "sure":
        return found
    if found.certainty == "ask" and _BOTH & set(clause.words) and len(found.products) <= _MOST_MEANT:
        return replace(found, certainty="sure")  # "what is the difference between both hair curlers"
    if pointed := _pointed_at(clause, scene):
        return Found("sure", pointed)
    if found.certainty == "sure":
        return found
    narrowed = find(index_of(scene.offered, brand=scene.brand), clause) if scene.offered else found
    if narrowed.certainty == "sure":
        return narrowed
    if in_part := find_in_part(scene.index, clause):
        return in_part
    if (
        found.certainty == "none"
        and {"want", "have"} & set(clause.intents)
        and _SOMETHING & set(clause.words)
    ):
        return find(scene.index, clause, near=_LEAST)  # "something to close bags of crisps"
    return found


def _pointed_at(clause: Clause, scene: Scene) -> tuple[Product, ...]:
    """Of the products just offered or spoken of, those that a short clause points at without naming them."""
    said = set(clause.words)
    plain = not {clause.words[i] for i in clause.rest} - _COMPARES
    if not scene.offered or len(clause.words) > _SHORT:
        return ()
    if _BOTH & said or (_COMPARES & said and plain):
        return scene.offered[:_MOST_MEANT]
    chosen = scene.about if scene.about in scene.offered else None
    if chosen is not None or {"of", "take", "prends"} & said:
        said = {word for word in said if not word.isdigit()}  # once one is chosen, "2" is how many of it
    for ordinal, product in zip(_ORDINALS, scene.offered, strict=False):
        if ordinal & said:
            return (product,)
    others = tuple(product for product in scene.offered if product is not chosen)
    return others if chosen is not None and len(others) == 1 and plain and _OTHER & said else ()


def _shop_part(intent: str, clause: Clause, named: Found, scene: Scene) -> Part | None:
    language = scene.language
    match intent:
        case "delivery" | "abroad":
            return deliver(clause, scene)
        case "about" if scene.shop.about:
            return Part("about", scene.shop.about_in(language) or "")
        case _ if intent in _TALK:
            return talk(intent, scene)
        case "hours":
            return opening(clause, scene)
        case "location":
            return where(clause, scene)
        case "problem":
            return problem(scene)
        case "order_status":
            action = ActionRequest("order_status", "the customer asks about an order")
            return Part("order_status", say("order_status", language), actions=(action,))
        case "usage" if named.certainty == "sure" or scene.about:
            product = named.products[0] if named.certainty == "sure" else scene.about
            return how_to_use(product, clause, scene)
        case _ if intent in TOPICS:
            return policy(intent, clause, scene)
        case _:
            return None


def _chat(intent: str, scene: Scene) -> Part:
    if intent == "decline":
        return Part("ack", say("ack", scene.language))
    return Part(intent, "" if intent == "greeting" else say(intent, scene.language))
