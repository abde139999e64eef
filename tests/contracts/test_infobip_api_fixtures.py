"""Infobip's published answers to sends, each read as the manifest says it must be."""

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman.base.errors import (
    ChannelAccountProblem,
    ChannelError,
    ChannelOutcomeUnknown,
    ChannelRejected,
    ChannelUnavailable,
)
from dragoman.channels.infobip.answer import read_answer

FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures" / "infobip"
SENDS = (
    *("api_200_text", "api_200_template", "api_200_events"),
    *("api_400_text", "api_400_buttons", "api_400_list", "api_400_template", "api_400_location_two_paths"),
    *("api_400_no_details", "api_400_new_form", "api_401", "api_403", "api_404_media", "api_404_new_form"),
    *("api_429", "api_429_new_form", "api_500"),
)
ERRORS: dict[int, type[ChannelError]] = {
    400: ChannelRejected,
    401: ChannelAccountProblem,
    403: ChannelAccountProblem,
    404: ChannelRejected,
    429: ChannelUnavailable,
    500: ChannelOutcomeUnknown,
}

pytestmark = pytest.mark.skipif(
    not FIXTURES.is_dir(), reason="the captured answers are not beside this repository (../shared/fixtures)"
)


def expected_of(name: str) -> dict[str, Any]:
    manifest = json.loads((FIXTURES / "manifest.json").read_text("utf-8"))
    expected: dict[str, Any] = manifest["files"][f"{name}.json"]["expected"]
    return expected


def read(name: str) -> str:
    captured = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))
    body = json.dumps(captured["body"]).encode()
    return read_answer(captured["http_status"], captured["headers"], body, message_id="ours").provider_id


@pytest.mark.parametrize("name", [name for name in SENDS if "_200_" in name])
def test_an_accepted_send_gives_the_provider_s_id(name: str) -> None:
    expected = expected_of(name)
    message_id = expected.get("message_id") or expected["accepted"][0]["message_id"]

    assert read(name) == message_id


@pytest.mark.parametrize("name", [name for name in SENDS if "_200_" not in name])
def test_a_refused_send_becomes_the_error_that_says_what_to_do(name: str) -> None:
    expected = expected_of(name)

    with pytest.raises(ChannelError) as caught:
        read(name)

    error = caught.value
    assert type(error) is ERRORS[expected["http_status"]]
    assert error.code == expected["error_code"]
    assert error.retry is (expected["retryable"] is True)
    assert isinstance(error, ChannelOutcomeUnknown) is (expected["retryable"] == "ambiguous")
    assert getattr(error, "retry_after_s", None) == expected.get("retry_after_s")
    for path in expected.get("validation_paths", []):
        assert f"{path}: " in str(error)
