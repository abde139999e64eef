"""The client and the emulator agree: what one builds the other takes, and each fault has its error."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.contents import ALL_OPTIONS, LEAST, MOST
from tests.support.emulator import MONA, SHOP, an_emulator

from dragoman.base.errors import (
    ChannelAccountProblem,
    ChannelError,
    ChannelOutcomeUnknown,
    ChannelRejected,
    ChannelUnavailable,
)
from dragoman.channels.base import Accepted, Outbound, Sender, SendOptions
from dragoman.channels.content import OutContent, TextOut
from dragoman.channels.infobip.client import InfobipChannel

HI = Outbound("7-m1", MONA, TextOut("hi"))


@pytest.mark.conforms("send:*", "template:body")
@pytest.mark.conforms(
    "emulator:text",
    "emulator:image",
    "emulator:document",
    "emulator:audio",
    "emulator:video",
    "emulator:sticker",
    "emulator:location",
    "emulator:contact",
    "emulator:interactive/buttons",
    "emulator:interactive/list",
    "emulator:interactive/url-button",
    "emulator:interactive/flow",
    "emulator:interactive/product",
    "emulator:interactive/multi-product",
    "emulator:interactive/media-carousel",
    "emulator:interactive/location-request",
    "emulator:interactive/request-contact-info",
    "emulator:template",
)
@pytest.mark.parametrize("content", [*LEAST, *MOST])
async def test_every_content_is_taken_least_and_most(content: OutContent) -> None:
    channel = InfobipChannel()
    async with an_emulator() as emulator:
        message = Outbound("7-m1", MONA, content, replace(ALL_OPTIONS, remove_protocol=False))
        accepted = await channel.send(Sender(SHOP, emulator.url, "key"), message)

        assert accepted == Accepted("7-m1")
        assert len(await emulator.outbox()) == 1
    await channel.close()


@pytest.mark.conforms("with:reply_to")
async def test_an_answer_quotes_the_customer_s_message() -> None:
    channel = InfobipChannel()
    async with an_emulator() as emulator:
        quoted = await emulator.customer_says("how much?")
        message = replace(HI, options=SendOptions(reply_to=quoted))

        await channel.send(Sender(SHOP, emulator.url, "key"), message)

        assert [row["reply_to"] for row in await emulator.outbox()] == [quoted]
    await channel.close()


@pytest.mark.conforms("call:read")
async def test_a_message_is_marked_as_read_whatever_its_id_looks_like() -> None:
    channel = InfobipChannel()
    async with an_emulator() as emulator:
        sender = Sender(SHOP, emulator.url + "/", "key")
        ids = [await emulator.customer_says("hi", message_id=id_) for id_ in ("wamid.HBg=", "a/b+c%2F d?x#y")]

        assert [await channel.mark_read(sender, id_) for id_ in ids] == [True, True]
        assert await channel.mark_read(sender, "wamid.unknown") is False
    await channel.close()


@pytest.mark.conforms("call:events")
async def test_typing_is_taken() -> None:
    channel = InfobipChannel()
    async with an_emulator() as emulator:
        assert await channel.typing(Sender(SHOP, emulator.url, "key"), MONA) is True
    await channel.close()


@pytest.mark.conforms(
    "answer:429", "answer:unknown", "answer:account", "answer:rejected", "fault:reject_status"
)
@pytest.mark.parametrize(
    ("faults", "error", "stored"),
    [
        ({"http_429": {"next": 1}, "retry_after_s": 3}, ChannelUnavailable, 0),
        ({"http_503": {"next": 1}}, ChannelUnavailable, 0),
        ({"http_500": {"next": 1}}, ChannelOutcomeUnknown, 0),
        ({"http_500_accepted": {"next": 1}}, ChannelOutcomeUnknown, 1),
        ({"cut": {"next": 1}}, ChannelOutcomeUnknown, 1),
        ({"cut_before": {"next": 1}}, ChannelOutcomeUnknown, 0),
        ({"slow_body": {"next": 1}, "slow_body_ms": 3000}, ChannelOutcomeUnknown, 1),
        ({"refuse_all": True}, ChannelAccountProblem, 0),
        ({"reject": {"next": 1}, "reject_status": 12}, ChannelAccountProblem, 0),
        ({"reject": {"next": 1}, "reject_status": 14}, ChannelRejected, 0),
        ({"reject": {"next": 1}, "reject_status": 21}, ChannelUnavailable, 0),
    ],
)
async def test_each_fault_has_its_error_and_is_met_once(
    faults: dict[str, Any], error: type[ChannelError], stored: int
) -> None:
    channel = InfobipChannel(timeout_s=1)
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", faults)

        with pytest.raises(error) as caught:
            await channel.send(Sender(SHOP, emulator.url, "key"), HI)

        assert type(caught.value) is error
        assert len(await emulator.outbox()) == stored
    await channel.close()


@pytest.mark.conforms("answer:duplicate")
@pytest.mark.parametrize("policy", ["accept", "drop", "http400", "rejected23"])
async def test_sending_the_same_id_again_is_acceptance_of_the_first(policy: Any) -> None:
    channel = InfobipChannel()
    async with an_emulator(duplicate_message_id=policy) as emulator:
        sender = Sender(SHOP, emulator.url, "key")

        assert await channel.send(sender, HI) == await channel.send(sender, HI) == Accepted("7-m1")
    await channel.close()
