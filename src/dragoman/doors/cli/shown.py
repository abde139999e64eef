"""What a message of any kind looks like in a terminal: its words, and what else it tells."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dragoman.base.ids import TenantId, wire_id
from dragoman.conversations.files import File
from dragoman.conversations.model import Message
from dragoman.doors.cli.words import clean, file_words

_LONGEST_QUOTATION = 60
_AUTHORS = {"customer": "customer", "agent": "agent", "staff": "person", "system": "system"}
_TOLD = {
    "flow_reply": ("flow_response", "flow_token"),
    "payment": ("payment", ""),
    "payment_acknowledgement": ("payment_acknowledgement", ""),
    "call_permission": ("call_permission", ""),
    "in_thread_authentication": ("in_thread_authentication", ""),
    "authentication": ("in_thread_authentication", "passkey_hash"),
}
"""Where a kind's answers stand, and which of them is nobody's business."""


def author_of(message: Message) -> str:
    """Who wrote it, in a word."""
    return _AUTHORS[message.author]


class Talk:
    """Messages of one conversation as they refer to each other: what is quoted, what was reacted to."""

    def __init__(self, tenant_id: TenantId, messages: Sequence[Message]) -> None:
        self._by_name: dict[str, Message] = {}
        for message in messages:
            self._by_name[wire_id(tenant_id, message.id)] = message
            if message.provider_id:
                self._by_name[message.provider_id] = message
        self._reactions: dict[Any, list[str]] = {}
        for message in messages:
            about = self._reacted_to(message)
            if about is not None:
                self._reactions.setdefault(about.id, []).append(_reaction(message))

    def is_shown_elsewhere(self, message: Message) -> bool:
        """Whether it is a reaction that stands under the message that it is about."""
        return self._reacted_to(message) is not None

    def lines_of(self, message: Message, file: File | None = None) -> list[str]:
        """What is printed of a message and the file that it came with, without its head."""
        fetched = [] if file is None else [f"file {str(message.id)[:8]}: {clean(file_words(file))}"]
        reactions = self._reactions.get(message.id, [])
        return [*self._quotation(message), *_said(message, file), *fetched, *reactions]

    def _reacted_to(self, message: Message) -> Message | None:
        if message.kind != "reaction":
            return None
        return self._by_name.get(str(message.content.get("message_id")))

    def _quotation(self, message: Message) -> Iterator[str]:
        if message.quoted_id is None or message.kind == "reaction":
            return
        quoted = self._by_name.get(message.quoted_id)
        if quoted is None:
            yield "> (a message that is not shown here)"
            return
        words = " ".join((quoted.body or f"[{quoted.kind}]").split())
        short = words if len(words) <= _LONGEST_QUOTATION else f"{words[:_LONGEST_QUOTATION].rstrip()} ..."
        yield f"> {author_of(quoted)}: {clean(short)}"


def _reaction(message: Message) -> str:
    emoji, who = clean(str(message.content.get("emoji") or "")), author_of(message)
    return f"({who} took the reaction back)" if message.content.get("removed") else f"({who} reacted {emoji})"


def _said(message: Message, file: File | None) -> list[str]:
    told = [clean(line) for line in _details(message, file)]
    words = clean(message.body).splitlines() if message.body else []
    return [*words, *told] or ["(no text)"]


def _details(message: Message, file: File | None) -> Iterator[str]:
    content = message.content
    match message.kind:
        case "deleted":
            yield f"(the customer deleted this {content.get('was') or 'message'})"
        case "reaction":
            yield _reaction(message)
        case "location":
            yield from _place(content)
        case "contact":
            yield from _contacts(content.get("shared_contacts"))
        case "order":
            yield from _cart(content.get("order"))
        case kind if kind in _TOLD:
            name, hidden = _TOLD[kind]
            yield from _pairs(content.get(name), skip=hidden)
        case "template":
            filled = ", ".join(map(str, content.get("placeholders", ())))
            yield f"{content.get('name')} ({content.get('language')}): {filled}".rstrip(": ")
        case "infected":
            yield "(a file that was stopped by a virus check)"
        case _ if content.get("url") and file is None:
            yield str(content["url"])
    yield from _origin(content)


def _place(content: Mapping[str, Any]) -> Iterator[str]:
    if content.get("address"):
        yield str(content["address"])
    if content.get("latitude") is not None and content.get("longitude") is not None:
        yield f"https://maps.google.com/?q={content['latitude']},{content['longitude']}"


def _contacts(shared: Any) -> Iterator[str]:
    for contact in shared if isinstance(shared, list) else []:
        phones = ", ".join(str(phone) for phone in contact.get("phones") or []) or "no number"
        yield f"{contact.get('name') or '(no name)'}: {phones}"


def _cart(order: Any) -> Iterator[str]:
    for item in (order or {}).get("items") or []:
        price = f" at {item.get('price')} {item.get('currency') or ''}".rstrip() if item.get("price") else ""
        yield f"{item.get('quantity')} x {item.get('sku')}{price}"


def _pairs(told: Any, *, skip: str = "") -> Iterator[str]:
    for name, value in told.items() if isinstance(told, Mapping) else []:
        if name != skip and value is not None:
            yield f"{name}: {value}"


def _origin(content: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(referral := content.get("referral"), Mapping):
        named = referral.get("headline") or referral.get("source_url") or referral.get("source_id")
        yield f"(came from {str(referral.get('source_type') or 'a link').lower()}: {named})"
    if isinstance(product := content.get("referred_product"), Mapping):
        yield f"(asked about the product {product.get('sku')})"
