"""What an answer is made from, and the pieces that it is made of."""

from dataclasses import dataclass

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.find import Index
from dragoman.agents.rules.say import Option
from dragoman.catalogue.model import Product
from dragoman.channels.content import OutContent
from dragoman.tenants.model import ShopInfo


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
    """What the agent's last question was: ``order`` (which product?) or ``agree`` (order this one?).

    In the midst of a message it is what was said of the products before: ``order`` or ``want``.
    """
    ordering: bool = False
    """Whether an order is under way: what says nothing else (a name, an address) belongs to it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a reply. ``asks`` marks a question back, dropped when another clause answers it."""

    topic: str
    text: str = ""
    products: tuple[Product, ...] = ()
    options: tuple[Option, ...] = ()
    picture: tuple[OutContent, ...] = ()
    actions: tuple[ActionRequest, ...] = ()
    hand: str | None = None
    asks: bool = False
    unsure: str = ""
    """What ``text`` promises to check and says nothing else about: several such are one sentence."""
    asked: str | None = None
    several: bool = False
    """Whether more than one piece was asked for."""
