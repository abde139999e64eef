"""Customers who write as a provider delivers: in order, again until taken, some twice, some in batches.

And the judge: who was answered, how often and in which order, by what the emulator's customers received.
"""

import asyncio
import random
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from dragoman.base.db import Database
from dragoman.tenants.apply import apply_shops
from dragoman.tenants.shop_file import Shop, shop_from
from tests.support.processes import Stage, until

Talk = tuple[str, str]
"""One of our numbers and one customer."""

FAULTS = {
    "latency_ms": 15,
    "http_429": 0.04,
    "retry_after_s": 1,
    "http_500": 0.02,
    "http_500_accepted": 0.03,
    "cut": 0.03,
    "cut_before": 0.01,
    "webhook_duplicate": 0.3,
    "webhook_reorder": 0.3,
}
_TOKEN = re.compile(r"\bm-\d+-\d+-\d+\b")


def echo_shop(n: int) -> Shop:
    """The ``n``-th shop of a test: it says back what it is told."""
    return shop_from(
        {
            "slug": f"echo-{n}",
            "brand": f"Echo {n}",
            "user_id": 100 + n,
            "currency": "USD",
            "chatbots": [{"chatbot_id": 100 + n, "agent_id": "echo", "name": f"Echo {n}"}],
            "senders": [{"number": number_of(n), "rate_per_second": 1000}],
        },
        name=f"echo-{n}",
    )


def number_of(n: int) -> str:
    """The number of the ``n``-th shop."""
    return f"96170{900000 + n}"


async def make_shops(database: Database, count: int) -> list[str]:
    """Shops that echo; their numbers."""
    await apply_shops(database, [echo_shop(n) for n in range(count)])
    return [number_of(n) for n in range(count)]


def a_result(to: str, customer: str, text: str, message_id: str, *, age_s: float = 0) -> dict[str, Any]:
    """A customer's text as Infobip's webhook brings it."""
    received = datetime.now(UTC) - timedelta(seconds=age_s)
    return {
        "from": customer,
        "to": to,
        "integrationType": "WHATSAPP",
        "receivedAt": received.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000",
        "messageId": message_id,
        "message": {"type": "TEXT", "text": text},
        "contact": {"name": "Customer", "phoneNumber": customer},
    }


def batch(*results: dict[str, Any]) -> dict[str, Any]:
    """Results as one webhook."""
    return {"results": list(results), "messageCount": len(results), "pendingMessageCount": 0}


@dataclass
class Emulated:
    """The emulator's admin side."""

    url: str
    session: aiohttp.ClientSession

    async def admin(self, method: str, name: str, body: Any = None, **query: Any) -> Any:
        """One call; its JSON. An error fails the test."""
        url = f"{self.url}/_emulator/{name}"
        async with self.session.request(method, url, json=body, params=query) as answer:
            assert answer.status < 300, await answer.text()
            return None if answer.status == 204 else await answer.json()

    async def outbox(self, **query: Any) -> list[dict[str, Any]]:
        """Everything that was accepted, in order."""
        answer = await self.admin("GET", "outbox", limit=10_000, **query)
        rows: list[dict[str, Any]] = answer["messages"]
        return rows

    async def answer_to(self, talk: Talk, text: str, *, within_s: float) -> dict[str, Any]:
        """The first message to that customer that says ``text``; fails when none comes."""
        found: list[dict[str, Any]] = []

        async def said() -> bool:
            rows = await self.outbox(sender=talk[0], to=talk[1])
            found.extend(row for row in rows if text in row["content"].get("text", ""))
            return bool(found)

        await until(said, within_s=within_s, what=f"an answer to {text!r}", every_s=0.02)
        return found[0]

    async def open_windows(self, talks: list[Talk]) -> None:
        """Every customer greets once and is answered: to who never wrote, WhatsApp lets nobody write."""
        for to, customer in talks:
            await self.admin("POST", "inbound", {"to": to, "from": customer, "text": "good morning"})

        async def answered() -> bool:
            return {(row["from"], row["to"]) for row in await self.outbox()} >= set(talks)

        await until(answered, within_s=30, what="the greetings to be answered")


@dataclass
class Storm:
    """Many customers writing to several shops at once. What was acknowledged is in ``acknowledged``."""

    seed: int
    session: aiohttp.ClientSession
    hooks: list[str]
    """Webhook addresses: each post goes to any of them."""
    acknowledged: dict[Talk, list[str]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    retry_after: list[str | None] = field(default_factory=list)
    hung_up: int = 0
    """Posts that ended without an answer."""

    async def rage(self, talks: list[Talk], *, messages: int, pause_s: float) -> None:
        """Each customer writes ``messages`` messages, about ``pause_s`` apart but for bursts."""
        async with asyncio.TaskGroup() as group:
            for n, talk in enumerate(talks):
                group.create_task(self._write(n, talk, messages, pause_s))

    async def _write(self, n: int, talk: Talk, messages: int, pause_s: float) -> None:
        chance = random.Random(f"{self.seed}-{n}")
        before: dict[str, Any] | None = None
        for k in range(messages):
            token = f"m-{self.seed}-{n}-{k}"
            result = a_result(*talk, token, f"wamid.{token}")
            again = chance.random() < 0.15 and before is not None
            body = batch(before, result) if again and before is not None else batch(result)
            posts = [self.deliver(body, chance)]
            if chance.random() < 0.2:
                posts.append(self.deliver(batch(result), chance))
            await asyncio.gather(*posts)
            self.acknowledged[talk].append(token)
            before = result
            if chance.random() < 0.6:
                await asyncio.sleep(pause_s * 2 * chance.random())

    async def deliver(self, body: dict[str, Any], chance: random.Random) -> None:
        """Posts a webhook until it is taken."""
        while True:
            status = await self.post(chance.choice(self.hooks), body)
            if status == 200:
                return
            assert status in {None, 503}, f"the webhook answered {status}"
            await asyncio.sleep(0.1 + 0.1 * chance.random())

    async def post(self, url: str, body: dict[str, Any]) -> int | None:
        """Posts a webhook once; the status, ``None`` when there was no answer."""
        try:
            async with self.session.post(url, json=body) as answer:
                await answer.read()
                self.statuses[answer.status] += 1
                if answer.status == 503:
                    self.retry_after.append(answer.headers.get("Retry-After"))
                return answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            self.hung_up += 1
            return None


_UNDECIDED = """
    SELECT coalesce(body, '') AS body, status
    FROM messages
    WHERE direction = 'out' AND status IN ('unknown', 'held')
"""
_OWED = """
    SELECT count(*) AS owed
    FROM conversation_due
    WHERE reply_since IS NOT NULL
"""
_TO_SEND = """
    SELECT count(*) AS unsent
    FROM outbox
    WHERE status <> 'unknown'
"""
# Every inbound message lies in exactly one turn, and no turn covers what another did.
_COVERED_OTHERWISE = """
    SELECT m.conversation_id, m.seq, count(t.id) AS turns
    FROM messages AS m
    LEFT JOIN turns AS t ON t.tenant_id = m.tenant_id AND t.conversation_id = m.conversation_id
                        AND m.seq BETWEEN t.from_seq AND t.through_seq
                        AND coalesce(t.reason, '') <> 'taken_over'
    WHERE m.direction = 'in'
    GROUP BY m.conversation_id, m.seq
    HAVING count(t.id) <> 1
"""


async def settled(stage: Stage, *, within_s: float = 30) -> float:
    """Returns when no customer waits and nothing is left to send (but for what waits for its receipt)."""

    def nothing_left() -> bool:
        return not stage.rows(_OWED)[0]["owed"] and not stage.rows(_TO_SEND)[0]["unsent"]

    return await until(nothing_left, within_s=within_s, what="every customer to be answered", every_s=0.2)


async def judge(stage: Stage, emulated: Emulated, storm: Storm) -> None:
    """Every acknowledged message answered once, in order; an unknown send may be held, never doubled."""
    rows = await emulated.outbox()
    said: dict[Talk, list[str]] = defaultdict(list)
    for row in rows:
        said[row["from"], row["to"]] += _TOKEN.findall(row["content"].get("text", ""))
    undecided = set(_TOKEN.findall(" ".join(row["body"] for row in stage.rows(_UNDECIDED))))
    problems = [
        f"{row['messageId']} was sent {row['times_seen']} times" for row in rows if row["times_seen"] != 1
    ]
    for talk, tokens in storm.acknowledged.items():
        problems += _wrong(talk, tokens, said.pop(talk, []), undecided)
    problems += [f"somebody else was told {tokens}" for tokens in said.values() if tokens]
    problems += [f"not in exactly one turn: {row}" for row in stage.rows(_COVERED_OTHERWISE)]
    assert not problems, f"seed {storm.seed}: " + "\n".join(problems[:40])


def _wrong(talk: Talk, written: list[str], heard: list[str], undecided: set[str]) -> list[str]:
    problems = [
        f"{talk}: {token} answered {heard.count(token)} times" for token in written if heard.count(token) > 1
    ]
    problems += [
        f"{talk}: {token} never answered"
        for token in written
        if token not in heard and token not in undecided
    ]
    problems += [f"{talk}: {token} belongs to somebody else" for token in heard if token not in written]
    order = [written.index(token) for token in heard if token in written]
    if order != sorted(order):
        problems.append(f"{talk}: answered out of order: {heard}")
    return problems
