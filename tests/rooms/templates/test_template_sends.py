"""Templates that are sent: by people, by agents, instead of replies that came too late; or refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from psycopg.types.json import Jsonb
from tests.support.desk import Cli, Desk
from tests.support.infobip_account import Account, a_template

from dragoman.agents.base import Reply, Toolbox, TurnInput
from dragoman.base.errors import Refused
from dragoman.channels.content import OutContent
from dragoman.channels.template import TemplateOut, TemplateReply
from dragoman.doors.cli.conversations import conversations
from dragoman.tenants.templates import Templates
from dragoman.turns import staff
from dragoman.turns.reopen import send_instead

LONG_AGO = "UPDATE conversations SET last_inbound_at = now() - interval '3 days'"
FITTING = TemplateOut("order_ready", "en", ("Mona", "1042"), buttons=(TemplateReply("track"),))


class Says:
    """An agent that always sends these."""

    def __init__(self, *contents: OutContent) -> None:
        self.contents = contents

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        return Reply(messages=self.contents)


async def a_closed_window(desk: Desk) -> str:
    """A conversation whose customer wrote three days ago; its shortened id."""
    await desk.customer_says("hello")
    await desk.work()
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute(LONG_AGO)
    return str((await desk.conversation()).id)[:8]


# --- sent by a person -------------------------------------------------------------------------------


async def test_a_person_sends_a_template_long_after_the_customer_wrote(
    desk: Desk, cli: Cli, provider: Account
) -> None:
    shop, beginning = desk.shop.slug, await a_closed_window(desk)

    said = await cli(conversations, "say", shop, beginning, "are you there?")
    done = await cli(
        conversations, "send-template", shop, beginning, "order_ready", "--language", "en", "--body", "Mona",
        "--body", "1042",
    )  # fmt: skip
    await desk.work()
    shown = await cli(conversations, "show", shop, beginning)

    assert said.exit_code == 1
    assert "dragoman conversations send-template" in said.output
    assert done.exit_code == 0, done.output
    assert f"hand-back {shop} {beginning}" in done.output
    assert desk.mail.sent[-1].content == TemplateOut(
        "order_ready", "en", ("Mona", "1042"), buttons=(TemplateReply("Track"),)
    )
    assert "order_ready (en): Mona, 1042" in shown.output
    conversation = await desk.conversation()
    assert (conversation.mode, conversation.epoch) == ("human", 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["order_ready", "--language", "en", "--body", "Mona"],
            "has 2 placeholders in its body, the message fills 1",
        ),
        (["order_ready", "--language", "ar"], "has the template order_ready in en, not in ar"),
        (["nothing", "--language", "en"], "has no template nothing (en)"),
        (
            ["order_ready", "--language", "en", "--body", "a", "--body", "b", "--header", "x"],
            "has no header that a message fills",
        ),
        (["paused", "--language", "en", "--body", "a", "--body", "b"], "is FIRST_PAUSED"),
    ],
)
async def test_what_does_not_fit_is_refused_before_it_is_queued(
    desk: Desk, cli: Cli, provider: Account, words: list[str], said: str
) -> None:
    provider.templates.append(a_template("paused", status="FIRST_PAUSED"))
    beginning = await a_closed_window(desk)
    before = len(desk.mail.sent)

    done = await cli(conversations, "send-template", desk.shop.slug, beginning, *words)
    await desk.work()

    assert done.exit_code == 1
    assert said in done.output
    assert len(desk.mail.sent) == before
    assert (await desk.conversation()).mode == "agent"


async def test_a_template_that_nobody_here_knows_is_asked_for_once(
    desk: Desk, kept: Templates, provider: Account
) -> None:
    shop, sender = desk.shop, provider.sender(desk.shop.number)

    await kept.check(shop.tenant_id, sender, FITTING)
    for _ in range(3):
        with pytest.raises(Exception, match="has no template nothing"):
            await kept.check(shop.tenant_id, sender, replace(FITTING, name="nothing"))

    assert provider.asked == 1


# --- before it leaves -------------------------------------------------------------------------------


async def test_an_agent_s_template_that_fits_leaves(desk: Desk) -> None:
    desk.agent = Says(FITTING)
    await desk.customer_says("hello")
    await desk.work()

    assert [message.content for message in desk.mail.sent] == [FITTING]


async def test_one_that_does_not_fit_stays_and_a_person_is_told(desk: Desk) -> None:
    desk.agent = Says(replace(FITTING, placeholders=("Mona",)))
    await desk.customer_says("hello")
    await desk.work()

    assert desk.mail.sent == []
    assert await desk.actions() == [("delivery_failed", "open")]
    said = (await desk.messages((await desk.conversation()).id))[-1]
    assert (said.status, said.error) == ("failed", "template")


PAUSE = "UPDATE templates SET status = 'FIRST_PAUSED'"


async def test_one_that_was_paused_since_it_was_queued_does_not_leave(
    desk: Desk, cli: Cli, provider: Account
) -> None:
    beginning = await a_closed_window(desk)
    words = ["--body", "a", "--body", "b"]
    await cli(
        conversations, "send-template", desk.shop.slug, beginning, "order_ready", "--language", "en", *words
    )
    before = len(desk.mail.sent)
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute(PAUSE)
    await desk.work()

    assert len(desk.mail.sent) == before
    assert ("delivery_failed", "open") in await desk.actions()


async def test_while_the_provider_is_down_an_unknown_template_waits(desk: Desk, provider: Account) -> None:
    provider.refuses["GET"] = 503
    desk.agent = Says(FITTING)
    await desk.customer_says("hello")
    await desk.work()

    said = (await desk.messages((await desk.conversation()).id))[-1]
    assert said.status == "queued"
    assert desk.mail.sent == []


async def test_a_key_that_may_not_read_templates_refuses_the_message_and_says_so(
    desk: Desk, provider: Account
) -> None:
    provider.refuses["GET"] = 403
    desk.agent = Says(FITTING)
    await desk.customer_says("hello")
    await desk.work()

    assert desk.mail.sent == []
    assert await desk.actions() == [("delivery_failed", "open")], "the number itself has no problem"


# --- a reply that came too late ---------------------------------------------------------------------

POLICY = """
    INSERT INTO chatbot_profiles (chatbot_id, settings)
    VALUES (%(chatbot)s, %(settings)s)
"""
REASONS = "SELECT reason FROM actions WHERE kind = 'window_closed' ORDER BY opened_at"


async def with_policy(desk: Desk, kept: Templates, provider: Account, **policy: Any) -> None:
    """The shop wants this template sent when a reply came too late; the provider has it."""
    wanted = {"name": "order_ready", "language": "en", "body": ["{name}", "again"], **policy}
    values = {"chatbot": desk.shop.chatbot_id, "settings": Jsonb({"reopen_template": wanted})}
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute(POLICY, values)
    await kept.sync(desk.shop.tenant_id, provider.sender(desk.shop.number), "staff:test")


async def write_too_late(desk: Desk, *texts: str) -> None:
    """What a person wrote within the window does not leave before it closes."""
    await desk.customer_says("hello")
    await desk.work()
    conversation = await desk.conversation()
    for text in texts:
        await staff.say(desk.database, desk.shop.tenant_id, conversation.id, text, "staff:test")
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute(LONG_AGO)
    await desk.work()


async def reasons(desk: Desk) -> list[str]:
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        return [row["reason"] for row in await tx.fetch_dicts(REASONS)]


async def test_the_shop_s_template_goes_out_once_instead(
    desk: Desk, kept: Templates, provider: Account
) -> None:
    await with_policy(desk, kept, provider)

    await write_too_late(desk, "first", "second")

    sent = [message.content for message in desk.mail.sent[1:]]
    assert sent == [
        TemplateOut("order_ready", "en", ("Test Customer", "again"), buttons=(TemplateReply("Track"),))
    ]
    told = await reasons(desk)
    assert "the template order_ready goes out instead" in told[0]
    assert "instead" not in told[1]
    statuses = [(one.author, one.status) for one in await desk.messages((await desk.conversation()).id)]
    assert statuses[-3:] == [("staff", "failed"), ("staff", "failed"), ("system", "sent")]


async def test_when_the_customer_has_written_again_it_may_go_out_again(
    desk: Desk, kept: Templates, provider: Account
) -> None:
    await with_policy(desk, kept, provider)
    await write_too_late(desk, "first")

    await write_too_late(desk, "second")

    assert [message.content.kind for message in desk.mail.sent].count("template") == 2


@pytest.mark.parametrize(
    ("policy", "template"),
    [
        ({"name": "nothing"}, {}),
        ({}, {"status": "FIRST_PAUSED"}),
        ({"body": ["only one"]}, {}),
        ({}, {"structure": {"header": {"format": "IMAGE"}, "body": {"text": "{{1}} {{2}}"}}}),
    ],
    ids=["unknown", "paused", "unfit", "with a picture"],
)
async def test_one_that_cannot_be_sent_leaves_it_to_a_person(
    desk: Desk, kept: Templates, provider: Account, policy: dict[str, Any], template: dict[str, Any]
) -> None:
    provider.templates = [a_template(**template)]
    await with_policy(desk, kept, provider, **policy)

    await write_too_late(desk, "first")

    assert [message.content.kind for message in desk.mail.sent].count("template") == 0
    assert await reasons(desk) == [
        "the customer wrote more than 24 hours ago: only an approved template may be sent now"
    ]


async def test_advertising_goes_to_nobody_who_wants_none(
    desk: Desk, kept: Templates, provider: Account
) -> None:
    provider.templates = [a_template(category="MARKETING")]
    await with_policy(desk, kept, provider)
    await desk.customer_says("hello")
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute("UPDATE contacts SET marketing = 'stopped', marketing_at = now()")

    await write_too_late(desk, "first")

    assert [message.content.kind for message in desk.mail.sent].count("template") == 0


UNREACHABLE = "UPDATE contacts SET unreachable_at = now() + %(since)s, unreachable_reason = 'EC_BLOCKED_USER'"


async def test_to_whom_nothing_reaches_a_person_s_template_is_refused(desk: Desk) -> None:
    await a_closed_window(desk)
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute(UNREACHABLE, {"since": timedelta()})

    with pytest.raises(Refused, match="nothing reaches this customer"):
        await staff.send_template(
            desk.database, desk.shop.tenant_id, (await desk.conversation()).id, FITTING, "staff:rana"
        )


@pytest.mark.parametrize(("since", "goes_out"), [(timedelta(), False), (timedelta(days=-9), True)])
async def test_none_goes_out_instead_to_whom_nothing_reaches_until_he_writes_again(
    desk: Desk, kept: Templates, provider: Account, since: timedelta, goes_out: bool
) -> None:
    await with_policy(desk, kept, provider)
    await desk.customer_says("hello")
    await write_too_late(desk, "first")
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute(UNREACHABLE, {"since": since})
        await tx.execute("DELETE FROM outbox WHERE author = 'system'")
        await tx.execute("UPDATE messages SET author = 'agent' WHERE author = 'system'")
        named = await send_instead(tx, (await desk.conversation()).id)

    assert (named is not None) == goes_out
