"""What a shop sends besides words: by the name of its bytes, which gets an address when it leaves."""

from pathlib import Path

import pytest
from tests.support.contents import MOST, card
from tests.support.desk import Cli, Desk, a_cli
from tests.support.shops import a_tenant

from dragoman.agents.base import Reply, Toolbox, TurnInput
from dragoman.base import blobs
from dragoman.base.db import Database, DatabaseUrls
from dragoman.base.errors import ChannelRejected, ChannelUnavailable, DatabaseUnavailable
from dragoman.channels.content import AudioOut, DocumentOut, ImageOut, OutContent, StickerOut, VideoOut
from dragoman.channels.interactive import Button, ButtonsOut, CarouselOut, DocumentHeader, ImageHeader
from dragoman.channels.template import TemplateOut
from dragoman.doors.cli.conversations import conversations
from dragoman.turns.links import linked

PNG = b"\x89PNG\r\n\x1a\n" + bytes(2000)
OPUS = b"OggS" + bytes(24) + b"OpusHead\x01\x01"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


@pytest.fixture
def cli(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "red cup.png").write_bytes(PNG)
    (tmp_path / "hello.ogg").write_bytes(OPUS)
    (tmp_path / "setup.exe").write_bytes(b"MZ\x00\x01")
    return a_cli(urls, tmp_path)


class Shows:
    """An agent that answers with one content."""

    def __init__(self, content: OutContent) -> None:
        self.content = content

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """It."""
        return Reply(messages=(self.content,))


async def _put(desk: Desk, data: bytes = PNG) -> blobs.Blob:
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        return await blobs.put(tx, data, "image/png")


def _address_in_contents(address: str) -> list[OutContent]:
    return [
        ImageOut(address, "in red"),
        DocumentOut(address, filename="a.png"),
        AudioOut(address),
        VideoOut(address),
        StickerOut(address),
        ButtonsOut("yes?", (Button("y", "Yes"),), header=ImageHeader(address)),
        CarouselOut("Two cups", tuple(card(header=ImageHeader(address)) for _ in range(2))),
        TemplateOut("offer", "en", header=DocumentHeader(address, "a.pdf")),
    ]


@pytest.mark.parametrize("place", range(8))
async def test_the_name_of_bytes_becomes_an_address_when_it_leaves(desk: Desk, place: int) -> None:
    blob = await _put(desk)
    content = _address_in_contents(blob.address)[place]
    desk.agent = Shows(content)
    await desk.customer_says("hello")

    await desk.work()

    (sent,) = desk.mail.sent
    link = f"https://here.test/media/{desk.shop.tenant_id}/{blob.sha256.hex()}"
    assert repr(sent.content) == repr(content).replace(blob.address, link)
    stored = (await desk.messages((await desk.conversation()).id))[-1]
    assert blob.address in str(stored.content)  # the row keeps the name: its address expires


async def test_contents_without_bytes_of_ours_leave_untouched_and_unasked(desk: Desk) -> None:
    for content in MOST:
        desk.agent = Shows(content)
        letter = type("Letter", (), {"content": content, "tenant_id": desk.shop.tenant_id})

        assert await linked(None, None, letter) is content  # type: ignore[arg-type]


async def test_bytes_that_are_not_kept_any_more_are_refused_for_good(desk: Desk) -> None:
    theirs = Desk(desk.database, await a_tenant(desk.database))
    blob = await _put(theirs)
    desk.agent = Shows(ImageOut(blob.address))  # another shop's: not this one's
    await desk.customer_says("hello")

    await desk.work()

    conversation = await desk.conversation()
    assert desk.mail.sent == []
    assert (await desk.messages(conversation.id))[-1].status == "failed"
    assert ("delivery_failed", "open") in await desk.actions()


@pytest.mark.parametrize(
    "address", ["blob:", "blob:" + "g" * 64, "blob:" + "0" * 65, "BLOB:" + "0" * 64, "blob: " + "0" * 64]
)
def test_what_is_no_address_cannot_be_sent(address: str) -> None:
    with pytest.raises(ChannelRejected):
        ImageOut(address)


async def test_a_database_that_is_away_puts_the_send_off() -> None:
    class Away:
        def in_one_statement(self, tenant_id: int) -> object:
            raise DatabaseUnavailable("away")

    letter = type("Letter", (), {"content": ImageOut(blobs.address_of(bytes(32))), "tenant_id": 1})
    work = type("Work", (), {"database": Away()})

    with pytest.raises(ChannelUnavailable):
        await linked(work, None, letter)  # type: ignore[arg-type]


# --- by people --------------------------------------------------------------------------------------


async def test_a_person_sends_a_picture_with_words(desk: Desk, cli: Cli) -> None:
    await desk.customer_says("how does it look?")
    await desk.work()
    shop, id_ = desk.shop.slug, str((await desk.conversation()).id)

    done = await cli(conversations, "send-file", shop, id_, "red cup.png", "--caption", "In red")
    await desk.work()
    shown = await cli(conversations, "show", shop, id_)

    sent = desk.mail.sent[-1].content
    assert (done.exit_code, isinstance(sent, ImageOut)) == (0, True)
    assert "queued red cup.png as image; a person answers this conversation now" in done.output
    assert "person [image]  (sent ✓)\n    In red" in shown.output
    assert (await desk.conversation()).mode == "human"


async def test_a_document_keeps_its_name_and_sound_has_no_words(desk: Desk, cli: Cli) -> None:
    await desk.customer_says("the papers please")
    await desk.work()
    shop, id_ = desk.shop.slug, str((await desk.conversation()).id)

    await cli(conversations, "send-file", shop, id_, "red cup.png", "--as", "document")
    refused = await cli(conversations, "send-file", shop, id_, "hello.ogg", "--caption", "listen")
    await cli(conversations, "send-file", shop, id_, "hello.ogg")
    await desk.work()

    document, sound = [message.content for message in desk.mail.sent[-2:]]
    assert isinstance(document, DocumentOut)
    assert document.filename == "red cup.png"
    assert isinstance(sound, AudioOut)
    assert "WhatsApp shows no words with audio" in refused.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["setup.exe"], "the file is a program"),
        (["red cup.png", "--as", "video"], "WhatsApp takes as video only video/3gpp, video/mp4"),
        (["red cup.png", "--caption", "x" * 1025], "image.caption is 1025 characters, WhatsApp allows 1024"),
        (["nothing.png"], "does not exist"),
    ],
)
async def test_what_cannot_be_sent_is_refused_before_it_is_stored(
    desk: Desk, cli: Cli, words: list[str], sentence: str
) -> None:
    await desk.customer_says("hello")
    await desk.work()
    before = len(await desk.messages((await desk.conversation()).id))

    done = await cli(conversations, "send-file", desk.shop.slug, str((await desk.conversation()).id), *words)

    assert sentence in done.output
    assert done.exit_code != 0
    assert len(await desk.messages((await desk.conversation()).id)) == before
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        assert await tx.value("SELECT count(*) FROM blobs") == 0
