"""Templates as Infobip's JSON: what fills a message that was approved beforehand.

Source: Infobip's WhatsApp API, template messages.
"""

from datetime import UTC, datetime
from typing import Any

from dragoman.channels.interactive import DocumentHeader, ProductSection, TextHeader
from dragoman.channels.template import (
    LocationHeader,
    SmsFailover,
    TemplateButton,
    TemplateCall,
    TemplateCard,
    TemplateCatalog,
    TemplateCode,
    TemplateFlow,
    TemplateHeader,
    TemplateOrder,
    TemplateOut,
    TemplateProducts,
    TemplateReply,
    TemplateUrl,
)

Json = dict[str, Any]


def template_json(content: TemplateOut) -> Json:
    """Name, language and everything that fills the template."""
    data: Json = {"body": {"placeholders": list(content.placeholders)}}
    if content.header is not None:
        data["header"] = _header(content.header)
    if content.buttons:
        data["buttons"] = [_button(button) for button in content.buttons]
    if content.cards:
        data["carousel"] = {"cards": [_card(card) for card in content.cards]}
    if content.offer_ends is not None:
        data["limitedTimeOffer"] = {"expirationTime": _moment(content.offer_ends)}
    return {"templateName": content.name, "templateData": data, "language": content.language}


def sms_json(sms: SmsFailover) -> Json:
    """The SMS that is sent when the template cannot be delivered."""
    return {"from": sms.sender, "text": sms.text}


def _header(header: TemplateHeader) -> Json:
    match header:
        case TextHeader(text=text):
            return {"type": "TEXT", "placeholder": text}
        case LocationHeader(latitude=latitude, longitude=longitude):
            return {"type": "LOCATION", "latitude": latitude, "longitude": longitude}
        case DocumentHeader(url=url, filename=filename):
            return {"type": "DOCUMENT", "mediaUrl": url, "filename": filename}
        case _:
            return {"type": header.kind.upper(), "mediaUrl": header.url}


def _button(button: TemplateButton) -> Json:
    return {"type": button.kind.upper(), **_carried(button)}


def _carried(button: TemplateButton) -> Json:
    match button:
        case TemplateReply(payload=parameter) | TemplateUrl(suffix=parameter) | TemplateCode(code=parameter):
            return {"parameter": parameter}
        case TemplateFlow(token=token, data=data):
            return _given({"flowToken": token, "data": data})
        case TemplateCatalog(thumbnail_id=thumbnail):
            return _given({"thumbnailProductRetailerId": thumbnail})
        case TemplateProducts(sections=sections, thumbnail_id=thumbnail):
            listed = [_section(section) for section in sections]
            return _given({"thumbnailProductRetailerId": thumbnail, "sections": listed})
        case TemplateOrder(action=action):
            return {"action": action}
        case TemplateCall(minutes=minutes, payload=payload):
            return _given({"callValidityPeriod": minutes, "callContextPayload": payload})


def _section(section: ProductSection) -> Json:
    return _given({"title": section.title, "productRetailerIds": list(section.product_ids)})


def _card(card: TemplateCard) -> Json:
    shown: Json = {"header": _header(card.header), "body": {"placeholders": list(card.placeholders)}}
    return shown | ({"buttons": [_button(button) for button in card.buttons]} if card.buttons else {})


def _moment(at: datetime) -> str:
    """As Infobip writes times: ``2026-11-01T08:00:00.000+0000``."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def _given(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
