"""Checks that each number reaches its own shop: ``python test_multi_tenant_config.py``, or by pytest.

Needs no database and no account: it routes with the shop files and the variables of this machine, as a
process that serves would. Exit status 0 when everything is right, 1 when anything is not.
"""

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

if find_spec("dragoman") is None:
    sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

try:
    import pytest
except ModuleNotFoundError:  # run as a script, it needs nothing but Dragoman
    pytest = None  # type: ignore[assignment]

try:
    from dragoman.base.errors import ConfigError
    from dragoman.config.settings import Settings, load_settings
    from dragoman.tenants.routing import RoutingTable, build_routing, routing_from_files
except ModuleNotFoundError as missing:
    sys.exit(f"❌ {missing.name} is not installed; run: make run (or: pip install -e .)")


class Check(NamedTuple):
    """A number, the shop that must answer on it (brand, user_id, chatbot_id, agent_id), how to say so."""

    number: str
    expected: tuple[str, int, int, str] | None
    note: str


def checks(settings: Settings) -> list[Check]:
    """The five checks, on the numbers that these settings give the two shops."""
    ecla, astrosouks = settings.whatsapp_sender, settings.astrosouks_whatsapp_sender
    of_ecla = ("ECLA", 2, 2, "ecla_sales_agent")
    of_astrosouks = ("AstroSouks", 6, 3, "astrosouks_sales_agent")
    return [
        Check(ecla, of_ecla, f"{ecla} → ECLA (user_id=2, chatbot_id=2)"),
        Check(astrosouks, of_astrosouks, f"{astrosouks} → AstroSouks (user_id=6, chatbot_id=3)"),
        Check(f"+{ecla}", of_ecla, f"+{ecla} → ECLA (with + prefix)"),
        Check(f"+{astrosouks}", of_astrosouks, f"+{astrosouks} → AstroSouks (with + prefix)"),
        Check("1234567890", None, "Unknown number → None"),
    ]


def passes(table: RoutingTable, check: Check) -> bool:
    """Whether the number goes where it must."""
    routing = table.find(check.number)
    if routing is None:
        return check.expected is None
    return check.expected == (
        routing.brand,
        routing["user_id"],
        routing["chatbot_id"],
        routing["agent_id"],
    )


def validation(settings: Settings, table: RoutingTable) -> Iterator[tuple[bool, str]]:
    """What must hold besides."""
    yield len(table.senders) >= 2, f"{len(table.senders)} senders are configured"
    yield settings.enable_multi_tenant, "ENABLE_MULTI_TENANT is true: every shop is served"
    yield settings.route_by_destination, "ROUTE_BY_DESTINATION is true: the number decides the shop"


def main() -> int:
    """Prints every check; the exit status."""
    try:
        settings = load_settings()
        table = routing_from_files(settings)
    except ConfigError as error:
        print(f"❌ {error}")
        return 1
    print("📋 Testing destination-based routing:")
    results = []
    for n, check in enumerate(checks(settings), start=1):
        results.append(passes(table, check))
        found = "" if results[-1] else f" (found: {table.find(check.number)})"
        print(f"Test {n}: {'✅ PASS' if results[-1] else '❌ FAIL'} - {check.note}{found}")
    print("\n📋 Environment variables in force:")
    print(f"WHATSAPP_SENDER={settings.whatsapp_sender}")
    print(f"ASTROSOUKS_WHATSAPP_SENDER={settings.astrosouks_whatsapp_sender}")
    print(f"ENABLE_MULTI_TENANT={str(settings.enable_multi_tenant).lower()}")
    print(f"ROUTE_BY_DESTINATION={str(settings.route_by_destination).lower()}")
    print("\n📋 Validation:")
    for right, sentence in validation(settings, table):
        results.append(right)
        print(f"{'✅' if right else '❌ not so:'} {sentence}")
    return 0 if all(results) else 1


def defaults() -> Settings:
    """The settings of a machine where nothing is set."""
    return load_settings({}, env_file=None)


if pytest is not None:

    @pytest.mark.parametrize("check", checks(defaults()), ids=lambda check: check.number)
    def test_each_number_reaches_its_own_shop(check: Check) -> None:
        table = routing_from_files(defaults())

        assert passes(table, check)


def test_everything_else_about_the_default_settings_is_right() -> None:
    table = routing_from_files(defaults())

    assert all(right for right, _ in validation(defaults(), table))


def test_a_table_without_the_shops_fails_the_check() -> None:
    empty = build_routing([], defaults())

    assert [passes(empty, check) for check in checks(defaults())] == [False, False, False, False, True]


if __name__ == "__main__":
    sys.exit(main())
