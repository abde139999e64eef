"""What authenticated webhooks held that could not be given to a shop: kept as it came, counted, replayable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from dragoman.base.db import PlatformTx, TenantTx
from dragoman.base.errors import NotFound

Kind = Literal["unrouted", "unreadable", "unsupported", "notice", "failed"]

KEEP = """
    INSERT INTO hooks AS h (kind, to_number, reason, digest, body)
    SELECT kind, to_number, reason, digest, body
    FROM unnest(%(kinds)s::text[], %(numbers)s::text[], %(reasons)s::text[], %(digests)s::bytea[], %(bodies)s::bytea[])
         AS k (kind, to_number, reason, digest, body)
    ORDER BY digest
    ON CONFLICT (digest) DO UPDATE
        SET times = h.times + 1,
            last_at = now()
"""

LIST = """
    SELECT id, kind, to_number, reason, times, first_at, last_at, replayed_at, octet_length(body) AS size
    FROM hooks
    WHERE (%(kind)s::text IS NULL OR kind = %(kind)s)
      AND (%(all)s OR replayed_at IS NULL)
    ORDER BY id DESC
    LIMIT %(limit)s
"""

GET = """
    SELECT id, kind, to_number, reason, times, first_at, last_at, replayed_at, octet_length(body) AS size
    FROM hooks
    WHERE id = %(id)s
"""

BODY = """
    SELECT id, body
    FROM hooks
    WHERE id = %(id)s
"""

WAITING = """
    SELECT id, body
    FROM hooks
    WHERE replayed_at IS NULL
      AND id > %(after)s
      AND (%(kind)s::text IS NULL OR kind = %(kind)s)
      AND (%(id)s::bigint IS NULL OR id = %(id)s)
    ORDER BY id
    LIMIT %(limit)s
"""

RECENT_NOTICES = """
    SELECT body, last_at
    FROM hooks
    WHERE replayed_at IS NULL
      AND kind = 'notice'
      AND reason = %(reason)s
      AND last_at > now() - interval '1 day'
    ORDER BY id DESC
    LIMIT 500
"""

MARK_REPLAYED = """
    UPDATE hooks
    SET replayed_at = now()
    WHERE id = %(id)s
"""

COUNT = """
    SELECT kind, count(*) AS hooks, sum(times) AS times
    FROM hooks
    WHERE replayed_at IS NULL
    GROUP BY kind
    ORDER BY kind
"""

FORGET = """
    DELETE FROM hooks
    WHERE last_at < now() - make_interval(days => %(days)s)
"""


@dataclass(frozen=True, slots=True)
class Hook:
    """One thing to keep. ``body`` is a webhook body that can be posted again and holds just this thing."""

    kind: Kind
    body: bytes
    to_number: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class KeptHook:
    """A kept hook as staff see it. ``times`` is how often the provider sent it."""

    id: int
    kind: Kind
    to_number: str | None
    reason: str | None
    times: int
    first_at: datetime
    last_at: datetime
    replayed_at: datetime | None
    size: int


@dataclass(frozen=True, slots=True)
class HookBody:
    """A kept hook as it came."""

    id: int
    body: bytes


@dataclass(frozen=True, slots=True)
class HookCount:
    """How many hooks of a kind wait, and how often they came."""

    kind: Kind
    hooks: int
    times: int


async def keep(tx: PlatformTx | TenantTx, hooks: Sequence[Hook]) -> None:
    """Keeps hooks; one that is here already is only counted."""
    unique = {sha256(hook.body).digest(): hook for hook in hooks}
    await tx.execute(
        KEEP,
        {
            "kinds": [hook.kind for hook in unique.values()],
            "numbers": [hook.to_number for hook in unique.values()],
            "reasons": [hook.reason for hook in unique.values()],
            "digests": list(unique),
            "bodies": [hook.body for hook in unique.values()],
        },
    )


async def list_kept(
    tx: PlatformTx, *, kind: str | None = None, replayed_too: bool = False, limit: int = 100
) -> list[KeptHook]:
    """The kept hooks, newest first."""
    return await tx.fetch_all(KeptHook, LIST, {"kind": kind, "all": replayed_too, "limit": limit})


async def waiting(
    tx: PlatformTx, *, kind: str | None = None, hook_id: int | None = None, after: int = 0, limit: int = 200
) -> list[HookBody]:
    """Hooks that have not been replayed, oldest first, beyond the id ``after``."""
    return await tx.fetch_all(
        HookBody, WAITING, {"kind": kind, "id": hook_id, "after": after, "limit": limit}
    )


async def get_kept(tx: PlatformTx, hook_id: int) -> tuple[KeptHook, bytes]:
    """One kept hook and its bytes. Raises ``NotFound``."""
    kept = await tx.fetch_optional(KeptHook, GET, {"id": hook_id})
    if kept is None:
        raise NotFound(f"there is no kept hook {hook_id}; see: dragoman hooks list --all")
    return kept, (await tx.fetch_one(HookBody, BODY, {"id": hook_id})).body


async def recent_notices(tx: PlatformTx, reason: str) -> list[tuple[bytes, datetime]]:
    """The news of one kind about accounts that came in the last day, and when each came last."""
    rows = await tx.fetch_tuples(RECENT_NOTICES, {"reason": reason})
    return [(bytes(body), last_at) for body, last_at in rows]


async def mark_replayed(tx: PlatformTx | TenantTx, hook_id: int) -> None:
    """Notes that a hook has found its shop."""
    await tx.execute(MARK_REPLAYED, {"id": hook_id})


async def counts(tx: PlatformTx) -> list[HookCount]:
    """How many hooks of each kind wait."""
    return await tx.fetch_all(HookCount, COUNT)


async def forget_old(tx: PlatformTx, days: int) -> int:
    """Deletes hooks not seen for ``days``; how many."""
    return await tx.execute(FORGET, {"days": days})
