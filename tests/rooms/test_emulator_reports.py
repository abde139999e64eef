"""Reports: to whom, in which order, in which form; and how a push proves where it comes from."""

import asyncio
import hashlib
import hmac
import json
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tests.support.emulator import MONA, SHOP, Webhook, a_webhook, an_emulator, served, until

OPEN = {"enforce_window": False}


@pytest.mark.conforms("check:reports", "setting:notify_url")
@pytest.mark.parametrize(("how", "own", "ordinary"), [("instead", 2, 0), ("also", 2, 2), ("ignore", 0, 2)])
async def test_reports_go_to_the_address_that_a_send_names(how: str, own: int, ordinary: int) -> None:
    settings = OPEN | {"notify_url": how}
    async with (
        a_webhook() as webhook,
        a_webhook() as named,
        an_emulator(webhook, settings=settings, delivered_after_s=0.01, seen_after_s=0.02) as emulator,
    ):
        await emulator.send(notifyUrl=named.url)
        await until(lambda: len(named.results) == own and len(webhook.results) == ordinary)
        await until(lambda: not emulator.emulator.provider.state.pending)

        assert (len(named.results), len(webhook.results)) == (own, ordinary)
        assert (await emulator.outbox())[0]["status"] == "read"


@pytest.mark.conforms("setting:notify_url_signed")
@pytest.mark.parametrize("signed", [True, False])
async def test_what_goes_to_a_named_address_is_signed_only_if_asked_for(signed: bool) -> None:
    settings = OPEN | {"notify_url_signed": signed, "security": {"headers": {"X-Token": "hush"}}}
    async with (
        a_webhook() as named,
        an_emulator(settings=settings, delivered_after_s=0.0) as emulator,
    ):
        await emulator.send(notifyUrl=named.url)
        await until(lambda: len(named.results) == 1)

        assert ("x-token" in named.headers[0]) is signed


async def test_reports_to_a_named_address_survive_a_restart(tmp_path: Any) -> None:
    options = {"journal": tmp_path / "j", "delivered_after_s": 0.3, "settings": OPEN | {"notify_url": "also"}}
    async with a_webhook() as webhook, a_webhook() as named:
        async with an_emulator(webhook, **options) as emulator:
            await emulator.send(notifyUrl=named.url)
        for compact_above_bytes in (1, 10**9):
            async with an_emulator(webhook, **options, compact_above_bytes=compact_above_bytes) as emulator:
                await until(lambda: not emulator.emulator.provider.state.pending)

        assert (len(webhook.results), len(named.results)) == (1, 1)


@pytest.mark.conforms("setting:pending_report", "setting:operator_report")
async def test_a_message_can_be_pending_and_with_the_operator_before_it_is_delivered() -> None:
    settings = OPEN | {"pending_report": True, "operator_report": True}
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, settings=settings, delivered_after_s=0.03) as emulator,
    ):
        await emulator.send()
        await until(lambda: len(webhook.results) == 3)

        assert [report["status"]["name"] for report in webhook.results] == [
            "PENDING_ENROUTE",
            "DELIVERED_TO_OPERATOR",
            "DELIVERED_TO_HANDSET",
        ]
        times = [report["doneAt"] for report in webhook.results]
        assert times == sorted(times)


@pytest.mark.conforms("check:reports", "fault:seen_before_delivered", "fault:seen_without_delivered")
@pytest.mark.parametrize(
    ("fault", "kinds"), [("seen_before_delivered", "sd"), ("seen_without_delivered", "s")]
)
async def test_a_seen_report_can_come_first_or_alone(fault: str, kinds: str) -> None:
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, settings=OPEN, delivered_after_s=0.02, seen_after_s=0.05) as emulator,
    ):
        await emulator.admin("PATCH", "faults", {fault: 1})
        await emulator.send()
        await until(lambda: len(webhook.results) == len(kinds))
        await until(lambda: not emulator.emulator.provider.state.pending)

        assert "".join("s" if "seenAt" in report else "d" for report in webhook.results) == kinds
        assert (await emulator.outbox())[0]["status"] == "read"


@pytest.mark.conforms("check:reports", "fault:report_before_answer")
async def test_a_report_can_come_before_the_answer() -> None:
    async with a_webhook() as webhook, an_emulator(webhook, settings=OPEN, delivered_after_s=5.0) as emulator:
        await emulator.admin("PATCH", "faults", {"report_before_answer": {"next": 1}})
        status, _ = await emulator.send(messageId="early")

        assert status == 200
        assert [report["messageId"] for report in webhook.results] == ["early"]


@pytest.mark.conforms("setting:seen_share")
async def test_some_customers_have_read_receipts_off() -> None:
    settings = OPEN | {"seen_share": 0.5}
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, settings=settings, delivered_after_s=0.0, seen_after_s=0.01) as emulator,
    ):
        for _ in range(40):
            await emulator.send()
        await until(lambda: not emulator.emulator.provider.state.pending)

        seen = sum("seenAt" in report for report in webhook.results)
        assert 8 < seen < 32


@pytest.mark.conforms("setting:echo_callback_data", "setting:price_service", "setting:price_currency")
async def test_what_a_report_gives_back() -> None:
    settings = OPEN | {
        "echo_callback_data": True,
        "price_service": 0.01,
        "price_currency": "USD",
        "time_offset": "-0300",
        "contact_block": "none",
    }
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, settings=settings, delivered_after_s=0.0, seen_after_s=0.01) as emulator,
    ):
        await emulator.send(callbackData="conv=88", entityId="shop-7", applicationId="bot")
        await until(lambda: len(webhook.results) == 2)

        delivered, seen = webhook.results
        assert delivered["price"] == {"pricePerMessage": 0.01, "currency": "USD"}
        assert delivered["callbackData"] == "conv=88"
        assert (seen["entityId"], seen["applicationId"]) == ("shop-7", "bot")
        assert delivered["doneAt"].endswith("-0300")
        assert "contact" not in delivered | seen


@pytest.mark.conforms("setting:price_template")
async def test_a_template_has_a_price_of_its_own() -> None:
    settings = OPEN | {"price_template": 0.05, "price_service": 0.01}
    template = {
        "templateName": "order_ready",
        "language": "en",
        "templateData": {"body": {"placeholders": []}},
    }
    body = {"messages": [{"from": SHOP, "to": MONA, "content": template}]}
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, settings=settings, delivered_after_s=0.0, seen_after_s=None) as emulator,
    ):
        await emulator.post("/whatsapp/1/message/template", body)
        await until(lambda: len(webhook.results) == 1)

        assert webhook.results[0]["price"] == {"pricePerMessage": 0.05, "currency": "EUR"}


async def test_callback_data_is_not_given_back_unless_asked_for() -> None:
    async with a_webhook() as webhook, an_emulator(webhook, settings=OPEN, delivered_after_s=0.0) as emulator:
        await emulator.send(callbackData="conv=88")
        await until(lambda: len(webhook.results) == 1)

        assert "callbackData" not in webhook.results[0]


@pytest.mark.conforms("setting:bulk_id", "check:acceptance")
@pytest.mark.parametrize(("setting", "one", "two"), [("always", True, True), ("several", False, True)])
async def test_one_destination_may_have_no_bulk_id(setting: str, one: bool, two: bool) -> None:
    content = {"templateName": "t", "language": "en", "templateData": {"body": {"placeholders": []}}}
    message = {"from": SHOP, "to": MONA, "content": content}
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, settings={"bulk_id": setting}, delivered_after_s=0.0) as emulator,
    ):
        _, single = await emulator.post("/whatsapp/1/message/template", {"messages": [message]})
        _, several = await emulator.post(
            "/whatsapp/1/message/template", {"messages": [message, message], "bulkId": "b-1"}
        )
        await until(lambda: len(webhook.results) == 3)

        assert ("bulkId" in single, several.get("bulkId") == "b-1") == (one, two)
        assert [report["bulkId"] for report in webhook.results][1:] == ["b-1", "b-1"]


# --- proofs -----------------------------------------------------------------------------------------


class Recorder(Webhook):
    """A webhook that keeps the bodies as they came, byte for byte."""

    def __init__(self) -> None:
        super().__init__()
        self.raw: list[tuple[bytes, dict[str, str]]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        body = await request.body()
        self.raw.append((body, dict(request.headers)))
        self.bodies.append(json.loads(body))
        await Response()(scope, receive, send)


@pytest.mark.conforms("check:proofs", "setting:security")
@pytest.mark.parametrize(
    ("how", "header", "algorithm", "prefix"),
    [
        ({"secret": "s"}, "x-hub-signature", "sha256", ""),
        ({"secret": "s", "header": "X-Signature", "prefix": "SHA256="}, "x-signature", "sha256", "SHA256="),
        ({"secret": "s", "algorithm": "sha512"}, "x-hub-signature", "sha512", ""),
        ({"secret": "s", "algorithm": "md5", "prefix": "md5="}, "x-hub-signature", "md5", "md5="),
    ],
)
async def test_a_push_is_signed_over_its_bytes(
    how: dict[str, str], header: str, algorithm: str, prefix: str
) -> None:
    recorder = Recorder()
    async with served(recorder) as url:
        recorder.url = url + "/webhook"
        async with an_emulator(recorder, settings={"security": {"hmac": how}}) as emulator:
            await emulator.customer_says("مرحبا")
            await until(lambda: len(recorder.raw) == 1)

    body, headers = recorder.raw[0]
    assert headers[header] == prefix + hmac.new(b"s", body, getattr(hashlib, algorithm)).hexdigest()


@pytest.mark.conforms("check:proofs")
async def test_an_exchange_app_signs_the_time_too() -> None:
    recorder = Recorder()
    async with served(recorder) as url:
        recorder.url = url + "/webhook"
        security = {"hmac": {"secret": "s", "style": "exchange"}}
        async with an_emulator(recorder, settings={"security": security}) as emulator:
            await emulator.customer_says("hi")
            await until(lambda: len(recorder.raw) == 1)

    body, headers = recorder.raw[0]
    stamp = headers["x-ib-exchange-req-timestamp"]
    signed = hmac.new(b"s", stamp.encode() + body, hashlib.sha256).hexdigest()
    assert stamp.isdigit()
    assert len(stamp) == 13
    assert headers["x-ib-exchange-req-signature"] == signed


@pytest.mark.conforms("check:proofs", "fault:wrong_signature")
async def test_a_signature_can_be_wrong_on_purpose() -> None:
    recorder = Recorder()
    async with served(recorder) as url:
        recorder.url = url + "/webhook"
        async with an_emulator(recorder, settings={"security": {"hmac": {"secret": "s"}}}) as emulator:
            await emulator.admin("PATCH", "faults", {"wrong_signature": {"next": 1}})
            for text in ("one", "two"):
                await emulator.customer_says(text)
            await until(lambda: len(recorder.raw) == 2)

    good = [
        headers["x-hub-signature"] == hmac.new(b"s", body, hashlib.sha256).hexdigest()
        for body, headers in recorder.raw
    ]
    assert good == [False, True]


async def test_several_proofs_are_shown_together() -> None:
    security = {
        "basic": {"username": "infobip", "password": "pass"},
        "headers": {"X-Token": "hush"},
        "hmac": {"secret": "s", "encoding": "base64"},
    }
    async with a_webhook() as webhook, an_emulator(webhook, settings={"security": security}) as emulator:
        await emulator.customer_says("hi")
        await until(lambda: len(webhook.headers) == 1)

        headers = webhook.headers[0]
        assert headers["authorization"].startswith("Basic ")
        assert headers["x-token"] == "hush"
        assert headers["x-hub-signature"].endswith("=")


@pytest.mark.conforms("check:proofs")
async def test_a_bearer_token_is_fetched_and_kept_until_it_is_refused() -> None:
    forms: list[dict[str, Any]] = []

    async def token(request: Request) -> Response:
        forms.append(dict([pair.split("=") for pair in (await request.body()).decode().split("&")]))
        return JSONResponse({"access_token": f"t{len(forms)}", "token_type": "Bearer", "expires_in": 3600})

    async with (
        a_webhook() as webhook,
        served(Starlette(routes=[Route("/token", token, methods=["POST"])])) as url,
    ):
        oauth = {"token_url": f"{url}/token", "client_id": "infobip", "client_secret": "hush"}
        async with an_emulator(
            webhook, settings={"security": {"oauth": oauth}}, retry_scale=0.0001
        ) as emulator:
            for text in ("one", "two"):
                await emulator.customer_says(text)
            await until(lambda: len(webhook.headers) == 2)
            webhook.answers = [401]
            await emulator.customer_says("three")
            await until(lambda: len(webhook.headers) == 3)

    assert [headers["authorization"] for headers in webhook.headers] == [
        "Bearer t1",
        "Bearer t1",
        "Bearer t2",
    ]
    assert forms[0] == {"grant_type": "client_credentials", "client_id": "infobip", "client_secret": "hush"}


async def test_a_push_waits_while_the_token_url_gives_none() -> None:
    oauth = {"token_url": "http://127.0.0.1:9/token", "client_id": "c", "client_secret": "s"}
    async with a_webhook() as webhook, an_emulator(webhook, retry_scale=0.0001) as emulator:
        await emulator.admin("PATCH", "settings", {"security": {"oauth": oauth}})
        await emulator.customer_says("hi")
        await until(lambda: emulator.emulator.provider.counts.pushes_failed > 0)
        await emulator.admin("PATCH", "settings", {"security": None})
        await until(lambda: webhook.texts == ["hi"])
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"hmac": {}}, "secret"),
        ({"hmac": {"secret": "s", "algorithm": "crc32"}}, "algorithm"),
        ({"hmac": {"secret": "s", "encoding": "morse"}}, "encoding"),
        ({"hmac": {"secret": "s", "colour": "red"}}, "colour"),
        ({"basic": {"username": "x"}}, "basic"),
        ({"headers": ["x"]}, "headers"),
        ({"magic": True}, "security"),
    ],
)
async def test_security_that_makes_no_sense_is_refused_by_name(wrong: Any, word: str) -> None:
    async with (
        an_emulator() as emulator,
        emulator.session.patch(f"{emulator.url}/_emulator/settings", json={"security": wrong}) as answer,
    ):
        assert answer.status == 400
        assert word in (await answer.json())["error"]
