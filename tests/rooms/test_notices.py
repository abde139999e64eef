"""Shops are told of what happens, by the ways that they chose, once."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from psycopg.types.json import Jsonb
from tests.support.desk import Desk, HandsOver
from tests.support.infobip_account import a_template, an_account
from tests.support.mail_server import a_mail_server
from tests.support.shops import a_tenant

from dragoman.base.db import Database
from dragoman.base.jobs import make_engine
from dragoman.channels.email import MailServer
from dragoman.channels.infobip.account import InfobipAccount
from dragoman.channels.shop_hook import NOTICE, SIGNATURE, ShopHooks
from dragoman.doors.worker import register_notices, register_tasks
from dragoman.tenants.shop_file import parse_shop
from dragoman.tenants.templates import Templates
from dragoman.turns import notices
from dragoman.turns.notices import NoticeWork

STAFF = "96170999888"
SECRET = "the shop's own"


class _Receiver:
    """A shop's webhook: what came, and what it answers."""

    def __init__(self) -> None:
        self.status = 204
        self.posts: list[tuple[dict[str, str], bytes, Any]] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.posts.append((dict(request.headers), body, await request.json()))
        return web.Response(status=self.status)


@asynccontextmanager
async def a_receiver() -> AsyncIterator[_Receiver]:
    receiver = _Receiver()
    app = web.Application()
    app.router.add_post("/told", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/told"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database), agent=HandsOver())


async def wants(desk: Desk, *targets: dict[str, Any]) -> None:
    """The shop's file names these targets."""
    await desk.do(
        "INSERT INTO shop_profiles (extra) VALUES (%(extra)s)"
        " ON CONFLICT (tenant_id) DO UPDATE SET extra = EXCLUDED.extra",
        extra=Jsonb({"notify": list(targets)}),
    )


async def work(desk: Desk, mail: MailServer | None = None) -> None:
    """A worker does everything that is due, telling the shop included."""
    engine = make_engine(desk.database.urls)
    hooks = ShopHooks(timeout_s=2)
    register_tasks(engine, desk.a_work(), hook_days=30)
    register_notices(engine, NoticeWork(desk.database, mail, hooks, {"NOOR_NOTIFY_SECRET": SECRET}))
    async with engine.open_async():
        await engine.run_worker_async(
            queues=["turns", "outbound"],
            wait=False,
            delete_jobs="successful",
            install_signal_handlers=False,
            listen_notify=False,
        )
    await hooks.close()


async def told(desk: Desk) -> list[dict[str, Any]]:
    return await desk.rows("SELECT event, told, attempts, settled_at FROM notices ORDER BY at")


async def test_a_customer_who_waits_for_a_person_is_told_by_email(desk: Desk) -> None:
    async with a_mail_server() as post:
        await wants(desk, {"email": "owner@shop.test"})
        await desk.customer_says("a person please")
        await work(desk, MailServer(post.url, "bot@agency.test"))

    [(recipients, letter)] = post.letters
    assert recipients == ["owner@shop.test"]
    assert "A customer waits for a person" in letter["Subject"]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "96170123456" in letter.get_content()
    assert [row["event"] for row in await told(desk)] == ["waiting"]
    assert (await desk.rows("SELECT count(*) AS n FROM notices_due"))[0]["n"] == 0


async def test_a_webhook_gets_json_with_a_signature_that_can_be_checked(desk: Desk) -> None:
    async with a_receiver() as receiver:
        await wants(desk, {"webhook": receiver.url, "secret_env": "NOOR_NOTIFY_SECRET"})
        await desk.customer_says("a person please")
        await work(desk)

    [(headers, body, payload)] = receiver.posts
    expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers[SIGNATURE] == f"sha256={expected}"
    assert headers[NOTICE] == payload["notice"]
    assert payload["event"] == "waiting"
    assert payload["action"]["kind"] == "handoff"
    assert payload["customer"]["address"] == "96170123456"


async def test_staff_on_whatsapp_are_written_to_from_the_shops_number_while_their_window_is_open(
    desk: Desk,
) -> None:
    await wants(desk, {"whatsapp": STAFF, "language": "fr"})
    desk.agent = HandsOver()
    await desk.customer_says("hello, I am the owner", phone=STAFF)
    await work(desk)
    before = len(desk.mail.texts)

    await desk.customer_says("a person please")
    await work(desk)

    assert any("Un client attend une personne" in text for text in desk.mail.texts[before:])
    assert (await desk.conversation(STAFF)).address == STAFF


async def test_a_number_whose_window_is_closed_needs_a_template_and_that_is_said(desk: Desk) -> None:
    await wants(desk, {"whatsapp": STAFF})
    await desk.customer_says("a person please")
    await work(desk)

    [row] = await told(desk)
    outcome = row["told"][f"whatsapp:{STAFF}"]
    assert outcome["status"] == "failed"
    assert "no template" in outcome["reason"]
    kinds = [action["kind"] for action in await desk.rows("SELECT kind FROM actions ORDER BY opened_at")]
    assert kinds == ["handoff", "notice_failed"]  # and being told of that failure is not tried in turn
    assert len(await told(desk)) == 1


async def test_what_cannot_be_told_now_is_told_later_and_only_to_whom_it_was_not(desk: Desk) -> None:
    async with a_receiver() as receiver, a_mail_server() as post:
        receiver.status = 503
        await wants(desk, {"webhook": receiver.url}, {"email": "owner@shop.test"})
        await desk.customer_says("a person please")
        await work(desk, MailServer(post.url, "bot@agency.test"))
        [row] = await told(desk)
        assert row["settled_at"] is None
        assert row["attempts"] == 1

        receiver.status = 200
        await desk.do("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
        await work(desk, MailServer(post.url, "bot@agency.test"))

    assert [payload["event"] for _, _, payload in receiver.posts] == ["waiting", "waiting"]
    assert len({headers[NOTICE] for headers, _, _ in receiver.posts}) == 1
    assert len(post.letters) == 1
    [row] = await told(desk)
    assert row["settled_at"] is not None


async def test_somebody_who_has_seen_to_it_meanwhile_is_not_told_any_more(desk: Desk) -> None:
    async with a_receiver() as receiver:
        await wants(desk, {"webhook": receiver.url})
        await desk.customer_says("a person please")
        await desk.do(
            "INSERT INTO actions (conversation_id, kind, source, reason) SELECT id, 'handoff', 'test', 'asked'"
            " FROM conversations"
        )
        await desk.do("UPDATE actions SET status = 'done'")
        await desk.do("DELETE FROM procrastinate_jobs WHERE queue_name = 'turns'")
        await work(desk)

    assert receiver.posts == []
    assert [row["settled_at"] is not None for row in await told(desk)] == [True]


async def test_a_shop_that_wants_nobody_told_makes_no_notice(desk: Desk) -> None:
    await desk.customer_says("a person please")
    await work(desk)

    assert await told(desk) == []


async def test_a_lost_ring_is_rung_again(desk: Desk) -> None:
    async with a_receiver() as receiver:
        await wants(desk, {"webhook": receiver.url})
        await desk.customer_says("a person please")
        await desk.do(
            "INSERT INTO actions (conversation_id, kind, source, reason)"
            " SELECT id, 'handoff', 'test', 'asked' FROM conversations"
        )
        await desk.do("DELETE FROM procrastinate_jobs")
        assert await notices.ring_again(desk.database) == 0  # it may still be on its way
        await desk.do("UPDATE notices_due SET since = now() - interval '1 minute'")
        assert await notices.ring_again(desk.database) == 1
        assert await notices.ring_again(desk.database) == 0
        await work(desk)

    assert [payload["event"] for _, _, payload in receiver.posts] == ["waiting"]


def test_a_shop_file_names_one_way_for_each_target() -> None:
    file = """
slug: noor
brand: Noor
user_id: 100
currency: USD
chatbots: [{chatbot_id: 100, agent_id: noor_sales_agent, name: Noor}]
senders: [{number: "96170000001"}]
notify:
  - {email: owner@noor.test}
  - {whatsapp: "+961 70 999 888", events: [order], language: ar}
  - {webhook: "https://noor.test/told", secret_env: NOOR_NOTIFY_SECRET}
"""
    shop = parse_shop(file)
    assert [target.whatsapp for target in shop.notify] == [None, "96170999888", None]
    for wrong, why in (
        ("{email: a@b.c, webhook: 'https://x.y'}", "exactly one"),
        ("{}", "exactly one"),
        ("{email: not an address}", "email"),
        ("{whatsapp: '96170000001'}", "own number"),
        ("{email: a@b.c, events: [nothing]}", "events"),
        ("{webhook: 'https://x.y', secret_env: hunter2}", "secret_env"),
    ):
        with pytest.raises(Exception, match=why):
            parse_shop(file.replace("{email: owner@noor.test}", wrong))


async def test_after_the_window_staff_get_the_template_that_the_shop_named_once_for_each_notice(
    desk: Desk,
) -> None:
    async with an_account() as account, InfobipAccount(timeout_s=2) as registered:
        account.templates = [a_template()]
        desk.templates, desk.sender_for = Templates(desk.database, registered), account.sender
        await desk.templates.sync(desk.shop.tenant_id, account.sender(desk.shop.number), "test")
        template = {"name": "order_ready", "language": "en", "body": ["{event}", "{summary}"]}
        await wants(desk, {"whatsapp": STAFF, "template": template})
        await desk.customer_says("a person please")
        await desk.customer_says("a person please", phone="96170123457")
        await work(desk)

    sent = [letter for letter in desk.mail.sent if letter.to == STAFF]
    assert [letter.content.name for letter in sent] == ["order_ready", "order_ready"]
    assert sent[0].content.placeholders[0] == "A customer waits for a person"
    numbers = {placeholder for letter in sent for placeholder in letter.content.placeholders}
    assert any("96170123456" in words for words in numbers)
    assert any("96170123457" in words for words in numbers)
    rows = await desk.rows("SELECT count(*) AS n FROM contacts WHERE phone = %(phone)s", phone=STAFF)
    assert rows[0]["n"] == 1
    assert (await desk.conversation(STAFF)).mode == "agent"
