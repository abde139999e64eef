"""A language model answers real webhooks: it sells as it should, and none of its lies leaves the house."""

import re
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
import pytest_asyncio
from pydantic_ai.models import override_allow_model_requests
from tests.support.agents import example_shop
from tests.support.fake_openai import FakeOpenAI, fake_openai
from tests.support.liar import lies
from tests.support.running import Customer, Dragoman


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


PORT = _free_port()
SETTINGS = {
    "OPENAI_BASE_URL": f"http://127.0.0.1:{PORT}/v1",
    "DRAGOMAN_MODEL": "openai-chat:good",
    "DRAGOMAN_MODEL_SEES": "true",
    "DRAGOMAN_MODEL_TIMEOUT_SECONDS": "2",
    "DRAGOMAN_QUEUE_AGE_LIMIT_SECONDS": "600",
}
CHATBOTS = {"ecla": 2, "astrosouks": 3}


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def fake() -> AsyncIterator[FakeOpenAI]:
    async with fake_openai(PORT) as running:
        with override_allow_model_requests(True):
            yield running


async def asks(dragoman: Dragoman, model: str, shop: str) -> None:
    """That shop's chatbot asks this model from now on."""
    await dragoman.rows(
        "UPDATE chatbot_profiles SET settings = settings || jsonb_build_object('model', %s::text) "
        "WHERE chatbot_id = %s",
        f"openai-chat:{model}",
        CHATBOTS[shop],
    )


@pytest.fixture
async def as_before(dragoman: Dragoman) -> AsyncIterator[None]:
    yield
    await dragoman.rows("UPDATE chatbot_profiles SET settings = settings - 'model'")


async def orders_of(customer: Customer) -> list[dict[str, Any]]:
    return await customer.dragoman.rows(
        "SELECT * FROM orders WHERE conversation_id = %s AND number IS NOT NULL",
        (await customer.conversation())["id"],
    )


async def models_of(customer: Customer) -> set[str]:
    return {turn["trace"].get("model", "none") for turn in await customer.turns()}


# --- selling ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shop", "said"),
    [
        ("astrosouks", ("hi, I want 2 jet drone", "Rana Khoury", "Beirut", "Hamra street 5", "yes")),
        ("astrosouks", ("baddi 2 jet drone", "Rana Khoury", "Tripoli", "Mina street 5", "eh")),
        ("astrosouks", ("بدي 2 jet drone", "رنا خوري", "بيروت", "شارع الحمرا 5", "نعم")),
        ("astrosouks", ("je veux 2 jet drone", "Rana Khoury", "Beyrouth", "Rue Hamra 5", "oui")),
        ("ecla", ("I want 1 purple corrector", "Rana Khoury", "Beirut", "Hamra street 5", "yes")),
        ("ecla", ("baddi purple corrector", "Rana Khoury", "Beirut", "Hamra street 5", "eh")),
        ("ecla", ("بدي purple corrector", "رنا خوري", "بيروت", "شارع الحمرا 5", "نعم")),
        ("ecla", ("je veux purple corrector", "Rana Khoury", "Beyrouth", "Rue Hamra 5", "oui")),
    ],
)
async def test_a_customer_orders_in_conversation_with_a_model(
    dragoman: Dragoman, shop: str, said: Sequence[str]
) -> None:
    customer = dragoman.customer(shop=shop, name="Rana")

    answers = [await customer.asks(line) for line in said]

    assert await models_of(customer) == {"openai-chat:good"}, answers
    orders = await orders_of(customer)
    assert len(orders) == 1, answers
    assert str(orders[0]["number"]) in answers[-1]
    told = [re.findall(r"\$\d+(?:\.\d+)?", answer) for answer in (answers[0], answers[-1])]
    assert told[0][-1] == told[1][-1], "the total of the quote is the total of the order"


async def test_a_message_that_comes_twice_orders_once(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks")
    for line in ("I want 1 jet drone", "Rana Khoury", "Beirut", "Hamra street 5"):
        await customer.asks(line)

    await customer.says("yes", "yes")
    await dragoman.idle()

    assert len(await orders_of(customer)) == 1


async def test_the_story_of_such_a_turn_is_told_by_the_command(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks")
    await customer.asks("how much is the jet drone?")
    turn = (await customer.turns())[-1]

    told = await dragoman.command("turns", "show", str(turn["id"])[:8])

    for part in (
        "how much is the jet drone?",
        "search_products(",
        "answered by openai-chat:good",
        "$29.99",
        "tokens in",
    ):
        assert part in told


# --- pictures and voice -----------------------------------------------------------------------------


@pytest.mark.usefixtures("as_before")
async def test_a_model_that_sees_is_given_the_picture_as_soon_as_it_is_fetched(
    dragoman: Dragoman, fake: FakeOpenAI
) -> None:
    seen: list[str] = []

    def looks(messages: Sequence[Mapping[str, Any]]) -> str:
        content = messages[-1]["content"]
        seen.extend(part["type"] for part in content if isinstance(part, dict))
        return "Thank you for the picture."

    fake.brains["looks"] = looks
    await asks(dragoman, "looks", "ecla")
    customer = dragoman.customer()

    await customer.sends("image", caption="is it this one?")
    await dragoman.idle()

    assert seen == ["text", "image_url"]
    assert "Thank you for the picture." in "\n".join(await customer.inbox())


async def test_a_voice_note_that_the_model_cannot_hear_is_answered_kindly_and_a_person_gets_it(
    dragoman: Dragoman,
) -> None:
    customer = dragoman.customer()

    await customer.sends("voice")
    await dragoman.idle()

    assert "voice messages" in "\n".join(await customer.inbox())
    assert "unreadable" in [action["kind"] for action in await customer.actions()]


# --- failing ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize("model", ["status-500", "cut", "no-json", "no-choices", "bad-call"])
async def test_when_the_model_fails_the_customer_does_not_notice(dragoman: Dragoman, model: str) -> None:
    await asks(dragoman, model, "astrosouks")
    customer = dragoman.customer(shop="astrosouks")

    answer = await customer.asks("how much is the jet drone?")

    assert "$29.99" in answer
    assert (await customer.turns())[-1]["story"]["models"]["answered_by"] == "rules"


@pytest.mark.usefixtures("as_before")
async def test_a_model_that_is_left_alone_is_told_by_the_health_page(dragoman: Dragoman) -> None:
    await asks(dragoman, "status-503", "ecla")
    for _ in range(4):
        await dragoman.customer().asks("hello")

    health = await dragoman.request("GET", "/health")

    assert health.status == 200, "the rules answer: no reason for an alarm"
    assert "openai-chat:status-503" in health.json["models"]["left_alone"]


async def test_a_shop_that_has_reached_its_limit_is_answered_by_the_rules(dragoman: Dragoman) -> None:
    set_limit = "UPDATE chatbot_profiles SET settings = settings || %s::jsonb WHERE chatbot_id = 3"
    await dragoman.rows(set_limit, '{"model_limits": {"requests": 1}}')
    await dragoman.customer(shop="astrosouks").asks("how much is the jet drone?")
    customer = dragoman.customer(shop="astrosouks")

    answer = await customer.asks("how much is the jet drone?")

    health = (await dragoman.request("GET", "/health")).json["models"]
    checked = await dragoman.command("doctor")
    await dragoman.rows("UPDATE chatbot_profiles SET settings = settings - 'model_limits'")
    assert "$29.99" in answer
    story = (await customer.turns())[-1]["story"]["models"]
    assert "of 1 requests a day" in story["not_asked"]
    assert list(health["over_limit"].values()) == [story["not_asked"]]
    assert "the rules answer for today" in checked


async def test_what_models_used_is_kept_by_shop_and_day(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks")
    before = await _spent(dragoman)

    await customer.asks("how much is the jet drone?")

    trace = (await customer.turns())[-1]["trace"]
    assert await _spent(dragoman) == before + trace["tokens_in"] + trace["tokens_out"]


async def _spent(dragoman: Dragoman) -> int:
    row = await dragoman.row(
        "SELECT coalesce(sum(tokens_in + tokens_out), 0)::int AS n FROM model_spend WHERE model = %s",
        "openai-chat:good",
    )
    return int(row["n"])


# --- lying ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize(("shop", "other"), [("ecla", "astrosouks"), ("astrosouks", "ecla")])
async def test_no_lie_of_a_model_reaches_a_customer(
    dragoman: Dragoman, fake: FakeOpenAI, shop: str, other: str
) -> None:
    told = lies(example_shop(shop), example_shop(other), seed=11, count=64)

    def liar(messages: Sequence[Mapping[str, Any]]) -> str | dict[str, Any]:
        """Looks at the products, so that they are known, and then says what is not so, as often as it may."""
        asked = [
            n for n, message in enumerate(messages) if message["role"] == "user" and "lie " in str(message)
        ]
        found = re.search(r"lie (\d+)", str(messages[asked[-1]]["content"]))
        assert found is not None
        lie = told[int(found[1])]
        looked = sum(1 for message in messages[asked[-1] :] if message["role"] == "tool")
        if looked < len(lie.skus):
            return {"name": "get_product", "arguments": {"sku": lie.skus[looked]}}
        return lie.text

    fake.brains["liar"] = liar
    await asks(dragoman, "liar", shop)
    customers = [dragoman.customer(shop=shop) for _ in told]
    for n, customer in enumerate(customers):
        await customer.says(f"how much is it? lie {n}")
    await dragoman.idle(seconds=60)
    answers = ["\n".join(await customer.inbox()) for customer in customers]

    assert all(answers), "nobody is left without an answer"
    assert [lie for lie, answer in zip(told, answers, strict=True) if lie.text in answer] == []
    assert len(fake.asked_of("liar")) >= 3 * len(told), "each was tried three times"
