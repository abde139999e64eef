"""Giving kept hooks another chance: after a number was added, or a parser learned to read them.

Safe to repeat: a message is stored once, whoever brings it. A hook counts as replayed only when a shop
took what it holds, after it was stored; otherwise it goes on waiting.
"""

from dataclasses import dataclass
from hashlib import sha256

import structlog

from dragoman.base.db import Database
from dragoman.turns import asides, hooks, intake
from dragoman.turns.hooks import HookBody
from dragoman.turns.intake import Post

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Replayed:
    """What replaying one hook came to. ``taken`` is false when it goes on waiting."""

    taken: bool
    stored: int = 0
    duplicates: int = 0
    receipts: int = 0


async def replay(database: Database, hook: HookBody, post: Post) -> Replayed:
    """Stores what ``post``, the hook read anew, holds for shops.

    Parts that nobody takes are kept as hooks of their own; a hook that is itself such a part still waits.
    Raises ``DatabaseUnavailable`` or a ``psycopg.Error`` when nothing was stored.
    """
    if not post.messages and not post.receipts and not post.asides:
        return Replayed(taken=False)
    own = sha256(hook.body).digest()
    others = [kept for kept in post.hooks if sha256(kept.body).digest() != own]
    async with database.across_tenants() as tx:
        recorded = await intake.store_in(tx, post.messages, post.receipts, others)
    async with database.across_tenants() as tx:
        unplaced = await asides.take(tx, post.asides, post.messages)
        apart = [kept for kept in unplaced if sha256(kept.body).digest() != own]
        await hooks.keep_any(tx, apart)
        taken = (len(others), len(apart)) == (len(post.hooks), len(unplaced))
        if taken:
            await hooks.mark_replayed(tx, hook.id)
    stored = sum(one.stored for one in recorded)
    duplicates = sum(one.duplicates for one in recorded)
    log.info("hook_replayed", hook=hook.id, taken=taken, stored=stored, duplicates=duplicates)
    return Replayed(taken, stored, duplicates, len(post.receipts))
