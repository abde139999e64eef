"""Which agent answers for a chatbot: its ``agent_id``, or the engine or the model that its settings name."""

from collections.abc import Callable, Mapping
from typing import Any

from dragoman.agents.base import Agent, Chatbot
from dragoman.agents.echo import EchoAgent
from dragoman.agents.rules.agent import RulesAgent
from dragoman.base.errors import ConfigError
from dragoman.config.models import ModelName, model_chain
from dragoman.config.settings import Settings
from dragoman.tenants.shop_file import Shop

ENGINES = ("echo", "rules", "llm")
_KNOWN = f"one of {', '.join(ENGINES)}"

AskModels = Callable[[tuple[ModelName, ...], Chatbot], Agent]
"""What makes the agent that asks these models for that chatbot. Raises ``ConfigError`` for limits that are none."""


def agent_for(agent_id: str, settings: Settings, *, engine: str | None = None) -> Agent:
    """The agent that ``agent_id`` stands for, where no model is asked.

    ``engine`` is ``echo`` or ``rules`` and overrules the id. Without it, ``echo`` is the echo agent and every
    other id (``ecla_sales_agent`` ...) the rules agent.

    Raises ``ConfigError`` for an engine that does not exist.
    """
    chosen = engine or ("echo" if agent_id == "echo" else "rules")
    match chosen:
        case "echo":
            return EchoAgent(delay_ms=settings.agent_delay_ms)
        case "rules":
            return RulesAgent()
        case _:
            raise ConfigError(f"engine {chosen!r} of agent {agent_id!r} does not exist: choose {_KNOWN}")


def agent_of(chatbot: Chatbot, settings: Settings, ask_models: AskModels | None = None) -> Agent:
    """The agent of a chatbot, whose ``settings`` may name an ``engine`` and a ``model``.

    Where a model is named, there or in ``DRAGOMAN_MODEL``, it is asked through ``ask_models``, unless the engine is
    another. Raises ``ConfigError`` for an engine or a model that does not exist or has no key.
    """
    engine = chatbot.settings.get("engine")
    if engine is not None and not isinstance(engine, str):
        raise ConfigError(f"engine of chatbot {chatbot.name!r} must be a word, not {engine!r}")
    if engine not in {None, "llm"} or (engine is None and chatbot.agent_id == "echo"):
        return agent_for(chatbot.agent_id, settings, engine=engine)
    chain = models_of(chatbot.settings, settings, chatbot.name)
    if chain and ask_models is not None:
        return ask_models(chain, chatbot)
    if engine == "llm":
        raise ConfigError(f"engine 'llm' of chatbot {chatbot.name!r} needs a model: set DRAGOMAN_MODEL")
    return agent_for(chatbot.agent_id, settings)


def models_of(own: Mapping[str, Any], settings: Settings, name: str) -> tuple[ModelName, ...]:
    """The models of the chatbot ``name`` with these settings of its ``own``; none where nobody names one.

    Raises ``ConfigError`` for a model that does not exist or has no key.
    """
    model = own.get("model")
    if model is None:
        return settings.model_chain
    try:
        chain = model_chain(model if isinstance(model, str) else repr(model))
    except ValueError as error:
        raise ConfigError(f"model of chatbot {name!r}: {error}") from None
    if missing := settings.missing_model_key(chain):
        raise ConfigError(f"the model of chatbot {name!r} is {model}, {missing}")
    return chain


def refuse_unknown_engines(shop: Shop, *, name: str) -> None:
    """Raises ``ConfigError`` when a chatbot of the shop file ``name`` asks for an engine or model that is none."""
    for i, chatbot in enumerate(shop.chatbots):
        engine, model = chatbot.settings.get("engine"), chatbot.settings.get("model")
        if engine is not None and engine not in ENGINES:
            raise ConfigError(
                f"{name}: chatbots[{i}].settings.engine: {engine!r} does not exist; choose {_KNOWN}"
            )
        if model is None:
            continue
        try:
            model_chain(model if isinstance(model, str) else repr(model))
        except ValueError as error:
            raise ConfigError(f"{name}: chatbots[{i}].settings.model: {error}") from None
