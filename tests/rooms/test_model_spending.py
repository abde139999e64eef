"""What models used is kept by shop and day, adds up, and stops them at a limit."""

import subprocess
import sys
from decimal import Decimal

from structlog.testing import capture_logs
from tests.support.shops import a_tenant

from dragoman.agents.llm.spending import Budget, Ledger
from dragoman.agents.llm.usage import Meter, Used
from dragoman.base.db import Database


def used(requests: int, tokens: int, cost: Decimal | None) -> Meter:
    return Meter(
        models={"openai-chat:m": Used(requests, tokens, tokens, cost), "google:n": Used(1, 1, 1, None)}
    )


async def test_what_turns_used_adds_up_until_a_limit_is_reached_and_is_logged_once(
    database: Database,
) -> None:
    shop = (await a_tenant(database)).tenant_id
    ledger, budget = Ledger(database), Budget(requests=5, cost=Decimal(1))

    assert await ledger.over(shop, budget) is None
    await ledger.note(shop, used(2, 10, Decimal("0.25")))
    assert await ledger.over(shop, budget) is None
    await ledger.note(shop, used(2, 10, Decimal("0.25")))
    with capture_logs() as logged:
        assert await ledger.over(shop, budget) == "6 of 5 requests a day"
        assert await ledger.over(shop, budget) == "6 of 5 requests a day"

    assert [event["event"] for event in logged] == ["model_limit_reached"]
    assert ledger.over_today() == {int(shop): "6 of 5 requests a day"}
    assert await ledger.over(shop, Budget(cost=Decimal("0.5"))) == "0.50 of 0.50 US dollars a day"


async def test_a_turn_that_asked_no_model_writes_nothing(database: Database) -> None:
    shop = (await a_tenant(database)).tenant_id
    await Ledger(database).note(shop, Meter())

    assert await Ledger(database).over(shop, Budget(requests=1)) is None


def test_what_goes_to_a_model_is_not_logged_request_by_request() -> None:
    program = (
        "import logging; from dragoman.base import telemetry;"
        "telemetry.configure_logging(style='json', level='DEBUG');"
        "[logging.getLogger(name).info('POST https://provider.test/?key=sesame')"
        " for name in ('httpx2', 'httpx', 'openai._base_client', 'anthropic', 'google_genai.models')]"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "sesame" not in done.stderr + done.stdout


def test_a_process_without_a_model_does_not_load_the_framework() -> None:
    program = (
        "import sys; import dragoman.app.web, dragoman.app.running, dragoman.command;"
        "print([name for name in ('pydantic_ai', 'openai', 'anthropic', 'google.genai') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
