"""What Infobip's answer to a send means for the message."""

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.errors import (
    ChannelAccountProblem,
    ChannelError,
    ChannelOutcomeUnknown,
    ChannelRejected,
    ChannelUnavailable,
)
from dragoman.channels.base import Accepted
from dragoman.channels.infobip.answer import read_answer, retry_after_s

NOW = datetime(2026, 11, 1, 10, 0, 0, tzinfo=UTC)
FIELDS = st.one_of(
    st.sampled_from(["messages", "messageId", "status", "groupId", "groupName", "id", "name", "error"]),
    st.sampled_from(["requestError", "serviceException", "validationErrors", "errorCode", "violations"]),
    st.sampled_from(["text", "description", "property"]),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=12,
)


def answer_of(status: int, body: object, **headers: str) -> Accepted:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return read_answer(status, named, raw, message_id="7-ours", hidden=("secret-key", "96170000001"), now=NOW)


def result(group: int | str, status_id: int, **fields: object) -> dict[str, object]:
    named = {"groupId": group} if isinstance(group, int) else {"groupName": group}
    return {"messageId": "7-ours", "status": {**named, "id": status_id}, **fields}


@pytest.mark.conforms("answer:accepted")
@pytest.mark.parametrize("group", [0, 1, 3, "PENDING", "ACCEPTED", "DELIVERED"])
def test_an_accepting_status_group_is_acceptance(group: int | str) -> None:
    assert answer_of(200, result(group, 7)) == Accepted("7-ours")


def test_the_provider_s_own_id_is_kept_when_it_gives_one() -> None:
    theirs = {"messageId": "theirs", "status": {"groupId": 1, "id": 7}}

    assert answer_of(200, theirs) == Accepted("theirs")
    assert answer_of(200, {"status": {"groupId": 1, "id": 7}}) == Accepted("7-ours")


@pytest.mark.conforms("answer:rejected")
@pytest.mark.parametrize(
    ("status_id", "error"),
    [
        *[(status_id, ChannelAccountProblem) for status_id in (11, 12, 13, 17, 19)],
        *[(status_id, ChannelUnavailable) for status_id in (20, 21)],
        *[(status_id, ChannelRejected) for status_id in (6, 8, 10, 14, 18, 24, 25, 51, 52, 100)],
    ],
)
def test_a_200_that_rejects_is_told_apart_by_its_status(status_id: int, error: type[ChannelError]) -> None:
    with pytest.raises(error) as caught:
        answer_of(200, result(5, status_id))

    assert type(caught.value) is error
    assert caught.value.code


@pytest.mark.parametrize("group", [2, 4])
def test_a_200_that_already_failed_is_a_rejection(group: int) -> None:
    with pytest.raises(ChannelRejected):
        answer_of(200, result(group, 9 if group == 2 else 15))


@pytest.mark.conforms("answer:duplicate")
@pytest.mark.parametrize(
    "body",
    [result(5, 23), result(5, 100, error={"id": 7280}), result("REJECTED", 23)],
)
def test_a_duplicate_of_our_own_id_means_that_the_first_attempt_won(body: dict[str, object]) -> None:
    assert answer_of(200, body) == Accepted("7-ours")


@pytest.mark.conforms("answer:duplicate")
@pytest.mark.parametrize(
    "fault",
    [
        {"messageId": "DUPLICATE_REQUEST", "text": "Duplicate"},
        {"messageId": "BAD_REQUEST", "validationErrors": {"messageId": ["must be unique"]}},
    ],
)
def test_a_duplicate_may_also_be_told_by_a_400(fault: dict[str, object]) -> None:
    assert answer_of(400, {"requestError": {"serviceException": fault}}) == Accepted("7-ours")


@pytest.mark.parametrize(
    "checks",
    [
        {"messageId": ["size must be between 0 and 200"]},
        {"messageId": ["must be unique"], "content.text": ["must not be blank"]},
        {"content.action.buttons": ["ids and titles must be unique"]},
    ],
)
def test_a_400_about_anything_else_is_a_rejection(checks: dict[str, object]) -> None:
    fault = {"messageId": "BAD_REQUEST", "validationErrors": checks}

    with pytest.raises(ChannelRejected):
        answer_of(400, {"requestError": {"serviceException": fault}})


@pytest.mark.conforms("answer:empty", "answer:truncated", "answer:html")
@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b'{"messageId":"7-ours","sta', b"<html>ok</html>", b"null", b"[]", b'"yes"', b"{}"),
        *(b"\xff\xfe", b'{"status":{"groupId":99}}', b'{"status":7}', b"[" * 100_000),
    ],
)
def test_a_200_that_cannot_be_read_leaves_the_outcome_unknown(body: bytes) -> None:
    with pytest.raises(ChannelOutcomeUnknown):
        answer_of(200, body)


@pytest.mark.conforms("answer:account", "answer:unknown")
@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b'{"error":"x"}'])
@pytest.mark.parametrize(
    ("status", "error"),
    [
        *[(status, ChannelRejected) for status in (400, 404, 405, 409, 413, 415, 422)],
        *[(status, ChannelAccountProblem) for status in (301, 302, 307, 308, 401, 402, 403)],
        *[(status, ChannelUnavailable) for status in (429, 503)],
        *[(status, ChannelOutcomeUnknown) for status in (408, 500, 501, 502, 504, 520, 524, 599)],
    ],
)
def test_each_http_status_has_its_error_whatever_the_body(
    status: int, error: type[ChannelError], body: bytes
) -> None:
    with pytest.raises(error) as caught:
        answer_of(status, body)

    assert type(caught.value) is error


def test_a_503_from_a_proxy_that_lost_the_provider_is_unknown() -> None:
    body = b"upstream connect error or disconnect/reset before headers. reset reason: connection termination"

    with pytest.raises(ChannelOutcomeUnknown):
        answer_of(503, body, Retry_After="5")


@pytest.mark.conforms("answer:classic", "answer:new", "answer:third", "answer:xml", "answer:html")
@pytest.mark.parametrize(
    ("status", "body", "code", "words"),
    [
        (
            400,
            {
                "requestError": {
                    "serviceException": {
                        "messageId": "BAD_REQUEST",
                        "text": "Bad request",
                        "validationErrors": {"content.text": ["must not be blank"], "to": "is too long"},
                    }
                }
            },
            "BAD_REQUEST",
            ["Bad request", "content.text: must not be blank", "to: is too long"],
        ),
        (
            400,
            {
                "errorCode": "E400",
                "description": "Cannot be processed.",
                "violations": [{"property": "events[0]", "violation": "size must be 1"}],
            },
            "E400",
            ["Cannot be processed.", "events[0]: size must be 1"],
        ),
        (400, {"error": "no such message"}, "400", ["no such message"]),
        (
            403,
            b"<requestError><serviceException><messageId>FORBIDDEN</messageId><text>Forbidden</text>"
            b"</serviceException></requestError>",
            "FORBIDDEN",
            ["403 FORBIDDEN: Forbidden", "key may send"],
        ),
        (503, b"<html><head><title>Down for work</title></head></html>", "503", ["Down for work"]),
        (502, b"", "502", ["an empty body"]),
        (401, b"nope", "401", ["not JSON", "API key"]),
    ],
)
def test_every_form_of_error_is_put_into_words(
    status: int, body: object, code: str, words: list[str]
) -> None:
    with pytest.raises(ChannelError) as caught:
        answer_of(status, body)

    assert caught.value.code == code
    for part in words:
        assert part in str(caught.value)


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_an_error_repeats_neither_key_nor_number_even_if_the_provider_does(status: int) -> None:
    leak = "key secret-key, to 96170000001, also +961 70 000 002 and LB.134912089999"
    body = {
        "errorCode": leak,
        "description": leak,
        "violations": [{"property": leak, "violation": leak}],
        "status": {"groupId": 5, "id": 777, "name": leak, "description": leak},
    }

    with pytest.raises(ChannelError) as caught:
        answer_of(status, body)

    shown = f"{caught.value} {caught.value.code}"
    assert not any(secret in shown for secret in ("secret-key", "96170000001", "70 000 002", "134912089999"))


@pytest.mark.conforms("answer:429")
@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("30", 30.0),
        (" 1.5 ", 1.5),
        ("86400", 3600.0),
        ("99999999999999999999", None),
        ("Sun, 01 Nov 2026 10:00:45 GMT", 45.0),
        ("Sun, 01 Nov 2026 10:00:45 -0000", 45.0),
        ("Sun, 01 Nov 2026 09:00:00 GMT", 0.0),
        ("Mon, 02 Nov 2026 10:00:00 GMT", 3600.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_stays_within_an_hour(value: str, seconds: float | None) -> None:
    assert retry_after_s({"Retry-After": value}, NOW) == seconds


@pytest.mark.conforms("answer:429")
def test_a_429_hands_on_how_long_to_wait() -> None:
    with pytest.raises(ChannelUnavailable) as caught:
        answer_of(429, {"errorCode": "E429", "description": "Too many requests sent."}, Retry_After="12")

    assert caught.value.retry_after_s == 12
    assert caught.value.retry


@given(status=st.integers(200, 599), body=st.binary(max_size=60) | JSON.map(lambda v: json.dumps(v).encode()))
def test_no_answer_breaks_the_reader(status: int, body: bytes) -> None:
    with contextlib.suppress(ChannelError):
        assert answer_of(status, body).provider_id


@given(value=st.text(max_size=40))
def test_no_retry_after_breaks_the_reader(value: str) -> None:
    seconds = retry_after_s({"Retry-After": value}, NOW)

    assert seconds is None or 0 <= seconds <= 3600
