"""What Infobip can be asked: every operation, who may ask for it, how often, and how it says no. Pure."""

from dataclasses import dataclass

from dragoman.channels.emulator.errors import Form
from dragoman.channels.emulator.validate import is_known

_SEND = frozenset({"message:send", "whatsapp:message:send", "whatsapp:manage"})
_READ = frozenset({"inbound-message:read", "whatsapp:inbound-message:read", "whatsapp:manage"})
_MANAGE = frozenset({"whatsapp:manage"})
_IDENTITY = frozenset({"whatsapp:manage", "whatsapp:message:send"})
_PULL = frozenset({"message:send", "messages-api:message:send", "messages-api:manage"})
_PULL_INBOUND = _PULL | _READ

_HOUR, _MINUTE = 3600.0, 60.0
_MESSAGE = "/whatsapp/1/message/"


@dataclass(frozen=True, slots=True)
class Operation:
    """One kind of call. At most ``limit`` calls in ``per_s`` seconds; 0: no published limit."""

    name: str
    scopes: frozenset[str]
    limit: float
    per_s: float = 1.0
    form: Form = "classic"


MESSAGE = Operation("message", _SEND, 4000)
EVENTS = Operation("events", _SEND, 2500, form="new")
UNKNOWN = Operation("unknown", frozenset(), 0)
OPERATIONS = {
    operation.name: operation
    for operation in (
        MESSAGE,
        EVENTS,
        Operation("media_get", _READ, 15),
        Operation("media_head", _MANAGE, 15),
        Operation("media_delete", _MANAGE, 30, _MINUTE),
        Operation("read", _MANAGE, 10),
        Operation("quality", _MANAGE, 10),
        Operation("business_get", _MANAGE, 10, form="new"),
        Operation("business_patch", _MANAGE, 10, form="new"),
        Operation("identity_get", _IDENTITY, 10),
        Operation("identity_put", _IDENTITY, 10),
        Operation("template_list", _MANAGE, 2500),
        Operation("template_create", _MANAGE, 1000, _HOUR),
        Operation("template_get", _MANAGE, 2500),
        Operation("template_edit", _MANAGE, 100, _HOUR),
        Operation("template_delete", _MANAGE, 200, _HOUR),
        Operation("template_search", _MANAGE, 15, form="new"),
        Operation("template_list_v1", _MANAGE, 15),
        Operation("template_create_v1", _MANAGE, 200, _HOUR),
        Operation("template_delete_v1", _MANAGE, 200, _HOUR),
        Operation("reports", _PULL, 0, form="new"),
        Operation("inbound", _PULL_INBOUND, 0, form="new"),
    )
}

Route = tuple[Operation, tuple[str, ...]]


def route(method: str, path: str) -> Route | None:
    """The operation and what the path names (a kind of message; a sender and an id); ``None``: no such path."""
    if path.startswith(_MESSAGE):
        kind = path[len(_MESSAGE) :]
        return (MESSAGE, (kind,)) if method == "POST" and is_known(kind) else None
    name, *parts = _named(method, path)
    return (OPERATIONS[name], tuple(parts)) if name else None


def form_of(path: str) -> Form:
    """The form of an error about a path, whether or not there is something behind it."""
    if path.startswith("/messages-api/") or path in {"/whatsapp/1/events", "/whatsapp/1/templates"}:
        return "new"
    return "new" if path.endswith("/business-info") else "classic"


def _named(method: str, path: str) -> tuple[str, ...]:
    fixed = _FIXED.get((method, path))
    if fixed is not None:
        return (fixed,)
    pieces = path.split("/")[1:]
    match pieces:
        case ["whatsapp", "1", "senders", sender, "media", media_id] if method in {"GET", "HEAD"}:
            return f"media_{method.lower()}", sender, media_id
        case ["whatsapp", "1", "senders", sender, "media"] if method == "DELETE":
            return "media_delete", sender
        case ["whatsapp", "1", "senders", sender, "message", *rest] if (
            method == "POST" and len(rest) >= 2 and rest[-1] == "read"
        ):
            return "read", sender, "/".join(rest[:-1])  # an id in base64 may hold a slash
        case ["whatsapp", "1", "senders", sender, "business-info"] if method in {"GET", "PATCH"}:
            return f"business_{method.lower()}", sender
        case ["whatsapp", "1", sender, "contacts", customer, "identity"] if method in {"GET", "PUT"}:
            return f"identity_{method.lower()}", sender, customer
        case ["whatsapp", ("1" | "2") as version, "senders", sender, "templates", *rest]:
            return _template(method, version, sender, rest)
    return ("",)


_FIXED = {
    ("POST", "/whatsapp/1/events"): "events",
    ("GET", "/whatsapp/1/senders/quality"): "quality",
    ("GET", "/whatsapp/1/templates"): "template_search",
    ("GET", "/messages-api/1/reports"): "reports",
    ("GET", "/messages-api/1/inbound"): "inbound",
}


def _template(method: str, version: str, sender: str, rest: list[str]) -> tuple[str, ...]:
    suffix = "_v1" if version == "1" else ""
    match method, rest:
        case "GET", []:
            return f"template_list{suffix}", sender
        case "POST", []:
            return f"template_create{suffix}", sender
        case "DELETE", [name]:
            return f"template_delete{suffix}", sender, name
        case "GET", [template_id] if version == "2":
            return "template_get", sender, template_id
        case "PATCH", [template_id] if version == "2":
            return "template_edit", sender, template_id
    return ("",)
