"""What customers send besides words: expected with the message, fetched by a job, kept, shown, forgotten."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.desk import Cli, Desk, a_cli
from tests.support.shops import a_tenant, an_inbound, routed

from dragoman.base import blobs
from dragoman.base.clock import utc_now
from dragoman.base.db import Database, DatabaseUrls
from dragoman.base.jobs import make_engine
from dragoman.channels.base import Location, Media, MediaKind, Text
from dragoman.channels.files import Fetched, Gone, Later, NotTaken, Outcome
from dragoman.doors.worker import FILES, Worker
from dragoman.turns import media, sweep
from dragoman.turns.intake import Post, store_posts
from dragoman.turns.media import FileWork

URL = "https://xyz.api.infobip.com/whatsapp/1/senders/9611/media/ab-1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(2000)
PICTURE = Media(MediaKind.IMAGE, URL)

_MEDIA = "SELECT * FROM media"
_DUE = "SELECT * FROM media_due"
_JOBS = "SELECT * FROM procrastinate_jobs WHERE task_name = 'media' ORDER BY id"
_ACTIONS = "SELECT kind, source, reason, status FROM actions ORDER BY opened_at, kind"
_FACTS = "SELECT kind, data FROM facts WHERE kind LIKE 'File%%'"
_AGE = "UPDATE media SET created_at = now() - make_interval(days => %(days)s)"
_AGE_BLOBS = "UPDATE blobs SET created_at = now() - make_interval(days => %(days)s)"
_DROP_JOBS = "DELETE FROM procrastinate_jobs WHERE task_name = 'media'"
_NOW = "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE task_name = 'media'"
_OLD_DUE = "UPDATE media_due SET since = now() - interval '1 minute'"
_LAST_TRY = "UPDATE procrastinate_jobs SET attempts = 7, scheduled_at = NULL WHERE task_name = 'media'"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


@pytest.fixture
def cli(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    return a_cli(urls, tmp_path)


def _work(desk: Desk, **changes: Any) -> FileWork:
    def sender_for(number: str) -> Any:
        return None

    return FileWork(desk.database, desk.shelf, sender_for, **changes)


# --- expected ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [False, True], ids=["of a stranger", "of a known customer"])
@pytest.mark.parametrize("kind", list(MediaKind))
async def test_a_message_with_a_file_makes_a_row_and_rings_once(
    desk: Desk, kind: MediaKind, known: bool
) -> None:
    if known:
        await desk.customer_says("hello")
    inbound = an_inbound(desk.shop, content=Media(kind, URL, "this?"))
    for _ in range(2):
        await store_posts(desk.database, [Post(b"", (routed(desk.shop, inbound),))])

    (row,), (due,), (job,) = [await desk.rows(sql) for sql in (_MEDIA, _DUE, _JOBS)]
    message = (await desk.messages((await desk.conversation()).id))[-1]
    assert (row["message_id"], row["message_at"]) == (message.id, message.created_at)
    assert (row["kind"], row["url"], row["sender"], row["status"]) == (kind, URL, desk.shop.number, "waiting")
    assert (due["message_id"], due["conversation_id"]) == (message.id, message.conversation_id)
    assert (job["queue_name"], job["lock"]) == ("media", f"media:{message.id}")
    assert job["args"] == {
        "tenant_id": desk.shop.tenant_id,
        "message_id": str(message.id),
        "conversation_id": str(message.conversation_id),
    }


async def test_a_message_without_a_file_makes_none(desk: Desk) -> None:
    await desk.customer_says("hello", "how much?")
    await desk.customer_sends(Location(33.9, 35.5, url="https://maps.test/x"))
    await desk.customer_sends(Text(URL))

    assert [await desk.rows(sql) for sql in (_MEDIA, _DUE, _JOBS)] == [[], [], []]


# --- fetched ----------------------------------------------------------------------------------------


async def test_a_file_is_fetched_and_kept_and_the_customer_is_answered(desk: Desk) -> None:
    desk.shelf.files[URL] = Fetched(PNG, "image/png", "image/jpeg")
    await desk.customer_sends(PICTURE)

    await desk.work()

    (row,) = await desk.rows(_MEDIA)
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        kept = await blobs.get(tx, row["sha256"])
    assert (row["status"], row["reason"], kept) == ("stored", "it was called image/jpeg", PNG)
    assert [await desk.rows(sql) for sql in (_DUE, _JOBS, _ACTIONS)] == [[], [], []]
    assert await desk.rows(_FACTS) == [{"kind": "FileStored", "data": {}}]
    assert len(desk.mail.sent) == 1


async def test_the_same_bytes_are_kept_once(desk: Desk) -> None:
    desk.shelf.files[URL] = Fetched(PNG, "image/png")
    for _ in range(3):
        await desk.customer_sends(PICTURE)

    await desk.work()

    assert len(await desk.rows(_MEDIA)) == 3
    assert len(await desk.rows("SELECT 1 FROM blobs")) == 1


@pytest.mark.parametrize(
    ("outcome", "status", "reason"),
    [
        (Gone("the provider has it no longer (404)"), "gone", "the provider has it no longer (404)"),
        (NotTaken("it is larger than 16 MiB"), "refused", "it is larger than 16 MiB"),
        (Fetched(b"%PDF-1.4", "application/pdf"), "refused", "it came as image and is application/pdf"),
        (Fetched(b"MZ", "application/x-executable"), "refused", "it is a program"),
    ],
)
async def test_of_a_file_that_cannot_be_had_a_person_is_told(
    desk: Desk, outcome: Outcome, status: str, reason: str
) -> None:
    desk.shelf.files[URL] = outcome
    await desk.customer_sends(PICTURE)

    await desk.work()

    (row,), (action,) = await desk.rows(_MEDIA), await desk.rows(_ACTIONS)
    assert (row["status"], row["sha256"]) == (status, None)
    assert reason in row["reason"]
    assert (action["kind"], action["source"], action["status"]) == (
        "media_missing",
        f"message:{row['message_id']}",
        "open",
    )
    assert reason in action["reason"]
    assert await desk.rows(_DUE) == []
    assert [fact["kind"] for fact in await desk.rows(_FACTS)] == ["FileMissing"]
    assert len(desk.mail.sent) == 1  # the customer is answered as always


async def test_a_message_whose_link_is_missing_is_told_too(desk: Desk) -> None:
    await desk.customer_sends(Media(MediaKind.VOICE, None))

    await desk.work()

    assert desk.shelf.asked == [""]
    assert [action["kind"] for action in await desk.rows(_ACTIONS)] == ["media_missing"]


async def test_a_file_that_cannot_be_had_now_is_asked_for_again_later(desk: Desk) -> None:
    desk.shelf.files[URL] = Later("the provider says later (429)", 30.0)
    await desk.customer_sends(PICTURE)

    await desk.work()

    (row,), (job,) = await desk.rows(_MEDIA), await desk.rows(_JOBS)
    assert (row["status"], row["attempts"], row["reason"]) == ("waiting", 1, "the provider says later (429)")
    assert timedelta(seconds=25) < job["scheduled_at"] - utc_now() <= timedelta(seconds=30)
    assert len(await desk.rows(_DUE)) == 1

    desk.shelf.files[URL] = Fetched(PNG, "image/png")
    await desk.do(_NOW)
    await desk.work()

    assert [row["status"] for row in await desk.rows(_MEDIA)] == ["stored"]
    assert await desk.rows(_ACTIONS) == []


async def test_after_some_minutes_a_person_is_told_and_need_do_nothing_once_it_comes(desk: Desk) -> None:
    desk.shelf.files[URL] = Later("the provider says later (503)")
    await desk.customer_sends(PICTURE)
    for _ in range(8):
        assert await desk.rows(_ACTIONS) == []
        await desk.do(_NOW)
        await desk.work()
    (told,) = await desk.rows(_ACTIONS)

    desk.shelf.files[URL] = Fetched(PNG, "image/png")
    await desk.do(_NOW)
    await desk.work()

    assert (told["kind"], told["status"]) == ("media_missing", "open")
    assert "the provider says later (503). It is tried for 7 days" in told["reason"]
    assert [action["status"] for action in await desk.rows(_ACTIONS)] == ["done"]


async def test_a_key_that_is_not_let_in_is_told_at_once_and_tried_on(desk: Desk) -> None:
    desk.shelf.files[URL] = Later("the provider does not let us have it (403)", account=True)
    await desk.customer_sends(PICTURE)

    await desk.work()

    (job,) = await desk.rows(_JOBS)
    assert [(action["kind"], action["source"]) for action in await desk.rows(_ACTIONS)] == [
        ("account_problem", f"sender:{desk.shop.number}")
    ]
    assert job["scheduled_at"] - utc_now() > timedelta(seconds=50)


async def test_a_link_that_is_too_old_is_not_asked_for(desk: Desk) -> None:
    await desk.customer_sends(PICTURE)
    await desk.do(_AGE, days=7)

    await desk.work()

    (row,) = await desk.rows(_MEDIA)
    assert (row["status"], desk.shelf.asked) == ("gone", [])
    assert "within 7 days" in row["reason"]


async def test_a_defect_of_ours_ends_as_a_dead_letter_and_a_person_is_told(desk: Desk, cli: Cli) -> None:
    desk.shelf.files[URL] = RuntimeError("a defect")
    await desk.customer_sends(PICTURE)
    await desk.work()
    assert [job["attempts"] for job in await desk.rows(_JOBS)] == [1]  # tried again by the engine

    await desk.do(_LAST_TRY)
    await desk.work()

    (row,), (job,) = await desk.rows(_MEDIA), await desk.rows(_JOBS)
    assert (row["status"], job["status"]) == ("waiting", "failed")
    assert "dragoman dead list" in row["reason"]
    assert [action["kind"] for action in await desk.rows(_ACTIONS)] == ["media_missing"]
    assert await desk.rows(_DUE) == []  # so the sweep does not ring for it for ever


async def test_a_dead_letter_that_is_tried_again_fetches_the_file(desk: Desk, cli: Cli) -> None:
    from dragoman.doors.cli.dead import dead

    desk.shelf.files[URL] = RuntimeError("a defect")
    await desk.customer_sends(PICTURE)
    await desk.do(_LAST_TRY)
    await desk.work()
    (job,) = await desk.rows(_JOBS)
    desk.shelf.files[URL] = Fetched(PNG, "image/png")

    done = await cli(dead, "retry", str(job["id"]))
    await desk.work()

    assert "runs again" in done.output
    assert [row["status"] for row in await desk.rows(_MEDIA)] == ["stored"]
    assert [action["status"] for action in await desk.rows(_ACTIONS)] == ["done"]


async def test_a_job_that_outlived_its_workers_gives_the_file_up(desk: Desk) -> None:
    await desk.customer_sends(PICTURE)
    await desk.do(
        """
        WITH w AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')
                   RETURNING id)
        UPDATE procrastinate_jobs SET status = 'doing', attempts = 8, worker_id = w.id
        FROM w WHERE task_name = 'media'
        """,
    )
    engine = make_engine(desk.database.urls)
    async with engine.open_async():
        await sweep.hand_on_stalled_jobs(engine, desk.database)

    assert [action["kind"] for action in await desk.rows(_ACTIONS)] == ["media_missing"]
    assert await desk.rows(_DUE) == []


async def test_the_sweep_rings_again_for_a_file_without_a_job_and_only_then(desk: Desk) -> None:
    await desk.customer_sends(PICTURE)
    await desk.do(_OLD_DUE)
    assert await media.ring_again(desk.database) == 0  # its job waits

    await desk.do(_DROP_JOBS)
    rung = await media.ring_again(desk.database)

    assert (rung, await media.ring_again(desk.database)) == (1, 0)
    await desk.work()
    assert desk.shelf.asked == [URL]


async def test_a_job_too_many_does_nothing(desk: Desk) -> None:
    desk.shelf.files[URL] = Fetched(PNG, "image/png")
    await desk.customer_sends(PICTURE)
    await desk.work()
    (row,) = await desk.rows(_MEDIA)

    await media.fetch_file(_work(desk), desk.shop.tenant_id, row["message_id"])
    await media.give_up(desk.database, desk.shop.tenant_id, row["message_id"])

    assert desk.shelf.asked == [URL]
    assert await desk.rows(_ACTIONS) == []


async def test_a_worker_has_a_loop_of_its_own_for_files(desk: Desk) -> None:
    """A flood of files must not stand before turns, deliveries or the sweep; nor one shop's before another's."""
    worker = Worker(make_engine(desk.database.urls), turn_loops=3)

    plan = worker._plan()

    (loop,) = [loop for loop in plan if "media" in loop.queues]
    assert (loop.queues, loop.concurrency) == (["media"], FILES)
    assert loop.slots is not None
    assert len(plan) == worker.loops


# --- forgotten --------------------------------------------------------------------------------------


async def _tidy(desk: Desk) -> None:
    await media.tidy(desk.database, link_days=7, keep_days=90)


async def test_files_are_kept_for_as_long_as_they_are_kept(desk: Desk) -> None:
    desk.shelf.files[URL] = Fetched(PNG, "image/png")
    await desk.customer_sends(PICTURE)
    await desk.work()
    for days, status, count in ((89, "stored", 1), (91, "forgotten", 0)):
        await desk.do(_AGE, days=days)
        await desk.do(_AGE_BLOBS, days=days)

        await _tidy(desk)

        assert [row["status"] for row in await desk.rows(_MEDIA)] == [status]
        assert len(await desk.rows("SELECT 1 FROM blobs")) == count


async def test_old_bytes_that_a_younger_file_is_made_of_stay(desk: Desk) -> None:
    desk.shelf.files[URL] = Fetched(PNG, "image/png")
    await desk.customer_sends(PICTURE)
    await desk.work()
    await desk.do(_AGE, days=100)
    await desk.customer_sends(PICTURE)
    await desk.work()
    await desk.do(_AGE_BLOBS, days=100)

    await _tidy(desk)

    assert sorted(row["status"] for row in await desk.rows(_MEDIA)) == ["forgotten", "stored"]
    assert len(await desk.rows("SELECT 1 FROM blobs")) == 1


async def test_what_nobody_rings_for_any_more_is_gone_when_its_link_is(desk: Desk) -> None:
    await desk.customer_sends(PICTURE)
    await desk.do(_AGE, days=9)

    await _tidy(desk)

    assert [row["status"] for row in await desk.rows(_MEDIA)] == ["gone"]


async def test_another_shops_files_are_its_own(desk: Desk, database: Database) -> None:
    other = Desk(database, await a_tenant(database))
    desk.shelf.files[URL] = Fetched(PNG, "image/png")
    await desk.customer_sends(PICTURE)
    await desk.work()
    (row,) = await desk.rows(_MEDIA)

    assert await other.rows(_MEDIA) == []
    async with database.as_tenant(other.shop.tenant_id) as tx:
        assert await blobs.get(tx, row["sha256"]) is None
