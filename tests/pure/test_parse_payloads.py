"""One payload of each kind and variant, and the neutral names it must be read into.

The payloads in ``tests/payloads/infobip`` are our own; the provider's published ones are read in
``tests/contracts/test_infobip_fixtures.py``.
"""

from pathlib import Path
from typing import Any

import pytest

from dragoman.channels.infobip.neutral import neutral
from dragoman.channels.infobip.parse import parse

PAYLOADS = Path(__file__).resolve().parents[1] / "payloads" / "infobip"
MEDIA = "https://x1.api.infobip.com/whatsapp/1/senders/447700900001/media/"
OURS = "7-3f2b8a52-6a0d-4b59-9a52-1c7f7f3f9d10"
MONA = {"from": "447700900123", "to": "447700900001", "user_id": "GB.70451187702", "username": "mona.k"}

EXPECTED: dict[str, dict[str, Any]] = {
    "in_text": {
        **MONA,
        "event": "inbound",
        "type": "TEXT",
        "known_type": True,
        "text": "Do you have the red lamp?",
        "message_id": "wamid.TEST-0001",
        "received_at_utc": "2026-11-03T08:15:30.250Z",
        "contact_name": "Mona",
        "phone_number": "447700900123",
        "parent_user_id": None,
        "keyword": None,
        "context_message_id": None,
    },
    "in_text_quoting": {
        "text": "this one?",
        "context_message_id": "7-quoted",
        "context_from": "447700900001",
        "referred_product": {"catalog_id": "cat-1", "sku": "lamp-red"},
    },
    "in_text_in_group": {
        "text": "and this one?",
        "context_message_id": "7-quoted",
        "context_group_id": "Y2FwaV9ncm91cDox",
        "referred_product": None,
    },
    "in_text_from_ad": {
        "referral": {
            "source_type": "POST",
            "source_id": "p-9",
            "source_url": "https://social.example.com/p/9",
            "ctwa_click_id": "click-9",
            "media_url": "https://social.example.com/p/9.jpg",
        },
        "referral_headline": "Lamps",
        "referral_body": "New lamps",
        "referral_media_type": "IMAGE",
    },
    "in_image": {"type": "IMAGE", "text": "like this", "media_kind": "image", "media_url": MEDIA + "img-1"},
    "in_document": {"text": "list.pdf", "media_kind": "document", "media_url": MEDIA + "doc-1"},
    "in_audio": {"text": None, "media_kind": "audio", "media_url": MEDIA + "aud-1"},
    "in_voice": {"text": None, "media_kind": "voice", "media_url": MEDIA + "voi-1"},
    "in_video": {"text": "see", "media_kind": "video", "media_url": MEDIA + "vid-1"},
    "in_sticker": {"text": None, "media_kind": "sticker", "media_url": MEDIA + "sti-1"},
    "in_location": {
        "text": None,
        "latitude": 51.5,
        "longitude": -0.12,
        "location_name": "Bridge",
        "location_address": "1 River Road",
        "location_url": "https://maps.example.com/b",
    },
    "in_contact": {"text": None, "shared_contacts": [{"name": "Ziad Haddad", "phones": ["447700900456"]}]},
    "in_button": {"type": "BUTTON", "text": "Track it", "reply_id": "track:1042", "payload": "track:1042"},
    "in_button_reply": {"text": "Yes", "reply_id": "yes:1042"},
    "in_list_reply": {"text": "42", "reply_id": "size-42", "reply_description": "in stock"},
    "in_flow_reply": {"text": "Sent", "flow_response": {"day": "2026-11-05", "flow_token": "c-88"}},
    "in_order": {
        "text": "gift wrapped",
        "order": {
            "catalog_id": "cat-1",
            "items": [{"sku": "lamp-red", "quantity": 2, "price": 15.5, "currency": "GBP"}],
        },
    },
    "in_reaction": {
        "text": None,
        "emoji": "👍",
        "reaction_action": "ADDED",
        "context_message_id": "7-reacted",
    },
    "in_reaction_removed": {"emoji": None, "reaction_action": "REMOVED", "context_message_id": "7-reacted"},
    "in_payment_confirmation": {
        "known_type": True,
        "text": None,
        "payment": {
            "reference_id": "r-1",
            "payment_id": "p-1",
            "status": "SUCCESS",
            "currency": "INR",
            "amount_minor": 4500,
            "amount_offset": 100,
            "amount": 45.0,
            "transaction_id": "t-1",
            "transaction_type": "UPI",
        },
    },
    "in_payment_acknowledgement": {
        "known_type": True,
        "payment_acknowledgement": {
            "type": "PIX",
            "payment_id": "p-1",
            "reference_id": "r-1",
            "at_utc": "2026-11-03T08:15:00.000Z",
        },
    },
    "in_call_permission": {
        "known_type": True,
        "call_permission": {"response": "REJECT", "expires_at_utc": None},
    },
    "in_in_thread_authentication": {
        "in_thread_authentication": {"status": "VERIFIED", "passkey_hash": "hash-1"}
    },
    "in_infected": {"type": "INFECTED_CONTENT", "text": None, "malware": "EICAR-Test"},
    "in_unsupported": {"event": "inbound", "type": "UNSUPPORTED", "known_type": True, "text": None},
    "in_unheard_of_type": {"event": "inbound", "type": "HOLOGRAM", "known_type": False, "text": None},
    "in_keyword_and_pairing": {
        "keyword": "LAMP",
        "paired_message_id": "7-paired",
        "callback_data": "campaign=autumn",
        "entity_id": "shop-7",
        "application_id": "dragoman",
        "identity_hash": "idhash==",
    },
    "in_no_contact": {
        "from": "447700900123",
        "contact_name": None,
        "phone_number": None,
        "user_id": None,
        "received_at_utc": "2026-11-03T08:15:30.000Z",
    },
    "in_contact_null": {"from": "447700900123", "received_at_utc": "2026-11-03T08:15:30.250Z"},
    "in_user_id_only": {
        "from": "GB.70451187702",
        "user_id": "GB.70451187702",
        "parent_user_id": "GB.ENT.9",
        "phone_number": None,
    },
    "in_user_id_with_phone_in_contact": {"from": "GB.70451187702", "phone_number": "447700900123"},
    "in_numbers_instead_of_strings": {
        "from": "447700900123",
        "to": "447700900001",
        "message_id": "900150983",
        "text": "1042",
        "contact_name": "77",
    },
    "in_single_object_results": {"event": "inbound", "text": "Do you have the red lamp?"},
    "api_text": {
        "event": "inbound",
        "type": "TEXT",
        "text": "STOP please",
        "keyword": "STOP",
        "from": "447700900123",
        "to": "447700900001",
        "message_id": "wamid.TEST-API",
        "received_at_utc": "2026-11-03T08:15:30.250Z",
        "entity_id": "shop-7",
        "application_id": "dragoman",
    },
    "api_text_without_event": {"event": "inbound", "text": "hi"},
    "api_image": {"type": "IMAGE", "text": "like this", "media_url": MEDIA + "api-img"},
    "api_image_and_text": {"type": "IMAGE", "text": "is it this one?", "media_url": MEDIA + "api-img"},
    "api_audio": {"type": "AUDIO", "text": None, "media_kind": "audio", "media_url": MEDIA + "api-aud"},
    "api_video": {"type": "VIDEO", "text": "how it works", "media_url": MEDIA + "api-vid"},
    "api_document": {"type": "DOCUMENT", "text": "plan.pdf", "media_url": MEDIA + "api-doc"},
    "api_file": {"type": "FILE", "media_kind": "document", "media_url": MEDIA + "api-file"},
    "api_location": {"type": "LOCATION", "latitude": 51.5, "longitude": -0.12},
    "api_button_reply": {"text": "Yes", "reply_id": "1", "payload": "yes:1042"},
    "api_list_reply": {"text": "42", "reply_id": "size-42"},
    "api_flow_response": {"text": None, "flow_response": {"rating": 4}},
    "api_payment_response": {
        "known_type": True,
        "payment": {
            "reference_id": "r-1",
            "payment_id": None,
            "status": "SUCCESS",
            "currency": None,
            "amount_minor": None,
            "amount_offset": None,
            "amount": None,
            "transaction_id": None,
            "transaction_type": None,
        },
    },
    "api_reaction": {"emoji": "❤️", "reaction_action": "ADDED"},
    "dlr_pending": {"event": "delivery", "outcome": "pending", "final": False, "retry_later_ok": False},
    "dlr_to_operator": {"outcome": "sent", "final": False, "status_id": 2},
    "dlr_delivered": {
        "event": "delivery",
        "message_id": OURS,
        "to": "447700900123",
        "outcome": "delivered",
        "final": True,
        "status_group_id": 3,
        "status_group": "DELIVERED",
        "status_id": 5,
        "status_name": "DELIVERED_TO_HANDSET",
        "error_id": 0,
        "error_name": "NO_ERROR",
        "permanent": False,
        "reason": None,
        "code": None,
        "retry_later_ok": False,
        "done_at_utc": "2026-11-03T08:15:32.500Z",
        "price": 0.012,
        "currency": "GBP",
    },
    "dlr_delivered_no_price": {
        "outcome": "delivered",
        "permanent": False,
        "price": None,
        "currency": None,
        "error_id": None,
        "bulk_id": None,
        "callback_data": None,
        "done_at_utc": "2026-11-03T08:15:32.500Z",
    },
    "dlr_window_closed": {
        "outcome": "failed",
        "final": True,
        "permanent": True,
        "code": "EC_NO_SESSION",
        "reason": "the customer's last message is more than 24 hours ago",
        "retry_later_ok": False,
    },
    "dlr_rate_limited": {
        "outcome": "failed",
        "permanent": False,
        "code": "EC_TOO_MANY_REQUESTS",
        "retry_later_ok": True,
    },
    "dlr_marketing_cap": {"outcome": "failed", "permanent": True, "retry_later_ok": True},
    "dlr_expired": {"outcome": "expired", "final": True, "code": "EXPIRED_EXPIRED", "retry_later_ok": True},
    "dlr_no_credit": {
        "outcome": "rejected",
        "final": True,
        "code": "REJECTED_NOT_ENOUGH_CREDITS",
        "reason": "the account has no credit left",
        "retry_later_ok": False,
    },
    "dlr_blocklisted": {"outcome": "rejected", "retry_later_ok": False},
    "dlr_unheard_of_error": {
        "outcome": "failed",
        "code": "EC_SOMETHING_NEW",
        "reason": "Something new",
        "retry_later_ok": True,
    },
    "dlr_numbers_as_strings": {"outcome": "delivered", "status_group_id": 3, "status_id": 5, "price": 0.012},
    "api_dlr": {
        "event": "delivery",
        "outcome": "delivered",
        "to": "447700900123",
        "callback_data": "c-1",
        "entity_id": "shop-7",
    },
    "seen": {
        "event": "seen",
        "outcome": "read",
        "message_id": OURS,
        "seen_at_utc": "2026-11-03T08:16:00.000Z",
        "entity_id": "shop-7",
        "application_id": "dragoman",
    },
    "api_seen": {"event": "seen", "seen_at_utc": "2026-11-03T08:16:00.000Z", "to": "447700900123"},
    "deleted": {
        "event": "deleted",
        "outcome": "deleted",
        "sent_at_utc": "2026-11-03T08:15:30.250Z",
        "message_id": "wamid.TEST-0001",
        "from": "447700900123",
        "to": "447700900001",
        "deleted_at_utc": "2026-11-03T08:17:00.000Z",
    },
    "evt_template_status": {
        "event": "template_update",
        "change": "TEMPLATE_STATUS_UPDATE",
        "template_id": "tpl-1",
        "template_name": "order_ready",
        "language": "ar",
        "new_status": "REJECTED",
        "reason": "INVALID_FORMAT",
        "new_category": None,
        "new_quality": None,
        "entity_id": "7",
        "application_id": "2",
        "at_utc": "2026-11-03T08:00:00.000Z",
    },
    "evt_template_category": {"template_id": "4711", "new_category": "MARKETING", "new_status": None},
    "evt_template_quality": {"new_quality": "LOW", "previous_quality": "HIGH"},
    "evt_marketing_stop": {
        "event": "marketing_preference",
        "sender": "447700900001",
        "from": "447700900123",
        "status": "stop",
        "opted_out": True,
        "at_utc": "2026-11-03T08:00:00.000Z",
    },
    "evt_marketing_resume": {"sender": "447700900001", "from": "GB.70451187702", "opted_out": False},
    "evt_identity_changed": {
        "event": "identity_change",
        "sender": "447700900001",
        "from": "447700900123",
        "user_id": "GB.70451187702",
        "hash": "idhash2==",
    },
    "evt_payment": {
        "event": "payment",
        "sender": "447700900001",
        "from": "447700900123",
        "reference_id": "r-1",
        "payment_id": "p-1",
        "status": "CAPTURED",
        "currency": "INR",
        "amount_minor": 4500,
        "amount_offset": 100,
        "amount": 45.0,
        "callback_data": {"basket": "b-7"},
    },
}


@pytest.mark.conforms(payloads="tests/payloads/infobip/[!b]*.json")
@pytest.mark.parametrize("name", EXPECTED)
def test_a_payload_is_read_into_its_neutral_names(name: str) -> None:
    (event,) = parse((PAYLOADS / f"{name}.json").read_bytes())

    printed = neutral(event)

    assert {field: printed.get(field, "nothing") for field in EXPECTED[name]} == EXPECTED[name]


def test_every_payload_has_its_expectation() -> None:
    files = {path.stem for path in PAYLOADS.glob("*.json")}

    assert files - {"batch_of_everything"} == set(EXPECTED)


@pytest.mark.conforms("in:batch")
def test_a_batch_may_mix_kinds_tenants_and_nonsense() -> None:
    events = [neutral(event) for event in parse((PAYLOADS / "batch_of_everything.json").read_bytes())]

    assert [event["event"] for event in events] == [
        "inbound",
        "delivery",
        "seen",
        "inbound",
        "unsupported",
        "unsupported",
    ]
    assert [event["to"] for event in events if event["event"] == "inbound"] == [
        "447700900001",
        "447700900002",
    ]
