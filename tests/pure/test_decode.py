"""From bytes to values that PostgreSQL can hold, without looking at every one of a megabyte of them."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dragoman.channels.infobip.decode import MAX_DEPTH, decode

texts = st.text(st.characters(), max_size=8) | st.sampled_from(
    ["\0", "\ud800", "\\u0000", "\\ud800", "[[{{", "1e999"]
)
numbers = st.integers() | st.floats(allow_nan=False) | st.sampled_from([10**39, 10**40, -(10**39), 10**4000])
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(values, st.booleans())
@example("\0", True)
@example("\U0001f600", True)
@example(10**40, True)
def test_a_value_is_read_the_same_whatever_stands_beside_it(value: Any, ascii_only: bool) -> None:
    body = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")

    alone = decode(body)
    beside_trouble = decode(b'["\\u0000\\ud800",' + body + b"]")[1]
    beside_many = decode(b"[" + b"[]," * 2 * MAX_DEPTH + body + b"]")[-1]

    assert repr(alone) == repr(beside_trouble) == repr(beside_many)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'"a\\u0000b"', "ab"),
        (b'{"a\\u0000":1}', {"a": 1}),
        (b'"\\uD83D\\uDE00 \\uDBFF"', "\U0001f600 \ufffd"),
        (b'"\\udfff"', "\ufffd"),
        (b'"\xed\xa0\x80"', "\ufffd" * 3),
        (b'\xef\xbb\xbf"a"', "a"),
        (b"1e999", "1e999"),
        (b"[NaN,-Infinity]", ["NaN", "-Infinity"]),
        (b"1" * 40, int("1" * 40)),
        (b"1" * 41, "1" * 41),
        (b"-" + b"1" * 40, "-" + "1" * 40),
        (b"1" * 5000, "1" * 5000),
    ],
)
def test_what_cannot_be_stored_is_replaced_and_what_is_no_number_stays_text(body: bytes, value: Any) -> None:
    assert decode(body) == value


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_what_is_nested_too_deeply_is_dropped_and_its_neighbours_stay(opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    deepest, too_deep = (
        decode((opening * depth + "1" + closing * depth).encode()) for depth in (MAX_DEPTH, MAX_DEPTH + 1)
    )

    for _ in range(MAX_DEPTH):
        (deepest,) = deepest.values() if isinstance(deepest, dict) else deepest
        (too_deep,) = too_deep.values() if isinstance(too_deep, dict) else too_deep
    assert (deepest, too_deep) == (1, None)


@pytest.mark.parametrize("body", [b"", b"{", b"[1,]", b'"\0"', b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError):
        decode(body)
