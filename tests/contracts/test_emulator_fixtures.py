"""The emulator against the provider's published samples: what it takes, and what it writes."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import SHOP, a_webhook, an_emulator, until

FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures" / "infobip"
REQUESTS = sorted(path.name for path in FIXTURES.glob("req_*.json"))

pytestmark = pytest.mark.skipif(
    not FIXTURES.is_dir(), reason="the captured requests are not beside this repository (../shared/fixtures)"
)


def sample(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FIXTURES / name).read_text("utf-8"))
    return read


def shape(value: Any) -> Any:
    """The keys of an object and what is under them, without the values."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    return type(value).__name__ if not isinstance(value, int | float) or isinstance(value, bool) else "number"


@pytest.mark.parametrize("name", REQUESTS)
async def test_a_published_request_is_accepted(name: str) -> None:
    request = sample(name)
    async with an_emulator() as emulator:
        status, _ = await emulator.post(request["path"], request["body"])

        assert status == 200
        assert len(await emulator.outbox()) == (0 if name == "req_typing.json" else 1)


@pytest.mark.parametrize(
    ("request_name", "answer_name"),
    [
        ("req_text.json", "api_200_text.json"),
        ("req_template_body.json", "api_200_template.json"),
        ("req_typing.json", "api_200_events.json"),
    ],
)
async def test_an_answer_has_the_published_shape(request_name: str, answer_name: str) -> None:
    request, published = sample(request_name), sample(answer_name)
    async with an_emulator() as emulator:
        status, answer = await emulator.post(request["path"], request["body"])

        assert status == published["http_status"]
        assert shape(answer) == shape(published["body"])


BAD = {
    "api_400_text.json": {"text": ""},
    "api_400_buttons.json": {
        "body": {"text": "Confirm?"},
        "action": {"buttons": [{"type": "REPLY", "id": str(n), "title": "Yes"} for n in range(4)]},
    },
    "api_400_location_two_paths.json": {"latitude": -91, "longitude": 181},
    "api_400_list.json": {
        "body": {"text": "Pick"},
        "action": {
            "title": "Open",
            "sections": [{"rows": [{"id": "1", "title": "One"} for _ in range(6)]} for _ in range(2)],
        },
    },
}


@pytest.mark.parametrize("name", BAD)
async def test_a_violation_is_told_in_the_published_words(name: str) -> None:
    published = sample(name)
    kind = published["call"].removeprefix("POST /whatsapp/1/message/")
    async with an_emulator() as emulator:
        status, answer = await emulator.send(kind, content=BAD[name])

        assert status == published["http_status"]
        assert answer == published["body"]


async def test_a_templates_violation_is_told_in_the_published_words() -> None:
    published, request = sample("api_400_template.json"), sample("req_template_document.json")
    data = request["body"]["messages"][0]["content"]["templateData"]
    data["header"] = {"type": "TEXT", "placeholder": "two\nlines"}
    async with an_emulator() as emulator:
        assert await emulator.post(request["path"], request["body"]) == (400, published["body"])


@pytest.mark.parametrize(
    ("fault", "name"),
    [("http_429", "api_429.json"), ("http_500", "api_500.json"), ("refuse_all", "api_403.json")],
)
async def test_an_error_is_the_published_one(fault: str, name: str) -> None:
    published = sample(name)
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {fault: True if fault == "refuse_all" else 1})

        assert await emulator.send() == (published["http_status"], published["body"])


async def test_a_push_has_the_published_shape() -> None:
    customer = {"from": "385919998888", "name": "Frank", "user_id": "HR.123123123", "username": "Frank"}
    extra = {"callbackData": "callbackData"}
    async with (
        a_webhook() as webhook,
        an_emulator(webhook, delivered_after_s=0.0, seen_after_s=0.1) as emulator,
    ):
        await emulator.customer_says("Hello, World!", extra=extra, **customer)
        await until(lambda: len(webhook.bodies) == 1)
        await emulator.send(to="385919998888")
        await until(lambda: len(webhook.bodies) == 3)
        await asyncio.sleep(0)

        inbound, delivered, seen = webhook.bodies
        published = shape(sample("in_text.json")["results"][0])
        assert shape(inbound["results"][0]) == without(published, "parentUserId")
        assert set(inbound) == set(sample("in_text.json"))
        published = shape(sample("dlr_delivered_2026.json")["results"][0])
        assert shape(delivered["results"][0]) == without(published, "parentUserId")
        published = shape(sample("seen_2026.json")["results"][0])
        del published["applicationId"], published["entityId"]
        assert shape(seen["results"][0]) == without(published, "parentUserId")
        assert seen["results"][0]["to"] == SHOP


def without(result: dict[str, Any], contact_field: str) -> dict[str, Any]:
    """A shape whose contact lacks one field."""
    contact = {name: part for name, part in result["contact"].items() if name != contact_field}
    return result | {"contact": contact}
