"""``dragoman hooks``: what no shop could take is shown, and given to a shop once there is one."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from tests.support.desk import Cli, Desk, a_cli
from tests.support.shops import a_tenant

from dragoman.base.db import Database, DatabaseUrls
from dragoman.doors.cli.hooks import hooks
from dragoman.doors.webhook import read_post
from dragoman.tenants.model import Routing
from dragoman.turns import hooks as kept
from dragoman.turns.hooks import Hook
from dragoman.turns.intake import store_posts

PAYLOADS = Path(__file__).parents[1] / "payloads" / "infobip"
_NUMBER_MOVES_TO = """
    UPDATE senders
    SET number = %(number)s
    WHERE tenant_id = %(tenant_id)s
"""


@pytest.fixture
def cli(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    return a_cli(urls, tmp_path)


def a_webhook(to: str, *texts: str) -> bytes:
    """A webhook body with one message for each text."""
    results = [
        {
            "from": "96170111222",
            "to": to,
            "integrationType": "WHATSAPP",
            "receivedAt": "2026-11-22T09:00:00.000+0000",
            "messageId": f"id-{to}-{n}",
            "message": {"type": "TEXT", "text": text},
            "contact": {"name": "Mona"},
        }
        for n, text in enumerate(texts)
    ]
    return json.dumps({"results": results}).encode()


def nobodys(number: str) -> Routing | None:
    """Routing in which no shop has any number."""
    return None


async def gives_number(desk: Desk, number: str) -> None:
    """From now on the shop has that number."""
    async with desk.database.as_platform() as tx:
        await tx.execute(_NUMBER_MOVES_TO, {"number": number, "tenant_id": desk.shop.tenant_id})


async def test_a_message_to_an_unknown_number_is_listed_and_answered_once_the_number_exists(
    database: Database, cli: Cli
) -> None:
    desk = Desk(database, await a_tenant(database))
    await store_posts(database, [read_post(a_webhook("96179000001", "hi", "anybody?"), nobodys)])

    listed = await cli(hooks, "list", "--unrouted")
    early = await cli(hooks, "replay", "--unrouted")
    await gives_number(desk, "96179000001")
    replayed = await cli(hooks, "replay", "--unrouted")
    again = await cli(hooks, "replay", "--unrouted")

    assert listed.output.count("96179000001") == 2
    assert "waiting: unrouted 2" in listed.output
    assert "replayed 0, still waiting 2" in early.output
    assert "replayed 2, still waiting 0; messages stored 2" in replayed.output
    assert "replayed 0, still waiting 0; messages stored 0" in again.output
    assert await desk.waiting() == {"with_agent": 1}


async def test_what_finds_no_shop_again_is_counted_and_not_told_one_by_one(
    database: Database, cli: Cli
) -> None:
    await store_posts(database, [read_post(a_webhook("96179000009", "hi", "anybody?", "hello?"), nobodys)])

    with capture_logs() as logged:
        done = await cli(hooks, "replay", "--unrouted")

    assert done.output == ("replayed 0, still waiting 3; messages stored 0, known before 0, receipts 0\n")
    assert [event for event in logged if event["event"] == "message_unrouted"] == []


async def test_replaying_a_message_that_a_shop_has_already_stores_it_once(
    database: Database, cli: Cli
) -> None:
    desk = Desk(database, await a_tenant(database))
    body = a_webhook("96179000002", "hi")
    await store_posts(database, [read_post(body, nobodys)])
    async with database.as_platform() as tx:
        await kept.keep(tx, [Hook("failed", body, reason="a test")])
    await gives_number(desk, "96179000002")

    done = await cli(hooks, "replay", "--all-waiting")

    assert "replayed 2, still waiting 0; messages stored 1, known before 1" in done.output
    conversation = await desk.conversation("96170111222")
    assert len(await desk.messages(conversation.id)) == 1


async def test_a_batch_of_which_a_shop_takes_a_part_leaves_the_rest_waiting(
    database: Database, cli: Cli
) -> None:
    desk = Desk(database, await a_tenant(database))
    ours, others = json.loads(a_webhook("96179000003", "hi")), json.loads(a_webhook("96179000004", "hi"))
    batch = json.dumps({"results": ours["results"] + others["results"]}).encode()
    async with database.as_platform() as tx:
        await kept.keep(tx, [Hook("failed", batch, reason="a test")])
    await gives_number(desk, "96179000003")

    done = await cli(hooks, "replay", "--all-waiting")
    listed = await cli(hooks, "list")

    assert "messages stored 1" in done.output
    assert "waiting: unrouted 1" in listed.output
    assert "96179000004" in listed.output


async def test_a_kept_payload_is_shown_byte_for_byte_and_replayed_by_its_id_once(
    database: Database, cli: Cli
) -> None:
    desk = Desk(database, await a_tenant(database))
    body = a_webhook("96179000005", "مرحبا")
    async with database.as_platform() as tx:
        await kept.keep(tx, [Hook("failed", body, reason="a test")])
        hook_id = str((await kept.list_kept(tx))[0].id)
    await gives_number(desk, "96179000005")

    shown = await cli(hooks, "show", hook_id)
    first = await cli(hooks, "replay", hook_id)
    second = await cli(hooks, "replay", hook_id)

    assert shown.stdout_bytes == body + b"\n"
    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "was replayed already" in second.output


@pytest.mark.parametrize("words", [[], ["1", "--unrouted"], ["--unrouted", "--all-waiting"]])
async def test_replay_asks_what_to_replay(cli: Cli, words: list[str]) -> None:
    done = await cli(hooks, "replay", *words)

    assert done.exit_code == 2
    assert "say what to replay" in done.output


async def test_a_hook_that_is_not_there_is_told(cli: Cli) -> None:
    for command in ("show", "replay"):
        done = await cli(hooks, command, "12345")

        assert done.exit_code == 1
        assert "there is no kept hook 12345" in done.output


async def test_parse_prints_one_object_for_each_event_and_needs_no_settings(cli: Cli) -> None:
    body = (PAYLOADS / "batch_of_everything.json").read_bytes()

    done = await cli(hooks, "parse", typed=body, DATABASE_URL="nonsense", DRAGOMAN_NO_SUCH_SETTING="x")

    events = [json.loads(line) for line in done.stdout_bytes.splitlines()]
    assert done.exit_code == 0
    assert len(events) > 3
    assert all("event" in event for event in events)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe",
        b"[[[[[",
        b'{"results": 1e999}',
        b'{"results": [{"message": {"type": "TEXT", "text": "\\ud83d"}, "from": "1", "to": "2"}]}',
        b'{"results": [null, 7, {}, []]}',
    ],
)
async def test_parse_reads_whatever_bytes_there_are_and_never_fails(cli: Cli, body: bytes) -> None:
    done = await cli(hooks, "parse", typed=body)

    assert done.exit_code == 0, done.output
    assert all(json.loads(line)["event"] for line in done.stdout_bytes.splitlines())


async def test_each_event_is_one_line_for_every_reader_and_stays_readable(cli: Cli) -> None:
    breaks = "".join(chr(code) for code in [*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029])
    words = f"مرحبا{breaks}é😀"
    body = a_webhook("96179000006", words, words)

    done = await cli(hooks, "parse", typed=body)

    printed = done.stdout_bytes.decode()
    lines = printed.splitlines()
    assert len(lines) == 2
    assert [json.loads(line)["text"] for line in lines] == [words.replace("\0", "")] * 2
    assert printed.count("مرحبا") == printed.count("é😀") == 2


async def test_closed_input_is_read_as_empty_input() -> None:
    async def parse_from(redirection: str) -> tuple[int | None, bytes]:
        command = f'exec "$0" -m dragoman hooks parse {redirection}'
        process = await asyncio.create_subprocess_exec(
            "sh",
            "-c",
            command,
            sys.executable,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        return process.returncode, output

    closed, empty = await parse_from("<&-"), await parse_from("</dev/null")

    assert closed == empty
    assert closed == (0, b'{"event": "unsupported", "reason": "the body is not JSON"}\n')
