"""What is answered to one clause: its intents sorted out and each handed to the answer that knows."""

from collections.abc import Sequence
from dataclasses import replace

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.cues import TOPICS
from dragoman.agents.rules.faq import faq_asked, is_doubtful, topics_of
from dragoman.agents.rules.find import Found, find, index_of
from dragoman.agents.rules.fold import words
from dragoman.agents.rules.product_answers import product_parts
from dragoman.agents.rules.say import say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.shop_answers import angry, check, deliver, how_to_use, policy, problem
from dragoman.agents.rules.understand import Clause

_ABOUT_PRODUCTS = frozenset(
    {"price", "stock", "have", "want", "list", "order", "discount", "image", "details"}
)
_ABOUT_SHOP = frozenset(
    {*TOPICS, "delivery", "abroad", "problem", "order_status", "human", "angry", "bot", "about"}
)
_CHAT = frozenset({"greeting", "thanks", "ack", "yes"})
_IT = frozenset({"it", "them"})
_BESIDE_THE_SHOP = frozenset({"have", "want", "list", "stock", "details", "image"})
_BESIDE_A_PROBLEM = frozenset({"results", "usage", "order", "want", "have", "delivery", "order_status"})
_FOR_PEOPLE = frozenset({"problem", "angry", "human", "order_status"})
_ENOUGH_OF_A_CLAUSE, _ENOUGH_OF_A_MESSAGE = 0.6, 0.85  # of the customer's words, that a question explains
_LONGEST_QUESTION = 300  # characters
_IF = frozenset(words("if si اذا لو eza iza law"))
_LONGEST_ACK = 4  # words: "cool" agrees, "something to keep me cool" does not
_BOTH = frozenset(words("both all deux tous toutes التنين الاثنين كلهم كلن tnen tnayneton kellon"))
_ORDINALS = (
    frozenset(words("1 first premier premiere الاول الاولى اول awal awwal")),
    frozenset(words("2 second deuxieme الثاني التاني الثانيه tene tani")),
    frozenset(words("3 third troisieme الثالث التالت telet")),
)


def answer_clause(clause: Clause, scene: Scene) -> list[Part]:
    """The parts that answer ``clause``; none when nothing in it was understood."""
    named = _named(clause, scene)
    if scene.ordering and not clause.intents and named.certainty != "sure":
        return []  # a name, an address: for whoever takes the order
    if faq := _in_the_shops_words(clause.words, clause.intents, scene, alone=_ENOUGH_OF_A_CLAUSE):
        return [replace(faq, products=named.products if named.certainty == "sure" else ())]
    if clause.place and not set(clause.intents) - _CHAT - {"stock", "have"} and not clause.rest:
        return [deliver(clause, scene)]
    asked = _asked(clause, named)
    parts = [part for intent in asked if (part := _shop_part(intent, clause, named, scene))]
    if named.certainty == "sure":
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
    return Part("faq", faq.answer)


def _asked(clause: Clause, named: Found) -> list[str]:
    """The clause's intents without those that its other words explain."""
    asked = list(clause.intents)
    shop = _ABOUT_SHOP & set(asked)
    if named.certainty != "sure":
        if {"delivery", "abroad"} & shop and "order_status" not in asked:
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
    if len(clause.words) > _LONGEST_ACK:
        asked = [intent for intent in asked if intent != "ack"]
    return asked


def _named(clause: Clause, scene: Scene) -> Found:
    """The products the clause names, tried among those just offered when the whole shop leaves a doubt."""
    found = find(scene.index, clause)
    if found.certainty in {"sure", "ask"} and not found.whole and _IT & set(clause.words):
        # "do you have it in black" speaks of the product before, not of the Black Head Remover.
        if scene.about:
            return Found("sure", (scene.about,))
        return replace(found, certainty="near") if found.certainty == "sure" else found
    if found.certainty == "sure" or not scene.offered:
        return found
    short = len(clause.words) <= 4
    if short and _BOTH & set(clause.words):
        return Found("sure", scene.offered[:4])
    for ordinal, product in zip(_ORDINALS, scene.offered, strict=False):
        if short and ordinal & set(clause.words):
            return Found("sure", (product,))
    narrowed = find(index_of(scene.offered, brand=scene.brand), clause)
    return narrowed if narrowed.certainty == "sure" else found


def _shop_part(intent: str, clause: Clause, named: Found, scene: Scene) -> Part | None:
    language = scene.language
    match intent:
        case "delivery" | "abroad":
            return deliver(clause, scene)
        case "about" if scene.shop.about:
            return Part("about", scene.shop.about)
        case "bot":
            return Part("bot", say("bot", language, brand=scene.brand))
        case "human":
            return Part("human", say("human", language), hand="customer asked for a person")
        case "angry":
            return angry(scene)
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
    return Part(intent, "" if intent == "greeting" else say(intent, scene.language))
