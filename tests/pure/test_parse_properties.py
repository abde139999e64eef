"""Whatever arrives, ``parse`` answers with events whose every string can be stored."""

import copy
import dataclasses
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.support.neutral_names import promised

from dragoman.channels.base import Event, Inbound, Notice, Receipt, Unsupported
from dragoman.channels.infobip.neutral import neutral
from dragoman.channels.infobip.parse import parse

NOW = datetime(2026, 11, 4, tzinfo=UTC)
# No deadline: a busy machine is no defect of the parser.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
thorough = settings(unhurried, max_examples=300)
PAYLOADS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (Path(__file__).resolve().parents[1] / "payloads" / "infobip").glob("*.json")
}
ALONE = [payload for name, payload in sorted(PAYLOADS.items()) if name.startswith("evt_")]
RESULTS = [
    result
    for payload in PAYLOADS.values()
    for result in (payload["results"] if isinstance(payload.get("results"), list) else [])
    if isinstance(result, dict)
]

# Surrogates, NUL and numbers at the edge are all legal in JSON text, and all trouble further in.
strings = st.text(st.characters(), max_size=12) | st.sampled_from(
    [
        "\0",
        "\ud800",
        "\udfff\ud800",
        "TEXT",
        "MO",
        "SEEN",
        "+961",
        "٩٦١",
        "1e999",
        "nan",
        "2026-11-03T08:00:00Z",
    ]
)
numbers = st.integers() | st.floats() | st.sampled_from([10**4000, -(10**60), 1e308, -0.0, 5e-324])
json_values = st.recursive(
    st.none() | st.booleans() | numbers | strings,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(strings, inner, max_size=4),
    max_leaves=12,
)
FIELDS = sorted({field for result in [*RESULTS, *ALONE] for field in result} | {"results"})
INNER = sorted({field for result in RESULTS for field in result.get("message") or {}})
CONTAINERS = ["message", "contact", "status", "error", "content", "change", "price", "context"]
items = st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=8)
shaped_items = st.builds(
    lambda item, inner: {**item, **inner},
    items,
    st.dictionaries(
        st.sampled_from(CONTAINERS),
        st.dictionaries(st.sampled_from(INNER) | st.sampled_from(FIELDS), json_values, max_size=6),
        max_size=3,
    ),
)


def dump(value: Any) -> bytes:
    """JSON as Python writes it: NaN and Infinity included, surrogates as escapes."""
    return json.dumps(value, default=str).encode("utf-8", "surrogatepass")


def plain(value: Any) -> Any:
    """The events as nested lists and dicts, so that each string in them can be visited."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def strings_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for name, item in value.items() for text in [*strings_in(name), *strings_in(item)]]
    return [text for item in value for text in strings_in(item)] if isinstance(value, list) else []


def check(events: list[Event]) -> None:
    for event in events:
        assert isinstance(event, Inbound | Receipt | Notice | Unsupported)
        for text in strings_in(plain(event)):
            assert "\0" not in text
            text.encode("utf-8")
        printed = json.dumps(neutral(event), allow_nan=False)
        assert set(json.loads(printed)) == promised(neutral(event))
        if isinstance(event, Inbound):
            assert event.provider_id
            assert event.to.isdigit()
            assert event.address
            assert event.received_at.utcoffset() is not None


@pytest.mark.conforms("in:anything")
@unhurried
@given(st.binary(max_size=200))
@example(b"\xed\xa0\x80")
@example(b'{"results": [{"message": {}}')
@example(b'"\\ud800"')
def test_arbitrary_bytes_never_raise(body: bytes) -> None:
    check(parse(body, now=NOW))


@unhurried
@given(json_values)
def test_an_arbitrary_json_value_never_raises(value: Any) -> None:
    check(parse(dump(value), now=NOW))


@unhurried
@given(st.lists(shaped_items | json_values, max_size=3))
def test_arbitrary_values_under_the_providers_names_never_raise(results: list[Any]) -> None:
    events = parse(dump({"results": results}), now=NOW)

    assert len(events) == len(results)
    check(events)


@unhurried
@given(shaped_items)
def test_arbitrary_values_in_events_without_envelope_never_raise(item: dict[str, Any]) -> None:
    check(parse(dump(item), now=NOW))


def paths_of(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every field and element below ``value``."""
    if isinstance(value, dict):
        inner: list[tuple[Any, Any]] = list(value.items())
    else:
        inner = list(enumerate(value)) if isinstance(value, list) else []
    return [path for name, item in inner for path in [(*before, name), *paths_of(item, (*before, name))]]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A valid payload with up to four fields dropped or replaced by anything."""
    payload = copy.deepcopy(draw(st.sampled_from(sorted(PAYLOADS.items())))[1])
    for _ in range(draw(st.integers(1, 4))):
        paths = paths_of(payload)
        if not paths:
            break
        *way, last = draw(st.sampled_from(paths))
        parent = payload
        for step in way:
            parent = parent[step]
        if draw(st.booleans()):
            del parent[last]
        else:
            parent[last] = draw(json_values)
    return payload


@pytest.mark.conforms("in:anything")
@thorough
@given(mutated())
def test_a_valid_payload_with_fields_dropped_or_replaced_never_raises(payload: Any) -> None:
    check(parse(dump(payload), now=NOW))


@unhurried
@given(st.lists(st.sampled_from(RESULTS) | shaped_items | json_values, max_size=6))
def test_a_result_is_read_the_same_whatever_its_neighbours_are(results: list[Any]) -> None:
    together = parse(dump({"results": results}), now=NOW)

    alone = [event for item in results for event in parse(dump({"results": [item]}), now=NOW)]

    assert plain(together) == plain(alone)
    assert len(together) == len(results)


@unhurried
@given(
    st.sampled_from(RESULTS), st.dictionaries(strings.map(lambda name: "x-" + name), json_values, max_size=4)
)
def test_unknown_fields_change_nothing(result: dict[str, Any], more: dict[str, Any]) -> None:
    (plainly,) = parse(dump({"results": [result]}), now=NOW)
    (event,) = parse(dump({"results": [{**more, **result}]}), now=NOW)

    assert neutral(event) == neutral(plainly)


@pytest.mark.parametrize("opening", [b"[", b'{"results":[', b'{"a":{"message":', b'{"results":{"message":'])
@pytest.mark.parametrize("depth", [10, 63, 64, 65, 200, 990, 5_000])
def test_any_depth_of_nesting_is_survived(opening: bytes, depth: int) -> None:
    closing = opening.translate(bytes.maketrans(b"[{", b"]}"), delete=b'"abcdefghijklmnopqrstuvwxyz:')[::-1]

    check(parse(opening * depth + b"1" + closing * depth, now=NOW))
