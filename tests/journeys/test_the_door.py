"""The door: who is let in, what is turned away, and what is kept although nobody can read it."""

import asyncio
import base64
import json
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from tests.support.running import NUMBERS, Dragoman, a_result

SETTINGS = {"WEBHOOK_TOKEN": "let-me-in", "WEBHOOK_USERNAME": "infobip", "WEBHOOK_PASSWORD": "right"}
PATH = "/webhook/let-me-in"
LIMIT = 1024 * 1024


def _basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


RIGHT = _basic("infobip", "right")


async def _hooks(dragoman: Dragoman) -> list[dict[str, Any]]:
    return await dragoman.rows("SELECT * FROM hooks ORDER BY id")


async def _stored(dragoman: Dragoman, message_id: str) -> int:
    rows = await dragoman.rows("SELECT 1 FROM messages WHERE provider_id = %s", message_id)
    return len(rows)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
async def test_only_post_is_answered(dragoman: Dragoman, method: str) -> None:
    answer = await dragoman.request(method, PATH, headers=RIGHT)

    assert answer.status == 405
    assert answer.headers["allow"] == "POST"


@pytest.mark.conforms("proof:token", "proof:basic", "proof:all")
@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/webhook", RIGHT),
        ("/webhook/", RIGHT),
        ("/webhook/let-me-i", RIGHT),
        ("/webhook/LET-ME-IN", RIGHT),
        ("/webhook/l%C3%A9t-me-in", RIGHT),
        ("/webhook/%FF%00", RIGHT),
        (PATH, {}),
        (PATH, _basic("infobip", "wrong")),
        (PATH, _basic("nobody", "right")),
        (PATH, {"Authorization": "Basic"}),
        (PATH, {"Authorization": "Basic !!!"}),
        (PATH, {"Authorization": "Bearer right"}),
    ],
)
async def test_whoever_fails_a_check_stores_nothing(
    dragoman: Dragoman, path: str, headers: dict[str, str]
) -> None:
    result = a_result()
    before = len(await _hooks(dragoman))

    answer = await dragoman.request("POST", path, {"results": [result]}, headers=headers)

    assert answer.status in {401, 404} if path.endswith("/") else answer.status == 401
    assert await _stored(dragoman, result["messageId"]) == 0
    assert len(await _hooks(dragoman)) == before


async def test_nonsense_without_the_checks_is_not_kept_either(dragoman: Dragoman) -> None:
    before = len(await _hooks(dragoman))

    answer = await dragoman.request("POST", PATH, b"drop everything")

    assert answer.status == 401
    assert len(await _hooks(dragoman)) == before


@pytest.mark.conforms("proof:token", "proof:basic", "proof:all")
async def test_with_token_and_password_a_message_is_stored(dragoman: Dragoman) -> None:
    result = a_result()

    answer = await dragoman.request("POST", PATH, {"results": [result]}, headers=RIGHT)

    assert answer.status == 200
    assert await _stored(dragoman, result["messageId"]) == 1


async def test_the_emulator_knows_the_checks_too(dragoman: Dragoman) -> None:
    assert "$55" in await dragoman.customer().asks("how much is the whitening kit?")


async def test_a_body_of_exactly_the_limit_is_taken(dragoman: Dragoman) -> None:
    answer = await dragoman.request("POST", PATH, BytesIO(b"[]" + b" " * (LIMIT - 2)), headers=RIGHT)

    assert answer.status == 200


async def test_a_declared_length_over_the_limit_is_refused(dragoman: Dragoman) -> None:
    before = len(await _hooks(dragoman))

    answer = await dragoman.request("POST", PATH, BytesIO(b" " * (LIMIT + 1)), headers=RIGHT)

    assert answer.status == 413
    assert len(await _hooks(dragoman)) == before


@pytest.mark.parametrize("size", [LIMIT + 1, 2 * LIMIT, 5 * LIMIT])
async def test_who_sends_all_of_a_body_over_the_limit_reads_why_it_was_refused(
    dragoman: Dragoman, size: int
) -> None:
    answers = [await asyncio.to_thread(_posted_by_urllib, dragoman.url + PATH, size, RIGHT) for _ in range(5)]

    assert answers == [(413, "close")] * 5


async def test_who_fails_a_check_with_a_large_body_reads_why_too(dragoman: Dragoman) -> None:
    answers = [await asyncio.to_thread(_posted_by_urllib, dragoman.url + PATH, LIMIT, {}) for _ in range(5)]

    assert answers == [(401, "close")] * 5


async def test_who_asks_before_sending_is_refused_without_being_let_send(dragoman: Dragoman) -> None:
    host, port = dragoman.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    asked = [f"POST {PATH} HTTP/1.1", f"Host: {host}", f"Authorization: {RIGHT['Authorization']}"]
    asked += [f"Content-Length: {5 * LIMIT}", "Expect: 100-continue", "", ""]
    writer.write("\r\n".join(asked).encode())

    answer = await asyncio.wait_for(reader.read(), 1)
    writer.close()
    await writer.wait_closed()

    assert answer.startswith(b"HTTP/1.1 413 ")


def _posted_by_urllib(url: str, size: int, headers: dict[str, str]) -> tuple[int, str | None]:
    """Status and ``Connection`` as a client has them that reads nothing before it has sent everything."""
    request = urllib.request.Request(url, b" " * size, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers["Connection"]
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers["Connection"]


async def test_a_stream_over_the_limit_is_refused(dragoman: Dragoman) -> None:
    async def long() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 65_536

    async with dragoman.http.post(dragoman.url + PATH, data=long(), headers=RIGHT) as answer:
        assert answer.status == 413


async def test_a_stream_without_end_is_cut_off(dragoman: Dragoman) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 64 * LIMIT:
            sent += 65_536
            yield b" " * 65_536

    try:
        async with dragoman.http.post(dragoman.url + PATH, data=endless(), headers=RIGHT) as answer:
            assert answer.status == 413
    except aiohttp.ClientOSError:
        pass  # the door was shut while we were still talking

    assert sent < 32 * LIMIT


@pytest.mark.conforms("event:unsupported")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b'{"results": "what"}',
        b'{"hello": 1}',
        b"null",
        b"17",
        b'{"results": [{"messageId": 5}]}',
        b"[" * 10_000,
        b'{"results": [null, 7, []]}',
    ],
    ids=range(10),
)
async def test_what_nobody_can_read_is_kept_counted_and_answered_200(dragoman: Dragoman, body: bytes) -> None:
    answers = [await dragoman.request("POST", PATH, body, headers=RIGHT) for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    kept = [hook for hook in await _hooks(dragoman) if hook["kind"] in {"unreadable", "unsupported"}]
    assert [hook for hook in kept if hook["times"] == 2 and hook["reason"]]
    metrics = (await dragoman.request("GET", "/metrics")).text
    assert 'dragoman_hooks_kept_total{kind="unreadable"}' in metrics


async def test_the_very_bytes_of_what_is_not_json_are_kept(dragoman: Dragoman) -> None:
    body = b"\x00\xffnot json at all, \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7"

    await dragoman.request("POST", PATH, body, headers=RIGHT)

    assert body in [bytes(hook["body"]) for hook in await _hooks(dragoman)]


@pytest.mark.conforms("event:none")
async def test_an_empty_batch_is_fine_and_leaves_nothing(dragoman: Dragoman) -> None:
    before = await _hooks(dragoman)

    answer = await dragoman.request("POST", PATH, {"results": []}, headers=RIGHT)

    assert answer.status == 200
    assert await _hooks(dragoman) == before


@pytest.mark.conforms("in:batch")
async def test_a_batch_may_mix_shops_kinds_reports_strangers_and_garbage(dragoman: Dragoman) -> None:
    ours = a_result("hi")
    theirs = a_result(to=NUMBERS["astrosouks"], message={"type": "LOCATION", "latitude": 1, "longitude": 2})
    strange = a_result(to="33612345678")
    report = {"messageId": "not-ours", "status": {"groupId": 3, "groupName": "DELIVERED", "id": 5}}

    answer = await dragoman.request(
        "POST", PATH, {"results": [ours, 17, report, theirs, {"what": "ever"}, strange]}, headers=RIGHT
    )

    assert answer.status == 200
    stored = await dragoman.rows(
        "SELECT tenant_id, kind FROM messages WHERE provider_id = ANY(%s) ORDER BY kind",
        [ours["messageId"], theirs["messageId"]],
    )
    assert [line["kind"] for line in stored] == ["location", "text"]
    assert len({line["tenant_id"] for line in stored}) == 2
    kinds = [hook["kind"] for hook in (await _hooks(dragoman))[-3:]]
    assert sorted(kinds) == ["unrouted", "unsupported", "unsupported"]
    assert await dragoman.rows("SELECT 1 FROM stray_receipts WHERE message_id = 'not-ours'")
    await dragoman.idle()
    for result in (ours, theirs):
        assert await dragoman.sent_to(result["from"])
    assert not await dragoman.sent_to(strange["from"])


@pytest.mark.conforms("status:unheard of")
async def test_a_report_whose_status_nobody_knows_moves_nothing_and_is_kept_until_somebody_does(
    dragoman: Dragoman,
) -> None:
    customer = dragoman.customer()
    await customer.asks("how much is the whitening kit?")
    sent = (await customer.stored())[-1]
    wire = f"{sent['tenant_id']}-{sent['id']}"
    reports = [
        {"messageId": message_id, "status": {"groupId": 77, "name": "VANISHED"}}
        for message_id in (wire, "7-vanished")
    ]

    for report in reports:
        answer = await dragoman.request("POST", PATH, {"results": [report]}, headers=RIGHT)
        assert answer.status == 200

    assert (await customer.stored())[-1]["status"] == sent["status"]
    assert not await dragoman.rows("SELECT 1 FROM stray_receipts WHERE message_id = '7-vanished'")
    kept = [hook for hook in await _hooks(dragoman) if hook["kind"] == "unsupported"][-2:]
    assert [json.loads(bytes(hook["body"])) for hook in kept] == [{"results": [report]} for report in reports]
    assert {hook["reason"] for hook in kept} == {"a delivery report whose status is not known"}


async def test_a_kept_part_is_a_webhook_of_its_own(dragoman: Dragoman) -> None:
    strange = a_result("keep me", to="33612345679")

    await dragoman.request("POST", PATH, {"results": [a_result(), strange]}, headers=RIGHT)

    kept = [hook for hook in await _hooks(dragoman) if hook["to_number"] == "33612345679"]
    assert [json.loads(bytes(hook["body"])) for hook in kept] == [{"results": [strange]}]
