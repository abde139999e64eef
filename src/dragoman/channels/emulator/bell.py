"""Waking those who wait for something new, so that pages and tests can follow without polling fast."""

import asyncio


class Bell:
    """Rings about a subject: a conversation's key, or the word ``outbox``."""

    def __init__(self) -> None:
        self._waiting: dict[object, set[asyncio.Future[None]]] = {}
        self.silent = False

    def ring(self, about: object) -> None:
        """Wakes everybody who waits for this."""
        for waiter in self._waiting.pop(about, ()):
            if not waiter.done():
                waiter.set_result(None)

    def ring_all(self) -> None:
        """Wakes everybody."""
        for about in list(self._waiting):
            self.ring(about)

    def close(self) -> None:
        """Wakes everybody for the last time: a server that stops need not wait for those who wait for news."""
        self.silent = True
        self.ring_all()

    async def wait(self, about: object, seconds: float) -> None:
        """Returns at the next ring, or after ``seconds``."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(about, set()).add(waiter)
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            pass
        finally:
            left = self._waiting.get(about)
            if left is not None:
                left.discard(waiter)
                if not left:
                    del self._waiting[about]
