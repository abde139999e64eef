"""What webhooks tell besides messages to answer: preferences, identities, payments, templates, deletions."""

from typing import Any

import pytest
from tests.support.running import NUMBERS, Customer, Dragoman, a_result

from dragoman.turns import staff


async def _tell(dragoman: Dragoman, event: dict[str, Any]) -> None:
    assert (await dragoman.request("POST", "/webhook", event)).status == 200


async def _marketing(dragoman: Dragoman, customer: Customer) -> str | None:
    row = await dragoman.row(
        "SELECT marketing FROM contacts WHERE id = %s", (await customer.conversation())["contact_id"]
    )
    return row["marketing"]


async def _hooks(dragoman: Dragoman, word: str) -> list[dict[str, Any]]:
    rows = await dragoman.rows("SELECT id, kind, reason, body, replayed_at FROM hooks ORDER BY id")
    return [row for row in rows if word.encode() in bytes(row["body"])]


def _preference(customer: str, status: str, at: str = "2024-11-01T10:00:00.000+0000") -> dict[str, Any]:
    content = {"sender": NUMBERS["ecla"], "from": customer, "notificationMessagesStatus": status}
    return {"from": NUMBERS["ecla"], "content": content, "createdAt": at}


async def test_a_preference_is_remembered_and_an_older_one_changes_nothing(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi")

    await _tell(dragoman, _preference(customer.address, "stop", "2024-11-02T10:00:00.000+0000"))
    await _tell(dragoman, _preference(customer.address, "resume", "2024-11-01T10:00:00.000+0000"))
    assert await _marketing(dragoman, customer) == "stopped"

    await _tell(dragoman, _preference(customer.address, "resume", "2024-11-03T10:00:00.000+0000"))
    assert await _marketing(dragoman, customer) == "resumed"
    assert await _hooks(dragoman, customer.address) == []


async def test_what_is_told_of_somebody_unknown_is_kept_and_placed_once_he_is_known(
    dragoman: Dragoman,
) -> None:
    customer = dragoman.customer()

    await _tell(dragoman, _preference(customer.address, "stop"))
    (kept,) = await _hooks(dragoman, customer.address)
    assert (kept["kind"], kept["replayed_at"]) == ("notice", None)

    await customer.asks("hi")
    await dragoman.command("hooks", "replay", str(kept["id"]))

    assert await _marketing(dragoman, customer) == "stopped"
    assert (await _hooks(dragoman, customer.address))[0]["replayed_at"] is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [("STOP", "no more advertising"), ("إلغاء الاشتراك", "لن تصلك"), ("désabonner", "plus de publicité")],
)
async def test_who_says_only_stop_is_heard_and_told_so_once(
    dragoman: Dragoman, text: str, words: str
) -> None:
    """In the customer's own language."""
    customer = dragoman.customer(shop="astrosouks")

    answer = await customer.asks(text)

    assert words in answer
    assert len(await customer.inbox()) == 1
    assert await _marketing(dragoman, customer) == "stopped"


async def test_stop_beside_a_question_is_heard_and_the_question_answered(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi")

    await dragoman.post(
        a_result("how much is the whitening kit?", sender=customer.address),
        a_result("stop", sender=customer.address),
    )
    await dragoman.idle()

    said = "\n".join(await customer.inbox())
    assert "$55" in said
    assert "no more advertising" in said
    assert await _marketing(dragoman, customer) == "stopped"


async def test_stop_is_heard_while_a_person_has_the_conversation(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("I want to talk to a person")

    await customer.says("STOP")
    await dragoman.idle()

    assert await _marketing(dragoman, customer) == "stopped"


async def test_a_changed_identity_and_a_payment_are_told_to_a_person_once(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi")
    identity = {"type": "user_identity_changed", "hash": "abc=", "userNumber": customer.address}
    payment = {
        "from": customer.address,
        "type": "payment",
        "referenceId": "R-7",
        "paymentId": "P-7",
        "paymentStatus": "SUCCESS",
        "currency": "BRL",
        "totalAmountValue": 1500,
        "totalAmountOffset": 100,
    }

    for content in (identity, payment, identity, payment):
        await _tell(
            dragoman,
            {"from": NUMBERS["ecla"], "content": content, "createdAt": "2024-11-01T10:00:00.000+0000"},
        )

    told = {action["kind"]: action["reason"] for action in await customer.actions()}
    assert len(await customer.actions()) == 2
    assert set(told) == {"identity_changed", "payment"}
    assert told["payment"].startswith("payment R-7: SUCCESS, 15")


async def test_a_templates_event_changes_our_copy_of_it(dragoman: Dragoman) -> None:
    tenant = await dragoman.row("SELECT tenant_id FROM senders WHERE number = %s", NUMBERS["ecla"])
    await dragoman.rows(
        "INSERT INTO template_owners (provider_id, tenant_id, number) VALUES ('111', %s, %s)",
        tenant["tenant_id"],
        NUMBERS["ecla"],
    )
    await dragoman.rows(
        "INSERT INTO templates (tenant_id, number, name, language, provider_id, status, category) "
        "VALUES (%s, %s, 'order_ready', 'en', '111', 'PENDING', 'UTILITY')",
        tenant["tenant_id"],
        NUMBERS["ecla"],
    )
    changes = [
        {"type": "TEMPLATE_STATUS_UPDATE", "newStatus": "REJECTED", "reason": "INVALID_FORMAT"},
        {"type": "TEMPLATE_CATEGORY_UPDATE", "previousCategory": "UTILITY", "newCategory": "MARKETING"},
        {"type": "TEMPLATE_QUALITY_UPDATE", "newQualityScore": "LOW"},
    ]

    for change in changes:
        await _tell(
            dragoman, {"messageTemplateId": 111, "messageTemplateName": "order_ready", "change": change}
        )
    await _tell(dragoman, {"messageTemplateId": "no-copy", "change": changes[0]})

    row = await dragoman.row(
        "SELECT status, reason, category, quality FROM templates WHERE provider_id = '111'"
    )
    assert row == {
        "status": "REJECTED",
        "reason": "INVALID_FORMAT",
        "category": "MARKETING",
        "quality": "LOW",
    }
    assert [hook["kind"] for hook in await _hooks(dragoman, "no-copy")] == ["notice"]
    assert await _hooks(dragoman, "order_ready") == []


def _deleted(customer: Customer, message_id: str, shop: str = "ecla") -> dict[str, Any]:
    told = {"messageId": message_id, "from": customer.address, "to": NUMBERS[shop]}
    return {"results": [{**told, "deletedAt": "2024-11-01T10:10:00.000+0000"}]}


async def test_a_message_that_was_taken_back_has_no_words_any_more(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("how much is the whitening kit? my secret")
    line = (await customer.stored())[0]

    await _tell(dragoman, _deleted(customer, line["provider_id"]))

    (line, *_) = await customer.stored()
    assert (line["kind"], line["body"], line["raw"]) == ("deleted", None, None)
    assert line["deleted_at"] is not None
    shown = await dragoman.command(
        "conversations", "show", "ecla", str((await customer.conversation())["id"])
    )
    assert "(the customer deleted this text)" in shown
    assert "secret" not in shown


async def test_what_was_taken_back_before_it_was_answered_is_answered_by_nobody(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("I want to talk to a person")
    conversation = await customer.conversation()
    before = len(await customer.inbox())
    await customer.says("how much is the whitening kit?")
    await dragoman.idle()
    line = (await customer.stored())[-1]

    await _tell(dragoman, _deleted(customer, line["provider_id"]))
    await staff.hand_back(dragoman.database, conversation["tenant_id"], conversation["id"], "staff:rana")
    await dragoman.idle()

    assert len(await customer.inbox()) == before
    assert (await customer.turns())[-1]["reason"] == "deleted_by_customer"


async def test_a_deletion_that_nobody_can_place_is_kept(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    await _tell(dragoman, _deleted(customer, "wamid.unknown-to-us"))

    assert [hook["kind"] for hook in await _hooks(dragoman, "wamid.unknown-to-us")] == ["unsupported"]


async def test_one_shops_events_never_touch_anothers_customer(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi")
    line = (await customer.stored())[0]

    await _tell(dragoman, _deleted(customer, line["provider_id"], shop="astrosouks"))

    assert (await customer.stored())[0]["body"] == "hi"
