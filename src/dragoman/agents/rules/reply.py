"""The parts of an answer made into one reply: nothing twice, one question back, its actions, buttons and pins."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.agents.base import ActionRequest, Reply, TurnInput
from dragoman.agents.rules.language import Language
from dragoman.agents.rules.memory import state_after, wanted_of
from dragoman.agents.rules.ordering.state import Cart, kept_cart
from dragoman.agents.rules.ordering.taking import Said
from dragoman.agents.rules.say import Option, choice_message, say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.talk import PERSON
from dragoman.agents.rules.where_and_when import away
from dragoman.channels.compose import compose_text
from dragoman.channels.content import OutContent

_MOST_PARTS = 6
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+")
_POLITE = frozenset({"thanks", "ack", "sticker", "smalltalk"})
_PATIENCE = 3  # misunderstood turns in a row before a person is called


def without_repeats(parts: Sequence[Part]) -> list[Part]:
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


def reply_of(turn: TurnInput, said: Said, spoken: Language | None) -> Reply:
    """The reply that is made of what was heard, and what the next turn needs to know."""
    scene, parts, intents = said.scene, said.parts, said.intents
    language = scene.language
    state = state_after(turn.state, parts, intents, spoken, scene)
    if said.cart is not None:
        if not turn.state.get("ordering") and not any(part.orders for part in parts):
            state.pop("ordering", None)  # for an order that a person takes
        state |= {"cart": kept_cart(said.cart)} if said.cart != Cart() else {}
    hand = next((part.hand for part in parts if part.hand), None)
    actions = list(dict.fromkeys(action for part in parts for action in part.actions))
    texts = _texts(parts, language)
    if not parts:
        parts, hand = _not_understood(turn.state, state, language)
        texts = _texts(parts, language)
        actions.extend(action for part in parts for action in part.actions)
    if parts and all(part.topic == "greeting" for part in parts):
        texts = [say("help", language)]
    if (hand or _FOR_A_PERSON & {action.kind for action in actions}) and (note := away(scene)):
        texts.append(note)
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
            "topics": list(dict.fromkeys(part.topic for part in parts if part.topic != "unclear")),
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


_FOR_A_PERSON = frozenset({"complaint", "order_status", "confirm_fact", "discount", "order", "unreadable"})
_ONCE = frozenset({"confirm_fact", "discount", "order", "order_status"})
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
        if scene.name:
            return say("intro_named", scene.language, name=scene.name, brand=scene.brand)
        return say("intro", scene.language, brand=scene.brand)
    return say("hello", scene.language) if greeted else ""


def _messages(text: str, parts: Sequence[Part], language: str) -> tuple[OutContent, ...]:
    pictures = [part.picture for part in parts if part.picture][:3]
    shown = tuple(content for picture in pictures for content in picture)
    options = next((part.options for part in parts if part.options), ())
    if len(wanted_of(parts)) > 1:
        options = ()  # a button would order one of them
    pins = tuple(pin for part in parts for pin in part.pins)
    if options:
        return (*shown, *pins, *choice_message(text or say("which", language), options, language))
    return (*shown, *(compose_text(text) if text else ()), *pins)


def _not_understood(
    before: Mapping[str, Any], state: dict[str, Any], language: str
) -> tuple[list[Part], str | None]:
    """Asks kindly, then with something to tap, then calls a person; an order under way takes what else is said."""
    if before.get("ordering"):
        state["ordering"] = True
        action = ActionRequest("order", "the customer wrote about the order")
        return [Part("unclear", say("order_noted", language), actions=(action,))], None
    missed = before.get("missed")
    count = (missed if isinstance(missed, int) and 0 <= missed < _PATIENCE else 0) + 1
    state["missed"] = count
    if count >= _PATIENCE:
        return [Part("unclear", say("human", language))], "agent did not understand the customer"
    if count == 1:
        return [Part("unclear", say("rephrase", language))], None
    options = (
        Option("menu:products", say("products_button", language)),
        Option("menu:delivery", say("delivery_button", language)),
        Option(PERSON, say("person_button", language)),
    )
    return [Part("unclear", say("rephrase_again", language), options=options)], None
