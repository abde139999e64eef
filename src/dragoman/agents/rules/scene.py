"""What an answer is made from, and the pieces that it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.index import Index
from dragoman.agents.rules.say import Option
from dragoman.catalogue.model import Product
from dragoman.channels.content import LocationOut, OutContent
from dragoman.orders.model import DraftOrder
from dragoman.tenants.model import ShopInfo

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Scene:
    """What an answer is made from. ``about`` is the product spoken of, ``offered`` those last asked about."""

    language: str
    brand: str
    index: Index
    shop: ShopInfo
    about: Product | None = None
    offered: tuple[Product, ...] = ()
    wanted: tuple[Product, ...] = ()
    """Those that it asked whether to order, when there are several."""
    asked: str | None = None
    """What the agent's last question was: ``order`` (which product?), ``agree`` (order this one?), ``need`` (what
    is it for?) or ``person`` (shall one be called?).

    In the midst of a message it is what was said of the products before: ``order`` or ``want``.
    """
    ordering: bool = False
    """Whether an order is under way: what says nothing else (a name, an address) belongs to it."""
    placing: bool = False
    """Whether it is about an order or its delivery: then a place on the map is where that goes."""
    currency: str = "USD"
    name: str = ""
    """What the persona is called, if it has a name."""
    languages: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    """When the customer wrote, and ``zone`` is the shop's: who asks whether it is open means then and there."""
    zone: ZoneInfo = _UTC
    sentences: int | None = None
    """The most sentences that the shop wants of an answer (``brevity.max_sentences``), where it said so."""
    said: tuple[str, ...] = ()
    """All the folded words of the message that is read: a need may be told in another sentence of it."""
    asking: tuple[str, ...] = ()
    """What the last turn asked of a product, such as ``image``: "and the pen?" asks the same."""
    shown: frozenset[str] = frozenset()
    """The products whose picture this conversation has seen."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a reply. ``asks`` marks a question back, dropped when another clause answers it."""

    topic: str
    text: str = ""
    products: tuple[Product, ...] = ()
    options: tuple[Option, ...] = ()
    picture: tuple[OutContent, ...] = ()
    pins: tuple[LocationOut, ...] = ()
    actions: tuple[ActionRequest, ...] = ()
    orders: tuple[DraftOrder, ...] = ()
    hand: str | None = None
    asks: bool = False
    unsure: str = ""
    """What ``text`` promises to check and says nothing else about: several such are one sentence."""
    asked: str | None = None
    several: bool = False
    """Whether more than one piece was asked for."""
