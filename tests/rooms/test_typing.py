"""The sign that somebody is typing is a courtesy: whatever becomes of it, the answer comes when it would have come."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from tests.support.claims import a_worker, take_job
from tests.support.desk import Desk, Mailbag
from tests.support.shops import a_tenant

from dragoman.base.db import Database
from dragoman.base.errors import ChannelAccountProblem, ConfigError
from dragoman.channels.base import Sender
from dragoman.turns.run import run_turn

_QUIET_S = 0.4


@dataclass
class SlowToType(Mailbag):
    """A channel whose typing takes three seconds."""

    begun: list[str] = field(default_factory=list)
    broken_off: list[str] = field(default_factory=list)

    async def typing(self, sender: Sender, to: str) -> bool:
        """Takes its time."""
        self.begun.append(to)
        try:
            await asyncio.sleep(3)
        except asyncio.CancelledError:
            self.broken_off.append(to)
            raise
        return True


@dataclass
class CannotType(Mailbag):
    """A channel whose typing breaks."""

    error: Exception = field(default_factory=RuntimeError)
    asked: int = 0

    async def typing(self, sender: Sender, to: str) -> bool:
        """Breaks."""
        self.asked += 1
        raise self.error


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


async def test_typing_that_hangs_makes_no_answer_later(desk: Desk) -> None:
    mail = SlowToType()
    desk.mail = mail
    await desk.customer_says("hello")

    took_s = await _answers(desk)

    assert mail.texts == ["hello"]
    assert took_s < 2
    assert mail.begun == mail.broken_off == ["96170123456"]


@pytest.mark.parametrize(
    "error", [RuntimeError("broken"), KeyError("to"), TimeoutError(), OSError("no route")], ids=repr
)
async def test_typing_that_breaks_fails_no_turn(desk: Desk, error: Exception) -> None:
    mail = CannotType(error=error)
    desk.mail = mail
    await desk.customer_says("hello")

    await _answers(desk)

    assert mail.asked == 1
    assert mail.texts == ["hello"]


@pytest.mark.parametrize(
    "error", [ConfigError("the key does not open"), ChannelAccountProblem("no key")], ids=repr
)
async def test_a_number_that_cannot_type_for_want_of_a_key_fails_no_turn(
    desk: Desk, error: Exception
) -> None:
    usual = desk.sender_for
    desk.sender_for = _refuses_once(error, usual)
    await desk.customer_says("hello")

    await _answers(desk)

    assert desk.mail.texts == ["hello"]


def _refuses_once(error: Exception, then: Callable[[str], Sender]) -> Callable[[str], Sender]:
    """Typing is the first to ask for the sender, the answer asks next."""
    errors = [error]

    def sender_for(number: str) -> Sender:
        if errors:
            raise errors.pop()
        return then(number)

    return sender_for


async def _answers(desk: Desk) -> float:
    """A worker answers, after the quiet window; how many seconds that took."""
    conversation = await desk.conversation()
    ticket = await take_job(desk.database, await a_worker(desk.database))
    started = time.monotonic()
    await run_turn(desk.a_work(quiet_s=_QUIET_S, cap_s=1), desk.shop.tenant_id, conversation.id, ticket)
    return time.monotonic() - started
