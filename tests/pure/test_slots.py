"""How the slots of a process are divided among shops."""

from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.slots import Slots


def _flood(slots: Slots, *shops: int) -> dict[int, int]:
    """Jobs of these shops without end, one of each in turn, until none may begin; how many each got."""
    got, before = dict.fromkeys(shops, 0), -1
    while before < (before := sum(got.values())):
        for shop in shops:
            if shop not in slots.full() and sum(got.values()) < slots.size:
                slots.take(shop)
                got[shop] += 1
    return got


def test_a_shop_alone_gets_half() -> None:
    assert _flood(Slots(1000), 1) == {1: 500}


def test_two_busy_shops_leave_a_third_to_whoever_comes_next() -> None:
    got = _flood(Slots(999), 1, 2)

    assert got == {1: 333, 2: 333}


def test_a_shop_that_has_more_than_its_part_waits_until_others_have_theirs() -> None:
    slots = Slots(1000)
    _flood(slots, 1)

    assert _flood(slots, 2) == {2: 250}
    assert slots.full() == [1, 2]
    for _ in range(250):
        slots.give_back(1)
    assert slots.full() == []


def test_a_single_slot_is_anybodys() -> None:
    slots = Slots(1)
    assert _flood(slots, 1) == {1: 1}
    slots.give_back(1)

    assert slots.full() == []


@given(st.integers(2, 2000), st.integers(1, 40))
def test_whoever_comes_next_finds_room_however_many_shops_are_busy(size: int, shops: int) -> None:
    slots = Slots(size)

    got = _flood(slots, *range(shops))

    assert all(got.values()) or shops > size / 2
    assert sum(got.values()) < size or shops >= min(size // 2, 64)


def test_with_very_many_busy_shops_every_slot_is_used() -> None:
    assert sum(_flood(Slots(640), *range(100)).values()) == 640
