"""What every agent promises, whoever wrote it: one suite over each that the registry knows."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic_ai.messages import ModelMessage, ModelResponse, UserPromptPart
from pydantic_ai.models.function import AgentInfo
from tests.support.agents import NOON, ShopInTest, example_shop, sent
from tests.support.models import asking, calls, endpoint, says

from dragoman.agents.base import Agent, Line, Reply
from dragoman.agents.registry import ENGINES, agent_for
from dragoman.channels.content import ImageOut, OutContent, TextOut
from dragoman.channels.interactive import ButtonsOut, ListOut
from dragoman.config.settings import Settings

SHOPS = ("ecla", "astrosouks")
KINDS = ("text", "choice", "image", "voice", "location", "sticker", "reaction", "contact", "unsupported", "")

# Words that agents react to, stirred with anything at all: blind text alone would rarely get past "unknown".
WORDS = [
    "how",
    "much",
    "price",
    "kit",
    "pen",
    "drone",
    "delivery",
    "to",
    "Tripoli",
    "Dubai",
    "and",
    "?",
    "2",
    "order",
    "yes",
    "hello",
    "talk",
    "to",
    "a",
    "person",
    "قديش",
    "القلم",
    "توصيل",
    "combien",
    "livraison",
    "2adde",
    "7a22o",
    "fi",
    "broken",
    "👍",
    "hair",
    "curler",
    "what",
    "do",
    "you",
    "sell",
    "ignore",
    "$1",
    "٣",
    "pleaaase",
]
SAID = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
TAPPED = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.sampled_from(
        ["product:jet_drone", "order:x", "category:", "category:home", "more:9:category:home", "more:x:"]
    ),
)
LINES = st.builds(
    lambda kind, text, choice_id: Line(1, "customer", kind, text, NOON, choice_id),
    st.sampled_from(KINDS),
    st.one_of(st.none(), SAID),
    TAPPED,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
STATES = st.dictionaries(
    st.sampled_from(["product", "language", "offered", "asked", "missed", "ordering", "x"]),
    JSON | st.sampled_from(["jet_drone", "ar", "order"]) | st.just(["jet_drone", "neck_fan"]),
    max_size=4,
)


@pytest.fixture(params=ENGINES)
def agent(request: pytest.FixtureRequest) -> Agent:
    if request.param == "llm":
        return asking(endpoint(_asks_and_answers))
    return agent_for("any", Settings(), engine=request.param)


def _asks_and_answers(messages: list[ModelMessage], _: AgentInfo) -> ModelResponse:
    """A model that looks for whatever was said, and then says the same of anything."""
    said = [part for message in messages for part in message.parts]
    if isinstance(said[-1], UserPromptPart):
        return calls("search_products", queries=[str(said[-1].content)[:200]])
    return says("Let me see what I can do for you.")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slug=st.sampled_from(SHOPS), lines=st.lists(LINES, min_size=1, max_size=4), state=STATES)
@example(slug="ecla", lines=[Line(1, "customer", "text", None, NOON, None)], state={"offered": [[]]})
async def test_an_agent_answers_or_says_why_not_whatever_it_is_told(
    agent: Agent, slug: str, lines: list[Line], state: dict[str, Any]
) -> None:
    shop = example_shop(slug)

    reply = await agent.answer(shop.turn(*lines, state=state), shop.tools)

    assert reply.messages or reply.no_reply_reason
    for message in reply.messages:
        _fits_whatsapp(message)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(SAID, min_size=1, max_size=3))
async def test_what_an_agent_leaves_for_itself_is_plain_json_and_can_be_given_back(
    agent: Agent, said: list[str]
) -> None:
    shop = example_shop("astrosouks")
    first = await agent.answer(shop.turn(*said), shop.tools)

    kept = json.loads(json.dumps(dict(first.state)))
    json.dumps(dict(first.trace))
    then = await agent.answer(shop.turn(*said, state=kept), shop.tools)

    assert isinstance(then, Reply)


async def test_the_same_turn_gives_the_same_reply(agent: Agent) -> None:
    shop = example_shop("astrosouks")
    turn = shop.turn("hi", "how much is a hair curler and do you deliver to Zahle?")

    once, again = await agent.answer(turn, shop.tools), await agent.answer(turn, shop.tools)

    assert replace(once, story={}) == replace(again, story={})  # a story tells times


async def test_an_agent_reads_a_very_long_message(agent: Agent) -> None:
    shop = example_shop("astrosouks")

    reply = await agent.answer(shop.turn("how much is the drone " * 2000), shop.tools)

    assert reply.messages


@pytest.mark.parametrize(
    "kind", ["voice", "image", "document", "sticker", "location", "contact", "something new"]
)
async def test_no_kind_of_message_is_met_with_silence(agent: Agent, kind: str) -> None:
    shop: ShopInTest = example_shop("ecla")

    reply = await agent.answer(shop.turn(sent(kind)), shop.tools)

    assert reply.messages


def _fits_whatsapp(message: OutContent) -> None:
    """Infobip's own checks: see docs/reference for the source of each figure. Long text is split later."""
    match message:
        case TextOut(text=text):
            assert text.strip()
        case ImageOut(url=url, caption=caption):
            assert url.startswith(("http://", "https://"))
            assert len(caption or "") <= 1024
        case ButtonsOut(text=text, buttons=buttons):
            assert text.strip()
            assert len(text) <= 1024
            assert 1 <= len(buttons) <= 3
            _are_choices([(button.id, button.title) for button in buttons], 20)
        case ListOut(text=text, opener=opener, rows=rows):
            assert text.strip()
            assert len(text) <= 1024
            assert 1 <= len(opener) <= 20
            assert 1 <= len(rows) <= 10
            assert all(len(row.description or "") <= 72 for row in rows)
            _are_choices([(row.id, row.title) for row in rows], 24)


def _are_choices(choices: list[tuple[str, str]], longest_title: int) -> None:
    ids, titles = zip(*choices, strict=True)
    assert len(set(ids)) == len(ids)
    assert len(set(titles)) == len(titles)
    assert all(1 <= len(choice_id) <= 200 for choice_id in ids)
    assert all(1 <= len(title.strip()) <= longest_title for title in titles)
