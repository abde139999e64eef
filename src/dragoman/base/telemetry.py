"""Logs and metrics: one event per thing that happened, with ids and no customer's words.

Logs go to standard error, readable for people or as JSON lines. Metrics are Prometheus counters in this process.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import psycopg
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from dragoman.base.errors import DragomanError

REGISTRY = CollectorRegistry()

WEBHOOKS = Counter(
    "dragoman_webhooks_total", "Webhook requests by HTTP status.", ["status"], registry=REGISTRY
)
MESSAGES_IN = Counter(
    "dragoman_messages_in_total", "Customers' messages by fate.", ["fate"], registry=REGISTRY
)  # accepted, unrouted
RECEIPTS = Counter("dragoman_receipts_total", "Reports about sent messages.", ["outcome"], registry=REGISTRY)
HOOKS_KEPT = Counter(
    "dragoman_hooks_kept_total",
    "Webhook parts kept because no shop could take them.",
    ["kind"],
    registry=REGISTRY,
)
SENDS = Counter(
    "dragoman_sends_total", "Messages handed to the provider, by outcome.", ["outcome"], registry=REGISTRY
)
FILES = Counter(
    "dragoman_files_total", "Tries to fetch a customer's file, by outcome.", ["outcome"], registry=REGISTRY
)  # stored, refused, gone, later
TURNS = Counter("dragoman_turns_total", "Turns by outcome.", ["outcome"], registry=REGISTRY)
WEBHOOK_SECONDS = Histogram(
    "dragoman_webhook_seconds",
    "From the request to its answer.",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
    registry=REGISTRY,
)
TURN_SECONDS = Histogram(
    "dragoman_turn_seconds",
    "What an agent took to answer.",
    buckets=(0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60),
    registry=REGISTRY,
)
QUEUE_DEPTH = Gauge("dragoman_queue_depth", "Jobs waiting.", registry=REGISTRY)
QUEUE_AGE = Gauge("dragoman_oldest_waiting_seconds", "Age of the oldest waiting turn.", registry=REGISTRY)
CLIENTS = Gauge("dragoman_clients", "WhatsApp numbers that this process serves.", registry=REGISTRY)


def plain_exception(error: BaseException | None) -> str:
    """A traceback without anybody's words: most errors quote the value that they are about.

    What ours and the operating system's say is said; of the database's, the code and the sentence about the
    statement. Of the others the type and the place must do.
    """
    lines: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        trace = "".join(traceback.format_tb(error.__traceback__))
        lines.insert(0, f"{trace}{type(error).__name__}: {_said(error)}".rstrip(": "))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(lines)


def _said(error: BaseException) -> str:
    if isinstance(error, psycopg.DataError):
        return error.sqlstate or ""
    if isinstance(error, psycopg.Error):
        return f"{error.sqlstate or ''} {error.diag.message_primary or ''}".strip()
    return str(error) if isinstance(error, DragomanError | OSError) else ""


def _format_exception(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Puts the exception that is being handled into the event, in plain words."""
    told = event.pop("exc_info", None)
    if told is None or told is False:
        return event
    error = (
        told if isinstance(told, BaseException) else told[1] if isinstance(told, tuple) else sys.exception()
    )
    if error is not None:
        event["exception"] = plain_exception(error)
    return event


_NOISY = (
    *("procrastinate", "psycopg.pool", "uvicorn.access", "aiohttp.access", "uvicorn.error"),
    *("httpx", "httpx2", "openai", "anthropic", "google_genai"),
)


def configure_logging(*, style: str, level: str) -> None:
    """Sets up logging for the whole process: ``style`` is ``console`` or ``json``."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # Not the renderers' own: those print local variables, and with them what customers wrote.
        _format_exception,
    ]
    last: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    numeric = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(numeric, logging.INFO))
    # The engine tells every job's start and end, HTTP clients every request; ours are told once, by their outcome.
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(max(numeric, logging.WARNING))
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
