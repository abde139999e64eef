"""Looking after what fell through: jobs of dead workers, and rows that owe something nobody is ringing for.

Rows are the truth. A job that was lost, dropped or never made loses nothing: the row of ``conversation_due`` is
still there, and this rings again.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from dragoman.base.db import Database, PlatformTx
from dragoman.base.ids import ConversationId, MessageId, TenantId, read_wire_id, wire_id
from dragoman.base.jobs import MOST_TRIES, STALLED_S
from dragoman.turns import hooks, media, notices, report_store, store, turn_store

_RING_AGAIN_AFTER_S = 5.0
_STRAYS_KEPT_DAYS = 7
log = structlog.get_logger()

# Rows without a job. A waiting or running job is somebody's promise: a turn's for both, a delivery's not for a reply,
# since it may be waiting for a receipt. OFFSET 0: one look into the engine's index for each row, whatever the planner
# believes of a table that was empty a moment ago; as a join it read every job for every row.
FORGOTTEN = """
    SELECT d.tenant_id, d.conversation_id, w.reply
    FROM conversation_due AS d
    CROSS JOIN LATERAL (
        SELECT coalesce(d.owner = 'agent' AND d.reply_since < now() - make_interval(secs => %(after_s)s), false)
                   AS reply,
               coalesce(d.delivery_since < now() - make_interval(secs => %(after_s)s), false) AS delivery
    ) AS w
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM procrastinate_jobs AS j
                       WHERE j.lock = 'conv:' || d.conversation_id AND j.status IN ('todo', 'doing')) AS turn,
               EXISTS (SELECT FROM procrastinate_jobs AS j
                       WHERE j.lock = 'out:' || d.conversation_id AND j.status IN ('todo', 'doing')) AS delivery
        OFFSET 0
    ) AS job
    WHERE (w.reply OR w.delivery) AND NOT job.turn AND (w.reply OR NOT job.delivery)
    ORDER BY d.tenant_id, d.conversation_id
    LIMIT 500
"""

# What failed and was not dealt with: its delivery job was lost.
FAILED_FORGOTTEN = """
    SELECT DISTINCT f.tenant_id, f.conversation_id
    FROM failed_sends AS f
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM procrastinate_jobs AS j
                       WHERE j.lock = 'out:' || f.conversation_id AND j.status IN ('todo', 'doing')) AS rung
        OFFSET 0
    ) AS job
    WHERE f.noted_at < now() - make_interval(secs => %(after_s)s) AND NOT job.rung
    ORDER BY f.tenant_id, f.conversation_id
    LIMIT 500
"""

LEDGER = """
    SELECT count(*) FILTER (WHERE d.reply_since IS NOT NULL) AS waiting,
           count(*) FILTER (WHERE d.reply_since IS NOT NULL AND d.owner = 'person') AS with_person,
           count(*) FILTER (WHERE d.reply_since IS NOT NULL AND d.owner = 'agent' AND j.held) AS with_agent,
           count(*) FILTER (WHERE d.reply_since IS NOT NULL AND d.owner = 'agent' AND NOT j.held) AS without_owner,
           count(*) FILTER (WHERE d.delivery_since IS NOT NULL) AS to_deliver,
           extract(epoch FROM now() - min(d.reply_since))::float8 AS oldest_s,
           extract(epoch FROM now() - min(d.reply_since) FILTER (WHERE d.owner = 'agent' AND j.held))::float8
               AS oldest_with_agent_s,
           extract(epoch FROM now() - min(d.reply_since) FILTER (WHERE d.owner = 'person'))::float8
               AS oldest_with_person_s,
           extract(epoch FROM now() - min(d.reply_since) FILTER (WHERE d.owner = 'agent' AND NOT j.held))::float8
               AS oldest_without_owner_s,
           extract(epoch FROM now() - min(d.delivery_since))::float8 AS oldest_to_deliver_s
    FROM conversation_due AS d
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM procrastinate_jobs AS p
        WHERE p.lock = 'conv:' || d.conversation_id AND p.status IN ('todo', 'doing')) AS held
        OFFSET 0) AS j
"""

STRAYS_OF_OURS = """
    SELECT message_id, status, at, code, reason, remedy
    FROM stray_receipts
    WHERE message_id ~ '^[1-9][0-9]*-[0-9a-f-]{36}$'
      AND received_at > now() - interval '1 hour'
    ORDER BY received_at DESC
    LIMIT 1000
"""

DROP_STRAY = """
    DELETE FROM stray_receipts
    WHERE message_id = ANY(%(ids)s)
"""

# Virtual time only grows, and a priority is an integer: two thousand million turns. With nothing waiting it may begin
# again; until then the last ones share the lowest priority and go by their age.
RESTART_FAIRNESS = """
    DELETE FROM tenant_vt
    WHERE NOT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = 'turns')
      AND (SELECT max(finish) FROM tenant_vt) > 1000000000
"""

FORGET_STRAYS = """
    DELETE FROM stray_receipts
    WHERE received_at < now() - make_interval(days => %(days)s)
"""


async def hand_on_stalled_jobs(engine: App, database: Database) -> int:
    """Gives the jobs of workers that stopped saying that they live to others; how many.

    Without this a killed worker's jobs stay with it for ever, and their conversations with them.
    """
    moved = 0
    try:
        for job in await engine.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
            if job.task_name in {"sweep", "tidy", "tidy_media", "tidy_notices", "templates"}:
                await engine.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
            elif job.attempts >= MOST_TRIES:
                # It has outlived several workers: whoever takes it next may die of it too.
                await engine.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
                if job.task_name == "turn":
                    await _give_to_a_person(database, job.task_kwargs)
                elif job.task_name == "media":
                    await _give_up_file(database, job.task_kwargs)
                elif job.task_name == "notice":
                    await _give_up_notice(database, job.task_kwargs)
            else:
                await engine.job_manager.retry_job(job)
                moved += 1
    except ConnectorException as error:
        log.warning("sweep_interrupted", error=type(error).__name__)
    if moved:
        log.info("jobs_handed_on", count=moved)
    return moved


async def ring_again(database: Database) -> int:
    """Rings for every conversation that owes something and has no job; how many."""
    async with database.as_platform() as tx:
        rows = await tx.fetch_dicts(FORGOTTEN, {"after_s": _RING_AGAIN_AFTER_S})
        failed = await tx.fetch_dicts(FAILED_FORGOTTEN, {"after_s": _RING_AGAIN_AFTER_S})
    rows += [{**row, "reply": False} for row in failed]
    by_tenant: dict[TenantId, list[dict[str, Any]]] = {}
    for row in rows:
        by_tenant.setdefault(TenantId(row["tenant_id"]), []).append(row)
    for tenant_id, owed in by_tenant.items():
        async with database.as_tenant(tenant_id) as tx:
            for row in owed:
                if not row["reply"]:
                    await store.ring_delivery(tx, ConversationId(row["conversation_id"]))
            replies = [ConversationId(row["conversation_id"]) for row in owed if row["reply"]]
            if replies:
                await store.ring_turns(tx, replies)
    if rows:
        log.warning("conversations_rung_again", count=len(rows))
    return len(rows)


async def apply_strays(database: Database) -> int:
    """Applies kept receipts whose message has appeared since; how many."""
    async with database.as_platform() as tx:
        rows = await tx.fetch_dicts(STRAYS_OF_OURS)
    reports: dict[TenantId, list[dict[str, Any]]] = {}
    for row in rows:
        known = read_wire_id(row["message_id"])
        if known is not None:
            failed = row["status"] == "failed"
            report = {
                "id": str(known[1]),
                "status": row["status"],
                "at": row["at"].isoformat(),
                "error": row["code"] if failed else None,
                "reason": row["reason"] if failed else None,
                "remedy": row["remedy"] if failed else None,
            }
            reports.setdefault(known[0], []).append(report)
    applied = []
    for tenant_id, of_tenant in sorted(reports.items()):
        async with database.as_tenant(tenant_id) as tx:
            found = await report_store.apply_receipts(tx, of_tenant)
        applied += [wire_id(tenant_id, MessageId(message_id)) for message_id in found]
    if applied:
        async with database.as_platform() as tx:
            await tx.execute(DROP_STRAY, {"ids": applied})
    return len(applied)


async def tidy(database: Database, *, hook_days: int) -> None:
    """Forgets what is kept for a while only: old hooks, receipts that nobody claimed, virtual time."""
    async with database.as_platform() as tx:
        await tx.execute(RESTART_FAIRNESS)
        await hooks.forget_old(tx, hook_days)
        await tx.execute(FORGET_STRAYS, {"days": _STRAYS_KEPT_DAYS})


async def _give_to_a_person(database: Database, arguments: Mapping[str, Any]) -> None:
    async with database.as_tenant(TenantId(arguments["tenant_id"])) as tx:
        await turn_store.give_up_turn(tx, ConversationId(UUID(arguments["conversation_id"])), "turn_failed")


async def _give_up_file(database: Database, arguments: Mapping[str, Any]) -> None:
    await media.give_up(database, TenantId(arguments["tenant_id"]), MessageId(UUID(arguments["message_id"])))


async def _give_up_notice(database: Database, arguments: Mapping[str, Any]) -> None:
    await notices.give_up(database, TenantId(arguments["tenant_id"]), UUID(arguments["notice_id"]))


async def ledger(tx: PlatformTx) -> dict[str, Any]:
    """Who waits and for whom: counts of customers waiting, by owner, and the ages of the oldest in seconds."""
    return (await tx.fetch_dicts(LEDGER))[0]
