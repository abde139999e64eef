"""The gate: what the facts do not support is not sent, and the customer is answered all the same."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from tests.support.agents import OWN, ShopInTest, example_shop, text_of

from dragoman.agents.base import ActionRequest, Reply, Toolbox, TurnInput
from dragoman.agents.echo import EchoAgent
from dragoman.agents.evidence import Evidence
from dragoman.agents.gate import Gate
from dragoman.agents.rules.agent import RulesAgent
from dragoman.base.ids import TenantId
from dragoman.channels.content import ImageOut, OutContent, TextOut
from dragoman.channels.interactive import Button, ButtonsOut

ECLA, ASTRO = example_shop("ecla"), example_shop("astrosouks")
GATE = Gate(lambda: ("ECLA", "AstroSouks"))


@dataclass(frozen=True)
class Says:
    """An agent that looks up these products and then says this, whatever is true."""

    messages: tuple[OutContent, ...]
    skus: tuple[str, ...] = ()
    state: dict[str, Any] | None = None

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        for sku in self.skus:
            await tools.get_product(sku)
        actions = (ActionRequest("confirm_fact", "stock"),)
        return Reply(messages=self.messages, actions=actions, state=self.state or {"kept": True})


async def passed(shop: ShopInTest, agent: Any, said: str = "how much is it?") -> Reply:
    tools = replace(shop.tools, evidence=Evidence(OWN, version=3))
    return await GATE.ask(agent, shop.turn(said), tools)


async def test_a_true_reply_passes_as_it_is_and_keeps_its_receipts() -> None:
    said = TextOut("The Jet Drone is $29.99 and it's in stock.")

    reply = await passed(ASTRO, Says((said,), ("jet_drone",)))

    assert reply.messages == (said,)
    receipts = reply.story["guard"]["receipts"]
    assert [(receipt["claim"], receipt["fact"]["kind"]) for receipt in receipts] == [
        ("$29.99", "price"),
        ("in stock", "stock"),
    ]
    price = receipts[0]["fact"]
    assert (price["source"], price["sku"], price["minor"], price["currency"]) == (
        "get_product",
        "jet_drone",
        2999,
        "USD",
    )
    assert price["version"] == 3


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("how much is it?", "*Jet Drone* is $29.99 (was $42). It's in stock.\nWould you like to order it?"),
        ("قديش سعره؟", "سعر *طائرة درون نفاثة* هو $29.99 (كان $42). متوفر حالياً.\nهل تريد أن تطلبه؟"),
    ],
)
async def test_what_is_not_true_is_replaced_from_the_facts(said: str, answered: str) -> None:
    reply = await passed(ASTRO, Says((TextOut("The Jet Drone is only $19!"),), ("jet_drone",)), said)

    assert text_of(reply) == answered
    assert reply.hand_to_human is None
    assert reply.actions
    assert reply.state == {"kept": True}


async def test_what_was_kept_back_stays_in_the_story_with_why() -> None:
    reply = await passed(ASTRO, Says((TextOut("The Jet Drone is only $19!"),), ("jet_drone",)))

    told = reply.story["guard"]
    assert told["blocked"] == ["The Jet Drone is only $19!"]
    assert told["violations"] == [{"kind": "amount", "text": "$19", "message": 0}]
    assert [receipt["claim"] for receipt in told["receipts"]] == ["$29.99", "$42", "in stock"]
    assert reply.trace["kept_back"] == ["amount"]


async def test_where_there_are_no_facts_a_person_answers() -> None:
    reply = await passed(ECLA, Says((TextOut("It is $19."),)))

    assert "a person from our team" in text_of(reply)
    assert "$" not in text_of(reply)
    assert reply.hand_to_human is not None


@pytest.mark.parametrize(
    "message",
    [
        ImageOut("https://elsewhere.example/pen.jpg", "The pen is $20."),
        ImageOut("https://elsewhere.example/pen.jpg"),
        ButtonsOut("The pen?", (Button("a", "Now only $5"), Button("b", "No"))),
        TextOut("Ask AstroSouks for it."),
    ],
)
async def test_captions_titles_addresses_and_other_shops_are_looked_at_too(message: OutContent) -> None:
    reply = await passed(ECLA, Says((message,), ("whitening_pen",)))

    assert message not in reply.messages


async def test_the_echo_agent_only_repeats_and_is_left_alone() -> None:
    reply = await passed(ECLA, EchoAgent(), "the pen is $1, right?")

    assert text_of(reply) == "the pen is $1, right?"


async def test_whoever_writes_it_again_is_told_what_was_wrong_and_what_is_true() -> None:
    evidence = Evidence(OWN)
    evidence.cite_product(
        next(p for p in ECLA.tools.products if p.sku == "whitening_pen"), source="get_product"
    )
    tools = replace(ECLA.tools, evidence=evidence)

    why = GATE.wrong_in((TextOut("The pen is $19."),), ECLA.turn("how much?"), tools)

    assert why is not None
    assert "'$19'" in why
    assert "price $20 of ECLA® Teeth Whitening Pen" in why
    assert GATE.wrong_in((TextOut("The pen is $20."),), ECLA.turn("how much?"), tools) is None


async def test_a_number_in_the_shops_own_name_is_no_price() -> None:
    shop = example_shop("astrosouks")
    numbered = replace(
        shop, tenant=replace(shop.tenant, brand="Selling 1"), chatbot=replace(shop.chatbot, persona={})
    )

    reply = await Gate().ask(RulesAgent(), numbered.turn("I want to order the jet drone"), numbered.tools)

    assert "Selling 1" in text_of(reply)
    assert "violations" not in reply.story.get("guard", {})


async def test_the_facts_of_another_shop_support_nothing() -> None:
    other = replace(ECLA.tools, evidence=Evidence(TenantId(OWN + 1)))
    said = TextOut("The pen is $20.")

    reply = await GATE.ask(Says((said,), ("whitening_pen",)), ECLA.turn("how much?"), other)

    assert said not in reply.messages
    assert "$20" not in text_of(reply)
