"""What could not leave at once: how long it waits, what uses up a try, when a person hears of it, what it holds up."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from tests.support.claims import a_worker, jobs
from tests.support.desk import Desk, Mailbag
from tests.support.shops import a_tenant

from dragoman.base.db import Database
from dragoman.base.errors import ChannelUnavailable
from dragoman.channels.base import Accepted, Outbound, Sender
from dragoman.turns import deliver

_TRIED_BEFORE = """
    UPDATE outbox
    SET attempts = %(times)s
"""
_IS_NO_MESSAGE_OF_OURS = """
    UPDATE messages
    SET kind = %(kind)s, content = '{}'
    WHERE direction = 'out' AND seq = (SELECT min(seq) FROM outbox)
"""


def is_down() -> ChannelUnavailable:
    """A provider that is down."""
    return ChannelUnavailable("no connection", code="503")


def says_later() -> ChannelUnavailable:
    """A provider that wishes not to be asked for five minutes."""
    return ChannelUnavailable("too many requests", code="429", retry_after_s=300)


def is_at_its_rate() -> ChannelUnavailable:
    """A refusal of our own: the number may not send so much."""
    return ChannelUnavailable("more waits than may be sent", code="rate", retry_after_s=30)


@dataclass
class Refusing(Mailbag):
    """A channel that cannot send now, for this reason; ``why`` is ``None`` once it can."""

    why: Callable[[], ChannelUnavailable] | None = is_down
    asked: list[str] = field(default_factory=list)

    async def send(self, sender: Sender, message: Outbound) -> Accepted:
        """Refuses, or takes."""
        self.asked.append(message.message_id)
        if self.why is not None:
            raise self.why()
        return await super().send(sender, message)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database), mail=Refusing())


async def test_a_provider_that_asks_for_five_minutes_gets_them(desk: Desk) -> None:
    _refuses(desk, says_later)
    await desk.customer_says("hello")

    await desk.work()

    [row] = await desk.outbox()
    assert (row["status"], row["attempts"]) == ("queued", 1)
    assert 290 < row["in_s"] <= 300
    [job] = await jobs(desk.database, "outbound")
    assert 290 < job["in_s"] <= 301


async def test_waits_grow_up_to_five_minutes(desk: Desk) -> None:
    await _with_a_message_that_waits(desk, tried=20)

    await _try_again(desk)

    [row] = await desk.outbox()
    assert 150 - 5 < row["in_s"] <= 300


async def test_what_the_provider_was_never_asked_uses_up_no_try(desk: Desk) -> None:
    _refuses(desk, is_at_its_rate)
    await desk.customer_says("hello")
    await desk.work()

    for _ in range(10):
        await _try_again(desk)

    [row] = await desk.outbox()
    assert (row["status"], row["attempts"]) == ("queued", 0)
    assert row["in_s"] > 25
    assert await desk.actions() == []


async def test_what_the_provider_was_never_asked_is_not_the_last_try_either(desk: Desk) -> None:
    await _with_a_message_that_waits(desk, tried=39)

    _refuses(desk, is_at_its_rate)
    await _try_again(desk)
    after_our_own = await desk.outbox()
    _refuses(desk, is_down)
    await _try_again(desk)

    assert [row["attempts"] for row in after_our_own] == [39]
    assert await desk.outbox() == []
    assert await desk.actions() == [("delivery_failed", "open")]


async def test_a_person_hears_once_of_what_was_tried_eight_times_and_it_is_tried_on(desk: Desk) -> None:
    await _with_a_message_that_waits(desk)

    for _ in range(6):
        await _try_again(desk)
    early = await desk.actions()
    await _try_again(desk)
    told = await desk.actions()
    for _ in range(4):
        await _try_again(desk)
    later = await desk.actions()
    _refuses(desk, None)
    await _try_again(desk)

    assert early == []
    assert told == later == [("delivery_delayed", "open")]
    assert desk.mail.texts == ["hello"]
    assert len(_mail(desk).asked) == 13
    assert await desk.waiting() == {}


@pytest.mark.parametrize("kind", ["hologram", "image", "buttons", "list"])
async def test_a_row_that_is_no_message_fails_with_a_word_to_a_person_and_the_next_one_leaves(
    desk: Desk, kind: str
) -> None:
    await _with_a_message_that_waits(desk)
    await desk.customer_says("are you there?")
    await desk.work()
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute(_IS_NO_MESSAGE_OF_OURS, {"kind": kind})
    _refuses(desk, None)

    await _try_again(desk)

    assert desk.mail.texts == ["are you there?"]
    written = await desk.messages((await desk.conversation()).id)
    assert [(line.status, line.error) for line in written if line.direction == "out"] == [
        ("failed", "unreadable_row"),
        ("sent", None),
    ]
    assert await desk.actions() == [("delivery_failed", "open")]
    assert await desk.waiting() == {}


async def _with_a_message_that_waits(desk: Desk, *, tried: int = 1) -> None:
    """One answer that could not leave, after so many tries."""
    await desk.customer_says("hello")
    await desk.work()
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        await tx.execute(_TRIED_BEFORE, {"times": tried})


async def _try_again(desk: Desk) -> None:
    await desk.let_time_pass()
    conversation = await desk.conversation()
    worker_id = await a_worker(desk.database)
    await deliver.drain(desk.a_work(), desk.shop.tenant_id, conversation.id, worker_id)


def _refuses(desk: Desk, why: Callable[[], ChannelUnavailable] | None) -> None:
    _mail(desk).why = why


def _mail(desk: Desk) -> Refusing:
    assert isinstance(desk.mail, Refusing)
    return desk.mail
