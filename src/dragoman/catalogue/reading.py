"""Reading a file of products row by row, whatever stands in it: CSV, JSONL, or a shop file in YAML."""

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

from dragoman.base.errors import ConfigError
from dragoman.catalogue.cells import column_of, data_of_cells, parse_json
from dragoman.catalogue.rows import REQUIRED, ImportRow, read_row, row_of, unknown_fields
from dragoman.tenants.shop_file import parse_shop

Format = Literal["csv", "jsonl", "yaml"]
LONGEST_LINE = 1_000_000
"""Bytes of one product: whatever is longer is not one."""

_MOST_UNKNOWN = 100
_ENDINGS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
}


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be imported: where it stands, and why. ``sku`` where it could be read."""

    line: int
    reason: str
    sku: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A field that no product has; what stands in it is not imported."""

    name: str


_Record = tuple[int, dict[str, Any] | str]
"""A line's number, and what stands in it or why it cannot be read."""


def format_of(path: Path) -> Format:
    """What a file holds, by its name. Raises ``ConfigError``."""
    found = _ENDINGS.get(path.suffix.lower())
    if found is None:
        raise ConfigError(f"{path}: name it .csv, .jsonl or .yaml, or say what it is with --format")
    return found


def read_products(
    file: BinaryIO, kind: Format, currency: str, *, name: str, address_of: Callable[[str], str] = str
) -> Iterator[ImportRow | Bad | Unknown]:
    """Every product of a file, for a shop that sells in ``currency``; bad rows and unknown fields as they come.

    ``address_of`` gives the address of a picture that a row names, or raises ``ValueError``.

    Raises ``ConfigError`` for a file that cannot be read as what it is said to be.
    """
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ConfigError(f"{name} is UTF-16 text; save it as UTF-8")
    file.seek(len(codecs.BOM_UTF8) if start.startswith(codecs.BOM_UTF8) else 0)
    if kind == "yaml":
        yield from _read_yaml(file, currency, name)
        return
    told: set[str] = set()
    for number, data in _read_jsonl(file) if kind == "jsonl" else _read_csv(file, name):
        if isinstance(data, str):
            yield Bad(number, data)
            continue
        for field in unknown_fields(data):
            if field not in told and len(told) < _MOST_UNKNOWN:
                told.add(field)
                yield Unknown(field)
        try:
            yield read_row(number, data, currency, address_of)
        except ValueError as error:
            sku = data.get("sku")
            yield Bad(number, str(error), str(sku).strip() if isinstance(sku, str | int) else None)


def _read_yaml(file: BinaryIO, currency: str, name: str) -> Iterator[ImportRow | Bad]:
    try:
        shop = parse_shop(file.read().decode("utf-8"), name=name)
    except UnicodeDecodeError:
        raise ConfigError(f"{name} is not UTF-8 text") from None
    if shop.currency != currency:
        raise ConfigError(f"{name} is in {shop.currency}, and this shop sells in {currency}")
    for number, product in enumerate(shop.products, start=1):
        yield row_of(number, product, currency)


def _read_jsonl(file: BinaryIO) -> Iterator[_Record]:
    for number, line in _lines(file):
        if line is None:
            yield number, f"it is longer than {LONGEST_LINE} bytes"
        elif line.strip():
            try:
                data = parse_json(line.strip())
            except ValueError as error:
                yield number, str(error)
            else:
                yield number, data if isinstance(data, dict) else "it is no JSON object, such as {...}"


def _lines(file: BinaryIO) -> Iterator[tuple[int, str | None]]:
    """Each line with its number; ``None`` for one that is too long. Bytes that are no UTF-8 become surrogates."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            yield number, None
        else:
            yield number, line.decode("utf-8", "surrogateescape")


# --- CSV ----------------------------------------------------------------------------------------------


def _read_csv(file: BinaryIO, name: str) -> Iterator[_Record]:
    place = file.tell()
    first = file.readline(LONGEST_LINE).decode("utf-8", "replace")
    file.seek(place)
    reader = csv.reader(_csv_lines(file, name), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        header = [column_of(title) for title in next(reader, [])]
    except csv.Error as error:
        raise ConfigError(f"{name}, line 1: {error}") from None
    _check_header(header, name)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield number, f"it is not CSV: {error}"
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield number, _data_of(header, cells)


def _data_of(header: Sequence[str], cells: Sequence[str]) -> dict[str, Any] | str:
    if len(cells) != len(header):
        return f"it has {len(cells)} cells, and the first line has {len(header)}"
    try:
        return data_of_cells(dict(zip(header, cells, strict=True)))
    except ValueError as error:
        return str(error)


def _csv_lines(file: BinaryIO, name: str) -> Iterator[str]:
    for number, line in _lines(file):
        if line is None:
            raise ConfigError(f"{name}, line {number} is longer than {LONGEST_LINE} bytes")
        yield line


def _check_header(header: Sequence[str], name: str) -> None:
    for column in REQUIRED:
        if column not in header:
            raise ConfigError(
                f"{name}, line 1: there is no column {column}; the first line names the columns, such as "
                "sku,name,name_ar,price,stock"
            )
    for column in header:
        if header.count(column) > 1:
            raise ConfigError(f"{name}, line 1: the column {column} stands there twice")
