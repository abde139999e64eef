"""Answering a customer: the middle one of the three files that tell the story of a message.

A job carries ids only and *drains* what its conversation still owes, so a second job for the same conversation is
a cheap look, and a message that arrives while the agent thinks is covered by one more look. The engine runs one
job of a conversation at a time; the fence in the commit turns away a worker that was taken for dead meanwhile.
"""

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog
from psycopg.types.json import Jsonb

from dragoman.agents.base import Chatbot, Reply, TurnInput
from dragoman.base import telemetry
from dragoman.base.errors import ConfigError, FenceLost, Overtaken
from dragoman.base.ids import ConversationId, MessageId, TenantId, TurnId
from dragoman.channels.compose import join
from dragoman.channels.content import OutContent, is_free_form
from dragoman.orders.store import insert_draft
from dragoman.tenants.model import Tenant
from dragoman.turns import deliver, house, pace, stories, turn_store
from dragoman.turns.content import outbound_columns, storable
from dragoman.turns.lines import line_of
from dragoman.turns.model import Letter, Owing, Ticket
from dragoman.turns.tools import context_of
from dragoman.turns.work import Work

_MOST_LINES = 120
log = structlog.get_logger()


async def run_turn(work: Work, tenant_id: TenantId, conversation_id: ConversationId, ticket: Ticket) -> None:
    """Answers whatever the conversation owes, sends it, and looks again until nothing is owed.

    Raises ``FenceLost`` when this worker no longer owns the job, and whatever kept every agent from answering.
    """
    shown_typing = False
    while True:
        owing = await _load(work, tenant_id, conversation_id)
        if owing is None:
            return
        if not owing.owes_a_reply:
            if owing.customer_waits:
                await _stand_down(work, tenant_id, owing)
            if owing.unsent:
                await deliver.drain(work, tenant_id, conversation_id, ticket.worker_id)
            return
        unanswered = [line for line in owing.lines if _is_new(line, owing)]
        wait_s = _quiet_wait_s(work, owing, unanswered)
        if wait_s > 0:
            await _wait_out(work, owing, wait_s, typing=not shown_typing)
            shown_typing = True
            continue
        started = time.monotonic()
        try:
            reply, agent_id = await _think(work, tenant_id, owing, unanswered, ticket)
        except Overtaken:
            continue  # a look tells what became of it
        ms = int((time.monotonic() - started) * 1000)
        first, owes = await _commit(work, tenant_id, owing, reply, agent_id, ticket, ms)
        if first is not None:
            more, owes = await deliver.send(work, first)
            if more:
                await deliver.drain(work, tenant_id, conversation_id, ticket.worker_id)
        elif reply.messages:
            await deliver.drain(work, tenant_id, conversation_id, ticket.worker_id)
        if not owes:
            return


async def give_up(work: Work, tenant_id: TenantId, conversation_id: ConversationId, reason: str) -> None:
    """After the last try: the customer gets a person instead of silence."""
    async with work.database.as_tenant(tenant_id) as tx:
        await turn_store.give_up_turn(tx, conversation_id, reason)
    log.error("turn_given_up", tenant=tenant_id, conversation=str(conversation_id), reason=reason)


async def _load(work: Work, tenant_id: TenantId, conversation_id: ConversationId) -> Owing | None:
    async with work.turnstile.through(tenant_id), work.database.in_one_statement(tenant_id) as tx:
        return await turn_store.load_turn(tx, conversation_id, history=work.history, limit=_MOST_LINES)


async def _stand_down(work: Work, tenant_id: TenantId, owing: Owing) -> None:
    async with work.database.in_one_statement(tenant_id) as tx:
        await turn_store.stand_down(tx, owing.id)
    log.info(
        "agent_stood_down", tenant=tenant_id, conversation=str(owing.id), mode=owing.mode, shop=owing.status
    )


def _is_new(line: Mapping[str, Any], owing: Owing) -> bool:
    return bool(
        line["author"] == "customer" and owing.answered_through_seq < line["seq"] <= owing.last_inbound_seq
    )


def _quiet_wait_s(work: Work, owing: Owing, unanswered: list[dict[str, Any]]) -> float:
    if work.quiet_s <= 0 or not unanswered:
        return 0.0
    stored = [datetime.fromisoformat(line["created_at"]) for line in unanswered]
    return pace.quiet_wait_s(owing.now, min(stored), max(stored), quiet_s=work.quiet_s, cap_s=work.cap_s)


async def _wait_out(work: Work, owing: Owing, wait_s: float, *, typing: bool) -> None:
    """Waits for the burst to end. Showing that somebody is at it must never make the answer later."""
    shown = asyncio.create_task(_show_typing(work, owing)) if typing else None
    try:
        await asyncio.sleep(wait_s)
    finally:
        if shown is not None:
            shown.cancel()


async def _show_typing(work: Work, owing: Owing) -> None:
    """Lets the customer see that somebody is at it, while the burst is waited out. A courtesy: it may fail."""
    try:
        await work.channel.typing(work.sender_for(owing.sender), owing.address)
    except Exception as error:
        log.debug("typing_failed", conversation=str(owing.id), error=type(error).__name__)


async def _think(
    work: Work, tenant_id: TenantId, owing: Owing, unanswered: list[dict[str, Any]], ticket: Ticket
) -> tuple[Reply, str]:
    """The reply: the house's own where a rule says it, else the agent's. No transaction is open meanwhile."""
    turn = _turn_input(tenant_id, owing, unanswered)
    reply, rest = house.before_the_agent(turn)
    if rest is None:
        assert reply is not None
        return reply, "house"
    said, agent_id = await _ask(work, tenant_id, owing, rest, ticket)
    return (said if reply is None else house.both(reply, said)), agent_id


async def _ask(
    work: Work, tenant_id: TenantId, owing: Owing, turn: TurnInput, ticket: Ticket
) -> tuple[Reply, str]:
    """The agent's reply; another agent's where it fails or takes too long."""
    context = context_of(work, tenant_id, owing, turn, ticket)
    tools = work.toolbox_for(context)
    try:
        async with asyncio.timeout(work.agent_deadline_s):
            reply = await work.gate.ask(work.agent_for(turn.chatbot), turn, tools)
            return stories.told(turn, reply, tools), owing.agent_id
    except (FenceLost, Overtaken):
        raise
    except Exception as error:
        log.warning(
            "agent_failed",
            tenant=tenant_id,
            conversation=str(owing.id),
            agent=owing.agent_id,
            error=type(error).__name__,
            **({"reason": str(error)} if isinstance(error, ConfigError) else {}),  # ours: no customer's words
        )
    async with asyncio.timeout(work.agent_deadline_s):
        tools = work.toolbox_for(context)
        return stories.told(turn, await work.gate.ask(work.fallback, turn, tools), tools), "fallback"


def _turn_input(tenant_id: TenantId, owing: Owing, unanswered: list[dict[str, Any]]) -> TurnInput:
    # A provider may deliver two messages in the wrong order; their own times put them right.
    ordered = sorted(unanswered, key=lambda line: (line["provider_at"] or line["created_at"], line["seq"]))
    return TurnInput(
        tenant=Tenant(
            tenant_id, owing.slug, owing.brand, owing.user_id, owing.currency, ZoneInfo(owing.timezone)
        ),
        chatbot=Chatbot(
            owing.chatbot_id,
            owing.agent_id,
            owing.chatbot_name,
            owing.persona,
            owing.languages,
            owing.settings,
        ),
        conversation_id=owing.id,
        contact_name=owing.contact_name,
        new=tuple(line_of(line) for line in ordered),
        history=tuple(line_of(line) for line in owing.lines if not _is_new(line, owing)),
        state=owing.agent_state,
        instructions=owing.instructions,
    )


async def _commit(
    work: Work, tenant_id: TenantId, owing: Owing, reply: Reply, agent_id: str, ticket: Ticket, ms: int
) -> tuple[Letter | None, bool]:
    """Writes the turn down, behind the fence; its first message if ours to send now, and whether to look again."""
    turn_id = TurnId(uuid4())
    contents = join(reply.messages, work.pair_pace.allowance(owing.paced_until, owing.now))
    ids = [MessageId(uuid4()) for _ in contents]
    values = _values(owing, reply, agent_id, ticket, ms, turn_id, contents, ids)
    values |= {"pair_interval_s": work.pair_pace.interval_s, "pair_slack_s": work.pair_pace.slack_s}
    commit = _commit_with_orders if reply.orders else _commit_alone
    fenced, base_seq, claimed, message_at = await commit(work, tenant_id, owing, reply, agent_id, values)
    if not fenced:
        raise FenceLost(f"job {ticket.job_id} was handed on; its answer was not committed")
    if base_seq is None and contents:
        async with work.database.as_tenant(tenant_id) as draft_tx:
            await turn_store.store_draft(draft_tx, values)
    if base_seq is None:
        log.info(
            "turn_stopped",
            tenant=tenant_id,
            conversation=str(owing.id),
            turn=str(turn_id),
            reason="no_longer_ours",
        )
        return None, True  # a look tells what became of it: taken over, paused, disabled
    telemetry.TURNS.labels(outcome="answered" if contents else "not_answered").inc()
    telemetry.TURN_SECONDS.observe(ms / 1000)
    log.info(
        "turn_answered" if contents else "turn_not_answered",
        tenant=tenant_id,
        conversation=str(owing.id),
        turn=str(turn_id),
        agent=agent_id,
        messages=len(contents),
        ms=ms,
        reason=reply.no_reply_reason,
    )
    if not claimed:
        return None, True
    letter = Letter(
        tenant_id, owing.id, base_seq + 1, ids[0], message_at, owing.sender, owing.address, contents[0]
    )
    return letter, True


_Committed = tuple[bool, int | None, bool, datetime]


async def _commit_alone(
    work: Work, tenant_id: TenantId, owing: Owing, reply: Reply, agent_id: str, values: Mapping[str, Any]
) -> _Committed:
    async with work.turnstile.through(tenant_id), work.database.in_one_statement(tenant_id) as tx:
        return await turn_store.commit_turn(tx, values)


async def _commit_with_orders(
    work: Work, tenant_id: TenantId, owing: Owing, reply: Reply, agent_id: str, values: Mapping[str, Any]
) -> _Committed:
    """The turn and the orders that it tells the customer of, behind the same fence: both or neither."""
    async with work.turnstile.through(tenant_id), work.database.as_tenant(tenant_id) as tx:
        committed = await turn_store.commit_turn(tx, values)
        if committed[1] is not None:
            for draft in reply.orders:
                await insert_draft(tx, owing.id, draft, actor=f"agent:{agent_id}")
        return committed


def _may_leave_now(owing: Owing, contents: list[OutContent]) -> bool:
    """Whether nothing that is known already keeps the first message from leaving with the commit."""
    if owing.unreachable:
        return False
    return pace.window_open(owing.now, owing.last_inbound_at) or any(
        not is_free_form(content) for content in contents[:1]
    )


def _values(
    owing: Owing,
    reply: Reply,
    agent_id: str,
    ticket: Ticket,
    ms: int,
    turn_id: TurnId,
    contents: list[OutContent],
    ids: list[MessageId],
) -> dict[str, Any]:
    columns = [outbound_columns(content) for content in contents]
    messages = [
        {"n": n, "id": str(id_), "kind": kind, "body": body, "content": content}
        for n, (id_, (kind, body, content)) in enumerate(zip(ids, columns, strict=True), start=1)
    ]
    actions = [{"kind": action.kind, "reason": storable(action.reason)} for action in reply.actions]
    facts: list[dict[str, Any]] = [{"kind": "TurnAnswered", "data": {"messages": len(contents), "ms": ms}}]
    if reply.hand_to_human is not None:
        actions.append({"kind": "handoff", "reason": storable(reply.hand_to_human)})
        facts.append({"kind": "HandedToHuman", "data": {}})
    return {
        "job_id": ticket.job_id,
        "worker_id": ticket.worker_id,
        "attempts": ticket.attempts,
        "covered_jobs": owing.covered_jobs,
        "conversation_id": owing.id,
        "epoch": owing.epoch,
        "from_seq": owing.answered_through_seq + 1,
        "through_seq": owing.last_inbound_seq,
        "count": len(contents),
        "state": Jsonb(storable(reply.state)),
        "hand_over": storable(reply.hand_to_human),
        "window_open": _may_leave_now(owing, contents),
        "messages": Jsonb(messages),
        "actions": Jsonb(actions),
        "facts": Jsonb(facts),
        "turn_id": turn_id,
        "agent_id": agent_id,
        "reason": storable(reply.no_reply_reason),
        "ms": ms,
        "trace": Jsonb(storable(reply.trace)),
        "story": Jsonb(storable(reply.story)),
    }
