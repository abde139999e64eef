"""What a process logs of an error that quotes a customer: in a process of its own, as it really prints.

The database's errors are real ones: it quotes what it refuses in DETAIL, in CONTEXT and in its first sentence.
"""

import asyncio
import json
import os
import sys

import pytest
from tests.support.processes import SOURCE

from dragoman.base.db import DatabaseUrls

WORDS = "12 Cedar Street"

_PROGRAM = """
import logging, os, psycopg, structlog, sys
from dragoman.base import telemetry
from dragoman.base.errors import ConfigError

style, by, sql = sys.argv[1:]
telemetry.configure_logging(style=style, level="INFO")
words = os.environ["WORDS"]
connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
connection.execute("CREATE TEMPORARY TABLE seen (words text UNIQUE, n integer CHECK (n > 0))")
connection.execute("INSERT INTO seen VALUES (%s, 1)", [words])
try:
    try:
        connection.execute(sql, {"words": words})
    except psycopg.Error as error:
        raise RuntimeError(f"it was about {words}") from error
except RuntimeError as error:
    if by == "structlog":
        structlog.get_logger().exception("turn_failed", conversation="c-1")
    elif by == "the error itself":
        structlog.get_logger().error("turn_failed", exc_info=error)
    else:
        logging.getLogger("somebody.else").exception("turn_failed")
"""

QUOTED = {
    "23505": "INSERT INTO seen VALUES (%(words)s, 2)",
    "23514": "INSERT INTO seen VALUES (%(words)s || 'x', 0)",
    "22P02": "SELECT %(words)s::integer",
    "22P05": """SELECT ('{"text": "' || %(words)s || '\\u0000"}')::jsonb""",
    "22007": "SELECT %(words)s::timestamptz",
}


@pytest.mark.parametrize("style", ["console", "json"])
@pytest.mark.parametrize("sqlstate", QUOTED)
async def test_an_error_of_the_database_is_told_by_its_code_and_quotes_nobody(
    urls: DatabaseUrls, style: str, sqlstate: str
) -> None:
    printed = await _printed(urls, style, "structlog", QUOTED[sqlstate])

    assert sqlstate in printed
    assert "RuntimeError" in printed
    assert WORDS not in printed
    assert "Cedar" not in printed


@pytest.mark.parametrize("style", ["console", "json"])
@pytest.mark.parametrize("by", ["structlog", "the error itself", "another library"])
async def test_whoever_logs_it_the_error_is_told_in_the_same_words(
    urls: DatabaseUrls, style: str, by: str
) -> None:
    printed = await _printed(urls, style, by, QUOTED["23505"])

    told = json.loads(printed)["exception"] if style == "json" else printed
    assert "turn_failed" in printed
    assert 'UniqueViolation: 23505 duplicate key value violates unique constraint "seen_words_key"' in told
    assert told.splitlines()[-1] == "RuntimeError"
    assert "Cedar" not in printed


async def _printed(urls: DatabaseUrls, style: str, by: str, sql: str) -> str:
    """Everything that the process says."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "DATABASE_URL": urls.app, "WORDS": WORDS}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _PROGRAM,
        style,
        by,
        sql,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0, printed.decode()
    return printed.decode()
