"""``dragoman chat``: a customer at a terminal, through the real turns, and nothing is sent to anybody."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic_ai.models import override_allow_model_requests
from tests.support.claims import a_worker
from tests.support.desk import Desk
from tests.support.fake_openai import fake_openai
from tests.support.running import SHOPS
from tests.support.shops import a_tenant

from dragoman.app.chatting import chat
from dragoman.base.db import Database, DatabaseUrls
from dragoman.base.errors import ConfigError, NotFound
from dragoman.channels.base import Choice, Outbound, Sender, Text
from dragoman.channels.content import ImageOut, LocationOut
from dragoman.channels.interactive import Button, ButtonsOut
from dragoman.config.settings import Settings, load_settings
from dragoman.doors.terminal import Terminal


@pytest.fixture
def settings(urls: DatabaseUrls, tmp_path: Path) -> Settings:
    environment = {
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DRAGOMAN_HOME": str(tmp_path),
        "DRAGOMAN_SHOPS": str(SHOPS),
    }
    return load_settings(environment, env_file=None)


def typed(*lines: str) -> Callable[[], str | None]:
    waiting = list(lines)
    return lambda: waiting.pop(0) if waiting else None


async def test_a_customer_talks_until_the_lines_end_and_goes_on_another_day(settings: Settings) -> None:
    said: list[str] = []

    await chat(settings, "astrosouks", "96170123456", None, typed("how much is the jet drone?"), said.append)
    first = "\n".join(said)
    await chat(settings, "astrosouks", "+961 70 123 456", None, typed("", "and is it in stock?"), said.append)

    assert "automated assistant" in first
    assert "$29.99" in first
    assert "rules, " in first
    assert "in stock" in "\n".join(said[len(first.splitlines()) :])
    assert "automated assistant" not in "\n".join(said).removeprefix(first), "it is the same conversation"


async def test_a_model_that_is_named_for_the_chat_answers_in_it(settings: Settings) -> None:
    said: list[str] = []

    with override_allow_model_requests(True):
        async with fake_openai() as fake:
            own = settings.model_copy(update={"openai_base_url": fake.url})
            lines = typed("how much is the jet drone?")
            await chat(own, "astrosouks", "96170123456", "openai-chat:good", lines, said.append)

    assert "$29.99" in "\n".join(said)
    assert "openai-chat:good, " in said[-1]


async def test_nobody_else_may_answer_meanwhile(settings: Settings, database: Database) -> None:
    await a_worker(database)

    with pytest.raises(ConfigError, match="a worker runs on this database"):
        await chat(settings, "ecla", "96170123456", None, typed("hi"), print)


async def test_other_peoples_jobs_are_left_alone(settings: Settings, database: Database) -> None:
    desk = Desk(database, await a_tenant(database))
    await desk.customer_says("hello")

    with pytest.raises(NotFound):  # the database is not empty: no examples
        await chat(settings, "ecla", "96170123456", None, typed("hi"), print)
    await chat(settings, desk.shop.slug, "96170999999", None, typed("hi"), lambda line: None)

    assert await desk.waiting() == {"with_agent": 1}


@pytest.mark.parametrize(
    ("phone", "model", "said"),
    [
        ("12", None, "--as 12 is not an international phone number"),
        ("96170123456", "gpt", "--model: 'gpt' is not a model"),
        ("96170123456", "google:x", "--model is google:x, and google:x needs a key: set GOOGLE_API_KEY"),
    ],
)
async def test_what_cannot_be_is_refused_first(
    settings: Settings, phone: str, model: str | None, said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        await chat(settings, "ecla", phone, model, typed("hi"), print)


async def test_what_can_be_tapped_is_chosen_by_its_number_and_nothing_steers_the_terminal() -> None:
    said: list[str] = []
    terminal, sender = Terminal(said.append), Sender("1", "http://x.invalid", "k")

    await terminal.send(sender, Outbound("a", "961", ImageOut("https://x.test/a.png", "A \x1b[31mkit")))
    await terminal.send(sender, Outbound("b", "961", LocationOut(33.9, 35.5, "Shop")))
    await terminal.send(
        sender, Outbound("c", "961", ButtonsOut("Which?", (Button("p:1", "One"), Button("p:2", "Two"))))
    )

    assert said == [
        "[picture https://x.test/a.png]",
        "A �[31mkit",
        "[place 33.9, 35.5] Shop",
        "Which?",
        "  1. One",
        "  2. Two",
    ]
    assert terminal.said("2") == Choice("p:2", "Two")
    assert terminal.said("3") == Text("3")
