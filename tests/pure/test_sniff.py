"""What bytes are, whatever they are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.errors import ChannelRejected
from dragoman.channels.base import MediaKind
from dragoman.channels.files import Fetched, check_sendable, judge, sendable_kind, why_not_taken
from dragoman.channels.sniff import ENDINGS, PROGRAM, UNKNOWN, is_animated, sniff

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\r\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11"
MOVING = b"RIFF\x1a\x00\x00\x00WEBPVP8X\n\x00\x00\x00\x02\x00\x00\x00\xff\x01\x00\xff\x01\x00"
OPUS = b"OggS" + bytes(24) + b"OpusHead\x01\x01"
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
PDF = b"%PDF-1.4\n\xe2\xe3\n%%EOF\n"
DOCX = b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml\x00PK\x03\x04word/document.xml\x00"
ODT = b"PK\x03\x04\x14\x00" + bytes(24) + b"mimetypeapplication/vnd.oasis.opendocument.textPK"

TYPES = [
    (JPEG, "image/jpeg"),
    (PNG, "image/png"),
    (b"GIF89a\x01\x00\x01\x00\x00", "image/gif"),
    (WEBP, "image/webp"),
    (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"),
    (OPUS, "audio/ogg"),
    (b"OggS" + bytes(24) + b"\x80theora", "video/ogg"),
    (b"ID3\x04\x00\x00\x00", "audio/mpeg"),
    (b"\xff\xfb\x90\x64\x00", "audio/mpeg"),
    (b"\xff\xf1\x50\x80\x00", "audio/aac"),
    (b"#!AMR\n\x04", "audio/amr"),
    (MP4, "video/mp4"),
    (b"\x00\x00\x00\x18ftypM4A \x00", "audio/mp4"),
    (b"\x00\x00\x00\x18ftyp3gp5\x00", "video/3gpp"),
    (PDF, "application/pdf"),
    (DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (ODT, "application/vnd.oasis.opendocument.text"),
    (b"PK\x03\x04\x14\x00photos/1.jpg\x00", "application/zip"),
    (b"PK\x03\x04\x14\x00AndroidManifest.xml\x00", PROGRAM),
    (b"MZ\x90\x00\x03", PROGRAM),
    (b"\x7fELF\x02\x01", PROGRAM),
    (b"#!/bin/sh\nrm -rf /\n", PROGRAM),
    (b"name;price\nred;45\n", "text/plain"),
    ("مرحبا".encode(), "text/plain"),
    (b"<html><script>alert(1)</script>", "text/plain"),
    (b"BMW for sale", "text/plain"),
    (b"MZ is my name", "text/plain"),
    (b"BEGIN:VCARD\nVERSION:3.0", "text/vcard"),
    (b"\x00\x01\x02\x03", UNKNOWN),
    (b"", UNKNOWN),
]


@pytest.mark.parametrize(("data", "media_type"), TYPES, ids=[f"{n} {t[1]}" for n, t in enumerate(TYPES)])
def test_a_file_is_what_its_bytes_say(data: bytes, media_type: str) -> None:
    assert sniff(data) == media_type


@given(st.binary(max_size=200), st.sampled_from([b"", *(data[:12] for data, _ in TYPES)]))
def test_no_bytes_are_too_strange_to_have_a_type(data: bytes, opening: bytes) -> None:
    assert "/" in sniff(opening + data)
    assert is_animated(opening + data) in {True, False}


def test_a_claim_that_differs_is_noted_and_not_believed() -> None:
    assert judge(PNG, "image/jpeg") == Fetched(PNG, "image/png", "image/jpeg")
    assert judge(JPEG, "image/jpg; charset=utf-8") == Fetched(JPEG, "image/jpeg")
    assert judge(OPUS, "audio/ogg; codecs=opus") == Fetched(OPUS, "audio/ogg")
    assert judge(PDF, "application/octet-stream") == Fetched(PDF, "application/pdf")
    assert judge(b"\x00\x01", "image/jpeg") == Fetched(b"\x00\x01", UNKNOWN, "image/jpeg")


def test_a_claim_is_believed_where_the_bytes_cannot_tell() -> None:
    old_office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"

    assert judge(MP4, "audio/mp4") == Fetched(MP4, "audio/mp4")
    assert judge(old_office, "application/vnd.ms-excel") == Fetched(old_office, "application/vnd.ms-excel")


@pytest.mark.parametrize("called", ["", "\x00", "x" * 5000, "text/html\r\nx: y", "é"])
def test_a_strange_claim_harms_nobody(called: str) -> None:
    assert len(judge(PNG, called).called or "") <= 100


@pytest.mark.parametrize(
    ("kind", "media_type", "taken"),
    [
        (MediaKind.IMAGE, "image/jpeg", True),
        (MediaKind.IMAGE, "application/pdf", False),
        (MediaKind.STICKER, "image/webp", True),
        (MediaKind.VOICE, "audio/ogg", True),
        (MediaKind.AUDIO, "video/mp4", True),
        (MediaKind.VOICE, "image/png", False),
        (MediaKind.VIDEO, "video/3gpp", True),
        (MediaKind.VIDEO, UNKNOWN, False),
        (MediaKind.DOCUMENT, UNKNOWN, True),
        (MediaKind.DOCUMENT, "image/png", True),
        (MediaKind.DOCUMENT, PROGRAM, False),
        (MediaKind.IMAGE, PROGRAM, False),
    ],
)
def test_a_document_may_be_anything_but_a_program_and_the_others_what_they_say(
    kind: MediaKind, media_type: str, taken: bool
) -> None:
    assert (why_not_taken(kind, media_type) is None) is taken


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (JPEG, "image"),
        (MP4, "video"),
        (OPUS, "audio"),
        (WEBP, "document"),
        (PDF, "document"),
        (b"hi", "document"),
    ],
)
def test_a_file_is_sent_as_what_whatsapp_shows(data: bytes, kind: str) -> None:
    assert sendable_kind(data) == kind


def test_a_picture_that_is_too_large_for_a_picture_goes_as_a_document() -> None:
    large = JPEG + bytes(5_000_000)

    assert sendable_kind(large) == "document"
    assert check_sendable("document", large) == "image/jpeg"


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        ("image", WEBP, "the file is image/webp, WhatsApp takes as image only image/jpeg, image/png"),
        ("image", JPEG + bytes(5_000_000), "the file has 5000011 bytes, WhatsApp takes 5000000 as image"),
        ("sticker", WEBP + bytes(100_000), "WhatsApp takes 100000 as sticker"),
        ("sticker", MOVING + bytes(500_000), "WhatsApp takes 500000 as sticker"),
        ("audio", b"RIFF\x00\x00\x00\x00WAVEfmt ", "WhatsApp takes as audio only"),
        ("document", b"MZ\x00", "the file is a program"),
        ("document", b"", "the file is empty"),
    ],
)
def test_what_whatsapp_does_not_take_is_refused_in_a_sentence(kind: str, data: bytes, sentence: str) -> None:
    with pytest.raises(ChannelRejected, match=sentence):
        check_sendable(kind, data)


def test_a_moving_sticker_may_be_larger_than_one_that_stands() -> None:
    assert check_sendable("sticker", MOVING + bytes(200_000)) == "image/webp"


def test_endings_are_of_types_that_are_found() -> None:
    assert set(ENDINGS) - {media_type for _, media_type in TYPES} <= {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }
