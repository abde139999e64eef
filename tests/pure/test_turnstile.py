"""Who is let through to the database, and in which order."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.ids import TenantId
from dragoman.turns.fair import Turnstile

BIG, SMALL = TenantId(1), TenantId(2)


async def test_a_shop_that_comes_late_does_not_wait_for_another_shops_crowd() -> None:
    turnstile = Turnstile(1)
    order: list[TenantId] = []

    async def pass_through(tenant_id: TenantId) -> None:
        async with turnstile.through(tenant_id):
            order.append(tenant_id)
            await asyncio.sleep(0)

    crowd = [asyncio.create_task(pass_through(BIG)) for _ in range(100)]
    await asyncio.sleep(0)
    await pass_through(SMALL)

    assert order.index(SMALL) <= 3
    await asyncio.gather(*crowd)
    assert len(order) == 101


async def test_no_more_are_let_through_than_its_width() -> None:
    turnstile = Turnstile(3)
    inside = most = 0

    async def pass_through(n: int) -> None:
        nonlocal inside, most
        async with turnstile.through(TenantId(n % 4)):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(pass_through(n) for n in range(50)))

    assert most == 3


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=40), st.integers(1, 3))
def test_whoever_gives_up_takes_nobodys_place(visits: list[tuple[int, bool]], width: int) -> None:
    async def scene() -> int:
        turnstile = Turnstile(width)
        passed = 0

        async def pass_through(tenant_id: TenantId) -> None:
            nonlocal passed
            async with turnstile.through(tenant_id):
                await asyncio.sleep(0)
                passed += 1

        tasks = [asyncio.create_task(pass_through(TenantId(tenant))) for tenant, _ in visits]
        await asyncio.sleep(0)
        for task, (_, gives_up) in zip(tasks, visits, strict=True):
            if gives_up:
                task.cancel()
        async with asyncio.timeout(5):
            await asyncio.gather(*tasks, return_exceptions=True)
            for _ in range(width):  # all of the width is free again
                await pass_through(BIG)
        return passed

    passed = asyncio.run(scene())

    assert passed >= width + sum(not gives_up for _, gives_up in visits)
