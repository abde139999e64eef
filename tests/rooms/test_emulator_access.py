"""Who is let in: the four schemes of authorization, scopes, senders, keys that expire; and the forms of a no."""

import base64
from typing import Any

import pytest
from tests.support.emulator import MONA, SHOP, Client, an_emulator

from dragoman.channels.emulator.access import read_credentials
from dragoman.channels.emulator.operations import OPERATIONS

TEXT = {"from": SHOP, "to": MONA, "content": {"text": "Hello"}}
SEND = "/whatsapp/1/message/text"
OTHER_SHOP = "96179374241"
CREDENTIALS: dict[str, Any] = {
    "keys": [
        {"key": "all"},
        {"key": "sender-only", "scopes": ["message:send"]},
        {"key": "reader-only", "scopes": ["whatsapp:inbound-message:read"]},
        {"key": "one-shop", "senders": ["+961 3 451 652"]},
        {"key": "old", "expires_at": 1_000},
    ],
    "users": [{"username": "mona", "password": "pass"}],
    "clients": [{"client_id": "bot", "client_secret": "hush", "scopes": ["whatsapp:manage"]}],
}


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def key(name: str) -> dict[str, str]:
    return {"Authorization": f"App {name}"}


async def status_of(emulator: Client, headers: dict[str, str], body: Any = None) -> int:
    return (await emulator.post(SEND, body or TEXT, headers=headers))[0]


@pytest.mark.conforms("check:schemes")
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (key("all"), 200),
        (key("sender-only"), 200),
        (key("one-shop"), 200),
        (key("reader-only"), 403),
        (key("old"), 401),
        (key("unknown"), 401),
        (basic("mona", "pass"), 200),
        (basic("mona", "wrong"), 401),
        ({"Authorization": "Basic %%%"}, 401),
        ({"Authorization": "IBSSO made-up"}, 401),
        ({"Authorization": "Bearer made-up"}, 401),
        ({}, 401),
    ],
)
async def test_each_scheme_lets_in_whom_it_knows(headers: dict[str, str], status: int) -> None:
    async with an_emulator(credentials=read_credentials(CREDENTIALS)) as emulator:
        assert await status_of(emulator, headers) == status


@pytest.mark.conforms("emulator:session", "check:schemes")
async def test_a_session_lasts_until_it_is_ended() -> None:
    async with an_emulator(credentials=read_credentials(CREDENTIALS)) as emulator:
        wrong, _ = await emulator.post("/auth/1/session", {"username": "mona", "password": "x"}, headers={})
        _, answer = await emulator.post(
            "/auth/1/session", {"username": "mona", "password": "pass"}, headers={}
        )
        session = {"Authorization": f"IBSSO {answer['token']}"}
        during = await status_of(emulator, session)
        async with emulator.session.delete(f"{emulator.url}/auth/1/session", headers=session) as ended:
            assert ended.status == 204

        assert (wrong, during, await status_of(emulator, session)) == (401, 200, 401)


@pytest.mark.conforms("emulator:oauth2", "check:schemes")
async def test_a_client_gets_a_token_that_expires_by_the_emulators_clock() -> None:
    form = {"client_id": "bot", "client_secret": "hush", "grant_type": "client_credentials"}
    async with an_emulator(credentials=read_credentials(CREDENTIALS)) as emulator:
        url = f"{emulator.url}/auth/1/oauth2/token"
        async with emulator.session.post(url, data=form) as given:
            token = await given.json()
        async with emulator.session.post(url, data=form | {"client_secret": "x"}) as refused:
            assert refused.status == 401
        async with emulator.session.post(url, data={}) as bad:
            assert bad.status == 400
        bearer = {"Authorization": f"Bearer {token['access_token']}"}
        during = await status_of(emulator, bearer)
        await emulator.admin("PATCH", "clock", {"offset_seconds": token["expires_in"] + 1})

        assert token["token_type"] == "Bearer"
        assert (during, await status_of(emulator, bearer)) == (200, 401)


@pytest.mark.conforms("check:scopes")
async def test_a_key_speaks_for_its_own_senders_only() -> None:
    async with an_emulator(credentials=read_credentials(CREDENTIALS)) as emulator:
        foreign = await status_of(emulator, key("one-shop"), TEXT | {"from": OTHER_SHOP})
        path = f"/whatsapp/2/senders/{OTHER_SHOP}/templates"
        async with emulator.session.get(emulator.url + path, headers=key("one-shop")) as listed:
            assert (foreign, listed.status) == (403, 403)


@pytest.mark.conforms("fault:expire_keys")
async def test_keys_can_expire_at_a_time_and_all_at_once() -> None:
    async with an_emulator() as emulator:
        now = emulator.emulator.provider.now()
        await emulator.admin("PUT", "credentials", {"keys": [{"key": "k", "expires_at": now + 60}]})
        before = await status_of(emulator, key("k"))
        await emulator.admin("PATCH", "clock", {"offset_seconds": 61})
        after = await status_of(emulator, key("k"))
        async with emulator.session.put(f"{emulator.url}/_emulator/credentials", data=b"null") as anybody:
            assert anybody.status == 204
        await emulator.admin("PATCH", "faults", {"expire_keys": True})

        assert (before, after, await status_of(emulator, key("k"))) == (200, 401, 401)


@pytest.mark.conforms("check:scopes")
def test_every_operation_has_scopes() -> None:
    assert all(operation.scopes for operation in OPERATIONS.values())


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/whatsapp/1/events"),
        ("GET", "/whatsapp/1/templates"),
        ("GET", f"/whatsapp/1/senders/{SHOP}/business-info"),
        ("GET", "/messages-api/1/reports?channel=WHATSAPP"),
    ],
)
async def test_the_newer_endpoints_refuse_in_the_newer_form(method: str, path: str) -> None:
    async with an_emulator() as emulator, emulator.session.request(method, emulator.url + path) as answer:
        assert (answer.status, (await answer.json())["errorCode"]) == (401, "E401")


async def test_marking_as_read_has_a_form_of_its_own_for_what_cannot_be_read() -> None:
    async with an_emulator() as emulator:
        await emulator.send(messageId="6-own")
        status, answer = await emulator.post(f"/whatsapp/1/senders/{SHOP}/message/6-own/read", None)

        assert (status, list(answer)) == (400, ["error"])


@pytest.mark.conforms("setting:xml_errors", "check:xml")
@pytest.mark.parametrize(
    ("accept", "setting", "xml"),
    [
        ("application/json", "asked", False),
        ("*/*", "asked", False),
        ("application/xml", "asked", True),
        ("text/html", "asked", True),
        ("*/*", "unless_json", True),
        ("application/json, */*", "unless_json", False),
    ],
)
async def test_an_error_is_xml_for_who_does_not_take_json(accept: str, setting: str, xml: bool) -> None:
    async with an_emulator(settings={"xml_errors": setting}) as emulator:
        body = TEXT | {"content": {"text": "<"} | {"text": ""}}
        async with emulator.session.post(
            emulator.url + SEND, json=body, headers={**key("k"), "Accept": accept}
        ) as answer:
            text = await answer.text()

        assert answer.status == 400
        assert answer.content_type == ("application/xml" if xml else "application/json")
        if xml:
            assert "<messageId>BAD_REQUEST</messageId>" in text
            assert "<key>content.text</key>" in text


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"kees": []}, "credentials"),
        ({"keys": {}}, "keys"),
        ({"keys": [{}]}, "key"),
        ({"users": [{"username": "x"}]}, "password"),
        ({"keys": [{"key": "k", "scopes": "all"}]}, "scopes"),
        ({"keys": [{"key": "k", "expires_at": "soon"}]}, "expires_at"),
        ({"keys": [{"key": "k", "colour": "red"}]}, "colour"),
    ],
)
async def test_credentials_that_make_no_sense_are_refused_by_name(wrong: Any, word: str) -> None:
    async with (
        an_emulator() as emulator,
        emulator.session.put(f"{emulator.url}/_emulator/credentials", json=wrong) as answer,
    ):
        assert answer.status == 400
        assert word in (await answer.json())["error"]


async def test_no_secret_is_shown() -> None:
    security = {"hmac": {"secret": "hush-1"}, "headers": {"X-Token": "hush-2"}, "basic": None}
    async with an_emulator(
        credentials=read_credentials(CREDENTIALS), settings={"security": security}
    ) as emulator:
        shown = str(await emulator.admin("GET", "state"))

        assert "hush" not in shown + repr(emulator.emulator.provider.options)
        assert "X-Token" in shown
