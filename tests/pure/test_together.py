"""Doing at once what several callers ask for at the same time."""

import asyncio
from collections.abc import Sequence

import pytest

from dragoman.base.together import Together


async def test_callers_who_come_while_a_round_is_under_way_share_the_next_one() -> None:
    rounds: list[list[int]] = []
    gate = asyncio.Event()

    async def double(items: Sequence[int]) -> Sequence[int]:
        rounds.append(list(items))
        await gate.wait()
        return [item * 2 for item in items]

    together = Together(double)
    first = asyncio.create_task(together(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(together(n)) for n in (2, 3, 4)]
    await asyncio.sleep(0)
    gate.set()

    results = await asyncio.gather(first, *others)

    assert results == [2, 4, 6, 8]
    assert rounds == [[1], [2, 3, 4]]


async def test_what_a_round_raises_reaches_everybody_in_it_and_nobody_after() -> None:
    calls = 0

    async def fail_once(items: Sequence[int]) -> Sequence[int]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise ValueError("no")
        return items

    together = Together(fail_once)

    with pytest.raises(ValueError, match="no"):
        await together(1)
    assert await together(2) == 2


async def test_a_round_never_holds_more_than_the_most() -> None:
    sizes: list[int] = []

    async def note(items: Sequence[int]) -> Sequence[int]:
        sizes.append(len(items))
        return items

    together = Together(note, most=10)

    await asyncio.gather(*(together(n) for n in range(35)))

    assert max(sizes) == 10
    assert sum(sizes) == 35
