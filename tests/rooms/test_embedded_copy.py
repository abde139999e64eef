"""The database's programs, copied to where their own user can reach them."""

import subprocess
from pathlib import Path

import pytest

from dragoman.base.embedded import bundled_binaries, copy_of_binaries


@pytest.mark.parametrize("program", ["initdb", "postgres", "pg_dump", "pg_restore"])
def test_a_copied_program_finds_its_libraries(program: str, tmp_path: Path) -> None:
    binaries = copy_of_binaries(bundled_binaries(), tmp_path / "copy")

    said = subprocess.run([binaries / program, "--version"], capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith(program)


def test_a_copy_is_made_once(tmp_path: Path) -> None:
    first = copy_of_binaries(bundled_binaries(), tmp_path / "copy")
    made = (first / "initdb").stat().st_ino

    again = copy_of_binaries(bundled_binaries(), tmp_path / "copy")

    assert again == first
    assert (again / "initdb").stat().st_ino == made
