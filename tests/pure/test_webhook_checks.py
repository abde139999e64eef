"""How a webhook proves where it comes from."""

import base64

import pytest

from dragoman.doors.webhook import Checks

RIGHT = base64.b64encode(b"infobip:right").decode()
CHECKS = Checks(basic=("infobip", "right"))


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC", "bAsIc"])
@pytest.mark.parametrize("space", [" ", "  "])
def test_the_scheme_may_be_written_in_any_case(scheme: str, space: str) -> None:
    assert CHECKS.passed(None, f"{scheme}{space}{RIGHT}".encode())


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Basic",
        "Basic ",
        RIGHT,
        f"Basic{RIGHT}",
        f"Bearer {RIGHT}",
        f"Basic {RIGHT.swapcase()}",
        f"Basic {RIGHT} {RIGHT}",
        "Basic " + base64.b64encode(b"infobip:wrong").decode(),
        "Basic " + base64.b64encode(b"Infobip:right").decode(),
        "Basic \xff",
    ],
)
def test_what_follows_it_must_be_right_to_the_letter(authorization: str | None) -> None:
    assert not CHECKS.passed(None, authorization.encode() if authorization is not None else None)


@pytest.mark.parametrize(("token", "passes"), [("let-me-in", True), ("LET-ME-IN", False), (None, False)])
def test_a_token_must_be_right_too_where_both_are_asked_for(token: str | None, passes: bool) -> None:
    checks = Checks("let-me-in", ("infobip", "right"))

    assert checks.passed(token, f"basic {RIGHT}".encode()) is passes
