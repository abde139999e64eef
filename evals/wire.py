"""The real application, in by its webhook and out at the emulator's outbox; the end state from its database."""

import asyncio
import contextlib
import itertools
import os
import re
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from psycopg.rows import dict_row
from tests.support.running import NUMBERS, Dragoman, a_result, running_dragoman
from tests.support.server import TestServer

from evals.conversation import Choice, EndState, Said, StoredLine, StoredOrder, Turn
from evals.people import person
from evals.scenario import Scenario

SETTINGS = {"DEBOUNCE_SECONDS": "0.05"}
"""What the application runs under: the quiet window is short, so that many conversations fit into a minute."""

_OF_MODELS = ("DRAGOMAN_MODEL", "OPENAI_", "ANTHROPIC_", "GOOGLE_", "GEMINI_")
_LOOK_EVERY_S = 0.03

# Which conversations wait for the agent, or to be sent something. What waits for a person does not count.
_BUSY = """
    SELECT c.sender, c.address
    FROM conversations AS c
    JOIN (SELECT tenant_id, conversation_id FROM conversation_due WHERE reply_since IS NOT NULL AND owner = 'agent'
          UNION SELECT tenant_id, conversation_id FROM outbox WHERE status <> 'unknown'
          UNION SELECT tenant_id, conversation_id FROM failed_sends) AS busy
      ON (busy.tenant_id, busy.conversation_id) = (c.tenant_id, c.id)
"""
_CONVERSATION = """
    SELECT c.tenant_id, c.id, c.mode,
           (SELECT count(*) FROM messages AS m WHERE (m.tenant_id, m.conversation_id) = (c.tenant_id, c.id)
            AND m.direction = 'in') AS inbound,
           ARRAY(SELECT kind FROM actions AS a WHERE (a.tenant_id, a.conversation_id) = (c.tenant_id, c.id)
                 AND a.status = 'open' ORDER BY opened_at) AS actions
    FROM conversations AS c
    WHERE c.sender = %s AND c.address = %s
"""
_ORDERS = """
    SELECT to_jsonb(o) AS head,
           (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.position) FROM order_lines AS l
            WHERE (l.tenant_id, l.order_id) = (o.tenant_id, o.id)) AS lines
    FROM orders AS o WHERE o.tenant_id = %s AND o.conversation_id = %s ORDER BY o.at
"""
_TURNS = "SELECT to_jsonb(t) AS turn FROM turns AS t WHERE tenant_id = %s AND conversation_id = %s ORDER BY through_seq"

# Every amount that code has worked out for this conversation.
_COUNTED = """
    SELECT to_jsonb(counted) AS row
    FROM conversations AS c, LATERAL (
        SELECT to_jsonb(q) FROM quotes AS q WHERE (q.tenant_id, q.conversation_id) = (c.tenant_id, c.id)
        UNION ALL
        SELECT to_jsonb(o) FROM orders AS o WHERE (o.tenant_id, o.conversation_id) = (c.tenant_id, c.id)
        UNION ALL
        SELECT to_jsonb(l) FROM orders AS o JOIN order_lines AS l ON (l.tenant_id, l.order_id) = (o.tenant_id, o.id)
        WHERE (o.tenant_id, o.conversation_id) = (c.tenant_id, c.id)
    ) AS counted
    WHERE c.sender = %s AND c.address = %s
"""

_MOVE_ORDER = """
    UPDATE orders SET status = %s, status_at = now()
    WHERE id = (SELECT o.id FROM orders AS o
                JOIN conversations AS c ON (c.tenant_id, c.id) = (o.tenant_id, o.conversation_id)
                WHERE c.sender = %s AND c.address = %s ORDER BY o.at DESC LIMIT 1)
    RETURNING id
"""

_people = itertools.count(70_200_001)
_ids = itertools.count(1)

Json = dict[str, Any]


@dataclass
class Watch:
    """Looks again and again at who waits for the agent: one look for all customers."""

    dragoman: Dragoman
    busy: frozenset[tuple[str, str]] = frozenset()
    looked_at: float = 0.0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def look(self) -> None:
        """Looks until it is cancelled."""
        async with await psycopg.AsyncConnection.connect(
            self.dragoman.admin_url, autocommit=True
        ) as connection:
            while True:
                started = time.monotonic()
                cursor = await connection.execute(_BUSY)
                busy = frozenset(await cursor.fetchall())
                async with self.changed:
                    self.busy, self.looked_at = busy, started
                    self.changed.notify_all()
                await asyncio.sleep(_LOOK_EVERY_S)

    async def quiet(self, sender: str, address: str, *, seconds: float) -> None:
        """Returns when nothing is owed in that conversation. Raises ``TimeoutError`` after so many seconds."""
        asked = time.monotonic()
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(lambda: self.looked_at > asked and (sender, address) not in self.busy)


@dataclass(frozen=True)
class House:
    """A running application with both shops, the watch on it, and a look into its database, every wall open."""

    dragoman: Dragoman
    watch: Watch
    reading: psycopg.AsyncConnection[Json]
    patience_s: float

    async def rows(self, sql: LiteralString, *values: Any) -> list[Json]:
        """The rows of a query."""
        return await (await self.reading.execute(sql, values)).fetchall()

    def phone(self, scenario: Scenario) -> "WebhookPhone":
        """A new customer's phone at the scenario's shop."""
        who = person(scenario.language, scenario.who)
        name = scenario.profile or f"{who.first_name} {who.last_name}"
        return WebhookPhone(self, NUMBERS[scenario.shop], f"961{next(_people)}", name)


@contextlib.asynccontextmanager
async def house(
    server: TestServer, *, settings: Mapping[str, str] | None = None, patience_s: float = 20.0
) -> AsyncIterator[House]:
    """The application on a database of its own until the block ends. ``patience_s``: how long an answer may take."""
    async with running_dragoman(server, {**SETTINGS, **(settings or {})}) as dragoman:
        # Most customers come in by the webhook alone: the emulator knows of no window that they opened.
        await dragoman.emulator("PATCH", "settings", {"enforce_window": False})
        watch = Watch(dragoman)
        looking = asyncio.create_task(watch.look())
        reading = await psycopg.AsyncConnection.connect(
            dragoman.admin_url, autocommit=True, row_factory=dict_row
        )
        async with reading:
            try:
                yield House(dragoman, watch, reading, patience_s)
            finally:
                looking.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await looking


def settings_of_model(model: str | None) -> dict[str, str]:
    """The settings that make a model answer: ``model`` itself, and the keys and addresses of this environment."""
    if model is None:
        return {}
    given = {name: value for name, value in os.environ.items() if name.startswith(_OF_MODELS)}
    return {**given, "DRAGOMAN_MODEL": model}


@dataclass
class WebhookPhone:
    """A customer's phone whose messages arrive at the webhook, and who reads what the emulator took."""

    house: House
    sender: str
    address: str
    name: str
    read: int = 0
    amounts: set[int] = field(default_factory=set)

    async def write(self, texts: Sequence[str], *, twice: bool = False) -> tuple[Said, ...]:
        """Writes these messages: a burst is one webhook with all of them, so that nothing hangs on the machine's speed.

        ``twice``: the same webhook comes again.
        """
        results = [self._result({"type": "TEXT", "text": text}) for text in texts]
        for _ in range(2 if twice else 1):
            await self._post(*results)
        return await self._answer()

    async def tap(self, choice: Choice, on: Said) -> tuple[Said, ...]:
        """Taps a button or row."""
        kind = "INTERACTIVE_LIST_REPLY" if on.kind == "list" else "INTERACTIVE_BUTTON_REPLY"
        context = {"from": self.sender, "id": on.message_id}
        message = {"type": kind, "id": choice.id, "title": choice.title, "context": context}
        await self._post(self._result(message))
        return await self._answer()

    async def send(self, kind: str, fields: Mapping[str, Any]) -> tuple[Said, ...]:
        """Sends a message of any kind of the emulator's, which keeps its file and pushes the webhook."""
        body = {"to": self.sender, "from": self.address, "name": self.name, "type": kind} | dict(fields)
        sent = await self.house.dragoman.emulator("POST", "inbound", body)
        stored = "SELECT 1 FROM message_keys WHERE provider_id = %s"
        await self.house.dragoman.until(stored, sent["messageId"], seconds=self.house.patience_s)
        return await self._answer()

    async def order_becomes(self, status: str) -> tuple[Said, ...]:
        """The shop moves the customer's last order to a status, as staff do."""
        await self.house.rows(_MOVE_ORDER, status, self.sender, self.address)
        return await self._answer()

    async def end_state(self) -> EndState:
        """What the database holds of this conversation."""
        found = await self.house.rows(_CONVERSATION, self.sender, self.address)
        if not found:
            return EndState(mode="nobody")
        conversation = found[0]
        key = (conversation["tenant_id"], conversation["id"])
        orders = await self.house.rows(_ORDERS, *key)
        turns = await self.house.rows(_TURNS, *key)
        return EndState(
            mode=conversation["mode"],
            orders=tuple(map(_order, orders)),
            actions=tuple(conversation["actions"]),
            inbound=conversation["inbound"],
            turns=tuple(_turn(row["turn"]) for row in turns),
            amounts=frozenset(self.amounts),
        )

    def _result(self, message: Json) -> Json:
        message_id = f"wamid.eval-{next(_ids)}"
        result = a_result(to=self.sender, sender=self.address, message_id=message_id, message=message)
        result["contact"]["name"] = self.name
        return result

    async def _post(self, *results: Json) -> None:
        status = await self.house.dragoman.post(*results)
        assert status == 200, f"the webhook said {status}"

    async def _answer(self) -> tuple[Said, ...]:
        await self.house.watch.quiet(self.sender, self.address, seconds=self.house.patience_s)
        rows = await self.house.dragoman.sent_to(self.address)
        fresh, self.read = rows[self.read :], len(rows)
        # Now: a quote goes when the next one comes.
        for row in await self.house.rows(_COUNTED, self.sender, self.address):
            self.amounts.update(minors_in(row["row"]))
        return tuple(said_of(row) for row in fresh)


def said_of(row: Json) -> Said:
    """A row of the emulator's outbox as a message: all its words, and what can be tapped."""
    content = row["content"]
    action = content.get("action") or {}
    rows = [entry for section in action.get("sections", ()) for entry in section.get("rows", ())]
    choices = [
        Choice(str(e["id"]), str(e["title"])) for e in [*action.get("buttons", ()), *rows] if "id" in e
    ]
    words = [
        (content.get("header") or {}).get("text"),
        content.get("text") or (content.get("body") or {}).get("text") or content.get("caption"),
        (content.get("footer") or {}).get("text"),
        *(f"[{entry['title']}] {entry.get('description', '')}".strip() for entry in rows),
        *(f"[{entry['title']}]" for entry in action.get("buttons", ()) if "title" in entry),
        content.get("mediaUrl") and "(picture)",
        content.get("latitude") and f"(pin: {content.get('name', '')} {content.get('address', '')})",
    ]
    kind = "list" if rows else "buttons" if choices else str(row["type"]).lower()
    text = "\n".join(word for word in words if word)
    return Said("agent", text, kind, tuple(choices), row["messageId"])


def _order(row: Json) -> StoredOrder:
    head = row["head"]
    lines = [
        StoredLine(line["sku"], line["quantity"], line.get("variant") or None, line.get("total_minor"))
        for line in row["lines"] or ()
    ]
    return StoredOrder(
        status=head["status"],
        lines=tuple(lines),
        total_minor=head.get("total_minor"),
        delivery_minor=head.get("delivery_minor"),
        discount_minor=head.get("discount_minor"),
        code=head.get("code"),
        number=head.get("number"),
        details=head.get("details") or {},
    )


_MINOR = re.compile(r"(?:.*_)?minor|list_unit|unit|total")


def minors_in(value: Any) -> list[int]:
    """The amounts in a row of quotes, orders or lines, in minor units: told by their names, however deep."""
    if isinstance(value, dict):
        here = [v for k, v in value.items() if isinstance(v, int) and _MINOR.fullmatch(k)]
        return here + [minor for v in value.values() for minor in minors_in(v)]
    if isinstance(value, list):
        return [minor for part in value for minor in minors_in(part)]
    return []


def _turn(row: Json) -> Turn:
    """A turn with what its models used, which the trace holds where one was asked."""
    used, cost = row["trace"], row["trace"].get("cost_microusd")
    tokens = [used[name] for name in ("tokens_in", "tokens_out") if used.get(name) is not None]
    return Turn(
        outcome=row["outcome"],
        answered_by=row["answered_by"],
        reason=row.get("reason"),
        ms=row.get("ms"),
        model=used.get("model"),
        tokens=sum(tokens) if tokens else None,
        cost=None if cost is None else cost / 1_000_000,
        story=row.get("story") or {},
    )
