"""Whatever a customer says, in whatever order: never an error, never silence, never an order that was not agreed to."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs
from tests.support.agents import text_of
from tests.support.dialogues import Talk, messages_of, talk_of

from dragoman.agents.base import Reply
from dragoman.agents.rules.ordering.state import Cart, kept_cart, read_cart
from dragoman.base.money import format_money
from dragoman.channels.interactive import ButtonsOut
from dragoman.orders.model import CartLine, Quote

STARTS = {
    "astrosouks": (
        "I want 2 drones and a labubu",
        "بدي اطلب الدرون",
        "order the blower",
        "badde tnen squeeze mop",
    ),
    "ecla": (
        "I want to order the kit and 2 pens",
        "بدي حبتين من القلم",
        "je prends le stylo",
        "baddi otlob l kit",
    ),
}
DETAILS = (
    "Rana Haddad // Hamra, Sadat street, Beirut",
    "رنا حداد // طرابلس شارع المعرض",
    "Marie Nader // Zahlé, rue principale 5",
)
ANYTHING = (
    "yes",
    "yes // thanks",
    "ok",
    "eh akid",
    "أكيد",
    "oui c'est bon",
    "no",
    "wait",
    "yes but make it 3",
    "yes // no",
    "yes, how long does delivery take?",
    "make it 3",
    "2",
    "add a labubu",
    "add the pen",
    "remove the drone",
    "remove it",
    "the kit instead of the pen",
    "زيد قلم",
    "شيل الدرون",
    "enlevez le drone",
    "code DEMO10",
    "code NOPE99",
    "change",
    "change the address",
    "wrong number",
    "70 123 456",
    "03 12",
    "Tripoli",
    "3rd floor",
    "Dubai, marina",
    "cancel",
    "never mind",
    "how much is the drone?",
    "is it original?",
    "where is my order?",
    "cancel my order",
    "can I cancel my order?",
    "too expensive",
    "hello",
    "asdf qwer",
    "👍",
    "?",
    "pin 33.88 35.49",
    "pin 0 0",
    "[ordering:confirm]",
    "[ordering:change]",
    "[ordering:cancel]",
    "[variant:2_battery]",
    "[variant:nothing]",
    "[order:fly_trap]",
    "[product:whitening_pen]",
    "I want 5000 drones",
    "I want 2 speakers",
    "the second one",
    "the first",
    "talk to a person",
)
_CONFIRM = "ordering:confirm"

said = st.one_of(
    st.sampled_from(ANYTHING),
    st.sampled_from(DETAILS),
    st.text(max_size=40).filter(lambda text: text.strip() and not text.startswith(("[", "pin"))),
)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(sorted(STARTS)), st.data(), st.lists(said, min_size=1, max_size=9))
async def test_whatever_is_said_only_what_was_shown_and_agreed_to_is_ordered(
    shop: str, data: st.DataObject, said: list[str]
) -> None:
    start = data.draw(st.sampled_from(STARTS[shop]))
    details = data.draw(st.sampled_from(DETAILS))
    talk = talk_of(shop, "any")
    for words in (start, details, *said):
        await _say(talk, words)


async def _say(talk: Talk, words: str) -> None:
    before, ordered = read_cart(talk.state.get("cart")), len(talk.orders)
    shown = talk.replies[-1] if talk.replies else None
    with capture_logs() as logs:
        told = await talk.say(*messages_of(words))

    assert logs == [], "an order that the agent could not take goes to a person, with a warning"
    assert told.strip() or talk.replies[-1].no_reply_reason
    assert json.loads(json.dumps(talk.state)) == talk.state
    if len(talk.orders) == ordered:
        _never_confirms_what_is_not_placed(talk)
        return
    assert len(talk.orders) == ordered + 1
    order = talk.orders[-1]
    assert before.asked == "confirm", f"{words!r} ordered without being asked"
    assert before.quote_id is not None
    quote, _ = talk.shop.tools.quotes[before.quote_id]
    assert shown is not None
    assert _asks_to_confirm(shown)
    assert _same(order, quote)
    for amount in (order.total, *(line.total for line in order.lines)):
        assert format_money(amount) in told
    for value in (
        str(order.number),
        order.details["phone"],
        order.details["city"],
        order.details["address_line1"],
    ):
        assert value in told


def _never_confirms_what_is_not_placed(talk: Talk) -> None:
    numbers = {str(order.number) for order in talk.orders}
    assert "1001" in numbers or "1001" not in text_of(talk.replies[-1])


def _asks_to_confirm(reply: Reply) -> bool:
    return any(
        isinstance(message, ButtonsOut) and any(button.id == _CONFIRM for button in message.buttons)
        for message in reply.messages
    )


def _same(order: Any, quote: Quote) -> bool:
    return (order.lines, order.total, order.discount, order.delivery) == (
        quote.lines,
        quote.total,
        quote.discount,
        quote.delivery,
    )


# --- what is kept between turns -----------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_FIELDS = (
    "v",
    "lines",
    "code",
    "details",
    "asked",
    "choosing",
    "pending",
    "quote",
    "number",
    "again",
    "missed",
)


@given(json_values | st.dictionaries(st.sampled_from(_FIELDS), json_values))
def test_any_state_is_read(kept: Any) -> None:
    if isinstance(kept, dict):
        kept["v"] = 1
    cart = read_cart(kept)

    assert read_cart(json.loads(json.dumps(kept_cart(cart)))) == cart


def test_a_state_of_another_version_begins_anew() -> None:
    kept = kept_cart(Cart((CartLine("jet_drone", 2),)))

    assert read_cart({**kept, "v": 99}) == Cart()


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(_FIELDS), json_values), st.sampled_from(ANYTHING))
async def test_a_state_full_of_nonsense_breaks_nothing(kept: dict[str, Any], words: str) -> None:
    talk = talk_of("astrosouks")
    talk.state = {"cart": {**kept, "v": 1}}

    with capture_logs() as logs:
        told = await talk.say(*messages_of(words))

    assert logs == []
    assert told.strip() or talk.replies[-1].no_reply_reason
    assert talk.orders == []


WALLS = (
    "the drone instead of the labubu " * 60,
    "not the drone " * 140,
    "2 drones 3 labubu " * 110,
    "a " * 900,
    "hamra beirut sadat street bldg 5 " * 60,
    "03 123 456 " * 170,
    "yes " * 450,
)


@pytest.mark.parametrize("wall", WALLS, ids=[wall[:12].strip() for wall in WALLS])
@pytest.mark.parametrize("before", [(), ("I want to order 2 drones",)], ids=["at first", "in between"])
async def test_a_wall_of_words_takes_no_wall_of_time(wall: str, before: tuple[str, ...]) -> None:
    talk = talk_of("astrosouks")
    for words in before:
        await talk.say(words)
    started = time.process_time()

    await talk.say(wall)

    assert time.process_time() - started < 5, "one customer's message keeps every other customer waiting"
    assert talk.orders == []
