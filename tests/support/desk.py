"""A shop at work without a network: customers write, a real worker runs their jobs, sends are remembered."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner, Result

from dragoman.agents.base import Agent, Reply, Toolbox, TurnInput
from dragoman.agents.echo import EchoAgent
from dragoman.agents.gate import Gate
from dragoman.agents.toolbox import ShopToolbox
from dragoman.base.db import Database, DatabaseUrls
from dragoman.base.errors import ChannelUnavailable
from dragoman.base.ids import ConversationId
from dragoman.base.jobs import make_engine
from dragoman.channels.base import Accepted, Content, Outbound, Sender
from dragoman.channels.content import TextOut
from dragoman.channels.files import Gone, Outcome
from dragoman.conversations import store
from dragoman.conversations.model import Conversation, Message
from dragoman.doors.worker import register_files, register_tasks
from dragoman.tenants.templates import Templates
from dragoman.turns import sweep
from dragoman.turns.intake import Post, store_posts
from dragoman.turns.media import FileWork
from dragoman.turns.work import Work
from tests.support.shops import TestShop, an_inbound, routed

_TURNS = """
    SELECT from_seq, through_seq, outcome, reason
    FROM turns
    ORDER BY at, through_seq
"""
_OUTBOX = """
    SELECT seq, author, status, attempts, extract(epoch FROM not_before - now())::float8 AS in_s
    FROM outbox
    ORDER BY seq
"""
_NOTHING_IS_PUT_OFF = """
    UPDATE outbox
    SET not_before = now()
"""
_NO_JOB_WAITS_FOR_ITS_TIME = """
    UPDATE procrastinate_jobs
    SET scheduled_at = now()
    WHERE scheduled_at IS NOT NULL
"""
_ACTIONS = """
    SELECT kind, status
    FROM actions
    ORDER BY opened_at
"""


@dataclass
class Mailbag:
    """A channel that keeps what it is given; while it is ``shut``, a provider that is down."""

    sent: list[Outbound] = field(default_factory=list)
    shut: bool = False

    @property
    def texts(self) -> list[str]:
        """The words of everything sent, in order."""
        return [message.content.text for message in self.sent if isinstance(message.content, TextOut)]

    async def send(self, sender: Sender, message: Outbound) -> Accepted:
        """Takes the message."""
        if self.shut:
            raise ChannelUnavailable("shut by the test")
        self.sent.append(message)
        return Accepted(message.message_id)

    async def typing(self, sender: Sender, to: str) -> bool:
        """Nobody looks."""
        return True

    async def close(self) -> None:
        """Nothing to close."""


@dataclass
class Shelf:
    """Files by their links, in the place of a provider's; what is not there is gone. Exceptions are raised."""

    files: dict[str, Outcome | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def fetch(self, sender: Sender, url: str) -> Outcome:
        """What is there."""
        self.asked.append(url)
        found = self.files.get(url, Gone("the provider has it no longer (404)"))
        if isinstance(found, Exception):
            raise found
        return found

    async def close(self) -> None:
        """Nothing to close."""


@dataclass
class SlowAgent:
    """Says what it began to think of, once it is let go."""

    thinking: asyncio.Event = field(default_factory=asyncio.Event)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """Waits to be let go."""
        self.thinking.set()
        await self.may_go_on.wait()
        return Reply(messages=(TextOut("the agent's answer"),))


class HandsOver:
    """Says that a person will answer, and hands over."""

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """Asks for a person."""
        return Reply(messages=(TextOut("a colleague will answer you"),), hand_to_human="asked for a person")


class OpenGate(Gate):
    """Lets everything pass: what agents of tests say rests on nothing."""

    async def ask(self, agent: Agent, turn: TurnInput, tools: Toolbox) -> Reply:
        """Just what the agent says."""
        return await agent.answer(turn, tools)


def a_sender(number: str) -> Sender:
    """The wire configuration of a number whose mail goes nowhere."""
    return Sender(number, "http://nowhere.test", "no key")


@dataclass
class Desk:
    """One shop: what its customers write, and what a worker makes of it."""

    database: Database
    shop: TestShop
    agent: Agent = field(default_factory=EchoAgent)
    mail: Mailbag = field(default_factory=Mailbag)
    shelf: Shelf = field(default_factory=Shelf)
    templates: Templates | None = None
    sender_for: Callable[[str], Sender] = a_sender

    async def customer_says(self, *texts: str, phone: str = "96170123456", **changes: Any) -> None:
        """A customer's messages come in, as the webhook stores them."""
        messages = [
            routed(self.shop, an_inbound(self.shop, text=text, phone=phone, **changes)) for text in texts
        ]
        await store_posts(self.database, [Post(b"", tuple(messages))])

    async def customer_sends(self, content: Content, **changes: Any) -> None:
        """A customer's message that is more than words comes in."""
        await self.customer_says("", content=content, **changes)

    async def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        """Rows as the shop sees them."""
        async with self.database.as_tenant(self.shop.tenant_id) as tx:
            return await tx.fetch_dicts(sql, values or None)

    async def do(self, sql: str, **values: Any) -> int:
        """Changes rows of the shop behind everybody's back; how many."""
        async with self.database.as_tenant(self.shop.tenant_id) as tx:
            return await tx.execute(sql, values or None)

    def a_work(self, **changes: Any) -> Work:
        """What a worker works with here; named parts of it are changed."""
        usual = {
            "database": self.database,
            "channel": self.mail,
            "sender_for": self.sender_for,
            "agent_for": lambda chatbot: self.agent,
            "fallback": self.agent,
            "toolbox_for": ShopToolbox,
            "gate": OpenGate(),
            "link_to": lambda base_url, tenant_id, name: f"https://here.test/media/{tenant_id}/{name.hex()}",
            "templates": self.templates,
            "quiet_s": 0,
        }
        return Work(**{**usual, **changes})

    async def work(self) -> None:
        """A worker runs every job that is due, and stops."""
        engine = make_engine(self.database.urls)
        work = self.a_work()
        register_tasks(engine, work, hook_days=30)
        register_files(engine, FileWork(self.database, self.shelf, work.sender_for))
        async with engine.open_async():
            await engine.run_worker_async(
                queues=["turns", "outbound", "media"],
                wait=False,
                delete_jobs="successful",
                install_signal_handlers=False,
                listen_notify=False,
            )

    async def conversation(self, phone: str = "96170123456") -> Conversation:
        """The conversation with that customer."""
        async with self.database.as_tenant(self.shop.tenant_id) as tx:
            found = [one for one in await store.list_conversations(tx) if one.address == phone]
        assert len(found) == 1
        return found[0]

    async def messages(self, conversation_id: ConversationId) -> list[Message]:
        """Everything said in it, oldest first."""
        async with self.database.as_tenant(self.shop.tenant_id) as tx:
            return await store.list_messages(tx, conversation_id)

    async def let_time_pass(self) -> None:
        """Whatever was put off may be tried now."""
        async with self.database.as_tenant(self.shop.tenant_id) as tx:
            await tx.execute(_NOTHING_IS_PUT_OFF)
        async with self.database.as_platform() as tx:
            await tx.execute(_NO_JOB_WAITS_FOR_ITS_TIME)

    async def turns(self) -> list[tuple[int, int, str, str | None]]:
        """How each stretch of the shop's messages ended: from, through, outcome and reason."""
        async with self.database.as_tenant(self.shop.tenant_id) as tx:
            rows: list[Any] = await tx.fetch_tuples(_TURNS)
        return rows

    async def outbox(self) -> list[dict[str, Any]]:
        """What has not left yet, and in how many seconds each may."""
        async with self.database.as_tenant(self.shop.tenant_id) as tx:
            return await tx.fetch_dicts(_OUTBOX)

    async def actions(self) -> list[tuple[str, str]]:
        """What waits, or waited, for a person: kind and status."""
        async with self.database.as_tenant(self.shop.tenant_id) as tx:
            return [(row["kind"], row["status"]) for row in await tx.fetch_dicts(_ACTIONS)]

    async def waiting(self) -> dict[str, int]:
        """Who waits and for whom, without the zeros."""
        async with self.database.as_platform() as tx:
            found = await sweep.ledger(tx)
        names = ("with_agent", "with_person", "without_owner", "to_deliver")
        return {name: found[name] for name in names if found[name]}


Cli = Callable[..., "asyncio.Future[Result]"]


def a_cli(urls: DatabaseUrls, home: Path) -> Cli:
    """Runs commands against a test's database: ``await cli(group, "list", "shop")``."""
    variables = {
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DRAGOMAN_HOME": str(home / "home"),
    }

    def run(
        command: click.Command, *words: str, typed: bytes | None = None, **environ: str
    ) -> "asyncio.Future[Result]":
        # In a thread: a command brings its own event loop.
        invoke = CliRunner().invoke
        environment = {**variables, **environ}
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(None, lambda: invoke(command, list(words), input=typed, env=environment))

    return run
