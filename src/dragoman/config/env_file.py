"""Reading ``.env``: ``NAME=value`` lines, and one sentence about any line that is none."""

from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

from dragoman.base.errors import ConfigError


def read_env_file(path: Path) -> dict[str, str]:
    """The assignments of ``path``; none when there is no such file.

    Raises ``ConfigError`` when it cannot be read or a line is no assignment. What the line says is not repeated:
    it may be a key.
    """
    try:
        if not path.is_file():
            return {}
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not UTF-8 text; save it as UTF-8") from None
    for binding in parse_stream(StringIO(text)):
        if binding.error or (binding.key is not None and binding.value is None):
            raise ConfigError(
                f"{path}, line {_line(binding)} is not an assignment; write it as NAME=value, with a # before a comment"
            )
    return {name: value or "" for name, value in dotenv_values(stream=StringIO(text)).items()}


def _line(binding: Binding) -> int:
    """Where the binding itself stands: the parser counts from the empty lines before it."""
    text = binding.original.string
    before = text[: len(text) - len(text.lstrip())]
    return binding.original.line + before.count("\n")
