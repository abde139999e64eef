"""The story of a turn: what was read, what each tool was asked and returned, what models were asked and used.

It holds words of customers and agents, so it goes when a conversation is erased. What models used stands in the trace
too, which stays. Pure.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from dragoman.agents.base import Reply, Toolbox, TurnInput

_LONGEST_RESULT = 4000


def told(turn: TurnInput, reply: Reply, tools: Toolbox) -> Reply:
    """The reply with its story: the agent's own, what it had read, and every use of a tool so far."""
    calls = [_short(asdict(call)) for call in getattr(tools, "calls", ())]
    read = {
        "messages": [line.seq for line in turn.new],
        "history": len(turn.history),
        "state": dict(turn.state),
        **({"instructions": turn.instructions} if turn.instructions else {}),
    }
    story = {"read": read, "calls": calls, **reply.story}
    return replace(reply, story=story, trace={**reply.trace, **_used(story)})


def _used(story: Mapping[str, Any]) -> dict[str, Any]:
    """What the models of a turn used, all together; nothing where none was asked. A cost half known is not known."""
    models = story.get("models", {})
    accounts = list(models.get("used", {}).values())
    if not accounts:
        return {}
    costs = [account["cost_microusd"] for account in accounts]
    return {
        "model": models.get("answered_by"),
        "tokens_in": sum(account["tokens_in"] for account in accounts),
        "tokens_out": sum(account["tokens_out"] for account in accounts),
        "cost_microusd": sum(costs) if None not in costs else None,
    }


def _short(call: dict[str, Any]) -> dict[str, Any]:
    """A call whose result is of a size that somebody may read."""
    text = str(call["result"])
    return call if len(text) <= _LONGEST_RESULT else {**call, "result": f"{text[:_LONGEST_RESULT]} ..."}
