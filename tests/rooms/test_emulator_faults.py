"""Faults on request: what the sender meets, and whether the message was taken all the same."""

import time
from typing import Any

import aiohttp
import pytest
from tests.support.emulator import MONA, SHOP, a_webhook, an_emulator, until


@pytest.mark.conforms("fault:http_429", "fault:http_503", "fault:http_500", "fault:http_500_accepted")
@pytest.mark.parametrize(
    ("fault", "status", "taken"),
    [("http_429", 429, 0), ("http_500", 500, 0), ("http_500_accepted", 500, 1), ("http_503", 503, 0)],
)
async def test_the_next_sends_fail_as_asked_and_the_one_after_does_not(
    fault: str, status: int, taken: int
) -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {fault: {"next": 2}})

        answers = [(await emulator.send())[0] for _ in range(3)]

        assert answers == [status, status, 200]
        assert len(await emulator.outbox()) == 2 * taken + 1


@pytest.mark.conforms("fault:http_429", "fault:retry_after_s")
async def test_a_throttled_send_says_when_to_come_back() -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {"http_429": 1, "retry_after_s": 7})
        body = {"from": SHOP, "to": MONA, "content": {"text": "Hello"}}
        url = f"{emulator.url}/whatsapp/1/message/text"

        async with emulator.session.post(url, json=body, headers={"Authorization": "App k"}) as answer:
            assert (answer.status, answer.headers["retry-after"]) == (429, "7")


@pytest.mark.conforms("fault:http_503")
async def test_a_gateway_error_is_not_json() -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {"http_503": {"next": 1}})

        status, text = await emulator.send()

        assert status == 503
        assert "<html>" in text


@pytest.mark.conforms("fault:cut", "fault:cut_before")
@pytest.mark.parametrize(("fault", "taken"), [("cut", 1), ("cut_before", 0)])
async def test_a_connection_is_cut_without_an_answer(fault: str, taken: int) -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {fault: {"next": 1}})

        with pytest.raises(aiohttp.ServerDisconnectedError):
            await emulator.send()

        assert len(await emulator.outbox()) == taken


@pytest.mark.conforms("fault:latency_ms")
async def test_an_answer_can_be_late_though_the_message_was_taken_at_once() -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {"latency_ms": 80})
        started = time.monotonic()

        status, _ = await emulator.send()

        assert status == 200
        assert time.monotonic() - started >= 0.08


@pytest.mark.conforms("fault:slow_body", "fault:slow_body_ms")
async def test_an_answers_second_half_can_be_late() -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {"slow_body": {"next": 1}, "slow_body_ms": 80})
        started = time.monotonic()

        status, answer = await emulator.send(messageId="slow")

        assert (status, answer["messageId"]) == (200, "slow")
        assert time.monotonic() - started >= 0.08


@pytest.mark.conforms("fault:refuse_all")
async def test_a_blocked_account_is_refused_everything() -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {"refuse_all": True})

        assert (await emulator.send())[0] == 403
        assert (await emulator.post("/whatsapp/1/events", {}))[0] == 403


@pytest.mark.conforms("fault:reject")
async def test_a_rejection_is_a_200_that_took_nothing() -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {"reject": {"next": 1}})

        status, answer = await emulator.send()

        assert (status, answer["status"]["groupId"], answer["status"]["id"]) == (200, 5, 12)
        assert await emulator.outbox() == []


@pytest.mark.conforms("fault:fail_delivery", "fault:fail_code", "check:recipients")
async def test_a_delivery_can_fail_with_any_code() -> None:
    async with a_webhook() as webhook, an_emulator(webhook, delivered_after_s=0.0) as emulator:
        await emulator.customer_says("hi")
        await emulator.admin("PATCH", "faults", {"fail_delivery": {"next": 1}, "fail_code": 7017})
        await emulator.send()
        await until(lambda: len(webhook.results) == 2)

        error = webhook.results[1]["error"]
        assert (error["id"], error["name"], error["permanent"]) == (7017, "EC_TOO_MANY_REQUESTS", False)
        row = (await emulator.outbox())[0]
        assert (row["status"], row["error"]) == ("failed", 7017)


@pytest.mark.conforms("check:seed")
async def test_the_same_seed_brings_the_same_faults() -> None:
    async def statuses(seed: int) -> list[int]:
        async with an_emulator(seed=seed) as emulator:
            await emulator.admin("PATCH", "faults", {"http_500": 0.5})
            return [(await emulator.send())[0] for _ in range(24)]

    first, again, other = await statuses(7), await statuses(7), await statuses(8)

    assert first == again != other
    assert set(first) == {200, 500}


async def test_faults_can_be_switched_off_together() -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {"http_500": 1, "latency_ms": 5})
        state = await emulator.admin("PATCH", "faults", {"reset": True})

        assert state["faults"]["http_500"] == {"rate": 0.0, "next": 0}
        assert state["faults"]["latency_ms"] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"http_501": 1},
        {"http_500": 2},
        {"http_500": "often"},
        {"http_500": {"next": -1}},
        {"http_500": {"sometimes": 1}},
        {"latency_ms": -5},
        {"latency_ms": None},
        {"refuse_all": 1},
        {"webhook_batch": 1.5},
        {"reject_status": 7},
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused_by_name(wrong: dict[str, Any]) -> None:
    async with an_emulator() as emulator:
        url = f"{emulator.url}/_emulator/faults"
        async with emulator.session.patch(url, json=wrong) as answer:
            assert answer.status == 400
            assert next(iter(wrong)) in (await answer.json())["error"]
