"""Outbound messages as Infobip's JSON. Nothing is checked here: contents keep the limits from their making.

Sources: Infobip's WhatsApp API, free-form and interactive messages, events, mark as read. Templates have their
own file, ``template``.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from dragoman.base.errors import ChannelRejected
from dragoman.channels.base import Outbound, Sender, SendOptions
from dragoman.channels.content import (
    AudioOut,
    Contact,
    ContactsOut,
    DocumentOut,
    ImageOut,
    LocationOut,
    OutContent,
    StickerOut,
    TextOut,
    VideoOut,
)
from dragoman.channels.infobip.template import sms_json, template_json
from dragoman.channels.interactive import (
    ButtonsOut,
    Card,
    CarouselOut,
    ContactRequestOut,
    DocumentHeader,
    FlowOut,
    Header,
    LinkButton,
    ListOut,
    LocationRequestOut,
    ProductOut,
    ProductsOut,
    Row,
    TextHeader,
    UrlButtonOut,
)
from dragoman.channels.template import TemplateOut

MESSAGE_PATH = "/whatsapp/1/message/"
EVENTS_PATH = "/whatsapp/1/events"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One POST: ``path`` under the base URL, percent-encoded, and the JSON ``body``."""

    path: str
    body: bytes


def build_request(sender: Sender, message: Outbound) -> Request:
    """The request that sends ``message`` from one of our numbers.

    The account's own tags (Infobip: entity and application) are the message's, else the number's.
    """
    content, options = message.content, message.options
    kind, content_json = _FORMS[type(content)]
    fields = {
        "from": sender.number,
        "to": message.to,
        "messageId": message.message_id,
        "content": content_json(content),
        "callbackData": options.callback_data,
        "notifyUrl": options.notify_url,
        "urlOptions": None if isinstance(content, _WITHOUT_LINKS) else _url_options(options),
        "entityId": options.entity_id or sender.entity_id,
        "applicationId": options.application_id or sender.application_id,
    }
    if isinstance(content, TemplateOut):
        fields["smsFailover"] = sms_json(content.sms) if content.sms is not None else None
        return Request(MESSAGE_PATH + kind, _json_bytes({"messages": [_given(fields)]}))
    if options.reply_to is not None:
        fields["context"] = {"replyToMessageId": options.reply_to}  # a template shows no quotation
    return Request(MESSAGE_PATH + kind, _json_bytes(_given(fields)))


def build_typing(number: str, to: str) -> Request:
    """The request that shows the customer that we are typing (Infobip: exactly one destination an event)."""
    event = {"sender": number, "destinations": [{"to": to}], "content": {"type": "TYPING_INDICATOR"}}
    return Request(EVENTS_PATH, _json_bytes({"events": [event]}))


def build_read(number: str, message_id: str) -> Request:
    """The request that shows the customer that we read a message of his, by the provider's id of it."""
    return Request(f"/whatsapp/1/senders/{number}/message/{quote(message_id, safe='')}/read", b"")


_WITHOUT_LINKS = (AudioOut, StickerOut, LocationOut, ContactsOut)
"""Contents that Infobip offers no link options for."""


def _url_options(options: SendOptions) -> Json:
    # Said in every message: whether Infobip's own defaults, both on, hold when nothing is said is not known.
    return {
        "shortenUrl": options.shorten_url,
        "trackClicks": options.track_clicks,
        **({"removeProtocol": True} if options.remove_protocol else {}),
        **_given({"trackingUrl": options.tracking_url, "customDomain": options.custom_domain}),
    }


def _given(fields: Json) -> Json:
    """The fields that have something in them."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def _json_bytes(fields: Json) -> bytes:
    try:
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        raise ChannelRejected(
            "The message holds half a character (a lone surrogate)", code="content"
        ) from None


# --- free-form --------------------------------------------------------------------------------------


def _text(content: TextOut) -> Json:
    return {"text": content.text, **({"previewUrl": True} if content.preview_url else {})}


def _captioned(content: ImageOut | VideoOut) -> Json:
    return _given({"mediaUrl": content.url, "caption": content.caption})


def _document(content: DocumentOut) -> Json:
    return _given({"mediaUrl": content.url, "caption": content.caption, "filename": content.filename})


def _audio(content: AudioOut) -> Json:
    return {"mediaUrl": content.url, **({"voice": True} if content.voice else {})}


def _sticker(content: StickerOut) -> Json:
    return {"mediaUrl": content.url}


def _location(content: LocationOut) -> Json:
    point = {"latitude": content.latitude, "longitude": content.longitude}
    return point | _given({"name": content.name, "address": content.address})


def _contacts(content: ContactsOut) -> Json:
    return {"contacts": [_contact(contact) for contact in content.contacts]}


def _contact(contact: Contact) -> Json:
    name, work = contact.name, contact.organisation
    named = {
        "firstName": name.first,
        "lastName": name.last,
        "middleName": name.middle,
        "namePrefix": name.prefix,
        "nameSuffix": name.suffix,
        "formattedName": name.whole,
    }
    addresses = [
        {
            "street": one.street,
            "city": one.city,
            "state": one.state,
            "zip": one.zip,
            "country": one.country,
            "countryCode": one.country_code,
            "type": one.type,
        }
        for one in contact.addresses
    ]
    lists = {
        "phones": [{"phone": one.phone, "type": one.type, "waId": one.whatsapp} for one in contact.phones],
        "emails": [{"email": one.email, "type": one.type} for one in contact.emails],
        "urls": [{"url": one.url, "type": one.type} for one in contact.urls],
        "addresses": addresses,
    }
    card: Json = {"name": _given(named), "birthday": contact.birthday}
    if work is not None:
        card["org"] = _given({"company": work.company, "department": work.department, "title": work.title})
    return _given(card) | {
        noun: [_given(one) for one in entries] for noun, entries in lists.items() if entries
    }


# --- interactive ------------------------------------------------------------------------------------


def _framed(action: Json | None, text: str | None, header: Header | str | None, footer: str | None) -> Json:
    """The parts that interactive messages share, around what is tapped on."""
    header = TextHeader(header) if isinstance(header, str) else header
    return _given(
        {
            "header": None if header is None else header_json(header),
            "body": None if text is None else {"text": text},
            "action": action,
            "footer": None if footer is None else {"text": footer},
        }
    )


def header_json(header: Header) -> Json:
    """What stands above an interactive message."""
    if isinstance(header, TextHeader):
        return {"type": "TEXT", "text": header.text}
    filename = header.filename if isinstance(header, DocumentHeader) else None
    return _given({"type": header.kind.upper(), "mediaUrl": header.url, "filename": filename})


def _buttons(content: ButtonsOut) -> Json:
    buttons = [{"type": "REPLY", "id": button.id, "title": button.title} for button in content.buttons]
    return _framed({"buttons": buttons}, content.text, content.header, content.footer)


def _list(content: ListOut) -> Json:
    sections: list[Json] = [{"title": one.title, "rows": _rows(one.rows)} for one in content.sections]
    action = {"title": content.opener, "sections": sections or [{"rows": _rows(content.rows)}]}
    return _framed(action, content.text, content.header, content.footer)


def _rows(rows: tuple[Row, ...]) -> list[Json]:
    return [_given({"id": row.id, "title": row.title, "description": row.description}) for row in rows]


def _url_button(content: UrlButtonOut) -> Json:
    return _framed(_link(content.button), content.text, content.header, content.footer)


def _link(button: LinkButton) -> Json:
    return {"displayText": button.title, "url": button.url}


def _flow(content: FlowOut) -> Json:
    action: Json = {
        "mode": "DRAFT" if content.draft else "PUBLISHED",
        "flowMessageVersion": content.version,
        "flowToken": content.token,
        "flowId": content.flow_id,
        "callToActionButton": content.button,
        "flowAction": "DATA_EXCHANGE" if content.screen is None else "NAVIGATE",
    }
    if content.screen is not None:
        action["flowActionPayload"] = _given({"screen": content.screen, "data": content.data})
    return _framed(action, content.text, content.header, content.footer)


def _product(content: ProductOut) -> Json:
    action = {"catalogId": content.catalog_id, "productRetailerId": content.product_id}
    return _framed(action, content.text, None, content.footer)


def _products(content: ProductsOut) -> Json:
    sections = [
        _given({"title": one.title, "productRetailerIds": list(one.product_ids)}) for one in content.sections
    ]
    action = {"catalogId": content.catalog_id, "sections": sections}
    return _framed(action, content.text, content.header, content.footer)


def _carousel(content: CarouselOut) -> Json:
    kind = "QUICK_REPLY" if content.cards[0].link is None else "URL"
    action = {"type": kind, "cards": [_card(card) for card in content.cards]}
    return _framed(action, content.text, None, None)


def _card(card: Card) -> Json:
    shown = {
        "header": {"type": card.header.kind.upper(), "url": card.header.url},
        "body": {"text": card.text},
    }
    if card.link is not None:
        return shown | {"button": _link(card.link)}
    return shown | {"buttons": [{"id": button.id, "title": button.title} for button in card.buttons]}


def _request(content: LocationRequestOut | ContactRequestOut) -> Json:
    return _framed(None, content.text, None, None)


_FORMS: dict[type[OutContent], tuple[str, Callable[[Any], Json]]] = {
    TextOut: ("text", _text),
    ImageOut: ("image", _captioned),
    DocumentOut: ("document", _document),
    AudioOut: ("audio", _audio),
    VideoOut: ("video", _captioned),
    StickerOut: ("sticker", _sticker),
    LocationOut: ("location", _location),
    ContactsOut: ("contact", _contacts),
    ButtonsOut: ("interactive/buttons", _buttons),
    ListOut: ("interactive/list", _list),
    UrlButtonOut: ("interactive/url-button", _url_button),
    FlowOut: ("interactive/flow", _flow),
    ProductOut: ("interactive/product", _product),
    ProductsOut: ("interactive/multi-product", _products),
    CarouselOut: ("interactive/media-carousel", _carousel),
    LocationRequestOut: ("interactive/location-request", _request),
    ContactRequestOut: ("interactive/request-contact-info", _request),
    TemplateOut: ("template", template_json),
}
"""The path of each content behind ``MESSAGE_PATH``, and what makes its JSON."""

SEND_PATHS = frozenset(MESSAGE_PATH + path for path, _ in _FORMS.values()) | {EVENTS_PATH}
"""Every path that is the same for all messages of its kind."""
