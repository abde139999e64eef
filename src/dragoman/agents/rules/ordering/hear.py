"""What a customer says while an order is under way: to the cart, to the open question, or something else. Pure.

What is something else (a question, a complaint) is left in ``rest`` for the ordinary answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dragoman.agents.base import Line
from dragoman.agents.rules.find import find
from dragoman.agents.rules.index import index_of
from dragoman.agents.rules.ordering.ask import pending_products
from dragoman.agents.rules.ordering.cart import Wish, read_wishes, variant_in
from dragoman.agents.rules.ordering.change import apply_wishes
from dragoman.agents.rules.ordering.consent import consent_in, refuses
from dragoman.agents.rules.ordering.details import (
    ADDRESS,
    NAME,
    fields_of,
    group_of,
    looks_like_address,
    next_fields,
    read_details,
)
from dragoman.agents.rules.ordering.haggle import haggles
from dragoman.agents.rules.ordering.hints import (
    CHAT,
    about_total,
    code_in,
    field_to_alter,
    is_question,
    leads_on,
    new_value,
    promo_codes,
    sentences_of,
)
from dragoman.agents.rules.ordering.places import spots_in, town_near
from dragoman.agents.rules.ordering.state import (
    CANCEL_PLACED,
    CHANGE,
    CONFIRM,
    QUANTITY,
    VARIANT,
    WHICH,
    Cart,
)
from dragoman.agents.rules.scene import Scene
from dragoman.agents.rules.understand import read_clauses
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Product
from dragoman.orders.model import CartLine, OrderForm
from dragoman.orders.places import place_of

_WORDS = frozenset({"text", "choice", "button"})
_FOR_PEOPLE = frozenset({"human", "angry", "bot", "problem"})


@dataclass(slots=True)
class Heard:
    """What came of it. ``cart`` is the cart after it; the rest says what was said."""

    cart: Cart
    lines_before: tuple[CartLine, ...] = ()
    code_before: str | None = None
    rest: list[Line] = field(default_factory=list)
    agreed: bool = False
    refused: bool = False
    cancelled: bool = False
    changes: bool = False
    """Whether the customer wants to change something and has not said what."""
    moved: bool = False
    """Whether the cart or the details are other than before: what was quoted no longer counts."""
    took: bool = False
    """Whether anything was understood as part of the order."""
    bad_phone: bool = False
    waits: bool = False
    not_in_cart: list[Product] = field(default_factory=list)
    asks_which_line: bool = False
    haggles: bool = False
    totals: bool = False
    """Whether it was asked what it all comes to."""


def hear(lines: Sequence[Line], cart: Cart, form: OrderForm, scene: Scene) -> Heard:
    """Reads the customer's messages in turn, each with what those before it settled."""
    heard = Heard(cart, cart.lines, cart.code)
    for line in lines:
        _hear_line(line, heard, form, scene)
    return heard


def awaited(cart: Cart, form: OrderForm) -> str | None:
    """What an answer would be about now: what was asked, or the next missing field once that was told."""
    if cart.asked in {None, WHICH, VARIANT, QUANTITY, CANCEL_PLACED}:
        return cart.asked
    missing = next_fields(form, cart.details)
    if missing:
        return group_of(missing[0])
    return cart.asked if cart.asked in {CONFIRM, CHANGE} else None


def _hear_line(line: Line, heard: Heard, form: OrderForm, scene: Scene) -> None:
    if line.kind == "reaction":
        return
    if line.choice_id is not None and _tapped(line.choice_id, heard, scene):
        heard.took = True
        return
    if line.kind == "location" and _pinned(line, heard, form):
        heard.took = True
        return
    if line.kind not in _WORDS or not (line.text or "").strip():
        heard.rest.append(line)
        return
    left = [text for text, asks in sentences_of(line.text or "") if not _hear(text, asks, heard, form, scene)]
    if left:
        heard.rest.append(replace(line, text=" ".join(left)))


# --- taps and pins ----------------------------------------------------------------------------------


def _tapped(choice_id: str, heard: Heard, scene: Scene) -> bool:
    kind, _, value = choice_id.partition(":")
    cart = heard.cart
    match kind, value:
        case "ordering", "confirm":
            heard.agreed = True
        case "ordering", "change":
            heard.changes = True
        case "ordering", "cancel":
            heard.cancelled = True
        case "variant", key if cart.choosing:
            _choose(key, heard)
        case (("order" | "product"), sku) if kind == "order" or cart.asked == WHICH:
            product = next((p for p in scene.index.products if p.sku == sku), None)
            if product is None:
                return False
            add_product(heard, product)
        case _:
            return False
    return True


def add_product(heard: Heard, product: Product, quantity: int | None = None) -> None:
    """One product more; as many as were wanted before it was clear which."""
    heard.took = True
    _apply([Wish("set", (product,), quantity)], heard)


def _choose(key: str, heard: Heard) -> None:
    """The variant of the product that was asked about."""
    cart = heard.cart
    lines: list[CartLine] = []
    for line in cart.lines:
        chosen = replace(line, variant=key) if line.sku == cart.choosing and line.variant is None else line
        same = next(
            (n for n, met in enumerate(lines) if (met.sku, met.variant) == (chosen.sku, chosen.variant)), -1
        )
        if same >= 0:
            lines[same] = replace(chosen, quantity=lines[same].quantity + chosen.quantity)
        else:
            lines.append(chosen)
    heard.cart = replace(cart, lines=tuple(lines), choosing=None, asked=None)
    heard.moved = True


def _pinned(line: Line, heard: Heard, form: OrderForm) -> bool:
    """A place on the map is where it goes."""
    street = next((name for name in ("address_line1", "address") if name in fields_of(form, ADDRESS)), None)
    latitude, longitude = line.details.get("latitude"), line.details.get("longitude")
    if street is None or not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return False
    named = ", ".join(
        text for text in (line.text, line.details.get("address")) if isinstance(text, str) and text.strip()
    )
    pin = f"pin {latitude:.5f}, {longitude:.5f}"
    told: dict[str, str] = {street: f"{named} ({pin})" if named else pin}
    place = place_of(named) if named else None
    if "city" in fields_of(form, ADDRESS):
        city = place.name if place else town_near(float(latitude), float(longitude))
        told |= {"city": city} if city else {}
    _tell(told, heard)
    return True


# --- words ------------------------------------------------------------------------------------------


def _hear(text: str, asks: bool, heard: Heard, form: OrderForm, scene: Scene) -> bool:
    """Whether ``text`` was part of the order; what it said is in ``heard`` then."""
    waiting_for = awaited(heard.cart, form)
    clauses = read_clauses(text, protected=scene.index.vocabulary)
    intents = {intent for clause in clauses for intent in clause.intents}
    free = _is_free(waiting_for)
    group = None if asks else field_to_alter(text)
    if group is not None and group != waiting_for and _alter(group, text, heard, form, scene):
        heard.took = True
        return True
    where = free and not asks and looks_like_address(text) and bool(spots_in(text))
    if _FOR_PEOPLE & intents and not (where and _FOR_PEOPLE & intents == {"problem"}):
        return False
    if (code := code_in(text, promo_codes(scene.shop))) is not None:
        heard.cart, heard.moved, heard.took = replace(heard.cart, code=code), True, True
        return True
    if heard.cart.lines and about_total(text, scene):
        heard.moved = heard.took = heard.totals = True
        return True
    if heard.cart.lines and haggles(text):
        heard.haggles = heard.took = True
        return True
    understood = (
        (waiting_for == WHICH and not asks and _hear_which(text, heard, scene))
        or (waiting_for == VARIANT and not asks and _hear_choice(text, waiting_for, heard, scene))
        or _hear_changes(text, asks, intents, free, heard, scene)
        or (not asks and _hear_consent(text, waiting_for, free, heard))
        or (not asks and _hear_choice(text, waiting_for, heard, scene))
        or (
            not asks
            and not is_question(text, scene, free)
            and _hear_details(text, waiting_for, heard, form, scene)
        )
    )
    heard.took = heard.took or understood
    return understood


def _is_free(waiting_for: str | None) -> bool:
    """Whether a field of the form is awaited, which any words may be."""
    return waiting_for not in {None, WHICH, VARIANT, QUANTITY, CONFIRM, CHANGE, CANCEL_PLACED}


def _hear_changes(text: str, asks: bool, intents: set[str], free: bool, heard: Heard, scene: Scene) -> bool:
    """Adding, removing, replacing, another quantity."""
    if consent_in(text) == "cancel":
        return False
    questions = intents - CHAT - {"order", "order_status", "discount"}
    read = read_wishes(text, scene.index)
    if not asks and not questions and leads_on(text):
        read = [replace(wish, change="add") if wish.change == "named" else wish for wish in read]
    wishes = [wish for wish in read if _counts(wish, text, asks, free, heard)]
    if not wishes or (questions and not any(wish.change != "named" and wish.products for wish in wishes)):
        return False
    if asks and questions:
        return False
    return _apply(wishes, heard)


def _counts(wish: Wish, text: str, asks: bool, free: bool, heard: Heard) -> bool:
    """Whether what was said of a product changes the cart, in the state that the conversation is in."""
    explicit = wish.change != "named"
    if wish.products:
        if asks:
            return explicit
        if heard.cart.asked == WHICH and len(wish.products) > 1:
            return explicit and not {p.sku for p in wish.products} <= set(heard.cart.pending[0].skus)
        if free and looks_like_address(text):
            return explicit and wish.quantity is not None
        return explicit or wish.wanted or wish.quantity is not None or heard.cart.asked == CHANGE
    sole = len(heard.cart.lines) == 1 or heard.cart.asked == QUANTITY
    if heard.cart.asked == NAME and not asks and sole and not looks_like_address(text):
        return True  # no name is a number
    if asks or (free and (looks_like_address(text) or not explicit)):
        return False
    return explicit or (sole and heard.cart.asked in {CONFIRM, CHANGE, QUANTITY})


def _apply(wishes: Sequence[Wish], heard: Heard) -> bool:
    wishes = [_settled(wish, heard) for wish in wishes]
    changed = apply_wishes(wishes, heard.cart)
    heard.not_in_cart.extend(changed.not_in_cart)
    if changed.pending:
        heard.cart = replace(heard.cart, pending=(*heard.cart.pending, *changed.pending))
        heard.moved = True
    heard.asks_which_line = heard.asks_which_line or changed.asks_which_line
    if changed.lines != heard.cart.lines:
        settled = heard.cart.asked in {QUANTITY, CHANGE}
        heard.cart = replace(
            heard.cart,
            lines=changed.lines,
            asked=None if settled else heard.cart.asked,
            choosing=None if settled else heard.cart.choosing,
        )
        heard.moved = True
    elif heard.cart.asked == CONFIRM and changed.same:
        heard.moved = True  # said again what is there already: show it again
    return changed.touched


def _settled(wish: Wish, heard: Heard) -> Wish:
    """A product that answers "which one?": as many as were wanted of it, and that question is closed."""
    pending = heard.cart.pending
    product = wish.product
    one = next((one for one in pending if product is not None and product.sku in one.skus), None)
    if one is None or wish.change == "remove":
        return wish
    left = tuple(other for other in pending if other is not one)
    asked = None if heard.cart.asked == WHICH else heard.cart.asked
    heard.cart = replace(heard.cart, pending=left, asked=asked)
    heard.moved = True
    return replace(wish, quantity=wish.quantity or one.quantity)


def _hear_consent(text: str, waiting_for: str | None, free: bool, heard: Heard) -> bool:
    consent = consent_in(text)
    match consent:
        case "cancel":
            heard.cancelled = True
        case "change":
            heard.changes = True
        case "no" if free or waiting_for in {WHICH, VARIANT, QUANTITY}:
            heard.waits = True
        case "no":
            heard.refused = True
        case "yes":
            heard.agreed = heard.agreed or waiting_for in {CONFIRM, CANCEL_PLACED}
        case _:
            heard.refused = heard.refused or (refuses(text) and waiting_for == CONFIRM)
            return False
    return True


def _hear_which(text: str, heard: Heard, scene: Scene) -> bool:
    """Which of the products that were asked about, by whatever tells it from the others."""
    asked = pending_products(heard.cart, scene)
    clauses = read_clauses(text, protected=scene.index.vocabulary)
    if len(clauses) != 1 or not asked:
        return False
    found = find(index_of(asked, brand=scene.brand), clauses[0])
    if len(found.products) != 1 or found.certainty not in {"sure", "near"}:
        return False
    if found.certainty == "near" and find(scene.index, clauses[0]).certainty == "sure":
        return False  # another product
    add_product(heard, found.products[0])
    return True


def _hear_choice(text: str, waiting_for: str | None, heard: Heard, scene: Scene) -> bool:
    """Which variant."""
    said = words(text)
    for line in heard.cart.lines:
        product = next((p for p in scene.index.products if p.sku == line.sku), None)
        asked = waiting_for == VARIANT and line.sku == heard.cart.choosing
        key, _ = variant_in(product, said, asked=asked) if product else (None, -1)
        if key is None:
            continue
        if asked:
            _choose(key, heard)
            return True
        if not looks_like_address(text) and waiting_for in {CONFIRM, CHANGE}:
            lines = tuple(replace(one, variant=key) if one is line else one for one in heard.cart.lines)
            heard.moved = True
            heard.cart = replace(heard.cart, lines=lines)
            return True
    return False


# --- details ----------------------------------------------------------------------------------------


def _hear_details(text: str, waiting_for: str | None, heard: Heard, form: OrderForm, scene: Scene) -> bool:
    cart, free = heard.cart, _is_free(waiting_for)
    if waiting_for == NAME and any(wish.product for wish in read_wishes(text, scene.index)):
        return False
    told = read_details(text, waiting_for if free else None, form, cart.details, scene.shop)
    details: dict[str, str] = dict(told.details)
    if not free and (street := _more_of_the_street(details, text, cart)):
        details[street] = f"{cart.details[street]}, {details[street]}"
    elif (
        not free and "city" in details and "address_line1" not in details and "address_line1" in cart.details
    ):
        details["address_line1"] = ""  # another town: the street of before is not there
    tried = told.bad_phone and waiting_for != ADDRESS and not looks_like_address(text)
    heard.bad_phone = heard.bad_phone or tried
    _tell(details, heard)
    return bool(details) or tried


def _more_of_the_street(details: Mapping[str, str], text: str, cart: Cart) -> str | None:
    """The field that ``text`` says more of: a floor, a building, sent after the street."""
    street = next(
        (name for name in ("address_line1", "address") if details.get(name) and cart.details.get(name)), None
    )
    if street is None or "city" in details or _NEW_STREET & set(words(text)):
        return None
    return street


_NEW_STREET = frozenset(
    words("street str road rue avenue شارع share3 shar3 highway address adresse عنوان العنوان 3enwen")
)


def _alter(group: str, text: str, heard: Heard, form: OrderForm, scene: Scene) -> bool:
    """ "Change the address", with the new one behind it or without."""
    fields = fields_of(form, group)
    if not fields:
        return False
    value = new_value(text, group)
    kept = {name: told for name, told in heard.cart.details.items() if name not in fields}
    told = dict(read_details(value, group, form, kept, scene.shop).details) if len(value) > 2 else {}
    heard.cart = replace(heard.cart, details=kept, again=False)
    _tell(
        {name: told_value for name, told_value in told.items() if name in fields or name not in kept}, heard
    )
    heard.moved = True
    return True


def _tell(details: Mapping[str, str], heard: Heard) -> None:
    if not details:
        return
    merged = {name: value for name, value in {**heard.cart.details, **details}.items() if value}
    if merged != dict(heard.cart.details):
        heard.moved = True
        heard.cart = replace(heard.cart, details=merged, again=False)
