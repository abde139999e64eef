"""Doing at once what several callers ask for at the same time.

While one round trip is under way the next callers gather, and the one after it serves them all: a busy process
needs fewer round trips than it has callers, and an idle one waits for nobody.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Together(Generic[Item, Result]):
    """Calls ``do`` with the items that have gathered; each caller gets the result of its own.

    ``do`` returns one result for each item, in order. What it raises, every caller of that round gets.
    """

    def __init__(
        self, do: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]], *, most: int = 100
    ) -> None:
        self._do = do
        self._most = most
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, item: Item) -> Result:
        """The result for ``item``, after the round that held it."""
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await done

    async def _run(self) -> None:
        try:
            while self._waiting:
                round_, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                try:
                    results = await self._do([item for item, _ in round_])
                except Exception as error:
                    for _, done in round_:
                        if not done.done():
                            done.set_exception(error)
                else:
                    for (_, done), result in zip(round_, results, strict=True):
                        if not done.done():
                            done.set_result(result)
        finally:
            self._running = None
