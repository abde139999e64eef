"""The story of a turn in a terminal: what was read, each tool, what the checks said, the models and their cost."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

Json = Mapping[str, Any]

_MICRO = Decimal(1_000_000)
_TOLD = frozenset({"read", "calls", "models", "guard"})
_LONGEST = 600


def story_lines(story: Json, trace: Json) -> Iterator[str]:
    """What is printed between what was read and what was written. A story that was erased leaves the trace."""
    yield from _read(story.get("read"))
    calls = story.get("calls") or []
    if calls:
        yield ""
        yield "tools"
        for call in calls:
            yield from _call(call)
    yield from _models(story.get("models"), trace)
    yield from _guard(story.get("guard"))
    for topic, told in story.items():
        if topic not in _TOLD and told:
            yield ""
            yield topic
            yield from _items(told)
    if trace:
        yield ""
        yield "trace"
        yield from _items({name: value for name, value in trace.items() if value not in (None, [], {})})


def cost_words(trace: Json) -> str:
    """What the models of a turn cost: ``$0.0021``, ``unknown``, or a dash where none was asked."""
    if "tokens_in" not in trace:
        return "-"
    cost = trace.get("cost_microusd")
    return "unknown" if cost is None else f"${Decimal(cost) / _MICRO:.4f}"


def _read(read: Json | None) -> Iterator[str]:
    if not read:
        return
    yield f"  with {read.get('history', 0)} messages before"
    if read.get("instructions"):
        yield f"  told by staff: {read['instructions']}"
    if read.get("state"):
        yield f"  remembered: {_short(read['state'])}"


def _models(models: Json | None, trace: Json) -> Iterator[str]:
    if not models:
        return
    yield ""
    yield "models"
    if models.get("not_asked"):
        yield f"  not asked: {models['not_asked']}"
        return
    yield f"  answered by {models.get('answered_by')}, cost {cost_words(trace)}"
    for asked in models.get("requests", ()):
        went = asked.get("error") or f"{asked.get('tokens_in')} tokens in, {asked.get('tokens_out')} out"
        yield f"  {asked['model']}  {asked['ms']} ms  {went}"
    for call in models.get("calls", ()):
        yield from _call(call)
    for failure in models.get("failures", ()):
        yield f"  failed: {failure['model']}: {failure['error']}"
    for refused in models.get("refused", ()):
        yield f"  refused by the guard, try {refused['try']}: {refused['why']}"


def _guard(guard: Json | None) -> Iterator[str]:
    """What was kept back and why, and which fact each claim of what was sent rests on."""
    if not guard:
        return
    yield ""
    yield "guard"
    for words in guard.get("blocked", ()):
        yield f"  kept back: {_short(words)}"
    for violation in guard.get("violations", ()):
        yield f"  not supported: {violation['kind']}: {_short(violation['text'])}"
    for receipt in guard.get("receipts", ()):
        fact = receipt["fact"]
        about = f" of {fact['sku']}" if fact.get("sku") else ""
        version = f", catalogue version {fact['version']}" if fact.get("version") is not None else ""
        yield f"  {_short(receipt['claim'])}: {fact['kind']}{about} by {fact['source']}{version}"


def _call(call: Json) -> Iterator[str]:
    arguments = ", ".join(f"{name}={_short(value)}" for name, value in call["arguments"].items())
    yield f"  {call['tool']}({arguments})  {call['ms']} ms"
    if call["result"] is not None:
        yield f"      {_short(call['result'])}"


def _items(told: Any) -> Iterator[str]:
    if isinstance(told, Mapping):
        for name, value in told.items():
            yield f"  {name}: {_short(value)}"
    elif isinstance(told, list):
        for value in told:
            yield f"  {_short(value)}"
    else:
        yield f"  {_short(told)}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
