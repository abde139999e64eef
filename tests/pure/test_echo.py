"""The echo agent."""

import time

from tests.support.agents import example_shop, sent

from dragoman.agents.echo import EchoAgent
from dragoman.channels.content import TextOut


async def test_echo_says_back_every_new_message_on_a_line_of_its_own() -> None:
    shop = example_shop("ecla")

    reply = await EchoAgent().answer(shop.turn("one", "two"), shop.tools)

    assert reply.messages == (TextOut("one\ntwo"),)


async def test_echo_names_the_kind_of_a_message_without_words() -> None:
    shop = example_shop("ecla")

    reply = await EchoAgent().answer(shop.turn(sent("voice"), sent("text", "  ")), shop.tools)

    assert reply.messages == (TextOut("[voice]\n[text]"),)


async def test_echo_takes_the_time_it_is_told_to_take() -> None:
    shop = example_shop("ecla")

    began = time.monotonic()
    await EchoAgent(delay_ms=30).answer(shop.turn("hi"), shop.tools)

    assert time.monotonic() - began >= 0.03
