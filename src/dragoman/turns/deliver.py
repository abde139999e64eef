"""Sending what has been committed: the last of the three files that tell the story of a message.

Right after a turn its first message is already claimed; whatever cannot leave at once (a rate limit, a failing
provider, a crash), and whatever people write, waits in the outbox for a ``deliver`` job. One message of a
conversation is being sent at a time, oldest first, and one whose outcome is unknown is never sent blindly again:
it waits for its receipt and is then held for a person.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from dragoman.actions.store import open_action
from dragoman.base import telemetry
from dragoman.base.clock import utc_now
from dragoman.base.db import PASSING, TenantTx
from dragoman.base.errors import (
    SENDER_STOPPED,
    ChannelAccountProblem,
    ChannelError,
    ChannelOutcomeUnknown,
    ChannelUnavailable,
    DatabaseUnavailable,
)
from dragoman.base.ids import ConversationId, MessageId, TenantId, wire_id
from dragoman.base.remedy import Remedy
from dragoman.channels.base import NO_OPTIONS, Outbound, SendNotBegun, SendOptions
from dragoman.channels.content import OutContent, TextOut, is_free_form
from dragoman.channels.template import TemplateOut
from dragoman.conversations.store import lock_conversation
from dragoman.turns import failures, outbox_store, pace, report_store, store
from dragoman.turns.content import outbound_content, outbound_options
from dragoman.turns.links import linked
from dragoman.turns.model import ClaimedRow, Letter
from dragoman.turns.reopen import send_instead
from dragoman.turns.templates import NOT_CHECKED, check_template
from dragoman.turns.work import Work

_MOST_ATTEMPTS = 40
"""With waits of up to five minutes: about two hours."""

_TOLD_AFTER = 8
"""A person hears of a message that could not be sent for a minute or two."""

_LONGEST_WAIT_S = 300.0
_INSISTS_FOR_S = 15.0
_NEVER_ASKED = frozenset({"rate", "closed", "database", NOT_CHECKED, SENDER_STOPPED})
"""Codes of errors that came from this process and not from the provider: they use up no try."""
_PROVIDER_KNOWS = frozenset({"sent", "failed", "delivered", "read"})
log = structlog.get_logger()


async def send(work: Work, letter: Letter) -> tuple[bool, bool]:
    """Sends one claimed message and settles what became of it.

    Returns whether the conversation has more to send right now, and whether it owes another reply.
    """
    try:
        outcome = await _outcome(work, letter)
    except SendNotBegun:
        await _put_back(work, letter, ChannelUnavailable("this process is stopping", code="closed"))
        raise
    telemetry.SENDS.labels(outcome="accepted" if isinstance(outcome, str) else type(outcome).__name__).inc()
    return await _insist(lambda: _write_down(work, letter, outcome))


async def deal_and_drain(
    work: Work, tenant_id: TenantId, conversation_id: ConversationId, worker_id: int
) -> None:
    """What a delivery job does: first what helps where messages failed, then what waits to be sent."""
    await failures.deal(work.database, tenant_id, conversation_id)
    await drain(work, tenant_id, conversation_id, worker_id)


async def drain(work: Work, tenant_id: TenantId, conversation_id: ConversationId, worker_id: int) -> None:
    """Sends everything the conversation has waiting, oldest first, until it must wait or nothing is left."""
    while True:
        letter = await _claim_next(work, tenant_id, conversation_id, worker_id)
        if letter is None:
            return
        more, _ = await send(work, letter)
        if not more:
            return


async def _outcome(work: Work, letter: Letter) -> str | ChannelError:
    """The provider's id for the message, or what went wrong."""
    try:
        sender = work.sender_for(letter.sender)
        if isinstance(letter.content, TemplateOut):
            await check_template(work, letter.tenant_id, sender, letter.content)
    except ChannelError as error:
        return error
    work.about_to_send(letter.sender)
    message_id = wire_id(letter.tenant_id, letter.message_id)
    try:
        message = Outbound(message_id, letter.address, await linked(work, sender, letter), letter.options)
        return (await work.channel.send(sender, message)).provider_id
    except ChannelError as error:
        return error
    except Exception:
        # A defect of ours, and nobody knows how far the message got: as with any unknown outcome, never again blindly.
        log.exception(
            "send_broke", tenant=letter.tenant_id, conversation=str(letter.conversation_id), seq=letter.seq
        )
        return ChannelOutcomeUnknown("the send broke half way")


async def _insist(write: Callable[[], Awaitable[tuple[bool, bool]]]) -> tuple[bool, bool]:
    """Writes down what became of a send, through a short outage: forgotten, it would have to wait for a person."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _INSISTS_FOR_S
    while True:
        try:
            return await write()
        except (DatabaseUnavailable, *PASSING):
            if loop.time() > deadline:
                raise
            await asyncio.sleep(0.3)


async def _write_down(work: Work, letter: Letter, outcome: str | ChannelError) -> tuple[bool, bool]:
    if isinstance(outcome, ChannelOutcomeUnknown):
        await _set_aside(work, letter, outcome)
        return True, True
    if isinstance(outcome, ChannelUnavailable | ChannelAccountProblem) and outcome.remedy is None:
        return await _put_back(work, letter, outcome), True
    if isinstance(outcome, ChannelError):
        return await _fail(work, letter, outcome)
    async with (
        work.turnstile.through(letter.tenant_id),
        work.database.in_one_statement(letter.tenant_id) as tx,
    ):
        more, owes = await outbox_store.settle(tx, letter, "sent", provider_id=outcome)
    log.info(
        "message_sent", tenant=letter.tenant_id, conversation=str(letter.conversation_id), seq=letter.seq
    )
    return more, owes


async def _claim_next(
    work: Work, tenant_id: TenantId, conversation_id: ConversationId, worker_id: int
) -> Letter | None:
    """The next message that may leave now, claimed. What must not leave is settled on the way."""
    while True:
        async with work.turnstile.through(tenant_id), work.database.as_tenant(tenant_id) as tx:
            row = await outbox_store.oldest_unsent(
                tx, conversation_id, stalled_s=work.stalled_s, longest_send_s=work.longest_send_s
            )
            if row is None:
                await outbox_store.nothing_to_send(tx, conversation_id)
                return None
            try:
                letter = _letter(tenant_id, conversation_id, row)
            except (ValueError, KeyError, TypeError):
                await _give_up_row(tx, tenant_id, conversation_id, row)
                continue
            if row.status == "sending" and row.claimant_alive:
                # Whoever sends it goes on with the rest, if it saw the rest: look again to be sure.
                await store.ring_delivery(tx, conversation_id, utc_now() + timedelta(seconds=work.stalled_s))
                return None
            if row.message_status in _PROVIDER_KNOWS:  # its receipt was quicker than we were
                await outbox_store.settle(tx, letter, row.message_status)
                continue
            if row.status == "sending":
                await _leave_unknown(tx, work, letter, "the process that was sending it died")
                continue
            if row.status == "unknown":
                await outbox_store.settle(tx, letter, "held", error="unknown_outcome")
                await open_action(
                    tx,
                    conversation_id,
                    "unknown_outcome",
                    f"message:{row.message_id}",
                    "it is not known whether this message reached the customer; look, then send it again or drop it",
                )
                log.warning("message_held", tenant=tenant_id, conversation=str(conversation_id), seq=row.seq)
                continue
            if row.author == "agent" and (row.epoch < row.current_epoch or not row.shop_active):
                await _stop(tx, letter, "taken_over" if row.shop_active else "shop_disabled")
                continue
            if row.not_before > row.now:
                return None  # a job rings then
            if await _cannot_arrive(tx, letter, row):
                continue
            free_at = work.pair_pace.free_at(row.paced_until)
            if free_at > row.now:
                await outbox_store.wait_for_pace(tx, letter, free_at)
                await store.ring_delivery(tx, conversation_id, free_at)
                log.info("customer_paced", tenant=tenant_id, conversation=str(conversation_id), seq=row.seq)
                return None
            await outbox_store.claim(tx, letter, worker_id, pair_interval_s=work.pair_pace.interval_s)
            return letter


def _letter(tenant_id: TenantId, conversation_id: ConversationId, row: ClaimedRow) -> Letter:
    """The row as a message. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for one that is none."""
    content = outbound_content(row.kind, row.body, row.content)
    return _with(tenant_id, conversation_id, row, content, outbound_options(row.content))


def _with(
    tenant_id: TenantId,
    conversation_id: ConversationId,
    row: ClaimedRow,
    content: OutContent,
    options: SendOptions = NO_OPTIONS,
) -> Letter:
    return Letter(
        tenant_id=tenant_id,
        conversation_id=conversation_id,
        seq=row.seq,
        message_id=MessageId(row.message_id),
        message_at=row.message_at,
        sender=row.sender,
        address=row.address,
        content=content,
        attempts=row.attempts,
        options=options,
    )


async def _give_up_row(
    tx: TenantTx, tenant_id: TenantId, conversation_id: ConversationId, row: ClaimedRow
) -> None:
    """A row that nothing here can turn into a message: what stands behind it must not wait for ever."""
    letter = _with(tenant_id, conversation_id, row, TextOut("(cannot be read)"))
    await outbox_store.settle(tx, letter, "failed", error="unreadable_row")
    reason = "this message was stored in a form that cannot be sent; write it again"
    await open_action(tx, conversation_id, "delivery_failed", f"message:{row.message_id}", reason)
    log.error("message_unreadable", tenant=tenant_id, conversation=str(conversation_id), seq=row.seq)


async def _cannot_arrive(tx: TenantTx, letter: Letter, row: ClaimedRow) -> bool:
    """Whether the provider would refuse it for what is known of the customer: then it is settled, and never leaves."""
    if row.unreachable:  # a person was told when the first one failed
        await outbox_store.settle(tx, letter, "failed", error="recipient_unreachable")
        log.info(
            "recipient_unreachable",
            tenant=letter.tenant_id,
            conversation=str(letter.conversation_id),
            seq=letter.seq,
        )
        return True
    if is_free_form(letter.content) and not pace.window_open(row.now, row.last_inbound_at):
        await _too_late(tx, letter)
        return True
    return False


async def _too_late(tx: TenantTx, letter: Letter) -> None:
    """More than 24 hours after the customer wrote: the shop's template instead, if it has one; and a person is told."""
    instead = await send_instead(tx, letter.conversation_id)
    await outbox_store.settle(tx, letter, "failed", error="window_closed")
    reason = "the customer wrote more than 24 hours ago: only an approved template may be sent now"
    if instead is not None:
        reason += f"; the template {instead} goes out instead, so write again when the customer answers"
    source = f"message:{letter.message_id}"
    await open_action(tx, letter.conversation_id, "window_closed", source, reason)
    log.warning(
        "window_closed",
        tenant=letter.tenant_id,
        conversation=str(letter.conversation_id),
        seq=letter.seq,
        instead=instead,
    )


async def _stop(tx: TenantTx, letter: Letter, reason: str) -> None:
    """What an agent wrote before a person took over, or before its shop was disabled, does not leave any more."""
    await lock_conversation(tx, letter.conversation_id)  # before what is due, as everybody
    await outbox_store.settle(tx, letter, "stopped", error=reason)
    owner = await outbox_store.stop_turn(tx, letter, reason, reopen=reason == "taken_over")
    if owner == "agent":
        await store.ring_turns(tx, [letter.conversation_id])
    log.info(
        "message_stopped",
        tenant=letter.tenant_id,
        conversation=str(letter.conversation_id),
        seq=letter.seq,
        reason=reason,
    )


async def _leave_unknown(tx: TenantTx, work: Work, letter: Letter, reason: str) -> None:
    """Nobody knows whether it left. By default its receipt decides; sending the same id again is a setting."""
    again = work.resend_unknown and letter.attempts < _MOST_ATTEMPTS
    now = utc_now()
    wait_s = pace.backoff_s(letter.attempts) if again else work.unknown_wait_s
    until = now + timedelta(seconds=wait_s)
    await outbox_store.postpone(
        tx,
        letter,
        status="queued" if again else "unknown",
        message_status="queued" if again else "unknown",
        not_before=until,
        error="outcome_unknown",
    )
    await store.ring_delivery(tx, letter.conversation_id, until, last=not again)
    log.warning(
        "send_outcome_unknown",
        tenant=letter.tenant_id,
        conversation=str(letter.conversation_id),
        seq=letter.seq,
        reason=reason,
    )


async def _set_aside(work: Work, letter: Letter, error: ChannelOutcomeUnknown) -> None:
    async with work.database.as_tenant(letter.tenant_id) as tx:
        await _leave_unknown(tx, work, letter, str(error))


async def _put_back(work: Work, letter: Letter, error: ChannelUnavailable | ChannelAccountProblem) -> bool:
    """Surely not sent: try again later, in the same place of the queue, until the tries are used up."""
    tries = 0 if error.code in _NEVER_ASKED else 1
    if tries and letter.attempts + tries >= _MOST_ATTEMPTS:
        more, _ = await _fail(work, letter, error)
        return more
    wish = (error.retry_after_s or 0.0) if isinstance(error, ChannelUnavailable) else pace.LONGEST_BACKOFF_S
    wait_s = pace.backoff_s(letter.attempts, at_least_s=wish, longest_s=_LONGEST_WAIT_S)
    until = utc_now() + timedelta(seconds=wait_s)
    async with work.database.as_tenant(letter.tenant_id) as tx:
        await outbox_store.postpone(
            tx,
            letter,
            status="queued",
            message_status="queued",
            not_before=until,
            error=error.code or type(error).__name__,
            tries=tries,
        )
        if letter.attempts + tries == _TOLD_AFTER and tries:
            source = f"message:{letter.message_id}"
            await open_action(tx, letter.conversation_id, "delivery_delayed", source, str(error))
        if isinstance(error, ChannelAccountProblem):
            # The whole number is down until somebody acts: told at the first message, not after the last try.
            await open_action(
                tx, letter.conversation_id, "account_problem", f"sender:{letter.sender}", str(error)
            )
        await store.ring_delivery(tx, letter.conversation_id, until)
    log.warning(
        "send_postponed",
        tenant=letter.tenant_id,
        conversation=str(letter.conversation_id),
        seq=letter.seq,
        attempts=letter.attempts + tries,
        error=type(error).__name__,
        code=error.code,
    )
    return False


async def _fail(work: Work, letter: Letter, error: ChannelError) -> tuple[bool, bool]:
    """Refused under this id: the message shows as failed, and what helps is done."""
    async with work.database.as_tenant(letter.tenant_id) as tx:
        more, owes = await outbox_store.settle(tx, letter, "failed", error=error.code or type(error).__name__)
        await report_store.note_failed(
            tx, letter, remedy=error.remedy or Remedy.LOOK, code=error.code, reason=str(error), at=utc_now()
        )
    await failures.deal(work.database, letter.tenant_id, letter.conversation_id)
    log.error(
        "send_failed",
        tenant=letter.tenant_id,
        conversation=str(letter.conversation_id),
        seq=letter.seq,
        error=type(error).__name__,
        code=error.code,
    )
    return more, owes
