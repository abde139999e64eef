"""What ``dragoman hooks parse`` promises to print: written out, so that a name that goes missing is missed here."""

from typing import Any

_REPORT = "event message_id to outcome sent_at_utc bulk_id callback_data entity_id application_id"


def _names(words: str) -> set[str]:
    return set(words.split())


EVENTS: dict[str, set[str]] = {
    "inbound": _names(
        """
        event type known_type from to message_id text received_at_utc
        contact_name phone_number user_id parent_user_id username
        context_message_id context_from context_group_id referred_product
        referral referral_headline referral_body referral_media_type
        keyword paired_message_id callback_data entity_id application_id identity_hash payload
        """
    ),
    "delivery": _names(
        f"""
        {_REPORT} final code reason permanent retry_later_ok done_at_utc price currency
        status_group_id status_group status_id status_name error_id error_name
        """
    ),
    "seen": _names(f"{_REPORT} seen_at_utc"),
    "deleted": _names(f"{_REPORT} from deleted_at_utc"),
    "template_update": _names(
        """
        event change template_id template_name language new_status reason previous_category new_category
        previous_quality new_quality entity_id application_id at_utc
        """
    ),
    "identity_change": _names("event sender from user_id hash at_utc"),
    "payment": _names(
        """
        event sender from reference_id payment_id status currency amount_minor amount_offset amount
        callback_data transactions at_utc
        """
    ),
    "marketing_preference": _names("event sender from status opted_out description at_utc"),
    "unsupported": {"event", "reason"},
}
"""The names that every event of a kind prints, ``null`` where the payload does not tell."""

_CHOICE = {"reply_id", "reply_description"}
_MEDIA = {"media_kind", "media_url"}

TYPES: dict[str, set[str]] = {
    "TEXT": set(),
    "IMAGE": _MEDIA,
    "DOCUMENT": _MEDIA,
    "FILE": _MEDIA,
    "AUDIO": _MEDIA,
    "VOICE": _MEDIA,
    "VIDEO": _MEDIA,
    "STICKER": _MEDIA,
    "BUTTON": _CHOICE,
    "INTERACTIVE_BUTTON_REPLY": _CHOICE,
    "INTERACTIVE_LIST_REPLY": _CHOICE,
    "BUTTON_REPLY": _CHOICE,
    "LIST_REPLY": _CHOICE,
    "LOCATION": {"latitude", "longitude", "location_name", "location_address", "location_url"},
    "REACTION": {"emoji", "reaction_action"},
    "CONTACT": {"shared_contacts"},
    "ORDER": {"order"},
    "INTERACTIVE_FLOW_REPLY": {"flow_response"},
    "FLOW_RESPONSE": {"flow_response"},
    "INTERACTIVE_PAYMENT_CONFIRMATION": {"payment"},
    "PAYMENT_RESPONSE": {"payment"},
    "INTERACTIVE_PAYMENT_ACKNOWLEDGEMENT": {"payment_acknowledgement"},
    "INTERACTIVE_CALL_PERMISSION_REPLY": {"call_permission"},
    "INTERACTIVE_IN_THREAD_AUTHENTICATION_REPLY": {"in_thread_authentication"},
    "INFECTED_CONTENT": {"malware"},
    "UNSUPPORTED": set(),
}
"""The names that a message of a type prints besides."""


def promised(printed: dict[str, Any]) -> set[str]:
    """The names that an event of this kind, and of this type if it is a message, must print: no more, no less."""
    return EVENTS[printed["event"]] | TYPES.get(str(printed.get("type")).upper(), set())
