"""Fetching the files that customers sent, soon after they came: the provider's links expire.

The message and its ring are stored together; this is what the job does. What could not be had now is tried again, in
longer and longer steps, for as long as its link may live. What cannot be had is told to a person of the shop: the
customer has been answered as always.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from dragoman.actions.store import open_action
from dragoman.base import blobs, telemetry
from dragoman.base.db import Database, TenantTx
from dragoman.base.errors import ChannelError
from dragoman.base.ids import MessageId, TenantId
from dragoman.channels.base import MediaKind, Sender
from dragoman.channels.files import Fetched, Files, Gone, Later, NotTaken, Outcome, why_not_taken
from dragoman.conversations import files
from dragoman.conversations.files import Expected
from dragoman.tenants import store as tenants
from dragoman.turns import pace

_RING_AGAIN_AFTER_S = 5.0
_TOLD_AFTER = 8
"""A person hears of a file that could not be fetched for about four minutes."""

_LONGEST_WAIT_S = 1024.0
_ACCOUNT_WAIT_S = 60.0
_KINDS = frozenset(MediaKind)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class FileWork:
    """What fetching works with. Built once, in ``app``."""

    database: Database
    files: Files
    sender_for: Callable[[str], Sender]
    """The wire configuration of one of our numbers. Raises ``ChannelAccountProblem`` when it has none."""
    link_days: int = 7
    """For how long a link may live: tried so long, then never again."""
    keep_days: int = 90


async def fetch_file(work: FileWork, tenant_id: TenantId, message_id: MessageId) -> None:
    """Fetches the file of one message, or finds out that it cannot be had, or puts it off."""
    async with work.database.in_one_statement(tenant_id) as single:
        expected = await files.find_expected(single, message_id)
    if expected is None or expected.status != "waiting":
        return
    outcome = await _outcome(work, expected)
    telemetry.FILES.labels(outcome=_STATUS[type(outcome)]).inc()
    async with work.database.as_tenant(tenant_id) as tx:
        if isinstance(outcome, Later):
            await _put_off(work, tx, expected, outcome)
        elif isinstance(outcome, Fetched):
            await _store(tx, expected, outcome)
        else:
            await _do_without(tx, expected, outcome)


async def give_up(database: Database, tenant_id: TenantId, message_id: MessageId) -> None:
    """After the last try of a job that broke: a person is told, and the dead letter waits to be tried again."""
    reason = "it could not be fetched because of an error of ours, see: dragoman dead list"
    async with database.as_tenant(tenant_id) as tx:
        conversation_id = await files.stop_expecting(tx, message_id, reason)
        if conversation_id is not None:
            await open_action(tx, conversation_id, "media_missing", f"message:{message_id}", _told(reason))
    log.error("file_given_up", tenant=tenant_id, message=str(message_id))


async def ring_again(database: Database) -> int:
    """Rings for every file that is still to be fetched and has no job; how many."""
    async with database.as_platform() as tx:
        count = await files.ring_again(tx, _RING_AGAIN_AFTER_S)
    if count:
        log.warning("files_rung_again", count=count)
    return count


async def tidy(database: Database, *, link_days: int, keep_days: int) -> None:
    """Forgets files that are older than they are kept, shop by shop, and the bytes that nothing refers to any more."""
    async with database.as_platform() as platform:
        shops = [shop.id for shop in await tenants.list_tenants(platform)]
    for tenant_id in shops:
        async with database.as_tenant(tenant_id) as tx:
            await files.give_up_old(tx, link_days + 1)
            forgotten = await files.forget_old(tx, keep_days)
            deleted = await blobs.forget_old(tx, keep_days)
        if forgotten or deleted:
            log.info("files_forgotten", tenant=tenant_id, files=forgotten, blobs=deleted)


async def _outcome(work: FileWork, expected: Expected) -> Outcome:
    """What asking for the file came to. No transaction is open meanwhile."""
    if expected.now >= expected.created_at + timedelta(days=work.link_days):
        return Gone(f"it could not be fetched within {work.link_days} days, so its link is no longer valid")
    try:
        sender = work.sender_for(expected.sender)
    except ChannelError as error:
        return Later(str(error), account=True)
    outcome = await work.files.fetch(sender, expected.url)
    if isinstance(outcome, Fetched) and expected.kind in _KINDS:
        refusal = why_not_taken(MediaKind(expected.kind), outcome.media_type)
        return outcome if refusal is None else NotTaken(refusal)
    return outcome


async def _store(tx: TenantTx, expected: Expected, file: Fetched) -> None:
    blob = await blobs.put(tx, file.data, file.media_type)
    note = f"it was called {file.called}" if file.called is not None else None
    await files.settle_file(tx, expected.message_id, "stored", sha256=blob.sha256, reason=note)
    log.info(
        "file_stored",
        tenant=tx.tenant_id,
        message=str(expected.message_id),
        type=blob.media_type,
        bytes=blob.size,
        called=file.called,
    )


async def _do_without(tx: TenantTx, expected: Expected, outcome: Gone | NotTaken) -> None:
    status = _STATUS[type(outcome)]
    if await files.settle_file(tx, expected.message_id, status, reason=outcome.reason) and _matters(expected):
        source = f"message:{expected.message_id}"
        await open_action(
            tx, expected.conversation_id, "media_missing", source, _told(outcome.reason, expected.kind)
        )
    log.warning(
        "file_missing",
        tenant=tx.tenant_id,
        message=str(expected.message_id),
        status=status,
        reason=outcome.reason,
    )


async def _put_off(work: FileWork, tx: TenantTx, expected: Expected, outcome: Later) -> None:
    wish = _ACCOUNT_WAIT_S if outcome.account else outcome.retry_after_s
    wait_s = pace.backoff_s(expected.attempts, at_least_s=wish, longest_s=_LONGEST_WAIT_S)
    await files.postpone_file(
        tx, expected.message_id, expected.now + timedelta(seconds=wait_s), outcome.reason
    )
    conversation_id = expected.conversation_id
    if outcome.account:
        # Every file of the number is missing until somebody acts: told at the first.
        await open_action(tx, conversation_id, "account_problem", f"sender:{expected.sender}", outcome.reason)
    if expected.attempts + 1 == _TOLD_AFTER and _matters(expected):
        reason = _told(f"{outcome.reason}. It is tried for {work.link_days} days", expected.kind)
        await open_action(tx, conversation_id, "media_missing", f"message:{expected.message_id}", reason)
    log.warning(
        "file_postponed",
        tenant=tx.tenant_id,
        message=str(expected.message_id),
        attempts=expected.attempts + 1,
        reason=outcome.reason,
    )


def _matters(expected: Expected) -> bool:
    """Whether somebody has to hear that it is missing: a sticker says what an emoji says."""
    return expected.kind != MediaKind.STICKER


def _told(reason: str, kind: str = "file") -> str:
    return f"the customer's {kind} is not here: {reason}. Look at it on the phone, or ask for it again"


_STATUS = {Fetched: "stored", Gone: "gone", NotTaken: "refused", Later: "later"}
