"""Files in and out: what fetching one may come to, what is taken of customers, what WhatsApp takes of a shop."""

from dataclasses import dataclass
from typing import Protocol

from dragoman.channels.base import MediaKind, Sender
from dragoman.channels.limits import refuse
from dragoman.channels.sniff import PROGRAM, is_animated, sniff

# --- in ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file as it came. ``media_type`` is what it is; ``called`` what it was called, where that differs."""

    data: bytes
    media_type: str
    called: str | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The provider has it no longer."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """It will not be fetched, now or later: too large, of a type that is not taken, at an unsafe address."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """It could not be fetched now. ``account``: until the operator acts, as with a key that is not let in."""

    reason: str
    retry_after_s: float = 0.0
    account: bool = False


Outcome = Fetched | Gone | NotTaken | Later


class Files(Protocol):
    """Where customers' files are fetched from."""

    async def fetch(self, sender: Sender, url: str) -> Outcome:
        """The file behind the link that came with a message to ``sender``. Raises nothing of its own."""
        ...

    async def close(self) -> None:
        """Closes connections; safe to call twice."""
        ...


_SAME = {
    "image/jpg": "image/jpeg",
    "audio/mp3": "audio/mpeg",
    "audio/opus": "audio/ogg",
    "audio/x-aac": "audio/aac",
    "audio/x-m4a": "audio/mp4",
    "application/x-zip-compressed": "application/zip",
}
_SAYS_NOTHING = {"", "application/octet-stream", "binary/octet-stream", "application/binary"}
_OLD_OFFICE = {"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"}
_LISTENED_TO = {"audio/mp4": "video/mp4", "audio/3gpp": "video/3gpp"}
_CALLED_CHARS = 100


def judge(data: bytes, called: str) -> Fetched:
    """A file's type by its bytes, with what it was called (``Content-Type``) where that says something else.

    Only where the bytes cannot tell is the name believed: which of the old office's formats it is, and whether
    there is a picture in a film.
    """
    told = called.partition(";")[0].strip().lower()[:_CALLED_CHARS]
    told = _SAME.get(told, told) if told.isascii() and told.isprintable() else ""
    found = sniff(data)
    if _LISTENED_TO.get(told) == found or (found == "application/x-ole-storage" and told in _OLD_OFFICE):
        found = told
    differs = told != found and told not in _SAYS_NOTHING and found != "text/plain"
    return Fetched(data, found, told if differs else None)


def why_not_taken(kind: MediaKind, media_type: str) -> str | None:
    """Why a customer's file of this type is not kept; ``None`` when it is. A document may be anything but a program."""
    if media_type == PROGRAM:
        return "it is a program, which nobody sends a shop in good faith"
    families = {
        MediaKind.IMAGE: ("image/",),
        MediaKind.STICKER: ("image/",),
        MediaKind.VOICE: ("audio/", "video/mp4", "video/3gpp", "application/ogg"),
        MediaKind.AUDIO: ("audio/", "video/mp4", "video/3gpp", "application/ogg"),
        MediaKind.VIDEO: ("video/", "image/gif"),
    }.get(kind)
    if families is None or media_type.startswith(families):
        return None
    return f"it came as {kind.value} and is {media_type}"


# --- out --------------------------------------------------------------------------------------------

_MB = 1_000_000  # the smaller of the two meanings: what passes here passes however WhatsApp counts


@dataclass(frozen=True, slots=True)
class _Takes:
    types: frozenset[str]
    most: int


_SENDABLE = {
    "image": _Takes(frozenset({"image/jpeg", "image/png"}), 5 * _MB),
    "video": _Takes(frozenset({"video/mp4", "video/3gpp"}), 16 * _MB),
    "audio": _Takes(
        frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "video/mp4"}), 16 * _MB
    ),
    "sticker": _Takes(frozenset({"image/webp"}), 100_000),
}
_DOCUMENT_MOST = 100 * _MB
_MOVING_STICKER_MOST = 500_000
KINDS = (*_SENDABLE, "document")
"""What a file can be sent as."""


def sendable_kind(data: bytes) -> str:
    """What a file is best sent as: what WhatsApp shows, else a document."""
    media_type = sniff(data)
    return next(
        (
            kind
            for kind in ("image", "video", "audio")
            if media_type in _SENDABLE[kind].types and len(data) <= _SENDABLE[kind].most
        ),
        "document",
    )


def check_sendable(kind: str, data: bytes) -> str:
    """The media type of a file that WhatsApp takes as this kind.

    Raises ``ChannelRejected`` for one that it does not take: its type, its size.
    """
    media_type = sniff(data)
    if not data:
        refuse("the file is empty")
    if media_type == PROGRAM:
        refuse("the file is a program, which is not sent")
    takes = _SENDABLE.get(kind)
    if takes is not None and media_type not in takes.types:
        refuse(f"the file is {media_type}, WhatsApp takes as {kind} only {', '.join(sorted(takes.types))}")
    most = takes.most if takes is not None else _DOCUMENT_MOST
    if kind == "sticker" and is_animated(data):
        most = _MOVING_STICKER_MOST
    if len(data) > most:
        refuse(f"the file has {len(data)} bytes, WhatsApp takes {most} as {kind}")
    if kind == "audio" and media_type == "video/mp4":
        return "audio/mp4"
    return media_type
