"""What sends to one recipient meet, by magic number or by rule; statuses, codes, limits; bodies that are broken."""

import asyncio
from typing import Any

import aiohttp
import pytest
from tests.support.emulator import AUTH, MONA, SHOP, Client, a_webhook, an_emulator, until

from dragoman.channels.emulator.registry import ERROR_CODES, REJECTED, STATUSES, error_json, status_json
from dragoman.channels.emulator.throttle import Bucket

OPEN = {"enforce_window": False}


async def post(emulator: Client, to: str, *, timeout_s: float = 5.0) -> tuple[int, str]:
    """One send, its status and its body, whatever it is."""
    body = {"from": SHOP, "to": to, "content": {"text": "Hello"}}
    url = f"{emulator.url}/whatsapp/1/message/text"
    timeout = aiohttp.ClientTimeout(total=timeout_s)
    async with emulator.session.post(url, json=body, headers=AUTH, timeout=timeout) as answer:
        return answer.status, await answer.text()


@pytest.mark.conforms("check:recipients")
@pytest.mark.parametrize("code", [7002, 7003, 7010, 7016, 7017, 7032, 7033, 7050])
async def test_a_magic_number_ends_in_the_code_it_is_reported_with(code: int) -> None:
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, settings=OPEN, delivered_after_s=0.0, seen_after_s=0.0) as emulator,
    ):
        status, _ = await emulator.send(to=f"9990000{code}")
        await until(lambda: len(webhook.results) == 1)

        report = webhook.results[0]
        assert (status, report["error"]["id"]) == (200, code)
        assert report["status"]["groupName"] == "UNDELIVERABLE"
        assert report["error"]["permanent"] is (code not in {7017, 7050})


@pytest.mark.conforms("check:recipients")
@pytest.mark.parametrize(
    ("digits", "name"), [("0012", "NOT_ENOUGH_CREDITS"), ("0023", "DUPLICATE_MESSAGE_ID")]
)
async def test_a_magic_number_is_rejected_in_the_answer(digits: str, name: str) -> None:
    async with an_emulator(settings=OPEN) as emulator:
        status, answer = await emulator.send(to=f"9990000{digits}")

        assert (status, answer["status"]["name"]) == (200, f"REJECTED_{name}")
        assert await emulator.outbox() == []


@pytest.mark.conforms("check:recipients")
async def test_a_magic_number_expires() -> None:
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, settings=OPEN, delivered_after_s=0.0) as emulator,
    ):
        await emulator.send(to="99900000015")
        await until(lambda: len(webhook.results) == 1)

        assert webhook.results[0]["status"]["groupName"] == "EXPIRED"
        assert (await emulator.outbox())[0]["status"] == "failed"


@pytest.mark.conforms("check:recipients")
@pytest.mark.parametrize(
    ("digits", "status", "is_html"), [("0429", 429, 0), ("0500", 500, 0), ("0503", 503, 1)]
)
async def test_a_magic_number_is_an_error_of_http(digits: str, status: int, is_html: bool) -> None:
    async with an_emulator(settings=OPEN) as emulator:
        answered, body = await post(emulator, f"9990000{digits}")

        assert (answered, "<html>" in body) == (status, is_html)
        assert await emulator.outbox() == []


@pytest.mark.conforms("fault:retry_after_s")
async def test_a_429_may_not_say_when_to_come_back() -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {"http_429": 1, "retry_after_s": 0})
        body = {"from": SHOP, "to": MONA, "content": {"text": "Hello"}}
        url = f"{emulator.url}/whatsapp/1/message/text"
        async with emulator.session.post(url, json=body, headers=AUTH) as answer:
            assert (answer.status, "retry-after" in answer.headers) == (429, False)


@pytest.mark.conforms("fault:hang")
@pytest.mark.parametrize("how", ["magic", "fault"])
async def test_an_answer_can_stay_away_though_the_message_was_taken(how: str) -> None:
    async with an_emulator(settings=OPEN) as emulator:
        if how == "fault":
            await emulator.admin("PATCH", "faults", {"hang": {"next": 1}})
        with pytest.raises(TimeoutError):
            await post(emulator, "99900000408" if how == "magic" else MONA, timeout_s=0.2)

        assert len(await emulator.outbox()) == 1


@pytest.mark.conforms("check:recipients")
async def test_a_rule_says_what_a_recipient_meets_and_how_often() -> None:
    async with a_webhook() as webhook, an_emulator(webhook, settings=OPEN, delivered_after_s=0.0) as emulator:
        rule = {"status": 14, "error": 7003, "in_report": True, "times": 1}
        shown = await emulator.admin("PATCH", "recipients", {"+961 70 000 001": rule})
        await emulator.send(messageId="first")
        await emulator.send(messageId="second")
        await until(lambda: len(webhook.results) == 2)

        reports = {report["messageId"]: report for report in webhook.results}
        assert list(shown) == [MONA]
        assert (reports["first"]["status"]["id"], reports["first"]["error"]["id"]) == (14, 7003)
        assert reports["second"]["status"]["id"] == 5
        assert await emulator.admin("GET", "recipients") == {}


async def test_a_rule_can_be_taken_away() -> None:
    async with an_emulator(settings=OPEN) as emulator:
        await emulator.admin("PATCH", "recipients", {MONA: {"http": 500}})
        before, _ = await emulator.send()
        await emulator.admin("PATCH", "recipients", {MONA: None})

        assert (before, (await emulator.send())[0]) == (500, 200)


@pytest.mark.parametrize(
    "rule",
    [
        [],
        {},
        {"http": 404},
        {"status": 99},
        {"status": []},
        {"error": "x"},
        {"times": 0},
        {"in_report": 1},
        {"a": 1},
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused(rule: Any) -> None:
    async with (
        an_emulator() as emulator,
        emulator.session.patch(f"{emulator.url}/_emulator/recipients", json={MONA: rule}) as answer,
    ):
        assert answer.status == 400


def test_every_status_and_code_has_its_words() -> None:
    for status in STATUSES:
        shown = status_json(status)
        assert shown["id"] == status
        assert shown["name"]
        assert shown["groupName"]
    for code in ERROR_CODES:
        assert error_json(code)["name"].startswith("EC_")
    assert {status_json(status)["groupName"] for status in REJECTED} == {"REJECTED"}
    assert error_json(7999)["name"] == "EC_UNKNOWN_ERROR"


@pytest.mark.conforms("fault:fail_status")
@pytest.mark.parametrize("status", sorted(set(STATUSES) - {5}))
async def test_any_status_can_be_reported(status: int) -> None:
    async with a_webhook() as webhook, an_emulator(webhook, settings=OPEN, delivered_after_s=0.0) as emulator:
        await emulator.admin("PATCH", "faults", {"fail_delivery": 1, "fail_code": 0, "fail_status": status})
        await emulator.send()
        await until(lambda: len(webhook.results) == 1)

        assert (webhook.results[0]["status"]["id"], webhook.results[0]["error"]["id"]) == (status, 0)


@pytest.mark.conforms("setting:duplicate_message_id", "check:duplicates")
async def test_a_repeated_id_can_be_reported_a_duplicate() -> None:
    settings = OPEN | {"duplicate_message_id": "dlr7280"}
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, settings=settings, delivered_after_s=0.0) as emulator,
    ):
        await emulator.send(messageId="twice")
        status, _ = await emulator.send(messageId="twice")
        await until(lambda: len(webhook.results) == 2)

        assert status == 200
        assert sorted(report["error"]["id"] for report in webhook.results) == [0, 7280]
        assert [row["status"] for row in await emulator.outbox()] == ["delivered", "failed"]


@pytest.mark.conforms("fault:html_body", "fault:empty_body", "fault:truncated_body")
@pytest.mark.parametrize(
    ("fault", "body"), [("html_body", "<html>"), ("empty_body", ""), ("truncated_body", "{")]
)
async def test_an_answer_can_be_unreadable_though_the_message_was_taken(fault: str, body: str) -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {fault: {"next": 1}})
        status, text = await post(emulator, MONA)

        assert status == 200
        assert text.startswith(body)
        assert not text.endswith("}")
        assert len(await emulator.outbox()) == 1


@pytest.mark.conforms("check:senders")
async def test_a_senders_status_stops_its_sends() -> None:
    async with an_emulator(settings=OPEN) as emulator:
        errors = []
        for status in ("CONNECTED", "BANNED", "RESTRICTED", "RATE_LIMITED", "PENDING"):
            await emulator.admin("PATCH", f"senders/{SHOP}", {"status": status})
            await emulator.send()
            errors.append((await emulator.outbox())[-1]["error"])

        assert errors == [None, 7011, 7011, 7016, 7034]


# --- limits -----------------------------------------------------------------------------------------


@pytest.mark.conforms("check:pair", "setting:pair_burst", "setting:pair_interval_s")
async def test_a_burst_to_one_customer_has_to_be_repaid() -> None:
    async with an_emulator(settings=OPEN | {"pair_burst": 3}) as emulator:
        for _ in range(5):
            await emulator.send()
        await emulator.send(to="96170000002")
        await emulator.admin("PATCH", "clock", {"offset_seconds": 7})
        for _ in range(2):
            await emulator.send()

        errors = [row["error"] for row in await emulator.outbox()]
        assert errors == [None, None, None, 7017, 7017, None, None, 7017]


@pytest.mark.conforms("check:throttles", "setting:throttle_scale", "setting:throttle_retry_after")
@pytest.mark.parametrize("told", [True, False])
async def test_an_operation_is_throttled_in_the_words_of_its_family(told: bool) -> None:
    settings = {"throttle_scale": 0.1, "throttle_retry_after": told}
    async with an_emulator(settings=settings) as emulator:
        classic, newer = f"/whatsapp/1/senders/quality?senders={SHOP}", "/whatsapp/1/templates"
        answers = []
        for path in (classic, classic, newer, newer):
            async with emulator.session.get(emulator.url + path, headers=AUTH) as answer:
                body = await answer.json()
                answers.append((answer.status, "retry-after" in answer.headers, body))

        assert [status for status, _, _ in answers] == [200, 429, 200, 429]
        assert [has for _, has, _ in answers] == [False, told, False, told]
        assert answers[1][2]["requestError"]["serviceException"]["messageId"] == "TOO_MANY_REQUESTS"
        assert answers[3][2]["errorCode"] == "E429"
        assert (await emulator.admin("GET", "state"))["counts"]["throttled"] == 2


async def test_nothing_is_throttled_unless_asked_for() -> None:
    async with an_emulator() as emulator:
        path = f"{emulator.url}/whatsapp/1/senders/quality?senders={SHOP}"
        statuses = []
        for _ in range(30):
            async with emulator.session.get(path, headers=AUTH) as answer:
                statuses.append(answer.status)

        assert set(statuses) == {200}


def test_a_bucket_refills_and_survives_a_clock_that_goes_back() -> None:
    bucket = Bucket(2.0, 0.5, 2.0, 100.0)

    assert [bucket.take(100.0) for _ in range(3)] == [0.0, 0.0, 2.0]
    assert bucket.take(50.0) == 2.0
    assert bucket.take(52.0) == 0.0


# --- time -------------------------------------------------------------------------------------------


async def test_delays_are_spread_and_the_same_for_the_same_seed() -> None:
    async def delays(seed: int) -> list[float]:
        async with an_emulator(settings=OPEN, seed=seed, delivered_after_s=10.0) as emulator:
            for _ in range(40):
                await emulator.send()
            outbox = emulator.emulator.provider.state.outbox
            await asyncio.sleep(0)
            return [round(message.record["d"] - message.unix, 3) for message in outbox]

    first, again, other = await delays(7), await delays(7), await delays(8)

    assert first == again != other
    assert len(set(first)) > 30
    assert 8 < sorted(first)[20] < 12
    assert 5 <= min(first) < 8
    assert 12 < max(first) <= 60
