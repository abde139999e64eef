"""Signed addresses of our own: nobody but us makes one, and none lives long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.errors import ChannelRejected, ConfigError
from dragoman.base.ids import TenantId
from dragoman.base.links import FileLinks
from dragoman.base.secrets import Sealer, Signer

SECRET = "a secret of sixteen characters or more"
NAME = bytes(range(32))
SHOP = TenantId(7)


def links(now: float = 1_000_000.0, secret: str = SECRET, purpose: str = "media links") -> FileLinks:
    signer = Signer(secret, purpose)
    return FileLinks(
        signer,
        3600,
        "https://bot.example.com",
        lambda: "http://127.0.0.1:8000",
        lambda url: url == "http://127.0.0.1:8000/e",
        lambda: now,
    )


def parts(path: str) -> tuple[str, str, str, str]:
    place, _, query = path.partition("?")
    _, _, shop, name = place.split("/")
    until, _, signature = query.removeprefix("until=").partition("&sig=")
    return shop, name, until, signature


def test_an_address_opens_until_it_expires() -> None:
    path = links().path(SHOP, NAME)

    assert path.startswith(f"/media/7/{NAME.hex()}?until=1003600&sig=")
    assert links().open(*parts(path)) == (SHOP, NAME, 3600)
    assert links(1_003_599).open(*parts(path)) == (SHOP, NAME, 1)
    assert links(1_003_600).open(*parts(path)) is None


@pytest.mark.parametrize("other", [links(secret=SECRET + "!"), links(purpose="something else")])
def test_another_key_or_purpose_signs_otherwise(other: FileLinks) -> None:
    assert links().open(*parts(other.path(SHOP, NAME))) is None


@given(st.integers(0, 3), st.text(max_size=70))
def test_nothing_of_an_address_can_be_changed(place: int, text: str) -> None:
    given_ = list(parts(links().path(SHOP, NAME)))
    if text == given_[place]:
        return
    given_[place] = text

    assert links().open(*given_) is None


@given(st.text(), st.text(), st.text(), st.text())
def test_any_texts_are_no_address(shop: str, name: str, until: str, signature: str) -> None:
    assert links().open(shop, name, until, signature) is None


@pytest.mark.parametrize(
    "change",
    [
        {"shop": "07"},
        {"shop": "-7"},
        {"shop": "٧"},
        {"name": NAME.hex().upper()},
        {"name": NAME.hex()[:-1]},
        {"until": "01003600"},
        {"until": "1003600.0"},
        {"until": "9" * 30},
        {"signature": ""},
    ],
)
def test_another_spelling_is_another_address(change: dict[str, str]) -> None:
    shop, name, until, signature = parts(links().path(SHOP, NAME))
    given_ = {"shop": shop, "name": name, "until": until, "signature": signature} | change

    assert links().open(**{"tenant": given_.pop("shop"), **given_}) is None


def test_infobip_fetches_from_the_public_address_and_an_emulator_from_here() -> None:
    real = links().url("https://xyz.api.infobip.com", SHOP, NAME)
    emulated = links().url("http://127.0.0.1:8000/e", SHOP, NAME)

    assert real.startswith("https://bot.example.com/media/7/")
    assert emulated.startswith("http://127.0.0.1:8000/media/7/")


def test_without_a_public_address_there_is_none_for_infobip() -> None:
    hidden = FileLinks(
        Signer(SECRET, "media links"),
        3600,
        None,
        lambda: "http://127.0.0.1:8000",
        lambda url: url == "http://e",
    )

    with pytest.raises(ChannelRejected, match="set DRAGOMAN_PUBLIC_URL"):
        hidden.url("https://xyz.api.infobip.com", SHOP, NAME)
    assert hidden.url("http://e", SHOP, NAME).startswith("http://127.0.0.1:8000/media/")


def test_a_signer_shows_nothing_of_its_key_and_wants_one_that_is_long_enough() -> None:
    assert SECRET not in repr(Signer(SECRET, "x"))
    with pytest.raises(ConfigError, match="too short"):
        Signer("short", "x")


def test_what_was_sealed_still_opens() -> None:
    """The key that seals is derived as it was before there was a second purpose."""
    sealed = bytes.fromhex("01000102030405060708090a0bb1e75961226f6d3bcebcf66a4fb24c8338e8368fd0e76e")

    assert Sealer(SECRET).open(sealed, "shop 7") == "the key"
