"""Committing concurrent webhooks together: while one commit is on its way to the disk, the next batch gathers.

Each webhook is answered only after the commit that holds it. When a batch cannot be stored, each webhook of it is
tried alone, so that one strange payload harms nobody else; a payload that cannot be stored even alone is kept as
it came, for ``dragoman hooks replay``.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg
import structlog

from dragoman.base.db import Database, SharedTx
from dragoman.base.errors import DatabaseUnavailable
from dragoman.channels.base import Receipt
from dragoman.turns import asides, hooks
from dragoman.turns.hooks import Hook
from dragoman.turns.model import Aside, Recorded, Routed
from dragoman.turns.receive import receive, record_known

_MOST_POSTS = 200
# What a payload can do to a statement; anything else is trouble of the database, of the moment or not.
_OF_THE_PAYLOAD = (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.ProgramLimitExceeded)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Post:
    """One authenticated webhook, read: what goes to shops, and what nobody could take."""

    body: bytes
    messages: tuple[Routed, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    hooks: tuple[Hook, ...] = ()
    asides: tuple[Aside, ...] = ()


@dataclass(slots=True)
class _Waiting:
    post: Post
    done: "asyncio.Future[list[Recorded]]"


@dataclass(slots=True)
class Intake:
    """The writer of webhooks in this process. ``start`` it, ``take`` posts, ``stop`` it.

    One writer: while it waits for a commit the next batch gathers. Two would take turns at each shop's place in the
    queue, which is locked until the commit: measured, a fifth more work for the database, and fewer webhooks a second.
    """

    database: Database
    writers: int = 1
    _queue: "asyncio.Queue[_Waiting]" = field(default_factory=asyncio.Queue)
    _tasks: "list[asyncio.Task[None]]" = field(default_factory=list)

    def start(self) -> None:
        """Begins to commit what is taken."""
        self._tasks = [asyncio.create_task(self._run(), name=f"intake-{n}") for n in range(self.writers)]

    async def stop(self) -> None:
        """Stops after what has been taken is committed or refused."""
        if self._tasks:
            await self._queue.join()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._tasks = []

    async def take(self, post: Post) -> list[Recorded]:
        """Stores a webhook; returns after its commit.

        Raises ``DatabaseUnavailable`` when nothing was stored and the provider should try again.
        """
        waiting = _Waiting(post, asyncio.get_running_loop().create_future())
        self._queue.put_nowait(waiting)
        return await waiting.done

    async def _run(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while len(batch) < _MOST_POSTS and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            try:
                await self._commit(batch)
            finally:
                for waiting in batch:
                    if not waiting.done.done():
                        waiting.done.set_exception(DatabaseUnavailable("the webhook could not be stored"))
                        waiting.done.exception()
                    self._queue.task_done()

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        try:
            recorded = await store_posts(self.database, [waiting.post for waiting in batch])
        except DatabaseUnavailable as error:
            _refuse(batch, error)
        except Exception as error:  # whatever it is, the next webhook must find this task alive
            if len(batch) > 1:
                for waiting in batch:
                    await self._commit([waiting])
            else:
                await self._keep_whole(batch[0], error)
        else:
            for waiting in batch:
                if not waiting.done.done():
                    waiting.done.set_result(recorded)

    async def _keep_whole(self, waiting: _Waiting, error: Exception) -> None:
        """A payload that cannot be stored now cannot be stored ever: keep its bytes and say thank you.

        Only where the payload is to blame: whatever is wrong with the database may be mended before it comes again.
        """
        if isinstance(error, psycopg.Error) and not isinstance(error, _OF_THE_PAYLOAD):
            log.error("webhook_refused_by_database", error=type(error).__name__, sqlstate=error.sqlstate)
            _refuse([waiting], DatabaseUnavailable(f"the database refused it: {type(error).__name__}"))
            return
        sqlstate = error.sqlstate if isinstance(error, psycopg.Error) else None
        log.error("hook_not_stored", error=type(error).__name__, sqlstate=sqlstate)
        reason = f"{type(error).__name__} {sqlstate or ''}".strip()
        try:
            async with self.database.as_platform() as tx:
                await hooks.keep(tx, [Hook("failed", waiting.post.body, reason=reason)])
        except (DatabaseUnavailable, psycopg.Error) as again:
            _refuse(
                [waiting], DatabaseUnavailable(f"the webhook could not be stored: {type(again).__name__}")
            )
        else:
            waiting.done.set_result([])


async def store_posts(database: Database, posts: Sequence[Post]) -> list[Recorded]:
    """Stores posts: messages and reports in one transaction, what else they tell in one after it.

    Raises ``DatabaseUnavailable``, or whatever keeps a post from being stored: all of it may then be stored again.
    """
    recorded = await _store_messages(database, posts)
    told = [aside for post in posts for aside in post.asides]
    saying = [message for post in posts for message in post.messages if asides.tells_something(message)]
    if told or saying:
        async with database.across_tenants() as tx:
            await hooks.keep_any(tx, await asides.take(tx, told, saying))
    return recorded


async def _store_messages(database: Database, posts: Sequence[Post]) -> list[Recorded]:
    messages = [message for post in posts for message in post.messages]
    receipts = [receipt for post in posts for receipt in post.receipts]
    kept = [hook for post in posts for hook in post.hooks]
    if not messages and not receipts and not kept:
        return []
    strangers = False
    tenants = {message.routing.tenant_id for message in messages}
    if len(tenants) == 1 and not receipts and not kept:
        # The usual webhook: one shop, customers it knows. One round trip, or nothing was stored.
        async with database.in_one_statement(tenants.pop()) as single:
            done = await record_known(single, messages)
        if done is not None:
            return [done]
        strangers = True
    async with database.across_tenants() as tx:
        return await store_in(tx, messages, receipts, kept, strangers=strangers)


async def store_in(
    tx: SharedTx,
    messages: Sequence[Routed],
    receipts: Sequence[Receipt],
    kept: Sequence[Hook],
    *,
    strangers: bool = False,
) -> list[Recorded]:
    """Stores what posts brought within the caller's transaction, which should end right after.

    ``strangers``: the caller has found out that some of the customers are new.
    """
    if kept:
        await hooks.keep(tx, kept)
    if not messages and not receipts:
        return []
    return await receive(tx, messages, receipts, strangers=strangers)


def _refuse(batch: Sequence[_Waiting], error: DatabaseUnavailable) -> None:
    for waiting in batch:
        if not waiting.done.done():
            waiting.done.set_exception(error)
