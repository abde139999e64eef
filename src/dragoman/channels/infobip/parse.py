"""Infobip's webhooks, read: bytes in, events out.

``parse`` never raises, whatever the bytes are: what cannot be read becomes ``Unsupported`` and the rest of
the batch is read all the same. Infobip promises neither one kind of report per address nor one tenant per
batch, so every result is told apart by its own shape. Storing, routing and answering are not done here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from dragoman.base.clock import utc_now
from dragoman.base.phone import digits_of, is_number
from dragoman.channels.base import Content, Event, Inbound, OtherContent, Outcome, Party, Receipt, Unsupported
from dragoman.channels.infobip.decode import (
    NestedTooDeeply,
    decode,
    decode_pruned,
    flag_of,
    given,
    id_of,
    integer_of,
    iso_of,
    known,
    moment_of,
    number_of,
    object_of,
    storable_text,
    text_of,
)
from dragoman.channels.infobip.message import content_of, place_of, single_message, type_of
from dragoman.channels.infobip.notices import address_of, notice_of
from dragoman.channels.infobip.status import UNCLEAR, verdict_of

FUTURE_TOLERANCE = timedelta(days=1)
"""A provider's time further ahead of ours than this is nonsense, and would hold the reply window open."""

Item = Mapping[str, Any]


def parse(body: bytes, *, now: datetime | None = None) -> list[Event]:
    """Every event of one webhook body, in its order; an empty ``results`` gives none.

    ``now`` (aware; default: the present) stands in for times that are missing or far in the future. All
    strings that come out can be stored in PostgreSQL, those of ``raw`` included.
    """
    now = now or utc_now()
    try:
        return _events(decode(body), now)
    except NestedTooDeeply:
        return _nested(body, now)
    except ValueError:
        return [_unreadable("the body is not JSON", body)]


def _nested(body: bytes, now: datetime) -> list[Event]:
    """What can be read around something nested absurdly deep, so that it does not cost the rest of a batch."""
    try:
        events = _events(decode_pruned(body), now)
    except ValueError:
        events = []
    if all(isinstance(event, Unsupported) for event in events):
        return [_unreadable("the body is nested too deeply", body)]
    return events


def _unreadable(reason: str, body: bytes) -> Unsupported:
    return Unsupported(reason, storable_text(body.decode(errors="replace")))


def _events(value: Any, now: datetime) -> list[Event]:
    items = value if isinstance(value, list) else [value]
    return [event for item in items for event in _envelope(item, now)]


def _envelope(value: Any, now: datetime) -> list[Event]:
    """The events of one top-level value: of its ``results``, or of itself when it has none."""
    if not isinstance(value, dict) or "results" not in value:
        return [_event(value, now)]
    results = value["results"]
    notice = notice_of(value)
    alone: list[Event] = [notice] if notice else []
    if not isinstance(results, list | dict):
        return alone or [Unsupported("results is not a list", value)]
    return alone + [_event(item, now) for item in (results if isinstance(results, list) else [results])]


def _event(item: Any, now: datetime) -> Event:
    """One result, told apart by what it has. The order matters: reports may name fields of other kinds."""
    if not isinstance(item, dict):
        return Unsupported("a result is not an object", item)
    notice = notice_of(item)
    if notice is not None:
        return notice
    if not _is_whatsapp(item):
        return Unsupported("an event of another channel than WhatsApp", item)
    event = (text_of(item.get("event")) or "").strip().upper()
    if event in _NAMED:
        return _NAMED[event](item, now)
    if isinstance(item.get("message"), dict):
        return _inbound(item, item["message"], now)
    if not event and "destination" in item and isinstance(item.get("content"), list):
        return _inbound_of_parts(item, now)
    if _first(item, "seenAt") is not None:
        return _seen(item, now)
    if _first(item, "deletedAt") is not None:
        return _deleted(item, now)
    if _has_status(item):
        return _delivery(item, now)
    return Unsupported("this kind of event is not known", item)


def _is_whatsapp(item: Item) -> bool:
    """Whether it came by WhatsApp: payloads older than the field name no channel, nor does an empty one."""
    names = (item.get(field) for field in ("integrationType", "channel"))
    channel = next((name for name in names if isinstance(name, str) and name.strip()), "WHATSAPP")
    return channel.strip().upper().startswith("WHATSAPP")


def _has_status(item: Item) -> bool:
    return _first(item, "status") is not None or isinstance(item.get("error"), dict)


# --- messages ---------------------------------------------------------------------------------------


def _inbound_of_parts(item: Item, now: datetime) -> Inbound | Unsupported:
    """A message as the Messages API writes it: in a list of parts."""
    message = single_message(item.get("content")) or object_of(item.get("message"))
    return _inbound(item, message, now)


def _inbound(item: Item, message: Item, now: datetime) -> Inbound | Unsupported:
    provider_id = id_of(item.get("messageId"))
    contact = object_of(item.get("contact"))
    sender = _sender(item, contact)
    to = digits_of(id_of(_first(item, "to", "destination"))) or None
    if provider_id is None or sender is None or to is None:
        return Unsupported(f"a message without {_missing(provider_id, sender)}", item)
    party = _party(sender, contact)
    context = object_of(message.get("context"))
    content = content_of(message)
    return Inbound(
        provider_id=provider_id,
        to=to,
        address=party.phone or party.user_id or sender,
        party=party,
        received_at=_moment(item.get("receivedAt"), now),
        type=type_of(message),
        content=content,
        quoted_id=id_of(context.get("id")),
        extra={
            "from": sender,
            **_inbound_extra(item, message, contact, context),
            **_unplaced(content, message),
        },
        raw=item,
    )


def _missing(provider_id: str | None, sender: str | None) -> str:
    if provider_id is None:
        return "an id"
    return "a readable sender" if sender is None else "a readable number it was sent to"


def _sender(item: Item, contact: Item) -> str | None:
    """Who wrote, in digits wherever it is a number. Should the message itself not say it, its contact may."""
    return (
        address_of(item.get("from"))
        or address_of(item.get("sender"))
        or digits_of(id_of(contact.get("phoneNumber")))
        or id_of(contact.get("userId"))
    )


def _party(sender: str, contact: Item) -> Party:
    """Who wrote. ``sender`` is a number or a business-scoped user id; ``contact`` may know both, or nothing.

    Digits that are too few for a number are an address to answer to, and nobody's user id.
    """
    return Party(
        phone=_phone(sender) or _phone(contact.get("phoneNumber")),
        user_id=id_of(contact.get("userId")) or (None if digits_of(sender) else sender),
        parent_user_id=id_of(contact.get("parentUserId")),
        username=id_of(contact.get("username")),
        name=text_of(contact.get("name")),
    )


def _phone(value: Any) -> str | None:
    digits = digits_of(id_of(value))
    return digits if is_number(digits) else None


def _inbound_extra(item: Item, message: Item, contact: Item, context: Item) -> dict[str, Any]:
    return known(
        received_at_utc=iso_of(item.get("receivedAt")),
        phone_number=digits_of(id_of(contact.get("phoneNumber"))) or None,
        keyword=text_of(item.get("keyword")) or text_of(message.get("keyword")),
        callback_data=given(item.get("callbackData")),
        paired_message_id=text_of(item.get("pairedMessageId")),
        **_platform(item),
        context_from=address_of(context.get("from")),
        context_group_id=text_of(context.get("groupId")),
        referred_product=_referred_product(context.get("referredProduct")),
        **_referral(message.get("referral")),
        identity_hash=text_of(object_of(item.get("identity")).get("hash")),
        payload=text_of(message.get("payload")),
    )


def _unplaced(content: Content, message: Item) -> dict[str, Any]:
    """A place off the map is no ``Location``, but what was told of it is printed all the same."""
    return place_of(message) if isinstance(content, OtherContent) and content.kind == "location" else {}


def _platform(item: Item) -> dict[str, str | None]:
    """The account's own tags: at the top, or in the Messages API one level down. Numbers in some events."""
    platform = object_of(item.get("platform"))
    return {
        "entity_id": text_of(item.get("entityId")) or text_of(platform.get("entityId")),
        "application_id": text_of(item.get("applicationId")) or text_of(platform.get("applicationId")),
    }


def _referred_product(value: Any) -> dict[str, Any] | None:
    product = object_of(value)
    if not product:
        return None
    return {"catalog_id": text_of(product.get("catalogId")), "sku": text_of(product.get("productRetailerId"))}


def _referral(value: Any) -> dict[str, Any]:
    """The advertisement or post that led here. Infobip: only on the first message after the click.

    ``referral`` has the five names that were promised for it; what else is told stands beside it.
    """
    referral = object_of(value)
    if not referral:
        return {}
    media = object_of(referral.get("referralMedia"))
    return {
        "referral": {
            "source_type": text_of(referral.get("sourceType")),
            "source_id": text_of(referral.get("sourceId")),
            "source_url": text_of(referral.get("sourceUrl")),
            "ctwa_click_id": text_of(referral.get("ctwaClickId")),
            "media_url": text_of(media.get("url")),
        },
        "referral_headline": text_of(referral.get("headline")),
        "referral_body": text_of(referral.get("body")),
        "referral_media_type": text_of(media.get("type")),
    }


# --- reports ----------------------------------------------------------------------------------------


def _delivery(item: Item, now: datetime) -> Receipt | Unsupported:
    """Infobip invents statuses without notice: a report with one that nobody knows is a report all the same."""
    message_id = id_of(item.get("messageId"))
    if message_id is None:
        return Unsupported("a delivery report without a message id", item)
    verdict = verdict_of(item.get("status"), item.get("error")) or UNCLEAR
    return Receipt(
        message_id=message_id,
        outcome=verdict.outcome,
        at=_moment(_first(item, "doneAt", "sentAt"), now),
        to=address_of(_first(item, "to", "destination")),
        code=verdict.code,
        reason=verdict.reason,
        permanent=verdict.permanent,
        remedy=verdict.remedy,
        extra={
            **_status_extra(object_of(item.get("status")), object_of(item.get("error"))),
            "final": verdict.final,
            "retry_later_ok": verdict.retry_later_ok,
            **_price_extra(item),
            **_report_extra(item),
        },
        raw=item,
    )


def _status_extra(status: Item, error: Item) -> dict[str, Any]:
    return known(
        status_group_id=integer_of(status.get("groupId")),
        status_group=text_of(status.get("groupName")),
        status_id=integer_of(status.get("id")),
        status_name=text_of(status.get("name")),
        error_id=integer_of(error.get("id")),
        error_name=text_of(error.get("name")),
        permanent=flag_of(error.get("permanent")),
    )


def _price_extra(item: Item) -> dict[str, Any]:
    price = object_of(item.get("price"))
    return known(
        done_at_utc=iso_of(item.get("doneAt")),
        price=number_of(price.get("pricePerMessage")),
        currency=text_of(price.get("currency")),
    )


def _report_extra(item: Item) -> dict[str, Any]:
    return known(
        sent_at_utc=iso_of(item.get("sentAt")),
        bulk_id=text_of(item.get("bulkId")),
        callback_data=given(item.get("callbackData")),
        **_platform(item),
    )


def _seen(item: Item, now: datetime) -> Receipt | Unsupported:
    """Infobip: which of ``from`` and ``to`` is the customer is not settled, so neither is taken for it."""
    message_id = id_of(item.get("messageId"))
    if message_id is None:
        return Unsupported("a seen report without a message id", item)
    contact = object_of(item.get("contact"))
    return Receipt(
        message_id=message_id,
        outcome=Outcome.READ,
        at=_moment(item.get("seenAt"), now),
        to=address_of(item.get("destination")) or _phone(contact.get("phoneNumber")),
        extra={**known(seen_at_utc=iso_of(item.get("seenAt"))), **_report_extra(item)},
        raw=item,
    )


def _deleted(item: Item, now: datetime) -> Receipt | Unsupported:
    """A customer took a message back. The id is the customer's message, not one of ours."""
    message_id = id_of(item.get("messageId"))
    if message_id is None:
        return Unsupported("a deleted report without a message id", item)
    return Receipt(
        message_id=message_id,
        outcome=Outcome.DELETED,
        at=_moment(item.get("deletedAt"), now),
        to=address_of(item.get("to")),
        extra={
            **known(**{"from": address_of(item.get("from"))}, deleted_at_utc=iso_of(item.get("deletedAt"))),
            **_report_extra(item),
        },
        raw=item,
    )


_NAMED: Mapping[str, Callable[[Item, datetime], Event]] = {
    "MO": _inbound_of_parts,
    "DELIVERY": _delivery,
    "SEEN": _seen,
}
"""What says itself what it is, as everything in the Messages API's format does."""


# --- fields -----------------------------------------------------------------------------------------


def _first(item: Item, *names: str) -> Any:
    """The first of the named fields that is there, not null and not an empty string."""
    return next((item[name] for name in names if item.get(name) not in (None, "")), None)


def _moment(value: Any, now: datetime) -> datetime:
    moment = moment_of(value)
    return now if moment is None or moment > now + FUTURE_TOLERANCE else moment
