"""The SQL of contacts and conversations. Decides nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from dragoman.base.db import TenantTx
from dragoman.base.errors import NotFound
from dragoman.base.ids import ChatbotId, ContactId, ConversationId
from dragoman.channels.base import Party
from dragoman.conversations.model import Conversation, HandOver, KnownIdentity, Message, Standing

INSERT_CONTACTS = """
    INSERT INTO contacts (id, phone, user_id, username, name)
    SELECT id, phone, user_id, username, name
    FROM unnest(%(ids)s::uuid[], %(phones)s::text[], %(user_ids)s::text[], %(usernames)s::text[], %(names)s::text[])
         AS c (id, phone, user_id, username, name)
"""

DELETE_CONTACTS = """
    DELETE FROM contacts
    WHERE id = ANY(%(ids)s::uuid[])
"""

FIND_IDENTITIES = """
    SELECT i.identity, i.contact_id, c.name, c.username
    FROM contact_identities AS i
    JOIN contacts AS c ON (c.tenant_id, c.id) = (i.tenant_id, i.contact_id)
    WHERE i.identity = ANY(%(identities)s::text[])
"""

# Whoever gives an identity to a contact that exists, or makes two contacts one, is the only one of the shop to do so:
# a contact that somebody else is just making part of another must not be given anything.
LOCK_IDENTITIES = """
    SELECT pg_advisory_xact_lock(hashtextextended('identities', %(tenant_id)s))
"""

# The winner of two processes that meet a customer at once is whoever committed first. In order, so that two processes
# that meet several customers at once wait for each other and never deadlock; and what somebody else has is not locked.
LINK_IDENTITIES = """
    INSERT INTO contact_identities (identity, contact_id)
    SELECT identity, contact_id
    FROM unnest(%(identities)s::text[], %(contacts)s::uuid[]) AS u (identity, contact_id)
    ORDER BY identity
    ON CONFLICT DO NOTHING
    RETURNING identity
"""

# One statement for every contact that changes, whatever changes: locked in one order.
UPDATE_CONTACTS = """
    WITH locked AS (
        SELECT id
        FROM contacts
        WHERE id = ANY(%(ids)s::uuid[])
        ORDER BY id
        FOR NO KEY UPDATE
    )
    UPDATE contacts AS c
    SET phone = coalesce(u.phone, c.phone),
        user_id = coalesce(u.user_id, c.user_id),
        username = coalesce(u.username, c.username),
        name = coalesce(u.name, c.name),
        merged_into = coalesce(u.merged_into, c.merged_into)
    FROM locked
    JOIN unnest(%(ids)s::uuid[], %(phones)s::text[], %(user_ids)s::text[], %(usernames)s::text[], %(names)s::text[],
                %(merged_into)s::uuid[]) AS u (id, phone, user_id, username, name, merged_into) USING (id)
    WHERE c.id = locked.id
"""

MOVE_IDENTITIES = """
    WITH merged AS (
        SELECT id, merged_into
        FROM unnest(%(ids)s::uuid[], %(merged_into)s::uuid[]) AS u (id, merged_into)
    ), moved AS (
        UPDATE contact_identities AS i
        SET contact_id = m.merged_into
        FROM merged AS m
        WHERE i.contact_id = m.id
    )
    INSERT INTO facts (kind, actor, subject_id, data)
    SELECT 'ContactsMerged', 'system:contacts', merged_into, jsonb_build_object('contact_id', id)
    FROM merged
"""

_CONVERSATION = """
    SELECT c.id, c.chatbot_id, c.contact_id, c.sender, c.address, c.mode, c.epoch, c.last_seq, c.last_inbound_seq,
           c.answered_through_seq, c.last_inbound_at, k.name AS contact_name, d.reply_since AS waiting_since,
           coalesce(k.unreachable_at > c.last_inbound_at, false) AS unreachable, k.unreachable_reason, k.marketing
    FROM conversations AS c
    JOIN contacts AS k ON (k.tenant_id, k.id) = (c.tenant_id, c.contact_id)
    LEFT JOIN conversation_due AS d ON (d.tenant_id, d.conversation_id) = (c.tenant_id, c.id)
"""

FIND_CONVERSATION = (
    _CONVERSATION
    + """
    WHERE c.id = %(id)s
"""
)

# A shortened id is a range of ids, which the primary key finds.
FIND_CONVERSATIONS = (
    _CONVERSATION
    + """
    WHERE c.id BETWEEN %(lowest)s AND %(highest)s
    ORDER BY c.id
    LIMIT 2
"""
)

LIST_CONVERSATIONS = (
    _CONVERSATION
    + """
    WHERE (NOT %(waiting)s OR d.reply_since IS NOT NULL)
      AND (%(mode)s::text IS NULL OR c.mode = %(mode)s)
    ORDER BY c.last_inbound_at DESC NULLS LAST
    LIMIT %(limit)s
"""
)

LIST_MESSAGES = """
    SELECT id, conversation_id, seq, created_at, direction, author, kind, body, content, status, error, turn_id,
           provider_id, quoted_id, retry_of
    FROM messages
    WHERE conversation_id = %(conversation_id)s
    ORDER BY seq DESC, created_at DESC
    LIMIT %(limit)s
"""

SET_INSTRUCTIONS = """
    UPDATE conversations
    SET instructions = %(text)s
    WHERE id = %(id)s
"""

# Not FOR UPDATE: a row that refers to the conversation may be written meanwhile, or a person's act and the end of a
# send could wait for each other.
LOCK_CONVERSATION = """
    SELECT id
    FROM conversations
    WHERE id = %(id)s
    FOR NO KEY UPDATE
"""

# All that a batch with a merge in it will touch, in the order in which everybody locks it: contacts, conversations,
# what is due.
LOCK_CONTACTS = """
    WITH contact AS MATERIALIZED (
        SELECT id
        FROM contacts
        WHERE id = ANY(%(contacts)s::uuid[])
        ORDER BY id
        FOR NO KEY UPDATE
    ), held AS MATERIALIZED (
        SELECT id, chatbot_id, contact_id, mode, last_inbound_at
        FROM conversations
        WHERE contact_id = ANY(ARRAY(SELECT id FROM contact))
        ORDER BY chatbot_id, contact_id
        FOR NO KEY UPDATE
    ), due AS MATERIALIZED (
        SELECT d.conversation_id, d.reply_since
        FROM conversation_due AS d
        WHERE d.tenant_id = %(tenant_id)s
          AND d.conversation_id = ANY(ARRAY(SELECT id FROM held))
        ORDER BY d.conversation_id
        FOR UPDATE
    )
    SELECT h.id, h.chatbot_id, h.contact_id, h.mode, h.last_inbound_at, d.reply_since AS waiting_since
    FROM held AS h
    LEFT JOIN due AS d ON d.conversation_id = h.id
"""

# A conversation that is not there yet is made: what comes next must find it with a person.
HAND_OVER = """
    WITH handed AS (
        SELECT u.chatbot_id, u.contact_id, u.beside, u.reason, t.sender, t.address
        FROM unnest(%(chatbots)s::bigint[], %(contacts)s::uuid[], %(beside)s::uuid[], %(reasons)s::text[])
             AS u (chatbot_id, contact_id, beside, reason)
        JOIN conversations AS t ON t.id = u.beside
    ), conversation AS (
        INSERT INTO conversations AS c (chatbot_id, contact_id, sender, address, mode)
        SELECT chatbot_id, contact_id, sender, address, 'human'
        FROM handed
        ORDER BY chatbot_id, contact_id
        ON CONFLICT (tenant_id, chatbot_id, contact_id) DO UPDATE
            SET mode = 'human',
                epoch = c.epoch + 1,
                updated_at = now()
            WHERE c.mode <> 'human'
        RETURNING id, chatbot_id, contact_id
    ), given AS (
        SELECT c.id, h.beside, h.reason
        FROM conversation AS c
        JOIN handed AS h USING (chatbot_id, contact_id)
    ), due AS (
        UPDATE conversation_due AS d
        SET owner = 'person'
        FROM given AS g
        WHERE d.tenant_id = %(tenant_id)s
          AND d.conversation_id = g.id
    ), task AS (
        INSERT INTO actions (conversation_id, kind, source, reason)
        SELECT id, 'handoff', 'conversation:' || beside, reason
        FROM given
        WHERE reason IS NOT NULL
        ON CONFLICT DO NOTHING
    )
    INSERT INTO facts (kind, actor, conversation_id, data)
    SELECT 'HandedToHuman', 'system:contacts', id, jsonb_build_object('conversation_id', beside)
    FROM given
"""

# Every human act raises the epoch: what an agent prepared before it is refused by the commit and by delivery.
SET_MODE = """
    UPDATE conversations
    SET mode = %(mode)s,
        epoch = epoch + 1,
        updated_at = now()
    WHERE id = %(id)s
    RETURNING id
"""

SET_OWNER = """
    UPDATE conversation_due
    SET owner = %(owner)s
    WHERE tenant_id = %(tenant_id)s
      AND conversation_id = %(id)s
    RETURNING reply_since
"""

# Locked in the order in which everybody locks what is due.
SET_OWNER_OF_CHATBOT = """
    WITH due AS (
        SELECT d.tenant_id, d.conversation_id
        FROM conversation_due AS d
        JOIN conversations AS c ON (c.tenant_id, c.id) = (d.tenant_id, d.conversation_id)
        WHERE d.tenant_id = %(tenant_id)s
          AND d.owner <> %(owner)s
          AND d.reply_since IS NOT NULL
          AND c.chatbot_id = %(chatbot_id)s
          AND (%(mode)s::text IS NULL OR c.mode = %(mode)s)
        ORDER BY d.conversation_id
        FOR UPDATE OF d
    )
    UPDATE conversation_due AS d
    SET owner = %(owner)s
    FROM due
    WHERE (d.tenant_id, d.conversation_id) = (due.tenant_id, due.conversation_id)
    RETURNING d.conversation_id
"""

OWE_REPLY = """
    INSERT INTO conversation_due AS d (tenant_id, conversation_id, owner, reply_since)
    VALUES (%(tenant_id)s, %(id)s, %(owner)s, now())
    ON CONFLICT (tenant_id, conversation_id) DO UPDATE
        SET owner = EXCLUDED.owner,
            reply_since = coalesce(d.reply_since, EXCLUDED.reply_since)
"""

OWE_NOTHING = """
    WITH kept AS (
        UPDATE conversation_due
        SET owner = 'agent',
            reply_since = NULL
        WHERE tenant_id = %(tenant_id)s
          AND conversation_id = %(id)s
          AND delivery_since IS NOT NULL
    )
    DELETE FROM conversation_due
    WHERE tenant_id = %(tenant_id)s
      AND conversation_id = %(id)s
      AND delivery_since IS NULL
"""


async def insert_contacts(tx: TenantTx, contacts: Mapping[ContactId, Party]) -> None:
    """Writes new contacts down."""
    parties = contacts.values()
    await tx.execute(
        INSERT_CONTACTS,
        {
            "ids": list(contacts),
            "phones": [party.phone for party in parties],
            "user_ids": [party.user_id for party in parties],
            "usernames": [party.username for party in parties],
            "names": [party.name for party in parties],
        },
    )


async def delete_contacts(tx: TenantTx, contact_ids: Sequence[ContactId]) -> None:
    """Removes contacts that nothing refers to."""
    await tx.execute(DELETE_CONTACTS, {"ids": list(contact_ids)})


async def find_identities(tx: TenantTx, identities: Sequence[str]) -> dict[str, KnownIdentity]:
    """Those of the identities that a contact of the shop has."""
    rows = await tx.fetch_all(KnownIdentity, FIND_IDENTITIES, {"identities": list(identities)})
    return {row.identity: row for row in rows}


async def lock_identities(tx: TenantTx) -> None:
    """Waits until nobody else changes who is who in this shop, until the transaction ends."""
    await tx.execute(LOCK_IDENTITIES, {"tenant_id": tx.tenant_id})


async def link_identities(tx: TenantTx, contacts: Mapping[str, ContactId]) -> set[str]:
    """Gives each identity to its contact, unless a contact has it; those that nobody had."""
    rows = await tx.fetch_tuples(
        LINK_IDENTITIES, {"identities": list(contacts), "contacts": list(contacts.values())}
    )
    return {row[0] for row in rows}


async def update_contacts(
    tx: TenantTx, shown: Mapping[ContactId, Party], merged: Mapping[ContactId, ContactId]
) -> None:
    """Takes over what is shown of each contact (the rest stays), and notes which are part of another now."""
    ids = [*shown, *(contact_id for contact_id in merged if contact_id not in shown)]
    parties = [shown.get(contact_id, Party()) for contact_id in ids]
    await tx.execute(
        UPDATE_CONTACTS,
        {
            "ids": ids,
            "phones": [party.phone for party in parties],
            "user_ids": [party.user_id for party in parties],
            "usernames": [party.username for party in parties],
            "names": [party.name for party in parties],
            "merged_into": [merged.get(contact_id) for contact_id in ids],
        },
    )


async def move_identities(tx: TenantTx, merged: Mapping[ContactId, ContactId]) -> None:
    """Gives all identities of each contact to the one that it is part of now."""
    await tx.execute(MOVE_IDENTITIES, {"ids": list(merged), "merged_into": list(merged.values())})


async def lock_contacts(tx: TenantTx, contact_ids: Sequence[ContactId]) -> list[Standing]:
    """Waits until nobody else changes these contacts or their conversations, until the transaction ends."""
    return await tx.fetch_all(
        Standing, LOCK_CONTACTS, {"contacts": list(contact_ids), "tenant_id": tx.tenant_id}
    )


async def hand_over(tx: TenantTx, handed: Sequence[HandOver]) -> None:
    """Gives conversations and what they owe to a person; an action where there is a reason for one."""
    await tx.execute(
        HAND_OVER,
        {
            "tenant_id": tx.tenant_id,
            "chatbots": [one.chatbot_id for one in handed],
            "contacts": [one.contact_id for one in handed],
            "beside": [one.beside for one in handed],
            "reasons": [one.reason for one in handed],
        },
    )


async def get_conversation(tx: TenantTx, conversation_id: UUID) -> Conversation:
    """One conversation. Raises ``NotFound``."""
    found = await tx.fetch_optional(Conversation, FIND_CONVERSATION, {"id": conversation_id})
    if found is None:
        raise NotFound(f"this shop has no conversation {conversation_id}")
    return found


async def find_conversations(tx: TenantTx, lowest: UUID, highest: UUID) -> list[Conversation]:
    """At most two conversations with ids between these: enough to know whether a shortened id is unique."""
    return await tx.fetch_all(Conversation, FIND_CONVERSATIONS, {"lowest": lowest, "highest": highest})


async def list_conversations(
    tx: TenantTx, *, waiting: bool = False, mode: str | None = None, limit: int = 50
) -> list[Conversation]:
    """The shop's conversations, latest customer first."""
    return await tx.fetch_all(
        Conversation, LIST_CONVERSATIONS, {"waiting": waiting, "mode": mode, "limit": limit}
    )


async def list_messages(tx: TenantTx, conversation_id: ConversationId, *, limit: int = 50) -> list[Message]:
    """The last messages of a conversation, oldest first."""
    rows = await tx.fetch_all(Message, LIST_MESSAGES, {"conversation_id": conversation_id, "limit": limit})
    return rows[::-1]


async def lock_conversation(tx: TenantTx, conversation_id: ConversationId) -> None:
    """Waits until nobody else changes the conversation, until the transaction ends."""
    await tx.execute(LOCK_CONVERSATION, {"id": conversation_id})


async def set_instructions(tx: TenantTx, conversation_id: ConversationId, text: str | None) -> None:
    """What the agent should heed in this conversation; ``None`` takes it back. Raises ``NotFound``."""
    if await tx.execute(SET_INSTRUCTIONS, {"id": conversation_id, "text": text}) == 0:
        raise NotFound(f"this shop has no conversation {conversation_id}")


async def set_mode(tx: TenantTx, conversation_id: ConversationId, mode: str) -> None:
    """Changes who answers and raises the epoch. Raises ``NotFound``."""
    if await tx.execute(SET_MODE, {"id": conversation_id, "mode": mode}) == 0:
        raise NotFound(f"this shop has no conversation {conversation_id}")


async def set_owner(tx: TenantTx, conversation_id: ConversationId, owner: str) -> datetime | None:
    """Notes who is on duty for what the conversation owes; since when a reply is owed, if one is."""
    found: datetime | None = await tx.value(
        SET_OWNER, {"tenant_id": tx.tenant_id, "id": conversation_id, "owner": owner}
    )
    return found


async def owe_reply(tx: TenantTx, conversation_id: ConversationId, owner: str) -> None:
    """Notes that the customer waits and who is on duty; since when they wait stays as it was."""
    await tx.execute(OWE_REPLY, {"tenant_id": tx.tenant_id, "id": conversation_id, "owner": owner})


async def owe_nothing(tx: TenantTx, conversation_id: ConversationId) -> None:
    """Notes that nobody waits for a reply; what is still to be sent stays due."""
    await tx.execute(OWE_NOTHING, {"tenant_id": tx.tenant_id, "id": conversation_id})


async def set_owner_of_chatbot(
    tx: TenantTx, chatbot_id: ChatbotId, owner: str, *, mode: str | None = None
) -> list[ConversationId]:
    """Changes who is on duty for everything a chatbot owes (in one mode only, if given); what changed."""
    values = {"tenant_id": tx.tenant_id, "chatbot_id": chatbot_id, "owner": owner, "mode": mode}
    rows = await tx.fetch_tuples(SET_OWNER_OF_CHATBOT, values)
    return [ConversationId(row[0]) for row in rows]
