"""What came out: figures per shop, language and kind, as a table, as JSON and as one HTML file."""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from evals.conversation import Conversation, Turn
from evals.judges import JUDGES
from evals.run import Report
from evals.scenario import Scenario

LEAST_RIGHT = 0.95
"""The share of scenarios whose end state must be right. Grounded must be all, words of the other shop none."""


@dataclass(frozen=True)
class Played:
    """One conversation with its verdicts: what is wrong, by judge. ``error`` is why it could not be played."""

    scenario: Scenario
    conversation: Conversation | None
    wrong: dict[str, str] = field(default_factory=dict)
    error: str | None = None

    @property
    def right(self) -> bool:
        """Whether every judge found it right."""
        return not self.wrong and self.error is None

    def passes(self, judge: str) -> bool:
        """Whether that judge found it right."""
        return judge not in self.wrong and self.error is None


@dataclass(frozen=True)
class Row:
    """The figures of some conversations. Shares are 0 to 1.

    ``pass_k``: the share of scenarios right every time. ``by_model``: the share of turns that a model answered,
    ``None`` where none was asked. ``seconds`` and ``slow_seconds``: how long an answer took, the middle one and the
    95th of 100. ``kept_back``: turns whose reply the guard did not let pass. ``tokens`` of a turn; ``cost`` in US
    dollars of all of them, as far as it is known.
    """

    label: str
    scenarios: int
    runs: int
    right: float
    pass_k: float
    judges: dict[str, float]
    seconds: float | None
    slow_seconds: float | None
    by_model: float | None
    kept_back: int
    tokens: float | None
    cost: float | None


@dataclass(frozen=True)
class Outcome:
    """A whole run. ``cost`` is of all of it."""

    played: tuple[Played, ...]
    repeat: int
    seconds: float
    model: str | None = None

    @property
    def total(self) -> Row:
        """The figures of everything."""
        return row_of("all", self.played)

    @property
    def failing(self) -> tuple[Played, ...]:
        """Those that are not right."""
        return tuple(played for played in self.played if not played.right)

    def by(self, name: str) -> list[Row]:
        """The figures per value of a scenario's ``shop``, ``language`` or ``kind``."""
        groups: dict[str, list[Played]] = defaultdict(list)
        for played in self.played:
            groups[getattr(played.scenario, name)].append(played)
        return [row_of(label, groups[label]) for label in sorted(groups)]

    def misses(self) -> list[str]:
        """The thresholds that are not met, in words; none if all are."""
        total = self.total
        found = []
        if total.judges["end_state"] < LEAST_RIGHT:
            found.append(
                f"end state right in {total.judges['end_state']:.1%}, at least {LEAST_RIGHT:.0%} wanted"
            )
        if total.right < LEAST_RIGHT:
            found.append(f"right in every respect in {total.right:.1%}, at least {LEAST_RIGHT:.0%} wanted")
        for judge, meaning in (
            ("grounded", "claims without a fact"),
            ("own_words", "words of the other shop"),
        ):
            if bad := [played.scenario.name for played in self.played if judge in played.wrong]:
                found.append(f"{meaning} in {', '.join(sorted(set(bad)))}")
        return found


def outcome_of(report: Report, *, repeat: int, seconds: float, model: str | None = None) -> Outcome:
    """The report of ``pydantic-evals`` as ours. A judge that failed is a defect of ours and raises."""
    played = []
    for case in report.cases:
        if case.evaluator_failures:
            raise RuntimeError(f"{case.name}: {case.evaluator_failures[0].error_stacktrace}")
        wrong = {name: str(result.reason) for name, result in case.assertions.items() if not result.value}
        played.append(Played(case.inputs, case.output, wrong))
    for failure in report.failures:
        played.append(
            Played(failure.inputs, None, error=failure.error_message or failure.error_stacktrace[-300:])
        )
    played.sort(key=lambda one: one.scenario.name)
    return Outcome(tuple(played), repeat, seconds, model)


def row_of(label: str, played: Sequence[Played]) -> Row:
    """The figures of these conversations."""
    runs_of: dict[str, list[bool]] = defaultdict(list)
    for one in played:
        runs_of[one.scenario.name].append(one.right)
    turns = [turn for one in played if one.conversation for turn in one.conversation.end.turns]
    with_a_model = any(turn.model is not None for turn in turns)
    waits = [e.seconds for one in played if one.conversation for e in one.conversation.exchanges]
    tokens = [turn.tokens for turn in turns if turn.tokens is not None]
    costs = [turn.cost for turn in turns if turn.cost is not None]
    return Row(
        label=label,
        scenarios=len(runs_of),
        runs=len(played),
        right=_share(one.right for one in played),
        pass_k=_share(all(runs) for runs in runs_of.values()),
        judges={judge: _share(one.passes(judge) for one in played) for judge in JUDGES},
        seconds=_at(0.5, waits),
        slow_seconds=_at(0.95, waits),
        kept_back=sum(map(_was_kept_back, turns)),
        by_model=_share(turn.model not in {None, "rules"} for turn in turns) if with_a_model else None,
        tokens=sum(tokens) / len(tokens) if tokens else None,
        cost=sum(costs) if costs else None,
    )


def _was_kept_back(turn: Turn) -> bool:
    """Whether the guard refused a reply of this turn: at the gate, or one that a model then wrote again."""
    story = turn.story
    return bool(story.get("guard", {}).get("violations") or story.get("models", {}).get("refused"))


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else math.nan


def _at(share: float, values: Sequence[float]) -> float | None:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else None


# --- shown --------------------------------------------------------------------------------------------

_COLUMNS: tuple[tuple[str, Callable[[Row], str]], ...] = (
    ("scenarios", lambda row: str(row.scenarios)),
    ("pass^1", lambda row: _percent(row.right)),
    ("pass^k", lambda row: _percent(row.pass_k)),
    ("end state", lambda row: _percent(row.judges["end_state"])),
    ("said", lambda row: _percent(row.judges["said"])),
    ("grounded", lambda row: _percent(row.judges["grounded"])),
    ("own words", lambda row: _percent(row.judges["own_words"])),
    ("s p50", lambda row: _told(row.seconds, "{:.2f}")),
    ("s p95", lambda row: _told(row.slow_seconds, "{:.2f}")),
    ("by the model", lambda row: _told(row.by_model, "{:.0%}")),
    ("kept back", lambda row: str(row.kept_back)),
    ("tokens a turn", lambda row: _told(row.tokens, "{:.0f}")),
    ("cost", lambda row: _told(row.cost, "${:.4f}")),
)


def _told(figure: float | None, form: str) -> str:
    return "" if figure is None else form.format(figure)


def _columns(outcome: Outcome) -> list[tuple[str, Callable[[Row], str]]]:
    """The columns that say something: without repeats pass^k is pass^1, without a model there are no tokens."""
    shown = [column for column in _COLUMNS if column[1](outcome.total)]
    shown = [column for column in shown if outcome.repeat > 1 or column[0] != "pass^k"]
    return [(name.replace("pass^k", f"pass^{outcome.repeat}"), show) for name, show in shown]


def _percent(share: float) -> str:
    return f"{share:.1%}"


def table(outcome: Outcome) -> str:
    """The figures as a Markdown table: all, then per shop, language and kind."""
    columns = _columns(outcome)
    lines = [f"| | {' | '.join(name for name, _ in columns)} |", "|---" * (len(columns) + 1) + "|"]
    for group in ("", "shop", "language", "kind"):
        rows = outcome.by(group) if group else [outcome.total]
        lines += [f"| {row.label} | {' | '.join(show(row) for _, show in columns)} |" for row in rows]
    return "\n".join(lines)


def transcript(played: Played) -> str:
    """What was said, what the database holds and what is wrong: to read in a terminal."""
    lines = [f"--- {played.scenario.name} ({played.scenario.kind})"]
    if played.error is not None:
        lines.append(f"    could not be played: {played.error}")
    if played.conversation is not None:
        for exchange in played.conversation.exchanges:
            lines += [f"  {said.author:>8}: {_indented(said.text or said.kind)}" for said in exchange.said]
            lines += [f"  {reply.author:>8}: {_indented(reply.text)}" for reply in exchange.replies]
        lines.append(f"       end: {end_words(played.conversation)}")
    lines += [f"     WRONG {judge}: {reason}" for judge, reason in played.wrong.items()]
    return "\n".join(lines)


def _indented(text: str) -> str:
    return text.replace("\n", "\n" + " " * 12)


def end_words(conversation: Conversation) -> str:
    """The end state in a line."""
    end = conversation.end
    orders = [
        f"order {order.status}: "
        + ", ".join(f"{x.quantity} x {x.sku} {x.variant or ''}".strip() for x in order.lines)
        + ("" if order.total_minor is None else f", total {order.total_minor / 100:.2f}")
        + f", {dict(order.details)}"
        for order in end.orders
    ]
    actions = [f"actions: {', '.join(end.actions)}"] if end.actions else []
    return "; ".join([f"with the {end.mode}", *orders, *actions])


def as_json(outcome: Outcome) -> str:
    """Everything, for programs."""
    return json.dumps(
        {
            "model": outcome.model or "rules",
            "repeat": outcome.repeat,
            "seconds": round(outcome.seconds, 1),
            "misses": outcome.misses(),
            "total": asdict(outcome.total),
            **{
                f"by_{name}": [asdict(row) for row in outcome.by(name)]
                for name in ("shop", "language", "kind")
            },
            "conversations": [_as_json(played) for played in outcome.played],
        },
        ensure_ascii=False,
        indent=1,
        default=_plain,
    )


def _as_json(played: Played) -> dict[str, Any]:
    scenario = played.scenario
    return {
        "name": scenario.name,
        "shop": scenario.shop,
        "language": scenario.language,
        "kind": scenario.kind,
        "right": played.right,
        "wrong": played.wrong,
        "error": played.error,
        "conversation": None if played.conversation is None else asdict(played.conversation),
    }


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, set | frozenset) else str(value)


def as_html(outcome: Outcome) -> str:
    """One file with everything in it: tables, transcripts, end states and verdicts."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
    )
    page = environment.get_template("report.html.j2")
    return page.render(
        outcome=outcome,
        columns=_columns(outcome),
        groups=[
            ("all", [outcome.total]),
            *((name, outcome.by(name)) for name in ("shop", "language", "kind")),
        ],
        conversations=sorted(outcome.played, key=lambda one: (one.right, one.scenario.name)),
        end_words=end_words,
    )
