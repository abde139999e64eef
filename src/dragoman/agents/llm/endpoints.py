"""The models themselves: each made once for a process, asked through its breaker, with one timeout and no retries."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import structlog
from pydantic import SecretStr
from pydantic_ai.exceptions import (
    AgentRunError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelServerError,
    ModelTimeoutError,
    ModelUnavailableError,
    UnexpectedModelBehavior,
    UsageLimitExceeded,
)
from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelRequest,
    ModelRequestPart,
    ModelResponse,
    UserContent,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from dragoman.agents.llm.breaker import Breaker
from dragoman.agents.llm.rates import Rate, cost_of
from dragoman.agents.llm.usage import METER, Meter
from dragoman.config.models import HEARS, SEES, ModelName
from dragoman.config.settings import Settings

PASSED_ON = (
    ModelRateLimitError,
    ModelUnavailableError,
    ModelServerError,
    ModelConnectionError,
    ModelQuotaExceededError,
)
"""What the next model of the chain takes over in the middle of a run. What is wrong with the request itself is not."""

_ITS_OWN_FAULT = (*PASSED_ON, ModelAuthenticationError, ModelNotFoundError, UnexpectedModelBehavior)
Close = Callable[[], Awaitable[None]]
log = structlog.get_logger()


class Endpoint(WrapperModel):
    """One model behind its breaker. What it used goes to the meter of the turn."""

    def __init__(
        self,
        wrapped: Model,
        name: ModelName,
        *,
        breaker: Breaker,
        timeout_s: float,
        rates: Sequence[Rate] = (),
        sees: bool = False,
        hears: bool = False,
        close: Close | None = None,
    ) -> None:
        super().__init__(wrapped)
        self._close = close
        self.name = name
        self.breaker = breaker
        self.timeout_s = timeout_s
        self.rates = rates
        self.sees, self.hears = sees, hears

    async def close(self) -> None:
        """Lets go of its connections."""
        if self._close is not None:
            await self._close()

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Asks the model. Raises ``ModelUnavailableError`` at once while its breaker is open."""
        meter, model = METER.get() or Meter(), str(self.name)
        if (over := meter.over()) is not None:
            raise UsageLimitExceeded(f"the turn has used {over}")
        if not self.breaker.allows():
            meter.note(model, 0, "left alone: it failed several times in a row")
            raise ModelUnavailableError(model, "left alone for a while")
        started = time.monotonic()
        try:
            async with asyncio.timeout(self.timeout_s):
                fit = [self._fitting(message) for message in messages]
                response = await super().request(fit, model_settings, model_request_parameters)
        except Exception as failed:
            error = _in_our_terms(failed, model)
            self._judge(error)
            meter.note(model, (time.monotonic() - started) * 1000, type(error).__name__)
            if error is failed:
                raise
            raise error from None
        self.breaker.succeeded()
        usage, ms = response.usage, (time.monotonic() - started) * 1000
        meter.used(model).add(usage.input_tokens, usage.output_tokens, self.cost_of(response))
        meter.note(model, ms, tokens_in=usage.input_tokens, tokens_out=usage.output_tokens)
        return response

    def _fitting(self, message: ModelMessage) -> ModelMessage:
        """The message without what this model cannot take."""
        if not isinstance(message, ModelRequest):
            return message
        parts = [self._fitting_part(part) for part in message.parts]
        return message if parts == list(message.parts) else replace(message, parts=parts)

    def _fitting_part(self, part: ModelRequestPart) -> ModelRequestPart:
        if not isinstance(part, UserPromptPart) or isinstance(part.content, str):
            return part
        content = [one if self._takes(one) else _NOT_TAKEN for one in part.content]
        return part if content == list(part.content) else replace(part, content=content)

    def _takes(self, content: UserContent) -> bool:
        if not isinstance(content, BinaryContent):
            return True
        return self.hears if content.is_audio else self.sees

    def cost_of(self, response: ModelResponse) -> Decimal | None:
        """What a response cost in US dollars, by our rates, else by the framework's list; ``None`` if neither knows."""
        usage = response.usage
        ours = cost_of(self.rates, str(self.name), usage.input_tokens, usage.output_tokens)
        if ours is not None:
            return ours
        if self.name.provider == "openai-chat" and self.wrapped.base_url != _OPENAI:
            return None  # a server of one's own may call its model anything
        try:
            return response.cost().total_price
        except Exception:  # LookupError mostly; a price list may not break a turn
            return None

    def _judge(self, error: AgentRunError) -> None:
        if not isinstance(error, _ITS_OWN_FAULT):
            self.breaker.succeeded()  # it is there, it only refused this request
        elif self.breaker.failed():
            log.warning("model_left_alone", model=str(self.name), error=type(error).__name__)


def _in_our_terms(error: Exception, model: str) -> AgentRunError:
    """What the rest knows how to take: an answer that nobody can read breaks the framework in many ways."""
    if isinstance(error, TimeoutError):
        return ModelTimeoutError(model, "too slow")
    if isinstance(error, AgentRunError):
        return error
    return UnexpectedModelBehavior(f"the answer could not be read: {type(error).__name__}")


_NOT_TAKEN = "[a file that you cannot open: say so kindly]"
_OPENAI = "https://api.openai.com/v1/"


def make_endpoint(name: ModelName, settings: Settings, rates: Sequence[Rate]) -> Endpoint:
    """The model of that name under these settings."""
    timeout_s = settings.dragoman_model_timeout_seconds
    model, close = _model(name, settings, timeout_s)
    return Endpoint(
        model,
        name,
        close=close,
        breaker=Breaker(),
        timeout_s=timeout_s,
        rates=rates,
        sees=_or(settings.dragoman_model_sees, name.provider in SEES),
        hears=_or(settings.dragoman_model_hears, name.provider in HEARS),
    )


def _or(told: bool | None, otherwise: bool) -> bool:
    return otherwise if told is None else told


def _model(name: ModelName, settings: Settings, timeout_s: float) -> tuple[Model, Close]:
    """Each provider's classes are imported where they are used: one process rarely needs two."""
    match name.provider:
        case "anthropic":
            from anthropic import AsyncAnthropic
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.anthropic import AnthropicProvider

            client = AsyncAnthropic(
                api_key=_secret(settings.anthropic_api_key), max_retries=0, timeout=timeout_s
            )
            return AnthropicModel(
                name.name, provider=AnthropicProvider(anthropic_client=client)
            ), client.close
        case "google":
            from pydantic_ai.models.google import GoogleModel
            from pydantic_ai.providers.google import GoogleProvider

            google = GoogleProvider(api_key=_secret(settings.google_api_key))
            return GoogleModel(name.name, provider=google), google.client.aio.aclose
        case _:
            return _openai_model(name, settings, timeout_s)


def _openai_model(name: ModelName, settings: Settings, timeout_s: float) -> tuple[Model, Close]:
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
    from pydantic_ai.providers.openai import OpenAIProvider

    own = settings.openai_base_url if name.provider == "openai-chat" else None
    client = AsyncOpenAI(
        base_url=own or _OPENAI,
        api_key=_secret(settings.openai_api_key) or "none",
        max_retries=0,
        timeout=timeout_s,
    )
    provider = OpenAIProvider(openai_client=client)
    kind: Any = OpenAIResponsesModel if name.provider == "openai" else OpenAIChatModel
    return kind(name.name, provider=provider), client.close


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value is not None else ""
