"""How an order begins: from what the ordinary answers understood as ordered, and how many of it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dragoman.agents.base import Line
from dragoman.agents.rules.ordering.cart import Wish, read_wishes
from dragoman.agents.rules.ordering.change import apply_wishes
from dragoman.agents.rules.ordering.consent import consent_in
from dragoman.agents.rules.ordering.details import group_of, read_details
from dragoman.agents.rules.ordering.hear import Heard
from dragoman.agents.rules.ordering.places import city_among, spots_in
from dragoman.agents.rules.ordering.state import Cart, Pending
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.understand import read_clauses
from dragoman.catalogue.fold import words
from dragoman.orders.model import CartLine, OrderForm
from dragoman.orders.places import HOME, place_of

_ADVICE = frozenset({"recommend", "need"})
_ASKS = re.compile(r"[?؟]\s*\Z")
_POLITE = frozenset(
    words("please pls plz svp stp بليز of them it menno menna mennon منه منو منها منن من خدلي خدولي")
)


def begins(
    parts: Sequence[Part], lines: Sequence[Line], scene: Scene, cart: Cart
) -> tuple[Heard, list[Part]] | None:
    """The order that this turn begins with the parts that are left to say; ``None`` where nothing is ordered.

    ``parts`` are the ordinary answers: what they take for an order is one. A wish with a number is one too.
    """
    wishes = _wishes(lines, scene)
    ordered = [part for part in parts if part.topic == "order" and part.products and not part.orders]
    alone = next((wish.quantity for wish in wishes if not wish.products and wish.quantity), None)
    counted = [
        w for w in wishes if w.wanted and (w.quantity or alone) and w.products and w.change != "remove"
    ]
    agreed = [part for part in parts if counted and part.asked == "agree"]
    choices = [part for part in parts if _is_choice(part, wishes)]
    products = {p.sku: p for part in (*ordered, *agreed) for p in part.products}
    products |= {w.product.sku: w.product for w in counted if w.product is not None}
    numbers = {
        wish.product.sku: wish for wish in wishes if wish.product is not None and wish.change != "remove"
    }
    if not products and not choices and scene.asked == "agree" and scene.about and agrees(lines):
        products = {product.sku: product for product in scene.wanted or (scene.about,)}
    if not products and not choices:
        if any(part.topic in _ADVICE for part in parts):
            return None  # "5 out of 10" is how bad it is
        if alone is None or scene.about is None or not _wants_so_many(lines, scene):
            return None
        products = {scene.about.sku: scene.about}
    if len(products) > 1 or any(sku in numbers and numbers[sku].quantity for sku in products):
        alone = None
    wanted = [
        Wish(
            "set",
            (product,),
            (numbers[sku].quantity if sku in numbers else None) or alone,
            numbers[sku].variant if sku in numbers else None,
        )
        for sku, product in products.items()
    ]
    heard = Heard(replace(cart, lines=apply_wishes(wanted, Cart()).lines), moved=True, took=True)
    pending = []
    for part in choices:
        skus = {product.sku for product in part.products}
        meant = next((w for w in wishes if len(w.products) > 1 and skus & {p.sku for p in w.products}), None)
        pending.append(Pending(tuple(p.sku for p in part.products), meant.quantity if meant else alone))
    heard.cart = replace(heard.cart, pending=tuple(pending))
    skus = set(products)
    said = [p for p in parts if p.topic in {"product", "near"} and {one.sku for one in p.products} <= skus]
    gone = {id(part) for part in (*ordered, *agreed, *choices, *(said if counted else []))}
    return heard, [
        part for part in parts if id(part) not in gone and not (part.asks and part.topic == "prompt")
    ]


def wants_total(lines: Sequence[Line], scene: Scene) -> tuple[CartLine, ...]:
    """What the customer asks the whole price of: "how much are 2 fans and a lamp with delivery?"; else nothing."""
    wishes: list[Wish] = []
    for line in lines:
        if line.kind == "text" and line.text and _TOTALS & set(words(line.text)):
            wishes.extend(read_wishes(line.text, scene.index))
    named = [wish for wish in wishes if wish.product is not None]
    if not any(wish.quantity for wish in named) and len(named) < 2:
        return ()
    return apply_wishes([replace(wish, change="set") for wish in named], Cart()).lines


_TOTALS = frozenset(
    words(
        "total together altogether sum ensemble tout مجموع المجموع سوا كلهم كلن sawa kellon majmou3 كاملين بالتوصيل"
    )
)


def agrees(lines: Sequence[Line]) -> bool:
    """Whether everything that was said is a yes."""
    return all(line.kind in {"text", "choice"} and consent_in(line.text or "") == "yes" for line in lines)


def _wishes(lines: Sequence[Line], scene: Scene) -> list[Wish]:
    return [
        wish
        for line in lines
        if line.kind in {"text", "choice"} and line.text and not _ASKS.search(line.text)
        for wish in read_wishes(line.text, scene.index)
    ]


def _is_choice(part: Part, wishes: Sequence[Wish]) -> bool:
    """Whether the reply asks which of several is to be ordered."""
    if part.topic != "which" or len(part.products) < 2:
        return False
    skus = {product.sku for product in part.products}
    return part.asked == "order" or any(
        w.quantity and w.wanted and len(w.products) > 1 and {p.sku for p in w.products} & skus for w in wishes
    )


def _wants_so_many(lines: Sequence[Line], scene: Scene) -> bool:
    """Whether a number alone is how many are wanted: it was asked, or it is said as a wish: "2 please"."""
    for line in lines:
        text = line.text or ""
        if line.kind != "text" or _ASKS.search(text):
            continue
        said = words(text)
        if not any(not wish.products and wish.quantity for wish in read_wishes(text, scene.index)):
            continue
        intents = {intent for clause in read_clauses(text) for intent in clause.intents}
        if scene.asked in {"order", "agree"} or _POLITE & set(said) or {"want", "order"} & intents:
            return True
    return False


def told_at_once(
    lines: Sequence[Line], form: OrderForm, details: Mapping[str, str], scene: Scene
) -> tuple[dict[str, str], list[Line]]:
    """The details that came with the order itself, and the messages that hold nothing else.

    "2 pens to Tripoli" names the town; a name and a number may be in the same burst.
    """
    told: dict[str, str] = {}
    taken: list[Line] = []
    names = {f.name for f in form.fields}
    for line in lines:
        if line.kind != "text" or not line.text:
            continue
        pieces = [text for text in re.split(r"\n+|(?<=[.!])\s+", line.text) if text.strip()]
        whole = 0
        for text in pieces:
            if _ASKS.search(text):
                continue
            if _says_more(text, scene):
                told |= _town(text, names) | _phone(text, form, details, scene)
                continue
            read = read_details(text, None, form, {**details, **told}, scene.shop).details
            sure = "phone" in read or "address_line1" in read
            kept = {name: value for name, value in read.items() if sure or group_of(name) != "name"}
            told |= kept
            whole += bool(kept)
        if pieces and whole == len(pieces):
            taken.append(line)
    return told, taken


def _says_more(text: str, scene: Scene) -> bool:
    clauses = read_clauses(text, protected=scene.index.vocabulary)
    intents = {intent for clause in clauses for intent in clause.intents}
    return bool(intents - {"location", "contact"} or read_wishes(text, scene.index))


def _town(text: str, names: set[str]) -> dict[str, str]:
    spot = city_among(spots_in(text)) if "city" in names else None
    place = place_of(spot.name) if spot else None
    return {"city": spot.name} if spot and place is not None and place.country == HOME else {}


def _phone(text: str, form: OrderForm, details: Mapping[str, str], scene: Scene) -> dict[str, str]:
    read = read_details(
        text, "phone", form, {**details, "first_name": "-", "last_name": "-"}, scene.shop
    ).details
    return {"phone": read["phone"]} if "phone" in read else {}
