"""What a turn lends its agent: tools that are bound to it, and a transaction that only the turn's owner may open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dragoman.agents.base import TurnInput
from dragoman.agents.toolbox import ToolContext
from dragoman.base.db import TenantTx
from dragoman.base.errors import FenceLost, Overtaken
from dragoman.base.ids import TenantId
from dragoman.turns import turn_store
from dragoman.turns.model import Owing, Ticket
from dragoman.turns.work import Work


def context_of(work: Work, tenant_id: TenantId, owing: Owing, turn: TurnInput, ticket: Ticket) -> ToolContext:
    """What the tools of this turn are bound to."""

    @asynccontextmanager
    async def change() -> AsyncIterator[TenantTx]:
        async with work.turnstile.through(tenant_id), work.database.as_tenant(tenant_id) as tx:
            fenced, ours = await turn_store.may_change(
                tx, owing.id, owing.epoch, owing.answered_through_seq, ticket
            )
            if not fenced:
                raise FenceLost(f"job {ticket.job_id} was handed on; its agent changed nothing")
            if not ours:
                raise Overtaken("somebody took the conversation over; the agent changed nothing")
            yield tx

    return ToolContext(
        work.database,
        tenant_id,
        owing.id,
        from_seq=owing.answered_through_seq + 1,
        confirmed_by=turn.new[0].message_id if turn.new else None,
        change=change,
        through_seq=owing.last_inbound_seq,
        actor=f"agent:{owing.agent_id}",
    )
