"""The next step of an order: quote what is in the cart, ask what is missing, show it, place it at a yes.

Every amount comes from the quote that the tools made; what is placed is the quote that the customer was shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dragoman.agents.base import ActionRequest, Toolbox
from dragoman.agents.rules.ordering.ask import (
    Question,
    ask_again,
    ask_for_fields,
    ask_to_confirm,
    ask_variant,
    ask_which,
    pending_products,
    product_of,
    products_of,
)
from dragoman.agents.rules.ordering.details import ADDRESS, PHONE, fields_of, group_of, next_fields
from dragoman.agents.rules.ordering.haggle import best_price
from dragoman.agents.rules.ordering.hear import Heard, awaited
from dragoman.agents.rules.ordering.show import (
    show_amounts,
    show_lines,
    show_placed,
    show_quote,
    show_so_far,
    title_in,
    titled,
)
from dragoman.agents.rules.ordering.state import (
    CHANGE,
    CONFIRM,
    PLACED,
    QUANTITY,
    VARIANT,
    WHICH,
    Cart,
    Pending,
    set_aside,
)
from dragoman.agents.rules.ordering.wording import tell
from dragoman.agents.rules.say import bold_name, plain, product_options, say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.catalogue.model import Product
from dragoman.orders.form import checked
from dragoman.orders.model import CartLine, OrderForm, PlacedOrder, Problem, Quote, Requoted
from dragoman.orders.places import is_abroad

_PATIENCE = 3  # turns in a row that were not understood before a person is called
_MOST_ALTERNATIVES = 3
_LEFT_OUT = frozenset({"out_of_stock", "unknown_product"})
_CODE_PROBLEMS = frozenset({"unknown_code", "code_not_applicable"})
_FEE = ActionRequest("confirm_fact", "delivery fee")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an order is taken: the tools, what the customer sees, what the shop asks for."""

    tools: Toolbox
    scene: Scene
    form: OrderForm

    @property
    def language(self) -> str:
        """The language that the customer is answered in."""
        return self.scene.language


@dataclass(frozen=True, slots=True)
class Step:
    """What is said of the order now, and the cart that the next turn starts from."""

    cart: Cart
    texts: tuple[str, ...] = ()
    question: Question = ("", ())
    products: tuple[Product, ...] = ()
    actions: tuple[ActionRequest, ...] = ()
    hand: str | None = None

    def part(self) -> Part:
        """The step as a piece of the reply."""
        text = "\n".join(text for text in (*self.texts, self.question[0]) if text)
        return Part("order", text, self.products, self.question[1], actions=self.actions, hand=self.hand)


async def next_step(heard: Heard, desk: Desk, *, answered: bool, began: bool = False) -> Step:
    """What comes next after what was heard. ``answered``: the reply already answers a question of the customer's.

    ``began``: the order starts with this message.
    """
    cart = replace(heard.cart, quote_id=None) if heard.moved else heard.cart
    if heard.took or answered:
        cart = replace(cart, missed=0)
    if heard.cancelled:
        return Step(Cart(), (tell("cancelled", desk.language),))
    notes = _notes(heard, desk)
    if cart.pending and (heard.moved or cart.asked != WHICH):
        return _which(cart, notes, desk)
    if not cart.lines and not cart.pending:
        return Step(Cart(), (*notes, tell("emptied", desk.language)))
    if heard.haggles and not heard.moved:
        return _haggled(cart, notes, desk)
    hesitates = heard.refused or heard.waits or heard.changes
    if heard.agreed and not heard.moved and not hesitates and cart.asked == CONFIRM and cart.quote_id:
        return await _place(cart, notes, desk)
    if heard.moved or (cart.asked in {None, CONFIRM} and cart.quote_id is None and cart.lines):
        lead = "noted" if began else "now"
        shown = _lines_moved(heard, began) or heard.totals
        return await _forward(cart, notes, desk, lead=lead if shown else None, whole=heard.totals)
    if heard.changes and not heard.asks_which_line:
        return Step(replace(cart, asked=CHANGE), (*notes, tell("change", desk.language)))
    if heard.refused and cart.asked == CONFIRM:
        return Step(cart, (*notes, tell("not_placed", desk.language)), ("", ask_to_confirm(desk.language)[1]))
    return _repeat(heard, cart, notes, desk, answered=answered)


def _which(cart: Cart, notes: tuple[str, ...], desk: Desk) -> Step:
    products = pending_products(cart, desk.scene)
    if not products:
        return Step(Cart(), (*notes, tell("emptied", desk.language)))
    return Step(replace(cart, asked=WHICH), notes, ask_which(products, desk.scene), products)


def _haggled(cart: Cart, notes: tuple[str, ...], desk: Desk) -> Step:
    told, actions = best_price(products_of([line.sku for line in cart.lines], desk.scene), desk.language)
    return Step(cart, (*notes, *told), ask_again(cart, desk.form, desk.scene), actions=actions)


def _lines_moved(heard: Heard, began: bool) -> bool:
    return began or heard.cart.lines != heard.lines_before or heard.cart.code != heard.code_before


def _notes(heard: Heard, desk: Desk) -> tuple[str, ...]:
    notes = [
        tell("not_in_cart", desk.language, name=bold_name(product, desk.language))
        for product in heard.not_in_cart
    ]
    if heard.asks_which_line:
        notes.append(tell("change_which", desk.language))
    if heard.bad_phone:
        key = "bad_phone" if _at_home_only(desk.scene) else "bad_phone_abroad"
        notes.append(tell(key, desk.language))
    return tuple(notes)


def _at_home_only(scene: Scene) -> bool:
    form = scene.shop.extra.get("order_form")
    rules = form.get("phone") if isinstance(form, dict) else None
    return isinstance(rules, dict) and rules.get("reject_other_countries") is True


def _repeat(heard: Heard, cart: Cart, notes: tuple[str, ...], desk: Desk, *, answered: bool) -> Step:
    """The open question again, after the answer to whatever was asked in between."""
    understood = heard.took or answered
    if not understood:
        cart = replace(cart, missed=cart.missed + 1)
        if cart.missed >= _PATIENCE:
            reason = "agent did not understand the customer"
            return Step(set_aside(cart), (say("human", desk.language),), hand=reason)
    if heard.bad_phone and awaited(cart, desk.form) == PHONE:
        return Step(cart, notes)
    if heard.waits:
        notes = (*notes, tell("take_time", desk.language))
    elif not understood:
        notes = (*notes, tell("not_clear", desk.language))
    if heard.asks_which_line:
        return Step(replace(cart, asked=CHANGE), notes)
    return Step(cart, notes, ask_again(cart, desk.form, desk.scene))


# --- quoting ----------------------------------------------------------------------------------------


async def _forward(
    cart: Cart, notes: tuple[str, ...], desk: Desk, *, lead: str | None, whole: bool = False
) -> Step:
    """The next question, or the quote when nothing is missing. ``lead``: the lines are shown, under these words.

    ``whole``: with delivery and the total.
    """
    wanted = next_fields(desk.form, cart.details)
    rule, city = desk.scene.shop.delivery, cart.details.get("city")
    if city and rule.confirmed and rule.abroad == "no" and is_abroad(city, rule.area):
        return _elsewhere(cart, notes, desk)
    if wanted and lead is None and cart.asked not in {VARIANT, QUANTITY}:
        asked = group_of(wanted[0])
        question = ask_for_fields(cart, desk.form, desk.scene)
        if asked == PHONE and notes:
            question = ""  # the number was no good: that sentence asks for it
        return Step(replace(cart, asked=asked), notes, (question, ()))
    for _ in range(len(cart.lines) + 3):
        told = await desk.tools.quote(cart.lines, code=cart.code, city=cart.details.get("city"))
        if isinstance(told, Quote):
            return _quoted(told, cart, notes, desk, lead, whole=whole)
        solved = _solve(told, cart, notes, desk)
        if isinstance(solved, Step):
            return solved
        cart, notes = solved
    return Step(Cart(), (*notes, tell("emptied", desk.language)))


def _quoted(
    quote: Quote, cart: Cart, notes: tuple[str, ...], desk: Desk, lead: str | None, *, whole: bool = False
) -> Step:
    language = desk.language
    products = products_of([line.sku for line in quote.lines], desk.scene)
    quote = titled(quote, products, language)
    wanted = next_fields(desk.form, cart.details)
    if wanted:
        cart = replace(cart, asked=group_of(wanted[0]), choosing=None, quote_id=None)
        rows = show_so_far(quote, language)
        if whole:
            rows = [*show_lines(quote.lines, language), *show_amounts(quote, language)]
        question = ask_for_fields(cart, desk.form, desk.scene)
        return Step(cart, (*notes, tell(lead or "now", language), *rows), (question, ()), products)
    stored = checked(cart.details, desk.scene.shop)
    if isinstance(stored, Problem):
        return _asked_anew(stored.fields, cart, notes, desk)
    cart = replace(cart, asked=CONFIRM, choosing=None, quote_id=quote.id)
    shown = show_quote(quote, stored, desk.form, language, again=cart.again)
    actions = (_FEE,) if quote.delivery is None else ()
    return Step(cart, (*notes, shown), ask_to_confirm(language), products, actions)


def _solve(
    problem: Problem, cart: Cart, notes: tuple[str, ...], desk: Desk
) -> tuple[Cart, tuple[str, ...]] | Step:
    """What becomes of the cart under a problem, with a word about it; or what must be asked first."""
    language = desk.language
    product = product_of(problem.sku, desk.scene)
    title = problem.title or (product.name if product else problem.sku or "")
    name = plain(title_in(product, title, language) if product else title)
    if problem.kind in _CODE_PROBLEMS:
        return replace(cart, code=None), (*notes, tell(problem.kind, language))
    if problem.kind in _LEFT_OUT:
        return _leave_out(problem, name, product, cart, notes, desk)
    if problem.kind in {"not_enough", "too_many"}:
        return _too_much(problem, name, cart, notes, desk)
    match problem.kind:
        case "choose_variant" if product is not None:
            cart = replace(cart, asked=VARIANT, choosing=product.sku)
            return Step(cart, notes, ask_variant(product, desk.scene), (product,))
        case "not_delivered_there":
            return _elsewhere(cart, notes, desk)
        case "bad_phone" | "missing_fields":
            fields = problem.fields or ("phone",)
            return _asked_anew(fields, cart, notes, desk)
        case _:
            return Step(Cart(), (*notes, tell("emptied", language)))


def _leave_out(
    problem: Problem, name: str, product: Product | None, cart: Cart, notes: tuple[str, ...], desk: Desk
) -> tuple[Cart, tuple[str, ...]] | Step:
    language = desk.language
    left = tuple(line for line in cart.lines if line.sku != problem.sku)
    said = tell(problem.kind, language, name=name)
    if len(left) == len(cart.lines):
        return Step(Cart(), (*notes, said))
    cart = replace(cart, lines=left)
    if left:
        return cart, (*notes, f"{said} {tell('left_out', language)}")
    others = [
        other
        for other in desk.scene.index.products
        if product is not None and other.category == product.category and other.sku != product.sku
    ]
    others = [other for other in others if other.stock != "out"][:_MOST_ALTERNATIVES]
    options = product_options(others, language, desk.scene.brand)
    shown = (product,) if product is not None else ()
    pending = (Pending(tuple(other.sku for other in others)),)
    cart = replace(cart, asked=WHICH, pending=pending) if options else Cart()
    return Step(cart, (*notes, said), (tell("something_else", language), options), shown)


def _too_much(problem: Problem, name: str, cart: Cart, notes: tuple[str, ...], desk: Desk) -> Step:
    language = desk.language
    line = next((line for line in cart.lines if line.sku == problem.sku), None) or CartLine(problem.sku or "")
    policy = desk.scene.shop.extra.get("stock_policy")
    counts = not isinstance(policy, dict) or policy.get("say_numbers") is not False
    said = tell(problem.kind, language, name=name, n=str(line.quantity))
    actions: tuple[ActionRequest, ...] = ()
    if problem.kind == "too_many":
        many = f"the customer wants {line.quantity} of {line.sku}, more than one order takes"
        actions = (ActionRequest("order", many),)
    elif problem.available and counts:
        said = f"{said} {tell('fewer_left', language, left=str(problem.available))}"
    else:
        said = f"{said} {tell('fewer', language)}"
    cart = replace(cart, asked=QUANTITY, choosing=line.sku, quote_id=None)
    return Step(cart, (*notes, said), ("", ()), products_of([line.sku], desk.scene), actions)


def _elsewhere(cart: Cart, notes: tuple[str, ...], desk: Desk) -> Step:
    city = plain(cart.details.get("city", ""))
    details = {name: told for name, told in cart.details.items() if name not in fields_of(desk.form, ADDRESS)}
    cart = replace(cart, details=details, asked=ADDRESS, again=False, quote_id=None)
    asks = desk.scene.shop.delivery.abroad == "ask"
    actions = (ActionRequest("confirm_fact", "delivery abroad"),) if asks else ()
    return Step(cart, (*notes, tell("not_delivered_there", desk.language, city=city)), actions=actions)


def _asked_anew(fields: Sequence[str], cart: Cart, notes: tuple[str, ...], desk: Desk) -> Step:
    """Fields that the shop cannot use are asked for again."""
    details = {name: told for name, told in cart.details.items() if name not in fields}
    cart = replace(cart, details=details, asked=group_of(fields[0]), again=False, quote_id=None)
    if fields[0] == "phone":
        key = "bad_phone" if _at_home_only(desk.scene) else "bad_phone_abroad"
        return Step(cart, (*notes, tell(key, desk.language)))
    return Step(cart, notes, (ask_for_fields(cart, desk.form, desk.scene), ()))


# --- placing ----------------------------------------------------------------------------------------


async def _place(cart: Cart, notes: tuple[str, ...], desk: Desk) -> Step:
    """Places the quote that the customer has said yes to; or shows what is different now, and asks anew."""
    assert cart.quote_id is not None
    told = await desk.tools.place_order(cart.quote_id, cart.details)
    if isinstance(told, PlacedOrder):
        products = products_of([line.sku for line in told.lines], desk.scene)
        named = titled(told, products, desk.language)
        text = show_placed(named, desk.form, desk.scene.shop.delivery, desk.language)
        actions = (_FEE,) if told.delivery is None else ()
        placed = Cart(number=told.number, asked=PLACED)
        return Step(placed, (*notes, text), products=products, actions=actions)
    if isinstance(told, Requoted):
        key = "requoted_price" if told.changed else "requoted_time"
        lines = tuple(CartLine(line.sku, line.quantity, line.variant) for line in told.quote.lines)
        again = replace(cart, lines=lines)
        return _quoted(told.quote, again, (*notes, tell(key, desk.language)), desk, "now")
    if told.kind in {"no_such_quote", "not_yet_confirmed", "empty"}:
        return await _forward(replace(cart, quote_id=None), notes, desk, lead="now")
    solved = _solve(told, cart, notes, desk)
    if isinstance(solved, Step):
        return solved
    return await _forward(replace(solved[0], quote_id=None), solved[1], desk, lead="now")
