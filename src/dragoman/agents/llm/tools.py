"""The tools as a model sees them: typed arguments, compact JSON back. Their docstrings are what the model reads.

Each is bound to one shop, one conversation and one message by the ``Toolbox`` behind it; none takes any of that.
"""

import asyncio
import functools
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any, Literal, TypeVar

import anyio
from pydantic import BaseModel, Field
from pydantic_ai import ModelRetry, RunContext

from dragoman.agents.base import ActionRequest
from dragoman.agents.llm.desk import Desk
from dragoman.agents.llm.memory import ref_of
from dragoman.agents.llm.views import (
    order_view,
    problem_view,
    product_view,
    quote_view,
    search_view,
    shop_view,
    stock_view,
    stored_view,
)
from dragoman.base.errors import ChannelRejected
from dragoman.base.money import format_money
from dragoman.catalogue.model import NOT_SOLD_HERE, Product
from dragoman.channels.content import ImageOut, LocationOut
from dragoman.orders.form import checked
from dragoman.orders.model import CartLine, PlacedOrder, Problem, Requoted

Run = RunContext[Desk]
Json = dict[str, Any]

Result = TypeVar("Result")
Tool = Callable[..., Awaitable[Json]]

_MOST_PICTURES = 3
_CHANGED_WITHIN_S = 10.0
_LONGEST_REASON = 300
_ACTIONS = {
    "fact": "confirm_fact",
    "order": "order",
    "complaint": "complaint",
    "discount": "discount",
    "other": "request",
}


class Wanted(BaseModel):
    """One position of a cart."""

    sku: str
    quantity: Annotated[int, Field(ge=1, le=10_000)] = 1
    variant: Annotated[
        str | None, Field(description="the key of the variant, where the product has some")
    ] = None


async def search_products(
    run: Run, queries: Annotated[list[str], Field(min_length=1, max_length=3)], limit: int = 5
) -> Json:
    """Find products. Give one to three queries: the customer's own words, and the same in English."""
    desk = run.deps
    result = await desk.tools.search_products(queries, max(1, min(limit, 10)))
    if result.coverage >= NOT_SOLD_HERE:
        for match in result.matches:
            desk.show(match.product)
    return search_view(result, desk.language)


async def get_product(run: Run, sku: str) -> Json:
    """Everything the shop states of one product: price, offers, variants, stock, use, safety, what is in the box."""
    return product_view(await _product(run.deps, sku), run.deps.language, whole=True)


async def check_stock(run: Run, sku: str) -> Json:
    """Whether a product is in stock at this moment, and how many where the shop counts."""
    return stock_view(await _product(run.deps, sku), run.deps.language)


async def send_product_image(run: Run, sku: str) -> Json:
    """Send the product's picture with its name and price under it, together with your reply."""
    desk = run.deps
    product = await _product(desk, sku)
    address = product.image_url or next(iter(product.images), None)
    if address is None:
        return {
            "sent": False,
            "why": "there is no picture of it: say that you will ask, and call ask_the_shop",
        }
    if len(desk.pictures) >= _MOST_PICTURES:
        return {"sent": False, "why": f"{_MOST_PICTURES} pictures are enough for one reply"}
    caption = f"*{product.name_in(desk.language)}*"
    if len({variant.price for variant in product.variants} | {product.price}) == 1:
        caption += f" {format_money(product.price)}"
    try:
        picture = ImageOut(address, caption)
    except ChannelRejected:
        return {
            "sent": False,
            "why": "the picture cannot be sent: say that you will ask, and call ask_the_shop",
        }
    if picture not in desk.pictures:
        desk.pictures.append(picture)
    return {"sent": True, "under_it": caption}


async def quote(
    run: Run,
    lines: list[Wanted],
    code: str | None = None,
    city: str | None = None,
    details: dict[str, str] | None = None,
) -> Json:
    """Count what a cart costs now: offers, a promotion code if the customer has one, delivery to a city, the total.

    details: what the customer told for the order, by the fields' names. You get back all that would be stored.
    """
    desk = run.deps
    wanted = [CartLine(line.sku, line.quantity, line.variant) for line in lines]
    told = {str(name): str(value) for name, value in (details or {}).items()}
    stored = checked(told, desk.shop)
    if isinstance(stored, dict):
        city = stored.get("city", city)
    answer = await desk.tools.quote(wanted, code=code, city=city or told.get("city"))
    if isinstance(answer, Problem):
        return problem_view(answer)
    desk.note_quote(answer, stored if isinstance(stored, dict) else None, told)
    return {**quote_view(answer, ref_of(answer.id)), **stored_view(stored)}


async def place_order(run: Run, quote: str) -> Json:
    """Order what was quoted, with the details that it was shown with, after the customer agreed in a later message.

    quote: the reference of the quote.
    """
    desk = run.deps
    known = desk.quotes()
    named = quote.strip().lower()
    if named not in known:
        told = f"there is {' and '.join(known)}" if known else "call quote, show it, and wait for a yes"
        raise ModelRetry(f"there is no open quote {quote!r}: {told}")
    quote_id, details = known[named]
    if details is None:
        return {
            "placed": False,
            "why": "it was shown without the details: call quote with all of them, show them, and wait for a yes",
        }
    answer = await _to_its_end(desk.tools.place_order(quote_id, details), desk.note_placed)
    if isinstance(answer, PlacedOrder):
        return {"placed": True, **order_view(answer)}
    if isinstance(answer, Requoted):
        desk.note_quote(answer.quote, details, details)
        return {
            "placed": False,
            "why": "it no longer holds: show this new quote and ask again",
            "moved": list(answer.changed),
            **quote_view(answer.quote, ref_of(answer.quote.id)),
            **stored_view(details),
        }
    return {"placed": False, **problem_view(answer)}


async def order_status(run: Run, number: int | None = None) -> Json:
    """The customer's order of that number, or their last one. Only their own."""
    answer = await run.deps.tools.order_status(number)
    return {"found": False} if answer is None else {"found": True, **order_view(answer)}


async def cancel_order(run: Run, number: int | None = None) -> Json:
    """Cancel the customer's order of that number, or their last one, when they ask for it in so many words."""
    desk = run.deps
    answer = await _to_its_end(desk.tools.cancel_order(number), desk.note_cancelled)
    if isinstance(answer, Problem):
        return {"cancelled": False, **problem_view(answer)}
    return {"cancelled": True, **order_view(answer)}


async def shop_info(run: Run, topic: str | None = None) -> Json:
    """What the shop states about itself: delivery, payment, returns, warranty, hours, use, safety, frequent questions.

    topic: one word to narrow it down; without it everything.
    """
    turn = run.deps.turn
    view = shop_view(run.deps.shop, run.deps.language, at=turn.new[-1].at, zone=turn.tenant.timezone)
    if topic:
        word = topic.strip().lower()
        picked: Json = {
            part: {k: v for k, v in view[part].items() if word in f"{k} {v}".lower()}
            for part in ("policies", "questions", "unconfirmed")
            if part in view
        }
        picked = {part: found for part, found in picked.items() if found}
        picked |= {part: view[part] for part in ("delivery", "hours") if part == word and part in view}
        return picked or {"nothing_on": topic, **view}
    return view


async def send_location(run: Run) -> Json:
    """Send the shop's place on the map together with your reply."""
    desk = run.deps
    place = _place(desk.shop.extra.get("locations"))
    if place is None:
        return {
            "sent": False,
            "why": "the shop has not confirmed its place: say that you will check, and call ask_the_shop",
        }
    desk.location = place
    return {"sent": True, "name": place.name, "address": place.address}


async def ask_the_shop(
    run: Run, about: Literal["fact", "order", "complaint", "discount", "other"], what: str
) -> Json:
    """Ask the shop's staff to find out or to do something; you stay in charge, and they answer the customer later."""
    action = ActionRequest(_ACTIONS[about], " ".join(what.split())[:_LONGEST_REASON] or about)
    if action not in run.deps.actions:
        run.deps.actions.append(action)
    return {"asked": True, "say": "you are checking with the team, who will answer here"}


async def hand_to_human(run: Run, reason: str) -> Json:
    """Give the conversation to a person of the shop: asked for one, upset, or beyond you."""
    run.deps.hand_to_human = " ".join(reason.split())[:_LONGEST_REASON] or "the agent asked for a person"
    return {"handed": True, "say": "a person of the team will answer here"}


def _told(tool: Tool) -> Tool:
    """The tool, each call of which is kept for the story of the turn."""

    @functools.wraps(tool)
    async def call(run: Run, *positional: Any, **arguments: Any) -> Json:
        started = time.monotonic()
        result: Json = {}
        try:
            result = await tool(run, *positional, **arguments)
        except BaseException as error:
            result = {"failed": str(error) if isinstance(error, ModelRetry) else type(error).__name__}
            raise
        finally:
            run.deps.note_call(tool.__name__, arguments, result, (time.monotonic() - started) * 1000)
        return result

    return call


TOOLS = tuple(
    _told(tool)
    for tool in (
        search_products,
        get_product,
        send_product_image,
        check_stock,
        quote,
        place_order,
        order_status,
        cancel_order,
        shop_info,
        send_location,
        ask_the_shop,
        hand_to_human,
    )
)


async def _to_its_end(change: Coroutine[Any, Any, Result], note: Callable[[Result], None]) -> Result:
    """What changes the world is not broken off with its run: nobody would know whether it has happened."""
    task = asyncio.create_task(change)
    try:
        result = await asyncio.shield(task)
    except asyncio.CancelledError:
        with anyio.CancelScope(shield=True):
            await asyncio.wait({task}, timeout=_CHANGED_WITHIN_S)
        if task.done() and not task.cancelled() and task.exception() is None:
            note(task.result())
        raise
    note(result)
    return result


async def _product(desk: Desk, sku: str) -> Product:
    product = await desk.tools.get_product(sku.strip())
    if product is None:
        raise ModelRetry(f"there is no product with the sku {sku!r} on sale: search_products finds skus")
    desk.show(product)
    return product


def _place(locations: Any) -> LocationOut | None:
    """The first place that the shop has confirmed."""
    for place in locations if isinstance(locations, list | tuple) else ():
        if not isinstance(place, dict) or place.get("confirmed") is False:
            continue
        try:
            return LocationOut(
                float(place["latitude"]), float(place["longitude"]), place.get("name"), place.get("address")
            )
        except (KeyError, TypeError, ValueError, ChannelRejected):
            continue
    return None
