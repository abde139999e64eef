"""The plans of the statements that every message runs, over a volume at which a wrong one shows.

Row security hides an index from any condition whose operator may leak what it compares, without a word: only
the plan tells. A shop's own rows are many here, so that reading them all is not cheap either.
"""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb
from tests.contracts.test_statements import numbered
from tests.support.server import TestServer

from dragoman.base import blobs
from dragoman.base.db import Database
from dragoman.base.ids import TenantId
from dragoman.conversations import files
from dragoman.conversations import store as conversations
from dragoman.orders import order_store, quote_store
from dragoman.orders import store as orders
from dragoman.turns import aside_store, outbox_store, receive_store, report_store, turn_store

TENANT = TenantId(2)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BIG = {"messages", "conversations", "outbox", "message_keys", "contacts", "contact_identities", "turns"}
BIG |= {"procrastinate_jobs", "media", "blobs", "actions", "orders", "order_lines", "order_keys", "quotes"}

# Three shops; in the middle one 10,000 customers. 2,000 of each wrote and were answered; some answers wait.
_FILL = """
    INSERT INTO tenants (id, slug, brand, user_id, currency, timezone)
    SELECT t, 'shop-' || t, 'Shop', t, 'USD', 'UTC'
    FROM generate_series(1, 3) AS t;
    INSERT INTO chatbots (tenant_id, chatbot_id, agent_id, name)
    SELECT t, t, 'echo', 'Bot'
    FROM generate_series(1, 3) AS t;
    INSERT INTO contacts (tenant_id, id, phone)
    SELECT t, md5('contact' || n)::uuid, (96170000000 + n)::text
    FROM generate_series(1, 3) AS t, generate_series(1, CASE WHEN t = 2 THEN 10000 ELSE 2000 END) AS n;
    INSERT INTO contact_identities (tenant_id, identity, contact_id)
    SELECT tenant_id, 'phone:' || phone, id
    FROM contacts;
    INSERT INTO conversations (tenant_id, id, chatbot_id, contact_id, sender, address, last_seq,
                               last_inbound_seq)
    SELECT tenant_id, id, tenant_id, id, '9611', phone, 8, 7
    FROM contacts
    WHERE phone::bigint <= 96170002000;
    INSERT INTO messages (tenant_id, id, created_at, conversation_id, seq, direction, author, kind, body,
                          status)
    SELECT c.tenant_id, md5(c.tenant_id::text || c.id || n)::uuid, '2026-03-01 12:00Z'::timestamptz, c.id, n,
           CASE WHEN n % 2 = 1 THEN 'in' ELSE 'out' END, 'customer', 'text', repeat('word ', 12),
           CASE WHEN n % 2 = 1 THEN 'received' ELSE 'delivered' END
    FROM conversations AS c, generate_series(1, 8) AS n;
    INSERT INTO message_keys (tenant_id, sender, provider_id)
    SELECT tenant_id, '9611', id::text
    FROM messages;
    INSERT INTO turns (tenant_id, conversation_id, from_seq, through_seq, outcome, answered_by, epoch)
    SELECT c.tenant_id, c.id, n, n, 'answered', 'echo', 0
    FROM conversations AS c, generate_series(1, 7, 2) AS n;
    INSERT INTO outbox (tenant_id, conversation_id, seq, message_id, author, epoch)
    SELECT c.tenant_id, c.id, 8, md5(c.tenant_id::text || c.id || 8)::uuid, 'agent', 0
    FROM conversations AS c
    WHERE c.id < '20000000-0000-0000-0000-000000000000';
    INSERT INTO conversation_due (tenant_id, conversation_id, delivery_since)
    SELECT tenant_id, conversation_id, now()
    FROM outbox;
    INSERT INTO blobs (tenant_id, sha256, media_type, size, data)
    SELECT tenant_id, sha256(convert_to(id::text, 'UTF8')), 'image/jpeg', 5, 'bytes'
    FROM contacts;
    INSERT INTO media (tenant_id, message_id, message_at, conversation_id, sender, kind, url, status, sha256)
    SELECT m.tenant_id, m.id, m.created_at, m.conversation_id, '9611', 'image', 'none', 'stored',
           sha256(convert_to(m.conversation_id::text, 'UTF8'))
    FROM messages AS m
    WHERE m.seq < 4;
    INSERT INTO actions (tenant_id, conversation_id, kind, source, reason)
    SELECT tenant_id, id, 'handoff', 'seq:1', 'none'
    FROM conversations;
    INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status)
    SELECT 'turns', 'turn', 'conv:' || id, 'todo'
    FROM contacts;
    INSERT INTO orders (tenant_id, id, at, conversation_id, contact_id, status, source, currency, number,
                        subtotal_minor, discount_minor, total_minor)
    SELECT tenant_id, id, '2026-03-01 12:00Z'::timestamptz - make_interval(mins => n), id, contact_id, 'new',
           'quote:' || id, 'USD', 1000 + n, 100, 0, 100
    FROM (SELECT *, row_number() OVER (PARTITION BY tenant_id ORDER BY id)::integer AS n FROM conversations) AS c;
    INSERT INTO order_lines (tenant_id, order_id, order_at, position, sku, quantity, total_minor)
    SELECT tenant_id, id, at, n, 'sku', 1, 50
    FROM orders, generate_series(1, 2) AS n;
    INSERT INTO order_keys (tenant_id, number, order_id, order_at, quote_id, conversation_id, from_seq)
    SELECT tenant_id, number, id, at, id, conversation_id, 3
    FROM orders;
    INSERT INTO quotes (tenant_id, id, conversation_id, seq, at, expires_at, currency, subtotal_minor, discount_minor,
                        total_minor, catalogue_version, lines)
    SELECT tenant_id, id, conversation_id, 1, at, at, 'USD', 100, 0, 100, 1, '[]'
    FROM orders;
"""


@pytest.fixture(scope="module")
async def busy(server: TestServer) -> AsyncIterator[Database]:
    """The application over a database with some history."""
    name, urls = server.clone()
    with psycopg.connect(server.admin_url_of(name), autocommit=True) as admin:
        # Triggers ask for a shop, and here are three at once.
        admin.execute("SET session_replication_role = replica")
        admin.execute(_FILL)
        admin.execute("VACUUM ANALYZE")
    async with Database(urls, pool_size=1) as database:
        yield database
    server.drop(name)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _nodes(child)


def _wide(plan: dict[str, Any]) -> list[str]:
    """What reads a whole big table, or all that one shop has of it."""
    found = []
    for node in _nodes(plan):
        table = node.get("Relation Name") or str(node.get("Index Name", "")).removesuffix("_pkey")
        if not any(table.startswith(big) for big in BIG):
            continue
        if node["Node Type"] == "Seq Scan":
            found.append(f"Seq Scan on {table}")
        elif node["Node Type"] in {"Index Scan", "Index Only Scan", "Bitmap Index Scan"}:
            condition = node.get("Index Cond", "")
            if not set(re.findall(r"\((?:\w+\.)?(\w+) (?:=|>|<|IS)", condition)) - {"tenant_id"}:
                found.append(f"{node['Node Type']} of {node['Index Name']} by {condition or 'nothing'}")
    return found


async def _custom_plan(database: Database, statement: str, values: dict[str, Any]) -> dict[str, Any]:
    """The plan for just these values, as the first executions on a connection get it."""
    async with database.as_tenant(TENANT) as tx:
        return _root(await tx.value("EXPLAIN (FORMAT JSON) " + statement, values))


async def _generic_plan(database: Database, statement: str) -> dict[str, Any]:
    """The plan for any values, which a connection may settle on after some executions."""
    text = numbered(statement)
    nulls = ", ".join(["NULL"] * len(set(re.findall(r"\$\d+", text))))
    async with database.as_tenant(TENANT) as tx:
        await tx.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await tx.connection.execute(f"PREPARE it AS {text}", prepare=False)  # type: ignore[arg-type]
        try:
            return _root(await tx.value(f"EXPLAIN (FORMAT JSON) EXECUTE it ({nulls})"))
        finally:
            await tx.connection.execute("DEALLOCATE it", prepare=False)


def _root(explained: list[dict[str, Any]]) -> dict[str, Any]:
    plan: dict[str, Any] = explained[0]["Plan"]
    return plan


async def _some_ids(database: Database, count: int) -> tuple[UUID, list[UUID]]:
    async with database.as_tenant(TENANT) as tx:
        conversation = await tx.value("SELECT conversation_id FROM outbox LIMIT 1")
        rows = await tx.fetch_dicts("SELECT id FROM messages ORDER BY id LIMIT %(n)s", {"n": count})
    return conversation, [row["id"] for row in rows]


def _inbound(n: int) -> dict[str, Any]:
    return {
        "n": n,
        "chatbot_id": 2,
        "contact_id": str(UUID(int=n)),
        "sender": "9611",
        "address": "9617",
        "provider_id": f"new{n}",
        "kind": "text",
        "body": "hi",
        "content": {},
        "quoted_id": None,
        "provider_at": NOW.isoformat(),
        "raw": "{}",
        "served": True,
        "paused": False,
    }


async def _values_of(database: Database, name: str, count: int) -> dict[str, Any]:
    conversation, messages = await _some_ids(database, count)
    one = {"conversation_id": conversation, "tenant_id": TENANT, "message_id": messages[0], "message_at": NOW}
    turn = {
        "job_id": 1,
        "worker_id": 1,
        "attempts": 0,
        "pair_interval_s": 6.0,
        "pair_slack_s": 60.0,
        "epoch": 0,
        "from_seq": 7,
        "through_seq": 7,
        "count": 1,
        "state": Jsonb({}),
        "hand_over": None,
        "window_open": True,
        "covered_jobs": [],
        "actions": Jsonb([]),
        "facts": Jsonb([{"kind": "TurnAnswered", "data": {}}]),
        "turn_id": UUID(int=1),
        "agent_id": "echo",
        "reason": None,
        "ms": 3,
        "trace": Jsonb({}),
        "story": Jsonb({}),
        "messages": Jsonb([{"n": 1, "id": str(UUID(int=9)), "kind": "text", "body": "hi", "content": {}}]),
    }
    reports = [{"id": str(id_), "status": "read", "at": NOW.isoformat(), "error": None} for id_ in messages]
    values: dict[str, dict[str, Any]] = {
        "CLAIM_KEYS": {
            "senders": ["9611"] * count,
            "provider_ids": [str(id_) for id_ in messages],
            "identities": [f"phone:{96170000000 + n}" for n in range(1, count + 1)],
        },
        "RECORD_INBOUND": {"items": Jsonb([_inbound(n) for n in range(count)])},
        "LOAD_TURN": {"history": 20, "limit": 200},
        "COMMIT_TURN": turn,
        "STORE_DRAFT": turn,
        "OLDEST_UNSENT": {"stalled_s": 5.0, "longest_send_s": 60.0},
        "CLAIM": {"seq": 8, "worker_id": 1, "pair_interval_s": 6.0},
        "WAIT_FOR_PACE": {"seq": 8, "until": NOW},
        "SETTLE": {"seq": 8, "status": "sent", "provider_id": None, "error": None},
        "POSTPONE": {
            "seq": 8,
            "status": "queued",
            "message_status": "queued",
            "not_before": NOW,
            "error": "x",
            "tries": 1,
        },
        "APPLY_RECEIPTS": {"reports": Jsonb(reports)},
        "LIST_FAILED": {},
        "FIND_CONTACTS": {"identities": ["phone:96170000001", "user:x"]},
        "FIND_TALKS": {"identities": ["phone:96170000001", "user:x"], "chatbot_id": 2},
        "TAKE_BACK": {"conversations": [conversation], "provider_id": "wamid.x", "at": NOW},
        "SUBMIT_ANEW": {"new_id": UUID(int=7), "not_before": NOW},
        "GIVE_UP_TURN": {"reason": "turn_failed"},
        "STOP_TURN": {"reason": "taken_over", "reopen": True},
    }
    return one | values[name]


# Beside the hot ones: what reports bring, and what is done about failures.
REPORTS = ["APPLY_RECEIPTS", "LIST_FAILED", "SUBMIT_ANEW"]
ASIDES = ["FIND_CONTACTS", "FIND_TALKS", "TAKE_BACK"]

HOT = ["CLAIM_KEYS", "RECORD_INBOUND", "LOAD_TURN", "COMMIT_TURN", "STORE_DRAFT", "GIVE_UP_TURN"]
HOT += ["OLDEST_UNSENT", "CLAIM", "SETTLE", "POSTPONE", "STOP_TURN", "WAIT_FOR_PACE", *REPORTS, *ASIDES]


_STORES = (receive_store, turn_store, outbox_store, report_store, aside_store)


def _statement(name: str) -> str:
    text: str = next(getattr(place, name) for place in _STORES if hasattr(place, name))
    return text


@pytest.mark.parametrize("count", [1, 10], ids=["one", "ten"])
@pytest.mark.parametrize("name", HOT)
async def test_a_hot_statement_reads_only_what_it_needs(busy: Database, name: str, count: int) -> None:
    values = await _values_of(busy, name, count)

    plan = await _custom_plan(busy, _statement(name), values)

    assert _wide(plan) == [], plan


@pytest.mark.parametrize("name", HOT)
async def test_its_generic_plan_does_too(busy: Database, name: str) -> None:
    plan = await _generic_plan(busy, _statement(name))

    assert _wide(plan) == [], plan


async def test_a_conversation_and_its_messages_are_read_by_their_keys(busy: Database) -> None:
    conversation, _ = await _some_ids(busy, 1)
    one = {"id": conversation, "conversation_id": conversation, "limit": 50}

    plans = [
        await _custom_plan(busy, statement, one)
        for statement in (conversations.FIND_CONVERSATION, conversations.LIST_MESSAGES)
    ]

    assert [_wide(plan) for plan in plans] == [[], []]


ORDER_STATEMENTS = [quote_store.INSERT_QUOTE, quote_store.LOCK_QUOTE, quote_store.ORDER_SCENE]
ORDER_STATEMENTS += [order_store.FIND_PLACED, order_store.FIND_ORDER_OF, order_store.FIND_OWN_ORDER]
ORDER_STATEMENTS += [order_store.LOCK_OWN_ORDER, order_store.LAST_DETAILS, order_store.SET_STATUS]
ORDER_STATEMENTS += [orders.FIND_NUMBERED, orders.FIND_ORDERS, orders.LIST_LINES, orders.SAID_AT_CONFIRMATION]


async def test_orders_and_quotes_are_read_by_their_keys(busy: Database) -> None:
    conversation, (message,) = await _some_ids(busy, 1)
    values = {"conversation_id": conversation, "message_id": message, "contact_id": conversation}
    values |= {"quote_id": conversation, "order_id": conversation, "id": UUID(int=1)}
    values |= {"lowest": conversation, "highest": conversation}
    rest = {"from_seq": 3, "through_seq": 9, "number": 1001, "lines": Jsonb([]), "at": NOW, "expires_at": NOW}
    rest |= {"status": "packed", "before": "new", "fact": "OrderStatusChanged", "actor": "staff:x"}
    rest |= {"currency": "USD", "code": None, "city": None, "cancelled_in": None, "delivery_minor": None}
    rest |= dict.fromkeys(("subtotal_minor", "discount_minor", "total_minor", "catalogue_version"), 0)

    for statement in ORDER_STATEMENTS:
        assert _wide(await _custom_plan(busy, statement, values | rest)) == [], statement
        assert _wide(await _generic_plan(busy, statement)) == [], statement


_WHO_IS_WHO = ["FIND_IDENTITIES", "UPDATE_CONTACTS", "MOVE_IDENTITIES", "LOCK_CONTACTS", "HAND_OVER"]


@pytest.mark.parametrize("name", _WHO_IS_WHO)
async def test_finding_out_who_is_who_reads_only_those(busy: Database, name: str) -> None:
    async with busy.as_tenant(TENANT) as tx:
        rows = await tx.fetch_dicts("SELECT id, contact_id FROM conversations ORDER BY id LIMIT 10")
    contacts, nothing = [row["contact_id"] for row in rows], [None] * 10
    values = {
        "identities": [f"phone:{96170000000 + n}" for n in range(1, 11)],
        "ids": contacts,
        "contacts": contacts,
        "merged_into": contacts,
        "phones": nothing,
        "user_ids": nothing,
        "usernames": nothing,
        "names": nothing,
        "chatbots": [TENANT] * 10,
        "beside": [row["id"] for row in rows],
        "reasons": nothing,
        "tenant_id": TENANT,
    }
    statement = getattr(conversations, name)

    plans = [await _custom_plan(busy, statement, values), await _generic_plan(busy, statement)]

    assert [_wide(plan) for plan in plans] == [[], []]


_OF_A_FILE = ["FIND_EXPECTED", "LIST_FILES", "FIND_FILES", "SETTLE_FILE", "POSTPONE_FILE", "STOP_EXPECTING"]
FILE_STATEMENTS = [getattr(files, name) for name in _OF_A_FILE] + [blobs.FIND_BLOBS, blobs.READ_PART]


# The keys that find the one row. A worker keeps the plan that it makes in its first seconds.
_ONE_ROW = {
    "LOAD_TURN": [
        ("conversations", "id"),
        ("contacts", "id"),
        ("messages", "conversation_id"),
        ("procrastinate_jobs", "lock"),
    ],
    "COMMIT_TURN": [("procrastinate_jobs", "id"), ("conversations", "id"), ("outbox", "conversation_id")],
    "SETTLE": [("messages", "id"), ("outbox", "conversation_id")],
    "OLDEST_UNSENT": [("messages", "id"), ("conversations", "id"), ("outbox", "conversation_id")],
    "CLAIM": [("messages", "id"), ("outbox", "seq")],
    "RECORD_KNOWN": [("contact_identities", "identity"), ("contacts", "id")],
}

_A_FEW_ROWS = """
    INSERT INTO tenants (id, slug, brand, user_id, currency, timezone)
    SELECT t, 'shop-' || t, 'Shop', t, 'USD', 'UTC'
    FROM generate_series(1, 3) AS t;
    INSERT INTO chatbots (tenant_id, chatbot_id, agent_id, name)
    SELECT id, id, 'echo', 'Bot'
    FROM tenants;
    INSERT INTO contacts (tenant_id, id, phone)
    SELECT t, md5('contact' || n)::uuid, n::text
    FROM generate_series(1, 3) AS t, generate_series(1, 20) AS n;
    INSERT INTO contact_identities (tenant_id, identity, contact_id)
    SELECT tenant_id, 'phone:' || phone, id
    FROM contacts;
    INSERT INTO conversations (tenant_id, id, chatbot_id, contact_id, sender, address)
    SELECT tenant_id, id, tenant_id, id, '9611', phone
    FROM contacts;
    INSERT INTO messages (tenant_id, conversation_id, seq, direction, author, kind, body)
    SELECT c.tenant_id, c.id, n, 'in', 'customer', 'text', 'hello'
    FROM conversations AS c, generate_series(1, 3) AS n;
    INSERT INTO blobs (tenant_id, sha256, media_type, size, data)
    SELECT tenant_id, sha256(convert_to(id::text, 'UTF8')), 'image/jpeg', 5, 'bytes'
    FROM contacts;
    INSERT INTO media (tenant_id, message_id, message_at, conversation_id, sender, kind, url)
    SELECT tenant_id, id, created_at, conversation_id, '9611', 'image', 'none'
    FROM messages;
"""


@pytest.fixture(scope="module", params=["made a moment ago", "with a few rows", "with a few rows, analysed"])
async def young(server: TestServer, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """A database in its first minutes, before and after the server has looked at it."""
    name, urls = server.clone()
    with psycopg.connect(server.admin_url_of(name), autocommit=True) as admin:
        if request.param != "made a moment ago":
            admin.execute(_A_FEW_ROWS)
        if request.param == "with a few rows, analysed":
            admin.execute("VACUUM ANALYZE")
    async with Database(urls, pool_size=1) as database:
        yield database
    server.drop(name)


@pytest.mark.parametrize("name", _ONE_ROW)
async def test_a_young_database_finds_a_row_by_its_key(young: Database, name: str) -> None:
    async with young.as_tenant(TENANT) as tx:
        if tx.connection.info.server_version < 160000:
            pytest.skip("EXPLAIN (GENERIC_PLAN) came with PostgreSQL 16")
        rows = await tx.connection.execute(
            "EXPLAIN (GENERIC_PLAN, FORMAT JSON) " + numbered(_statement(name))
        )
        plan = (await rows.fetchall())[0][0]

    scans = list(_scans(plan[0]["Plan"]))
    for table, column in _ONE_ROW[name]:
        conditions = [scan.get("Index Cond", "") for scan in scans if scan.get("Relation Name") == table]
        assert conditions, f"{name} does not read {table}"
        assert all(re.search(rf"\b{column} = ", condition) for condition in conditions), conditions


def test_a_new_database_gives_autovacuum_nothing_to_do(server: TestServer) -> None:
    """Or it would look at the empty tables, and the planner forget what the migration taught it."""
    name, _ = server.clone()
    with psycopg.connect(server.admin_url_of(name), autocommit=True) as admin:
        touched = admin.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE n_dead_tup > 50 OR n_mod_since_analyze > 50 "
            "UNION ALL SELECT relname FROM pg_class WHERE relname IN ('messages', 'outbox') AND reltuples >= 0"
        ).fetchall()
    server.drop(name)

    assert touched == []


def _scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node["Node Type"].endswith("Scan"):
        yield node
    for child in node.get("Plans", []):
        yield from _scans(child)


async def test_storing_a_picture_reads_what_storing_words_does_and_its_conversation(busy: Database) -> None:
    """The trigger's statements are not seen in a plan: how much they read is."""
    async with busy.as_tenant(TENANT) as tx:
        conversation = await tx.value("SELECT id FROM conversations ORDER BY id DESC LIMIT 1")
        explained = await tx.value(
            "EXPLAIN (ANALYZE, FORMAT JSON) INSERT INTO messages"
            " (conversation_id, seq, direction, author, kind, content)"
            " VALUES (%(id)s, 9, 'in', 'customer', 'image', '{}'), (%(id)s, 10, 'in', 'customer', 'text', '{}')",
            {"id": conversation},
        )
        made = await tx.fetch_dicts("SELECT kind, status FROM media WHERE status = 'waiting'")

    calls = {trigger["Trigger Name"]: trigger["Calls"] for trigger in explained[0]["Triggers"]}
    assert calls["expect_file"] == 1  # the words did not even begin it
    assert made == [{"kind": "image", "status": "waiting"}]


async def test_what_a_file_costs_reads_only_that_file(busy: Database) -> None:
    _, messages = await _some_ids(busy, 3)
    values = {
        "message_id": messages[0],
        "messages": messages,
        "lowest": messages[0],
        "highest": messages[0],
        "tenant_id": TENANT,
        "status": "stored",
        "reason": None,
        "sha256": bytes(32),
        "at": NOW,
        "days": 90,
        "names": [bytes(32)],
        "start": 0,
        "length": 10,
    }
    plans = [await _custom_plan(busy, statement, values) for statement in FILE_STATEMENTS]
    plans += [await _generic_plan(busy, statement) for statement in FILE_STATEMENTS]

    assert [_wide(plan) for plan in plans] == [[]] * len(plans)


# Those that a worker asks again and again: lists are asked by people, on connections that end soon.
@pytest.mark.parametrize(
    "statement",
    [files.FIND_EXPECTED, files.SETTLE_FILE, files.POSTPONE_FILE, files.STOP_EXPECTING, blobs.READ_PART],
    ids=["FIND_EXPECTED", "SETTLE_FILE", "POSTPONE_FILE", "STOP_EXPECTING", "READ_PART"],
)
async def test_a_young_database_finds_a_file_by_its_key(young: Database, statement: str) -> None:
    plan = await _generic_plan(young, statement)

    assert [wide for wide in _wide(plan) if "media" in wide or "blobs" in wide] == []
