"""What Dragoman relies on of its provider, asked over HTTP: of the emulator, or of the real API on request.

With ``DRAGOMAN_TEST_INFOBIP_URL``, ``_KEY`` and ``_SENDER`` set, the same questions go to Infobip instead; CI
never sets them. All of them are harmless but one: with ``DRAGOMAN_TEST_INFOBIP_TO``, a phone number of your own
that has written to the sender within a day, one text is sent to it. ``DRAGOMAN_TEST_INFOBIP_MEDIA`` is the URL
of a file that a customer sent. See ``docs/how-to/emulator.md``.
"""

import os
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from tests.support.emulator import MONA, SHOP, an_emulator

REAL_URL = os.environ.get("DRAGOMAN_TEST_INFOBIP_URL", "").rstrip("/")


@dataclass
class Provider:
    """Who is asked. ``to`` and ``media`` are what only a real account's owner can name."""

    url: str
    key: str
    sender: str
    to: str | None
    media: str | None
    session: aiohttp.ClientSession

    async def ask(
        self, method: str, path: str, body: Any = None, *, key: str | None = None
    ) -> tuple[int, Any, Any]:
        """Status, body (parsed if it is JSON) and headers."""
        url = path if path.startswith("http") else self.url + path
        headers = {"Authorization": f"App {key or self.key}", "Accept": "application/json"}
        async with self.session.request(method, url, json=body, headers=headers) as answer:
            is_json = answer.content_type == "application/json" and method != "HEAD"
            return answer.status, await answer.json() if is_json else await answer.read(), answer.headers


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    if REAL_URL:
        get = os.environ.get
        key, sender = (os.environ[f"DRAGOMAN_TEST_INFOBIP_{name}"] for name in ("KEY", "SENDER"))
        to, media = get("DRAGOMAN_TEST_INFOBIP_TO"), get("DRAGOMAN_TEST_INFOBIP_MEDIA")
        async with aiohttp.ClientSession() as session:
            yield Provider(REAL_URL, key, sender, to, media, session)
        return
    options: dict[str, Any] = {"api_keys": frozenset({"good"}), "senders": frozenset({SHOP})}
    async with an_emulator(**options) as emulator:
        await emulator.admin("POST", "inbound", {"to": SHOP, "from": MONA, "type": "image"})
        conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)
        media = conversation["messages"][0]["content"]["url"]
        template = {"name": "order_ready", "language": "en", "category": "UTILITY"}
        structure = {"body": {"text": "Hi {{1}}"}}
        await emulator.admin("POST", "templates", {"sender": SHOP, "structure": structure, **template})
        yield Provider(emulator.url, "good", SHOP, MONA, media, emulator.session)


def a_text(provider: Provider, text: str, **changes: Any) -> dict[str, Any]:
    body = {"from": provider.sender, "to": provider.to or "447700900000", "content": {"text": text}}
    return body | changes


@pytest.mark.conforms("check:suite")
async def test_a_key_that_nobody_knows_is_401_in_the_classic_form(provider: Provider) -> None:
    status, body, _ = await provider.ask(
        "POST", "/whatsapp/1/message/text", a_text(provider, ""), key="wrong"
    )

    assert status == 401
    assert body["requestError"]["serviceException"]["messageId"] == "UNAUTHORIZED"


async def test_a_send_against_the_rules_is_400_and_names_the_path(provider: Provider) -> None:
    status, body, _ = await provider.ask("POST", "/whatsapp/1/message/text", a_text(provider, ""))

    exception = body["requestError"]["serviceException"]
    assert (status, exception["messageId"]) == (400, "BAD_REQUEST")
    assert "content.text" in exception["validationErrors"]


async def test_a_typing_event_against_the_rules_is_400_in_the_newer_form(provider: Provider) -> None:
    status, body, _ = await provider.ask("POST", "/whatsapp/1/events", {"events": []})

    assert (status, body["errorCode"]) == (400, "E400")


@pytest.mark.conforms("check:suite")
async def test_a_send_is_accepted_under_our_id(provider: Provider) -> None:
    if provider.to is None:
        pytest.skip("DRAGOMAN_TEST_INFOBIP_TO is not set: nothing is sent")
    message_id = f"0-{uuid.uuid4()}"
    body = a_text(provider, "A test of Dragoman. Please ignore.", messageId=message_id)
    status, answer, _ = await provider.ask("POST", "/whatsapp/1/message/text", body)

    assert status == 200
    assert (answer["messageId"], answer["to"], answer["messageCount"]) == (message_id, provider.to, 1)
    assert answer["status"]["groupName"] == "PENDING"


async def test_typing_is_accepted(provider: Provider) -> None:
    if provider.to is None:
        pytest.skip("DRAGOMAN_TEST_INFOBIP_TO is not set: nobody is shown typing")
    event = {
        "sender": provider.sender,
        "destinations": [{"to": provider.to}],
        "content": {"type": "TYPING_INDICATOR"},
    }
    status, answer, _ = await provider.ask("POST", "/whatsapp/1/events", {"events": [event]})

    assert (status, answer["messages"][0]["destination"]) == (200, provider.to)


async def test_a_message_that_nobody_wrote_cannot_be_marked_read(provider: Provider) -> None:
    path = f"/whatsapp/1/senders/{provider.sender}/message/wamid.none/read"
    status, _, _ = await provider.ask("POST", path)

    assert status in {400, 404}


async def test_a_file_that_is_not_there_is_404(provider: Provider) -> None:
    path = f"/whatsapp/1/senders/{provider.sender}/media/{uuid.uuid4()}"
    status, _, _ = await provider.ask("GET", path)

    assert status == 404


@pytest.mark.conforms("check:suite", "emulator:media_get", "emulator:media_head")
async def test_a_customers_file_can_be_asked_about_and_fetched(provider: Provider) -> None:
    if provider.media is None:
        pytest.skip("DRAGOMAN_TEST_INFOBIP_MEDIA is not set")
    head, _, told = await provider.ask("HEAD", provider.media)
    got, body, headers = await provider.ask("GET", provider.media)

    assert (head, got) == (200, 200)
    assert told["content-type"] == headers["content-type"]
    assert int(told["content-length"]) == len(body)


@pytest.mark.conforms("check:suite")
async def test_templates_are_listed_with_what_a_send_needs(provider: Provider) -> None:
    status, body, _ = await provider.ask("GET", f"/whatsapp/2/senders/{provider.sender}/templates")

    assert status == 200
    for template in body["templates"]:
        assert isinstance(template["id"], str)
        assert {"name", "language", "status", "category", "structure"} <= template.keys()
        assert isinstance(template["structure"].get("body", {}), dict)


async def test_the_senders_quality_is_told(provider: Provider) -> None:
    status, body, _ = await provider.ask("GET", f"/whatsapp/1/senders/quality?senders={provider.sender}")

    assert status == 200
    (row,) = body["results"]
    assert row["sender"] == provider.sender
    assert {"qualityRating", "status", "currentLimit"} <= row.keys()
