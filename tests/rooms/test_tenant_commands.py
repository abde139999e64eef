"""``dragoman tenant``: what an operator types and reads."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from dragoman.base.db import DatabaseUrls
from dragoman.doors.cli.tenant import tenant
from dragoman.tenants.example import EXAMPLE
from dragoman.tenants.shop_file import parse_shop

Tenant = Callable[..., Result]


@pytest.fixture
def dragoman_tenant(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """Runs ``dragoman tenant ...`` against the test's own database, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "noor.yaml").write_text(EXAMPLE, encoding="utf-8")
    variables = {"DATABASE_URL": urls.app, "DRAGOMAN_HOME": str(tmp_path / "home")}

    def run(*arguments: str, typed: str | None = None, **environ: str) -> Result:
        return CliRunner().invoke(tenant, list(arguments), env={**variables, **environ}, input=typed)

    return run


def test_a_shop_is_applied_listed_shown_exported_and_switched_off_and_on(
    dragoman_tenant: Tenant, tmp_path: Path
) -> None:
    assert "There is no shop yet" in dragoman_tenant("list").output
    assert "nothing was changed (--dry-run)" in dragoman_tenant("apply", "noor.yaml", "--dry-run").output
    applied = dragoman_tenant("apply", "noor.yaml")
    assert applied.exit_code == 0, applied.output
    assert "noor: brand: (nothing) -> Noor Candles" in applied.output
    assert dragoman_tenant("apply", "noor.yaml").output.endswith("Nothing to change.\n")

    listed, shown, exported = (
        dragoman_tenant(*words) for words in (["list"], ["show", "noor"], ["export", "noor"])
    )
    assert "noor" in listed.output
    assert "96170000001" in listed.output
    assert "products: 1, questions: 1, policies: 2" in shown.output
    assert "not confirmed, so never stated: returns" in shown.output
    assert parse_shop(exported.output).brand == "Noor Candles"

    assert "Noor Candles is disabled." in dragoman_tenant("disable", "noor").output
    assert "disabled" in dragoman_tenant("list").output
    assert "Noor Candles is active." in dragoman_tenant("enable", "noor").output


def test_a_mistake_in_a_file_ends_the_command_with_one_sentence(
    dragoman_tenant: Tenant, tmp_path: Path
) -> None:
    (tmp_path / "wrong.yaml").write_text(EXAMPLE.replace("brand:", "brnad:", 1), encoding="utf-8")

    done = dragoman_tenant("apply", "wrong.yaml")

    assert done.exit_code == 1
    assert done.output == "Error: wrong.yaml: brnad is not a field; did you mean brand?\n"


@pytest.mark.parametrize("command", ["show", "export", "disable", "enable"])
def test_a_shop_that_is_not_there_is_told(dragoman_tenant: Tenant, command: str) -> None:
    done = dragoman_tenant(command, "nobody")

    assert done.exit_code == 1
    assert "there is no shop 'nobody'; see: dragoman tenant list" in done.output


def test_the_example_prints_a_valid_file(dragoman_tenant: Tenant) -> None:
    assert parse_shop(dragoman_tenant("example").output).slug == "noor"


def test_a_key_is_read_from_standard_input_and_stored_sealed(
    dragoman_tenant: Tenant, urls: DatabaseUrls
) -> None:
    dragoman_tenant("apply", "noor.yaml")

    done = dragoman_tenant("set-key", "+961 70 000 001", typed="the-key\n")

    assert done.exit_code == 0, done.output
    assert "the-key" not in done.output
    assert "a key of its own (sealed)" in dragoman_tenant("show", "noor").output
    with psycopg.connect(urls.app) as connection:
        row = connection.execute("SELECT sealed_api_key FROM senders").fetchone()
    assert row is not None
    assert b"the-key" not in row[0]


def test_an_empty_key_is_refused(dragoman_tenant: Tenant) -> None:
    dragoman_tenant("apply", "noor.yaml")

    done = dragoman_tenant("set-key", "96170000001", typed="\n")

    assert done.exit_code == 1
    assert "that is not a provider key" in done.output


def test_a_key_without_a_webhook_secret_is_stored_with_a_warning(dragoman_tenant: Tenant) -> None:
    dragoman_tenant("apply", "noor.yaml")

    open_door = dragoman_tenant("set-key", "96170000001", typed="the-key\n")
    closed = dragoman_tenant("set-key", "96170000001", typed="the-key\n", WEBHOOK_TOKEN="a-long-word")

    assert open_door.exit_code == 0
    assert "Warning: now anyone can post messages to /webhook" in open_door.output
    assert "set WEBHOOK_TOKEN" in open_door.output
    assert "Warning" not in closed.output


def test_enabling_a_shop_that_the_settings_do_not_allow_says_what_will_happen(
    dragoman_tenant: Tenant, tmp_path: Path
) -> None:
    other = EXAMPLE.replace("noor", "luna").replace("Noor", "Luna").replace("96170000001", "96170000002")
    (tmp_path / "luna.yaml").write_text(other.replace("100", "200"), encoding="utf-8")
    one_shop = {"ROUTE_BY_DESTINATION": "false"}

    first = dragoman_tenant("apply", "noor.yaml", **one_shop)
    second = dragoman_tenant("apply", "luna.yaml", **one_shop)
    disabled = dragoman_tenant("disable", "noor", **one_shop)
    enabled = dragoman_tenant("enable", "noor", **one_shop)

    sentence = (
        "ROUTE_BY_DESTINATION=false works with one active shop only, and there are Noor Candles and Luna"
    )
    assert [sentence in done.output for done in (first, second, disabled, enabled)] == [
        False,
        True,
        False,
        True,
    ]
    assert "Noor Candles is active." in enabled.output
    assert "Warning: Dragoman goes on as it was" in enabled.output
    assert enabled.exit_code == 0


def test_an_engine_that_does_not_exist_is_refused_before_anything_is_applied(
    dragoman_tenant: Tenant, tmp_path: Path
) -> None:
    text = EXAMPLE.replace("    languages:", "    settings: {engine: oracle}\n    languages:", 1)
    (tmp_path / "wrong.yaml").write_text(text, encoding="utf-8")

    done = dragoman_tenant("apply", "wrong.yaml")

    assert done.exit_code == 1
    assert done.output == (
        "Error: wrong.yaml: chatbots[0].settings.engine: 'oracle' does not exist; choose one of echo, rules, llm\n"
    )
    assert "There is no shop yet" in dragoman_tenant("list").output
