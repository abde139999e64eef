"""What a shop is, as plain values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from zoneinfo import ZoneInfo

from dragoman.base.ids import ChatbotId, TenantId
from dragoman.base.money import Money
from dragoman.tenants.hours import Hours


@dataclass(frozen=True, slots=True)
class Tenant:
    """A shop. ``user_id`` is its account number as the seed counts them; ``brand`` is what people call it."""

    id: TenantId
    slug: str
    brand: str
    user_id: int
    currency: str
    timezone: ZoneInfo


@dataclass(frozen=True)
class Routing(Mapping[str, Any]):
    """Where a message to one of our numbers goes. Also a mapping: ``r["user_id"]``, ``r["agent_id"]`` ..."""

    tenant_id: TenantId
    user_id: int
    chatbot_id: ChatbotId
    agent_id: str
    brand: str
    number: str
    served: bool = True
    """False for a disabled shop: its messages are stored and never answered."""
    paused: bool = False
    """True when staff switched this chatbot's agent off: messages wait for a person."""
    by_destination: bool = True
    """False where the number written to does not decide: the only active shop gets every message."""

    def __getitem__(self, key: str) -> Any:
        if key in _ROUTING_KEYS:
            return getattr(self, key)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(_ROUTING_KEYS)

    def __len__(self) -> int:
        return len(_ROUTING_KEYS)


_ROUTING_KEYS = ("user_id", "chatbot_id", "agent_id", "tenant_id", "brand", "number")


@dataclass(frozen=True, slots=True)
class Policy:
    """What the shop says on one topic (payment, returns, warranty, hours, location, usage, safety ...).

    ``text`` maps a language (``en``, ``ar``, ``fr``) to the shop's own sentence; ``details`` holds figures
    and rules. An unconfirmed policy is never stated: the agent says that it will check, and the shop gets an
    action.
    """

    topic: str
    text: Mapping[str, str]
    confirmed: bool = True
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeliveryArea:
    """A town or province whose delivery has a fee, or takes a time, of its own."""

    name: str
    fee: Money | None = None
    days: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """The delivery rule, in figures. ``None`` means that the shop has not said.

    ``days`` is (fewest, most). ``abroad``: ``no`` (never), ``ask`` (a person quotes) or ``unknown``. What ``areas``
    leave out of an area is as it is everywhere.
    """

    area: str | None = None
    fee: Money | None = None
    free_from: Money | None = None
    days: tuple[int, int] | None = None
    abroad: Literal["no", "ask", "unknown"] = "unknown"
    confirmed: bool = True
    details: Mapping[str, Any] = field(default_factory=dict)
    areas: tuple[DeliveryArea, ...] = ()


@dataclass(frozen=True, slots=True)
class Faq:
    """A question customers ask and the shop's own answer. ``answers`` maps a language to the answer in it."""

    key: str
    question: str
    answer: str
    confirmed: bool = True
    answers: Mapping[str, str] = field(default_factory=dict)

    def answer_in(self, language: str) -> str:
        """The answer in ``language``, or the one to give else."""
        return self.answers.get(language, self.answer)


@dataclass(frozen=True, slots=True)
class ShopInfo:
    """Everything about a shop that is not a product. ``hours`` is ``None`` where the shop has not said.

    ``extra`` holds the file's further sections as they stand there: ``order_form``, ``discounts``,
    ``recommendations``, ``stock_policy``, ``templates``, ``locations``, ``map_pins``, ``provinces``,
    ``open_questions``, ``hours`` and ``abouts``: what ``about`` says, by
    language. ``country`` is where the shop is, in two letters.
    """

    about: str | None = None
    delivery: Delivery = field(default_factory=Delivery)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    faqs: tuple[Faq, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    hours: Hours | None = None
    country: str | None = None
    catalogue_version: int | None = field(default=None, compare=False)
    """Which catalogue it was read with: see ``catalogue.store.catalogue_version``."""

    def about_in(self, language: str) -> str | None:
        """What the shop says of itself in ``language``, or else."""
        told: Mapping[str, str] = self.extra.get("abouts", {})
        return told.get(language, self.about)


@dataclass(frozen=True, slots=True)
class ChatbotProfile:
    """A chatbot as its shop declared it; ``agent_id`` names the agent that answers."""

    chatbot_id: ChatbotId
    agent_id: str
    name: str
    persona: Mapping[str, Any] = field(default_factory=dict)
    languages: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
