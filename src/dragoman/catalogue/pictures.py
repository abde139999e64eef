"""Pictures of products: read from this machine, checked to be what WhatsApp shows, stored for one shop."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.base import blobs
from dragoman.base.db import TenantTx
from dragoman.base.errors import ChannelRejected
from dragoman.channels.files import check_sendable

_MOST_BYTES = 5_000_000
"""What WhatsApp takes of a picture."""


def read_picture(path: Path) -> bytes:
    """The bytes of a picture that WhatsApp shows: JPEG or PNG, up to 5 MB. Raises ``ValueError``."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise ValueError(
            f"{path} has more than {_MOST_BYTES} bytes, the most that WhatsApp takes of a picture"
        )
    try:
        check_sendable("image", data)
    except ChannelRejected as error:
        raise ValueError(f"{path}: {error}") from None
    return data


async def store_picture(tx: TenantTx, data: bytes) -> str:
    """Stores a picture, once however often it comes; its address. Raises ``ChannelRejected`` for any other file."""
    blob = await blobs.put(tx, data, check_sendable("image", data))
    return blob.address


@dataclass(slots=True)
class LocalPictures:
    """Pictures that an import names by paths relative to its file. ``found`` says where each address comes from."""

    folder: Path
    found: dict[str, Path] = field(default_factory=dict)
    _addresses: dict[str, str] = field(default_factory=dict)

    def address_of(self, named: str) -> str:
        """The address that the picture will have; of what is no path, itself.

        Raises ``ValueError`` for a file that is not there, is no picture, or lies outside the folder.
        """
        if named.startswith(("https://", "http://", blobs.PREFIX)):
            return named
        if named not in self._addresses:
            path = (self.folder / named).resolve()
            if not path.is_relative_to(self.folder.resolve()):
                raise ValueError(f"{named!r} lies outside the folder of the file")
            address = blobs.address_of(hashlib.sha256(read_picture(path)).digest())
            self._addresses[named] = address
            self.found[address] = path
        return self._addresses[named]
