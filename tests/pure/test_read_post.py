"""What a webhook brought, sorted; what nobody can take is kept without taking a process's time."""

import json
import time
from typing import Any

import pytest

from dragoman.channels.infobip.parse import parse
from dragoman.doors.webhook import read_post


def nobodys(number: str) -> None:
    """A table without shops."""


@pytest.mark.parametrize("parts", [2, 50])
def test_a_few_parts_that_nobody_can_take_are_kept_apart(parts: int) -> None:
    post = read_post(json.dumps({"results": list(range(parts))}).encode(), nobodys)

    assert [hook.kind for hook in post.hooks] == ["unsupported"] * parts
    assert json.loads(post.hooks[1].body) == {"results": [1]}


def test_a_single_part_that_nobody_can_take_is_kept_as_it_came() -> None:
    (hook,) = read_post(b'{"results": [ 1 ]}', nobodys).hooks

    assert (hook.kind, hook.body) == ("unreadable", b'{"results": [ 1 ]}')


def test_messages_to_nobody_can_be_replayed_each_for_itself_however_much_stands_beside_them() -> None:
    message = {"from": "96170000001", "to": "96179999999", "message": {"type": "TEXT", "text": "hi"}}
    results: list[Any] = [{**message, "messageId": f"wamid.{n}"} for n in range(2)]

    hooks = read_post(json.dumps({"results": [*results, *range(60)]}).encode(), nobodys).hooks

    assert [hook.kind for hook in hooks] == ["unrouted", "unrouted", "unsupported"]
    assert json.loads(hooks[1].body)["results"][0]["messageId"] == "wamid.1"


def test_half_a_megabyte_of_parts_that_nobody_can_take_is_kept_as_it_came_in_little_more_time_than_reading_it() -> (
    None
):
    body = b'{"results":[' + b",".join([b"1"] * 250_000) + b"]}"

    (hook,) = read_post(body, nobodys).hooks

    assert hook.body == body
    assert min(_seconds(read_post, body, nobodys) for _ in range(2)) < 2 * _seconds(parse, body)


def _seconds(read: Any, *arguments: Any) -> float:
    began = time.process_time()
    read(*arguments)
    return time.process_time() - began
