"""What one run of a model works at: the turn's tools, and what the reply will have besides its words."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from dragoman.agents.base import ActionRequest, Toolbox, TurnInput
from dragoman.agents.llm.memory import Memory, ref_of
from dragoman.agents.llm.senses import Sensed
from dragoman.agents.rules.language import Language
from dragoman.catalogue.model import Product
from dragoman.channels.content import ImageOut, LocationOut, OutContent
from dragoman.orders.model import OrderForm, PlacedOrder, Problem, Quote, Requoted
from dragoman.tenants.model import ShopInfo

_LONGEST_KEPT = 1500

Check = Callable[[Sequence[OutContent], TurnInput, Toolbox], str | None]
"""What is wrong with a reply over what the tools returned, in words for the model; ``None`` when nothing is."""


def _plain(value: Any) -> Any:
    return value.model_dump(exclude_defaults=True) if isinstance(value, BaseModel) else str(value)


@dataclass(slots=True)
class Desk:
    """One turn's desk. ``placed`` and ``cancelled`` have happened, whatever becomes of the reply; the rest is only
    attached to it. ``refused`` are the replies that the guard turned down: why, not what they said.
    """

    turn: TurnInput
    tools: Toolbox
    shop: ShopInfo
    form: OrderForm
    memory: Memory
    spoken: Language | None
    language: str
    mark: str
    briefing: str
    check: Check
    sensed: Sensed
    shown: list[Product] = field(default_factory=list)
    pictures: list[ImageOut] = field(default_factory=list)
    location: LocationOut | None = None
    actions: list[ActionRequest] = field(default_factory=list)
    hand_to_human: str | None = None
    quote: Quote | None = None
    details: Mapping[str, str] | None = None
    """What an order of the quote stores of its customer, when all of it is known."""
    told: Mapping[str, str] = field(default_factory=dict)
    """What the customer has told of it so far, as the model passed it on."""
    placed: PlacedOrder | None = None
    cancelled: PlacedOrder | None = None
    refused: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    """Every tool that a model called, with what, what it got back and how long that took."""

    @property
    def has_changed_something(self) -> bool:
        """Whether a tool has placed or cancelled an order: the customer must hear of it."""
        return self.placed is not None or self.cancelled is not None

    def clear(self) -> None:
        """Another model begins anew: what was only attached is dropped."""
        self.shown, self.pictures, self.refused = [], [], []
        self.actions = list(self.sensed.actions)
        self.location = self.hand_to_human = self.quote = self.details = None
        self.told = {}

    def note_call(self, tool: str, arguments: Mapping[str, Any], result: Any, ms: float) -> None:
        """Keeps a call for the story: plain JSON, shortened where nobody would read it all."""
        told = json.dumps(result, ensure_ascii=False, default=str)
        kept = result if len(told) <= _LONGEST_KEPT else f"{told[:_LONGEST_KEPT]} ..."
        given = {name: value for name, value in arguments.items() if value is not None}
        plain = json.loads(json.dumps(given, ensure_ascii=False, default=_plain))
        self.calls.append({"tool": tool, "arguments": plain, "result": kept, "ms": round(ms, 1)})

    def note_quote(self, quote: Quote, details: Mapping[str, str] | None, told: Mapping[str, str]) -> None:
        """The last quote is the one that the customer is shown: with the details, when none of them is missing."""
        self.quote, self.details, self.told = quote, details, told

    def note_placed(self, result: PlacedOrder | Requoted | Problem) -> None:
        """Remembers an order that has been placed."""
        if isinstance(result, PlacedOrder):
            self.placed = result

    def note_cancelled(self, result: PlacedOrder | Problem) -> None:
        """Remembers an order that has been cancelled."""
        if isinstance(result, PlacedOrder):
            self.cancelled = result

    def show(self, product: Product) -> None:
        """Remembers that the model was shown the product."""
        if product not in self.shown:
            self.shown.append(product)

    def quotes(self) -> dict[str, tuple[UUID, Mapping[str, str] | None]]:
        """The quotes that may be named, by reference, with their details: the open one, and this turn's own."""
        known: dict[str, tuple[UUID, Mapping[str, str] | None]] = {}
        if self.memory.quote is not None:
            known[self.memory.quote.ref] = self.memory.quote.id, self.memory.quote.details
        if self.quote is not None:
            known[ref_of(self.quote.id)] = self.quote.id, self.details
        return known
