"""The conformance table is true: every supported row has a test, and no test claims a row that is not there."""

from pathlib import Path

import pytest
from docs.conformance import MESSAGES_API, ROOT, Mark, marks, proofs, rows, rows_of_payload, sections

from dragoman.channels.infobip.message import is_known_type

PAYLOADS = ROOT / "tests" / "payloads" / "infobip"


def test_every_supported_row_is_proven_by_a_test() -> None:
    assert [row.id for row in rows().values() if row.no is None and not proofs().get(row.id)] == []


def test_nothing_that_is_not_supported_is_claimed_by_a_test() -> None:
    assert [row.id for row in rows().values() if row.no is not None and proofs().get(row.id)] == []


def test_every_row_has_an_id_of_its_own() -> None:
    ids = [row.id for section in sections() for row in section.rows]

    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("mark", marks(), ids=lambda mark: mark.test)
def test_a_mark_names_rows_that_are_there(mark: Mark) -> None:
    assert mark.rows - rows().keys() == set()
    assert mark.rows


def test_every_test_that_is_named_by_hand_exists() -> None:
    known = {
        f"{path.relative_to(ROOT)}::{line.split('def ')[1].split('(')[0]}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith(("def test_", "async def test_"))
    }

    assert [name for row in rows().values() for name in row.names if name not in known] == []


@pytest.mark.parametrize("path", sorted(PAYLOADS.glob("*.json")), ids=lambda path: path.stem)
def test_every_payload_of_ours_stands_for_rows_that_are_there(path: Path) -> None:
    found = set(rows_of_payload(path.read_bytes()))

    assert found
    assert found - rows().keys() == set()


def test_the_words_of_the_other_renderer_are_known() -> None:
    assert [word for word in MESSAGES_API if not is_known_type(word)] == []
