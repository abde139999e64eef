"""The yardstick: an application that parses a webhook, INSERTs one row, commits, and answers 200. Nothing else.

Same server, same event loop, same driver and the same database as Dragoman's.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

pool = AsyncConnectionPool(os.environ["BENCH_DATABASE_URL"], min_size=4, max_size=10, open=False)


async def webhook(request: Request) -> PlainTextResponse:
    """Stores the message's text and says OK after the commit."""
    body = json.loads(await request.body())
    async with pool.connection() as connection:
        for result in body["results"]:
            await connection.execute(
                "INSERT INTO bare (provider_id, body) VALUES (%s, %s)",
                [result["messageId"], result["message"]["text"]],
            )
    return PlainTextResponse("ok")


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    """Opens the pool and makes the one table."""
    await pool.open(wait=True)
    async with pool.connection() as connection:
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, provider_id text, body text)"
        )
    yield
    await pool.close()


app = Starlette(routes=[Route("/webhook", webhook, methods=["POST"])], lifespan=lifespan)

if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
        ws="none",
    )
