"""With DRAGOMAN_RESEND_UNKNOWN a send whose outcome is unknown goes out again, under the same id."""

import asyncio

from tests.support.running import Dragoman

SETTINGS = {"DRAGOMAN_RESEND_UNKNOWN": "true"}


async def test_a_send_that_was_cut_is_sent_again_under_its_own_id(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await dragoman.emulator("PATCH", "settings", {"duplicate_message_id": "drop", "delivered_after_s": None})

    async with dragoman.faults(cut={"next": 1}):
        await customer.asks("hi")

    await dragoman.emulator("PATCH", "settings", {"duplicate_message_id": "accept", "delivered_after_s": 0})
    sent = await dragoman.sent_to(customer.address)
    assert [message["times_seen"] for message in sent] == [2]
    assert len(await customer.inbox()) == 1


async def test_a_send_that_never_arrived_is_sent_again(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(http_500={"next": 1}):
        await customer.asks("hi")

    assert len(await customer.inbox()) == 1


async def test_a_send_that_its_receipt_proves_is_not_sent_again(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(http_500_accepted={"next": 1}):
        await customer.asks("hi")
        await asyncio.sleep(2)  # longer than the first back-off

    sent = await dragoman.sent_to(customer.address)
    assert [message["times_seen"] for message in sent] == [1]
    assert [line["status"] for line in await customer.stored() if line["direction"] == "out"] == ["delivered"]
