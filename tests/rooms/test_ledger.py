"""``dragoman ledger``: every waiting customer is counted with whoever has them."""

import json
from pathlib import Path

import pytest
from tests.support.desk import Cli, Desk, a_cli
from tests.support.shops import a_tenant

from dragoman.base.db import Database, DatabaseUrls
from dragoman.doors.cli.ledger import ledger
from dragoman.turns import staff, sweep

_JOBS_ARE_LOST = "DELETE FROM procrastinate_jobs"
_TIME_PASSES = """
    UPDATE conversation_due
    SET reply_since = reply_since - make_interval(secs => %(seconds)s)
"""


@pytest.fixture
def cli(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    return a_cli(urls, tmp_path)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


async def test_nobody_waits_in_a_quiet_shop(cli: Cli) -> None:
    done = await cli(ledger, "--json")

    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert {name for name, value in found.items() if value} == set()


async def test_customers_are_counted_with_whoever_has_them_and_by_the_longest_wait(
    desk: Desk, cli: Cli
) -> None:
    await desk.customer_says("one", phone="96170000001")
    await desk.customer_says("two", phone="96170000002")
    await desk.customer_says("three", phone="96170000003")
    taken = await desk.conversation("96170000002")
    async with desk.database.as_platform() as tx:
        await tx.execute(_TIME_PASSES, {"seconds": 300})
    await staff.take(desk.database, desk.shop.tenant_id, taken.id, "staff:nadia")

    done = await cli(ledger, "--json")
    read = await cli(ledger)

    found = json.loads(done.stdout)
    assert (found["waiting"], found["with_agent"], found["with_person"], found["without_owner"]) == (
        3,
        2,
        1,
        0,
    )
    assert found["oldest_with_person_s"] == pytest.approx(300, abs=30)
    assert found["oldest_without_owner_s"] is None
    assert done.exit_code == 0
    assert "5 min" in read.output


async def test_a_customer_without_an_owner_is_an_alarm_after_half_a_minute(desk: Desk, cli: Cli) -> None:
    await desk.customer_says("hello")
    async with desk.database.as_platform() as tx:
        await tx.execute(_JOBS_ARE_LOST)

    early = await cli(ledger)
    async with desk.database.as_platform() as tx:
        await tx.execute(_TIME_PASSES, {"seconds": 31})
    late = await cli(ledger)

    assert early.exit_code == 0
    assert late.exit_code == 1
    assert "without an owner" in late.output


async def test_the_sweep_finds_an_owner_for_whoever_has_none(desk: Desk, cli: Cli) -> None:
    await desk.customer_says("hello")
    async with desk.database.as_platform() as tx:
        await tx.execute(_JOBS_ARE_LOST)
        await tx.execute(_TIME_PASSES, {"seconds": 31})

    rung = await sweep.ring_again(desk.database)
    await desk.work()

    assert rung == 1
    assert desk.mail.texts == ["hello"]
    assert (await cli(ledger)).exit_code == 0
