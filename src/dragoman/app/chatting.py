"""Talking to a shop's agent as a customer at a terminal: the real turns on the real database, and no provider."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, replace
from functools import partial
from uuid import uuid4

from dragoman.agents.base import Agent, Chatbot
from dragoman.agents.gate import Gate
from dragoman.agents.llm.models import Models, make_models
from dragoman.agents.llm.spending import Ledger
from dragoman.agents.registry import agent_of
from dragoman.agents.rules.agent import RulesAgent
from dragoman.agents.toolbox import ShopToolbox
from dragoman.app.running import load_examples
from dragoman.base.clock import utc_now
from dragoman.base.connect import open_database
from dragoman.base.db import Database
from dragoman.base.errors import ConfigError, NotFound
from dragoman.base.home import make_home
from dragoman.base.ids import ConversationId, TenantId
from dragoman.base.jobs import STALLED_S
from dragoman.base.phone import digits_of, is_number
from dragoman.catalogue.search.meaning import make_meaning
from dragoman.channels.base import Inbound, Party, Sender
from dragoman.config.models import model_chain
from dragoman.config.settings import Settings
from dragoman.doors.terminal import Terminal
from dragoman.tenants.model import Routing
from dragoman.tenants.routing import RoutingTable, load_routing
from dragoman.turns import claim_store
from dragoman.turns.intake import Post, store_posts
from dragoman.turns.model import Routed
from dragoman.turns.pace import PairPace
from dragoman.turns.run import run_turn
from dragoman.turns.story_store import list_turns
from dragoman.turns.work import Work

Read = Callable[[], str | None]
"""The next line, ``None`` when there are no more."""


@dataclass(slots=True)
class Chat:
    """A customer's conversation with one shop."""

    database: Database
    work: Work
    terminal: Terminal
    routing: Routing
    phone: str
    worker_id: int

    async def say(self, line: str) -> None:
        """Stores what was typed as the webhook would, and answers it as a worker would."""
        inbound = Inbound(
            provider_id=f"terminal-{uuid4()}",
            to=self.routing.number,
            address=self.phone,
            party=Party(phone=self.phone),
            received_at=utc_now(),
            type=None,
            content=self.terminal.said(line),
        )
        self.terminal.choices, before = [], self.terminal.shown
        await store_posts(self.database, [Post(b"", (Routed(self.routing, inbound),))])
        tenant_id = self.routing.tenant_id
        async with self.database.as_tenant(tenant_id) as tx:
            conversation_id = await claim_store.conversation_of(tx, self.phone, self.routing.number)
        if conversation_id is not None:
            await self._answer(tenant_id, conversation_id)
        if self.terminal.shown == before:
            self.terminal.write("(no answer: see dragoman conversations list, and turns list)")

    async def _answer(self, tenant_id: TenantId, conversation_id: ConversationId) -> None:
        async with self.database.as_platform() as tx:
            ticket = await claim_store.take_job(tx, conversation_id, self.worker_id)
        if ticket is None:
            return
        try:
            await run_turn(self.work, tenant_id, conversation_id, ticket)
        finally:
            async with self.database.as_platform() as tx:
                await claim_store.finish_job(tx, ticket)
        async with self.database.as_tenant(tenant_id) as tenant_tx:
            for turn in await list_turns(tenant_tx, conversation_id=conversation_id, limit=1):
                who = turn.trace.get("model") or turn.trace.get("agent") or turn.answered_by
                self.terminal.write(f"    (turn {str(turn.id)[:8]}, {who}, {turn.ms or 0} ms)")


async def chat(
    settings: Settings, shop: str, phone: str, model: str | None, read: Read, write: Callable[[str], None]
) -> None:
    """Talks until there are no more lines.

    Raises ``ConfigError`` when a worker runs on the same database: it would answer too, through the provider.
    """
    settings = _with_model(settings, model)
    digits = digits_of(phone)
    if not digits or not is_number(digits):
        raise ConfigError(f"--as {phone} is not an international phone number, such as 96170123456")
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(_opened(settings))
        await load_examples(database, settings)
        table = await _table(database, settings)
        routing = _routing(table, shop)
        brands = frozenset(routing.brand for routing in table.routings.values())
        gate = Gate(lambda: brands)
        models = make_models(settings, Ledger(database), gate.wrong_in)
        stack.push_async_callback(models.close)
        terminal = Terminal(write)
        async with database.as_platform() as tx:
            if await claim_store.workers_alive(tx, STALLED_S):
                raise ConfigError(
                    "a worker runs on this database and would answer too: stop it first, or use its simulator"
                )
            worker_id = await claim_store.sign_on(tx)
        stack.push_async_callback(_sign_off, database, worker_id)
        work = _work(settings, database, terminal, models, gate, named=model is not None)
        talk = Chat(database, work, terminal, routing, digits, worker_id)
        write(f"{routing.brand}: write as {digits}; Ctrl-D ends. What is ordered here is an order.")
        while (line := await asyncio.to_thread(read)) is not None:
            if line.strip():
                await talk.say(line)


def _with_model(settings: Settings, model: str | None) -> Settings:
    if model is None:
        return settings
    try:
        missing = settings.missing_model_key(model_chain(model))
    except ValueError as error:
        raise ConfigError(f"--model: {error}") from None
    if missing:
        raise ConfigError(f"--model is {model}, {missing}")
    return settings.model_copy(update={"dragoman_model": model})


def _opened(settings: Settings) -> AbstractAsyncContextManager[Database]:
    url, owner = settings.database_url, settings.database_owner_url
    if url is None:
        make_home(settings.home)
    return open_database(
        settings.home,
        url.get_secret_value() if url else None,
        owner.get_secret_value() if owner else None,
        pool_size=4,
        migrate_first=True,
    )


async def _table(database: Database, settings: Settings) -> RoutingTable:
    async with database.as_platform() as tx:
        return await load_routing(tx, settings)


def _routing(table: RoutingTable, shop: str) -> Routing:
    for number, sender in table.senders.items():
        if shop in {sender.slug, str(sender.tenant_id)}:
            return table.routings[number]
    known = ", ".join(sorted({sender.slug for sender in table.senders.values()}))
    raise NotFound(f"there is no shop {shop!r} with a number; there is {known or 'none'}")


def _work(
    settings: Settings, database: Database, terminal: Terminal, models: Models, gate: Gate, *, named: bool
) -> Work:
    return Work(
        database=database,
        channel=terminal,
        sender_for=lambda number: Sender(number, "http://terminal.invalid", "none"),
        agent_for=partial(_agent_of, settings=settings, models=models, named=named),
        fallback=RulesAgent(),
        toolbox_for=partial(ShopToolbox, meaning=make_meaning(on=settings.dragoman_semantic_search)),
        gate=gate,
        link_to=lambda base_url, tenant_id, name: f"https://terminal.invalid/{name.hex()}",
        quiet_s=0,
        pair_pace=PairPace(0, settings.whatsapp_pair_burst),
    )


def _agent_of(chatbot: Chatbot, *, settings: Settings, models: Models, named: bool) -> Agent:
    """The chatbot's agent; the model that was ``named`` for this chat goes before whatever the shop names."""
    if named:
        own = {key: value for key, value in chatbot.settings.items() if key not in {"engine", "model"}}
        chatbot = replace(chatbot, settings=own)
    return agent_of(chatbot, settings, models.agent)


async def _sign_off(database: Database, worker_id: int) -> None:
    async with database.as_platform() as tx:
        await claim_store.sign_off(tx, worker_id)
