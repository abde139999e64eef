"""Which agent answers for a chatbot."""

from dataclasses import replace

import pytest
from tests.support.agents import example_shop

from dragoman.agents.echo import EchoAgent
from dragoman.agents.registry import agent_for, agent_of, refuse_unknown_engines
from dragoman.agents.rules.agent import RulesAgent
from dragoman.base.errors import ConfigError
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


@pytest.mark.parametrize("engine", ["llm", "Rules", "3", "[echo]"])
def test_a_shop_file_that_names_an_engine_that_does_not_exist_is_refused_with_those_there_are(
    engine: str,
) -> None:
    text = EXAMPLE.replace("    languages:", f"    settings: {{engine: {engine}}}\n    languages:", 1)

    with pytest.raises(ConfigError) as refused:
        refuse_unknown_engines(parse_shop(text), name="noor.yaml")

    assert str(refused.value).startswith("noor.yaml: chatbots[0].settings.engine: ")
    assert "does not exist; choose one of echo, rules" in str(refused.value)


@pytest.mark.parametrize("settings", ["{}", "{engine: echo}", "{engine: rules, more: true}"])
def test_a_shop_file_that_names_an_engine_that_there_is_is_welcome(settings: str) -> None:
    text = EXAMPLE.replace("    languages:", f"    settings: {settings}\n    languages:", 1)

    refuse_unknown_engines(parse_shop(text), name="noor.yaml")
