"""Webhooks prove where they come from: signatures, bearer tokens, networks, and secrets of single numbers."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.support.running import NUMBERS, Answer, Dragoman, a_result, running_dragoman
from tests.support.server import TestServer

SECRET = "a-signing-secret"
ECLAS_OWN = "the-secret-of-ecla-alone"
_STORED = """
    SELECT c.sender
    FROM messages AS m
    JOIN conversations AS c ON c.id = m.conversation_id
    WHERE m.direction = 'in'
"""


@asynccontextmanager
async def serving(server: TestServer, **settings: str) -> AsyncIterator[Dragoman]:
    async with running_dragoman(server, settings) as dragoman:
        yield dragoman


def a_body(*numbers: str) -> bytes:
    return json.dumps({"results": [a_result(to=NUMBERS[shop]) for shop in numbers]}).encode()


def signature(secret: str, body: bytes, algorithm: str = "sha256") -> str:
    return "SHA256=" + hmac.new(secret.encode(), body, algorithm).hexdigest()


async def post(dragoman: Dragoman, body: bytes, path: str = "/webhook", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await dragoman.request("POST", path, body, headers=named)


@pytest.mark.conforms("proof:sha256", "proof:raw")
async def test_a_signed_webhook_is_stored_and_an_unsigned_one_is_not(server: TestServer) -> None:
    async with serving(server, WEBHOOK_HMAC_SECRET=SECRET) as dragoman:
        body = a_body("ecla")

        refused = [
            (await post(dragoman, body)).status,
            (await post(dragoman, body, X_Hub_Signature=signature("another", body))).status,
            (await post(dragoman, body + b" ", X_Hub_Signature=signature(SECRET, body))).status,
        ]
        stored_before = await dragoman.rows(_STORED)
        taken = await post(dragoman, body, X_Hub_Signature=signature(SECRET, body))

        assert refused == [401, 401, 401]
        assert stored_before == []
        assert taken.status == 200
        assert len(await dragoman.rows(_STORED)) == 1


@pytest.mark.conforms("proof:rotation")
async def test_while_a_secret_is_replaced_both_hold(server: TestServer) -> None:
    settings = {"WEBHOOK_HMAC_SECRET": "the-new-one", "WEBHOOK_HMAC_SECRET_OLD": SECRET}
    async with serving(server, **settings) as dragoman:
        for secret in ("the-new-one", SECRET):
            body = a_body("ecla")
            assert (await post(dragoman, body, X_Hub_Signature=signature(secret, body))).status == 200


@pytest.mark.conforms("proof:timestamp")
async def test_an_old_signature_with_a_timestamp_cannot_be_played_again(server: TestServer) -> None:
    settings = {
        "WEBHOOK_HMAC_SECRET": SECRET,
        "WEBHOOK_HMAC_HEADER": "X-Ib-Exchange-Req-Signature",
        "WEBHOOK_HMAC_TIMESTAMP_HEADER": "X-Ib-Exchange-Req-Timestamp",
    }
    async with serving(server, **settings) as dragoman:
        body = a_body("ecla")

        async def sent(age_s: float) -> int:
            stamp = str(int((time.time() - age_s) * 1000))
            mark = hmac.new(SECRET.encode(), stamp.encode() + body, hashlib.sha256).hexdigest()
            answer = await post(
                dragoman, body, X_Ib_Exchange_Req_Signature=mark, X_Ib_Exchange_Req_Timestamp=stamp
            )
            return answer.status

        assert [await sent(0), await sent(600)] == [200, 401]


@pytest.mark.conforms("proof:oauth")
async def test_a_bearer_token_is_fetched_and_shown(server: TestServer) -> None:
    settings = {"WEBHOOK_OAUTH_CLIENT_ID": "infobip", "WEBHOOK_OAUTH_CLIENT_SECRET": SECRET}
    async with serving(server, **settings) as dragoman:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        asked = b"grant_type=client_credentials&client_id=infobip&client_secret="

        wrong = await dragoman.request("POST", "/oauth/token", asked + b"wrong", headers=form)
        right = await dragoman.request("POST", "/oauth/token", asked + SECRET.encode(), headers=form)
        body = a_body("ecla")
        token = right.json["access_token"]

        assert (wrong.status, wrong.json) == (401, {"error": "invalid_client"})
        assert right.json["token_type"] == "Bearer"
        assert (await post(dragoman, body)).status == 401
        assert (await post(dragoman, body, Authorization=f"Bearer {token}x")).status == 401
        assert (await post(dragoman, body, Authorization=f"Bearer {token}")).status == 200


@pytest.mark.conforms("proof:networks")
async def test_webhooks_from_elsewhere_are_refused(server: TestServer) -> None:
    async with serving(server, WEBHOOK_SOURCES="193.105.74.0/24") as dragoman:
        assert (await post(dragoman, a_body("ecla"))).status == 401
        assert (await post(dragoman, a_body("ecla"), X_Forwarded_For="193.105.74.9")).status == 401
    settings = {"WEBHOOK_SOURCES": "193.105.74.0/24", "WEBHOOK_PROXIES": "127.0.0.0/8"}
    async with serving(server, **settings) as dragoman:
        assert (await post(dragoman, a_body("ecla"), X_Forwarded_For="193.105.74.9")).status == 200
        assert (await post(dragoman, a_body("ecla"), X_Forwarded_For="8.8.8.8")).status == 401


@pytest.mark.conforms("proof:own")
@pytest.mark.parametrize("way", ["path", "signature"])
async def test_a_number_s_own_secret_speaks_for_that_number_and_nobody_else_does(
    server: TestServer, way: str
) -> None:
    settings = {"WEBHOOK_TOKEN": "common"} if way == "path" else {"WEBHOOK_HMAC_SECRET": "common"}

    async with serving(server, **settings, DRAGOMAN_SECRET_KEY="k" * 32) as dragoman:
        await dragoman.command("tenant", "set-webhook-secret", NUMBERS["ecla"], typed=ECLAS_OWN + "\n")
        await dragoman.rows("SELECT pg_sleep(1.5)")  # every process knows it within a second

        async def sent(secret: str, *shops: str) -> int:
            body = a_body(*shops)
            if way == "path":
                return (await post(dragoman, body, path=f"/webhook/{secret}")).status
            return (await post(dragoman, body, X_Hub_Signature=signature(secret, body))).status

        assert await sent(ECLAS_OWN, "ecla") == 200
        assert await sent("common", "astrosouks") == 200
        assert await sent(ECLAS_OWN, "astrosouks") == 401
        assert await sent("common", "ecla") == 401
        assert await sent(ECLAS_OWN, "ecla", "astrosouks") == 401
        assert sorted(row["sender"] for row in await dragoman.rows(_STORED)) == sorted(NUMBERS.values())


async def test_of_whose_template_it_is_a_number_s_own_secret_is_not_believed(server: TestServer) -> None:
    event = {
        "messageTemplateId": 111,
        "messageTemplateName": "order_ready",
        "change": {"type": "TEMPLATE_STATUS_UPDATE", "newStatus": "REJECTED"},
    }
    body = json.dumps(event).encode()
    async with serving(server, WEBHOOK_TOKEN="common", DRAGOMAN_SECRET_KEY="k" * 32) as dragoman:
        await dragoman.command("tenant", "set-webhook-secret", NUMBERS["ecla"], typed=ECLAS_OWN + "\n")
        other = await dragoman.row("SELECT tenant_id FROM senders WHERE number = %s", NUMBERS["astrosouks"])
        place = (other["tenant_id"], NUMBERS["astrosouks"])
        await dragoman.rows(
            "INSERT INTO template_owners (provider_id, tenant_id, number) VALUES ('111', %s, %s)", *place
        )
        await dragoman.rows(
            "INSERT INTO templates (tenant_id, number, name, language, provider_id, status, category) "
            "VALUES (%s, %s, 'order_ready', 'en', '111', 'APPROVED', 'UTILITY')",
            *place,
        )
        await dragoman.rows("SELECT pg_sleep(1.5)")  # every process knows it within a second

        async def status_after(secret: str) -> str:
            assert (await post(dragoman, body, path=f"/webhook/{secret}")).status == 200
            row = await dragoman.row("SELECT status FROM templates WHERE provider_id = '111'")
            return str(row["status"])

        assert await status_after(ECLAS_OWN) == "APPROVED"
        (kept,) = await dragoman.rows("SELECT kind, reason FROM hooks")
        assert (kept["kind"], kept["reason"]) == ("notice", "template_update")
        assert await status_after("common") == "REJECTED"


@pytest.mark.parametrize(
    "settings",
    [
        {"WEBHOOK_TOKEN": "let-me-in"},
        {"WEBHOOK_USERNAME": "infobip", "WEBHOOK_PASSWORD": SECRET},
        {"WEBHOOK_HEADER_NAME": "X-Bot-Token", "WEBHOOK_HEADER_VALUE": SECRET},
        {"WEBHOOK_OAUTH_CLIENT_ID": "infobip", "WEBHOOK_OAUTH_CLIENT_SECRET": SECRET},
        {
            "WEBHOOK_HMAC_SECRET": SECRET,
            "WEBHOOK_HMAC_ALGORITHM": "sha512",
            "WEBHOOK_HMAC_ENCODING": "base64",
        },
        {
            "WEBHOOK_HMAC_SECRET": SECRET,
            "WEBHOOK_HMAC_TIMESTAMP_HEADER": "X-Time",
            "WEBHOOK_TOKEN": "let-me-in",
        },
    ],
    ids=["token", "basic", "header", "oauth", "hmac", "hmac with a time, and a token"],
)
async def test_the_built_in_emulator_shows_whatever_is_asked_for(
    server: TestServer, settings: dict[str, str]
) -> None:
    async with serving(server, **settings) as dragoman:
        assert "$" in await dragoman.customer(shop="ecla").asks("how much is the whitening kit?")
