"""Every scenario of ``evals/`` once, played with the rules agent: the bars hold. What fails is shown as it happened."""

import time

from evals.report import outcome_of, table, transcript
from evals.run import run
from evals.scenario import load
from evals.wire import house
from tests.support.server import TestServer


async def test_the_rules_agent_meets_every_bar(server: TestServer) -> None:
    async with house(server) as running:
        started = time.monotonic()
        report = await run(running, load())
        outcome = outcome_of(report, repeat=1, seconds=time.monotonic() - started)

    shown = "\n\n".join(map(transcript, outcome.failing))
    assert outcome.misses() == [], f"\n{shown}\n\n{table(outcome)}"
