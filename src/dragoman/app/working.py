"""The worker of a process and what it works with."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial

from dragoman.agents.base import Agent, Chatbot
from dragoman.agents.gate import Gate
from dragoman.agents.hearing import Whisper, listening, make_whisper
from dragoman.agents.llm.models import Models, make_models
from dragoman.agents.llm.spending import Ledger
from dragoman.agents.registry import agent_of
from dragoman.agents.rules.agent import RulesAgent
from dragoman.agents.toolbox import ShopToolbox
from dragoman.app.process import Process
from dragoman.base.jobs import STALLED_S, make_engine
from dragoman.catalogue.search.meaning import make_meaning
from dragoman.channels.email import MailServer
from dragoman.channels.infobip.account import InfobipAccount
from dragoman.channels.infobip.client import InfobipChannel
from dragoman.channels.infobip.media import InfobipFiles
from dragoman.channels.shop_hook import ShopHooks
from dragoman.config.settings import Settings
from dragoman.doors.worker import Worker, register_files, register_notices, register_tasks
from dragoman.tenants.templates import Templates
from dragoman.turns.fair import Turnstile
from dragoman.turns.media import FileWork
from dragoman.turns.neighbours import share_rates
from dragoman.turns.notices import NoticeWork
from dragoman.turns.pace import PairPace
from dragoman.turns.work import Work

_ASKED_WITHIN_S = 10.0
"""Asking for templates may delay a send by this much."""


def make_worker(process: Process, stack: AsyncExitStack) -> None:
    """Builds the worker of ``process``, not started yet; ``stack`` stops it, and what it works with."""
    settings, database = process.settings, process.the_database()
    channel = InfobipChannel(timeout_s=settings.infobip_timeout_seconds)
    stack.push_async_callback(channel.close)
    account = InfobipAccount(timeout_s=min(_ASKED_WITHIN_S, settings.infobip_timeout_seconds))
    stack.push_async_callback(account.close)
    gate = Gate(lambda: process.brands)
    models = make_models(settings, Ledger(database), gate.wrong_in)
    process.models = models
    whisper = make_whisper(settings.dragoman_voice_model)
    stack.push_async_callback(models.close)
    meaning = make_meaning(on=settings.dragoman_semantic_search)
    if meaning is not None:
        stack.push_async_callback(meaning.close)
    work = Work(
        database=database,
        channel=channel,
        sender_for=process.sender_for,
        about_to_send=process.about_to_send,
        templates=Templates(database, account),
        agent_for=partial(_agent_of, settings=settings, models=models, whisper=whisper),
        fallback=listening(RulesAgent(), whisper),
        toolbox_for=partial(ShopToolbox, meaning=meaning),
        gate=gate,
        link_to=process.the_links().url,
        quiet_s=settings.debounce_seconds,
        cap_s=settings.debounce_cap_seconds,
        resend_unknown=settings.dragoman_resend_unknown,
        stalled_s=STALLED_S,
        longest_send_s=2 * settings.infobip_timeout_seconds + 20,
        pair_pace=PairPace(settings.whatsapp_pair_interval_seconds, settings.whatsapp_pair_burst),
        turnstile=Turnstile(max(1, settings.dragoman_pool_size - 2)),
    )
    engine = make_engine(database.urls)
    register_tasks(engine, work, hook_days=settings.dragoman_hook_retention_days)
    register_files(engine, _file_work(process, stack))
    register_notices(engine, _notice_work(process, stack))
    process.worker = Worker(
        engine, settings.dragoman_turn_concurrency, turn_loops=1 if database.urls.embedded else 3
    )
    stack.push_async_callback(process.worker.stop)
    neighbours = asyncio.create_task(
        share_rates(database, channel.share_among, process.worker.loops), name="neighbours"
    )
    stack.push_async_callback(cancel, neighbours)


def _file_work(process: Process, stack: AsyncExitStack) -> FileWork:
    settings = process.settings
    files = InfobipFiles(
        max_bytes=settings.media_max_bytes,
        timeout_s=settings.media_timeout_seconds,
        rate_per_second=settings.media_rate_per_second,
    )
    stack.push_async_callback(files.close)
    return FileWork(
        process.the_database(),
        files,
        process.files_of,
        link_days=settings.media_link_days,
        keep_days=settings.media_retention_days,
    )


def _notice_work(process: Process, stack: AsyncExitStack) -> NoticeWork:
    settings = process.settings
    hooks = ShopHooks()
    stack.push_async_callback(hooks.close)
    mail = None
    if settings.dragoman_smtp_url is not None and settings.dragoman_smtp_from is not None:
        mail = MailServer(settings.dragoman_smtp_url.get_secret_value(), settings.dragoman_smtp_from)
    return NoticeWork(process.the_database(), mail, hooks, process.environment)


def _agent_of(chatbot: Chatbot, *, settings: Settings, models: Models, whisper: Whisper | None) -> Agent:
    return listening(agent_of(chatbot, settings, models.agent), whisper)


async def cancel(task: "asyncio.Task[None]") -> None:
    """Ends a task and waits until it has ended, however it does."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
