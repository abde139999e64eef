"""``dragoman tenant``: what an operator types and reads."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from dragoman.base.db import DatabaseUrls
from dragoman.doors.cli.tenant import tenant
from dragoman.tenants.shop_file import EXAMPLE, parse_shop

Tenant = Callable[..., Result]


@pytest.fixture
def dragoman_tenant(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """Runs ``dragoman tenant ...`` against the test's own database, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "noor.yaml").write_text(EXAMPLE, encoding="utf-8")
    variables = {"DATABASE_URL": urls.app, "DRAGOMAN_HOME": str(tmp_path / "home")}

    def run(*arguments: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(tenant, list(arguments), env=variables, input=typed)

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
    (tmp_path / "wrong.yaml").write_text(EXAMPLE.replace("brand:", "brnad:"), encoding="utf-8")

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
