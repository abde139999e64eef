"""What models cost: the operator's own rates first, then the dated list that comes with the model framework."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from dragoman.base.errors import ConfigError

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Rate:
    """US dollars for a million tokens in and out, of the models that ``model`` fits (``*`` and ``?``), as of a day."""

    model: str
    tokens_in: Decimal
    tokens_out: Decimal
    as_of: date


def read_rates(path: Path | None) -> tuple[Rate, ...]:
    """The rates in a TOML file: ``[[rate]]`` tables of ``model``, ``in``, ``out`` and ``as_of``.

    Raises ``ConfigError`` that names the file and what is wrong in it.
    """
    if path is None:
        return ()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, ValueError) as error:
        raise ConfigError(f"DRAGOMAN_MODEL_RATES: {path} cannot be read: {error}") from None
    tables = document.get("rate", [])
    if not isinstance(tables, list) or set(document) - {"rate"}:
        raise ConfigError(f"DRAGOMAN_MODEL_RATES: {path} may hold [[rate]] tables only")
    return tuple(_rate(table, n, path) for n, table in enumerate(tables, start=1))


def cost_of(rates: Sequence[Rate], model: str, tokens_in: int, tokens_out: int) -> Decimal | None:
    """What these tokens cost in US dollars by the first rate that fits, ``None`` when none does."""
    for rate in rates:
        if fnmatchcase(model, rate.model):
            return (rate.tokens_in * tokens_in + rate.tokens_out * tokens_out) / _MILLION
    return None


def _rate(table: Any, n: int, path: Path) -> Rate:
    where = f"DRAGOMAN_MODEL_RATES: {path}: rate {n}"
    if not isinstance(table, dict) or set(table) != {"model", "in", "out", "as_of"}:
        raise ConfigError(f"{where} needs model, in, out and as_of, and nothing else")
    try:
        dollars_in, dollars_out = Decimal(str(table["in"])), Decimal(str(table["out"]))
    except InvalidOperation:
        raise ConfigError(f"{where}: in and out are US dollars for a million tokens") from None
    if not (dollars_in.is_finite() and dollars_out.is_finite() and dollars_in >= 0 and dollars_out >= 0):
        raise ConfigError(f"{where}: in and out are US dollars for a million tokens, zero or more")
    if not isinstance(table["model"], str) or not isinstance(table["as_of"], date):
        raise ConfigError(
            f"{where}: model is a text such as 'openai-chat:*', as_of a date such as 2026-11-01"
        )
    return Rate(table["model"], dollars_in, dollars_out, table["as_of"])
