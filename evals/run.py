"""Plays scenarios against a running application and has them judged: a ``pydantic-evals`` dataset."""

from collections import Counter
from collections.abc import Sequence

from pydantic_evals import Case, Dataset
from pydantic_evals.reporting import EvaluationReport

from evals.conversation import Conversation
from evals.customer import play
from evals.judges import JUDGES, Verdict
from evals.scenario import Scenario
from evals.wire import House

AT_ONCE = 12
"""Conversations at the same time: more only wait for each other."""

Report = EvaluationReport[Scenario, Conversation, object]


def dataset_of(scenarios: Sequence[Scenario]) -> Dataset[Scenario, Conversation, object]:
    """The scenarios as cases, every one before every judge."""
    return Dataset(
        name="dragoman",
        cases=[Case(name=scenario.name, inputs=scenario) for scenario in scenarios],
        evaluators=[Verdict(judge) for judge in JUDGES],
    )


async def run(
    house: House, scenarios: Sequence[Scenario], *, repeat: int = 1, at_once: int = AT_ONCE
) -> Report:
    """Plays every scenario ``repeat`` times, each time with a new customer and other slips of the finger."""
    times: Counter[str] = Counter()

    async def conversation(scenario: Scenario) -> Conversation:
        times[scenario.name] += 1
        return await play(scenario, house.phone(scenario), seed=str(times[scenario.name]))

    return await dataset_of(scenarios).evaluate(
        conversation, max_concurrency=at_once, progress=False, repeat=repeat
    )
