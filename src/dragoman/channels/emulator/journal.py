"""The journal: what happened, one JSON object a line, so that a restart or a kill loses nothing.

Every record is handed to the operating system in one ``write`` before the caller is answered. There is no
``fsync``: a journal survives its process, not its machine.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dragoman.base.errors import ConfigError

Record = dict[str, Any]

_encode = json.JSONEncoder(separators=(",", ":")).encode


class Journal:
    """An append-only file that one process at a time may hold.

    Raises ``ConfigError`` when another emulator holds it or the place cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = _open_locked(path)

    def records(self) -> Iterator[Record]:
        """Everything written so far, oldest first. A torn last line is cut off the file.

        Raises ``ConfigError`` for damage anywhere else: silently losing the middle would be worse.
        """
        good_until = 0
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                record = _read(line)
                if record is None:
                    if lines.read(1):
                        raise ConfigError(
                            f"{self.path}: line {number} is damaged; move the file away to start afresh"
                        )
                    os.ftruncate(self._file, good_until)
                    return
                good_until += len(line)
                yield record

    def append(self, record: Record) -> None:
        """Adds one record; when this returns, the operating system has it."""
        _write(self._file, record)

    def size_bytes(self) -> int:
        """How large the file is."""
        return os.fstat(self._file).st_size

    def rewrite(self, records: Iterable[Record]) -> None:
        """Replaces the whole content at once: a kill at any moment leaves the old file or the new one."""
        draft = self.path.with_name(self.path.name + ".new")
        draft.unlink(missing_ok=True)
        file = _open_locked(draft)
        for record in records:
            _write(file, record)
        os.replace(draft, self.path)
        os.close(self._file)
        self._file = file

    def close(self) -> None:
        """Lets go of the file; safe to call twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _open_locked(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ConfigError(f"The emulator's journal {path} cannot be opened: {error.strerror}") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        raise ConfigError(f"Another emulator is using the journal {path}; stop it first") from None
    return file


def _write(file: int, record: Record) -> None:
    line = (_encode(record) + "\n").encode()
    written = os.write(file, line)
    while written < len(line):  # a nearly full disk may cut a write short
        written += os.write(file, line[written:])


def _read(line: bytes) -> Record | None:
    if not line.endswith(b"\n"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None
