"""Whatever is thrown at the emulator is answered, not met with a crash: both of its sides, any JSON."""

import json
from typing import Any

import pytest
from tests.support.emulator import AUTH, MONA, SHOP, an_emulator

READY = {
    "name": "t",
    "language": "en",
    "category": "UTILITY",
    "structure": {"body": {"text": "{{1}}"}, "header": {"format": "TEXT", "text": "a"}, "buttons": []},
}
BODIES: list[Any] = [
    None,
    [],
    [[]],
    "text",
    5,
    1e308,
    {},
    {"": None},
    {"a": {"b": [1, {"c": None}]}},
    dict.fromkeys(READY, 5),
    {name: [] for name in READY},
    {name: {} for name in READY},
    READY | {"structure": {"body": [], "header": 5, "footer": "x", "buttons": [5, None, {}]}},
    READY | {"structure": {"body": {"text": 5, "examples": "x"}, "buttons": {"type": []}}},
    {"hash": []},
    {"url": 5},
    {"username": [], "password": {}},
    {"steps": 5, "sender": [], "customer": 5, "type": [], "status": {}, "times": []},
]
INFOBIP = [
    ("POST", "/whatsapp/1/message/text"),
    ("POST", "/whatsapp/1/message/template"),
    ("POST", "/whatsapp/1/events"),
    ("DELETE", f"/whatsapp/1/senders/{SHOP}/media"),
    ("POST", f"/whatsapp/1/senders/{SHOP}/message/%2F%00/read"),
    ("POST", f"/whatsapp/2/senders/{SHOP}/templates"),
    ("PATCH", f"/whatsapp/2/senders/{SHOP}/templates/1"),
    ("POST", f"/whatsapp/1/senders/{SHOP}/templates"),
    ("PATCH", f"/whatsapp/1/senders/{SHOP}/business-info"),
    ("PUT", f"/whatsapp/1/{SHOP}/contacts/{MONA}/identity"),
    ("POST", "/auth/1/session"),
    ("POST", "/auth/1/oauth2/token"),
    ("GET", "/whatsapp/1/templates?page=x&size=99999999999999999999&orderBy=%FF"),
    ("GET", "/whatsapp/1/senders/quality?senders=,,,"),
    ("GET", "/messages-api/1/reports?limit=%D9%A3&channel="),
    ("GET", "/whatsapp///media/"),
]
ADMIN = [
    ("PATCH", "settings"),
    ("PATCH", "faults"),
    ("PATCH", "clock"),
    ("POST", "inbound"),
    ("POST", "events"),
    ("POST", "templates"),
    ("PATCH", "templates/1"),
    ("PATCH", f"senders/{SHOP}"),
    ("PUT", "credentials"),
    ("PATCH", "recipients"),
    ("POST", "scenario"),
]


@pytest.mark.conforms("check:nonsense")
@pytest.mark.parametrize(("method", "path"), [*INFOBIP, *((m, f"/_emulator/{name}") for m, name in ADMIN)])
async def test_any_json_is_answered(method: str, path: str) -> None:
    async with an_emulator() as emulator:
        await emulator.customer_says("hi")
        await emulator.admin("POST", "events", {"type": "identity", "sender": SHOP, "customer": MONA})
        await emulator.admin("POST", "templates", {"sender": SHOP, **READY})
        for body in [*BODIES, *({name: body} for name in ("1", MONA, "security", "keys") for body in BODIES)]:
            async with emulator.session.request(
                method, emulator.url + path, data=json.dumps(body).encode(), headers=AUTH
            ) as answer:
                assert answer.status < 500, (body, await answer.text())

        state = await emulator.admin("GET", "state")
        assert state["counts"]["inbound"] >= 1


@pytest.mark.conforms("check:nonsense")
@pytest.mark.parametrize(
    "value",
    ["", " ", "App", "App ", "Basic", "Basic %", "Basic //8=", "IBSSO ", "Bearer ", "App \xff", "Digest x=1"],
)
async def test_any_authorization_is_answered(value: str) -> None:
    async with an_emulator() as emulator:
        await emulator.admin("PUT", "credentials", {"keys": [{"key": "k"}], "users": []})
        headers = {"Authorization": value}
        status, _ = await emulator.post("/whatsapp/1/message/text", {}, headers=headers)

        assert status == 401
