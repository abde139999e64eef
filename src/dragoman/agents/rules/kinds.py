"""Answers to what is not words: a cart, a place on the map, a shared contact, a form, a payment, a file with a virus.

Each is acknowledged for what it is, and a person is told wherever something has to be done. What nobody here can read
is not in this file: see ``agent``.
"""

from collections.abc import Callable, Mapping

from dragoman.agents.base import ActionRequest, Line
from dragoman.agents.rules.ordering.show import title_in
from dragoman.agents.rules.say import plain, say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.shop_answers import deliver
from dragoman.base.money import format_money
from dragoman.orders.draft import draft_of, staff_words
from dragoman.orders.model import DraftLine, DraftOrder


def read_kind(line: Line, scene: Scene) -> list[Part] | None:
    """The parts that answer a message of this kind, or ``None`` when its words, if any, decide."""
    if line.details.get("infected"):
        return _infected(line, scene)
    answer = _ANSWERS.get(line.kind)
    return answer(line, scene) if answer is not None else None


def _infected(line: Line, scene: Scene) -> list[Part]:
    action = ActionRequest("unreadable", "infected")
    return [Part("infected", say("infected", scene.language), actions=(action,))]


def _location(line: Line, scene: Scene) -> list[Part]:
    action = ActionRequest("location", "the customer sent a place on the map; it is in the conversation")
    if scene.placing or scene.ordering:
        return [Part("location", say("location_delivery", scene.language), actions=(action,))]
    return [Part("location", say("location", scene.language), actions=(action,)), deliver(None, scene)]


def _contact(line: Line, scene: Scene) -> list[Part]:
    shared = line.details.get("shared_contacts")
    count = len(shared) if isinstance(shared, list | tuple) else 0
    action = ActionRequest("contact_shared", f"the customer shared contacts: {count}; look at them")
    return [Part("contact", say("contact_shared", scene.language), actions=(action,))]


def _flow_reply(line: Line, scene: Scene) -> list[Part]:
    response = line.details.get("flow_response")
    answers = len([name for name in response if name != "flow_token"]) if isinstance(response, Mapping) else 0
    action = ActionRequest("flow_reply", f"the customer filled in a form; answers: {answers}")
    return [Part("flow_reply", say("flow_reply", scene.language), actions=(action,))]


def _payment(line: Line, scene: Scene) -> list[Part]:
    told = line.details.get("payment") or line.details.get("payment_acknowledgement")
    paid = told if isinstance(told, Mapping) else {}
    reference = paid.get("reference_id") or paid.get("payment_id") or "without a reference"
    action = ActionRequest(
        "payment", f"payment {reference}: {paid.get('status') or 'acknowledged'}; check it"
    )
    return [Part("payment", say("payment_noted", scene.language), actions=(action,))]


def _call_permission(line: Line, scene: Scene) -> list[Part]:
    told = line.details.get("call_permission")
    response = str((told if isinstance(told, Mapping) else {}).get("response") or "unknown").lower()
    action = ActionRequest("call_permission", f"the customer was asked whether he may be called: {response}")
    return [Part("noted", say("noted", scene.language), actions=(action,))]


def _authentication(line: Line, scene: Scene) -> list[Part]:
    told = line.details.get("in_thread_authentication")
    status = str((told if isinstance(told, Mapping) else {}).get("status") or "unknown").lower()
    action = ActionRequest("authentication", f"the customer proved who he is in the conversation: {status}")
    return [Part("noted", say("noted", scene.language), actions=(action,))]


def _cart(line: Line, scene: Scene) -> list[Part]:
    """A cart becomes a draft order; the customer reads the catalogue's prices, whatever the cart said."""
    cart = line.details.get("order")
    source = f"message:{line.message_id}" if line.message_id else f"seq:{line.seq}"
    draft = draft_of(
        cart if isinstance(cart, Mapping) else {},
        scene.index.products,
        currency=scene.currency,
        source=source,
        at=line.at,
        note=line.text,
    )
    if draft is None:
        action = ActionRequest("order", "the customer sent a cart that holds nothing")
        return [Part("order", say("order_noted", scene.language), actions=(action,))]
    action = ActionRequest("order_draft", staff_words(draft))
    return [Part("order", _summary(draft, scene), actions=(action,), orders=(draft,))]


def _summary(draft: DraftOrder, scene: Scene) -> str:
    language = scene.language
    lines = [say("cart", language), *(_position(line, scene) for line in draft.lines)]
    if any(line.price is not None for line in draft.lines):
        key = "cart_total" if draft.settled else "cart_so_far"
        lines.append(say(key, language, total=format_money(draft.total)))
    return "\n".join([*lines, say("cart_confirm", language)])


def _position(line: DraftLine, scene: Scene) -> str:
    language = scene.language
    if line.title is None:
        return say("cart_unknown", language, n=str(line.quantity))
    product = next((one for one in scene.index.products if one.sku == line.sku), None)
    name = plain(title_in(product, line.title, language) if product else line.title)
    if line.price is None or line.total is None:
        return say("cart_unsettled", language, n=str(line.quantity), name=name)
    key = "cart_line" if line.quantity > 1 else "cart_one"
    amounts = {"each": format_money(line.price), "price": format_money(line.total)}
    return say(key, language, n=str(line.quantity), name=name, **amounts)


_ANSWERS: Mapping[str, Callable[[Line, Scene], list[Part]]] = {
    "location": _location,
    "contact": _contact,
    "order": _cart,
    "flow_reply": _flow_reply,
    "payment": _payment,
    "payment_acknowledgement": _payment,
    "call_permission": _call_permission,
    "authentication": _authentication,
    "infected": _infected,
}
