"""What bytes are, by the bytes themselves: what whoever sent them calls them is a claim. Pure.

A table of the formats that people send each other, no more: a library that knows hundreds would have to be told
which of them to trust. What is none of these is text when it reads as text, else ``UNKNOWN``.
"""

import re

UNKNOWN = "application/octet-stream"
PROGRAM = "application/x-executable"
"""Anything that a machine would run: nobody sends a shop one in good faith."""

_OPENINGS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"#!AMR-WB\n", "audio/amr-wb"),
    (b"#!AMR\n", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"BEGIN:VCARD", "text/vcard"),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"#!", PROGRAM),
    (b"dex\n", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xfe\xed\xfa\xce", PROGRAM),
    (b"\xfe\xed\xfa\xcf", PROGRAM),
    (b"\xce\xfa\xed\xfe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
)
_TEXTUAL = {b"{\\rtf", b"BEGIN:VCARD", b"#!"}
"""Those that are text themselves. Of the others a text may have the first letters by chance: ``BMW``, ``MZ``."""

_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS: tuple[tuple[bytes, str], ...] = (
    (b"3g", "video/3gpp"),
    (b"M4A", "audio/mp4"),
    (b"M4B", "audio/mp4"),
    (b"qt", "video/quicktime"),
    (b"hei", "image/heic"),
    (b"hev", "image/heic"),
    (b"mif1", "image/heic"),
    (b"msf1", "image/heic"),
    (b"avi", "image/avif"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_IN_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"AndroidManifest.xml", PROGRAM),
    (b"META-INF/MANIFEST.MF", PROGRAM),
    (b"word/", _OFFICE + "wordprocessingml.document"),
    (b"xl/", _OFFICE + "spreadsheetml.sheet"),
    (b"ppt/", _OFFICE + "presentationml.presentation"),
)
_MIMETYPE_IN_ZIP = re.compile(rb"mimetype(application/(?:vnd\.oasis\.opendocument\.[a-z-]+|epub\+zip))")
_ENDS = 64 * 1024  # a ZIP's list of names is at its end, its first names at its beginning
_CONTROL = frozenset(range(32)) - {7, 8, 9, 10, 12, 13, 27}

ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/heic": "heic",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "application/pdf": "pdf",
    "application/zip": "zip",
    _OFFICE + "wordprocessingml.document": "docx",
    _OFFICE + "spreadsheetml.sheet": "xlsx",
    _OFFICE + "presentationml.presentation": "pptx",
    "text/plain": "txt",
    "text/vcard": "vcf",
}
"""How a file of a type is called at its end, for those that have one name for it."""


def sniff(data: bytes) -> str:
    """The media type of ``data``; ``UNKNOWN`` for what is in no table and is no text either."""
    if data[:4] == b"RIFF" and data[8:12] in _RIFF:
        return _RIFF[data[8:12]]
    if data[:4] == b"OggS":
        return _ogg(data[:256])
    if data[4:8] == b"ftyp":
        return next((type_ for brand, type_ in _BRANDS if data[8:12].startswith(brand)), "video/mp4")
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _zip(data[:_ENDS] + data[-_ENDS:])
    for opening, type_ in _OPENINGS:
        if data.startswith(opening) and (opening in _TEXTUAL or not _is_text(data)):
            return type_
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    return _bare_sound(data) or ("text/plain" if _is_text(data) else UNKNOWN)


def is_animated(webp: bytes) -> bool:
    """Whether a WebP picture moves."""
    return webp[12:16] == b"VP8X" and len(webp) > 20 and bool(webp[20] & 0x02)


def _ogg(beginning: bytes) -> str:
    if b"OpusHead" in beginning or b"\x01vorbis" in beginning or b"Speex   " in beginning:
        return "audio/ogg"
    return "video/ogg" if b"\x80theora" in beginning else "application/ogg"


def _zip(ends: bytes) -> str:
    own = _MIMETYPE_IN_ZIP.search(ends)
    if own is not None:
        return own[1].decode("ascii")
    return next((type_ for name, type_ in _IN_ZIP if name in ends), "application/zip")


def _bare_sound(data: bytes) -> str | None:
    """Sound without a container begins with a frame: eleven or twelve bits that are set, then what it is."""
    if len(data) < 4 or data[0] != 0xFF:
        return None
    if data[1] & 0xF6 == 0xF0:
        return "audio/aac"
    good_rate = data[2] & 0xF0 not in {0x00, 0xF0} and data[2] & 0x0C != 0x0C
    return "audio/mpeg" if data[1] & 0xE6 in {0xE2, 0xE4} and good_rate else None


def _is_text(data: bytes) -> bool:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return len(data) > 2
    if not data or b"\0" in data or _CONTROL & set(data[:_ENDS]):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
