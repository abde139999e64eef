"""What customers send, in every type, form and year; those without a phone number; and what is no message."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import MONA, SHOP, a_webhook, an_emulator, until

from dragoman.channels.infobip.parse import parse

FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures" / "infobip"
with_fixtures = pytest.mark.skipif(
    not FIXTURES.is_dir(), reason="the captured payloads are not beside this repository (../shared/fixtures)"
)
CARD = [{"name": {"firstName": "A", "formattedName": "A"}, "phones": [{"phone": "2010", "type": "CELL"}]}]
KINDS: list[tuple[dict[str, Any], str, str | None]] = [
    ({"type": "text", "text": "hi"}, "TEXT", "TEXT"),
    ({"type": "image", "caption": "this?"}, "IMAGE", "IMAGE"),
    ({"type": "video"}, "VIDEO", "VIDEO"),
    ({"type": "document", "caption": "a.pdf"}, "DOCUMENT", "DOCUMENT"),
    ({"type": "voice"}, "VOICE", "AUDIO"),
    ({"type": "audio"}, "AUDIO", "AUDIO"),
    ({"type": "sticker"}, "STICKER", "IMAGE"),
    ({"type": "location", "latitude": 33.9, "longitude": 35.5}, "LOCATION", "LOCATION"),
    ({"type": "contact", "contacts": CARD}, "CONTACT", "CONTACT"),
    ({"type": "button", "id": "1", "title": "Yes"}, "INTERACTIVE_BUTTON_REPLY", "BUTTON_REPLY"),
    ({"type": "list", "id": "1", "title": "42"}, "INTERACTIVE_LIST_REPLY", "LIST_REPLY"),
    ({"type": "template_button", "text": "Track", "payload": "t:1"}, "BUTTON", "BUTTON_REPLY"),
    ({"type": "flow", "response": {"date": "2026-11-05"}}, "INTERACTIVE_FLOW_REPLY", "FLOW_RESPONSE"),
    ({"type": "reaction", "emoji": "👍", "message_id": "m1"}, "REACTION", "REACTION"),
    ({"type": "order", "catalogId": "c1", "productItems": []}, "ORDER", "ORDER"),
    ({"type": "payment"}, "INTERACTIVE_PAYMENT_CONFIRMATION", "PAYMENT_RESPONSE"),
    ({"type": "payment_acknowledgement"}, "INTERACTIVE_PAYMENT_ACKNOWLEDGEMENT", None),
    ({"type": "call_permission"}, "INTERACTIVE_CALL_PERMISSION_REPLY", None),
    ({"type": "in_thread_authentication"}, "INTERACTIVE_IN_THREAD_AUTHENTICATION_REPLY", None),
    ({"type": "infected"}, "INFECTED_CONTENT", None),
    ({"type": "unsupported"}, "UNSUPPORTED", None),
]
NAMES = [str(given["type"]) for given, _, _ in KINDS]


async def pushed(given: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """The result that the webhook gets for one message of Mona."""
    async with a_webhook() as webhook, an_emulator(webhook, settings=settings) as emulator:
        await emulator.admin("POST", "inbound", {"to": SHOP, "from": MONA, "name": "Mona"} | given)
        await until(lambda: len(webhook.results) == 1)
        return webhook.results[0]


@pytest.mark.conforms("check:types", "setting:renderer")
@pytest.mark.parametrize(("given", "kind", "other"), KINDS, ids=NAMES)
async def test_every_type_comes_in_both_renderers_and_is_understood(
    given: dict[str, Any], kind: str, other: str | None
) -> None:
    ordinary = await pushed(given)
    rendered = await pushed(given, renderer="MO_MESSAGES_API_JSON")

    assert ordinary["message"]["type"] == kind
    assert (rendered["event"], rendered["channel"]) == ("MO", "WHATSAPP")
    assert (rendered["sender"], rendered["destination"]) == (MONA, SHOP)
    assert rendered["content"][0]["type"] == (other or kind)
    for result in (ordinary, rendered):
        assert parse(json.dumps({"results": [result]}).encode())


@with_fixtures
@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"type": "payment"}, "in_interactive_payment_confirmation"),
        ({"type": "payment_acknowledgement"}, "in_interactive_payment_acknowledgement"),
        ({"type": "flow", "response": {}}, "in_interactive_flow_reply"),
        ({"type": "in_thread_authentication"}, "in_interactive_in_thread_authentication_reply"),
        ({"type": "button", "id": "1", "title": "Yes"}, "in_interactive_button_reply"),
    ],
)
async def test_a_message_has_the_published_fields(given: dict[str, Any], name: str) -> None:
    published = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))["results"][0]["message"]

    assert set((await pushed(given))["message"]) >= set(published) - {"context"}


@with_fixtures
@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"type": "button", "id": "1", "title": "Yes"}, "mo_api_button_reply"),
        ({"type": "list", "id": "1", "title": "42"}, "mo_api_list_reply"),
        ({"type": "image", "caption": "this?"}, "mo_api_image"),
        ({"type": "flow", "response": {"rating": 5}}, "mo_api_flow_response"),
    ],
)
async def test_the_other_renderer_has_the_published_fields(given: dict[str, Any], name: str) -> None:
    published = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))["results"][0]
    result = await pushed(given, renderer="MO_MESSAGES_API_JSON")

    assert set(result) == set(published)
    assert set(result["content"][0]) >= set(published["content"][0]) - {"payload"}


@with_fixtures
async def test_the_other_renderer_reports_in_the_published_shape() -> None:
    settings = {"renderer": "MO_MESSAGES_API_JSON", "enforce_window": False}
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, settings=settings, delivered_after_s=0.0, seen_after_s=0.01) as emulator,
    ):
        await emulator.send(entityId="shop-7", applicationId="bot")
        await until(lambda: len(webhook.results) == 2)

    for result, name in zip(webhook.results, ("mapi_dlr", "mapi_seen"), strict=True):
        published = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))["results"][0]
        optional = {"callbackData", "campaignReferenceId", "networkId", "deviceDetails"}
        assert set(result) == set(published) - optional
        assert result["platform"] == {"entityId": "shop-7", "applicationId": "bot"}
        assert (result["sender"], result["destination"]) == (SHOP, MONA)


@pytest.mark.conforms(
    "check:old forms",
    "setting:integration_type",
    "setting:contact_block",
    "setting:inbound_ids",
    "setting:time_offset",
)
@with_fixtures
async def test_a_message_can_come_as_it_came_in_2019() -> None:
    published = json.loads((FIXTURES / "in_text_legacy_2019.json").read_text("utf-8"))["results"][0]
    result = await pushed(
        {"text": "Support hello"},
        integration_type=False,
        time_offset="+00:00",
        contact_block="name",
        inbound_ids="abeg",
    )

    assert set(result) == set(published)
    assert result["contact"] == {"name": "Mona"}
    assert result["receivedAt"].endswith("+00:00")
    assert result["messageId"].startswith("ABEG")


@pytest.mark.conforms("setting:time_offset")
@pytest.mark.parametrize("offset", ["+0000", "+00:00", "Z", "-0300"])
async def test_times_come_in_every_form_that_was_seen(offset: str) -> None:
    assert (await pushed({"text": "hi"}, time_offset=offset))["receivedAt"].endswith(offset)


async def test_one_message_can_have_a_form_of_its_own() -> None:
    variant = {"integration_type": False, "contact_block": "none", "time_offset": "Z"}
    result = await pushed({"text": "hi", "variant": variant})

    assert "integrationType" not in result
    assert "contact" not in result
    assert result["receivedAt"].endswith("Z")


async def test_a_message_carries_what_it_quotes_and_what_led_to_it() -> None:
    referral = {"sourceType": "AD", "sourceUrl": "https://ad.example", "ctwaClickId": "c1"}
    product = {"catalogId": "c1", "productRetailerId": "sku-9"}
    result = await pushed(
        {"text": "price?", "referral": referral, "referred_product": product, "reply_to": "m1"}
    )

    assert result["message"]["referral"] == referral
    assert result["message"]["context"] == {"from": SHOP, "id": "m1", "referredProduct": product}


@pytest.mark.conforms("setting:pair_replies")
@pytest.mark.parametrize(("how", "paired"), [("none", [0, 0]), ("quote", [0, 1]), ("last", [1, 1])])
async def test_an_answer_is_paired_with_a_send_as_the_setting_says(how: str, paired: list[int]) -> None:
    async with a_webhook() as webhook, an_emulator(webhook, settings={"pair_replies": how}) as emulator:
        await emulator.send(messageId="6-abc", callbackData="conv=88")
        await emulator.customer_says("hi")
        await emulator.customer_says("that one", reply_to="6-abc")
        await until(lambda: len(webhook.results) == 2)

        assert [result.get("pairedMessageId") == "6-abc" for result in webhook.results] == paired
        assert [result.get("callbackData") == "conv=88" for result in webhook.results] == paired


# --- without a phone number -------------------------------------------------------------------------


@pytest.mark.conforms("check:user ids", "setting:bsuid_only")
async def test_customers_can_be_without_a_phone_number_altogether() -> None:
    settings = {"bsuid_only": True}
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, settings=settings, delivered_after_s=0.0) as emulator,
    ):
        await emulator.customer_says("hi", username="mona")
        await until(lambda: len(webhook.results) == 1)
        inbound = webhook.results[0]
        user_id = inbound["from"]
        await emulator.send(to=user_id)
        await until(lambda: len(webhook.results) == 2)

        report = webhook.results[1]
        assert user_id.startswith("LB.")
        assert inbound["contact"] == {"name": "mona", "username": "mona", "userId": user_id}
        assert (report["to"], report["status"]["id"]) == (user_id, 5)
        assert MONA not in json.dumps(webhook.bodies)
        conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)
        assert [message["direction"] for message in conversation["messages"]] == ["in", "out"]


async def test_the_same_customer_has_the_same_user_id() -> None:
    first, again = [(await pushed({"text": "hi"}, bsuid_only=True))["from"] for _ in range(2)]
    other = await pushed({"text": "hi", "from": "201000000001"}, bsuid_only=True)

    assert first == again
    assert other["from"].startswith("EG.")


# --- events -----------------------------------------------------------------------------------------


@pytest.mark.conforms("check:events")
@pytest.mark.parametrize(
    ("event", "name"),
    [
        ({"type": "marketing"}, "evt_marketing_stop"),
        ({"type": "marketing", "status": "resume"}, "evt_marketing_resume"),
        ({"type": "identity"}, "evt_identity_changed"),
        ({"type": "payment"}, "evt_payment_upi"),
    ],
)
@with_fixtures
async def test_an_event_has_the_published_shape(event: dict[str, Any], name: str) -> None:
    published = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        await emulator.customer_says("hi", user_id="LB.1349")
        await emulator.admin("POST", "events", {"sender": SHOP, "customer": MONA, **event})
        await until(lambda: len(webhook.bodies) == 2)

        pushed_event = webhook.bodies[1]
        assert set(pushed_event) == set(published)
        assert set(pushed_event["content"]) == set(published["content"])
        assert pushed_event["from"] == SHOP


@pytest.mark.conforms("check:events")
async def test_a_customer_can_delete_what_was_written() -> None:
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        message_id = await emulator.customer_says("oops")
        await until(lambda: len(webhook.bodies) == 1)
        event = {"type": "deleted", "sender": SHOP, "customer": MONA, "message_id": message_id}
        await emulator.admin("POST", "events", event)
        await until(lambda: len(webhook.bodies) == 2)

        report = webhook.results[1]
        assert (report["messageId"], report["from"], report["to"]) == (message_id, MONA, SHOP)
        assert report["deletedAt"]


@pytest.mark.parametrize(
    ("event", "word"),
    [
        ({"type": "party"}, "type"),
        ({"type": "marketing"}, "sender"),
        ({"type": "marketing", "sender": SHOP, "customer": MONA, "status": "maybe"}, "status"),
        ({"type": "payment", "sender": SHOP, "customer": MONA, "payment": 5}, "payment"),
        ({"type": "deleted", "sender": SHOP, "customer": MONA}, "message_id"),
        ({"type": "deleted", "sender": SHOP, "customer": MONA, "message_id": "x"}, "message_id"),
    ],
)
async def test_an_event_that_makes_no_sense_is_refused(event: dict[str, Any], word: str) -> None:
    async with (
        an_emulator() as emulator,
        emulator.session.post(f"{emulator.url}/_emulator/events", json=event) as answer,
    ):
        assert answer.status == 400
        assert word in (await answer.json())["error"]
