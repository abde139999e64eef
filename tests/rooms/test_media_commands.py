"""``dragoman conversations show`` and ``dragoman media``: what people read of customers' files."""

from pathlib import Path

import pytest
from tests.support.desk import Cli, Desk, a_cli
from tests.support.shops import a_tenant

from dragoman.base.db import Database, DatabaseUrls
from dragoman.channels.base import Media, MediaKind
from dragoman.channels.files import Fetched
from dragoman.doors.cli.conversations import conversations
from dragoman.doors.cli.media import media as media_commands

URL = "https://xyz.api.infobip.com/whatsapp/1/senders/9611/media/ab-1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(2000)
PICTURE = Media(MediaKind.IMAGE, URL)

_MEDIA = "SELECT * FROM media"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


@pytest.fixture
def cli(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    return a_cli(urls, tmp_path)


async def test_a_conversation_shows_what_became_of_its_files(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    desk.shelf.files[URL] = Fetched(PNG, "image/png")
    await desk.customer_sends(Media(MediaKind.IMAGE, URL, "in blue?"))
    await desk.customer_sends(Media(MediaKind.DOCUMENT, "https://elsewhere.test/a\x1b[31m"))
    await desk.work()
    await desk.customer_sends(Media(MediaKind.VOICE, URL))
    shop, id_ = desk.shop.slug, str((await desk.conversation()).id)
    stored = next(row for row in await desk.rows(_MEDIA) if row["status"] == "stored")

    shown = (await cli(conversations, "show", shop, id_)).output
    saved = await cli(media_commands, "save", shop, str(stored["message_id"])[:8], "a.png")

    assert f"    in blue?\n    file {str(stored['message_id'])[:8]}: image/png, 2 KB, stored\n" in shown
    assert "document, not to be had: the provider has it no longer (404)" in shown
    assert "voice, not fetched yet" in shown
    assert "\x1b" not in shown
    assert (saved.exit_code, (tmp_path / "a.png").read_bytes()) == (0, PNG)


async def test_saving_overwrites_nothing_and_says_what_is_not_here(
    desk: Desk, cli: Cli, tmp_path: Path
) -> None:
    desk.shelf.files[URL] = Fetched(PNG, "image/png")
    await desk.customer_sends(PICTURE)
    await desk.work()
    (stored,) = await desk.rows(_MEDIA)
    await desk.customer_sends(Media(MediaKind.VOICE, "https://gone.test"))
    await desk.work()
    gone = next(row for row in await desk.rows(_MEDIA) if row["status"] == "gone")
    (tmp_path / "here").write_bytes(b"mine")
    shop = desk.shop.slug

    again = await cli(media_commands, "save", shop, str(stored["message_id"]), "here")
    missing = await cli(media_commands, "save", shop, str(gone["message_id"]), "there")
    nobody = await cli(media_commands, "save", shop, "00000000", "there")

    assert "here exists already" in again.output
    assert (tmp_path / "here").read_bytes() == b"mine"
    assert "that file is not here: voice, not to be had" in missing.output
    assert "no message '00000000' that came with a file" in nobody.output
    assert [one.exit_code for one in (again, missing, nobody)] == [1, 1, 1]
    assert not (tmp_path / "there").exists()
