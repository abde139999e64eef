"""The loops of a process: started again when they end, never without a word, and honest about their health."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from structlog.testing import capture_logs
from tests.support.processes import until
from tests.support.server import TestServer

from dragoman.base.db import DatabaseUrls
from dragoman.base.jobs import make_engine
from dragoman.doors.worker import Worker


@pytest.fixture
async def worker(urls: DatabaseUrls) -> AsyncIterator[Worker]:
    worker = Worker(make_engine(urls), turn_concurrency=4)
    yield worker
    await worker.stop()


async def test_a_worker_lives_from_its_first_looks_to_its_stop(worker: Worker) -> None:
    assert not worker.alive

    await worker.start()
    await until(lambda: worker.alive, within_s=3, what="every loop to look")
    await worker.stop()

    assert not worker.alive


async def test_a_worker_whose_loops_always_fail_says_why_and_does_not_count_as_alive(
    worker: Worker, server: TestServer, urls: DatabaseUrls
) -> None:
    await worker.start()
    await until(lambda: worker.alive, within_s=3, what="every loop to look")

    with capture_logs() as logs:
        _rename(server, urls, "procrastinate_fetch_job_v2", "gone")
        await until(lambda: not worker.alive, within_s=9, what="the failure to show")
    _rename(server, urls, "gone", "procrastinate_fetch_job_v2")
    await until(lambda: worker.alive, within_s=9, what="the loops to work again")

    failures = [entry for entry in logs if entry["event"] == "worker_loop_failed"]
    assert {entry["loop"] for entry in failures} == {"turns-1", "outbound", "media", "ops"}
    assert failures[0] == {
        "event": "worker_loop_failed",
        "log_level": "error",
        "loop": failures[0]["loop"],
        "error": "ConnectorException",
        "cause": "UndefinedFunction",
        "sqlstate": "42883",
    }


async def test_a_worker_that_the_database_does_not_let_in_says_so_and_starts_when_it_does(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, tries = worker.engine.open_async, 0

    async def open_at_the_third_try() -> Any:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise psycopg.OperationalError("too many connections of a.customer@example.com")
        return await opened()

    monkeypatch.setattr(worker.engine, "open_async", open_at_the_third_try)
    with capture_logs() as logs:
        async with asyncio.timeout(10):
            await worker.start()
        await until(lambda: worker.alive, within_s=3, what="every loop to look")

    told = [entry for entry in logs if entry["event"] == "worker_not_started"]
    assert len(told) == 2
    assert "customer" not in repr(told)


def _rename(server: TestServer, urls: DatabaseUrls, old: str, new: str) -> None:
    name = urls.app.partition("?")[0].rpartition("/")[2]
    rename = sql.SQL("ALTER FUNCTION {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
    with psycopg.connect(server.admin_url_of(name), autocommit=True) as admin:
        admin.execute(rename)
