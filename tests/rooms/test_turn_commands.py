"""``dragoman turns``: how an answer came about; and what staff tell the agent to heed in one conversation."""

from pathlib import Path
from typing import Any

import pytest
from pydantic_ai.exceptions import ModelServerError
from tests.support.desk import Cli, Desk, a_cli
from tests.support.models import Script, asking, calls
from tests.support.shops import a_tenant

from dragoman.agents.toolbox import ShopToolbox
from dragoman.base.db import Database, DatabaseUrls
from dragoman.doors.cli.conversations import conversations
from dragoman.doors.cli.turns import turns
from dragoman.turns.work import Work


class DeskWithTools(Desk):
    def a_work(self, **changes: Any) -> Work:
        return super().a_work(toolbox_for=ShopToolbox, **changes)


@pytest.fixture
def cli(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    return a_cli(urls, tmp_path)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return DeskWithTools(database, await a_tenant(database))


async def the_turn(desk: Desk) -> dict[str, Any]:
    return (await desk.rows("SELECT * FROM turns ORDER BY at DESC LIMIT 1"))[0]


async def test_the_story_of_a_turn_tells_what_was_read_done_refused_spent_and_sent(
    desk: Desk, cli: Cli
) -> None:
    dying = Script([ModelServerError("one", "500")])
    model = Script([calls("order_status", number=7), "It is $1.", "I find no order 7."], name="two")
    desk.agent = asking(dying, model, check=lambda contents, turn, tools: _no_dollars(contents))
    await desk.customer_says("where is my order 7?\x1b[31m")
    await desk.work()
    turn = await the_turn(desk)
    beginning = str(turn["id"])[:8]

    listed = await cli(turns, "list", desk.shop.slug)
    of_one = await cli(turns, "list", desk.shop.slug, "--conversation", str(turn["conversation_id"])[:8])
    shown = await cli(turns, "show", beginning)
    in_shop = await cli(turns, "show", beginning, "--shop", desk.shop.slug)

    assert beginning in listed.output
    assert "openai-chat:two" in listed.output
    assert beginning in of_one.output
    assert shown.output == in_shop.output
    for told in (
        "where is my order 7?",
        "order_status(number=7)",
        "openai-chat:one",
        "ModelServerError",
        "answered by openai-chat:two, cost unknown",
        "refused by the guard, try 1: no amounts",
        "I find no order 7.",
        "(sent ✓)",
        "tokens in",
    ):
        assert told in shown.output, shown.output
    assert "\x1b" not in shown.output


def _no_dollars(contents: Any) -> str | None:
    return "no amounts" if any("$" in content.text for content in contents) else None


async def test_what_models_used_stays_in_the_trace_when_the_story_is_erased(desk: Desk, cli: Cli) -> None:
    desk.agent = asking(Script(["Hello"]))
    await desk.customer_says("hi")
    await desk.work()
    await desk.do("UPDATE turns SET story = '{}'")
    turn = await the_turn(desk)

    shown = await cli(turns, "show", str(turn["id"]))

    assert turn["trace"]["model"] == "openai-chat:one"
    assert turn["trace"]["tokens_in"] > 0
    assert "tokens_in" in shown.output


async def test_a_draft_that_came_too_late_has_its_story_too(desk: Desk) -> None:
    model = Script(["Too late"])
    desk.agent = asking(model)
    await desk.customer_says("hi")
    conversation = (await desk.conversation()).id

    class TakenMeanwhile:
        async def answer(self, turn: Any, tools: Any) -> Any:
            reply = await asking(model).answer(turn, tools)
            await desk.do(
                "UPDATE conversations SET mode = 'human', epoch = epoch + 1 WHERE id = %(id)s",
                id=conversation,
            )
            return reply

    desk.agent = TakenMeanwhile()
    await desk.work()

    turn = await the_turn(desk)
    assert (turn["outcome"], turn["reason"]) == ("not_answered", "taken_over")
    assert turn["story"]["models"]["answered_by"] == "openai-chat:one"


async def test_a_turn_that_is_not_there_is_told(desk: Desk, cli: Cli) -> None:
    assert "there is no turn '00000000'" in (await cli(turns, "show", "00000000")).output
    assert "no turns" in (await cli(turns, "list", desk.shop.slug)).output
    assert "is not an id" in (await cli(turns, "show", "xyz")).output


async def test_what_staff_want_heeded_reaches_the_model_until_it_is_taken_back(desk: Desk, cli: Cli) -> None:
    model = Script(["Hello"])
    desk.agent = asking(model)
    await desk.customer_says("hi")
    await desk.work()
    beginning = str((await desk.conversation()).id)[:8]

    said = await cli(conversations, "instruct", desk.shop.slug, beginning, "Offer", "her a call.")
    await desk.customer_says("hello?")
    await desk.work()
    told = model.instructions
    await cli(conversations, "instruct", desk.shop.slug, beginning)
    await desk.customer_says("still there?")
    await desk.work()

    assert "noted" in said.output
    assert "Offer her a call." in told
    assert "Offer her a call." not in model.instructions
