"""What is printed of an event: always the same names, ``null`` for whatever the payload does not tell."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.neutral_names import EVENTS, TYPES, promised

from dragoman.channels.base import Inbound, Text
from dragoman.channels.infobip.neutral import neutral
from dragoman.channels.infobip.parse import parse

PAYLOADS = Path(__file__).resolve().parents[1] / "payloads" / "infobip"
ROUTE = {"messageId": "w", "from": "447700900123", "to": "447700900001"}


def print_one(item: Any) -> dict[str, Any]:
    (event,) = parse(json.dumps({"results": [item]}).encode())
    return neutral(event)


def test_every_event_prints_its_names_and_there_is_a_payload_of_every_kind() -> None:
    kinds = set()

    for path in sorted(PAYLOADS.glob("*.json")):
        for printed in map(neutral, parse(path.read_bytes())):
            assert set(printed) == promised(printed), path.name
            kinds.add(printed["event"])

    assert kinds == EVENTS.keys()


@pytest.mark.parametrize("word", [*TYPES, "HOLOGRAM", "button"])
def test_a_message_with_nothing_in_it_prints_all_names_of_its_type(word: str) -> None:
    printed = print_one({**ROUTE, "message": {"type": word}})

    assert set(printed) == EVENTS["inbound"] | TYPES.get(word.upper(), set())
    told = {"event", "type", "known_type", "from", "to", "message_id"}
    decided = {"media_kind", "reaction_action", "shared_contacts", "order", "payment"}
    nested = {"payment_acknowledgement", "call_permission", "in_thread_authentication"}
    assert {name for name, value in printed.items() if value is not None} <= told | decided | nested


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"event": "DELIVERY", "messageId": "7-x"}, "delivery"),
        (
            {"event": "DELIVERY", "messageId": "7-x", "status": {"groupId": 5}, "error": {"id": 7010}},
            "delivery",
        ),
        ({"event": "SEEN", "messageId": "7-x"}, "seen"),
        ({"messageId": "7-x", "deletedAt": "2026-11-03T08:00:00Z"}, "deleted"),
        ({"messageTemplateId": 1, "change": {}}, "template_update"),
        ({"content": {"type": "payment"}}, "payment"),
        ({"content": {"type": "user_identity_changed"}}, "identity_change"),
        ({"content": {"notificationMessagesStatus": "stop"}}, "marketing_preference"),
    ],
)
def test_an_event_with_next_to_nothing_in_it_prints_all_its_names(item: dict[str, Any], kind: str) -> None:
    printed = print_one(item)

    assert set(printed) == EVENTS[kind]
    assert printed["event"] == kind


# Without these an event is another one, or none; and what is as it came stays as it came.
KEPT = frozenset(
    {"messageId", "from", "to", "sender", "destination", "type", "event", "seenAt", "deletedAt"}
    | {"response", "callbackData"}
)


def emptied(value: Any) -> Any:
    """The same with every string in it empty, but for those that are ``KEPT``."""
    if isinstance(value, dict):
        return {name: item if name in KEPT else emptied(item) for name, item in value.items()}
    if isinstance(value, list):
        return [emptied(item) for item in value]
    return "" if isinstance(value, str) else value


@pytest.mark.parametrize("path", sorted(PAYLOADS.glob("*.json")), ids=lambda path: path.stem)
def test_an_empty_string_is_printed_as_an_absent_value_is(path: Path) -> None:
    body = emptied(json.loads(path.read_text(encoding="utf-8")))

    for printed in map(neutral, parse(json.dumps(body).encode())):
        assert set(printed) == promised(printed)
        as_it_came = {"flow_response", "callback_data"}
        assert "" not in strings_of({name: item for name, item in printed.items() if name not in as_it_came})


def test_an_empty_text_is_printed_as_none_and_is_a_text_all_the_same() -> None:
    (event,) = parse(json.dumps({"results": [{**ROUTE, "message": {"type": "TEXT", "text": ""}}]}).encode())

    assert isinstance(event, Inbound)
    assert event.content == Text("")
    assert neutral(event)["text"] is None


def strings_of(value: Any) -> list[str]:
    """Every string in a printed value, however deep."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings_of(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings_of(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("data", [{"basket": "b-7"}, ["a", 1], 17, 0, False, {}, "text"])
def test_callback_data_that_is_no_text_is_printed_as_it_came(data: Any) -> None:
    for item in (
        {**ROUTE, "message": {"type": "TEXT", "text": "hi"}},
        {"messageId": "7-x", "status": {"groupId": 3}},
        {"messageId": "7-x", "seenAt": "2026-11-03T08:00:00Z"},
        {"messageId": "7-x", "deletedAt": "2026-11-03T08:00:00Z"},
    ):
        printed = print_one({**item, "callbackData": data})

        assert printed["callback_data"] == data
        assert type(printed["callback_data"]) is type(data)


@pytest.mark.parametrize(
    ("place", "printed"),
    [
        ({"latitude": "north", "longitude": 31.2}, (None, 31.2)),
        ({"latitude": 30.1}, (30.1, None)),
        ({"latitude": 95, "longitude": "31.2"}, (95, 31.2)),
        ({}, (None, None)),
    ],
)
def test_of_a_place_off_the_map_is_printed_what_can_be_read(place: dict[str, Any], printed: Any) -> None:
    event = print_one({**ROUTE, "message": {"type": "LOCATION", "name": "Bridge", "address": "", **place}})

    assert (event["latitude"], event["longitude"]) == printed
    assert (event["location_name"], event["location_address"]) == ("Bridge", None)
