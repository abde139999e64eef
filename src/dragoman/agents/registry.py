"""Which agent answers for a chatbot: its ``agent_id``, or the engine that its settings name."""

from dragoman.agents.base import Agent, Chatbot
from dragoman.agents.echo import EchoAgent
from dragoman.agents.rules.agent import RulesAgent
from dragoman.base.errors import ConfigError
from dragoman.config.settings import Settings
from dragoman.tenants.shop_file import Shop

ENGINES = ("echo", "rules")
_KNOWN = f"one of {', '.join(ENGINES)}"


def agent_for(agent_id: str, settings: Settings, *, engine: str | None = None) -> Agent:
    """The agent that ``agent_id`` stands for.

    ``engine`` is one of ``ENGINES`` and overrules the id. Without it, ``echo`` is the echo agent and every
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


def agent_of(chatbot: Chatbot, settings: Settings) -> Agent:
    """The agent of a chatbot, whose ``settings`` may name an ``engine``. Raises like :func:`agent_for`."""
    engine = chatbot.settings.get("engine")
    if engine is not None and not isinstance(engine, str):
        raise ConfigError(f"engine of chatbot {chatbot.name!r} must be a word, not {engine!r}")
    return agent_for(chatbot.agent_id, settings, engine=engine)


def refuse_unknown_engines(shop: Shop, *, name: str) -> None:
    """Raises ``ConfigError`` when a chatbot of the shop file ``name`` asks for an engine that does not exist."""
    for i, chatbot in enumerate(shop.chatbots):
        engine = chatbot.settings.get("engine")
        if engine is not None and engine not in ENGINES:
            raise ConfigError(
                f"{name}: chatbots[{i}].settings.engine: {engine!r} does not exist; choose {_KNOWN}"
            )
