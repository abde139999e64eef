"""The agent over a real connection to a server that speaks chat completions, and everything that can go wrong there."""

import json
import time
from collections.abc import AsyncIterator, Callable

import pytest
from pydantic_ai.models import override_allow_model_requests
from tests.support.agents import NOON, ShopInTest, example_shop, text_of
from tests.support.fake_openai import FakeOpenAI, fake_openai
from tests.support.models import Coins

from dragoman.agents.base import Line, Reply
from dragoman.agents.llm.agent import LlmAgent
from dragoman.agents.llm.endpoints import Endpoint, make_endpoint
from dragoman.agents.rules.agent import RulesAgent
from dragoman.config.models import model_chain
from dragoman.config.settings import Settings

ASKED = "how much is the jet drone?"


@pytest.fixture
async def fake() -> AsyncIterator[FakeOpenAI]:
    async with fake_openai() as running:
        with override_allow_model_requests(True):
            yield running


@pytest.fixture
def shop() -> ShopInTest:
    return example_shop("astrosouks")


Asking = Callable[..., LlmAgent]


@pytest.fixture
async def asking(fake: FakeOpenAI) -> AsyncIterator[Asking]:
    """Makes agents that ask these models of the server, and closes their connections in the end."""
    made: list[Endpoint] = []

    def make(models: str, *, timeout_s: float = 5.0, url: str = fake.url) -> LlmAgent:
        settings = Settings(
            openai_base_url=url, openai_api_key="sk-test", dragoman_model_timeout_seconds=timeout_s
        )
        chain = tuple(make_endpoint(name, settings, ()) for name in model_chain(models))
        made.extend(chain)
        return LlmAgent(chain, RulesAgent(), lambda contents, turn, tools: None, Coins())

    yield make
    for endpoint in made:
        await endpoint.close()


async def asked(agent: LlmAgent, shop: ShopInTest) -> Reply:
    history = (Line(1, "customer", "text", "hi", NOON), Line(2, "agent", "text", "Hello!", NOON))
    return await agent.answer(shop.turn(ASKED, history=history), shop.tools)


async def test_a_question_goes_over_the_wire_with_the_tools_and_comes_back(
    fake: FakeOpenAI, asking: Asking, shop: ShopInTest
) -> None:
    reply = await asked(asking("openai-chat:good"), shop)

    assert text_of(reply) == "*Jet Drone* is $29.99."
    names = [tool["function"]["name"] for tool in fake.asked[0]["tools"]]
    assert sorted(names) == [
        "ask_the_shop",
        "cancel_order",
        "check_stock",
        "get_product",
        "hand_to_human",
        "order_status",
        "place_order",
        "quote",
        "search_products",
        "send_location",
        "send_product_image",
        "shop_info",
    ]
    assert "tenant" not in json.dumps(fake.asked[0]["tools"])
    used = reply.story["models"]["used"]["openai-chat:good"]
    assert used["requests"] == 2
    assert used["tokens_in"] > 500
    assert used["cost_microusd"] is None, "of a server of one's own nobody knows the rates"


@pytest.mark.parametrize(
    "broken",
    [
        *("status-429", "status-500", "status-503", "status-400", "status-401", "status-404", "status-402"),
        *("cut", "no-json", "no-choices", "bad-call", "no-such-tool"),
    ],
)
async def test_whatever_one_model_does_wrong_the_next_answers_at_once(
    fake: FakeOpenAI, asking: Asking, shop: ShopInTest, broken: str
) -> None:
    started = time.monotonic()

    reply = await asked(asking(f"openai-chat:{broken},openai-chat:good"), shop)

    assert text_of(reply) == "*Jet Drone* is $29.99."
    assert reply.story["models"]["answered_by"] == "openai-chat:good"
    assert time.monotonic() - started < 2
    assert len(fake.asked_of(broken)) <= 6, "nobody asks again and again"


@pytest.mark.parametrize("broken", ["status-429", "status-500", "cut", "no-json", "no-choices", "bad-call"])
async def test_and_the_rules_do_where_there_is_no_next(
    fake: FakeOpenAI, asking: Asking, shop: ShopInTest, broken: str
) -> None:
    reply = await asked(asking(f"openai-chat:{broken}"), shop)

    assert "$29.99" in text_of(reply)
    assert reply.story["models"]["answered_by"] == "rules"


async def test_a_refused_request_is_sent_once(fake: FakeOpenAI, asking: Asking, shop: ShopInTest) -> None:
    await asked(asking("openai-chat:status-500"), shop)

    assert len(fake.asked) == 1


async def test_a_slow_model_is_left_after_its_timeout(
    fake: FakeOpenAI, asking: Asking, shop: ShopInTest
) -> None:
    started = time.monotonic()

    reply = await asked(asking("openai-chat:slow,openai-chat:good", timeout_s=0.3), shop)

    assert text_of(reply) == "*Jet Drone* is $29.99."
    assert 0.3 <= time.monotonic() - started < 1.5


async def test_a_dead_server_costs_milliseconds_after_three_failures(
    asking: Asking, shop: ShopInTest
) -> None:
    async with fake_openai() as gone:
        agent = asking("openai-chat:good", url=gone.url)
    for _ in range(3):
        await asked(agent, shop)
    started = time.monotonic()

    reply = await asked(agent, shop)

    assert "$29.99" in text_of(reply)
    assert time.monotonic() - started < 0.25
    assert "left alone" in reply.story["models"]["requests"][0]["error"]


@pytest.mark.parametrize(
    ("wanted", "yes", "name", "city", "address", "placed"),
    [
        (
            "I want 2 of the jet drone",
            "yes",
            "Rana Khoury",
            "Beirut",
            "Hamra street 5",
            "Your order number is",
        ),
        ("je veux 2 jet drone", "oui", "Rana Khoury", "Beyrouth", "Rue Hamra 5", "Votre commande est la"),
        ("baddi 2 jet drone", "eh", "Rana Khoury", "Beirut", "Hamra 5", "Your order number is"),
        ("بدي 2 jet drone", "نعم", "رنا خوري", "بيروت", "شارع الحمرا 5", "رقم طلبك"),
    ],
)
async def test_the_good_model_takes_a_whole_order(
    asking: Asking,
    shop: ShopInTest,
    wanted: str,
    yes: str,
    name: str,
    city: str,
    address: str,
    placed: str,
) -> None:
    agent = asking("openai-chat:good")
    history: list[Line] = []
    state: dict[str, object] = {}
    answers = []

    for said in (wanted, name, city, address, yes):
        turn = shop.turn(said, history=history, state=state)
        reply = await agent.answer(turn, shop.tools)
        assert reply.story["models"]["answered_by"] == "openai-chat:good", reply.story
        answers.append(text_of(reply))
        n = len(history)
        history += [
            Line(n + 1, "customer", "text", said, NOON),
            Line(n + 2, "agent", "text", text_of(reply), NOON),
        ]
        state = dict(reply.state)
        shop.tools.new_turn()

    assert "$59.98" in answers[0]
    assert all(part in answers[3] for part in name.split())
    assert "Lebanon" in answers[3], "all that is stored is shown before the yes"
    assert placed in answers[-1]
    assert len(shop.tools.orders) == 1
    order = shop.tools.orders[0]
    assert [(line.sku, line.quantity) for line in order.lines] == [("jet_drone", 2)]
    assert order.details["first_name"] == name.split()[0]
