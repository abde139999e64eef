"""Receipts that came before their messages, of several shops at once."""

from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from tests.support.desk import Desk
from tests.support.shops import a_tenant

from dragoman.base.db import Database, DatabaseUrls, TenantTx
from dragoman.base.ids import MessageId, TenantId, wire_id
from dragoman.turns import store, sweep

_SENT = """
    SELECT id, status
    FROM messages
    WHERE direction = 'out'
    ORDER BY seq, id
"""
_STRAYS = "SELECT message_id, status FROM stray_receipts"


class Watched(Database):
    """A database that remembers whose transactions were begun."""

    def __init__(self, urls: DatabaseUrls) -> None:
        super().__init__(urls, pool_size=2)
        self.entered: list[TenantId] = []

    def as_tenant(self, tenant_id: TenantId) -> AbstractAsyncContextManager[TenantTx]:
        """Remembers, and begins."""
        self.entered.append(tenant_id)
        return super().as_tenant(tenant_id)


@pytest.fixture
async def desks(database: Database) -> list[Desk]:
    """Three shops, each of which has sent three messages."""
    desks = [Desk(database, await a_tenant(database)) for _ in range(3)]
    for desk in desks:
        for n in range(3):
            await desk.customer_says(f"hello {n}", phone=f"9617000000{n}")
    await desks[0].work()
    return desks


async def test_one_sweep_applies_the_strays_of_all_shops_in_one_transaction_each(
    desks: list[Desk], database: Database, urls: DatabaseUrls
) -> None:
    wires = [wire_id(desk.shop.tenant_id, MessageId(id_)) for desk in desks for id_, _ in await _sent(desk)]
    await _stray(database, *wires, status="delivered")
    await _stray(database, wires[0], status="read")
    await _stray(database, wires[-1], status="sent")

    async with Watched(urls) as watched:
        applied = await sweep.apply_strays(watched)
        entered = watched.entered

    assert applied == 9
    assert entered == sorted(desk.shop.tenant_id for desk in desks)
    statuses = [[status for _, status in await _sent(desk)] for desk in desks]
    assert sorted(status for of_shop in statuses for status in of_shop) == ["delivered"] * 8 + ["read"]
    assert await _strays(database) == []


async def test_what_nobody_knows_yet_stays_and_so_does_what_is_nobodys(
    desks: list[Desk], database: Database
) -> None:
    known = wire_id(desks[1].shop.tenant_id, MessageId((await _sent(desks[1]))[0][0]))
    unknown = wire_id(desks[0].shop.tenant_id, MessageId(uuid4()))
    of_no_shop = wire_id(TenantId(999_999), MessageId(uuid4()))
    await _stray(database, known, unknown, of_no_shop, "not-ours", status="delivered")

    applied = await sweep.apply_strays(database)

    assert applied == 1
    assert await _strays(database) == sorted([unknown, of_no_shop, "not-ours"])


async def test_a_failure_that_came_early_is_told_to_a_person(desks: list[Desk], database: Database) -> None:
    desk = desks[2]
    wire = wire_id(desk.shop.tenant_id, MessageId((await _sent(desk))[0][0]))
    await _stray(database, wire, status="failed", code="EC_UNKNOWN_USER")

    await sweep.apply_strays(database)

    assert (await _sent(desk))[0][1] == "failed"
    assert await desk.actions() == [("delivery_failed", "open")]


async def _sent(desk: Desk) -> list[tuple[UUID, str]]:
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        rows: list[tuple[UUID, str]] = await tx.fetch_tuples(_SENT)  # type: ignore[assignment]
    return rows


async def _stray(database: Database, *wires: str, status: str, code: str | None = None) -> None:
    at = datetime.now(UTC).isoformat()
    reports = [
        {"message_id": wire, "status": status, "at": at, "code": code, "reason": None} for wire in wires
    ]
    async with database.as_platform() as tx:
        await store.keep_strays(tx, reports)


async def _strays(database: Database) -> list[str]:
    async with database.as_platform() as tx:
        return sorted(row[0] for row in await tx.fetch_tuples(_STRAYS))
