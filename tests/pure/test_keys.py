"""What is wrong where a provider key, or what must go with it, is missing."""

from dataclasses import replace

import pytest
from tests.pure.test_routing import ASTROSOUKS, BOTH, ECLA, settings

from dragoman.base.ids import TenantId
from dragoman.base.secrets import Sealer
from dragoman.tenants.keys import Keys
from dragoman.tenants.routing import build_routing
from dragoman.tenants.senders import key_context

SEALER = Sealer("a key of this test only")
SEALED = SEALER.seal("own", key_context(TenantId(1)))
LET_IN = {"WEBHOOK_TOKEN": "let-me-in"}


def keys(environ: dict[str, str] | None = None, **variables: str) -> Keys:
    return Keys(settings(**variables), environ or {}, SEALER)


@pytest.mark.parametrize("own", [{"sealed_api_key": SEALED}, {"api_key_env": "ECLA_API_KEY"}])
def test_a_shops_own_key_asks_for_a_webhook_secret_as_the_general_one_does(own: dict[str, object]) -> None:
    table = build_routing([replace(ECLA, **own), ASTROSOUKS], settings())  # type: ignore[arg-type]
    environ = {"ECLA_API_KEY": "real"}

    (told,) = keys(environ).unguarded(table)
    assert told.startswith("ECLA, 96179374241, sends with a real key")
    assert "set WEBHOOK_TOKEN or another WEBHOOK_ secret" in told
    assert keys(environ, **LET_IN).unguarded(table) == []


def test_a_key_that_is_not_set_or_a_shop_that_is_not_served_asks_for_nothing() -> None:
    rows = [
        replace(ECLA, api_key_env="ECLA_API_KEY"),
        replace(ASTROSOUKS, sealed_api_key=SEALED, active=False),
    ]

    assert keys().unguarded(build_routing(rows, settings())) == []


def test_a_key_that_does_not_open_is_a_key_all_the_same() -> None:
    table = build_routing([replace(ECLA, sealed_api_key=b"\x01" + bytes(40))], settings())

    assert len(keys().unguarded(table)) == 1
    (told,) = keys().missing(table)
    assert told.startswith("ECLA, 96179374241: what is stored for the provider key of shop 1 does not open")


def test_without_an_emulator_a_number_without_a_key_cannot_send() -> None:
    table = build_routing([ECLA, replace(ASTROSOUKS, api_key_env="SOUKS_API_KEY")], settings())
    real = {"DRAGOMAN_ENV": "production", **LET_IN}

    assert keys(**real).missing(table) == [
        "ECLA, 96179374241, has no key, so nothing can be sent: set INFOBIP_API_KEY",
        "AstroSouks, 9613451652, has no key, so nothing can be sent: set SOUKS_API_KEY",
    ]
    assert len(keys({"SOUKS_API_KEY": "real"}, INFOBIP_API_KEY="real", **real).missing(table)) == 0


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"DRAGOMAN_ENV": "production", "DRAGOMAN_SIMULATOR": "true", **LET_IN},
        {"DRAGOMAN_ENV": "production", "DRAGOMAN_EMULATOR_URL": "http://127.0.0.1:8001", **LET_IN},
    ],
)
def test_where_there_is_an_emulator_no_key_is_missing(variables: dict[str, str]) -> None:
    assert keys(**variables).missing(build_routing(BOTH, settings())) == []
