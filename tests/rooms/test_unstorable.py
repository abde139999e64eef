"""NUL and lone surrogates, which PostgreSQL cannot hold: whoever says them is stored and sent without them."""

from dataclasses import dataclass
from typing import Any

import pytest
from tests.support.desk import Desk
from tests.support.shops import a_tenant

from dragoman.agents.base import ActionRequest, Reply, Toolbox, TurnInput
from dragoman.base.db import Database
from dragoman.channels.compose import compose_buttons, compose_image, compose_list, compose_text
from dragoman.channels.content import ImageOut, OutContent, TextOut
from dragoman.channels.interactive import Button, ButtonsOut, ListOut, Row
from dragoman.turns import staff

BAD, GOOD = "a\0b\ud800c", "ab\ufffdc"

_LEFT = """
    SELECT (SELECT agent_state FROM conversations) AS state,
           (SELECT trace FROM turns) AS trace,
           (SELECT reason FROM turns) AS reason,
           (SELECT jsonb_object_agg(kind, reason) FROM actions) AS actions
"""


@dataclass
class Says:
    """Gives this reply to everything."""

    reply: Reply

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """The reply."""
        return self.reply


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (compose_text(BAD), TextOut(GOOD)),
        (compose_image("https://x.test/a.png", BAD), ImageOut("https://x.test/a.png", GOOD)),
        (compose_buttons(BAD, [Button("1", BAD)]), ButtonsOut(GOOD, (Button("1", GOOD),))),
        (compose_list(BAD, BAD, [Row("1", BAD, BAD)]), ListOut(GOOD, GOOD, (Row("1", GOOD, GOOD),))),
    ],
    ids=["text", "image", "buttons", "list"],
)
@pytest.mark.parametrize("provider", ["up", "down at first"])
async def test_what_an_agent_says_is_stored_and_sent_without_them(
    desk: Desk, said: tuple[OutContent, ...], meant: OutContent, provider: str
) -> None:
    desk.agent = Says(Reply(messages=(*said, *compose_text(f"and {BAD}"))))
    desk.mail.shut = provider != "up"
    await desk.customer_says("hello")

    await desk.work()
    desk.mail.shut = False
    await desk.let_time_pass()
    await desk.work()

    assert [message.content for message in desk.mail.sent] == [meant, TextOut(f"and {GOOD}")]
    written = await desk.messages((await desk.conversation()).id)
    assert [line.body for line in written[1:]] == [GOOD, f"and {GOOD}"]


async def test_what_an_agent_keeps_and_why_it_does_things_is_stored_without_them(desk: Desk) -> None:
    reply = Reply(
        hand_to_human=BAD,
        actions=(ActionRequest("confirm_fact", BAD),),
        state={BAD: [BAD, {"deep": BAD}], "number": 1.5, "yes": True, "nothing": None},
        no_reply_reason=BAD,
        trace={"steps": (BAD, 7), "error": ValueError(BAD)},
    )

    left = await _left_by(desk, reply)

    assert left == {
        "state": {GOOD: [GOOD, {"deep": GOOD}], "number": 1.5, "yes": True, "nothing": None},
        "trace": {"steps": [GOOD, 7], "error": GOOD},
        "reason": GOOD,
        "actions": {"handoff": GOOD, "confirm_fact": GOOD},
    }


async def test_numbers_that_json_does_not_have_are_stored_as_their_text(desk: Desk) -> None:
    score = {"nan": float("nan"), "most": float("inf"), "least": float("-inf")}

    left = await _left_by(desk, Reply(no_reply_reason="reaction", state=score, trace=score))

    assert left["state"] == left["trace"] == {"nan": "nan", "most": "inf", "least": "-inf"}


async def test_what_a_person_writes_is_stored_and_sent_without_them(desk: Desk) -> None:
    await desk.customer_says("hello")
    conversation = await desk.conversation()

    await staff.say(desk.database, desk.shop.tenant_id, conversation.id, BAD, "staff:nadia")
    await desk.work()

    assert desk.mail.texts == [GOOD]
    assert [line.body for line in await desk.messages(conversation.id)] == ["hello", GOOD]


async def _left_by(desk: Desk, reply: Reply) -> dict[str, Any]:
    desk.agent = Says(reply)
    await desk.customer_says("hello")
    await desk.work()
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        return (await tx.fetch_dicts(_LEFT))[0]
