"""The client and the emulator agree: what one builds the other takes, and each fault has its error."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.emulator import MONA, SHOP, an_emulator

from dragoman.base.errors import (
    ChannelAccountProblem,
    ChannelError,
    ChannelOutcomeUnknown,
    ChannelRejected,
    ChannelUnavailable,
)
from dragoman.channels.base import (
    Accepted,
    Button,
    ButtonsOut,
    ImageOut,
    ListOut,
    Outbound,
    OutContent,
    Row,
    Sender,
    TextOut,
)
from dragoman.channels.infobip.client import InfobipChannel

HI = Outbound("7-m1", MONA, TextOut("hi"))


@pytest.mark.parametrize(
    "content",
    [
        TextOut("x" * 4096),
        ImageOut("https://shop.example/" + "x" * 2027, "c" * 1024),
        ButtonsOut("x" * 1024, tuple(Button(f"{n}" * 256, f"{n}" * 20) for n in range(3))),
        ListOut("x" * 1024, "o" * 20, tuple(Row(f"{n}" * 200, f"{n}" * 24, "d" * 72) for n in range(10))),
    ],
)
async def test_content_at_every_limit_is_taken(content: OutContent) -> None:
    channel = InfobipChannel()
    async with an_emulator() as emulator:
        accepted = await channel.send(Sender(SHOP, emulator.url, "key"), replace(HI, content=content))

        assert accepted == Accepted("7-m1")
        assert len(await emulator.outbox()) == 1
    await channel.close()


async def test_typing_is_taken() -> None:
    channel = InfobipChannel()
    async with an_emulator() as emulator:
        assert await channel.typing(Sender(SHOP, emulator.url, "key"), MONA) is True
    await channel.close()


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


@pytest.mark.parametrize("policy", ["accept", "drop", "http400", "rejected23"])
async def test_sending_the_same_id_again_is_acceptance_of_the_first(policy: Any) -> None:
    channel = InfobipChannel()
    async with an_emulator(duplicate_message_id=policy) as emulator:
        sender = Sender(SHOP, emulator.url, "key")

        assert await channel.send(sender, HI) == await channel.send(sender, HI) == Accepted("7-m1")
    await channel.close()
