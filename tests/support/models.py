"""Models made of functions, for tests of the agent that asks a model: no key, no network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    RetryFeedbackPart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models.function import AgentInfo, FunctionModel

from dragoman.agents.llm.agent import Limits, LlmAgent
from dragoman.agents.llm.breaker import Breaker
from dragoman.agents.llm.desk import Check
from dragoman.agents.llm.endpoints import Endpoint
from dragoman.agents.llm.rates import Rate
from dragoman.agents.llm.spending import Budget
from dragoman.agents.llm.usage import Meter
from dragoman.agents.rules.agent import RulesAgent
from dragoman.base.ids import TenantId
from dragoman.config.models import ModelName

Step = str | ModelResponse | Exception
Answer = Callable[[list[ModelMessage], AgentInfo], ModelResponse]


@dataclass
class Coins:
    """A purse in memory."""

    reached: str | None = None
    meters: list[Meter] = field(default_factory=list)

    async def over(self, tenant_id: TenantId, budget: Budget) -> str | None:
        return self.reached

    async def note(self, tenant_id: TenantId, meter: Meter) -> None:
        self.meters.append(meter)


@dataclass
class Script:
    """A model that does these steps, one a request: says a text, calls tools, or fails. ``seen`` is what it read."""

    steps: Sequence[Step]
    name: str = "one"
    seen: list[list[ModelMessage]] = field(default_factory=list)
    told: list[AgentInfo] = field(default_factory=list)

    async def __call__(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        step = self.steps[min(len(self.seen), len(self.steps) - 1)]
        self.seen.append(list(messages))
        self.told.append(info)
        if isinstance(step, Exception):
            raise step
        return says(step) if isinstance(step, str) else step

    @property
    def instructions(self) -> str:
        """What it was told before the conversation, last."""
        return self.told[-1].instructions or ""

    def returned(self) -> list[Any]:
        """What the tools returned to it, in order."""
        return [part.content for part in _parts(self.seen[-1]) if isinstance(part, ToolReturnPart)]

    def feedback(self) -> list[str]:
        """What it was told of its replies that did not pass."""
        parts = _parts(self.seen[-1])
        return [part.model_response() for part in parts if isinstance(part, RetryFeedbackPart)]

    def prompts(self) -> list[str]:
        """The customer's words as it read them."""
        parts = _parts(self.seen[-1])
        return [str(part.content) for part in parts if isinstance(part, UserPromptPart)]


def _parts(messages: Sequence[ModelMessage]) -> list[Any]:
    return [part for message in messages if isinstance(message, ModelRequest) for part in message.parts]


def says(text: str) -> ModelResponse:
    """A reply."""
    return ModelResponse(parts=[TextPart(text)])


def calls(tool: str, **arguments: Any) -> ModelResponse:
    """One call of a tool."""
    return ModelResponse(parts=[ToolCallPart(tool, arguments)])


def endpoint(
    answer: Any, *, name: str = "one", timeout_s: float = 5.0, rates: Sequence[Rate] = (), **more: Any
) -> Endpoint:
    """A model of a function, behind a breaker of its own."""
    model = FunctionModel(answer, model_name=name)
    breaker = more.pop("breaker", None) or Breaker()
    return Endpoint(
        model, ModelName("openai-chat", name), breaker=breaker, timeout_s=timeout_s, rates=rates, **more
    )


def asking(
    *models: Script | Endpoint,
    check: Check = lambda contents, turn, tools: None,
    purse: Coins | None = None,
    limits: Limits | None = None,
) -> LlmAgent:
    """The agent that asks these, the first first, and then the rules."""
    chain = tuple(
        model if isinstance(model, Endpoint) else endpoint(model, name=model.name) for model in models
    )
    return LlmAgent(chain, RulesAgent(), check, purse or Coins(), limits or Limits())
