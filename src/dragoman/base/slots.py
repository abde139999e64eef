"""The slots of one process, divided among shops by how many are free: one shop's flood leaves room for the next.

A shop may have as many jobs running as there are slots free beside them. Alone it gets half, two that are as busy get
a third each, and so on; whoever comes next always finds room at once, however long the others' jobs last.
"""

from collections import Counter

_FEW = 64
"""A shop always gets this part of the slots: with that many busy shops, nobody is kept from the last free slots."""


class Slots:
    """Who has how many of ``size`` slots. A shop is its tenant id."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._taken: Counter[int] = Counter()
        self._all = 0

    def full(self) -> list[int]:
        """The shops that must wait until one of their own jobs ends."""
        most = max(self.size - self._all, self.size // _FEW)
        if self._all < most:
            return []
        return [shop for shop, taken in self._taken.items() if taken >= most]

    def take(self, shop: int) -> None:
        """A job of that shop begins to run."""
        self._taken[shop] += 1
        self._all += 1

    def give_back(self, shop: int) -> None:
        """A job of that shop has ended."""
        self._all -= 1
        self._taken[shop] -= 1
        if not self._taken[shop]:
            del self._taken[shop]
