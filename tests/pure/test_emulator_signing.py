"""The emulator's proofs are those that Dragoman's door asks for, each of them."""

from typing import Any

import pytest

from dragoman.channels.emulator.signing import ALGORITHMS, headers_for, read_security
from dragoman.doors.origin import Caller, Checks, Signature, origin_of, why_refused

BODY = '{"results":[{"text":"مرحبا"}]}'.encode()
NOW = 1_793_527_800.5
EXCHANGE = Signature(
    "X-Ib-Exchange-Req-Signature", timestamp_header="X-Ib-Exchange-Req-Timestamp", tolerance_s=60
)


def shown(security: dict[str, Any], *, wrong: bool = False) -> Caller:
    headers = headers_for(read_security(security), BODY, NOW, wrong=wrong)
    return Caller(None, {name.lower().encode(): value.encode() for name, value in headers.items()}, None)


def accepted(how: Signature, caller: Caller) -> bool:
    checks = Checks(signature=how, signing_secrets=("s",))
    return origin_of(checks, {}, caller, BODY, now=NOW) is not None


@pytest.mark.conforms("check:proofs")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("encoding", ["hex", "base64"])
@pytest.mark.parametrize("prefix", ["", "own="])
def test_a_signature_passes_the_door_and_a_wrong_one_does_not(
    algorithm: str, encoding: Any, prefix: str
) -> None:
    given = {"secret": "s", "header": "X-S", "algorithm": algorithm, "encoding": encoding, "prefix": prefix}
    how = Signature("X-S", algorithm, encoding, prefix)

    assert accepted(how, shown({"hmac": given}))
    assert not accepted(how, shown({"hmac": given}, wrong=True))


def test_an_exchange_signature_passes_the_door_and_a_wrong_one_does_not() -> None:
    given = {"hmac": {"secret": "s", "style": "exchange"}}

    assert accepted(EXCHANGE, shown(given))
    assert not accepted(EXCHANGE, shown(given, wrong=True))


def test_basic_and_a_static_header_pass_the_door() -> None:
    checks = Checks(basic=(("infobip", "pass"),), header=("X-Token", ("hush",)))
    basic = {"basic": {"username": "infobip", "password": "pass"}}

    assert why_refused(checks, {}, shown(basic | {"headers": {"X-Token": "hush"}})) is None
    assert why_refused(checks, {}, shown(basic)) == "header"
    assert why_refused(checks, {}, shown({"headers": {"X-Token": "hush"}})) == "basic"
