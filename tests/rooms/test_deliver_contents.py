"""What an agent may hand over leaves as it was made: templates late, quotations after a wait, long words in parts."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from psycopg.types.json import Jsonb
from tests.support.contents import LEAST
from tests.support.desk import Desk
from tests.support.shops import a_tenant, an_inbound, routed

from dragoman.agents.base import Reply, Toolbox, TurnInput
from dragoman.base.clock import utc_now
from dragoman.base.db import Database
from dragoman.channels.base import SendOptions
from dragoman.channels.content import OutContent, TextOut
from dragoman.channels.template import TemplateOut
from dragoman.turns.intake import Post, store_posts

READY = TemplateOut("order_ready", "en", ("Mona",))
MORE = TextOut("and something free-form")

_QUOTE = """
    UPDATE messages
    SET content = content || %(options)s
    WHERE direction = 'out'
"""
_UNREADABLE = """
    UPDATE messages
    SET body = ''
    WHERE direction = 'out' AND body = 'first'
"""
_RING = """
    UPDATE outbox
    SET not_before = now()
"""


@dataclass
class Says:
    """An agent that always says the same."""

    messages: tuple[OutContent, ...]

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """All of it."""
        return Reply(messages=self.messages)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


async def _wrote_yesterday(desk: Desk) -> None:
    late = replace(an_inbound(desk.shop), received_at=utc_now() - timedelta(hours=25))
    await store_posts(desk.database, [Post(b"", (routed(desk.shop, late),))])


@pytest.mark.conforms("send:*")
async def test_every_content_leaves_as_it_was_made(desk: Desk) -> None:
    desk.agent = Says(tuple(LEAST))

    await desk.customer_says("show me everything")
    await desk.work()

    assert [message.content for message in desk.mail.sent] == LEAST


@pytest.mark.conforms("rule:window")
async def test_a_template_leaves_after_24_hours_and_nothing_else_does(desk: Desk) -> None:
    desk.agent = Says((READY, MORE, READY))

    await _wrote_yesterday(desk)
    await desk.work()

    assert [message.content for message in desk.mail.sent] == [READY, READY]
    assert await desk.actions() == [("window_closed", "open")]


async def test_a_template_behind_a_text_that_is_too_late_still_leaves(desk: Desk) -> None:
    desk.agent = Says((MORE, READY))

    await _wrote_yesterday(desk)
    await desk.work()

    assert [message.content for message in desk.mail.sent] == [READY]


async def test_what_goes_with_a_message_is_still_there_when_it_leaves_later(desk: Desk) -> None:
    options = SendOptions(reply_to="wamid.1", callback_data="conv=88")
    desk.mail.shut = True
    await desk.customer_says("hello")
    await desk.work()

    desk.mail.shut = False
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        stored = {"options": {"reply_to": "wamid.1", "callback_data": "conv=88"}}
        await tx.execute(_QUOTE, {"options": Jsonb(stored)})
        await tx.execute(_RING)
    await desk.customer_says("are you there?")
    await desk.work()

    assert [message.options for message in desk.mail.sent] == [options, SendOptions()]


async def test_a_row_that_breaks_a_limit_is_told_and_holds_nothing_up(desk: Desk) -> None:
    desk.agent = Says((TextOut("first"), TextOut("second")))
    desk.mail.shut = True
    await desk.customer_says("hello")
    await desk.work()

    desk.mail.shut = False
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute(_UNREADABLE)
        await tx.execute(_RING)
    await desk.customer_says("are you there?")
    await desk.work()

    assert desk.mail.texts == ["second", "first", "second"]
    assert ("delivery_failed", "open") in await desk.actions()
