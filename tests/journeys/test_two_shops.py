"""Each shop answers from its own number, with its own facts, and knows nothing of the other."""

import asyncio

import pytest
from tests.support.running import NUMBERS, Dragoman


@pytest.mark.parametrize(
    ("shop", "question", "price"),
    [
        ("ecla", "hi, how much is the whitening kit?", "$55"),
        ("astrosouks", "how much is the jet drone?", "$29.99"),
    ],
)
async def test_a_customer_reads_the_right_price_from_the_right_number(
    dragoman: Dragoman, shop: str, question: str, price: str
) -> None:
    customer = dragoman.customer(shop=shop)

    answer = await customer.asks(question)

    assert price in answer
    assert {sent["from"] for sent in await dragoman.sent_to(customer.address)} == {NUMBERS[shop]}


@pytest.mark.parametrize(
    ("shop", "question", "price"),
    [("astrosouks", "how much is the whitening kit?", "55"), ("ecla", "how much is the jet drone?", "29.99")],
)
async def test_a_shop_never_quotes_a_product_of_the_other(
    dragoman: Dragoman, shop: str, question: str, price: str
) -> None:
    customer = dragoman.customer(shop=shop)

    answer = await customer.asks(question)

    assert answer
    assert price not in answer


async def test_one_customer_of_two_shops_is_two_conversations(dragoman: Dragoman) -> None:
    at_ecla = dragoman.customer()
    at_astrosouks = dragoman.customer(at_ecla.address, shop="astrosouks")

    await asyncio.gather(
        at_ecla.says("how much is the whitening kit?"), at_astrosouks.says("how much is the jet drone?")
    )
    await dragoman.idle()

    ecla, astrosouks = "\n".join(await at_ecla.inbox()), "\n".join(await at_astrosouks.inbox())
    assert "$55" in ecla
    assert "29.99" not in ecla
    assert "$29.99" in astrosouks
    assert "$55" not in astrosouks
    assert (await at_ecla.conversation())["tenant_id"] != (await at_astrosouks.conversation())["tenant_id"]


async def test_every_message_ends_with_a_turn_that_covers_it(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    await customer.says("hi", "do you have the whitening kit?", "how much is it?")
    await dragoman.idle()

    covered = [(turn["from_seq"], turn["through_seq"]) for turn in await customer.turns()]
    asked = [line["seq"] for line in await customer.stored() if line["direction"] == "in"]
    assert len(asked) == 3
    assert all(sum(first <= seq <= last for first, last in covered) == 1 for seq in asked)


@pytest.mark.conforms("event:delivery", "event:seen")
async def test_what_was_sent_is_shown_as_delivered_and_then_read(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await dragoman.emulator("PATCH", "settings", {"seen_after_s": 0.05})

    await customer.asks("hi")

    await dragoman.emulator("PATCH", "settings", {"seen_after_s": None})
    assert [line["status"] for line in await customer.stored() if line["direction"] == "out"] == ["read"]
