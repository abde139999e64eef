"""The tree of errors: what each means for whoever asked, and that the tree on paper is the tree in code."""

import inspect

import pytest

from dragoman.base import errors
from dragoman.base.errors import ChannelError, ChannelUnavailable, DragomanError

ALL = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, DragomanError) and kind.__module__ == errors.__name__
]


@pytest.mark.parametrize("kind", ALL)
def test_every_error_is_explained_and_drawn_in_the_tree(kind: type[DragomanError]) -> None:
    assert kind.__doc__
    assert kind.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize(
    ("name", "status", "retry"),
    [
        ("ConfigError", 400, False),
        ("NotFound", 404, False),
        ("Refused", 409, False),
        ("Unauthorized", 401, False),
        ("DatabaseUnavailable", 503, True),
        ("Busy", 503, True),
        ("FenceLost", 409, False),
        ("ChannelRejected", 502, False),
        ("ChannelUnavailable", 502, True),
        ("ChannelOutcomeUnknown", 502, False),
        ("ChannelAccountProblem", 502, False),
    ],
)
def test_an_error_says_its_status_and_whether_to_try_again(name: str, status: int, retry: bool) -> None:
    kind = getattr(errors, name)

    assert (kind.status, kind.retry) == (status, retry)


@pytest.mark.parametrize("kind", [kind for kind in ALL if issubclass(kind, ChannelError)])
def test_a_channels_error_carries_the_providers_code(kind: type[ChannelError]) -> None:
    error = kind("refused", code="7010")

    assert (str(error), error.code) == ("refused", "7010")


def test_an_unavailable_channel_may_wish_for_a_pause() -> None:
    assert ChannelUnavailable("later", retry_after_s=3).retry_after_s == 3
    assert ChannelUnavailable("later").retry_after_s is None
