"""Events about the account: templates, marketing preferences, changed identities, payments.

They come alone, without the ``results`` envelope, and are told apart by their shape. Each becomes a
``Notice`` with the neutral names that ``dragoman hooks parse`` prints.
"""

from collections.abc import Mapping
from typing import Any

from dragoman.base.phone import digits_of
from dragoman.channels.base import Notice
from dragoman.channels.infobip.decode import (
    amount_of,
    given,
    id_of,
    integer_of,
    iso_of,
    object_of,
    objects_of,
    text_of,
)

TEMPLATE_UPDATE = "template_update"
IDENTITY_CHANGE = "identity_change"
PAYMENT = "payment"
MARKETING_PREFERENCE = "marketing_preference"


def notice_of(item: Mapping[str, Any]) -> Notice | None:
    """The account event in this object, or ``None`` when it is something else."""
    if item.get("messageTemplateId") is not None and isinstance(item.get("change"), dict):
        return Notice(TEMPLATE_UPDATE, _template(item), raw=item)
    content = object_of(item.get("content"))
    kind = (text_of(content.get("type")) or "").casefold()
    if kind == "user_identity_changed":
        return Notice(IDENTITY_CHANGE, _identity(item, content), raw=item)
    if kind == "payment":
        return Notice(PAYMENT, _payment(item, content), raw=item)
    if content.get("notificationMessagesStatus") is not None:
        return Notice(MARKETING_PREFERENCE, _preference(item, content), raw=item)
    return None


def address_of(value: Any) -> str | None:
    """A number as digits, or a business-scoped user id as it is."""
    text = id_of(value)
    return digits_of(text) or text


def _template(item: Mapping[str, Any]) -> dict[str, Any]:
    change = object_of(item.get("change"))
    return {
        "change": text_of(change.get("type")),
        "template_id": text_of(item.get("messageTemplateId")),
        "template_name": text_of(item.get("messageTemplateName")),
        "language": text_of(item.get("messageTemplateLanguage")),
        "new_status": text_of(change.get("newStatus")),
        "reason": text_of(change.get("reason")),
        "previous_category": text_of(change.get("previousCategory")),
        "new_category": text_of(change.get("newCategory")),
        "previous_quality": text_of(change.get("previousQualityScore")),
        "new_quality": text_of(change.get("newQualityScore")),
        "entity_id": text_of(item.get("entityId")),
        "application_id": text_of(item.get("applicationId")),
        "at_utc": iso_of(item.get("timestamp")),
    }


def _identity(item: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "sender": address_of(item.get("from")),
        "from": address_of(content.get("userNumber")) or address_of(content.get("userId")),
        "user_id": id_of(content.get("userId")),
        "hash": text_of(content.get("hash")),
        "at_utc": iso_of(item.get("createdAt")),
    }


def _payment(item: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """Infobip: the top-level ``from`` is our number, the one in ``content`` the customer."""
    minor, offset = integer_of(content.get("totalAmountValue")), integer_of(content.get("totalAmountOffset"))
    return {
        "sender": address_of(item.get("from")),
        "from": address_of(content.get("from")),
        "reference_id": text_of(content.get("referenceId")),
        "payment_id": text_of(content.get("paymentId")),
        "status": text_of(content.get("paymentStatus")),
        "currency": text_of(content.get("currency")),
        "amount_minor": minor,
        "amount_offset": offset,
        "amount": amount_of(minor, offset),
        "callback_data": given(content.get("callbackData")),
        "transactions": [_transaction(one) for one in objects_of(content.get("transactions"))],
        "at_utc": iso_of(item.get("createdAt")),
    }


def _transaction(transaction: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": text_of(transaction.get("id")),
        "type": text_of(transaction.get("type")),
        "status": text_of(transaction.get("status")),
        "created_at_utc": iso_of(transaction.get("createdTimestamp")),
        "updated_at_utc": iso_of(transaction.get("updatedTimestamp")),
    }


def _preference(item: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    status = (text_of(content.get("notificationMessagesStatus")) or "").strip().casefold()
    return {
        "sender": address_of(content.get("sender")) or address_of(item.get("from")),
        "from": address_of(content.get("from")),
        "status": status or None,
        "opted_out": {"stop": True, "resume": False}.get(status),
        "description": text_of(content.get("description")),
        "at_utc": iso_of(item.get("createdAt")),
    }
