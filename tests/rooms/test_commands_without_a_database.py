"""A command that only looks makes no database: run in the wrong folder, it would show an empty one."""

import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from dragoman.command import root
from dragoman.tenants.example import EXAMPLE

LOOKING = [
    ["tenant", "list"],
    ["tenant", "show", "noor"],
    ["tenant", "disable", "noor"],
    ["tenant", "apply", "noor.yaml", "--dry-run"],
    ["hooks", "list"],
    ["conversations", "list", "noor"],
    ["actions", "list", "noor"],
    ["agent", "pause", "noor"],
    ["dead", "list"],
    ["ledger"],
    ["backup", "dragoman.dump"],
    ["db", "status"],
]


def run(folder: Path, *words: str, home: str = "") -> Result:
    """One command in that folder, of a user who has set nothing but, perhaps, a home."""
    variables = {"DATABASE_URL": "", "DATABASE_OWNER_URL": "", "DRAGOMAN_HOME": home}
    # Not the root itself: it sets up logging for the whole process, which here is the test run's.
    command = root.get_command(click.Context(root), words[0])
    assert command is not None
    return CliRunner().invoke(command, list(words[1:]), env=variables)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to run commands in; even root's default home is below it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    (tmp_path / "noor.yaml").write_text(EXAMPLE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_a_command_that_looks_says_where_it_found_nothing_and_makes_nothing(
    folder: Path, words: list[str]
) -> None:
    done = run(folder, *words)

    assert done.exit_code == 1
    assert done.output.startswith(
        f"Error: there is no database in {folder / '.dragoman'}: run this in the folder"
    )
    assert "set DRAGOMAN_HOME" in done.output
    assert os.listdir(folder) == ["noor.yaml"]


def test_the_doctor_says_how_to_point_it_to_the_database(folder: Path) -> None:
    done = run(folder, "doctor")

    assert f"! there is no database yet in {folder / '.dragoman'}: dragoman serve makes one" in done.output
    assert "set DRAGOMAN_HOME or run this in its folder" in done.output
    assert os.listdir(folder) == ["noor.yaml"]


@pytest.mark.parametrize("words", [["tenant", "apply", "noor.yaml"], ["db", "migrate"]], ids=" ".join)
def test_a_home_that_cannot_be_used_is_named(folder: Path, words: list[str]) -> None:
    done = run(folder, *words, home="/proc/nowhere")

    assert done.exit_code == 1
    assert done.output.startswith("Error: DRAGOMAN_HOME: the folder /proc/nowhere cannot be used: ")


def test_a_file_in_the_place_of_the_home_is_named(folder: Path) -> None:
    done = run(folder, "tenant", "apply", "noor.yaml", home=str(folder / "noor.yaml"))

    assert done.output.startswith(f"Error: DRAGOMAN_HOME: the folder {folder / 'noor.yaml'} cannot be used: ")
