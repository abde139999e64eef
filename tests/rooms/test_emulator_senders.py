"""What can be asked about a sender, confirmed of a customer, and pulled instead of pushed."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import AUTH, MONA, SHOP, Client, a_webhook, an_emulator, until

OTHER_SHOP = "96179374241"
BUSINESS = f"/whatsapp/1/senders/{SHOP}/business-info"
IDENTITY = f"/whatsapp/1/{SHOP}/contacts/{MONA}/identity"
REPORTS = "/messages-api/1/reports?channel=WHATSAPP"
INBOUND = "/messages-api/1/inbound?channel=WHATSAPP"


async def call(emulator: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    async with emulator.session.request(method, emulator.url + path, json=body, headers=AUTH) as answer:
        return answer.status, None if answer.status == 204 else await answer.json()


@pytest.mark.conforms("emulator:quality")
async def test_quality_is_shown_for_each_sender_and_can_be_set() -> None:
    async with an_emulator(senders=frozenset({SHOP, OTHER_SHOP})) as emulator:
        await emulator.admin(
            "PATCH", f"senders/{OTHER_SHOP}", {"qualityRating": "LOW", "currentLimit": "LIMIT_250"}
        )
        path = "/whatsapp/1/senders/quality?senders="
        status, answer = await call(emulator, "GET", f"{path}{SHOP},{OTHER_SHOP}")

        shown = [(row["sender"], row["qualityRating"], row["currentLimit"]) for row in answer["results"]]
        assert status == 200
        assert shown == [(SHOP, "HIGH", "LIMIT_10K"), (OTHER_SHOP, "LOW", "LIMIT_250")]
        assert answer["results"][0]["lastUpdated"].endswith("Z")
        assert (await call(emulator, "GET", path))[0] == 400
        assert (await call(emulator, "GET", f"{path}4470000"))[0] == 403


@pytest.mark.conforms("emulator:business_get", "emulator:business_patch")
async def test_a_business_profile_is_kept() -> None:
    async with an_emulator() as emulator:
        changed, _ = await call(emulator, "PATCH", BUSINESS, {"about": "Shoes", "websites": ["https://a"]})
        await call(emulator, "PATCH", BUSINESS, {"email": "a@example.com"})
        wrong, refused = await call(emulator, "PATCH", BUSINESS, {"about": "x" * 131, "websites": ["a"] * 3})
        _, shown = await call(emulator, "GET", BUSINESS)

        assert (changed, wrong) == (204, 400)
        assert shown == {"about": "Shoes", "websites": ["https://a"], "email": "a@example.com"}
        assert {violation["property"] for violation in refused["violations"]} == {"about", "websites"}


@pytest.mark.conforms("emulator:identity_get", "emulator:identity_put", "setting:block_changed_identity")
async def test_a_changed_identity_is_told_blocks_and_is_confirmed() -> None:
    settings = {"block_changed_identity": True}
    async with a_webhook() as webhook, an_emulator(webhook, settings=settings) as emulator:
        unknown, _ = await call(emulator, "GET", IDENTITY)
        await emulator.customer_says("hi", user_id="LB.1349")
        await emulator.admin("POST", "events", {"type": "identity", "sender": SHOP, "customer": MONA})
        await until(lambda: len(webhook.bodies) == 2)
        _, shown = await call(emulator, "GET", IDENTITY)
        await emulator.send()
        mismatch, _ = await call(emulator, "PUT", IDENTITY, {"hash": "other"})
        confirmed, _ = await call(emulator, "PUT", IDENTITY, {"hash": shown["hash"]})
        await emulator.send()
        await emulator.customer_says("again")
        await until(lambda: len(webhook.bodies) == 4)

        event = webhook.bodies[1]
        assert (event["from"], event["content"]["type"]) == (SHOP, "user_identity_changed")
        assert (event["content"]["hash"], event["content"]["userId"]) == (shown["hash"], "LB.1349")
        assert (unknown, mismatch, confirmed, shown["acknowledged"]) == (404, 409, 204, False)
        assert [row["error"] for row in await emulator.outbox()] == [7029, None]
        messages = [r for body in webhook.bodies for r in body.get("results", []) if "message" in r]
        assert "identity" not in messages[0]
        assert messages[1]["identity"]["acknowledged"] is True


@pytest.mark.conforms("emulator:reports", "check:pulls")
async def test_a_report_is_pulled_once_whether_or_not_it_was_pushed(tmp_path: Path) -> None:
    options: dict[str, Any] = {"journal": tmp_path / "j", "delivered_after_s": 0.0, "retry_scale": 1000}
    async with an_emulator(**options, settings={"enforce_window": False}) as emulator:
        for number in range(3):
            await emulator.send(messageId=f"6-{number}", callbackData="c")
        _, one = await call(emulator, "GET", f"{REPORTS}&messageId=6-1")
        _, first = await call(emulator, "GET", f"{REPORTS}&limit=1")
    async with an_emulator(**options) as emulator:
        _, rest = await call(emulator, "GET", REPORTS)
        _, nothing = await call(emulator, "GET", REPORTS)
        wrong, refused = await call(emulator, "GET", "/messages-api/1/reports?channel=FAX&limit=0")

    ids = [[report["messageId"] for report in page["results"]] for page in (one, first, rest, nothing)]
    assert ids == [["6-1"], ["6-0"], ["6-2"], []]
    report = one["results"][0]
    assert (report["event"], report["sender"], report["destination"]) == ("DELIVERY", SHOP, MONA)
    assert (wrong, len(refused["violations"])) == (400, 2)


async def test_a_report_is_kept_for_two_days() -> None:
    async with an_emulator(delivered_after_s=0.0) as emulator:
        await emulator.send()
        await emulator.admin("PATCH", "clock", {"offset_seconds": 49 * 3600})

        assert (await call(emulator, "GET", REPORTS))[1]["results"] == []


@pytest.mark.conforms("emulator:inbound", "setting:inbound_to")
async def test_messages_can_wait_to_be_pulled_instead_of_being_pushed(tmp_path: Path) -> None:
    options: dict[str, Any] = {"journal": tmp_path / "j", "settings": {"inbound_to": "pull"}}
    async with a_webhook() as webhook:
        async with an_emulator(webhook, **options) as emulator:
            for text in ("one", "two", "three"):
                await emulator.customer_says(text)
            _, first = await call(emulator, "GET", f"{INBOUND}&limit=1")
        for compact_above_bytes in (1, 10**9):
            async with an_emulator(webhook, **options, compact_above_bytes=compact_above_bytes) as emulator:
                assert len(emulator.emulator.provider.state.to_pull) == 2
        async with an_emulator(webhook, **options) as emulator:
            _, rest = await call(emulator, "GET", INBOUND)
            _, nothing = await call(emulator, "GET", INBOUND)
            conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)

        texts = [
            [result["content"][0]["text"] for result in page["results"]] for page in (first, rest, nothing)
        ]
        assert texts == [["one"], ["two", "three"], []]
        assert first["pendingMessageCount"] == 2
        assert {message["status"] for message in conversation["messages"]} == {"delivered"}
        assert webhook.bodies == []


@pytest.mark.parametrize("change", [{"colour": "red"}, {"status": "FINE"}, {"qualityRating": 1}])
async def test_a_sender_cannot_be_anything(change: dict[str, Any]) -> None:
    async with (
        an_emulator() as emulator,
        emulator.session.patch(f"{emulator.url}/_emulator/senders/{SHOP}", json=change) as answer,
    ):
        assert answer.status == 400
        assert next(iter(change)) in (await answer.json())["error"]
