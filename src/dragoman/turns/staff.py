"""What people of a shop do with conversations: write, take over, hand back, switch an agent off and on.

Every act raises the conversation's epoch, so that whatever an agent was preparing meanwhile is kept as a
draft and never sent. Whoever is on duty afterwards is written down in the same transaction: a customer who
waits always has an owner.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import structlog

from dragoman.actions.store import close_actions_of
from dragoman.base import blobs
from dragoman.base.clock import utc_now
from dragoman.base.db import Database, TenantTx
from dragoman.base.errors import Refused
from dragoman.base.ids import ChatbotId, ConversationId, MessageId, TenantId
from dragoman.channels.content import (
    AudioOut,
    DocumentOut,
    ImageOut,
    OutContent,
    StickerOut,
    TextOut,
    VideoOut,
)
from dragoman.channels.files import check_sendable, sendable_kind
from dragoman.channels.infobip.decode import storable_text
from dragoman.channels.split import split_text
from dragoman.channels.template import TemplateOut
from dragoman.conversations import store as conversations
from dragoman.conversations.model import Conversation
from dragoman.tenants import stopped
from dragoman.tenants import store as tenants
from dragoman.turns import outbox_store, pace, report_store, store
from dragoman.turns.content import outbound_columns

_LATECOMERS_S = 2.5
_HEARD_WITHIN = timedelta(seconds=1.5)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class HandedBack:
    """What handing back came to: whether the customer waits, and whether the agent was rung to answer."""

    waiting: bool
    rung: bool


async def say(
    database: Database, tenant_id: TenantId, conversation_id: ConversationId, text: str, actor: str
) -> list[MessageId]:
    """Sends what a person wrote, as one or more messages in order; the conversation is theirs from now on.

    It counts as the answer to everything that the customer had asked. Raises ``Refused`` for an empty text
    outside the 24 h window (Infobip: only an approved template may be sent then) and to a customer whom nothing
    reaches, ``NotFound``.
    """
    parts = split_text(storable_text(text))
    if not parts:
        raise Refused("there is nothing to send: the text is empty")
    async with database.as_tenant(tenant_id) as tx:
        conversation = await _locked(tx, conversation_id)
        _check_window(conversation)
        _refuse_unreachable(conversation)
        ids = await _queue(tx, conversation, [TextOut(part) for part in parts], actor)
    log.info("staff_wrote", tenant=tenant_id, conversation=str(conversation_id), messages=len(ids))
    return ids


async def send_file(
    database: Database,
    tenant_id: TenantId,
    conversation_id: ConversationId,
    data: bytes,
    actor: str,
    *,
    kind: str | None = None,
    caption: str | None = None,
    filename: str | None = None,
) -> str:
    """Sends a file as a person's message; the kind it is sent as: the given one, else what WhatsApp shows best.

    Raises ``ChannelRejected`` for a file or caption that WhatsApp does not take, and as ``say`` does.
    """
    kind = kind or sendable_kind(data)
    media_type = check_sendable(kind, data)
    async with database.as_tenant(tenant_id) as tx:
        conversation = await _locked(tx, conversation_id)
        _check_window(conversation)
        _refuse_unreachable(conversation)
        blob = await blobs.put(tx, data, media_type)
        content = _file_out(kind, blob.address, caption, filename)
        await _queue(tx, conversation, [content], actor)
    log.info(
        "staff_sent_file", tenant=tenant_id, conversation=str(conversation_id), kind=kind, bytes=blob.size
    )
    return kind


def _file_out(kind: str, address: str, caption: str | None, filename: str | None) -> OutContent:
    match kind:
        case "image":
            return ImageOut(address, caption)
        case "video":
            return VideoOut(address, caption)
        case "document":
            return DocumentOut(address, caption, filename)
    if caption is not None:
        raise Refused(f"WhatsApp shows no words with {kind}: send them as a message of their own")
    return AudioOut(address) if kind == "audio" else StickerOut(address)


def _check_window(conversation: Conversation) -> None:
    if not pace.window_open(utc_now(), conversation.last_inbound_at):
        raise Refused(
            "the customer last wrote more than 24 hours ago: WhatsApp takes only an approved template now, "
            "until the customer writes again; see: dragoman conversations send-template --help"
        )


async def send_template(
    database: Database, tenant_id: TenantId, conversation_id: ConversationId, content: TemplateOut, actor: str
) -> MessageId:
    """Sends a template as a person, at any time; the conversation is theirs from now on, as with ``say``.

    Whether it fits what is registered was asked before (see ``tenants.templates``), and is again before it leaves.
    Raises ``Refused`` to a customer whom nothing reaches, ``NotFound``.
    """
    async with database.as_tenant(tenant_id) as tx:
        conversation = await _locked(tx, conversation_id)
        _refuse_unreachable(conversation)
        ids = await _queue(tx, conversation, [content], actor)
    log.info("staff_sent_template", tenant=tenant_id, conversation=str(conversation_id))
    return ids[0]


def _refuse_unreachable(conversation: Conversation) -> None:
    if conversation.unreachable:
        raise Refused(
            f"nothing reaches this customer ({conversation.unreachable_reason}): nothing more is sent until "
            "the customer writes again"
        )


async def _queue(
    tx: TenantTx, conversation: Conversation, contents: Sequence[OutContent], actor: str
) -> list[MessageId]:
    ids = [MessageId(uuid4()) for _ in contents]
    from_seq = conversation.answered_through_seq + 1
    for message_id, content in zip(ids, contents, strict=True):
        columns = outbound_columns(content)
        await outbox_store.queue_staff_message(
            tx, conversation.id, message_id, columns, from_seq=from_seq, actor=actor
        )
    await store.ring_delivery(tx, conversation.id)
    return ids


async def take(database: Database, tenant_id: TenantId, conversation_id: ConversationId, actor: str) -> None:
    """Stops the agent in this conversation: a person answers from now on. Raises ``NotFound``."""
    async with database.as_tenant(tenant_id) as tx:
        await _locked(tx, conversation_id)
        await conversations.set_mode(tx, conversation_id, "human")
        await conversations.set_owner(tx, conversation_id, "person")
        await store.record_fact(tx, "TakenOver", actor, conversation_id=conversation_id)
        await store.ring_delivery(tx, conversation_id)  # stops what the agent has not sent yet
    log.info("conversation_taken", tenant=tenant_id, conversation=str(conversation_id))


async def hand_back(
    database: Database, tenant_id: TenantId, conversation_id: ConversationId, actor: str
) -> HandedBack:
    """Puts the agent on duty again; it answers at once when the customer waits. Raises ``NotFound``."""
    async with database.as_tenant(tenant_id) as tx:
        done = await hand_back_in(tx, conversation_id, actor)
    log.info("conversation_handed_back", tenant=tenant_id, conversation=str(conversation_id), rung=done.rung)
    return done


async def hand_back_in(
    tx: TenantTx, conversation_id: ConversationId, actor: str, *, ring: bool = True
) -> HandedBack:
    """``hand_back`` within the caller's transaction; its ring is the last statement.

    With ``ring=False`` the caller has a job for the turn already.
    """
    conversation = await _locked(tx, conversation_id)
    await conversations.set_mode(tx, conversation_id, "agent")
    await close_actions_of(tx, conversation_id, "handoff", actor)
    await store.record_fact(tx, "HandedBack", actor, conversation_id=conversation_id)
    if not _waits(conversation):
        await conversations.owe_nothing(tx, conversation_id)
        return HandedBack(waiting=False, rung=False)
    chatbot = await tenants.get_chatbot(tx, tx.tenant_id, conversation.chatbot_id)
    if chatbot.paused:
        await conversations.owe_reply(tx, conversation_id, "person")
        return HandedBack(waiting=True, rung=False)
    await conversations.owe_reply(tx, conversation_id, "agent")
    if ring:
        await store.ring_turns(tx, [conversation_id])
    return HandedBack(waiting=True, rung=True)


async def pause_agent(
    database: Database,
    tenant_id: TenantId,
    chatbot_id: ChatbotId,
    actor: str,
    *,
    latecomers_s: float = _LATECOMERS_S,
) -> int:
    """Switches a chatbot's agent off: whoever waits for it waits for a person now; how many do.

    A process that has not heard of it yet may store a message under the old state for about a second, so
    after ``latecomers_s`` it looks once more. Raises ``NotFound``.
    """
    moved = await _pause(database, tenant_id, chatbot_id, actor)
    await asyncio.sleep(latecomers_s)
    return moved + await _pause(database, tenant_id, chatbot_id, actor)


async def resume_agent(
    database: Database,
    tenant_id: TenantId,
    chatbot_id: ChatbotId,
    actor: str,
    *,
    latecomers_s: float = _LATECOMERS_S,
) -> int:
    """Switches a chatbot's agent on again and rings for whoever waited for it; how many.

    Conversations that a person has taken stay with that person. Looks twice, as ``pause_agent`` does.
    Raises ``NotFound``.
    """
    moved = await _resume(database, tenant_id, chatbot_id, actor)
    await asyncio.sleep(latecomers_s)
    return moved + await _resume(database, tenant_id, chatbot_id, actor)


async def stop_sender(database: Database, number: str, reason: str, actor: str) -> bool:
    """Lets nothing more leave from one of our numbers; whether it was not stopped before. Raises ``NotFound``."""
    async with database.as_platform() as tx:
        state = await stopped.get_sender_state(tx, number)
    async with database.as_tenant(state.tenant_id) as tx:
        return await stopped.stop_sender(tx, number, reason, actor)


async def start_sender(database: Database, number: str, actor: str) -> tuple[bool, int]:
    """Lets a number send again and rings for what waits; whether it was stopped, and how many conversations.

    The workers hear of it within a moment, so the ring is for a moment later. Raises ``NotFound``.
    """
    async with database.as_platform() as tx:
        state = await stopped.get_sender_state(tx, number)
    async with database.as_tenant(state.tenant_id) as tx:
        waiting = await report_store.ring_for_sender(tx, number, utc_now() + _HEARD_WITHIN)
        done = await stopped.start_sender(tx, number, actor)
    return done, waiting


async def _pause(database: Database, tenant_id: TenantId, chatbot_id: ChatbotId, actor: str) -> int:
    async with database.as_tenant(tenant_id) as tx:
        await _switch(tx, chatbot_id, actor, paused=True)
        return len(await conversations.set_owner_of_chatbot(tx, chatbot_id, "person"))


async def _resume(database: Database, tenant_id: TenantId, chatbot_id: ChatbotId, actor: str) -> int:
    async with database.as_tenant(tenant_id) as tx:
        await _switch(tx, chatbot_id, actor, paused=False)
        moved = await conversations.set_owner_of_chatbot(tx, chatbot_id, "agent", mode="agent")
        if moved:
            await store.ring_turns(tx, moved)
        return len(moved)


async def _switch(tx: TenantTx, chatbot_id: ChatbotId, actor: str, *, paused: bool) -> None:
    await tenants.get_chatbot(tx, tx.tenant_id, chatbot_id)
    if await tenants.set_paused(tx, chatbot_id, paused):
        kind = "AgentPaused" if paused else "AgentResumed"
        await store.record_fact(tx, kind, actor, data={"chatbot_id": chatbot_id})
        log.info("agent_paused" if paused else "agent_resumed", tenant=tx.tenant_id, chatbot=chatbot_id)


async def _locked(tx: TenantTx, conversation_id: ConversationId) -> Conversation:
    await conversations.lock_conversation(tx, conversation_id)
    return await conversations.get_conversation(tx, conversation_id)


def _waits(conversation: Conversation) -> bool:
    return conversation.last_inbound_seq > conversation.answered_through_seq
