"""What each shop's models use in a day (UTC), and its limit: over it the rules answer. Knows no framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

import structlog
from psycopg.types.json import Jsonb

from dragoman.agents.llm.usage import MICRO, Meter
from dragoman.base.db import Database, TenantTx
from dragoman.base.errors import ConfigError
from dragoman.base.ids import TenantId
from dragoman.config.settings import Settings

log = structlog.get_logger()

ADD_SPENT = """
    INSERT INTO model_spend AS m (day, model, requests, tokens_in, tokens_out, cost_microusd, unpriced)
    SELECT %(day)s, u.model, u.requests, u.tokens_in, u.tokens_out, u.cost_microusd, u.unpriced
    FROM jsonb_to_recordset(%(used)s)
         AS u (model text, requests bigint, tokens_in bigint, tokens_out bigint, cost_microusd bigint, unpriced bigint)
    ORDER BY u.model
    ON CONFLICT (tenant_id, day, model) DO UPDATE
        SET requests = m.requests + EXCLUDED.requests,
            tokens_in = m.tokens_in + EXCLUDED.tokens_in,
            tokens_out = m.tokens_out + EXCLUDED.tokens_out,
            cost_microusd = m.cost_microusd + EXCLUDED.cost_microusd,
            unpriced = m.unpriced + EXCLUDED.unpriced
"""

SPENT_ON = """
    SELECT coalesce(sum(requests), 0)::bigint AS requests,
           coalesce(sum(tokens_in + tokens_out), 0)::bigint AS tokens,
           coalesce(sum(cost_microusd), 0)::bigint AS cost_microusd,
           coalesce(sum(unpriced), 0)::bigint AS unpriced
    FROM model_spend
    WHERE day = %(day)s
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a shop's models used in one day. ``unpriced`` requests are of models whose rates nobody knows."""

    requests: int
    tokens: int
    cost_microusd: int
    unpriced: int

    @property
    def cost(self) -> Decimal:
        """In US dollars, as far as it is known."""
        return Decimal(self.cost_microusd) / MICRO


@dataclass(frozen=True, slots=True)
class Budget:
    """The most of one shop in a day: requests, tokens in and out, US dollars. ``None`` is no limit."""

    requests: int | None = None
    tokens: int | None = None
    cost: Decimal | None = None

    def over(self, spent: Spent) -> str | None:
        """Which limit is reached, in words."""
        if self.requests is not None and spent.requests >= self.requests:
            return f"{spent.requests} of {self.requests} requests a day"
        if self.tokens is not None and spent.tokens >= self.tokens:
            return f"{spent.tokens} of {self.tokens} tokens a day"
        if self.cost is not None and spent.cost >= self.cost:
            return f"{spent.cost:.2f} of {self.cost:.2f} US dollars a day"
        return None


def budget_of(settings: Settings, chatbot_settings: Mapping[str, Any]) -> Budget:
    """The limits of one chatbot: its own ``model_limits`` (``requests``, ``tokens``, ``cost``), else the settings'.

    Raises ``ConfigError`` for limits that are none.
    """
    own = chatbot_settings.get("model_limits", {})
    known = {
        "requests": settings.dragoman_model_day_requests,
        "tokens": settings.dragoman_model_day_tokens,
        "cost": settings.dragoman_model_day_cost,
    }
    if not isinstance(own, Mapping) or not set(own) <= set(known):
        raise ConfigError(f"model_limits of a chatbot may say {', '.join(known)}: for a day, in US dollars")
    given = {name: _limit(name, own.get(name, most)) for name, most in known.items()}
    return Budget(int(given["requests"]), int(given["tokens"]), given["cost"])


def _limit(name: str, value: Any) -> Decimal:
    try:
        limit = Decimal(str(value))
    except InvalidOperation:
        limit = Decimal(-1)
    if isinstance(value, bool) or not limit.is_finite() or limit < 0:
        raise ConfigError(f"model_limits: {name} must be a number of zero or more, not {value!r}")
    return limit


class Purse(Protocol):
    """Who keeps the accounts."""

    async def over(self, tenant_id: TenantId, budget: Budget) -> str | None:
        """Which limit of today the shop has reached, in words; ``None`` when it has reached none."""
        ...

    async def note(self, tenant_id: TenantId, meter: Meter) -> None:
        """Writes down what a turn used."""
        ...


@dataclass(slots=True)
class Ledger:
    """The accounts in the database. ``reached`` are the shops that are over a limit today, and which."""

    database: Database
    reached: dict[tuple[TenantId, date], str] = field(default_factory=dict)

    async def over(self, tenant_id: TenantId, budget: Budget) -> str | None:
        """Which limit of today the shop has reached; told once a day in the log."""
        day = _today()
        async with self.database.in_one_statement(tenant_id) as tx:
            spent = await spent_on(tx, day)
        why = budget.over(spent)
        if why is None:
            self.reached.pop((tenant_id, day), None)
        elif (tenant_id, day) not in self.reached:
            log.warning("model_limit_reached", tenant=tenant_id, limit=why)
            self.reached = {key: told for key, told in self.reached.items() if key[1] == day}
        if why is not None:
            self.reached[tenant_id, day] = why
        return why

    async def note(self, tenant_id: TenantId, meter: Meter) -> None:
        """Adds what a turn used to the shop's day, in one statement."""
        if not meter.models:
            return
        async with self.database.in_one_statement(tenant_id) as tx:
            await add_spent(tx, _today(), meter)

    def over_today(self) -> dict[int, str]:
        """The shops that are over a limit today as far as this process knows, and which."""
        today = _today()
        return {int(tenant_id): why for (tenant_id, day), why in self.reached.items() if day == today}


async def spent_on(tx: TenantTx, day: date) -> Spent:
    """What the shop's models used on that day."""
    return await tx.fetch_one(Spent, SPENT_ON, {"day": day})


async def add_spent(tx: TenantTx, day: date, meter: Meter) -> None:
    """Adds what a turn used to that day."""
    used = [
        {
            "model": model,
            "requests": one.requests,
            "tokens_in": one.tokens_in,
            "tokens_out": one.tokens_out,
            "cost_microusd": one.cost_microusd or 0,
            "unpriced": one.requests if one.cost is None else 0,
        }
        for model, one in meter.models.items()
    ]
    await tx.execute(ADD_SPENT, {"day": day, "used": Jsonb(used)})


def _today() -> date:
    return datetime.now(UTC).date()
