"""Templates as a shop works with them: kept as the provider has them, and as commands show and change them."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.support.desk import Cli, Desk
from tests.support.infobip_account import Account, a_template
from tests.support.shops import TestShop, a_tenant

from dragoman.base.clock import utc_now
from dragoman.base.db import Database
from dragoman.doors.cli.templates import templates
from dragoman.doors.webhook import read_post
from dragoman.tenants import template_store
from dragoman.tenants.templates import Templates
from dragoman.turns.intake import store_posts
from dragoman.turns.templates import sync_due
from dragoman.turns.work import Work

FACTS = "SELECT kind, actor, data FROM facts WHERE kind LIKE 'Template%' ORDER BY at"


async def names(database: Database, shop: TestShop) -> list[tuple[str, str, str]]:
    async with database.as_tenant(shop.tenant_id) as tx:
        found = await template_store.list_templates(tx, [shop.number])
    return [(one.definition.name, one.definition.language, one.definition.status) for one in found]


async def facts(database: Database, shop: TestShop) -> list[dict[str, Any]]:
    async with database.as_tenant(shop.tenant_id) as tx:
        return await tx.fetch_dicts(FACTS)


# --- kept as the provider has them ------------------------------------------------------------------


async def test_what_the_provider_says_replaces_what_is_kept(
    database: Database, desk: Desk, kept: Templates, provider: Account
) -> None:
    shop, sender = desk.shop, provider.sender(desk.shop.number)
    provider.templates = [a_template(), a_template("promo"), a_template("old")]
    first = await kept.sync(shop.tenant_id, sender, "staff:test")
    provider.templates = [a_template(), a_template("promo", status="FIRST_PAUSED"), a_template("new", "ar")]

    second = await kept.sync(shop.tenant_id, sender, "staff:test")
    third = await kept.sync(shop.tenant_id, sender, "staff:test")

    assert (first.added, first.changed, first.gone) == (3, 0, 0)
    assert (second.added, second.changed, second.gone) == (1, 1, 1)
    assert (third.added, third.changed, third.gone) == (0, 0, 0)
    assert await names(database, shop) == [
        ("new", "ar", "APPROVED"),
        ("order_ready", "en", "APPROVED"),
        ("promo", "en", "FIRST_PAUSED"),
    ]
    told = await facts(database, shop)
    assert [fact["data"] for fact in told][1] == {
        "added": ["id-new-ar"],
        "changed": ["id-promo-en"],
        "gone": ["id-old-en"],
    }
    assert len(told) == 2


async def test_a_provider_that_does_not_say_changes_nothing(
    database: Database, desk: Desk, kept: Templates, provider: Account, cli: Cli
) -> None:
    await kept.sync(desk.shop.tenant_id, provider.sender(desk.shop.number), "staff:test")
    provider.refuses["GET"] = 403

    done = await cli(templates, "sync", desk.shop.slug)

    assert done.exit_code == 1
    assert "whatsapp:manage" in done.output
    assert len(await names(database, desk.shop)) == 1


async def test_two_shops_of_one_account_keep_what_is_theirs(
    database: Database, desk: Desk, kept: Templates, provider: Account
) -> None:
    other = await a_tenant(database)
    for shop in (desk.shop, other):
        await kept.sync(shop.tenant_id, provider.sender(shop.number), "staff:test")
    provider.templates = []
    await kept.sync(other.tenant_id, provider.sender(other.number), "staff:test")

    assert len(await names(database, desk.shop)) == 1
    assert await names(database, other) == []


def work_of(desk: Desk) -> Work:
    return desk.a_work()


async def test_a_number_is_looked_at_when_its_time_has_come_and_not_before(
    desk: Desk, provider: Account
) -> None:
    await sync_due(work_of(desk))
    asked = provider.asked
    await sync_due(work_of(desk))

    assert asked > 0
    assert provider.asked == asked
    assert len(await names(desk.database, desk.shop)) == 1


async def test_a_failed_look_is_repeated_later_and_stops_no_other(desk: Desk, provider: Account) -> None:
    provider.refuses["GET"] = 500

    assert await sync_due(work_of(desk)) == 0

    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        last = await template_store.last_sync(tx, desk.shop.number)
    assert last is not None
    assert last.synced_at is None
    assert last.problem
    assert "500" in last.problem


EARLIER = "UPDATE template_syncs SET tried_at = tried_at - interval '1 hour'"


async def test_news_of_a_template_that_nobody_knows_makes_us_look(desk: Desk, provider: Account) -> None:
    await sync_due(work_of(desk))
    provider.templates.append(a_template("brand_new"))
    async with desk.database.as_platform() as tx:
        await tx.execute(EARLIER)
    event = {
        "messageTemplateId": "id-brand_new-en",
        "messageTemplateName": "brand_new",
        "messageTemplateLanguage": "en",
        "timestamp": "2026-11-01T10:00:00.000+0000",
        "change": {"type": "TEMPLATE_STATUS_UPDATE", "newStatus": "APPROVED", "reason": "NONE"},
    }
    await store_posts(desk.database, [read_post(json.dumps(event).encode(), lambda number: None)])

    await sync_due(work_of(desk))
    asked = provider.asked
    await sync_due(work_of(desk))

    assert ("brand_new", "en", "APPROVED") in await names(desk.database, desk.shop)
    assert provider.asked == asked, "one event, one look"


async def test_a_pending_one_is_looked_at_again_soon(desk: Desk, kept: Templates, provider: Account) -> None:
    provider.templates = [a_template(status="PENDING")]
    await kept.sync(desk.shop.tenant_id, provider.sender(desk.shop.number), "staff:test")

    async with desk.database.as_platform() as tx:
        soon = await tx.value(
            "SELECT next_at FROM template_syncs WHERE number = %(n)s", {"n": desk.shop.number}
        )

    assert soon < utc_now() + timedelta(minutes=16)


# --- commands ---------------------------------------------------------------------------------------


async def test_templates_are_synced_listed_and_shown(desk: Desk, cli: Cli, provider: Account) -> None:
    shop = desk.shop.slug
    provider.templates.append(a_template("promo", status="REJECTED", rejectionReason="INVALID_FORMAT"))

    nothing = await cli(templates, "list", shop)
    synced = await cli(templates, "sync", shop)
    listed = await cli(templates, "list", shop)
    shown = await cli(templates, "show", shop, "order_ready")
    missing = await cli(templates, "show", shop, "nothing")

    assert f"dragoman templates sync {shop}" in nothing.output
    assert f"{desk.shop.number}: 2 new, 0 changed, 0 gone" in synced.output
    assert "REJECTED (INVALID_FORMAT)" in listed.output
    assert "Hi {{1}}, order {{2}} is ready" in shown.output
    assert "send-template SHOP ID order_ready --language en --body ... --body ..." in shown.output
    assert missing.exit_code == 1


async def test_a_template_is_submitted_from_a_file_and_known_at_once(
    desk: Desk, cli: Cli, provider: Account, tmp_path: Path
) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(
        "name: order_sent\nlanguage: en\ncategory: UTILITY\n"
        "structure:\n  body:\n    text: Hi {{1}}\n    examples: [Mona]\n"
    )
    wrong = tmp_path / "wrong.json"
    wrong.write_text(
        json.dumps({"name": "Order Sent", "language": "en", "category": "UTILITY", "structure": {}})
    )

    done = await cli(templates, "create", desk.shop.slug, str(file))
    refused = await cli(templates, "create", desk.shop.slug, str(wrong))
    absent = await cli(templates, "create", desk.shop.slug, "nothing.yaml")

    assert "submitted order_sent (en): PENDING" in done.output
    assert ("order_sent", "en", "PENDING") in await names(desk.database, desk.shop)
    assert [fact["kind"] for fact in await facts(desk.database, desk.shop)] == ["TemplateSubmitted"]
    assert "wrong.json: name may hold only lower-case letters" in refused.output
    assert "nothing.yaml: cannot be read" in absent.output
    assert len(provider.made) == 1


async def test_a_template_is_deleted_only_when_told_twice(desk: Desk, cli: Cli, provider: Account) -> None:
    shop = desk.shop.slug
    provider.templates.append(a_template(language="ar"))
    await cli(templates, "sync", shop)

    asked = await cli(templates, "delete", shop, "order_ready")
    done = await cli(templates, "delete", shop, "order_ready", "--yes")
    again = await cli(templates, "delete", shop, "order_ready", "--yes")

    assert asked.exit_code == 1
    for said in ("all its languages (ar, en)", "whole business account", "30 days", "--yes"):
        assert said in asked.output
    assert "deleted order_ready (ar, en)" in done.output
    assert provider.templates == []
    assert await names(desk.database, desk.shop) == []
    assert again.exit_code == 1
    assert (await facts(desk.database, desk.shop))[-1]["kind"] == "TemplateDeleted"
