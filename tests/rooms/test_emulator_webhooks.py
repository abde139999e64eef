"""What the emulator pushes: customers' messages and reports, in order, again until taken."""

import asyncio
from datetime import datetime

import pytest
from tests.support.emulator import MONA, SHOP, Webhook, a_webhook, an_emulator, until


@pytest.mark.conforms("setting:webhook_url")
async def test_a_customers_message_comes_as_the_provider_writes_it() -> None:
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        message_id = await emulator.customer_says("hi", name="Mona", username="mona", user_id="LB.1349")
        await until(lambda: len(webhook.bodies) == 1)

        body = webhook.bodies[0]
        received_at = body["results"][0].pop("receivedAt")
        assert body == {
            "results": [
                {
                    "from": MONA,
                    "to": SHOP,
                    "integrationType": "WHATSAPP",
                    "messageId": message_id,
                    "message": {"type": "TEXT", "text": "hi"},
                    "price": {"pricePerMessage": 0, "currency": "EUR"},
                    "contact": {
                        "name": "Mona",
                        "phoneNumber": MONA,
                        "userId": "LB.1349",
                        "username": "mona",
                    },
                }
            ],
            "messageCount": 1,
            "pendingMessageCount": 0,
        }
        assert received_at.endswith("+0000")
        assert datetime.fromisoformat(received_at).utcoffset() is not None


async def test_a_customer_with_only_a_user_id_has_no_phone_number() -> None:
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        await emulator.customer_says("hi", **{"from": "LB.1349abc"})
        await until(lambda: len(webhook.results) == 1)

        assert webhook.results[0]["from"] == "LB.1349abc"
        assert webhook.results[0]["contact"] == {"name": "LB.1349abc", "userId": "LB.1349abc"}


@pytest.mark.conforms("check:reports", "setting:delivered_after_s", "setting:seen_after_s")
async def test_a_delivered_message_is_reported_delivered_and_then_seen() -> None:
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, delivered_after_s=0.02, seen_after_s=0.1) as emulator,
    ):
        await emulator.customer_says("hi")
        await emulator.send(messageId="6-abc")
        await until(lambda: len(webhook.results) == 3)

        delivered, seen = webhook.results[1:]
        assert (delivered["messageId"], delivered["status"]["id"], delivered["to"]) == ("6-abc", 5, MONA)
        assert (seen["messageId"], seen["from"], seen["to"]) == ("6-abc", MONA, SHOP)
        assert datetime.fromisoformat(seen["seenAt"]) > datetime.fromisoformat(seen["sentAt"])
        assert (await emulator.outbox())[0]["status"] == "read"


async def test_reports_can_be_switched_off_while_it_runs() -> None:
    async with a_webhook() as webhook, an_emulator(webhook, delivered_after_s=0.0) as emulator:
        await emulator.customer_says("hi")
        await emulator.admin("PATCH", "settings", {"delivered_after_s": None})
        await emulator.send()
        await asyncio.sleep(0.1)

        assert len(webhook.results) == 1


@pytest.mark.conforms("check:retries")
async def test_a_push_that_is_not_taken_comes_again_and_later_ones_wait_for_it() -> None:
    async with a_webhook() as webhook, an_emulator(webhook, retry_scale=0.0002) as emulator:
        webhook.answers = [503, 500]
        for text in ("one", "two", "three"):
            await emulator.customer_says(text)
        await until(lambda: len(webhook.results) == 3)

        assert webhook.texts == ["one", "two", "three"]
        counts = (await emulator.admin("GET", "state"))["counts"]
        assert (counts["pushes_failed"], counts["pushes_delivered"], counts["pushes_waiting"]) == (2, 3, 0)


@pytest.mark.conforms("check:retries", "setting:retry_scale")
async def test_a_push_is_dropped_after_twenty_retries() -> None:
    async with an_emulator(retry_scale=0.0) as emulator:
        await emulator.customer_says("hi")
        await until(lambda: emulator.emulator.provider.counts.pushes_dropped == 1)

        counts = (await emulator.admin("GET", "state"))["counts"]
        assert counts["pushes_failed"] == 21
        conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)
        assert conversation["messages"][0]["status"] == "failed"


async def test_a_push_carries_the_webhooks_credentials() -> None:
    async with a_webhook() as webhook, an_emulator(webhook, webhook_auth=("infobip", "pass")) as emulator:
        await emulator.customer_says("hi")
        await until(lambda: len(webhook.headers) == 1)

        assert webhook.headers[0]["authorization"] == "Basic aW5mb2JpcDpwYXNz"


@pytest.mark.conforms("check:batches", "fault:webhook_duplicate")
async def test_every_push_can_come_twice() -> None:
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        await emulator.admin("PATCH", "faults", {"webhook_duplicate": 1})
        await emulator.customer_says("hi")
        await until(lambda: len(webhook.results) == 2)

        assert webhook.results[0] == webhook.results[1]


@pytest.mark.conforms("check:batches", "fault:webhook_reorder")
async def test_a_later_message_can_overtake() -> None:
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        await emulator.admin("PATCH", "faults", {"webhook_reorder": {"next": 1}})
        await emulator.customer_says("one")
        await emulator.customer_says("two")
        await until(lambda: len(webhook.results) == 2)

        assert webhook.texts == ["two", "one"]


@pytest.mark.conforms("check:batches", "fault:webhook_batch")
async def test_a_batch_mixes_shops_and_kinds() -> None:
    async with a_webhook() as webhook, an_emulator(webhook, delivered_after_s=0.0) as emulator:
        await emulator.admin("PATCH", "faults", {"webhook_batch": 3})
        await emulator.customer_says("one")
        await emulator.customer_says("two", to="96179374241")
        await emulator.send()
        await until(lambda: len(webhook.results) == 3)

        assert len(webhook.bodies) == 1
        assert {result["to"] for result in webhook.results} == {SHOP, "96179374241", MONA}
        assert webhook.bodies[0]["messageCount"] == 3


async def test_a_batch_that_is_not_full_goes_out_soon() -> None:
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        await emulator.admin("PATCH", "faults", {"webhook_batch": 50})
        await emulator.customer_says("one")
        await until(lambda: webhook.texts == ["one"], seconds=2)


async def test_any_body_can_be_pushed_as_it_stands() -> None:
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        await emulator.admin("POST", "raw", {"messageTemplateId": "111", "change": {"type": "X"}})
        await until(lambda: len(webhook.bodies) == 1)

        assert webhook.bodies == [{"messageTemplateId": "111", "change": {"type": "X"}}]


async def test_a_message_can_be_late_and_old() -> None:
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        await emulator.customer_says("late", age_s=600, push_after_s=0.1)
        before: list[str] = list(webhook.texts)
        await until(lambda: len(webhook.results) == 1)

        age_s = datetime.now().astimezone() - datetime.fromisoformat(webhook.results[0]["receivedAt"])
        assert before == []
        assert 599 < age_s.total_seconds() < 620


async def test_each_kind_of_message_a_customer_may_send_is_pushed() -> None:
    kinds: list[tuple[dict[str, object], str]] = [
        ({"type": "voice"}, "VOICE"),
        ({"type": "document", "caption": "invoice.pdf"}, "DOCUMENT"),
        ({"type": "sticker"}, "STICKER"),
        ({"type": "location", "latitude": 33.9, "longitude": 35.5, "place": "Home"}, "LOCATION"),
        ({"type": "button", "id": "yes", "title": "Yes"}, "INTERACTIVE_BUTTON_REPLY"),
        ({"type": "list", "id": "sz", "title": "42"}, "INTERACTIVE_LIST_REPLY"),
        ({"type": "template_button", "text": "Track", "payload": "t:1"}, "BUTTON"),
        ({"type": "reaction", "emoji": "👍", "message_id": "6-abc"}, "REACTION"),
        ({"type": "contact", "contacts": []}, "CONTACT"),
        ({"type": "order", "catalogId": "c1", "productItems": []}, "ORDER"),
        ({"type": "unsupported"}, "UNSUPPORTED"),
        ({"type": "raw", "message": {"type": "HOLOGRAM"}}, "HOLOGRAM"),
    ]
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        for given, _ in kinds:
            await emulator.admin("POST", "inbound", {"to": SHOP, "from": MONA, **given})
        await until(lambda: len(webhook.results) == len(kinds))

        assert [result["message"]["type"] for result in webhook.results] == [written for _, written in kinds]
        assert len({result["messageId"] for result in webhook.results}) == len(kinds)


@pytest.mark.conforms("setting:webhook_url")
async def test_a_webhook_that_was_away_gets_everything_once_it_is_back() -> None:
    async with (
        a_webhook() as webhook,
        an_emulator(Webhook(url="http://127.0.0.1:9/x"), retry_scale=0.001) as emulator,
    ):
        for number in range(5):
            await emulator.customer_says(str(number))
        await emulator.admin("PATCH", "settings", {"webhook_url": webhook.url})
        await until(lambda: len(webhook.results) == 5)

        assert webhook.texts == ["0", "1", "2", "3", "4"]
