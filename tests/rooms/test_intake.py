"""A webhook that cannot be stored: kept whole where it is to blame itself, refused where the database is."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, MutableMapping
from typing import Any

import psycopg
import pytest
from tests.support.running import a_result
from tests.support.shops import TestShop, a_tenant, an_inbound, routed

from dragoman.base.db import Database, DatabaseUrls
from dragoman.base.errors import DatabaseUnavailable
from dragoman.doors.webhook import Checks, WebhookDoor
from dragoman.turns.intake import Intake, Post

Owner = Callable[[str], None]
"""Runs a statement as the owner of the schema."""

_STORED = "SELECT body FROM messages ORDER BY body"
_KEPT = "SELECT kind, body FROM hooks ORDER BY id"

FAULTS = {
    "a privilege that was revoked": (
        "REVOKE INSERT ON message_keys FROM dragoman_app",
        "GRANT INSERT ON message_keys TO dragoman_app",
    ),
    "a function that is gone": (
        "ALTER FUNCTION ring_turns(bigint, uuid[]) RENAME TO gone",
        "ALTER FUNCTION gone(bigint, uuid[]) RENAME TO ring_turns",
    ),
    "a column that is gone": (
        "ALTER TABLE messages RENAME COLUMN quoted_id TO gone",
        "ALTER TABLE messages RENAME COLUMN gone TO quoted_id",
    ),
}
_NO_POISON = "ALTER TABLE messages ADD CHECK (body <> 'poison')"


@pytest.fixture
def owner(urls: DatabaseUrls) -> Owner:
    def run(sql: str) -> None:
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            connection.execute(sql)

    return run


@pytest.fixture
async def shop(database: Database) -> TestShop:
    return await a_tenant(database)


@pytest.fixture
async def intake(database: Database) -> AsyncIterator[Intake]:
    intake = Intake(database)
    intake.start()
    yield intake
    await intake.stop()


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_the_database_is_to_blame_for_is_refused_and_stored_when_it_comes_again(
    database: Database, shop: TestShop, intake: Intake, owner: Owner, fault: str
) -> None:
    breaks, mends = FAULTS[fault]
    posts = [_a_post(shop, f"m{n}") for n in range(3)]
    owner(breaks)

    refused = await asyncio.gather(*map(intake.take, posts), return_exceptions=True)
    left = await _left(database, shop)
    owner(mends)
    await asyncio.gather(*map(intake.take, posts))

    assert [type(error) for error in refused] == [DatabaseUnavailable] * 3
    assert left == ([], [])
    assert await _left(database, shop) == (["m0", "m1", "m2"], [])


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_provider_is_told_to_come_again(
    shop: TestShop, intake: Intake, owner: Owner, fault: str
) -> None:
    body = json.dumps({"results": [a_result("hello", to=shop.number)]}).encode()
    owner(FAULTS[fault][0])

    answers = await _posted(intake, shop, body)

    assert answers["status"] == 503
    assert (b"retry-after", b"5") in answers["headers"]


async def test_what_a_payload_is_to_blame_for_is_kept_and_the_ones_beside_it_are_stored(
    database: Database, shop: TestShop, intake: Intake
) -> None:
    posts = [_a_post(shop, text) for text in ("before", "NUL \0 that no reader let through", "after")]

    await asyncio.gather(*map(intake.take, posts))

    stored, kept = await _left(database, shop)
    assert stored == ["after", "before"]
    assert kept == [("failed", posts[1].body)]


async def test_a_payload_that_the_schema_refuses_is_kept_and_answered_200(
    database: Database, shop: TestShop, intake: Intake, owner: Owner
) -> None:
    body = json.dumps({"results": [a_result("poison", to=shop.number)]}).encode()
    owner(_NO_POISON)

    answers = [await _posted(intake, shop, body) for _ in range(2)]

    assert [answer["status"] for answer in answers] == [200, 200]
    assert await _left(database, shop) == ([], [("failed", body)])


def _a_post(shop: TestShop, text: str) -> Post:
    return Post(text.encode(), (routed(shop, an_inbound(shop, text=text)),))


async def _left(database: Database, shop: TestShop) -> tuple[list[str], list[tuple[str, bytes]]]:
    """What is stored, and what was kept instead."""
    async with database.as_tenant(shop.tenant_id) as tx:
        stored = [row[0] for row in await tx.fetch_tuples(_STORED)]
    async with database.as_platform() as tx:
        return stored, [(kind, bytes(body)) for kind, body in await tx.fetch_tuples(_KEPT)]


async def _posted(intake: Intake, shop: TestShop, body: bytes) -> MutableMapping[str, Any]:
    """One request to the door; how its answer begins."""
    routing = routed(shop, an_inbound(shop)).routing
    door = WebhookDoor(lambda: intake, lambda number: routing, Checks(), 1024 * 1024)
    told: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message)

    await door({"type": "http", "method": "POST", "path": "/webhook", "headers": []}, receive, send)
    return told[0]
