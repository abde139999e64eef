"""The fair priority counts virtual time in turns, and a priority is an integer: two thousand million turns end it."""

import pytest
from tests.support.desk import Desk
from tests.support.shops import a_tenant, an_inbound, routed

from dragoman.base.db import Database
from dragoman.turns import sweep
from dragoman.turns.intake import Intake, Post

_NEARLY_USED_UP = 2**31 - 8
_TIME_IS = """
    UPDATE tenant_vt
    SET finish = %(turns)s
"""
_TIME = "SELECT max(finish) FROM tenant_vt"
_WAITING = """
    SELECT count(*)
    FROM procrastinate_jobs
    WHERE queue_name = 'turns' AND status = 'todo'
"""
_KEPT = "SELECT count(*) FROM hooks"


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A shop whose customer has been answered once."""
    desk = Desk(database, await a_tenant(database))
    await desk.customer_says("good morning", phone="96170000001")
    await desk.work()
    desk.mail.sent.clear()
    return desk


async def test_when_the_time_is_used_up_webhooks_are_stored_and_rung_all_the_same(desk: Desk) -> None:
    await _time_is(desk, _NEARLY_USED_UP)
    intake = Intake(desk.database)
    intake.start()

    for n in range(20):  # of known customers, and of new ones
        await intake.take(_a_post(desk, f"m{n}", phone=f"9617000000{n % 4}"))
    await intake.take(
        Post(b"", tuple(m for n in range(30) for m in _a_post(desk, "at once", f"961710000{n:02}").messages))
    )
    await intake.stop()
    rung, kept = await _value(desk, _WAITING), await _value(desk, _KEPT)
    await desk.work()

    assert (rung, kept) == (50, 0)
    assert sorted("\n".join(desk.mail.texts).split("\n")) == sorted(
        [f"m{n}" for n in range(20)] + ["at once"] * 30
    )
    assert await desk.waiting() == {}


async def test_another_shop_is_served_too_when_the_time_of_one_is_used_up(desk: Desk) -> None:
    await _time_is(desk, _NEARLY_USED_UP * 2)
    other = Desk(desk.database, await a_tenant(desk.database), mail=desk.mail)

    await desk.customer_says("of the first")
    await other.customer_says("of the second")
    await desk.work()

    assert sorted(desk.mail.texts) == ["of the first", "of the second"]


async def test_time_begins_again_when_nothing_waits(desk: Desk) -> None:
    await _time_is(desk, _NEARLY_USED_UP)
    await desk.customer_says("hello")

    await sweep.tidy(desk.database, hook_days=30)
    while_it_waits = await _value(desk, _TIME)
    await desk.work()
    await sweep.tidy(desk.database, hook_days=30)
    afterwards = await _value(desk, _TIME)
    await desk.customer_says("hello again")
    await desk.work()

    assert while_it_waits >= _NEARLY_USED_UP
    assert afterwards is None
    assert desk.mail.texts == ["hello", "hello again"]
    assert await _value(desk, _TIME) < 10


async def test_time_goes_on_while_there_is_plenty(desk: Desk) -> None:
    before = await _value(desk, _TIME)

    await sweep.tidy(desk.database, hook_days=30)

    assert before > 0
    assert await _value(desk, _TIME) == before


def _a_post(desk: Desk, text: str, phone: str) -> Post:
    return Post(text.encode(), (routed(desk.shop, an_inbound(desk.shop, text=text, phone=phone)),))


async def _time_is(desk: Desk, turns: int) -> None:
    async with desk.database.as_platform() as tx:
        await tx.execute(_TIME_IS, {"turns": turns})


async def _value(desk: Desk, sql: str) -> int:
    async with desk.database.as_platform() as tx:
        found: int = await tx.value(sql)
    return found
