"""A scenario: who the customer is, what they say and answer, and what must be true in the end. Read from YAML."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

SCENARIOS = Path(__file__).parent / "scenarios"

Shop = Literal["ecla", "astrosouks"]
Language = Literal["en", "ar", "fr", "arabizi"]
Kind = Literal[
    "greeting",
    "question",
    "order",
    "basket",
    "changed_mind",
    "burst",
    "haggling",
    "promo",
    "injection",
    "other_shop",
    "out_of_stock",
    "unconfirmed",
    "angry",
    "gibberish",
    "duplicate",
    "after_order",
    "comparison",
    "recommendation",
    "question_midway",
    "media",
    "person",
    "stop",
]
Asked = Literal[
    "first_name",
    "last_name",
    "name",
    "phone",
    "city",
    "address",
    "quantity",
    "variant",
    "confirm",
    "more",
    "offer",
]
"""What an agent may ask a buyer for; ``offer`` is "would you like to order it?", ``more`` is "anything else?"."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One text or several: messages of a burst, or patterns."""


class Step(_Strict):
    """Something the customer does, and what the answer to it must and must not say (patterns, case ignored).

    One of ``say`` (several texts are a burst), ``tap``, ``send`` a kind of message of the emulator's, with its
    ``fields``, or ``order_becomes``, by which the shop moves the last order to a status. ``twice``: the same webhook
    comes again. ``silent``: no answer is due.
    """

    say: Words = ()
    tap: str | None = None
    send: str | None = None
    order_becomes: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    twice: bool = False
    silent: bool = False
    must_say: Words = ()
    must_not_say: Words = ()

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"say": value} if isinstance(value, str | list) else value

    @model_validator(mode="after")
    def _one_deed(self) -> "Step":
        deeds = (bool(self.say), self.tap is not None, self.send is not None, self.order_becomes is not None)
        if sum(deeds) != 1:
            raise ValueError("a step needs one of say, tap, send and order_becomes")
        return self


class Rule(_Strict):
    """When the agent asks for something (a field, or a pattern in its words), what the customer does, how often.

    ``twice``: the same webhook comes again.
    """

    asks: str
    say: Words = ()
    tap: str | None = None
    times: int = 1
    twice: bool = False

    @model_validator(mode="after")
    def _one_deed(self) -> "Rule":
        if bool(self.say) == (self.tap is not None):
            raise ValueError("a rule needs one of say and tap")
        return self


class Person(_Strict):
    """Who the customer is, and what they answer when asked. What is not given is that of the language."""

    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    city: str | None = None
    address: str | None = None
    quantity: str | None = None
    variant: str | None = None
    confirm: str | None = None
    more: str | None = None
    offer: str | None = None


class ExpectedLine(_Strict):
    """One position: all its pieces together cost ``total``."""

    sku: str
    quantity: int = 1
    variant: str | None = None
    total: Decimal | None = None


class ExpectedOrder(_Strict):
    """An order as it must be stored. ``details`` are patterns; the customer's name, phone and address are checked
    without being listed."""

    lines: tuple[ExpectedLine, ...]
    total: Decimal | None = None
    delivery: Decimal | None = None
    discount: Decimal | None = None
    status: str = "new"
    details: dict[str, str] = Field(default_factory=dict)


class Expected(_Strict):
    """What must be true in the end. ``actions`` must be open, ``no_actions`` must not; others may.

    ``asks_the_shop``: some action is open, of whichever kind: a person was asked. ``replies`` bounds how many messages
    the agent sent in all.
    """

    orders: tuple[ExpectedOrder, ...] = ()
    actions: Words = ()
    no_actions: Words = ()
    asks_the_shop: bool = False
    mode: Literal["agent", "human"] | None = "agent"
    replies: tuple[int, int] | None = None


class Scenario(_Strict):
    """One conversation. ``buys``: the customer answers what a buyer is asked (by default whoever ends with an order).

    ``profile`` is their name at WhatsApp, where it is not their own. ``typos``: the share of their words that get a
    slip of the finger, the same for the same run. ``max_turns``: how often they write at most.
    """

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    shop: Shop
    language: Language
    kind: Kind
    steps: tuple[Step, ...] = Field(min_length=1)
    when: tuple[Rule, ...] = ()
    who: Person = Person()
    profile: str | None = None
    buys: bool | None = None
    typos: float = Field(default=0.0, ge=0, le=1)
    max_turns: int = 20
    expect: Expected = Expected()
    must_say: Words = ()
    must_not_say: Words = ()

    @property
    def is_buyer(self) -> bool:
        """Whether the customer answers what a buyer is asked."""
        return bool(self.expect.orders) if self.buys is None else self.buys


class Mistake(ValueError):
    """A scenario file that cannot be used, and why."""


def load(folder: Path = SCENARIOS) -> list[Scenario]:
    """Every scenario of the YAML files of ``folder``. Raises ``Mistake`` naming the file and the scenario."""
    found: list[Scenario] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        except yaml.YAMLError as error:
            raise Mistake(f"{path.name}: {error}") from None
        for entry in entries:
            try:
                found.append(Scenario.model_validate(entry))
            except ValidationError as error:
                name = entry.get("name", "?") if isinstance(entry, dict) else "?"
                raise Mistake(f"{path.name}: {name}: {error}") from None
    names = [scenario.name for scenario in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Mistake(f"two scenarios are called {', '.join(twice)}")
    return found


def chosen(
    scenarios: Iterable[Scenario],
    *,
    shops: Sequence[str] = (),
    languages: Sequence[str] = (),
    kinds: Sequence[str] = (),
    names: Sequence[str] = (),
) -> list[Scenario]:
    """Those that fit every filter; ``names`` are parts of a name. No filter lets all through."""
    return [
        scenario
        for scenario in scenarios
        if (not shops or scenario.shop in shops)
        and (not languages or scenario.language in languages)
        and (not kinds or scenario.kind in kinds)
        and (not names or any(part in scenario.name for part in names))
    ]
