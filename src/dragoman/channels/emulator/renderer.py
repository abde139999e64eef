"""The other renderer, ``MO_MESSAGES_API_JSON``: the same messages and reports in the Messages API's words. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]
Given = Mapping[str, Any]


def inbound(result: Given) -> Json:
    """A customer's message of the default renderer in the other one's form. There is no name of a customer."""
    message = result["message"]
    shown: Json = {
        "channel": "WHATSAPP",
        "sender": result["from"],
        "destination": result["to"],
        "content": [_content(message)],
        "receivedAt": result["receivedAt"],
        "messageId": result["messageId"],
        "messageCount": 1,
        "platform": _platform(result),
        "event": "MO",
    }
    return shown | {name: result[name] for name in ("pairedMessageId", "callbackData") if name in result}


def delivery(report: Given, sender: str, extra: Given) -> Json:
    """A delivery report in the other form, which does name our sender."""
    shown: Json = {
        "event": "DELIVERY",
        "channel": "WHATSAPP",
        "sender": sender,
        "destination": report["to"],
        "sentAt": report["sentAt"],
        "doneAt": report["doneAt"],
        "bulkId": report["bulkId"],
        "messageId": report["messageId"],
        "messageCount": 1,
        "status": report["status"],
        "error": report["error"],
        "platform": _platform(extra),
    }
    return shown | _callback(extra)


def seen(report: Given, sender: str, extra: Given) -> Json:
    """A seen report in the other form."""
    shown: Json = {
        "event": "SEEN",
        "channel": "WHATSAPP",
        "sender": sender,
        "destination": report["from"],
        "sentAt": report["sentAt"],
        "seenAt": report["seenAt"],
        "bulkId": "",
        "messageId": report["messageId"],
        "platform": _platform(extra),
    }
    return shown | _callback(extra)


def _platform(given: Given) -> Json:
    return {name: given[name] for name in ("entityId", "applicationId") if given.get(name)}


def _callback(extra: Given) -> Json:
    return {"callbackData": extra["callbackData"]} if extra.get("callbackData") else {}


def _content(message: Given) -> Json:
    kind = str(message.get("type"))
    return _CONTENT.get(kind, dict)(message)


def _text(message: Given) -> Json:
    text = str(message.get("text", ""))
    return {"text": text, "cleanText": text.strip(), "type": "TEXT"}


def _file(kind: str) -> Callable[[Given], Json]:
    def content(message: Given) -> Json:
        caption = {"text": message["caption"]} if message.get("caption") else {}
        return {"url": message.get("url"), **caption, "type": kind}

    return content


def _choice(kind: str, text: str) -> Callable[[Given], Json]:
    def content(message: Given) -> Json:
        payload = {"payload": message["payload"]} if "payload" in message else {}
        return {
            "text": message.get(text),
            **payload,
            "id": message.get("id", message.get("payload")),
            "type": kind,
        }

    return content


def _flow(message: Given) -> Json:
    return {"response": message.get("response", {}), "type": "FLOW_RESPONSE"}


def _named(kind: str) -> Callable[[Given], Json]:
    return lambda message: {**message, "type": kind}


_CONTENT: dict[str, Callable[[Given], Json]] = {
    "TEXT": _text,
    "IMAGE": _file("IMAGE"),
    "STICKER": _file("IMAGE"),
    "AUDIO": _file("AUDIO"),
    "VOICE": _file("AUDIO"),
    "VIDEO": _file("VIDEO"),
    "DOCUMENT": _file("DOCUMENT"),
    "BUTTON": _choice("BUTTON_REPLY", "text"),
    "INTERACTIVE_BUTTON_REPLY": _choice("BUTTON_REPLY", "title"),
    "INTERACTIVE_LIST_REPLY": _choice("LIST_REPLY", "title"),
    "INTERACTIVE_FLOW_REPLY": _flow,
    "INTERACTIVE_PAYMENT_CONFIRMATION": _named("PAYMENT_RESPONSE"),
}
