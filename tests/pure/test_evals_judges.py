"""Every judge can say no: each is shown a good conversation, and the same with one thing doctored."""

from dataclasses import replace
from typing import Any

import pytest
from evals.conversation import Conversation, EndState, Exchange, Said, StoredLine, StoredOrder, Turn
from evals.facts import amounts_in
from evals.judges import end_state, grounded, own_words, said
from evals.scenario import Scenario

ORDER = StoredOrder(
    status="new",
    lines=(StoredLine("jet_drone", 1, total_minor=2999),),
    total_minor=3299,
    delivery_minor=300,
    discount_minor=0,
    details={
        "first_name": "Maya",
        "last_name": "Khoury",
        "phone": "+9613123456",
        "city": "Beirut",
        "address_line1": "Hamra Street, Najjar Building, 4th floor",
    },
)


def guarded(*minors: int) -> Turn:
    """A turn in whose story the guard found facts for these amounts."""
    receipts = [
        {"claim": "x", "fact": {"kind": "price", "minor": minor, "currency": "USD"}} for minor in minors
    ]
    return Turn("answered", "rules", story={"guard": {"receipts": receipts}})


GOOD = Conversation(
    (Exchange((Said("customer", "the drone please"),), (Said("agent", "Order 7: $32.99 in total."),), 0),),
    EndState(
        "agent",
        (ORDER,),
        ("order_placed",),
        inbound=1,
        turns=(guarded(3299),),
        amounts=frozenset({2999, 300, 3299}),
    ),
    "96170200001",
)


def a_scenario(**fields: Any) -> Scenario:
    expect = {
        "orders": [
            {
                "lines": [{"sku": "jet_drone", "total": "29.99"}],
                "total": "32.99",
                "delivery": 3,
                "discount": 0,
            }
        ],
        "actions": "order_placed",
        "no_actions": "handoff",
        "replies": [1, 2],
    }
    given: dict[str, Any] = {
        "name": "one",
        "shop": "astrosouks",
        "language": "en",
        "kind": "order",
        "steps": ["the drone please"],
        "expect": expect,
    }
    return Scenario.model_validate(given | fields)


def replying(text: str) -> Conversation:
    """The good conversation with another answer, for whose amounts the guard found facts."""
    exchange = replace(GOOD.exchanges[0], replies=(Said("agent", text),))
    turn = guarded(*(minor for _, minor in amounts_in(text) if minor is not None))
    return replace(GOOD, exchanges=(exchange,), end=replace(GOOD.end, turns=(turn,)))


def with_order(**fields: Any) -> Conversation:
    return replace(GOOD, end=replace(GOOD.end, orders=(replace(ORDER, **fields),)))


def with_end(**fields: Any) -> Conversation:
    return replace(GOOD, end=replace(GOOD.end, **fields))


def with_detail(**fields: str) -> Conversation:
    return with_order(details={**ORDER.details, **fields})


def test_every_judge_lets_the_good_conversation_pass() -> None:
    for judge in (end_state, said, grounded, own_words):
        assert judge(a_scenario(), GOOD) == [], judge


DOCTORED = {
    "no order": (with_end(orders=()), "0 orders are stored, not 1"),
    "two orders": (with_end(orders=(ORDER, ORDER)), "2 orders are stored, not 1"),
    "another status": (with_order(status="cancelled"), "the order is cancelled, not new"),
    "another product": (
        with_order(lines=(StoredLine("neck_fan", 1, total_minor=2999),)),
        "1 x neck_fan, not",
    ),
    "another quantity": (
        with_order(lines=(StoredLine("jet_drone", 2, total_minor=2999),)),
        "2 x jet_drone, not",
    ),
    "a variant": (with_order(lines=(StoredLine("jet_drone", 1, "red", 2999),)), "(red), not"),
    "another price": (
        with_order(lines=(StoredLine("jet_drone", 1, total_minor=3500),)),
        "costs 35.00, not 29.99",
    ),
    "another total": (with_order(total_minor=2999), "the total is 29.99, not 32.99"),
    "no total": (with_order(total_minor=None), "the total is nothing, not 32.99"),
    "another fee": (with_order(delivery_minor=0), "the delivery is 0.00, not 3"),
    "a discount": (with_order(discount_minor=100), "the discount is 1.00, not 0"),
    "somebody else's name": (with_detail(first_name="Rana"), "first_name is 'Rana'"),
    "no address": (with_detail(address_line1=""), "address_line1 is ''"),
    "another city": (with_detail(city="Tripoli"), "city is 'Tripoli'"),
    "somebody else's phone": (with_detail(phone="9613999999"), "the phone is '9613999999'"),
    "an action is missing": (with_end(actions=()), "no action order_placed is open"),
    "an action too many": (with_end(actions=("order_placed", "handoff")), "the action handoff is open"),
    "handed over": (with_end(mode="human"), "with the human, not the agent"),
    "stored twice": (with_end(inbound=2), "wrote 1 messages, 2 are stored"),
    "a failure": (with_end(turns=(Turn("answered", "fallback"),)), "the agent failed in 1 turns"),
    "never ended": (replace(GOOD, ran_out=True), "it did not end"),
    "silence": (replace(GOOD, exchanges=(replace(GOOD.exchanges[0], replies=()),)), "got 0 messages"),
    "a flood": (
        replace(GOOD, exchanges=(replace(GOOD.exchanges[0], replies=(Said("agent", "$3"),) * 5),)),
        "5 messages were sent, not 1 to 2",
    ),
}


@pytest.mark.parametrize(("doctored", "complaint"), DOCTORED.values(), ids=DOCTORED)
def test_a_doctored_end_state_is_wrong(doctored: Conversation, complaint: str) -> None:
    assert any(complaint in wrong for wrong in end_state(a_scenario(), doctored))


def test_an_action_of_any_kind_asks_the_shop() -> None:
    scenario = a_scenario(expect={"asks_the_shop": True, "orders": []})

    assert end_state(scenario, with_end(orders=(), actions=("discount",))) == []
    assert end_state(scenario, with_end(orders=(), actions=())) == ["nobody of the shop was asked"]


def test_a_town_may_be_stored_under_another_of_its_names() -> None:
    assert end_state(a_scenario(), with_detail(city="بيروت")) == []


def test_an_answer_to_what_needs_none_is_wrong() -> None:
    scenario = a_scenario(steps=[{"send": "reaction", "silent": True}])

    assert any("needed no answer" in wrong for wrong in end_state(scenario, GOOD))


def test_what_the_shop_does_is_no_message_and_needs_no_answer() -> None:
    moved = Exchange((Said("shop", "the order becomes packed"),), (), 1)
    scenario = a_scenario(steps=["the drone please", {"order_becomes": "packed"}])

    assert end_state(scenario, replace(GOOD, exchanges=(*GOOD.exchanges, moved))) == []


def test_nobody_has_to_answer_what_a_person_took_over() -> None:
    later = Exchange((Said("customer", "hello?"),), ())
    scenario = a_scenario(expect={"mode": "human"})
    taken = replace(
        GOOD,
        exchanges=(*GOOD.exchanges, later),
        end=EndState("human", inbound=2),
    )

    assert end_state(scenario, taken) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"must_say": "order 8"},
        {"must_not_say": "total"},
        {"steps": [{"say": "the drone please", "must_say": "sorry"}]},
        {"steps": [{"say": "the drone please", "must_not_say": [r"\$32"]}]},
    ],
)
def test_what_was_not_said_or_must_not_be_said_is_wrong(fields: dict[str, Any]) -> None:
    assert len(said(a_scenario(**fields), GOOD)) == 1


UNGROUNDED = [
    "The *Jet Drone* is $35.",
    "It is 28 USD.",
    "سعره ٣٦ دولار",
    "Il coûte 36,00 $",
    "Only 29.99 euros",
    "You get 10% off",
    "خصم 20٪",
    "Pay at https://pay.example/1",
    "*Spray Mop - 2 in 1* is in stock.",
    "*Jet Drone* is out of stock.",
]


@pytest.mark.parametrize("text", UNGROUNDED)
def test_a_claim_that_no_fact_supports_is_wrong(text: str) -> None:
    assert grounded(a_scenario(), replying(text))


@pytest.mark.parametrize(
    "text",
    [
        "*Jet Drone* is $29.99 (was $42), in stock.",
        "سعر *طائرة درون نفاثة* هو ٢٩٫٩٩ دولار",
        "Delivery is $3, free from $40.",
        "*Spray Mop - 2 in 1* is out of stock.",
        "Double Sided Tape: 3 for $17 in total",
    ],
)
def test_a_claim_that_the_shops_file_supports_is_right(text: str) -> None:
    assert grounded(a_scenario(), replying(text)) == []


def test_an_amount_of_the_orders_own_is_a_fact_only_there() -> None:
    scenario = a_scenario()

    assert grounded(scenario, replying("Total $32.99")) == []
    assert grounded(scenario, replace(replying("Total $32.99"), end=with_end(amounts=frozenset()).end))


@pytest.mark.parametrize("turns", [(), (Turn("answered", "rules"),), (guarded(2999),)])
def test_an_amount_without_a_receipt_is_wrong(turns: tuple[Turn, ...]) -> None:
    assert grounded(a_scenario(), with_end(turns=turns)) == [
        "no receipt for $32.99 in 'Order 7: $32.99 in total.'"
    ]


@pytest.mark.parametrize(
    "text",
    ["Try ECLA!", "We have the Teeth Whitening Pen", "قلم تبييض الأسنان", "Marc here", "Stylo blanchissant"],
)
def test_a_word_of_the_other_shop_is_wrong(text: str) -> None:
    assert own_words(a_scenario(), replying(text))


def test_what_the_customer_named_may_be_named_but_not_the_brand() -> None:
    asked = Exchange(
        (Said("customer", "ECLA teeth whitening pen?"),), (Said("agent", "No teeth whitening pen."),)
    )
    played = replace(GOOD, exchanges=(asked,))

    assert own_words(a_scenario(), played) == []
    branded = replace(asked, replies=(Said("agent", "We are not ECLA."),))
    assert own_words(a_scenario(), replace(GOOD, exchanges=(branded,)))


@pytest.mark.parametrize(
    ("text", "minors"),
    [
        ("$55", [5500]),
        ("$1,500.50 and 19.99$", [150050, 1999]),
        ("19,99 $", [1999]),
        ("٢٠ دولار", [2000]),
        ("55 euros", [None]),
        ("Aspirateur 3 en 1, 12 heures", []),
        ("3 in 1, 100 W, 30 days, order 1042", []),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, minors: list[int | None]) -> None:
    assert [minor for _, minor in amounts_in(text)] == minors
