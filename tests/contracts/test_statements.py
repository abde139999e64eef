"""Every SQL statement of the package, prepared and planned on the migrated schema as the application."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.contracts.conftest import TwinDatabase
from tests.support.twins import A

import dragoman

STARTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
NOT_IMPORTED = ("__main__", "base.migrations")  # they do their work when imported
# Talking to the server about roles, locks and settings is what these are for.
MAY_SPEAK_SQL_INLINE = "base/"


def _statements() -> dict[str, str]:
    """Every module-level statement by the name ``module.CONSTANT``."""
    found = {}
    for module in pkgutil.walk_packages(dragoman.__path__, "dragoman."):
        short = module.name.removeprefix("dragoman.")
        if short.startswith(NOT_IMPORTED) or short.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if name.isupper() and isinstance(value, str) and value.lstrip().startswith(STARTS):
                found.setdefault(f"{short}.{name}", value)
    return found


STATEMENTS = _statements()


def numbered(statement: str) -> str:
    """The statement with ``$1, $2 ...`` for psycopg's placeholders."""
    numbers: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        name = match[1] or f"anonymous {len(numbers)}"
        return f"${numbers.setdefault(name, len(numbers) + 1)}"

    return re.sub(r"%%|%\((\w+)\)[sbt]|%[sbt]", number, statement)


@pytest.fixture(scope="module")
def app(twins: TwinDatabase) -> Iterator[psycopg.Connection]:
    """The application's role, as shop A."""
    with psycopg.connect(twins.urls.app, autocommit=True, prepare_threshold=None) as connection:
        connection.execute(f"SET app.tenant_id = '{A.tenant_id}'")
        yield connection


def test_the_statements_of_every_store_are_found() -> None:
    stores = {name.rpartition(".")[0] for name in STATEMENTS}

    assert {
        "turns.turn_store",
        "turns.hooks",
        "turns.sweep",
        "conversations.store",
        "tenants.store",
    } <= stores
    assert len(STATEMENTS) > 60


def test_the_driver_keeps_what_it_has_read_of_every_statement() -> None:
    """It does so up to 4,096 characters; a longer one would be read again for every message."""
    assert [name for name, text in STATEMENTS.items() if len(" ".join(text.split())) > 4096] == []


@pytest.mark.parametrize("name", STATEMENTS)
def test_it_prepares_and_plans(app: psycopg.Connection, name: str) -> None:
    text = numbered(STATEMENTS[name])

    app.execute(f"PREPARE it AS {text}")  # type: ignore[arg-type]
    app.execute("DEALLOCATE it")
    if app.info.server_version >= 160000:
        app.execute(f"EXPLAIN (GENERIC_PLAN) {text}")  # type: ignore[arg-type]


def test_no_statement_hides_inside_a_function() -> None:
    """A statement that is not a module's constant is one that nobody prepares here."""
    hidden = []
    for file in sorted(Path(dragoman.__path__[0]).rglob("*.py")):
        place = file.relative_to(dragoman.__path__[0]).as_posix()
        if place.startswith(MAY_SPEAK_SQL_INLINE):
            continue
        functions = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, FUNCTION)]
        for function in functions:
            hidden += [f"{place}:{line}" for line in _statements_in(function)]

    assert hidden == []


FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
_SQL = re.compile(r"\s*(SELECT\s|INSERT INTO\s|UPDATE \w+\s+SET\s|DELETE FROM\s|WITH \w+ AS)")


def _statements_in(function: FUNCTION) -> list[int]:
    texts = [
        node for node in ast.walk(function) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [node.lineno for node in texts if _SQL.match(node.value)]
