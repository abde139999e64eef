"""``python -m evals``, ``make evals``: plays the scenarios, prints the table, writes the pages, exits by the bars."""

import argparse
import asyncio
import logging
import sys
import time
from pathlib import Path
from typing import get_args

import structlog
from tests.support.server import test_server

from evals.report import Outcome, as_html, as_json, outcome_of, table, transcript
from evals.run import AT_ONCE, run
from evals.scenario import Kind, Language, Mistake, Scenario, Shop, chosen, load
from evals.wire import house, settings_of_model

_REPEATS_OF_A_MODEL = 4
_PATIENCE_S, _PATIENCE_WITH_A_MODEL_S = 30.0, 120.0


def main() -> int:
    """Runs what was asked for. 0 if every bar holds, 1 if not, 2 if there is nothing to run."""
    options = _options()
    try:
        scenarios = chosen(
            load(),
            shops=options.shop,
            languages=options.language,
            kinds=options.kind,
            names=options.name,
        )
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return 2
    scenarios = [one.model_copy(update={"typos": max(one.typos, options.typos)}) for one in scenarios]
    if not scenarios:
        print("no scenario fits these filters", file=sys.stderr)
        return 2
    # The conversations are the story here; what goes wrong is still told.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    outcome = asyncio.run(_run(scenarios, options))
    for played in outcome.failing if not options.quiet else ():
        print(transcript(played), end="\n\n")
    print(table(outcome))
    print(f"\n{outcome.total.runs} conversations in {outcome.seconds:.0f} s")
    for path, text in ((options.html, as_html), (options.json, as_json)):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text(outcome), encoding="utf-8")
            print(f"written: {path}")
    for miss in outcome.misses():
        print(f"MISSED: {miss}")
    return 1 if outcome.misses() else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals", description="How well does the agent sell?")
    parser.add_argument("--shop", action="append", default=[], choices=get_args(Shop))
    parser.add_argument("--language", action="append", default=[], choices=get_args(Language))
    parser.add_argument("--kind", action="append", default=[], choices=get_args(Kind))
    parser.add_argument("--name", action="append", default=[], help="part of a scenario's name")
    parser.add_argument(
        "--repeat",
        type=int,
        help="how often each (once; with a model four times); pass^k is right every time",
    )
    parser.add_argument("--model", help="openai-chat:NAME, anthropic:NAME ...; without it the rules agent")
    parser.add_argument(
        "--typos", type=float, default=0.0, help="share of words with a slip of the finger, in every scenario"
    )
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="conversations at the same time")
    parser.add_argument("--html", type=Path, default=Path("build/evals/report.html"))
    parser.add_argument("--json", type=Path, default=Path("build/evals/report.json"))
    parser.add_argument("--quiet", action="store_true", help="no transcripts of what failed")
    options = parser.parse_args()
    options.repeat = options.repeat or (_REPEATS_OF_A_MODEL if options.model else 1)
    return options


async def _run(scenarios: list[Scenario], options: argparse.Namespace) -> Outcome:
    patience_s = _PATIENCE_WITH_A_MODEL_S if options.model else _PATIENCE_S
    with test_server() as server:
        async with house(server, settings=settings_of_model(options.model), patience_s=patience_s) as running:
            started = time.monotonic()
            report = await run(running, scenarios, repeat=options.repeat, at_once=options.at_once)
            seconds = time.monotonic() - started
    return outcome_of(report, repeat=options.repeat, seconds=seconds, model=options.model)


if __name__ == "__main__":
    sys.exit(main())
