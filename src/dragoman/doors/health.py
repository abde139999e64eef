"""``/health``, ``/health/live``, ``/health/ready`` and ``/metrics``.

``/health`` is for people and alarms: 200 only when the database answers, the schema is current, no customer has
waited too long, and every number is served as it should be and none is stopped. Load balancers ask ``/health/ready``
(database and schema only), so that a backlog, which needs its webhooks most, never takes them away.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prometheus_client import generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dragoman import __version__
from dragoman.base import telemetry
from dragoman.base.db import Database
from dragoman.base.errors import DragomanError
from dragoman.base.migrate import HEAD
from dragoman.tenants.stopped import list_sender_states
from dragoman.turns import hooks, sweep

SCHEMA = """
    SELECT version_num
    FROM alembic_version
"""

QUEUE = """
    SELECT count(*) AS depth
    FROM procrastinate_jobs
    WHERE status = 'todo'
"""

DEAD = """
    SELECT count(*) AS dead
    FROM procrastinate_jobs
    WHERE status = 'failed'
"""


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the health pages look at."""

    database: Callable[[], Database]
    clients: Callable[[], int]
    worker_alive: Callable[[], bool | None]
    problems: Callable[[], list[str]]
    age_limit_s: float
    models: Callable[[], Mapping[str, Any]] = dict
    """What is to be known of the language models that this process asks: no reason for an alarm, the rules answer."""


def health_routes(vitals: Vitals) -> list[Route]:
    """The routes of this file."""

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "ok", "version": __version__})

    async def ready(_: Request) -> Response:
        try:
            async with vitals.database().as_platform() as tx:
                revision = await tx.value(SCHEMA)
        except DragomanError as error:
            return JSONResponse({"status": "unavailable", "database": str(error)}, 503)
        current = revision == HEAD
        body = {"status": "ok" if current else "unavailable", "database": "ok", "schema": revision}
        return JSONResponse(body, 200 if current else 503)

    async def health(_: Request) -> Response:
        try:
            report = await _report(vitals)
        except DragomanError as error:
            body = {"status": "unavailable", "version": __version__, "database": str(error)}
            return JSONResponse(body, 503)
        return JSONResponse(report, 200 if report["status"] == "ok" else 503)

    async def metrics(_: Request) -> Response:
        try:
            await _report(vitals)
        except DragomanError:
            pass  # the counters of this process are still worth reading
        return PlainTextResponse(generate_latest(telemetry.REGISTRY), media_type="text/plain; version=0.0.4")

    return [
        Route("/health", health),
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/metrics", metrics),
    ]


async def _report(vitals: Vitals) -> dict[str, Any]:
    async with vitals.database().as_platform() as tx:
        revision = await tx.value(SCHEMA)
        ledger = await sweep.ledger(tx)
        depth = await tx.value(QUEUE)
        dead = await tx.value(DEAD)
        kept = await hooks.counts(tx)
        stopped = [state for state in await list_sender_states(tx) if state.stopped_at is not None]
    oldest = max(ledger["oldest_with_agent_s"] or 0.0, ledger["oldest_without_owner_s"] or 0.0)
    problems = []
    if revision != HEAD:
        problems.append(f"the schema is at revision {revision}, this version needs {HEAD}")
    if oldest > vitals.age_limit_s:
        problems.append(f"a customer has waited for the agent for {oldest:.0f} s")
    if vitals.worker_alive() is False:
        problems.append("the worker of this process does not run")
    problems += vitals.problems()
    problems += [f"{state.number} of {state.brand} is stopped: {state.stopped_reason}" for state in stopped]
    telemetry.QUEUE_DEPTH.set(depth)
    telemetry.QUEUE_AGE.set(oldest)
    telemetry.CLIENTS.set(vitals.clients())
    return {
        "status": "unhealthy" if problems else "ok",
        "version": __version__,
        "database": "ok",
        "schema": revision,
        "clients": vitals.clients(),
        "queue": {"depth": depth, "oldest_seconds": round(oldest, 3), "dead": dead},
        "waiting": {name: ledger[name] for name in ("waiting", "with_agent", "with_person", "without_owner")},
        "hooks": {count.kind: count.hooks for count in kept},
        "models": vitals.models(),
        "problems": problems,
    }
