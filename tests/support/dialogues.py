"""Whole conversations as text: what a customer says, what the answers must hold, and what is ordered at the end.

::

    ## a name of the dialogue | shop | languages that are answered in (``own``: as the shop declares)
    I want 2 drones // and a labubu > last name & $59.98
    [order:jet_drone]
    pin 33.889 35.495
    = jet_drone*2 labubu_big_into_magic_energy*1 ; city: Beirut ; phone: +96170123456

``//`` parts the messages of a burst, ``>`` stands before what the reply must say (``&``: each; ``!``: must not).
A line in brackets is a tap. ``=`` is the end: the lines of the one order that was placed and fields of it, or
``nothing``.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from dragoman.agents.base import Line, Reply
from dragoman.orders.model import KnownCustomer, PlacedOrder
from tests.support.agents import ShopInTest, example_shop, said_line, sent, text_of

ANY_LANGUAGE = {"arabizi": "en"}
NOBODY_KNOWN = KnownCustomer(None, None)


@dataclass(frozen=True)
class Dialogue:
    """One conversation as it stands in the text."""

    name: str
    shop: str
    languages: str
    lines: tuple[str, ...]
    end: str


@dataclass
class Talk:
    """A conversation with the rules agent over values."""

    shop: ShopInTest
    state: dict[str, Any] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)

    async def say(self, *messages: str | Line) -> str:
        """Says this in one burst; the words of the reply."""
        reply = await self.shop.asked(*messages, state=self.state)
        self.state = dict(reply.state)
        self.replies.append(reply)
        return text_of(reply)

    @property
    def orders(self) -> list[PlacedOrder]:
        """What was ordered so far."""
        return self.shop.tools.orders


def dialogues_of(text: str) -> list[Dialogue]:
    """The dialogues that ``text`` holds."""
    found = []
    for block in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        head, *lines = [line.strip() for line in block.strip().splitlines() if line.strip()]
        name, shop, languages = (cell.strip() for cell in head.split("|"))
        assert lines[-1].startswith("="), name
        found.append(Dialogue(name, shop, languages, tuple(lines[:-1]), lines[-1].removeprefix("=").strip()))
    return found


def talk_of(shop: str, languages: str = "own", *, known: KnownCustomer | None = None) -> Talk:
    """A new conversation with an example shop."""
    place = example_shop(shop)
    if languages == "any":
        place = place.with_(languages=ANY_LANGUAGE)
    if known is not None:
        place = replace(place, tools=replace(place.tools, known=known))
    return Talk(place)


def messages_of(said: str) -> list[str | Line]:
    """The messages of one burst."""
    return [_message(part.strip()) for part in said.split("//")]


def _message(said: str) -> str | Line:
    if tap := re.fullmatch(r"\[(.+)]", said):
        return sent("choice", "tapped", choice_id=tap[1])
    if pin := re.fullmatch(r"pin (\S+) (\S+)", said):
        return sent("location", latitude=float(pin[1]), longitude=float(pin[2]))
    return said_line(said)


async def what_went_wrong(dialogue: Dialogue, talk: Talk) -> list[str]:
    """Plays ``dialogue``; each thing that is not as it stands there."""
    wrong = []
    for line in dialogue.lines:
        said, _, wanted = line.partition(" > ")
        told = await talk.say(*messages_of(said))
        for words in filter(None, (one.strip() for one in wanted.split("&"))):
            if (words.removeprefix("!") in told) == words.startswith("!"):
                wrong.append(f"{said!r} was answered without {words!r}: {told}")
    return wrong + wrong_end(dialogue.end, talk)


def wrong_end(end: str, talk: Talk) -> list[str]:
    """What is wrong with what was ordered."""
    if end == "nothing":
        return [f"ordered {order.lines}" for order in talk.orders]
    if len(talk.orders) != 1:
        return [f"{len(talk.orders)} orders; the last reply was {text_of(talk.replies[-1])}"]
    order = talk.orders[0]
    lines, *fields = (cell.strip() for cell in end.split(";"))
    stored = sorted(f"{_title(line.sku, line.variant)}*{line.quantity}" for line in order.lines)
    wrong = [] if stored == sorted(lines.split()) else [f"the order has {stored}"]
    wrong += _not_shown(order, talk)
    for one in fields:
        name, _, value = one.partition(":")
        if name == "total":
            wrong += [] if str(order.total) == value.strip() else [f"the total is {order.total}"]
        elif order.details.get(name, "") != value.strip():
            wrong.append(f"{name} is {order.details.get(name)!r}")
    return wrong


def _title(sku: str, variant: str | None) -> str:
    return f"{sku}/{variant}" if variant else sku


def _not_shown(order: PlacedOrder, talk: Talk) -> list[str]:
    """What is stored and stood in no quote that the customer was shown before the yes."""
    numbers = [reply.state.get("cart", {}).get("number") for reply in talk.replies]
    before = [text_of(reply) for reply in talk.replies[: numbers.index(order.number)]]
    if any(all(value in told for value in order.details.values()) for told in before):
        return []
    return [f"stored without being shown: {dict(order.details)}"]
