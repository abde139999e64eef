"""Sending over real HTTP, to a small server on this machine that answers as each test tells it."""

import asyncio
import json
import re
import socket
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import web

from dragoman import __version__
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
    Row,
    Sender,
    TextOut,
)
from dragoman.channels.infobip.client import InfobipChannel

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
KEY, CUSTOMER = "0123456789abcdef-secret", "96170000001"
HI = Outbound("7-m1", CUSTOMER, TextOut("hi there, how are you"))


async def accept(request: web.Request) -> web.StreamResponse:
    body = await request.json()
    status = {"groupId": 1, "groupName": "PENDING", "id": 7, "name": "PENDING_ENROUTE"}
    return web.json_response({"to": body["to"], "messageId": body["messageId"], "status": status})


async def hang(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response()


async def hang_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def say(status: int, body: bytes = b"", **headers: str) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, body=body, headers=named)

    return answer


@dataclass
class Provider:
    """The server: what it got, and how it answers."""

    url: str = ""
    answer: Answer = accept
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.paths.append(request.path)
        self.headers.append(dict(request.headers))
        self.bodies.append(json.loads(await request.read() or b"{}"))
        assert request.transport is not None
        self.connections.add(request.transport.get_extra_info("peername"))
        return await self.answer(request)

    def sender(self, **changes: Any) -> Sender:
        return replace(Sender("96179374241", self.url, KEY), **changes)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    provider = Provider()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", provider.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    provider.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield provider
    await runner.cleanup()


@pytest.fixture
async def channel() -> AsyncIterator[InfobipChannel]:
    channel = InfobipChannel(timeout_s=5)
    yield channel
    await channel.close()


@asynccontextmanager
async def raw_server(*answers: bytes | None) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that gives ``answers`` on each connection, then closes it; ``None`` resets it instead."""
    requests: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            requests.append(head + await reader.readexactly(int(length[1]) if length else 0))
            if answer is None:
                now = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
            else:
                writer.write(answer)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", requests
    finally:
        server.close()
        await server.wait_closed()


def http_200(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


TAKEN = http_200(b'{"messageId":"7-m1","status":{"groupId":1,"id":7}}')


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def test_a_message_is_one_request_with_our_id_and_headers(
    provider: Provider, channel: InfobipChannel
) -> None:
    accepted = await channel.send(provider.sender(), HI)

    assert accepted == Accepted("7-m1")
    assert provider.paths == ["/whatsapp/1/message/text"]
    assert provider.bodies[0]["messageId"] == "7-m1"
    (headers,) = provider.headers
    assert headers["Authorization"] == f"App {KEY}"
    assert headers["Content-Type"] == headers["Accept"] == "application/json"
    assert headers["User-Agent"] == f"dragoman/{__version__}"


async def test_each_kind_of_content_has_its_own_address(provider: Provider, channel: InfobipChannel) -> None:
    contents = (
        ImageOut("https://shop.example/a.jpg"),
        ButtonsOut("Which?", (Button("a", "Red"),)),
        ListOut("Which?", "See", (Row("a", "Red"),)),
    )

    for content in contents:
        await channel.send(provider.sender(), Outbound("7-m1", CUSTOMER, content))

    assert provider.paths == [
        "/whatsapp/1/message/image",
        "/whatsapp/1/message/interactive/buttons",
        "/whatsapp/1/message/interactive/list",
    ]


async def test_a_base_url_may_have_a_path(provider: Provider, channel: InfobipChannel) -> None:
    await channel.send(provider.sender(base_url=f"{provider.url}/emulator/"), HI)

    assert provider.paths == ["/emulator/whatsapp/1/message/text"]


async def test_connections_are_kept_and_shared_by_senders(
    provider: Provider, channel: InfobipChannel
) -> None:
    for number in ("96179374241", "9613451652"):
        for _ in range(3):
            await channel.send(provider.sender(number=number), HI)

    assert len(provider.connections) == 1


async def test_no_cookie_of_one_sender_reaches_another(provider: Provider, channel: InfobipChannel) -> None:
    provider.answer = say(503, Set_Cookie="session=of-the-first")

    for number in ("96179374241", "9613451652"):
        with pytest.raises(ChannelUnavailable):
            await channel.send(provider.sender(number=number), HI)

    assert not any("Cookie" in headers for headers in provider.headers)


async def test_each_sender_uses_its_own_key_and_a_new_key_at_once(
    provider: Provider, channel: InfobipChannel
) -> None:
    await channel.send(provider.sender(), HI)
    await channel.send(provider.sender(number="9613451652", api_key="other"), HI)
    await channel.send(provider.sender(api_key="renewed"), HI)

    assert [headers["Authorization"] for headers in provider.headers] == [
        f"App {KEY}",
        "App other",
        "App renewed",
    ]


async def test_content_over_a_limit_never_leaves(provider: Provider, channel: InfobipChannel) -> None:
    with pytest.raises(ChannelRejected, match="4097 characters"):
        await channel.send(provider.sender(), replace(HI, content=TextOut("x" * 4097)))

    assert provider.paths == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (say(400, b'{"requestError":{"serviceException":{"messageId":"BAD_REQUEST"}}}'), ChannelRejected),
        (say(401), ChannelAccountProblem),
        (say(403, b"<html><title>Forbidden</title></html>"), ChannelAccountProblem),
        (say(404), ChannelRejected),
        (say(429), ChannelUnavailable),
        (say(500), ChannelOutcomeUnknown),
        (say(502, b"<html>Bad gateway</html>"), ChannelOutcomeUnknown),
        (say(503, b"<html>Sorry</html>"), ChannelUnavailable),
        (say(504), ChannelOutcomeUnknown),
        (say(200), ChannelOutcomeUnknown),
        (say(200, b"<html>Welcome</html>"), ChannelOutcomeUnknown),
        (say(200, b'{"status":{"groupId":5,"id":12}}'), ChannelAccountProblem),
        (say(307, Location="/elsewhere"), ChannelAccountProblem),
        (hang_up, ChannelOutcomeUnknown),
    ],
)
async def test_every_answer_is_one_request_and_its_own_error(
    provider: Provider, channel: InfobipChannel, answer: Answer, error: type[ChannelError]
) -> None:
    provider.answer = answer

    with pytest.raises(error) as caught:
        await channel.send(provider.sender(), HI)

    assert type(caught.value) is error
    assert len(provider.paths) == 1


async def test_a_429_says_how_long_to_wait(provider: Provider, channel: InfobipChannel) -> None:
    provider.answer = say(429, Retry_After="7")

    with pytest.raises(ChannelUnavailable) as caught:
        await channel.send(provider.sender(), HI)

    assert caught.value.retry_after_s == 7


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


async def test_a_refused_connection_is_surely_not_sent(channel: InfobipChannel) -> None:
    with pytest.raises(ChannelUnavailable, match="Nothing was sent"):
        await channel.send(Sender("96179374241", f"http://127.0.0.1:{free_port()}", KEY), HI)


async def test_an_unknown_host_is_surely_not_sent(channel: InfobipChannel) -> None:
    with pytest.raises(ChannelUnavailable, match="not found"):
        await channel.send(Sender("96179374241", "http://nobody.invalid", KEY), HI)


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


async def test_a_sender_s_rate_holds_for_its_own_messages_only(
    provider: Provider, channel: InfobipChannel
) -> None:
    slow = provider.sender(rate_per_second=4)
    fast = provider.sender(number="9613451652")
    began = time.monotonic()

    waiting = [asyncio.create_task(channel.send(slow, HI)) for _ in range(6)]
    await asyncio.gather(*(channel.send(fast, HI) for _ in range(6)))
    fast_s = time.monotonic() - began
    await asyncio.gather(*waiting)

    assert fast_s < 0.8
    assert 0.99 <= time.monotonic() - began < 2.5


async def test_a_new_rate_counts_at_once(provider: Provider, channel: InfobipChannel) -> None:
    await channel.send(provider.sender(rate_per_second=0.1), HI)
    began = time.monotonic()

    await channel.send(provider.sender(rate_per_second=50), HI)

    assert time.monotonic() - began < 1


async def test_a_new_key_does_not_lift_the_rate(provider: Provider, channel: InfobipChannel) -> None:
    await channel.send(provider.sender(rate_per_second=2), HI)
    await channel.send(provider.sender(rate_per_second=2), HI)
    began = time.monotonic()

    await channel.send(provider.sender(rate_per_second=2, api_key="renewed"), HI)

    assert time.monotonic() - began > 0.9


async def test_a_queue_longer_than_the_timeout_is_refused_with_the_time_it_needs(provider: Provider) -> None:
    channel = InfobipChannel(timeout_s=1)
    sender = provider.sender(rate_per_second=0.5)
    await channel.send(sender, HI)

    with pytest.raises(ChannelUnavailable) as caught:
        await channel.send(sender, HI)

    assert caught.value.retry_after_s == pytest.approx(2, abs=0.3)
    assert len(provider.paths) == 1
    await channel.close()


@pytest.mark.parametrize("base_url", ["", "xyz.api.infobip.com", "ftp://x.example", "http://", "http://[x"])
async def test_a_base_url_that_is_none_is_the_account_s_problem(
    channel: InfobipChannel, base_url: str
) -> None:
    with pytest.raises(ChannelAccountProblem, match="base URL"):
        await channel.send(Sender("96179374241", base_url, KEY), HI)


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "clé"])
async def test_a_key_that_cannot_be_one_is_the_account_s_problem_and_is_not_shown(
    provider: Provider, channel: InfobipChannel, key: str
) -> None:
    with pytest.raises(ChannelAccountProblem, match="API key") as caught:
        await channel.send(provider.sender(api_key=key), HI)

    assert not key or key not in str(caught.value)


async def test_errors_show_no_key_number_or_text_even_if_the_provider_repeats_them(
    provider: Provider,
    channel: InfobipChannel,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    echo = json.dumps({"errorCode": "E400", "description": f"{KEY} to {CUSTOMER}: {HI.content.text}"})  # type: ignore[union-attr]
    provider.answer = say(400, echo.encode())

    with pytest.raises(ChannelRejected) as caught:
        await channel.send(provider.sender(), replace(HI, content=TextOut(words)))

    shown = f"{caught.value!r} {capsys.readouterr()}"
    assert not any(secret in shown for secret in (KEY, CUSTOMER, words))


async def test_typing_is_shown_to_one_customer(provider: Provider, channel: InfobipChannel) -> None:
    body = b'{"bulkId":"b","messages":[{"messageId":"x","status":{"groupId":1,"id":26}}]}'
    provider.answer = say(200, body)

    shown = await channel.typing(provider.sender(), CUSTOMER)

    assert shown is True
    assert provider.paths == ["/whatsapp/1/events"]
    assert provider.bodies[0]["events"][0]["destinations"] == [{"to": CUSTOMER}]


@pytest.mark.parametrize("answer", [say(400), say(401), say(429), say(500), say(200), hang_up])
async def test_typing_never_fails_its_caller(
    provider: Provider, channel: InfobipChannel, answer: Answer
) -> None:
    provider.answer = answer

    assert await channel.typing(provider.sender(), CUSTOMER) is False


async def test_typing_survives_a_provider_that_is_not_there(channel: InfobipChannel) -> None:
    nowhere = Sender("96179374241", f"http://127.0.0.1:{free_port()}", KEY)

    assert await channel.typing(nowhere, CUSTOMER) is False


async def test_closing_twice_is_harmless_and_a_later_send_is_surely_not_sent(provider: Provider) -> None:
    channel = InfobipChannel()
    await channel.send(provider.sender(), HI)

    await channel.close()
    await channel.close()

    with pytest.raises(ChannelUnavailable, match="stopping"):
        await channel.send(provider.sender(), HI)
    assert len(provider.paths) == 1
