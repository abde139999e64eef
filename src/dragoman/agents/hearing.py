"""Voice notes as words, for agents that cannot hear: the optional extra ``dragoman[voice]``, with a model of yours.

A note that cannot be understood stays what it was, and its agent says kindly that it cannot open it.
"""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import structlog

from dragoman.agents.base import Agent, Line, Reply, Toolbox, TurnInput
from dragoman.base.errors import ConfigError

Transcribe = Callable[[bytes, str | None], Awaitable[str]]
"""The words of a recording in a language (``en``, ``ar``, ``fr``), or in any where it is ``None``."""

VOICE = frozenset({"voice", "audio"})
_LONGEST_BYTES = 4 * 1024 * 1024
_WITHIN_S = 25.0
_SPOKEN = {"arabizi": "ar"}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Listening:
    """An agent that is given the words of voice notes in their place."""

    agent: Agent
    transcribe: Transcribe

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """The agent's reply to what was written and said."""
        if not any(line.kind in VOICE for line in turn.new):
            return await self.agent.answer(turn, tools)
        language = turn.state.get("language")
        spoken = _SPOKEN.get(language, language) if isinstance(language, str) else None
        new = tuple([await self._heard(line, tools, spoken) for line in turn.new])
        return await self.agent.answer(replace(turn, new=new), tools)

    async def _heard(self, line: Line, tools: Toolbox, language: str | None) -> Line:
        if line.kind not in VOICE or line.message_id is None:
            return line
        file = await tools.file_of(line.message_id)
        if file is None or len(file.data) > _LONGEST_BYTES:
            return line
        try:
            async with asyncio.timeout(_WITHIN_S):
                words = (await self.transcribe(file.data, language)).strip()
        except Exception as error:  # whatever a recording does to a decoder, the customer is answered
            log.warning("voice_not_understood", message=str(line.message_id), error=type(error).__name__)
            return line
        tools.evidence.hear(words)
        return (
            replace(line, kind="text", text=words, details={**line.details, "was": line.kind})
            if words
            else line
        )


@dataclass(slots=True)
class Whisper:
    """Transcribes by a Whisper model in a folder, loaded when the first note comes; one note at a time."""

    folder: Path
    _model: Any = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, data: bytes, language: str | None) -> str:
        """The words of the recording."""
        async with self._lock:
            return await asyncio.to_thread(self._words, data, language)

    def _words(self, data: bytes, language: str | None) -> str:
        if self._model is None:
            from faster_whisper import WhisperModel

            self._model = WhisperModel(str(self.folder), device="cpu", compute_type="int8")
        segments, _ = self._model.transcribe(io.BytesIO(data), language=language, vad_filter=False)
        return " ".join(segment.text.strip() for segment in segments)


def make_whisper(folder: Path | None) -> Whisper | None:
    """What transcribes, ``None`` without a folder. Raises ``ConfigError`` where it cannot work."""
    if folder is None:
        return None
    if not (folder / "model.bin").is_file():
        raise ConfigError(
            f"DRAGOMAN_VOICE_MODEL: {folder} holds no Whisper model (there is no model.bin in it)"
        )
    try:
        import faster_whisper  # noqa: F401
    except ImportError:
        raise ConfigError("DRAGOMAN_VOICE_MODEL needs the extra: pip install 'dragoman[voice]'") from None
    return Whisper(folder)


def listening(agent: Agent, transcribe: Transcribe | None) -> Agent:
    """The agent, given the words of voice notes where it cannot hear them itself."""
    if transcribe is None or getattr(agent, "hears", False):
        return agent
    return Listening(agent, transcribe)
