"""``dragoman doctor``: one line for each thing that must be right, and what to do about what is not."""

from pathlib import Path

import psycopg
import pytest
from tests.support.desk import Cli, Desk, a_cli
from tests.support.server import TestServer
from tests.support.shops import a_tenant

from dragoman.base.db import Database, DatabaseUrls
from dragoman.doors.cli.doctor import doctor
from dragoman.turns import staff

_A_DEAD_LETTER = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, status)
    VALUES ('turns', 'turn', 'failed')
"""
_A_WORKER = "INSERT INTO procrastinate_workers DEFAULT VALUES"
_A_KEY_VARIABLE = "UPDATE senders SET api_key_env = 'NOOR_API_KEY'"


@pytest.fixture
def cli(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    return a_cli(urls, tmp_path)


async def test_a_healthy_shop_has_nothing_wrong(database: Database, cli: Cli) -> None:
    shop = await a_tenant(database)
    async with database.as_platform() as tx:
        await tx.execute(_A_WORKER)

    done = await cli(doctor)

    assert done.exit_code == 0, done.output
    assert "✗" not in done.output
    for said in (
        "settings are readable",
        "schema is current",
        "every table of shops has its wall",
        "Arabic search works",
    ):
        assert said in done.output
    assert f"{shop.number}: no key, so the emulator stands in" in done.output
    assert "1 worker loops run" in done.output
    assert "every waiting customer has an owner" in done.output


async def test_a_number_that_is_stopped_is_wrong_and_how_to_start_it_is_said(
    database: Database, cli: Cli
) -> None:
    shop = await a_tenant(database)
    await staff.stop_sender(database, shop.number, "no credit left", "staff:test")

    done = await cli(doctor)

    assert done.exit_code == 1
    assert f"{shop.number}: is stopped and sends nothing (no credit left)" in done.output
    assert f"dragoman sender start {shop.number}" in done.output


async def test_a_bad_setting_is_the_only_thing_said(cli: Cli) -> None:
    done = await cli(doctor, DRAGOMAN_PROT="8000")

    assert done.exit_code == 1
    assert "✗ settings: DRAGOMAN_PROT" in done.output
    assert len(done.output.splitlines()) == 1


async def test_a_database_that_does_not_answer_is_told(cli: Cli) -> None:
    done = await cli(doctor, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")

    assert done.exit_code == 1
    assert "✗ database: DATABASE_URL" in done.output


async def test_before_the_first_start_there_is_no_database_and_none_is_made(cli: Cli, tmp_path: Path) -> None:
    done = await cli(doctor, DATABASE_URL="", DATABASE_OWNER_URL="")

    assert done.exit_code == 0
    assert "there is no database yet" in done.output
    assert not (tmp_path / "home").exists()


async def test_dead_letters_and_customers_without_a_worker_are_wrong(database: Database, cli: Cli) -> None:
    desk = Desk(database, await a_tenant(database))
    await desk.customer_says("hello")
    async with database.as_platform() as tx:
        await tx.execute(_A_DEAD_LETTER)

    done = await cli(doctor)

    assert done.exit_code == 1
    assert "✗ 1 dead letters: look: dragoman dead list" in done.output
    assert "✗ no worker runs" in done.output


async def test_a_missing_wall_is_wrong(database: Database, urls: DatabaseUrls, cli: Cli) -> None:
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE products NO FORCE ROW LEVEL SECURITY")
        owner.execute("DROP POLICY tenant_wall ON faqs")

    done = await cli(doctor)

    assert done.exit_code == 1
    assert "✗ no wall around faqs, products" in done.output


async def test_a_shop_in_production_without_a_key_cannot_send(database: Database, cli: Cli) -> None:
    shop = await a_tenant(database)

    done = await cli(doctor, DRAGOMAN_ENV="production", WEBHOOK_TOKEN="a-long-token")

    assert done.exit_code == 1
    assert f"{shop.number}: has no key, so nothing can be sent: set INFOBIP_API_KEY" in done.output


async def test_a_key_is_named_by_where_it_comes_from_and_never_shown(database: Database, cli: Cli) -> None:
    shop = await a_tenant(database)
    async with database.as_platform() as tx:
        await tx.execute(_A_KEY_VARIABLE)

    open_door = await cli(doctor, NOOR_API_KEY="a-very-secret-key")
    closed = await cli(doctor, NOOR_API_KEY="a-very-secret-key", WEBHOOK_TOKEN="a-secret-token")

    assert f"✗ {shop.brand}, {shop.number}: sends with the key in NOOR_API_KEY" in open_door.output
    assert f"✓ {shop.brand}, {shop.number}: sends with the key in NOOR_API_KEY" in closed.output
    assert "secret-key" not in open_door.output + closed.output
    assert "a-secret-token" not in closed.output


async def test_logging_in_as_more_than_needed_and_stepping_down_is_worth_knowing(
    database: Database, urls: DatabaseUrls, server: TestServer, cli: Cli
) -> None:
    login = server.admin_url.partition("?")[0].rpartition("/")[0] + urls.app.partition("@")[2]

    done = await cli(doctor, DATABASE_URL=login)

    assert "! it logs in as postgres, which sees through them, and steps down" in done.output
    assert "the application works as dragoman_app" in done.output


async def test_two_shops_with_one_number_are_told(database: Database, cli: Cli) -> None:
    shop = await a_tenant(database)
    async with database.as_platform() as tx:
        await tx.execute("UPDATE tenants SET slug = 'ecla'")
    other = await a_tenant(database)

    done = await cli(doctor, WHATSAPP_SENDER=other.number)

    assert done.exit_code == 1
    assert f"{other.number} would be the number of both {shop.brand} and {other.brand}" in done.output


_A_PROFILE = """
    INSERT INTO chatbot_profiles (chatbot_id, settings)
    VALUES (%(chatbot_id)s, jsonb_build_object('model', %(model)s::text))
"""


async def test_which_models_answer_is_told_and_what_keeps_one_from_it(database: Database, cli: Cli) -> None:
    shop = await a_tenant(database, agent="sales_agent")
    async with database.as_tenant(shop.tenant_id) as tx:
        await tx.execute(_A_PROFILE, {"chatbot_id": shop.chatbot_id, "model": "anthropic:claude"})

    by_rules = await cli(doctor)
    by_models = await cli(
        doctor, DRAGOMAN_MODEL="openai-chat:a,google:b", OPENAI_API_KEY="k", GOOGLE_API_KEY="k"
    )
    with_key = await cli(doctor, ANTHROPIC_API_KEY="sesame")

    assert "answered by the rules: no language model is set" in by_rules.output
    assert f"{shop.brand}, chatbot {shop.chatbot_id}: the rules answer" in by_rules.output
    assert "anthropic:claude needs a key: set ANTHROPIC_API_KEY" in by_rules.output
    assert "answered by openai-chat:a, then google:b, then the rules" in by_models.output
    assert "ANTHROPIC_API_KEY" not in with_key.output
    assert "sesame" not in with_key.output
