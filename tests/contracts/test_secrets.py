"""Sealed values open with their own key, in their own place, and nowhere else."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.errors import ConfigError
from dragoman.base.secrets import Sealer, open_sealer

KEY = "a key of this test only"
SEALER = Sealer(KEY)


@given(text=st.text(), context=st.text())
def test_what_is_sealed_opens_again(text: str, context: str) -> None:
    sealed = SEALER.seal(text, context)

    assert Sealer(KEY).open(sealed, context) == text
    assert sealed != SEALER.seal(text, context)


def test_a_sealed_value_does_not_show_its_text() -> None:
    assert b"in the clear" not in SEALER.seal("in the clear", "here")


def test_another_key_is_told_in_a_sentence() -> None:
    sealed = SEALER.seal("text", "the provider key of shop 1")

    with pytest.raises(ConfigError, match=r"the provider key of shop 1 does not open.*DRAGOMAN_SECRET_KEY"):
        Sealer("another key of this test").open(sealed, "the provider key of shop 1")


def test_a_value_moved_to_another_shop_does_not_open() -> None:
    with pytest.raises(ConfigError, match="does not open"):
        SEALER.open(SEALER.seal("text", "shop 1"), "shop 2")


@pytest.mark.parametrize("damaged", [b"", b"\x01", b"\x02" + b"0" * 40, b"\x01" + b"0" * 40])
def test_damaged_bytes_are_told_in_a_sentence(damaged: bytes) -> None:
    with pytest.raises(ConfigError, match="what is stored for here"):
        SEALER.open(damaged, "here")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ConfigError, match="16 characters or more"):
        Sealer("too short")


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "home"

    with ThreadPoolExecutor() as threads:
        sealers = list(threads.map(lambda _: open_sealer(home, None), range(8)))

    sealed = sealers[0].seal("text", "here")
    assert {sealer.open(sealed, "here") for sealer in sealers} == {"text"}
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600
    assert [file.name for file in home.iterdir()] == ["secret.key"]


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    open_sealer(tmp_path, None)
    (tmp_path / "secret.key").chmod(0o644)

    with pytest.raises(ConfigError, match="chmod 600"):
        open_sealer(tmp_path, None)


def test_a_given_secret_needs_no_file(tmp_path: Path) -> None:
    open_sealer(tmp_path, KEY)

    assert list(tmp_path.iterdir()) == []
