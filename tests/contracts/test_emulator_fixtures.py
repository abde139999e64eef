"""The emulator against the provider's published samples: what it takes, and what it writes."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import AUTH, SHOP, a_webhook, an_emulator, until

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


@pytest.mark.conforms("check:validation")
@pytest.mark.parametrize("name", BAD)
async def test_a_violation_is_told_in_the_published_words(name: str) -> None:
    published = sample(name)
    kind = published["call"].removeprefix("POST /whatsapp/1/message/")
    async with an_emulator() as emulator:
        status, answer = await emulator.send(kind, content=BAD[name])

        assert status == published["http_status"]
        assert answer == published["body"]


@pytest.mark.conforms("check:validation")
async def test_a_templates_violation_is_told_in_the_published_words() -> None:
    published, request = sample("api_400_template.json"), sample("req_template_document.json")
    data = request["body"]["messages"][0]["content"]["templateData"]
    data["header"] = {"type": "TEXT", "placeholder": "two\nlines"}
    async with an_emulator() as emulator:
        assert await emulator.post(request["path"], request["body"]) == (400, published["body"])


@pytest.mark.conforms("fault:refuse_all")
@pytest.mark.parametrize(
    ("fault", "name"),
    [("http_429", "api_429.json"), ("http_500", "api_500.json"), ("refuse_all", "api_403.json")],
)
async def test_an_error_is_the_published_one(fault: str, name: str) -> None:
    published = sample(name)
    async with an_emulator() as emulator:
        await emulator.admin("PATCH", "faults", {fault: True if fault == "refuse_all" else 1})

        assert await emulator.send() == (published["http_status"], published["body"])


@pytest.mark.conforms("check:scopes", "check:throttles")
@pytest.mark.parametrize(
    ("name", "path", "key"),
    [
        ("api_401.json", "/whatsapp/1/message/text", "unknown"),
        ("api_404_media.json", f"/whatsapp/1/senders/{SHOP}/media/x", "good"),
        ("api_400_new_form.json", "/whatsapp/1/templates?status=FOO", "good"),
        ("api_404_new_form.json", "/whatsapp/1/senders/x/y/business-info", "good"),
        ("api_429_new_form.json", "/whatsapp/1/templates", "good"),
    ],
)
async def test_each_family_says_no_in_the_published_words(name: str, path: str, key: str) -> None:
    published = sample(name)
    settings = {"throttle_scale": 0.0 if published["http_status"] == 429 else None}
    async with an_emulator(api_keys=frozenset({"good"}), settings=settings) as emulator:
        for _ in range(2):  # a bucket of the smallest size has one token
            async with emulator.session.get(
                emulator.url + path, headers={"Authorization": f"App {key}"}
            ) as answer:
                status, body = answer.status, await answer.json()

        assert (status, body) == (published["http_status"], published["body"])


@pytest.mark.conforms("emulator:template_list", "emulator:template_list_v1")
@pytest.mark.parametrize(
    ("name", "version"), [("api_200_templates_v1.json", 1), ("api_200_templates_v2.json", 2)]
)
async def test_templates_are_listed_in_the_published_shape(name: str, version: int) -> None:
    published = sample(name)["body"]
    (template,) = published["templates"]
    structure = dict(template["structure"])
    if version == 1:
        structure["body"] = {"text": structure["body"]}
    given = {
        "sender": SHOP,
        "name": template["name"],
        "language": template["language"],
        "category": "MARKETING",
        "quality": "LOW",
        "structure": structure,
    }
    async with an_emulator() as emulator:
        await emulator.admin("POST", "templates", given)
        path = f"{emulator.url}/whatsapp/{version}/senders/{SHOP}/templates"
        async with emulator.session.get(path, headers=AUTH) as answer:
            listed = await answer.json()

        (shown,) = listed["templates"]
        assert shape(shown) == shape(template)
        assert shown["structure"] == template["structure"]


@pytest.mark.conforms("emulator:quality")
async def test_quality_is_told_in_the_published_shape() -> None:
    published = sample("api_200_quality.json")["body"]
    async with an_emulator() as emulator:
        path = f"{emulator.url}/whatsapp/1/senders/quality?senders={SHOP}"
        async with emulator.session.get(path, headers=AUTH) as answer:
            assert shape((await answer.json())["results"][0]) == shape(published["results"][0])


@pytest.mark.conforms("check:templates", "check:events")
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("evt_template_approved.json", {"status": "APPROVED"}),
        ("evt_template_rejected.json", {"status": "REJECTED", "reason": "SCAM"}),
        ("evt_template_flagged.json", {"status": "FLAGGED"}),
        ("evt_template_category_change.json", {"category": "UTILITY"}),
        ("evt_template_quality_change.json", {"quality": "HIGH"}),
    ],
)
async def test_a_templates_change_is_told_in_the_published_words(name: str, change: dict[str, str]) -> None:
    published = sample(name)
    template = {
        "sender": SHOP,
        "name": "template_name",
        "language": "en",
        "category": "MARKETING",
        "status": "PENDING",
        "quality": "LOW",
        "structure": {"body": {"text": "Hello"}},
    }
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        made = await emulator.admin("POST", "templates", template)
        await emulator.admin("PATCH", f"templates/{made['id']}", change)
        await until(lambda: len(webhook.bodies) == 1)

        (event,) = webhook.bodies
        assert event["change"] == published["change"]
        assert shape(event) == shape(
            {part: published[part] for part in published if part not in {"entityId", "applicationId"}}
        )


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
