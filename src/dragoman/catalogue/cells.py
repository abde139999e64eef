"""Rows as text: the cells of a CSV file, and JSON in which no digit is lost. Pure."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from dragoman.catalogue.rows import ROW_FIELDS

_BY_LANGUAGE = {"name": "names_extra", "summary": "summary_extra"}
_IN_LANGUAGE = re.compile(r"(name|summary)_([a-z]{2,3})")
_JSON_CELLS = ("variants", "offers", "details")
_LIST_CELLS = ("aliases", "images")

# What a spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection). An apostrophe before
# it says that it is text; texts that begin with apostrophes get one more, so that reading gives back what was written.
_FORMULA = "[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_TO_SHIELD = re.compile(f"'*{_FORMULA}")
_SHIELDED = re.compile(f"'+{_FORMULA}")


def column_of(title: str) -> str:
    """The field that a CSV column holds, by its title."""
    return title.strip().lower().replace(" ", "_")


def data_of_cells(cells: Mapping[str, str]) -> dict[str, Any]:
    """A CSV row as the object that a JSONL file would have. Raises ``ValueError`` for JSON that is none."""
    data: dict[str, Any] = {}
    for column, cell in cells.items():
        cell = _without_shield(cell.strip())
        if found := _IN_LANGUAGE.fullmatch(column):
            data.setdefault(_BY_LANGUAGE[found[1]], {})[found[2]] = cell
        elif column in _JSON_CELLS or (column in _LIST_CELLS and cell.startswith("[")):
            data[column] = parse_json(cell, place=column) if cell else None
        elif column in _LIST_CELLS:
            data[column] = [part for part in (part.strip() for part in cell.split("|")) if part]
        else:
            data[column] = cell
    return data


def columns(languages: Sequence[str]) -> list[str]:
    """The columns of a CSV file, in order; names and summaries in these languages."""
    titles = {field: [f"{name}_{language}" for language in languages] for name, field in _BY_LANGUAGE.items()}
    return [title for field in ROW_FIELDS for title in titles.get(field, [field])]


def cells_of(data: Mapping[str, Any], languages: Sequence[str]) -> list[str]:
    """``row_data`` as the cells of a CSV file with these ``columns``; a spreadsheet finds no formula in them."""
    cells = {name: _cell(name, value) for name, value in data.items()}
    for name, field in _BY_LANGUAGE.items():
        cells |= {f"{name}_{language}": data[field].get(language, "") for language in languages}
    return [_shielded(cells[column]) for column in columns(languages)]


def csv_line(cells: Sequence[str]) -> str:
    """Cells as one line of a CSV file (RFC 4180)."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _shielded(cell: str) -> str:
    return f"'{cell}" if _TO_SHIELD.match(cell) else cell


def _without_shield(cell: str) -> str:
    return cell[1:] if _SHIELDED.match(cell) else cell


def _cell(name: str, value: Any) -> str:
    if value in (None, [], {}):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if name in _LIST_CELLS and not any("|" in part or part.startswith("[") for part in value):
        return "|".join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


# --- JSON ---------------------------------------------------------------------------------------------


def parse_json(text: str, *, place: str = "") -> Any:
    """JSON with every digit of its numbers, and no key twice in one object. Raises ``ValueError``."""
    try:
        return _JSON.decode(text)
    except RecursionError:
        reason = "it is nested too deeply"
    except json.JSONDecodeError as error:
        reason = f"it is not JSON: {error.msg} at character {error.pos + 1}"
    except ValueError as error:
        reason = str(error)
    raise ValueError(f"{place}: {reason}" if place else reason)


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)} stands there twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _integer(text: str) -> Any:
    return int(text) if len(text) < 40 else Decimal(text)


_JSON = json.JSONDecoder(
    parse_float=Decimal, parse_int=_integer, parse_constant=_no_number, object_pairs_hook=_without_twins
)
