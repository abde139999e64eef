"""What a turn's models used: requests, tokens, cost where it is known, and how each request went. Pure."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

MICRO = Decimal(1_000_000)


@dataclass(slots=True)
class Used:
    """What one model used. ``cost`` is in US dollars, ``None`` as soon as a part of it is not known."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal | None = Decimal(0)

    def add(self, tokens_in: int, tokens_out: int, cost: Decimal | None) -> None:
        """One answer more."""
        self.requests += 1
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        self.cost = None if cost is None or self.cost is None else self.cost + cost

    @property
    def cost_microusd(self) -> int | None:
        """The cost in millionths of a US dollar, rounded up: what is spent is never told too small."""
        if self.cost is None:
            return None
        micro = self.cost * MICRO
        return int(micro) + (micro != int(micro))


@dataclass(slots=True)
class Meter:
    """What one turn used, by model, and how its requests went. ``most_cost`` is in US dollars."""

    most_tokens: int | None = None
    most_cost: Decimal | None = None
    models: dict[str, Used] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)

    def used(self, model: str) -> Used:
        """The account of one model."""
        return self.models.setdefault(model, Used())

    def note(self, model: str, ms: float, error: str | None = None, **more: Any) -> None:
        """How one request went."""
        told: dict[str, Any] = {"model": model, "ms": round(ms, 1), **more}
        self.requests.append(told if error is None else {**told, "error": error})

    def over(self) -> str | None:
        """Which limit of a turn is used up, in words: looked at before each request."""
        tokens = sum(used.tokens_in + used.tokens_out for used in self.models.values())
        if self.most_tokens is not None and tokens >= self.most_tokens:
            return f"{tokens} of {self.most_tokens} tokens"
        if self.most_cost is not None and self.cost >= self.most_cost:
            return f"{self.cost} of {self.most_cost} US dollars"
        return None

    def plain(self) -> dict[str, Any]:
        """As JSON, for the story."""
        return {
            model: {
                "requests": used.requests,
                "tokens_in": used.tokens_in,
                "tokens_out": used.tokens_out,
                "cost_microusd": used.cost_microusd,
            }
            for model, used in self.models.items()
        }

    @property
    def cost(self) -> Decimal:
        """What is known of the cost so far, in US dollars."""
        return sum((used.cost for used in self.models.values() if used.cost is not None), Decimal(0))

    @property
    def last_model(self) -> str | None:
        """Which model was asked last."""
        return self.requests[-1]["model"] if self.requests else None


METER: ContextVar[Meter | None] = ContextVar("meter", default=None)
"""The meter of the turn that this task works on."""
