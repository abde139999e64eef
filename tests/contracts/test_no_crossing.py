"""No function that works for one shop reads or changes another's rows, whatever it is asked.

Every public function whose first parameter is a ``TenantTx`` is called as shop A with ids of A, of B and of
nobody. Then, in the same transaction but with the eyes of the server's administrator, B must be as it was;
and nothing that tells B's data may be in what came back. Each call is rolled back.
"""

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.contracts.conftest import TwinDatabase
from tests.contracts.test_statements import NOT_IMPORTED
from tests.support.arguments import Function, arguments_of
from tests.support.catalog import read_catalog
from tests.support.twins import WALLED_ROWS, A, B

import dragoman
from dragoman.base.db import Database, DatabaseUrls, TenantTx
from dragoman.base.errors import DragomanError
from dragoman.base.ids import TenantId

EXAMPLES = 25

# What these give back is what they were given: a trace of B in it was passed in.
ECHOES = {"claim_keys", "contacts_for", "link_identities"}

# A row is refused because of a constraint or a wall. Anything else is a mistake in the arguments.
REFUSALS = (DragomanError, psycopg.IntegrityError, psycopg.errors.InsufficientPrivilege)


def _functions() -> dict[str, Function]:
    """Every public async function of the package whose first parameter is a ``TenantTx``."""
    found = {}
    for module in pkgutil.walk_packages(dragoman.__path__, "dragoman."):
        short = module.name.removeprefix("dragoman.")
        if short.startswith(NOT_IMPORTED) or short.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if inspect.iscoroutinefunction(value) and value.__module__ == module.name and name[0] != "_":
                first = next(iter(inspect.signature(value).parameters.values()), None)
                if first is not None and first.annotation is TenantTx:
                    found[f"{short}.{name}"] = value
    return found


FUNCTIONS = _functions()
returned: Counter[str] = Counter()


class _Undo(Exception):
    """Rolls the call back."""


@pytest.fixture(scope="module")
async def watched(twins: TwinDatabase) -> AsyncIterator[Database]:
    """Works as the application's role, and may look through the walls by ``RESET ROLE``."""
    urls = DatabaseUrls(app=twins.admin_url, owner=twins.admin_url, app_sets_role=True)
    async with Database(urls, pool_size=1) as database:
        yield database


@pytest.fixture(scope="module")
def everything_of_b(twins: TwinDatabase) -> str:
    """A statement that sums up all rows of shop B, wherever they are; for eyes that see through walls."""
    owned = (
        "SELECT '{0}' AS what, md5(string_agg(t::text, '|' ORDER BY t::text)) AS seen FROM {0} AS t WHERE {1}"
    )
    parts = [
        owned.format(table, f"tenant_id = {B.tenant_id}")
        for table in read_catalog(twins.admin_url).with_tenant()
    ]
    parts.append(owned.format("tenants", f"id = {B.tenant_id}"))
    parts.append(owned.format("procrastinate_jobs", f"args ->> 'tenant_id' = '{B.tenant_id}'"))
    return " UNION ALL ".join(parts) + " ORDER BY what"


async def _call_as_a(
    watched: Database, everything_of_b: str, function: Function, arguments: dict[str, Any]
) -> tuple[bool, Any, list[dict[str, Any]]]:
    """Whether the call returned, with what (or which error), and B as it would be after a commit."""
    came_back, result, after = False, None, []
    try:
        async with watched.as_tenant(TenantId(A.tenant_id)) as tx:
            try:
                result, came_back = await function(tx, **arguments), True
            except REFUSALS as error:
                result = error
            if tx.connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
                raise _Undo  # what PostgreSQL refused changed nothing
            await tx.connection.execute("RESET ROLE")
            after = await tx.fetch_dicts(everything_of_b)
            raise _Undo
    except _Undo:
        return came_back, result, after


def _told(result: Any) -> str:
    """All that a caller could read off a result: nested values and bytes included."""
    return repr(result)


@pytest.fixture(scope="module")
async def b_before(watched: Database, everything_of_b: str) -> list[dict[str, Any]]:
    async def nothing(tx: TenantTx) -> None:
        pass

    _, _, before = await _call_as_a(watched, everything_of_b, nothing, {})
    return before


@pytest.mark.parametrize("name", FUNCTIONS)
@given(data=st.data())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.generate],
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_it_stays_inside_its_shop(
    watched: Database, everything_of_b: str, b_before: list[dict[str, Any]], name: str, data: st.DataObject
) -> None:
    arguments = data.draw(arguments_of(FUNCTIONS[name]))

    came_back, result, after = await _call_as_a(watched, everything_of_b, FUNCTIONS[name], arguments)

    returned[name] += came_back
    assert after in ([], b_before), "a row of another shop was changed"
    echoed = _told(arguments) if FUNCTIONS[name].__name__ in ECHOES or not came_back else ""
    assert [trace for trace in B.traces() if trace in _told(result) and trace not in echoed] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_was_called_with_arguments_that_it_takes(name: str) -> None:
    """A function that is always refused proves nothing; its arguments are in ``tests/support/arguments.py``."""
    if name not in returned:
        pytest.skip("the calls were not made in this run")

    assert returned[name] > 0


def test_functions_of_every_room_are_found(b_before: list[dict[str, Any]]) -> None:
    rooms = {name.rpartition(".")[0] for name in FUNCTIONS}

    assert {
        "turns.store",
        "conversations.store",
        "tenants.store",
        "tenants.apply_store",
        "catalogue.store",
    } <= rooms
    assert {row["what"] for row in b_before if row["seen"]} >= {*WALLED_ROWS, "conversation_due", "tenants"}


async def _delete_what_is_due(tx: TenantTx) -> None:
    await tx.execute("DELETE FROM conversation_due")


async def _read_all_brands(tx: TenantTx) -> list[dict[str, Any]]:
    return await tx.fetch_dicts("SELECT brand FROM tenants")


async def test_a_function_that_did_cross_would_be_noticed(
    watched: Database, everything_of_b: str, b_before: list[dict[str, Any]]
) -> None:
    """The platform's tables have no walls: there, only the statement itself keeps to its shop."""
    _, _, after = await _call_as_a(watched, everything_of_b, _delete_what_is_due, {})
    _, brands, _ = await _call_as_a(watched, everything_of_b, _read_all_brands, {})

    assert after != b_before
    assert B.secret in _told(brands)
