"""Identifiers, each its own type so that one cannot be passed for another."""

import re
from typing import NewType
from uuid import UUID

TenantId = NewType("TenantId", int)
ChatbotId = NewType("ChatbotId", int)
ContactId = NewType("ContactId", UUID)
ConversationId = NewType("ConversationId", UUID)
MessageId = NewType("MessageId", UUID)
TurnId = NewType("TurnId", UUID)
ActionId = NewType("ActionId", UUID)

_WIRE_ID = re.compile(
    r"\A([1-9][0-9]{0,17})-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\Z"
)


def wire_id(tenant_id: TenantId, message_id: MessageId) -> str:
    """Our message id as the provider sees it: ``<tenant>-<uuid>``, so that a receipt finds its tenant."""
    return f"{tenant_id}-{message_id}"


def read_wire_id(text: str) -> tuple[TenantId, MessageId] | None:
    """The tenant and message of an id that :func:`wire_id` wrote, or ``None`` for anybody else's id."""
    match = _WIRE_ID.match(text)
    if match is None:
        return None
    return TenantId(int(match[1])), MessageId(UUID(match[2]))
