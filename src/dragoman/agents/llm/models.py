"""The models of one process: made when they are first needed, so that one without a model never loads the framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dragoman.agents.base import Agent, Chatbot
from dragoman.agents.llm.rates import Rate, read_rates
from dragoman.agents.llm.spending import Ledger, budget_of
from dragoman.agents.rules.agent import RulesAgent
from dragoman.config.models import ModelName
from dragoman.config.settings import Settings

if TYPE_CHECKING:
    from dragoman.agents.llm.desk import Check
    from dragoman.agents.llm.endpoints import Endpoint


@dataclass(slots=True)
class Models:
    """Makes agents that ask models. An endpoint, with its breaker, is shared by all who ask that model."""

    settings: Settings
    ledger: Ledger
    check: "Check"
    rates: tuple[Rate, ...] = ()
    _endpoints: dict[ModelName, "Endpoint"] = field(default_factory=dict)

    def agent(self, chain: tuple[ModelName, ...], chatbot: Chatbot) -> Agent:
        """The agent that asks these models for that chatbot. Raises ``ConfigError`` for limits that are none."""
        from dragoman.agents.llm.agent import Limits, LlmAgent

        settings = self.settings
        budget = budget_of(settings, chatbot.settings)
        limits = Limits(
            settings.dragoman_model_deadline_seconds,
            settings.dragoman_model_turn_tokens,
            settings.dragoman_model_turn_cost,
        )
        endpoints = tuple(self._endpoint(name) for name in chain)
        return LlmAgent(endpoints, RulesAgent(), self.check, self.ledger, limits, budget)

    def prepare(self) -> None:
        """Makes the models of the settings, and loads what asking them takes."""
        if self.settings.model_chain:
            import dragoman.agents.llm.agent  # noqa: F401
        for name in self.settings.model_chain:
            self._endpoint(name)

    async def close(self) -> None:
        """Lets go of every connection to a model."""
        for endpoint in self._endpoints.values():
            await endpoint.close()

    def left_alone(self) -> list[str]:
        """The models whose breaker is open."""
        return [str(name) for name, endpoint in self._endpoints.items() if endpoint.breaker.is_open]

    def report(self) -> Mapping[str, Any]:
        """What the health page tells of models."""
        return {"left_alone": self.left_alone(), "over_limit": self.ledger.over_today()}

    def _endpoint(self, name: ModelName) -> "Endpoint":
        from dragoman.agents.llm.endpoints import make_endpoint

        if name not in self._endpoints:
            self._endpoints[name] = make_endpoint(name, self.settings, self.rates)
        return self._endpoints[name]


def make_models(settings: Settings, ledger: Ledger, check: "Check") -> Models:
    """The models under these settings. Raises ``ConfigError`` for a file of rates that cannot be read.

    Those that every chatbot may ask are made now: loading the framework takes seconds, which no customer should wait.
    """
    models = Models(settings, ledger, check, read_rates(settings.dragoman_model_rates))
    models.prepare()
    return models
