"""``dragoman dead``: jobs that failed for good are shown, tried again to some effect, or forgotten."""

from pathlib import Path

import pytest
from tests.support.desk import Cli, Desk, a_cli
from tests.support.shops import a_tenant

from dragoman.base.db import Database, DatabaseUrls
from dragoman.doors.cli.dead import dead
from dragoman.turns import staff, turn_store

_FAILS = """
    UPDATE procrastinate_jobs
    SET status = 'doing'
    WHERE task_name = 'turn'
"""
_FAILS_FOR_GOOD = """
    UPDATE procrastinate_jobs
    SET status = 'failed', attempts = 7
    WHERE task_name = 'turn'
    RETURNING id
"""
_TRIES = "SELECT attempts FROM procrastinate_jobs"
_A_SWEEP = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status)
    VALUES ('ops', 'sweep', 'sweep', %(status)s::procrastinate_job_status)
    RETURNING id
"""


@pytest.fixture
def cli(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    return a_cli(urls, tmp_path)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


async def a_turn_fails_for_good(desk: Desk) -> int:
    """As a worker leaves it: the job failed, the conversation with a person."""
    async with desk.database.as_platform() as tx:
        await tx.execute(_FAILS)
        job_id = int(await tx.value(_FAILS_FOR_GOOD))
    conversation = await desk.conversation()
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await turn_store.give_up_turn(tx, conversation.id, "turn_failed")
    return job_id


async def test_a_dead_letter_is_listed_and_shown_with_what_happened_to_it(desk: Desk, cli: Cli) -> None:
    await desk.customer_says("hello")
    job_id = await a_turn_fails_for_good(desk)
    conversation = await desk.conversation()

    listed = await cli(dead, "list")
    shown = await cli(dead, "show", str(job_id))

    assert str(conversation.id) in listed.output
    assert "turn" in listed.output
    assert f"conversation_id {conversation.id}" in shown.output
    assert "failed" in shown.output
    assert "answered by a person; the customer waits" in shown.output


async def test_retrying_a_turn_hands_its_conversation_back_so_that_the_customer_is_answered(
    desk: Desk, cli: Cli
) -> None:
    await desk.customer_says("hello")
    job_id = await a_turn_fails_for_good(desk)
    assert await desk.waiting() == {"with_person": 1}

    done = await cli(dead, "retry", str(job_id))
    async with desk.database.as_platform() as tx:
        tries = await tx.value(_TRIES)
    await desk.work()

    assert "handed back to the agent" in done.output
    assert tries == 0
    assert desk.mail.texts == ["hello"]
    assert await desk.actions() == [("handoff", "done")]
    assert await desk.waiting() == {}
    assert "no dead letters" in (await cli(dead, "list")).output


async def test_a_turn_that_fails_again_asks_for_a_person_again(desk: Desk, cli: Cli) -> None:
    await desk.customer_says("hello")
    job_id = await a_turn_fails_for_good(desk)
    await cli(dead, "retry", str(job_id))

    await a_turn_fails_for_good(desk)

    assert await desk.actions() == [("handoff", "open")]
    assert await desk.waiting() == {"with_person": 1}


async def test_retrying_a_turn_that_a_person_answered_since_takes_nothing_from_that_person(
    desk: Desk, cli: Cli
) -> None:
    await desk.customer_says("hello")
    job_id = await a_turn_fails_for_good(desk)
    conversation = await desk.conversation()
    await staff.say(desk.database, desk.shop.tenant_id, conversation.id, "Nadia here", "staff:nadia")

    done = await cli(dead, "retry", "--all")
    await desk.work()

    assert f"{job_id}: runs again, but the customer has been answered" in done.output
    assert (await desk.conversation()).mode == "human"
    assert desk.mail.texts == ["Nadia here"]


async def test_retrying_a_turn_of_a_paused_agent_leaves_the_customer_with_a_person(
    desk: Desk, cli: Cli
) -> None:
    await desk.customer_says("hello")
    job_id = await a_turn_fails_for_good(desk)
    where = (desk.database, desk.shop.tenant_id, desk.shop.chatbot_id, "staff:nadia")
    await staff.pause_agent(*where, latecomers_s=0)

    done = await cli(dead, "retry", str(job_id))
    await desk.work()

    assert "its agent is paused" in done.output
    assert await desk.waiting() == {"with_person": 1}


async def test_a_dropped_letter_is_gone_and_its_conversation_is_as_it_was(desk: Desk, cli: Cli) -> None:
    await desk.customer_says("hello")
    job_id = await a_turn_fails_for_good(desk)

    first = await cli(dead, "drop", str(job_id))
    second = await cli(dead, "drop", str(job_id))

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert await desk.waiting() == {"with_person": 1}


async def test_a_letter_whose_like_waits_already_is_refused_with_a_sentence(desk: Desk, cli: Cli) -> None:
    async with desk.database.as_platform() as tx:
        job_id = await tx.value(_A_SWEEP, {"status": "failed"})
        await tx.value(_A_SWEEP, {"status": "todo"})

    done = await cli(dead, "retry", str(job_id))

    assert done.exit_code == 1
    assert "another sweep waits already" in done.output


async def test_retry_asks_what_to_retry(cli: Cli) -> None:
    assert (await cli(dead, "retry")).exit_code == 2
    assert (await cli(dead, "retry", "1", "--all")).exit_code == 2
    assert (await cli(dead, "retry", "1")).exit_code == 1
