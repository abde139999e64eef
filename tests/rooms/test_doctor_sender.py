"""``dragoman doctor --sender``: what is wrong with one number, in one sentence each."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.desk import Cli, Desk, a_cli
from tests.support.infobip_account import Account, a_template, an_account
from tests.support.infobip_server import KEY, free_port
from tests.support.shops import a_tenant

from dragoman.base.db import Database, DatabaseUrls
from dragoman.doors.cli.doctor import doctor
from dragoman.doors.webhook import read_post
from dragoman.turns.intake import store_posts

STOP = "UPDATE senders SET stopped_at = now(), stopped_reason = 'the credit is used up' WHERE number = %(number)s"
AN_HOUR_AGO = "UPDATE messages SET created_at = now() - interval '1 hour' WHERE direction = 'out'"
ARRIVED = "UPDATE messages SET status = 'delivered' WHERE direction = 'out'"


@pytest.fixture
async def provider() -> AsyncIterator[Account]:
    async with an_account() as account:
        account.templates = [a_template()]
        account.refuses["POST /whatsapp/1/message"] = 400
        yield account


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


@pytest.fixture
def examine(
    urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provider: Account, desk: Desk
) -> Cli:
    monkeypatch.chdir(tmp_path)
    plain = a_cli(urls, tmp_path)
    real = {
        "INFOBIP_API_KEY": KEY,
        "INFOBIP_BASE_URL": provider.url,
        "WEBHOOK_TOKEN": "token",
        "DRAGOMAN_PUBLIC_URL": "https://dragoman.test",
    }

    def run(number: str = desk.shop.number, **environ: str) -> Any:
        return plain(doctor, "--sender", number, **{**real, **environ})

    return run


async def test_a_number_that_works_has_nothing_wrong(desk: Desk, examine: Cli) -> None:
    await desk.customer_says("hello")
    await desk.work()
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute(AN_HOUR_AGO)
        await tx.execute(ARRIVED)

    done = await examine(f"+{desk.shop.number}")

    assert done.exit_code == 0, done.output
    assert "✗" not in done.output
    for said in (
        f"{desk.shop.number} belongs to {desk.shop.brand}",
        "the key is accepted",
        "the number is CONNECTED, quality HIGH, limit LIMIT_10K",
        "the key may send messages",
        "the key may read files",
        "templates: 1 APPROVED",
        "https://dragoman.test/webhook",
        "the last message of a customer came 0 s ago",
        "1 of 1 messages sent in 7 days were reported delivered",
        "the number is not stopped",
    ):
        assert said in done.output
    assert KEY not in done.output


async def test_a_key_that_is_not_accepted_is_the_last_thing_asked(provider: Account, examine: Cli) -> None:
    provider.refuses = {"": 401}

    done = await examine()

    assert done.exit_code == 1
    assert "✗ the key is not accepted (401): store another: dragoman tenant set-key" in done.output
    assert len(provider.calls) == 1
    assert KEY not in done.output


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("GET /whatsapp/1/senders/quality", "✗ the key may not see how the number stands (403)"),
        ("POST /whatsapp/1/message", "✗ the key may not send messages (403)"),
        ("HEAD", "✗ the key may not read files that customers send (403)"),
        ("GET /whatsapp/2/senders", "✗ the key may not read templates (403)"),
    ],
)
async def test_each_scope_that_is_missing_has_its_line(
    provider: Account, examine: Cli, call: str, said: str
) -> None:
    provider.refuses = {"POST /whatsapp/1/message": 400, call: 403}

    done = await examine()

    assert done.exit_code == 1
    assert said in done.output
    assert done.output.count("✗") == 1


async def test_how_the_number_stands_is_judged(provider: Account, examine: Cli) -> None:
    provider.quality = {"qualityRating": "LOW", "status": "BANNED", "currentLimit": "LIMIT_250"}
    banned = await examine()
    provider.quality = {"qualityRating": "LOW", "status": "CONNECTED", "currentLimit": "LIMIT_250"}
    low = await examine()
    provider.quality = None
    unknown = await examine()

    assert "✗ the number is BANNED, quality LOW" in banned.output
    assert "! the number is CONNECTED, quality LOW" in low.output
    assert low.exit_code == 0
    assert "✗ this account does not know" in unknown.output


async def test_an_address_that_nobody_answers_is_told(examine: Cli) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"

    done = await examine(INFOBIP_BASE_URL=nowhere)

    assert done.exit_code == 1
    assert f"✗ {nowhere} cannot be reached" in done.output
    assert "check INFOBIP_BASE_URL" in done.output
    assert "the number is not stopped" in done.output, "what can be told here is told all the same"


async def test_refused_templates_are_named_and_none_at_all_is_worth_knowing(
    provider: Account, examine: Cli
) -> None:
    provider.templates = [a_template("promo", status="REJECTED", rejectionReason="INVALID_FORMAT")]
    refused = await examine()
    provider.templates = []
    none = await examine()

    assert "! rejected or disabled: promo (en, INVALID_FORMAT)" in refused.output
    assert "! no approved template (none at all), so nothing can be sent later than 24 hours" in none.output
    assert "dragoman templates create" in none.output


async def test_webhooks_that_never_came_are_told(desk: Desk, examine: Cli) -> None:
    silent = await examine()
    await desk.customer_says("hello")
    await desk.work()
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute(AN_HOUR_AGO)
    result = {
        "from": "96170",
        "to": desk.shop.number,
        "messageId": "m1",
        "message": {"type": "TEXT", "text": "hi"},
    }
    result["receivedAt"] = "2026-11-01T10:00:00.000+0000"
    lost = read_post(json.dumps({"results": [result]}).encode(), lambda number: None)
    await store_posts(desk.database, [lost])
    deaf = await examine()

    assert "! no message of a customer has ever come in" in silent.output
    assert "! of 1 messages sent in 7 days none was reported delivered" in deaf.output
    assert "! 1 messages to this number found no shop when they came" in deaf.output


async def test_a_stopped_number_is_wrong_and_says_why(desk: Desk, examine: Cli) -> None:
    async with desk.database.as_platform() as tx:
        await tx.execute(STOP, {"number": desk.shop.number})

    done = await examine()

    assert done.exit_code == 1
    assert "✗ the number was stopped 0 s ago: the credit is used up" in done.output


async def test_a_number_of_nobody_s_is_the_only_thing_said(examine: Cli) -> None:
    done = await examine("15550001")

    assert done.exit_code == 1
    assert done.output == "✗ no shop has the number 15550001: see: dragoman tenant list\n"


async def test_without_a_key_the_emulator_is_asked_for_and_may_be_away(examine: Cli) -> None:
    done = await examine(INFOBIP_API_KEY="", DRAGOMAN_EMULATOR_URL=f"http://127.0.0.1:{free_port()}")

    assert done.exit_code == 0, done.output
    assert "! the emulator does not run at" in done.output


async def test_a_setting_that_is_wrong_is_the_only_thing_said(examine: Cli) -> None:
    done = await examine(DRAGOMAN_PORT="x")

    assert done.exit_code == 1
    assert done.output.startswith("✗ settings: DRAGOMAN_PORT")
