"""The scripted customer: says its lines, answers what an agent asks, and stops in time."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from evals.asking import asked_in
from evals.conversation import Choice, Conversation, EndState, Said
from evals.customer import play
from evals.scenario import Scenario


class ScriptedShop:
    """A phone whose shop answers by a function of what was written last."""

    address = "96170000001"

    def __init__(self, answer: Callable[[str], Said | str]) -> None:
        self.answer = answer
        self.heard: list[str] = []

    async def write(self, texts: tuple[str, ...], *, twice: bool = False) -> tuple[Said, ...]:
        return self._said(" / ".join(texts) + (" (twice)" if twice else ""))

    async def tap(self, choice: Choice, on: Said) -> tuple[Said, ...]:
        return self._said(f"tapped {choice.id}")

    async def send(self, kind: str, fields: dict[str, object]) -> tuple[Said, ...]:
        return self._said(f"sent {kind}")

    async def order_becomes(self, status: str) -> tuple[Said, ...]:
        self.heard.append(f"order becomes {status}")
        return ()

    async def end_state(self) -> EndState:
        return EndState(mode="agent", inbound=len(self.heard))

    def _said(self, heard: str) -> tuple[Said, ...]:
        self.heard.append(heard)
        answer = self.answer(heard)
        return (answer if isinstance(answer, Said) else Said("agent", answer),)


def a_scenario(**fields: Any) -> Scenario:
    given = {"name": "one", "shop": "ecla", "language": "en", "kind": "order", "steps": ["hi"]} | fields
    return Scenario.model_validate(given)


def heard_by(answer: Callable[[str], Said | str], **fields: Any) -> list[str]:
    shop = ScriptedShop(answer)
    asyncio.run(play(a_scenario(**fields), shop))
    return shop.heard


def asking(*questions: str) -> Callable[[str], str]:
    """A shop that asks these one after the other, then only thanks."""
    left = iter(questions)
    return lambda heard: next(left, "Thank you, goodbye.")


def test_a_customer_says_the_steps_in_order_and_a_burst_in_one() -> None:
    assert heard_by(lambda heard: "ok.", steps=["hi", ["one", "two"], {"say": "three", "twice": True}]) == [
        "hi",
        "one / two",
        "three (twice)",
    ]


def test_a_buyer_answers_each_field_with_their_own_details() -> None:
    shop = asking(
        "What is your first name?",
        "And your family name?",
        "Which phone number can we call?",
        "In which city?",
        "What is the address there?",
        "Kit: $55. Shall I place the order?",
    )

    assert heard_by(shop, buys=True, who={"city": "Tyre"}) == [
        "hi",
        "Maya",
        "Khoury",
        "03 123 456",
        "Tyre",
        "Hamra Street, Najjar Building, 4th floor",
        "yes",
    ]


def test_several_fields_in_one_question_are_answered_in_one_message() -> None:
    shop = asking("Please send me your full name, phone number, city and address.")

    assert heard_by(shop, buys=True)[1] == (
        "Maya Khoury\n03 123 456\nBeirut, Hamra Street, Najjar Building, 4th floor"
    )


@pytest.mark.parametrize(
    "question", ["What is your name?", "What is your first and last name?", "ما اسمك واسم عائلتك؟"]
)
def test_a_whole_name_is_told_whole(question: str) -> None:
    assert heard_by(asking(question), buys=True)[1] == "Maya Khoury"


def test_what_cannot_be_tapped_is_written() -> None:
    assert heard_by(asking("Shall I confirm?"), when=[{"asks": "confirm", "tap": "confirm|yes"}]) == [
        "hi",
        "confirm",
    ]


def test_who_does_not_buy_answers_nothing() -> None:
    assert heard_by(asking("What is your first name?"), buys=False) == ["hi"]


def test_a_rule_of_the_scenario_goes_before_the_usual_answer_as_often_as_it_says() -> None:
    shop = asking("Shall I confirm the order?", "Shall I confirm two?")
    when = [{"asks": "confirm", "say": "make it two"}]

    assert heard_by(shop, buys=True, when=when) == ["hi", "make it two", "yes"]


def test_a_rule_may_wait_for_words() -> None:
    assert heard_by(asking("It is out of stock."), when=[{"asks": "out of stock", "say": "a pity"}]) == [
        "hi",
        "a pity",
    ]


def test_a_rule_may_tap_a_button_by_its_title() -> None:
    question = Said("agent", "Confirm the order?", "buttons", (Choice("order:yes", "Yes, order"),), "m1")
    answers = iter([question])

    heard = heard_by(
        lambda heard: next(answers, "Done."), buys=True, when=[{"asks": "confirm", "tap": "^yes"}]
    )

    assert heard == ["hi", "tapped order:yes"]


def test_the_shop_may_move_the_order_between_two_messages() -> None:
    assert heard_by(lambda heard: "ok.", steps=["hi", {"order_becomes": "packed"}, "where is it?"]) == [
        "hi",
        "order becomes packed",
        "where is it?",
    ]


def test_an_offer_is_only_taken_when_nothing_else_is_planned() -> None:
    def answer(heard: str) -> str:
        return "It is $55. Would you like to order it?"

    assert heard_by(answer, buys=True, steps=["how much?", "two of it"]) == [
        "how much?",
        "two of it",
        "yes please",
    ]


def test_nobody_is_asked_for_ever() -> None:
    heard = heard_by(lambda heard: "What is your phone number?", buys=True)

    assert heard == ["hi", *["03 123 456"] * 3]


def test_a_conversation_without_an_end_is_cut_and_says_so() -> None:
    shop = ScriptedShop(lambda heard: "Really?")
    scenario = a_scenario(when=[{"asks": "really", "say": "yes", "times": 99}], max_turns=5)

    played: Conversation = asyncio.run(play(scenario, shop))

    assert (len(played.exchanges), played.ran_out) == (5, True)


def test_slips_of_the_finger_are_the_same_in_the_same_run_and_others_in_the_next() -> None:
    scenario = a_scenario(steps=["please deliver the whitening kit tomorrow morning"], typos=0.7)

    def heard(seed: str) -> list[str]:
        shop = ScriptedShop(lambda heard: "ok.")
        asyncio.run(play(scenario, shop, seed=seed))
        return shop.heard

    assert heard("1") == heard("1") != heard("2")
    assert heard("1") != list(scenario.steps[0].say)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("*Neck Fan* is $15. It's in stock.", ()),
        ("*Neck Fan* is $15. Would you like to order it?", ("offer",)),
        ("What's your name?", ("name",)),
        ("What is your first name?", ("first_name",)),
        ("What is your first and last name?", ("first_name", "last_name")),
        ("ما اسمك الأول واسم العائلة؟", ("first_name", "last_name")),
        ("Quels sont votre prénom et votre nom ?", ("first_name", "last_name")),
        ("ما اسمك واسم عائلتك؟", ("last_name", "name")),
        ("And your last name, Maya?", ("last_name",)),
        ("Please send me your phone number.", ("phone",)),
        ("Where in Lebanon shall we deliver? (city and full address)", ("city", "address")),
        ("Name: Maya\nPhone: 03123456\nAddress: Hamra\nTotal: $55\nShall I place the order?", ("confirm",)),
        ("Your address is Hamra. Which phone number can we call?", ("phone",)),
        ("How many would you like?", ("quantity",)),
        ("Which one would you like?", ("variant",)),
        ("Which *Powerful Blower - Cordless* would you like? 1 Battery $32", ("variant",)),
        ("ما اسمك؟", ("name",)),
        ("ما هو رقم هاتفك؟", ("phone",)),
        ("أرسل لي عنوانك من فضلك.", ("address",)),
        ("المجموع $55. هل أؤكد الطلب؟", ("confirm",)),
        ("Quel est votre prénom ?", ("first_name",)),
        ("Quelle est votre adresse ?", ("address",)),
        ("Total : $55. Vous confirmez ?", ("confirm",)),
        ("Anything else?", ("more",)),
        ("Thank you, your order 12 is placed.", ()),
    ],
)
def test_a_customer_reads_what_is_asked(text: str, asked: tuple[str, ...]) -> None:
    assert asked_in(text) == asked
