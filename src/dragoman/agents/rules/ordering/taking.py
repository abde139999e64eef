"""Where the order and the ordinary answers meet: one turn of a customer, whatever of both is in it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from dragoman.agents.base import Line, Toolbox, TurnInput
from dragoman.agents.rules.ordering.ask import pending_products, products_of
from dragoman.agents.rules.ordering.begin import (
    agrees,
    begins,
    could_order,
    is_undecided,
    orders_by_details,
    told_at_once,
)
from dragoman.agents.rules.ordering.consent import wants_both
from dragoman.agents.rules.ordering.details import known_details, looks_like_address
from dragoman.agents.rules.ordering.dialogue import Desk, Step, next_step
from dragoman.agents.rules.ordering.hear import Heard, add_product, hear
from dragoman.agents.rules.ordering.hints import code_in, promo_codes, without_code
from dragoman.agents.rules.ordering.placed import about_placed, cancel, repeated_yes
from dragoman.agents.rules.ordering.show import show_amounts, show_lines, titled
from dragoman.agents.rules.ordering.state import (
    CANCEL_PLACED,
    OFFERED,
    PLACED,
    WHICH,
    Cart,
    read_cart,
    set_aside,
)
from dragoman.agents.rules.ordering.wording import tell
from dragoman.agents.rules.say import Option, say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.base.errors import DatabaseUnavailable, FenceLost, Overtaken
from dragoman.orders.model import CartLine, Quote

Read = tuple[list[Part], list[str], Scene]
Answer = Callable[[Sequence[Line], Scene], Read]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Said:
    """The turn's answer: its parts, what was understood, the scene after it, and the order under way."""

    parts: list[Part]
    intents: list[str]
    scene: Scene
    cart: Cart | None = None
    """``None`` where this shop's orders are taken by a person."""


def takes_orders(settings: Mapping[str, Any]) -> bool:
    """Whether the agent takes orders itself: yes, unless the chatbot's settings say ``orders: off``."""
    return settings.get("orders") not in {"off", False}


async def take_turn(turn: TurnInput, tools: Toolbox, scene: Scene, answer: Answer) -> Said:
    """Answers one turn. Where a tool of orders fails, a person is told as in a shop without them.

    ``answer`` gives the ordinary answers to some messages.
    """
    if takes_orders(turn.chatbot.settings):
        try:
            return await _take_turn(turn, tools, scene, answer)
        except (FenceLost, Overtaken, DatabaseUnavailable):
            raise
        except Exception as error:
            log.warning("order_not_taken", conversation=str(turn.conversation_id), error=type(error).__name__)
    parts, intents, scene = answer(turn.new, scene)
    return Said(parts, intents, scene)


async def _take_turn(turn: TurnInput, tools: Toolbox, scene: Scene, answer: Answer) -> Said:
    cart = read_cart(turn.state.get("cart"))
    if (part := repeated_yes(turn.new, cart, scene.language)) is not None:
        return Said([part], ["yes"], scene, cart)
    if cart.asked == PLACED:
        cart = replace(cart, asked=None)
    if _may_give_details(turn.new, cart, scene):
        form = await tools.order_form()
        if (given := orders_by_details(turn.new, form, scene, cart)) is not None:
            return await _begin_with(turn, Desk(tools, scene, form), cart, *given)
    if cart.asked == OFFERED:
        if agrees(turn.new) or _takes_one(turn.new, cart) or _takes_both(turn.new):
            form = await tools.order_form()
            return await _begin_with(turn, Desk(tools, scene, form), cart, cart.lines, {})
        cart = Cart(number=cart.number)
    if cart.asked == CANCEL_PLACED:
        return await _cancel_or_not(turn, tools, scene, answer, cart)
    if not cart.open and len(scene.offered) == 2 and _takes_both(turn.new):
        lines = tuple(CartLine(product.sku) for product in scene.offered)
        return await _begin_with(turn, Desk(tools, scene, await tools.order_form()), cart, lines, {})
    if cart.open:
        return await _go_on(turn, tools, scene, answer, cart)
    return await _begin_or_not(turn, tools, scene, answer, cart)


# --- an order is under way --------------------------------------------------------------------------


async def _go_on(turn: TurnInput, tools: Toolbox, scene: Scene, answer: Answer, cart: Cart) -> Said:
    form = await tools.order_form()
    if cart.asked is None:  # another agent or a person was here in between: what is known is not asked
        known = known_details(form, await tools.customer(), turn.contact_name, scene.shop)
        cart = replace(cart, details={**known, **cart.details})
    desk = Desk(tools, replace(scene, ordering=False), form)
    heard = hear(turn.new, cart, form, desk.scene)
    asked = replace(desk.scene, asked=None)
    if cart.asked == WHICH:
        asked = replace(asked, asked="order", about=None, offered=pending_products(heard.cart, scene))
    parts, intents, after = answer(heard.rest, asked) if heard.rest else ([], [], scene)
    parts = _also_ordered(parts, heard)
    desk = replace(desk, scene=replace(after, ordering=False))
    parts, cart = await _of_placed(parts, turn.new, desk, heard.cart)
    heard.cart = cart
    if any(part.hand for part in parts):
        return Said(parts, intents, after, set_aside(heard.cart))
    parts = [replace(part, options=()) if part.topic != "list" else part for part in parts]
    step = await next_step(heard, desk, answered=bool(parts))
    if heard.agreed or heard.cancelled:
        intents = [*intents, "yes" if heard.agreed else "decline"]
    return Said([*_beside(parts, step), step.part()], intents, after, step.cart)


def _also_ordered(parts: Sequence[Part], heard: Heard) -> list[Part]:
    """What the ordinary answers took for an order is put into the cart."""
    left = []
    for part in parts:
        if part.topic == "order" and part.products and not part.orders:
            for product in part.products:
                add_product(heard, product)
            heard.took = True
        else:
            left.append(part)
    return left


def _beside(parts: Sequence[Part], step: Step) -> list[Part]:
    """The answers to what was asked in between; politeness needs none when the order goes on."""
    polite = {"ack", "sticker", "thanks"}
    return [part for part in parts if part.topic not in polite and not (part.asks and step.question[0])]


async def _of_placed(
    parts: Sequence[Part], lines: Sequence[Line], desk: Desk, cart: Cart
) -> tuple[list[Part], Cart]:
    """The answers to questions about orders, from the orders themselves."""
    told: list[Part] = []
    for part in parts:
        if part.topic == "order_status":
            part, cart = await about_placed(lines, desk, cart)
        told.append(part)
    return told, cart


async def _cancel_or_not(turn: TurnInput, tools: Toolbox, scene: Scene, answer: Answer, cart: Cart) -> Said:
    """The answer to "shall I cancel it?"."""
    form = await tools.order_form()
    desk = Desk(tools, scene, form)
    heard = hear(turn.new, cart, form, scene)
    after = replace(cart, asked=None)
    if heard.agreed or heard.cancelled:
        return Said([await cancel(cart.number, desk)], ["yes"], scene, after)
    if heard.refused:
        part = Part("order_status", tell("kept", scene.language, number=str(cart.number or "")))
        return Said([part], ["no"], scene, after)
    return await _begin_or_not(turn, tools, scene, answer, after)


# --- none is under way ------------------------------------------------------------------------------


async def _begin_or_not(turn: TurnInput, tools: Toolbox, scene: Scene, answer: Answer, cart: Cart) -> Said:
    code = next(
        (found for line in turn.new if line.text and (found := code_in(line.text, promo_codes(scene.shop)))),
        cart.code,
    )
    lines = [_counted(line) for line in turn.new]
    parts, intents, after = answer(lines, scene)
    undecided = is_undecided(lines, intents)
    begun = (
        None
        if undecided
        else begins(parts, lines, replace(after, asked=scene.asked), cart, before=scene.about)
    )
    if begun is None:
        asked = could_order(lines, parts, intents, scene)
        if asked and (part := await _total(asked, tools, after)) is not None:
            offered = replace(cart, lines=asked, code=code, asked=OFFERED)
            beside = [p for p in parts if p.topic not in _PRICED and not p.asks]
            return Said([*beside, part], intents, after, offered)
        cart = replace(cart, code=code)
        parts = [_offered(part, intents, after) for part in parts]
        if not any(part.topic == "order_status" for part in parts):
            return Said(parts, intents, after, cart)
        desk = Desk(tools, after, await tools.order_form())
        parts, cart = await _of_placed(parts, turn.new, desk, cart)
        return Said(parts, intents, after, cart)
    if code is None:
        heard, left = begun
    else:
        parts, intents, after = answer([_uncoded(line, scene) for line in lines], scene)
        heard, left = (
            begins(parts, lines, replace(after, asked=scene.asked), cart, before=scene.about) or begun
        )
    form = await tools.order_form()
    told, without = told_at_once(lines, form, {}, after)
    if without != lines:
        lines = [_uncoded(line, scene) for line in without]
        parts, intents, after = answer(lines, scene)
        heard, left = (
            begins(parts, lines, replace(after, asked=scene.asked), cart, before=scene.about) or begun
        )
    heard.cart = replace(heard.cart, code=code, details=told)
    return await _begin(turn, Desk(tools, after, form), heard, left, intents)


async def _begin(
    turn: TurnInput, desk: Desk, heard: Heard, left: Sequence[Part], intents: Sequence[str]
) -> Said:
    """The first step of an order, with what is known of the customer and what they told at once."""
    customer = await desk.tools.customer()
    known = known_details(desk.form, customer, turn.contact_name, desk.scene.shop)
    told = dict(heard.cart.details)
    heard.cart = replace(heard.cart, details={**known, **told}, again=bool(customer.details) and not told)
    left = [replace(part, options=()) for part in left]
    step = await next_step(heard, desk, answered=bool(left), began=True)
    return Said([*_beside(left, step), step.part()], [*intents, "order"], desk.scene, step.cart)


_PRICED = frozenset({"product", "near", "order", "delivery", "discount", "not_found"})


# --- what it would cost -----------------------------------------------------------------------------


async def _total(lines: tuple[CartLine, ...], tools: Toolbox, scene: Scene) -> Part | None:
    """What these would cost together; nothing where the shop cannot say."""
    quote = await tools.quote(lines)
    if not isinstance(quote, Quote):
        return None
    language = scene.language
    products = products_of([line.sku for line in quote.lines], scene)
    named = titled(quote, products, language)
    rows = [*show_lines(named.lines, language), *show_amounts(named, language), say("order_offer", language)]
    options = (Option(f"order:{lines[0].sku}", say("order_button", language)),)
    return Part("product", "\n".join(rows), products, options)


def _takes_both(lines: Sequence[Line]) -> bool:
    return bool(lines) and all(line.kind == "text" and wants_both(line.text or "") for line in lines)


def _takes_one(lines: Sequence[Line], cart: Cart) -> bool:
    return any(line.choice_id == f"order:{wanted.sku}" for line in lines for wanted in cart.lines)


def _may_give_details(lines: Sequence[Line], cart: Cart, scene: Scene) -> bool:
    """Whether it is worth a look if the customer says where something is to go, and nothing else."""
    if cart.open or cart.asked == CANCEL_PLACED:
        return False
    asked = scene.asked == "agree" or cart.asked == OFFERED
    return asked or (scene.about is not None and any(looks_like_address(line.text or "") for line in lines))


async def _begin_with(
    turn: TurnInput, desk: Desk, cart: Cart, lines: tuple[CartLine, ...], details: Mapping[str, str]
) -> Said:
    """Begins the order of what was offered."""
    heard = Heard(replace(cart, lines=lines, details=details, asked=None), moved=True, took=True)
    return await _begin(turn, desk, heard, [], ["yes"])


def _offered(part: Part, intents: Sequence[str], scene: Scene) -> Part:
    """Who wants to order what only comes near to a product is asked whether it is that one."""
    if part.topic != "near" or len(part.products) != 1 or "order" not in intents:
        return part
    option = Option(f"order:{part.products[0].sku}", say("order_button", scene.language))
    text = f"{part.text}\n{say('order_offer', scene.language)}"
    return replace(part, text=text, options=(option,), asked="agree")


_TIMES = re.compile(r"(?<!\w)(?:x\s?(\d{1,4})|(\d{1,4})\s?x)(?!\w)", re.IGNORECASE)


def _counted(line: Line) -> Line:
    """``x2`` and ``2x`` as the number that they say."""
    if not line.text or not _TIMES.search(line.text):
        return line
    return replace(line, text=_TIMES.sub(lambda match: f" {match[1] or match[2]} ", line.text))


def _uncoded(line: Line, scene: Scene) -> Line:
    return replace(line, text=without_code(line.text, promo_codes(scene.shop))) if line.text else line
