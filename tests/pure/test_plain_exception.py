"""A traceback without anybody's words: most errors quote the value that they are about."""

from collections.abc import Callable

import psycopg
import pytest

from dragoman.base.errors import ChannelRejected, ConfigError, DatabaseUnavailable
from dragoman.base.telemetry import plain_exception

WORDS = "my " + "address is 12 Cedar Street"


def raised(raises: Callable[[], object]) -> Exception:
    """The error that this raises, with where it was raised."""
    try:
        raises()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def _fails(error: Exception, *, cause: Exception | None = None) -> Callable[[], None]:
    def fails() -> None:
        if cause is None:
            raise error
        raise error from cause

    return fails


def _fails_while_handling(first: Exception, second: Exception, *, silent: bool = False) -> Callable[[], None]:
    def fails() -> None:
        try:
            raise first
        except Exception:
            if silent:
                raise second from None
            _fails(second)()

    return fails


@pytest.mark.parametrize(
    "error",
    [ValueError(WORDS), KeyError(WORDS), RuntimeError(WORDS), UnicodeError(WORDS), psycopg.DataError(WORDS)],
    ids=lambda error: type(error).__name__,
)
def test_of_a_strangers_error_the_type_and_the_place_are_told(error: Exception) -> None:
    told = plain_exception(raised(_fails(error)))

    assert told.splitlines()[-1] == type(error).__name__
    assert "test_plain_exception.py" in told
    assert "in fails" in told
    assert "Cedar" not in told


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ConfigError("DRAGOMAN_ENV is wrong"), "ConfigError: DRAGOMAN_ENV is wrong"),
        (ChannelRejected("refused", code="7"), "ChannelRejected: refused"),
        (DatabaseUnavailable("no answer"), "DatabaseUnavailable: no answer"),
        (ConnectionRefusedError(111, "no route"), "ConnectionRefusedError: [Errno 111] no route"),
    ],
)
def test_what_we_and_the_operating_system_say_is_kept(error: Exception, sentence: str) -> None:
    assert plain_exception(raised(_fails(error))).splitlines()[-1] == sentence


def test_the_causes_of_an_error_are_told_first() -> None:
    error = raised(_fails(ConfigError("it does not open"), cause=KeyError(WORDS)))

    told = plain_exception(error)

    assert told.index("KeyError") < told.index("ConfigError: it does not open")
    assert "Cedar" not in told


def test_what_was_being_handled_is_told_unless_it_was_silenced() -> None:
    told = plain_exception(raised(_fails_while_handling(ValueError(WORDS), ConfigError("after it"))))
    silenced = plain_exception(
        raised(_fails_while_handling(ValueError(WORDS), ConfigError("after it"), silent=True))
    )

    assert "ValueError" in told
    assert "ValueError" not in silenced
    assert "ConfigError: after it" in told
    assert "ConfigError: after it" in silenced
    assert "Cedar" not in told + silenced


def test_errors_that_cause_each_other_come_to_an_end() -> None:
    one, other = ConfigError("one"), ConfigError("other")
    one.__cause__, other.__cause__ = other, one

    told = plain_exception(one)

    assert told.count("ConfigError: one") == told.count("ConfigError: other") == 1


def test_no_error_is_no_words() -> None:
    assert plain_exception(None) == ""
