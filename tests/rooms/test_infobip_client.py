"""Sending over real HTTP, to a small server on this machine that answers as each test tells it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from tests.support.contents import MOST
from tests.support.infobip_server import (
    CUSTOMER,
    HI,
    KEY,
    Answer,
    Provider,
    a_provider,
    free_port,
    hang_up,
    say,
)

from dragoman import __version__
from dragoman.base.errors import (
    ChannelAccountProblem,
    ChannelError,
    ChannelOutcomeUnknown,
    ChannelRejected,
    ChannelUnavailable,
)
from dragoman.channels.base import Accepted, Outbound, Sender, SendNotBegun
from dragoman.channels.content import ImageOut, OutContent, TextOut
from dragoman.channels.infobip.client import InfobipChannel
from dragoman.channels.interactive import Button, ButtonsOut, ListOut, Row
from dragoman.channels.plain import texts_in


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with a_provider() as provider:
        yield provider


@pytest.fixture
async def channel() -> AsyncIterator[InfobipChannel]:
    channel = InfobipChannel(timeout_s=5)
    yield channel
    await channel.close()


@pytest.mark.conforms("with:message_id")
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


@pytest.mark.conforms("send:image", "send:interactive/buttons", "send:interactive/list")
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


@pytest.mark.conforms("answer:classic", "answer:html", "answer:empty", "answer:account", "answer:unknown")
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


@pytest.mark.conforms("rule:rate")
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


async def test_errors_and_logs_show_no_key_number_or_text_even_if_the_provider_repeats_them(
    provider: Provider, channel: InfobipChannel, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "your new lamp is here"
    echo = {"errorCode": "E400", "description": f"{KEY} sent {words} to {CUSTOMER}"}
    provider.answer = say(400, json.dumps(echo).encode())

    with pytest.raises(ChannelRejected) as caught:
        await channel.send(provider.sender(), replace(HI, content=TextOut(words)))
    await channel.typing(provider.sender(), CUSTOMER)

    shown = f"{caught.value!r} {capsys.readouterr()}"
    assert not any(secret in shown for secret in (KEY, CUSTOMER, words))


@pytest.mark.conforms("call:events")
async def test_typing_is_shown_to_one_customer(provider: Provider, channel: InfobipChannel) -> None:
    body = b'{"bulkId":"b","messages":[{"messageId":"x","status":{"groupId":1,"id":26}}]}'
    provider.answer = say(200, body)

    shown = await channel.typing(provider.sender(), CUSTOMER)

    assert shown is True
    assert provider.paths == ["/whatsapp/1/events"]
    assert provider.bodies[0]["events"][0]["destinations"] == [{"to": CUSTOMER}]


@pytest.mark.parametrize("content", MOST)
async def test_no_error_repeats_any_words_of_any_content(
    provider: Provider, channel: InfobipChannel, content: OutContent
) -> None:
    words = [text for text in texts_in(content) if len(text) > 3]
    provider.answer = say(400, json.dumps({"errorCode": "E400", "description": " | ".join(words)}).encode())

    with pytest.raises(ChannelRejected) as caught:
        await channel.send(provider.sender(), replace(HI, content=content))

    assert not any(word in str(caught.value).replace("[hidden]", "") for word in words)


@pytest.mark.conforms("call:read")
async def test_marking_as_read_posts_nothing_but_the_id(provider: Provider, channel: InfobipChannel) -> None:
    provider.answer = say(204)

    assert await channel.mark_read(provider.sender(), "wamid.HBg=") is True
    assert provider.headers[0]["Authorization"] == f"App {KEY}"


@pytest.mark.parametrize("answer", [say(400), say(401), say(404), say(429), say(500), hang_up])
async def test_marking_as_read_never_fails_its_caller(
    provider: Provider, channel: InfobipChannel, answer: Answer
) -> None:
    provider.answer = answer

    assert await channel.mark_read(provider.sender(), "wamid.HBg=") is False


@pytest.mark.parametrize("answer", [say(400), say(401), say(429), say(500), say(200), hang_up])
async def test_typing_never_fails_its_caller(
    provider: Provider, channel: InfobipChannel, answer: Answer
) -> None:
    provider.answer = answer

    assert await channel.typing(provider.sender(), CUSTOMER) is False


async def test_typing_survives_a_provider_that_is_not_there(channel: InfobipChannel) -> None:
    nowhere = Sender("96179374241", f"http://127.0.0.1:{free_port()}", KEY)

    assert await channel.typing(nowhere, CUSTOMER) is False


async def test_a_send_that_is_cancelled_while_it_waits_for_the_rate_was_surely_not_sent(
    provider: Provider, channel: InfobipChannel
) -> None:
    slow = replace(provider.sender(), rate_per_second=0.5)
    await channel.send(slow, HI)
    waiting = asyncio.create_task(channel.send(slow, HI))
    await asyncio.sleep(0.1)

    waiting.cancel()

    with pytest.raises(SendNotBegun):
        await waiting
    assert len(provider.bodies) == 1


async def test_after_a_retry_after_the_next_message_is_not_even_tried(
    provider: Provider, channel: InfobipChannel
) -> None:
    provider.answer = say(429, b"{}", Retry_After="300")
    with pytest.raises(ChannelUnavailable):
        await channel.send(provider.sender(), HI)

    with pytest.raises(ChannelUnavailable) as told:
        await channel.send(provider.sender(), HI)

    assert told.value.code == "rate"
    assert told.value.retry_after_s == pytest.approx(300, abs=5)
    assert len(provider.paths) == 1
