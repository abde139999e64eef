"""An agent that breaks: another answers, then a person; never silence."""

from typing import Any

import pytest
from structlog.testing import capture_logs
from tests.support.running import Dragoman

from dragoman.agents.echo import EchoAgent
from dragoman.agents.rules.agent import RulesAgent
from dragoman.base import jobs

SETTINGS = {"DRAGOMAN_QUEUE_AGE_LIMIT_SECONDS": "600"}


async def _breaks(*_: Any) -> Any:
    raise RuntimeError("the agent broke")


@pytest.fixture
async def echo(dragoman: Dragoman) -> Any:
    """ECLA's agent repeats."""
    await dragoman.rows(
        'UPDATE chatbot_profiles SET settings = settings || \'{"engine": "echo"}\' WHERE chatbot_id = 2'
    )
    yield
    await dragoman.rows("UPDATE chatbot_profiles SET settings = settings - 'engine' WHERE chatbot_id = 2")


@pytest.mark.usefixtures("echo")
async def test_when_the_agent_breaks_the_rules_answer(
    dragoman: Dragoman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EchoAgent, "answer", _breaks)
    customer = dragoman.customer()

    with capture_logs() as logged:
        answer = await customer.asks("how much is the whitening kit?")

    assert "the agent broke" not in str(logged), "what breaks an agent may quote the customer"
    assert "$55" in answer
    assert [turn["answered_by"] for turn in await customer.turns()] == ["fallback"]


async def test_an_agent_that_does_not_exist_is_no_silence(dragoman: Dragoman) -> None:
    await dragoman.rows(
        'UPDATE chatbot_profiles SET settings = settings || \'{"engine": "oracle"}\' WHERE chatbot_id = 3'
    )
    customer = dragoman.customer(shop="astrosouks")

    try:
        with capture_logs() as logged:
            answer = await customer.asks("how much is the jet drone?")
    finally:
        await dragoman.rows("UPDATE chatbot_profiles SET settings = settings - 'engine'")

    assert "$29.99" in answer
    reasons = [event["reason"] for event in logged if event["event"] == "agent_failed"]
    assert reasons == [
        "engine 'oracle' of agent 'astrosouks_sales_agent' does not exist: choose one of echo, rules, llm"
    ]


async def test_when_every_agent_breaks_it_is_tried_again(
    dragoman: Dragoman, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = RulesAgent.answer
    tries: list[int] = []

    async def breaks_twice(*arguments: Any) -> Any:
        tries.append(1)
        if len(tries) <= 2:  # the agent and its fallback, which are the same here
            raise RuntimeError("the agent broke")
        return await answer(*arguments)

    monkeypatch.setattr(RulesAgent, "answer", breaks_twice)
    customer = dragoman.customer()

    assert "$55" in await customer.asks("how much is the whitening kit?")
    assert len(await customer.inbox()) == 1


async def test_when_every_try_fails_a_person_is_called_and_the_job_is_listed(
    dragoman: Dragoman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RulesAgent, "answer", _breaks)
    monkeypatch.setattr(jobs, "MOST_TRIES", 2)  # eight take two minutes
    customer = dragoman.customer()

    await customer.asks("hi")

    conversation = await customer.conversation()
    assert conversation["mode"] == "human"
    assert [(action["kind"], action["status"]) for action in await customer.actions()] == [
        ("handoff", "open")
    ]
    owed = await dragoman.row(
        "SELECT owner FROM conversation_due WHERE conversation_id = %s", conversation["id"]
    )
    assert owed["owner"] == "person"
    await dragoman.until("SELECT 1 FROM procrastinate_jobs WHERE status = 'failed'")
    assert "turn" in await dragoman.command("dead", "list")
    assert (await dragoman.request("GET", "/health")).json["queue"]["dead"] == 1


async def test_after_a_mend_the_person_hands_back_and_the_customer_is_answered(
    dragoman: Dragoman, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = dragoman.customer()
    with monkeypatch.context() as broken:
        broken.setattr(RulesAgent, "answer", _breaks)
        broken.setattr(jobs, "MOST_TRIES", 1)
        await customer.asks("how much is the whitening kit?")

    await dragoman.command("conversations", "hand-back", "ecla", str((await customer.conversation())["id"]))

    await dragoman.idle()
    assert "$55" in "\n".join(await customer.inbox())
