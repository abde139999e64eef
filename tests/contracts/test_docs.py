"""The documentation keeps to the code: generated pages are fresh, and what a page points at is there."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from docs.generate import ROOT, pages, variables
from tests.support.neutral_names import EVENTS, TYPES

from dragoman.base.telemetry import REGISTRY
from dragoman.config.settings import Settings

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_OUR_PATH = re.compile(r"`((?:src|tests|docs|bench|examples)/[\w./-]+)`")
_TEST = re.compile(r"`(test_\w+)`")


def prose_of(page: Path) -> str:
    """A page without its code blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors_of(page: Path) -> set[str]:
    """What a link may name behind the ``#``, as GitHub makes it of headings."""
    headings = _HEADING.findall(prose_of(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def names_of_tests() -> Iterator[str]:
    """Every test function, and every test file without its suffix."""
    for file in [*ROOT.glob("test_*.py"), *(ROOT / "tests").rglob("test_*.py")]:
        yield file.stem
        yield from re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_a_generated_page_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pages()[path], "run: python docs/generate.py"


def test_every_setting_is_explained_in_the_example_and_nothing_else_is() -> None:
    explained = {v.name: v.words for v in variables((ROOT / ".env.example").read_text(encoding="utf-8"))}

    assert set(explained) == {name.upper() for name in Settings.model_fields}
    assert [name for name, words in explained.items() if not words] == []


def test_every_name_that_parse_prints_is_explained() -> None:
    page = (ROOT / "docs" / "reference" / "infobip.md").read_text(encoding="utf-8")
    section = page.partition("## The neutral names")[2].partition("\n## ")[0]
    names = {*EVENTS, *TYPES, *chain(*EVENTS.values(), *TYPES.values())}

    assert [name for name in sorted(names) if f"`{name}`" not in section] == []


def test_every_metric_is_explained() -> None:
    page = (ROOT / "docs" / "reference" / "http.md").read_text(encoding="utf-8")
    names = {metric.name + "_total" * (metric.type == "counter") for metric in REGISTRY.collect()}

    assert [name for name in sorted(names) if f"`{name}`" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in _LINK.findall(prose_of(page)):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_file_and_test_that_is_named_exists(page: Path) -> None:
    text = prose_of(page)
    tests = set(names_of_tests())

    assert [path for path in _OUR_PATH.findall(text) if not (ROOT / path).exists()] == []
    assert [name for name in _TEST.findall(text) if name not in tests] == []


def test_every_page_is_in_the_index() -> None:
    docs = ROOT / "docs"
    index = (docs / "README.md").read_text(encoding="utf-8")
    decisions = (docs / "decisions" / "README.md").read_text(encoding="utf-8")
    listed = {(docs / link).resolve() for link in _LINK.findall(index)}
    listed |= {(docs / "decisions" / link).resolve() for link in _LINK.findall(decisions)}

    assert [
        name for page, name in zip(PAGES, NAMES, strict=True) if docs in page.parents and page not in listed
    ] == ["docs/README.md"]
