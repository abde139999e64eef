"""Bytes of one shop, named by what they are."""

import hashlib

import pytest
from tests.support.shops import a_tenant

from dragoman.base import blobs
from dragoman.base.db import Database

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 5000
NAME = hashlib.sha256(PICTURE).digest()


async def test_what_was_stored_is_read_back_whole_and_in_parts(database: Database) -> None:
    shop = await a_tenant(database)
    async with database.as_tenant(shop.tenant_id) as tx:
        blob = await blobs.put(tx, PICTURE, "image/png")

    async with database.as_tenant(shop.tenant_id) as tx:
        whole = await blobs.get(tx, NAME)
        part = await blobs.read_part(tx, NAME, 8, 4)
        behind = await blobs.read_part(tx, NAME, len(PICTURE))

    assert (blob.sha256, blob.media_type, blob.size) == (NAME, "image/png", len(PICTURE))
    assert blobs.read_address(blob.address) == NAME
    assert (whole, part, behind) == (PICTURE, b"\x00\x01\x02\x03", b"")


async def test_storing_again_changes_nothing_but_its_age(database: Database) -> None:
    shop = await a_tenant(database)
    async with database.as_tenant(shop.tenant_id) as tx:
        first = await blobs.put(tx, PICTURE, "image/png")
        await tx.execute("UPDATE blobs SET created_at = now() - interval '1 year'")
        again = await blobs.put(tx, PICTURE, "text/plain")
        forgotten = await blobs.forget_old(tx, 90)

        rows = await tx.fetch_tuples("SELECT media_type, created_at = now() FROM blobs")

    assert (first, forgotten, rows) == (again, 0, [("image/png", True)])


async def test_no_bytes_are_bytes_too(database: Database) -> None:
    shop = await a_tenant(database)
    async with database.as_tenant(shop.tenant_id) as tx:
        blob = await blobs.put(tx, b"", "text/plain")

        assert (blob.size, await blobs.get(tx, blob.sha256)) == (0, b"")


async def test_another_shop_reads_nothing_of_it_and_keeps_its_own_of_the_same_name(
    database: Database,
) -> None:
    ours, theirs = await a_tenant(database), await a_tenant(database)
    async with database.as_tenant(ours.tenant_id) as tx:
        await blobs.put(tx, PICTURE, "image/png")

    async with database.as_tenant(theirs.tenant_id) as tx:
        seen = (await blobs.get(tx, NAME), await blobs.exists(tx, NAME), await blobs.read_part(tx, NAME, 0))
        await blobs.put(tx, PICTURE, "image/webp")
        own = (await blobs.find(tx, [NAME]))[NAME].media_type
        await tx.execute("UPDATE blobs SET created_at = now() - interval '1 year'")
        forgotten = await blobs.forget_old(tx, 90)

    async with database.as_tenant(ours.tenant_id) as tx:
        kept = await blobs.exists(tx, NAME)
    assert seen == (None, False, b"")
    assert (own, forgotten, kept) == ("image/webp", 1, True)


@pytest.mark.parametrize("text", ["", "blob:", "blob:" + "0" * 63, "blob:" + "A" * 64, "x blob:" + "0" * 64])
def test_what_is_no_address_names_nothing(text: str) -> None:
    assert blobs.read_address(text) is None
