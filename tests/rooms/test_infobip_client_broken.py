"""When the line to Infobip breaks: what was surely not sent, and what nobody can know."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from tests.support.infobip_server import (
    HI,
    KEY,
    TAKEN,
    Answer,
    Provider,
    a_provider,
    accept,
    free_port,
    hang,
    raw_server,
)

from dragoman.base.errors import (
    ChannelError,
    ChannelOutcomeUnknown,
    ChannelRejected,
    ChannelUnavailable,
)
from dragoman.channels.base import (
    Accepted,
    Sender,
)
from dragoman.channels.infobip.client import InfobipChannel


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with a_provider() as provider:
        yield provider


@pytest.fixture
async def channel() -> AsyncIterator[InfobipChannel]:
    channel = InfobipChannel(timeout_s=5)
    yield channel
    await channel.close()


def _slowly(seconds: float) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await accept(request)

    return answer


@pytest.mark.conforms("answer:truncated")
@pytest.mark.parametrize(
    ("status", "error"), [(200, ChannelOutcomeUnknown), (400, ChannelRejected), (429, ChannelUnavailable)]
)
async def test_a_body_that_is_cut_short_leaves_the_status_to_decide(
    channel: InfobipChannel, status: int, error: type[ChannelError]
) -> None:
    answer = f"HTTP/1.1 {status} X\r\nContent-Length: 500\r\n\r\n".encode() + b'{"messageId":"7-m1",'
    async with raw_server(answer) as (url, _):
        with pytest.raises(error):
            await channel.send(Sender("96179374241", url, KEY), HI)


async def test_an_answer_that_is_not_http_leaves_the_outcome_unknown(channel: InfobipChannel) -> None:
    async with raw_server(b"SSH-2.0-server\r\n") as (url, requests):
        with pytest.raises(ChannelOutcomeUnknown):
            await channel.send(Sender("96179374241", url, KEY), HI)

    assert len(requests) == 1


@pytest.mark.conforms("answer:unknown")
async def test_a_connection_reset_after_the_request_leaves_the_outcome_unknown(
    channel: InfobipChannel,
) -> None:
    async with raw_server(None) as (url, requests):
        with pytest.raises(ChannelOutcomeUnknown):
            await channel.send(Sender("96179374241", url, KEY), HI)

    assert len(requests) == 1


async def test_a_kept_connection_that_breaks_under_the_next_request_is_not_tried_again(
    channel: InfobipChannel,
) -> None:
    """The first request is answered; the second, on the same connection, is read and then dropped."""
    async with raw_server(TAKEN, None) as (url, requests):
        await channel.send(Sender("96179374241", url, KEY), HI)

        with pytest.raises(ChannelOutcomeUnknown):
            await channel.send(Sender("96179374241", url, KEY), HI)

        assert len(requests) == 2


async def test_a_kept_connection_that_the_server_closed_in_between_is_replaced(
    channel: InfobipChannel,
) -> None:
    async with raw_server(TAKEN) as (url, requests):
        for _ in range(3):
            await channel.send(Sender("96179374241", url, KEY), HI)
            await asyncio.sleep(0.05)

        assert len(requests) == 3


@pytest.mark.conforms("answer:not sent")
async def test_a_refused_connection_is_surely_not_sent(channel: InfobipChannel) -> None:
    with pytest.raises(ChannelUnavailable, match="Nothing was sent"):
        await channel.send(Sender("96179374241", f"http://127.0.0.1:{free_port()}", KEY), HI)


@pytest.mark.conforms("answer:not sent")
async def test_an_unknown_host_is_surely_not_sent(channel: InfobipChannel) -> None:
    with pytest.raises(ChannelUnavailable, match="not found"):
        await channel.send(Sender("96179374241", "http://nobody.invalid", KEY), HI)


@pytest.mark.conforms("answer:not sent")
async def test_a_failed_tls_handshake_is_surely_not_sent(provider: Provider, channel: InfobipChannel) -> None:
    with pytest.raises(ChannelUnavailable, match="Nothing was sent"):
        await channel.send(provider.sender(base_url=provider.url.replace("http://", "https://")), HI)

    assert provider.paths == []


async def test_a_silent_provider_is_given_up_and_the_outcome_is_unknown(provider: Provider) -> None:
    channel, provider.answer = InfobipChannel(timeout_s=0.3), hang
    began = time.monotonic()

    with pytest.raises(ChannelOutcomeUnknown, match=r"within 0\.3 s"):
        await channel.send(provider.sender(), HI)

    assert time.monotonic() - began < 2
    assert len(provider.paths) == 1
    await channel.close()


async def test_a_server_that_never_accepts_is_surely_not_sent() -> None:
    """TLS to a port that says nothing: connecting does not end, so nothing was written."""
    channel = InfobipChannel(timeout_s=0.4)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"

        with pytest.raises(ChannelUnavailable, match="too long"):
            await channel.send(Sender("96179374241", url, KEY), HI)

    await channel.close()


async def test_waiting_for_a_free_connection_too_long_is_surely_not_sent(provider: Provider) -> None:
    channel, provider.answer = InfobipChannel(timeout_s=0.6, connections=1), hang
    first = asyncio.create_task(channel.send(provider.sender(), HI))
    await asyncio.sleep(0.1)

    with pytest.raises(ChannelUnavailable, match="busy"):
        await channel.send(provider.sender(), HI)

    assert len(provider.paths) == 1
    with pytest.raises(ChannelOutcomeUnknown):
        await first
    await channel.close()


async def test_a_number_whose_provider_hangs_leaves_the_other_numbers_their_connections(
    provider: Provider,
) -> None:
    """A server that accepts and never answers, and more sends to it than there are connections."""
    async with a_provider() as silent:
        silent.answer = hang
        channel = InfobipChannel(timeout_s=2, connections=40)
        hanging = [
            asyncio.create_task(channel.send(silent.sender(number="9613451652"), HI)) for _ in range(60)
        ]
        await asyncio.sleep(0.3)
        began = time.monotonic()

        assert await channel.send(provider.sender(), HI) == Accepted("7-m1")

        assert time.monotonic() - began < 0.5
        outcomes = [type(outcome) for outcome in await asyncio.gather(*hanging, return_exceptions=True)]
        assert time.monotonic() - began < 2 * 2
        assert outcomes.count(ChannelOutcomeUnknown) == len(silent.paths) <= 20
        assert outcomes.count(ChannelUnavailable) == 60 - len(silent.paths)
        await channel.close()


async def test_typing_to_a_provider_that_hangs_waits_for_no_connection(provider: Provider) -> None:
    channel, provider.answer = InfobipChannel(timeout_s=2, connections=2), hang
    sending = asyncio.create_task(channel.send(provider.sender(), HI))
    await asyncio.sleep(0.1)
    began = time.monotonic()

    assert await channel.typing(provider.sender(), "96170000001") is False

    assert time.monotonic() - began < 0.5
    sending.cancel()
    await channel.close()


async def test_who_waited_for_a_connection_still_keeps_to_the_rate(provider: Provider) -> None:
    """They wait behind a slow send, and must not all leave in the moment in which it ends."""
    channel, provider.answer = InfobipChannel(timeout_s=4, connections=16), _slowly(0.5)
    sender = provider.sender(rate_per_second=4)

    await asyncio.gather(*(channel.send(sender, HI) for _ in range(8)))

    starts = provider.times
    assert all(later - earlier > 0.95 for earlier, later in zip(starts, starts[4:], strict=False))
    await channel.close()


async def test_cancelling_a_send_ends_it_and_the_channel_goes_on(
    provider: Provider, channel: InfobipChannel
) -> None:
    provider.answer = hang
    task = asyncio.create_task(channel.send(provider.sender(), HI))
    await asyncio.sleep(0.1)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    provider.answer = accept
    assert await channel.send(provider.sender(), HI) == Accepted("7-m1")


async def test_closing_twice_is_harmless_and_a_later_send_is_surely_not_sent(provider: Provider) -> None:
    channel = InfobipChannel()
    await channel.send(provider.sender(), HI)

    await channel.close()
    await channel.close()

    with pytest.raises(ChannelUnavailable, match="stopping"):
        await channel.send(provider.sender(), HI)
    assert len(provider.paths) == 1
