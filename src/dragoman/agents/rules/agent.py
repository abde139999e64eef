"""The rules agent: reads the customer's burst, answers each clause, and makes one short reply of it.

Deterministic: the same words over the same facts give the same reply. It never invents: amounts, stock words
and rules are the shop's own, and what it cannot read or does not know goes to a person, said aloud.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from dragoman.agents.base import ActionRequest, Line, Reply, Toolbox, TurnInput
from dragoman.agents.rules.answers import answer_clause, answer_whole
from dragoman.agents.rules.cite import cite_spoken
from dragoman.agents.rules.context import in_context
from dragoman.agents.rules.kinds import read_kind
from dragoman.agents.rules.lists import list_category, list_products
from dragoman.agents.rules.memory import by_sku, scene_of, spoken_in
from dragoman.agents.rules.ordering.taking import take_turn
from dragoman.agents.rules.product_answers import about, order
from dragoman.agents.rules.reply import reply_of, without_repeats
from dragoman.agents.rules.say import say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.shelf import shelf_of
from dragoman.agents.rules.shop_answers import deliver
from dragoman.agents.rules.talk import angry, call_person, talk
from dragoman.agents.rules.understand import NO_WORDS, Clause, read_clauses
from dragoman.agents.rules.wording import KIND_NAMES
from dragoman.catalogue.model import Product

_WORDS = frozenset({"text", "choice", "button"})
_ANGRY_FACES = frozenset("😡🤬😠👿")
_SHORTEST_NUMBER = 7  # digits of a telephone number


class RulesAgent:
    """Answers from cue words and the catalogue, in English, Arabic and French. Needs no key."""

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """One reply to everything in ``turn.new``. Raises only what the tools raise."""
        if all(line.kind == "reaction" for line in turn.new):
            return Reply(state=dict(turn.state), no_reply_reason="reaction", trace={"agent": "rules"})
        shop = await tools.shop_info()
        spoken = spoken_in(turn)
        index = await shelf_of(turn, tools)
        scene = scene_of(turn, index, shop, spoken)
        said = await take_turn(turn, tools, scene, _parts)
        cite_spoken(tools.evidence, said, index.products, shop)
        return reply_of(turn, said, spoken)


# --- reading ----------------------------------------------------------------------------------------


def _parts(lines: Sequence[Line], scene: Scene) -> tuple[list[Part], list[str], Scene]:
    """What is answered to each message in turn; a product named in one is what the next speaks of."""
    parts: list[Part] = []
    intents: list[str] = []
    for line in lines:
        if line.kind == "reaction":
            continue
        scene = in_context(line, scene)
        told, meant = _read_line(line, scene)
        parts.extend(told)
        intents.extend(meant)
        for part in told:
            if len(part.products) == 1:
                scene = replace(scene, about=part.products[0])
    return without_repeats(_one_order(parts, scene)), list(dict.fromkeys(intents)), scene


def _one_order(parts: Sequence[Part], scene: Scene) -> list[Part]:
    """All that is ordered in one sentence and one action; a cart is an order of its own."""
    orders = [part for part in parts if part.topic == "order" and part.products]
    if len(orders) < 2:
        return list(parts)
    products = {product.sku: product for part in orders for product in part.products}
    whole = order(tuple(products.values()), scene, several=any(part.several for part in orders))
    first = parts.index(orders[0])
    rest = [part for part in parts[first:] if part not in orders]
    return [*parts[:first], whole, *rest]


def _read_line(line: Line, scene: Scene) -> tuple[list[Part], list[str]]:
    if line.choice_id is not None and (part := _tapped(line.choice_id, scene)):
        return [part], ["choice"]
    if (told := read_kind(line, scene)) is not None:
        return told, [line.kind if line.kind != "location" else "location_shared"]
    if line.text and _ANGRY_FACES & set(line.text) and _only_emoji(line.text):
        return [angry(scene)], ["angry"]
    if line.kind == "sticker" or (line.text and _only_emoji(line.text)):
        return [Part("sticker", say("sticker", scene.language))], ["sticker"]
    if line.kind not in _WORDS:
        return _unreadable(line, line.kind, scene)
    parts, intents = _read_words(line.text or "", scene)
    if not parts and line.choice_id is not None:
        # A template's quick reply carries an id of the shop's own, such as ``showcase_kit``.
        parts, intents = _read_words(line.choice_id.replace("_", " "), scene)
    return parts, intents


def _read_words(text: str, scene: Scene) -> tuple[list[Part], list[str]]:
    clauses = read_clauses(text, protected=scene.index.vocabulary)
    intents = [intent for clause in clauses for intent in clause.intents]
    if "inject" in intents:
        return _without_the_trick(text, intents, scene)
    if told := answer_whole(text, intents, scene):
        return told, intents
    answers: list[list[Part]] = []
    scene = replace(scene, said=tuple(word for clause in clauses for word in clause.words))
    verb = None
    for clause in clauses:
        # "I want to order a drone and a labubu" orders both.
        here = replace(scene, asked=verb) if verb and not clause.asks else scene
        told = _agreed(clause, scene) or answer_clause(clause, here)
        answers.append(told)
        for part in told:
            if len(part.products) == 1:
                scene = replace(scene, about=part.products[0])
            if part.products and (part.topic == "order" or part.asked == "agree"):
                verb = "order" if part.topic == "order" else "want"
    if scene.about is not None:
        # "The price, and how do I use the pen": what was asked before the name is asked about it too.
        answers = [
            answer_clause(clause, scene) if any(part.asks for part in told) else told
            for clause, told in zip(clauses, answers, strict=True)
        ]
    return _without_the_need(clauses, answers), intents


_TOLD_OF_THE_NEED = frozenset({"results", "safety", "need", "not_found", "near", "list"})


def _without_the_need(clauses: Sequence[Clause], answers: Sequence[list[Part]]) -> list[Part]:
    """All the parts; once a product is advised, no answer to what only told what it is for."""
    advised = any(part.topic == "recommend" for told in answers for part in told)
    return [
        part
        for clause, told in zip(clauses, answers, strict=True)
        for part in told
        if not advised or clause.asks or part.topic not in _TOLD_OF_THE_NEED
    ]


_SENTENCE = re.compile(r"(?<=[.!?؟\n])|(?=\[)")


def _without_the_trick(text: str, intents: list[str], scene: Scene) -> tuple[list[Part], list[str]]:
    """What was said before the sentence that plays a trick; nothing of that sentence, or after it, is taken up."""
    before = ""
    for sentence in _SENTENCE.split(text):
        if any("inject" in clause.intents for clause in read_clauses(sentence)):
            break
        before += sentence
    told = _read_words(before, scene) if before.strip() and before != text else ([], [])
    refused = talk("inject", scene)
    return told if told[0] or refused is None else ([refused], intents)


def _agreed(clause: Clause, scene: Scene) -> list[Part]:
    """A yes to "would you like to order it?", or at once the phone number for it."""
    if scene.asked == "person" and "yes" in clause.intents and not clause.rest:
        return [call_person(scene)]
    if scene.asked not in {"order", "agree"} or scene.about is None:
        return []
    number = "".join(word for word in clause.words if word.isdigit())
    if ("yes" in clause.intents and not clause.rest) or len(number) >= _SHORTEST_NUMBER:
        return [order(scene.wanted or (scene.about,), scene)]
    return []


def _tapped(choice_id: str, scene: Scene) -> Part | None:
    """What a button or row of ours asks for, or ``None`` when the id is not ours (any more)."""
    kind, _, value = choice_id.partition(":")
    products: Sequence[Product] = scene.index.products
    match kind:
        case "product" | "order" if (product := by_sku(products, value)) is not None:
            if kind == "order":
                return order((product,), scene)
            return about(product, (), NO_WORDS, scene)
        case "human":
            return call_person(scene)
        case "menu":
            return deliver(None, scene) if value == "delivery" else list_products(scene)
        case "category":
            return list_category(value, scene)
        case "more":
            number, _, key = value.partition(":")
            start = int(number) if number.isascii() and number.isdigit() else 0
            if key.startswith("category:"):
                return list_category(key.removeprefix("category:"), scene, start)
            return list_products(scene, start)
        case _:
            return None


def _only_emoji(text: str) -> bool:
    shown = [char for char in text if not char.isspace()]
    return bool(shown) and all(unicodedata.category(char) in {"So", "Sk", "Mn", "Cf", "Cn"} for char in shown)


def _unreadable(line: Line, kind: str, scene: Scene) -> tuple[list[Part], list[str]]:
    """Words beside the file are answered; the file itself goes to a person. Never silence."""
    action = ActionRequest("unreadable", kind)
    told, intents = _read_words(line.text, scene) if line.text else ([], [])
    if told:
        note = Part("unreadable", say("caption_note", scene.language), actions=(action,))
        return [*told, note], intents
    what = KIND_NAMES.get(kind, KIND_NAMES["other"])[scene.language]
    return [Part("unreadable", say("unreadable", scene.language, what=what), actions=(action,))], intents
