"""Connections to a database on another machine: how they notice that it is gone, and how many there are."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from tests.support.processes import until
from tests.support.server import TestServer

from dragoman.base.db import Database, DatabaseUrls, wire_options
from dragoman.base.jobs import make_engine
from dragoman.doors.worker import Worker

SOON = {
    socket.TCP_USER_TIMEOUT: 20_000,
    socket.TCP_KEEPIDLE: 10,
    socket.TCP_KEEPINTVL: 5,
    socket.TCP_KEEPCNT: 3,
}


@pytest.fixture
async def by_tcp(urls: DatabaseUrls) -> AsyncIterator[DatabaseUrls]:
    """The test's database over TCP: its server itself has a socket of this machine only."""
    parts = urlsplit(urls.app)
    place = parse_qs(parts.query)["host"][0] + "/.s.PGSQL.5432"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(place)
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))

    proxy = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = proxy.sockets[0].getsockname()[1]
    yield replace(urls, app=f"postgresql://{parts.username}@127.0.0.1:{port}{parts.path}")
    proxy.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


def _options(connection: psycopg.AsyncConnection[Any]) -> dict[int, int]:
    with socket.socket(fileno=os.dup(connection.fileno())) as line:
        return {name: line.getsockopt(socket.IPPROTO_TCP, name) for name in SOON}


async def test_connections_notice_a_network_that_was_cut_without_a_word(by_tcp: DatabaseUrls) -> None:
    async with Database(by_tcp, pool_size=1) as database, database.as_platform() as tx:
        assert _options(tx.connection) == SOON
        assert await tx.value("SHOW statement_timeout") == "1min"

    engine = make_engine(by_tcp)
    async with engine.open_async():
        async with engine.connector.pool.connection() as connection:  # type: ignore[attr-defined]
            assert _options(connection) == SOON
            cursor = await connection.execute("SHOW statement_timeout")
            assert await cursor.fetchone() == ("1min",)
        async with engine.connector._get_standalone_connection() as listener:  # type: ignore[attr-defined]
            assert _options(listener) == SOON


def test_what_the_url_says_of_the_wire_is_left_alone() -> None:
    given = "postgresql://dragoman_app@db.example.com/shop?tcp_user_timeout=90000&connect_timeout=3"

    assert not {"tcp_user_timeout", "connect_timeout"} & set(wire_options(given))
    assert wire_options(given)["keepalives_idle"] == 10


@pytest.mark.parametrize(("turn_loops", "connections"), [(1, 10), (3, 12)])
async def test_a_worker_opens_as_many_connections_as_the_manual_says(
    urls: DatabaseUrls, server: TestServer, turn_loops: int, connections: int
) -> None:
    """Six in the engine's pool when all are wanted, and one for each loop, on which it listens."""
    name = urls.app.partition("?")[0].rpartition("/")[2]
    worker = Worker(make_engine(urls), turn_loops=turn_loops)
    await worker.start()
    await until(lambda: worker.alive, within_s=5, what="every loop to look")

    busy = [
        asyncio.create_task(worker.engine.connector.execute_query_async("SELECT pg_sleep(1)"))
        for _ in range(20)
    ]
    await asyncio.sleep(0.8)
    with psycopg.connect(server.admin_url_of(name), autocommit=True) as admin:
        counted = admin.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND application_name = 'dragoman-jobs'",
            [name],
        ).fetchone()
    await asyncio.gather(*busy)
    await worker.stop()

    assert counted == (connections,)
