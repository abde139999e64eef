"""Templates: made, reviewed, changed, deleted; what sends of them meet; and what the webhook is told."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import AUTH, MONA, SHOP, Client, a_webhook, an_emulator, until

READY: dict[str, Any] = {
    "name": "order_ready",
    "language": "en",
    "category": "UTILITY",
    "structure": {
        "body": {"text": "Hi {{1}}, order {{2}} is ready", "examples": ["Mona", "1042"]},
        "buttons": [{"type": "QUICK_REPLY", "text": "Track"}],
        "type": "TEXT",
    },
}
DAY_S = 24 * 3600
V2 = f"/whatsapp/2/senders/{SHOP}/templates"
V1 = f"/whatsapp/1/senders/{SHOP}/templates"


async def call(emulator: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    async with emulator.session.request(method, emulator.url + path, json=body, headers=AUTH) as answer:
        return answer.status, None if answer.status == 204 else await answer.json()


async def send(emulator: Client, placeholders: list[str], **content: Any) -> int:
    """One send of a template; the error code it is reported with, 0 when it is delivered."""
    data = {"body": {"placeholders": placeholders}} | content.pop("data", {})
    message = {
        "from": SHOP,
        "to": MONA,
        "content": {"templateName": "order_ready", "language": "en", "templateData": data} | content,
    }
    status, _ = await emulator.post("/whatsapp/1/message/template", {"messages": [message]})
    assert status == 200
    return (await emulator.outbox())[-1]["error"] or 0


@pytest.mark.conforms(
    "check:templates", "setting:template_review_s", "emulator:template_create", "emulator:template_get"
)
async def test_a_template_is_made_pending_and_approved_after_a_while() -> None:
    async with a_webhook() as webhook, an_emulator(webhook, settings={"template_review_s": 0.1}) as emulator:
        status, made = await call(emulator, "POST", V2, READY)
        before = await send(emulator, ["Mona", "1042"])
        await until(lambda: bool(webhook.bodies and "change" in webhook.bodies[-1]))
        _, shown = await call(emulator, "GET", f"{V2}/{made['id']}")

        assert (status, made["status"], shown["status"]) == (201, "PENDING", "APPROVED")
        event = next(body for body in webhook.bodies if "change" in body)
        assert (event["messageTemplateId"], event["messageTemplateName"]) == (made["id"], "order_ready")
        assert event["change"] == {
            "type": "TEMPLATE_STATUS_UPDATE",
            "newStatus": "APPROVED",
            "reason": "NONE",
        }
        assert (before, await send(emulator, ["Mona", "1042"])) == (7009, 0)


@pytest.mark.conforms("check:templates", "fault:template_reject", "fault:template_reject_reason")
async def test_a_review_can_end_badly() -> None:
    settings = {"template_review_s": 0.02}
    async with a_webhook() as webhook, an_emulator(webhook, settings=settings) as emulator:
        await emulator.admin(
            "PATCH", "faults", {"template_reject": {"next": 1}, "template_reject_reason": "SCAM"}
        )
        await call(emulator, "POST", V2, READY)
        await until(lambda: len(webhook.bodies) == 1)

        assert webhook.bodies[0]["change"] == {
            "type": "TEMPLATE_STATUS_UPDATE",
            "newStatus": "REJECTED",
            "reason": "SCAM",
        }


async def test_any_name_counts_as_approved_until_the_sender_has_a_template() -> None:
    async with an_emulator() as emulator:
        before = await send(emulator, [])
        await emulator.admin("POST", "templates", {"sender": "96179374241", **READY})
        with_a_foreign_one = await send(emulator, [])
        await emulator.admin("POST", "templates", {"sender": SHOP, **READY})

        assert (before, with_a_foreign_one) == (0, 0)
        assert await send(emulator, [], templateName="unknown") == 7009
        assert await send(emulator, ["a", "b"], language="fr") == 7009
        assert await send(emulator, ["a"]) == 7008
        assert await send(emulator, ["a", "b"]) == 0


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("APPROVED", 0),
        ("REINSTATED", 0),
        ("FLAGGED", 0),
        ("IN_APPEAL", 7009),
        ("PENDING", 7009),
        ("REJECTED", 7009),
        ("PENDING_DELETION", 7009),
        ("DELETED", 7009),
        ("FIRST_PAUSED", 7009),
        ("SECOND_PAUSED", 7009),
        ("DISABLED", 7009),
    ],
)
async def test_a_status_decides_whether_it_can_be_sent(status: str, error: int) -> None:
    async with an_emulator() as emulator:
        await emulator.admin("POST", "templates", {"sender": SHOP, "status": status, **READY})

        assert await send(emulator, ["Mona", "1042"]) == error


@pytest.mark.parametrize(
    ("structure", "data", "error"),
    [
        ({"header": {"format": "IMAGE"}}, {}, 7008),
        (
            {"header": {"format": "IMAGE"}},
            {"header": {"type": "IMAGE", "mediaUrl": "https://x.example/a"}},
            0,
        ),
        ({"header": {"format": "TEXT", "text": "Hi {{1}}"}}, {}, 7008),
        (
            {"header": {"format": "TEXT", "text": "Hi {{1}}"}},
            {"header": {"type": "TEXT", "placeholder": "a"}},
            0,
        ),
        (
            {"header": {"format": "TEXT", "text": "Hi"}},
            {"header": {"type": "TEXT", "placeholder": "a"}},
            7008,
        ),
        ({"buttons": [{"type": "URL", "text": "Go", "url": "https://x.example/{{1}}"}]}, {}, 7008),
        (
            {"buttons": [{"type": "URL", "text": "Go", "url": "https://x.example/{{1}}"}]},
            {"buttons": [{"type": "URL", "parameter": "a"}]},
            0,
        ),
        ({}, {"buttons": [{"type": "QUICK_REPLY", "parameter": "a"}]}, 7008),
    ],
)
async def test_header_and_buttons_must_fit_the_template(
    structure: dict[str, Any], data: dict[str, Any], error: int
) -> None:
    template = READY | {"structure": {"body": {"text": "Hello"}} | structure}
    async with an_emulator() as emulator:
        await emulator.admin("POST", "templates", {"sender": SHOP, **template})

        assert await send(emulator, [], data=data) == error


@pytest.mark.conforms("check:templates")
async def test_status_category_and_quality_change_on_demand_and_are_told() -> None:
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        made = await emulator.admin("POST", "templates", {"sender": SHOP, **READY})
        change = {"status": "FIRST_PAUSED", "category": "MARKETING", "quality": "LOW"}
        shown = await emulator.admin("PATCH", f"templates/{made['id']}", change)
        await until(lambda: len(webhook.bodies) == 3)

        assert {name: shown[name] for name in change} == change
        assert [body["change"] for body in webhook.bodies] == [
            {"type": "TEMPLATE_STATUS_UPDATE", "newStatus": "FIRST_PAUSED"},
            {
                "type": "TEMPLATE_CATEGORY_UPDATE",
                "previousCategory": "UTILITY",
                "newCategory": "MARKETING",
            },
            {
                "type": "TEMPLATE_QUALITY_UPDATE",
                "previousQualityScore": "UNKNOWN",
                "newQualityScore": "LOW",
            },
        ]


@pytest.mark.conforms("emulator:template_delete")
async def test_a_deleted_name_is_locked_for_thirty_days_in_every_language() -> None:
    async with an_emulator(settings={"template_review_s": None}) as emulator:
        await call(emulator, "POST", V2, READY)
        await call(emulator, "POST", V2, READY | {"language": "ar"})
        gone, _ = await call(emulator, "DELETE", f"{V2}/order_ready")
        _, listed = await call(emulator, "GET", V2)
        again, answer = await call(emulator, "POST", V2, READY)
        await emulator.admin("PATCH", "clock", {"offset_seconds": 31 * DAY_S})
        later, _ = await call(emulator, "POST", V2, READY)

        assert (gone, listed, again, later) == (204, {"templates": []}, 400, 201)
        assert list(answer["requestError"]["serviceException"]["validationErrors"]) == ["name"]
        assert (await call(emulator, "DELETE", f"{V2}/nothing"))[0] == 404


@pytest.mark.conforms("emulator:template_edit")
async def test_an_approved_template_is_edited_once_a_day() -> None:
    async with an_emulator(settings={"template_review_s": None}) as emulator:
        made = await emulator.admin("POST", "templates", {"sender": SHOP, **READY})
        path = f"{V2}/{made['id']}"
        edit = {"structure": {"body": {"text": "Ready: {{1}}"}}}
        first, edited = await call(emulator, "PATCH", path, edit)
        while_pending, _ = await call(emulator, "PATCH", path, edit)
        await emulator.admin("PATCH", f"templates/{made['id']}", {"status": "APPROVED"})
        same_day, _ = await call(emulator, "PATCH", path, edit)
        await emulator.admin("PATCH", "clock", {"offset_seconds": DAY_S + 60})
        next_day, _ = await call(emulator, "PATCH", path, edit)

        assert (first, edited["status"]) == (200, "PENDING")
        assert (while_pending, same_day, next_day) == (400, 400, 200)
        assert (await call(emulator, "PATCH", f"{V2}/99", edit))[0] == 404


@pytest.mark.conforms(
    "emulator:template_list_v1", "emulator:template_create_v1", "emulator:template_delete_v1"
)
async def test_version_1_writes_body_and_footer_as_strings() -> None:
    old = READY | {"structure": {"body": "Hello {{1}}", "footer": "Shop"}}
    async with an_emulator() as emulator:
        status, made = await call(emulator, "POST", V1, old)
        _, listed = await call(emulator, "GET", V1)
        _, newer = await call(emulator, "GET", V2)

        assert (status, made["structure"]) == (201, {"body": "Hello {{1}}", "footer": "Shop", "type": "TEXT"})
        assert listed == {"templates": [made]}
        assert newer["templates"][0]["structure"]["body"] == {"text": "Hello {{1}}"}


@pytest.mark.conforms("emulator:template_search")
async def test_a_search_pages_through_the_templates_of_all_senders() -> None:
    async with an_emulator() as emulator:
        for number in range(5):
            sender = SHOP if number % 2 else "96179374241"
            await emulator.admin("POST", "templates", {"sender": sender, **READY, "name": f"t_{number}"})
        _, page = await call(emulator, "GET", "/whatsapp/1/templates?size=2&page=2")
        _, own = await call(emulator, "GET", f"/whatsapp/1/templates?sender={SHOP}&status=APPROVED")
        bad, refused = await call(emulator, "GET", "/whatsapp/1/templates?status=FOO")

        assert [template["name"] for template in page["results"]] == ["t_4"]
        assert page["paging"] == {"page": 2, "size": 2, "totalPages": 3, "totalResults": 5}
        assert [template["name"] for template in own["results"]] == ["t_1", "t_3"]
        assert (bad, refused["violations"][0]["property"]) == (400, "status")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"name": "Order Ready"}, "name"),
        ({"category": "NEWS"}, "category"),
        ({"language": None}, "language"),
        ({"structure": {"body": {"text": "x" * 1025}}}, "structure.body.text"),
        ({"structure": {"body": {"text": "{{2}} then {{1}}"}}}, "structure.body.text"),
        ({"structure": {"body": {"text": "{{1}}", "examples": ["a", "b"]}}}, "structure.body.examples"),
        ({"structure": {"body": {"text": "a"}, "footer": {"text": "x" * 61}}}, "structure.footer.text"),
        ({"structure": {"body": {"text": "a"}, "header": {"format": "SONG"}}}, "structure.header.format"),
        (
            {
                "structure": {
                    "body": {"text": "a"},
                    "buttons": [{"type": "URL", "text": "x" * 26, "url": "u"}],
                }
            },
            "structure.buttons[0].text",
        ),
    ],
)
async def test_a_template_that_whatsapp_would_not_take_is_refused(change: dict[str, Any], path: str) -> None:
    async with an_emulator() as emulator:
        status, answer = await call(emulator, "POST", V2, READY | change)

        assert status == 400
        assert path in answer["requestError"]["serviceException"]["validationErrors"]


async def test_who_stopped_marketing_gets_no_marketing_template() -> None:
    stop = {"type": "marketing", "sender": SHOP, "customer": MONA}
    async with an_emulator() as emulator:
        made = await emulator.admin("POST", "templates", {"sender": SHOP, **READY})
        await emulator.admin("POST", "events", stop)
        utility = await send(emulator, ["Mona", "1042"])
        await emulator.admin("PATCH", f"templates/{made['id']}", {"category": "MARKETING"})
        marketing = await send(emulator, ["Mona", "1042"])
        await emulator.admin("POST", "events", stop | {"status": "resume"})

        assert (utility, marketing, await send(emulator, ["Mona", "1042"])) == (0, 7033, 0)


async def test_templates_and_senders_survive_a_restart(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    settings = {"template_review_s": 0.2}
    async with an_emulator(journal=journal, settings=settings) as emulator:
        await call(emulator, "POST", V2, READY)
        await call(emulator, "POST", V2, READY | {"name": "gone"})
        await call(emulator, "DELETE", f"{V2}/gone")
        await emulator.admin("PATCH", f"senders/{SHOP}", {"qualityRating": "LOW"})
        await emulator.admin("POST", "events", {"type": "identity", "sender": SHOP, "customer": MONA})

    for compact_above_bytes in (10**9, 1, 10**9):
        async with an_emulator(
            journal=journal, settings=settings, compact_above_bytes=compact_above_bytes
        ) as emulator:
            await until(lambda: emulator.emulator.provider.state.templates.by_id["1"].status == "APPROVED")
            _, listed = await call(emulator, "GET", V2)
            again, _ = await call(emulator, "POST", V2, READY | {"name": "gone"})
            identity, _ = await call(emulator, "GET", f"/whatsapp/1/{SHOP}/contacts/{MONA}/identity")

            assert [template["name"] for template in listed["templates"]] == ["order_ready"]
            assert (again, identity) == (400, 200)
            assert (await emulator.admin("GET", f"senders/{SHOP}"))["qualityRating"] == "LOW"
