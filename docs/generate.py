"""Writes the reference pages that have a source in code: settings, commands, conformance, and what codes lead to.

    python docs/generate.py

Settings come from ``Settings`` and the comments of ``.env.example``, commands from their own help, the table of codes
(a part of ``infobip.md``, between two comments) from ``channels/infobip/codes.py``, conformance from the code's
registries and the tests' marks (``docs/conformance.py``). A contract test
(``tests/contracts/test_docs.py``) fails when the pages are not what this would write.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import click
from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo

from dragoman.base.remedy import Remedy
from dragoman.channels.infobip.codes import ERRORS, STATUSES, Code
from dragoman.command import root
from dragoman.config.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT))  # run as a script, it would not find its neighbour

_SECTION = re.compile(r"# -{3} (.+?) -+")
_VARIABLE = re.compile(r"#?([A-Z][A-Z0-9_]+)=.*")
_WIDTH = 88

_SETTINGS_HEAD = """\
# Settings

Written by `docs/generate.py` from `src/dragoman/config/settings.py` and `.env.example`: change those, not this page.

Every setting is a variable of the environment, or a line of the file `.env` in the folder where Dragoman is started;
the environment wins. An empty value counts as not set. A name that Dragoman does not know (in `.env`, or in the
environment where it begins like one of ours or is all but one of ours), a line of `.env` that is no assignment, and a
value that makes no sense stop the start with one sentence that names the variable or the line.
"""

_COMMANDS_HEAD = """\
# Commands

Written by `docs/generate.py` from the commands' own help: change that, not this page.

Every command reads the same [settings](settings.md). What goes wrong is told in one sentence and ends with a status
other than 0.
"""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of ``.env.example``, the words above it, and its section with the words that open it."""

    name: str
    words: str
    section: str
    opening: str


def variables(text: str) -> Iterator[Variable]:
    """The variables of an ``.env.example``, in order. Words that an empty line follows open their section."""
    section, opening = "", ""
    words: list[str] = []
    for line in text.splitlines():
        if heading := _SECTION.fullmatch(line):
            section, opening, words = heading[1], "", []
        elif found := _VARIABLE.fullmatch(line):
            yield Variable(found[1], " ".join(words), section, opening)
            words = []
        elif line.startswith("#"):
            words.append(line.removeprefix("#").strip())
        elif words:
            opening, words = " ".join(words), []


def settings_page() -> str:
    """The page of every setting."""
    parts, section = [_SETTINGS_HEAD], ""
    for variable in variables((ROOT / ".env.example").read_text(encoding="utf-8")):
        if variable.section != section:
            section = variable.section
            opening = f"{variable.opening}\n\n" if variable.opening else ""
            parts.append(
                f"\n## {section}\n\n{opening}| Variable | Values | Default | Meaning |\n|---|---|---|---|\n"
            )
        field = Settings.model_fields[variable.name.lower()]
        words = variable.words.replace("|", "\\|").replace("<", "\\<")
        row = (f"`{variable.name}`", _values(field), _default(field), words)
        parts.append(f"| {' | '.join(row)} |\n")
    return "".join(parts)


def commands_page() -> str:
    """The page of every command, groups before what is in them."""
    parts = [_COMMANDS_HEAD]
    for context in _walk(_context(root, "dragoman")):
        depth = "#" * (2 + (context.parent is not None and context.parent.parent is not None))
        text = "\n".join(line.rstrip() for line in context.command.get_help(context).splitlines())
        parts.append(f"\n{depth} `{context.command_path}`\n\n```text\n{text}\n```\n")
    return "".join(parts)


_CODES_BEGIN, _CODES_END = "<!-- codes: written by docs/generate.py -->", "<!-- end of codes -->"
_WHAT_IS_DONE = {
    Remedy.NOTHING: "nothing: the first of the two is on its way",
    Remedy.RETRY: "submitted anew a little later",
    Remedy.TEMPLATE: "a person is told: only a template may be sent",
    Remedy.STOP_RECIPIENT: "nothing more to this customer until he writes again; a person is told",
    Remedy.STOP_MARKETING: "noted: no advertising to this customer; a person is told",
    Remedy.STOP_SENDER: "this number stops; the operator is told",
    Remedy.LOOK: "a person is told",
}


def infobip_page() -> str:
    """The page about Infobip with the tables of its codes as they are in the code."""
    page = (REFERENCE / "infobip.md").read_text(encoding="utf-8")
    before, _, rest = page.partition(_CODES_BEGIN)
    _, _, after = rest.partition(_CODES_END)
    failures = {id_: code for id_, code in STATUSES.items() if code.group in {2, 4, 5, None}}
    tables = [_codes("Status", failures), _codes("Error", ERRORS)]
    return f"{before}{_CODES_BEGIN}\n\n{''.join(tables)}{_CODES_END}{after}"


def _codes(what: str, codes: Mapping[int, Code]) -> str:
    rows = (
        f"| {id_} | `{code.name}` | {code.words} | {_WHAT_IS_DONE[code.remedy]} |\n"
        for id_, code in codes.items()
    )
    return f"| {what} | Name | Meaning | What is done |\n|---|---|---|---|\n{''.join(rows)}\n"


def pages() -> dict[Path, str]:
    """What belongs into which file."""
    from docs.conformance import conformance_page

    return {
        REFERENCE / "settings.md": settings_page(),
        REFERENCE / "cli.md": commands_page(),
        REFERENCE / "infobip.md": infobip_page(),
        REFERENCE / "conformance.md": conformance_page(),
    }


def _walk(context: click.Context) -> Iterator[click.Context]:
    yield context
    group = context.command
    if isinstance(group, click.Group):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield from _walk(_context(command, name, context))


def _context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    return click.Context(command, parent, name, **{**command.context_settings, "terminal_width": _WIDTH})


def _values(field: FieldInfo) -> str:
    options = [
        option for option in get_args(field.annotation) or (field.annotation,) if option is not NoneType
    ]
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{option}`" for option in options)
    kind = {bool: "`true`, `false`", int: "whole number", float: "number", Path: "path"}.get(
        options[0], "text"
    )
    limits = [_limit(rule) for rule in field.metadata]
    return " ".join([kind, *(limit for limit in limits if limit)])


def _limit(rule: Any) -> str:
    match rule:
        case Ge(ge=least):
            return f"from {least}"
        case Gt(gt=below):
            return f"above {below}"
        case Le(le=most):
            return f"to {most}"
        case _:
            return ""


def _default(field: FieldInfo) -> str:
    if field.default is None:
        return "not set"
    value = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
    return f"`{value}`"


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
