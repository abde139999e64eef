"""How a webhook proves where it comes from."""

import base64
import hashlib
import hmac
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.doors.origin import (
    ALGORITHMS,
    Bearer,
    Caller,
    Checks,
    Origin,
    Signature,
    bearer_passed,
    issue_bearer,
    origin_of,
    why_refused,
)

BODY = b'{"results":[]}'
NOW = 1_793_527_801.0
HEX = Signature("X-Hub-Signature")


def a_caller(path_token: str | None = None, peer: str | None = "193.105.74.9", **headers: str) -> Caller:
    named = {name.replace("_", "-").lower().encode(): value.encode() for name, value in headers.items()}
    return Caller(path_token, named, peer)


def signed(secret: str, body: bytes = BODY, algorithm: str = "sha256") -> str:
    return hmac.new(secret.encode(), body, algorithm).hexdigest()


def origin(
    checks: Checks, caller: Caller, own: dict[str, str] | None = None, body: bytes = BODY
) -> Origin | None:
    return origin_of(checks, own or {}, caller, body, now=NOW)


# --- what is looked at before the body ----------------------------------------------------------------


def test_with_nothing_configured_everybody_is_let_in() -> None:
    assert why_refused(Checks(), {}, a_caller()) is None


@pytest.mark.conforms("proof:token", "proof:rotation")
@pytest.mark.parametrize(
    ("token", "refused"), [("new", None), ("old", None), ("newer", "token"), ("", "token")]
)
def test_a_token_may_be_one_of_several(token: str, refused: str | None) -> None:
    assert why_refused(Checks(tokens=("new", "old")), {}, a_caller(token)) == refused


@pytest.mark.conforms("proof:basic", "proof:rotation")
@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_basic_takes_any_of_the_pairs_however_the_scheme_is_written(scheme: str) -> None:
    checks = Checks(basic=(("shop", "new:1"), ("shop", "old")))

    for password in ("new:1", "old"):
        given_ = base64.b64encode(f"shop:{password}".encode()).decode()
        assert why_refused(checks, {}, a_caller(authorization=f"{scheme} {given_}")) is None


@pytest.mark.parametrize("header", ["", "Basic", "Basic !!!", "Basic c2hvcA==", "Bearer c2hvcDpvbGQ="])
def test_basic_refuses_anything_else(header: str) -> None:
    assert why_refused(Checks(basic=(("shop", "old"),)), {}, a_caller(authorization=header)) == "basic"


@pytest.mark.conforms("proof:header", "proof:rotation")
def test_a_static_header_must_have_one_of_its_values() -> None:
    checks = Checks(header=("X-Bot-Token", ("a", "b")))

    assert why_refused(checks, {}, a_caller(x_bot_token="b")) is None
    assert why_refused(checks, {}, a_caller(x_bot_token="c")) == "header"
    assert why_refused(checks, {}, a_caller()) == "header"


@pytest.mark.conforms("proof:all")
def test_every_means_that_is_configured_must_pass() -> None:
    checks = Checks(tokens=("t",), header=("X-Bot-Token", ("a",)))

    assert why_refused(checks, {}, a_caller("t", x_bot_token="a")) is None
    assert why_refused(checks, {}, a_caller("x", x_bot_token="a")) == "token"
    assert why_refused(checks, {}, a_caller("t", x_bot_token="x")) == "header"


# --- source networks ----------------------------------------------------------------------------------

INFOBIP = (ip_network("193.105.74.0/24"), ip_network("2a00:1::/32"))
PROXY = (ip_network("10.0.0.0/8"),)


@pytest.mark.conforms("proof:networks", "proof:proxies")
@pytest.mark.parametrize(
    ("peer", "forwarded", "refused"),
    [
        ("193.105.74.9", None, None),
        ("::ffff:193.105.74.9", None, None),
        ("2a00:1::9", None, None),
        ("8.8.8.8", None, "network"),
        (None, None, "network"),
        # What a stranger says of himself is not believed.
        ("8.8.8.8", "193.105.74.9", "network"),
        ("10.0.0.1", "193.105.74.9", None),
        ("10.0.0.1", "193.105.74.9, 10.0.0.2", None),
        ("10.0.0.1", "193.105.74.9, 8.8.8.8", "network"),
        ("10.0.0.1", "193.105.74.9, rubbish", "network"),
        ("10.0.0.1", None, "network"),
    ],
)
def test_the_source_is_the_peer_or_what_our_own_proxy_says(
    peer: str | None, forwarded: str | None, refused: str | None
) -> None:
    headers = {} if forwarded is None else {"x_forwarded_for": forwarded}

    assert why_refused(Checks(networks=INFOBIP, proxies=PROXY), {}, a_caller(peer=peer, **headers)) == refused


# --- signatures ---------------------------------------------------------------------------------------


@pytest.mark.conforms(
    "proof:md5", "proof:sha1", "proof:sha224", "proof:sha256", "proof:sha384", "proof:sha512"
)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("prefix", ["", "{0}=", "{1}=", "HMAC_{1}="])
def test_a_signature_passes_with_any_algorithm_and_its_name_before_it_or_not(
    algorithm: str, prefix: str
) -> None:
    checks = Checks(signature=Signature("X-Hub-Signature", algorithm), signing_secrets=("s",))
    value = prefix.format(algorithm, algorithm.upper()) + signed("s", algorithm=algorithm)

    assert origin(checks, a_caller(x_hub_signature=value)) == Origin()
    assert origin(checks, a_caller(x_hub_signature=value.upper())) == Origin()


@pytest.mark.conforms("proof:base64", "proof:prefix")
def test_a_signature_may_be_base64_and_have_a_prefix_of_its_own() -> None:
    how = Signature("X-Signature", encoding="base64", prefix="v1:")
    checks = Checks(signature=how, signing_secrets=("s",))
    digest = base64.b64encode(hmac.new(b"s", BODY, hashlib.sha256).digest()).decode()

    assert origin(checks, a_caller(x_signature=f"v1:{digest}")) == Origin()
    assert origin(checks, a_caller(x_signature=signed("s"))) is None


@pytest.mark.conforms("proof:rotation")
def test_any_of_several_secrets_may_have_signed() -> None:
    checks = Checks(signature=HEX, signing_secrets=("new", "old"))

    assert origin(checks, a_caller(x_hub_signature=signed("old"))) == Origin()
    assert origin(checks, a_caller(x_hub_signature=signed("older"))) is None


@pytest.mark.conforms("proof:raw")
def test_the_raw_bytes_are_signed_not_what_they_mean() -> None:
    checks = Checks(signature=HEX, signing_secrets=("s",))

    assert origin(checks, a_caller(x_hub_signature=signed("s")), body=BODY + b" ") is None
    assert origin(checks, a_caller(), body=BODY) is None


@pytest.mark.conforms("proof:timestamp")
@pytest.mark.parametrize(
    ("stamp", "passes"),
    [
        (str(int(NOW * 1000)), True),
        (str(int((NOW - 299) * 1000)), True),
        (str(int((NOW - 301) * 1000)), False),
        (str(int((NOW + 301) * 1000)), False),
        ("", False),
        ("-1", False),
        ("9" * 40, False),
        ("١٧٩٣٥٢٧٨٠١٠٠٠", False),
    ],
)
def test_a_signature_with_a_timestamp_is_believed_for_a_while(stamp: str, passes: bool) -> None:
    how = Signature("X-Ib-Exchange-Req-Signature", timestamp_header="X-Ib-Exchange-Req-Timestamp")
    checks = Checks(signature=how, signing_secrets=("s",))
    caller = a_caller(
        x_ib_exchange_req_signature=signed("s", stamp.encode() + BODY), x_ib_exchange_req_timestamp=stamp
    )

    assert (origin(checks, caller) == Origin()) is passes


@given(st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace").decode()))
def test_no_header_breaks_the_check(value: str) -> None:
    checks = Checks(signature=HEX, signing_secrets=("s",), basic=(("a", "b"),), bearer=Bearer("i", ("s",)))
    caller = Caller(value, {b"x-hub-signature": value.encode(), b"authorization": value.encode()}, value)

    assert origin(checks, caller) is None
    assert why_refused(checks, {}, caller) is not None


# --- a secret of one number ---------------------------------------------------------------------------

OWN = {"9611": "one", "9612": "two"}


@pytest.mark.conforms("proof:own")
def test_a_number_s_own_token_speaks_for_that_number_only() -> None:
    checks = Checks(tokens=("common",))

    assert why_refused(checks, OWN, a_caller("one")) is None
    mine, common = origin(checks, a_caller("one"), OWN), origin(checks, a_caller("common"), OWN)

    assert mine is not None
    assert [mine.may_speak_for(number) for number in ("9611", "9612", "9613")] == [True, False, False]
    assert common is not None
    assert [common.may_speak_for(number) for number in ("9611", "9612", "9613")] == [False, False, True]


@pytest.mark.conforms("proof:own")
def test_a_number_s_own_signature_speaks_for_that_number_only() -> None:
    checks = Checks(signature=HEX, signing_secrets=("common",))

    found = origin(checks, a_caller(x_hub_signature=signed("two")), OWN)

    assert found == Origin(frozenset({"9612"}))


def test_a_path_of_one_number_with_the_signature_of_another_is_refused() -> None:
    checks = Checks(signature=HEX)

    assert origin(checks, a_caller("one", x_hub_signature=signed("two")), OWN) is None
    assert origin(checks, a_caller("one", x_hub_signature=signed("one")), OWN) == Origin(frozenset({"9611"}))


# --- bearer tokens ------------------------------------------------------------------------------------

BEARER = Bearer("infobip", ("new", "old"), lifetime_s=60)


@pytest.mark.conforms("proof:oauth")
@pytest.mark.parametrize("secret", ["new", "old"])
def test_a_token_that_was_issued_is_recognised_until_it_expires(secret: str) -> None:
    token = issue_bearer(BEARER, "infobip", secret, now=NOW)

    assert token is not None
    assert bearer_passed(BEARER, token, now=NOW + 59)
    assert not bearer_passed(BEARER, token, now=NOW + 61)


def test_nobody_else_gets_a_token_or_can_make_one() -> None:
    assert issue_bearer(BEARER, "infobip", "wrong", now=NOW) is None
    assert issue_bearer(BEARER, "someone", "new", now=NOW) is None
    token = issue_bearer(BEARER, "infobip", "new", now=NOW)
    assert token is not None
    later = str(int(NOW) + 10_000) + "." + token.partition(".")[2]
    for forged in (later, token[:-1], "", ".", "1.x", "9" * 30 + ".x"):
        assert not bearer_passed(BEARER, forged, now=NOW)


def test_secrets_do_not_show_in_a_representation() -> None:
    checks = Checks(
        tokens=("hush",), basic=(("u", "hush"),), signing_secrets=("hush",), bearer=Bearer("i", ("hush",))
    )

    assert "hush" not in repr(checks)
