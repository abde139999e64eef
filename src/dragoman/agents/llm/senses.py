"""Pictures and voice notes for models that can see or hear; what nobody can open is a person's, and said aloud."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dragoman.agents.base import ActionRequest, Line, StoredFile, Toolbox, TurnInput

_FILES = frozenset({"image", "voice", "audio", "video", "document", "sticker"})
_HEARD = frozenset({"voice", "audio"})
_LARGEST_BYTES = 8 * 1024 * 1024
_SEEN_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_MOST_FILES = 4


@dataclass(frozen=True, slots=True)
class Sensed:
    """What came of the files of a turn: those that a model is given, notes by the message's number, work for staff.

    ``readable`` is whether there is anything that a model could answer.
    """

    files: tuple[StoredFile, ...] = ()
    notes: Mapping[int, str] = field(default_factory=dict)
    actions: tuple[ActionRequest, ...] = ()
    readable: bool = True


async def sense(turn: TurnInput, tools: Toolbox, *, sees: bool, hears: bool) -> Sensed:
    """The files of the customer's messages, as far as a model can open them and they are to be had."""
    files: list[StoredFile] = []
    notes: dict[int, str] = {}
    actions: list[ActionRequest] = []
    lost: set[int] = set()
    for line in turn.new:
        if line.kind not in _FILES:
            continue
        file = await _opened(line, tools, sees=sees, hears=hears) if len(files) < _MOST_FILES else None
        if file is not None:
            files.append(file)
            notes[line.seq] = f"the {line.kind} is attached"
        elif line.kind != "sticker":
            notes[line.seq] = (
                f"a message of the kind {line.kind}, which you cannot open: say so; staff have been told"
            )
            actions.append(ActionRequest("unreadable", line.kind))
            lost.add(line.seq)
    readable = any(line.text or line.seq not in lost for line in turn.new if line.kind != "reaction")
    return Sensed(tuple(files), notes, tuple(dict.fromkeys(actions)), readable)


async def _opened(line: Line, tools: Toolbox, *, sees: bool, hears: bool) -> StoredFile | None:
    """The file, if a model can take it."""
    can = hears if line.kind in _HEARD else sees and line.kind in {"image", "sticker"}
    if not can or line.message_id is None:
        return None
    file = await tools.file_of(line.message_id)
    if file is None or len(file.data) > _LARGEST_BYTES:
        return None
    fits = file.media_type.startswith("audio/") if line.kind in _HEARD else file.media_type in _SEEN_TYPES
    return file if fits else None
