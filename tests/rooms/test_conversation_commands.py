"""``dragoman conversations``, ``actions`` and ``agent``: what people of a shop type and read."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.desk import Cli, Desk, HandsOver, SlowAgent, a_cli
from tests.support.shops import a_tenant

from dragoman.base.db import Database, DatabaseUrls
from dragoman.doors.cli.actions import actions
from dragoman.doors.cli.agent import agent
from dragoman.doors.cli.conversations import conversations
from dragoman.doors.cli.tenant import tenant


@pytest.fixture
def cli(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    return a_cli(urls, tmp_path)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


async def test_a_person_finds_reads_answers_and_hands_back_a_conversation(desk: Desk, cli: Cli) -> None:
    desk.agent = HandsOver()
    await desk.customer_says("\x1b[31ma person please")
    await desk.work()
    await desk.customer_says("hello?")
    shop = desk.shop.slug
    beginning = str((await desk.conversation()).id)[:6]

    listed = await cli(conversations, "list", shop, "--waiting", "--mode", "human")
    shown = await cli(conversations, "show", shop, beginning)
    said = await cli(conversations, "say", shop, beginning, "Nadia", "here,", "yes?")
    await desk.work()
    back = await cli(conversations, "hand-back", shop, beginning)
    quiet = await cli(conversations, "list", shop, "--waiting")

    assert beginning in listed.output
    assert "Test Customer (96170123456)" in listed.output
    assert "\x1b" not in shown.output
    assert "a colleague will answer you" in shown.output
    assert "(sent ✓)" in shown.output
    assert f"hand-back {shop} {beginning}" in said.output
    assert desk.mail.texts[-1] == "Nadia here, yes?"
    assert "the customer waits for nothing" in back.output
    assert "no conversations" in quiet.output


async def test_a_shop_is_found_by_its_id_too_and_an_unknown_one_is_told(desk: Desk, cli: Cli) -> None:
    await desk.customer_says("hello")

    by_id = await cli(conversations, "list", str(desk.shop.tenant_id))
    nobody = await cli(conversations, "list", "no-such-shop")

    assert "Test Customer" in by_id.output
    assert nobody.exit_code == 1
    assert "there is no shop 'no-such-shop'; see: dragoman tenant list" in nobody.output


async def test_an_id_that_is_too_short_or_unknown_is_told(desk: Desk, cli: Cli) -> None:
    for beginning, said in (("abc", "is not an id"), ("abcdef", "has no conversation")):
        done = await cli(conversations, "take", desk.shop.slug, beginning)

        assert done.exit_code == 1
        assert said in done.output


async def test_what_waits_for_a_person_is_listed_and_ticked_off(desk: Desk, cli: Cli) -> None:
    desk.agent = HandsOver()
    await desk.customer_says("a person please")
    await desk.work()
    shop = desk.shop.slug

    listed = await cli(actions, "list", shop)
    action_id = listed.output.splitlines()[-1].split()[0]
    done = await cli(actions, "done", shop, action_id)
    again = await cli(actions, "done", shop, action_id)
    empty = await cli(actions, "list", shop)

    assert "handoff" in listed.output
    assert "asked for a person" in listed.output
    assert "done: 1" in done.output
    assert "1 had been done before" in again.output
    assert "nothing waits for a person" in empty.output


async def test_an_agent_is_paused_and_resumed_by_the_name_of_its_shop(desk: Desk, cli: Cli) -> None:
    await desk.customer_says("hello")
    shop = desk.shop.slug

    paused = await cli(agent, "pause", shop)
    with_people = await desk.waiting()
    resumed = await cli(agent, "resume", shop, "--chatbot", str(desk.shop.chatbot_id))
    wrong = await cli(agent, "pause", shop, "--chatbot", "999999")

    assert "customers who now wait for a person: 1" in paused.output
    assert with_people == {"with_person": 1}
    assert "customers it has been rung for: 1" in resumed.output
    assert await desk.waiting() == {"with_agent": 1}
    assert wrong.exit_code == 1
    assert "has no chatbot 999999" in wrong.output


async def test_who_answers_is_told_as_the_ledger_counts_it(desk: Desk, cli: Cli) -> None:
    await desk.customer_says("hello")
    shop = desk.shop.slug
    beginning = str((await desk.conversation()).id)[:6]

    on_duty = await cli(conversations, "list", shop)
    await cli(agent, "pause", shop)
    paused, shown = await cli(conversations, "list", shop), await cli(conversations, "show", shop, beginning)
    await cli(conversations, "take", shop, beginning)
    taken = await cli(conversations, "list", shop)
    await cli(tenant, "disable", shop)
    disabled = await cli(conversations, "list", shop)

    assert [("the agent" in done.output, "a person" in done.output) for done in (on_duty, taken)] == [
        (True, False),
        (False, True),
    ]
    assert "a person (agent paused)" in paused.output
    assert "answered by  a person (agent paused)" in shown.output
    assert "agent paused" not in taken.output
    assert "nobody (shop disabled)" in disabled.output


async def test_times_say_whose_they_are(desk: Desk, cli: Cli) -> None:
    await desk.customer_says("hello")
    beginning = str((await desk.conversation()).id)[:6]

    listed = await cli(conversations, "list", desk.shop.slug)
    shown = await cli(conversations, "show", desk.shop.slug, beginning)

    assert "LAST WROTE (Asia/Beirut)" in listed.output
    assert "times        Asia/Beirut" in shown.output


async def test_a_message_to_a_disabled_shop_shows_why_it_was_not_answered(
    database: Database, cli: Cli
) -> None:
    desk = Desk(database, await a_tenant(database, status="disabled"))
    await desk.customer_says("hello?")
    shop = desk.shop.slug
    beginning = str((await desk.conversation()).id)[:6]

    alone = await cli(conversations, "show", shop, beginning)
    await cli(tenant, "enable", shop)
    desk.shop = replace(desk.shop, served=True)
    await desk.customer_says("are you back?")
    await desk.work()
    after = await cli(conversations, "show", shop, beginning)

    assert "customer  (not answered: the shop was disabled)\n    hello?" in alone.output
    assert after.output.count("not answered") == 1
    assert "customer\n    are you back?" in after.output


async def test_what_a_person_answered_after_all_is_no_longer_unanswered(desk: Desk, cli: Cli) -> None:
    slow = SlowAgent()
    desk.agent = slow
    await desk.customer_says("hello?")
    working = asyncio.create_task(desk.work())
    await slow.thinking.wait()
    shop = desk.shop.slug
    beginning = str((await desk.conversation()).id)[:6]

    await cli(conversations, "take", shop, beginning)
    slow.may_go_on.set()
    await working
    stopped = await cli(conversations, "show", shop, beginning)
    await cli(conversations, "say", shop, beginning, "Yes, here I am")
    answered = await cli(conversations, "show", shop, beginning)

    assert "customer  (not answered: the agent was stopped)\n    hello?" in stopped.output
    assert "customer\n    hello?" in answered.output
