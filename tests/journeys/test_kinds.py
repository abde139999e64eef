"""Every kind of message, in by the webhook: the customer gets an answer that fits, and whoever has to act is told."""

from typing import Any

import pytest
from tests.support.running import Customer, Dragoman

_CART = {
    "catalogId": "c1",
    "productItems": [
        {"productRetailerId": "whitening_pen", "quantity": 2, "itemPrice": 1.5, "currency": "USD"},
        {"productRetailerId": "nobody-knows", "quantity": 1, "itemPrice": 9, "currency": "USD"},
    ],
    "text": "asap please",
}


async def _kinds(customer: Customer) -> list[str]:
    return [action["kind"] for action in await customer.actions()]


async def _answered(customer: Customer, message: dict[str, Any], **fields: Any) -> str:
    before = len(await customer.inbox())
    await customer.sends("raw", message=message, **fields)
    await customer.dragoman.idle()
    return "\n".join((await customer.inbox())[before:])


_MESSAGES = [
    (
        {"type": "CONTACT", "contacts": [{"name": {"formattedName": "Rana"}}]},
        "for the contact",
        "contact_shared",
    ),
    ({"type": "LOCATION", "latitude": 33.9, "longitude": 35.5}, "for the location", "location"),
    ({"type": "INTERACTIVE_FLOW_REPLY", "text": "Sent", "response": {"a": 1}}, "your answers", "flow_reply"),
    (
        {"type": "INTERACTIVE_PAYMENT_CONFIRMATION", "referenceId": "R-7", "status": "SUCCESS"},
        "about the payment",
        "payment",
    ),
    ({"type": "INTERACTIVE_PAYMENT_ACKNOWLEDGEMENT", "referenceId": "R-7"}, "about the payment", "payment"),
    (
        {"type": "INTERACTIVE_CALL_PERMISSION_REPLY", "callPermissionReply": {"response": "ACCEPT"}},
        "noted",
        "call_permission",
    ),
    (
        {
            "type": "INTERACTIVE_IN_THREAD_AUTHENTICATION_REPLY",
            "inThreadAuthenticationReply": {"status": "SUCCESS"},
        },
        "noted",
        "authentication",
    ),
    ({"type": "INFECTED_CONTENT"}, "virus check", "unreadable"),
    ({"type": "UNSUPPORTED"}, "can't open this kind of message", "unreadable"),
    ({"type": "EDITED", "text": "new words"}, "", "unreadable"),
    ({"type": "VOICE", "url": "https://x.test/v"}, "can't open voice messages", "unreadable"),
    ({"type": "VIDEO", "url": "https://x.test/v"}, "can't open videos", "unreadable"),
    ({"type": "DOCUMENT", "url": "https://x.test/v"}, "can't open documents", "unreadable"),
    ({"type": "AUDIO", "url": "https://x.test/v"}, "can't open audio files", "unreadable"),
]


@pytest.mark.parametrize(("message", "words", "kind"), _MESSAGES, ids=[m["type"] for m, _, _ in _MESSAGES])
async def test_it_is_answered_for_what_it_is_and_a_person_is_told(
    dragoman: Dragoman, message: dict[str, Any], words: str, kind: str
) -> None:
    customer = dragoman.customer()

    answer = await _answered(customer, message)

    assert words in answer
    assert answer
    assert kind in await _kinds(customer)


async def test_a_sticker_is_answered_and_nobody_has_to_do_anything(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    assert await _answered(customer, {"type": "STICKER", "url": "https://x.test/s"})
    assert await _kinds(customer) == []


async def test_a_reaction_is_not_answered_and_stands_on_what_it_is_about(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi")
    line = (await customer.stored())[-1]

    answer = await _answered(
        customer,
        {"type": "REACTION", "emoji": "👍", "context": {"id": f"{line['tenant_id']}-{line['id']}"}},
    )

    assert answer == ""
    assert (await customer.turns())[-1]["reason"] == "reaction"
    shown = await dragoman.command(
        "conversations", "show", "ecla", str((await customer.conversation())["id"])
    )
    assert "(customer reacted 👍)" in shown
    assert "[reaction]" not in shown


async def test_what_was_shared_is_kept_and_shown(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await _answered(
        customer,
        {
            "type": "CONTACT",
            "contacts": [{"name": {"formattedName": "Rana K"}, "phones": [{"waId": "96170000001"}]}],
        },
    )
    await _answered(customer, {"type": "LOCATION", "latitude": 33.9, "longitude": 35.5, "address": "Hamra"})
    await _answered(customer, {"type": "ORDER", **_CART})
    await _answered(customer, {"type": "INTERACTIVE_FLOW_REPLY", "response": {"date": "2026-11-05"}})

    shown = await dragoman.command(
        "conversations", "show", "ecla", str((await customer.conversation())["id"])
    )

    for words in (
        "Rana K: 96170000001",
        "Hamra",
        "?q=33.9,35.5",
        "2 x whitening_pen at 1.5 USD",
        "date: 2026-11-05",
    ):
        assert words in shown


async def test_a_cart_becomes_a_draft_order_by_the_catalogues_prices(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    answer = await _answered(customer, {"type": "ORDER", **_CART})

    assert "2 × *ECLA® Teeth Whitening Pen*: $20 each, $40" in answer
    assert "So far, without delivery: $40." in answer
    assert "$1.50" not in answer
    assert "$9" not in answer
    (action,) = await customer.actions()
    assert action["kind"] == "order_draft"
    assert "the cart said $1.50, the catalogue says $20" in action["reason"]
    assert "nobody-knows: not in the catalogue" in action["reason"]
    lines = await dragoman.rows(
        "SELECT l.sku, l.quantity, l.price_minor, l.cart_price_minor, o.note, o.source, o.status "
        "FROM order_lines AS l JOIN orders AS o ON o.id = l.order_id WHERE o.conversation_id = %s ORDER BY l.position",
        (await customer.conversation())["id"],
    )
    message = (await customer.stored())[0]
    kept = {"note": "asap please", "source": f"message:{message['id']}", "status": "draft"}
    assert lines == [
        {"sku": "whitening_pen", "quantity": 2, "price_minor": 2000, "cart_price_minor": 150, **kept},
        {"sku": "nobody-knows", "quantity": 1, "price_minor": None, "cart_price_minor": 900, **kept},
    ]
    order = (await dragoman.row("SELECT id FROM orders WHERE source = %s", kept["source"]))["id"]
    listed = await dragoman.command("orders", "list", "ecla")
    shown = await dragoman.command("orders", "show", "ecla", str(order)[:8])
    assert "$40, and 1 without a price" in listed
    assert "(not in the catalogue)" in shown
    assert "asap please" in shown


async def test_a_cart_that_comes_twice_is_one_order(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    message = {"type": "ORDER", **_CART}
    message_id = f"wamid.twice-{customer.address}"

    for _ in range(2):
        await customer.sends("raw", message=message, message_id=message_id)
        await dragoman.idle()

    conversation = (await customer.conversation())["id"]
    assert len(await dragoman.rows("SELECT 1 FROM orders WHERE conversation_id = %s", conversation)) == 1


async def test_how_much_is_about_the_message_that_it_quotes(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks")
    await customer.asks("how much is the neck fan?")
    line = (await customer.stored())[-1]
    await customer.asks("how much is the jet drone?")

    quoted = await customer.asks("how much?", reply_to=f"{line['tenant_id']}-{line['id']}")
    shown = await dragoman.command(
        "conversations", "show", "astrosouks", str((await customer.conversation())["id"])
    )

    assert "*Neck Fan* is $15" in quoted
    assert "*Jet Drone*" not in quoted
    assert "> agent: " in shown


async def test_what_another_conversation_said_is_never_quoted(dragoman: Dragoman) -> None:
    other, customer = dragoman.customer(shop="astrosouks"), dragoman.customer(shop="astrosouks")
    await other.asks("how much is the neck fan?")
    line = (await other.stored())[-1]

    answer = await customer.asks("how much?", reply_to=f"{line['tenant_id']}-{line['id']}")

    assert "Neck Fan* is" not in answer


async def test_who_comes_from_an_advertisement_asks_about_it_and_is_remembered(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks")
    referral = {
        "sourceType": "AD",
        "sourceId": "ad-1",
        "sourceUrl": "https://fb.me/x",
        "headline": "Neck Fan",
        "ctwaClickId": "click-1",
    }

    answer = await _answered(customer, {"type": "TEXT", "text": "how much is it?", "referral": referral})

    assert "*Neck Fan* is $15" in answer
    row = await dragoman.row(
        "SELECT source_type, source_id, click_id, headline FROM referrals WHERE conversation_id = %s",
        (await customer.conversation())["id"],
    )
    assert row == {
        "source_type": "AD",
        "source_id": "ad-1",
        "click_id": "click-1",
        "headline": "Neck Fan",
    }


async def test_asked_from_a_product_it_is_about_that_product(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop="astrosouks")
    context = {"id": "x", "referredProduct": {"catalogId": "c", "productRetailerId": "neck_fan"}}

    assert "*Neck Fan* is $15" in await _answered(
        customer, {"type": "TEXT", "text": "how much?", "context": context}
    )
