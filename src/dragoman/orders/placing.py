"""Quoting a cart, ordering what was quoted, and taking an order back: what the order tools of a turn do.

An order comes of a quote that its customer was shown, in a turn that answers a later message of theirs. It is placed
at most once, whatever is redelivered, retried or killed: once for a quote, and once for the messages that are being
answered (docs/decisions/0016-one-order-a-confirmation.md).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from dragoman.base.db import TenantTx
from dragoman.base.errors import Refused
from dragoman.base.ids import ConversationId, MessageId
from dragoman.catalogue import stock
from dragoman.catalogue.model import Product
from dragoman.catalogue.store import get_products
from dragoman.orders import order_store, quote_store
from dragoman.orders.form import checked, phone_of, plain_text
from dragoman.orders.life import CUSTOMER_MAY_CANCEL, put_back
from dragoman.orders.model import CartLine, KnownCustomer, PlacedOrder, Problem, Quote, QuoteLine, Requoted
from dragoman.orders.pricing import life_of, price_cart, unless_it_holds
from dragoman.tenants import store as tenants
from dragoman.tenants.model import ShopInfo


@dataclass(frozen=True, slots=True)
class Answering:
    """The stretch of a conversation that a turn answers, and who answers it.

    ``from_seq`` is the first place that is not answered yet: the same however often the turn is tried.
    ``through_seq`` is the customer's last message that the turn has read, ``message_id`` the first.
    """

    conversation_id: ConversationId
    from_seq: int
    through_seq: int
    message_id: MessageId | None
    actor: str


async def make_quote(
    tx: TenantTx,
    conversation_id: ConversationId,
    lines: Sequence[CartLine],
    *,
    code: str | None = None,
    city: str | None = None,
) -> Quote | Problem:
    """What the cart costs at this moment, kept until it expires."""
    city = plain_text(city) if city else None
    scene = await quote_store.order_scene(tx, conversation_id)
    shop = await tenants.shop_info(tx)
    products = await get_products(tx, list(dict.fromkeys(line.sku for line in lines)))
    quote = price_cart(
        lines,
        products,
        shop,
        currency=scene.currency,
        now=scene.now,
        version=scene.catalogue_version,
        code=code,
        city=city,
        life=life_of(shop),
    )
    if isinstance(quote, Quote):
        await quote_store.insert_quote(tx, conversation_id, quote, city)
    return quote


async def place(
    tx: TenantTx, answering: Answering, quote_id: UUID, details: Mapping[str, str]
) -> PlacedOrder | Requoted | Problem:
    """Orders what was quoted, at exactly what was quoted; or says why not, and then nothing was ordered.

    ``tx`` is the turn's fenced transaction. Called again for the same quote, or in answer to the same messages, it
    returns the order that there is.
    """
    conversation_id = answering.conversation_id
    row = await quote_store.lock_quote(tx, conversation_id, quote_id, through_seq=answering.through_seq)
    earlier = await order_store.find_order_of(tx, conversation_id, quote_id, answering.from_seq)
    if earlier is not None:
        return earlier.placed()
    if row is None:
        return Problem("no_such_quote")
    if not row.shown:
        return Problem("not_yet_confirmed")
    shop = await tenants.shop_info(tx)
    filled = checked(details, shop)
    if isinstance(filled, Problem):
        return filled
    quote, city = row.quote, filled.get("city", row.city)
    skus = sorted({line.sku for line in quote.lines})
    await stock.lock_products(tx, skus)
    products = await get_products(tx, skus)
    scene = await quote_store.order_scene(tx, conversation_id)
    other = unless_it_holds(
        quote,
        products,
        shop,
        city=city,
        now=scene.now,
        version=scene.catalogue_version,
        life=life_of(shop),
    )
    if isinstance(other, Requoted):
        await quote_store.insert_quote(tx, conversation_id, other.quote, city)
    if other is not None:
        return other
    return await _order(tx, answering, quote, products, filled)


async def _order(
    tx: TenantTx,
    answering: Answering,
    quote: Quote,
    products: Sequence[Product],
    details: Mapping[str, str],
) -> PlacedOrder:
    taken_from = [_counted_by(line, products) for line in quote.lines]
    await _take(tx, quote.lines, taken_from)
    order_id, number = uuid4(), await order_store.next_number(tx)
    at = await order_store.insert_order(
        tx,
        answering.conversation_id,
        quote,
        taken_from,
        details,
        order_id=order_id,
        number=number,
        from_seq=answering.from_seq,
        confirmed_by=answering.message_id,
        actor=answering.actor,
    )
    return PlacedOrder(
        order_id,
        number,
        at,
        "new",
        quote.lines,
        quote.subtotal,
        quote.discount,
        quote.code,
        quote.delivery,
        quote.total,
        details,
        fresh=True,
    )


def _counted_by(line: QuoteLine, products: Sequence[Product]) -> str | None:
    """Whose count the pieces of a line come off: the variant's where it has one, else the product's, if any."""
    product = next(one for one in products if one.sku == line.sku)
    variant = next((one for one in product.variants if one.key == line.variant), None)
    if variant is not None and variant.quantity is not None:
        return "variant"
    return None if product.quantity is None else "product"


async def _take(tx: TenantTx, lines: Sequence[QuoteLine], taken_from: Sequence[str | None]) -> None:
    of_products: Counter[str] = Counter()
    of_variants: Counter[tuple[str, str]] = Counter()
    for line, counted in zip(lines, taken_from, strict=True):
        if counted == "product":
            of_products[line.sku] += line.quantity
        elif counted == "variant":
            of_variants[line.sku, line.variant or ""] += line.quantity
    if not await stock.take_pieces(tx, of_products, of_variants):
        # The rows are locked and were read since: only somebody who writes past the locks can bring this about.
        raise Refused("the stock of what is being ordered changed; nothing was ordered")


async def cancel(tx: TenantTx, answering: Answering, number: int | None) -> PlacedOrder | Problem:
    """Cancels the contact's order of that number, or their last, unless it is packed; its pieces are put back.

    ``tx`` is the turn's fenced transaction. Called again in answer to the same messages it returns the same order.
    """
    if not _is_a_number(number):
        return Problem("no_such_order")
    row = await order_store.lock_own_order(tx, answering.conversation_id, number, answering.from_seq)
    if row is None:
        return Problem("no_such_order")
    if row.status == "cancelled":
        return row.placed()
    if row.status not in CUSTOMER_MAY_CANCEL:
        return Problem("too_late")
    await put_back(tx, row)
    await order_store.write_status(
        tx, row.id, row.status, "cancelled", actor=answering.actor, cancelled_in=answering.from_seq
    )
    cancelled = await order_store.find_placed(tx, row.id)
    assert cancelled is not None
    return cancelled


async def known_customer(tx: TenantTx, conversation_id: ConversationId, shop: ShopInfo) -> KnownCustomer:
    """What is known of the customer: a number that the shop takes, a name, and what the last order said."""
    scene = await quote_store.order_scene(tx, conversation_id)
    phone = phone_of(f"+{scene.phone}", shop) if scene.phone else None
    return KnownCustomer(phone, scene.name, await order_store.last_details(tx, scene.contact_id))


async def own_order(tx: TenantTx, conversation_id: ConversationId, number: int | None) -> PlacedOrder | None:
    """The contact's order of that number, or their last."""
    if not _is_a_number(number):
        return None
    return await order_store.find_own_order(tx, conversation_id, number)


def _is_a_number(number: int | None) -> bool:
    """Whether an order may have that number at all: customers and models may say anything."""
    return number is None or 0 < number < _MORE_THAN_ANY


_MORE_THAN_ANY = 2**63
