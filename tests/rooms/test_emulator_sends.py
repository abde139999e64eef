"""What the emulator answers to sends, and whom they reach."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import MONA, SHOP, a_webhook, an_emulator, until

DAY_S = 24 * 3600


@pytest.mark.conforms("check:acceptance")
async def test_a_send_is_accepted_under_the_id_it_was_given() -> None:
    async with an_emulator() as emulator:
        status, answer = await emulator.send(messageId="6-abc")

        assert status == 200
        assert answer == {
            "to": MONA,
            "messageCount": 1,
            "messageId": "6-abc",
            "status": {
                "groupId": 1,
                "groupName": "PENDING",
                "id": 7,
                "name": "PENDING_ENROUTE",
                "description": "Message sent to next instance",
            },
        }
        assert [row["messageId"] for row in await emulator.outbox()] == ["6-abc"]


@pytest.mark.conforms("check:acceptance")
async def test_a_send_without_an_id_gets_one() -> None:
    async with an_emulator() as emulator:
        first, second = [(await emulator.send())[1]["messageId"] for _ in range(2)]

        assert len({first, second, ""}) == 3


@pytest.mark.conforms("check:validation")
async def test_every_violation_comes_at_once() -> None:
    async with an_emulator() as emulator:
        status, answer = await emulator.send(to="", content={"text": ""})

        exception = answer["requestError"]["serviceException"]
        assert (status, exception["messageId"], exception["text"]) == (400, "BAD_REQUEST", "Bad request")
        assert exception["validationErrors"] == {
            "to": ["size must be between 1 and 150", "must not be blank"],
            "content.text": ["size must be between 1 and 4096", "must not be blank"],
        }


@pytest.mark.conforms("check:schemes")
@pytest.mark.parametrize("header", [{}, {"Authorization": "App "}, {"Authorization": "Basic eDp5"}])
async def test_a_call_without_a_key_is_unauthorized(header: dict[str, str]) -> None:
    async with an_emulator() as emulator:
        status, answer = await emulator.post("/whatsapp/1/message/text", {}, headers=header)

        assert status == 401
        assert answer == {
            "requestError": {"serviceException": {"messageId": "UNAUTHORIZED", "text": "Unauthorized"}}
        }


@pytest.mark.conforms("check:scopes")
async def test_only_known_keys_and_senders_are_let_in() -> None:
    async with an_emulator(api_keys=frozenset({"good"}), senders=frozenset({SHOP})) as emulator:
        body = {"from": SHOP, "to": MONA, "content": {"text": "Hello"}}
        good = {"Authorization": "App good"}

        assert (await emulator.post("/whatsapp/1/message/text", body, headers=good))[0] == 200
        assert (await emulator.post("/whatsapp/1/message/text", body))[0] == 401
        foreign = body | {"from": "4470000"}
        assert (await emulator.post("/whatsapp/1/message/text", foreign, headers=good))[0] == 403


@pytest.mark.parametrize("path", ["/whatsapp/1/message/fax", "/whatsapp/9/message/text", "/", "/nothing"])
async def test_an_unknown_endpoint_is_not_found_in_the_providers_words(path: str) -> None:
    async with an_emulator() as emulator:
        status, answer = await emulator.post(path, {})

        assert status == 404
        assert answer["requestError"]["serviceException"]["messageId"] == "NOT_FOUND"


async def test_a_body_that_is_not_json_is_a_bad_request() -> None:
    async with an_emulator() as emulator:
        url = f"{emulator.url}/whatsapp/1/message/text"
        async with emulator.session.post(url, data=b"{", headers={"Authorization": "App k"}) as answer:
            assert answer.status == 400


@pytest.mark.conforms("check:window")
async def test_a_free_form_message_reaches_only_a_customer_who_wrote_within_a_day() -> None:
    async with a_webhook() as webhook, an_emulator(webhook, delivered_after_s=0.0) as emulator:
        await emulator.send(messageId="never-wrote")
        await emulator.customer_says("hi")
        await emulator.send(messageId="just-wrote")
        await emulator.admin("PATCH", "clock", {"offset_seconds": DAY_S - 3600})
        await emulator.send(messageId="23-h")
        await emulator.admin("PATCH", "clock", {"offset_seconds": DAY_S + 3600})
        await emulator.send(messageId="25-h")
        await until(lambda: len(webhook.results) == 5)

        reports = {result["messageId"]: result for result in webhook.results if "status" in result}
        codes = {message_id: report["error"]["id"] for message_id, report in reports.items()}
        assert codes == {"never-wrote": 7010, "just-wrote": 0, "23-h": 0, "25-h": 7010}
        assert reports["25-h"]["status"]["groupName"] == "UNDELIVERABLE"
        assert reports["25-h"]["error"]["permanent"] is True


async def test_a_template_reaches_a_customer_who_never_wrote() -> None:
    template = {
        "templateName": "order_ready",
        "language": "en",
        "templateData": {"body": {"placeholders": []}},
    }
    message = {"from": SHOP, "to": MONA, "messageId": "t-1", "content": template}
    async with a_webhook() as webhook, an_emulator(webhook, delivered_after_s=0.0) as emulator:
        status, answer = await emulator.post("/whatsapp/1/message/template", {"messages": [message]})
        await until(lambda: len(webhook.results) == 1)

        assert status == 200
        assert [entry["messageId"] for entry in answer["messages"]] == ["t-1"]
        assert webhook.results[0]["status"]["groupName"] == "DELIVERED"


@pytest.mark.conforms("setting:duplicate_message_id", "check:duplicates")
@pytest.mark.parametrize(
    ("policy", "status", "group", "shown"),
    [("accept", 200, "PENDING", 2), ("drop", 200, "PENDING", 1), ("rejected23", 200, "REJECTED", 1)],
)
async def test_a_repeated_id_is_met_as_the_setting_says(
    policy: str, status: int, group: str, shown: int
) -> None:
    async with an_emulator(duplicate_message_id=policy) as emulator:
        await emulator.send(messageId="twice")
        again, answer = await emulator.send(messageId="twice")

        assert (again, answer["status"]["groupName"]) == (status, group)
        rows = await emulator.outbox()
        assert [row["times_seen"] for row in rows] == [2] * shown


@pytest.mark.conforms("check:duplicates")
async def test_a_repeated_id_can_be_a_bad_request() -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "settings", {"duplicate_message_id": "http400"})
        await emulator.send(messageId="twice")

        assert (await emulator.send(messageId="twice"))[0] == 400
        assert len(await emulator.outbox()) == 1


async def test_a_customer_known_by_number_and_user_id_is_one_customer() -> None:
    async with an_emulator() as emulator:
        await emulator.customer_says("hi", user_id="LB.1349")
        await emulator.send(to="LB.1349", messageId="by-user-id")

        conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)
        assert [message["direction"] for message in conversation["messages"]] == ["in", "out"]
        assert conversation["customer"] == MONA
        assert (await emulator.outbox(to=MONA))[0]["to"] == "LB.1349"


TYPING: dict[str, Any] = {
    "events": [
        {"sender": SHOP, "destinations": [{"to": MONA}], "content": {"type": "TYPING_INDICATOR"}},
    ]
}


@pytest.mark.conforms("emulator:events")
async def test_typing_shows_until_the_business_writes() -> None:
    async with an_emulator() as emulator:
        status, answer = await emulator.post("/whatsapp/1/events", TYPING)
        typing = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)
        await emulator.send()
        after = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)

        assert (status, answer["messages"][0]["status"]["id"]) == (200, 26)
        assert (typing["typing"], after["typing"]) == (True, False)


async def test_who_is_typed_to_has_been_read(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with a_webhook() as webhook, an_emulator(webhook, journal=journal) as emulator:
        await emulator.customer_says("hello?")
        await emulator.customer_says("are you there?")
        await emulator.customer_says("me too", **{"from": "96170000002"})
        await until(lambda: len(webhook.results) == 3)
        before = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)
        await emulator.post("/whatsapp/1/events", TYPING)
        news = await emulator.admin(
            "GET", "conversation", sender=SHOP, customer=MONA, after=before["cursor"], wait=1
        )
        somebody_else = await emulator.admin("GET", "conversation", sender=SHOP, customer="96170000002")
        await emulator.customer_says("and now?")
    async with an_emulator(journal=journal) as emulator:
        after = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)

    assert [message["status"] for message in news["messages"]] == ["read", "read"]
    assert [message["status"] for message in somebody_else["messages"]] == ["delivered"]
    assert [message["status"] for message in after["messages"]][:2] == ["read", "read"]
    assert after["messages"][2]["status"] != "read", "it came after the typing"


async def test_what_the_business_never_got_is_not_read_by_typing() -> None:
    async with a_webhook() as webhook, an_emulator(webhook, retry_scale=0) as emulator:
        webhook.answers += [503] * 21
        await emulator.customer_says("hello?")
        await until(lambda: not webhook.answers)
        await emulator.customer_says("hello!")
        await until(lambda: len(webhook.results) == 1)
        await emulator.post("/whatsapp/1/events", TYPING)
        conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)

        assert [message["status"] for message in conversation["messages"]] == ["failed", "read"]


async def test_an_event_for_two_customers_is_refused_in_the_newer_form() -> None:
    event = {
        "sender": SHOP,
        "destinations": [{"to": "1"}, {"to": "2"}],
        "content": {"type": "TYPING_INDICATOR"},
    }
    async with an_emulator() as emulator:
        status, answer = await emulator.post("/whatsapp/1/events", {"events": [event]})

        assert (status, answer["errorCode"]) == (400, "E400")
        assert answer["violations"] == [{"property": "events[0].destinations", "violation": "size must be 1"}]


@pytest.mark.conforms("emulator:read")
async def test_a_customers_message_can_be_marked_read_once_it_exists() -> None:
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        message_id = await emulator.customer_says("hi")
        await until(lambda: len(webhook.results) == 1)

        known, _ = await emulator.post(f"/whatsapp/1/senders/{SHOP}/message/{message_id}/read", None)
        unknown, _ = await emulator.post(f"/whatsapp/1/senders/{SHOP}/message/wamid.x/read", None)

        assert (known, unknown) == (204, 404)
        conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)
        assert conversation["messages"][0]["status"] == "read"


@pytest.mark.conforms("emulator:media_get")
async def test_a_customers_file_is_served_to_who_has_a_key() -> None:
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        photo = {
            "type": "image",
            "caption": "this?",
            "media_base64": "aGVsbG8=",
            "content_type": "image/jpeg",
        }
        await emulator.customer_says("", **photo)
        await until(lambda: len(webhook.results) == 1)
        url = webhook.results[0]["message"]["url"]

        async with emulator.session.get(url, headers={"Authorization": "App k"}) as answer:
            assert (answer.status, answer.content_type, await answer.read()) == (200, "image/jpeg", b"hello")
        async with emulator.session.head(url, headers={"Authorization": "App k"}) as answer:
            assert (answer.status, answer.headers["content-length"]) == (200, "5")
        async with emulator.session.get(url) as answer:
            assert answer.status == 401
        async with emulator.session.get(url + "x", headers={"Authorization": "App k"}) as answer:
            assert answer.status == 404
