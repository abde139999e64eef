"""Who holds the emulator of a home: one file, locked by the holder for as long as it lives, with its address in it."""

import fcntl
import os
from pathlib import Path

from dragoman.base.errors import ConfigError

_LONGEST_ADDRESS = 200


class Seat:
    """A place for one process at a time. The kernel clears it, whatever kills the process that has it.

    What stands in the file is believed only while somebody has the seat: an address that a killed process left may
    be anybody's by now.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1

    def take(self) -> bool:
        """Whether this process has the seat from now on. Raises ``ConfigError`` when the file cannot be used."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ConfigError(f"{self._path} cannot be opened: {error.strerror}") from None
        if not _locked(file, fcntl.LOCK_EX):
            os.close(file)
            return False
        os.ftruncate(file, 0)
        self._file = file
        return True

    def tell(self, address: str) -> None:
        """Tells everybody where the holder is."""
        os.pwrite(self._file, address.encode(), 0)

    def address(self) -> str | None:
        """Where the holder is; ``None`` when there is none, or it has not said yet."""
        try:
            file = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            if _locked(file, fcntl.LOCK_SH):
                return None
            return os.pread(file, _LONGEST_ADDRESS, 0).decode() or None
        finally:
            os.close(file)

    def leave(self) -> None:
        """Makes room for somebody else; safe to call twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _locked(file: int, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
