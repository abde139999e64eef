"""Where a customer's file may be fetched from, and with which key."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from dragoman.channels.infobip.addresses import (
    Place,
    UnsafeAddress,
    first_place,
    is_public,
    next_place,
    sender_of,
)

BASE = "https://xyz.api.infobip.com"
PATH = "/whatsapp/1/senders/96179374241/media/ab-1"
EMULATOR = "http://127.0.0.1:8000/emulator"


@pytest.mark.parametrize(
    ("url", "base", "own"),
    [
        (BASE + PATH, BASE, True),
        (BASE.upper().replace("HTTPS", "https") + PATH, BASE, True),
        (f"{BASE}:443{PATH}?x=1#y", BASE + "/", True),
        ("https://api.infobip.com" + PATH, BASE, False),
        ("https://other.api.infobip.com" + PATH, "https://api.infobip.com", False),
        (EMULATOR + PATH, EMULATOR, True),
        (EMULATOR.replace("127.0.0.1", "localhost") + PATH, EMULATOR, True),
        ("http://emulator:8001" + PATH, "http://emulator:8001", True),
        ("https://proxy.shop.example/ib" + PATH, "https://proxy.shop.example/ib", True),
    ],
)
def test_the_senders_provider_is_asked_with_the_key(url: str, base: str, own: bool) -> None:
    place = first_place(url, base)

    assert (place.with_key, place.trusted) == (True, own)
    assert place.url.fragment == ""


@pytest.mark.parametrize(
    "url",
    [
        "",
        "not a url",
        "file:///etc/passwd",
        "ftp://xyz.api.infobip.com" + PATH,
        "http://xyz.api.infobip.com" + PATH,  # not over HTTPS
        f"{BASE}:8443{PATH}",
        "https://xyz.api.infobip.com.evil.example" + PATH,
        "https://evilapi.infobip.com" + PATH,
        "https://evil.example/" + PATH,
        f"https://evil.example@xyz.api.infobip.com{PATH}",
        f"https://xyz.api.infobip.com@evil.example{PATH}",
        f"https://xyz.api.infobip.com\\@evil.example{PATH}",
        f"https://xyz.api.infobip.com%2f@evil.example{PATH}",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1" + PATH,
        f"{BASE}/whatsapp/1/reports",
        f"{BASE}/account/1/balance",
        f"{BASE}/whatsapp/1/senders/1/media/../../../reports",
        f"{BASE}/whatsapp/1/senders/1/media/%2e%2e/%2e%2e/%2e%2e/reports",
        f"{BASE}/whatsapp/1/senders/1/media/..%2f..%2freports",
        f"{BASE}/whatsapp/1/senders/1/media/%252e%252e%252freports",
        f"{BASE}/whatsapp/1/senders/1/media/",
        f"{BASE}/other{PATH}",
        "https://xyz.api.infobip.com:99999" + PATH,
        "https://[::1" + PATH,
        BASE + PATH + "a" * 2048,
    ],
)
def test_nobody_else_is_asked_and_nothing_else(url: str) -> None:
    with pytest.raises(UnsafeAddress):
        first_place(url, BASE)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8001/emulator" + PATH,
        "https://127.0.0.1:8000/emulator" + PATH,
        "http://127.0.0.1:8000" + PATH,
        "http://127.0.0.1:8000/metrics",
        "https://api.infobip.com" + PATH,
    ],
)
def test_an_emulators_sender_asks_that_emulator_only(url: str) -> None:
    with pytest.raises(UnsafeAddress):
        first_place(url, EMULATOR)


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_unsafe(text: str) -> None:
    try:
        place = first_place(text, BASE)
    except UnsafeAddress:
        return
    assert place.url.host is not None
    assert place.url.host.endswith("api.infobip.com")


HERE = first_place(BASE + PATH, BASE)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("https://cdn.example.com/a?sig=1", "https://cdn.example.com/a?sig=1"),
        ("//cdn.example.com/a", "https://cdn.example.com/a"),
        ("/elsewhere", f"{BASE}/elsewhere"),
        ("https://8.8.8.8/a", "https://8.8.8.8/a"),
    ],
)
def test_a_redirect_is_followed_without_the_key(location: str, url: str) -> None:
    assert next_place(location, HERE, BASE) == Place(URL(url), with_key=False, trusted=False)


@pytest.mark.parametrize(
    "location",
    [
        "http://cdn.example.com/a",
        "ftp://cdn.example.com/a",
        "https://user@cdn.example.com/a",
        "https://10.0.0.1/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://[fe80::1]/a",
        "https://[::ffff:127.0.0.1]/a",
        "https://169.254.169.254/latest/meta-data",
        "http://localhost:8000/metrics",
        "https://[::1",
        "javascript:alert(1)",
    ],
)
def test_a_redirect_to_an_unsafe_place_is_not_followed(location: str) -> None:
    with pytest.raises(UnsafeAddress):
        next_place(location, HERE, BASE)


def test_an_emulator_on_this_machine_may_redirect_to_this_machine_only() -> None:
    here = first_place(EMULATOR + PATH, EMULATOR)

    assert next_place("http://localhost:9000/a", here, EMULATOR).trusted
    with pytest.raises(UnsafeAddress):
        next_place("http://10.0.0.1/a", here, EMULATOR)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2a00:1450:4001::200e", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "::7f00:1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "localhost",
        "",
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@given(st.binary(min_size=4, max_size=4))
def test_an_address_within_ipv6_is_as_public_as_itself(packed: bytes) -> None:
    address = socket.inet_ntoa(packed)

    assert is_public(f"64:ff9b::{packed[:2].hex()}:{packed[2:].hex()}") == is_public(address)
    assert not is_public(f"::ffff:{address}")


def test_the_number_that_a_link_names() -> None:
    assert sender_of(URL(BASE + PATH)) == "96179374241"
    assert sender_of(URL(BASE + "/other")) is None
