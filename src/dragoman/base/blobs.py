"""Bytes of one shop, named by what they are: their SHA-256.

They live in PostgreSQL, behind the shop's wall (see ``docs/decisions/0013-blobs-in-postgresql.md``). Whoever sends
them somewhere reads them in parts, so that a large file never stands in memory whole, and no connection is held
while a slow reader takes his time.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass

from dragoman.base.db import TenantTx

PART_BYTES = 1024 * 1024
"""How much is read at a time."""

PREFIX = "blob:"
_ADDRESS = re.compile(r"blob:([0-9a-f]{64})")

# Storing what is there makes it as young as new: it is not forgotten while somebody is about to use it.
PUT_BLOB = """
    INSERT INTO blobs AS b (sha256, media_type, size, data)
    VALUES (%(sha256)s, %(media_type)s, %(size)s, %(data)b)
    ON CONFLICT (tenant_id, sha256) DO UPDATE
        SET created_at = now()
    RETURNING b.sha256, b.media_type, b.size
"""

FIND_BLOBS = """
    SELECT sha256, media_type, size
    FROM blobs
    WHERE sha256 = ANY(%(names)s)
"""

KEEP_BLOBS = """
    UPDATE blobs
    SET created_at = now()
    WHERE sha256 = ANY(%(names)s)
    RETURNING sha256
"""

# The bytes are stored uncompressed, so a part is read without the rest.
READ_PART = """
    SELECT substring(data FROM %(start)s::integer + 1 FOR %(length)s::integer) AS part
    FROM blobs
    WHERE sha256 = %(sha256)s
"""

# What nobody has stored for so long, and neither a customer's file nor a product refers to. Whoever is about to refer
# to it has stored or kept it in the same transaction, so it is young.
FORGET_BLOBS = """
    WITH pictures AS MATERIALIZED (
        SELECT DISTINCT picture
        FROM products AS p, unnest(p.images || p.image_url) AS picture
        WHERE starts_with(picture, 'blob:'))
    DELETE FROM blobs AS b
    WHERE b.created_at < now() - make_interval(days => %(days)s)
      AND NOT EXISTS (SELECT FROM media AS m WHERE m.sha256 = b.sha256)
      AND NOT EXISTS (SELECT FROM pictures AS p WHERE p.picture = 'blob:' || encode(b.sha256, 'hex'))
"""


@dataclass(frozen=True, slots=True)
class Blob:
    """What is known of stored bytes: their name, what they are, how many."""

    sha256: bytes
    media_type: str
    size: int

    @property
    def address(self) -> str:
        """How a message names them: ``blob:`` and 64 digits."""
        return address_of(self.sha256)


def address_of(sha256: bytes) -> str:
    """The address of the bytes with this name."""
    return PREFIX + sha256.hex()


def read_address(text: str) -> bytes | None:
    """The name in an address, ``None`` for a text that is none."""
    found = _ADDRESS.fullmatch(text)
    return bytes.fromhex(found[1]) if found else None


async def put(tx: TenantTx, content: bytes, media_type: str) -> Blob:
    """Stores bytes, once however often they come; the first type that they were given stays."""
    values = {"sha256": hashlib.sha256(content).digest(), "media_type": media_type}
    return await tx.fetch_one(Blob, PUT_BLOB, {**values, "size": len(content), "data": content})


async def find(tx: TenantTx, names: Collection[bytes]) -> dict[bytes, Blob]:
    """Those of the shop that have one of these names, by name."""
    found = await tx.fetch_all(Blob, FIND_BLOBS, {"names": list(names)})
    return {blob.sha256: blob for blob in found}


async def exists(tx: TenantTx, sha256: bytes) -> bool:
    """Whether the shop has these bytes."""
    return bool(await find(tx, [sha256]))


async def keep(tx: TenantTx, names: Collection[bytes]) -> set[bytes]:
    """Makes those as young as new that something is about to refer to; which of them the shop has."""
    return {bytes(name) for (name,) in await tx.fetch_tuples(KEEP_BLOBS, {"names": list(names)})}


async def read_part(tx: TenantTx, sha256: bytes, start: int, length: int = PART_BYTES) -> bytes:
    """At most ``length`` bytes from ``start`` on; none behind the end, or when the shop has no such bytes."""
    part: bytes | None = await tx.value(READ_PART, {"sha256": sha256, "start": start, "length": length})
    return part or b""


async def get(tx: TenantTx, sha256: bytes) -> bytes | None:
    """All of them, ``None`` when the shop has no such bytes."""
    blob = (await find(tx, [sha256])).get(sha256)
    if blob is None:
        return None
    return b"".join([await read_part(tx, sha256, start) for start in range(0, blob.size, PART_BYTES)])


async def forget_old(tx: TenantTx, days: int) -> int:
    """Deletes what is older than ``days`` and nothing refers to; how many."""
    return await tx.execute(FORGET_BLOBS, {"days": days})
