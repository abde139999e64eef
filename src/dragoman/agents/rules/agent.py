"""The rules agent: reads the customer's burst, answers each clause, and makes one short reply of it.

Deterministic: the same words over the same facts give the same reply. It never invents: amounts, stock words
and rules are the shop's own, and what it cannot read or does not know goes to a person, said aloud.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dragoman.agents.base import ActionRequest, Line, Reply, Toolbox, TurnInput
from dragoman.agents.rules.answers import answer_clause, answer_whole
from dragoman.agents.rules.context import in_context
from dragoman.agents.rules.find import index_of
from dragoman.agents.rules.kinds import read_kind
from dragoman.agents.rules.language import Language, language_of, reply_language
from dragoman.agents.rules.lists import list_category, list_products
from dragoman.agents.rules.ordering.state import Cart, kept_cart
from dragoman.agents.rules.ordering.taking import Said, take_turn
from dragoman.agents.rules.product_answers import about, order
from dragoman.agents.rules.say import choice_message, say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.shop_answers import angry
from dragoman.agents.rules.understand import NO_WORDS, Clause, read_clauses
from dragoman.agents.rules.wording import KIND_NAMES
from dragoman.catalogue.model import Product
from dragoman.channels.compose import compose_text
from dragoman.channels.content import OutContent

_WORDS = frozenset({"text", "choice", "button"})
_MOST_PARTS = 6
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+")
_ANGRY_FACES = frozenset("😡🤬😠👿")
_POLITE = frozenset({"thanks", "ack", "sticker"})
_SHORTEST_NUMBER = 7  # digits of a telephone number
_PATIENCE = 3  # misunderstood turns in a row before a person is called


class RulesAgent:
    """Answers from cue words and the catalogue, in English, Arabic and French. Needs no key."""

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """One reply to everything in ``turn.new``. Raises only what the tools raise."""
        if all(line.kind == "reaction" for line in turn.new):
            return Reply(state=dict(turn.state), no_reply_reason="reaction", trace={"agent": "rules"})
        products = [product for product in await tools.list_products() if product.active]
        shop = await tools.shop_info()
        spoken = _spoken(turn)
        index = index_of(products, brand=turn.tenant.brand)
        scene = Scene(
            language=reply_language(spoken, turn.chatbot.languages),
            brand=turn.tenant.brand,
            index=index,
            shop=shop,
            about=_by_sku(products, turn.state.get("product")),
            offered=_some(products, turn.state.get("offered")),
            wanted=_some(products, turn.state.get("wanted")),
            asked=next((asked for asked in ("order", "agree") if turn.state.get("asked") == asked), None),
            ordering=bool(turn.state.get("ordering")),
            placing=bool(turn.state.get("placing")),
            currency=turn.tenant.currency,
        )
        said = await take_turn(turn, tools, scene, _parts)
        return _reply(turn, said, spoken)


def _spoken(turn: TurnInput) -> Language | None:
    before = turn.state.get("language")
    text = "\n".join(line.text or "" for line in turn.new if line.choice_id is None)
    return language_of(text[:4000], before=before if isinstance(before, str) else None)


def _by_sku(products: Iterable[Product], sku: object) -> Product | None:
    return next((product for product in products if product.sku == sku), None)


def _some(products: Sequence[Product], skus: object) -> tuple[Product, ...]:
    found = (_by_sku(products, sku) for sku in _skus(skus)[:10])
    return tuple(product for product in found if product is not None)


def _skus(kept: object) -> list[str]:
    """What an earlier version may have left as a list of products, read with care."""
    return [sku for sku in kept if isinstance(sku, str)] if isinstance(kept, list | tuple) else []


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
    return _without_repeats(_one_order(parts, scene)), list(dict.fromkeys(intents)), scene


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
    if told := answer_whole(text, intents, scene):
        return told, intents
    answers: list[list[Part]] = []
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
    return [part for told in answers for part in told], intents


def _agreed(clause: Clause, scene: Scene) -> list[Part]:
    """A yes to "would you like to order it?", or at once the phone number for it."""
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
        case "product" | "order" if (product := _by_sku(products, value)) is not None:
            if kind == "order":
                return order((product,), scene)
            return about(product, (), NO_WORDS, scene)
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


# --- replying ---------------------------------------------------------------------------------------


def _without_repeats(parts: Sequence[Part]) -> list[Part]:
    """Each thing once; a question back only where nothing else answered, politeness where nothing was asked."""
    once = [part for part in {(p.topic, p.text): p for p in parts}.values() if not _told_better(part, parts)]
    # "Do you deliver to Baalbek and how much?" asks for the price of delivery.
    answered = any((part.products or part.topic in {"delivery", "abroad"}) and not part.asks for part in once)
    topics = {part.topic for part in once}
    idle = _POLITE if topics - _POLITE - {"greeting"} else {"ack"} if "thanks" in topics else set()
    kept = [part for part in once if not (part.asks and answered) and part.topic not in idle]
    asking = [part for part in kept if part.asks]
    # One question back at a time, and rather the one with something to tap.
    best = next((part for part in asking if part.options), asking[0] if asking else None)
    return [part for part in kept if not part.asks or part is best][:_MOST_PARTS]


def _told_better(part: Part, parts: Sequence[Part]) -> bool:
    """Whether another part says all that ``part`` says of its product, and more."""
    if len(part.products) != 1:
        return False
    others = [other for other in parts if other is not part and other.products == part.products]
    if part.asked == "agree" and any(
        other.topic == "order" and part.products[0] in other.products for other in parts
    ):
        return True
    if part.topic == "near":
        return any(other.topic == "product" for other in others)
    said = _sentences(part.text)
    return any(said < _sentences(other.text) and set(part.actions) <= set(other.actions) for other in others)


def _sentences(text: str) -> frozenset[str]:
    return frozenset(_SENTENCE_END.split(text))


def _reply(turn: TurnInput, said: Said, spoken: Language | None) -> Reply:
    scene, parts, intents = said.scene, said.parts, said.intents
    language = scene.language
    state = _state(turn.state, parts, spoken, scene)
    if said.cart is not None:
        if not turn.state.get("ordering") and not any(part.orders for part in parts):
            state.pop("ordering", None)  # for an order that a person takes
        state |= {"cart": kept_cart(said.cart)} if said.cart != Cart() else {}
    hand = next((part.hand for part in parts if part.hand), None)
    actions = list(dict.fromkeys(action for part in parts for action in part.actions))
    texts = _texts(parts, language)
    if not parts:
        texts, hand, more = _not_understood(turn.state, state, language)
        actions.extend(more)
    if parts and all(part.topic == "greeting" for part in parts):
        texts = [say("help", language)]
    actions = _not_yet_asked(turn, actions, state)
    opening = _opening(turn, scene, greeted="greeting" in intents)
    if opening:
        texts = [" ".join([opening, *texts[:1]]), *texts[1:]]
    messages = _messages("\n".join(texts), parts, language)
    return Reply(
        messages=messages,
        hand_to_human=hand,
        actions=tuple(actions),
        orders=tuple(draft for part in parts for draft in part.orders),
        state=state,
        trace={
            "agent": "rules",
            "intents": intents,
            "language": spoken,
            "answered_in": language,
            "skus": list(dict.fromkeys(product.sku for part in parts for product in part.products)),
            "topics": list(dict.fromkeys(part.topic for part in parts)),
        },
    )


def _texts(parts: Sequence[Part], language: str) -> list[str]:
    """The sentences of ``parts``; what must be checked is named in one of them, however much it is."""
    unsure = list(dict.fromkeys(part.unsure for part in parts if part.unsure))
    texts = [part.text for part in parts if part.text and not part.picture and not part.unsure]
    if unsure:
        at = next(n for n, part in enumerate(parts) if part.unsure)
        before = sum(1 for part in parts[:at] if part.text and not part.picture)
        texts.insert(before, say("check", language, topic=say("and", language).join(unsure)))
    return texts


_ONCE = frozenset({"confirm_fact", "order", "order_status"})
_MOST_REMEMBERED = 30


def _not_yet_asked(
    turn: TurnInput, actions: Sequence[ActionRequest], state: dict[str, Any]
) -> list[ActionRequest]:
    """The actions, without those that staff were already asked for and have not written since.

    A customer who asks about the warranty five times opens one action. ``state`` remembers the number of the
    message that each was opened for.
    """
    before = turn.state.get("opened")
    staff = max((line.seq for line in turn.history if line.author == "staff"), default=-1)
    opened = {
        key: seq
        for key, seq in (before.items() if isinstance(before, Mapping) else ())
        if isinstance(seq, int) and seq > staff
    }
    new = [action for action in actions if f"{action.kind}:{action.reason}" not in opened]
    for action in new:
        if action.kind in _ONCE:
            opened[f"{action.kind}:{action.reason}"] = turn.new[-1].seq
    if opened:
        state["opened"] = dict(list(opened.items())[-_MOST_REMEMBERED:])
    return new


def _opening(turn: TurnInput, scene: Scene, *, greeted: bool) -> str:
    """The agent's first words in a conversation say what it is, unless the shop switched that off."""
    first = not any(line.author == "agent" for line in turn.history)
    if first and turn.chatbot.settings.get("introduce") is not False:
        name = turn.chatbot.persona.get("name")
        if isinstance(name, str) and name.strip():
            return say("intro_named", scene.language, name=name.strip(), brand=scene.brand)
        return say("intro", scene.language, brand=scene.brand)
    return say("hello", scene.language) if greeted else ""


def _messages(text: str, parts: Sequence[Part], language: str) -> tuple[OutContent, ...]:
    pictures = [part.picture for part in parts if part.picture][:3]
    shown = tuple(content for picture in pictures for content in picture)
    options = next((part.options for part in parts if part.options), ())
    if len(_wanted(parts)) > 1:
        options = ()  # a button would order one of them
    if options:
        return (*shown, *choice_message(text or say("which", language), options, language))
    return (*shown, *compose_text(text)) if text else shown


def _not_understood(
    before: Mapping[str, Any], state: dict[str, Any], language: str
) -> tuple[list[str], str | None, list[ActionRequest]]:
    """Asks to rephrase; calls a person when it keeps happening, or when an order is under way."""
    if before.get("ordering"):
        state["ordering"] = True
        return (
            [say("order_noted", language)],
            None,
            [ActionRequest("order", "the customer wrote about the order")],
        )
    missed = before.get("missed")
    count = (missed if isinstance(missed, int) and 0 <= missed < _PATIENCE else 0) + 1
    state["missed"] = count
    if count >= _PATIENCE:
        return [say("human", language)], "agent did not understand the customer", []
    return [say("rephrase", language)], None, []


_ABOUT_A_PLACE = frozenset({"order", "delivery", "abroad", "delivery fee", "delivery time"})


def _wanted(parts: Sequence[Part]) -> list[str]:
    """The products that the reply asks whether to order."""
    return [product.sku for part in parts if part.asked == "agree" for product in part.products]


def _state(
    before: Mapping[str, Any], parts: Sequence[Part], spoken: Language | None, scene: Scene
) -> dict[str, Any]:
    """What the next turn needs: the language, the product spoken of, what was offered, what was asked."""
    state: dict[str, Any] = {}
    if spoken:
        state["language"] = spoken
    named = [part.products[0].sku for part in parts if len(part.products) == 1]
    several = [part.products for part in parts if len(part.products) > 1]
    earlier = before.get("product")
    if named:
        state["product"] = named[-1]
    elif scene.about is not None:
        state["product"] = scene.about.sku
    elif isinstance(earlier, str):
        state["product"] = earlier
    if several:
        state["offered"] = [product.sku for product in several[-1]][:10]
    elif (kept := _skus(before.get("offered"))) and set(named) <= set(kept):
        state["offered"] = kept[:10]  # still speaking of those
    elif len(spoken_of := list(dict.fromkeys([earlier, *named] if isinstance(earlier, str) else named))) > 1:
        state["offered"] = spoken_of[-4:]  # "which one is cheaper?" may come next
    if asked := next((part.asked for part in parts if part.asked), None):
        state["asked"] = asked
    if len(wanted := _wanted(parts)) > 1:
        state["wanted"] = wanted[:10]
    if before.get("ordering") or any(part.topic == "order" for part in parts):
        state["ordering"] = True
    if any(part.topic in _ABOUT_A_PLACE for part in parts):
        state["placing"] = True
    return state
