"""What one turn of the rules agent asks of the database, from the webhook to the outbox: it must not creep up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest
from psycopg import AsyncCursor
from tests.support.desk import Desk
from tests.support.selling import a_selling_shop

from dragoman.agents.gate import Gate
from dragoman.agents.rules.agent import RulesAgent
from dragoman.base.db import Database
from dragoman.turns.work import Work

_FRAME = 4  # the webhook; loading, committing and settling the turn


@dataclass
class Seen:
    """What the pool of the application ran. A tenant that is set travels with the statement behind it."""

    statements: list[str] = field(default_factory=list)

    @property
    def round_trips(self) -> int:
        """How often the database was waited for."""
        return sum("set_config('app.tenant_id'" not in statement for statement in self.statements)

    @property
    def transactions(self) -> int:
        """How many were open across statements."""
        return sum(statement.startswith("BEGIN") for statement in self.statements)


@contextmanager
def _watched() -> Iterator[Seen]:
    seen, execute = Seen(), AsyncCursor.execute

    async def counted(self: AsyncCursor[object], query: object, *args: object, **kwargs: object) -> object:
        if self.connection.info.get_parameters().get("application_name") == "dragoman":
            seen.statements.append(" ".join(str(query).split()))
        return await execute(self, query, *args, **kwargs)  # type: ignore[arg-type]

    # What the database is asked has no other place to be seen from.
    with patch.object(AsyncCursor, "execute", counted):
        yield seen


class _Guarded(Desk):
    """One where the guard looks at every reply, as it does in service."""

    def a_work(self, **changes: Any) -> Work:
        return super().a_work(gate=Gate(), **changes)


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A shop whose rules agent has answered this customer before."""
    desk = _Guarded(database, await a_selling_shop(database), agent=RulesAgent())
    await desk.customer_says("hello")
    await desk.work()
    return desk


async def _cost_of(desk: Desk, text: str) -> Seen:
    with _watched() as seen:
        await desk.customer_says(text)
        await desk.work()
    return seen


async def test_a_price_asked_for_costs_two_round_trips_more_than_an_echo_and_no_open_transaction(
    desk: Desk,
) -> None:
    """The shop's words and its products, each read once and in one statement."""
    seen = await _cost_of(desk, "how much is the lamp?")

    assert desk.mail.texts[-1] == "*Lamp* is $10. It's in stock."
    assert (seen.round_trips, seen.transactions) == (_FRAME + 2, 0), seen.statements


async def test_a_detail_of_an_order_costs_no_more_than_a_price_until_there_is_something_to_quote(
    desk: Desk,
) -> None:
    """The form is in the shop's words, which are read once; a quote reads everything again, in its transaction."""
    begun = await _cost_of(desk, "I want to order 2 lamps")
    detail = await _cost_of(desk, "Rana Khoury")
    quoted = await _cost_of(desk, "Saida, Riad el Solh street")
    placed = await _cost_of(desk, "yes")

    assert "Your order number is" in desk.mail.texts[-1]
    assert (detail.round_trips, detail.transactions) == (_FRAME + 2, 0), detail.statements
    assert (quoted.round_trips, quoted.transactions) == (_FRAME + 8, 1), quoted.statements
    assert (begun.round_trips, begun.transactions) == (_FRAME + 12, 2), begun.statements
    assert (placed.round_trips, placed.transactions) == (_FRAME + 15, 1), placed.statements


async def test_what_is_claimed_of_a_product_tells_of_which_catalogue(desk: Desk) -> None:
    """It comes with the products, so it costs nothing."""
    await _cost_of(desk, "how much is the lamp?")

    (version,) = await desk.rows("SELECT catalogue_version AS now FROM shop_profiles")
    (turn,) = await desk.rows("SELECT story FROM turns ORDER BY at DESC LIMIT 1")
    receipts = turn["story"]["guard"]["receipts"]
    assert {receipt["fact"]["version"] for receipt in receipts} == {version["now"]}, receipts
