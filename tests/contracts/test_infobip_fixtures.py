"""The published payloads of the provider, each read into exactly the events its manifest expects.

The fixtures are not part of this repository; where their folder is missing these tests are skipped.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.neutral_names import EVENTS, promised

from dragoman.channels.infobip.neutral import neutral
from dragoman.channels.infobip.parse import parse

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "infobip"
MANIFEST = FIXTURES / "manifest.json"
KINDS = {
    "inbound",
    "inbound_messages_api",
    "delivery",
    "seen",
    "deleted",
    "payment",
    "marketing_preference",
    "template_update",
    "identity_change",
}

pytestmark = pytest.mark.skipif(
    not MANIFEST.exists(), reason=f"no fixtures beside the repository: {MANIFEST}"
)


def webhook_files() -> list[str]:
    if not MANIFEST.exists():
        return []
    files = json.loads(MANIFEST.read_text(encoding="utf-8"))["files"]
    return [name for name, entry in files.items() if entry["kind"] in KINDS]


def agrees(event: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether the event has every name that is expected, and exactly its value, however deep it is."""
    return not differences(event, expected)


def differences(event: dict[str, Any], expected: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        name: (event.get(name, "nothing"), value)
        for name, value in expected.items()
        if name not in event or event[name] != value
    }


@pytest.mark.parametrize("name", webhook_files())
def test_a_published_payload_reads_as_its_manifest_says(name: str) -> None:
    expected = json.loads(MANIFEST.read_text(encoding="utf-8"))["files"][name]["expected"]

    events = [neutral(event) for event in parse((FIXTURES / name).read_bytes())]

    if "events" in expected:
        assert len(events) == len(expected["events"])
        for event, wanted in zip(events, expected["events"], strict=True):
            assert agrees(event, wanted), differences(event, wanted)
    for wanted in expected.get("events_min", []):
        assert any(agrees(event, wanted) for event in events), (wanted, events)


def test_every_event_of_a_kind_prints_the_same_names_whatever_its_payload_tells() -> None:
    kinds = set()

    for name in webhook_files():
        for printed in map(neutral, parse((FIXTURES / name).read_bytes())):
            assert set(printed) == promised(printed), name
            kinds.add(printed["event"])

    assert kinds == EVENTS.keys() - {"deleted", "unsupported"}


def test_every_printed_event_is_plain_json() -> None:
    for name in webhook_files():
        for event in parse((FIXTURES / name).read_bytes()):
            assert json.loads(json.dumps(neutral(event), allow_nan=False))["event"]
