"""How many inbound messages a second one core reads: every payload of the tests, and a batch of texts."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

from bench.wire import inbound
from dragoman.channels.base import Inbound
from dragoman.channels.infobip.parse import parse

PAYLOADS = Path(__file__).resolve().parents[1] / "tests" / "payloads" / "infobip"


def speeds(seconds: float) -> dict[str, float]:
    """Messages a second: one text a webhook, fifty texts a webhook, and one of each kind in turn."""
    text = inbound("96170009001", "96170000001", "wamid.HBgLOTYxNzAwMDAwMDEVAgASGBQ", "hi, how much is it?")
    fifty = json.dumps({"results": json.loads(text)["results"] * 50}).encode()
    kinds = [path.read_bytes() for path in sorted(PAYLOADS.glob("in_*.json"))]
    return {
        "one text a webhook": _speed([text], seconds),
        "fifty texts a webhook": _speed([fifty], seconds),
        f"one of each of {len(kinds)} payloads": _speed(kinds, seconds),
    }


def _speed(bodies: Sequence[bytes], seconds: float) -> float:
    messages, started = 0, time.process_time()
    while (used := time.process_time() - started) < seconds:
        for body in bodies:
            messages += sum(isinstance(event, Inbound) for event in parse(body))
    return messages / used
