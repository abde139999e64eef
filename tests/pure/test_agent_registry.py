"""Which agent answers for a chatbot."""

import re
from dataclasses import replace

import pytest
from tests.support.agents import example_shop

from dragoman.agents.base import Agent, Chatbot
from dragoman.agents.echo import EchoAgent
from dragoman.agents.registry import agent_for, agent_of, refuse_unknown_engines
from dragoman.agents.rules.agent import RulesAgent
from dragoman.base.errors import ConfigError
from dragoman.config.models import ModelName
from dragoman.config.settings import Settings
from dragoman.tenants.example import EXAMPLE
from dragoman.tenants.shop_file import parse_shop


def test_echo_is_the_echo_agent_with_the_delay_of_the_settings() -> None:
    agent = agent_for("echo", Settings(agent_delay_ms=7))

    assert isinstance(agent, EchoAgent)
    assert agent.delay_ms == 7


@pytest.mark.parametrize("agent_id", ["ecla_sales_agent", "astrosouks_sales_agent", "anything"])
def test_every_other_id_is_the_rules_agent(agent_id: str) -> None:
    assert isinstance(agent_for(agent_id, Settings()), RulesAgent)


def test_the_settings_of_a_chatbot_may_name_another_engine() -> None:
    chatbot = replace(example_shop("ecla").chatbot, settings={"engine": "echo"})

    assert isinstance(agent_of(chatbot, Settings()), EchoAgent)


def test_an_engine_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match=r"'oracle'.*echo, rules"):
        agent_for("ecla_sales_agent", Settings(), engine="oracle")


def test_an_engine_that_is_not_a_word_is_refused() -> None:
    chatbot = replace(example_shop("ecla").chatbot, settings={"engine": 3})

    with pytest.raises(ConfigError, match="must be a word"):
        agent_of(chatbot, Settings())


def test_a_chatbot_asks_the_models_of_the_settings_unless_it_names_its_own_or_another_engine() -> None:
    chatbot, known = (
        example_shop("ecla").chatbot,
        Settings(dragoman_model="openai-chat:a", openai_api_key="k"),
    )
    asked: list[str] = []

    def ask(chain: tuple[ModelName, ...], _: Chatbot) -> Agent:
        asked.append(",".join(map(str, chain)))
        return EchoAgent()

    for settings in ({}, {"model": "openai-chat:b, openai:c"}, {"engine": "llm"}):
        assert isinstance(agent_of(replace(chatbot, settings=settings), known, ask), EchoAgent)
    assert isinstance(agent_of(replace(chatbot, settings={"engine": "rules"}), known, ask), RulesAgent)
    assert isinstance(agent_of(chatbot, Settings(), ask), RulesAgent)

    assert asked == ["openai-chat:a", "openai-chat:b,openai:c", "openai-chat:a"]


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"model": "anthropic:x"}, "and anthropic:x needs a key: set ANTHROPIC_API_KEY"),
        ({"model": "gpt"}, "'gpt' is not a model: write PROVIDER:NAME"),
        ({"model": "mistral:x"}, "choose one of openai-chat, openai, anthropic, google"),
        ({"model": ["openai-chat:x"]}, "names a provider that is not known"),
        ({"engine": "llm"}, "needs a model: set DRAGOMAN_MODEL"),
    ],
)
def test_a_model_that_cannot_be_asked_is_refused_in_one_sentence(own: dict[str, object], said: str) -> None:
    chatbot = replace(example_shop("ecla").chatbot, settings=own)

    with pytest.raises(ConfigError, match=re.escape(said)):
        agent_of(chatbot, Settings(), lambda chain, chatbot: EchoAgent())


def test_a_shop_file_that_names_a_model_that_is_none_is_refused() -> None:
    text = EXAMPLE.replace("    languages:", "    settings: {model: gpt}\n    languages:", 1)

    with pytest.raises(ConfigError, match=r"noor.yaml: chatbots\[0\].settings.model: 'gpt' is not a model"):
        refuse_unknown_engines(parse_shop(text), name="noor.yaml")


@pytest.mark.parametrize("engine", ["oracle", "Rules", "3", "[echo]"])
def test_a_shop_file_that_names_an_engine_that_does_not_exist_is_refused_with_those_there_are(
    engine: str,
) -> None:
    text = EXAMPLE.replace("    languages:", f"    settings: {{engine: {engine}}}\n    languages:", 1)

    with pytest.raises(ConfigError) as refused:
        refuse_unknown_engines(parse_shop(text), name="noor.yaml")

    assert str(refused.value).startswith("noor.yaml: chatbots[0].settings.engine: ")
    assert "does not exist; choose one of echo, rules, llm" in str(refused.value)


@pytest.mark.parametrize("settings", ["{}", "{engine: echo}", "{engine: rules, more: true}"])
def test_a_shop_file_that_names_an_engine_that_there_is_is_welcome(settings: str) -> None:
    text = EXAMPLE.replace("    languages:", f"    settings: {settings}\n    languages:", 1)

    refuse_unknown_engines(parse_shop(text), name="noor.yaml")
